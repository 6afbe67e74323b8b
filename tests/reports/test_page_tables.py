"""Tables on paper: wide ones are never cut, long ones go on over pages, and what kind of PDF comes of it."""

import io
from datetime import UTC, datetime

import pdfplumber
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.paper.fonts import document_font
from reports.blocks import Annex, Column, Paragraph, Row, Table, inline, run_text
from reports.page.fitting import SIZES, SQUEEZED, fit, squeeze
from reports.page.pieces import Cell, Grid, Span, main_pieces
from reports.page.rendering import page_pdf, page_warnings
from tests.reports.page_content import body, report, results_table, text, wide_table
from tests.reports.printed import MM, find, opened

pytestmark = pytest.mark.broad

UPRIGHT_MM, LYING_MM = 165, 257


def grid(table: Table) -> Grid:
    [piece] = main_pieces((table,), {})
    assert isinstance(piece, Grid)
    return piece


# --- Widths -----------------------------------------------------------------------------------------


def test_a_table_that_fits_keeps_the_usual_size_and_fills_the_width() -> None:
    fitted = fit(grid(wide_table(5)), width_mm=UPRIGHT_MM, font=document_font())
    assert fitted is not None
    assert fitted.size_pt == SIZES[0]
    assert sum(fitted.widths_mm) == pytest.approx(UPRIGHT_MM)
    assert fitted.widths_mm[1] == max(fitted.widths_mm)


@given(columns=st.integers(2, 40), shares=st.booleans(), width=st.sampled_from([UPRIGHT_MM, LYING_MM]))
def test_columns_always_fill_the_width_and_hold_their_longest_word(columns: int, shares: bool, width: int) -> None:
    font = document_font()
    names = [Column("Đơn vị", "left", 30 * shares), *(Column("Chỉ tiêu", "right", 10 * shares) for _ in range(columns))]
    cells = ("Thành phố Hồ Chí Minh", *("1.234.567" for _ in range(columns)))
    table = grid(Table(tuple(names), (Row(tuple(inline(cell) for cell in cells)),)))
    fitted = fit(table, width_mm=width, font=font) or squeeze(table, width_mm=width, font=font)
    assert sum(fitted.widths_mm) == pytest.approx(width)
    if not fitted.is_broken:
        longest = font.width_mm("1.234.567", size_pt=fitted.size_pt)
        assert min(fitted.widths_mm[1:]) > longest + 2 * fitted.padding_pt / MM


def test_the_smaller_sizes_come_before_a_word_is_broken() -> None:
    sizes = []
    for columns in range(4, 60, 4):
        table = grid(wide_table(columns))
        fitted = fit(table, width_mm=LYING_MM, font=document_font())
        fitted = fitted or squeeze(table, width_mm=LYING_MM, font=document_font())
        sizes.append((fitted.size_pt, fitted.is_broken))
    assert [size for size, _ in sizes] == sorted((size for size, _ in sizes), reverse=True)
    assert sizes[-1] == (SQUEEZED[-1], True)
    assert {size for size, broken in sizes if broken} == {SQUEEZED[-1]}


def test_an_address_without_a_gap_does_not_widen_its_column() -> None:
    row = (Cell((Span("https://vidu.example/" + "a" * 200),), "left"), Cell((Span("1"),), "right"))
    fitted = fit(Grid(("Ghi chú", "Số"), (0, 0), (row,), ()), width_mm=UPRIGHT_MM, font=document_font())
    assert fitted is not None
    assert sum(fitted.widths_mm) == pytest.approx(UPRIGHT_MM)


# --- On the page ------------------------------------------------------------------------------------


def test_a_table_of_the_body_too_wide_for_the_page_turns_its_page() -> None:
    content = report(blocks=(Paragraph(text("Kết quả như sau:", 1)), wide_table(14), Paragraph(inline("Hết."))))
    with opened(page_pdf(content)) as printed:
        assert [page.width > page.height for page in printed] == [False, True]
        margin = printed[1].crop((0, 0, printed[1].width, 29 * MM))
        assert find(margin, "2").middle == pytest.approx(297 / 2, abs=1)
        edges = [char["x1"] / MM for char in printed[1].chars]
        assert max(edges) < 297 - 20 + 0.3
        assert printed[1].search("TM. BAN CHỈ ĐẠO"), "what follows goes on below it"
    assert any("trang ngang" in warning for warning in page_warnings(content))
    assert not any("ngang" in warning for warning in page_warnings(report(blocks=body())))


def test_a_wide_table_at_the_end_keeps_the_signature_beside_it() -> None:
    with opened(page_pdf(report(blocks=(Paragraph(text("Kết quả:", 1)), wide_table(14))))) as printed:
        assert len(printed) == 2
        assert find(printed[1], "./.").baseline < find(printed[1], "TM. BAN CHỈ ĐẠO").baseline


@pytest.mark.parametrize("columns", [9, 16, 24, 45])
def test_an_annex_lies_down_where_it_must_and_no_cell_is_cut(columns: int) -> None:
    table = wide_table(columns, rows=3)
    content = report(blocks=body(annexes=(Annex("Chỉ tiêu", (table,)),)))
    with opened(page_pdf(content)) as printed:
        start = next(at for at, page in enumerate(printed) if page.search("Phụ lục\n"))
        assert {page.width > page.height for page in printed[start:]} == {columns > 9}
        letters = [char for page in printed[start:] for char in page.chars if char["text"].strip()]
        assert max(char["x1"] for char in letters) <= float(printed[start].width) - 14.7 * MM
        words = " ".join(page.extract_text() for page in printed[start:]).split()
        wanted = ["".join(run_text(run, {}) for run in cell) for row in table.rows for cell in row.cells[2:]]
        if columns < 45:
            assert set(wanted) <= set(words)
        digits = [character for character in "".join(words) if character.isdigit()]
        assert len(digits) >= len("".join(wanted).replace(".", ""))
        broken = any("ngắt giữa chữ" in warning for warning in page_warnings(content))
        assert broken is (columns == 45)


def test_a_cell_taller_than_the_page_goes_on_and_loses_no_word() -> None:
    words = [f"chữ{n}" for n in range(1_500)]
    table = Table(
        (Column("STT", "center", 10), Column("Nội dung", "left", 90)),
        tuple(Row((inline(str(n)), inline(" ".join(words if n == 2 else words[:3])))) for n in (1, 2, 3)),
    )
    with opened(
        page_pdf(report(blocks=(Paragraph(text("Nội dung:", 1)), table, Paragraph(inline("Hết.")))))
    ) as printed:
        printed_words = " ".join(page.extract_text() for page in printed).split()
        assert len(printed) >= 3
        assert set(words) <= set(printed_words)


# --- The file ---------------------------------------------------------------------------------------


def test_a_document_is_tagged_and_made_for_archives() -> None:
    pdf = page_pdf(report(), created=datetime(2026, 11, 22, 7, 5, 1, 999, tzinfo=UTC))
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        facts = document.doc.catalog
        xmp = facts["Metadata"].resolve().get_data().decode()
        assert {"StructTreeRoot", "MarkInfo", "Lang", "OutputIntents"} <= set(facts)
        assert "pdfaid:part>3<" in xmp.replace('pdfaid:part="3"', "pdfaid:part>3<")
        assert "conformance>A<" in xmp.replace('conformance="A"', "conformance>A<")
        assert document.metadata["Title"].startswith("BÁO CÁO: Kết quả công tác")
        assert document.metadata["Author"] == report().issuer_in_text
        assert document.metadata["Subject"] == "Số: 93/BC-BCĐ"
        assert document.metadata["CreationDate"].startswith("D:20261122070501")
        tags = {item["type"] for item in _tags(document.structure_tree)}
    assert {"H1", "P", "Table"} <= tags


def _tags(tree: list[dict[str, object]]) -> list[dict[str, object]]:
    out = list(tree)
    for item in tree:
        children = item.get("children")
        out += _tags(children) if isinstance(children, list) else []
    return out


def test_an_annex_of_many_hundred_rows_is_whole_untagged_and_numbered_through() -> None:
    content = report(
        blocks=body(annexes=(Annex("Chỉ tiêu", (results_table(520),)), Annex("Khác", (results_table(2),))))
    )
    pdf = page_pdf(content)
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        facts = document.doc.catalog
        assert "StructTreeRoot" not in facts
        assert "pdfaid:part>2<" in facts["Metadata"].resolve().get_data().decode().replace(
            'pdfaid:part="2"', "pdfaid:part>2<"
        )
        starts = [at for at, page in enumerate(document.pages) if page.extract_text().startswith("Phụ lục I")]
        long = document.pages[starts[0] : starts[1]]
        rows = [row for page in long for row in page.extract_table() or []]
        assert [row[0] for row in rows if row[0] and row[0].isdigit()] == [str(n) for n in range(1, 521)]
        assert [page.extract_text().split("\n")[0] for page in long[1:]] == [str(n) for n in range(2, len(long) + 1)]
        assert all((page.extract_table() or [[None]])[0][0] == "STT" for page in long)
        assert [row[0] for row in rows].count("Tổng cộng") == 1
        assert long[-1].extract_text().endswith("./.")
