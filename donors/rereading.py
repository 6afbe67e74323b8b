"""Reading a list again in another way, where it was read without asking and yet wrongly.

The page shows how the file was read: its header row, what each column means, which texts were converted, what is
hidden. What a person changes there is an answer like any other (asking.py), and the same bytes are handed in again with
it. That hidden parts are read is not remembered: the unit's next file says anew what it hides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from campaigns.gate import ensure_may_hand_in, lock_of
from campaigns.models import Deadline, State
from core import files
from core.refusal import Refused
from core.text.dates import in_vietnam
from donors import questions, receiving, staging
from donors.intake import shapes
from donors.intake.asking import NO_HEADER, Answer
from donors.intake.births import DayOrder
from donors.intake.book import Book, Sheet, column_letter
from donors.intake.fields import FIELD_LABELS, Field
from donors.intake.layout import Layout, as_read
from donors.intake.list_reading import open_dates
from donors.intake.old_text import charsets_of, told_of
from donors.lists import ANSWERED_AT
from donors.models import Upload
from donors.sender import Sender

ROWS_ABOVE, ROWS_BELOW = 20, 5  # shown above and below the header row
MOST_COLUMNS = 60
_READ_SO_FAR = (Upload.State.COUNTED, Upload.State.WAITING)


@dataclass(frozen=True, slots=True)
class Shown:
    """How one sheet of a file was read, as its page shows it to be changed."""

    sheet: str
    sheets: list[dict[str, object]]
    rows: list[dict[str, object]]
    has_header: bool
    columns: list[dict[str, object]]
    choices: list[dict[str, str]]
    converted: list[dict[str, object]]
    dates: list[dict[str, object]]
    hides: bool
    reads_hidden: bool
    is_left_out: bool


def may_read_again(upload: Upload) -> bool:
    """Whether an upload was read from a file that is still kept, its own alone, and no newer version counts."""
    return _is_kept(upload) and not receiving.is_overtaken(upload)


def _is_kept(upload: Upload) -> bool:
    if upload.state not in _READ_SO_FAR or upload.file_id is None or upload.part or not upload.is_whole:
        return False
    return any(not layout.is_typed for layout in _layouts(upload))


def _ensure_kept(upload: Upload, *, now: dt.datetime) -> None:
    """Raises `Refused` with what to do instead."""
    round, unit = upload.volunteer_list.round, upload.volunteer_list.unit
    lock = lock_of(round=round, unit=unit, kind=Deadline.Kind.LIST)
    if round.state != State.OPEN or (lock is not None and now > lock):
        ensure_may_hand_in(round=round, unit=unit, kind=Deadline.Kind.LIST, now=now)  # says why not
    if not _is_kept(upload):
        raise Refused(_("Lần nộp này không đọc lại được nữa; nộp lại tệp."))


# --- what the page shows ---------------------------------------------------------------------------------------------


def shown(upload: Upload, *, sheet: str | None, now: dt.datetime) -> Shown:
    """How a sheet of the upload's file was read; by itself the one with the most people. Raises `Refused`."""
    _ensure_kept(upload, now=now)
    layouts, book = _layouts(upload), _book(upload, now=now)
    chosen = _sheet_of(book, layouts, sheet)
    layout = next((each for each in layouts if each.sheet == chosen.name), None)
    said = _answer_about(upload, chosen.name)
    reads_hidden = any(each.reads_hidden for each in layouts)
    width = min(chosen.width, MOST_COLUMNS)
    meanings = _meanings(layout)
    return Shown(
        sheet=chosen.name,
        sheets=[
            {"name": each.name, "is_chosen": each is chosen, "is_hidden": each.is_hidden} for each in _filled(book)
        ],
        rows=_rows(chosen, layout, width=width, reads_hidden=reads_hidden),
        has_header=layout is None or bool(layout.header_rows),
        columns=[
            {
                "index": column,
                "label": _("Cột %(column)s là gì?") % {"column": column_letter(column)},
                "meaning": meanings.get(column, ""),
            }
            for column in range(width)
        ],
        choices=[{"value": each.value, "label": str(FIELD_LABELS[each])} for each in questions.CHOICES],
        converted=_converted(chosen, layout),
        dates=[questions.date_choices(asked, chosen=order) for asked, order in open_dates(book, *layouts)],
        hides=any(each.is_hidden or each.hidden_rows or each.hidden_columns for each in book.sheets),
        reads_hidden=reads_hidden,
        is_left_out=said.is_left_out,
    )


def _book(upload: Upload, *, now: dt.datetime) -> Book:
    assert upload.file is not None
    source = staging.Source(
        kind=upload.kind,
        name=upload.file_name,
        content=files.content_of(upload.file),
        drive_day=in_vietnam(now).date(),
    )
    return staging.book_of(source)


def _layouts(upload: Upload) -> list[Layout]:
    return [Layout.from_json(kept) for kept in upload.layout.get("sheets", [])]


def _filled(book: Book) -> list[Sheet]:
    return [sheet for sheet in book.sheets if any(not shapes.is_blank(cell) for row in sheet.rows for cell in row)]


def _sheet_of(book: Book, layouts: Sequence[Layout], name: str | None) -> Sheet:
    read = max(layouts, key=lambda layout: layout.people).sheet
    by_name = {sheet.name: sheet for sheet in _filled(book)}
    return by_name.get(name if name is not None else read) or by_name[read]


def _rows(sheet: Sheet, layout: Layout | None, *, width: int, reads_hidden: bool) -> list[dict[str, object]]:
    """The first rows, to some below the header, in the letters they were read in."""
    seen = as_read(sheet, dict(layout.charsets) if layout else {}, reads_hidden=reads_hidden)
    header = layout.header_rows[0] if layout and layout.header_rows else None
    filled = [
        index
        for index, row in enumerate(seen.rows)
        if index not in seen.hidden_rows and not all(map(shapes.is_blank, row))
    ]
    at = filled.index(header) if header in filled else 0
    return [
        {
            "index": index,
            "number": index + 1,
            "is_header": index == header,
            "cells": [shapes.written(cell) for cell in seen.rows[index][:width]],
        }
        for index in filled[max(0, at - ROWS_ABOVE) : max(ROWS_ABOVE, at + ROWS_BELOW + 1)]
    ]


def _converted(sheet: Sheet, layout: Layout | None) -> list[dict[str, object]]:
    """The columns that look like an old encoding: one text before and after, and whether it was left alone."""
    if layout is None:
        return []
    others = {*layout.group_rows, *layout.skipped_rows}
    people = [sheet.rows[row] for row in range(layout.first_row, layout.last_row + 1) if row not in others]
    charsets = charsets_of(sheet)
    return [
        {
            "index": mapped.column,
            "label": mapped.header or str(FIELD_LABELS[mapped.field]),
            "before": told.value,
            "after": (told.detail or {}).get("after", ""),
            "is_kept": mapped.column in layout.keeps_text,
        }
        for mapped in layout.columns
        for told in told_of(people, [mapped], charsets)
    ]


def _meanings(layout: Layout | None) -> dict[int, str]:
    """Column → meaning, as far as a page can choose it."""
    if layout is None:
        return {}
    return {kept.column: kept.field.value for kept in layout.columns if kept.field in questions.CHOICES}


# --- what a person changes -------------------------------------------------------------------------------------------


def read_again(*, upload: Upload, given: Mapping[str, str], sender: Sender, now: dt.datetime) -> Upload:
    """Hand the same file in again, to be read as the form says. Twice is once. Raises `Refused`.

    Where somebody hands in for the unit, how the file came to them is kept.
    """
    _ensure_kept(upload, now=now)
    if sender.acts_for(upload.volunteer_list.unit) and upload.is_for_unit:
        sender = replace(sender, via=upload.received_via, received_at=upload.received_at)
    return receiving.receive_again(upload=upload, answer=_answer(upload, given), sender=sender, now=now)


@dataclass(slots=True)
class _Answers:
    """What was said of every sheet so far; None stands for the whole file."""

    by_sheet: dict[str | None, Answer] = field(default_factory=dict)

    def of(self, sheet: str | None) -> Answer:
        return self.by_sheet.get(sheet, Answer(sheet=sheet))

    def put(self, answer: Answer) -> None:
        self.by_sheet[answer.sheet] = answer


def _answer_about(upload: Upload, sheet: str) -> Answer:
    return _Answers({each.sheet: each for each in questions.answers_of(upload)}).of(sheet or None)


def _answer(upload: Upload, given: Mapping[str, str]) -> dict[str, Any]:
    """The answers of the upload with what the form changes. Raises `Refused` where it changes nothing."""
    answers = _Answers({each.sheet: each for each in questions.answers_of(upload)})
    before = dict(answers.by_sheet)
    layouts, name = _layouts(upload), given.get("sheet", "")
    layout = next((each for each in layouts if each.sheet == name), None)
    said = answers.of(name or None)
    answers.put(
        replace(
            said,
            header_row=_header_row(given, layout, said),
            columns={**said.columns, **_columns(given, layout)},
            keeps_text=_keeps_text(given, layout, said),
            is_left_out="is_left_out" in given,
        )
    )
    if dates := _dates(given, layouts):
        answers.put(replace(answers.of(None), dates={**answers.of(None).dates, **dates}))
    reads_hidden = "reads_hidden" in given
    if reads_hidden != any(each.reads_hidden for each in layouts):
        answers.put(answers.of(None))
        answers.by_sheet = {sheet: replace(each, reads_hidden=reads_hidden) for sheet, each in answers.by_sheet.items()}
    changed = {sheet: each for sheet, each in answers.by_sheet.items() if each != Answer(sheet=sheet)}
    if changed == before:
        raise Refused(_("Chưa đổi gì so với cách đã đọc: đổi điểm đọc sai rồi bấm “Đọc lại”."))
    kept = {name: value for name, value in upload.answer.items() if name != ANSWERED_AT}
    return {**kept, "sheets": [each.as_json() for each in answers.by_sheet.values()]}


def _header_row(given: Mapping[str, str], layout: Layout | None, said: Answer) -> int | None:
    chosen = given.get("header_row", "")
    if not chosen.removeprefix("-").isdecimal():
        return said.header_row
    read = (layout.header_rows[0] if layout.header_rows else NO_HEADER) if layout else None
    row = max(int(chosen), NO_HEADER)
    return said.header_row if row == read else row


def _columns(given: Mapping[str, str], layout: Layout | None) -> dict[int, Field | None]:
    """The columns whose meaning was changed; one set to «Không dùng» is left out."""
    read, changed = _meanings(layout), {}
    for name, chosen in given.items():
        place = name.removeprefix("column-")
        if place == name or not place.isdecimal() or chosen == read.get(int(place), ""):
            continue
        changed[int(place)] = questions.meaning_chosen(chosen) if chosen else None
    return changed


def _keeps_text(given: Mapping[str, str], layout: Layout | None, said: Answer) -> frozenset[int] | None:
    places = (name.removeprefix("keep-") for name in given if name.startswith("keep-"))
    kept = frozenset(int(place) for place in places if place.isdecimal())
    return said.keeps_text if kept == frozenset(layout.keeps_text if layout else ()) else kept


def _dates(given: Mapping[str, str], layouts: Sequence[Layout]) -> dict[Field, DayOrder]:
    """The columns of dates that are to be read in another way."""
    read = {meaning: order for layout in reversed(layouts) for meaning, order in layout.dates}
    changed = {}
    for name, chosen in given.items():
        meaning = name.removeprefix(questions.DATES_OF)
        if meaning == name:
            continue
        if meaning not in set(Field) or chosen not in set(DayOrder) - {DayOrder.AMBIGUOUS}:
            raise Refused(_("Mục này không có trong danh sách; tải lại trang rồi chọn."))
        if DayOrder(chosen) is not read.get(Field(meaning), DayOrder.DAY_FIRST):
            changed[Field(meaning)] = DayOrder(chosen)
    return changed
