"""The blood centre's own blank form, mapped once and reused: which row is its header, what each column means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from committees.models import Seat
from core import audit, files
from core.refusal import Refused
from donors.intake.asking import Question
from donors.intake.book import Book, FileKind, Sheet, column_letter
from donors.intake.fields import FIELD_LABELS, Field
from donors.intake.heading import best_heading, heading_at
from donors.intake.layout import find_layouts
from donors.intake.naming import name_columns
from donors.intake.reading import read_book
from donors.models import CentreForm

# What a column of a form may be filled with; a milestone column is the centre's to tick.
CHOICES = [field for field in Field if field is not Field.MILESTONE]
_ROWS_SHOWN = 20
_FILLED = frozenset({FileKind.XLSX, FileKind.XLSM, FileKind.XLS})


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column as the page shows it: its letter, the form's own heading, what we take it for."""

    index: int
    letter: str
    heading: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Understanding:
    """How the form is understood now; `rows` are its first rows, to point at the header."""

    sheet: str
    header_row: int
    columns: list[FormColumn]
    rows: list[tuple[int, list[str]]]


@transaction.atomic
def add_form(
    *, name: str, file_name: str, content: bytes, seat: Seat, user_id: int | None, now: dt.datetime
) -> CentreForm:
    """Keep a blank form with what we take its columns for. Raises `Refused` for a file that names people, for what is
    no Excel file, and for a name that is taken."""
    book = read_book(name=file_name, content=content)
    if book.kind not in _FILLED:
        raise Refused(_("Mẫu phải là tệp Excel (.xls, .xlsx); lưu lại bằng Excel rồi chọn tệp đó."))
    if CentreForm.objects.filter(path=seat.path, name=name).exists():
        raise Refused(_("Đã có mẫu tên “%(name)s”; đặt tên khác.") % {"name": name})
    _ensure_blank(book)
    sheet, header_row, columns = _guess(book)
    kept = files.store(
        name=file_name,
        media_type="application/octet-stream",
        content=content,
        path=seat.path,
        encrypted=False,  # a blank form: whoever uploads one with people on it is refused
        expires_at=None,
        created_by_id=user_id,
    )
    form: CentreForm = CentreForm.objects.create(
        path=seat.path, name=name, file=kept, sheet=sheet, header_row=header_row, columns=columns, at=now
    )
    audit.record("centre_form.added", subject=seat.unit, path=seat.path, after={"name": name})
    return form


def _ensure_blank(book: Book) -> None:
    found = find_layouts(book)
    if not isinstance(found, Question) and any(layout.people for layout in found):
        raise Refused(_("Mẫu này đã có tên người; xóa các dòng có người rồi tải lên mẫu trống."))


def _guess(book: Book) -> tuple[str, int, dict[str, int]]:
    """The first sheet with a header; its header's last row, one-based (0 where none is found); field → column."""
    for sheet in book.sheets:
        heading = best_heading(sheet)
        if heading is not None:
            fields = name_columns(sheet, heading).fields
            return sheet.name, heading.last_row + 1, _first_of_each(fields)
    filled = next((sheet for sheet in book.sheets if sheet.rows), None)
    if filled is None:
        raise Refused(_("Mẫu không có ô nào có chữ; kiểm tra lại tệp."))
    return filled.name, 0, {}


def _first_of_each(fields: Mapping[int, Field]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, meant in sorted(fields.items()):
        if meant in CHOICES:
            found.setdefault(meant.value, column)
    return found


def understanding_of(form: CentreForm) -> Understanding:
    """The form's columns with what each is taken for, and its rows."""
    book = read_book(name=form.file.name, content=files.content_of(form.file))
    sheet = next((each for each in book.sheets if each.name == form.sheet), book.sheets[0])
    heading = best_heading(sheet)  # a header of two rows is told whole
    if heading is None or heading.last_row + 1 != form.header_row:
        heading = heading_at(sheet, max(form.header_row - 1, 0))
    labels = {
        column: label for column, label in heading.labels.items() if heading.leaders.get(column, column) == column
    }
    meanings = {column: name for name, column in form.columns.items()}
    return Understanding(
        sheet=sheet.name,
        header_row=form.header_row,
        columns=[
            FormColumn(column, column_letter(column), labels.get(column, ""), meanings.get(column, ""))
            for column in range(sheet.width if form.header_row else 0)
            if labels.get(column) or column in meanings
        ],
        rows=[(number, _texts(row)) for number, row in enumerate(_shown(sheet), 1) if any(row)],
    )


def _shown(sheet: Sheet) -> Sequence[Sequence[object]]:
    return sheet.rows[:_ROWS_SHOWN]


def _texts(row: Sequence[object]) -> list[str]:
    return ["" if cell is None else str(cell)[:60] for cell in row]


@transaction.atomic
def point_at_header(*, form: CentreForm, header_row: int) -> None:
    """Take another row (one-based) for the header and guess its columns anew."""
    book = read_book(name=form.file.name, content=files.content_of(form.file))
    sheet = next((each for each in book.sheets if each.name == form.sheet), book.sheets[0])
    if not 1 <= header_row <= len(sheet.rows):
        raise Refused(_("Mẫu không có dòng này; tải lại trang rồi chọn."))
    heading = heading_at(sheet, header_row - 1)
    form.header_row, form.columns = heading.last_row + 1, _first_of_each(name_columns(sheet, heading).fields)
    form.save(update_fields=["header_row", "columns"])


@transaction.atomic
def save_columns(*, form: CentreForm, meanings: Mapping[int, str]) -> None:
    """Keep what the clerk said the columns mean. Raises `Refused` without a name, and for a meaning given twice."""
    columns: dict[str, int] = {}
    for column, meaning in sorted(meanings.items()):
        if not meaning:
            continue
        if meaning not in {field.value for field in CHOICES}:
            raise Refused(_("Mục này không có trong danh sách; tải lại trang rồi chọn."))
        if meaning in columns:
            raise Refused(
                _("Hai cột cùng là “%(meaning)s”; chọn lại một trong hai.") % {"meaning": FIELD_LABELS[Field(meaning)]}
            )
        columns[meaning] = column
    if Field.NAME.value not in columns and Field.GIVEN_NAME.value not in columns:
        raise Refused(_("Chưa chọn cột “Họ và tên”; chọn cột rồi lưu."))
    form.columns = columns
    form.save(update_fields=["columns"])
    audit.record("centre_form.mapped", subject=form, path=form.path, after={"columns": ", ".join(columns)})
