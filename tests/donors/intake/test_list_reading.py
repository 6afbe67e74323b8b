"""Reading people: every kind of row where it may stand, and nobody lost or made up."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donors.intake.asking import Answer, Asks, Memory
from donors.intake.births import DayOrder
from donors.intake.book import Book, Cell, FileKind
from donors.intake.columns import ColumnChoices
from donors.intake.fields import Field
from donors.intake.findings import Code, Finding
from donors.intake.layout import Layout, find_layouts
from donors.intake.list_reading import Counts, Reading, ask_about_dates, cells_of, read_people
from donors.intake.people import Birth, Sex
from donors.intake.reading import read_book, read_pasted
from donors.intake.template import template_workbook
from tests.donors.intake.books import book_of, layouts_of
from tests.donors.intake.corpus.invented import Invented, people

_ = None
HEADER: list[Cell] = ["STT", "Họ và tên", "Năm sinh", "Giới tính", "Đơn vị", "Điện thoại", "Ghi chú"]


def read(rows, **facts) -> Reading:
    """The people of a book of one sheet, where nothing has to be asked."""
    book = book_of(rows, **facts)
    return read_people(book, *layouts_of(book), choices=ColumnChoices(today=dt.date(2026, 11, 25)))


@dataclass(frozen=True)
class Part:
    """Rows between people, and whether they open a group."""

    rows: list[list[Cell]]
    group: str = ""


BETWEEN = st.sampled_from(
    [
        Part([]),
        Part([]),
        Part([[]]),
        Part([["", "\xa0"], []]),
        Part([["I", "Thôn Đông"]], "I. Thôn Đông"),
        Part([["II. Tổ dân phố 4"]], "II. Tổ dân phố 4"),
        Part([[_, "Trường THCS Hoa Sen"]], "Trường THCS Hoa Sen"),
        Part([["*", "Khối cơ quan", _, _, _, _, "5 người"]], "* Khối cơ quan"),
        Part([HEADER]),
        Part([[_, "Cộng", 7]]),
        Part([["Cộng nhóm: 3 người"]]),
    ]
)
BELOW = st.sampled_from(
    [
        [],
        [[_, "Tổng cộng: {count} người"]],
        [["Danh sách này có {count} người./."], [], [_, _, _, _, "An Lão, ngày 05 tháng 3 năm 2026"]],
        [
            [_, "Tổng cộng", "{count}"],
            [_, _, _, _, "…, ngày … tháng … năm 2026"],
            [_, "NGƯỜI LẬP", _, _, "KT. TRƯỞNG BAN"],
            [_, "(ký, ghi rõ họ tên)", _, _, "PHÓ TRƯỞNG BAN"],
            [],
            [_, "Lê Thị Thử", _, _, "Phạm Văn Mẫu"],
        ],
        [[_, "Xác nhận của đơn vị", _, "Người lập biểu"], [], [_, "Lê Thị Thử", _, "Phạm Văn Mẫu"]],
        [["Ghi chú: gửi về Hội Chữ thập đỏ trước ngày 20/3"], [1, "Mỗi người một dòng"]],
    ]
)


def _row(person: Invented, number: int | None, *, has_phone: bool) -> list[Cell]:
    sex = "Nữ" if person.is_woman else "Nam"
    return [number, person.name, person.year, sex, "Xã đội", person.phone if has_phone else _, _]


@given(
    st.lists(st.tuples(BETWEEN, st.booleans(), st.booleans()), min_size=1, max_size=12),
    BELOW,
    st.sampled_from([[], [["UBND XÃ AN LÃO"]], [["DANH SÁCH"], ["Đợt 2 năm 2026"], []]]),
)
def test_nobody_is_lost_and_nobody_is_made_up(parts, below, above):
    rows: list[list[Cell]] = [*above, HEADER]
    expected: list[tuple[int, str, int, bool]] = []
    for number, (part, is_numbered, has_phone) in enumerate(parts, 1):
        person = people(1, first=number)[0]
        rows += [*part.rows, _row(person, number if is_numbered else None, has_phone=has_phone)]
        expected.append((len(rows), person.name, person.year, bool(part.group)))
    count = len(expected)
    rows += [[cell.format(count=count) if isinstance(cell, str) else cell for cell in row] for row in below]

    reading = read(rows)

    assert [(row.row, row.name, row.birth and row.birth.year) for row in reading.rows] == [
        (row, name, year) for row, name, year, _opened in expected
    ]
    assert reading.counts.read == count
    assert not [finding for finding in reading.findings if finding.code is not Code.SECOND_HEADER]


@given(st.lists(BETWEEN, min_size=1, max_size=8))
def test_everybody_stands_under_the_last_group_title(parts: list[Part]):
    rows: list[list[Cell]] = [HEADER]
    expected = []
    group = ""
    for number, part in enumerate(parts, 1):
        rows += [*part.rows, _row(people(1, first=number)[0], number, has_phone=True)]
        group = part.group or group
        expected.append(group)

    reading = read(rows)

    assert [row.group.split(" › ")[-1] for row in reading.rows] == expected


def _typed(*lines: str) -> Reading:
    book = read_pasted("\n".join(lines))
    assert book.kind is FileKind.TYPED
    return read_people(book, *layouts_of(book), choices=ColumnChoices(today=dt.date(2026, 11, 25)))


@pytest.mark.parametrize("count", [1, 3])
def test_typed_lines_are_people_in_the_order_the_page_asks_for(count: int):
    reading = _typed(*(f"{person.name}, {person.year}, Thôn Đông" for person in people(count)))

    assert [(row.name, row.birth, row.workplace) for row in reading.rows] == [
        (person.name, Birth(person.year), "Thôn Đông") for person in people(count)
    ]


def test_a_typed_line_that_says_too_little_is_still_a_row_to_mend():
    reading = _typed("Nguyễn Văn An, 1985, Thôn Đông", "Thôn 2", "Trần Thị Bích")

    assert [(row.row, row.name, [finding.code for finding in row.findings]) for row in reading.rows] == [
        (1, "Nguyễn Văn An", []),
        (2, "Thôn", [Code.NAME_DOUBTFUL, Code.BIRTH_MISSING]),
        (3, "Trần Thị Bích", [Code.BIRTH_MISSING]),
    ]


@pytest.mark.parametrize(
    "line",
    [
        *("Nguyễn Văn An, 1985, Thôn Đông", "Nguyễn Văn An; Thôn Đông; 1985", "1. Nguyễn Văn An - 1985 - Thôn Đông"),
        *("Nguyễn Văn An 1985 Thôn Đông", "Nguyễn Văn An (1985), Thôn Đông", "Nguyễn Văn An 1985, Thôn Đông"),
    ],
)
def test_a_typed_line_may_be_in_any_order_and_without_commas(line: str):
    person, other = _typed(line, "Trần Thị Bích, 5/3/1990, 0912000081, Thôn 2, mới").rows

    assert (person.name, person.birth, person.workplace, person.findings) == (
        "Nguyễn Văn An",
        Birth(1985),
        "Thôn Đông",
        [],
    )
    assert (other.birth, other.phone, other.workplace, other.note) == (Birth(1990, 3, 5), "0912000081", "Thôn 2", "mới")


def test_one_typed_name_is_a_row():
    assert [row.name for row in _typed("Nguyễn Văn An").rows] == ["Nguyễn Văn An"]


def test_pasted_cells_with_their_header_are_a_list():
    book = read_pasted("STT\tHọ và tên\tNăm sinh\n1\tNguyễn Văn An\t1985\n2\tTrần Thị Bích\t1990\n")

    reading = read_people(book, *layouts_of(book))

    assert [(row.name, row.birth) for row in reading.rows] == [
        ("Nguyễn Văn An", Birth(1985)),
        ("Trần Thị Bích", Birth(1990)),
    ]


def test_hidden_rows_are_read_once_somebody_says_so():
    rows = [HEADER, *(_row(person, at, has_phone=True) for at, person in enumerate(people(3), 1))]
    book = book_of(rows, hidden_rows=frozenset({2}))
    shown = find_layouts(book, asked=Answer(reads_hidden=True))
    assert isinstance(shown, list)

    assert read_people(book, *layouts_of(book)).counts == Counts(read=2, hidden=1)
    assert read_people(book, *shown).counts == Counts(read=3)


def test_text_that_looks_old_is_left_alone_where_somebody_says_so():
    rows: list[list[Cell]] = [["Hä vµ tªn", "N¨m sinh"], ["NguyÔn V¨n Th\xadêng", 1985]]
    book = book_of(rows)
    kept = find_layouts(
        book, asked=Answer(header_row=0, columns={0: Field.NAME, 1: Field.BIRTH}, keeps_text=frozenset({0}))
    )
    assert isinstance(kept, list)

    converted = read_people(book, *layouts_of(book))

    assert [row.name for row in converted.rows] == ["Nguyễn Văn Thường"]
    assert [finding.code for finding in converted.findings] == [Code.LEGACY_TEXT]
    assert "Ô" in read_people(book, *kept).rows[0].name


def test_what_the_file_itself_says_comes_first():
    book = book_of([[*HEADER, "Dân tộc"], [*_row(people(1)[0], 1, has_phone=True), "Kinh"]])
    book.findings.append(Finding(Code.MACROS))

    assert [finding.code for finding in read_people(book, *layouts_of(book)).findings] == [
        Code.MACROS,
        Code.FORBIDDEN_COLUMN,
    ]


def test_a_forbidden_value_is_nowhere_in_what_is_read():
    rows = [[*HEADER, "Tiền sử bệnh", "Tôn giáo"], [*_row(people(1)[0], 1, has_phone=True), "Lao phổi", "Phật giáo"]]

    reading = read(rows)

    assert "Lao" not in repr(reading)
    assert "Phật" not in repr(reading)
    assert "Xã đội" in repr(reading)


def test_a_family_telephone_is_everybodys_and_a_family_sum_is_nobodys():
    rows: list[list[Cell]] = [
        ["STT", "Họ và tên", "Năm sinh", "Điện thoại", "Số lần hiến"],
        [1, "Nguyễn Văn An", 1970, "0912000001", 12],
        [_, "Trần Thị Bích", 1972, _, _],
    ]

    reading = read(rows, merges=[(1, 0, 2, 0), (1, 3, 2, 3), (1, 4, 2, 4)])

    assert [(row.phone, row.donations) for row in reading.rows] == [("0912000001", 12), ("0912000001", None)]


def test_sex_is_told_by_the_column_of_the_year():
    reading = read([["Họ tên", "Nam", "Nữ"], ["Hồ Văn Hải", 1980, _], ["Bùi Thị Cúc", _, 1990]])

    assert [(row.birth, row.sex) for row in reading.rows] == [(Birth(1980), Sex.MALE), (Birth(1990), Sex.FEMALE)]


def test_day_and_month_are_read_in_the_order_the_list_proves():
    births = ["12/31/1990", "03/25/1991", "04/05/1992"]
    rows: list[list[Cell]] = [
        ["Họ và tên", "Ngày sinh"],
        *([p.name, b] for p, b in zip(people(3), births, strict=True)),
    ]
    book = book_of(rows)

    told = [row.birth and row.birth.date for row in read_people(book, *layouts_of(book)).rows]

    assert told == [dt.date(1990, 12, 31), dt.date(1991, 3, 25), dt.date(1992, 4, 5)]
    assert cells_of(book, *layouts_of(book), meaning=Field.BIRTH) == births


def test_a_workbook_given_back_is_read_as_before():
    rows = [[*HEADER, "Lỗi", "Cách sửa"], [*_row(people(1)[0], 1, has_phone=True), "Thiếu năm sinh.", "Ghi năm sinh."]]

    reading = read(rows)

    assert not reading.findings
    assert "Ghi năm sinh" not in repr(reading)


def test_a_filled_template_gives_the_people_it_was_filled_with():
    filled = read([HEADER, *(_row(person, at, has_phone=True) for at, person in enumerate(people(3), 1))]).rows
    content = template_workbook(
        unit_code="GH-1", round_code="R-2", title_lines=["BAN CHỈ ĐẠO", "DANH SÁCH"], people=filled
    )
    book = read_book(name="bieu mau.xlsx", content=content)

    reading = read_people(book, *layouts_of(book))

    assert [(row.name, row.birth, row.sex, row.phone, row.workplace) for row in reading.rows] == [
        (row.name, row.birth, row.sex, row.phone, row.workplace) for row in filled
    ]
    assert not reading.findings


def test_an_empty_template_holds_nobody():
    content = template_workbook(unit_code="GH-1", round_code="R-2", title_lines=["BAN CHỈ ĐẠO", "DANH SÁCH"], people=[])
    book = read_book(name="bieu mau.xlsx", content=content)

    assert read_people(book, *layouts_of(book)) == Reading()


@pytest.mark.parametrize(
    ("births", "told"),
    [
        (["25/12/1990", "03/04/1991"], None),  # proved, and as everybody writes it
        (["05/05/1990", "1991"], None),  # the same either way
        (["03/04/1990", "05/06/1991"], ("03/04/1990", "3", "4")),
        (["12/31/1990", "03/04/1991"], ("03/04/1991", "4", "3")),
    ],
)
def test_the_order_of_day_and_month_is_told_where_it_is_not_plain(births: list[str], told: tuple[str, str, str] | None):
    rows: list[list[Cell]] = [["Họ và tên", "Ngày sinh"]]
    rows += [[person.name, birth] for person, birth in zip(people(2), births, strict=True)]
    book = book_of(rows)

    found = [each for each in read_people(book, *layouts_of(book)).findings if each.code is Code.DAY_AND_MONTH]

    assert [(each.value, each.detail["day"], each.detail["month"]) for each in found] == ([told] if told else [])


DATES_HEADER = ("Họ và tên", "Ngày sinh", "Ngày hiến gần nhất")


def dated(*rows: tuple[Cell, Cell]) -> Book:
    return book_of([DATES_HEADER, *([person.name, *row] for person, row in zip(people(len(rows)), rows, strict=True))])


def test_births_and_last_donations_are_asked_about_apart_each_by_its_own_example():
    book = dated(("03/04/1990", "05/06/2024"), ("25/12/1991", "07/08/2025"))

    question = ask_about_dates(book, *layouts_of(book))

    assert question is not None
    assert question.asks is Asks.DATES
    assert [(each.field, each.header, each.value) for each in question.dates] == [
        (Field.LAST_DONATION, "Ngày hiến gần nhất", "05/06/2024")
    ]
    said = Answer(dates={Field.LAST_DONATION: DayOrder.MONTH_FIRST})
    layouts = layouts_of(book, asked=said)
    assert ask_about_dates(book, *layouts) is None
    (first, _second) = read_people(book, *layouts).rows
    assert (first.birth, first.last_donation) == (Birth(1990, 4, 3), dt.date(2024, 5, 6))


def test_an_answer_about_dates_is_remembered_for_the_same_column_and_for_no_other():
    book = dated(("03/04/1990", None), ("05/06/1991", None))
    memory = layouts_of(book, asked=Answer(dates={Field.BIRTH: DayOrder.MONTH_FIRST}))[0].memory
    memory = Memory.from_json(json.loads(json.dumps(memory.as_json())))
    other = dated(("07/08/1990", "09/10/2024"))

    layouts = layouts_of(other, remembered=memory)

    question = ask_about_dates(other, *layouts)
    assert question is not None
    assert [each.field for each in question.dates] == [Field.LAST_DONATION]
    reading = read_people(other, *layouts)
    assert reading.rows[0].birth == Birth(1990, 7, 8)
    told = [each.detail for each in reading.findings if each.code is Code.DAY_AND_MONTH]
    assert told == [{"day": "8", "month": "7"}, {"day": "9", "month": "10"}]


def test_what_a_column_proves_stands_above_what_was_said_before():
    book = dated(("03/04/1990", None))
    memory = layouts_of(book, asked=Answer(dates={Field.BIRTH: DayOrder.MONTH_FIRST}))[0].memory
    proved = dated(("03/04/1990", None), ("25/12/1991", None))

    layouts = layouts_of(proved, remembered=memory)

    assert ask_about_dates(proved, *layouts) is None
    assert read_people(proved, *layouts).rows[0].birth == Birth(1990, 4, 3)


def test_dates_that_an_english_machine_turned_are_asked_and_turned_back():
    held: list[Cell] = [dt.date(1990, 3, 4), dt.date(1991, 5, 6), "25/12/1992", "13/02/1993"]
    book = dated(*((cell, None) for cell in held))

    question = ask_about_dates(book, *layouts_of(book))

    assert question is not None
    (asked,) = question.dates
    assert (asked.value, asked.first, asked.second, asked.is_turned) == ("04/03/1990", 4, 3, True)
    layouts = layouts_of(book, asked=Answer(dates={Field.BIRTH: DayOrder.TURNED}))
    assert ask_about_dates(book, *layouts) is None
    assert [row.birth and row.birth.date for row in read_people(book, *layouts).rows] == [
        dt.date(1990, 4, 3),
        dt.date(1991, 6, 5),
        dt.date(1992, 12, 25),
        dt.date(1993, 2, 13),
    ]


def test_typed_lines_are_day_first_and_never_asked():
    book = read_pasted("Trần Thị Mẫu, 03/04/1990, Thôn 1")

    layouts = layouts_of(book)

    assert ask_about_dates(book, *layouts) is None
    assert read_people(book, *layouts).rows[0].birth == Birth(1990, 4, 3)


def test_hidden_rows_are_no_example():
    book = dated(("03/04/1990", None), ("25/12/1991", None))
    book.sheets[0] = replace(book.sheets[0], hidden_rows=frozenset({1}))

    assert cells_of(book, *layouts_of(book), meaning=Field.BIRTH) == ["25/12/1991"]


@pytest.mark.parametrize(("births", "is_asked"), [(("03/04/1990", None), False), (("03/25/1990", "03/04/1990"), True)])
def test_our_own_template_is_day_first_unless_something_in_it_says_otherwise(
    births: tuple[Cell, Cell], is_asked: bool
) -> None:
    book = replace(dated(*((birth, None) for birth in births)), template_code="GH-1")

    assert (ask_about_dates(book, *layouts_of(book)) is not None) is is_asked


def test_what_was_said_of_dates_and_text_survives_being_kept():
    rows: list[list[Cell]] = [
        ["Họ và tên", "Ngày sinh"],
        ["NguyÔn V¨n Th\xadêng", "03/04/1990"],
        ["TrÇn ThÞ MÉu", None],
    ]
    said = Answer(keeps_text=frozenset({0}), dates={Field.BIRTH: DayOrder.MONTH_FIRST})

    (layout,) = layouts_of(book_of(rows), asked=said)

    assert (layout.keeps_text, layout.dates) == ((0,), ((Field.BIRTH, DayOrder.MONTH_FIRST),))
    assert Layout.from_json(json.loads(json.dumps(layout.as_json()))) == layout
    assert Memory.from_json(json.loads(json.dumps(layout.memory.as_json()))) == layout.memory
    old = {"fingerprint": "", "columns": [["", 0, "name", None]]}
    assert Memory.from_json(old).columns[0].field is Field.NAME, "as memories were kept before"
