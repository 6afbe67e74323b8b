"""Word files as committees make them, built by another library: typed numbers or Word's lists, header, signature."""

import io
import zipfile
from collections.abc import Callable

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph as WordParagraph

CENTER = WD_ALIGN_PARAGRAPH.CENTER
BOTH = WD_ALIGN_PARAGRAPH.JUSTIFY
_LEVELS = (("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)"), ("bullet", "\uf0b7"), ("bullet", "o"))


def saved(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def add(
    document: Document, text: str, *, bold: bool = False, italic: bool = False, center: bool = False
) -> WordParagraph:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.italic = bold or None, italic or None
    run.font.name = "Times New Roman"
    paragraph.alignment = CENTER if center else BOTH
    return paragraph


def header(document: Document) -> None:
    table = document.add_table(2, 2)
    table.cell(0, 0).text = "UBND XÃ BÌNH MINH\nBAN CHỈ ĐẠO VẬN ĐỘNG\nHIẾN MÁU TÌNH NGUYỆN"
    table.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    table.cell(1, 0).text = "Số:      /BC-BCĐ"
    table.cell(1, 1).text = "Bình Minh, ngày      tháng 12 năm 2026"
    add(document, "")
    add(document, "BÁO CÁO", bold=True, center=True)
    add(document, "Kết quả vận động hiến máu tình nguyện năm 2026;", bold=True, center=True)
    add(document, "phương hướng, nhiệm vụ năm 2027", bold=True, center=True)
    add(document, "_______", center=True)


def signature(document: Document) -> None:
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "Nơi nhận:\n- Ban Chỉ đạo tỉnh (b/cáo);\n- Lưu: VT, BCĐ."
    table.cell(0, 1).text = "TM. BAN CHỈ ĐẠO\nTRƯỞNG BAN\n\n\nNguyễn Văn Mẫu"


def results_table(document: Document) -> None:
    table = document.add_table(2, 4)
    table.style = "Table Grid"
    head = table.rows[0].cells
    for cell, title in zip(head, ("TT", "Đơn vị", "Kết quả", ""), strict=True):
        cell.text = title
    head[2].merge(head[3])
    for cell, title in zip(table.rows[1].cells[2:], ("Chỉ tiêu", "Đạt"), strict=True):
        cell.text = title
    for place in (0, 1):
        table.cell(0, place).merge(table.cell(1, place))
    for number, (unit, quota, reached) in enumerate([("Xã A", "550", "462"), ("Xã B", "550", "862")], start=1):
        cells = table.add_row().cells
        for cell, text in zip(cells, (str(number), unit, quota, reached), strict=True):
            cell.text = text
        for cell in cells[2:]:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    cells = table.add_row().cells
    cells[0].merge(cells[1]).text = "Tổng cộng"
    cells[2].text, cells[3].text = "1.100", "1.324"


def body(document: Document, number: Callable[[int, str], str]) -> None:
    """The report's text; `number` gives what is typed before a line of a level, or makes Word count it."""
    add(document, "Thực hiện Kế hoạch số 01/KH-BCĐ ngày 17/11/2025, Ban Chỉ đạo báo cáo như sau:")
    add(document, f"{number(0, 'I. ')}KẾT QUẢ", bold=True)
    add(document, f"{number(1, '1. ')}Công tác tổ chức", bold=True)
    add(document, "Trong năm đã tổ chức 02 đợt.")
    add(document, f"{number(1, '2. ')}Kết quả vận động", bold=True)
    add(document, f"{number(2, 'a) ')}Đợt 1 đạt 462/550 đơn vị máu.")
    add(document, f"{number(2, 'b) ')}Đợt 2 đạt 862/550 đơn vị máu.")
    results_table(document)
    add(document, f"{number(0, 'II. ')}NHIỆM VỤ", bold=True)
    add(document, f"{number(1, '1. ')}Hội Chữ thập đỏ chủ trì.")
    add(document, f"{number(1, '2. ')}Các đơn vị phối hợp:")
    add(document, f"{number(3, '- ')}Tuyên truyền;")
    add(document, f"{number(3, '- ')}Vận động.")
    add(document, "Thời gian sẽ thông báo sau.", italic=True)
    add(document, "Trên đây là Báo cáo kết quả năm 2026./.")


def typed_report(*, annex: bool = False) -> bytes:
    """Numbers typed by hand."""
    document = docx.Document()
    header(document)
    body(document, lambda _level, typed: typed)
    signature(document)
    if annex:
        document.add_page_break()
        add(document, "PHỤ LỤC", bold=True, center=True)
        add(document, "CHỈ TIÊU NĂM 2027", bold=True, center=True)
        add(document, "(Kèm theo Báo cáo số      /BC-BCĐ ngày      tháng 12 năm 2026)", italic=True, center=True)
        results_table(document)
    return saved(document)


def listed_report() -> bytes:
    """Numbers counted by Word: one list of four levels."""
    document = docx.Document()
    header(document)
    waiting: list[int] = []

    def count(level: int, _typed: str) -> str:
        waiting.append(level)
        return ""

    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{counted}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for place, (counted, text) in enumerate(_LEVELS)
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    added = len(document.paragraphs)
    body(document, count)
    marked = {"KẾT QUẢ", "Công tác tổ chức", "Kết quả vận động", "Đợt 1 đạt", "Đợt 2 đạt", "NHIỆM VỤ"}
    marked |= {"Hội Chữ thập đỏ chủ trì.", "Các đơn vị phối hợp:", "Tuyên truyền;", "Vận động."}
    for paragraph in document.paragraphs[added:]:
        if any(paragraph.text.startswith(start) for start in marked):
            level = waiting.pop(0)
            properties = paragraph._p.get_or_add_pPr()
            properties.append(
                parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>')
            )
    signature(document)
    return saved(document)


def changed(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A file with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()
