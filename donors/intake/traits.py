"""Sex and blood group as lists write them."""

from __future__ import annotations

import re
from functools import lru_cache

from donors.intake.people import Sex

_SEXES = {
    **dict.fromkeys(("nam", "m", "male", "trai", "ông", "anh", "boy", "1", "nam giới"), Sex.MALE),
    **dict.fromkeys(
        ("nữ", "nu", "nư", "f", "female", "gái", "gai", "bà", "chị", "cô", "girl", "0", "2", "nữ giới"), Sex.FEMALE
    ),
}
_MARKS = frozenset("x 1 v ✓ ✔ √ + * có y yes true xx ● • o".split())
_NO_MARKS = frozenset("0 n no false".split())
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
    return _SEXES.get(text.casefold().strip(" .()"))


def is_marked(text: str) -> bool | None:
    """Whether a column such as «Nữ» is ticked ("x", "1"); None where the text is neither a tick nor a denial."""
    lowered = text.casefold()
    return (
        True
        if lowered in _MARKS or (lowered in _SEXES and lowered not in _NO_MARKS)
        else False
        if lowered in _NO_MARKS
        else None
    )


@lru_cache(maxsize=2_000)
def blood_of(text: str) -> tuple[str, str] | None:
    """Group and Rh, either of them blank: "A+", "A Rh(D)+", "AB(+)", "O Rh +", "RH(+)"; "0+" is O. None if unreadable."""
    found = _BLOOD.fullmatch("".join(text.upper().translate(_MINUSES).split()))
    if not found or not (found["group"] or found["rhesus"]):
        return None
    group = "O" if found["group"] == "0" else found["group"] or ""
    return group, "" if not found["rhesus"] else "+" if found["rhesus"] in _PLUS else "-"
