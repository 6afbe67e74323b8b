"""The pages of activity: a unit's form, the clerk's sums and what they are made of, as a browser without scripts."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from campaigns import deadlines, planning
from campaigns.models import ActivityLine, ActivityReport, Deadline, Submission
from committees import scopes
from committees.models import Seat, Unit
from tests.campaigns.desk import Desk
from tests.campaigns.owing import clerk_of, focal_of
from tests.cast import Cast
from tests.quotas.years import Year

FAR = dt.date(2036, 12, 1)


@pytest.fixture
def deadline(year: Year, cast: Cast) -> Deadline:
    with scopes.for_seat(clerk_of(cast)):
        return deadlines.set_deadline(plan=year.plan, kind="activity", day=FAR)


@pytest.fixture
def focal(cast: Cast) -> Desk:
    return Desk(cast.commune_focal)


@pytest.fixture
def clerk(cast: Cast) -> Desk:
    return Desk(cast.district_clerk)


def form_of(desk: Desk, route: str, *args: object) -> dict[str, str]:
    """What the page's form would send as it stands."""
    page = desk.client.get(reverse(route, args=args))
    assert page.status_code == 200
    form = page.context["form"]
    sent = {"once": page.context["once"], "edition": str(form["edition"].value()), "rows": str(len(form.lines))}
    for line in form.lines:
        for name in line.fields:
            value = line[name].value()
            if value not in (None, "", False):
                sent[line.add_prefix(name)] = str(value)
    return sent


def row_of(form: dict[str, str], kind: str) -> str:
    """The number of the line laid out for a kind."""
    return next(name.split("-")[0] for name, value in form.items() if name.endswith("-kind") and value == kind)


def tell(desk: Desk, year: Year, unit: Unit, **amounts: str) -> str:
    """Fill the form of a unit for the year and send it; the page it leads to."""
    form = form_of(desk, "plan_activity_report", year.plan.pk, unit.pk)
    for kind, amount in amounts.items():
        form[f"{row_of(form, kind)}-amount"] = amount
    return desk.send("plan_activity_report", year.plan.pk, unit.pk, **form)


def lines(seat: Seat) -> list[str]:
    with scopes.for_seat(seat):
        found = ActivityLine.objects.select_related("source").order_by("report", "pk")
        return [f"{each.kind} {each.amount.normalize():f} {each.measure}{' >' * each.is_over}" for each in found]


# --- The đầu mối ----------------------------------------------------------------------------------------


def test_the_first_page_says_what_is_owed_and_one_form_answers_it(
    focal: Desk, cast: Cast, year: Year, deadline: Deadline
) -> None:
    home = focal.get("home")
    assert "Nộp báo cáo hoạt động" in home
    assert "Ghi báo cáo hoạt động" in home
    assert "Không có hoạt động" in home
    after = tell(focal, year, cast.commune, article="20", talk="hơn 10", pano="40")
    assert "Đã nhận báo cáo hoạt động." in after
    assert "Đã nhận" in focal.get("home")
    assert lines(focal_of(cast)) == ["article 20 article", "talk 10 session >", "pano 40 m"]


def test_what_is_saved_stands_in_the_form_and_is_corrected_there(focal: Desk, cast: Cast, year: Year) -> None:
    tell(focal, year, cast.commune, article="20", talk="hơn 10")
    form = form_of(focal, "plan_activity_report", year.plan.pk, cast.commune.pk)
    assert form[f"{row_of(form, 'talk')}-amount"] == "10"
    assert form[f"{row_of(form, 'talk')}-is_over"] == "True"
    tell(focal, year, cast.commune, article="21")
    assert lines(focal_of(cast)) == ["article 21 article", "talk 10 session >"]


def test_a_double_click_is_one_report(focal: Desk, cast: Cast, year: Year, deadline: Deadline) -> None:
    form = form_of(focal, "plan_activity_report", year.plan.pk, cast.commune.pk)
    form[f"{row_of(form, 'article')}-amount"] = "20"
    for _click in range(2):
        focal.send("plan_activity_report", year.plan.pk, cast.commune.pk, **form)
    with scopes.for_seat(focal_of(cast)):
        assert ActivityReport.objects.get().edition == 1
        assert Submission.objects.count() == 1


def test_a_form_opened_before_somebody_else_saved_is_refused_and_keeps_what_was_typed(
    focal: Desk, clerk: Desk, cast: Cast, year: Year
) -> None:
    stale = form_of(focal, "plan_activity_report", year.plan.pk, cast.commune.pk)
    tell(clerk, year, cast.commune, article="5")
    stale[f"{row_of(stale, 'article')}-amount"] = "77"
    response = focal.client.post(reverse("plan_activity_report", args=[year.plan.pk, cast.commune.pk]), stale)
    assert response.status_code == 422
    assert "Báo cáo này vừa được người khác lưu" in response.content.decode()
    assert 'value="77"' in response.content.decode()
    assert lines(focal_of(cast)) == ["article 5 article"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"article": "nhiều"}, "Tin, bài: “nhiều” không phải là số; ghi bằng chữ số."),
        ({"article": "12,5"}, "Tin, bài: “12,5” có phần lẻ; ghi số nguyên."),
        ({"pano": "0"}, "Pano: Số lượng phải lớn hơn 0; không có thì bỏ trống dòng này."),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_kept(
    focal: Desk, cast: Cast, year: Year, typed: dict[str, str], sentence: str
) -> None:
    assert sentence in tell(focal, year, cast.commune, talk="3", **typed)
    assert lines(focal_of(cast)) == []


def test_a_free_line_needs_a_kind_a_measure_and_its_own_words(focal: Desk, cast: Cast, year: Year) -> None:
    form = form_of(focal, "plan_activity_report", year.plan.pk, cast.commune.pk)
    last = int(form["rows"]) - 1

    def send(**typed: str) -> str:
        told = {f"{last}-{name}": value for name, value in typed.items()}
        return focal.send("plan_activity_report", year.plan.pk, cast.commune.pk, **{**form, **told})

    assert "Chọn hoạt động." in send(amount="2")
    assert "Chọn đơn vị tính." in send(amount="2", kind="other", words="Hội thi")
    assert "Ghi rõ đó là hoạt động gì." in send(amount="2", kind="other", measure="event")
    assert "Đã nhận" in send(amount="2", kind="other", measure="event", words="Hội thi tìm hiểu")
    assert "Hội thi tìm hiểu" in focal.get("plan_activity", year.plan.pk)


@pytest.mark.parametrize("word", ["²", "99999999999999999999", "\x00", "x" * 5000, "-1", "=1+1"])
def test_nothing_that_is_sent_brings_the_form_down(focal: Desk, cast: Cast, year: Year, word: str) -> None:
    url = reverse("plan_activity_report", args=[year.plan.pk, cast.commune.pk])
    row = {"is_fixed": "on", "kind": "pano", "amount": "4", "measure": "m", "words": "", "note": "", "source": ""}
    sound = {"rows": "1", "edition": "0", **{f"0-{name}": value for name, value in row.items()}}
    for name in sound:
        assert focal.client.post(url, {**sound, name: word}).status_code in {302, 422}
        assert focal.client.post(url, {**sound, name: word, "more": "1"}).status_code == 200


def test_more_lines_are_added_without_losing_what_was_typed(focal: Desk, cast: Cast, year: Year) -> None:
    form = form_of(focal, "plan_activity_report", year.plan.pk, cast.commune.pk)
    form[f"{row_of(form, 'article')}-amount"] = "20"
    url = reverse("plan_activity_report", args=[year.plan.pk, cast.commune.pk])
    page = focal.client.post(url, {**form, "more": "1"})
    assert page.status_code == 200
    assert len(page.context["form"].lines) == int(form["rows"]) + 2
    assert 'value="20"' in page.content.decode()
    assert lines(focal_of(cast)) == []


def test_no_activity_is_told_with_a_reason(focal: Desk, cast: Cast, deadline: Deadline) -> None:
    with scopes.for_seat(focal_of(cast)):
        duty = deadline.duties.get(unit=cast.commune)
    assert "Lý do không có hoạt động" in focal.get("duty_nil", duty.pk)
    assert "Đã nhận: không có hoạt động." in focal.send("duty_nil", duty.pk, reason="Chưa triển khai")
    assert "Không có hoạt động" in focal.get("duty", duty.pk)


def test_what_was_told_elsewhere_in_the_year_is_in_sight(focal: Desk, cast: Cast, year: Year) -> None:
    tell(focal, year, cast.commune, pano="40")
    page = focal.get("round_activity_report", year.round.pk, cast.commune.pk)
    assert "Đã báo cáo ở chỗ khác trong năm Cả năm: Pano: 40 m" in page


# --- The clerk ------------------------------------------------------------------------------------------


def test_the_clerk_reads_own_units_and_whole_and_opens_a_sum_to_its_lines(
    clerk: Desk, focal: Desk, cast: Cast, year: Year, deadline: Deadline
) -> None:
    tell(clerk, year, cast.district, talk="3")
    tell(focal, year, cast.commune, talk="hơn 1.200")
    assert "Đã ghi báo cáo hoạt động của Phòng Giáo dục Bình Hải." in tell(clerk, year, cast.agency, talk="300")
    page = clerk.get("plan_activity", year.plan.pk)
    assert "2/3 đơn vị đã nộp" in page
    assert "Tuyên truyền lưu động, trực tiếp buổi 3 hơn 1.500 hơn 1.503" in page
    opened = clerk.get("plan_activity", year.plan.pk, muc="talk.session")
    assert "hơn 1.503 buổi" in opened
    assert "xã An Thạnh hơn 1.200" in opened
    assert "(nộp thay)" in opened


def test_a_line_of_a_source_unit_says_why_it_no_longer_counts(clerk: Desk, focal: Desk, cast: Cast, year: Year) -> None:
    form = form_of(clerk, "plan_activity_report", year.plan.pk, cast.district.pk)
    row = row_of(form, "talk")
    form |= {f"{row}-amount": "9", f"{row}-source": str(cast.commune.pk)}
    clerk.send("plan_activity_report", year.plan.pk, cast.district.pk, **form)
    assert "buổi – 9 9" in clerk.get("plan_activity", year.plan.pk)
    tell(focal, year, cast.commune, talk="4")
    assert "buổi – 4 4" in clerk.get("plan_activity", year.plan.pk)
    assert "Không: đơn vị ấy đã tự báo cáo" in clerk.get("plan_activity", year.plan.pk, muc="talk.session")


def test_the_table_is_given_out_as_a_file_and_keeps_more_than(clerk: Desk, focal: Desk, cast: Cast, year: Year) -> None:
    tell(focal, year, cast.commune, talk="hơn 10", article="20")
    url = reverse("plan_activity", args=[year.plan.pk])
    text = clerk.client.get(url, {"_export": "csv"}).content.decode("utf-8-sig")
    assert "hơn 10" in text
    assert "20" in text
    opened = clerk.client.get(url, {"_export": "csv", "muc": "talk.session"}).content.decode("utf-8-sig")
    assert "xã An Thạnh" in opened


def test_neither_page_nor_file_tells_the_neighbour_anything(focal: Desk, cast: Cast, year: Year) -> None:
    tell(focal, year, cast.commune, talk="7771")
    for person in (cast.other_focal, cast.agency_focal):
        client = Desk(person).client
        for query in ({}, {"_export": "csv"}, {"_export": "xlsx"}):
            answer = client.get(reverse("plan_activity", args=[year.plan.pk]), query)
            assert answer.status_code == 200
            assert b"7.771" not in answer.content
            assert b"7771" not in answer.content
        assert client.get(reverse("plan_activity", args=[year.plan.pk]), {"muc": "talk.session"}).status_code == 404


def test_an_unknown_figure_is_not_there(clerk: Desk, year: Year) -> None:
    assert clerk.client.get(reverse("plan_activity", args=[year.plan.pk]), {"muc": "xyz"}).status_code == 404


def test_rounds_and_windows_have_their_own_page(clerk: Desk, focal: Desk, cast: Cast, year: Year) -> None:
    with scopes.for_seat(clerk_of(cast)):
        window = planning.add_window(plan=year.plan, name="Tháng 4", starts_on=FAR, ends_on=FAR)
    for route, pk in (("round_activity", year.round.pk), ("window_activity", window.pk)):
        form = form_of(focal, f"{route}_report", pk, cast.commune.pk)
        form[f"{row_of(form, 'banner')}-amount"] = "6"
        focal.send(f"{route}_report", pk, cast.commune.pk, **form)
        assert "Băng rôn m – 6 6" in clerk.get(route, pk)
    assert "Băng rôn m – 12 12" in clerk.get("plan_activity", year.plan.pk)


@pytest.mark.usefixtures("deadline")
@pytest.mark.parametrize("told", [1, 3])
def test_the_page_asks_the_same_however_many_units(
    clerk: Desk,
    cast: Cast,
    year: Year,
    told: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for unit in year.units[:told]:
        tell(clerk, year, unit, talk="3", pano="40")
    url = reverse("plan_activity", args=[year.plan.pk])
    with django_assert_num_queries(17):
        assert clerk.client.get(url).status_code == 200
