"""The foot of a document: recipients, who signs, and where the pictures of signature and seal lie (cells 7, 8, 9b, 12).

Phụ lục I, II.7.d and II.8.a: the signature's picture is centred between the signer's post and name; the seal, in its
real size, covers about a third of it from the left.
"""

from base64 import b64encode
from dataclasses import dataclass
from itertools import accumulate

from core.paper.fonts import DocumentFont
from core.paper.png import png_size
from reports.page.breaking import balanced_lines, broken
from reports.page.content import PageContent, Signature, drafter_mark, recipient_lines
from reports.page.measures import (
    MM_PER_POINT,
    RECIPIENT_PT,
    RECIPIENT_SIZE_PT,
    RECIPIENTS_INSIDE_MM,
    RECIPIENTS_MM,
    SIGNING_SIZE_PT,
    TALL_PT,
)

HAND_MM = 30  # room for a signature by hand and a stamp
_HAND_WIDEST_MM, _HAND_TALLEST_MM = 50, 22
_SEAL_OVER_LINES_MM = 1  # a seal may touch the lines above and below it
_SIGNING_PT = 16.8  # height of a printed signing line


@dataclass(frozen=True)
class Placed:
    """A picture and its place in the signer's block, in millimetres from the upper left of the room for the hand."""

    source: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Signing:
    """The broken lines of the foot. `recipients_below` go on under the signature, over pages."""

    recipients: list[str]
    recipients_below: list[str]
    mark: str
    authority: list[str]
    second_post: list[str]
    room_mm: float
    hand: Placed | None
    seal: Placed | None


def signing(content: PageContent, *, text_mm: float, font: DocumentFont) -> Signing:
    """The foot of a document whose text is `text_mm` wide. A list far taller than the signature goes on below it."""
    recipients = recipient_lines(content.recipients)
    width = text_mm - RECIPIENTS_MM
    authority, second_post = (
        broken(given, width_mm=width, size_pt=SIGNING_SIZE_PT, font=font, style="bold", capitals=True)
        for given in (content.authority, content.second_post)
    )
    room_mm = max(HAND_MM, content.signature.seal_mm - 2 * _SEAL_OVER_LINES_MM) if content.signature.seal else HAND_MM
    beside = _how_many_beside(recipients, room_mm, len(authority) + len(second_post) + 1, font)
    hand, seal = _placed(content.signature, width_mm=width, room_mm=room_mm)
    return Signing(
        recipients=recipients[:beside],
        recipients_below=recipients[beside:],
        mark=drafter_mark(content.drafter, content.copies),
        authority=authority,
        second_post=second_post,
        room_mm=room_mm,
        hand=hand,
        seal=seal,
    )


def recipient_heights(recipients: list[str], font: DocumentFont) -> list[float]:
    """How tall each line of recipients stands in its block, in points."""
    return [
        RECIPIENT_PT
        * len(
            balanced_lines(line, width_mm=RECIPIENTS_INSIDE_MM, size_pt=RECIPIENT_SIZE_PT, font=font, style="regular")
        )
        for line in recipients
    ]


def _how_many_beside(recipients: list[str], room_mm: float, lines: int, font: DocumentFont) -> int:
    heights = recipient_heights(recipients, font)
    if sum(heights) <= TALL_PT:
        return len(recipients)
    room = room_mm / MM_PER_POINT + _SIGNING_PT * lines
    return sum(top <= room for top in accumulate(heights))


def _placed(signature: Signature, *, width_mm: float, room_mm: float) -> tuple[Placed | None, Placed | None]:
    hand_mm = _HAND_WIDEST_MM, _HAND_TALLEST_MM
    if signature.hand:
        pixels = png_size(signature.hand)
        scale = min(_HAND_WIDEST_MM / pixels[0], _HAND_TALLEST_MM / pixels[1])
        hand_mm = pixels[0] * scale, pixels[1] * scale  # type: ignore[assignment]
    left = (width_mm - hand_mm[0]) / 2
    hand = _picture(signature.hand, left, room_mm, *hand_mm)
    seal_left = max(0, left + hand_mm[0] / 3 - signature.seal_mm)
    return hand, _picture(signature.seal, seal_left, room_mm, signature.seal_mm, signature.seal_mm)


def _picture(png: bytes, left: float, room_mm: float, width: float, height: float) -> Placed | None:
    if not png:
        return None
    source = f"data:image/png;base64,{b64encode(png).decode()}"
    return Placed(source, left, (room_mm - height) / 2, width, height)
