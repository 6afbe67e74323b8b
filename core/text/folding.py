"""Folding: the forms in which Vietnamese text is compared and searched, never shown."""

import re
import unicodedata

# Unicode does not decompose đ. Old keyboards and converters also typed the look-alikes eth and African d.
_D_LETTERS = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ɖ": "d", "Ɖ": "D"})
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_SPACES = re.compile(r"[^\S\n]+")
_WORD = re.compile(r"[^\W_]+")
# y is written for i only where it is the whole vowel (Mỹ/Mĩ, y tế/i tế) or follows qu (quý/quí): "thúy" is not "thúi".
_Y_FOR_I = re.compile(r"(?<![aeou])y(?![^\W\d_])|(?<=qu)y")


class _Folded(dict[int, str]):
    """Each character's folded form, worked out when it is first met: folding a text is then one look-up a character."""

    def __missing__(self, code: int) -> str:
        decomposed = unicodedata.normalize("NFKD", chr(code)).translate(_D_LETTERS).casefold()
        bare = [c for c in unicodedata.normalize("NFKD", decomposed) if not unicodedata.category(c).startswith("M")]
        self[code] = folded = _INVISIBLE.sub("", "".join(bare)).casefold()
        return folded


_FOLDED = _Folded()


def compose(text: str) -> str:
    """Clean what a person typed or a file held: NFC, plain single spaces, no invisible marks, no outer space.

    Line breaks stay (as "\\n"). Spelling is never touched: hòa and hoà remain what they were. The soft hyphen
    stays too: in TCVN3 text it is the letter ư, which only the converter of old encodings may decide.
    """
    if text.isprintable() and "  " not in text and unicodedata.is_normalized("NFC", text):
        return text.strip()  # one line without any other space or mark: most of what is read
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    lines = _SPACES.sub(" ", _INVISIBLE.sub("", text)).split("\n")
    return unicodedata.normalize("NFC", "\n".join(line.strip() for line in lines)).strip()


def fold(text: str) -> str:
    """The search form: no case, no marks, đ as d, single spaces. "HÒA Bình", "hoà bình" and "Hoa binh" are equal.

    Accepts NFC and NFD (file names from macOS, some PDFs). fold(fold(x)) == fold(x).
    """
    return " ".join(text.translate(_FOLDED).split())


def fold_loose(text: str) -> str:
    """As `fold`, and i/y written either way are equal: "Mỹ" and "Mĩ", "Lý" and "Lí", "quý" and "quí"."""
    return _Y_FOR_I.sub("i", fold(text))


def words(text: str) -> list[str]:
    """The folded words of a text in order: the keys that a search compares by prefix. Punctuation separates."""
    return _WORD.findall(fold(text))
