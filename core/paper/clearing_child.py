"""The child process that clears the ground of a picture, see `core.child`: a PNG or JPEG on stdin, a PNG as the answer.

A photograph or scan of a signature or a seal comes from elsewhere: it is decoded apart, bounded, with no file to open.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import suppress

from PIL import ExifTags, Image, ImageOps

from core.child.answering import RefusedInChild, answer, limit, take_stdout

MEMORY_MB, SECONDS = 1024, 20
MOST_PIXELS = 4_000  # a side of a PNG
_MOST_PHOTO_PIXELS = 9_000  # a side of a photograph, which is read at a fraction of its size
_WIDEST = 1_200  # of what is kept: 50 mm of paper at 600 dots an inch
_PAPER_AT_LEAST, _NEAR, _FAR = 110, 30, 90  # how light paper is; how much darker ink is, where it begins and in full
_MOST_INK = 0.7
_INK = 40  # an alpha below it is no ink: shadows of the paper's edge


def main() -> int:
    """Read the picture, set the limits, answer."""
    answers = take_stdout()
    picture = sys.stdin.buffer.read()
    limit(memory_mb=MEMORY_MB, seconds=SECONDS, open_files=0)
    return answer(answers, lambda: _cleared(picture))


def warm_up() -> None:
    """Clear one small photograph: what reads and writes pictures loads parts of itself at the first."""
    photo, exif = io.BytesIO(), Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    picture = Image.new("RGB", (16, 16), "white")
    picture.putpixel((8, 8), (0, 0, 0))
    picture.save(photo, "JPEG", exif=exif)
    with suppress(RefusedInChild):
        list(_cleared(photo.getvalue()))


def _cleared(content: bytes) -> Iterator[bytes]:
    picture = _read(content)
    alpha = picture.getchannel("A") if _is_clear(picture) else _ink(picture)
    alpha = alpha.point([0 if level < _INK else level for level in range(256)])
    box = alpha.getbbox()
    if box is None:
        raise RefusedInChild("empty")
    picture.putalpha(alpha)
    picture = picture.crop(box)
    inked = 1 - picture.getchannel("A").histogram()[0] / (picture.width * picture.height)
    if inked > _MOST_INK:
        raise RefusedInChild("ground")
    picture.thumbnail((_WIDEST, _WIDEST))
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    yield out.getvalue()


def _read(content: bytes) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(content), formats=["PNG", "JPEG"])
        is_photo = picture.format == "JPEG"
        if max(picture.size) > (_MOST_PHOTO_PIXELS if is_photo else MOST_PIXELS):
            raise RefusedInChild("pixels")
        picture.draft("RGB", (_WIDEST, _WIDEST))
        return ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise RefusedInChild("unreadable") from None


def _is_clear(picture: Image.Image) -> bool:
    """Whether a part of the picture is clear already."""
    return bool(picture.getchannel("A").getextrema()[0] == 0)


def _ink(picture: Image.Image) -> Image.Image:
    """How much ink lies on each point: what is darker than the paper, the lightness met most often."""
    light = picture.convert("L")
    counts = light.histogram()
    paper = max(range(256), key=counts.__getitem__)
    if paper < _PAPER_AT_LEAST:
        raise RefusedInChild("ground")
    span = _FAR - _NEAR
    return light.point([max(0, min(255, (paper - _NEAR - level) * 255 // span)) for level in range(256)])
