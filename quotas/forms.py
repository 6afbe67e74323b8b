"""Forms of quotas: the superior's figure, the rule of a split, issuing, last year's annex."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.text.numbers import parse_integer
from quotas.proposals import MOST, RULE_WORDS, Rule


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


class AnnexForm(forms.Form):
    """Last year's annex as a workbook."""

    file = forms.FileField(
        label=_("Tệp Excel phụ lục chỉ tiêu năm trước"),
        help_text=_("Tải lên nguyên tệp đang dùng: tiêu đề, nhóm, dòng tổng và chữ ký được tự nhận ra."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.xlsm,.ods"}),
    )
