"""Sex and blood group as lists write them."""

from __future__ import annotations

import re
from functools import lru_cache

from core.text.folding import fold
from donors.intake.people import Sex

_MALE = frozenset({"nam", "m", "male", "trai", "ông", "anh", "nam giới", "1"})
_FEMALE = frozenset({"nữ", "f", "female", "gái", "gai", "bà", "chị", "cô", "nữ giới", "0", "2"})
_TICKS = _MALE | _FEMALE - {"0"} | {"x", "xx", "v", "✓", "✔", "√", "+", "*", "●", "•", "o", "có", "y", "yes", "true"}
_DENIALS = frozenset({"0", "n", "no", "false"})
_BLOOD = re.compile(
    r"(?:NHÓM|NHOM)?(?:MÁU|MAU)?:?"
    r"(?P<group>A[12]?B|A[12]?|B|O|0)?"  # A1 and A2 are subgroups of A
    r"[,.;/:(\[]*(?:RHESUS|RH)?[(\[]?D?[)\]]?:?[(\[]?"
    r"(?P<rhesus>\+|-|DƯƠNGTÍNH|DƯƠNG|DUONG|ÂMTÍNH|ÂM|AM|POSITIVE|POS|NEGATIVE|NEG)?[)\]]*\.?"
)
_RHESUS_FIRST = re.compile(r"(RH.*?[+-]\)?)[,;]?(A[12]?B|A[12]?|B|O|0)")  # "Rh+ A"
_IN_BRACKETS = re.compile(r"\((.*)\)")
BLOOD_GROUPS = ("A", "B", "AB", "O")  # the columns of a form that is ticked, numbered from 1 (`Meaning.number`)
_GROUPS = str.maketrans({"0": "O", "1": None, "2": None})
_MINUSES = str.maketrans(dict.fromkeys("−–—‐‑﹣－", "-") | {"＋": "+", "﹢": "+"})
_PLUS = frozenset({"+", "DƯƠNGTÍNH", "DƯƠNG", "DUONG", "POSITIVE", "POS"})


def sex_of(text: str) -> Sex | None:
    """ "Nam", "nữ", "M", "F"; 1 is male, 0 and 2 are female. None for anything else."""
    word = text.casefold().strip(" .()")
    if word in _MALE:
        return Sex.MALE
    return Sex.FEMALE if word in _FEMALE or fold(word) == "nu" else None  # nữ with any other mark is still nữ


def is_marked(text: str) -> bool | None:
    """Whether a column such as «Nữ» is ticked ("x", "1", "Nữ"); None for what is neither a tick nor a denial."""
    mark = text.casefold()
    return True if mark in _TICKS else False if mark in _DENIALS else None


@lru_cache(maxsize=2_000)
def blood_of(text: str) -> tuple[str, str] | None:
    """Group and Rh, either of them blank: "A+", "A Rh(D)+", "AB(+)", "RH(+)"; "0+" is O. None if unreadable."""
    bare = "".join(text.upper().translate(_MINUSES).split())
    found = _BLOOD.fullmatch(bare) or _BLOOD.fullmatch(_IN_BRACKETS.sub(r"\1", _RHESUS_FIRST.sub(r"\2\1", bare)))
    if not found or not (found["group"] or found["rhesus"]):
        return None
    group = (found["group"] or "").translate(_GROUPS)
    return group, "" if not found["rhesus"] else "+" if found["rhesus"] in _PLUS else "-"
