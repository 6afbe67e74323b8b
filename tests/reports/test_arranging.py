"""However blocks are moved about, the tree can print and says the same; only what is removed goes."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.arranging import Arranged, Arrangement, arranged, block_at, inserted, possible
from reports.blocks import (
    Annex,
    Block,
    BlockError,
    Blocks,
    Clause,
    Column,
    Dash,
    Figure,
    ItalicNote,
    Paragraph,
    Point,
    Row,
    Section,
    SubNumber,
    Table,
    Text,
    inline,
    may_stand,
    runs_of,
    validate,
    walk,
)

KINDS: tuple[type[Block], ...] = (Section, Clause, SubNumber, Point, Dash, Paragraph, ItalicNote, Table)
MOVES = [act for act in Arrangement if act != Arrangement.REMOVE]
TABLE = Table((Column("Đơn vị"), Column("Số")), (Row((inline("xã"), (Figure("cell"),))),))


@st.composite
def block(draw: st.DrawFn, parent: type[Block] | None, depth: int = 0) -> Block:
    kind = draw(st.sampled_from([each for each in KINDS if may_stand(each, parent)]))
    mark = draw(st.integers(0, 999))
    content = (Text(f"câu {mark} "), Figure(f"figure.{mark}"))
    if kind is Table:
        return TABLE
    if kind is Paragraph or kind is ItalicNote:
        return kind(content)
    children = tuple(draw(st.lists(block(kind, depth + 1), max_size=3 if depth < 3 else 0)))
    if kind is Section:
        return Section(f"MỤC {mark}", children)
    if kind is Dash:
        return Dash(content, children)
    is_titled = draw(st.booleans())
    assert kind in (Clause, SubNumber, Point)
    return kind(() if is_titled else content, f"Tên {mark}" if is_titled else "", children)  # type: ignore[call-arg]


@st.composite
def bodies(draw: st.DrawFn) -> Blocks:
    main = draw(st.lists(block(None), min_size=1, max_size=4))
    annexes = [
        Annex("Bảng", tuple(draw(st.lists(block(Annex), max_size=2)))) for _each in range(draw(st.integers(0, 2)))
    ]
    return (*main, *annexes)


def words(blocks: Blocks) -> Counter[object]:
    """Everything that is said, wherever it stands: titles, words, figures."""
    said: Counter[object] = Counter()
    for each in walk(blocks):
        said.update(runs_of(each.block))
        said.update([getattr(each.block, "title", "")])
    del said[""]
    return said


def figures(blocks: Blocks) -> list[str]:
    runs = [run for each in walk(blocks) for run in runs_of(each.block)]
    return [run.key for run in runs if isinstance(run, Figure)]


@settings(max_examples=60)
@given(bodies(), st.data())
def test_any_run_of_arrangements_keeps_the_tree_right_and_all_that_it_says(body: Blocks, data: st.DataObject) -> None:
    for _step in range(6):
        path = data.draw(st.sampled_from([each.path for each in walk(body)]))
        act = data.draw(st.sampled_from(list(Arrangement)))
        made = arranged(body, path, act)
        if made is None:
            continue
        validate(made.blocks)
        gone = words((block_at(body, path),)) if act == Arrangement.REMOVE else Counter()
        assert words(made.blocks) + gone == words(body)
        if act in (Arrangement.DEEPER, Arrangement.OUT):
            assert figures(made.blocks) == figures(body)  # the order of reading stays
        if act != Arrangement.REMOVE:
            mine = words((block_at(body, path),))
            assert mine <= words((block_at(made.blocks, made.path),))  # the answered place is the block's
        body = made.blocks


@settings(max_examples=60)
@given(bodies(), st.data())
def test_what_is_put_in_stands_there_and_moves_nothing_away(body: Blocks, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([each.path for each in walk(body)]))
    new = tuple(data.draw(st.lists(block(None), min_size=1, max_size=2)))
    made = inserted(body, path, new)
    if made is None:
        assert isinstance(body[path[0]], Annex)  # only there something may have no place
        return
    validate(made.blocks)
    assert words(made.blocks) == words(body) + words(new)
    assert block_at(made.blocks, made.path) == new[0]


@settings(max_examples=60)
@given(bodies(), st.data())
def test_up_and_down_undo_each_other_among_neighbours(body: Blocks, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([each.path for each in walk(body)]))
    if path[-1] and (made := arranged(body, path, Arrangement.UP)):
        assert arranged(made.blocks, made.path, Arrangement.DOWN) == Arranged(body, path)


@given(bodies())
def test_what_is_offered_can_be_done(body: Blocks) -> None:
    path = next(iter(walk(body))).path
    assert [act for act in Arrangement if arranged(body, path, act)] == possible(body, path)


def clause(text: str, *children: Block) -> Clause:
    return Clause(inline(text), children=children)


LIST: Blocks = (Section("Mục", (clause("một"), clause("hai"), clause("ba"))),)


def test_a_khoan_becomes_a_diem_of_the_one_before_it_and_a_diem_a_dash() -> None:
    one = arranged(LIST, (0, 1), Arrangement.DEEPER)
    assert one == Arranged((Section("Mục", (clause("một", Point(inline("hai"))), clause("ba"))),), (0, 0, 0))
    two = arranged(one.blocks, (0, 1), Arrangement.DEEPER)
    assert two is not None
    three = arranged(two.blocks, (0, 0, 1), Arrangement.DEEPER)
    assert three is not None
    point = Point(inline("hai"), children=(Dash(inline("ba")),))
    assert three.blocks == (Section("Mục", (clause("một", point),)),)


def test_what_comes_out_takes_what_followed_it_along() -> None:
    body = (Section("Mục", (clause("một", Point(inline("a")), Dash(inline("b"))),)),)
    made = arranged(body, (0, 0, 0), Arrangement.OUT)
    assert made == Arranged((Section("Mục", (clause("một"), clause("a", Dash(inline("b"))))),), (0, 1))


def test_the_last_of_a_part_goes_down_into_the_next_part() -> None:
    body = (Section("I", (clause("một"),)), Section("II", (clause("hai"),)))
    made = arranged(body, (0, 0), Arrangement.DOWN)
    assert made == Arranged((Section("I"), Section("II", (clause("một"), clause("hai")))), (1, 0))


def test_a_new_section_stands_after_the_section_it_was_put_in() -> None:
    made = inserted(LIST, (0, 1), (Section("Mới"),))
    assert made == Arranged((*LIST, Section("Mới")), (1,))


def test_the_last_paragraph_of_a_text_stays() -> None:
    body = (Paragraph(inline("một")),)
    assert possible(body, (0,)) == []


@pytest.mark.parametrize("path", [(), (9,), (0, 9), (0, 0, 0)])
def test_a_place_that_is_not_there_is_an_error(path: tuple[int, ...]) -> None:
    with pytest.raises(BlockError):
        arranged(LIST, path, Arrangement.UP)
