"""The one way numbers are written and read: dot for thousands, comma for decimals (Luật Đo lường 2011, article 9).

Everything a user sees, on screen or on paper, passes through here; no other formatter exists in the house.
"""

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

Number = int | Decimal | Fraction

NO_FIGURE = "–"  # "không có số liệu": a blank is not a zero
MINUS = "\u2212"
NBSP = "\u00a0"

# What people write after a count; anything else after the digits is text, not a number.
_UNITS = "đơn vị máu toàn phần|đơn vị máu|đơn vị|đvm|đv|lượt người|lượt|người|túi|suất|ml"
_PLAIN = re.compile(r"[0-9]+")
_DOTTED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
_SPACED = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3})+")
_COMMAS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}")
_COMMA_ONCE = re.compile(r"[0-9]{1,3},[0-9]{3}")
_WHOLE_DECIMAL = re.compile(r"([0-9]+)[.,]0{1,2}")  # 12.0: a spreadsheet's number read as text
_FRACTION = re.compile(r"[0-9. ]+,[0-9]+|[0-9]+\.[0-9]+")
_RANGE = re.compile(r"[0-9. ]+[-/][0-9. ]+")


def integer(value: Number | None) -> str:
    """1726 → "1.726"; None → `NO_FIGURE`; a negative takes a true minus sign.

    A count of đơn vị máu converted from millilitres may hold tenths, and prints them ("270,2"): every bag's volume is a
    multiple of 50 ml, so tenths of 250 ml are exact.
    """
    if value is None:
        return NO_FIGURE
    if not isinstance(value, int):
        return decimal(value, 1)
    return ("" if value >= 0 else MINUS) + _grouped(abs(value))


def decimal(value: Number | None, places: int, *, drop_zero: bool = True) -> str:
    """1234.5 → "1.234,5", rounded half up; trailing zeros are dropped unless `drop_zero` is off. None → `NO_FIGURE`."""
    if value is None:
        return NO_FIGURE
    rounded = _half_up(*value.as_integer_ratio(), places)
    whole, rest = divmod(abs(rounded), 10**places)
    tail = f"{rest:0{places}d}" if places else ""
    if drop_zero:
        tail = tail.rstrip("0")
    return ("" if rounded >= 0 else MINUS) + _grouped(whole) + (f",{tail}" if tail else "")


def percent_value(part: Number | None, whole: Number | None, places: int = 1) -> Decimal | None:
    """part / whole in percent, rounded half up to `places`; None where either is missing or the whole is zero."""
    if part is None or not whole:
        return None
    above, below = part.as_integer_ratio()
    base, share = whole.as_integer_ratio()
    sign = -1 if base < 0 else 1
    return Decimal(_half_up(sign * 100 * above * share, sign * base * below, places)).scaleb(-places)


def percent(part: Number | None, whole: Number | None, places: int = 1) -> str:
    """862 of 550 → "156,7%"; 462 of 550 → "84%"; no whole, or a whole of zero → `NO_FIGURE`."""
    value = percent_value(part, whole, places)
    return NO_FIGURE if value is None else f"{decimal(value, places)}%"


def signed(value: Number | None) -> str:
    """A difference with its sign: "+212", "−5", "0"."""
    return NO_FIGURE if value is None else ("+" if value > 0 else "") + integer(value)


def padded(value: Number | None) -> str:
    """A count as documents write it: 1 to 9 with a leading zero ("02 đợt"), the rest as `integer`."""
    return f"0{integer(value)}" if value is not None and 0 < value < 10 else integer(value)


def quantity(value: Number | None, unit: str) -> str:
    """A count and its unit, never parted at a line's end: "350 ml". None → `NO_FIGURE` alone."""
    return NO_FIGURE if value is None else f"{integer(value)}{NBSP}{unit}"


def roman(number: int) -> str:
    """1 → "I", 4 → "IV", 14 → "XIV"."""
    parts = [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
    out = ""
    for value, letters in parts:
        times, number = divmod(number, value)
        out += letters * times
    return out


def parse_integer(text: str) -> int:
    """Read a whole number as people type or paste it: "1.100", "1 100", "1.100 đv", "−5", full-width digits.

    Raises ValueError whose message is a Vietnamese sentence for the user: empty, a fraction, a range, an unclear
    mark ("1,100" may be 1.100 or 1,1), or text. Whether the number makes sense is the caller's question.
    """
    clean = " ".join(unicodedata.normalize("NFKC", text).split())
    if not clean:
        raise ValueError(_("Ô này đang trống; ghi một số."))
    sign = -1 if clean[0] in f"-{MINUS}" else 1
    body = re.sub(
        rf"\s*(?:{_UNITS})\.?$", "", clean[1:].strip() if sign < 0 else clean.removeprefix("+"), flags=re.IGNORECASE
    )
    for shape in (_PLAIN, _DOTTED, _SPACED, _COMMAS):
        if shape.fullmatch(body):
            return sign * int(re.sub(r"[., ]", "", body))
    if whole := _WHOLE_DECIMAL.fullmatch(body):
        return sign * int(whole[1])
    raise ValueError(_why_not(body, clean))


def _why_not(body: str, written: str) -> str:
    if _COMMA_ONCE.fullmatch(body):
        return _("“%(text)s” không rõ là số nào: dấu phẩy là phần lẻ, hàng nghìn dùng dấu chấm.") % {"text": written}
    if _FRACTION.fullmatch(body):
        return _("“%(text)s” có phần lẻ; ghi số nguyên.") % {"text": written}
    if _RANGE.fullmatch(body):
        return _("“%(text)s” không phải một số; ghi một số duy nhất.") % {"text": written}
    return _("“%(text)s” không phải là số; ghi bằng chữ số.") % {"text": written}


def _grouped(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def _half_up(above: int, below: int, places: int) -> int:
    """above / below (positive) in units of its last place; halves go away from zero, as in school and in the samples.

    In whole numbers, since a page of figures asks this a thousand times.
    """
    rounded = (2 * abs(above) * 10**places + below) // (2 * below)
    return int(rounded if above >= 0 else -rounded)
