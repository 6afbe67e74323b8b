"""Forms of plans, rounds, sessions and deadlines."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.models import BloodUnit, Deadline, Event, Round


def date_field(label: object, *, required: bool = True, help_text: object = "") -> forms.DateField:
    """A day, picked or typed as dd/mm/yyyy."""
    return forms.DateField(
        label=label,  # type: ignore[arg-type]
        required=required,
        help_text=help_text,  # type: ignore[arg-type]
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class PlanForm(forms.Form):
    """A plan for a year."""

    year = forms.IntegerField(label=_("Năm"), min_value=2000, max_value=2100)
    title = forms.CharField(label=_("Tên kế hoạch"), max_length=250, required=False)
    superior_name = forms.CharField(label=_("Cấp trên giao chỉ tiêu"), max_length=200, required=False)
    superior_document = forms.CharField(
        label=_("Văn bản giao chỉ tiêu của cấp trên"),
        max_length=200,
        required=False,
        help_text=_("Ví dụ: Kế hoạch số 01/KH-BCĐ ngày 17/11/2025."),
    )
    blood_unit = forms.ChoiceField(
        label=_("Một đơn vị máu là"),
        choices=BloodUnit.choices,
        help_text=_("Nếu cấp trên có kế hoạch trong hệ thống thì theo kế hoạch đó."),
    )
    shows_ranking = forms.BooleanField(label=_("Công khai thứ hạng cho các đơn vị"), required=False)


class OpenPlanForm(forms.Form):
    """Issuing a plan."""

    document = forms.CharField(
        label=_("Số, ký hiệu và ngày của kế hoạch"),
        max_length=120,
        required=False,
        help_text=_("Ví dụ: 33/KH-BCĐ ngày 03/3/2026. Có thể ghi sau."),
    )


class RoundForm(forms.Form):
    """A đợt."""

    name = forms.CharField(label=_("Tên đợt"), max_length=150, required=False, help_text=_("Bỏ trống: Đợt 1, Đợt 2 …"))
    event = forms.ChoiceField(label=_("Gắn với sự kiện"), choices=Event.choices, required=False)
    starts_on = date_field(_("Từ ngày"), required=False)
    ends_on = date_field(_("Đến ngày"), required=False)
    superior_round: forms.ModelChoiceField[Round] = forms.ModelChoiceField(
        label=_("Thuộc đợt của cấp trên"),
        queryset=None,
        required=False,
        empty_label=_("Không thuộc đợt nào"),
        help_text=_("Kết quả của đợt này được cộng vào đợt đó."),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        superior_rounds: QuerySet[Round],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["superior_round"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = superior_rounds
        if not superior_rounds:
            del self.fields["superior_round"]


class SessionForm(forms.Form):
    """A buổi tiếp nhận máu."""

    held_on = date_field(_("Ngày"))
    is_month_only = forms.BooleanField(label=_("Mới dự kiến theo tháng"), required=False)
    starts_at = forms.TimeField(label=_("Từ giờ"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    ends_at = forms.TimeField(label=_("Đến giờ"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    venue = forms.CharField(label=_("Địa điểm"), max_length=200, required=False)
    facility = forms.CharField(label=_("Cơ sở tiếp nhận máu"), max_length=200, required=False)
    capacity = forms.IntegerField(label=_("Số người tiếp nhận được"), min_value=1, max_value=100_000, required=False)


class WindowForm(forms.Form):
    """A campaign window."""

    name = forms.CharField(label=_("Tên chiến dịch"), max_length=150)
    event = forms.ChoiceField(label=_("Sự kiện"), choices=Event.choices, required=False)
    starts_on = date_field(_("Từ ngày"))
    ends_on = date_field(_("Đến ngày"))


class DeadlineForm(forms.Form):
    """What the participants owe and by when: sentence and data from one field."""

    kind = forms.ChoiceField(label=_("Phải nộp"), choices=Deadline.Kind.choices)
    wording = forms.ChoiceField(label=_("Hạn ghi là"), choices=Deadline.Wording.choices)
    day = date_field(_("Ngày"))


class SuggestingInput(forms.TextInput):
    """A line of text with suggestions; anything else may be typed."""

    template_name = "campaigns/_suggesting_input.html"

    def __init__(self, suggestions: Sequence[str | Promise]) -> None:
        super().__init__()
        self.suggestions = suggestions

    def get_context(self, name: str, value: object, attrs: dict[str, object] | None) -> dict[str, object]:
        """The input's context with its suggestions, told apart by the field's name."""
        context: dict[str, object] = super().get_context(name, value, {**(attrs or {}), "list": f"{name}-suggestions"})
        return {**context, "suggestions": self.suggestions}


class NilForm(forms.Form):
    """Answering a duty with nobody."""

    reason = forms.CharField(
        label=_("Lý do không có người đăng ký"),
        help_text=_("Chọn một lý do hoặc tự ghi."),
        max_length=200,
        widget=SuggestingInput(
            [
                _("Đang mùa vụ, không vận động được"),
                _("Người đủ điều kiện đã hiến ở đợt trước, chưa đủ 12 tuần"),
                _("Người đăng ký đi cùng đơn vị khác"),
                _("Trùng lịch thi, lịch họp hoặc ngày nghỉ"),
            ]
        ),
    )


class AbsentForm(forms.Form):
    """Why a unit takes no part this time; empty takes it back."""

    reason = forms.CharField(label=_("Lý do"), max_length=200, required=False)
