"""Where a document's own text begins and ends in a file that others laid out.

Left out, and told: the header (issuer, number, national name, date, type, subject, addressees) and everything from
the recipients and the signature on, up to the first annex. Our own files say it in their styles.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.text.folding import fold
from reports.page.pieces import CLOSING
from reports.word.lines import Line, Piece, is_body, is_frame
from reports.word.styles import Body

_SEARCHED = 40  # pieces: no header is longer
_NATION = ("cong hoa xa hoi chu nghia", "doc lap - tu do", "doc lap – tu do")
_NUMBER = re.compile(r"so\s*:[\s\d./…]*[a-z0-9/\s–-]*")
_PLACE = re.compile(r".{2,60}, ?ngay .{0,12}thang .{0,8}nam[\s\d…]*")
_RECIPIENTS = re.compile(r"noi nhan\s*:")
_LONGEST_HEADING = 150  # letters: longer lines are text
_TYPES = frozenset(
    {
        *("bao cao", "ke hoach", "thong bao", "huong dan", "to trinh", "quyet dinh", "chuong trinh", "giay moi"),
        *("thong bao ket luan", "cong dien", "chi thi", "quy che", "quy dinh", "phuong an", "de an", "bien ban"),
        *("du thao bao cao", "du thao ke hoach", "du thao", "thong cao", "nghi quyet"),
    }
)
_POSTS = re.compile(r"(?:tm|kt|tl|tuq|q)\. |(?:pho )?truong ban|(?:pho )?chu tich|chanh van phong|nguoi ky|thu ky")
_ANNEX = re.compile(r"phu luc(?: (?:so )?(?:[ivx]{1,5}|\d{1,2}))?\s*(?:[.:–-]\s*(?P<title>.*))?")
_ATTACHED = re.compile(r"\(? ?(?:kem theo|ban hanh kem theo|dinh kem)")
_TITLE_LINES = 4


@dataclass(frozen=True)
class AnnexPieces:
    """An annex: its title ("" where none was found) and what stands in it."""

    title: str
    section: int
    pieces: tuple[Piece, ...]


@dataclass
class Parted:
    """The main text, the annexes, and the texts that are in neither."""

    main: list[Piece] = field(default_factory=list)
    annexes: list[AnnexPieces] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def parted(given: Sequence[Piece]) -> Parted:
    """Header, main text, signature and annexes told apart."""
    out = Parted()
    is_ours = any(is_frame(piece) for piece in given)
    if is_ours:
        out.left_out = [text for piece in given if is_frame(piece) and (text := _text(piece))]
        given = [piece for piece in given if not is_frame(piece)]
        start, end, after = 0, *([_first_annex(given, 0)] * 2)
    else:
        start = _begin(given)
        end, after = _end(given, start)
        out.left_out = [_text(piece) for piece in [*given[:start], *given[end:after]] if _text(piece)]
    out.main = list(given[start:end])
    _add_annexes(given[after:], out)
    return out


def _text(piece: Piece) -> str:
    return piece.printed if isinstance(piece, Line) else piece.text


def _folded(piece: Piece) -> str:
    return fold(_text(piece))


# --- The header -----------------------------------------------------------------------------------


def _begin(given: Sequence[Piece]) -> int:
    """The place after the header."""
    start = 0
    for index, piece in enumerate(given[:_SEARCHED]):
        if isinstance(piece, Line) and (piece.shape or len(piece.text) > _LONGEST_HEADING):
            break
        if _is_heading(piece):
            start = index + 1
    while (after := _one_more(given, start)) > start:
        start = after
    return start


def _is_heading(piece: Piece) -> bool:
    text = _folded(piece)
    if any(words in text for words in _NATION):
        return True
    return isinstance(piece, Line) and bool(len(text) < 90 and (_NUMBER.fullmatch(text) or _PLACE.fullmatch(text)))


def _one_more(given: Sequence[Piece], at: int) -> int:
    """The place after the type and subject, the addressees or the moment of the figures, where one stands here."""
    if at >= len(given) or not isinstance(piece := given[at], Line):
        return at
    text = _folded(piece)
    if text in _TYPES and piece.text.isupper():
        return _after_subject(given, at + 1)
    if text.startswith("v/v"):
        return _after_centred(given, at + 1)
    if text.startswith("(so lieu tinh den"):
        return at + 1
    return _after_addressees(given, at) if text.startswith("kinh gui") else at


def _after_subject(given: Sequence[Piece], at: int) -> int:
    """Text that was pasted says nothing of centring: there the line below the type is its subject."""
    after = _after_centred(given, at)
    kind = given[at - 1]
    is_pasted = isinstance(kind, Line) and not kind.align
    return at + 1 if after == at and is_pasted and at < len(given) and isinstance(given[at], Line) else after


def _after_centred(given: Sequence[Piece], at: int) -> int:
    while at < len(given) and isinstance(piece := given[at], Line) and piece.align == "center" and not piece.shape:
        at += 1
    return at


def _after_addressees(given: Sequence[Piece], at: int) -> int:
    first = given[at]
    if isinstance(first, Line) and first.text.partition(":")[2].strip():
        return at + 1
    at += 1
    while at < len(given) and isinstance(piece := given[at], Line) and piece.shape and piece.shape.number == "-":
        at += 1
        if piece.text.endswith("."):
            break
    return at


# --- The end --------------------------------------------------------------------------------------


def _end(given: Sequence[Piece], start: int) -> tuple[int, int]:
    """Where the main text ends, and where the annexes begin."""
    signed = _first_recipients(given, start)
    closed = next((i for i in range(start, len(given)) if _text(given[i]).rstrip().endswith(CLOSING)), None)
    if signed is not None and closed is not None and signed < closed < _first_annex(given, signed):
        signed = _first_recipients(given, closed) or signed  # the words stood in the text too
    if closed is not None and (signed is None or closed < signed):
        after = _first_annex(given, closed + 1)
        rest = given[closed + 1 : after]
        if signed is not None and signed < after:
            return closed + 1, after
        return (closed + 1, after) if any(_POSTS.match(_folded(piece)) for piece in rest[:4]) else (after, after)
    if signed is not None:
        return signed, _first_annex(given, signed + 1)
    after = _first_annex(given, start)
    return after, after


def _first_recipients(given: Sequence[Piece], start: int) -> int | None:
    """Where "Nơi nhận:" stands: the list of recipients, or the table that holds it beside the signature."""
    return next((i for i in range(start, len(given)) if _names_recipients(given[i])), None)


def _names_recipients(piece: Piece) -> bool:
    if isinstance(piece, Line):
        return bool(_RECIPIENTS.match(_folded(piece)))
    return any(_RECIPIENTS.match(fold(cell.text)) for row in piece.rows for cell in row)


# --- Annexes --------------------------------------------------------------------------------------


def _first_annex(given: Sequence[Piece], start: int) -> int:
    return next((i for i in range(start, len(given)) if _begins_annex(given[i])), len(given))


def _begins_annex(piece: Piece) -> bool:
    if not isinstance(piece, Line) or piece.shape:
        return False
    if piece.style:
        return is_body(piece, Body.ANNEX_NUMBER)
    looks_so = piece.align == "center" or piece.is_bold or piece.text.isupper() or piece.after_blank
    return bool(looks_so and len(piece.text) < 200 and _ANNEX.fullmatch(_folded(piece)))


def _add_annexes(given: Sequence[Piece], out: Parted) -> None:
    at = 0
    while at < len(given):
        after = _first_annex(given, at + 1)
        out.annexes.append(_annex(list(given[at:after]), out))
        at = after


def _annex(given: list[Piece], out: Parted) -> AnnexPieces:
    """An annex's title and body; "(Kèm theo …)" is printed anew."""
    first, *rest = given
    assert isinstance(first, Line)
    found = _ANNEX.fullmatch(_folded(first)) if not first.style else None
    titles = [re.split(r"[.:–-]\s*", first.text, maxsplit=1)[-1].strip()] if found and found["title"] else []
    at = 0
    while at < len(rest) and isinstance(piece := rest[at], Line) and at < _TITLE_LINES + 3:
        if _ATTACHED.match(_folded(piece)):
            while at < len(rest) - 1 and not _text(rest[at]).rstrip().endswith(")") and isinstance(rest[at + 1], Line):
                out.left_out.append(_text(rest[at]))
                at += 1
            out.left_out.append(_text(rest[at]))
            at += 1
        elif is_body(piece, Body.ANNEX_TITLE) or _is_title(piece, len(titles)):
            titles.append(piece.text)
            at += 1
        else:
            break
    return AnnexPieces(" ".join(titles), first.section, tuple(rest[at:]))


def _is_title(piece: Line, so_far: int) -> bool:
    if piece.shape or piece.style or so_far >= _TITLE_LINES:
        return False
    return piece.align == "center" or piece.text.isupper() or (not so_far and not piece.align)
