"""Five documents as five real ones of the years 2021 to 2025, from data: their figures, and everything else invented.

Each is drawn up by its kind, reworded where its committee says more than the kind does, and taken through all steps to
a number and a day, as a clerk takes it. `five` gives the pages that print.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from campaigns import deadlines, planning, reporting_activity, sessions
from campaigns.activities import Amount
from campaigns.models import BloodUnit, Deadline, Duty, Event, Plan, Round
from committees import scopes
from committees.models import Committee, CommitteeDecision, IssuingBody, Level, Role, Seat, Unit, UnitFigure
from core.text.dates import VIETNAM
from quotas import allotment, goals, outside_figures, tallies
from quotas.aims import Aim
from quotas.models import Comparator, Metric, QuotaKind
from quotas.wording import Figure
from reports import editing, records, registers, signing, steps
from reports.blocks import from_json, runs_of, walk
from reports.kinds import (
    CONCLUSION_NOTICE,
    PLAN_DOCUMENT,
    RESULTS_REPORT,
    URGING_LETTER,
    WINDOW_GUIDANCE,
    Kind,
)
from reports.models import Conference, Document, FundingLine, HonourCount, OrganisationTask, StandardPhrase
from reports.page.content import PageContent
from reports.rendering import page_content
from reports.rewording import editable_text
from tests.committees.factories import (
    CommitteeFactory,
    HoldingFactory,
    IssuingBodyFactory,
    SeatFactory,
    UnitFactory,
    UserFactory,
)
from tests.reports.kinds import drafted


@dataclass(frozen=True)
class Office:
    """A committee with its clerk, its issuing body, and who signs."""

    unit: Unit
    committee: Committee
    clerk: Seat
    body: IssuingBody


def five() -> dict[str, PageContent]:
    """The five by what they are; needs a database, and no open scope."""
    with scopes.for_system("tests"):
        nation = UnitFactory.create(level=Level.NATIONAL, name="Toàn quốc")
    return {
        "kế hoạch": _plan(nation),
        "hướng dẫn": _guidance(nation),
        "công văn": _letter(nation),
        "thông báo": _notice(nation),
        "báo cáo": _report(nation),
    }


# --- What they share --------------------------------------------------------------------------------


def _at(year: int, month: int, day: int) -> dt.datetime:
    return dt.datetime(year, month, day, 9, 5, tzinfo=VIETNAM)


def _office(
    nation: Unit,
    *,
    province: str,
    name: str,
    place: str,
    post: str,
    role: Role = Role.HEAD,
    superior: str = "",
    address: str = "",
    phone: str = "",
) -> Office:
    with scopes.for_system("tests"):
        unit = UnitFactory.create(parent=nation, level=Level.PROVINCE, name=province)
        if name != province:
            unit = UnitFactory.create(parent=unit, level=Level.DISTRICT, name=name)
        committee = CommitteeFactory.create(
            unit=unit,
            name=f"Ban Chỉ đạo vận động hiến máu tình nguyện {name}",
            standing_body=f"Hội Chữ thập đỏ {name.partition(' ')[0]}",
            place=place,
            address=address,
            phone=phone,
        )
        body = IssuingBodyFactory.create(
            committee=committee,
            superior_lines=[superior or f"UBND {name.upper()}"],
            name_lines=["BAN CHỈ ĐẠO VẬN ĐỘNG", "HIẾN MÁU TÌNH NGUYỆN"],
            place=place,
        )
        signs = SeatFactory.create(unit=unit, role=role, other_post=post)
        HoldingFactory.create(seat=signs, user=UserFactory.create(full_name="Nguyễn Văn Mẫu"))
        clerk = SeatFactory.create(unit=unit, role=Role.CLERK)
        HoldingFactory.create(seat=clerk, user=UserFactory.create(full_name="Trần Thị Mẫu"))
    return Office(unit, committee, clerk, body)


def _units(office: Office, named: Mapping[str, str]) -> list[Unit]:
    """Units below the office's own, given as name → level."""
    with scopes.for_system("tests"):
        return [UnitFactory.create(parent=office.unit, name=name, level=level) for name, level in named.items()]


def _signed(
    office: Office,
    kind: Kind,
    plan: Plan,
    *,
    number: int,
    now: dt.datetime,
    words: Sequence[tuple[str, Callable[[str], str]]] = (),
    body: IssuingBody | None = None,
    **about: object,
) -> PageContent:
    """Drafted, reworded (a block by how it begins), presented, approved, signed on paper with a number and a day."""
    document = drafted(kind, plan, office.clerk, now=now, body=body or office.body, **about)
    for beginning, change in words:
        document = _reworded(document, office.clerk, beginning, change)
    document = steps.present(document=document, seat=office.clerk, now=now)
    document = steps.approve(document=document, seat=office.clerk)
    document = signing.record_signed_on_paper(
        document=document, seat=office.clerk, number=number, dated_on=now.date(), now=now
    )
    return page_content(Document.objects.get(pk=document.pk))


def _reworded(document: Document, seat: Seat, beginning: str, change: Callable[[str], str]) -> Document:
    for item in walk(from_json(document.content)):
        text = editable_text(tuple(runs_of(item.block)), document.figures)
        if text.startswith(beginning):
            return editing.update_text(
                document=document, seat=seat, block_path=item.path, text=change(text), edition=document.edition
            )
    raise AssertionError(f"no block begins {beginning!r}")


def _year(
    office: Office, year: int, *, giver: str, document: str, given: int | None = None, blood_unit: str = BloodUnit.BAG
) -> Plan:
    now = _at(year, 1, 2)
    plan = planning.create_plan(
        committee=office.committee, year=year, superior_name=giver, superior_document=document, blood_unit=blood_unit
    )
    if given is not None:
        allotment.record_given(plan=plan, assigned=given, giver_name=giver, decision=document, now=now)
    planning.open_plan(plan=plan, now=now)
    return plan


def _give(plan: Plan, amounts: Mapping[Unit, int], *, round: Round | None = None, is_issued: bool = True) -> None:
    draft = allotment.draft_of(plan, round)
    lines = [allotment.Line(unit=unit, assigned=amount) for unit, amount in amounts.items()]
    allotment.save_draft(allotment=draft, lines=lines, edition=draft.edition)
    if is_issued:
        allotment.issue(allotment=draft, decision=plan.superior_document, now=_at(plan.year, 1, 3))


def _held(plan: Plan, day: dt.date, results: Mapping[Unit, int], *, given: int | None = None) -> Round:
    """A round of one day with its results."""
    round = planning.add_round(plan=plan, starts_on=day, ends_on=day)
    planning.set_participants(round=round, units=results)
    planning.open_round(round=round, now=_at(plan.year, 1, 4))
    if given is not None:
        allotment.record_given(
            plan=plan,
            round=round,
            assigned=given,
            giver_name=plan.superior_name,
            decision=plan.superior_document,
            now=_at(plan.year, 1, 4),
        )
    for unit, result in results.items():
        counts = tallies.Counts(units=result)
        tallies.save_tally(round=round, unit=unit, counts=counts, edition=0, by=None, now=_at(plan.year, 12, 20))
    return round


def _spread(total: int, units: Sequence[Unit], first: int) -> dict[Unit, int]:
    """`first` to the first unit, as even as can be to the others."""
    rest, others = total - first, len(units) - 1
    return {unit: first if not place else rest // others + (place <= rest % others) for place, unit in enumerate(units)}


# --- Kế hoạch: a district of a city, 2025 -----------------------------------------------------------

PLAN_TASKS = (
    ("Hội Chữ thập đỏ", "Là đầu mối tổng hợp đăng ký\nDự trù, quyết toán kinh phí\nTổng hợp báo cáo kết quả năm 2025"),
    ("Phòng Y tế", "Phối hợp tổ chức “Ngày hội hiến máu tình nguyện quận năm 2025”\nTư vấn, hướng dẫn kỹ thuật"),
    ("Phòng Văn hóa và Thông tin", "Hướng dẫn các phường phát thanh tuyên truyền"),
    ("Phòng Nội vụ", "Đưa việc thực hiện chỉ tiêu vào tiêu chí xem xét thi đua"),
    ("Phòng Giáo dục và Đào tạo", "Tuyên truyền trong ngành; gửi danh sách người đủ điều kiện sức khỏe tham gia"),
    ("Trung tâm Văn hóa, Thể thao và Thông tin", "Cổ động trực quan trong thời gian cao điểm"),
    ("Văn phòng HĐND và UBND", "Ban hành văn bản đôn đốc; chuẩn bị địa điểm, cơ sở vật chất"),
    ("Đề nghị Quận đoàn", "Phối hợp tổ chức Ngày hội\nHuy động lực lượng thanh niên tình nguyện"),
    ("Đề nghị Ủy ban MTTQ Việt Nam quận và các đoàn thể", "Tuyên truyền, vận động hội viên và Nhân dân"),
    ("Các trường học, phòng, ban, đơn vị liên quan", "Cử lực lượng tham gia đúng chỉ tiêu phân bổ"),
    ("Ủy ban nhân dân các phường", "Kiện toàn Ban Chỉ đạo phường năm 2025; xây dựng kế hoạch, tổ chức tuyên truyền"),
    ("Ban An toàn giao thông", "Phối hợp tuyên truyền, vận động"),
)
PLAN_UNITS = {
    **{f"phường Mẫu {name}": Level.COMMUNE for name in ("An", "Bình", "Cát", "Đông", "Giang", "Hòa")},
    "Cơ quan Quận ủy": Level.AGENCY,
    "Cơ quan Ủy ban nhân dân quận": Level.AGENCY,
    "Trung tâm Y tế quận": Level.AGENCY,
    "Trường THPT Mẫu Hòa": Level.SCHOOL,
    "Trường Cao đẳng nghề Mẫu Giang": Level.SCHOOL,
    "Công ty cổ phần Đóng tàu Mẫu": Level.ENTERPRISE,
    "Quận đoàn": Level.ASSOCIATION,
    "Ban Chỉ huy Quân sự quận": Level.ARMED_FORCES,
}
PLAN_QUOTAS = (30, 28, 26, 24, 22, 20, 20, 24, 26, 18, 22, 40, 22, 18)


def _plan(nation: Unit) -> PageContent:
    """550 to 650 told, more than 330 units, 75 % repeat donors, in August, twelve tasks, three sources of money."""
    office = _office(
        nation, province="thành phố Hải Thanh", name="quận Dương Hòa", place="Dương Hòa", post="Phó Chủ tịch UBND"
    )
    units = _units(office, PLAN_UNITS)
    city = "Ban Chỉ đạo vận động hiến máu tình nguyện thành phố Hải Thanh"
    with scopes.for_seat(office.clerk):
        document = "Kế hoạch số 11/KH-BCĐ ngày 10/01/2025"
        plan = _year(office, 2025, giver=city, document=document, blood_unit=BloodUnit.WHOLE)
        aims = (
            (Metric.REACHED, QuotaKind.COUNT, Figure(550, 650, Comparator.BETWEEN)),
            (Metric.BLOOD_UNITS, QuotaKind.COUNT, Figure(330, comparator=Comparator.MORE_THAN)),
            (Metric.REPEAT_DONORS, QuotaKind.PERCENT, Figure(75)),
            (Metric.UNITS, QuotaKind.COVERAGE, Figure(100)),
        )
        for metric, kind, figure in aims:
            goals.set_goal(aim=Aim(plan=plan, metric=metric, kind=kind), figure=figure)
        round = planning.add_round(plan=plan, name="Đợt 1")
        sessions.add_session(
            round=round,
            facts=sessions.SessionFacts(
                held_on=dt.date(2025, 8, 1),
                is_month_only=True,
                venue="Trung tâm hành chính quận",
                facility="Trung tâm Huyết học - Truyền máu Bệnh viện Mẫu",
            ),
        )
        _give(plan, dict(zip(units, PLAN_QUOTAS, strict=True)), is_issued=False)
        for ordinal, (organisation, lines) in enumerate(PLAN_TASKS, start=1):
            values = {"organisation": organisation, "lines": lines, "ordinal": ordinal}
            records.add(OrganisationTask, of=plan, values=values)
        for ordinal, source in enumerate(("Ngân sách chi cho tuyên truyền", "Tài trợ", "Nguồn hợp pháp khác"), start=1):
            records.add(FundingLine, of=plan, values={"source": source, "money": None, "ordinal": ordinal})
        return _signed(office, PLAN_DOCUMENT, plan, number=5, now=_at(2025, 3, 10))


# --- Hướng dẫn: a province, April 2023 --------------------------------------------------------------


GUIDANCE_BASES = (
    registers.Facts(
        number=14,
        symbol="HD-BCĐQG",
        dated_on=dt.date(2023, 2, 22),
        type_name="Hướng dẫn",
        subject="Về việc thực hiện “Ngày toàn dân hiến máu tình nguyện” 07/4/2023",
        author="Ban Chỉ đạo quốc gia vận động hiến máu tình nguyện",
    ),
    registers.Facts(
        number=3,
        symbol="CT-UBND",
        dated_on=dt.date(2023, 2, 22),
        type_name="Chỉ thị",
        subject="Tăng cường công tác vận động hiến máu tình nguyện năm 2023 và giai đoạn 2023-2027",
        author="Ủy ban nhân dân tỉnh",
    ),
    registers.Facts(
        number=None,
        symbol="",
        dated_on=dt.date(2020, 4, 7),
        type_name="Thư",
        subject="Gửi đồng bào cả nước nhân Ngày toàn dân hiến máu tình nguyện",
        author="đồng chí Tổng Bí thư",
    ),
)


def _named(office: Office, facts: registers.Facts, *, now: dt.datetime) -> str:
    """A document that came in, entered in the register, as the editor names it in a text."""
    entry = registers.enter_received(
        committee=office.committee, seat=office.clerk, facts=facts, arrived_on=now.date(), file=None, now=now
    )
    return f"[{registers.in_text(entry)}]"


def _guidance(nation: Unit) -> PageContent:
    """More than 15 % of 9.900 in April 2023, about 1.500; report before 05/5 to an address."""
    office = _office(
        nation,
        province="tỉnh Lạng Bình",
        name="tỉnh Lạng Bình",
        place="Lạng Bình",
        post="Chủ tịch Hội Chữ thập đỏ tỉnh",
        role=Role.STANDING_DEPUTY,
        address="số 4 đường Mẫu, phường Mẫu, thành phố Lạng Bình",
    )
    nation_committee = "Ban Chỉ đạo quốc gia vận động hiến máu tình nguyện"
    _units(office, {f"huyện Mẫu {name}": Level.DISTRICT for name in ("Quan", "Lãng", "Định", "Lũng")})
    now = _at(2023, 3, 15)
    with scopes.for_seat(office.clerk):
        plan = _year(office, 2023, giver=nation_committee, document="Kế hoạch số 02/KH-BCĐQG", given=9_900)
        april = {"starts_on": dt.date(2023, 4, 1), "ends_on": dt.date(2023, 4, 30)}
        window = planning.add_window(plan=plan, name="Tháng Tư", event=Event.NATIONAL_DAY, **april)
        aim = Aim(plan=plan, window=window, metric=Metric.BLOOD_UNITS, kind=QuotaKind.YEAR_SHARE)
        issued = goals.set_goal(aim=aim, figure=Figure(15, comparator=Comparator.MORE_THAN))
        allotment.issue(allotment=issued, decision="", now=now)
        day = dt.date(2023, 5, 5)
        deadlines.set_deadline(window=window, kind=Deadline.Kind.ACTIVITY, wording="before", day=day, now=now)
        message = {"use": "message", "text": "Hiến máu cứu người, hãy hiến thường xuyên"}
        records.add(StandardPhrase, of=office.committee, values=message)
        guidance, directive, letter = (_named(office, facts, now=now) for facts in GUIDANCE_BASES)
        words = [
            ("Căn cứ", lambda text: f"Căn cứ {guidance}; {directive}, {text.partition(', ')[2]}"),
            ("Tuyên truyền trên các phương tiện", lambda text: f"{text} Phổ biến {letter}."),
        ]
        return _signed(office, WINDOW_GUIDANCE, plan, number=14, now=now, words=words, window=window)


# --- Công văn đôn đốc: a district of 36 units, March 2025 ------------------------------------------


def _letter(nation: Unit) -> PageContent:
    """10 of 36 have handed in what was due before 24/3/2025."""
    office = _office(
        nation,
        province="tỉnh Thanh Mẫu",
        name="huyện Quảng Hà",
        place="Quảng Hà",
        post="Phó Chủ tịch Ủy ban nhân dân",
        phone="0900000199",
    )
    units = _units(
        office,
        {
            **{f"xã Mẫu {number}": Level.COMMUNE for number in range(1, 22)},
            "thị trấn Mẫu": Level.COMMUNE,
            **{f"Cơ quan số {number}": Level.AGENCY for number in range(1, 15)},
        },
    )
    now = _at(2025, 3, 20)
    with scopes.for_seat(office.clerk):
        plan = _year(office, 2025, giver="", document="")
        plan.document = "Kế hoạch số 33/KH-BCĐ ngày 03/3/2025"
        plan.save()
        round = planning.add_round(plan=plan)
        planning.set_participants(round=round, units=units)
        planning.open_round(round=round, now=_at(2025, 3, 4))
        deadline = deadlines.set_deadline(
            round=round,
            kind=Deadline.Kind.LIST,
            wording="before",
            day=dt.date(2025, 3, 24),
            parts=[deadlines.Part(name="Phiếu đăng ký của các tình nguyện viên", is_counted=True)],
            now=_at(2025, 3, 4),
        )
        for duty in Duty.objects.filter(deadline=deadline, unit__in=units[::4] + units[1:2]):
            deadlines.hand_in_number(duty=duty, amount=12, seat=office.clerk, now=_at(2025, 3, 18))
        return _signed(office, URGING_LETTER, plan, number=7, now=now, deadline=deadline)


# --- Thông báo kết luận: a district, January 2021 ---------------------------------------------------

SIX_ROUNDS = (302, 288, 290, 296, 284, 266)  # 1.726


def _notice(nation: Unit) -> PageContent:
    """1.726 of 1.735 in six rounds, 231 more than in 2019; 1.881 in 2021, 1,19 % of the people; by the Văn phòng."""
    office = _office(
        nation, province="tỉnh Đồng Mẫu", name="huyện Hồng An", place="Hồng An", post="Phó Chủ tịch Ủy ban nhân dân"
    )
    [commune] = _units(office, {"xã Mẫu": Level.COMMUNE})
    with scopes.for_system("tests"):
        seat = SeatFactory.create(unit=office.unit, role=Role.MEMBER, title="Chánh Văn phòng HĐND và UBND huyện")
        HoldingFactory.create(seat=seat, user=UserFactory.create(full_name="Lâm Văn Chánh"))
    now = _at(2021, 1, 14)
    with scopes.for_seat(office.clerk):
        province = "Ban Chỉ đạo tỉnh"
        before = _year(office, 2019, giver=province, document="Kế hoạch số 02/KH-BCĐ", given=1_500)
        _held(before, dt.date(2019, 5, 7), {commune: 1_495})
        plan = _year(office, 2020, giver=province, document="Kế hoạch số 03/KH-BCĐ", given=1_735)
        for number, result in enumerate(SIX_ROUNDS, start=1):
            _held(plan, dt.date(2020, 2 * number, 3), {commune: result})
        following = _year(office, 2021, giver=province, document="Kế hoạch số 01/KH-BCĐ", given=1_881)
        day = dt.date(2021, 1, 28)
        planning.add_round(plan=following, name="Đợt I năm 2021", starts_on=day, ends_on=day)
        UnitFigure.objects.create(path=office.unit.path, unit=office.unit, year=2020, population=158_067)
        outside_figures.add(
            plan=plan,
            label="Xếp hạng",
            value="dẫn đầu 12 huyện, thành phố",
            source=province,
            stated_on=dt.date(2021, 1, 8),
            now=now,
        )
        conference = records.add(
            Conference,
            of=plan,
            values={
                "name": "Hội nghị Tổng kết, tôn vinh công tác vận động hiến máu tình nguyện năm 2020, triển khai kế "
                "hoạch vận động hiến máu tình nguyện năm 2021",
                "held_on": dt.date(2021, 1, 13),
                "hall": "Hội trường Ủy ban nhân dân huyện",
                "chair_post": "Phó Chủ tịch Ủy ban nhân dân huyện, Trưởng Ban Chỉ đạo vận động hiến máu tình nguyện "
                "huyện",
                "chair_name": "Nguyễn Văn Mẫu",
                "attendees": (
                    "Đại diện lãnh đạo Hội Chữ thập đỏ tỉnh\nĐại diện lãnh đạo các đơn vị thành viên\nBan giám hiệu "
                    "các trường THPT: Mẫu 2, Mẫu 3\nCác tập thể, cá nhân được khen thưởng"
                ),
                "heard_title": "Dự thảo Báo cáo công tác hiến máu tình nguyện năm 2020 và triển khai kế hoạch năm 2021",
            },
        )
        office_body = IssuingBody.objects.create(
            path=office.committee.path,
            committee=office.committee,
            superior_lines=["UBND HUYỆN HỒNG AN"],
            name_lines=["VĂN PHÒNG", "HĐND VÀ UBND"],
            symbol="VP",
            place="Hồng An",
        )
        return _signed(office, CONCLUSION_NOTICE, plan, number=12, now=now, body=office_body, conference=conference)


# --- Báo cáo kết quả: a district of 22 communes, 2023 ----------------------------------------------

TEN = "Thành tích hiến máu từ 10 lần trở lên"
HONOURS = (
    ("proposed", "province", "Ủy ban nhân dân tỉnh", "merit", 1, 1, 2, ""),
    ("awarded", "province", "Ban Chỉ đạo tỉnh", "emblem", 0, 1, 4, ""),
    (
        "awarded",
        "district",
        "Ủy ban nhân dân huyện",
        "commendation",
        0,
        10,
        68,
        "Thành tích hiến máu từ 10 lần trở lên",
    ),
)
TOLD = (("article", "article", 20, False), ("talk", "session", 10, True), ("pano", "m", 40, False))
TOLD = (*TOLD, ("banner", "m", 20, False))


def _report(nation: Unit) -> PageContent:
    """462 of 550 and 862 of 550: 1.324 of 1.100; 22 of 22 committees; 550 and 550 in March and August 2024."""
    office = _office(
        nation,
        province="tỉnh Quảng Mẫu",
        name="huyện Bình Hải",
        place="Bình Hải",
        post="Phó Chủ tịch Ủy ban nhân dân",
    )
    communes = _units(office, {**{f"xã Mẫu {n}": Level.COMMUNE for n in range(1, 22)}, "thị trấn Mẫu": Level.COMMUNE})
    members = _units(
        office, {"Cơ quan Huyện ủy": Level.AGENCY, "Trường THPT Mẫu": Level.SCHOOL, "Huyện đoàn": Level.ASSOCIATION}
    )
    units, now = [*communes, *members], _at(2024, 2, 22)
    with scopes.for_seat(office.clerk):
        province = "Ban Chỉ đạo vận động hiến máu tình nguyện tỉnh Quảng Mẫu"
        before = _year(office, 2022, giver=province, document="Kế hoạch số 01/KH-BCĐ ngày 22/11/2021", given=1_000)
        _held(before, dt.date(2022, 3, 12), dict.fromkeys(units[:10], 100) | {units[10]: 112})
        plan = _year(office, 2023, giver=province, document="Kế hoạch số 01/KH-BCĐ ngày 17/11/2022", given=1_100)
        _give(plan, _spread(1_100, units, 92))
        _held(plan, dt.date(2023, 1, 7), _spread(462, units, 30), given=550)
        _held(plan, dt.date(2023, 7, 15), _spread(862, units, 10), given=550)
        _next_year(office, province)
        for unit in communes:
            decision = {"kind": "established", "number": "1/QĐ-UBND", "year": 2021}
            CommitteeDecision.objects.create(path=unit.path, unit=unit, **decision)
        lines = [reporting_activity.Line(k, m, Amount(Decimal(amount), over)) for k, m, amount, over in TOLD]
        occasion = reporting_activity.Occasion(plan)
        reporting_activity.save(occasion=occasion, unit=office.unit, lines=lines, edition=0, seat=office.clerk, now=now)
        names = ("status", "level", "awarded_by", "form", "families", "collectives", "individuals", "merit")
        for row in HONOURS:
            records.add(HonourCount, of=plan, values=dict(zip(names, row, strict=True)))
        difficulty = "Hiến máu thể tích 350 ml, 450 ml còn rất ít so với trung bình chung của tỉnh"
        records.add(StandardPhrase, of=office.committee, values={"use": "difficulty", "text": difficulty})
        return _signed(office, RESULTS_REPORT, plan, number=93, now=now)


def _next_year(office: Office, province: str) -> None:
    """1.100 again, half of it in March and half in August."""
    following = _year(office, 2024, giver=province, document="Kế hoạch số 02/KH-BCĐ ngày 31/10/2023", given=1_100)
    for month in (3, 8):
        round = planning.add_round(plan=following)
        facts = sessions.SessionFacts(held_on=dt.date(2024, month, 1), is_month_only=True)
        sessions.add_session(round=round, facts=facts)
        allotment.record_given(
            plan=following,
            round=round,
            assigned=550,
            giver_name=province,
            decision=following.superior_document,
            now=_at(2024, 1, 2),
        )
