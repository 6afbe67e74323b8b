"""The same small list as every kind of file, in every encoding that is met."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Mapping

from donors.intake.book import Cell
from donors.intake.legacy_text import TCVN3, VNI
from tests.donors.intake.corpus.making import Entry, Page, Rows, ods, text, xls, xlsx

_ROWS: list[list[Cell]] = [
    ["DANH SÁCH ĐĂNG KÝ HIẾN MÁU TÌNH NGUYỆN"],
    ["STT", "Họ và tên", "Năm sinh", "Đơn vị công tác"],
    ["I", "Thôn Đông"],
    ["1", "Nguyễn Đức Thường", "1985", "Trường tiểu học"],
    ["2", "Trần Thị Ngọc Ánh", "1990", "Ủy ban xã"],
]
_PEOPLE = """
    4 | Nguyễn Đức Thường | 1985 | Trường tiểu học | I. Thôn Đông
    5 | Trần Thị Ngọc Ánh | 1990 | Ủy ban xã | I. Thôn Đông
"""
_SHOWS = "name birth workplace group"


def _all(convert: Callable[[str], str]) -> Rows:
    return [[convert(str(cell)) for cell in row] for row in _ROWS]


def _written_in(table: Mapping[str, str]) -> Callable[[str], str]:
    """Text as an old font holds it, letter by letter; capitals with a tone do not exist there."""
    back = {letter: written for written, letter in table.items()}
    return lambda cell: "".join(back.get(letter) or back.get(letter.lower(), letter) for letter in cell)


def _misread(cell: str) -> str:
    """UTF-8 that was opened as Windows-1252 and saved again."""
    return "".join(chr(byte) if byte in _HOLES else bytes([byte]).decode("cp1252") for byte in cell.encode())


_HOLES = (0x81, 0x8D, 0x8F, 0x90, 0x9D)

ENTRIES = [
    Entry("xlsx", xlsx(Page(_ROWS)), _PEOPLE, _SHOWS),
    Entry("xls of Excel 97", xls(Page(_ROWS)), _PEOPLE, _SHOWS, file="danh sach.xls"),
    Entry("ods", ods(Page(_ROWS)), _PEOPLE, _SHOWS, file="danh sach.ods"),
    Entry("csv in UTF-8", text(_ROWS), _PEOPLE, _SHOWS, file="danh sach.csv"),
    Entry("csv in UTF-8 with a mark, semicolons", text(_ROWS, encoding="utf-8-sig", delimiter=";"), _PEOPLE, _SHOWS),
    Entry("text in UTF-16, tabs", text(_ROWS, encoding="utf-16", delimiter="\t"), _PEOPLE, _SHOWS, file="ds.txt"),
    Entry(
        "csv with a quoted cell over two lines",
        text([["Họ và tên", "Năm sinh", "Địa chỉ"], ["Nguyễn Văn An", 1985, 'Thôn "Đông",\nxã An Lão']]),
        '2 | Nguyễn Văn An | 1985 | Thôn "Đông", xã An Lão',
        "name birth address",
        file="ds.csv",
    ),
    Entry(
        "decomposed letters",
        xlsx(Page(_all(lambda cell: unicodedata.normalize("NFD", cell)))),
        _PEOPLE,
        _SHOWS,
        file=unicodedata.normalize("NFD", "danh sách.xlsx"),
    ),
    Entry(
        "dates of a spreadsheet",
        xls(Page([["Họ và tên", "Ngày sinh"], ["Nguyễn Văn An", dt.date(1985, 3, 5)], ["Trần Thị Bích", 1990]])),
        "2 | Nguyễn Văn An | 05/03/1985\n3 | Trần Thị Bích | 1990",
        file="ds.xls",
    ),
    Entry(
        "TCVN3 (ABC): headings, groups and cells",
        xlsx(Page(_all(_written_in(TCVN3)))),
        _PEOPLE.replace("Ánh", "ánh").replace("Ủy", "ủy"),
        _SHOWS,
        says=("legacy_text NguyÔn §øc Th\xadêng", "legacy_text Tr\xadêng tiÓu häc"),
    ),
    Entry(
        "VNI: headings, groups and cells",
        xlsx(Page(_all(_written_in(VNI)))),
        _PEOPLE,
        _SHOWS,
        says=("legacy_text Nguyeãn Ñöùc Thöôøng", "legacy_text Tröôøng tieåu hoïc"),
    ),
    Entry(
        "TCVN3 in an old workbook, only the names",
        xls(Page([[*_ROWS[1]], *([row[0], _written_in(TCVN3)(row[1]), *row[2:]] for row in _ROWS[3:])])),
        "2 | Nguyễn Đức Thường | 1985 | Trường tiểu học\n3 | Trần Thị Ngọc ánh | 1990 | Ủy ban xã",
        "name birth workplace",
        says=("legacy_text NguyÔn §øc Th\xadêng",),
        file="ds.xls",
    ),
    Entry(
        "UTF-8 read as Windows-1252",
        xlsx(Page(_all(_misread))),
        _PEOPLE,
        _SHOWS,
        says=(f"legacy_text {_misread('Nguyễn Đức Thường')}", f"legacy_text {_misread('Trường tiểu học')}"),
    ),
    Entry("csv in Windows-1258", text(_ROWS, encoding="cp1258"), _PEOPLE, _SHOWS, file="ds.csv"),
]
