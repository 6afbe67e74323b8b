"""What is typed on this floor's pages."""

from __future__ import annotations

from typing import Any

from allauth.account.fields import PasswordField
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from committees.models import Role, Seat, Unit
from committees.signing_in import normal_login
from notices.working_hours import CLOSES, OPENS


class InvitationForm(forms.Form):
    """Whom to invite: a name and a login."""

    full_name = forms.CharField(
        label=_("Họ và tên"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    login = forms.CharField(
        label=_("Số điện thoại hoặc thư điện tử"),
        help_text=_("Người được mời sẽ đăng nhập bằng số này."),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )

    def clean_login(self) -> str:
        """The one spelling a login is kept in."""
        try:
            return normal_login(self.cleaned_data["login"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


class SeatForm(forms.Form):
    """A new seat of a unit."""

    role = forms.ChoiceField(label=_("Vai trò"))
    title = forms.CharField(
        label=_("Tên chức danh"),
        required=False,
        max_length=150,
        help_text=_("Để trống thì dùng tên vai trò, như “Thường trực”."),
    )
    other_post = forms.CharField(
        label=_("Chức vụ khác khi ký"),
        required=False,
        max_length=150,
        help_text=_("Như “Phó Chủ tịch UBND huyện”; in dưới chức danh trong văn bản."),
    )

    def __init__(self, data: object = None, *, roles: list[Role]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]


class SeatNameForm(forms.Form):
    """How a seat and the other post of its holder are called."""

    title = forms.CharField(label=_("Tên chức danh"), max_length=150)
    other_post = forms.CharField(label=_("Chức vụ khác khi ký"), required=False, max_length=150)


class ChargesForm(forms.Form):
    """The units a member is in charge of."""

    units: forms.ModelMultipleChoiceField[Unit] = forms.ModelMultipleChoiceField(
        label=_("Địa bàn phụ trách"),
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class NewPasswordForm(forms.Form):
    """The password of somebody who signs in for the first time, or again after a reset."""

    password = PasswordField(
        label=_("Đặt mật khẩu"), autocomplete="new-password", help_text=_("Ít nhất 10 ký tự, không chỉ gồm chữ số.")
    )

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        self.fields["password"].widget.attrs.pop("placeholder", None)


class KnownPasswordForm(forms.Form):
    """The password of somebody who signs in here already."""

    password = PasswordField(label=_("Mật khẩu đang dùng"), autocomplete="current-password")

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        self.fields["password"].widget.attrs.pop("placeholder", None)


class MessagesForm(forms.Form):
    """How a person wants messages to come."""

    hour = forms.TypedChoiceField(
        label=_("Giờ nhận tin nhắc việc"),
        coerce=int,
        choices=[(hour, f"{hour:02}:00") for hour in range(OPENS, CLOSES)],
        help_text=_("Chỉ gửi vào ngày làm việc. Tin nhắc việc đổi được giờ và cách nhận, không tắt hẳn được."),
    )
    gets_email = forms.BooleanField(
        label=_("Gửi cả thư điện tử"),
        required=False,
        help_text=_("Không chọn thì tin chỉ có trong phần mềm, ở mục Thông báo."),
    )
    email = forms.EmailField(
        label=_("Địa chỉ thư điện tử"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Chỉ để nhận tin; cách đăng nhập không đổi."),
    )


class AddressForm(forms.Form):
    """Where the mail of a seat's holder goes."""

    email = forms.EmailField(
        label=_("Địa chỉ thư điện tử"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("Chỉ để nhận tin; cách đăng nhập không đổi. Để trống thì tin chỉ có trong phần mềm."),
    )


class AwayForm(forms.Form):
    """Until when somebody is away, and who gets their messages meanwhile."""

    until = forms.DateField(
        label=_("Nghỉ đến hết ngày"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Để trống nếu đã đi làm lại."),
    )

    def __init__(self, *args: Any, others: QuerySet[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stand_in"] = forms.ModelChoiceField(
            others,
            label=_("Người làm thay"),
            required=False,
            empty_label=_("Không có ai; tin vẫn đến người đang nghỉ"),
            help_text=_("Trong lúc nghỉ, tin nhắc việc đến người làm thay."),
        )
