"""The guidance for a campaign: the figures of a province's guidance for 07/4/2023, its report bound to a deadline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns import deadlines, planning, sessions
from campaigns.models import CampaignWindow, Deadline, Event
from committees import scopes
from committees.models import Committee, Seat
from core.text.dates import VIETNAM
from core.text.numbers import parse_integer
from quotas import allotment, goals
from quotas.aims import Aim
from quotas.models import Comparator, Metric, QuotaKind
from quotas.wording import Figure
from reports import records
from reports.blocks import Clause, from_json, walk
from reports.figures.campaign import near
from reports.kinds import WINDOW_GUIDANCE
from reports.models import Document, StandardPhrase
from reports.rendering import page_content
from tests.cast import Cast
from tests.reports.kinds import drafted, text_of

NOW = dt.datetime(2023, 3, 15, 9, tzinfo=VIETNAM)


@pytest.fixture
def clerk(cast: Cast) -> Seat:
    assert cast.province_clerk.seat is not None
    return cast.province_clerk.seat


@pytest.fixture
def window(cast: Cast, clerk: Seat) -> Iterator[CampaignWindow]:
    """April 2023 of a province that was given 9.900 for the year; inside the scope of its clerk."""
    with scopes.for_seat(clerk):
        committee = Committee.objects.get(unit=cast.province)
        committee.address = "số 4 đường Trần Hưng Đạo"
        committee.save()
        plan = planning.create_plan(
            committee=committee,
            year=2023,
            superior_name="Ban Chỉ đạo quốc gia vận động hiến máu tình nguyện",
            superior_document="Hướng dẫn số 14/HD-BCĐQG ngày 22/02/2023",
        )
        giver = {"giver_name": plan.superior_name, "decision": plan.superior_document}
        allotment.record_given(plan=plan, assigned=9_900, now=NOW, **giver)
        yield planning.add_window(
            plan=plan,
            name="Tháng Tư hồng",
            event=Event.NATIONAL_DAY,
            starts_on=dt.date(2023, 4, 1),
            ends_on=dt.date(2023, 4, 30),
        )


def ask(window: CampaignWindow, figure: Figure, *, kind: str = "year_share") -> None:
    aim = Aim(plan=window.plan, window=window, metric=Metric.BLOOD_UNITS, kind=QuotaKind(kind))
    issued = goals.set_goal(aim=aim, figure=figure)
    planning.open_plan(plan=window.plan, now=NOW)
    allotment.issue(allotment=issued, decision="", now=NOW)


def guidance(window: CampaignWindow, clerk: Seat) -> Document:
    return drafted(WINDOW_GUIDANCE, window.plan, clerk, now=NOW, window=window)


def test_the_guidance_of_2023_prints_its_figures(window: CampaignWindow, clerk: Seat) -> None:
    ask(window, Figure(15, comparator=Comparator.MORE_THAN))
    deadlines.set_deadline(
        window=window, kind=Deadline.Kind.ACTIVITY, wording="before", day=dt.date(2023, 5, 5), now=NOW
    )
    document = guidance(window, clerk)
    said = text_of(document)
    assert said.startswith("Căn cứ Hướng dẫn số 14/HD-BCĐQG ngày 22/02/2023 của Ban Chỉ đạo quốc gia")
    assert "hưởng ứng “Ngày Toàn dân hiến máu tình nguyện” 07/4/2023 như sau:" in said
    assert (
        "Toàn tỉnh Bình Nguyên phấn đấu vận động, tiếp nhận máu trong tháng 4/2023 đạt trên 15% tổng lượng máu của cả "
        "năm, tương đương gần 1.500 đơn vị máu."
    ) in said
    assert "4.1. Tuyên truyền trên các phương tiện thông tin đại chúng" in said
    assert "từ ngày 01/4 đến ngày 30/4/2023, cao điểm là ngày 07/4/2023" in said
    assert "4.5. Tôn vinh, khen thưởng" in said
    assert "cơ quan thường trực) trước ngày 05/5/2023 theo địa chỉ: số 4 đường Trần Hưng Đạo./." in said
    assert document.subject == "Thực hiện “Ngày Toàn dân hiến máu tình nguyện” 07/4/2023"
    assert document.symbol.startswith("HD-")
    assert document.figures["window.near"]["value"] == 1486
    clauses = [each.number for each in walk(from_json(document.content)) if isinstance(each.block, Clause)]
    assert clauses == ["1.", "2.", "3.", "4."]
    page_content(document)


def test_a_moved_deadline_changes_the_date_and_nothing_else_is_typed(window: CampaignWindow, clerk: Seat) -> None:
    assert "ngay sau khi kết thúc chiến dịch theo địa chỉ" in text_of(guidance(window, clerk))


def test_a_count_given_to_units_is_an_annex_that_adds_up(window: CampaignWindow, cast: Cast, clerk: Seat) -> None:
    aim = Aim(plan=window.plan, window=window)
    draft = allotment.draft_for(aim)
    lines = [allotment.Line(unit=cast.district, assigned=1_200)]
    allotment.save_draft(allotment=draft, lines=lines, edition=draft.edition)
    planning.open_plan(plan=window.plan, now=NOW)
    allotment.issue(allotment=draft, decision="", now=NOW)
    said = text_of(guidance(window, clerk))
    assert "đạt 1.200 đơn vị máu, phân theo đơn vị tại Phụ lục kèm theo." in said
    assert f"1\t{cast.district.name}\t1.200\n\tTổng cộng\t1.200" in said


def test_messages_and_bases_that_the_committee_keeps_are_used(window: CampaignWindow, clerk: Seat) -> None:
    committee = window.plan.committee
    for use, sentence in (
        ("message", "“Hiến giọt máu đào, trao đời sự sống”"),
        ("basis", "Căn cứ Hướng dẫn số 14/HD-BCĐQG ngày 22/02/2023;"),
        ("basis", "Chỉ thị số 03/CT-UBND ngày 22/02/2023."),
    ):
        records.add(StandardPhrase, of=committee, values={"use": use, "text": sentence})
    said = text_of(guidance(window, clerk))
    assert "- “Hiến giọt máu đào, trao đời sự sống”.\n4. Tổ chức" in said
    assert "Căn cứ Hướng dẫn số 14/HD-BCĐQG ngày 22/02/2023; Chỉ thị số 03/CT-UBND ngày 22/02/2023, Ban Chỉ" in said


def test_sessions_within_the_window_are_named_and_others_are_not(window: CampaignWindow, clerk: Seat) -> None:
    round = planning.add_round(plan=window.plan, name="Đợt 1")
    for day, venue in ((dt.date(2023, 4, 5), "Nhà văn hóa"), (dt.date(2023, 6, 5), "Sân vận động")):
        sessions.add_session(round=round, facts=sessions.SessionFacts(held_on=day, venue=venue))
    said = text_of(guidance(window, clerk))
    assert "- Đợt 1: ngày 05/4/2023, tại Nhà văn hóa." in said
    assert "Sân vận động" not in said


def test_each_campaign_has_a_draft_of_its_own(window: CampaignWindow, clerk: Seat) -> None:
    other = planning.add_window(
        plan=window.plan, name="Hè", starts_on=dt.date(2023, 6, 1), ends_on=dt.date(2023, 6, 14)
    )
    first = guidance(window, clerk)
    assert guidance(window, clerk).pk == first.pk
    assert guidance(other, clerk).pk != first.pk
    assert "“Hè”" in text_of(guidance(other, clerk))


@pytest.mark.parametrize(("count", "words"), [(1_486, "gần 1.500"), (1_512, "trên 1.500"), (1_500, "1.500"), (7, "7")])
def test_a_worked_out_count_is_rounded_as_documents_do(count: int, words: str) -> None:
    assert near(count) == words


@given(st.integers(1, 10**7))
def test_a_rounded_count_is_near_and_says_on_which_side(count: int) -> None:
    words = near(count)
    rounded = parse_integer(words.removeprefix("gần ").removeprefix("trên "))
    assert abs(rounded - count) * 20 <= count or rounded == count
    assert words.startswith("gần ") == (count < rounded)
    assert words.startswith("trên ") == (count > rounded)
