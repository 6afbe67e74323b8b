"""A text that came back from Word tells which figures, numbers and sentences are no longer the frozen ones."""

import json
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.text import numbers
from reports.blocks import (
    Blocks,
    Clause,
    Column,
    Dash,
    Figure,
    FigureEntry,
    Figures,
    Paragraph,
    Row,
    Section,
    Table,
    from_json,
    inline,
    to_json,
    walk,
)
from reports.word.comparing import Comparison, compare
from reports.word.parsing import read_word
from reports.word.reading import read_answer
from reports.word.rebinding import bound_again
from reports.word.writing import page_docx
from tests.reports.page_content import entry, report

FIGURES: Figures = {
    "rounds": entry(2, "02"),
    "year": entry(1324),
    "share": entry(1324, "120,4%"),
    "round1": entry(462, "462/550"),
    "round2": entry(862, "862/550"),
    "unit1": entry(462),
    "unit2": entry(862),
}


def frozen() -> Blocks:
    return (
        Paragraph(inline("Thực hiện Kế hoạch số 01/KH-BCĐ ngày 17/11/2025, Ban Chỉ đạo báo cáo như sau:")),
        Section(
            "Kết quả",
            (
                Clause(
                    title="Kết quả vận động",
                    children=(
                        Paragraph(
                            inline("Trong năm có ", Figure("rounds"), " đợt, được ", Figure("year", bold=True))
                            + inline(" đơn vị máu, đạt ", Figure("share"), " chỉ tiêu.")
                        ),
                        Dash(inline("Đợt 1 đạt ", Figure("round1"), " đơn vị máu.")),
                        Dash(inline("Đợt 2 đạt ", Figure("round2"), " đơn vị máu.")),
                        Table(
                            (Column("Đơn vị"), Column("Kết quả", "right")),
                            (
                                Row((inline("Xã A"), inline(Figure("unit1")))),
                                Row((inline("Xã B"), inline(Figure("unit2")))),
                            ),
                            Row((inline("Tổng cộng"), inline(Figure("year")))),
                        ),
                    ),
                ),
            ),
        ),
        Paragraph(inline("Trên đây là Báo cáo")),
    )


def came(*changes: tuple[str, str]) -> Blocks:
    """The text as Word gives it back, after changes made there."""
    read = read_answer(read_word(page_docx(report(blocks=frozen(), figures=FIGURES)))).blocks
    text = json.dumps(to_json(read), ensure_ascii=False)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return from_json(json.loads(text))


def told(*changes: tuple[str, str]) -> Comparison:
    return compare(frozen(), FIGURES, came(*changes))


def test_a_text_that_nobody_touched_differs_in_nothing() -> None:
    assert told() == Comparison((), (), ())
    assert told().is_same


def test_a_changed_figure_is_told_with_what_stands_in_its_place() -> None:
    comparison = told(("862/550", "865/550"))
    (figure,) = comparison.figures
    assert (figure.key, figure.was, figure.now, figure.place) == ("round2", "862/550", "865/550", "I. 1.")
    assert figure.sentence_now == "Đợt 2 đạt 865/550 đơn vị máu."
    assert comparison.numbers == ()
    (line,) = comparison.lines
    assert [(part.kind, part.text.strip()) for part in line.parts] == [
        ("same", "Đợt 2 đạt"),
        ("gone", "862"),
        ("new", "865"),
        ("same", "/550 đơn vị máu."),
    ]


def test_a_figure_of_a_table_is_told_too() -> None:
    (figure,) = told(('"862"', '"865"')).figures
    assert (figure.key, figure.was, figure.now) == ("unit2", "862", "865")
    assert figure.sentence == "Xã B\t862"


def test_a_number_that_is_no_figure_is_told_apart() -> None:
    comparison = told(("17/11/2025", "18/11/2025"), ("như sau:", "như sau, gồm 3 phần:"))
    assert [(each.was, each.now) for each in comparison.numbers] == [("17", "18"), (None, "3")]
    assert comparison.figures == ()


def test_the_same_number_written_otherwise_is_the_same_number() -> None:
    comparison = told(("có 02 đợt", "có 2 đợt"), ("1.324", "1324"))
    assert (comparison.figures, comparison.numbers) == ((), ())
    assert len(comparison.lines) == 1


def test_words_that_changed_around_a_figure_leave_it_where_it_was() -> None:
    comparison = told(("Trong năm có ", "Cả năm đã tổ chức "), (" đơn vị máu, đạt ", " đơn vị máu toàn phần, đạt "))
    assert (comparison.figures, comparison.numbers) == ((), ())
    (line,) = comparison.lines
    assert "".join(part.text for part in line.parts if part.kind != "gone") == line.now
    was = "".join(part.text for part in line.parts if part.kind != "new")
    assert was.replace(" ", "") == line.was.replace(" ", "")


def test_a_rewritten_sentence_loses_its_figure_and_guesses_none() -> None:
    comparison = told(("Đợt 1 đạt 462/550 đơn vị máu.", "Kết quả vượt xa năm trước, tăng 212 túi so với 250."))
    assert {(each.key, each.now) for each in comparison.figures} == {("round1", None)}
    assert {each.now for each in comparison.numbers} >= {"212", "250"}


def test_a_line_of_one_mark_over_and_over_is_compared_at_once() -> None:
    """As long a text as a block holds: each mark against each would take a minute of the web process."""
    dots = "- " * 9_900
    began = time.process_time()
    found = compare((Paragraph(inline(f"Họ và tên {dots} ký")),), {}, (Paragraph(inline(f"Họ tên {dots} và ký")),))
    assert not found.is_same
    assert time.process_time() - began < 5


def test_sentences_that_are_gone_new_or_moved_are_told() -> None:
    blocks = came()
    section = blocks[1]
    assert isinstance(section, Section)
    clause = section.children[0]
    assert isinstance(clause, Clause)
    text, one, two, table = clause.children
    new = Paragraph(inline("Ngoài ra còn 15 túi tiểu cầu."))
    swapped = replace(section, children=(replace(clause, children=(one, text, new, table)),))
    comparison = compare(frozen(), FIGURES, (blocks[0], swapped, blocks[2]))
    assert {(each.key, each.now) for each in comparison.figures} == {("round2", None)}
    assert [(each.was, each.now) for each in comparison.numbers if each.now] == [(None, "15")]
    kinds = {(line.was is None, line.now is None, line.was == line.now) for line in comparison.lines}
    assert kinds == {(True, False, False), (False, True, False), (False, False, True)}
    assert two not in clause.children[:2]


@pytest.mark.parametrize("now", ["", "nhiều"])
def test_a_figure_that_was_taken_out_is_missed(now: str) -> None:
    (figure,) = told(("1.324", now)).figures
    assert (figure.key, figure.now) == ("year", None)


keys = st.sampled_from(list(FIGURES))
values = st.integers(1, 99_999)


def as_printed(figures: Figures) -> Blocks:
    """The frozen text with other figures, as plain text."""
    return read_answer(read_word(page_docx(report(blocks=frozen(), figures=figures)))).blocks


@given(keys, values)
@settings(max_examples=25)
def test_one_figure_that_changed_is_told_and_nothing_else(key: str, value: int) -> None:
    changed = {**FIGURES, key: FigureEntry(**{**FIGURES[key], "text": numbers.integer(value)})}
    comparison = compare(frozen(), FIGURES, as_printed(changed))
    times = sum(key == run.key for run in figures_of(frozen()))
    is_other = numbers.integer(value) not in (FIGURES[key]["text"], FIGURES[key]["text"].lstrip("0"))
    assert [each.key for each in comparison.figures] == [key] * times * is_other
    assert all(each.now in (numbers.integer(value), None) for each in comparison.figures)
    assert {each.now for each in comparison.numbers} <= {None, numbers.integer(value)}


def figures_of(blocks: Blocks) -> list[Figure]:
    rows = [
        cell for item in walk(blocks) if isinstance(item.block, Table) for row in all_rows(item.block) for cell in row
    ]
    texts = [item.block.content for item in walk(blocks) if isinstance(item.block, Paragraph | Dash)]
    return [run for content in [*rows, *texts] for run in content if isinstance(run, Figure)]


def all_rows(table: Table) -> list[tuple]:
    return [row.cells for row in [*table.rows, *([table.totals] if table.totals else [])]]


def test_a_corrected_text_keeps_the_figures_that_still_stand() -> None:
    again = bound_again(frozen(), FIGURES, came(("862/550", "865/550"), ("Trong năm có", "Cả năm có")))
    assert [run.key for run in figures_of(again)] == ["unit1", "unit2", "year", "rounds", "year", "share", "round1"]
    assert Dash(inline("Đợt 2 đạt 865/550 đơn vị máu.")) in again[1].children[0].children
    assert again[1].children[0].children[0].content[3] == Figure("year", bold=True)


def test_an_untouched_text_is_bound_as_it_was() -> None:
    whole = (*frozen()[:-1], Paragraph(inline("Trên đây là Báo cáo.")))
    assert bound_again(frozen(), FIGURES, came()) == whole


def test_long_tables_are_compared_row_by_row() -> None:
    rows = tuple(Row((inline(f"Xã {n}"), inline(Figure(f"u{n}")))) for n in range(400))
    figures = {f"u{n}": entry(n + 5) for n in range(400)}
    table = Table((Column("Đơn vị"), Column("Kết quả")), rows)
    other = replace(table, rows=tuple(Row((row.cells[0], inline(str(n + 6)))) for n, row in enumerate(rows)))
    comparison = compare((table,), figures, (other,))
    assert len(comparison.figures) == 400
    assert {int(each.now or 0) - int(each.was) for each in comparison.figures} == {1}


def test_a_long_stretch_that_was_rewritten_is_told_line_by_line() -> None:
    old = tuple(Paragraph(inline(f"Câu thứ {'mười ' * (n % 7)}{n}, ", Figure("year"), " túi.")) for n in range(60))
    new = (
        *(Paragraph(inline(f"Hoàn toàn khác {'và ' * n}hết.")) for n in range(55)),
        *(Paragraph(inline(f"Câu thứ {'mười ' * (n % 7)}{n + 100}, 1.324 túi.")) for n in range(60)),
    )
    comparison = compare(old, FIGURES, new)
    assert [(each.key, each.now) for each in comparison.figures if each.now] == []
    assert len(comparison.lines) == 60 + 55
    assert comparison == compare(old, FIGURES, new)


def test_a_caption_and_rows_of_other_widths_are_lines_of_their_own() -> None:
    table = Table((Column("A"), Column("B")), (Row((inline("x"), inline("5"))),), caption="Bảng 1")
    wider = Table(
        (Column("A"), Column("B"), Column("C")), (Row((inline("x"), inline("5"), inline("6"))),), caption="Bảng 2"
    )
    comparison = compare((table,), {}, (wider,))
    assert [(each.was, each.now) for each in comparison.numbers] == [("1", "2"), ("5", None), (None, "5"), (None, "6")]
