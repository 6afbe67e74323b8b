"""The plan of a year: the aims, rounds, tasks and money of a district's plan of 2025, and an annex that adds up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from campaigns import deadlines, planning, sessions
from campaigns.models import Plan, Round
from committees import scopes
from committees.models import Committee, Seat
from core.text.dates import VIETNAM
from quotas import allotment, goals
from quotas.aims import Aim
from quotas.models import Comparator, Metric, QuotaKind
from quotas.wording import Figure
from reports import records
from reports.blocks import Annex, Section, Table, from_json, plain_text
from reports.figures import planned
from reports.figures.book import FiguresDisagreeError
from reports.kinds import PLAN_DOCUMENT
from reports.models import FundingLine, OrganisationTask, StandardPhrase
from reports.rendering import page_content
from tests.cast import Cast
from tests.reports.kinds import drafted, text_of

NOW = dt.datetime(2025, 2, 20, 9, tzinfo=VIETNAM)


@pytest.fixture
def clerk(cast: Cast) -> Seat:
    assert cast.district_clerk.seat is not None
    return cast.district_clerk.seat


@pytest.fixture
def plan(cast: Cast, clerk: Seat) -> Iterator[Plan]:
    """The plan of 2025 with one round planned for a month; inside the scope of the district's clerk."""
    with scopes.for_seat(clerk):
        made = planning.create_plan(
            committee=Committee.objects.get(unit=cast.district),
            year=2025,
            superior_name="Ban Chỉ đạo vận động hiến máu tình nguyện thành phố",
            superior_document="Kế hoạch số 11/KH-BCĐ ngày 10/01/2025",
        )
        round = planning.add_round(plan=made, name="Đợt 1")
        facts = sessions.SessionFacts(
            held_on=dt.date(2025, 8, 1),
            is_month_only=True,
            venue="Trung tâm hành chính",
            facility="Bệnh viện Việt Tiệp",
        )
        sessions.add_session(round=round, facts=facts)
        yield made


def set_goal(
    plan: Plan, metric: Metric, low: int, high: int | None = None, *, comparator: str = "at_least", kind: str = "count"
) -> None:
    aim = Aim(plan=plan, metric=metric, kind=QuotaKind(kind))
    goals.set_goal(aim=aim, figure=Figure(low, high, Comparator(comparator)))


def set_sample_goals(plan: Plan) -> None:
    set_goal(plan, Metric.BLOOD_UNITS, 330, comparator="more_than")
    set_goal(plan, Metric.REACHED, 550, 650, comparator="between")
    set_goal(plan, Metric.REPEAT_DONORS, 75, kind="percent")
    set_goal(plan, Metric.UNITS, 100, kind="coverage")


def give(plan: Plan, cast: Cast, figures: tuple[int, int, int], round: Round | None = None) -> None:
    draft = allotment.draft_of(plan, round)
    units = (cast.commune, cast.other_commune, cast.agency)
    lines = [
        allotment.Line(unit=unit, assigned=figure, note="Điểm chính" if unit == cast.commune else "")
        for unit, figure in zip(units, figures, strict=True)
    ]
    allotment.save_draft(allotment=draft, lines=lines, edition=draft.edition)


def test_the_plan_of_2025_prints_its_aims(plan: Plan, clerk: Seat) -> None:
    set_sample_goals(plan)
    document = drafted(PLAN_DOCUMENT, plan, clerk, now=NOW)
    said = text_of(document)
    assert said.startswith(
        "Thực hiện Kế hoạch số 11/KH-BCĐ ngày 10/01/2025 của Ban Chỉ đạo vận động hiến máu tình nguyện thành phố"
    )
    assert "Tuyên truyền, vận động từ 550 đến 650 lượt người." in said
    assert "Vận động và tiếp nhận trên 330 đơn vị máu." in said
    assert "Phấn đấu có 75% người hiến máu nhắc lại." in said
    assert "Bảo đảm 100% đơn vị tham gia tuyên truyền" in said
    assert "Đợt 1: dự kiến tháng 8 năm 2025, tại Trung tâm hành chính, phối hợp với Bệnh viện Việt Tiệp." in said
    assert "Thời gian và địa điểm cụ thể, Ban Chỉ đạo sẽ thông báo sau." in said
    assert said.endswith("để xem xét, giải quyết./.")
    assert document.symbol == "KH-BCĐ"
    titles = [block.title for block in from_json(document.content) if isinstance(block, Section)]
    assert titles == ["Mục đích, yêu cầu", "Mục tiêu", "Nội dung hoạt động", "Tổ chức thực hiện", "Nguồn kinh phí"]
    page_content(document)


def test_the_annex_adds_up_by_bloc_and_round_and_is_referred_to(plan: Plan, cast: Cast, clerk: Seat) -> None:
    round = plan.rounds.get(name="Đợt 1")
    give(plan, cast, (150, 120, 70))
    give(plan, cast, (100, 80, 40), round)
    document = drafted(PLAN_DOCUMENT, plan, clerk, now=NOW)
    said = text_of(document)
    assert "Giao chỉ tiêu cho 03 đơn vị, tổng cộng 340 đơn vị máu (Có Phụ lục kèm theo);" in said
    *_body, annex = from_json(document.content)
    assert isinstance(annex, Annex)
    [table] = annex.children
    assert isinstance(table, Table)
    assert [column.title for column in table.columns][2:] == [
        "Cả năm (đơn vị máu)",
        "Đợt 1 (đơn vị máu)",
        "Ghi chú",
    ]
    printed = plain_text((annex,), document.figures)
    assert f"{cast.commune.name}\t150\t100\tĐiểm chính" in printed
    assert "\tCộng\t270\t180\t" in printed
    assert "\tTổng cộng\t340\t220\t" in printed


def test_without_quotas_there_is_no_annex_and_no_word_of_one(plan: Plan, clerk: Seat) -> None:
    document = drafted(PLAN_DOCUMENT, plan, clerk, now=NOW)
    assert "Phụ lục" not in text_of(document)
    assert "giao chỉ tiêu cho từng đơn vị bằng văn bản riêng" in text_of(document)
    assert "Hoàn thành và vượt chỉ tiêu được giao của năm." in text_of(document)


def test_a_total_that_is_not_the_sum_of_its_units_is_refused(plan: Plan, cast: Cast) -> None:
    give(plan, cast, (150, 120, 70))
    entries = {key: dict(entry) for key, entry in planned.figures_of_plan(plan, now=NOW).entries.items()}
    entries["quota.table.year"]["value"] = 341
    with pytest.raises(FiguresDisagreeError, match=r"quota\.table\.year"):
        planned.verify(entries)  # type: ignore[arg-type]


def test_what_the_superior_gave_is_named_with_its_giver(plan: Plan, clerk: Seat) -> None:
    allotment.record_given(
        plan=plan, assigned=300, giver_name=plan.superior_name, decision=plan.superior_document, now=NOW
    )
    set_goal(plan, Metric.BLOOD_UNITS, 330, comparator="more_than")
    said = text_of(drafted(PLAN_DOCUMENT, plan, clerk, now=NOW))
    assert (
        "Hoàn thành và vượt chỉ tiêu 300 đơn vị máu do Ban Chỉ đạo vận động hiến máu tình nguyện thành phố giao" in said
    )
    assert "Vận động và tiếp nhận trên 330 đơn vị máu." in said


def test_tasks_money_and_kept_sentences_stand_in_place_of_ours(plan: Plan, clerk: Seat) -> None:
    task = {"organisation": "Phòng Y tế:", "lines": "- Phối hợp tổ chức Ngày hội;\n- Tư vấn, hướng dẫn kỹ thuật"}
    records.add(OrganisationTask, of=plan, values=task)
    records.add(
        OrganisationTask, of=plan, values={"organisation": "Phòng Nội vụ", "lines": "Đưa vào tiêu chí thi đua."}
    )
    records.add(FundingLine, of=plan, values={"source": "Ngân sách", "money": 50_000_000})
    records.add(FundingLine, of=plan, values={"source": "Tài trợ", "money": 12_500_000})
    records.add(FundingLine, of=plan, values={"source": "Các nguồn hợp pháp khác.", "money": None})
    records.add(
        StandardPhrase, of=plan.committee, values={"use": "purpose", "text": "Để hiến máu là việc của mọi người"}
    )
    said = text_of(drafted(PLAN_DOCUMENT, plan, clerk, now=NOW))
    assert (
        "1. Phòng Y tế\n- Phối hợp tổ chức Ngày hội.\n- Tư vấn, hướng dẫn kỹ thuật.\n2. Phòng Nội vụ\nĐưa vào" in said
    )
    assert "1. Ngân sách: 50.000.000 đồng.\n2. Tài trợ: 12.500.000 đồng.\n3. Các nguồn hợp pháp khác." in said
    assert "Tổng số kinh phí đã xác định: 62.500.000 đồng." in said
    assert "- Để hiến máu là việc của mọi người.\n2. Yêu cầu" in said


def test_a_firm_day_and_the_date_lists_are_due_stand_beside_the_round(plan: Plan, cast: Cast, clerk: Seat) -> None:
    round = planning.add_round(plan=plan, name="Đợt 2", starts_on=dt.date(2025, 11, 3), ends_on=dt.date(2025, 11, 3))
    planning.set_participants(round=round, units=[cast.commune])
    deadlines.set_deadline(round=round, kind="list", wording="before", day=dt.date(2025, 10, 24), now=NOW)
    said = text_of(drafted(PLAN_DOCUMENT, plan, clerk, now=NOW))
    assert "Đợt 2: ngày 03/11/2025; gửi danh sách người đăng ký trước ngày 24/10/2025." in said


def test_a_campaign_stands_with_its_days_and_what_is_asked_in_it(plan: Plan, clerk: Seat) -> None:
    days = {"starts_on": dt.date(2025, 4, 1), "ends_on": dt.date(2025, 4, 30)}
    window = planning.add_window(plan=plan, name="Tháng Tư hồng", **days)
    aim = Aim(plan=plan, window=window, metric=Metric.BLOOD_UNITS, kind=QuotaKind.YEAR_SHARE)
    goals.set_goal(aim=aim, figure=Figure(15))
    said = text_of(drafted(PLAN_DOCUMENT, plan, clerk, now=NOW))
    assert "Tháng Tư hồng (từ ngày 01/4 đến ngày 30/4/2025): phấn đấu đạt ít nhất 15% chỉ tiêu cả năm." in said
