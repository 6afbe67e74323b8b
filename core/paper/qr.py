"""QR codes as inline SVG."""

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _


def qr_svg(text: str, *, scale: int = 4) -> SafeString:
    """An inline SVG of the text's QR code with attributes only (no inline style), dark on a white ground.

    `scale` is the size of one module in CSS pixels. Raises ValueError for text too long for a code (about 2,300 bytes).
    """
    try:
        code = segno.make(text, micro=False, error="m")
    except segno.DataOverflowError as problem:
        raise ValueError("text too long for a QR code") from problem
    svg = code.svg_inline(scale=scale, border=4, light="#fff", dark="#000", svgclass="qr", lineclass=None)
    label = _("Mã QR")
    return mark_safe(svg.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1))  # noqa: S308  numbers only
