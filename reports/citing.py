"""Naming another document inside the text: a line of the committee's registers, bound like any other figure.

A first citation tells type, number and symbol, day, issuer and trích yếu (Nghị định 30/2020, Phụ lục I, II.6.b); a
letter (thư) has neither number nor symbol. As căn cứ a line stands above the text instead (`editing.cite`).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.text.dates import short_date
from core.text.language import in_vietnamese
from core.text.numbers import padded
from reports.blocks import FigureEntry
from reports.models import Document, RegisterEntry
from reports.registers import citable_for, in_text

_KEY = "cited."
_MOST_OFFERED = 30


def offered_for(document: Document) -> list[RegisterEntry]:
    """The newest lines of the registers, to choose one that the text names."""
    return list(citable_for(document)[:_MOST_OFFERED])


@in_vietnamese()
def named_in(document: Document, text: str) -> dict[str, FigureEntry]:
    """The lines that an edited text names between square brackets, by key."""
    if "[" not in text:
        return {}
    spaced = " ".join(text.split())
    entries = (entry for entry in citable_for(document) if f"[{in_text(entry)}]" in spaced)
    return {f"{_KEY}{entry.pk}": _bound(entry) for entry in entries}


@in_vietnamese()
def cited_by(document: Document, keys: Iterable[str]) -> dict[str, FigureEntry]:
    """Of the keys of a text those of register lines, as the registers say now; a line that is gone is left out."""
    pks = [int(key.removeprefix(_KEY)) for key in keys if key.startswith(_KEY)]
    rows = citable_for(document).filter(pk__in=pks) if pks else []
    return {f"{_KEY}{entry.pk}": _bound(entry) for entry in rows}


def is_citation(key: str) -> bool:
    """Whether a figure names a document."""
    return key.startswith(_KEY)


def _bound(entry: RegisterEntry) -> FigureEntry:
    text = in_text(entry)
    if entry.arrival_number is not None and entry.arrived_on is not None:
        told = {"number": padded(entry.arrival_number), "day": short_date(entry.arrived_on)}
        source = _("Sổ văn bản đến, số đến %(number)s ngày %(day)s") % told
    else:
        source = _("Sổ văn bản đi")
    return FigureEntry(value=text, text=text, source=source, as_of="")
