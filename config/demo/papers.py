"""What documents are made of beside results: a conference, honours, tasks, money, aims, a campaign, a Văn phòng.

Of khu vực Bình Sơn, so that each of the five kinds is whole the moment it is drafted; and of huyện Bình Sơn in 2023,
with the honours of the real report of that year and a notice that the Văn phòng issues and its head signs.
"""

from __future__ import annotations

import datetime as dt

from campaigns import planning
from campaigns.models import Event, Plan
from committees import seats
from committees.models import Committee, Role
from committees.setting_up import save_issuing_body
from config.demo import making, people
from config.demo.calendar import Calendar
from config.demo.making import moment
from quotas import allotment, goals, outside_figures
from quotas.aims import Aim
from quotas.models import Comparator, Metric, QuotaKind
from quotas.wording import Figure
from reports import records
from reports.models import Conference, FundingLine, HonourCount, OrganisationTask

TASKS = (
    (
        "Hội Chữ thập đỏ",
        (
            "Là đầu mối tổng hợp đăng ký, phối hợp với cơ sở tiếp nhận máu tổ chức từng đợt\n"
            "Tổng hợp kết quả, đề xuất khen thưởng kịp thời"
        ),
    ),
    ("Trung tâm Y tế", "Bố trí cán bộ tư vấn, bảo đảm an toàn cho người hiến máu"),
    ("Đề nghị Đoàn Thanh niên", "Huy động lực lượng thanh niên tình nguyện đón tiếp, hướng dẫn người hiến máu"),
)
CONCLUDED = (
    ("Các cơ quan, đơn vị, địa phương", "Khẩn trương xây dựng kế hoạch, phân công nhiệm vụ cụ thể ngay sau hội nghị"),
    ("Các thành viên Ban Chỉ đạo", "Tăng cường phối hợp với địa bàn mình phụ trách để đạt chỉ tiêu đề ra"),
)
HONOURS = (
    (HonourCount.Status.PROPOSED, "province", "Ủy ban nhân dân tỉnh", HonourCount.Form.MERIT, 1, 1, 2),
    (HonourCount.Status.AWARDED, "province", "Ban Chỉ đạo tỉnh", HonourCount.Form.EMBLEM, 0, 1, 4),
)
HONOURS_OF_2023 = (
    (HonourCount.Status.PROPOSED, "province", "Ủy ban nhân dân tỉnh", HonourCount.Form.MERIT, 1, 1, 2, ""),
    (HonourCount.Status.AWARDED, "province", "Ban Chỉ đạo tỉnh", HonourCount.Form.EMBLEM, 0, 1, 4, ""),
    (
        *(HonourCount.Status.AWARDED, "district", "Ủy ban nhân dân huyện", HonourCount.Form.COMMENDATION, 0, 10, 68),
        "Thành tích hiến máu từ 10 lần trở lên",
    ),
)
CONFERENCE_OF_2023 = {
    "name": "Hội nghị tổng kết công tác vận động hiến máu tình nguyện năm 2023, triển khai kế hoạch năm 2024",
    "held_on": dt.date(2024, 1, 12),
    "hall": "Hội trường Ủy ban nhân dân huyện",
    "chair_post": "Phó Chủ tịch Ủy ban nhân dân huyện, Trưởng Ban Chỉ đạo",
    "chair_name": people.DISTRICT_HEAD.name,
    "attendees": "Đại diện lãnh đạo Hội Chữ thập đỏ tỉnh\nThành viên Ban Chỉ đạo\nỦy ban nhân dân các xã, thị trấn",
}
CAMPAIGN = "Tháng cao điểm hiến máu tình nguyện"
AIMS = (
    (Metric.REACHED, QuotaKind.COUNT, Figure(12_000, 15_000, Comparator.BETWEEN)),
    (Metric.REPEAT_DONORS, QuotaKind.PERCENT, Figure(75)),
    (Metric.UNITS, QuotaKind.COVERAGE, Figure(100)),
)
FUNDING = (
    ("Ngân sách chi cho công tác tuyên truyền, vận động", 60_000_000),
    ("Các nguồn kinh phí hợp pháp khác", None),
)


def keep(committee: Committee, calendar: Calendar) -> None:
    """Write them down for last year's and this year's plans of a committee."""
    last = Plan.objects.get(committee=committee, year=calendar.last)
    this = Plan.objects.get(committee=committee, year=calendar.year)
    say_where(committee, address="số 1 đường Mẫu, xã Bình Sơn", phone=people.KHU_VUC_CLERK.phone)
    conference = records.add(Conference, of=last, values=_conference(calendar))
    for ordinal, (organisation, lines) in enumerate(CONCLUDED, start=1):
        task = {"conference": conference, "organisation": organisation, "lines": lines, "ordinal": ordinal}
        records.add(OrganisationTask, of=last, values=task)
    names = ("status", "level", "awarded_by", "form", "families", "collectives", "individuals")
    for row in HONOURS:
        records.add(HonourCount, of=last, values=dict(zip(names, row, strict=True)))
    for ordinal, (organisation, lines) in enumerate(TASKS, start=1):
        values = {"organisation": organisation, "lines": lines, "ordinal": ordinal}
        records.add(OrganisationTask, of=this, values=values)
    for ordinal, (source, money) in enumerate(FUNDING, start=1):
        records.add(FundingLine, of=this, values={"source": source, "money": money, "ordinal": ordinal})
    _lay_april(this, now=moment(calendar.issued_on(calendar.year)))
    for metric, kind, figure in AIMS:
        _set(Aim(plan=this, metric=metric, kind=kind), figure, now=moment(calendar.issued_on(calendar.year)))


def keep_of_2023(plan: Plan, *, now: dt.datetime) -> None:
    """Write them down for the district's year 2023, whose plan is still open."""
    _lay_april(plan, now=moment(dt.date(plan.year, 1, 3)))
    conference = records.add(Conference, of=plan, values=CONFERENCE_OF_2023)
    for ordinal, (organisation, lines) in enumerate(CONCLUDED, start=1):
        task = {"conference": conference, "organisation": organisation, "lines": lines, "ordinal": ordinal}
        records.add(OrganisationTask, of=plan, values=task)
    names = ("status", "level", "awarded_by", "form", "families", "collectives", "individuals", "merit")
    for row in HONOURS_OF_2023:
        records.add(HonourCount, of=plan, values=dict(zip(names, row, strict=True)))
    outside_figures.add(
        plan=plan,
        label="Xếp hạng",
        value="thứ nhất trong 13 huyện, thị xã, thành phố",
        source="Ban Chỉ đạo tỉnh",
        stated_on=now.date(),
        now=now,
    )


def say_where(committee: Committee, *, address: str, phone: str) -> None:
    """Where its units send what they owe, and whom they call."""
    committee.address, committee.phone = address, phone
    committee.save(update_fields=["address", "phone"])


def set_up_office(committee: Committee, *, superior: str, name: tuple[str, ...], since: dt.date) -> None:
    """The Văn phòng beside the committee: a body of its own, and the seat of its head."""
    values = {"superior_lines": [superior], "name_lines": list(name), "symbol": "VP", "place": committee.place}
    save_issuing_body(committee=committee, values={**values, "is_default": False})
    seat = seats.open_seat(unit=committee.unit, role=Role.MEMBER, title="Chánh Văn phòng HĐND và UBND")
    making.hold(seat, making.contact("0900000119", "Võ Thị Trà Giang"), since=since)


def _lay_april(plan: Plan, *, now: dt.datetime) -> None:
    """The month of 07/4, in which at least 15 % of the year is to be reached."""
    april = {"starts_on": dt.date(plan.year, 4, 1), "ends_on": dt.date(plan.year, 4, 30)}
    window = planning.add_window(plan=plan, name=CAMPAIGN, event=Event.NATIONAL_DAY, **april)
    _set(Aim(plan=plan, window=window, kind=QuotaKind.YEAR_SHARE), Figure(15), now=now)


def _set(aim: Aim, figure: Figure, *, now: dt.datetime) -> None:
    allotment.issue(allotment=goals.set_goal(aim=aim, figure=figure), decision=aim.plan.document, now=now)


def _conference(calendar: Calendar) -> dict[str, object]:
    """Held when this year's plan was issued."""
    return {
        "name": f"Hội nghị tổng kết công tác vận động hiến máu tình nguyện năm {calendar.last}",
        "held_on": calendar.issued_on(calendar.year),
        "hall": "Hội trường Trung tâm Văn hóa",
        "chair_post": "Trưởng Ban Chỉ đạo",
        "chair_name": "Bùi Văn Sông Trà",
        "attendees": "Thành viên Ban Chỉ đạo\nChủ tịch Hội Chữ thập đỏ các xã\nTập thể, cá nhân được khen thưởng",
    }
