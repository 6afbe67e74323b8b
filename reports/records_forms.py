"""What is typed about the small records that documents are made of."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.forms import date_field
from campaigns.models import Plan
from core.text.numbers import parse_integer
from quotas.forms import FigureField
from reports.kinds import RESULTS_REPORT
from reports.models import LEVELS, Conference, Document, HonourCount, OrganisationTask, StandardPhrase

MOST_PEOPLE = 100_000
MOST_MONEY = 10**12
ONE_A_LINE = _("Mỗi dòng một ý.")


def _text(label: object, *, rows: int, length: int, required: bool = True, help_text: object = "") -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        required=required,
        max_length=length,
        help_text=help_text,  # type: ignore[arg-type]
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class HeardChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django cannot subscript it when it runs
    """Drafts of reports by what they are about."""

    def label_from_instance(self, obj: Document) -> str:
        """Its trích yếu."""
        return obj.subject


class ConferenceForm(forms.Form):
    """A conference that sums up a year."""

    name = forms.CharField(
        label=_("Tên hội nghị"),
        max_length=250,
        help_text=_("Ghi như trong câu, ví dụ: Hội nghị tổng kết công tác hiến máu tình nguyện năm 2025."),
    )
    held_on = date_field(_("Ngày họp"))
    hall = forms.CharField(label=_("Nơi họp"), max_length=200, help_text=_("Ví dụ: Hội trường Ủy ban nhân dân xã."))
    chair_post = forms.CharField(label=_("Chức vụ người chủ trì"), max_length=200)
    chair_name = forms.CharField(label=_("Họ và tên người chủ trì"), max_length=100)
    attendees = _text(_("Thành phần tham dự"), rows=4, length=3_000, help_text=ONE_A_LINE)
    presenter = forms.CharField(
        label=_("Cơ quan trình bày dự thảo báo cáo"),
        max_length=200,
        required=False,
        help_text=_("Bỏ trống nếu là cơ quan thường trực."),
    )
    heard = HeardChoice(
        label=_("Dự thảo báo cáo đã trình bày"),
        widget=forms.Select(attrs={"lang": "vi"}),  # titles of documents
        queryset=None,
        required=False,
        empty_label=_("Báo cáo khác"),
        error_messages={"invalid_choice": _("Báo cáo này không còn; chọn lại.")},
    )
    heard_title = forms.CharField(
        label=_("Tên dự thảo báo cáo khác"),
        max_length=300,
        required=False,
        help_text=_("Chỉ ghi khi báo cáo không soạn ở đây."),
    )
    shortcomings = _text(_("Hạn chế được nêu"), rows=3, length=3_000, required=False, help_text=ONE_A_LINE)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["heard"]
        assert isinstance(field, forms.ModelChoiceField)
        reports = Document.objects.filter(plan=plan, kind=RESULTS_REPORT.key, path=plan.path)
        field.queryset = reports.defer("content", "figures").order_by("-created_at")


class HonourForm(forms.Form):
    """How many of whom were proposed for, or given, a form of honour."""

    status = forms.ChoiceField(label=_("Đề nghị hay đã tặng"), choices=HonourCount.Status.choices)
    level = forms.ChoiceField(label=_("Cấp khen"), choices=LEVELS)
    awarded_by = forms.CharField(
        label=_("Nơi khen"), max_length=150, help_text=_("Ví dụ: Ủy ban nhân dân tỉnh; Ban Chỉ đạo tỉnh.")
    )
    form = forms.ChoiceField(label=_("Hình thức"), choices=HonourCount.Form.choices)
    families = FigureField(label=_("Số gia đình"), required=False, most=MOST_PEOPLE)
    collectives = FigureField(label=_("Số tập thể"), required=False, most=MOST_PEOPLE)
    individuals = FigureField(label=_("Số cá nhân"), required=False, most=MOST_PEOPLE)
    merit = forms.CharField(
        label=_("Thành tích"),
        max_length=200,
        required=False,
        help_text=_("Ví dụ: thành tích hiến máu từ 10 lần trở lên."),
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:  # noqa: ARG002  # as the other records' forms
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Somebody must be honoured; a blank is nobody."""
        data = super().clean() or {}
        for name in ("families", "collectives", "individuals"):
            data[name] = data.get(name) or 0
        if not self.errors and not any(data[name] for name in ("families", "collectives", "individuals")):
            raise forms.ValidationError(_("Ghi ít nhất một số: gia đình, tập thể hoặc cá nhân."))
        return data


class TaskForm(forms.Form):
    """What one organisation is to do: by the plan, or by the conclusion of a conference."""

    conference = forms.ModelChoiceField(  # type: ignore[var-annotated]
        label=_("Giao ở"),
        queryset=None,
        required=False,
        empty_label=_("Kế hoạch"),
        error_messages={"invalid_choice": _("Hội nghị này không còn; chọn lại.")},
    )
    organisation = forms.CharField(
        label=_("Cơ quan, đơn vị"), max_length=200, help_text=_("Ví dụ: Phòng Y tế; Đề nghị Đoàn Thanh niên.")
    )
    lines = _text(_("Nhiệm vụ"), rows=6, length=5_000, help_text=ONE_A_LINE)
    ordinal = forms.IntegerField(label=_("Thứ tự trong văn bản"), min_value=1, max_value=999)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["conference"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Conference.objects.filter(plan=plan)
        self.fields["ordinal"].initial = OrganisationTask.objects.filter(plan=plan).count() + 1

    def clean_lines(self) -> str:
        """At least one line with words in it."""
        text = str(self.cleaned_data["lines"])
        if not any(character.isalnum() for character in text):
            raise forms.ValidationError(_("Ghi ít nhất một nhiệm vụ."))
        return text


class FundingForm(forms.Form):
    """Where money comes from, and how much of it is known."""

    source = forms.CharField(
        label=_("Nguồn kinh phí"), max_length=300, help_text=_("Ví dụ: Ngân sách cấp cho công tác tuyên truyền.")
    )
    money = forms.CharField(
        label=_("Số tiền (đồng)"),
        required=False,
        max_length=20,
        help_text=_("Bỏ trống nếu chưa xác định. Ví dụ: 50.000.000."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    ordinal = forms.IntegerField(label=_("Thứ tự trong văn bản"), min_value=1, max_value=999)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ordinal"].initial = plan.funding_lines.count() + 1

    def clean_money(self) -> int | None:
        """A whole number of đồng, or nothing."""
        text = self.cleaned_data["money"].strip()
        if not text:
            return None
        try:
            amount = parse_integer(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        if not 0 < amount <= MOST_MONEY:
            raise forms.ValidationError(_("Số tiền không hợp lý; kiểm tra lại."))
        return amount


class PhraseForm(forms.Form):
    """A sentence to keep."""

    use = forms.ChoiceField(label=_("Dùng cho"), choices=StandardPhrase.Use.choices)
    text = _text(_("Câu"), rows=4, length=2_000)

    def clean_text(self) -> str:
        """One paragraph: a kept sentence is put into one block."""
        return " ".join(str(self.cleaned_data["text"]).split())
