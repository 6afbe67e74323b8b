"""A birth is read however a list writes it; what cannot be one is said, with what it may have been."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donors.intake.births import (
    DateDoubt,
    DayOrder,
    birth_from_parts,
    date_column,
    read_birth,
    read_day,
)
from donors.intake.book import Cell
from donors.intake.cells import Read
from donors.intake.fields import Field
from donors.intake.findings import Code
from donors.intake.people import Birth

TODAY = dt.date(2026, 11, 25)
SERIAL_ZERO = dt.date(1899, 12, 30)
births = st.dates(dt.date(1952, 1, 1), dt.date(2009, 12, 31))
cells = st.one_of(
    st.none(), st.text(), st.text("0123456789/.- :E+", max_size=14), st.integers(), st.floats(), st.booleans(),
    st.dates(), st.datetimes(), st.times(),
)  # fmt: skip


def read(cell: Cell, *, day_first: bool = True) -> Read[Birth]:
    return read_birth(cell, field=Field.BIRTH, day_first=day_first, today=TODAY)


def said(cell: Cell, *, day_first: bool = True) -> tuple[Code, tuple[str, ...]]:
    result = read(cell, day_first=day_first)
    assert result.value is None
    (finding,) = result.findings
    return finding.code, finding.choices


@pytest.mark.parametrize(
    ("cell", "birth"),
    [
        (dt.date(1990, 3, 4), Birth(1990, 3, 4)),
        (dt.datetime(1990, 3, 4, 12, 30), Birth(1990, 3, 4)),
        (32936, Birth(1990, 3, 4)),
        (32936.0, Birth(1990, 3, 4)),
        ("32936", Birth(1990, 3, 4)),
        ("4/3/1990", Birth(1990, 3, 4)),
        ("04.03.1990", Birth(1990, 3, 4)),
        ("4-3-90", Birth(1990, 3, 4)),
        (" 04 / 03 / 1990 ", Birth(1990, 3, 4)),
        ("1990-03-04 00:00:00", Birth(1990, 3, 4)),
        ("ngày 04 tháng 3 năm 1990", Birth(1990, 3, 4)),
        ("Sinh ngày 4/3/1990", Birth(1990, 3, 4)),
        ("04031990", Birth(1990, 3, 4)),
        (4031990, Birth(1990, 3, 4)),
        ("19900304", Birth(1990, 3, 4)),
        ("03/1990", Birth(1990, 3)),
        ("tháng 3/1990", Birth(1990, 3)),
        ("T3/1990", Birth(1990, 3)),
        ("12-90", Birth(1990, 12)),
        (5.1985, Birth(1985, 5)),  # what a spreadsheet made of 5.1985
        ("4-Mar-90", Birth(1990, 3, 4)),
        ("Mar-90", Birth(1990, 3)),
        (32936.5, Birth(1990, 3, 4)),  # a serial with an hour
        ("00/00/1990", Birth(1990)),
        ("1.990", Birth(1990)),
        ("1990", Birth(1990)),
        (1990, Birth(1990)),
        (1990.0, Birth(1990)),
        ("1990,0", Birth(1990)),
        ("sinh năm 1990", Birth(1990)),
        ("NS: 1990", Birth(1990)),
        ("90", Birth(1990)),
        (90, Birth(1990)),
        ("08", Birth(2008)),
    ],
)
def test_a_birth_is_read_as_lists_write_it(cell: Cell, birth: Birth) -> None:
    assert read(cell) == Read(birth)


@pytest.mark.parametrize("cell", [None, "", "  ", "-", "không rõ", "#N/A"])
def test_an_empty_cell_says_nothing(cell: Cell) -> None:
    assert read(cell) == Read()


@pytest.mark.parametrize(
    ("cell", "code", "choices"),
    [
        ("19977", Code.BIRTH_UNREADABLE, ("1997", "1977")),
        (19977, Code.BIRTH_UNREADABLE, ("1997", "1977")),
        ("199O", Code.BIRTH_UNREADABLE, ("1990",)),
        ("khoảng 1990", Code.BIRTH_UNREADABLE, ("1990",)),
        ("1990 hoặc 1991", Code.BIRTH_UNREADABLE, ("1990", "1991")),
        ("trẻ", Code.BIRTH_UNREADABLE, ()),
        ("199", Code.BIRTH_UNREADABLE, ()),
        ("1" * 5_000, Code.BIRTH_UNREADABLE, ()),
        ("45", Code.BIRTH_AMBIGUOUS, ("1945", "1981")),  # a year or an age
        ("31/02/1990", Code.BIRTH_IMPOSSIBLE, ("1990",)),
        ("02/25/1990", Code.BIRTH_IMPOSSIBLE, ("25/02/1990", "1990")),
        ("13/1990", Code.BIRTH_UNREADABLE, ("1990",)),
        ("1990 (36t)", Code.BIRTH_UNREADABLE, ("1990",)),
        ("36 tuổi", Code.BIRTH_UNREADABLE, ("1990",)),
        ("19 90", Code.BIRTH_UNREADABLE, ("1990",)),
        ("2o/10/1990", Code.BIRTH_UNREADABLE, ("20/10/1990", "1990")),
        ("16/08/19 85", Code.BIRTH_UNREADABLE, ("16/08/1985",)),
        ("20/10/19900", Code.BIRTH_UNREADABLE, ("20/10/1990",)),
        ("01/01/2090", Code.BIRTH_IMPOSSIBLE, ("1990",)),
        ("2020", Code.BIRTH_IMPOSSIBLE, ()),
        ("1899", Code.BIRTH_IMPOSSIBLE, ()),
        (dt.date(1905, 6, 19), Code.BIRTH_IMPOSSIBLE, ("1997",)),  # 1997 in a cell formatted as a date
    ],
)
def test_what_is_no_birth_is_said_with_what_it_may_have_been(cell: Cell, code: Code, choices: tuple[str, ...]) -> None:
    assert said(cell) == (code, choices)


@given(
    births,
    st.sampled_from(
        ["{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "{d}.{m}.{y}", "{d:02}-{m:02}-{yy:02}", "{d} / {m} / {y}",
         "ngày {d:02} tháng {m} năm {y}", "{y}-{m:02}-{d:02}", "{y}/{m}/{d}", "{d:02}{m:02}{y}", "{y}{m:02}{d:02}"]
    ),
)  # fmt: skip
def test_any_date_comes_back_from_any_way_of_writing_it(day: dt.date, style: str) -> None:
    text = style.format(d=day.day, m=day.month, y=day.year, yy=day.year % 100)
    assert read(text).value == Birth(day.year, day.month, day.day)


@given(births)
def test_any_date_comes_back_from_a_spreadsheet(day: dt.date) -> None:
    birth = Birth(day.year, day.month, day.day)
    assert read(day).value == birth
    assert read(f"{day.month}/{day.day}/{day.year}", day_first=False).value == birth
    parts = (day.day, f"{day.month:02}", float(day.year))
    assert birth_from_parts(*parts, day_first=True, today=TODAY).value == birth
    assert read(f"{day.month}/{day.year}").value == Birth(day.year, day.month)
    assert read(day.year).value == Birth(day.year)


@given(st.dates(dt.date(1958, 1, 1), dt.date(2009, 12, 31)))
def test_any_serial_of_a_volunteers_birth_comes_back(day: dt.date) -> None:
    assert read((day - SERIAL_ZERO).days).value == Birth(day.year, day.month, day.day)


@given(cells, st.booleans())
def test_no_cell_breaks_the_reader_and_each_choice_is_a_birth(cell: Cell, day_first: bool) -> None:
    result = read(cell, day_first=day_first)
    assert not (result.value and result.findings)
    for finding in result.findings:
        assert all(read(choice).value for choice in finding.choices)
    read_day(cell, field=Field.LAST_DONATION, code=Code.LAST_DONATION_UNREADABLE, day_first=day_first, today=TODAY)
    birth_from_parts(cell, cell, cell, day_first=day_first, today=TODAY)


@pytest.mark.parametrize(
    ("parts", "birth"),
    [
        ((3, 4, 1990), Birth(1990, 4, 3)),
        (("03", "04", "1990"), Birth(1990, 4, 3)),
        ((None, 4, 1990), Birth(1990, 4)),
        ((None, None, 1990), Birth(1990)),
        ((3, None, 1990), Birth(1990)),  # a day without its month says no more than the year
        (("", "", "03/04/1990"), Birth(1990, 4, 3)),
        ((3, 4, "03/04/1990"), Birth(1990, 4, 3)),
        ((3, 4, None), None),
        ((None, None, None), None),
    ],
)
def test_a_birth_in_three_columns(parts: tuple[Cell, Cell, Cell], birth: Birth | None) -> None:
    assert birth_from_parts(*parts, day_first=True, today=TODAY) == Read(birth)


def test_three_columns_that_are_no_day_offer_the_year() -> None:
    (finding,) = birth_from_parts(31, 2, 1990, day_first=True, today=TODAY).findings
    assert (finding.code, finding.value, finding.choices) == (Code.BIRTH_IMPOSSIBLE, "31/2/1990", ("1990",))


@pytest.mark.parametrize(
    ("column", "order"),
    [
        (["03/04/1990", "25/04/1991"], DayOrder.DAY_FIRST),
        (["03/04/1990", "04/25/1991"], DayOrder.MONTH_FIRST),
        (["03/04/1990", "4-5-91"], DayOrder.AMBIGUOUS),
        (["25/04/1991", "04/25/1991"], DayOrder.AMBIGUOUS),
        ([*["25/04/1991"] * 9, "04/25/1991"], DayOrder.DAY_FIRST),  # one slip does not turn a column
        (["03/04/1990 00:00:00", "25/04/1991 00:00:00"], DayOrder.DAY_FIRST),
        (["1990", "05/1990", None, 32936, dt.date(1990, 3, 4)], None),
        (["05/05/1990"], None),
        (["1990-04-03"], None),
        (["4-Mar-90", "ngày 4 tháng 3 năm 1990"], None),  # they say it themselves
    ],
)
def test_the_order_of_day_and_month_belongs_to_the_column(column: list[Cell], order: DayOrder | None) -> None:
    assert date_column(column).order == order


EARLY, LATE = [dt.date(1990, month, 7) for month in (1, 2, 3)], dt.date(1990, 3, 25)


@pytest.mark.parametrize(
    ("column", "doubt"),
    [
        (["03/04/1990"], DateDoubt.ORDER),  # proves nothing
        (["03/04/1990", "05/05/1991"], DateDoubt.ORDER),
        (["03/04/1990", LATE], DateDoubt.ORDER),  # a real date says nothing about a text
        (["03/04/1990", "1991", "1992"], None),  # years: who writes them writes no full dates
        (["05/05/1990", "06/06/1991"], None),  # the same either way
        (["03/04/1990", "04/25/1991"], DateDoubt.ORDER),
        (["04/25/1991", "05/26/1991"], None),  # each is a day in one order alone
        (["03/04/1990", "25/04/1991"], None),
        (["03/04/1990", "25/04/1991", "04/25/1991"], DateDoubt.ORDER),
        (["03/04/1990", *["25/04/1991"] * 9, "04/25/1991"], None),  # one slip among nine that prove it
        (["1990-04-03", "4-Mar-90", "4 tháng 3 năm 1990"], None),
        ([*EARLY, "25/04/1990"], DateDoubt.TURNED),
        ([EARLY[0], "25/04/1990", "26/04/1990", "13/02/1990"], DateDoubt.TURNED),
        ([*EARLY[:2], "25/04/1990"], None),  # too few: by chance
        ([*EARLY, LATE, "25/04/1990"], None),
        ([*EARLY, "25/04/1990", "03/04/1990"], None),  # a text that would have been turned was not
        ([dt.date(1990, 2, 2), dt.date(1990, 3, 3), "25/04/1990", "26/04/1990"], None),  # nothing to turn
        (EARLY, None),
        ([], None),
    ],
)
def test_what_nobody_but_a_person_can_tell_about_a_column(column: list[Cell], doubt: DateDoubt | None) -> None:
    assert date_column(column).doubt is doubt


days = st.dates(dt.date(1950, 1, 1), dt.date(2008, 12, 31))


@given(st.lists(days, min_size=1, max_size=12), days.filter(lambda day: day.day > 12))
def test_one_value_that_proves_day_first_and_none_that_proves_the_other_is_never_asked(
    column: list[dt.date], proof: dt.date
) -> None:
    column = [*column, proof]
    read = date_column([f"{day:%d/%m/%Y}" for day in column])
    assert (read.doubt, read.means(None), read.means(DayOrder.MONTH_FIRST)) == (None, *[DayOrder.DAY_FIRST] * 2)


@given(st.lists(days.filter(lambda day: day.day <= 12), min_size=1, max_size=12))
def test_texts_that_prove_nothing_are_asked_unless_they_are_the_same_both_ways(column: list[dt.date]) -> None:
    read = date_column([f"{day:%d/%m/%Y}" for day in column])
    assert (read.doubt is DateDoubt.ORDER) is any(day.day != day.month for day in column)
    assert read.means(None) is DayOrder.DAY_FIRST


@given(st.lists(days, min_size=4, max_size=12))
def test_what_an_english_machine_made_of_a_column_is_turned_back_or_never_asked(column: list[dt.date]) -> None:
    """Every date it can read month first becomes a real date of its reading; the rest stays text."""
    held: list[Cell] = [dt.date(day.year, day.day, day.month) if day.day <= 12 else f"{day:%d/%m/%Y}" for day in column]
    read = date_column(held)
    is_mixed = any(day.day > 12 for day in column) and any(day.day <= 12 and day.day != day.month for day in column)
    assert (read.doubt is DateDoubt.TURNED) is is_mixed


@pytest.mark.parametrize(
    ("cell", "day", "choices"),
    [
        ("15/3/2026", dt.date(2026, 3, 15), ()),
        ("15/3/26", dt.date(2026, 3, 15), ()),
        (46096, dt.date(2026, 3, 15), ()),
        (dt.datetime(2026, 3, 15, 8), dt.date(2026, 3, 15), ()),
        ("chưa", None, None),
        ("lần đầu", None, None),
        ("6/2025", None, ("30/06/2025",)),
        ("11/2026", None, ("25/11/2026",)),  # not after today
        ("2025", None, ()),
        ("15/3/2027", None, ()),
        ("15/3", None, ("15/03/2026",)),
        ("15/12", None, ("15/12/2025",)),
        ("03/15/2026", None, ("15/03/2026",)),
        ("hôm qua", None, ()),
    ],
)
def test_a_last_donation_is_a_whole_day_of_the_past(
    cell: Cell, day: dt.date | None, choices: tuple[str, ...] | None
) -> None:
    result = read_day(cell, field=Field.LAST_DONATION, code=Code.LAST_DONATION_UNREADABLE, day_first=True, today=TODAY)
    assert result.value == day
    assert [finding.choices for finding in result.findings] == (
        [choices] if day is None and choices is not None else []
    )
