"""What was taken at a donation, where a list says it beside the day: "15/3/2026 (tiểu cầu)"."""

from __future__ import annotations

import re
from enum import StrEnum


class Component(StrEnum):
    """What was taken: whole blood, or by apheresis only a part of it."""

    WHOLE_BLOOD = "whole_blood"
    RED_CELLS = "red_cells"
    PLASMA = "plasma"
    PLATELETS = "platelets"


_WORDS = {
    Component.PLATELETS: r"(?:khối )?ti[eể]u c[aầ]u|tc|platelets?",
    Component.PLASMA: r"huy[eế]t t[uư][oơ]ng|ht|plasma",
    Component.RED_CELLS: r"(?:khối )?h[oồ]ng c[aầ]u|hc",
    Component.WHOLE_BLOOD: r"(?:m[aá]u )?to[aà]n ph[aầ]n|tp",
}
_SAID = {
    component: re.compile(
        rf"[(\[,;–-]*\s*(?<!\w)(?:(?:gạn|tách|hiến)\s+)*(?:{words})(?!\w)\s*[)\],;:–-]*", re.IGNORECASE
    )
    for component, words in _WORDS.items()
}


def component_said(text: str) -> tuple[Component | None, str]:
    """What a cell says was taken, and the rest of the cell; None and the cell where it says nothing of it."""
    if text.isascii() and not any(letter.isalpha() for letter in text):
        return None, text
    for component, said in _SAID.items():
        if said.search(text):
            return component, " ".join(said.sub(" ", text).split())
    return None, text
