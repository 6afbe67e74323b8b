"""«Ảnh tiến độ gửi Zalo»: one picture to forward, with figure, date and cut-off."""

from __future__ import annotations

from decimal import Decimal

from django.template.loader import render_to_string

from core.paper.fonts import SCREEN_FONT, screen_font_css
from core.paper.png import html_to_png
from core.text.language import in_vietnamese
from quotas.progress import Progress

WIDTH = 540  # a phone's chat shows it without zooming; drawn at twice that
NAMES_SHOWN = 12


BAR = 480  # CSS pixels


def bar_lengths(progress: Progress) -> tuple[int, int] | None:
    """Where the bar ends and where its mark at 100 % stands, in pixels; None without a quota."""
    share = progress.whole.share
    if share is None:
        return None
    scale = BAR / max(Decimal(1), share)
    return round(share * scale), round(scale)


@in_vietnamese()
def progress_picture(progress: Progress, *, with_names: bool) -> bytes:
    """The picture as PNG. `with_names` lists the units furthest behind; without it only counts are told."""
    html = render_to_string(
        "quotas/picture.html",
        {
            "progress": progress,
            "behind": progress.not_reached[:NAMES_SHOWN] if with_names else [],
            "bar": bar_lengths(progress),
            "font": SCREEN_FONT,
            "more": max(0, len(progress.not_reached) - NAMES_SHOWN) if with_names else 0,
        },
    )
    return html_to_png(html, width_px=WIDTH, stylesheets=[screen_font_css()])
