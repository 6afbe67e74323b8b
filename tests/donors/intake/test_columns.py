"""A row's cells become a person: required are name and birth, everything else is blank where it cannot be read."""

import datetime as dt
import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donors.intake.births import DayOrder
from donors.intake.book import Cell
from donors.intake.columns import LONGEST, ColumnChoices, clean_person, mend_person
from donors.intake.fields import Field
from donors.intake.findings import Code, Severity
from donors.intake.legacy_text import Charset
from donors.intake.people import Birth, PersonRow, Sex
from donors.intake.wording import mend, sentence, severity

CHOICES = ColumnChoices(today=dt.date(2026, 11, 25))
anything = st.one_of(
    st.none(), st.text(max_size=30), st.text("0123456789/.- :E+x()", max_size=14), st.integers(), st.floats(),
    st.booleans(), st.dates(), st.datetimes(), st.times(),
    st.sampled_from(["19977", "31/02/1990", "45", "2090", 38190000001, "38190000001", "1.23E+11", "Nam", "O+"]),
)  # fmt: skip


def person(*, choices: ColumnChoices = CHOICES, **cells: Cell | Sequence[tuple[int, Cell]]) -> PersonRow:
    """A good row, with the given cells by the names of their fields."""
    given = {"name": "Nguyễn Văn An", "birth": "1990"} | cells
    return clean_person(
        row=7,
        cells={Field(name): held if isinstance(held, list) else [(0, held)] for name, held in given.items()},
        choices=choices,
    )


def codes(read: PersonRow) -> list[Code]:
    return [finding.code for finding in read.findings]


def test_a_whole_row_becomes_a_person() -> None:
    read = person(
        order=12, name="Nguyễn Văn An", birth="04/03/1990", sex="Nam", identity="038090000001", phone="912 000 111",
        workplace="Thôn  1", address="Xã Bình Minh", occupation="Làm ruộng", blood_group="O Rh(D)+", donations="11 lần",
        last_donation="15/3/2026", volume="350ml", weight="52,5 kg", note="mang thẻ",
    )  # fmt: skip
    assert read == PersonRow(
        row=7, name="Nguyễn Văn An", birth=Birth(1990, 3, 4), sex=Sex.MALE, identity="038090000001", phone="0912000111",
        workplace="Thôn 1", address="Xã Bình Minh", occupation="Làm ruộng", blood_group="O", rhesus="+", donations=11,
        last_donation=dt.date(2026, 3, 15), volume=350, weight=52, note="mang thẻ", written=read.written,
    )  # fmt: skip
    assert read.written[Field.PHONE] == "912 000 111"
    assert read.written[Field.WORKPLACE] == "Thôn  1"


def test_name_and_birth_are_all_that_is_required() -> None:
    assert codes(person()) == []
    empty = person(name=None, birth=None)
    assert codes(empty) == [Code.NAME_MISSING, Code.BIRTH_MISSING]
    assert codes(clean_person(row=1, cells={}, choices=CHOICES)) == codes(empty)
    assert all(severity(finding) is Severity.ERROR for finding in empty.findings)


@pytest.mark.parametrize(
    ("field", "cell", "code"),
    [
        ("sex", "?!", Code.SEX_UNREADABLE),
        ("identity", "abc", Code.IDENTITY_UNREADABLE),
        ("identity", "1.23E+11", Code.IDENTITY_LOST_DIGITS),
        ("phone", "113", Code.PHONE_UNREADABLE),
        ("blood_group", "C", Code.BLOOD_GROUP_UNREADABLE),
        ("rhesus", "C", Code.BLOOD_GROUP_UNREADABLE),
        ("donations", "nhiều", Code.DONATIONS_UNREADABLE),
        ("last_donation", "hôm qua", Code.LAST_DONATION_UNREADABLE),
        ("volume", "1 túi", Code.VOLUME_UNREADABLE),
        ("weight", "nhẹ", Code.WEIGHT_UNREADABLE),
    ],
)
def test_whatever_else_cannot_be_read_is_blank_and_keeps_nobody_out(field: str, cell: Cell, code: Code) -> None:
    read = person(**{field: cell})
    assert codes(read) == [code]
    assert severity(read.findings[0]) is Severity.WARNING
    assert read.findings[0].value == cell
    assert {**read.written} == {**person().written, Field(field): cell}


@pytest.mark.parametrize(
    "field", ["sex", "identity", "phone", "blood_group", "donations", "last_donation", "weight", "note"]
)
@pytest.mark.parametrize("cell", ["", " ", "-", "không", "chưa rõ", "#N/A", None])
def test_a_cell_that_says_nothing_is_no_finding(field: str, cell: Cell) -> None:
    assert codes(person(**{field: cell})) == []


# --- Names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("  Nguyễn  Văn\u00a0An ", "Nguyễn Văn An"),
        ("NGUYỄN VĂN AN", "NGUYỄN VĂN AN"),  # capitals are how it was written
        ("nguyễn văn an", "nguyễn văn an"),
        ("Hoàng Thị Hoà", "Hoàng Thị Hoà"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Ngọc"), "Nguyễn Thị Ngọc"),
        ("12. Nguyễn Văn An", "Nguyễn Văn An"),
        ("3) Nguyễn Văn An.", "Nguyễn Văn An"),
        ("- Nguyễn Văn An", "Nguyễn Văn An"),
        ("Nguyễn Văn An 2", "Nguyễn Văn An"),
        ("Nguyễn Văn An (B)", "Nguyễn Văn An (B)"),
        ("Nguyễn\nVăn An", "Nguyễn Văn An"),
        ("Nguyễn Văn\nAn", "Nguyễn Văn An"),
        ("Nguyễn Văn An\x00\u200b", "Nguyễn Văn An"),
        ("H'Hen Niê", "H'Hen Niê"),
    ],
)
def test_a_name_keeps_its_spelling_and_loses_what_is_around_it(cell: str, name: str) -> None:
    read = person(name=cell)
    assert (read.name, codes(read)) == (name, [])


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("Hoa", "one_syllable"),
        ("Nguyễn Văn An1", "digits"),
        ("Nguyễn Văn An\nTrần Thị Bình", "lines"),
        ("Nguyễn Văn An, Trần Thị Bình", "signs"),
        ("an@example.vn Nguyễn", "signs"),
        ("=HYPERLINK('x';'y')", "signs"),
        ("<script>alert('x')</script> An", "signs"),
        ("Robert'); DROP TABLE donors;--", "signs"),
        ("+cmd|' /C calc'!A0", "signs"),
        ("Nguyễn Văn An và Trần Thị Bình cùng cả nhà họ", "long"),
    ],
)
def test_a_doubtful_name_is_kept_as_text_and_said(cell: str, reason: str) -> None:
    read = person(name=cell)
    assert codes(read) == [Code.NAME_DOUBTFUL]
    assert (read.findings[0].detail or {})["reason"] == reason
    assert severity(read.findings[0]) is Severity.WARNING
    assert read.name.startswith(cell[:6])


@pytest.mark.parametrize("cell", ["...", "12", 12, "(1)", "----"])
def test_what_has_no_letter_is_no_name(cell: Cell) -> None:
    read = person(name=cell)
    assert (read.name, codes(read)) == ("", [Code.NAME_MISSING])


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        ({"family_name": "Nguyễn Văn", "given_name": "An"}, "Nguyễn Văn An"),
        ({"name": [(1, "Nguyễn Văn"), (2, "An")]}, "Nguyễn Văn An"),
        ({"name": "Nguyễn Văn An", "given_name": "An"}, "Nguyễn Văn An"),
        ({"name": "Nguyễn Văn", "given_name": "An"}, "Nguyễn Văn An"),
    ],
)
def test_a_name_in_two_columns(cells: dict[str, Cell], name: str) -> None:
    assert person(**{"name": None, **cells}).name == name


@pytest.mark.parametrize("field", [Field.NAME, Field.WORKPLACE, Field.ADDRESS, Field.OCCUPATION, Field.NOTE])
def test_a_text_too_long_is_cut_and_said(field: Field) -> None:
    read = person(**{field.value: "chữ " * 9_000})
    assert Code.TEXT_SHORTENED in codes(read)
    assert LONGEST[field] - 1 <= len(getattr(read, field.value)) <= LONGEST[field]


def test_cells_of_one_meaning_stand_together() -> None:
    read = person(address=[(5, "Thôn 1"), (6, "Xã Bình Minh"), (7, "Thôn 1"), (8, None)])
    assert read.address == "Thôn 1, Xã Bình Minh"
    assert read.written[Field.ADDRESS] == "Thôn 1; Xã Bình Minh; Thôn 1"


# --- Birth and sex --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "birth", "sex"),
    [
        ({"birth_male": 1990, "birth_female": None}, Birth(1990), Sex.MALE),
        ({"birth_male": "", "birth_female": "04/03/1990"}, Birth(1990, 3, 4), Sex.FEMALE),
        ({"birth_male": 1990, "birth_female": None, "sex": "Nữ"}, Birth(1990), Sex.FEMALE),
        ({"birth_male": "x", "birth_female": None, "birth_year": 1990}, Birth(1990), Sex.MALE),
        ({"birth_day": 4, "birth_month": 3, "birth_year": 1990}, Birth(1990, 3, 4), None),
        ({"birth": "04/03/1990", "birth_year": 1990}, Birth(1990, 3, 4), None),
        ({"birth": "4/3", "birth_year": 1990}, Birth(1990, 3, 4), None),
        ({"birth": 4, "birth_month": 3, "birth_year": 1990}, Birth(1990, 3, 4), None),
        ({"birth": "không nhớ", "birth_year": 1990}, Birth(1990), None),
        ({"birth": 1990, "sex_male": "x", "sex_female": None}, Birth(1990), Sex.MALE),
        ({"birth": 1990, "sex_male": None, "sex_female": "X"}, Birth(1990), Sex.FEMALE),
        ({"birth": 1990, "sex_male": 1, "sex_female": 0}, Birth(1990), Sex.MALE),
        ({"birth": 1990, "sex_male": True, "sex_female": False}, Birth(1990), Sex.MALE),
        ({"birth": 1990, "sex_male": 0}, Birth(1990), Sex.FEMALE),
        ({"birth": 1990, "sex_male": None}, Birth(1990), None),
        ({"birth": 1990, "sex": 1}, Birth(1990), Sex.MALE),
    ],
)
def test_birth_and_sex_in_the_columns_that_lists_have(cells: dict[str, Cell], birth: Birth, sex: Sex | None) -> None:
    read = person(**{"birth": None, **cells})
    assert (read.birth, read.sex, codes(read)) == (birth, sex, [])


@pytest.mark.parametrize(("male", "female"), [("birth_male", "birth_female"), ("sex_male", "sex_female")])
def test_a_row_of_both_sexes_is_asked(male: str, female: str) -> None:
    read = person(**{male: 1, female: 1} if male == "sex_male" else {"birth": None, male: 1990, female: 1990})
    assert (read.birth, read.sex, codes(read)) == (Birth(1990), None, [Code.SEX_UNREADABLE])
    assert read.findings[0].choices == ("Nam", "Nữ")


def test_the_order_of_day_and_month_is_the_columns() -> None:
    assert person(birth="04/03/1990").birth == Birth(1990, 3, 4)
    month_first = ColumnChoices(dates={Field.BIRTH: DayOrder.MONTH_FIRST}, today=CHOICES.today)
    read = person(birth="04/03/1990", last_donation="04/03/2024", choices=month_first)
    assert (read.birth, read.last_donation) == (Birth(1990, 4, 3), dt.date(2024, 3, 4)), (
        "births say nothing of donations"
    )
    said_itself = person(birth="ngày 4 tháng 3 năm 1990", choices=month_first)
    assert said_itself.birth == Birth(1990, 3, 4)


def test_dates_that_were_read_the_american_way_are_turned_back() -> None:
    swapped = ColumnChoices(dates={Field.BIRTH: DayOrder.TURNED}, today=CHOICES.today)
    assert person(birth=dt.datetime(1990, 3, 4), choices=swapped).birth == Birth(1990, 4, 3)
    assert person(birth=dt.date(1990, 3, 25), choices=swapped).birth == Birth(1990, 3, 25)
    assert person(birth="04/03/1990", choices=swapped).birth == Birth(1990, 3, 4)


def test_a_missing_birth_is_offered_from_the_identity_number() -> None:
    read = person(birth=None, identity="038190000001")
    assert [(finding.code, finding.choices) for finding in read.findings] == [(Code.BIRTH_MISSING, ("1990",))]


# --- Numbers and signs ----------------------------------------------------------------------------


def test_a_lost_zero_is_told_where_it_is_sure_and_asked_where_it_is_not() -> None:
    sure = person(identity=38190000001, birth=1990)
    assert (sure.identity, severity(sure.findings[0])) == ("038190000001", Severity.NOTE)
    asked = person(identity=38190000001, birth=1991)
    assert (asked.identity, severity(asked.findings[0])) == ("", Severity.ERROR)
    assert asked.findings[0].choices == ("038190000001", "")


@pytest.mark.parametrize(
    ("cells", "donations"),
    [
        ([(5, None), (10, 11), (15, None)], 11),
        ([(5, "x"), (10, "x"), (15, None)], 10),
        ([(5, 0), (10, "-")], None),
    ],
)
def test_the_count_stands_under_its_milestone(cells: list[tuple[int, Cell]], donations: int | None) -> None:
    read = person(milestone=cells)
    assert (read.donations, codes(read)) == (donations, [])
    if donations == 11:
        assert read.written[Field.MILESTONE] == "10: 11"
    assert person(milestone=cells, donations=12).donations == 12


@pytest.mark.parametrize(
    ("cells", "blood"),
    [
        ({"blood_group": "A", "rhesus": "+"}, ("A", "+")),
        ({"blood_group": "A", "rhesus": "-"}, ("A", "-")),  # a dash is a sign here and nothing elsewhere
        ({"blood_group": "AB", "rhesus": "RH(+)"}, ("AB", "+")),
        ({"blood_group": "-", "rhesus": None}, ("", "")),
        ({"blood_group": 0}, ("O", "")),
    ],
)
def test_blood_group_and_rhesus(cells: dict[str, Cell], blood: tuple[str, str]) -> None:
    read = person(**cells)
    assert ((read.blood_group, read.rhesus), codes(read)) == (blood, [])


def test_the_first_of_two_columns_of_phones_that_can_be_read_counts() -> None:
    assert person(phone=[(3, "113"), (4, "0912000111")]).phone == "0912000111"
    converted = person(phone="01681234567")
    assert (converted.phone, codes(converted)) == ("0381234567", [Code.PHONE_CONVERTED])


def test_text_of_an_old_font_is_converted_in_its_own_columns_alone() -> None:
    choices = ColumnChoices(charset={Field.NAME: Charset.TCVN3}, today=CHOICES.today)
    read = person(name="NguyÔn Th\u00ad¬ng", workplace="Café", choices=choices)
    assert (read.name, read.workplace) == ("Nguyễn Thương", "Café")
    assert read.written[Field.NAME] == "Nguyễn Thương"


# --- Mending --------------------------------------------------------------------------------------


def test_a_choice_mends_the_row() -> None:
    read = person(birth="19977", identity="38097000001", sex="nam")
    assert codes(read) == [Code.BIRTH_UNREADABLE, Code.IDENTITY_LOST_ZERO]
    mended = mend_person(read, meaning=Field.BIRTH, text="1997", choices=CHOICES)
    assert (mended.birth, mended.identity) == (Birth(1997), "038097000001")
    assert [severity(finding) for finding in mended.findings] == [Severity.NOTE]  # the zero is now sure
    assert codes(read) == [Code.BIRTH_UNREADABLE, Code.IDENTITY_LOST_ZERO]  # what was read stays


def test_mending_leaves_everything_else() -> None:
    read = person(name="Hoa", phone="113", blood_group="A", rhesus="C", address="Thôn 1")
    mended = mend_person(read, meaning=Field.RHESUS, text="+", choices=CHOICES)
    assert (mended.blood_group, mended.rhesus, mended.address) == ("A", "+", "Thôn 1")
    assert codes(mended) == [Code.NAME_DOUBTFUL, Code.PHONE_UNREADABLE]
    blank = mend_person(mended, meaning=Field.PHONE, text="", choices=CHOICES)
    assert codes(blank) == [Code.NAME_DOUBTFUL]
    nobody = mend_person(blank, meaning=Field.NAME, text="", choices=CHOICES)
    assert codes(nobody) == [Code.NAME_MISSING]
    somebody = mend_person(nobody, meaning=Field.NAME, text="Trần Thị Hoa", choices=CHOICES)
    assert (somebody.name, codes(somebody)) == ("Trần Thị Hoa", [])


@given(st.dictionaries(st.sampled_from(Field), anything, max_size=len(Field)), st.booleans())
def test_no_row_breaks_the_reader_and_every_choice_mends(cells: dict[Field, Cell], day_first: bool) -> None:
    order = DayOrder.DAY_FIRST if day_first else DayOrder.MONTH_FIRST
    choices = ColumnChoices(dates=dict.fromkeys((Field.BIRTH, Field.LAST_DONATION), order), today=CHOICES.today)
    read = clean_person(row=1, cells={field: [(5, cell)] for field, cell in cells.items()}, choices=choices)
    assert bool(read.name) != (Code.NAME_MISSING in codes(read))
    assert bool(read.birth) != any(finding.code.value.startswith("birth_") for finding in read.findings)
    for finding in read.findings:
        assert "%(" not in sentence(finding) + mend(finding)
        for choice in finding.choices:
            assert finding.field
            mended = mend_person(read, meaning=finding.field, text=choice, choices=choices)
            assert finding.code not in [other.code for other in mended.findings if severity(other) is not Severity.NOTE]
