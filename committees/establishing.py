"""Which member units have a committee, by decision and year: «22/22 xã, thị trấn đã thành lập Ban Chỉ đạo».

A unit has its committee from the year of the first decision on; whether it was renewed (kiện toàn) is asked anew every
year, and a committee that was set up in a year needs no renewal in it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import TERRITORIAL, Committee, CommitteeDecision, Unit
from committees.ordering import annex_order
from core import audit
from core.refusal import Refused
from core.text.dates import short_date
from core.text.folding import compose, fold
from core.text.numbers import integer

ESTABLISHED, RENEWED = CommitteeDecision.Kind.ESTABLISHED, CommitteeDecision.Kind.RENEWED
FIRST_YEAR, LAST_YEAR = 1994, 2100  # the first Ban Chỉ đạo were set up in 1994
LONGEST_NUMBER = 40
# How units are called, in the order in which a report lists them; a name begins with one of these.
_CALLED = {
    "tỉnh": gettext_lazy("tỉnh"),
    "thành phố": gettext_lazy("thành phố"),
    "huyện": gettext_lazy("huyện"),
    "quận": gettext_lazy("quận"),
    "thị xã": gettext_lazy("thị xã"),
    "khu vực": gettext_lazy("khu vực"),
    "xã": gettext_lazy("xã"),
    "phường": gettext_lazy("phường"),
    "thị trấn": gettext_lazy("thị trấn"),
    "đặc khu": gettext_lazy("đặc khu"),
}
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as it is written down; an empty number means there is none."""

    number: str = ""
    decided_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One member unit in a year: the decisions of that year, and the first year in which it is known to have one."""

    unit: Unit
    established: Decision
    renewed: Decision
    since: int | None

    @property
    def has_committee(self) -> bool:
        """Whether a decision of this or an earlier year is known."""
        return self.since is not None

    @property
    def is_of_this_year(self) -> bool:
        """Whether it was set up or renewed in the year itself."""
        return bool(self.established.number or self.renewed.number)


@dataclass(frozen=True, slots=True)
class Establishment:
    """The member units of one unit in a year, in the order of an annex."""

    year: int
    lines: Sequence[Line]

    @property
    def called(self) -> str:
        """What the member units are, as a report says it: «xã, thị trấn»."""
        names = [fold(line.unit.name) for line in self.lines]
        found = [
            words for word, words in _CALLED.items() if any(f"{name} ".startswith(f"{fold(word)} ") for name in names)
        ]
        return ", ".join(map(str, found)) or _("đơn vị")

    @property
    def missing(self) -> list[Unit]:
        """Those without a committee."""
        return [line.unit for line in self.lines if not line.has_committee]

    @property
    def not_renewed(self) -> list[Unit]:
        """Those that have one and were neither set up nor renewed in the year."""
        return [line.unit for line in self.lines if line.has_committee and not line.is_of_this_year]

    @property
    def established(self) -> int:
        """How many have a committee."""
        return len(self.lines) - len(self.missing)

    @property
    def renewed(self) -> int:
        """How many were set up or renewed in the year."""
        return sum(line.is_of_this_year for line in self.lines)

    @property
    def sentence(self) -> str:
        """«22/22 xã, thị trấn đã thành lập Ban Chỉ đạo»; a document asks for it `in_vietnamese`."""
        return _("%(share)s %(units)s đã thành lập Ban Chỉ đạo") % self._told(self.established)

    @property
    def sentence_of_year(self) -> str:
        """«18/22 xã, thị trấn đã thành lập hoặc kiện toàn Ban Chỉ đạo trong năm 2026»."""
        told = self._told(self.renewed)
        return _("%(share)s %(units)s đã thành lập hoặc kiện toàn Ban Chỉ đạo trong năm %(year)s") % told

    def _told(self, part: int) -> dict[str, object]:
        share = f"{integer(part)}/{integer(len(self.lines))}"
        return {"share": share, "units": self.called, "year": self.year}


def establishment_of(*, top: Unit, year: int) -> Establishment:
    """How the territories right below `top` stand in `year`; two questions, however many there are."""
    units = list(_members(top, year))
    decisions: dict[int, list[CommitteeDecision]] = {}
    for each in CommitteeDecision.objects.filter(unit__in=units, year__lte=year).order_by("year"):
        decisions.setdefault(each.unit_id, []).append(each)
    return Establishment(year, [_line(unit, decisions.get(unit.pk, []), year) for unit in units])


def _members(top: Unit, year: int) -> Iterable[Unit]:
    """The territories that stood at the end of the year; one that ended in it has had its successor by then."""
    existing = Unit.objects.filter(parent=top, level__in=TERRITORIAL).on(dt.date(year, 12, 31))
    return existing.order_by(*annex_order())


def _line(unit: Unit, decisions: Sequence[CommitteeDecision], year: int) -> Line:
    def of(kind: CommitteeDecision.Kind) -> Decision:
        found = next((each for each in decisions if each.year == year and each.kind == kind), None)
        return Decision(found.number, found.decided_on) if found is not None else Decision()

    since = decisions[0].year if decisions else None
    return Line(unit, established=of(ESTABLISHED), renewed=of(RENEWED), since=since)


def read_decision(number: str, day: str) -> Decision:
    """A number and a day as typed or pasted: "12/QĐ-UBND", "5/3/2026". Raises `Refused` with a sentence."""
    plain, written = compose(number), compose(day)
    if written and not plain:
        raise Refused(_("Ghi số quyết định cùng với ngày."))
    if len(plain) > LONGEST_NUMBER:
        raise Refused(_("Số quyết định dài nhất %(most)s chữ.") % {"most": LONGEST_NUMBER})
    return Decision(plain, _read_day(written))


def _read_day(text: str) -> dt.date | None:
    if not text:
        return None
    found, turned = _DAY.fullmatch(text), _ISO_DAY.fullmatch(text.removesuffix(" 00:00:00"))
    parts = found.groups()[::-1] if found else turned.groups() if turned else None
    if parts is not None:
        with suppress(ValueError):
            return dt.date(*map(int, parts))
    raise Refused(_("“%(text)s” không phải là ngày; ghi như 24/11/2026.") % {"text": text[:40]})


@dataclass(frozen=True, slots=True)
class Change:
    """What a unit's row was opened with, and what it says now: (thành lập, kiện toàn)."""

    opened: tuple[Decision, Decision]
    typed: tuple[Decision, Decision]


@transaction.atomic
def record(*, top: Unit, year: int, changes: Mapping[int, Change]) -> tuple[int, dict[int, str]]:
    """Write down the decisions of member units, by unit id; what is emptied is taken back.

    Answers how many units changed, and a sentence for each that somebody else has written meanwhile, which stays as it
    is. Raises `Refused` for a year that cannot be.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(_("Năm phải từ %(first)s đến %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR})
    list(Committee.objects.select_for_update().filter(unit=top))  # two people who save wait for each other
    units = {unit.pk: unit for unit in _members(top, year) if unit.pk in changes}
    stands = {line.unit.pk: line for line in establishment_of(top=top, year=year).lines}
    changed, conflicts = 0, {}
    for pk, unit in units.items():
        change, now = changes[pk], (stands[pk].established, stands[pk].renewed)
        if change.typed in (change.opened, now):
            continue
        if change.opened != now:
            conflicts[pk] = _("%(unit)s: người khác vừa ghi %(what)s; xem rồi ghi lại.") % {
                "unit": unit.name,
                "what": "; ".join(filter(None, map(in_words, now))) or _("bỏ trống"),
            }
            continue
        for kind, before, after in zip((ESTABLISHED, RENEWED), now, change.typed, strict=True):
            _keep(unit, year, kind, before, after)
        changed += 1
    return changed, conflicts


def in_words(decision: Decision) -> str:
    """«12/QĐ-UBND, 5/3/2026»; empty where there is none."""
    return ", ".join(filter(None, [decision.number, short_date(decision.decided_on) if decision.decided_on else ""]))


def _keep(unit: Unit, year: int, kind: CommitteeDecision.Kind, before: Decision, after: Decision) -> None:
    if before == after:
        return
    if after.number:
        CommitteeDecision.objects.update_or_create(
            unit=unit,
            year=year,
            kind=kind,
            defaults={"path": unit.path, "number": after.number, "decided_on": after.decided_on},
        )
    else:
        CommitteeDecision.objects.filter(unit=unit, year=year, kind=kind).delete()
    audit.record(
        "committee.decision_recorded",
        subject=unit,
        path=unit.path,
        before={"decision": in_words(before)},
        after={"kind": kind, "year": year, "decision": in_words(after)},
    )
