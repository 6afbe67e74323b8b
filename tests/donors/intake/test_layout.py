"""Finding the header, wherever it stands; asking where unsure; remembering what was answered."""

from __future__ import annotations

import json
from operator import attrgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donors.intake.asking import NO_HEADER, Answer, Asks, Memory, Question
from donors.intake.births import DayOrder
from donors.intake.book import Book, Cell, FileKind
from donors.intake.fields import Field
from donors.intake.findings import Code
from donors.intake.layout import Layout, find_layouts
from tests.donors.intake.books import book_of, layout_of, layouts_of, sheet_of
from tests.donors.intake.corpus.invented import Invented, people

_ = None
# A heading and what stands below it; any of them in any order is a list, as long as it has a name.
COLUMNS = {
    "Họ và tên": (Field.NAME, attrgetter("name")),
    "Năm sinh": (Field.BIRTH, attrgetter("year")),
    "Số thứ tự": (Field.ORDER, lambda person: 1),
    "Giới tính": (Field.SEX, lambda person: "Nữ" if person.is_woman else "Nam"),
    "Số CCCD": (Field.IDENTITY, attrgetter("identity")),
    "SĐT": (Field.PHONE, attrgetter("phone")),
    "Đơn vị công tác": (Field.WORKPLACE, lambda person: "Trường THCS Hoa Sen"),
    "Địa chỉ": (Field.ADDRESS, lambda person: "Thôn Đông"),
    "Nhóm máu": (Field.BLOOD_GROUP, lambda person: "O"),
    "Số lần đã hiến": (Field.DONATIONS, lambda person: 3),
    "5 lần": (Field.MILESTONE, lambda person: 7),
    "Thể tích (ml)": (Field.VOLUME, lambda person: 350),
    "Ghi chú": (Field.NOTE, lambda person: None),
}
TITLES = st.sampled_from(
    [
        *("UBND XÃ AN LÃO", "DANH SÁCH ĐĂNG KÝ HIẾN MÁU TÌNH NGUYỆN", "Đơn vị: Trường THCS Hoa Sen", "Năm 2026", ""),
        *(
            "(Kèm theo Kế hoạch số 11/KH-BCĐ ngày 10/01/2026)",
            "Họ và tên người lập: Lê Thị Thử",
            "Điện thoại: 0912000000",
        ),
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
    ]
)


@given(
    st.permutations(list(COLUMNS)),
    st.integers(0, len(COLUMNS) - 2),
    st.lists(TITLES, max_size=10),
    st.integers(0, 3),
    st.integers(1, 4),
)
def test_a_header_is_found_in_any_row_with_any_columns_in_any_order(
    order: list[str], left_out: int, titles: list[str], shift: int, count: int
):
    kept = [text for text in order if text in {"Họ và tên", "Năm sinh"} or order.index(text) >= left_out]
    body = [[*[_] * shift, *(COLUMNS[text][1](person) for text in kept)] for person in people(count)]
    book = book_of([*([title] for title in titles), [*[_] * shift, *kept], *body])

    layout = layout_of(book)

    assert layout.header_rows == (len(titles),)
    assert {column.column - shift: column.field for column in layout.columns} == {
        at: COLUMNS[text][0] for at, text in enumerate(kept)
    }
    assert layout.people == count
    assert (layout.first_row, layout.last_row) == (len(titles) + 1, len(titles) + count)
    assert layout.confidence == 1


@given(
    st.lists(st.lists(st.one_of(st.none(), st.text(max_size=20), st.integers(), st.floats()), max_size=6), max_size=12)
)
def test_any_grid_has_a_layout_or_a_question(rows: list[list[Cell]]):
    assert isinstance(find_layouts(book_of(rows)), list | Question)


def _list(*headings: str, count: int = 3) -> list[list[Cell]]:
    return [list(headings), *([at, person.name, person.year] for at, person in enumerate(people(count), 1))]


def _meanings(layout: Layout) -> dict[int, Field]:
    return {column.column: column.field for column in layout.columns}


def test_the_lines_above_the_header_are_its_title():
    book = book_of(
        [["UBND XÃ AN LÃO", _, "Mẫu số 1"], [], ["DANH SÁCH\nĐỢT 2"], *_list("STT", "Họ và tên", "Năm sinh")]
    )

    assert layout_of(book).title == "UBND XÃ AN LÃO\tMẫu số 1\nDANH SÁCH\nĐỢT 2"


def test_a_layout_survives_json():
    book = book_of([["Tiêu đề"], *_list("STT", "Họ và tên", "Năm sinh"), [_, "Tổng: 4 người"]])
    layout = layout_of(book)

    assert Layout.from_json(json.loads(json.dumps(layout.as_json()))) == layout


def test_an_empty_book_is_nothing_to_ask_about():
    assert find_layouts(Book(kind=FileKind.XLSX, sheets=[sheet_of([])])) == Question(Asks.NOTHING_HERE)


@pytest.mark.parametrize("count", [1, 3])
def test_a_header_that_says_nothing_is_asked_for_with_rows_to_show(count: int):
    rows: list[list[Cell]] = [["Mục", "Nội dung"], *([f"Việc {at}", at] for at in range(count))]

    asked = find_layouts(book_of(rows))

    assert isinstance(asked, Question)
    assert asked.asks is Asks.HEADER
    assert [(row.row, row.texts) for row in asked.rows] == [
        (0, ("Mục", "Nội dung")),
        *((at + 1, (f"Việc {at}", str(at))) for at in range(count)),
    ]


def test_the_tapped_header_row_and_the_named_column_settle_it():
    rows: list[list[Cell]] = [["Số", "Ai", "Khi nào"], [1, "Somsak Boonmee", 1990], [2, "Kaew Sri", 1985]]
    book = book_of(rows)
    tapped = find_layouts(book, asked=Answer(header_row=0))
    assert isinstance(tapped, Question)
    assert (tapped.asks, tapped.wanted, tapped.header_row) == (Asks.COLUMN, Field.NAME, 0)

    layout = layout_of(book, asked=Answer(header_row=0, columns={1: Field.NAME}))

    assert _meanings(layout) == {0: Field.ORDER, 1: Field.NAME, 2: Field.BIRTH}
    assert layout.people == 2


def test_births_that_may_be_in_two_columns_are_asked_for_once():
    rows: list[list[Cell]] = [["Họ và tên", "A", "B"], *([person.name, person.year, 2010] for person in people(3))]
    asked = find_layouts(book_of(rows))
    assert isinstance(asked, Question)
    assert (asked.asks, asked.wanted, asked.columns) == (Asks.COLUMN, Field.BIRTH, (1, 2))

    layout = layout_of(book_of(rows), asked=Answer(columns={1: Field.BIRTH, 2: None}))

    assert _meanings(layout) == {0: Field.NAME, 1: Field.BIRTH}


def test_an_answer_survives_json():
    answer = Answer(
        "Trang 1",
        3,
        {1: Field.NAME, 4: None},
        reads_hidden=True,
        keeps_text=frozenset({2}),
        is_left_out=True,
        dates={Field.BIRTH: DayOrder.MONTH_FIRST},
    )

    assert Answer.from_json(json.loads(json.dumps(answer.as_json()))) == answer
    assert Answer.from_json({}) == Answer()


def test_there_may_be_no_header_at_all():
    rows: list[list[Cell]] = [["H'Mai Niê", "Buôn Đôn", 1990], ["Y Thih", "Buôn Trí", 1991]]
    said = {0: Field.NAME, 1: Field.ADDRESS, 2: Field.BIRTH}

    layout = layout_of(book_of(rows), asked=Answer(header_row=NO_HEADER, columns=said))

    assert _meanings(layout) == said
    assert (layout.first_row, layout.people, layout.confidence) == (0, 2, 1)


def test_what_was_answered_is_remembered_for_the_same_headings():
    first = book_of(_list("Số", "Ai", "Tuổi con giáp"))
    memory = layout_of(first, asked=Answer(header_row=0, columns={1: Field.NAME, 2: Field.BIRTH})).memory
    assert Memory.from_json(json.loads(json.dumps(memory.as_json()))) == memory

    layout = layout_of(book_of([["Danh sách mới"], *_list("Số", "Ai", "Tuổi con giáp", count=5)]), remembered=memory)

    assert _meanings(layout) == {0: Field.ORDER, 1: Field.NAME, 2: Field.BIRTH}
    assert layout.people == 5


def test_a_memory_goes_by_headings_when_a_column_is_put_between():
    first = book_of(_list("Số", "Ai", "Khi nào"))
    memory = layout_of(first, asked=Answer(header_row=0, columns={1: Field.NAME, 2: Field.BIRTH})).memory
    inserted = [["Số", "Mã", "Khi nào", "Ai"], *([at, f"M{at}", p.year, p.name] for at, p in enumerate(people(3), 1))]

    layout = layout_of(book_of(inserted), remembered=memory)

    assert _meanings(layout) == {0: Field.ORDER, 2: Field.BIRTH, 3: Field.NAME}


def test_a_column_left_out_stays_left_out():
    rows = [
        ["STT", "Họ và tên", "Năm sinh", "Đơn vị"],
        *([at, p.name, p.year, "bí mật"] for at, p in enumerate(people(3), 1)),
    ]
    memory = layout_of(book_of(rows), asked=Answer(columns={3: None})).memory

    layout = layout_of(book_of(rows), remembered=memory)

    assert Field.WORKPLACE not in _meanings(layout).values()
    assert not layout.findings


def test_a_memory_of_other_headings_is_not_used():
    memory = layout_of(book_of(_list("Số", "Ai", "Khi nào")), asked=Answer(columns={1: Field.NAME})).memory

    layout = layout_of(book_of(_list("STT", "Họ và tên", "Năm sinh")), remembered=memory)

    assert _meanings(layout) == {0: Field.ORDER, 1: Field.NAME, 2: Field.BIRTH}


def test_a_fingerprint_says_nothing_about_people():
    one, other = (layout_of(book_of(_list("STT", "Họ và tên", "Năm sinh", count=count))) for count in (1, 30))
    renamed = layout_of(book_of(_list("STT", "Họ tên", "Năm sinh")))

    assert one.fingerprint == other.fingerprint != renamed.fingerprint


def test_every_sheet_with_people_is_found_and_the_fullest_is_the_layout():
    small, large = _list("STT", "Họ và tên", "Năm sinh"), _list("STT", "Họ và tên", "Năm sinh", count=9)
    book = Book(
        kind=FileKind.XLSX,
        sheets=[
            sheet_of([["Bìa"]], name="Bìa"),
            sheet_of(small, name="Thôn 1"),
            sheet_of(large, name="Thôn 2"),
            sheet_of(large, name="Ẩn", is_hidden=True),
        ],
    )

    assert [layout.sheet for layout in layouts_of(book)] == ["Thôn 1", "Thôn 2"]
    assert layout_of(book).sheet == "Thôn 2"
    assert [layout.sheet for layout in layouts_of(book, asked=Answer("Ẩn"))] == ["Thôn 1", "Thôn 2", "Ẩn"]
    left_out = [Answer("Thôn 1", is_left_out=True), Answer("Ẩn")]
    assert [layout.sheet for layout in layouts_of(book, asked=left_out)] == ["Thôn 2", "Ẩn"]
    assert len(layouts_of(book, asked=Answer(reads_hidden=True))) == 3


def test_an_answer_about_one_sheet_leaves_the_others_as_they_are():
    plain = sheet_of(_list("STT", "Họ và tên", "Năm sinh"), name="Thôn 1")
    strange = sheet_of([["Số", "Ai"], [1, "Somsak Boonmee"]], name="Khác")
    book = Book(kind=FileKind.XLSX, sheets=[plain, strange])
    assert [layout.sheet for layout in layouts_of(book)] == ["Thôn 1"]
    tapped = find_layouts(book, asked=[Answer("Khác", header_row=0)])
    assert isinstance(tapped, Question)
    assert (tapped.sheet, tapped.wanted) == ("Khác", Field.NAME)

    both = layouts_of(book, asked=[Answer("Khác", header_row=0), Answer("Khác", 0, {1: Field.NAME})])

    assert [(layout.sheet, layout.people) for layout in both] == [("Thôn 1", 3), ("Khác", 1)]


def test_hidden_columns_have_no_meaning_unless_somebody_says_so():
    rows = [
        ["STT", "Họ và tên", "Năm sinh", "SĐT"],
        *([at, p.name, p.year, p.phone] for at, p in enumerate(people(3), 1)),
    ]
    book = book_of(rows, hidden_columns=frozenset({3}), hidden_rows=frozenset({2}))

    hidden, shown = layout_of(book), layout_of(book, asked=Answer(reads_hidden=True))

    assert Field.PHONE not in _meanings(hidden).values()
    assert (hidden.people, shown.people) == (2, 3)
    assert _meanings(shown)[3] is Field.PHONE


def test_a_forbidden_column_cannot_be_guessed_by_its_content():
    rows: list[list[Cell]] = [
        ["STT", "Họ và tên", "Tiền sử bệnh"],
        *([at, p.name, p.year] for at, p in enumerate(people(3), 1)),
    ]

    layout = layout_of(book_of(rows))

    assert _meanings(layout) == {0: Field.ORDER, 1: Field.NAME}
    assert [(found.code, found.value) for found in layout.findings] == [(Code.FORBIDDEN_COLUMN, "Tiền sử bệnh")]


def test_a_list_of_a_unit_without_men_or_women_by_column_is_not_mistaken():
    book = book_of([["STT", "Họ và tên", "Nữ", "Năm sinh"], [1, "Bùi Thị Cúc", "x", 1990], [2, "Hồ Văn Hải", _, 1980]])

    assert _meanings(layout_of(book)) == {0: Field.ORDER, 1: Field.NAME, 2: Field.SEX_FEMALE, 3: Field.BIRTH}


def test_invented_people_are_the_same_every_time():
    assert people(3) == people(3)
    assert all(isinstance(person, Invented) and len(person.identity) == 12 for person in people(40))
