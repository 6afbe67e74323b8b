"""The one thing that could not be read with certainty: shown with a few rows, answered by a tap, remembered.

What a person answered is kept for the unit, so that its next file with the same headings is read without asking.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.gate import ensure_may_hand_in
from campaigns.models import Deadline
from committees.models import Seat
from core.refusal import Refused
from donors import receiving
from donors.intake import wording
from donors.intake.asking import NO_HEADER, Answer, Asks, DateQuestion, Question, SampleRow
from donors.intake.births import DayOrder
from donors.intake.book import Book, column_letter
from donors.intake.fields import FIELD_LABELS, Field
from donors.intake.findings import Code, Finding
from donors.intake.layout import Layout
from donors.intake.shapes import written
from donors.lists import ANSWERED_AT, IS_CONFIRMED
from donors.models import LayoutMemory, Upload, VolunteerList
from donors.sealing import json_of

SAMPLE_ROWS = 8
_WHOSE = "whose"
DATES_OF = "dates-"  # in a form, before the meaning of the column
_IS_OWN = "is_own"  # in `Upload.answer`, beside what was answered of each sheet
# What a column may be said to hold; the parts of split columns come last.
CHOICES = [field for field in Field if field not in {Field.ORDER, Field.MILESTONE}]


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as its page asks it."""

    title: str
    lead: str
    sheet: str
    header_row: int | None
    asks_header: bool
    columns: list[dict[str, object]]
    choices: list[dict[str, str]]
    rows: list[dict[str, object]]
    asks_whose: bool = False
    dates: Sequence[dict[str, object]] = ()  # columns of dates, each with the two ways to read it


@dataclass(frozen=True, slots=True)
class Whose:
    """Asks whether a file that names another unit or another round is this unit's, for this round."""

    findings: tuple[Finding, ...]


def whose(findings: Sequence[Finding]) -> dict[str, object]:
    """Plain values of that question: what in the file names another one."""
    return {"asks": _WHOSE, "findings": [finding.as_json() for finding in findings]}


def as_json(question: Question) -> dict[str, object]:
    """Plain values, as kept sealed with the upload: the sample rows name people."""
    return {
        "asks": question.asks.value,
        "sheet": question.sheet,
        "rows": [[sample.row, list(sample.texts)] for sample in question.rows],
        "header_row": question.header_row,
        "wanted": question.wanted.value if question.wanted else None,
        "columns": list(question.columns),
        "dates": [each.as_json() for each in question.dates],
    }


def to_confirm(book: Book, layout: Layout) -> dict[str, object]:
    """A layout that was only guessed, asked back with the meanings it guessed: nothing counts until somebody agrees."""
    sheet = next(each for each in book.sheets if each.name == layout.sheet)
    first = max(min(layout.header_rows, default=layout.first_row), 0)
    return {
        "asks": Asks.COLUMN.value,
        "sheet": layout.sheet,
        "rows": [
            [row, [written(cell) for cell in sheet.rows[row]]]
            for row in range(first, min(first + SAMPLE_ROWS, len(sheet.rows)))
        ],
        "header_row": layout.header_rows[0] if layout.header_rows else NO_HEADER,
        "wanted": None,
        "columns": [],
        "guessed": {str(mapped.column): mapped.field.value for mapped in layout.columns},
    }


def question_of(upload: Upload) -> Question | Whose | None:
    """What is asked about an upload, or nothing."""
    if upload.state != Upload.State.ASKING or not upload.question:
        return None
    return from_json(cast("dict[str, object]", json_of(upload.question)))


def from_json(kept: Mapping[str, object]) -> Question | Whose:
    """The inverse of `as_json`, `to_confirm` and `whose`."""
    if kept["asks"] == _WHOSE:
        return Whose(tuple(map(Finding.from_json, cast("list[dict[str, object]]", kept["findings"]))))
    rows = cast("list[tuple[int, list[str]]]", kept["rows"])
    wanted = kept["wanted"]
    return Question(
        asks=Asks(str(kept["asks"])),
        sheet=str(kept["sheet"]),
        rows=tuple(SampleRow(row, tuple(texts)) for row, texts in rows),
        header_row=cast("int | None", kept["header_row"]),
        wanted=Field(str(wanted)) if wanted else None,
        columns=tuple(cast("list[int]", kept["columns"])),
        dates=tuple(map(DateQuestion.from_json, cast("list[dict[str, object]]", kept.get("dates", [])))),
    )


def shown(upload: Upload) -> Shown | None:
    """The question as its page asks it."""
    question = question_of(upload)
    if question is None:
        return None
    if isinstance(question, Whose):
        return _whose_shown(question, upload.volunteer_list)
    if question.asks is Asks.DATES:
        return _dates_shown(question)
    asks_header = question.asks is not Asks.COLUMN
    width = max((len(sample.texts) for sample in question.rows), default=0)
    asked = question.columns[0] if len(question.columns) == 1 else None
    meanings = _guessed(upload)
    if question.wanted and asked is not None:
        meanings[asked] = question.wanted.value
    return Shown(
        title=_title(question),
        lead=_lead(question, is_guessed=bool(_guessed(upload))),
        sheet=question.sheet,
        header_row=question.header_row,
        asks_header=asks_header,
        columns=[]
        if asks_header
        else [
            {
                "index": column,
                "label": _("Cột %(column)s là gì?") % {"column": column_letter(column)},
                "meaning": meanings.get(column, ""),
            }
            for column in range(width)
        ],
        choices=[{"value": field.value, "label": str(FIELD_LABELS[field])} for field in CHOICES],
        rows=[
            {
                "index": sample.row,
                "number": sample.row + 1,
                "cells": [*sample.texts, *[""] * (width - len(sample.texts))],
            }
            for sample in question.rows
        ],
    )


def _guessed(upload: Upload) -> dict[int, str]:
    """Column → meaning that was guessed and stands in the page's choices."""
    guessed = cast("dict[str, object]", json_of(upload.question)).get("guessed") or {}
    return {int(column): meaning for column, meaning in cast("dict[str, str]", guessed).items()}


def _whose_shown(question: Whose, volunteer_list: VolunteerList) -> Shown:
    """«Tệp này ghi của xã Bình Chương, đợt 1 năm 2026, còn đang nộp cho xã Bình Minh, Đợt 2.»"""
    is_of_round = all(finding.code is Code.OTHER_ROUND for finding in question.findings)
    return Shown(
        title=_("Tệp này của đợt nào?") if is_of_round else _("Tệp này của đơn vị nào?"),
        lead=_("Tệp này ghi của %(named)s, còn đang nộp cho %(unit)s, %(round)s. Chưa có ai được tính.")
        % {
            "named": ", ".join(map(_named, question.findings)),
            "unit": volunteer_list.unit.name,
            "round": volunteer_list.round.name,
        },
        sheet="",
        header_row=None,
        asks_header=False,
        columns=[],
        choices=[],
        rows=[],
        asks_whose=True,
    )


def _dates_shown(question: Question) -> Shown:
    """«Ngày sinh: “03/04/1990” là ngày 3 tháng 4, hay là ngày 4 tháng 3?» — for every column that is unsure."""
    return Shown(
        title=_("Ngày trước hay tháng trước?"),
        lead=_("Ngày trong tệp đọc được theo hai cách. Chọn cách đúng cho từng cột; chưa có ai được tính."),
        sheet="",
        header_row=None,
        asks_header=False,
        columns=[],
        choices=[],
        rows=[],
        dates=[date_choices(each) for each in question.dates],
    )


def date_choices(question: DateQuestion, *, chosen: DayOrder | None = None) -> dict[str, object]:
    """A column of dates as a page asks about it: the two ways to read its first example."""
    ways = [
        (DayOrder.DAY_FIRST, question.first, question.second),
        (_other_way(question), question.second, question.first),
    ]
    return {
        "name": f"{DATES_OF}{question.field.value}",
        "label": question.header or str(FIELD_LABELS[question.field]),
        "is_turned": question.is_turned,
        "choices": [
            {
                "value": order.value,
                "is_chosen": order is chosen,
                "label": _("%(value)s là ngày %(day)s tháng %(month)s")
                % {"value": question.value, "day": day, "month": month},
            }
            for order, day, month in ways
        ],
    }


@dataclass(frozen=True, slots=True)
class Told:
    """A question as one of the findings of a command, which has no page to ask on."""

    code: str
    field: str
    sentence: str
    mend: str


def told(kept: Mapping[str, object]) -> list[Told]:
    """A question as it is kept, in words: one sentence for every column of dates, else one in all."""
    question = from_json(kept)
    if isinstance(question, Whose):
        return [Told("asks_whose", "", wording.sentence(each), wording.mend(each)) for each in question.findings]
    code = f"asks_{question.asks.value}"
    if question.asks is not Asks.DATES:
        return [Told(code, "", _title(question), _lead(question, is_guessed=bool(kept.get("guessed"))))]
    return [
        Told(
            code,
            each.field.value,
            _("Cột “%(column)s”: %(one)s, hay %(other)s?") % _both_ways(each),
            _("Nộp tệp trên trang rồi chọn cách đọc; lần sau không hỏi lại."),
        )
        for each in question.dates
    ]


def _both_ways(question: DateQuestion) -> dict[str, str]:
    asked = date_choices(question)
    one, other = cast("list[dict[str, object]]", asked["choices"])
    return {"column": str(asked["label"]), "one": str(one["label"]), "other": str(other["label"])}


def ways_of(question: DateQuestion) -> frozenset[str]:
    """The answers that a column of dates can be given."""
    return frozenset({DayOrder.DAY_FIRST.value, _other_way(question).value})


def _other_way(question: DateQuestion) -> DayOrder:
    return DayOrder.TURNED if question.is_turned else DayOrder.MONTH_FIRST


def _named(finding: Finding) -> str:
    if finding.value:
        return finding.value
    return _("đơn vị khác") if finding.code is Code.OTHER_UNIT else _("đợt khác")


def _title(question: Question) -> str:
    if question.asks is Asks.NOTHING_HERE:
        return _("Không thấy danh sách nào trong tệp")
    return _("Chọn dòng tiêu đề") if question.asks is Asks.HEADER else _("Chọn nghĩa của các cột")


def _lead(question: Question, *, is_guessed: bool) -> str:
    if question.asks is Asks.NOTHING_HERE:
        return _("Kiểm tra lại có đúng tệp danh sách không rồi nộp tệp khác.")
    if question.asks is Asks.HEADER:
        return _("Bấm vào dòng có các chữ “Họ và tên”, “Năm sinh” … Chưa có ai được tính cho đến khi đọc chắc chắn.")
    if is_guessed:
        return _("Tệp không ghi rõ tiêu đề nên nghĩa của các cột chỉ được đoán; xem lại ở đầu mỗi cột.")
    wanted = f" ({FIELD_LABELS[question.wanted]})" if question.wanted else ""
    return _("Chưa chắc cột nào là gì%(wanted)s. Chọn ở đầu mỗi cột; cột không dùng thì để trống.") % {"wanted": wanted}


@transaction.atomic
def answer(*, upload: Upload, given: Mapping[str, str], seat: Seat, user_id: int | None, now: dt.datetime) -> None:
    """Take the answer and have the file read again. Raises `Refused` after the lock or for no real answer."""
    upload = (
        Upload.objects.select_for_update(of=("self",)).select_related("volunteer_list__round__plan").get(pk=upload.pk)
    )
    volunteer_list = upload.volunteer_list
    ensure_may_hand_in(round=volunteer_list.round, unit=volunteer_list.unit, kind=Deadline.Kind.LIST, now=now)
    if upload.state != Upload.State.ASKING:
        return
    asked = question_of(upload)
    if isinstance(asked, Question) and asked.asks is Asks.DATES:
        said = _with_dates(upload.answer, given, asked.dates)
    else:
        said = _with_answer(upload.answer, given, guessed=_guessed(upload))
    upload.answer = {**said, ANSWERED_AT: now.isoformat()}
    upload.state = Upload.State.READING
    upload.save(update_fields=["answer", "state"])
    receiving.ask_to_read(upload, seat_id=seat.pk, user_id=user_id)


def is_said_to_be_own(upload: Upload) -> bool:
    """Whether a person has said that the file is this unit's, for this round."""
    return upload.answer.get(_IS_OWN) is True or upload.answer.get(IS_CONFIRMED) is True


def answers_of(upload: Upload) -> list[Answer]:
    """What was answered so far, one a sheet."""
    return [Answer.from_json(kept) for kept in upload.answer.get("sheets", [])]


def _with_answer(
    kept: Mapping[str, object], given: Mapping[str, str], *, guessed: Mapping[int, str]
) -> dict[str, object]:
    """The answers with this one, added to what was said of the same sheet before."""
    if given.get("whose") == "own":
        return {**kept, _IS_OWN: True}
    sheet = given.get("sheet") or None
    former = [Answer.from_json(each) for each in cast("list[dict[str, object]]", kept.get("sheets", []))]
    before = next((each for each in former if each.sheet == sheet), Answer(sheet=sheet))
    said = _read(given, before=before, guessed=guessed)
    others = [each for each in former if each.sheet != sheet]
    return {**kept, "sheets": [each.as_json() for each in (*others, said)]}


def _with_dates(
    kept: Mapping[str, object], given: Mapping[str, str], asked: Sequence[DateQuestion]
) -> dict[str, object]:
    """The answers with how dates are written in the whole file. Raises `Refused` where one is missing."""
    orders: dict[Field, DayOrder] = {}
    for each in asked:
        said = given.get(f"{DATES_OF}{each.field.value}", "")
        if said not in ways_of(each):
            raise Refused(_("Chọn một trong hai cách đọc ngày cho từng cột."))
        orders[each.field] = DayOrder(said)
    former = [Answer.from_json(each) for each in cast("list[dict[str, object]]", kept.get("sheets", []))]
    before = next((each for each in former if each.sheet is None), Answer())
    others = [each for each in former if each.sheet is not None]
    said_now = replace(before, dates={**before.dates, **orders})
    return {**kept, "sheets": [each.as_json() for each in (*others, said_now)]}


def _read(given: Mapping[str, str], *, before: Answer, guessed: Mapping[int, str]) -> Answer:
    """What was chosen; a guess that was set to «Không dùng» leaves its column out."""
    header_row, columns = before.header_row, dict(before.columns)
    choices = {field.value for field in CHOICES}
    if given.get("header_row", "").removeprefix("-").isdecimal():
        header_row = int(given["header_row"])
    for name, meaning in given.items():
        if not name.startswith("column-") or not name.removeprefix("column-").isdecimal():
            continue
        column = int(name.removeprefix("column-"))
        if meaning:
            columns[column] = meaning_chosen(meaning)
        elif guessed.get(column) in choices:  # any other guess stood in no choice: leaving it empty says nothing
            columns[column] = None
    if header_row is None and not any(columns.values()):
        raise Refused(_("Chọn dòng tiêu đề hoặc nghĩa của ít nhất một cột."))
    return replace(before, header_row=header_row, columns=columns)


def meaning_chosen(value: str) -> Field:
    """A meaning that a page let somebody choose. Raises `Refused` for any other."""
    if value not in {field.value for field in CHOICES}:
        raise Refused(_("Mục này không có trong danh sách; tải lại trang rồi chọn."))
    return Field(value)


def remember(upload: Upload, *, now: dt.datetime) -> None:
    """Keep how the unit's form is read, once an upload that was asked about counts."""
    if upload.part or not answers_of(upload):  # a sector's form is not the unit's own
        return
    for kept in upload.layout.get("sheets", []):
        memory = Layout.from_json(kept).memory
        LayoutMemory.objects.update_or_create(
            path=upload.path, fingerprint=memory.fingerprint[:64], defaults={"answer": memory.as_json(), "at": now}
        )
