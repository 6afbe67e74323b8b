"""What is typed on the document pages."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import Plan
from committees.models import Seat
from core.text.numbers import parse_integer
from reports.drafting import HIGHEST_NUMBER, LONGEST_SUBJECT


class PlanChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django cannot subscript it when it runs
    """Plans told apart by what a narrow screen still shows of them: the year comes first."""

    def label_from_instance(self, obj: Plan) -> str:
        """ "2026 · Kế hoạch vận động hiến máu …"."""
        return f"{obj.year} · {obj.title}"


class NewReportForm(forms.Form):
    """Of which year's plan the report is."""

    plan = PlanChoice(
        label=_("Kế hoạch"),
        queryset=None,
        empty_label=None,
        error_messages={
            "required": _("Chọn kế hoạch của năm cần báo cáo."),
            "invalid_choice": _("Kế hoạch này không phải của Ban Chỉ đạo đang dùng; chọn lại."),
        },
    )

    def __init__(self, *args: object, seat: Seat, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["plan"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Plan.objects.filter(path=seat.path).order_by("-year")


class TextForm(forms.Form):
    """The new words of one block."""

    text = forms.CharField(
        label=_("Câu chữ"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Số trong ngoặc vuông lấy từ số liệu, không gõ đè. Xuống dòng là đoạn mới. Xóa hết chữ để bỏ đoạn này."
        ),
    )
    place = forms.CharField(widget=forms.HiddenInput, max_length=40)
    edition = forms.IntegerField(widget=forms.HiddenInput)


class FrameForm(forms.Form):
    """Trích yếu and recipients."""

    subject = forms.CharField(
        label=_("Trích yếu"),
        max_length=LONGEST_SUBJECT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Trích yếu đang trống: ghi một câu nói văn bản về việc gì.")},
    )
    recipients = forms.CharField(
        label=_("Nơi nhận"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Mỗi dòng một nơi nhận; dòng cuối là “Lưu: VT, …”."),
        error_messages={"required": _("Nơi nhận đang trống: ghi ít nhất dòng “Lưu: VT”.")},
    )
    edition = forms.IntegerField(widget=forms.HiddenInput)


class ReturnForm(forms.Form):
    """Why a document goes back to the draft."""

    reason = forms.CharField(
        label=_("Lý do đưa về dự thảo"),
        max_length=300,
        error_messages={"required": _("Ghi lý do đưa văn bản về dự thảo.")},
    )


class SignedForm(forms.Form):
    """What stands on the signed paper."""

    number = forms.CharField(
        label=_("Số văn bản"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Ghi số văn bản do văn thư cấp.")},
    )
    dated_on = forms.DateField(
        label=_("Ngày ký"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Ghi ngày trên văn bản đã ký."),
            "invalid": _("Ngày chưa đúng; ghi ngày/tháng/năm, ví dụ 22/02/2026."),
        },
    )

    def clean_number(self) -> int:
        """A whole number as people write it."""
        try:
            number = parse_integer(str(self.cleaned_data["number"]))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        if not 0 < number <= HIGHEST_NUMBER:
            raise forms.ValidationError(_("Số văn bản phải từ 1 đến 99.999."))
        return number

    @property
    def day(self) -> dt.date:
        """The day, once valid."""
        value = self.cleaned_data["dated_on"]
        assert isinstance(value, dt.date)
        return value
