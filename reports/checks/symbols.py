"""Số, ký hiệu as Nghị định 30/2020, Phụ lục I, II.3 has them: "33/KH-BCĐ", no spaces, parts joined by hyphens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from reports.checks.findings import Finding
from reports.checks.stretches import Stretch

# The types whose abbreviation has small letters (Phụ lục III), then capitals.
_PART = r"(?:QyĐ|CTr|TTr|TrS|[A-ZĐ]{1,15}\d{0,2})(?![^\W\d_])"
# What a sentence cites, and what stands after "Số:" at the head of a text, its number perhaps not given yet.
_SYMBOL = re.compile(
    rf"(?<![\w/])(?P<lead>[Ss]ố(?P<colon>\s?:)?\s*)(?P<whole>(?P<number>\d{{0,5}})\s*/\s*{_PART}(?:\s*[-–—]\s*{_PART})*)"
    r"(?P<comma>\s*,\s+ngày\b)?"
)
_SPACED = re.compile(r"\s*([-–—/])\s*")


def spans_of(text: str) -> list[tuple[int, int]]:
    """Where symbols stand: abbreviations in them are not the sentence's own."""
    return [found.span("whole") for found in _SYMBOL.finditer(text)]


def symbols(stretches: Iterable[Stretch]) -> Iterator[Finding]:
    """Symbols with spaces or dashes in them, and a comma between a number and its day."""
    for said in stretches:
        for found in _SYMBOL.finditer(said.text):
            if said.is_bound(*found.span()):
                continue
            whole = found["whole"]
            if not found["number"]:  # room is left to write it
                whole = whole.lstrip()
            right = _SPACED.sub(lambda each: "/" if each[1] == "/" else "-", whole).strip()
            if right != whole:
                sentence = _("Ký hiệu “%(symbol)s” có dấu cách hoặc gạch dài; ghi “%(right)s”.")
                yield Finding(sentence % {"symbol": whole, "right": right}, (said.spot(*found.span("whole")),))
            if found["comma"]:
                sentence = _("Giữa số và ngày của văn bản “%(symbol)s” không có dấu phẩy.") % {"symbol": right}
                yield Finding(sentence, (said.spot(found.start("whole"), found.end()),))
