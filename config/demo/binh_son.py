"""Story (a): huyện Bình Sơn in 2022 and 2023, closed, before the districts ended on 30/6/2025.

Its sums are those of a real report (462 of 550 and 862 of 550, 1.324 of 1.100, 212 more than the year before); how they
are spread over the units is invented.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from campaigns import planning, reporting_activity, sessions
from campaigns.activities import Amount
from campaigns.models import ActivityKind, Event, Measure, Plan
from campaigns.reporting_activity import Line, Occasion
from committees import establishing, seats
from committees.establishing import Change, Decision
from committees.models import Committee, Level, Role, Seat, Unit
from committees.setting_up import proposal, save_issuing_body
from config.demo import figures, making, papers
from config.demo.making import moment
from config.demo.people import DISTRICT_CLERK, DISTRICT_HEAD
from core.text.dates import short_date
from quotas import allotment

PROVINCE_COMMITTEE = "Ban Chỉ đạo vận động hiến máu tình nguyện tỉnh Quảng Ngãi"
HALL = "Hội trường Trung tâm Truyền thông - Văn hóa - Thể thao huyện"
HOSPITAL = "Bệnh viện Đa khoa tỉnh Quảng Ngãi"

MEMBER_UNITS = (
    (Level.AGENCY, "Cơ quan Huyện ủy"),
    (Level.AGENCY, "Cơ quan Ủy ban nhân dân huyện"),
    (Level.AGENCY, "Trung tâm Y tế huyện"),
    (Level.AGENCY, "Phòng Giáo dục và Đào tạo huyện"),
    (Level.SCHOOL, "Trường THPT Bình Sơn"),
    (Level.SCHOOL, "Trường THPT Sông Trà Bồng"),
    (Level.SCHOOL, "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên huyện"),
    (Level.ENTERPRISE, "Công ty TNHH May Hoa Phượng"),
    (Level.ENTERPRISE, "Công ty cổ phần Cơ khí Sông Biếc"),
    (Level.ASSOCIATION, "Huyện đoàn"),
    (Level.ASSOCIATION, "Hội Liên hiệp Phụ nữ huyện"),
    (Level.ASSOCIATION, "Liên đoàn Lao động huyện"),
    (Level.ARMED_FORCES, "Công an huyện"),
    (Level.ARMED_FORCES, "Ban Chỉ huy Quân sự huyện"),
)
MEMBER_WEIGHTS = (10, 20, 28, 30, 14, 12, 8, 26, 14, 14, 10, 8, 16, 10)
SINCE = dt.date(2022, 1, 4)
# What the real report of 2023 counts of the district's own; what a unit did is invented.
OWN_ACTIVITY = (
    Line(ActivityKind.ARTICLE, Measure.ARTICLE, Amount(Decimal(20))),
    Line(ActivityKind.TALK, Measure.SESSION, Amount(Decimal(10), is_over=True)),
    Line(ActivityKind.PANO, Measure.METRE, Amount(Decimal(40))),
    Line(ActivityKind.BANNER, Measure.METRE, Amount(Decimal(20))),
)
COMMUNES_SHARE = 60  # percent of the quota


@dataclass(frozen=True, slots=True)
class Drive:
    """A round: its dates, and what the superior asked and the district reached, in đơn vị máu."""

    days: tuple[dt.date, ...]
    quota: int
    result: int
    event: str = Event.NONE


@dataclass(frozen=True, slots=True)
class Year:
    """A closed year and the papers around it."""

    year: int
    drives: tuple[Drive, ...]
    given_by: str
    issued_as: str
    issued_on: dt.date
    closed_on: dt.date


YEARS = (
    Year(
        year=2022,
        drives=(
            Drive((dt.date(2022, 3, 12),), quota=500, result=520),
            Drive((dt.date(2022, 8, 20),), quota=500, result=592, event=Event.SUMMER),
        ),
        given_by="Kế hoạch số 01/KH-BCĐ ngày 22/11/2021",
        issued_as="Kế hoạch số 06/KH-BCĐ",
        issued_on=dt.date(2022, 1, 18),
        closed_on=dt.date(2022, 12, 30),
    ),
    Year(
        year=2023,
        drives=(
            Drive((dt.date(2023, 1, 7),), quota=550, result=462),
            Drive((dt.date(2023, 7, 15), dt.date(2023, 7, 16)), quota=550, result=862, event=Event.RED_JOURNEY),
        ),
        given_by="Kế hoạch số 01/KH-BCĐ ngày 17/11/2022",
        issued_as="Kế hoạch số 98/KH-BCĐ",
        issued_on=dt.date(2022, 12, 20),
        closed_on=dt.date(2023, 12, 29),
    ),
)


def load() -> Committee:
    """The district's committee, its head and its two closed years."""
    district = making.unit_of("2024", Level.DISTRICT, "524")
    members = making.own_units(district, MEMBER_UNITS)
    communes = list(Unit.objects.filter(parent=district, level=Level.COMMUNE).order_by("name_sort"))
    making.populate([*communes, *members], year=2022, low=4_200, high=13_800)
    committee = _set_up(district)
    head = seats.open_seat(unit=district, role=Role.HEAD, other_post="PHÓ CHỦ TỊCH ỦY BAN NHÂN DÂN")
    making.hold(head, making.person(DISTRICT_HEAD), since=SINCE)
    clerk = making.sit(district, Role.CLERK, making.person(DISTRICT_CLERK), since=SINCE)
    _establish(district, communes)
    for year in YEARS:
        run_year(committee, year, communes, members, clerk=clerk)
    return committee


def _set_up(district: Unit) -> Committee:
    """The committee as it was: an ended unit sets up none, so its rows are written as those of a former one."""
    usual = proposal(district)
    committee: Committee = Committee.objects.create(
        path=district.path,
        unit=district,
        name=usual.name,
        short_name=usual.short_name,
        standing_body=usual.standing_body,
        place=usual.place,
    )
    header = {"superior_lines": list(usual.superior_lines), "symbol": usual.symbol, "place": usual.place}
    body: dict[str, object] = {
        **header,
        "name_lines": ["BAN CHỈ ĐẠO VẬN ĐỘNG", "HIẾN MÁU TÌNH NGUYỆN"],
        "is_default": True,
    }
    save_issuing_body(committee=committee, values=body)
    papers.say_where(committee, address="số 1 đường Mẫu, thị trấn Châu Ổ", phone=DISTRICT_CLERK.phone)
    office = ("VĂN PHÒNG", "HĐND VÀ UBND HUYỆN")
    papers.set_up_office(committee, superior=usual.superior_lines[0], name=office, since=SINCE)
    return committee


def _establish(district: Unit, communes: Sequence[Unit]) -> None:
    """Every commune has had its committee since 2021; half of them renewed it in 2023."""
    none = (Decision(), Decision())
    founded = {
        unit.pk: Change(none, (Decision(f"{number + 11}/QĐ-UBND", dt.date(2021, 3, 1 + number)), Decision()))
        for number, unit in enumerate(communes)
    }
    establishing.record(top=district, year=2021, changes=founded)
    renewed = {
        unit.pk: Change(none, (Decision(), Decision(f"{number + 24}/QĐ-UBND", dt.date(2023, 2, 6 + number))))
        for number, unit in enumerate(communes[::2])
    }
    establishing.record(top=district, year=2023, changes=renewed)


def _tell(plan: Plan, communes: Sequence[Unit], *, clerk: Seat, now: dt.datetime) -> None:
    """What the district did itself, and what three communes told by telephone."""
    occasion = Occasion(plan)
    told: dict[Unit, Sequence[Line]] = {plan.committee.unit: OWN_ACTIVITY}
    for number, unit in enumerate(communes[:3], start=2):
        told[unit] = (
            Line(ActivityKind.BROADCAST, Measure.TIMES, Amount(Decimal(6 * number))),
            Line(ActivityKind.REACHED, Measure.PEOPLE, Amount(Decimal(150 * number), is_over=number == 2)),
            Line(ActivityKind.BANNER, Measure.PIECE, Amount(Decimal(number))),
        )
    for unit, lines in told.items():
        reporting_activity.save(occasion=occasion, unit=unit, lines=lines, edition=0, seat=clerk, now=now)


def run_year(
    committee: Committee, year: Year, communes: Sequence[Unit], members: Sequence[Unit], *, clerk: Seat
) -> Plan:
    """Plan, quotas, two rounds with their results, closed at the end."""
    now = moment(year.issued_on)
    issued = f"{year.issued_as} ngày {short_date(year.issued_on)}"
    plan = planning.create_plan(
        committee=committee, year=year.year, superior_name=PROVINCE_COMMITTEE, superior_document=year.given_by
    )
    total = sum(drive.quota for drive in year.drives)
    allotment.record_given(plan=plan, assigned=total, giver_name=PROVINCE_COMMITTEE, decision=year.given_by, now=now)
    planning.open_plan(plan=plan, document=issued, now=now)
    units = [*communes, *members]
    per_drive = [_quotas(drive.quota, communes, members) for drive in year.drives]
    sums = [sum(parts) for parts in zip(*per_drive, strict=True)]
    making.allot(plan, dict(zip(units, sums, strict=True)), decision=issued, now=now)
    for drive, quotas in zip(year.drives, per_drive, strict=True):
        _run_drive(plan, drive, units, quotas, decision=issued, given_by=year.given_by)
    if year is YEARS[-1]:
        _tell(plan, communes, clerk=clerk, now=moment(year.closed_on))
        papers.keep_of_2023(plan, now=moment(year.closed_on))
    planning.close_plan(plan=plan, now=moment(year.closed_on))
    return plan


def _quotas(total: int, communes: Sequence[Unit], members: Sequence[Unit]) -> list[int]:
    for_communes = total * COMMUNES_SHARE // 100
    weights = [figures.varied(f"{unit.name} {unit.code}", 4_200, 13_800) for unit in communes]
    assert len(members) == len(MEMBER_WEIGHTS)
    return [*figures.spread(for_communes, weights), *figures.spread(total - for_communes, MEMBER_WEIGHTS)]


def _run_drive(
    plan: Plan, drive: Drive, units: Sequence[Unit], quotas: Sequence[int], *, decision: str, given_by: str
) -> None:
    before, after = moment(drive.days[0] - dt.timedelta(days=14)), moment(drive.days[-1] + dt.timedelta(days=1))
    round = making.start_round(plan, units, starts_on=drive.days[0], ends_on=drive.days[-1], event=drive.event)
    for day in drive.days:
        sessions.add_session(
            round=round,
            facts=sessions.SessionFacts(
                held_on=day, starts_at=dt.time(7), ends_at=dt.time(11, 30), venue=HALL, facility=HOSPITAL, capacity=600
            ),
        )
    allotment.record_given(
        plan=plan, round=round, assigned=drive.quota, giver_name=PROVINCE_COMMITTEE, decision=given_by, now=before
    )
    making.allot(plan, dict(zip(units, quotas, strict=True)), round=round, decision=decision, now=before)
    planning.open_round(round=round, now=before)
    names = [unit.name for unit in units]
    reached = figures.results(drive.result, quotas, names, salt=f"{plan.year} {round.ordinal}")
    making.enter(round, dict(zip(units, reached, strict=True)), now=after)
    planning.close_round(round=round, now=after)
