"""Verifies what the tree is built on: paths, dates, derived names, successions; repairs what is only derived."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from committees.models import TERRITORIAL, Committee, Level, Seat, Succession, Unit, UnitAlias, UnitFigure
from committees.tree import derived_names, new_path
from core.text.dates import short_date
from core.text.folding import fold

_CHUNK = 2000


class About(StrEnum):
    """What a fault is about: the groups that the command counts."""

    PATH = "path"
    CYCLE = "cycle"
    NESTING = "nesting"
    DATES = "dates"
    NAMES = "names"
    ALIASES = "aliases"
    LEAD = "lead"
    SUCCESSIONS = "successions"
    COPIES = "copies"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is off, as a Vietnamese line; `repairable` where it is a derived column."""

    about: About
    line: str
    repairable: bool = False


def faults() -> list[Fault]:
    """Everything that is off in the whole tree. Needs a scope on all of it; reads only."""
    units = {unit.pk: unit for unit in Unit.objects.order_by("pk").iterator(_CHUNK)}
    return [*_unit_faults(units), *_cycles(units), *_alias_faults(), *_succession_faults(), *_copy_faults()]


@transaction.atomic
def repair() -> int:
    """Make the derived columns right again: folded and sorted names, the paths that aliases and successions copy.

    Returns the number of rows changed. A unit's own path is never touched: facts carry it.
    """
    stale = [unit for unit in Unit.objects.iterator(_CHUNK) if _has_stale_names(unit)]
    for unit in stale:
        for field, value in derived_names(unit.name).items():
            setattr(unit, field, value)
    Unit.objects.bulk_update(stale, ["name_fold", "name_sort"], batch_size=_CHUNK)
    rows = UnitAlias.objects.select_related("unit__parent").iterator(_CHUNK)
    aliases = [alias for alias in rows if _is_stale(alias) and _is_rightly_placed(alias.unit)]
    for alias in aliases:
        alias.path, alias.name_fold = alias.unit.path, fold(alias.name)
    UnitAlias.objects.bulk_update(aliases, ["path", "name_fold"], batch_size=_CHUNK)
    astray = Succession.objects.exclude(path=F("successor__path")).select_related("successor__parent")
    strayed = [succession for succession in astray.iterator(_CHUNK) if _is_rightly_placed(succession.successor)]
    for succession in strayed:
        succession.path = succession.successor.path
    Succession.objects.bulk_update(strayed, ["path"], batch_size=_CHUNK)
    return len(stale) + len(aliases) + len(strayed)


def _unit_faults(units: dict[int, Unit]) -> Iterator[Fault]:
    for unit in units.values():
        parent = units.get(unit.parent_id or 0)
        expected = new_path(parent.path if parent else "", unit.pk)
        if unit.path != expected:
            yield Fault(About.PATH, _named(unit, _("đường dẫn %(path)s, lẽ ra %(expected)s"), expected=expected))
        if _has_stale_names(unit):
            yield Fault(About.NAMES, _named(unit, _("khóa tìm kiếm và sắp xếp đã cũ")), repairable=True)
        if unit.valid_from and unit.valid_to and unit.valid_to < unit.valid_from:
            yield Fault(About.DATES, _named(unit, _("kết thúc trước khi bắt đầu")))
        if parent is not None:
            yield from _faults_below(unit, parent)
        lead = units.get(unit.lead_unit_id or 0)
        if lead is not None and (lead.parent_id != unit.parent_id or lead.lead_unit_id is not None):
            yield Fault(About.LEAD, _named(unit, _("đầu mối “%(other)s” không cùng cấp trên"), other=lead.name))


def _faults_below(unit: Unit, parent: Unit) -> Iterator[Fault]:
    if not parent.is_territory or (unit.is_territory and _height(unit) >= _height(parent)):
        yield Fault(About.NESTING, _named(unit, _("không thể nằm dưới “%(other)s”"), other=parent.name))
    if parent.valid_from is not None and (unit.valid_from is None or unit.valid_from < parent.valid_from):
        line = _("có trước cấp trên “%(other)s” (từ %(day)s)")
        yield Fault(About.DATES, _named(unit, line, other=parent.name, day=short_date(parent.valid_from)))
    if parent.valid_to is not None and (unit.valid_to is None or unit.valid_to > parent.valid_to):
        line = _("còn tồn tại sau khi cấp trên “%(other)s” kết thúc (%(day)s)")
        yield Fault(About.DATES, _named(unit, line, other=parent.name, day=short_date(parent.valid_to)))


def _height(unit: Unit) -> int:
    """How high a territory stands: the country highest."""
    return -TERRITORIAL.index(Level(unit.level))


def _cycles(units: dict[int, Unit]) -> Iterator[Fault]:
    rooted: set[int] = set()
    for unit in units.values():
        walked: list[int] = []
        above: Unit | None = unit
        while above is not None and above.pk not in rooted and above.pk not in walked:
            walked.append(above.pk)
            above = units.get(above.parent_id or 0)
        if above is not None and above.pk in walked:
            yield Fault(About.CYCLE, _named(unit, _("là cấp trên của chính mình")))
        rooted.update(walked)  # said once is enough


def _alias_faults() -> Iterator[Fault]:
    for alias in UnitAlias.objects.select_related("unit").iterator(_CHUNK):
        if _is_stale(alias):
            line = _named(alias.unit, _("tên cũ “%(other)s” có khóa tìm kiếm đã cũ"), other=alias.name)
            yield Fault(About.ALIASES, line, repairable=True)
        if alias.valid_from and alias.valid_to and alias.valid_to < alias.valid_from:
            line = _named(alias.unit, _("tên cũ “%(other)s” kết thúc trước khi bắt đầu"), other=alias.name)
            yield Fault(About.ALIASES, line)


def _succession_faults() -> Iterator[Fault]:
    rows = list(Succession.objects.select_related("predecessor", "successor").order_by("pk"))
    count = Counter(row.predecessor_id for row in rows)
    for row in rows:
        old, new, day = row.predecessor, row.successor, row.effective_on
        if old.valid_to != day - timedelta(days=1):
            line = _("phải kết thúc ngay trước ngày %(day)s vì “%(other)s” kế tiếp từ ngày đó")
            yield Fault(About.SUCCESSIONS, _named(old, line, other=new.name, day=short_date(day)))
        if (new.valid_from and new.valid_from > day) or (new.valid_to and new.valid_to < day):
            line = _("kế tiếp “%(other)s” từ ngày %(day)s, ngày mà chính nó không tồn tại")
            yield Fault(About.SUCCESSIONS, _named(new, line, other=old.name, day=short_date(day)))
        if row.is_whole and count[old.pk] > 1:
            line = _("vừa nhập trọn vào “%(other)s” vừa chia đi nơi khác")
            yield Fault(About.SUCCESSIONS, _named(old, line, other=new.name))
        if row.path != new.path:
            line = _named(new, _("quan hệ kế tiếp từ “%(other)s” ghi đường dẫn đã cũ"), other=old.name)
            yield Fault(About.SUCCESSIONS, line, repairable=True)


def _copy_faults() -> Iterator[Fault]:
    """Rows of a unit that stand on another path than the unit: they would be seen by the wrong people."""
    kinds = ((Committee, _("Ban Chỉ đạo")), (Seat, _("chức danh")), (UnitFigure, _("số liệu dân số")))
    for model, what in kinds:
        for row in model.objects.exclude(path=F("unit__path")).select_related("unit"):
            yield Fault(About.COPIES, _named(row.unit, _("%(other)s nằm sai đường dẫn"), other=what))


def _is_rightly_placed(unit: Unit) -> bool:
    """Whether the unit's own path is right; a wrong one must not spread to its copies."""
    return unit.path == new_path(unit.parent.path if unit.parent else "", unit.pk)


def _has_stale_names(unit: Unit) -> bool:
    return derived_names(unit.name) != {"name_fold": unit.name_fold, "name_sort": unit.name_sort}


def _is_stale(alias: UnitAlias) -> bool:
    return alias.path != alias.unit.path or alias.name_fold != fold(alias.name)


def _named(unit: Unit, line: str, **more: str) -> str:
    return f"{unit.name} ({unit.path}): {line % {'path': unit.path, **more}}."
