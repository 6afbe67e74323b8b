"""Annexes and the text that must point to them (Nghị định 30/2020, Phụ lục I, III.1.a)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from core.text.folding import fold
from reports.blocks import Annex, walk
from reports.checks.findings import Finding
from reports.checks.stretches import Body, Stretch

_NAMED = re.compile(r"phu luc (?:so )?([ivx]+|\d+)\b")
_ANY = re.compile(r"(?:cac |\d+ )?phu luc\b")
_ALL = re.compile(r"\b(?:cac|\d+) phu luc\b|phu luc (?:kem theo|dinh kem)")
_FOLLOWS = re.compile(r"phu luc (?:[ivx\d]+ )?(?:\()?(?:kem theo|dinh kem)")


def unreferred(body: Body) -> Iterator[Finding]:
    """Annexes that the main text does not name."""
    annexes = [each for each in walk(body.blocks) if isinstance(each.block, Annex)]
    text = " ".join(fold(said.text) for _said, said in _main(body))
    named = {found[1] for found in _NAMED.finditer(text)}
    for count, annex in enumerate(annexes, start=1):
        roman = fold(annex.number.removeprefix("Phụ lục")).strip()
        is_named = (
            bool(_ANY.search(text)) if len(annexes) == 1 else bool(_ALL.search(text) or named & {roman, str(count)})
        )
        if not is_named:
            title = getattr(annex.block, "title", "")
            said = body.at(annex.path, title)
            sentence = _("Nội dung không nhắc đến %(annex)s; thêm câu dẫn, như “(Có %(annex)s kèm theo)”.")
            yield Finding(sentence % {"annex": annex.number}, (said.spot(),), is_error=True)


def missing(body: Body) -> Iterator[Finding]:
    """A text that says that an annex goes with it, and there is none."""
    if any(isinstance(block, Annex) for block in body.blocks):
        return
    for _path, said in _main(body):
        if _FOLLOWS.search(fold(said.text)):
            yield Finding(_("Nội dung nhắc phụ lục kèm theo nhưng không có phụ lục nào."), (said.spot(),))
            return


def _main(body: Body) -> Iterator[tuple[object, Stretch]]:
    for path, said in body.sentences():
        if not isinstance(body.blocks[path[0]], Annex):
            yield path, said
