"""Word files and pasted text of committees become bodies; what cannot be read is refused in one sentence."""

import re
import unicodedata
import zipfile
from io import BytesIO

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from core.refusal import Refused
from reports.blocks import (
    Annex,
    Blocks,
    Clause,
    Column,
    Dash,
    ItalicNote,
    Paragraph,
    Point,
    Row,
    Section,
    SubNumber,
    Table,
    inline,
    plain_text,
    to_json,
)
from reports.word.comparing import compare
from reports.word.parsing import read_word
from reports.word.reading import Reading, read_answer, read_docx, read_pasted
from reports.word.rebinding import bound_again
from reports.word.writing import page_docx
from tests.reports.page_content import body, report, results_table
from tests.reports.word.bodies import words
from tests.reports.word.office_files import add, changed, listed_report, saved, typed_report

TABLE = Table(
    columns=(
        Column("TT", "left", 25),
        Column("Đơn vị", "left", 25),
        Column("Kết quả – Chỉ tiêu", "right", 25),
        Column("Kết quả – Đạt", "right", 25),
    ),
    rows=(
        Row(tuple(inline(text) for text in ("1", "Xã A", "550", "462"))),
        Row(tuple(inline(text) for text in ("2", "Xã B", "550", "862"))),
    ),
    totals=Row(((), inline("Tổng cộng"), inline("1.100"), inline("1.324"))),
)
EXPECTED: Blocks = (
    Paragraph(inline("Thực hiện Kế hoạch số 01/KH-BCĐ ngày 17/11/2025, Ban Chỉ đạo báo cáo như sau:")),
    Section(
        "KẾT QUẢ",
        (
            Clause(title="Công tác tổ chức", children=(Paragraph(inline("Trong năm đã tổ chức 02 đợt.")),)),
            Clause(
                title="Kết quả vận động",
                children=(
                    Point(inline("Đợt 1 đạt 462/550 đơn vị máu.")),
                    Point(inline("Đợt 2 đạt 862/550 đơn vị máu.")),
                    TABLE,
                ),
            ),
        ),
    ),
    Section(
        "NHIỆM VỤ",
        (
            Clause(inline("Hội Chữ thập đỏ chủ trì.")),
            Clause(
                inline("Các đơn vị phối hợp:"),
                children=(Dash(inline("Tuyên truyền;")), Dash(inline("Vận động."))),
            ),
            ItalicNote(inline("Thời gian sẽ thông báo sau.")),
        ),
    ),
    Paragraph(inline("Trên đây là Báo cáo kết quả năm 2026.")),
)


def read(content: bytes) -> Reading:
    """As `read_docx` does it, in this process."""
    return read_answer(read_word(content))


def built(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        add(document, line)
    return saved(document)


# --- Files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [typed_report(), listed_report()], ids=["typed", "listed"])
def test_a_report_is_read_whether_numbers_are_typed_or_counted_by_word(content: bytes) -> None:
    reading = read(content)
    assert to_json(reading.blocks) == to_json(EXPECTED)
    assert reading.notes == ()


def test_header_and_signature_stay_out_of_the_body_and_are_told() -> None:
    left_out = "\n".join(read(typed_report()).left_out)
    for told in ("CỘNG HÒA XÃ HỘI", "Số: /BC-BCĐ", "phương hướng, nhiệm vụ năm 2027", "Nơi nhận:", "Nguyễn Văn Mẫu"):
        assert told in left_out


def test_an_annex_after_the_signature_is_an_annex() -> None:
    *main, annex = read(typed_report(annex=True)).blocks
    assert to_json(tuple(main)) == to_json(EXPECTED)
    assert annex == Annex("CHỈ TIÊU NĂM 2027", (TABLE,))


def test_a_file_is_read_in_a_child_that_holds_no_secret() -> None:
    assert to_json(read_docx(name="báo cáo.docx", content=typed_report()).blocks) == to_json(EXPECTED)


def test_our_own_file_corrected_in_word_keeps_its_tree() -> None:
    document = docx.Document(BytesIO(page_docx(report())))
    dash = next(p for p in document.paragraphs if p.text.startswith("Đợt 2"))
    dash.runs[1].text = "865/550"
    added = next(p for p in document.paragraphs if p.style.name == "GH Đoạn văn 3").insert_paragraph_before("Câu mới.")
    added.style = document.styles["GH Đoạn văn 3"]
    reading = read(saved(document))
    text = plain_text(reading.blocks, {})
    assert "- Đợt 2 đạt 865/550 đơn vị máu, bằng 156,7% chỉ tiêu." in text
    assert "1. Công tác tổ chức, chỉ đạo và kiểm tra, giám sát\nCâu mới.\n" in text
    assert len(reading.blocks) == len(body())


def test_our_own_file_whose_styles_were_lost_is_read_by_what_it_prints() -> None:
    def lose(parts: dict[str, bytes]) -> None:
        parts["word/styles.xml"] = parts["word/styles.xml"].replace(b'"GH ', b'"Khac ')

    content = report(blocks=body(annexes=(Annex("Chỉ tiêu năm 2027", (results_table(3),), landscape=True),)))
    lost = read(changed(page_docx(content), lose))
    kept = read(page_docx(content))
    assert plain_text(lost.blocks, {}).upper() == plain_text(kept.blocks, {}).upper()
    assert compare(content.blocks, content.figures, lost.blocks).is_same
    assert bound_again(content.blocks, content.figures, lost.blocks)[1] == content.blocks[1]
    assert lost.notes == ()


def test_text_in_a_font_from_before_unicode_is_refused() -> None:
    document = docx.Document()
    add(document, "B¸o c¸o kÕt qu¶ hiÕn m¸u").runs[0].font.name = ".VnTime"
    with pytest.raises(Refused, match=r"phông chữ cũ \(\.VnTime, VNI\)"):
        read_docx(name="a.docx", content=saved(document))


def test_numbers_that_are_counted_anew_are_told() -> None:
    reading = read(built("1. Một", "3. Hai", "Trên đây là hết./."))
    assert reading.notes == ("Số thứ tự được đánh lại ở 1 chỗ: “3.” → “2.”.",)


def test_a_number_inside_a_sentence_begins_no_khoan() -> None:
    texts = ("1.726 đơn vị máu đã tiếp nhận.", "22/02/2026 là ngày phát động.", "2.5 triệu đồng được hỗ trợ.", "-5 độ.")
    assert read(built(*texts)).blocks == tuple(Paragraph(inline(text)) for text in texts)


def test_decimal_numbers_stand_in_their_khoan() -> None:
    (clause,) = read(built("4. Tổ chức các hoạt động", "4.1. Tuyên truyền.", "4.2 Vận động.")).blocks
    assert isinstance(clause, Clause)
    assert clause.children == (SubNumber(inline("Tuyên truyền.")), SubNumber(inline("Vận động.")))


def test_what_word_adds_unseen_is_cleaned_away() -> None:
    decomposed = unicodedata.normalize("NFD", "Nguyễn")
    (block,) = read(built(f"{decomposed}\u00a0đã  hi\u00adến\u200b 350\u00a0ml\uf0b7, Ðợt 1.")).blocks
    assert block == Paragraph(inline("Nguyễn đã hiến 350\u00a0ml, Đợt 1."))


def test_tracked_changes_count_as_accepted_and_what_is_lost_is_told() -> None:
    document = docx.Document()
    paragraph = add(document, "Được ")
    w = nsdecls("w")
    for xml in (
        f"<w:del {w}><w:r><w:delText>862</w:delText></w:r></w:del>",
        f"<w:ins {w}><w:r><w:t>865</w:t></w:r></w:ins>",
        f"<w:r {w}><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>",
        f'<w:r {w}><w:t xml:space="preserve"> đơn vị máu.</w:t><w:footnoteReference w:id="2"/></w:r>',
        f"<w:r {w}><w:pict/></w:r>",
    ):
        paragraph._p.append(parse_xml(xml))
    reading = read(saved(document))
    assert reading.blocks == (Paragraph(inline("Được 865 đơn vị máu.")),)
    assert [note.split(" ")[2] for note in reading.notes] == ["1", "1", "1"]
    assert "hình" in reading.notes[0]
    assert "chú thích" in reading.notes[1]


def test_a_frame_around_text_is_no_table() -> None:
    document = docx.Document()
    document.add_table(1, 2).cell(0, 1).text = "Chữ trong khung."
    assert read(saved(document)).blocks == (Paragraph(inline("Chữ trong khung.")),)


def test_a_number_taken_away_in_word_leaves_a_paragraph_and_a_moved_block_finds_a_place() -> None:
    blocks = (
        Clause(inline("Một."), children=(SubNumber(inline("Hai.")),)),
        Section("Ba", (Clause(inline("Bốn.")),)),
        Paragraph(inline("Hết.")),
    )
    document = docx.Document(BytesIO(page_docx(report(blocks=blocks))))
    four = next(p for p in document.paragraphs if p.text == "Bốn.")
    four._p.pPr.remove(four._p.pPr.numPr)
    two = next(p for p in document.paragraphs if p.text == "Hai.")
    next(p for p in document.paragraphs if p.text == "Hết./.")._p.addprevious(two._p)
    assert read(saved(document)).blocks == (
        Clause(inline("Một.")),
        Section("Ba", (Paragraph(inline("Bốn.")), Paragraph(inline("1.1. Hai.")))),
        Paragraph(inline("Hết.")),
    )


def test_a_number_of_word_that_documents_do_not_count_stays_as_text() -> None:
    def other(parts: dict[str, bytes]) -> None:
        parts["word/numbering.xml"] = parts["word/numbering.xml"].replace(b'w:val="%3)"', b'w:val="(%3)"')

    text = plain_text(read(changed(listed_report(), other)).blocks, {})
    assert "\n(a) Đợt 1 đạt 462/550 đơn vị máu.\n(b) Đợt 2" in text


def test_a_deeper_level_of_words_list_is_a_dash_in_a_dash() -> None:
    document = docx.Document(BytesIO(listed_report()))
    last = next(p for p in document.paragraphs if p.text == "Vận động.")
    last._p.pPr.numPr.ilvl.val = 4
    *_before, tasks, _closing = read(saved(document)).blocks
    assert isinstance(tasks, Section)
    assert tasks.children[1] == Clause(
        inline("Các đơn vị phối hợp:"),
        children=(Dash(inline("Tuyên truyền;"), (Dash(inline("Vận động.")),)),),
    )


@pytest.mark.parametrize("typed", ["I. ", "I/ ", "I - ", "I.- ", "I) "])
def test_a_roman_number_is_known_however_it_is_marked(typed: str) -> None:
    assert read(built(f"{typed}MỤC ĐÍCH", "Nội dung.")).blocks == (
        Section("MỤC ĐÍCH", (Paragraph(inline("Nội dung.")),)),
    )


def test_a_forced_break_parts_lines_only_where_a_number_follows() -> None:
    assert read(built("1. Một\ndòng nữa;\n2. Hai", "3.", "Ba")).blocks == (
        Clause(inline("Một dòng nữa;")),
        Clause(inline("Hai")),
        Clause(inline("Ba")),
    )


def test_fields_frames_and_controls_give_their_text_and_boxes_are_told() -> None:
    document = docx.Document()
    w = nsdecls("w")
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    words = "<w:r><w:t>{}</w:t></w:r>"
    inside = f"<w:sdt {w}><w:sdtContent><w:p>{words.format('Trong ô nhập.')}</w:p></w:sdtContent></w:sdt>"
    document.element.body.insert(0, parse_xml(inside))
    paragraph = add(document, "Xem ")
    paragraph._p.append(parse_xml(f"<w:hyperlink {w}>{words.format('trang này')}</w:hyperlink>"))
    paragraph._p.append(parse_xml(f'<w:fldSimple {w} w:instr="PAGE">{words.format("7")}</w:fldSimple>'))
    box = f"<mc:AlternateContent {mc}><w:txbxContent><w:p/></w:txbxContent></mc:AlternateContent>"
    paragraph._p.append(parse_xml(f"<w:r {w}>{box}</w:r>"))
    reading = read(saved(document))
    assert reading.blocks == (Paragraph(inline("Trong ô nhập.")), Paragraph(inline("Xem trang này7")))
    assert reading.notes == ("Tệp có 1 khung chữ không đọc vào; chép chữ trong khung ra ngoài nếu cần.",)


def test_merged_cells_and_tables_in_cells_are_undone() -> None:
    document = docx.Document()
    table = document.add_table(3, 2)
    for place, text in enumerate(("Xã", "Kết quả", "A", "1", "", "2")):
        table.cell(place // 2, place % 2).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(1, 1).add_table(1, 1).cell(0, 0).text = "túi"
    (block,) = read(saved(document)).blocks
    assert isinstance(block, Table)
    assert [row.cells for row in block.rows] == [(inline("A"), inline("1 túi")), ((), inline("2"))]


@pytest.mark.parametrize("answer", [{}, {"items": [{}], "lying": [], "lost": {}}, {"items": 3, "lying": 1, "lost": 2}])
def test_a_child_that_was_taken_over_answers_nothing_that_counts(answer: dict) -> None:
    with pytest.raises(Refused, match="bị hỏng"):
        read_answer(answer)


def test_what_no_document_can_hold_is_refused_with_its_place() -> None:
    with pytest.raises(Refused, match=r"Phần 24: quá nhiều điểm"):
        read(built(*[f"a) Điểm {n}" for n in range(30)]))


# --- Files that are not read -----------------------------------------------------------------------------


def macros(parts: dict[str, bytes]) -> None:
    parts["word/vbaProject.bin"] = b"x"


def entities(parts: dict[str, bytes]) -> None:
    parts["word/document.xml"] = b'<!DOCTYPE a [<!ENTITY b "c">]>' + parts["word/document.xml"].split(b"?>", 1)[1]


def broken(parts: dict[str, bytes]) -> None:
    parts["word/document.xml"] = parts["word/document.xml"][:-20]


def deep(parts: dict[str, bytes]) -> None:
    nested = b"<w:tbl><w:tr><w:tc>" * 3000 + b"</w:tc></w:tr></w:tbl>" * 3000
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:body>", b"<w:body>" + nested)


def wide(parts: dict[str, bytes]) -> None:
    row = b"<w:tr>" + b"<w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>" * 61 + b"</w:tr>"
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:body>", b"<w:body><w:tbl>" + row + b"</w:tbl>")


def bomb(parts: dict[str, bytes]) -> None:
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:body>", b"<w:body>" + b" " * (49 << 20))


def workbook(parts: dict[str, bytes]) -> None:
    parts.clear()
    parts.update({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<a/>"})


def open_text(parts: dict[str, bytes]) -> None:
    parts.clear()
    parts.update({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"})


def endless(parts: dict[str, bytes]) -> None:
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:body>", b"<w:body>" + b"<w:p/>" * 120_001)


def old_word(*names: str) -> bytes:
    """A compound file that holds streams of these names, as far as anybody looks."""
    free, end = b"\xff\xff\xff\xff", b"\xfe\xff\xff\xff"
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    head[24:34] = b"\x3e\x00\x03\x00\xfe\xff\x09\x00\x06\x00"
    head[44:48] = (1).to_bytes(4, "little")
    head[48:52] = (1).to_bytes(4, "little")
    head[56:60] = (4096).to_bytes(4, "little")
    head[60:64] = end
    head[68:72] = end
    head[76:80] = bytes(4)
    head[80:512] = free * 108
    table = b"\xfd\xff\xff\xff" + end + free * 126
    entries = b""
    for name, kind in [("Root Entry", 5), *((name, 2) for name in names)]:
        written = (name + "\0").encode("utf-16-le")
        entry = written.ljust(64, b"\0") + len(written).to_bytes(2, "little") + bytes([kind, 1]) + free * 3
        entries += entry.ljust(116, b"\0") + end + bytes(8)
    return bytes(head) + table + entries.ljust(512, b"\0")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "không có nội dung"),
        ("không phải Word".encode(), "không phải tệp Word; gửi tệp .docx."),
        (changed(built("a"), workbook), "không phải tệp Word"),
        (b"%PDF-1.7", "là tệp PDF"),
        (b"{\\rtf1 a}", ".rtf"),
        (old_word("WordDocument"), "kiểu cũ (.doc); mở bằng Word, chọn Lưu thành .docx"),
        (old_word("EncryptedPackage", "EncryptionInfo"), "đặt mật khẩu"),
        (changed(built("a"), macros), "macro"),
        (changed(built("a"), entities), "khai báo lạ"),
        (changed(built("a"), broken), "bị hỏng"),
        (changed(built("a"), deep), "bị hỏng"),
        (changed(built("a"), wide), "quá nhiều cột"),
        (changed(built("a"), open_text), ".odt"),
        (changed(built("a"), endless), "quá dài"),
        (changed(built("a"), bomb), "bung ra quá lớn"),
        (built("a")[:-40], "bị hỏng"),
        (saved(docx.Document()), "không có nội dung chính"),
        (b"PK\x03\x04" + bytes(16 << 20), "lớn hơn 15 MB"),
    ],
    ids=[
        "empty",
        "text",
        "workbook",
        "pdf",
        "rtf",
        "doc",
        "password",
        "macros",
        "entities",
        "broken",
        "deep",
        "wide",
        "odt",
        "endless",
        "bomb",
        "cut",
        "no-text",
        "large",
    ],
)
def test_what_is_no_word_file_is_refused_in_one_sentence(content: bytes, said: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_docx(name="văn bản.docx", content=content)
    assert said in refusal.value.sentence
    assert "“văn bản.docx”" in refusal.value.sentence
    assert refusal.value.sentence.endswith(".")


def test_a_part_under_another_name_is_found_by_its_relation() -> None:
    def renamed(parts: dict[str, bytes]) -> None:
        parts["word/document2.xml"] = parts.pop("word/document.xml")
        parts["word/_rels/document2.xml.rels"] = parts.pop("word/_rels/document.xml.rels")
        for name in ("_rels/.rels", "[Content_Types].xml"):
            parts[name] = parts[name].replace(b"word/document.xml", b"word/document2.xml")

    content = changed(listed_report(), renamed)
    assert "word/document.xml" not in zipfile.ZipFile(BytesIO(content)).namelist()
    assert to_json(read(content).blocks) == to_json(EXPECTED)


# --- Pasted text --------------------------------------------------------------------------------------------


def test_pasted_text_becomes_blocks() -> None:
    pasted = (
        "I.\tKẾT QUẢ\r\n1.\tCông tác tổ chức\r\nTrong năm đã tổ chức 02 đợt.\r\n2. Kết quả vận động:\r\n"
        "a)\tĐợt 1 đạt 462 đơn vị máu;\r\n\u00b7\tTuyên truyền;\r\n- Vận động.\r\n"
        "TT\tĐơn vị\tĐạt\r\n1\tXã A\t462\r\n2\tXã B\t\r\nII. NHIỆM VỤ\r\nTiếp tục vận động./.\r\n"
    )
    assert read_pasted(pasted).blocks == (
        Section(
            "KẾT QUẢ",
            (
                Clause(title="Công tác tổ chức", children=(Paragraph(inline("Trong năm đã tổ chức 02 đợt.")),)),
                Clause(
                    title="Kết quả vận động:",
                    children=(
                        Point(
                            inline("Đợt 1 đạt 462 đơn vị máu;"),
                            children=(Dash(inline("Tuyên truyền;")), Dash(inline("Vận động."))),
                        ),
                        Table(
                            tuple(Column(title) for title in ("TT", "Đơn vị", "Đạt")),
                            (
                                Row((inline("1"), inline("Xã A"), inline("462"))),
                                Row((inline("2"), inline("Xã B"), ())),
                            ),
                        ),
                    ),
                ),
            ),
        ),
        Section("NHIỆM VỤ", (Paragraph(inline("Tiếp tục vận động.")),)),
    )


def test_lines_that_only_a_page_had_broken_are_joined_and_told() -> None:
    pasted = (
        "Thực hiện Kế hoạch số 33 của Ban Chỉ đạo vận động hiến máu tình nguyện về việc vận\n\n"
        "động và tổ chức hiến máu tình nguyện trên địa bàn trong năm, thời gian qua các cơ quan\n\n"
        "đã làm tốt công tác tuyên truyền.\n\n2\n\n"
        "1. Tiếp tục tăng cường công tác tuyên truyền để cán bộ, nhân dân hiểu về ý nghĩa, tính\n\n"
        "nhân đạo của việc hiến máu.\n\n2. Phát huy vai trò, trách nhiệm.\n"
    )
    reading = read_pasted(pasted)
    assert [type(block) for block in reading.blocks] == [Paragraph, Clause, Clause]
    assert "về việc vận động và tổ chức" in plain_text(reading.blocks, {})
    assert "nối lại" in reading.notes[0]


def test_what_stands_around_a_pasted_letter_is_left_out() -> None:
    pasted = (
        "Số: 12/BCĐ-CTĐ\nV/v đôn đốc nộp danh sách\nBình Minh, ngày 05 tháng 3 năm 2026\n\nKính gửi:\n"
        "- Các cơ quan, đơn vị;\n- UBND các xã.\n\nĐề nghị nộp danh sách trước ngày 24/3.\n\nNơi nhận:\n- Như trên;\n"
        "- Lưu: VT."
    )
    reading = read_pasted(pasted)
    assert reading.blocks == (Paragraph(inline("Đề nghị nộp danh sách trước ngày 24/3.")),)
    assert len(reading.left_out) == 9
    one = read_pasted("BÁO CÁO\nKết quả năm 2026\n(Số liệu tính đến 14 giờ 05)\nKính gửi: UBND xã.\nNội dung./.")
    assert one.blocks == (Paragraph(inline("Nội dung.")),)


def test_words_of_a_header_or_a_signature_inside_the_text_cut_nothing_off() -> None:
    lines = (
        "Trong năm, Ban Chỉ đạo đã tổ chức:",
        "- Đợt 1 tại Bình Minh, ngày 05 tháng 3 năm 2026;",
        "Nơi nhận: trụ sở UBND xã.",
        "Trưởng Ban Chỉ đạo xã yêu cầu thực hiện./.",
        "Nơi nhận:",
        "- Lưu: VT.",
    )
    reading = read_pasted("\n".join(lines))
    assert len(reading.blocks) == 4
    assert reading.left_out == lines[4:]


def test_a_tab_inside_a_line_is_a_space() -> None:
    assert read_pasted("Trưởng ban\tPhó ban\nHai người.").blocks[0] == Paragraph(inline("Trưởng ban Phó ban"))


def test_nothing_pasted_and_too_much_are_refused() -> None:
    with pytest.raises(Refused, match="Chưa có nội dung chính"):
        read_pasted(" \n\t\n")
    with pytest.raises(Refused, match="quá dài"):
        read_pasted("a" * 1_000_001)


def test_markup_that_is_pasted_is_only_text() -> None:
    (block,) = read_pasted("<script>alert(1)</script>\x00\x07 & “a”").blocks
    assert block == Paragraph(inline("<script>alert(1)</script> & “a”"))


@settings(max_examples=60)
@given(st.lists(words | st.just(""), min_size=1, max_size=12))
def test_no_word_that_is_pasted_is_lost(lines: list[str]) -> None:
    reading = pasted("\n".join(lines))
    if not reading:
        return
    printed = "\n".join([plain_text(reading.blocks, {}), *reading.left_out]).replace("Chưa có tên", "")
    assert sorted(letters(printed)) == sorted(letters("\n".join(lines)))


def pasted(text: str) -> Reading | None:
    """What was read; None where there is nothing but what stands around a document."""
    try:
        return read_pasted(text)
    except Refused:
        return None


def letters(text: str) -> list[str]:
    """The words of a text, without the numbers and signs that are counted anew."""
    return [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 1 and not set(word) <= set("IVX")]
