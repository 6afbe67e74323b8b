"""The report of results beside results: committees, honours, what others announced; and of six or nine months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest

from campaigns import planning, reporting_activity
from campaigns.activities import Amount
from campaigns.models import Plan
from committees import scopes
from committees.models import Committee, CommitteeDecision, IssuingBody, Level, Seat
from committees.setting_up import proposal
from core.text.dates import VIETNAM
from quotas import outside_figures
from reports import records, steps
from reports.blocks import plain_text
from reports.figures.book import FiguresDisagreeError
from reports.figures.period import Period
from reports.figures.year import figures_of, verify
from reports.kinds import RESULTS_REPORT, About
from reports.kinds.phrases import all_of, units_of
from reports.models import HonourCount, OrganisationTask, StandardPhrase
from tests.cast import Cast
from tests.committees.factories import UnitFactory
from tests.reports.kinds import drafted, text_of
from tests.reports.years import NOW, add_round, finished_year, plan_with

IN_JULY = dt.datetime(2023, 7, 3, 9, tzinfo=VIETNAM)


@pytest.fixture
def clerk(cast: Cast) -> Seat:
    assert cast.district_clerk.seat is not None
    return cast.district_clerk.seat


@pytest.fixture
def plan(cast: Cast, clerk: Seat) -> Iterator[Plan]:
    """The finished year 2023 (462 in January, 862 in August), in the scope of the district's clerk."""
    with scopes.for_seat(clerk):
        yield finished_year(cast)


def report(plan: Plan, clerk: Seat, *, months: int = 12) -> str:
    return text_of(drafted(RESULTS_REPORT, plan, clerk, now=NOW, months=months))


# --- Records ----------------------------------------------------------------------------------------


def test_462_and_862_make_1324_and_never_1323(plan: Plan, clerk: Seat) -> None:
    said = report(plan, clerk)
    assert "02 đợt hiến máu, vận động được 1.324 đơn vị máu" in said
    assert "462/550 đơn vị máu, đạt 84% chỉ tiêu" in said
    assert "862/550 đơn vị máu, đạt 157% chỉ tiêu" in said
    entries = {key: dict(entry) for key, entry in figures_of(plan, now=NOW).entries.items()}
    entries["year.result"] |= {"value": 1323, "text": "1.323"}
    with pytest.raises(FiguresDisagreeError, match=r"year\.result"):
        verify(entries)  # type: ignore[arg-type]


def test_all_22_communes_that_have_a_committee_are_counted(plan: Plan, cast: Cast, clerk: Seat) -> None:
    assert "đã thành lập Ban Chỉ đạo" not in report(plan, clerk)
    communes = [cast.commune, cast.other_commune]
    communes += [UnitFactory(parent=cast.district, name=f"xã Số {number}") for number in range(19)]
    communes.append(UnitFactory(parent=cast.district, name="thị trấn Châu Ổ", level=Level.COMMUNE))
    for unit in communes:
        CommitteeDecision.objects.create(path=unit.path, unit=unit, year=2021, kind="established", number="1/QĐ-UBND")
    CommitteeDecision.objects.create(
        path=cast.commune.path, unit=cast.commune, year=2023, kind="renewed", number="2/QĐ-UBND"
    )
    steps.discard(document=drafted(RESULTS_REPORT, plan, clerk, now=NOW), seat=clerk)
    assert "22/22 xã, thị trấn đã thành lập Ban Chỉ đạo vận động hiến máu tình nguyện." in report(plan, clerk)


def test_honours_stand_with_who_gives_them_and_leave_no_gap(plan: Plan, clerk: Seat) -> None:
    rows = (
        ("proposed", "province", "Ủy ban nhân dân tỉnh", "merit", 1, 1, 2, ""),
        ("awarded", "province", "Ban Chỉ đạo tỉnh", "emblem", 0, 1, 4, ""),
        ("awarded", "district", "Ủy ban nhân dân huyện", "commendation", 0, 10, 68, "Thành tích hiến máu từ 10 lần"),
    )
    names = ("status", "level", "awarded_by", "form", "families", "collectives", "individuals", "merit")
    for row in rows:
        records.add(HonourCount, of=plan, values=dict(zip(names, row, strict=True)))
    document = drafted(RESULTS_REPORT, plan, clerk, now=NOW)
    said = text_of(document)
    assert "Đề nghị Ủy ban nhân dân tỉnh tặng Bằng khen cho 01 gia đình, 01 tập thể và 02 cá nhân." in said
    assert "Ban Chỉ đạo tỉnh đã tặng Biểu trưng tôn vinh cho 01 tập thể và 04 cá nhân." in said
    assert (
        "Ủy ban nhân dân huyện đã tặng Giấy khen cho 10 tập thể và 68 cá nhân có thành tích hiến máu từ 10 lần." in said
    )
    assert document.figures["honours.individuals"]["value"] == 74
    assert steps.gaps_in(document) == ["I.2"]  # nobody reported propaganda


def test_what_others_announced_stands_with_its_source(plan: Plan, clerk: Seat) -> None:
    outside_figures.add(
        plan=plan, label="Bình quân toàn tỉnh", value="112,4%", source="Sở Y tế", stated_on=NOW.date(), now=NOW
    )
    assert "Theo Sở Y tế, bình quân toàn tỉnh: 112,4% (số liệu công bố ngày 20/02/2024)." in report(plan, clerk)


def test_difficulties_proposals_and_next_years_tasks_are_the_committees_own(
    plan: Plan, cast: Cast, clerk: Seat
) -> None:
    committee = Committee.objects.get(unit=cast.district)
    following = plan_with(committee, 2024, {}, quota=1_100)
    for use, sentence in (("difficulty", "Túi 350 ml còn ít"), ("proposal", "Tăng số lượng khen thưởng")):
        records.add(StandardPhrase, of=committee, values={"use": use, "text": sentence})
    task = {"organisation": "Trung tâm Y tế", "lines": "Tư vấn cho người hiến máu"}
    records.add(OrganisationTask, of=following, values=task)
    records.add(OrganisationTask, of=plan, values={"organisation": "Phòng Y tế", "lines": "Việc năm cũ"})
    said = report(plan, clerk)
    assert "Còn 01 đơn vị chưa đạt chỉ tiêu.\nTúi 350 ml còn ít.\nb) Đề xuất" in said
    assert "Tăng số lượng khen thưởng.\n- Đối với Ủy ban" in said
    assert "1. Trung tâm Y tế\nTư vấn cho người hiến máu.\nTrên đây" in said
    assert "Việc năm cũ" not in said


def test_what_was_reported_of_propaganda_stands_in_its_measures_and_leaves_no_gap(
    plan: Plan, cast: Cast, clerk: Seat
) -> None:
    occasion = reporting_activity.Occasion(plan)
    told = {
        cast.district: [("article", "article", 15, False), ("talk", "session", 10, True), ("pano", "m", 40, False)],
        cast.commune: [("article", "article", 5, False), ("banner", "m", 20, False), ("post", "post", 3, False)],
    }
    for unit, rows in told.items():
        lines = [
            reporting_activity.Line(kind, measure, Amount(Decimal(amount), over))
            for kind, measure, amount, over in rows
        ]
        reporting_activity.save(occasion=occasion, unit=unit, lines=lines, edition=0, seat=clerk, now=NOW)
    document = drafted(RESULTS_REPORT, plan, clerk, now=NOW)
    assert (
        "Trong năm đã thực hiện: 20 tin, bài; 3 bài đăng trên mạng xã hội; hơn 10 buổi tuyên truyền lưu động, trực "
        "tiếp; 40 m pano; 20 m băng rôn."
    ) in text_of(document)
    assert steps.gaps_in(document) == ["I.4"]  # honours, which nobody has entered here
    assert "đã đăng, phát … tin, bài" in report(plan, clerk, months=6)  # a yearly report says no month


# --- Counts ------------------------------------------------------------------------------------------


def test_those_with_a_quota_are_those_who_reached_it_and_those_who_did_not(plan: Plan, cast: Cast, clerk: Seat) -> None:
    school = UnitFactory(parent=cast.district, name="Trường THPT Bình Hải", level=Level.SCHOOL)
    add_round(plan, "Đợt 3", {school: 20}, day=dt.date(2023, 12, 2), quota=20)
    document = drafted(RESULTS_REPORT, plan, clerk, now=NOW)
    said = text_of(document)
    assert "giao chỉ tiêu cho 03 đơn vị ngay từ đầu năm" in said
    assert "Có 02/03 đơn vị đạt chỉ tiêu giao; 01 đơn vị chưa đạt" in said
    assert document.figures["units.count"]["value"] == 4


def test_where_no_unit_was_given_a_quota_none_is_counted(plan: Plan, cast: Cast, clerk: Seat) -> None:
    committee = Committee.objects.get(unit=cast.district)
    said = report(plan_with(committee, 2021, {"Đợt 1": {cast.commune: 9}}, quota=10), clerk)
    assert "giao chỉ tiêu cho các đơn vị ngay từ đầu năm" in said
    assert "đơn vị đạt chỉ tiêu giao" not in said
    assert "\nKết quả của từng đơn vị tại Phụ lục kèm theo." in said


def test_only_rounds_that_were_held_are_said_to_have_been(plan: Plan, cast: Cast, clerk: Seat) -> None:
    for name, day in (("Đợt 3", dt.date(2023, 11, 5)), ("Đợt 4", dt.date(2023, 12, 20))):
        planning.add_round(plan=plan, name=name, starts_on=day, ends_on=day)
    document = drafted(RESULTS_REPORT, plan, clerk, now=dt.datetime(2023, 12, 1, 9, tzinfo=VIETNAM))
    said = text_of(document)
    assert "đã tổ chức 02 đợt hiến máu, vận động được 1.324 đơn vị máu" in said
    assert "Đợt 3" not in said  # its day is over and nothing was entered
    assert "- Đợt 4 (ngày 20/12/2023): chưa tổ chức." in said
    assert "Ngoài các đợt" not in said


def test_a_year_without_results_announces_no_list(plan: Plan, cast: Cast, clerk: Seat) -> None:
    following = plan_with(Committee.objects.get(unit=cast.district), 2024, {}, quota=1_100)
    said = report(following, clerk)
    assert "Trong năm chưa có kết quả hiến máu.\n" in said
    assert "–" not in said.split("3. Kết quả vận động")[1].split("4. Công tác")[0]
    planning.add_round(plan=following, name="Đợt 1")
    steps.discard(document=drafted(RESULTS_REPORT, following, clerk, now=NOW), seat=clerk)
    said = report(following, clerk)
    assert "Trong năm chưa có kết quả hiến máu, cụ thể:\n- Đợt 1: chưa tổ chức.\n" in said


# --- The national committee ----------------------------------------------------------------------------


def test_the_national_committee_speaks_of_the_country_and_its_government(cast: Cast) -> None:
    seat = cast.national_admin.seat
    assert seat is not None
    with scopes.for_seat(seat):
        committee = Committee.objects.get(unit=cast.nation)
        national = planning.create_plan(committee=committee, year=2023)
        body = IssuingBody.objects.get(committee=committee)
        drawn = RESULTS_REPORT.draw_up(About(plan=national, committee=committee, issuing_body=body), now=NOW)
        assert drawn.recipients[0] == "Thủ tướng Chính phủ (b/c)"
        said = plain_text(drawn.blocks, drawn.figures)
        assert "- Đối với Bộ Y tế\n" in said
        assert "- Đối với Thủ tướng Chính phủ\n" in said
        assert proposal(cast.nation).superior_lines == ()
        assert all_of(committee) == "Cả nước"
        assert units_of(committee) == "Các cơ quan, đơn vị, địa phương trong cả nước"


# --- Periods ----------------------------------------------------------------------------------------


def test_six_months_count_what_was_held_in_them(plan: Plan, clerk: Seat) -> None:
    document = drafted(RESULTS_REPORT, plan, clerk, now=IN_JULY, months=6)
    said = text_of(document)
    assert document.subject.startswith("Kết quả công tác vận động hiến máu tình nguyện 6 tháng đầu năm 2023;")
    assert document.subject.endswith("phương hướng, nhiệm vụ 6 tháng cuối năm 2023")
    assert "Trong 6 tháng đầu năm đã tổ chức 01 đợt hiến máu, vận động được 462 đơn vị máu, đạt 42% chỉ tiêu" in said
    assert "giảm 38 đơn vị máu" not in said
    assert "giảm 650 đơn vị máu so với kết quả cùng kỳ năm 2022" in said
    assert "- Đợt 1 (ngày 07/01/2023): 462/550 đơn vị máu, đạt 84% chỉ tiêu." in said
    assert "6 tháng cuối năm 2023 cần vận động ít nhất 638 đơn vị máu; theo kế hoạch còn 01 đợt." in said
    assert "- Đợt 2 (dự kiến ngày 07/8/2023): 550 đơn vị máu." in said
    assert "\tTổng cộng\t1.100\t462\t42%\t−650" in said
    assert "862" not in said


def test_nine_months_hold_both_rounds_and_the_year_is_another_report(plan: Plan, clerk: Seat) -> None:
    nine = drafted(RESULTS_REPORT, plan, clerk, now=NOW, months=9)
    assert "Trong 9 tháng đầu năm đã tổ chức 02 đợt hiến máu, vận động được 1.324" in text_of(nine)
    assert "Chỉ tiêu năm 2023 đã hoàn thành; 3 tháng cuối năm 2023 tiếp tục duy trì phong trào" in text_of(nine)
    assert drafted(RESULTS_REPORT, plan, clerk, now=NOW).pk != nine.pk
    assert drafted(RESULTS_REPORT, plan, clerk, now=NOW, months=9).pk == nine.pk


def test_a_round_that_goes_on_after_the_period_is_told_as_to_come(plan: Plan, cast: Cast, clerk: Seat) -> None:
    long = add_round(plan, "Đợt 3", {cast.commune: 30}, day=dt.date(2023, 6, 30), quota=30)
    planning.change_round(
        round=long, name="Đợt 3", event="", starts_on=dt.date(2023, 6, 30), ends_on=dt.date(2023, 7, 2)
    )
    said = report(plan, clerk, months=6)
    assert "vận động được 462 đơn vị máu" in said
    assert "- Đợt 3 (dự kiến từ ngày 30/6/2023 đến ngày 02/7/2023): 30 đơn vị máu." in said


@pytest.mark.parametrize(
    ("months", "words", "following", "former"),
    [
        (6, "6 tháng đầu năm 2026", "6 tháng cuối năm 2026", "cùng kỳ năm 2025"),
        (9, "9 tháng đầu năm 2026", "3 tháng cuối năm 2026", "cùng kỳ năm 2025"),
        (12, "năm 2026", "năm 2027", "năm 2025"),
    ],
)
def test_a_period_in_words(months: int, words: str, following: str, former: str) -> None:
    period = Period(2026, months)
    assert (period.words, period.following, period.former) == (words, following, former)
