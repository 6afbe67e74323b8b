"""Reading files: every kind gives the same cells, what is hidden is told, what is no list is refused in words."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from PIL import Image

from core.child.asking import ChildFailed, ask
from core.refusal import Refused
from core.text.formulas import formula_safe
from donors.intake.book import Book, FileKind, Merge
from donors.intake.findings import Code
from donors.intake.parsing.delimited import decoded, read_delimited
from donors.intake.parsing.plain import Unreadable
from donors.intake.parsing.workbook import read_workbook
from donors.intake.reading import read_book, read_pasted
from tests.donors.intake.biff import Formula, XlsSheet, ole_bytes, xls_bytes
from tests.donors.intake.measured import grows_evenly, steps
from tests.donors.intake.open_documents import OdsSheet, ods_bytes

HEADER = ["STT", "Họ và tên", "Ngày sinh", "Số định danh", "Điện thoại"]
PEOPLE = [
    [1, "Lò Thị Mỷ", dt.date(1990, 3, 5), "012190000123", "0912000111"],
    [2, "Giàng A Páo", dt.date(1972, 11, 30), "1.23E+11", "0912000112"],
]
LIST = [HEADER, *PEOPLE]


def xlsx(change: Callable[[openpyxl.Workbook], None] = lambda book: None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Danh sách"
    for row in LIST:
        sheet.append(row)
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, part: bytes, *, replace: tuple[bytes, bytes] = (b"", b"")) -> bytes:
    """The archive with a part more, or with bytes of a part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            data = source.read(info)
            target.writestr(info.filename, data.replace(*replace) if info.filename == name and replace[0] else data)
        if not replace[0]:
            target.writestr(name, part)
    return out.getvalue()


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def read(content: bytes, name: str = "danh sach.xlsx") -> Book:
    return read_book(name=name, content=content)


def told(book: Book) -> dict[str, dict[str, str] | None]:
    return {finding.code.value: finding.detail for finding in book.findings}


# ---- every kind of file


@pytest.mark.parametrize(
    "content, kind",
    [
        (xlsx(), FileKind.XLSX),
        (xls_bytes([XlsSheet("Danh sách", LIST)]), FileKind.XLS),
        (ods_bytes([OdsSheet("Danh sách", LIST)]), FileKind.ODS),
    ],
    ids=["xlsx", "xls", "ods"],
)
@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.csv", "ảnh"])
def test_a_workbook_gives_its_cells_whatever_its_name_says(content: bytes, kind: FileKind, name: str) -> None:
    book = read(content, name)
    assert (book.kind, [sheet.name for sheet in book.sheets], book.findings) == (kind, ["Danh sách"], [])
    assert book.sheets[0].rows == LIST
    assert [type(cell) for cell in book.sheets[0].rows[1]] == [int, str, dt.date, str, str]


def test_excel_5_is_read_and_its_old_bytes_stay_for_the_step_that_knows_fonts() -> None:
    rows = [["Ho ten", "Nam sinh"], ["NguyÔn V¨n \xb8nh", 1990]]  # TCVN3 as Windows-1252 shows it
    assert read(xls_bytes([XlsSheet("DS", rows)], version=5)).sheets[0].rows == rows


@pytest.mark.parametrize(
    "content",
    [
        xlsx(lambda book: setattr(book, "epoch", CALENDAR_MAC_1904)),
        xls_bytes([XlsSheet("Danh sách", LIST)], is_1904=True),
    ],
    ids=["xlsx", "xls"],
)
def test_dates_count_from_1904_where_the_file_says_so(content: bytes) -> None:
    assert [row[2] for row in read(content).sheets[0].rows[1:]] == [dt.date(1990, 3, 5), dt.date(1972, 11, 30)]


def test_moments_times_fractions_and_truth_keep_their_kind_and_errors_are_empty() -> None:
    moment = dt.datetime(2026, 11, 22, 7, 5)
    cells = [moment, dt.time(7, 30), 1.5, True, 912000111, 12190000123.0, "#N/A", "  ", "a\nb", 2e20]
    book = read(xlsx(lambda book: book.active.append(cells)))
    assert book.sheets[0].rows[3] == [
        moment,
        dt.time(7, 30),
        1.5,
        True,
        912000111,
        12190000123,
        None,
        None,
        "a\nb",
        2e20,
    ]
    assert isinstance(book.sheets[0].rows[3][5], int)


@pytest.mark.parametrize("shown_as", ["dd/mm/yyyy", "[$-42A]dd/mm/yyyy", "[$-1010000]d/m/yyyy;@", "m/d/yyyy"])
def test_a_date_is_a_date_however_it_is_shown(shown_as: str) -> None:
    def add(book: openpyxl.Workbook) -> None:
        book.active["A4"] = 32937
        book.active["A4"].number_format = shown_as
        book.active["B4"] = 912000111
        book.active["B4"].number_format = "0000000000"

    assert read(xlsx(add)).sheets[0].rows[3][:2] == [dt.date(1990, 3, 5), 912000111]


def test_empty_rows_above_and_columns_before_the_list_keep_their_places() -> None:
    book = openpyxl.Workbook()
    book.active["C4"] = "Họ và tên"
    out = io.BytesIO()
    book.save(out)
    assert read(out.getvalue()).sheets[0].rows == [[None] * 3] * 3 + [[None, None, "Họ và tên"]]


# ---- what a file hides, and what else is said of it


def hide_in_xlsx(book: openpyxl.Workbook) -> None:
    sheet = book.active
    for row in (2, 3, 9):  # row 9 is empty: it hides nothing
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions["D"].hidden = True
    sheet.column_dimensions.group("J", "XFD", hidden=True)
    sheet.merge_cells("A5:E6")
    sheet["A5"] = "Tổng"
    secret = book.create_sheet("Bí mật")
    secret["A1"] = "x"
    secret.sheet_state = "veryHidden"
    book.create_sheet("Trống").sheet_state = "hidden"


@pytest.mark.parametrize(
    "content",
    [
        xlsx(hide_in_xlsx),
        *(
            xls_bytes(
                [
                    XlsSheet(
                        "Danh sách",
                        [*LIST, [], ["Tổng"]],
                        hidden_rows=[1, 2],
                        hidden_columns=[3],
                        merges=[(4, 0, 5, 4)],
                    ),
                    XlsSheet("Bí mật", [["x"]], visibility=visibility),
                ]
            )
            for visibility in (1, 2)
        ),
        ods_bytes(
            [
                OdsSheet(
                    "Danh sách", [*LIST, [], ["Tổng"]], hidden_rows=[1, 2], hidden_columns=[3], merges=[(4, 0, 5, 4)]
                ),
                OdsSheet("Bí mật", [["x"]], is_hidden=True),
            ]
        ),
    ],
    ids=["xlsx", "xls hidden", "xls very hidden", "ods"],
)
def test_hidden_parts_are_read_marked_and_told(content: bytes) -> None:
    book = read(content)
    sheet, secret = book.sheets[:2]
    assert told(book) == {
        "hidden_sheet": {"sheets": "Bí mật"},
        "hidden_rows": {"sheet": "Danh sách", "rows": "2–3"},
        "hidden_columns": {"sheet": "Danh sách", "columns": "D"},
    }
    assert (sheet.is_hidden, sheet.hidden_rows, sheet.hidden_columns) == (False, {1, 2}, {3})
    assert sheet.merges == (Merge(4, 0, 5, 4),)
    assert sheet.rows[1][1] == "Lò Thị Mỷ"
    assert (secret.is_hidden, secret.rows) == (True, [["x"]])


def test_a_formula_gives_what_it_last_gave_or_nothing_and_is_told() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("DS")
        sheet.write_row(0, 0, ["Họ và tên", "Số lần"])
        sheet.write_string(1, 0, "Lò Thị Mỷ")
        sheet.write_formula(1, 1, "=SUM(C2:D2)", None, 7)
        sheet.write_formula(2, 1, "=A9", None, "")
    book = read(out.getvalue())
    assert book.sheets[0].rows == [["Họ và tên", "Số lần"], ["Lò Thị Mỷ", 7]]
    assert told(book) == {"formulas": {"sheet": "DS", "count": "2", "cells": "B2, B3"}}
    old = read(xls_bytes([XlsSheet("DS", [["Họ và tên", "Số lần"], ["Lò Thị Mỷ", Formula(7)], [Formula(None)]])]))
    assert (old.sheets[0].rows, told(old)) == (
        [["Họ và tên", "Số lần"], ["Lò Thị Mỷ", 7]],
        {"formulas": {"sheet": "DS", "count": "2", "cells": "B2, A3"}},
    )
    uncomputed = read(xlsx(lambda book: book.active.append([3, "=B2"])))  # openpyxl keeps no values
    assert uncomputed.sheets[0].rows[3] == [3, None, None, None, None]
    opened = read(ods_bytes([OdsSheet("DS", [["=Hòa"]])]))
    assert (opened.sheets[0].rows, list(told(opened))) == ([["Hòa"]], ["formulas"])


def test_macros_and_links_are_told_and_neither_run_nor_followed() -> None:
    with_macros = read(with_part(xlsx(), "xl/vbaProject.bin", b"\x00"))
    assert (with_macros.kind, told(with_macros)) == (FileKind.XLSM, {"macros": None})
    assert with_macros.sheets[0].rows == LIST
    linked = read(with_part(xlsx(), "xl/externalLinks/externalLink1.xml", b"<externalLink/>"))
    assert told(linked) == {"external_links": None}
    old = xls_bytes([XlsSheet("DS", LIST)], link=True, storages={"_VBA_PROJECT_CUR": b"x"})
    assert list(told(read(old))) == ["external_links", "macros"]


def test_elements_with_a_prefix_and_cells_without_references_are_understood() -> None:
    rows = b'<x:row hidden="1"><x:c t="inlineStr"><x:is><x:t>A</x:t></x:is></x:c></x:row>'
    sheet = (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        + rows
        + b'</x:sheetData><x:mergeCells><x:mergeCell ref="A1:C2"/></x:mergeCells></x:worksheet>'
    )
    source = zipfile.ZipFile(io.BytesIO(xlsx()))
    whole = source.read("xl/worksheets/sheet1.xml")
    content = with_part(xlsx(), "xl/worksheets/sheet1.xml", b"", replace=(whole, sheet))
    book = read(content)
    assert (book.sheets[0].rows, book.sheets[0].hidden_rows, book.sheets[0].merges) == (
        [["A"]],
        {0},
        (Merge(0, 0, 1, 2),),
    )


# ---- the size of things


def test_a_million_declared_rows_are_read_as_the_rows_used() -> None:
    def declare(book: openpyxl.Workbook) -> None:
        book.active["A1048576"].font = openpyxl.styles.Font(bold=True)

    assert read(xlsx(declare)).sheets[0].rows == LIST
    assert read(ods_bytes([OdsSheet("Danh sách", LIST, tail_rows=1_048_000)])).sheets[0].rows == LIST
    book = read(with_empty_rows(300_000))
    assert (book.sheets[0].rows, book.findings) == (LIST, [])


@pytest.mark.parametrize("empty", [b'<c r="%b" s="1"/>', b'<c r="%b" s="1" t="n"></c>'])
def test_a_cell_that_only_has_a_look_is_empty_however_it_is_written(empty: bytes) -> None:
    """Which of the two a library writes depends on what else is installed."""
    cells = [empty % reference for reference in (b"A4", b"F4", b"A1048576", b"XFD1048576")]
    rows = b"".join([b'<row r="4">', *cells[:2], b'</row><row r="1048576">', *cells[2:], b"</row></sheetData>"])
    book = read(with_part(xlsx(), "xl/worksheets/sheet1.xml", b"", replace=(b"</sheetData>", rows)))
    assert (book.sheets[0].rows, book.findings) == (LIST, [])


def with_empty_rows(count: int) -> bytes:
    """The list, and `count` rows below it that are written out, hidden and hold nothing."""
    empty_rows = b"".join(b'<row r="%d" ht="15" hidden="1"><c r="A%d" s="1"/></row>' % (n, n) for n in range(4, count))
    return with_part(xlsx(), "xl/worksheets/sheet1.xml", b"", replace=(b"</sheetData>", empty_rows + b"</sheetData>"))


def with_rows(count: int) -> bytes:
    """A list of so many people, of many columns."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for row in range(count):
            sheet.write_row(row, 0, [row, f"Lò Thị Mỷ {row}", 1990, "Nữ", "012190000123", "0912000111"] * 2)
    return out.getvalue()


@pytest.mark.parametrize("content", [with_rows, with_empty_rows])
def test_twice_as_many_rows_take_twice_the_work(content: Callable[[int], bytes]) -> None:
    files = {count: content(count) for count in (500, 1_000)}
    assert grows_evenly(lambda count: read_workbook(files[count]), 500)


def test_a_list_of_two_thousand_is_read() -> None:
    assert len(read(with_rows(2_000)).sheets[0].rows) == 2_000


@pytest.mark.parametrize(
    "content, sentence",
    [
        (
            "\n".join(f"Lò Thị Mỷ;{n}" for n in range(20_101)).encode(),
            "“a.csv” có 20.101 dòng, nhiều nhất là 20.000 dòng; chia danh sách thành nhiều tệp rồi gửi lại.",
        ),
        (
            xlsx(lambda book: book.active.__setitem__("A1048576", "x")),
            (
                "Trang tính “Danh sách” có ô ở tận dòng 1.048.576; xóa các dòng thừa bên dưới danh sách, "
                "lưu rồi gửi lại."
            ),
        ),
        (
            xlsx(lambda book: book.active.__setitem__("XFD1", "x")),
            (
                "Trang tính “Danh sách” có 16.384 cột, nhiều nhất là 200 cột; xóa các cột thừa bên phải, "
                "lưu rồi gửi lại."
            ),
        ),
        (
            xls_bytes([XlsSheet("DS", [[*[None] * 249, "x"]])]),
            "Trang tính “DS” có 250 cột, nhiều nhất là 200 cột; xóa các cột thừa bên phải, lưu rồi gửi lại.",
        ),
    ],
    ids=["rows", "far row", "columns", "columns of xls"],
)
def test_what_is_beyond_a_list_of_people_is_refused_at_once(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(content, "a.csv")
    assert refusal.value.sentence == sentence


def test_repeated_filled_cells_of_a_hostile_document_are_refused_before_they_are_held() -> None:
    hostile = with_part(
        ods_bytes([OdsSheet("DS", [["x"]])]),
        "content.xml",
        b"",
        replace=(
            b'<table:table-cell office:value-type="string">',
            b'<table:table-cell table:number-columns-repeated="99999999" office:value-type="string">',
        ),
    )
    with pytest.raises(Refused, match=r"99\.999\.999 cột"):
        read(hostile)


@pytest.mark.parametrize("megabytes", [16, 40])
def test_a_large_file_is_refused_before_it_is_opened(megabytes: int) -> None:
    content = b"PK\x03\x04" + bytes(megabytes << 20)
    sentence, taken = refused(lambda: read(content))
    assert taken < 5_000  # whatever its size
    assert sentence == (
        "“danh sach.xlsx” lớn hơn 15 MB; bỏ ảnh và các trang tính không cần, hoặc chép riêng danh sách sang tệp "
        "mới rồi gửi lại."
    )


def refused(act: Callable[[], object]) -> tuple[str, int]:
    """What was said instead, and after how many steps."""
    told = []

    def caught() -> None:
        try:
            act()
        except Refused as refusal:
            told.append(refusal.sentence)

    taken = steps(caught)
    return told[0], taken


# ---- what is no list


def picture(format_name: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "#b01f2e").save(out, format_name)
    return out.getvalue()


def encrypted_zip() -> bytes:
    content = bytearray(archive(xl__workbook_dot_xml=b"x"))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    return bytes(content)


def declaring(size: int) -> bytes:
    """An archive of which a part declares this size and inflates to eight megabytes."""
    content = bytearray(archive(xl__workbook_dot_xml=bytes(8 << 20)))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.index(mark) + offset
        content[at : at + 4] = size.to_bytes(4, "little")
    return bytes(content)


def one_long_row() -> bytes:
    cell = b"<row r='99'><c r='A99' t='inlineStr'><is><t>" + b"A" * (40 << 20) + b"</t></is></c></row></sheetData>"
    return with_part(xlsx(), "xl/worksheets/sheet1.xml", b"", replace=(b"</sheetData>", cell))


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><workbook>&b;</workbook>'


@pytest.mark.parametrize(
    "content, words",
    [
        pytest.param(b"", "không có nội dung", id="empty"),
        pytest.param(b"\xef\xbb\xbf \r\n\r\n", "không có nội dung", id="blank text"),
        pytest.param(b"\x00" * 2048, "không có nội dung", id="zeros"),
        pytest.param(xlsx(lambda book: book.active.delete_rows(1, 9)), "không có ô nào có chữ", id="empty sheets"),
        *(
            pytest.param(picture(name), "là ảnh; dùng nút “Chụp ảnh danh sách giấy”", id=name)
            for name in ("JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF")
        ),
        pytest.param(b"\x00\x00\x00\x18ftypheic" + bytes(99), "là ảnh", id="HEIC"),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3", "là tệp PDF", id="pdf"),
        pytest.param(ole_bytes({"WordDocument": b"x"}), "là tệp Word", id="doc"),
        pytest.param(archive(word__document_dot_xml=b"<x/>"), "là tệp Word", id="docx"),
        pytest.param(b"{\\rtf1 x}", "là tệp Word", id="rtf"),
        pytest.param(ole_bytes({"PowerPoint Document": b"x"}), "là tệp trình chiếu", id="ppt"),
        pytest.param(archive(xl__workbook_dot_bin=b"x"), "là tệp .xlsb", id="xlsb"),
        pytest.param(archive(Index__Document_dot_iwa=b"x"), "là tệp Numbers", id="numbers"),
        pytest.param(archive(a_dot_xlsx=b"x"), "; giải nén", id="zip of files"),
        pytest.param(b"Rar!\x1a\x07\x00" + bytes(99), "; giải nén", id="rar"),
        pytest.param(b"\x09\x04\x06\x00" + bytes(99), "là tệp Excel quá cũ", id="excel 4"),
        pytest.param(b"<html><table><tr><td>H\xe1\xbb\x8d</td></tr></table></html>", "thật ra là trang web", id="html"),
        pytest.param(b'<?xml version="1.0"?><Workbook/>', "thật ra là trang web", id="xml"),
        pytest.param(b"MIME-Version: 1.0\r\nX: y\r\n", "thật ra là trang web", id="mhtml"),
        pytest.param(bytes(range(256)) * 20, "không phải bảng tính", id="binary"),
        pytest.param(
            ole_bytes({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), "có đặt mật khẩu", id="xlsx password"
        ),
        pytest.param(xls_bytes([XlsSheet("A", LIST)], password=True), "có đặt mật khẩu", id="xls password"),
        pytest.param(
            xls_bytes([XlsSheet("A", [["x"]])], password=True, version=5), "có đặt mật khẩu", id="biff5 password"
        ),
        pytest.param(ods_bytes([OdsSheet("A", LIST)], encrypted=True), "có đặt mật khẩu", id="ods password"),
        pytest.param(encrypted_zip(), "có đặt mật khẩu", id="zip password"),
        pytest.param(xlsx()[:-200], "bị hỏng", id="cut xlsx"),
        pytest.param(b"PK\x03\x04" + b"x" * 99, "bị hỏng", id="no archive"),
        pytest.param(xls_bytes([XlsSheet("A", LIST)])[:1500], "bị hỏng", id="cut xls"),
        pytest.param(bytes.fromhex("d0cf11e0a1b11ae1") + b"\xff" * 600, "bị hỏng", id="no container"),
        pytest.param(ole_bytes({"Workbook": b"\xff" * 5000}), "bị hỏng", id="no records"),
        pytest.param(archive(xl__workbook_dot_xml=b"<workbook>"), "bị hỏng", id="no xml"),
        pytest.param(archive(xl__workbook_dot_xml=LAUGHS), "có khai báo lạ", id="entities"),
        pytest.param(declaring(600 << 20), "bung ra quá lớn", id="zip bomb"),
        pytest.param(declaring(10), "bị hỏng", id="lying zip bomb"),
        pytest.param(one_long_row(), "bung ra quá lớn", id="one cell of forty megabytes"),
    ],
)
def test_what_is_no_list_gets_one_sentence_that_says_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(content, "danh sach.xlsx")
    sentence = refusal.value.sentence
    assert words in sentence
    assert sentence.startswith("“danh sach.xlsx” ")
    assert sentence.endswith(".")
    assert "; " in sentence  # and what to do


def test_cut_and_changed_files_never_end_in_anything_but_cells_or_a_sentence() -> None:
    ended = {"cells": 0, "sentence": 0}
    for content in (xlsx(), xls_bytes([XlsSheet("A", LIST)]), ods_bytes([OdsSheet("A", LIST)])):
        for at in range(0, len(content), max(1, len(content) // 60)):
            changed = bytearray(content)
            changed[at] ^= 0xFF
            for damaged in (content[:at], bytes(changed)):
                try:
                    assert read_workbook(damaged).sheets
                except Unreadable:
                    ended["sentence"] += 1
                else:
                    ended["cells"] += 1
    assert min(ended.values()) > 0, ended


# ---- the child


@pytest.mark.parametrize("limits, cause", [({"memory_mb": 60}, "memory"), ({"seconds": 1}, "time")])
def test_the_child_is_stopped_by_its_limits(limits: dict[str, int], cause: str) -> None:
    import json

    request = {"do": "read", "seconds": 20, "memory_mb": 1024, **limits}
    line = ";".join("x" * 1_000 for _ in range(100)) + "\n"
    content = (line * 150).encode() if cause == "memory" else (b'"' + b'a";"b\n' * 2_500_000)
    with pytest.raises(ChildFailed) as failure:
        ask("donors.intake.child", json.dumps(request).encode() + b"\n" + content, timeout=20)
    assert failure.value.cause == cause


def test_the_child_imports_no_django_and_opens_nothing() -> None:
    import subprocess
    import sys

    code = (
        "import sys, socket, core.child.stem, donors.intake.child, donors.intake.rewriting.child\n"
        "assert 'django' not in sys.modules\n"
        "from core.child.answering import limit\n"
        "limit(memory_mb=512, seconds=5, open_files=0)\n"
        "for act in (lambda: open('/etc/hostname'), socket.socket):\n"
        "    try:\n"
        "        act()\n"
        "    except OSError:\n"
        "        print('held')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "held\nheld\n"


# ---- text


CSV = [
    ["Họ và tên", "Năm sinh", "Địa chỉ"],
    ["Lò Thị Mỷ", "1990", 'Bản "Cũ",\nxã Mường Và'],
    ["Giàng A Páo", "012", None],
]


def written(rows: list[list[str | None]], **dialect: object) -> str:
    out = io.StringIO()
    csv.writer(out, **dialect).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_text_in_any_encoding_separator_and_line_end_is_read(encoding: str, separator: str, line_end: str) -> None:
    import unicodedata

    text = written(CSV, delimiter=separator, lineterminator="\n").replace("\n", line_end)
    if encoding == "cp1258":
        text = "".join(_as_1258(letter) for letter in text)
    book = read_workbook(text.encode(encoding))
    composed = [[cell and unicodedata.normalize("NFC", str(cell)) for cell in row] for row in book.sheets[0].rows]
    assert (book.kind, composed) == ("csv", CSV)


def test_text_goes_through_the_child_as_every_file_does() -> None:
    book = read(written(CSV).encode(), "a.csv")
    assert (book.kind, book.sheets[0].name, book.sheets[0].rows) == (FileKind.CSV, "", CSV)


def _as_1258(letter: str) -> str:
    """A letter as Windows-1258 holds it: the base with its hat or horn, then the tone."""
    import unicodedata

    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        base, *marks = unicodedata.normalize("NFD", letter)
        tone = next((mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"), "")
        return unicodedata.normalize("NFC", base + "".join(mark for mark in marks if mark != tone)) + tone
    return letter


@pytest.mark.parametrize(
    "content, cells",
    [
        ("Hä vµ tªn;NguyÔn V¨n \xb8nh".encode("cp1252"), ["Hä vµ tªn", "NguyÔn V¨n \xb8nh"]),  # TCVN3
        ("Hoï vaø teân;Nguyeãn Vaên Thò".encode("cp1252"), ["Hoï vaø teân", "Nguyeãn Vaên Thò"]),  # VNI
        (
            "Nguyễn Thị Ánh ở Mường Và được hưởng".encode() + b"\xe1\xbb;b",
            ["Nguyễn Thị Ánh ở Mường Và được hưởng\ufffd", "b"],
        ),  # cut in a letter
    ],
    ids=["tcvn3", "vni", "cut"],
)
def test_old_fonts_and_small_damage_stay_for_the_step_that_mends_them(content: bytes, cells: list[str]) -> None:
    assert read(content).sheets[0].rows == [cells]


def test_the_separator_that_a_file_names_wins() -> None:
    assert read(b"sep=|\na,b|c\n1,2|3\n").sheets[0].rows == [["a,b", "c"], ["1,2", "3"]]


def test_a_quote_that_never_closes_does_not_swallow_the_list() -> None:
    assert read(b'ten,nam\n"Ty,1990\nMo,1991\n').sheets[0].rows == [["ten", "nam"], ['"Ty', "1990"], ["Mo", "1991"]]


def test_text_that_another_program_would_run_is_only_text() -> None:
    cells = ["=HYPERLINK(1)", "+84912", "@a", "'; DROP TABLE", "<script>"]
    book = read(written([cells, cells]).encode())
    assert book.sheets[0].rows == [cells, cells]
    exported = written([[str(formula_safe(cell)) for cell in cells]] * 2)
    assert read(exported.encode()).sheets[0].rows == [cells, cells]


CELL = st.text(st.sampled_from("aăậĐ 01.'\"\n-"), max_size=8).filter(lambda text: not text or not text.isspace())


@given(
    rows=st.integers(2, 5).flatmap(lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=6)),
    separator=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_whatever_is_written_as_csv_comes_back(
    rows: list[list[str]], separator: str, quoting: int, line_end: str, encoding: str
) -> None:
    text = written(rows, delimiter=separator, quoting=quoting, lineterminator="\n").replace("\n", line_end)
    expected = [[cell or None for cell in row] for row in rows]
    assert read_delimited(decoded(text.encode(encoding))) == expected


# ---- pasted and typed


def test_cells_from_the_clipboard_keep_their_places_and_line_breaks() -> None:
    text = 'STT\tHọ và tên\tĐịa chỉ\r\n1\tLò Thị Mỷ\t"Bản Cũ\nxã ""Mường"" Và"\r\n2\t\t"x\r\n'
    book = read_pasted(text.replace('"x\r\n', "x\r\n"))
    assert book.kind is FileKind.PASTED
    assert book.sheets[0].rows == [
        ["STT", "Họ và tên", "Địa chỉ"],
        ["1", "Lò Thị Mỷ", 'Bản Cũ\nxã "Mường" Và'],
        ["2", None, "x"],
    ]


def test_typed_lines_give_a_person_a_line() -> None:
    book = read_pasted("Lò Thị Mỷ, 1990, Bản Cũ\n\nGiàng A Páo – 1972 – Bản Mới\nVàng Thị Dợ 1980\n")
    assert book.kind is FileKind.TYPED
    assert book.sheets[0].rows == [
        ["Lò Thị Mỷ", "1990", "Bản Cũ"],
        [None] * 3,
        ["Giàng A Páo", "1972", "Bản Mới"],
        ["Vàng Thị Dợ 1980", None, None],
    ]


@pytest.mark.parametrize("text", ["", " \n\t\n "])
def test_nothing_pasted_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="Chưa có gì để đọc"):
        read_pasted(text)


def test_every_note_of_the_child_is_a_code_that_has_words() -> None:
    assert {"hidden_sheet", "hidden_rows", "hidden_columns", "formulas", "external_links", "macros"} <= set(Code)


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("x\t1\n" * 20_101, "Phần dán có 20.101 dòng, nhiều nhất là 20.000 dòng"),
        ("Lò Thị Mỷ, 1990\n" * 20_101, "Phần dán có 20.101 dòng"),
        ("x" + "\n" * 30_000 + "x\tx", "Phần dán có ô ở tận dòng 30.001"),
        ("\t" * 1_000_000 + "x" + "\n\tx" * 19_000, r"Phần dán có 1\.000\.001 cột"),
        ("x\t" + "x" * 2_000_000, "Phần dán bị hỏng"),
        ("x" * 2_500_001, "Phần dán quá dài; gửi danh sách bằng tệp Excel"),
    ],
    ids=["rows", "typed rows", "far row", "columns", "one cell", "letters"],
)
def test_too_much_pasted_is_refused_before_it_is_held(text: str, sentence: str) -> None:
    said, taken = refused(lambda: read_pasted(text))
    assert re.search(sentence, said)
    assert taken < 8 * len(text) + 5_000  # by the letter: cells that nobody wrote are not gone through
