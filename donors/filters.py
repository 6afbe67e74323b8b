"""What the lists of a round are filtered by."""

from __future__ import annotations

from collections.abc import Sequence

import django_filters
from django.utils.translation import gettext_lazy as _

from committees.models import Bloc
from core.text.folding import fold_loose
from donors.link_list import ENDED, NONE, OPEN, REVOKED, LinkLine
from donors.models import Donor, Registration
from donors.names import Name
from donors.standing import Standing

HANDED_IN, MISSING, TO_MEND = "handed_in", "missing", "to_mend"
UNUSED = "unused"


class StandingFilter(django_filters.FilterSet):
    """By bloc and by what is still to be done; the lines are in memory, so the words decide and not the database."""

    bloc = django_filters.ChoiceFilter(label=_("Khối"), choices=Bloc.choices, empty_label=_("Tất cả"))
    left = django_filters.ChoiceFilter(
        label=_("Còn việc"),
        choices=[
            (MISSING, _("chưa nộp")),
            (HANDED_IN, _("đã nộp")),
            (TO_MEND, _("có dòng cần sửa")),
        ],
        empty_label=_("Tất cả"),
    )

    def __init__(self, data: object = None, *, lines: Sequence[Standing]) -> None:
        super().__init__(data, queryset=Registration.objects.none())
        self.lines = lines

    @property
    def found(self) -> list[Standing]:
        """The lines that fit."""
        if not self.is_bound or not self.form.is_valid():
            return list(self.lines)
        bloc, left = self.form.cleaned_data["bloc"], self.form.cleaned_data["left"]
        return [line for line in self.lines if (not bloc or line.unit.bloc == bloc) and _fits(line, left)]


def _fits(line: Standing, left: str) -> bool:
    if left == MISSING:
        return not line.has_handed_in and not line.absent_reason
    if left == HANDED_IN:
        return line.has_handed_in
    return line.to_mend > 0 if left == TO_MEND else True


class LinkFilter(django_filters.FilterSet):
    """By bloc and by how the link stands; the lines are in memory."""

    bloc = django_filters.ChoiceFilter(label=_("Khối"), choices=Bloc.choices, empty_label=_("Tất cả"))
    standing = django_filters.ChoiceFilter(
        label=_("Đường dẫn"),
        choices=[
            (NONE, _("chưa có")),
            (OPEN, _("còn hạn")),
            (UNUSED, _("còn hạn, chưa dùng")),
            (ENDED, _("hết hạn")),
            (REVOKED, _("đã thu hồi")),
        ],
        empty_label=_("Tất cả"),
    )

    def __init__(self, data: object = None, *, lines: Sequence[LinkLine]) -> None:
        super().__init__(data, queryset=Registration.objects.none())
        self.lines = lines

    @property
    def found(self) -> list[LinkLine]:
        """The lines that fit."""
        if not self.is_bound or not self.form.is_valid():
            return list(self.lines)
        bloc, standing = self.form.cleaned_data["bloc"], self.form.cleaned_data["standing"]
        return [line for line in self.lines if (not bloc or line.unit.bloc == bloc) and _stands(line, standing)]


def _stands(line: LinkLine, standing: str) -> bool:
    if standing == UNUSED:
        return line.standing == OPEN and not line.uses
    return not standing or line.standing == standing


class PeopleFilter(django_filters.FilterSet):
    """By name, with or without marks."""

    name = django_filters.CharFilter(label=_("Họ và tên"), method="by_name")

    class Meta:
        model = Registration
        fields: tuple[str, ...] = ()

    def by_name(self, queryset: object, _name: str, value: str) -> object:
        """Any part of the name."""
        return queryset.filter(name_fold__contains=fold_loose(value))  # type: ignore[attr-defined]


class DonorFilter(django_filters.FilterSet):
    """By the beginning of the name, with or without marks, and by the year of birth: ranges that an index answers."""

    name = django_filters.CharFilter(label=_("Họ và tên, gõ từ đầu"), method="by_name")
    year = django_filters.NumberFilter(label=_("Năm sinh"), field_name="birth_year", min_value=1900, max_value=2100)

    class Meta:
        model = Donor
        fields: tuple[str, ...] = ()

    def by_name(self, queryset: object, _name: str, value: str) -> object:
        """Names that begin so."""
        start = Name.read(value).key
        return queryset.filter(name_key__gte=start, name_key__lt=f"{start}\x7f")  # type: ignore[attr-defined]
