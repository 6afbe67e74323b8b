"""Số định danh cá nhân: twelve digits PPP S YY NNNNNN without a check digit (Nghị định 137/2015/NĐ-CP, Điều 13).

PPP is the province where the birth was registered, by the list of 63 of Thông tư 07/2016/TT-BCA: adults carry the old
codes for ever. All of them begin with 0, so that a column of numbers has lost it in every row.
"""

from __future__ import annotations

import re

from donors.intake.cells import Read
from donors.intake.fields import Field
from donors.intake.findings import Code, Finding
from donors.intake.people import Birth, Sex

_CODES = (
    *(
        1,
        2,
        4,
        6,
        8,
        10,
        11,
        12,
        14,
        15,
        17,
        19,
        20,
        22,
        24,
        25,
        26,
        27,
        30,
        31,
        33,
        34,
        35,
        36,
        37,
        38,
        40,
        42,
        44,
        45,
    ),
    *(46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91),
    *(92, 93, 94, 95, 96),
)
PROVINCES = frozenset(f"{code:03}" for code in _CODES)
DIGITS, OLD_DIGITS = 12, 9
_ROUNDED = "000000"  # numbers begin with 000001: these are digits that a spreadsheet rounded away
_LOOKALIKES = str.maketrans("OILSB", "01158")
_SEPARATORS = re.compile(r"[\s.\-–'’`_]+")
_RUNS = re.compile(r"\d+")
_EXPONENT = re.compile(r"([1-9])[.,]?(\d*)e\+?(\d{1,2})", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:số\s*)?(?:cccd|cmnd|cmt|cc|đdcn|số định danh|căn cước(?: công dân)?)\s*(?:số)?\s*:?\s*", re.IGNORECASE
)


def identity_of(text: str, birth: Birth | None, sex: Sex | None) -> Read[str]:
    """The number a text holds: twelve digits, or the nine of an old card; birth and sex tell a lost zero from a slip.

    A lost zero is given back, and said, where the number then agrees with the birth; elsewhere it is asked.
    """
    bare = _SEPARATORS.sub("", _LABEL.sub("", text))
    if exponent := _EXPONENT.fullmatch(bare):
        bare = _without_exponent(*exponent.groups())
        if not bare:
            return _finding(Code.IDENTITY_LOST_DIGITS, text)
    if not (bare.isascii() and bare.isdigit() and len(bare) <= DIGITS):
        runs = [run for run in map(str, _RUNS.findall(text)) if len(run) in {DIGITS, OLD_DIGITS}]
        bare = next((run for run in runs if len(run) == DIGITS), runs[0] if runs else bare)
    return _from_digits(bare, text, birth, sex)


def birth_year_of(identity: str) -> int | None:
    """The year of birth that twelve digits tell; None for an old card."""
    if len(identity) != DIGITS:
        return None
    return 1900 + 100 * (int(identity[3]) // 2) + int(identity[4:6])


def sex_of(identity: str) -> Sex | None:
    """The sex that twelve digits tell: an even fourth digit is male."""
    if len(identity) != DIGITS:
        return None
    return Sex.FEMALE if int(identity[3]) % 2 else Sex.MALE


def _from_digits(digits: str, text: str, birth: Birth | None, sex: Sex | None) -> Read[str]:
    if not (digits.isascii() and digits.isdigit()):
        cleared = digits.upper().translate(_LOOKALIKES)
        return _unreadable(text, cleared if len(cleared) == DIGITS and cleared.isdigit() else "")
    if len(digits) == DIGITS:
        if digits.endswith(_ROUNDED):
            return _finding(Code.IDENTITY_LOST_DIGITS, text)
        return Read(digits, _differences(digits, text, birth, sex))
    if len(digits) == OLD_DIGITS:
        return Read(digits, (Finding(Code.IDENTITY_OLD_CARD, Field.IDENTITY, digits),))
    if len(digits) in {DIGITS - 1, DIGITS - 2} and digits[0] != "0":
        return _lost_zero(digits, text, birth, sex)
    return _unreadable(text, digits.zfill(OLD_DIGITS) if len(digits) == OLD_DIGITS - 1 else "")


def _lost_zero(digits: str, text: str, birth: Birth | None, sex: Sex | None) -> Read[str]:
    whole = digits.zfill(DIGITS)
    if whole.endswith(_ROUNDED):
        return _finding(Code.IDENTITY_LOST_DIGITS, text)
    if whole[:3] not in PROVINCES:
        return _unreadable(text)
    count = str(len(digits))
    if birth and not _differences(whole, text, birth, sex):
        return Read(
            whole, (Finding(Code.IDENTITY_LOST_ZERO, Field.IDENTITY, text, (), {"count": count, "became": whole}),)
        )
    return Read(findings=(Finding(Code.IDENTITY_LOST_ZERO, Field.IDENTITY, text, (whole, ""), {"count": count}),))


def _differences(digits: str, text: str, birth: Birth | None, sex: Sex | None) -> tuple[Finding, ...]:
    """What the digits tell otherwise than the row. Only warnings: births and sexes are corrected, numbers are not."""
    found = []
    if digits[:3] not in PROVINCES:
        found.append({"reason": "province", "digits": digits[:3]})
    if birth and birth.year != (year := birth_year_of(digits)):
        found.append({"reason": "birth", "told": str(year), "written": str(birth.year)})
    if sex and sex != sex_of(digits):
        found.append({"reason": "sex"})
    return tuple(Finding(Code.IDENTITY_DIFFERS, Field.IDENTITY, text, (), detail) for detail in found)


def _without_exponent(first: str, rest: str, exponent: str) -> str:
    """ "3.8190000001E+10" holds all its digits; "1.23E+11" has lost the last ones, and gives ""."""
    return first + rest if len(rest) == int(exponent) else ""


def _unreadable(text: str, guess: str = "") -> Read[str]:
    return Read(findings=(Finding(Code.IDENTITY_UNREADABLE, Field.IDENTITY, text, (guess, "") if guess else ()),))


def _finding(code: Code, text: str) -> Read[str]:
    return Read(findings=(Finding(code, Field.IDENTITY, text),))
