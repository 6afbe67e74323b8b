"""Results per unit: the impossible is refused in words, the doubtful asks once, nobody overwrites another's row."""

import datetime as dt

import pytest

from campaigns import planning
from committees import scopes
from core.refusal import Refused
from quotas import tallies
from quotas.models import Tally, YearTotal
from quotas.tallies import Counts, Doubtful, Impossible, Overtaken
from tests.cast import Cast
from tests.quotas.years import NOW, Year

GOOD = Counts(registered=71, present=66, donated=61, deferred=5, bags_250=38, bags_350=20, bags_450=3, apheresis=0)


def save(
    year: Year, cast: Cast, counts: Counts, *, edition: int = 0, accepted: bool = False, unit: int = 0
) -> Tally | None:
    with scopes.for_seat(cast.district_clerk.seat):
        return tallies.save_tally(
            round=year.round,
            unit=year.units[unit],
            counts=counts,
            edition=edition,
            by=cast.district_clerk.user,
            now=NOW,
            accepted=accepted,
            quota=40,
        )


def year_bags(year: Year, cast: Cast, unit: int = 0) -> int | None:
    with scopes.for_seat(cast.district_clerk.seat):
        row = YearTotal.objects.filter(unit=year.units[unit], year=2026).first()
    return row.bags if row else None


def test_a_saved_result_adds_bags_and_millilitres(year: Year, cast: Cast) -> None:
    tally = save(year, cast, GOOD)
    assert tally is not None
    with scopes.for_seat(cast.district_clerk.seat):
        tally.refresh_from_db()
    assert (tally.bags, tally.ml) == (61, 38 * 250 + 20 * 350 + 3 * 450)
    assert year_bags(year, cast) == 61


def test_blank_is_no_figure_and_zero_is_zero(year: Year, cast: Cast) -> None:
    save(year, cast, Counts(registered=0), unit=1)
    with scopes.for_seat(cast.district_clerk.seat):
        tally = Tally.objects.get(unit=year.units[1])
    assert (tally.registered, tally.present, tally.bags) == (0, None, None)
    assert year_bags(year, cast, 1) is None


def test_units_alone_are_enough(year: Year, cast: Cast) -> None:
    save(year, cast, Counts(units=61))
    assert year_bags(year, cast) == 61


@pytest.mark.parametrize(
    ("counts", "field", "sentence"),
    [
        (Counts(present=40, donated=41), "donated", "Số người hiến (41) lớn hơn số người có mặt (40)."),
        (
            Counts(present=40, donated=30, deferred=8, not_drawn=3),
            "present",
            "Hiến + trì hoãn + chưa lấy được (41) lớn hơn số người có mặt (40).",
        ),
        (Counts(units=12_345_678), "units", "Số 12.345.678 không hợp lý; kiểm tra lại."),
        (Counts(bags_250=3, units=4), "units", "Đơn vị máu (4) khác tổng số túi (3); bỏ trống ô này hoặc sửa số túi."),
    ],
)
def test_the_impossible_is_refused_at_its_cell(
    year: Year, cast: Cast, counts: Counts, field: str, sentence: str
) -> None:
    with pytest.raises(Impossible) as refusal:
        save(year, cast, counts, accepted=True)
    assert refusal.value.errors == {field: sentence}
    assert year_bags(year, cast) is None
    assert save(year, cast, GOOD) is not None  # the same row with good figures is saved


@pytest.mark.parametrize(
    ("counts", "doubt"),
    [
        (Counts(registered=10, present=12), "present>registered"),
        (Counts(donated=10, bags_250=9), "bags!=donated"),
        (Counts(units=121), "beyond_quota"),
    ],
)
def test_the_doubtful_is_saved_after_one_tick(year: Year, cast: Cast, counts: Counts, doubt: str) -> None:
    with pytest.raises(Doubtful) as question:
        save(year, cast, counts)
    assert list(question.value.doubts) == [doubt]
    tally = save(year, cast, counts, accepted=True)
    assert tally is not None
    assert tally.accepted_doubts == [doubt]


def test_a_second_saver_is_told_and_overwrites_nothing(year: Year, cast: Cast) -> None:
    save(year, cast, GOOD)
    with pytest.raises(Overtaken, match="vừa lưu số khác"):
        save(year, cast, Counts(units=1))
    assert year_bags(year, cast) == 61
    save(year, cast, Counts(units=1), edition=1)
    assert year_bags(year, cast) == 1


def test_a_row_left_blank_is_taken_away(year: Year, cast: Cast) -> None:
    save(year, cast, GOOD)
    assert save(year, cast, Counts(), edition=1) is None
    assert year_bags(year, cast) is None


def test_a_closed_round_takes_nothing_more(year: Year, cast: Cast) -> None:
    save(year, cast, GOOD)
    with scopes.for_seat(cast.district_clerk.seat):
        planning.close_round(round=year.round, now=NOW)
    with pytest.raises(Refused, match="đã khóa"):
        save(year, cast, Counts(units=1), edition=1)
    assert year_bags(year, cast) == 61


def test_a_unit_that_takes_no_part_gets_no_result(year: Year, cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        planning.set_participants(round=year.round, units=year.units[:2])
    with pytest.raises(Refused, match="không tham gia"):
        save(year, cast, GOOD, unit=2)


def test_blood_outside_rounds_is_kept_with_its_date_and_proof(year: Year, cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        outside = year.plan.rounds.get(kind="outside")
        tally = tallies.save_tally(
            round=outside,
            unit=year.units[0],
            counts=Counts(units=3),
            edition=0,
            by=None,
            now=NOW,
            given_on=dt.date(2026, 10, 2),
            proof="Giấy xác nhận của Bệnh viện",
        )
    assert tally is not None
    assert year_bags(year, cast) == 3
