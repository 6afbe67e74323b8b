"""Vietnamese order as stored keys.

The embedded PostgreSQL has no ICU, so order is a column: `ORDER BY name_sort COLLATE "C"`. Source of the order:
CLDR `vi` — letters a ă â b c d đ e ê … o ô ơ … u ư; tones none < huyền < hỏi < ngã < sắc < nặng decide only where
the letters are equal.
"""

import re
import unicodedata
from functools import lru_cache

from core.text.folding import compose

_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
# A letter with its own place is its base letter and a mark that sorts after z: a < az < ă < ăz < â < b.
_LETTERS = {"ă": "a{", "â": "a|", "đ": "d{", "ð": "d{", "ê": "e{", "ô": "o{", "ơ": "o|", "ư": "u{"}
_TOKEN = re.compile(r"[0-9]+|[^\W_]")
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_NOTE = re.compile(r"\([^()]*\)")
_LONGEST_NUMBER = 99


def sort_key(text: str) -> str:
    """A key whose "C" order is the Vietnamese order of the text; numbers inside go by value (Thôn 2 < Thôn 10).

    Shape: letters of the words joined by "-", a space, one tone digit per syllable ("Bình Sơn" → "binh-so|n 10").
    Tones count per syllable, so that hòa and hoà stand together. Case and punctuation do not matter.
    """
    syllables = _WORD.findall(unicodedata.normalize("NFKC", compose(text)).lower())
    return f"{'-'.join(map(_letters, syllables))} {''.join(map(_tone, syllables))}"


def person_sort_key(full_name: str) -> str:
    """A key that orders people as Vietnamese lists do: by given name (last syllable, tone included), then the rest.

    A note in brackets, "Nguyễn Văn An (B)", is not the given name; it only parts two equal names.
    """
    notes = " ".join(_NOTE.findall(full_name))
    names = _NOTE.sub(" ", compose(full_name)).split()
    if not names:
        return sort_key(full_name)
    return f"{sort_key(names[-1])} {sort_key(' '.join([*names[:-1], notes]))}"


@lru_cache(maxsize=8192)  # the language has some seven thousand syllables
def _letters(syllable: str) -> str:
    return "".join(
        _number(token) if token.isascii() and token.isdigit() else _letter(token) for token in _tokens(syllable)
    )


def _tokens(syllable: str) -> list[str]:
    toneless = unicodedata.normalize("NFD", syllable)
    return _TOKEN.findall(unicodedata.normalize("NFC", "".join(c for c in toneless if c not in _TONES)))


def _letter(letter: str) -> str:
    return _LETTERS.get(letter) or unicodedata.normalize("NFD", letter)[0]


def _number(digits: str) -> str:
    """Digits led by their count, so that text order is number order; leading zeros do not count."""
    digits = digits.lstrip("0")[:_LONGEST_NUMBER] or "0"
    size = len(digits)
    return f"{size}{digits}" if size < 9 else f"9{size:02}{digits}"


@lru_cache(maxsize=8192)
def _tone(syllable: str) -> str:
    return next((_TONES[c] for c in unicodedata.normalize("NFD", syllable) if c in _TONES), "0")
