"""A block's text as a person edits it, and back: bound figures stand in square brackets and stay bound.

`đạt [1.324] đơn vị máu, **vượt** chỉ tiêu`: what is in brackets must be a figure of the document as printed now; two
stars around words are bold, one star italic. A new line begins a new paragraph. A figure is never typed: a number
outside brackets is just text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from core.refusal import Refused
from core.text.numbers import NBSP
from reports.blocks import Figure, Figures, Inline, Run, Text
from reports.word.cleaning import cleaned

_MARKS = re.compile(r"(\[[^\[\]\n]*\]|\*\*[^*\n]+\*\*|\*[^*\n]+\*)")
_SPACES = re.compile(r"[^\S\u00a0]+")  # "350 ml" keeps its no-break space
_STARS = {"**": (True, False), "*": (False, True)}


def editable_text(content: Inline, figures: Figures) -> str:
    """What stands in the text field: figures in brackets, bold and italics between stars."""
    return "".join(_run_text(run, figures) for run in content)


def read_text(text: str, *, figures: Figures, first: Sequence[str] = ()) -> list[Inline]:
    """The paragraphs of an edited text; blank lines are dropped, and what does not print (reports/word/cleaning.py).

    `first` are the keys the block held before, tried first and in their order: two figures may print the same text.
    Raises `Refused` for brackets around something that is no figure of the document.
    """
    keys = _Keys(figures, first)
    lines = [_SPACES.sub(" ", cleaned(line)).strip() for line in text.splitlines()]
    return [_paragraph(line, keys) for line in lines if line]


def _spaced(text: str) -> str:
    """A figure's text with every space alike: a text field gives no-break spaces back as it likes."""
    return text.replace(NBSP, " ")


class _Keys:
    """Finds the key a printed text stands for, each key of the block at most once before any other is taken."""

    def __init__(self, figures: Mapping[str, object], first: Sequence[str]) -> None:
        self._texts = {key: _spaced(entry["text"]) for key, entry in figures.items()}  # type: ignore[index]
        self._left = [key for key in first if key in self._texts]

    def of(self, text: str) -> str:
        wanted = _spaced(text)
        for key in self._left:
            if self._texts[key] == wanted:
                self._left.remove(key)
                return key
        for key, printed in self._texts.items():
            if printed == wanted:
                return key
        raise Refused(
            _("“[%(text)s]” không phải số liệu của văn bản này: bỏ dấu ngoặc vuông, hoặc bấm Thôi để giữ câu cũ.")
            % {"text": text}
        )


def _run_text(run: Run, figures: Figures) -> str:
    text = f"[{figures[run.key]['text']}]" if isinstance(run, Figure) else run.text
    stars = "**" if run.bold else "*" if run.italic else ""
    return f"{stars}{text}{stars}" if text.strip() else text


def _paragraph(line: str, keys: _Keys) -> Inline:
    runs: list[Run] = []
    for part in _MARKS.split(line):
        if part:
            runs.extend(_runs(part, keys))
    return tuple(runs)


def _runs(part: str, keys: _Keys) -> list[Run]:
    for stars, (bold, italic) in _STARS.items():
        if part.startswith(stars) and part.endswith(stars) and len(part) > 2 * len(stars):
            inner = part[len(stars) : -len(stars)]
            return [_run(piece, keys, bold=bold, italic=italic) for piece in _MARKS.split(inner) if piece]
    return [_run(part, keys)]


def _run(piece: str, keys: _Keys, *, bold: bool = False, italic: bool = False) -> Run:
    if piece.startswith("[") and piece.endswith("]"):
        return Figure(keys.of(piece[1:-1]), bold, italic)
    return Text(piece, bold, italic)
