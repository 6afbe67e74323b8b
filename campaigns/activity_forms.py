"""The form of an activity report: one line a kind of the catalogue, and free lines after them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.activities import MEASURES, name_of, read_amount, refuse_measure
from campaigns.models import ActivityKind, ActivityLine, ActivityReport, Measure
from campaigns.reporting_activity import MOST_LINES, Line, amount_of, usual_kinds
from committees.models import Unit
from core.refusal import Refused

FREE_LINES = 2
MORE = "more"
ROWS = "rows"


class LineForm(forms.Form):
    """One line. A line whose amount and words are left empty is none."""

    is_fixed = forms.BooleanField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("Hoạt động"), required=False)
    amount = forms.CharField(label=gettext_lazy("Số lượng"), required=False, max_length=40)
    measure = forms.ChoiceField(label=gettext_lazy("Đơn vị tính"), required=False)
    is_over = forms.BooleanField(label=gettext_lazy("Hơn"), required=False)
    words = forms.CharField(label=gettext_lazy("Ghi rõ"), required=False, max_length=120)
    source = forms.TypedChoiceField(
        label=gettext_lazy("Số này của đơn vị"), required=False, coerce=int, empty_value=None
    )
    note = forms.CharField(label=gettext_lazy("Ghi chú"), required=False, max_length=200)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        prefix: str,
        initial: dict[str, object],
        sources: Sequence[tuple[object, object]],
    ) -> None:
        super().__init__(data, prefix=prefix, initial=initial)
        self.is_given = bool(data.get(f"{prefix}-is_fixed") if data is not None else initial.get("is_fixed"))
        written = data.get(f"{prefix}-kind", "") if data is not None else str(initial.get("kind", ""))
        self.known = ActivityKind(written) if written in ActivityKind.values else None
        self._offer("kind", [("", _("Chọn hoạt động")), *ActivityKind.choices])
        if self.is_given and self.known is not None:
            self.fields["kind"].widget = forms.HiddenInput()
            measures = MEASURES[self.known]
            self._offer("measure", [(each.value, each.label) for each in measures])
        else:
            self._offer("measure", [("", _("Đơn vị tính")), *Measure.choices])
        if sources:
            self._offer("source", [("", _("Của chính đơn vị báo cáo")), *sources])
        else:
            del self.fields["source"]
        for name, label in (("amount", _("Số lượng")), ("measure", _("Đơn vị tính")), ("kind", _("Hoạt động"))):
            self.fields[name].widget.attrs["aria-label"] = f"{label}: {self.name}" if name != "kind" else label
        self.fields["amount"].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def _offer(self, field: str, choices: Sequence[tuple[object, object]]) -> None:
        found = self.fields[field]
        assert isinstance(found, forms.ChoiceField)
        found.choices = choices

    @property
    def name(self) -> str:
        """What the line is called on the page."""
        return str(self.known.label) if self.known is not None else _("Dòng khác")

    @property
    def only_measure(self) -> str:
        """The measure of a kind that has just one: said, not chosen."""
        if not self.is_given or self.known is None or len(MEASURES[self.known]) > 1:
            return ""
        return str(MEASURES[self.known][0].label)

    @property
    def shows_kind_as_text(self) -> bool:
        """Whether the kind is given and not chosen."""
        return self.is_given and self.known is not None

    @property
    def fields_by_name(self) -> dict[str, forms.BoundField]:
        """The fields as a template names them."""
        return {name: self[name] for name in self.fields}

    @property
    def details(self) -> list[forms.BoundField]:
        """What may be told beside the amount."""
        return [self[name] for name in ("words", "source", "note") if name in self.fields]

    @property
    def has_details(self) -> bool:
        """Whether more than the amount was told, so that the details stand open."""
        return any(self[name].value() for name in ("words", "note", "source") if name in self.fields)

    def clean(self) -> dict[str, object]:
        """Read the amount in its measure; say what is missing."""
        told = super().clean() or {}
        self.line: Line | None = None
        typed = any(told.get(name) for name in ("amount", "words", "note", "source"))
        if not typed or self.errors:
            return told
        if self.known is None:
            self.add_error("kind", _("Chọn hoạt động."))
        elif not told.get("amount"):
            self.add_error("amount", _("Ghi số lượng; không có thì bỏ trống cả dòng."))
        else:
            self._read(self.known, told)
        return told

    def _read(self, kind: ActivityKind, told: dict[str, object]) -> None:
        measure = str(told.get("measure") or (MEASURES[kind][0] if len(MEASURES[kind]) == 1 else ""))
        words = " ".join(str(told.get("words", "")).split())
        source = told.get("source")
        if not measure:
            self.add_error("measure", _("Chọn đơn vị tính."))
            return
        if kind == ActivityKind.OTHER and not words:
            self.add_error("words", _("Ghi rõ đó là hoạt động gì."))
            return
        try:
            refuse_measure(kind, measure)
        except Refused as refusal:
            self.add_error("measure", refusal.sentence)
            return
        try:
            amount = read_amount(str(told["amount"]), measure)
        except Refused as refusal:
            self.add_error("amount", refusal.sentence)
            return
        self.line = Line(
            kind=kind.value,
            measure=measure,
            amount=type(amount)(amount.value, amount.is_over or bool(told.get("is_over"))),
            words=words,
            source_id=source if isinstance(source, int) else None,
            note=str(told.get("note", "")).strip(),
        )


class ReportForm(forms.Form):
    """A unit's report for one occasion, all lines with one Save; knows which edition it was opened with."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: QueryDict | None, *, report: ActivityReport | None, sources: Iterable[Unit]) -> None:
        super().__init__(data, initial={"edition": report.edition if report is not None else 0})
        saved = list(report.lines.all()) if report is not None else []
        offered = {unit.pk: unit.name for unit in sources}
        offered |= {line.source.pk: line.source.name for line in saved if line.source is not None}
        rows = _row_count(data) if data is not None else 0
        initial = [{} for _row in range(rows)] if data is not None else _laid_out(saved)
        self.lines = [
            LineForm(data, prefix=str(number), initial=each, sources=list(offered.items()))
            for number, each in enumerate(initial)
        ]

    def is_valid(self) -> bool:
        """Whether every line can be read; what cannot is said above the form too."""
        valid = super().is_valid()
        for line in self.lines:
            if not line.is_valid():
                valid = False
                for messages in line.errors.values():
                    for sentence in messages:
                        self.add_error(None, f"{line.name}: {sentence}")
        return valid

    @property
    def told(self) -> list[Line]:
        """The lines that were written."""
        return [form.line for form in self.lines if form.line is not None]


def _row_count(data: QueryDict) -> int:
    typed = data.get(ROWS, "")
    rows = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
    return min(rows + (FREE_LINES if MORE in data else 0), MOST_LINES)


def _laid_out(saved: Sequence[ActivityLine]) -> list[dict[str, object]]:
    """What is saved under its kind, an empty line for every other kind, and free lines."""
    rows: list[dict[str, object]] = []
    for kind in usual_kinds():
        of_kind = [_typed(line) for line in saved if line.kind == kind]
        rows += of_kind or [{"kind": kind.value, "is_fixed": True, "measure": MEASURES[kind][0].value}]
    rows += [_typed(line) for line in saved if line.kind == ActivityKind.OTHER]
    return [*rows, *({} for _line in range(FREE_LINES))]


def _typed(line: ActivityLine) -> dict[str, object]:
    amount = amount_of(line)
    return {
        "kind": line.kind,
        "is_fixed": True,
        "amount": type(amount)(amount.value).said,
        "measure": line.measure,
        "is_over": line.is_over,
        "words": line.words,
        "source": line.source_id,
        "note": line.note,
    }


def said(line: ActivityLine) -> str:
    """A saved line in one sentence part: «Pano: hơn 40 m (cổng xã)»."""
    told = f"{name_of(line.kind, line.words)}: {amount_of(line).said} {line.get_measure_display()}"
    return f"{told} ({line.words})" if line.words and line.kind != ActivityKind.OTHER else told
