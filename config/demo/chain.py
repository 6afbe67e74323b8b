"""Story (b): a chain of four levels in full swing, toàn quốc → tỉnh Quảng Ngãi → khu vực Bình Sơn → its communes.

Khu vực Bình Sơn is a unit of the province's own: it continues huyện Bình Sơn since 01/7/2025, and the communes of that
area belong to it since 01/8/2025.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from campaigns import deadlines, sessions
from campaigns.models import Deadline, Duty, Round
from committees import contacts, seats, succession, tree
from committees.models import Committee, Level, Role, Seat, Succession, Unit, User
from committees.setting_up import set_up_committee
from config.demo import country, figures, making, people, volunteers
from config.demo.calendar import Calendar
from config.demo.making import moment
from config.demo.tiers import Tier

KHU_VUC = "Khu vực Bình Sơn"
RECORDED_AS = "Quyết định số 15/QĐ-UBND ngày 01/7/2025"
MOVED_ON = dt.date(2025, 8, 1)
MOVED_BY = "Quyết định số 21/QĐ-UBND ngày 30/7/2025"
BINH_SON, VAN_TUONG, BINH_MINH, BINH_CHUONG, DONG_SON = "21040", "21061", "21085", "21100", "21109"
PEOPLE = {BINH_SON: 62_000, VAN_TUONG: 54_000, BINH_MINH: 28_000, BINH_CHUONG: 21_000, DONG_SON: 41_000}

PROVINCE_UNITS = (
    (Level.AGENCY, "Khối các cơ quan Đảng tỉnh", 7),
    (Level.AGENCY, "Khối các sở, ngành tỉnh", 12),
    (Level.SCHOOL, "Trường Cao đẳng Sông Trà", 10),
    (Level.SCHOOL, "Trường Đại học Thiên Ấn", 14),
    (Level.ENTERPRISE, "Khối doanh nghiệp Khu kinh tế", 16),
    (Level.ASSOCIATION, "Tỉnh đoàn", 14),
    (Level.ARMED_FORCES, "Công an tỉnh", 12),
    (Level.ARMED_FORCES, "Bộ Chỉ huy Quân sự tỉnh", 10),
)
MEMBER_UNITS = (
    (Level.AGENCY, "Trung tâm Y tế khu vực Bình Sơn", 30),
    (Level.AGENCY, "Thuế khu vực Bình Sơn", 10),
    (Level.AGENCY, "Bảo hiểm xã hội khu vực Bình Sơn", 8),
    (Level.AGENCY, "Tòa án nhân dân khu vực", 6),
    (Level.AGENCY, "Viện Kiểm sát nhân dân khu vực", 6),
    (Level.SCHOOL, "Trường THPT Bình Sơn", 22),
    (Level.SCHOOL, "Trường THPT Sông Trà Bồng", 18),
    (Level.SCHOOL, "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên Bình Sơn", 10),
    (Level.ENTERPRISE, "Công ty TNHH May Hoa Phượng", 34),
    (Level.ENTERPRISE, "Công ty cổ phần Cơ khí Sông Biếc", 24),
    (Level.ENTERPRISE, "Công ty TNHH Gỗ An Lành", 16),
    (Level.ASSOCIATION, "Đoàn Thanh niên khu vực Bình Sơn", 26),
    (Level.ASSOCIATION, "Câu lạc bộ Ngân hàng máu sống Bình Sơn", 20),
    (Level.ARMED_FORCES, "Cụm Công an khu vực Bình Sơn", 22),
    (Level.ARMED_FORCES, "Ban Chỉ huy Phòng thủ khu vực Bình Sơn", 14),
    (Level.ARMED_FORCES, "Đồn Biên phòng Bình Thạnh", 10),
)
VILLAGES = {
    BINH_SON: (
        *((Level.VILLAGE, f"Tổ dân phố {number}", 12) for number in range(1, 7)),
        *((Level.VILLAGE, f"Thôn {name}", 14) for name in ("An Châu", "Đông Yên", "Phước Bình", "Mỹ Huệ", "Tiên Đào")),
        (Level.SCHOOL, "Trường THCS Nguyễn Du", 8),
        (Level.AGENCY, "Trạm Y tế xã", 5),
    ),
    VAN_TUONG: (
        *((Level.VILLAGE, f"Thôn {name}", 14) for name in ("An Hải", "Lệ Thủy", "Phước Thiện", "Tân Hy", "Thanh Thủy")),
        *((Level.VILLAGE, f"Thôn {name}", 10) for name in ("Trung Minh", "Tuyết Diêm", "Vạn Thiện")),
        (Level.ENTERPRISE, "Công ty TNHH Dịch vụ Cảng Vạn Tường", 20),
        (Level.SCHOOL, "Trường THCS Vạn Tường", 8),
    ),
}
SESSION_HELD = 10  # so many member units came to the session that was, the others and the communes come to the next
STILL_MISSING = 3  # of those that came, so many have no results yet
VENUE, FACILITY = "Hội trường Trung tâm Y tế khu vực Bình Sơn", "Bệnh viện Đa khoa tỉnh Quảng Ngãi"


@dataclass(frozen=True, slots=True)
class Area:
    """The units of khu vực Bình Sơn."""

    unit: Unit
    communes: dict[str, Unit]
    members: dict[Unit, int]


def lay_area() -> Area:
    """Khu vực Bình Sơn, its communes moved below it, its member units."""
    province = making.unit_of("2025", Level.PROVINCE, country.QUANG_NGAI)
    unit = tree.add_unit(parent=province, level=Level.DISTRICT, name=KHU_VUC, valid_from=dt.date(2025, 7, 1))
    succession.record_succession(
        predecessors=[(making.unit_of("2024", Level.DISTRICT, "524"), True)],
        successor=unit,
        kind=Succession.Kind.RENAMED,
        effective_on=dt.date(2025, 7, 1),
        decision=RECORDED_AS,
    )
    communes = {
        code: succession.move_unit(
            unit=making.unit_of("2025", Level.COMMUNE, code), new_parent=unit, on=MOVED_ON, decision=MOVED_BY
        )
        for code in PEOPLE
    }
    for code, commune in communes.items():
        _set_population(commune, PEOPLE[code])
    _set_population(unit, sum(PEOPLE.values()))
    return Area(unit, communes, _members(unit, MEMBER_UNITS))


def _set_population(unit: Unit, population: int) -> None:
    tree.set_figures(unit=unit, year=MOVED_ON.year, population=population, headcount=None, source="Số minh họa")


def _members(parent: Unit, named: Sequence[tuple[str, str, int]]) -> dict[Unit, int]:
    units = making.own_units(parent, [(level, name) for level, name, _weight in named])
    making.populate(units, year=MOVED_ON.year, low=900, high=3_600)
    return dict(zip(units, (weight for _level, _name, weight in named), strict=True))


def province_tier(area: Area, clerk: User) -> Tier:
    """The province and everything below it: members of its own, khu vực Bình Sơn, its other communes."""
    province = area.unit.parent
    assert province is not None
    made = set_up_committee(unit=province)
    making.hold(made.seats[Role.CLERK], clerk, since=country.SET_UP_ON)
    communes = list(Unit.objects.filter(parent=province, level=Level.COMMUNE, valid_to=None).order_by("name_sort"))
    making.populate(communes, year=MOVED_ON.year, low=9_000, high=34_000)
    members = _members(province, PROVINCE_UNITS)
    people = {unit: figures.varied(f"{unit.name} {unit.code}", 9_000, 34_000) for unit in communes}
    people[area.unit] = sum(PEOPLE.values())
    whole = sum(people.values())
    weights = {unit: weight * whole // 300 for unit, weight in members.items()} | people
    reported = frozenset(unit for unit in [*members, *communes] if figures.varied(unit.name, 0, 9) < 4)
    return Tier(made.committee, weights, [area_tier(area)], reported=reported, shows_ranking=True)


def area_tier(area: Area) -> Tier:
    """Khu vực Bình Sơn: two communes with committees of their own, three without, its member units."""
    made = set_up_committee(unit=area.unit)
    head = made.seats[Role.HEAD]
    seats.change_seat(seat=head, title=head.title, other_post="CHỦ TỊCH HỘI CHỮ THẬP ĐỎ", by=made.seats[Role.ADMIN])
    for role, cast in (
        (Role.HEAD, people.KHU_VUC_HEAD),
        (Role.CLERK, people.KHU_VUC_CLERK),
        (Role.ADMIN, people.KHU_VUC_ADMIN),
    ):
        making.hold(made.seats[role], making.person(cast), since=country.SET_UP_ON)
    whole = sum(PEOPLE.values())
    weights = {area.communes[code]: count for code, count in PEOPLE.items()}
    weights |= {unit: weight * whole // 500 for unit, weight in area.members.items()}
    return Tier(
        made.committee,
        weights,
        [_commune_tier(area.communes[code], VILLAGES[code]) for code in VILLAGES],
        reported=frozenset(list(area.members)[: SESSION_HELD - STILL_MISSING]),
        shows_ranking=True,
    )


def _commune_tier(commune: Unit, named: Sequence[tuple[str, str, int]]) -> Tier:
    made = set_up_committee(unit=commune)
    if commune.code == VAN_TUONG:
        making.hold(made.seats[Role.CLERK], making.person(people.COMMUNE_CLERK), since=MOVED_ON)
    members = _members(commune, named)
    return Tier(made.committee, members, reported=frozenset(list(members)[: len(members) // 2]))


def seat_focals(area: Area) -> dict[Unit, Seat]:
    """Đầu mối of the area's communes and member units, each with a number to call."""
    focals = {}
    for number, unit in enumerate([*area.communes.values(), *area.members]):
        if unit == area.communes[BINH_MINH]:
            user, phone = making.person(people.COMMUNE_FOCAL), people.COMMUNE_FOCAL.phone
        else:
            phone = people.focal_phone(number)
            user = making.contact(phone, people.focal_name(number))
        focals[unit] = making.sit(unit, Role.FOCAL, user, since=MOVED_ON)
        contacts.set_phone(unit=unit, phone=phone)
    return focals


def plan_open_round(area: Area, round: Round, focals: dict[Unit, Seat], calendar: Calendar) -> None:
    """The open round's two sessions, what is owed by when, and the lists that have come in so far."""
    members = list(area.members)
    came, coming = members[:SESSION_HELD], [*area.communes.values(), *members[SESSION_HELD:]]
    for day, units in ((calendar.first_session, came), (calendar.next_session, coming)):
        sessions.add_session(
            round=round,
            facts=sessions.SessionFacts(
                held_on=day, starts_at=dt.time(7), ends_at=dt.time(11), venue=VENUE, facility=FACILITY, capacity=350
            ),
            units=units,
        )
    laid = moment(calendar.first_session - dt.timedelta(days=14))
    lists = deadlines.set_deadline(
        round=round, kind=Deadline.Kind.LIST, day=calendar.lists_due, at=dt.time(17), now=laid
    )
    deadlines.set_deadline(round=round, kind=Deadline.Kind.RESULT, day=calendar.results_due, now=laid)
    duties = {
        duty.unit_id: duty
        for duty in Duty.objects.filter(deadline=lists).select_related("unit", "deadline__round__plan")
    }
    handed_in = moment(calendar.first_session - dt.timedelta(days=2), 15)
    for unit in came:
        amount = figures.varied(f"list {unit.name}", 12, 44)
        deadlines.hand_in_number(duty=duties[unit.pk], amount=amount, seat=focals[unit], now=handed_in)
    yesterday = moment(calendar.today - dt.timedelta(days=1), 14)
    for unit, count, with_slip in ((area.communes[DONG_SON], 46, True), (members[SESSION_HELD], 19, False)):
        volunteers.hand_in(round=round, unit=unit, seat=focals[unit], count=count, with_slip=with_slip, now=yesterday)
    deadlines.hand_in_nil(
        duty=duties[members[-1].pk],
        reason="Đơn vị đang làm nhiệm vụ trên biển, chưa tổ chức được",
        seat=focals[members[-1]],
        now=moment(calendar.today - dt.timedelta(days=1), 9),
    )


def open_round_of(committee: Committee, year: int) -> Round:
    """The round that is open."""
    round: Round = Round.objects.select_related("plan").get(plan__committee=committee, plan__year=year, ordinal=2)
    return round
