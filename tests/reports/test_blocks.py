"""A document's body keeps its shape through storage, counts its own numbers, and prints only bound figures."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.blocks import (
    POINT_LETTERS,
    Annex,
    Block,
    BlockError,
    Blocks,
    Clause,
    Column,
    Dash,
    Figure,
    FigureEntry,
    ItalicNote,
    Paragraph,
    Point,
    Row,
    Run,
    Section,
    SubNumber,
    Table,
    Text,
    figure_keys,
    from_json,
    inline,
    number_of,
    plain_text,
    to_json,
    walk,
)

TOTAL = FigureEntry(value=1324, text="1.324", source="Tổng hợp đợt 1 và đợt 2", as_of="2026-11-22T07:05:00+00:00")

words = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=20).map(
    lambda text: unicodedata.normalize("NFC", "a" + text)
)
runs: st.SearchStrategy[Run] = st.builds(Text, words, st.booleans(), st.booleans()) | st.builds(
    Figure, words, st.booleans(), st.booleans()
)
inlines = st.lists(runs, min_size=1, max_size=3).map(tuple)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    width = draw(st.integers(1, 4))
    columns = tuple(
        Column(draw(words), draw(st.sampled_from(["left", "center", "right"])), draw(st.integers(0, 9)))
        for _ in range(width)
    )
    full = st.lists(inlines, min_size=width, max_size=width).map(lambda cells: Row(tuple(cells)))
    heading = inlines.map(lambda cell: Row((cell,)))
    rows = tuple(draw(st.lists(full | heading, max_size=3)))
    return Table(columns, rows, draw(st.none() | full), draw(st.just("") | words))


def some(blocks: st.SearchStrategy[Block], most: int = 3) -> st.SearchStrategy[Blocks]:
    return st.lists(blocks, max_size=most).map(tuple)


leaves: st.SearchStrategy[Block] = st.builds(Paragraph, inlines) | st.builds(ItalicNote, inlines) | tables()
dashes = st.builds(Dash, inlines, some(leaves | st.builds(Dash, inlines), 2))
points = st.builds(Point, inlines, words | st.just(""), some(leaves | dashes, 2))
sub_numbers = st.builds(SubNumber, inlines, words | st.just(""), some(points | leaves, 2))
clauses = st.builds(Clause, st.just(()) | inlines, words, some(sub_numbers | points | leaves, 2))
sections = st.builds(Section, words, some(clauses | points | leaves, 3))
annexes = st.builds(Annex, words, some(sections | leaves, 2), st.booleans())
bodies = st.tuples(some(sections | clauses | leaves), some(annexes, 2)).map(lambda parts: (*parts[0], *parts[1]))


@given(bodies)
def test_a_body_comes_back_from_storage_as_it_was(body: Blocks) -> None:
    assert from_json(json.loads(json.dumps(to_json(body)))) == body


@given(bodies)
def test_every_block_has_the_number_that_its_place_gives_it(body: Blocks) -> None:
    numbered = list(walk(body))
    assert all(number_of(body, item.path) == item.number for item in numbered)
    assert len({item.path for item in numbered}) == len(numbered)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda x: st.lists(x) | st.dictionaries(st.sampled_from(["kind", "children", "content", "title", "text"]), x),
    )
)
def test_whatever_is_posted_is_a_body_or_a_reason(data: object) -> None:
    answer = read(data)
    assert answer.endswith(".") if isinstance(answer, str) else from_json(to_json(answer)) == answer


def read(data: object) -> Blocks | str:
    try:
        return from_json(data)
    except BlockError as refusal:
        return str(refusal)


def body() -> Blocks:
    return (
        Paragraph(inline("Căn cứ Kế hoạch, Ban Chỉ đạo báo cáo như sau:")),
        Section(
            "Kết quả",
            (
                Clause(title="Công tác tổ chức", children=(Paragraph(inline("Đã tổ chức 02 đợt.")),)),
                Clause(
                    title="Kết quả vận động",
                    content=inline("Được ", Figure("total"), " đơn vị máu."),
                    children=(
                        Point(title="Đánh giá chung", children=(Dash(inline("Tốt"), (Dash(inline("Rất tốt")),)),)),
                        Paragraph(inline("Xen giữa.")),
                        Point(inline("Đề xuất")),
                    ),
                ),
            ),
        ),
        Section("Tổ chức", (Clause(inline("Hội Chữ thập đỏ"), children=(SubNumber(title="Tuyên truyền"),)),)),
        Annex("Chỉ tiêu", (Table((Column("STT"), Column("Đơn vị")), (Row((inline("1"), inline("Xã A"))),)),)),
    )


def test_numbers_follow_the_decree() -> None:
    assert [item.number for item in walk(body())] == (
        ["", "I.", "1.", "", "2.", "a)", "-", "+", "", "b)", "II.", "1.", "1.1.", "Phụ lục", ""]
    )
    two = (*body(), Annex("Danh sách"))
    assert [item.number for item in walk(two)][-3::2] == ["Phụ lục I", "Phụ lục II"]
    assert number_of(body(), (1, 1, 2)) == "b)"


def test_points_run_through_the_vietnamese_letters() -> None:
    many = tuple(Point(inline("x")) for _ in POINT_LETTERS)
    assert "".join(item.number[0] for item in walk(many)).startswith("abcdđeghiklmno")
    with pytest.raises(BlockError, match="quá nhiều điểm"):
        list(walk((*many, Point(inline("x")))))


def test_the_text_of_a_body_carries_numbers_and_figures() -> None:
    text = plain_text(body(), {"total": TOTAL})
    assert text.splitlines()[4:7] == ["2. Kết quả vận động", "Được 1.324 đơn vị máu.", "a) Đánh giá chung"]
    assert text.endswith("Phụ lục Chỉ tiêu\nSTT\tĐơn vị\n1\tXã A")
    assert figure_keys(body()) == ["total"]


def test_an_unbound_figure_is_never_guessed() -> None:
    with pytest.raises(BlockError, match="“total” chưa có"):
        plain_text(body(), {})


@pytest.mark.parametrize(
    ("data", "path", "why"),
    [
        ({}, (), "đúng dạng"),
        ([{"kind": "scroll"}], (0,), "loại phần nào"),
        ([{"kind": "paragraph", "content": "a", "style": "x"}], (0,), "mục lạ “style”"),
        ([{"kind": "paragraph", "content": " "}], (0,), "đang trống"),
        ([{"kind": "paragraph", "content": [{"html": "<b>"}]}], (0,), "khai không đúng"),
        ([{"kind": "paragraph", "content": "một\nhai"}], (0,), "không in được"),
        ([{"kind": "section", "title": "A", "children": [{"kind": "section", "title": "B"}]}], (0, 0), "đứng được"),
        ([{"kind": "section", "title": "A", "children": [{"kind": "clause"}]}], (0, 0), "tiêu đề hoặc nội dung"),
        ([{"kind": "annex", "title": "A"}, {"kind": "paragraph", "content": "b"}], (1,), "phụ lục phải đứng sau"),
        ([{"kind": "table", "columns": ["a", "b"], "rows": [["1", "2"], ["1", "2", "3"]]}], (0,), "dòng 2"),
        ([{"kind": "table", "columns": []}], (0,), "chưa có cột"),
        ([{"kind": "table", "columns": [{"title": "a", "align": "top"}]}], (0,), "cột “a”"),
    ],
)
def test_what_cannot_be_a_body_is_refused_with_its_place(data: object, path: tuple[int, ...], why: str) -> None:
    with pytest.raises(BlockError, match=why) as refusal:
        from_json(data)
    assert refusal.value.path == path
    if path:
        assert str(refusal.value).startswith("Phần " + ".".join(str(index + 1) for index in path))


def test_nesting_without_end_is_refused() -> None:
    data: dict[str, object] = {"kind": "dash", "content": "x"}
    for _ in range(200):
        data = {"kind": "dash", "content": "x", "children": [data]}
    with pytest.raises(BlockError, match="quá sâu"):
        from_json([data])


def test_text_from_a_mac_is_stored_composed() -> None:
    (block,) = from_json([{"kind": "paragraph", "content": unicodedata.normalize("NFD", "Nguyễn")}])
    assert block == Paragraph(inline("Nguyễn"))
