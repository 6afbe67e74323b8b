"""«Ảnh tiến độ gửi Zalo»: one picture to forward, with figure, date and cut-off."""

from __future__ import annotations

from decimal import Decimal

from core.paper.card import BAR, card_png
from core.text.language import in_vietnamese
from quotas.progress import Progress

NAMES_SHOWN = 12


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
    return card_png(
        "quotas/picture.html",
        {
            "progress": progress,
            "behind": progress.not_reached[:NAMES_SHOWN] if with_names else [],
            "bar": bar_lengths(progress),
            "more": max(0, len(progress.not_reached) - NAMES_SHOWN) if with_names else 0,
        },
    )
