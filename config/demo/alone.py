"""Story (d): one commune alone on the system; the same person is its clerk and its focal point."""

from __future__ import annotations

import datetime as dt

from campaigns import deadlines, planning, sessions
from campaigns.models import Deadline
from committees import tree
from committees.models import Committee, Level, Role, Unit
from committees.setting_up import set_up_committee
from config.demo import figures, making, people
from config.demo.calendar import Calendar
from config.demo.country import SET_UP_ON
from config.demo.making import moment
from core.text.dates import short_date
from quotas import allotment

CODE = "25000"  # xã Di Linh
GIVEN = 150
GIVER = "Ban Chỉ đạo vận động hiến máu tình nguyện tỉnh Lâm Đồng"
UNITS = (
    *((Level.VILLAGE, f"Thôn {number}", 10 + number % 4) for number in range(1, 9)),
    *((Level.VILLAGE, f"Tổ dân phố {number}", 9) for number in range(1, 4)),
    (Level.SCHOOL, "Trường THCS Đồi Chè", 8),
    (Level.SCHOOL, "Trường Tiểu học Hoa Dã Quỳ", 5),
    (Level.AGENCY, "Cơ quan Đảng ủy, Ủy ban nhân dân xã", 9),
    (Level.AGENCY, "Trạm Y tế xã", 4),
    (Level.ARMED_FORCES, "Công an xã", 6),
)
REPORTED = 7


def load(calendar: Calendar) -> Committee:
    """The committee, its units, this year's plan with the recorded quota, and the open round."""
    commune = making.unit_of("2025", Level.COMMUNE, CODE)
    made = set_up_committee(unit=commune)
    user = making.person(people.ALONE)
    making.hold(made.seats[Role.CLERK], user, since=SET_UP_ON)
    making.sit(commune, Role.FOCAL, user, since=SET_UP_ON)
    tree.set_figures(unit=commune, year=SET_UP_ON.year, population=38_000, headcount=None, source="Số minh họa")
    units = making.own_units(commune, [(level, name) for level, name, _weight in UNITS])
    making.populate(units, year=SET_UP_ON.year, low=900, high=3_400)
    _run(made.committee, units, calendar)
    return made.committee


def _run(committee: Committee, units: list[Unit], calendar: Calendar) -> None:
    issued = calendar.issued_on(calendar.year)
    now, given_on = moment(issued), issued - dt.timedelta(days=9)
    given_by = f"Kế hoạch số 12/KH-BCĐ ngày {short_date(given_on)}"
    document = f"Kế hoạch số 07/KH-UBND ngày {short_date(issued)}"
    plan = planning.create_plan(
        committee=committee, year=calendar.year, superior_name=GIVER, superior_document=given_by
    )
    allotment.record_given(plan=plan, assigned=GIVEN, giver_name=GIVER, decision=given_by, now=now)
    planning.open_plan(plan=plan, document=document, now=now)
    quotas = dict(zip(units, figures.spread(GIVEN, [weight for _level, _name, weight in UNITS]), strict=True))
    making.allot(plan, quotas, decision=document, now=now)
    round = making.start_round(plan, units, starts_on=calendar.first_session, ends_on=calendar.next_session)
    for day in (calendar.first_session, calendar.next_session):
        sessions.add_session(
            round=round,
            facts=sessions.SessionFacts(
                held_on=day,
                starts_at=dt.time(7, 30),
                ends_at=dt.time(11),
                venue="Nhà văn hóa xã Di Linh",
                facility="Trung tâm Huyết học - Truyền máu khu vực",
                capacity=120,
            ),
        )
    making.allot(plan, quotas, round=round, decision=document, now=now)
    opened = moment(calendar.first_session - dt.timedelta(days=14))
    planning.open_round(round=round, now=opened)
    deadlines.set_deadline(round=round, kind=Deadline.Kind.RESULT, day=calendar.results_due, now=opened)
    first = dict(list(quotas.items())[:REPORTED])
    results = {unit: quota * figures.varied(f"alone {unit.name}", 80, 130) // 100 for unit, quota in first.items()}
    making.enter(round, results, now=moment(calendar.first_session + dt.timedelta(days=1)))
