"""Filters over plans."""

from __future__ import annotations

from collections.abc import Sequence

import django_filters
from django.utils.translation import gettext_lazy as _

from campaigns.completeness import Line, Standing
from campaigns.models import Deadline, Duty, Plan, State
from campaigns.overview import By, Task
from committees.models import Bloc


class PlanFilter(django_filters.FilterSet):
    """By year and state."""

    year = django_filters.NumberFilter(label=_("Năm"))
    state = django_filters.ChoiceFilter(label=_("Trạng thái"), choices=State.choices, empty_label=_("Tất cả"))

    class Meta:
        model = Plan
        fields = ("year", "state")


MISSING, HANDED_IN = "missing", "handed_in"


class DutyFilter(django_filters.FilterSet):
    """By bloc and by how the duty stands; the lines are in memory, so the words decide and not the database."""

    bloc = django_filters.ChoiceFilter(label=_("Khối"), choices=Bloc.choices, empty_label=_("Tất cả"))
    standing = django_filters.ChoiceFilter(
        label=_("Trạng thái"),
        choices=[
            (MISSING, _("chưa nộp")),
            (Standing.OVERDUE.value, _("quá hạn, chưa nộp")),
            (Standing.EXTENDED.value, _("được gia hạn, chưa nộp")),
            (HANDED_IN, _("đã nộp")),
            (Standing.LATE.value, _("nộp chậm")),
            (Standing.WITH_PERMISSION.value, _("nộp trong thời gian gia hạn")),
            (Standing.EXCUSED.value, _("không phải nộp")),
        ],
        empty_label=_("Tất cả"),
    )

    def __init__(self, data: object = None, *, lines: Sequence[Line]) -> None:
        super().__init__(data, queryset=Duty.objects.none())
        self.lines = lines

    @property
    def found(self) -> list[Line]:
        """The lines that fit."""
        if not self.is_bound or not self.form.is_valid():
            return list(self.lines)
        bloc, standing = self.form.cleaned_data["bloc"], self.form.cleaned_data["standing"]
        return [line for line in self.lines if (not bloc or line.unit.bloc == bloc) and _stands(line, standing)]


class OverviewFilter(django_filters.FilterSet):
    """How what is owed is broken down, and of which round and kind."""

    by = django_filters.ChoiceFilter(
        label=_("Chia theo"),
        choices=[(By.BLOC.value, _("khối")), (By.UNIT.value, _("đơn vị cấp dưới"))],
        empty_label=_("không chia"),
    )
    round = django_filters.ChoiceFilter(label=_("Đợt"), empty_label=_("Tất cả"))
    kind = django_filters.ChoiceFilter(label=_("Phải nộp"), choices=Deadline.Kind.choices, empty_label=_("Tất cả"))

    def __init__(self, data: object = None, *, tasks: Sequence[Task]) -> None:
        super().__init__(data, queryset=Duty.objects.none())
        self.tasks = tasks
        named = {task.round_id: task.place for task in tasks if task.round_id is not None}
        self.form.fields["round"].choices = [("", _("Tất cả")), *named.items()]

    @property
    def broken_down_by(self) -> str:
        """One of `By`."""
        return str(self._asked("by"))

    @property
    def found(self) -> list[Task]:
        """The things owed that fit."""
        round_id, kind = self._asked("round"), self._asked("kind")
        return [
            task
            for task in self.tasks
            if (not round_id or str(task.round_id) == round_id) and (not kind or task.deadlines[0].kind == kind)
        ]

    def _asked(self, name: str) -> str:
        return self.form.cleaned_data[name] if self.is_bound and self.form.is_valid() else ""


def _stands(line: Line, standing: str) -> bool:
    if standing == MISSING:
        return line.is_missing
    if standing == HANDED_IN:
        return line.is_done
    return not standing or line.standing == standing
