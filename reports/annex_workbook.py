"""The annexes' tables as a workbook: a sheet an annex, figures as figures, for those who go on reckoning with them."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from math import ceil

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from core.paper.fonts import NAMED_BY_LAW
from core.text.dates import in_vietnam
from core.text.formulas import is_formula_like
from core.text.numbers import MINUS
from reports.blocks import Annex, Block, Blocks, Figures, Inline, Row, Table, children_of, inline_text, walk
from reports.page.content import PageContent, attached_to

_NUMBER = re.compile(rf"(?P<sign>[+{MINUS}-]?)(?P<whole>\d{{1,3}}(?:\.\d{{3}})+|\d+)(?:,(?P<rest>\d+))?(?P<percent>%?)")
_LONGEST = 15  # digits that a spreadsheet keeps
_NARROWEST, _WIDEST, _WHOLE = 7, 60, 110  # characters: a column, and all columns of a table with given shares
_LINE_PT = 16.5
_LONG_AGO = datetime(1980, 1, 1, tzinfo=UTC)  # where no moment is given: equal content, equal bytes


def annex_workbook(content: PageContent, *, created: datetime | None = None) -> bytes | None:
    """The tables of all annexes as .xlsx; None where there are none. Equal content and moment give equal bytes.

    Raises BlockError for a figure that is not bound.
    """
    annexes = [(item.number, item.block) for item in walk(content.blocks) if isinstance(item.block, Annex)]
    annexes = [(number, annex) for number, annex in annexes if any(_tables(annex))]
    if not annexes:
        return None
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        moment = in_vietnam(created or _LONG_AGO).replace(tzinfo=None)
        book.set_properties({"title": content.subject, "author": content.issuer_in_text, "created": moment})
        for number, annex in annexes:
            sheet = _AnnexSheet(book, book.add_worksheet(number), content.figures)
            sheet.write(number, annex, attached_to(content))
    return out.getvalue()


def has_workbook(blocks: Blocks) -> bool:
    """Whether a body has an annex with a table."""
    return any(isinstance(block, Annex) and any(_tables(block)) for block in blocks)


def _tables(block: Block) -> Iterator[Table]:
    for child in children_of(block):
        if isinstance(child, Table):
            yield child
        yield from _tables(child)


@dataclass
class _AnnexSheet:
    """One annex's sheet: its heading, then its tables one below the other."""

    book: Workbook
    sheet: Worksheet
    figures: Figures
    _row: int = 0
    _widths: list[float] = field(default_factory=list)
    _formats: dict[tuple[tuple[str, object], ...], Format] = field(default_factory=dict)

    def write(self, number: str, annex: Annex, attached: str) -> None:
        """Everything, fitted to the width of A4."""
        tables = list(_tables(annex))
        self._page(tables, annex)
        width = len(self._widths)
        for text, look in (
            (number, {"bold": True}),
            (annex.title.upper(), {"bold": True}),
            (attached, {"italic": True}),
        ):
            self._line(text, width, align="center", **look)
        for table in tables:
            self._row += 1
            self._table(table)

    def _page(self, tables: list[Table], annex: Annex) -> None:
        self._widths = _widths(tables, self.figures)
        for place, size in enumerate(self._widths):
            self.sheet.set_column(place, place, size)
        if annex.landscape:
            self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)

    def _table(self, table: Table) -> None:
        width = len(table.columns)
        if table.caption:
            self._line(table.caption, width, bold=True, align="center")
        head = self._look(bold=True, align="center", border=1, text_wrap=True)
        for place, column in enumerate(table.columns):
            self.sheet.write_string(self._row, place, column.title, head)
        if self._row < 8:  # the first table's heading stays in view and is printed on every page
            self.sheet.freeze_panes(self._row + 1, 0)
            self.sheet.repeat_rows(self._row)
        self._row += 1
        aligns = [column.align for column in table.columns]
        for row in table.rows:
            if len(row.cells) == 1 < width:
                self._line(self._text(row.cells[0]), width, bold=True, border=1, align="left")
            else:
                self._cells(row, aligns)
        if table.totals:
            self._cells(table.totals, aligns, bold=True)

    def _cells(self, row: Row, aligns: Sequence[str], **look: object) -> None:
        for place, (cell, align) in enumerate(zip(row.cells, aligns, strict=True)):
            self._cell(place, self._text(cell), align=align, border=1, **look)
        self._row += 1

    def _cell(self, place: int, text: str, **look: object) -> None:
        number = number_in(text)
        if number:
            self.sheet.write_number(self._row, place, number.value, self._look(num_format=number.shape, **look))
        elif text:
            quote = {"quote_prefix": True} if is_formula_like(text) else {}
            self.sheet.write_string(self._row, place, text, self._look(text_wrap=True, **quote, **look))
        else:
            self.sheet.write_blank(self._row, place, None, self._look(**look))

    def _line(self, text: str, width: int, **look: object) -> None:
        format = self._look(text_wrap=True, **look)
        lines = ceil(len(text) / sum(self._widths[:width]))
        self.sheet.set_row(self._row, _LINE_PT * lines)  # no program fits a row to merged cells by itself
        if width > 1:
            self.sheet.merge_range(self._row, 0, self._row, width - 1, "", format)
        self.sheet.write_string(self._row, 0, text, format)
        self._row += 1

    def _text(self, cell: Inline) -> str:
        return inline_text(cell, self.figures)

    def _look(self, **properties: object) -> Format:
        whole = {"font_name": NAMED_BY_LAW, "font_size": 12, "valign": "vcenter", **properties}
        key = tuple(sorted(whole.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(whole)
        return self._formats[key]


@dataclass(frozen=True)
class NumberCell:
    """A printed number as a spreadsheet holds it: its value, and the format that prints it alike."""

    value: float
    shape: str


def number_in(text: str) -> NumberCell | None:
    """The number that a whole cell prints: "1.726", "156,7%", "−5", "02"; None for any other text.

    Digits that begin with a zero are a code ("0123") unless they are a padded count below ten.
    """
    found = _NUMBER.fullmatch(text.strip())
    if not found or len(text) > _LONGEST:
        return None
    whole = found["whole"].replace(".", "")
    is_padded = len(whole) == 2 and whole[0] == "0"
    if whole[0] == "0" and len(whole) > 1 and not is_padded:
        return None
    value = Decimal(f"{whole}.{found['rest'] or 0}")
    if found["sign"] in ("-", MINUS):
        value = -value
    shape = "00" if is_padded else "#,##0" if "." in found["whole"] else "0"
    shape += f".{'0' * len(found['rest'])}" if found["rest"] else ""
    shape += found["percent"]
    if found["sign"]:
        shape = f"+{shape};{MINUS}{shape};0" if found["sign"] == "+" else f"{shape};{MINUS}{shape}"
    return NumberCell(float(value / 100 if found["percent"] else value), shape)


def _widths(tables: list[Table], figures: Figures) -> list[float]:
    """Widths in characters: of the first table with shares by them, else by what is written."""
    widths: list[float] = [_NARROWEST] * max(len(table.columns) for table in tables)
    for table in tables:
        shares = sum(column.share for column in table.columns)
        for place, column in enumerate(table.columns):
            cells = [row.cells[place] for row in table.rows if len(row.cells) == len(table.columns)]
            longest = max((len(inline_text(cell, figures)) for cell in cells), default=0) + 2
            wanted = _WHOLE * column.share / shares if shares else max(longest, len(column.title) / 2)
            widths[place] = min(_WIDEST, max(widths[place], wanted))
    return widths
