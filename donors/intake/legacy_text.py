"""Vietnamese text in an encoding that is not Unicode: the old TCVN3 (ABC) and VNI fonts, and Unicode read wrongly.

A file does not say which it is, and plain Latin text is valid in all. So a whole column is asked (`detect_charset`):
an encoding is recognised where the words become Vietnamese syllables by it and are none without it.

Sources of the tables: TCVN 5712:1993 (VN3, what the `.VnTime` fonts hold) and the VNI-Windows layout, both met as the
Latin-1 letters of their bytes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from functools import lru_cache

from donors.intake.fields import Field
from donors.intake.findings import Code, Finding


class Charset(StrEnum):
    """How a column's text came to be what it is."""

    TCVN3 = "tcvn3"
    VNI = "vni"
    UTF8_AS_1252 = "utf8_as_cp1252"  # "Nguyá»…n"
    UTF8_AS_1258 = "utf8_as_cp1258"  # the same, opened on a Vietnamese Windows
    TCVN3_AS_1258 = "tcvn3_as_cp1258"  # the old fonts' bytes, opened on a Vietnamese Windows
    VNI_AS_1258 = "vni_as_cp1258"
    CP1258_AS_1252 = "cp1258_as_cp1252"  # "Nguyêòn": base letters and marks of Windows-1258


_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of both tables below


def _toned(letter: str) -> list[str]:
    return [unicodedata.normalize("NFC", letter + tone) for tone in _TONES]


# TCVN3: the bytes of à ả ã á ạ and so on; ư is the soft hyphen. Capitals with a tone do not exist: a `.VnTimeH` font
# draws the small letters as capitals.
_TCVN3_TONED = {
    "a": "µ¶·¸¹",
    "ă": "»¼½¾Æ",
    "â": "ÇÈÉÊË",
    "e": "ÌÎÏÐÑ",
    "ê": "ÒÓÔÕÖ",
    "i": "×ØÜÝÞ",
    "o": "ßáâãä",
    "ô": "åæçèé",
    "ơ": "êëìíî",
    "u": "ïñòóô",
    "ư": "õö÷øù",
    "y": "úûüýþ",
}
TCVN3 = dict(zip("¡¢£¤¥¦§¨©ª«¬\u00ad®", "ĂÂÊÔƠƯĐăâêôơưđ", strict=True)) | {
    byte: letter for base, row in _TCVN3_TONED.items() for byte, letter in zip(row, _toned(base), strict=True)
}

# VNI: a letter and, behind it, a letter that stands for its mark. ô and ö are ơ and ư.
_VNI_PLAIN = {
    **dict.fromkeys("aeouyôö", "øûõùï"),
    "ă": "èúüéë",  # behind a
    "â": "àåãáä",  # behind a, e, o: the circumflex
}


def _vni() -> dict[str, str]:
    table = {"ô": "ơ", "ö": "ư", "ñ": "đ", "î": "ỵ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "aê": "ă"}
    for written in "aeouyôö":
        base = table.get(written, written)
        table |= {written + mark: letter for mark, letter in zip(_VNI_PLAIN[written], _toned(base), strict=True)}
    table |= {"a" + mark: letter for mark, letter in zip(_VNI_PLAIN["ă"], _toned("ă"), strict=True)}
    for written, base in (("a", "â"), ("e", "ê"), ("o", "ô")):
        table |= {written + "â": base}
        table |= {written + mark: letter for mark, letter in zip(_VNI_PLAIN["â"], _toned(base), strict=True)}
    capitals = {written.upper(): letter.upper() for written, letter in table.items()}
    half = {written[0].upper() + written[1]: letter.upper() for written, letter in table.items() if len(written) == 2}
    return table | half | capitals


VNI = _vni()

_TCVN3_LETTERS = str.maketrans(TCVN3)
# A capital with a tone, typed as the capital and the toned small letter: ¢Ê is Ấ.
_TCVN3_CAPITALS = {
    unicodedata.normalize("NFC", base.upper()) + letter: letter.upper()
    for base in _TCVN3_TONED
    for letter in _toned(base)
}
_TCVN3_CAPITAL = re.compile("|".join(_TCVN3_CAPITALS))
_VNI_LETTER = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))


_SMALL = re.compile("[a-z]")
_TWO_CAPITALS = re.compile(r"[A-Z][^\sa-z]*[A-Z]")


def _from_tcvn3(text: str) -> str:
    letters = text.translate(_TCVN3_LETTERS)
    decoded = _TCVN3_CAPITAL.sub(lambda found: _TCVN3_CAPITALS[found[0]], letters)
    return decoded.upper() if _is_in_capitals(text) else decoded


def _is_in_capitals(text: str) -> bool:
    """Whether a text was typed with capitals in a font that has no toned ones: "NGUYÔN" is NGUYỄN, "Hµ" is Hà."""
    return not _SMALL.search(text) and bool(_TWO_CAPITALS.search(text))


def _from_vni(text: str) -> str:
    return _VNI_LETTER.sub(lambda found: VNI[found[0]], text)


# --- Unicode read wrongly -------------------------------------------------------------------------

_RUN = re.compile(r"[^\x00-\x7f]+")
_LOST_A0 = re.compile(r"[ÃĂ](?= |$)")  # à is C3 A0, and A0 is a space that many tools make plain or trim


def _bytes(text: str, page: str) -> bytes:
    """The bytes that a code page showed as this text; bytes without a letter show as control characters."""
    return b"".join(_byte(letter, page) for letter in text)


@lru_cache(maxsize=1_000)
def _byte(letter: str, page: str) -> bytes:
    try:
        return letter.encode(page)
    except UnicodeEncodeError:
        return letter.encode("latin-1")  # fails for what no code page holds


def _from_utf8(text: str, page: str) -> str:
    """Undo UTF-8 read as a code page, run by run; a run that does not fit stays."""

    def undo(run: re.Match[str]) -> str:
        try:
            return _bytes(run[0], page).decode()
        except UnicodeError:
            return run[0]

    return _RUN.sub(undo, _LOST_A0.sub(lambda found: f"{found[0]}\xa0", text))


# Where Windows-1258 differs from Latin-1: letters of its own, and tones that stand apart from theirs.
_AS_1258 = str.maketrans("ĂăĐđƠơƯư₫\u0300\u0309\u0303\u0301\u0323", "ÃãÐðÕõÝýþÌÒÞìò")


def _from_cp1258(text: str) -> str:
    try:
        return unicodedata.normalize("NFC", _bytes(text, "cp1252").decode("cp1258"))
    except UnicodeError:
        return text


_UNICODE_LETTER = re.compile(r"[\u1ea0-\u1ef9]")  # ạ to ỹ: no old encoding shows as one of these
_CONVERTERS: dict[Charset, Callable[[str], str]] = {  # of equally good ones the first is taken
    Charset.UTF8_AS_1252: lambda text: _from_utf8(text, "cp1252"),
    Charset.UTF8_AS_1258: lambda text: _from_utf8(text, "cp1258"),
    Charset.TCVN3_AS_1258: lambda text: _from_tcvn3(text.translate(_AS_1258)),
    Charset.VNI_AS_1258: lambda text: _from_vni(text.translate(_AS_1258)),
    Charset.TCVN3: _from_tcvn3,
    Charset.VNI: _from_vni,
    Charset.CP1258_AS_1252: _from_cp1258,
}
_FONTS_AS_1258 = {Charset.TCVN3_AS_1258, Charset.VNI_AS_1258}


def convert(text: str, charset: str) -> str:
    """The text in Unicode. Unchanged where it is plain Latin, or more Vietnamese as it stands than converted."""
    if text.isascii() or _UNICODE_LETTER.search(text):
        return text
    converted = _CONVERTERS[Charset(charset)](text)
    marked = _marked(converted)
    if all(map(_is_syllable, marked)) or _syllables(marked) >= _syllables(_marked(text)):
        return converted
    return text


def detect_charset(values: Sequence[str]) -> Charset | None:
    """The encoding in which a column's texts are Vietnamese and without which they are not; None for Unicode."""
    telling = list(dict.fromkeys(value for value in values if not value.isascii()))[:_ENOUGH]
    as_is = _share(telling)
    if not telling or as_is > _UNICODE:
        return None
    has_1258 = any(not _AS_1258.keys().isdisjoint(map(ord, value)) for value in telling)
    candidates = [charset for charset in _CONVERTERS if has_1258 or charset not in _FONTS_AS_1258]
    shares = {charset: _share(map(_CONVERTERS[charset], telling)) for charset in candidates}
    best = max(shares, key=lambda charset: shares[charset])
    return best if shares[best] >= _RECOGNISED and shares[best] > as_is + _CLEARLY else None


def legacy_text(meaning: Field | None, values: Iterable[str], charset: Charset) -> Finding | None:
    """What to say of a converted column: one text before and after. None where nothing changes."""
    for value in values:
        if (after := convert(value, charset)) != value:
            return Finding(Code.LEGACY_TEXT, meaning, value, (), {"after": after, "charset": charset.value})
    return None


# --- What is a Vietnamese syllable ----------------------------------------------------------------

_ENOUGH = 400  # texts of a column: more do not change the answer
_UNICODE = 0.75  # of the words with marks are syllables as they stand
_RECOGNISED = 0.8
_CLEARLY = 0.25

_SPLIT = re.compile(r"[\s0-9!-/:-@\[-`{-~]+")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|th|tr|qu|[bcdđghklmnprstvx])?"
    r"(?:"
    r"(?:iê|yê|uô|ươ|uyê|oă|oa|oe|oo|uâ|uê|uy|a|ă|â|e|ê|i|o|ô|ơ|u|ư|y)(?:ch|nh|ng|c|m|n|p|t)"
    r"|uyê?|uya|uyu|uê|uơ|ue|ia|ya|ua|ưa|ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|iêu|yêu|uôi|ươi|ươu"
    r"|oa|oe|oai|oay|oao|oeo|uây|uai|uay|uôi|a|e|ê|i|o|ô|ơ|u|ư|y"
    r")"
)
_STOPPED = ("c", "ch", "p", "t")


@lru_cache(maxsize=50_000)
def _is_syllable(word: str) -> bool:
    """Whether a word is spelled as Vietnamese is: onset, vowel, coda, one tone; stopped codas take only sắc or nặng."""
    parts = unicodedata.normalize("NFD", word.lower())
    tones = [mark for mark in parts if mark in _TONES]
    bare = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))
    if len(tones) > 1 or not _SYLLABLE.fullmatch(bare):
        return False
    return not bare.endswith(_STOPPED) or tones in ([_TONES[3]], [_TONES[4]])


def _marked(text: str) -> list[str]:
    return [word for word in _SPLIT.split(text) if word and not word.isascii()]


def _syllables(marked: list[str]) -> int:
    """How many words with marks are syllables, less those that are none."""
    return sum(1 if _is_syllable(word) else -1 for word in marked)


def _share(texts: Iterable[str]) -> float:
    """The share of syllables among the words with marks; a column without such words is no Vietnamese either."""
    marked = [word for text in texts for word in _marked(text)]
    return sum(map(_is_syllable, marked)) / len(marked) if marked else 0.0
