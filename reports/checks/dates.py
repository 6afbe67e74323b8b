"""Days in a text: those that no calendar has, and how they are padded (Nghị định 30/2020, Phụ lục I, II.4.b)."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from reports.checks.findings import Finding
from reports.checks.stretches import Stretch

_LONG = re.compile(r"\b(?:ngày)\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})\b", re.IGNORECASE)
_MONTH = re.compile(r"(?<!\d )\btháng\s+(0[3-9])\s+năm\s+\d{4}\b", re.IGNORECASE)
_SHORT = re.compile(r"(?<![\d/.-])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])")


def long_days(stretches: Iterable[Stretch]) -> Iterator[Finding]:
    """ "ngày 5 tháng 03 năm 2026" is "ngày 05 tháng 3 năm 2026"."""
    for said in stretches:
        for found in _LONG.finditer(said.text):
            day, month, year = int(found[1]), int(found[2]), int(found[3])
            spot = (said.spot(*found.span()),)
            if not _is_day(day, month, year):
                yield Finding(_no_day(found[0]), spot, is_error=True)
            elif found[1] != f"{day:02}" or found[2] != _padded(month):
                right = f"{found[0][:4]} {day:02} tháng {_padded(month)} năm {year}"
                sentence = _("“%(day)s” phải ghi là “%(right)s”: ngày 1 đến 9 và tháng 1, 2 có số 0 ở trước.")
                yield Finding(sentence % {"day": found[0], "right": right}, spot, is_error=True)


def short_days(stretches: Iterable[Stretch]) -> Iterator[Finding]:
    """Short days that no calendar has; those that lack a zero, or have one others in the text do not have."""
    known = [(said, found) for said in stretches for found in _SHORT.finditer(said.text)]
    plain = next((found[0] for _said, found in known if found[2] in {str(month) for month in range(3, 10)}), "")
    for said, found in known:
        day, month, year = int(found[1]), int(found[2]), int(found[3])
        spot = (said.spot(*found.span()),)
        right = f"{day:02}/{_padded(month)}/{year}"
        if not _is_day(day, month, year):
            yield Finding(_no_day(found[0]), spot, is_error=True)
        elif said.is_bound(*found.span()):
            continue
        elif len(found[1]) < 2 or (month < 3 and len(found[2]) < 2):
            sentence = _("Ngày “%(day)s” thiếu số 0; ghi “%(right)s”.")
            yield Finding(sentence % {"day": found[0], "right": right}, spot)
        elif plain and 3 <= month <= 9 and found[2].startswith("0"):
            sentence = _("Tháng được ghi hai kiểu, “%(day)s” và “%(other)s”; ghi một kiểu.")
            yield Finding(sentence % {"day": found[0], "other": plain}, spot)


def months(stretches: Iterable[Stretch]) -> Iterator[Finding]:
    """ "tháng 08 năm 2025" is "tháng 8 năm 2025"."""
    for said in stretches:
        for found in _MONTH.finditer(said.text):
            if not said.is_bound(*found.span()):
                right = found[0].replace(found[1], found[1][1:], 1)
                sentence = _("“%(month)s” ghi là “%(right)s”: chỉ tháng 1, 2 có số 0 ở trước.")
                yield Finding(sentence % {"month": found[0], "right": right}, (said.spot(*found.span()),))


def _padded(month: int) -> str:
    return f"{month:02}" if month < 3 else str(month)


def _is_day(day: int, month: int, year: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1] if year else False


def _no_day(text: str) -> str:
    return _("“%(day)s” không có trong lịch; sửa ngày.") % {"day": text}
