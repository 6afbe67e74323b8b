"""Sex and blood group as lists write them."""

from __future__ import annotations

import re
from functools import lru_cache

from donors.intake.people import Sex

_MALE = frozenset({"nam", "m", "male", "trai", "ông", "anh", "nam giới", "1"})
_FEMALE = frozenset({"nữ", "nu", "nư", "f", "female", "gái", "gai", "bà", "chị", "cô", "nữ giới", "0", "2"})
_TICKS = _MALE | _FEMALE - {"0"} | {"x", "xx", "v", "✓", "✔", "√", "+", "*", "●", "•", "o", "có", "y", "yes", "true"}
_DENIALS = frozenset({"0", "n", "no", "false"})
_BLOOD = re.compile(
    r"(?:NHÓM|NHOM)?(?:MÁU|MAU)?:?"
    r"(?P<group>AB|A|B|O|0)?"
    r"[,.;/:(\[]*(?:RHESUS|RH)?[(\[]?D?[)\]]?:?[(\[]?"
    r"(?P<rhesus>\+|-|DƯƠNGTÍNH|DƯƠNG|DUONG|ÂMTÍNH|ÂM|AM|POSITIVE|POS|NEGATIVE|NEG)?[)\]]*\.?"
)
_MINUSES = str.maketrans(dict.fromkeys("−–—‐‑﹣－", "-") | {"＋": "+", "﹢": "+"})
_PLUS = frozenset({"+", "DƯƠNGTÍNH", "DƯƠNG", "DUONG", "POSITIVE", "POS"})


def sex_of(text: str) -> Sex | None:
    """ "Nam", "nữ", "M", "F"; 1 is male, 0 and 2 are female. None for anything else."""
    word = text.casefold().strip(" .()")
    return Sex.MALE if word in _MALE else Sex.FEMALE if word in _FEMALE else None


def is_marked(text: str) -> bool | None:
    """Whether a column such as «Nữ» is ticked ("x", "1", "Nữ"); None for what is neither a tick nor a denial."""
    mark = text.casefold()
    return True if mark in _TICKS else False if mark in _DENIALS else None


@lru_cache(maxsize=2_000)
def blood_of(text: str) -> tuple[str, str] | None:
    """Group and Rh, either of them blank: "A+", "A Rh(D)+", "AB(+)", "RH(+)"; "0+" is O. None if unreadable."""
    found = _BLOOD.fullmatch("".join(text.upper().translate(_MINUSES).split()))
    if not found or not (found["group"] or found["rhesus"]):
        return None
    group = "O" if found["group"] == "0" else found["group"] or ""
    return group, "" if not found["rhesus"] else "+" if found["rhesus"] in _PLUS else "-"
