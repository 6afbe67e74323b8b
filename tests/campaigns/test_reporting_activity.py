"""A unit tells what it did: through the one gate, by one edition after another, and it answers what is owed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from campaigns import deadlines, expecting, planning, reporting_activity
from campaigns.activities import MEASURES, Amount, read_amount, same_as
from campaigns.completeness import Standing, completeness_of
from campaigns.models import ActivityKind, ActivityLine, ActivityReport, Deadline, Measure, Submission
from campaigns.reporting_activity import Line, Occasion
from committees import scopes
from committees.models import Committee, Seat, Unit
from core.models import AuditEntry
from core.refusal import Refused
from core.text.numbers import integer
from tests.campaigns.owing import DUE_DAY, LATE, LOCK, LOCKED, clerk_of, duty_of, focal_of
from tests.cast import Cast
from tests.quotas.years import NOW, Year

ARTICLES = Line(ActivityKind.ARTICLE, Measure.ARTICLE, Amount(Decimal(20)))
TALKS = Line(ActivityKind.TALK, Measure.SESSION, Amount(Decimal(10), is_over=True))


@pytest.fixture
def deadline(year: Year, cast: Cast) -> Deadline:
    """The units of the district owe a report of the year."""
    with scopes.for_seat(clerk_of(cast)):
        return deadlines.set_deadline(plan=year.plan, kind="activity", day=DUE_DAY, lock_at=LOCK, now=NOW)


def save(cast: Cast, year: Year, *lines: Line, edition: int = 0, now: object = NOW, **more: object) -> ActivityReport:
    seat = more.get("seat") or focal_of(cast)
    assert isinstance(seat, Seat)
    given = {"occasion": Occasion(year.plan), "unit": cast.commune, **more, "seat": seat}
    with scopes.for_seat(seat):
        return reporting_activity.save(lines=lines, edition=edition, now=now, **given)  # type: ignore[arg-type]


def standing(cast: Cast, deadline: Deadline, unit: Unit) -> tuple[Standing, str]:
    with scopes.for_seat(clerk_of(cast)):
        lines = completeness_of([deadline], within=cast.district.path, now=LATE).lines
        line = next(each for each in lines if each.unit == unit)
        return line.standing, line.state


def test_a_report_answers_the_duty_and_stays_as_punctual_as_it_was(cast: Cast, year: Year, deadline: Deadline) -> None:
    assert standing(cast, deadline, cast.commune) == (Standing.OVERDUE, "Quá hạn, chưa nộp")
    report = save(cast, year, ARTICLES)
    save(cast, year, ARTICLES, TALKS, edition=report.edition, now=LATE)
    assert standing(cast, deadline, cast.commune) == (Standing.ON_TIME, "Đã nhận")
    with scopes.for_seat(focal_of(cast)):
        assert [each.is_over for each in ActivityLine.objects.order_by("pk")] == [False, True]


def test_one_report_of_the_year_answers_whoever_asks_for_the_year(cast: Cast, year: Year, deadline: Deadline) -> None:
    with scopes.for_system("tests"):
        above = planning.create_plan(committee=Committee.objects.get(unit=cast.province), year=2026)
        planning.open_plan(plan=above, now=NOW)
        other = deadlines.set_deadline(plan=above, kind="activity", day=DUE_DAY, now=NOW)
        expecting.add_unit(deadline=other, unit=cast.commune, reason="", now=NOW)
    save(cast, year, ARTICLES)
    with scopes.for_system("tests"):
        assert Submission.objects.filter(withdrawn_at=None, duty__unit=cast.commune).count() == 2


def test_what_came_before_it_was_asked_for_counts(cast: Cast, year: Year) -> None:
    save(cast, year, ARTICLES)
    with scopes.for_seat(clerk_of(cast)):
        late = deadlines.set_deadline(plan=year.plan, kind="activity", day=DUE_DAY, now=NOW)
    assert standing(cast, late, cast.commune)[0] is Standing.ON_TIME
    assert standing(cast, late, cast.agency)[0] is Standing.OVERDUE


def test_the_clerk_writes_in_the_units_place_and_it_is_recorded_as_such(
    cast: Cast, year: Year, deadline: Deadline
) -> None:
    report = save(cast, year, ARTICLES, unit=cast.agency, seat=clerk_of(cast))
    assert report.on_behalf
    with scopes.for_system("tests"):
        submission = Submission.objects.get(duty__unit=cast.agency)
        entry = AuditEntry.objects.filter(action="activity.saved").get()
    assert submission.on_behalf
    assert entry.on_behalf_of == cast.agency.name
    assert entry.after["lines"] == ["Tin, bài: 20 tin, bài"]


def test_a_stale_edition_is_refused_and_changes_nothing(cast: Cast, year: Year) -> None:
    save(cast, year, ARTICLES)
    with pytest.raises(Refused, match="vừa được người khác lưu"):
        save(cast, year, TALKS)
    with scopes.for_seat(focal_of(cast)):
        assert ActivityLine.objects.get().kind == ActivityKind.ARTICLE


def test_taking_every_line_back_opens_the_duty_again(cast: Cast, year: Year, deadline: Deadline) -> None:
    with pytest.raises(Refused, match="Chưa ghi dòng nào"):
        save(cast, year)
    report = save(cast, year, ARTICLES)
    save(cast, year, edition=report.edition)
    assert standing(cast, deadline, cast.commune)[0] is Standing.OVERDUE


def test_no_activity_is_answered_with_a_reason_and_not_beside_lines(cast: Cast, year: Year, deadline: Deadline) -> None:
    with scopes.for_seat(focal_of(cast)):
        duty = duty_of(deadline, cast.commune)
        deadlines.hand_in_nil(duty=duty, reason="Chưa triển khai", seat=focal_of(cast), now=NOW)
    assert standing(cast, deadline, cast.commune) == (Standing.ON_TIME, "Không có hoạt động")
    save(cast, year, ARTICLES)
    assert standing(cast, deadline, cast.commune) == (Standing.ON_TIME, "Đã nhận")
    with scopes.for_seat(focal_of(cast)), pytest.raises(Refused, match="Đã ghi 1 dòng hoạt động"):
        deadlines.hand_in_nil(duty=duty, reason="Chưa triển khai", seat=focal_of(cast), now=NOW)


@pytest.mark.parametrize("asked_by", ["plan", "superior"])
def test_after_a_lock_nobody_changes_what_was_told(cast: Cast, year: Year, deadline: Deadline, asked_by: str) -> None:
    occasion = Occasion(year.plan)
    if asked_by == "superior":  # written on the own committee's plan, and locked by who is above
        with scopes.for_system("tests"):
            occasion = Occasion(planning.create_plan(committee=Committee.objects.get(unit=cast.commune), year=2026))
    report = save(cast, year, ARTICLES, occasion=occasion)
    with pytest.raises(Refused, match="Đã khóa từ"):
        save(cast, year, TALKS, edition=report.edition, occasion=occasion, now=LOCKED)


def test_what_was_given_back_owes_again_and_is_answered_by_saving(cast: Cast, year: Year, deadline: Deadline) -> None:
    report = save(cast, year, ARTICLES)
    with scopes.for_seat(clerk_of(cast)):
        expecting.return_submission(duty=duty_of(deadline, cast.commune), reason="Thiếu pano", now=NOW)
    assert standing(cast, deadline, cast.commune)[1] == "Trả lại"
    save(cast, year, ARTICLES, TALKS, edition=report.edition)
    assert standing(cast, deadline, cast.commune)[1] == "Đã nhận"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (Line(ActivityKind.PANO, Measure.PEOPLE, Amount(Decimal(1))), "Pano tính bằng: m, m², cái."),
        (Line(ActivityKind.OTHER, Measure.EVENT, Amount(Decimal(1))), "Ghi rõ đó là hoạt động gì."),
    ],
)
def test_lines_that_make_no_sense_are_refused_in_a_sentence(cast: Cast, year: Year, line: Line, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        save(cast, year, line)


def test_the_same_thing_is_told_once(cast: Cast, year: Year) -> None:
    with pytest.raises(Refused, match="ghi hai lần"):
        save(cast, year, ARTICLES, ARTICLES)


def test_only_units_right_below_or_led_are_named_as_a_source(cast: Cast, year: Year) -> None:
    def about(unit: Unit) -> Line:
        return Line(ActivityKind.ARTICLE, Measure.ARTICLE, Amount(Decimal(2)), source_id=unit.pk)

    with pytest.raises(Refused, match="Chỉ ghi thay số"):
        save(cast, year, about(cast.other_commune))
    save(cast, year, about(cast.other_commune), unit=cast.district, seat=clerk_of(cast))
    with scopes.for_system("tests"):
        Unit.objects.filter(pk=cast.other_commune.pk).update(lead_unit=cast.commune)
    save(cast, year, about(cast.other_commune))


# --- Amounts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "measure", "said"),
    [
        ("20", "article", "20"),
        ("hơn 10", "session", "hơn 10"),
        ("hơn 10 buổi", "session", "hơn 10"),
        (" trên 1.200 ", "people", "hơn 1.200"),
        ("1.200 lượt người", "people", "1.200"),
        ("40m", "m", "40"),
        ("12,5 m²", "m2", "12,5"),
        ("12.5", "m2", "12,5"),
        ("12 m2", "m2", "12"),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, measure: str, said: str) -> None:
    for language in ("vi", "en"):
        with override(language):
            assert read_amount(text, measure).said == said


@pytest.mark.parametrize(
    ("text", "measure", "sentence"),
    [
        ("12,5", "piece", "có phần lẻ"),
        ("0", "piece", "lớn hơn 0"),
        ("nhiều", "piece", "không phải là số"),
        ("40m", "piece", "không phải là số"),
        ("999999999", "sheet", "lớn quá"),
        ("hơn", "m", "đang trống"),
    ],
)
def test_what_is_no_amount_is_said_in_a_sentence(text: str, measure: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        read_amount(text, measure)


@given(st.integers(1, 99_999_999), st.sampled_from(Measure.values), st.booleans())
def test_an_amount_is_read_back_as_it_is_said(value: int, measure: str, over: bool) -> None:
    amount = Amount(Decimal(value), over)
    assert read_amount(amount.said, measure) == amount
    assert read_amount(f"{integer(value)} {Measure(measure).label}", measure).value == value


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_a_sentence(text: str) -> None:
    said = ""
    try:
        amount = read_amount(text, "m")
    except Refused as refusal:
        said = refusal.sentence
    assert said or amount.value > 0


def test_every_kind_has_a_measure_and_other_words_are_one_however_spelled() -> None:
    assert set(MEASURES) == set(ActivityKind)
    assert same_as("other", "Hội  thi") == same_as("other", "HỘI THI")
    assert same_as("pano", "cổng xã") == same_as("pano", "")
