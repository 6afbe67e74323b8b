"""What the area's documents are made of beside its figures: a conference, honours, tasks, money, a campaign."""

from __future__ import annotations

import datetime as dt

from campaigns import planning
from campaigns.models import Event, Plan
from committees.models import Committee
from config.demo.calendar import Calendar
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
FUNDING = (
    ("Ngân sách chi cho công tác tuyên truyền, vận động", 60_000_000),
    ("Các nguồn kinh phí hợp pháp khác", None),
)


def keep(committee: Committee, calendar: Calendar) -> None:
    """Write them down for last year's and this year's plans of a committee."""
    last = Plan.objects.get(committee=committee, year=calendar.last)
    this = Plan.objects.get(committee=committee, year=calendar.year)
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
    april = {"starts_on": dt.date(calendar.year, 4, 1), "ends_on": dt.date(calendar.year, 4, 30)}
    planning.add_window(plan=this, name="Tháng cao điểm hiến máu tình nguyện", event=Event.NATIONAL_DAY, **april)


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
