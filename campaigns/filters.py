"""Filters over plans, over what a plan and a round are made of, and over what is owed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.activity_tables import TellerLine
from campaigns.completeness import Line, Standing
from campaigns.hosting import Host
from campaigns.models import CampaignWindow, Deadline, Duty, Event, Participation, Plan, Round, Session, State
from campaigns.overview import By, Task
from campaigns.sessions import SessionLine
from campaigns.tables import DeadlineLine, RecipientLine
from committees.filters import UnitLinesFilter
from core.listing import LinesFilter
from core.text.folding import fold


class PlanFilter(django_filters.FilterSet):
    """By year and state."""

    year = django_filters.NumberFilter(label=_("Năm"))
    state = django_filters.ChoiceFilter(label=_("Trạng thái"), choices=State.choices, empty_label=_("Tất cả"))

    class Meta:
        model = Plan
        fields = ("year", "state")


MISSING, HANDED_IN = "missing", "handed_in"


class DutyFilter(UnitLinesFilter[Line]):
    """By unit, bloc and by how the duty stands."""

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

    def fits(self, line: Line, asked: Mapping[str, object]) -> bool:
        """The unit's own words, and the state."""
        return super().fits(line, asked) and _stands(line, str(asked["standing"] or ""))


def _stands(line: Line, standing: str) -> bool:
    if standing == MISSING:
        return line.is_missing
    if standing == HANDED_IN:
        return line.is_done
    return not standing or line.standing == standing


EVENTS = [each for each in Event.choices if each[0]]


class RoundFilter(LinesFilter[Round]):
    """By state and occasion."""

    state = django_filters.ChoiceFilter(label=_("Trạng thái"), choices=State.choices, empty_label=_("Tất cả"))
    event = django_filters.ChoiceFilter(label=_("Gắn với sự kiện"), choices=EVENTS, empty_label=_("Tất cả"))

    class Meta:
        model = Round
        fields: tuple[str, ...] = ()

    def fits(self, line: Round, asked: Mapping[str, object]) -> bool:
        """Both as chosen."""
        return asked["state"] in ("", None, line.state) and asked["event"] in ("", None, line.event)


class CampaignFilter(LinesFilter[CampaignWindow]):
    """By name and occasion."""

    name = django_filters.CharFilter(label=_("Tên chiến dịch"))
    event = django_filters.ChoiceFilter(label=_("Sự kiện"), choices=EVENTS, empty_label=_("Tất cả"))

    class Meta:
        model = CampaignWindow
        fields: tuple[str, ...] = ()

    def fits(self, line: CampaignWindow, asked: Mapping[str, object]) -> bool:
        """Any part of the name, with or without marks; the occasion as chosen."""
        return fold(str(asked["name"] or "")) in fold(line.name) and asked["event"] in ("", None, line.event)


class DeadlineFilter(LinesFilter[DeadlineLine]):
    """By what is owed and for which part of the plan."""

    kind = django_filters.ChoiceFilter(label=_("Phải nộp"), choices=Deadline.Kind.choices, empty_label=_("Tất cả"))
    place = django_filters.ChoiceFilter(label=_("Cho"), choices=[], empty_label=_("Tất cả"))

    class Meta:
        model = Deadline
        fields: tuple[str, ...] = ()

    def __init__(self, data: object = None, *, lines: Sequence[DeadlineLine]) -> None:
        super().__init__(data, lines=lines)
        places = {line.place_key: line.place or _("Cả năm") for line in lines}
        self.filters["place"].extra["choices"] = list(places.items())

    def fits(self, line: DeadlineLine, asked: Mapping[str, object]) -> bool:
        """Both as chosen."""
        return asked["kind"] in ("", None, line.deadline.kind) and asked["place"] in ("", None, line.place_key)


class SessionFilter(LinesFilter[SessionLine]):
    """By place, by who comes, and those that nobody comes to yet."""

    text = django_filters.CharFilter(label=_("Địa điểm, cơ sở tiếp nhận máu hoặc đơn vị đến"))
    is_empty = django_filters.BooleanFilter(label=_("Chưa xếp đơn vị nào"), widget=forms.CheckboxInput)

    class Meta:
        model = Session
        fields: tuple[str, ...] = ()

    def fits(self, line: SessionLine, asked: Mapping[str, object]) -> bool:
        """Any part of the words, with or without marks."""
        words = " ".join([line.session.venue, line.session.facility, *(unit.name for unit in line.units)])
        return fold(str(asked["text"] or "")) in fold(words) and not (asked["is_empty"] and line.units)


class OrganiserFilter(UnitLinesFilter[Host]):
    """By name; those who host are of one kind."""

    bloc = None


class ParticipantFilter(UnitLinesFilter[Participation]):  # type: ignore[type-var]  # its unit is a descriptor
    """By unit, bloc, and whether it takes part this time."""

    absent = django_filters.ChoiceFilter(
        label=_("Đợt này"),
        choices=[("no", _("tham gia")), ("yes", _("không tham gia"))],
        empty_label=_("Tất cả"),
    )

    def fits(self, line: Participation, asked: Mapping[str, object]) -> bool:
        """The unit's own words, and whether there is a reason."""
        return super().fits(line, asked) and asked["absent"] in ("", None, "yes" if line.absent_reason else "no")


class RecipientFilter(UnitLinesFilter[RecipientLine]):
    """By unit, bloc, and whether anybody reads for it."""

    read = django_filters.ChoiceFilter(
        label=_("Người nhận"),
        choices=[("yes", _("có người nhận")), ("no", _("chưa có ai nhận"))],
        empty_label=_("Tất cả"),
    )

    def fits(self, line: RecipientLine, asked: Mapping[str, object]) -> bool:
        """The unit's own words, and whether there is anybody."""
        return super().fits(line, asked) and asked["read"] in ("", None, "yes" if line.people else "no")


class TellerFilter(UnitLinesFilter[TellerLine]):
    """By unit, bloc, and whether anything was told."""

    told = django_filters.ChoiceFilter(
        label=_("Số liệu"),
        choices=[("yes", _("đã có số liệu")), ("no", _("chưa có số liệu"))],
        empty_label=_("Tất cả"),
    )

    def fits(self, line: TellerLine, asked: Mapping[str, object]) -> bool:
        """The unit's own words, and whether it has a line."""
        return super().fits(line, asked) and asked["told"] in ("", None, "yes" if line.lines else "no")


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
