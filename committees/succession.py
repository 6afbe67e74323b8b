"""What becomes of units: merging, splitting, moving. A unit ends and has successors; its path and facts stay.

Whoever keeps something derived from successions (floors above) registers with `on_recorded` and rebuilds it when told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from committees.models import Succession, Unit, UnitAlias, UnitFigure
from committees.tree import new_path, next_ids
from committees.tree_rules import TreeError, refuse_end, refuse_end_of_lead, refuse_nesting, refuse_same_name
from core import audit
from core.scope import is_within
from core.text.dates import short_date

Recorded = Callable[[Sequence[Succession]], None]
Kind = Succession.Kind
_CHUNK = 500
_listeners: list[Recorded] = []


def on_recorded(callback: Recorded) -> Recorded:
    """Have `callback` called with every batch of new successions, inside their transaction; once per callback."""
    if callback not in _listeners:
        _listeners.append(callback)
    return callback


def announce(successions: Sequence[Succession]) -> None:
    """Tell the registered listeners of rows that were just written."""
    if successions:
        for callback in _listeners:
            callback(successions)


@transaction.atomic
def record_succession(
    *, predecessors: Sequence[tuple[Unit, bool]], successor: Unit, kind: str, effective_on: date, decision: str
) -> list[Succession]:
    """`successor` continues the predecessors from a day on; each comes with whether it went over as a whole.

    The predecessors end the day before. A unit that was split is recorded once per successor, each time in part.
    Raises `TreeError`: a predecessor that ended at another time, has units below it, or went elsewhere as a whole.
    """
    if not predecessors:
        raise TreeError(_("Chưa chọn đơn vị cũ nào."))
    ids = [successor.pk, *(unit.pk for unit, _whole in predecessors)]
    locked = Unit.objects.select_for_update().order_by("pk").in_bulk(ids)
    successor = locked[successor.pk]
    _refuse_absent(successor, effective_on)
    rows = []
    for unit, is_whole in predecessors:
        predecessor = locked[unit.pk]
        _refuse_succession(predecessor, successor, is_whole)
        _end(predecessor, effective_on - timedelta(days=1))
        rows.append(
            _row(
                predecessor=predecessor,
                successor=successor,
                kind=kind,
                is_whole=is_whole,
                effective_on=effective_on,
                decision=decision,
            )
        )
    Succession.objects.bulk_create(rows)
    former = [{"name": locked[unit.pk].name, "whole": whole} for unit, whole in predecessors]
    said: dict[str, object] = {
        "kind": kind,
        "on": effective_on.isoformat(),
        "decision": decision,
        "predecessors": former,
    }
    audit.record("unit.succeeded", subject=successor, path=successor.path, after=said)
    announce(rows)
    return rows


@transaction.atomic
def move_unit(*, unit: Unit, new_parent: Unit, on: date, decision: str) -> Unit:
    """From `on` the unit belongs to `new_parent`: it ends the day before, and a unit of that name succeeds it there.

    Everything living below it follows the same way. Former names and the newest figures go along. Returns the new unit.
    """
    unit = Unit.objects.select_for_update(of=("self",)).select_related("parent").get(pk=unit.pk)
    new_parent = Unit.objects.select_for_update().get(pk=new_parent.pk)
    _refuse_move(unit, new_parent, on)
    alive = Unit.objects.within(unit.path).filter(Q(valid_to=None) | Q(valid_to__gte=on))
    moving = list(alive.order_by("path").select_for_update())
    _refuse_unborn(moving, on)
    copies = _copies(moving, new_parent, on)
    Unit.objects.bulk_create(copies.values(), batch_size=_CHUNK)
    Unit.objects.filter(pk__in=copies).update(valid_to=on - timedelta(days=1))
    _carry_names_and_figures(copies)
    rows = [
        _row(
            predecessor=old,
            successor=copies[old.pk],
            kind=Kind.MOVED,
            is_whole=True,
            effective_on=on,
            decision=decision,
        )
        for old in moving
    ]
    Succession.objects.bulk_create(rows, batch_size=_CHUNK)
    moved = copies[unit.pk]
    audit.record(
        "unit.moved",
        subject=moved,
        path=moved.path,
        before={"parent": unit.parent.name if unit.parent else None},
        after={"parent": new_parent.name, "on": on.isoformat(), "decision": decision, "count": len(rows)},
    )
    announce(rows)
    return moved


def lineage(unit: Unit) -> list[Unit]:
    """Every unit that went over whole into `unit`, and into those, nearest first: whose results are also its own."""
    return lineages([unit])[unit.pk]


def lineages(units: Iterable[Unit]) -> dict[int, list[Unit]]:
    """`lineage` of many units at once, by unit id: one query per generation."""
    found: dict[int, list[Unit]] = {unit.pk: [] for unit in units}
    owner = {unit_id: unit_id for unit_id in found}  # generation's units → the unit they flow into
    while owner:
        rows = (
            Succession.objects.filter(successor__in=list(owner), is_whole=True)
            .select_related("predecessor")
            .order_by("-effective_on", "predecessor__name_sort", "predecessor_id")
        )
        following: dict[int, int] = {}
        for row in rows:
            top = owner[row.successor_id]
            found[top].append(row.predecessor)
            following[row.predecessor_id] = top
        owner = following
    return found


def partly_inherited(units: Iterable[Unit]) -> set[int]:
    """Ids of those units that continue a part of some unit, themselves or through their lineage.

    Their earlier results are not comparable one by one: no share of a split unit is ever invented.
    """
    below = {unit.pk: [unit.pk] for unit in units}
    for unit_id, ancestors in lineages([Unit(pk=unit_id) for unit_id in below]).items():
        below[unit_id] += [ancestor.pk for ancestor in ancestors]
    every = {member for members in below.values() for member in members}
    partly = set(Succession.objects.filter(successor__in=every, is_whole=False).values_list("successor_id", flat=True))
    return {unit_id for unit_id, members in below.items() if partly.intersection(members)}


def current_successor(unit: Unit) -> Unit | None:
    """The living unit that continues this one whole: itself while it lives; None where it was split or just ended."""
    while True:
        row = Succession.objects.filter(predecessor=unit, is_whole=True).select_related("successor").first()
        if row is None:
            return Unit.objects.filter(pk=unit.pk, valid_to=None).first()
        unit = row.successor


def _refuse_absent(successor: Unit, effective_on: date) -> None:
    if successor.valid_to is not None and successor.valid_to < effective_on:
        raise TreeError(_("“%(name)s” đã kết thúc trước ngày hiệu lực.") % {"name": successor.name})
    if successor.valid_from is not None and successor.valid_from > effective_on:
        raise TreeError(_("“%(name)s” chưa có vào ngày hiệu lực.") % {"name": successor.name})


def _refuse_succession(predecessor: Unit, successor: Unit, is_whole: bool) -> None:
    names = {"old": predecessor.name, "new": successor.name}
    if predecessor.pk == successor.pk:
        raise TreeError(_("“%(old)s” không thể kế tiếp chính mình.") % names)
    if successor.pk in {ancestor.pk for ancestor in lineage(predecessor)}:
        raise TreeError(_("“%(old)s” và “%(new)s” không thể kế tiếp lẫn nhau.") % names)
    others = Succession.objects.filter(predecessor=predecessor).select_related("successor")
    for other in others:
        if is_whole or other.is_whole or other.successor_id == successor.pk:
            names["other"] = other.successor.name
            raise TreeError(_("“%(old)s” đã được ghi là nhập vào “%(other)s” rồi.") % names)


def _end(unit: Unit, last_day: date) -> None:
    """Make a predecessor end on `last_day`; one that already does stays."""
    if unit.valid_to == last_day:
        return
    refuse_end(unit=unit, last_day=last_day)
    unit.valid_to = last_day
    unit.save(update_fields=["valid_to"])


def _row(
    *, predecessor: Unit, successor: Unit, kind: str, is_whole: bool, effective_on: date, decision: str
) -> Succession:
    return Succession(
        predecessor=predecessor,
        successor=successor,
        path=successor.path,
        kind=kind,
        is_whole=is_whole,
        effective_on=effective_on,
        decision=decision[:200],
    )


def _refuse_move(unit: Unit, new_parent: Unit, on: date) -> None:
    names = {"name": unit.name, "parent": new_parent.name}
    if unit.parent_id == new_parent.pk:
        raise TreeError(_("“%(name)s” đã thuộc “%(parent)s” rồi.") % names)
    if is_within(new_parent.path, unit.path):
        raise TreeError(_("Không thể chuyển “%(name)s” vào đơn vị nằm dưới chính nó.") % names)
    if unit.valid_to is not None and unit.valid_to < on:
        raise TreeError(
            _("“%(name)s” đã kết thúc ngày %(day)s nên không chuyển được nữa.")
            % {**names, "day": short_date(unit.valid_to)}
        )
    if new_parent.valid_from is not None and on < new_parent.valid_from:
        raise TreeError(
            _("“%(parent)s” chỉ có từ ngày %(day)s; chọn ngày chuyển không sớm hơn.")
            % {**names, "day": short_date(new_parent.valid_from)}
        )
    if new_parent.valid_to is not None and new_parent.valid_to < on:
        raise TreeError(
            _("“%(parent)s” đã kết thúc ngày %(day)s nên không nhận thêm đơn vị.")
            % {**names, "day": short_date(new_parent.valid_to)}
        )
    refuse_end_of_lead(unit=unit, last_day=on - timedelta(days=1))
    refuse_nesting(parent=new_parent, level=unit.level)
    refuse_same_name(parent=new_parent, name=unit.name)


def _refuse_unborn(moving: Sequence[Unit], on: date) -> None:
    for unit in moving:
        if unit.valid_from is not None and unit.valid_from >= on:
            raise TreeError(
                _("“%(name)s” chỉ có từ ngày %(day)s; chọn ngày chuyển sau ngày đó.")
                % {"name": unit.name, "day": short_date(unit.valid_from)}
            )


def _copies(moving: Sequence[Unit], new_parent: Unit, on: date) -> dict[int, Unit]:
    """The successors by their predecessors' ids, parents first (`moving` is in path order)."""
    copies: dict[int, Unit] = {}
    for old, unit_id in zip(moving, next_ids(len(moving)), strict=True):
        parent = copies.get(old.parent_id or 0, new_parent)
        copies[old.pk] = Unit(
            pk=unit_id,
            parent=parent,
            path=new_path(parent.path, unit_id),
            level=old.level,
            name=old.name,
            name_fold=old.name_fold,
            name_sort=old.name_sort,
            bloc=old.bloc,
            code=old.code,
            vintage=on.isoformat() if old.code else "",  # (vintage, level, code) is unique, and a move is a new vintage
            valid_from=on,
            valid_to=min((day for day in (old.valid_to, parent.valid_to) if day), default=None),
            is_own=True,
            phone=old.phone,
        )
    for old in moving:
        lead = copies.get(old.lead_unit_id or 0)
        copies[old.pk].lead_unit = lead  # a lead that stayed behind has another parent now
    return copies


def _carry_names_and_figures(copies: dict[int, Unit]) -> None:
    aliases = [
        UnitAlias(
            unit=copies[old.unit_id],
            path=copies[old.unit_id].path,
            name=old.name,
            name_fold=old.name_fold,
            valid_from=old.valid_from,
            valid_to=old.valid_to,
            decision=old.decision,
        )
        for old in UnitAlias.objects.filter(unit__in=list(copies))
    ]
    UnitAlias.objects.bulk_create(aliases, batch_size=_CHUNK)
    newest = UnitFigure.objects.filter(unit__in=list(copies)).order_by("unit_id", "-year").distinct("unit_id")
    figures = [
        UnitFigure(
            unit=copies[old.unit_id],
            path=copies[old.unit_id].path,
            year=old.year,
            population=old.population,
            headcount=old.headcount,
            source=old.source,
        )
        for old in newest
    ]
    UnitFigure.objects.bulk_create(figures, batch_size=_CHUNK)
