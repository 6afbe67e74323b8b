"""What units and the audit trail are filtered by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Protocol, TypeVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from committees.audit_words import ACTIONS, action_words
from committees.models import Bloc, IssuingBody, Level, Unit
from core.listing import LinesFilter
from core.models import AuditEntry
from core.text.dates import VIETNAM
from core.text.folding import fold


class UnitFilter(django_filters.FilterSet):
    """By name, kind and bloc; ended units only on request."""

    name = django_filters.CharFilter(label=_("Tên"), method="by_name")
    level = django_filters.ChoiceFilter(label=_("Loại"), choices=Level.choices, empty_label=_("Tất cả"))
    bloc = django_filters.ChoiceFilter(label=_("Khối"), choices=Bloc.choices, empty_label=_("Tất cả"))
    ended = django_filters.BooleanFilter(
        label=_("Gồm cả đơn vị đã kết thúc"), widget=forms.CheckboxInput, method="keep"
    )

    class Meta:
        model = Unit
        fields: tuple[str, ...] = ()

    def __init__(self, data: object = None, *, queryset: QuerySet[Unit], today: date) -> None:
        super().__init__(data, queryset=queryset)
        self.today = today

    def filter_queryset(self, queryset: QuerySet[Unit]) -> QuerySet[Unit]:
        """The units of today, unless the ended ones are asked for."""
        filtered: QuerySet[Unit] = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("ended"):
            return filtered
        return filtered.filter(Q(valid_to=None) | Q(valid_to__gte=self.today))

    def by_name(self, queryset: QuerySet[Unit], _name: str, value: str) -> QuerySet[Unit]:
        """Any part of the name, with or without marks."""
        return queryset.filter(name_fold__contains=fold(value))

    def keep(self, queryset: QuerySet[Unit], _name: str, _value: bool) -> QuerySet[Unit]:
        """Decided in `filter_queryset`."""
        return queryset


class OfUnit(Protocol):
    """A line about one unit."""

    @property
    def unit(self) -> Unit:
        """The unit it is about."""


UnitLine = TypeVar("UnitLine", bound=OfUnit)


class UnitLinesFilter(LinesFilter[UnitLine]):
    """Lines about units that a page holds in memory: by the unit's name and bloc."""

    name = django_filters.CharFilter(label=_("Tên đơn vị"))
    bloc = django_filters.ChoiceFilter(label=_("Khối"), choices=Bloc.choices, empty_label=_("Tất cả"))

    class Meta:
        model = Unit
        fields: tuple[str, ...] = ()

    def fits(self, line: UnitLine, asked: Mapping[str, object]) -> bool:
        """Any part of the name, with or without marks; the bloc chosen."""
        bloc, name = asked.get("bloc"), str(asked.get("name") or "")
        return (not bloc or line.unit.bloc == bloc) and fold(name) in line.unit.name_fold


class IssuingBodyFilter(LinesFilter[IssuingBody]):
    """By the words of the header, and by who numbers the documents."""

    text = django_filters.CharFilter(label=_("Tên, cơ quan chủ quản hoặc ký hiệu"))
    numbering = django_filters.ChoiceFilter(
        label=_("Cách cấp số"), choices=IssuingBody.Numbering.choices, empty_label=_("Tất cả")
    )

    class Meta:
        model = IssuingBody
        fields: tuple[str, ...] = ()

    def fits(self, line: IssuingBody, asked: Mapping[str, object]) -> bool:
        """Any part of the words, with or without marks."""
        words = " ".join([*line.superior_lines, *line.name_lines, line.symbol])
        return fold(str(asked["text"] or "")) in fold(words) and asked["numbering"] in ("", None, line.numbering)


class AuditFilter(django_filters.FilterSet):
    """By day, person, action and subject."""

    since = django_filters.DateFilter(
        label=_("Từ ngày"), method="from_day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = django_filters.DateFilter(
        label=_("Đến hết ngày"), method="to_day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    who = django_filters.CharFilter(label=_("Người thực hiện"), field_name="user_label", lookup_expr="icontains")
    action = django_filters.ChoiceFilter(label=_("Việc"), empty_label=_("Tất cả"), choices=[])
    subject = django_filters.CharFilter(label=_("Đối tượng"), field_name="subject_label", lookup_expr="icontains")

    class Meta:
        model = AuditEntry
        fields: tuple[str, ...] = ()

    def __init__(self, data: object = None, *, queryset: QuerySet[AuditEntry]) -> None:
        super().__init__(data, queryset=queryset)
        named = sorted(((name, action_words(name)) for name in ACTIONS), key=lambda pair: pair[1])
        self.filters["action"].extra["choices"] = named

    def from_day(self, queryset: QuerySet[AuditEntry], _name: str, day: date) -> QuerySet[AuditEntry]:
        """From the day's first moment in Vietnam."""
        return queryset.filter(at__gte=datetime.combine(day, time(), VIETNAM))

    def to_day(self, queryset: QuerySet[AuditEntry], _name: str, day: date) -> QuerySet[AuditEntry]:
        """The whole day belongs."""
        return queryset.filter(at__lt=datetime.combine(day + timedelta(days=1), time(), VIETNAM))
