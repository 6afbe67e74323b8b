"""The Word file of a document, read back by another library: the page's text, tables, lists, measures."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from reports.blocks import (
    POINT_LETTERS,
    Annex,
    Block,
    BlockError,
    Clause,
    Dash,
    Figure,
    Paragraph,
    Point,
    Section,
    SubNumber,
    children_of,
    inline,
    plain_text,
    walk,
)
from reports.page.content import Circulation, Margins, Urgency
from reports.word.writing import page_docx
from tests.reports.page_content import body, figures, report, results, results_table

ANNEXES = (
    Annex("Kết quả theo đơn vị năm 2026", (results_table(40),)),
    Annex("Chỉ tiêu năm 2027", (results_table(5), Paragraph(inline("Tính theo túi máu."))), landscape=True),
)


def opened(**changes: object) -> Document:
    return docx.Document(io.BytesIO(page_docx(report(**changes))))


def lines(document: Document) -> list[str]:
    """A line per paragraph and table row, in order, without what stands around the body."""
    out = []
    for item in document.iter_inner_content():
        if isinstance(item, WordTable):
            if item.rows[0].cells[0].paragraphs[0].style.name == "GH Đầu cột":
                out += ["\t".join(dict.fromkeys(c.text for c in row.cells)) for row in item.rows]
        elif item.style.name.removeprefix("GH ").rstrip(" 23456789") not in AROUND and item.text:
            out.append(item.text)
    return out


def own_lines(block: Block) -> list[str]:
    """What a block itself prints, without its number and what is in it."""
    alone = replace(block, children=()) if children_of(block) else block
    number = next(walk((alone,))).number
    return [bare(line) for line in plain_text((alone,), figures()).removeprefix(number).strip(" ").splitlines()]


AROUND = {"Tên loại", "Trích yếu", "Nét kẻ", "Khoảng cách", "Thời điểm số liệu", "Kèm theo", "Số phụ lục", "Kết thúc"}


def bare(text: str) -> str:
    """A line of our own plain text without repeated cells, as `lines` has them."""
    return "\t".join(dict.fromkeys(text.split("\t")))


def test_word_holds_every_word_of_the_page_in_its_order() -> None:
    blocks = body(annexes=ANNEXES)
    expected = [line for item in walk(blocks) for line in own_lines(item.block)]
    written = [line.replace("./.", ".") for line in lines(opened(blocks=blocks))]
    assert [line.strip("\t") for line in written] == [line.strip("\t") for line in expected]


def test_paragraphs_and_figures_look_as_on_the_page() -> None:
    document = opened()
    styles = document.styles
    text = styles["GH Đoạn văn"].paragraph_format
    assert text.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert (round(text.first_line_indent.cm, 1), text.space_before) == (1.0, Pt(6))
    assert styles["GH Mục"].font.all_caps
    assert styles["GH Mục"].paragraph_format.keep_with_next
    year = next(run for p in document.paragraphs for run in p.runs if run.text == "1.324")
    assert year.bold
    fonts = {e.get(qn("w:ascii")) for e in document.styles.element.iter(qn("w:rFonts"))}
    assert fonts == {"Times New Roman"}


def test_every_number_is_counted_by_word() -> None:
    points = tuple(Point(inline(f"Điểm {letter}")) for letter in POINT_LETTERS)
    blocks = (
        Section("Một", (Clause(title="Khoản", children=(SubNumber(inline("Tiểu khoản"), children=points),)),)),
        Section("Hai", (Clause(inline("Khoản")), Dash(inline("Gạch"), (Dash(inline("Cộng")),)))),
        Paragraph(inline("Hết.")),
    )
    document = opened(blocks=blocks)
    numbering = document.part.numbering_part.element
    shown = [
        (level.find(qn("w:numFmt")).get(qn("w:val")), level.find(qn("w:lvlText")).get(qn("w:val")))
        for level in numbering.iter(qn("w:lvl"))
    ]
    assert shown[0] == ("upperRoman", "%1.")
    assert {("decimal", "%1."), ("decimal", "%1.%2."), ("lowerLetter", "%1)"), ("none", "đ)")} <= set(shown)
    assert {("bullet", "-"), ("bullet", "+")} <= set(shown)
    starts = [int(e.get(qn("w:val"))) for e in numbering.iter(qn("w:start"))]
    assert {ord(letter) - ord("a") + 1 for letter in "aegkx"} <= set(starts)
    texts = [p.text for p in document.paragraphs if p._p.pPr.numPr is not None]
    assert "Điểm đ" in texts
    assert not [text for text in texts if text[:2] in {"a)", "1.", "I."}]


def test_a_table_repeats_its_heading_and_ends_with_its_total() -> None:
    document = opened(blocks=body(annexes=ANNEXES[:1]))
    table = next(t for t in document.tables if t.cell(0, 0).text == "STT")
    first, last = table.rows[0]._tr, table.rows[-1]
    assert first.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert [cell.text for cell in last.cells] == ["Tổng cộng", "Tổng cộng", "1.600", "1.324", "95%"]
    assert {p.alignment for p in table.cell(3, 2).paragraphs} == {WD_ALIGN_PARAGRAPH.RIGHT}
    after = table._tbl.getnext()
    assert WordParagraph(after, None).text == "./."


def test_pages_are_a4_and_annexes_begin_anew() -> None:
    sections = opened(blocks=body(annexes=ANNEXES), margins=Margins(top=25, left=35)).sections
    assert [section.orientation for section in sections] == [
        *(WD_ORIENT.PORTRAIT, WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE)
    ]
    main, lying = sections[0], sections[2]
    assert [round(x.mm) for x in (main.page_width, main.page_height)] == [210, 297]
    assert [round(x.mm) for x in (main.top_margin, main.right_margin, main.bottom_margin, main.left_margin)] == [
        *(25, 15, 20, 35)
    ]
    assert [round(x.mm) for x in (lying.top_margin, lying.right_margin, lying.bottom_margin, lying.left_margin)] == [
        *(35, 25, 15, 20)
    ]
    for section in sections:
        assert section.different_first_page_header_footer
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
        assert "PAGE" in section.header._element.xml
        assert section.header.paragraphs[0].style.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER
        assert "PAGE" not in section.first_page_header._element.xml
        assert 0 < section.header_distance < section.top_margin


def test_the_header_stands_in_two_columns_with_rules_of_the_right_length() -> None:
    document = opened()
    header = document.tables[0]
    left, right = header.rows[0].cells
    assert left.text.split("\n")[:3] == ["UBND HUYỆN BÌNH MINH", "BAN CHỈ ĐẠO VẬN ĐỘNG", "HIẾN MÁU TÌNH NGUYỆN"]
    assert right.text.split("\n")[:2] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    assert [cell.text for cell in header.rows[1].cells] == ["Số: 93/BC-BCĐ", "Bình Minh, ngày 05 tháng 02 năm 2026"]
    rule = right.paragraphs[-1].paragraph_format
    length = right.width - rule.left_indent - rule.right_indent
    assert 55 < length / Mm(1) < 68  # the motto at 14 pt
    issuer_rule = left.paragraphs[-1].paragraph_format
    share = (left.width - 2 * issuer_rule.left_indent) / Mm(55.6)
    assert 1 / 3 <= share <= 1 / 2
    assert next(p.text for p in document.paragraphs if p.style.name in ("GH Tên loại", "GH Trích yếu")) == "BÁO CÁO"


def test_an_issuer_whose_second_line_is_too_long_is_broken_as_on_the_page() -> None:
    document = opened(superior=(), issuer=("BAN CHỈ ĐẠO", "VẬN ĐỘNG HIẾN MÁU TÌNH NGUYỆN"))
    lines = document.tables[0].cell(0, 0).text.split("\n")
    assert lines[:2] == ["BAN CHỈ ĐẠO VẬN ĐỘNG", "HIẾN MÁU TÌNH NGUYỆN"]


def test_signature_and_recipients_stand_in_one_row_that_never_parts() -> None:
    document = opened()
    signing = document.tables[-1]
    left, right = signing.rows[0].cells
    assert left.text.split("\n")[0] == "Nơi nhận:"
    assert left.text.split("\n")[-1] == "- Lưu: VT, BCĐ."
    assert [line for line in right.text.split("\n") if line] == [
        *("TM. BAN CHỈ ĐẠO", "TRƯỞNG BAN", "PHÓ CHỦ TỊCH ỦY BAN NHÂN DÂN", "Nguyễn Văn Mẫu")
    ]
    assert signing.rows[0]._tr.trPr.find(qn("w:cantSplit")) is not None
    last = next(p for p in document.paragraphs if p.text.endswith("./."))
    assert last.paragraph_format.keep_with_next


def test_a_letter_has_its_subject_below_the_number_and_names_its_addressees() -> None:
    subject = "đôn đốc nộp danh sách tình nguyện viên"
    document = opened(
        type_name="", subject=subject, addressees=("Các cơ quan, đơn vị", "UBND các xã"), blocks=results()
    )
    assert document.tables[0].cell(2, 0).text == f"V/v {subject}"
    texts = [p.text for p in document.paragraphs]
    assert texts[:3] == ["Kính gửi:", "- Các cơ quan, đơn vị;", "- UBND các xã."]
    assert "GH Tên loại" not in {p.style.name for p in document.paragraphs}
    one = opened(type_name="", subject=subject, addressees=("UBND các xã",), blocks=results())
    assert one.paragraphs[0].text == "Kính gửi: UBND các xã"


def test_equal_content_gives_equal_bytes_and_says_what_it_is() -> None:
    moment = datetime(2026, 2, 5, 3, 0, tzinfo=UTC)
    content = report()
    assert page_docx(content, created=moment) == page_docx(content, created=moment)
    about = docx.Document(io.BytesIO(page_docx(content, created=moment))).core_properties
    assert about.title == f"BÁO CÁO: {content.subject}"
    assert (about.author, about.subject) == (content.issuer_in_text, "Số: 93/BC-BCĐ")
    assert about.created == moment
    with zipfile.ZipFile(io.BytesIO(page_docx(content))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"dcterms:created" not in archive.read("docProps/core.xml")
        for name in archive.namelist():
            ET.fromstring(archive.read(name))


def test_what_people_typed_is_text_and_nothing_else() -> None:
    nasty = "<script>alert(1)</script> & “ngoặc” \ufffe"
    blocks = (Paragraph(inline(nasty)), Paragraph(inline("Hết.")))
    document = opened(blocks=blocks, signer="<b>A</b>", recipients=("A & B", "Lưu: VT"))
    assert "<script>alert(1)</script> & “ngoặc” " in [p.text for p in document.paragraphs]
    assert "- A & B;" in document.tables[-1].cell(0, 0).text


def test_a_draft_says_so_at_the_head_of_its_pages() -> None:
    assert "DỰ THẢO" in opened(draft=True).sections[0].first_page_header.paragraphs[0].text
    assert "DỰ THẢO" not in opened().sections[0].first_page_header.paragraphs[0].text


def test_an_unbound_figure_is_never_guessed() -> None:
    with pytest.raises(BlockError, match="chưa có"):
        page_docx(report(blocks=(Paragraph(inline("Được ", Figure("không.có"), " đơn vị máu.")),)))


def test_a_very_long_list_of_recipients_goes_on_below_the_signature() -> None:
    document = opened(recipients=(*(f"UBND xã Bình Minh {n}" for n in range(1, 61)), "Lưu: VT"))
    beside = document.tables[-1].cell(0, 0).text.split("\n")
    below = [p.text for p in document.paragraphs if p.style.name == "GH Nơi nhận"]
    assert len(beside) - 1 + len(below) == 61
    assert below[-1] == "- Lưu: VT."
    assert len(beside) < 20


def test_what_an_urgent_letter_carries_beside_its_text_is_there() -> None:
    document = opened(
        type_name="",
        subject="Về việc đôn đốc",
        bases=("Căn cứ Kế hoạch số 01/KH-BCĐ", "Căn cứ Nghị quyết số 20-NQ/TW"),
        urgency=Urgency.VERY_URGENT,
        circulation=Circulation.INTERNAL,
        drafter="pl",
        copies=30,
        address=("Số 1 đường Một, xã Bình Minh", "Điện thoại: 02553000000"),
        signed_info=("Số: 93/BC-BCĐ;", "22/02/2026; 14:05:09 +07:00"),
        blocks=(Paragraph(inline("Nội dung.")), Annex("Danh sách", (results_table(2),))),
    )
    below = document.tables[0].cell(2, 0).paragraphs
    assert [p.text for p in below] == ["V/v đôn đốc", "THƯỢNG KHẨN"]
    box = below[1].paragraph_format
    width = document.tables[0].cell(2, 0).width - box.left_indent - box.right_indent
    assert round(width / Mm(1)) == 40
    bases = [p.text for p in document.paragraphs if p.style.name == "GH Căn cứ"]
    assert bases == ["Căn cứ Kế hoạch số 01/KH-BCĐ;", "Căn cứ Nghị quyết số 20-NQ/TW."]
    assert document.tables[1].cell(0, 0).text.endswith("PL.(30)")
    main, annex = document.sections
    head = [p.text for p in main.first_page_header.paragraphs]
    assert head == ["LƯU HÀNH NỘI BỘ", "Số: 93/BC-BCĐ;", "22/02/2026; 14:05:09 +07:00"]
    assert [p.text for p in main.first_page_footer.paragraphs] == [
        *("Số 1 đường Một, xã Bình Minh", "Điện thoại: 02553000000")
    ]
    assert "".join(p.text for p in [*annex.first_page_footer.paragraphs, *annex.first_page_header.paragraphs]) == ""
