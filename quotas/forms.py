"""Forms of quotas: the superior's figure, the rule of a split, issuing, last year's annex."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from campaigns.forms import date_field
from campaigns.models import Plan, Round
from core.text.numbers import parse_integer
from quotas.aims import MAIN, OFFERED, OFFERED_IN_WINDOW, Aim
from quotas.models import Comparator, Metric, QuotaKind
from quotas.proposals import MOST, RULE_WORDS, Rule
from quotas.wording import NAMES, Figure


class FigureField(forms.CharField):
    """A whole number as people write it here: «1.100», «1 100»."""

    default_error_messages = {"required": _("Nhập một số.")}

    def __init__(self, *, most: int = MOST, **kwargs: object) -> None:
        self.most = most
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}), **kwargs)  # type: ignore[arg-type]

    def clean(self, value: object) -> int | None:
        """The number, None for a blank; a sentence for anything else."""
        text = super().clean(value)
        if not text:
            return None
        try:
            figure = parse_integer(text)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if not 0 <= figure <= self.most:
            raise ValidationError(_("Số này không hợp lý; kiểm tra lại."))
        return figure


class GivenForm(forms.Form):
    """What a superior who is not on the system gave, with its decision's number."""

    assigned = FigureField(label=_("Chỉ tiêu được giao (đơn vị máu)"))
    promised = FigureField(label=_("Phấn đấu"), required=False)
    giver_name = forms.CharField(label=_("Nơi giao"), max_length=200)
    decision = forms.CharField(
        label=_("Văn bản giao chỉ tiêu"),
        max_length=200,
        help_text=_("Số, ký hiệu và ngày, ví dụ: Kế hoạch số 01/KH-BCĐ ngày 17/11/2025."),
    )


class RuleForm(forms.Form):
    """The rule a split follows, as one sentence."""

    class Over(models.TextChoices):
        """What the whole is split over first."""

        UNITS = "units", _("thẳng cho từng đơn vị")
        BLOCS = "blocs", _("cho các khối, rồi trong mỗi khối")

    rule = forms.ChoiceField(label=_("Cách chia"), choices=[(rule.value, words) for rule, words in RULE_WORDS.items()])
    over = forms.ChoiceField(label=_("Chia"), choices=Over.choices)
    total = FigureField(label=_("Số cần giao"))
    minimum = FigureField(label=_("Tối thiểu mỗi đơn vị"), required=False)

    def __init__(self, data: QueryDict | None = None, *, has_blocs: bool, **kwargs: Any) -> None:
        if data is not None and "over" not in data:
            data = data.copy()
            data["over"] = self.Over.UNITS
        super().__init__(data, **kwargs)
        if not has_blocs:
            del self.fields["over"]

    def clean_rule(self) -> Rule:
        """The rule itself."""
        return Rule(self.cleaned_data["rule"])


class IssueForm(forms.Form):
    """Giving the draft to its receivers."""

    decision = forms.CharField(
        label=_("Văn bản giao chỉ tiêu"),
        max_length=200,
        required=False,
        help_text=_("Số, ký hiệu và ngày của kế hoạch kèm phụ lục này."),
    )
    is_provisional = forms.BooleanField(label=_("Tạm giao trong khi chờ ban hành kế hoạch"), required=False)


class GoalForm(forms.Form):
    """Another target of a plan: what, for which part of the year, how it reads, who gave it."""

    what = forms.ChoiceField(label=_("Chỉ tiêu"))
    part = forms.ChoiceField(label=_("Cho"))
    comparator = forms.ChoiceField(
        label=_("Mức ghi là"),
        choices=[
            (Comparator.AT_LEAST, _("ít nhất một số")),
            (Comparator.MORE_THAN, _("trên một số")),
            (Comparator.BETWEEN, _("từ một số đến một số")),
        ],
    )
    figure = FigureField(label=_("Số"), help_text=_("Tỷ lệ phần trăm ghi số không có dấu %, ví dụ 75."))
    figure_to = FigureField(label=_("Đến"), required=False, help_text=_("Chỉ khi mức ghi là từ một số đến một số."))
    giver_name = forms.CharField(
        label=_("Nơi giao"),
        max_length=200,
        required=False,
        help_text=_("Bỏ trống nếu Ban Chỉ đạo tự đặt; ghi nơi giao nếu cấp trên giao."),
    )
    decision = forms.CharField(label=_("Văn bản giao chỉ tiêu"), max_length=200, required=False)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.rounds = {f"round-{each.pk}": each for each in plan.rounds.filter(kind=Round.Kind.ROUND)}
        self.windows = {f"window-{each.pk}": each for each in plan.windows.order_by("starts_on")}
        offered = OFFERED_IN_WINDOW if self.windows else (MAIN, *OFFERED)
        self.fields["what"].choices = [(f"{metric}-{kind}", NAMES[metric, kind]) for metric, kind in offered]  # type: ignore[attr-defined]
        parts = [(key, round.name) for key, round in self.rounds.items()]
        parts += [(key, window.name) for key, window in self.windows.items()]
        self.fields["part"].choices = [("year", _("Cả năm")), *parts]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What fits together: a share of the year needs a window, a range its end, a superior's figure its document."""
        data = super().clean() or {}
        if "what" in data and "part" in data and not self._aim(data).is_offered:
            self.add_error("part", _("Chỉ tiêu này chỉ đặt được cho một chiến dịch; chọn chiến dịch."))
        if data.get("comparator") == Comparator.BETWEEN and data.get("figure_to") is None:
            self.add_error("figure_to", _("Ghi cả số đầu và số cuối của khoảng."))
        if data.get("giver_name") and not data.get("decision"):
            self.add_error("decision", _("Ghi số, ký hiệu và ngày của văn bản cấp trên giao."))
        return data

    @property
    def aim(self) -> Aim:
        """What was chosen, once the form is valid."""
        return self._aim(self.cleaned_data)

    @property
    def typed(self) -> Figure:
        """The figure that was typed, once the form is valid."""
        data = self.cleaned_data
        comparator = Comparator(data["comparator"])
        high = data["figure_to"] if comparator == Comparator.BETWEEN else None
        return Figure(low=data["figure"], high=high, comparator=comparator)

    def _aim(self, data: dict[str, Any]) -> Aim:
        metric, kind = data["what"].split("-")
        return Aim(
            plan=self.plan,
            round=self.rounds.get(data["part"]),
            window=self.windows.get(data["part"]),
            metric=Metric(metric),
            kind=QuotaKind(kind),
        )


class OutsideFigureForm(forms.Form):
    """A figure another body announced."""

    label = forms.CharField(label=_("Chỉ số"), max_length=150, help_text=_("Ví dụ: Bình quân toàn tỉnh; Xếp hạng."))
    value = forms.CharField(label=_("Số liệu"), max_length=60, help_text=_("Ghi như văn bản: 112,4%; thứ 3/12."))
    source = forms.CharField(label=_("Nguồn"), max_length=200, help_text=_("Nơi công bố và số, ký hiệu văn bản."))
    stated_on = date_field(_("Ngày công bố"))


class AnnexForm(forms.Form):
    """Last year's annex as a workbook."""

    file = forms.FileField(
        label=_("Tệp Excel phụ lục chỉ tiêu năm trước"),
        help_text=_("Tải lên nguyên tệp đang dùng: tiêu đề, nhóm, dòng tổng và chữ ký được tự nhận ra."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.xlsm,.ods"}),
    )
