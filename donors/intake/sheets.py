"""What our own workbooks of people share: the columns of the form, its look, and a writer that writes no formula."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from core.text.formulas import is_formula_like
from donors.intake.fields import Field
from donors.intake.person_cells import PersonCell

FONT = "Times New Roman"
LINE, _HEAD_GROUND = "#7F7F7F", "#F3E9E4"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of our form: its words in the header, its width in characters, and how its cells stand."""

    field: Field
    words: str
    width: float
    is_centred: bool = False


# The usual columns of a volunteer list (domain.md §8), in their usual order; texts are Vietnamese whoever prints.
ORDER = Column(Field.ORDER, "STT", 5, is_centred=True)
NAME = Column(Field.NAME, "Họ và tên", 25)
BIRTH = Column(Field.BIRTH, "Ngày sinh hoặc năm sinh", 12.5, is_centred=True)
SEX = Column(Field.SEX, "Giới tính", 7, is_centred=True)
IDENTITY = Column(Field.IDENTITY, "Số định danh (CCCD)", 15, is_centred=True)
PHONE = Column(Field.PHONE, "Điện thoại", 12.5, is_centred=True)
WORKPLACE = Column(Field.WORKPLACE, "Đơn vị, nơi công tác", 22)
ADDRESS = Column(Field.ADDRESS, "Địa chỉ", 22)
BLOOD_GROUP = Column(Field.BLOOD_GROUP, "Nhóm máu", 7, is_centred=True)
RHESUS = Column(Field.RHESUS, "Rh", 5, is_centred=True)
DONATIONS = Column(Field.DONATIONS, "Số lần đã hiến", 8, is_centred=True)
VOLUME = Column(Field.VOLUME, "Thể tích đăng ký (ml)", 10, is_centred=True)
NOTE = Column(Field.NOTE, "Ghi chú", 15)


class FormBook:
    """A workbook of one sheet under construction: A4 landscape, one page wide, the header on every page."""

    def __init__(self, *, columns: Sequence[Column], sheet_name: str) -> None:
        self._out = io.BytesIO()
        self.columns = columns
        self.last_column = len(columns) - 1
        self.book: Workbook = xlsxwriter.Workbook(
            self._out,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )
        self.sheet: Worksheet = self.book.add_worksheet(sheet_name)
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}
        self._set_page()

    def format(self, **properties: object) -> Format:
        """A format of the form's font; equal ones are made once."""
        whole = {"font_name": FONT, "font_size": 12, "valign": "vcenter", **properties}
        key = tuple(sorted(whole.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(whole)
        return self._formats[key]

    def write(self, row: int, place: int, value: PersonCell, **properties: object) -> None:
        """Put a value into the grid as what it is: text that another program could run stays text."""
        column = self.columns[place]
        align = {"align": "center"} if column.is_centred else {}
        quote = {"quote_prefix": True} if isinstance(value, str) and is_formula_like(value) else {}
        look = self.format(border=1, border_color=LINE, text_wrap=True, **{**align, **quote, **properties})
        if value is None:
            self.sheet.write_blank(row, place, None, look)
        elif isinstance(value, dt.date):
            self.sheet.write_datetime(row, place, dt.datetime(value.year, value.month, value.day), look)  # noqa: DTZ001
        elif isinstance(value, int):
            self.sheet.write_number(row, place, value, look)
        else:
            self.sheet.write_string(row, place, value, look)

    def line(self, row: int, text: str, *, first: int = 0, last: int | None = None, **properties: object) -> None:
        """A line of text over merged columns; centred unless told otherwise."""
        look = self.format(**{"align": "center", "text_wrap": True, **properties})
        end = self.last_column if last is None else last
        self.sheet.merge_range(row, first, row, end, "", look)
        self.sheet.write_string(row, first, text, look)

    def header(self, row: int) -> None:
        """The header row, repeated on every printed page and kept in view."""
        look = self.format(
            bold=True, align="center", text_wrap=True, border=1, border_color=LINE, bg_color=_HEAD_GROUND
        )
        self.sheet.set_row(row, 52)
        for place, column in enumerate(self.columns):
            self.sheet.write_string(row, place, column.words, look)
        self.sheet.repeat_rows(row)
        self.sheet.freeze_panes(row + 1, 2)

    def bytes(self) -> bytes:
        """The finished workbook."""
        self.book.close()
        return self._out.getvalue()

    def _set_page(self) -> None:
        for place, column in enumerate(self.columns):
            self.sheet.set_column(place, place, column.width)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.set_margins(left=0.5, right=0.4, top=0.55, bottom=0.6)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.center_horizontally()
        self.sheet.set_footer(f'&R&"{FONT}"&10Trang &P/&N')
