"""Units' names as they stand inside a sentence."""

from __future__ import annotations

from committees.models import Level, Unit


def in_sentence(unit: Unit) -> str:
    """ "xã Bình Minh", "tổ dân phố 3": the common noun is small (Nghị định 30/2020, Phụ lục II); others keep theirs."""
    if unit.is_territory or unit.level == Level.VILLAGE:
        return f"{unit.name[:1].lower()}{unit.name[1:]}"
    return str(unit.name)
