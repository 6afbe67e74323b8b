"""Results per unit and round: what is impossible is refused at the cell, what is doubtful asks for one tick."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, fields, replace

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from campaigns.gate import ensure_may_hand_in
from campaigns.models import Deadline, Participation, Round
from committees.models import Unit, User
from committees.ordering import annex_order
from core import audit
from core.refusal import Refused
from core.text.dates import in_vietnam
from core.text.numbers import integer, parse_integer
from quotas import owing
from quotas.merging import merge
from quotas.models import BAGS, COUNTS, Tally

MOST = 100_000  # no unit gives more in one round; a larger figure is a slip of the hand
TIMES_QUOTA = 3
FIELDS = (*COUNTS, "units")


@dataclass(frozen=True, slots=True)
class Counts:
    """What was typed for one unit; None is «không có số liệu», apart from zero."""

    registered: int | None = None
    present: int | None = None
    donated: int | None = None
    deferred: int | None = None
    not_drawn: int | None = None
    bags_250: int | None = None
    bags_350: int | None = None
    bags_450: int | None = None
    apheresis: int | None = None
    units: int | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all was typed."""
        return all(getattr(self, each.name) is None for each in fields(self))

    @property
    def bags(self) -> int | None:
        """Bags of every volume; None where no volume was typed."""
        known = [getattr(self, name) for name in BAGS if getattr(self, name) is not None]
        return sum(known) if known else None


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong with a row (field → sentence) and what is only doubtful (key → sentence)."""

    errors: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)

    def __add__(self, other: Findings) -> Findings:
        return Findings(errors={**self.errors, **other.errors}, doubts={**self.doubts, **other.doubts})


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What somebody else saved in a row since it was opened.

    The row as it stands (unsaved where it was taken away), the cells of theirs that the typist had left alone, and the
    cells where both wrote something else.
    """

    current: Tally
    theirs: dict[str, int | None]
    conflicts: dict[str, int | None]


class Impossible(Refused):
    """A row that cannot be: `errors` names each field with its sentence."""

    def __init__(self, errors: dict[str, str], meanwhile: Meanwhile | None = None) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors, self.meanwhile = errors, meanwhile


class Doubtful(Refused):
    """A row that may be a slip: saved once its `doubts` are accepted with one tick."""

    def __init__(self, doubts: dict[str, str], meanwhile: Meanwhile | None = None) -> None:
        super().__init__(" ".join(doubts.values()))
        self.doubts, self.meanwhile = doubts, meanwhile


class Overtaken(Refused):
    """Somebody else wrote other figures into the same cells meanwhile; `meanwhile` says which."""

    def __init__(self, meanwhile: Meanwhile) -> None:
        super().__init__(
            _("%(who)s vừa lưu số khác cho đơn vị này; xem số mới rồi nhập lại nếu cần.")
            % {"who": meanwhile_by(meanwhile)}
        )
        self.meanwhile = meanwhile


def meanwhile_by(meanwhile: Meanwhile) -> str:
    """Who saved in between."""
    return meanwhile.current.saved_by_name or _("Người khác")


def read_counts(cells: Mapping[str, str]) -> tuple[Counts, dict[str, str]]:
    """Counts from what was typed or pasted, and a sentence for every cell that is not a whole number."""
    values: dict[str, int | None] = {}
    errors: dict[str, str] = {}
    for name in FIELDS:
        text = cells.get(name, "").strip()
        if not text:
            values[name] = None
            continue
        try:
            values[name] = parse_integer(text)
        except ValueError as error:
            errors[name] = str(error)
            values[name] = None
    return Counts(**values), errors


def check(counts: Counts, *, quota: int | None = None) -> Findings:
    """What is impossible in a row, and what is doubtful. Blank counts are not compared."""
    errors = {
        name: _("Số %(figure)s không hợp lý; kiểm tra lại.") % {"figure": integer(value)}
        for name in FIELDS
        if (value := getattr(counts, name)) is not None and not 0 <= value <= MOST
    }
    errors.update(_beyond_present(counts))
    if counts.units is not None and counts.bags is not None and counts.units != counts.bags:
        errors["units"] = _("Đơn vị máu (%(units)s) khác tổng số túi (%(bags)s); bỏ trống ô này hoặc sửa số túi.") % {
            "units": integer(counts.units),
            "bags": integer(counts.bags),
        }
    return Findings(errors=errors, doubts={} if errors else _doubts(counts, quota))


def _beyond_present(counts: Counts) -> dict[str, str]:
    if counts.present is None:
        return {}
    if counts.donated is not None and counts.donated > counts.present:
        return {
            "donated": _("Số người hiến (%(donated)s) lớn hơn số người có mặt (%(present)s).")
            % {"donated": integer(counts.donated), "present": integer(counts.present)}
        }
    outcomes = sum(value or 0 for value in (counts.donated, counts.deferred, counts.not_drawn))
    if outcomes > counts.present:
        return {
            "present": _("Hiến + trì hoãn + chưa lấy được (%(sum)s) lớn hơn số người có mặt (%(present)s).")
            % {"sum": integer(outcomes), "present": integer(counts.present)}
        }
    return {}


def _doubts(counts: Counts, quota: int | None) -> dict[str, str]:
    doubts: dict[str, str] = {}
    if counts.present is not None and counts.registered is not None and counts.present > counts.registered:
        doubts["present>registered"] = _("Có mặt %(present)s, nhiều hơn %(registered)s người đăng ký.") % {
            "present": integer(counts.present),
            "registered": integer(counts.registered),
        }
    if counts.bags is not None and counts.donated is not None and counts.bags != counts.donated:
        doubts["bags!=donated"] = _("%(bags)s túi máu nhưng %(donated)s người hiến (túi hỏng?).") % {
            "bags": integer(counts.bags),
            "donated": integer(counts.donated),
        }
    result = counts.bags if counts.bags is not None else counts.units
    if quota and result is not None and result > TIMES_QUOTA * quota:
        doubts["beyond_quota"] = _("%(result)s đơn vị máu, hơn %(times)s lần chỉ tiêu %(quota)s.") % {
            "result": integer(result),
            "times": TIMES_QUOTA,
            "quota": integer(quota),
        }
    return doubts


@transaction.atomic
def save_tally(
    *,
    round: Round,
    unit: Unit,
    counts: Counts,
    edition: int,
    by: User | None,
    now: dt.datetime,
    accepted: bool = False,
    quota: int | None = None,
    given_on: dt.date | None = None,
    proof: str = "",
    on_behalf_of: str = "",
    opened: Counts | None = None,
) -> Tally | None:
    """Save a unit's declared result of a round; a row left blank is taken away (None).

    `edition` is the one the grid showed (0 for a row that was not there), `opened` the counts it showed. Where somebody
    else saved in between, cells that only one of the two changed keep that change; without `opened` every cell counts
    as changed. Raises `Impossible`, `Doubtful` until `accepted`, `Overtaken` where both changed one cell, `Refused` at
    the gate or for a unit without a part.
    """
    ensure_may_hand_in(round=round, unit=unit, kind=Deadline.Kind.RESULT, now=now)
    _ensure_takes_part(round, unit)
    former = _locked(round, unit)
    typed, meanwhile, day = counts, None, _of_the_day(round, counts, given_on, now)
    if (former.edition if former else 0) != edition:
        counts, meanwhile = _with_theirs(former or _blank(round, unit), counts, opened)
    known = (check(typed, quota=quota) + day).doubts if accepted else {}
    findings = _refuse_or_ask(check(counts, quota=quota) + day, known, meanwhile=meanwhile)
    if counts.bags is not None:
        counts = replace(counts, units=None)  # the same figure twice: the bags say more
    if meanwhile is not None and counts == counts_of(former):
        return former  # nothing of one's own in it
    beside = {"given_on": given_on, "proof": proof.strip(), "accepted_doubts": sorted(findings.doubts)}
    tally = None if counts.is_blank else former or _blank(round, unit)
    if _keep(tally, counts, beside, by, on_behalf_of) if tally is not None else _clear(former, on_behalf_of):
        _follow(round, unit, counts, on_behalf_of, now)
    return tally


def _blank(round: Round, unit: Unit) -> Tally:
    """The row of a unit that has none yet."""
    return Tally(path=unit.path, round=round, unit=unit, year=round.plan.year, edition=0)


def _clear(tally: Tally | None, on_behalf_of: str) -> bool:
    """Take a row away; whether there was one."""
    if tally is None:
        return False
    audit.record(
        "tally.cleared", subject=tally.unit, path=tally.path, before=_as_dict(tally), on_behalf_of=on_behalf_of
    )
    tally.delete()
    return True


def _keep(tally: Tally, counts: Counts, beside: Mapping[str, object], by: User | None, on_behalf_of: str) -> bool:
    """Write the counts and what stands beside them as the row's next edition; whether it says something else now."""
    before = _as_dict(tally)
    for name, value in (asdict(counts) | dict(beside)).items():
        setattr(tally, name, value)
    tally.edition += 1
    tally.saved_by_id, tally.saved_by_name = (by.pk, str(by)) if by else (None, "")
    tally.save()
    after = _as_dict(tally)
    if before == after:
        return False
    after["round"] = tally.round.name
    audit.record(
        "tally.saved", subject=tally.unit, path=tally.path, before=before, after=after, on_behalf_of=on_behalf_of
    )
    return True


def _follow(round: Round, unit: Unit, counts: Counts, on_behalf_of: str, now: dt.datetime) -> None:
    """What was registered before the day is no result yet."""
    has_result = any(value is not None for value in (counts.donated, counts.units, counts.bags))
    owing.follow_tally(
        round=round, unit=unit, has_result=has_result, people=counts.donated, on_behalf=bool(on_behalf_of), now=now
    )


def counts_of(tally: Tally | None) -> Counts:
    """The counts that a row holds; blanks where there is none."""
    return Counts(**{name: getattr(tally, name) for name in FIELDS}) if tally is not None else Counts()


def _with_theirs(current: Tally, typed: Counts, opened: Counts | None) -> tuple[Counts, Meanwhile]:
    """The typed counts with what somebody else changed in cells left alone; raises `Overtaken` at a true conflict."""
    stored, mine = asdict(counts_of(current)), asdict(typed)
    if opened is None:
        wrote = {name: figure for name, figure in stored.items() if figure != mine[name]}
        raise Overtaken(Meanwhile(current=current, theirs={}, conflicts=wrote))
    merged = merge(opened=asdict(opened), typed=mine, stored=stored)
    meanwhile = Meanwhile(current=current, theirs=merged.theirs, conflicts=merged.conflicts)
    if merged.conflicts:
        raise Overtaken(meanwhile)
    return Counts(**merged.cells), meanwhile


def _refuse_or_ask(findings: Findings, known: Collection[str], *, meanwhile: Meanwhile | None) -> Findings:
    """Raise for what is impossible, and for doubts that nobody accepted: a tick was given to what was typed, and what
    two people's cells make together asks anew."""
    if findings.errors:
        raise Impossible(findings.errors, meanwhile)
    if set(findings.doubts).difference(known):
        raise Doubtful(findings.doubts, meanwhile)
    return findings


def _of_the_day(round: Round, counts: Counts, given_on: dt.date | None, now: dt.datetime) -> Findings:
    """Blood given outside rounds has a day of its own, in the plan's year and not ahead; without one it is asked about,
    since no campaign window can count it."""
    if round.kind != Round.Kind.OUTSIDE:
        return Findings()
    if given_on is None:
        words = _("Chưa ghi ngày hiến: số này không được tính vào chiến dịch nào.")
        return Findings(doubts={} if counts.is_blank else {"no day": words})
    if given_on.year != round.plan.year:
        return Findings(errors={"given_on": _("Ngày hiến phải trong năm %(year)s.") % {"year": round.plan.year}})
    if given_on > in_vietnam(now).date():
        return Findings(errors={"given_on": _("Ngày hiến ở sau hôm nay; sửa lại ngày.")})
    return Findings()


def _ensure_takes_part(round: Round, unit: Unit) -> None:
    if round.kind == Round.Kind.OUTSIDE and unit.path.startswith(round.path):
        return
    if not Participation.objects.filter(round=round, unit=unit).exists():
        raise Refused(
            _("%(unit)s không tham gia %(round)s; thêm đơn vị vào đợt trước.")
            % {"unit": unit.name, "round": round.name}
        )


def _locked(round: Round, unit: Unit) -> Tally | None:
    """The row as it stands, locked; a row that is not there yet is guarded by its unit's participation."""
    Participation.objects.select_for_update(of=("self",)).filter(round=round, unit=unit).first()
    rows = Tally.objects.select_for_update(of=("self",))
    found: Tally | None = rows.filter(round=round, unit=unit, source=Tally.Source.DECLARED).first()
    if found is not None:
        found.round, found.unit = round, unit
    return found


def _as_dict(tally: Tally) -> dict[str, object]:
    said: dict[str, object] = {name: getattr(tally, name) for name in FIELDS if getattr(tally, name) is not None}
    if tally.given_on is not None:
        said["given_on"] = tally.given_on.isoformat()
    return said | ({"proof": tally.proof} if tally.proof else {})


@dataclass(frozen=True, slots=True)
class GridRow:
    """One unit's line of the results grid."""

    unit: Unit
    quota: int | None
    tally: Tally | None

    @property
    def edition(self) -> int:
        """What a save of this line must name."""
        return self.tally.edition if self.tally else 0


def grid(round: Round, *, quotas: Mapping[int, int | None]) -> list[GridRow]:
    """The lines of a round in the order of its plan's annex: by bloc, then by name. `quotas` maps unit id to figure."""
    tallies = {tally.unit_id: tally for tally in round.tallies.filter(source=Tally.Source.DECLARED)}
    units = _outside_units(round, list(tallies)) if round.kind == Round.Kind.OUTSIDE else _participants(round)
    return [GridRow(unit=unit, quota=quotas.get(unit.pk), tally=tallies.get(unit.pk)) for unit in units]


def _participants(round: Round) -> list[Unit]:
    rows = round.participations.filter(absent_reason="").select_related("unit").order_by(*annex_order("unit"))
    return [participation.unit for participation in rows]


def _outside_units(round: Round, with_tallies: list[int]) -> list[Unit]:
    """Nobody is named beforehand for blood given outside rounds: every unit below may have some, or the committee's own
    unit where nothing is below it."""
    committee = round.plan.committee
    below = Q(parent=committee.unit_id, valid_to=None) | Q(pk__in=with_tallies)
    found = list(Unit.objects.filter(below).order_by(*annex_order()))
    return found or list(Unit.objects.filter(pk=committee.unit_id))
