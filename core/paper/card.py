"""A card to forward on Zalo: one picture as wide as a phone's chat shows without zooming, in the screen's own font."""

from __future__ import annotations

from collections.abc import Mapping

from django.template.loader import render_to_string

from core.paper.fonts import SCREEN_FONT, screen_font_css
from core.paper.png import html_to_png

WIDTH, BAR = 540, 480  # CSS pixels of the card and of a whole bar in it; drawn at twice that


def card_html(template: str, context: Mapping[str, object]) -> str:
    """The card as HTML; the template includes `_picture_style.html`."""
    return render_to_string(template, {**context, "font": SCREEN_FONT})


def card_png(template: str, context: Mapping[str, object]) -> bytes:
    """The card as PNG. Raises `core.paper.process.PaperError`."""
    return html_to_png(card_html(template, context), width_px=WIDTH, stylesheets=[screen_font_css()])
