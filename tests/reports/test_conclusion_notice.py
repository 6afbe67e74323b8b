"""A conference's conclusions: a district's notice of January 2021, issued by the Văn phòng and signed by its head."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from campaigns import planning
from campaigns.models import Plan
from committees import scopes
from committees.models import Committee, IssuingBody, Role, Seat, UnitFigure
from core.refusal import Refused
from core.text.dates import VIETNAM
from quotas import outside_figures
from reports import records
from reports.kinds import CONCLUSION_NOTICE
from reports.kinds.phrases import ended, in_a_row, issuer_in_text, post_and_name, small
from reports.models import Conference, Document, OrganisationTask
from reports.rendering import page_content
from tests.cast import Cast
from tests.committees.factories import HoldingFactory, SeatFactory, UserFactory
from tests.reports.kinds import draft_results_report, drafted, text_of
from tests.reports.years import add_round, plan_with

NOW = dt.datetime(2021, 1, 14, 9, tzinfo=VIETNAM)
SIX = (300, 300, 300, 300, 300, 226)  # 1.726 in six rounds


@dataclass(frozen=True)
class World:
    """The year that was summed up, and the conference."""

    plan: Plan
    conference: Conference
    office: IssuingBody
    clerk: Seat


@pytest.fixture
def world(cast: Cast) -> Iterator[World]:
    """1.726 of 1.735 in 2020, 1.495 the year before, 1.881 to come; inside the scope of the district's clerk."""
    clerk = cast.district_clerk.seat
    assert clerk is not None
    with scopes.for_system("tests"):
        seat = SeatFactory.create(unit=cast.district, role=Role.MEMBER, title="Chánh Văn phòng HĐND và UBND")
        HoldingFactory.create(seat=seat, user=UserFactory.create(full_name="Lâm Văn Chánh"))
    with scopes.for_seat(clerk):
        committee = Committee.objects.get(unit=cast.district)
        plan_with(committee, 2019, {"Đợt 1": {cast.commune: 1_495}}, quota=1_500)
        plan = plan_with(committee, 2020, {}, quota=1_735)
        _rounds(plan, cast)
        plan_with(committee, 2021, {}, quota=1_881)
        UnitFigure.objects.create(path=cast.district.path, unit=cast.district, year=2020, population=158_067)
        outside_figures.add(
            plan=plan,
            label="Xếp hạng",
            value="thứ nhất trong 12 huyện, thành phố",
            source="Ban Chỉ đạo tỉnh",
            stated_on=dt.date(2021, 1, 8),
            now=NOW,
        )
        office = IssuingBody.objects.create(
            path=committee.path,
            committee=committee,
            superior_lines=["UBND HUYỆN BÌNH HẢI"],
            name_lines=["VĂN PHÒNG HĐND", "VÀ UBND HUYỆN BÌNH HẢI"],
            symbol="VP",
            place="Bình Hải",
        )
        yield World(plan, _conference(plan), office, clerk)


def _rounds(plan: Plan, cast: Cast) -> None:
    for number, result in enumerate(SIX, start=1):
        add_round(plan, f"Đợt {number}", {cast.commune: result}, day=dt.date(2020, 2 * number, 3), quota=289)


def _conference(plan: Plan) -> Conference:
    return records.add(
        Conference,
        of=plan,
        values={
            "name": "Hội nghị tổng kết công tác vận động hiến máu tình nguyện năm 2020",
            "held_on": dt.date(2021, 1, 13),
            "hall": "Hội trường Ủy ban nhân dân huyện",
            "chair_post": "Phó Chủ tịch Ủy ban nhân dân huyện, Trưởng Ban Chỉ đạo",
            "chair_name": "Nguyễn Văn Chủ",
            "attendees": "- Lãnh đạo Hội Chữ thập đỏ tỉnh;\n- Ủy ban nhân dân các xã.",
        },
    )


def notice(world: World, body: IssuingBody | None = None) -> Document:
    return drafted(
        CONCLUSION_NOTICE, world.plan, world.clerk, now=NOW, body=body or world.office, conference=world.conference
    )


def test_the_notice_of_2021_prints_its_figures(world: World) -> None:
    document = notice(world)
    said = text_of(document)
    assert said.startswith(
        "Ngày 13 tháng 01 năm 2021, tại Hội trường Ủy ban nhân dân huyện, Phó Chủ tịch Ủy ban nhân dân huyện, Trưởng "
        "Ban Chỉ đạo Nguyễn Văn Chủ chủ trì Hội nghị tổng kết"
    )
    assert "Tham dự Hội nghị có: Lãnh đạo Hội Chữ thập đỏ tỉnh; Ủy ban nhân dân các xã." in said
    assert "06 đợt hiến máu tình nguyện, kết quả thu nhận được 1.726/1.735 đơn vị máu, đạt 99,5%" in said
    assert "tăng 231 đơn vị máu so với kết quả năm 2019." in said
    assert (
        "Theo Ban Chỉ đạo tỉnh, xếp hạng: thứ nhất trong 12 huyện, thành phố (số liệu công bố ngày 08/01/2021)." in said
    )
    assert (
        "Năm 2021, chỉ tiêu vận động là 1.881 đơn vị máu, tăng 146 đơn vị máu so với chỉ tiêu năm 2020, tương đương "
        "1,19% dân số."
    ) in said
    assert said.endswith(
        "Văn phòng HĐND và UBND huyện Bình Hải thông báo ý kiến kết luận, chỉ đạo trên để các cơ quan, đơn vị, địa "
        "phương biết, thực hiện./."
    )
    page_content(document)


def test_the_office_issues_it_and_its_head_signs(world: World, cast: Cast) -> None:
    document = notice(world)
    assert document.issuing_body == world.office
    assert document.symbol == "TB-VP"
    assert document.signature["authority"] == ["Chánh Văn phòng"]
    assert document.signature["second_post"] == []
    assert document.signature["signer"] == "Lâm Văn Chánh"


def test_by_the_committee_itself_the_committees_head_signs(world: World, cast: Cast) -> None:
    own = IssuingBody.objects.get(committee=world.plan.committee, symbol="BCĐ")
    document = notice(world, own)
    assert document.signature["signer"] == cast.district_head.user.full_name
    assert text_of(document).endswith(
        f"{world.plan.committee.name} thông báo ý kiến kết luận, chỉ đạo trên để các cơ quan, đơn vị, địa phương biết, "
        "thực hiện./."
    )


def test_what_was_concluded_stands_per_organisation(world: World) -> None:
    values = {
        "conference": world.conference,
        "organisation": "Các cơ quan, đơn vị",
        "lines": "Tiếp tục vận động\nKêu gọi",
    }
    records.add(OrganisationTask, of=world.plan, values=values)
    records.add(OrganisationTask, of=world.plan, values={"organisation": "Phòng Y tế", "lines": "Việc của kế hoạch"})
    said = text_of(notice(world))
    assert "1. Các cơ quan, đơn vị: Tiếp tục vận động.\n- Kêu gọi.\nVăn phòng" in said
    assert "Việc của kế hoạch" not in said


def test_the_draft_report_that_was_heard_is_named(world: World) -> None:
    assert "trình bày dự thảo Báo cáo công tác vận động hiến máu tình nguyện năm 2020" in text_of(notice(world))
    report = draft_results_report(plan=world.plan, seat=world.clerk, now=NOW)
    records.change(world.conference, values={"heard": report, "presenter": "Hội Chữ thập đỏ huyện"})
    conference = Conference.objects.get(pk=world.conference.pk)
    other = World(world.plan, conference, world.office, world.clerk)
    Document.objects.filter(conference=conference).delete()
    assert (
        "Sau khi nghe Hội Chữ thập đỏ huyện trình bày dự thảo Báo cáo kết quả công tác vận động hiến máu tình nguyện "
        "năm 2020; phương hướng"
    ) in text_of(notice(other))


def test_a_conference_with_a_notice_is_not_removed(world: World) -> None:
    notice(world)
    with pytest.raises(Refused, match="đã có thông báo kết luận"):
        records.remove(world.conference)
    assert Conference.objects.filter(pk=world.conference.pk).exists()


def test_without_a_plan_for_next_year_nothing_is_said_of_its_quota(cast: Cast) -> None:
    assert cast.district_clerk.seat is not None
    with scopes.for_seat(cast.district_clerk.seat):
        plan = planning.create_plan(committee=Committee.objects.get(unit=cast.district), year=2020)
        said = text_of(
            drafted(CONCLUSION_NOTICE, plan, cast.district_clerk.seat, now=NOW, conference=_conference(plan))
        )
        assert "Để hoàn thành chỉ tiêu được giao của năm 2021, đề nghị" in said
        assert "Trong năm, kết quả thu nhận được" in said
        assert "–" not in said.split("kết quả thu nhận được")[1].split("đơn vị máu")[1]


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["VĂN PHÒNG UBND", "XÃ AN THẠNH"], "Văn phòng UBND xã An Thạnh"),
        (["HỘI CHỮ THẬP ĐỎ", "TỈNH BÌNH NGUYÊN"], "Hội Chữ thập đỏ tỉnh Bình Nguyên"),
        (["ỦY BAN NHÂN DÂN", "THÀNH PHỐ HỒ CHÍ MINH"], "Ủy ban nhân dân thành phố Hồ Chí Minh"),
        (["BAN CHỈ ĐẠO VẬN ĐỘNG HIẾN MÁU"], "Ban Chỉ đạo khu vực"),
    ],
)
def test_an_issuers_header_is_read_back_into_a_sentence(lines: list[str], name: str) -> None:
    assert issuer_in_text(IssuingBody(name_lines=lines), Committee(name="Ban Chỉ đạo khu vực")) == name


def test_after_the_word_for_a_territory_a_name_has_a_dash() -> None:
    assert post_and_name("Trưởng Ban Chỉ đạo huyện", "Nguyễn Văn A") == "Trưởng Ban Chỉ đạo huyện - Nguyễn Văn A"
    assert post_and_name("Trưởng Ban Chỉ đạo", "Nguyễn Văn A") == "Trưởng Ban Chỉ đạo Nguyễn Văn A"


def test_lines_of_a_list_read_as_one_sentence_and_keep_the_names_of_organisations() -> None:
    lines = ["Lãnh đạo Hội Chữ thập đỏ tỉnh;", "Đại diện các xã", "Ủy ban nhân dân huyện."]
    assert in_a_row(lines) == "Lãnh đạo Hội Chữ thập đỏ tỉnh; đại diện các xã; Ủy ban nhân dân huyện"


@pytest.mark.parametrize(
    ("sentence", "whole"),
    [("Tổ chức “Ngày hội”", "Tổ chức “Ngày hội”."), ("Nói “Cảm ơn!”", "Nói “Cảm ơn!”"), ("Việc;", "Việc.")],
)
def test_a_sentence_has_its_stop_once(sentence: str, whole: str) -> None:
    assert ended(sentence) == whole


@pytest.mark.parametrize(("words", "inside"), [("Xếp hạng", "xếp hạng"), ("TP Huế", "TP Huế"), ("", "")])
def test_words_that_began_a_line_stand_inside_a_sentence(words: str, inside: str) -> None:
    assert small(words) == inside
