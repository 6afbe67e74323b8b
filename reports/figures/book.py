"""Collecting the figures of one moment, and holding them to what they must add up to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from django.utils.translation import gettext as _

from core.text.dates import long_as_of
from core.text.numbers import decimal, padded, percent, percent_value
from reports.blocks import FigureEntry, Figures, ShareOf

Value = Decimal | int | None
CUT_OFF = "cut_off"  # the moment of the whole set; it passes by itself and changes nothing
DECIMALS = (0, 1, 2)  # of percentages, one choice a document: the samples print "120%", "99,5%" and "1,19%"
USUAL_DECIMALS = 1


class FiguresDisagreeError(RuntimeError):
    """Parts and totals of one set do not add up. The message names keys, never units."""


@dataclass(frozen=True, slots=True)
class BoundFigure:
    """One figure: `value` is what is counted (text for names and dates), `text` what is printed."""

    key: str
    value: Decimal | int | str | None
    text: str
    source: str
    as_of: dt.datetime

    @property
    def entry(self) -> FigureEntry:
        """As it is stored with the document; a fraction of a đơn vị máu is kept exactly, as text."""
        return FigureEntry(value=_stored(self.value), text=self.text, source=self.source, as_of=self.as_of.isoformat())


def _stored(value: Decimal | int | str | None) -> int | str | None:
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else str(value)


class Book:
    """The figures of one moment, by key."""

    def __init__(self, as_of: dt.datetime) -> None:
        self.as_of = as_of
        self.entries: dict[str, FigureEntry] = {}

    def text(self, key: str, text: str, source: str) -> None:
        """A name, a date or a phrase."""
        self.entries[key] = BoundFigure(key, text, text, source, self.as_of).entry

    def moment(self, key: str) -> None:
        """The moment of this book: "tính đến 14 giờ 05, ngày 22 tháng 11 năm 2026"."""
        self.text(key, long_as_of(self.as_of), _("Thời điểm lấy số liệu"))

    def count(self, key: str, value: int, source: str) -> None:
        """A count in a sentence: 1 to 9 take a leading zero, as documents write them."""
        self.entries[key] = BoundFigure(key, value, padded(value), source, self.as_of).entry

    def units(self, key: str, value: Value, source: str) -> None:
        """Đơn vị máu, to a tenth where they are not whole."""
        self.entries[key] = BoundFigure(key, value, decimal(value, 1), source, self.as_of).entry

    def amount(self, key: str, value: Value, text: str, source: str) -> None:
        """A value that is printed in words of its own: with its measure, in đồng, «hơn»."""
        self.entries[key] = BoundFigure(key, value, text, source, self.as_of).entry

    def share(self, key: str, part: Value, whole: Value, source: str, *, finer: int = 0) -> None:
        """A percentage of two values; a dash where there is nothing to divide by.

        It has as many decimals as its document chooses (`with_decimals`), and `finer` more where it is a small one.
        """
        places = _places(part, whole, USUAL_DECIMALS + finer)
        value = percent_value(part, whole, places)
        entry = BoundFigure(key, value, percent(part, whole, places), source, self.as_of).entry
        if value is not None:
            entry["share"] = ShareOf(part=str(part), whole=str(whole), finer=finer)
        self.entries[key] = entry

    def signed(self, key: str, value: Value, source: str) -> None:
        """A difference, with its plus sign."""
        sign = "+" if value is not None and value > 0 else ""
        self.entries[key] = BoundFigure(key, value, sign + decimal(value, 1), source, self.as_of).entry


def with_decimals(figures: Figures, decimals: int) -> dict[str, FigureEntry]:
    """The figures with every percentage printed with so many decimals (half up, «,0» dropped)."""
    return {key: _printed_with(entry, decimals) for key, entry in figures.items()}


def has_shares(figures: Figures) -> bool:
    """Whether there is a percentage whose decimals can be chosen."""
    return any("share" in entry for entry in figures.values())


def share_text(part: Value, whole: Value, decimals: int = USUAL_DECIMALS) -> str:
    """How documents print a percentage: "156,7%", and "99,6%" where "100%" would say that all was reached."""
    return percent(part, whole, _places(part, whole, decimals))


def _printed_with(entry: FigureEntry, decimals: int) -> FigureEntry:
    share = entry.get("share")
    if share is None:
        return entry
    part, whole = Decimal(share["part"]), Decimal(share["whole"])
    places = _places(part, whole, decimals + share["finer"])
    value = _stored(percent_value(part, whole, places))
    return cast("FigureEntry", {**entry, "value": value, "text": percent(part, whole, places)})


def _places(part: Value, whole: Value, wanted: int) -> int:
    """The decimals that were wanted; more where a part that is not the whole would read as all of it."""
    most = max(DECIMALS)
    wanted = min(wanted, most)
    while wanted < most and part != whole and percent_value(part, whole, wanted) == 100:
        wanted += 1
    return wanted


def changed_keys(before: Figures, after: Figures) -> list[str]:
    """Keys whose printed text would change; the cut-off itself always does and is none of them."""
    return [
        key
        for key, entry in after.items()
        if key != CUT_OFF and (key not in before or before[key]["text"] != entry["text"])
    ]


def gone_keys(before: Figures, after: Figures, printed: Iterable[str]) -> list[str]:
    """Keys that stand in the content and that nothing counts any more: their round, unit or list is no longer there."""
    return [key for key in dict.fromkeys(printed) if key != CUT_OFF and key in before and key not in after]


def number_of(figures: Mapping[str, FigureEntry], key: str) -> Decimal | None:
    """The value of a counted figure; None where there is none."""
    entry = figures.get(key)
    return None if entry is None or entry["value"] is None else Decimal(entry["value"])


def refuse_other_sum(figures: Figures, whole: str, parts: Iterable[str]) -> None:
    """Raise `FiguresDisagreeError` unless the figure `whole` is the sum of the figures `parts`."""
    added = sum((number_of(figures, key) or Decimal(0) for key in parts), Decimal(0))
    if (number_of(figures, whole) or Decimal(0)) != added:
        raise FiguresDisagreeError(whole)
