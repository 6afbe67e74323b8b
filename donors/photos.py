"""Photos of paper lists: drawn anew before they are kept, so that nothing hidden in the file comes along."""

from __future__ import annotations

import io

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from core.refusal import Refused
from donors.intake.parsing.kinds import rough_kind
from donors.intake.parsing.plain import Unreadable

MEDIA_TYPE = "image/jpeg"
MOST_BYTES = 25 * 1024 * 1024
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 2600  # a row of handwriting on A4 stays readable


def redrawn(content: bytes) -> bytes:
    """The picture as a plain JPEG, upright, at most `LONGEST_SIDE` pixels, without the data a phone adds.

    Raises `Refused` for what is no picture or far too large.
    """
    if len(content) > MOST_BYTES:
        raise Refused(_("Ảnh nặng hơn 25 MB; chụp lại ở chế độ thường rồi gửi."))
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused(_("Ảnh quá lớn; chụp lại ở chế độ thường rồi gửi."))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            out = io.BytesIO()
            upright.save(out, "JPEG", quality=82, optimize=True, comment=b"", xmp=b"", exif=b"")
            return out.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused(_("Không mở được ảnh này; chụp lại danh sách giấy bằng máy ảnh của điện thoại.")) from error


def is_picture(content: bytes) -> bool:
    """Whether the bytes begin as a picture does, whatever the file is called."""
    try:
        rough_kind(content)
    except Unreadable as problem:
        return problem.code == "picture"
    return False
