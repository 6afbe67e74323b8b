"""Building the tree: adding, naming and ending units, their lead units and figures.

A path is made of fixed-width labels, each the unit's own id in base 36, so that no two transactions can make the same
path and a subtree is one range of the b-tree (core/scope.py). A path never changes: a unit that moves ends, and has a
successor (committees/succession.py). What is refused is written in committees/tree_rules.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from committees.models import BLOC_OF_LEVEL, Bloc, Level, Unit, UnitAlias, UnitFigure
from committees.pasted_list import PastedUnit, read_line
from committees.tree_rules import (
    NAME_LENGTH,
    TreeError,
    clean_name,
    clean_phone,
    life_below,
    refuse_end,
    refuse_end_of_lead,
    refuse_figures,
    refuse_lead,
    refuse_nesting,
    refuse_same_name,
    same_name,
    units_below,
)
from core import audit
from core.scope import SEPARATOR
from core.text.dates import short_date
from core.text.folding import compose, fold
from core.text.sorting import sort_key

__all__ = ["TreeError"]  # callers catch it from here

LABEL_WIDTH = 5
LABEL_LENGTH = LABEL_WIDTH + len(SEPARATOR)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_HIGHEST_ID = len(_DIGITS) ** LABEL_WIDTH - 1


def label(unit_id: int) -> str:
    """The unit's id in base 36, five digits: room for 60 million units."""
    if not 0 < unit_id <= _HIGHEST_ID:
        raise ValueError(f"no label for unit id {unit_id}")
    digits = ""
    while unit_id:
        unit_id, digit = divmod(unit_id, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits.rjust(LABEL_WIDTH, "0")


def new_path(parent_path: str, unit_id: int) -> str:
    """The path of the unit with this id below `parent_path` ("" for the root)."""
    return f"{parent_path}{label(unit_id)}{SEPARATOR}"


def next_ids(count: int) -> list[int]:
    """Ids for `count` new units, from the table's sequence: never given twice, not even to a rolled-back neighbour."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('committees_unit', 'id')) FROM generate_series(1, %s)", [count]
        )
        return [row[0] for row in cursor.fetchall()]


def derived_names(name: str) -> dict[str, str]:
    """The stored search and sort forms of a unit's name."""
    return {"name_fold": fold(name)[:NAME_LENGTH], "name_sort": sort_key(name)[: 2 * NAME_LENGTH]}


@transaction.atomic
def add_unit(
    *,
    parent: Unit,
    level: str,
    name: str,
    bloc: str = "",
    lead_unit: Unit | None = None,
    phone: str = "",
    valid_from: date | None = None,
) -> Unit:
    """A unit of a committee's own below `parent`; it lives no longer than its parent does.

    `bloc` defaults to the one of its level. Raises `TreeError`: wrong nesting, a sibling of that name, wrong dates.
    """
    parent = _locked(parent)
    refuse_nesting(parent=parent, level=level)
    name = clean_name(name)
    refuse_same_name(parent=parent, name=name)
    unit = _built(parent, level=level, name=name, bloc=bloc, phone=clean_phone(phone), valid_from=valid_from)
    if lead_unit is not None:
        refuse_lead(unit=unit, lead=lead_unit)
        unit.lead_unit = lead_unit
    _placed([unit], parent)
    unit.save(force_insert=True)
    audit.record("unit.added", subject=unit, path=unit.path, after=_facts(unit))
    return unit


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, on: date, decision: str = "") -> Unit:
    """From `on` the unit is called `name`; the name until then stays findable, with its dates and the decision."""
    unit = _locked(unit)
    name = clean_name(name)
    if name == unit.name:
        raise TreeError(_("Đơn vị đã có tên “%(name)s” rồi; nhập tên mới.") % {"name": name})
    since = _named_since(unit)
    if since is not None and on <= since:
        raise TreeError(
            _("“%(name)s” mang tên này từ ngày %(day)s, ngày đổi tên phải sau ngày đó.")
            % {"name": unit.name, "day": short_date(since)}
        )
    if unit.parent is not None:
        refuse_same_name(parent=unit.parent, name=name, besides=unit)
    former = unit.name
    _remember_name(unit, since=since, until=on - timedelta(days=1), decision=decision)
    _set(unit, name=name, **derived_names(name))
    audit.record(
        "unit.renamed",
        subject=unit,
        path=unit.path,
        before={"name": former},
        after={"name": name, "on": on.isoformat(), "decision": decision},
    )
    return unit


@transaction.atomic
def close_unit(*, unit: Unit, on: date, reason: str) -> Unit:
    """The unit exists until `on`, that day included. Units below it and units it leads must be dealt with first."""
    unit = _locked(unit)
    refuse_end(unit=unit, last_day=on)
    refuse_end_of_lead(unit=unit, last_day=on)
    before = _day(unit.valid_to)
    _set(unit, valid_to=on)
    audit.record(
        "unit.closed",
        subject=unit,
        path=unit.path,
        before={"valid_to": before},
        after={"valid_to": on.isoformat(), "reason": reason},
    )
    return unit


@transaction.atomic
def set_lead_unit(*, unit: Unit, lead: Unit | None) -> Unit:
    """Who receives the unit's quota and hands in for it (đơn vị đầu mối); None: the unit itself."""
    unit = _locked(unit)
    if lead is not None:
        refuse_lead(unit=unit, lead=lead)
    before = unit.lead_unit
    _set(unit, lead_unit=lead)
    audit.record(
        "unit.lead_set",
        subject=unit,
        path=unit.path,
        before={"lead_unit": before.name if before else None},
        after={"lead_unit": lead.name if lead else None},
    )
    return unit


@transaction.atomic
def set_figures(
    *, unit: Unit, year: int, population: int | None, headcount: int | None, source: str = ""
) -> UnitFigure | None:
    """Population and headcount (people) of a year. None is "không có số liệu"; with both None the row goes."""
    refuse_figures(unit=unit, year=year, population=population, headcount=headcount)
    _locked(unit)
    figure: UnitFigure | None = UnitFigure.objects.filter(unit=unit, year=year).first()
    before = _figures(figure)
    if population is None and headcount is None:
        UnitFigure.objects.filter(unit=unit, year=year).delete()
        figure = None
    else:
        figure = figure or UnitFigure(unit=unit, path=unit.path, year=year)
        figure.population, figure.headcount, figure.source = population, headcount, compose(source)[:200]
        figure.save()
    audit.record(
        "unit.figures_set", subject=unit, path=unit.path, before=before, after={"year": year, **_figures(figure)}
    )
    return figure


class SkippedLine(NamedTuple):
    """A pasted line that changed nothing, as pasted, and why."""

    line: str
    reason: str


@dataclass(frozen=True, slots=True)
class AddedUnits:
    """What a pasted list came to: every line is in one of the three, blank lines apart.

    `counted` are units that were there already and whose line gives a figure: that is recorded.
    """

    added: list[Unit] = field(default_factory=list)
    counted: list[Unit] = field(default_factory=list)
    skipped: list[SkippedLine] = field(default_factory=list)


@transaction.atomic
def add_units_from_text(
    *, parent: Unit, text: str, level: str | None = None, year: int | None = None, valid_from: date | None = None
) -> AddedUnits:
    """Units from a pasted list, one a line (committees/pasted_list.py says how a line is read).

    Good lines are added, bad ones come back with a reason. The figure of a line goes to `year` (this year unless
    told): as population for territories and villages, as headcount for the others; also where the unit is there
    already.
    """
    parent = _locked(parent)
    outcome = AddedUnits()
    figures: list[UnitFigure] = []
    known = list(units_below(parent))
    siblings = [unit.name for unit in known]
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            pasted = read_line(line, level)
            unit = _named(pasted, known) or _from_line(parent, pasted, siblings, valid_from)
        except TreeError as error:
            reason = _("Dòng %(number)s: %(reason)s.") % {"number": number, "reason": error.sentence.rstrip(".")}
            outcome.skipped.append(SkippedLine(line.strip(), reason))
            continue
        if unit in known:
            known.remove(unit)  # another line about it is told
            outcome.counted.append(unit)
        else:
            siblings.append(unit.name)
            outcome.added.append(unit)
        if pasted.people is not None:
            figures.append(_pasted_figure(unit, pasted.people, year or timezone.localdate().year))
    _record([figure for figure in figures if figure.unit in outcome.counted])
    _save_pasted(parent, outcome.added, [figure for figure in figures if figure.unit not in outcome.counted])
    return outcome


def _named(pasted: PastedUnit, known: Sequence[Unit]) -> Unit | None:
    """The one unit there already that a line with a figure speaks of."""
    if pasted.people is None:
        return None
    fitting = [unit for unit in known if same_name(pasted.name, [unit.name])]
    return fitting[0] if len(fitting) == 1 else None


def _from_line(parent: Unit, pasted: PastedUnit, siblings: Sequence[str], valid_from: date | None) -> Unit:
    refuse_nesting(parent=parent, level=pasted.level)
    if same_name(pasted.name, siblings):
        raise TreeError(_("đã có đơn vị “%(name)s”") % {"name": pasted.name})
    return _built(
        parent, level=pasted.level, name=pasted.name, bloc=pasted.bloc, phone=pasted.phone, valid_from=valid_from
    )


def _pasted_figure(unit: Unit, people: int, year: int) -> UnitFigure:
    column = "population" if unit.is_territory or unit.level == Level.VILLAGE else "headcount"
    return UnitFigure(unit=unit, year=year, source=_("Danh sách dán"), **{column: people})


def _record(figures: Sequence[UnitFigure]) -> None:
    """Figures of units there already; what a line does not give stays."""
    former = {
        (each.unit_id, each.year): each for each in UnitFigure.objects.filter(unit__in=[each.unit for each in figures])
    }
    for figure in figures:
        before = former.get((figure.unit_id, figure.year), UnitFigure())
        set_figures(
            unit=figure.unit,
            year=figure.year,
            population=before.population if figure.population is None else figure.population,
            headcount=before.headcount if figure.headcount is None else figure.headcount,
            source=figure.source,
        )


def _save_pasted(parent: Unit, units: Sequence[Unit], figures: Sequence[UnitFigure]) -> None:
    if not units:
        return
    _placed(units, parent)
    Unit.objects.bulk_create(units, batch_size=500)
    for figure in figures:
        figure.unit_id, figure.path = figure.unit.pk, figure.unit.path
    UnitFigure.objects.bulk_create(figures, batch_size=500)
    names = [unit.name for unit in units]
    audit.record("units.added", subject=parent, path=parent.path, after={"count": len(units), "names": names})


def _built(parent: Unit, *, level: str, name: str, bloc: str, phone: str, valid_from: date | None) -> Unit:
    """A new unit without its id and path yet."""
    if bloc and bloc not in Bloc.values:
        raise TreeError(_("Không có khối “%(bloc)s”.") % {"bloc": bloc})
    first, last = life_below(parent=parent, valid_from=valid_from)
    return Unit(
        parent=parent,
        level=level,
        name=name,
        bloc=bloc or BLOC_OF_LEVEL.get(level, ""),
        phone=phone,
        valid_from=first,
        valid_to=last,
        is_own=True,
        **derived_names(name),
    )


def _placed(units: Sequence[Unit], parent: Unit) -> None:
    """Give the units their ids and, below `parent`, their paths."""
    for unit, unit_id in zip(units, next_ids(len(units)), strict=True):
        unit.pk = unit_id
        unit.path = new_path(parent.path, unit_id)


def _locked(unit: Unit) -> Unit:
    """The unit as it is now, held until the transaction ends, so that two savers do not both find a name free."""
    return Unit.objects.select_for_update().get(pk=unit.pk)


def _set(unit: Unit, **values: object) -> None:
    for name, value in values.items():
        setattr(unit, name, value)
    unit.save(update_fields=list(values))


def _named_since(unit: Unit) -> date | None:
    """The first day of the present name: after the last dated name before it, else the unit's own first day."""
    last = unit.aliases.exclude(valid_to=None).order_by("-valid_to").first()
    return last.valid_to + timedelta(days=1) if last and last.valid_to else unit.valid_from


def _remember_name(unit: Unit, *, since: date | None, until: date, decision: str) -> None:
    dated = {"path": unit.path, "name_fold": fold(unit.name), "valid_to": until, "decision": decision[:200]}
    UnitAlias.objects.update_or_create(
        unit=unit, name=unit.name, defaults=dated, create_defaults={**dated, "valid_from": since}
    )


def _facts(unit: Unit) -> dict[str, object]:
    lead = unit.lead_unit.name if unit.lead_unit else None
    facts: dict[str, object] = {"name": unit.name, "level": unit.level, "bloc": unit.bloc, "phone": unit.phone}
    return {**facts, "valid_from": _day(unit.valid_from), "lead_unit": lead}


def _figures(figure: UnitFigure | None) -> dict[str, object]:
    if figure is None:
        return {}
    return {"population": figure.population, "headcount": figure.headcount, "source": figure.source}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
