"""Text from Word as a document may hold it: composed, without what does not print, with plain spaces."""

import re
import unicodedata

from core.text.numbers import NBSP

# Old fonts and keyboards type the look-alikes eth and African d; no Vietnamese word has them.
_D_LETTERS = str.maketrans({"ð": "đ", "Ð": "Đ", "ɖ": "đ", "Ɖ": "Đ"})
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}  # controls, soft hyphens, marks of direction, private signs
_AFTER_FIGURE = re.compile(rf"(?<=[0-9%]){NBSP}(?=[^\W\d])")
_SPACES = re.compile(r"\s+")
_KEPT = "\ue000"  # stands for the space that must not break while the others are made plain; no text holds it by then


def cleaned(text: str) -> str:
    """One line of clean text, with its outer spaces as single ones.

    A no-break space stays where the house writes it, between a figure and its unit; any other becomes a plain one.
    """
    text = unicodedata.normalize("NFC", text.translate(_D_LETTERS))
    if not text.isprintable() or NBSP in text or "  " in text:
        text = "".join(c for c in text if c in "\t\n\r" or unicodedata.category(c) not in _DROPPED)
        text = _SPACES.sub(" ", _AFTER_FIGURE.sub(_KEPT, text)).replace(_KEPT, NBSP)
    return unicodedata.normalize("NFC", text)
