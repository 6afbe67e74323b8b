"""What is typed on this floor's pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from allauth.account.fields import PasswordField
from allauth.account.forms import LoginForm
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from committees.issuing_body_rules import clean_lines, clean_symbol
from committees.models import TERRITORIAL, Bloc, Committee, IssuingBody, Level, Role, Seat, SeatHolding, Unit
from committees.signing_in import normal_login
from core.refusal import Refused

if TYPE_CHECKING:
    _CommitteeForm = forms.ModelForm[Committee]
    _IssuingBodyForm = forms.ModelForm[IssuingBody]
else:  # Django's own classes are not generic at run time
    _CommitteeForm = _IssuingBodyForm = forms.ModelForm

T = TypeVar("T")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SignInForm(LoginForm):
    """Login and password; the login in any spelling of a phone number, or an e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Số điện thoại hoặc thư điện tử"),
            max_length=150,
            widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        )
        self.fields["password"] = PasswordField(label=_("Mật khẩu"), autocomplete="current-password")
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.order_fields(["login", "password"])

    def clean_login(self) -> str:
        """One spelling, so that the lock counts attempts on a person and not on a spelling."""
        typed = str(self.cleaned_data["login"])
        try:
            return normal_login(typed)
        except ValueError:
            return typed.strip()


def levels_below(parent: Unit) -> list[tuple[str, str]]:
    """The kinds of unit that may lie directly below `parent`, lower territories first."""
    if not parent.is_territory:
        return []
    at = TERRITORIAL.index(Level(parent.level))
    kinds = [level for level in Level if level not in TERRITORIAL or TERRITORIAL.index(level) > at]
    return [(level.value, str(level.label)) for level in kinds]


class UnitForm(forms.Form):
    """One new unit below another."""

    name = forms.CharField(label=_("Tên đơn vị"), max_length=200)
    level = forms.ChoiceField(label=_("Loại đơn vị"))
    bloc = forms.ChoiceField(
        label=_("Khối"),
        required=False,
        choices=[("", _("Theo loại đơn vị")), *Bloc.choices],
        help_text=_("Chỉ tiêu được giao theo từng khối."),
    )
    lead_unit: forms.ModelChoiceField[Unit] = forms.ModelChoiceField(
        label=_("Đơn vị đầu mối"),
        required=False,
        queryset=Unit.objects.none(),
        empty_label=_("Tự nhận chỉ tiêu và nộp"),
        help_text=_("Đơn vị nhận chỉ tiêu và nộp danh sách thay, như Phòng Giáo dục cho các trường."),
    )
    phone = forms.CharField(label=_("Điện thoại liên hệ"), required=False, max_length=20)

    def __init__(self, data: object = None, *, parent: Unit, leads: QuerySet[Unit]) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        self.fields["level"].choices = levels_below(parent)  # type: ignore[attr-defined]
        self.fields["lead_unit"].queryset = leads  # type: ignore[attr-defined]


class PasteUnitsForm(forms.Form):
    """A list of units copied from Excel or Word."""

    text = forms.CharField(
        label=_("Danh sách đơn vị"),
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "Mỗi dòng một đơn vị. Chép từ Excel thì có thể thêm cột: loại, dân số hoặc quân số, điện thoại. "
            "Đơn vị đã có thì chỉ ghi dân số hoặc quân số."
        ),
    )
    level = forms.ChoiceField(
        label=_("Loại đơn vị"), required=False, help_text=_("Dùng cho dòng không ghi loại; để trống thì đoán theo tên.")
    )
    year = forms.IntegerField(label=_("Số liệu của năm"), required=False, min_value=1990, max_value=2100)

    def __init__(self, data: object = None, *, parent: Unit) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or None
        self.fields["level"].choices = [("", _("Đoán theo tên")), *levels_below(parent)]  # type: ignore[attr-defined]


class RenameUnitForm(forms.Form):
    """A new name from a day on."""

    name = forms.CharField(label=_("Tên mới"), max_length=200)
    on = forms.DateField(label=_("Từ ngày"), widget=DAY)
    decision = forms.CharField(label=_("Căn cứ"), required=False, max_length=200, help_text=_("Số, ký hiệu văn bản."))


class CloseUnitForm(forms.Form):
    """The last day of a unit, and why."""

    on = forms.DateField(label=_("Ngày cuối cùng"), widget=DAY)
    reason = forms.CharField(label=_("Lý do"), max_length=200)


class LeadUnitForm(forms.Form):
    """Which sibling leads the unit."""

    lead: forms.ModelChoiceField[Unit] = forms.ModelChoiceField(
        label=_("Đơn vị đầu mối"),
        required=False,
        queryset=Unit.objects.none(),
        empty_label=_("Tự nhận chỉ tiêu và nộp"),
    )

    def __init__(self, data: object = None, *, leads: QuerySet[Unit], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # a QueryDict or None
        self.fields["lead"].queryset = leads  # type: ignore[attr-defined]


class FigureForm(forms.Form):
    """Figures of a year; blank is "không có số liệu", zero is zero."""

    year = forms.IntegerField(label=_("Năm"), min_value=1990, max_value=2100)
    population = forms.IntegerField(label=_("Dân số"), required=False, min_value=0)
    headcount = forms.IntegerField(label=_("Số cán bộ, nhân viên, đoàn viên"), required=False, min_value=0)
    source = forms.CharField(label=_("Nguồn"), required=False, max_length=200)


class PhoneForm(forms.Form):
    """The number to call."""

    phone = forms.CharField(
        label=_("Điện thoại liên hệ"), required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )


class CommitteeForm(_CommitteeForm):
    """What a committee is called and where its standing body sits."""

    mfa_roles = forms.MultipleChoiceField(
        label=_("Vai trò phải đăng nhập hai bước"),
        required=False,
        choices=[choice for choice in Role.choices if choice[0] != Role.FOCAL],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Người giữ vai trò này phải bật mã xác nhận trên điện thoại trước khi dùng tiếp."),
    )

    class Meta:
        model = Committee
        fields = ("name", "short_name", "standing_body", "phone", "address", "place", "mfa_roles")


class IssuingBodyForm(_IssuingBodyForm):
    """How the header of a document reads (Nghị định 30/2020, Phụ lục I)."""

    superior_lines = forms.CharField(
        label=_("Cơ quan chủ quản (dòng trên)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Mỗi dòng in một dòng, chữ in hoa, như “UBND HUYỆN BÌNH HẢI”. Để trống nếu không có."),
    )
    name_lines = forms.CharField(
        label=_("Tên cơ quan ban hành"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi dòng in một dòng, chữ in hoa, như “BAN CHỈ ĐẠO” rồi “VẬN ĐỘNG HIẾN MÁU TÌNH NGUYỆN”."),
    )
    symbol = forms.CharField(
        label=_("Chữ viết tắt trong ký hiệu"),
        max_length=30,
        help_text=_("Như “BCĐ” trong “93/BC-BCĐ”: không dấu cách, dùng gạch nối ngắn."),
    )

    class Meta:
        model = IssuingBody
        fields = (
            *("superior_lines", "name_lines", "symbol", "place", "seal", "numbering", "signing"),
            *("prints_check_code", "is_default"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("superior_lines", "name_lines"):
            self.initial[name] = "\n".join(self.initial.get(name) or [])
        self.fields["is_default"].label = _("Dùng cho văn bản mới")
        self.fields["prints_check_code"].help_text = _(
            "Mã ở chân trang cuối dẫn đến trang kiểm tra: ai quét cũng thấy số, ngày, cơ quan ban hành và trích yếu."
        )

    def clean_superior_lines(self) -> list[str]:
        """Lines, as they will be printed."""
        return _checked(lambda: clean_lines(self.cleaned_data["superior_lines"]))

    def clean_name_lines(self) -> list[str]:
        """Lines, as they will be printed."""
        return _checked(lambda: clean_lines(self.cleaned_data["name_lines"]))

    def clean_symbol(self) -> str:
        """As it stands in the number."""
        return _checked(lambda: clean_symbol(self.cleaned_data["symbol"]))


class SetUpForm(forms.Form):
    """A committee for a unit below: what it is called, and who begins there."""

    name = forms.CharField(label=_("Tên Ban Chỉ đạo"), max_length=200)
    short_name = forms.CharField(label=_("Tên gọi tắt"), max_length=80)
    standing_body = forms.CharField(label=_("Cơ quan thường trực"), required=False, max_length=200)
    phone = forms.CharField(label=_("Điện thoại"), required=False, max_length=20)
    address = forms.CharField(label=_("Địa chỉ"), required=False, max_length=250)
    admin_name = forms.CharField(label=_("Quản trị: họ và tên"), max_length=150)
    admin_login = forms.CharField(label=_("Quản trị: số điện thoại hoặc thư điện tử"), max_length=150)
    clerk_name = forms.CharField(
        label=_("Thường trực: họ và tên"),
        required=False,
        max_length=150,
        help_text=_("Có thể là cùng một người với quản trị; để trống thì quản trị mời sau."),
    )
    clerk_login = forms.CharField(
        label=_("Thường trực: số điện thoại hoặc thư điện tử"), required=False, max_length=150
    )


def _checked(act: Callable[[], T]) -> T:
    try:
        return act()
    except Refused as refusal:
        raise forms.ValidationError(refusal.sentence) from None


class RehomeForm(forms.Form):
    """One choice for each person at an ended unit: the successor they go to, or staying as they are."""

    def __init__(self, *args: Any, holdings: Sequence[SeatHolding], successors: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._seats = {f"seat_{holding.seat_id}": holding.seat for holding in holdings}
        self._units = {str(unit.pk): unit for unit in successors}
        choices = [("", _("Chưa chuyển")), *((key, unit.name) for key, unit in self._units.items())]
        for holding in holdings:
            self.fields[f"seat_{holding.seat_id}"] = forms.ChoiceField(
                label=f"{holding.user} · {holding.seat.title}", choices=choices, required=False
            )

    def chosen(self) -> list[tuple[Seat, Unit]]:
        """Who goes where."""
        return [(self._seats[name], self._units[key]) for name, key in self.cleaned_data.items() if key]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(_("Chưa chọn đơn vị mới cho ai; chọn ít nhất một người."))
        return cleaned


class CarryCommitteeForm(forms.Form):
    """What the committee of a successor is called."""

    name = forms.CharField(label=_("Tên Ban Chỉ đạo"), max_length=200)
    short_name = forms.CharField(label=_("Tên gọi tắt"), max_length=80)
    standing_body = forms.CharField(label=_("Cơ quan thường trực"), max_length=200, required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=16, required=False)
    address = forms.CharField(label=_("Địa chỉ"), max_length=250, required=False)
