"""Numbers, dates and share bars in templates; a builtin library, so no `{% load %}` is needed."""

from datetime import date, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.text import dates, numbers
from core.text.numbers import Number

register = template.Library()

_FULL = 100  # the bar's length at 100 %; the drawing is twice as wide, so that a share can go past it
_HEIGHT = 6


@register.filter
def integer(value: Number | None) -> str:
    """1726 → "1.726"; None → "–"."""
    return numbers.integer(value)


@register.filter
def figure(value: Number | None) -> SafeString:
    """As `integer`, for a cell or a sentence of a page: a missing figure says so to a pointer and a screen reader."""
    return no_figure() if value is None else SafeString(numbers.integer(value))  # digits and their marks only


@register.filter
def percent_of(part: Number | None, whole: Number | None) -> str:
    """{{ part|percent_of:whole }} → "156,7%"; "–" where there is no whole."""
    return numbers.percent(part, whole)


@register.filter
def signed(value: Number | None) -> str:
    """ "+212", "−5"."""
    return numbers.signed(value)


@register.filter
def padded(value: Number | None) -> str:
    """ "02"."""
    return numbers.padded(value)


@register.filter
def quantity(value: Number | None, unit: str) -> str:
    """{{ 350|quantity:"ml" }}, never parted at a line's end."""
    return numbers.quantity(value, unit)


@register.filter
def long_date(value: date | None) -> str:
    """ "ngày 05 tháng 3 năm 2020"; nothing for None."""
    return dates.long_date(_day(value)) if value else ""


@register.filter
def short_date(value: date | None) -> str:
    """ "05/3/2020"; nothing for None."""
    return dates.short_date(_day(value)) if value else ""


@register.filter
def day_month(value: date | None) -> str:
    """ "22/11"; nothing for None."""
    return dates.day_month(_day(value)) if value else ""


@register.filter
def weekday(value: date | None) -> str:
    """ "thứ Bảy"; nothing for None."""
    return dates.weekday(_day(value)) if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    """ "14:05" in Vietnam time; nothing for None."""
    return dates.clock(value) if value else ""


@register.filter
def as_of(value: datetime | None) -> str:
    """ "tính đến 14:05, 22/11"; nothing for None."""
    return dates.as_of(value) if value else ""


@register.simple_tag
def no_figure() -> SafeString:
    """The dash that stands for a missing figure, with its meaning."""
    return format_html(
        '<span class="no-figure" title="{0}" aria-label="{0}" role="img">–</span>', _("không có số liệu")
    )


# Only what differs from bar to bar is filled in: state, words, the part up to 100 %, the part past it.
_BAR = (
    '<svg class="share-bar{}" role="img" aria-label="{}" '
    f'viewBox="0 0 {2 * _FULL} {_HEIGHT}" width="{2 * _FULL}" height="{_HEIGHT}"'
    ' preserveAspectRatio="none" focusable="false">'
    f'<rect class="share-bar__track" x="0" y="1" width="{_FULL}" height="4" fill="currentColor" fill-opacity="0.16"/>'
    '<rect class="share-bar__part" x="0" y="1" width="{}" height="4" fill="currentColor"/>'
    f'<rect class="share-bar__over" x="{_FULL}" y="1" '
    'width="{}" height="4" fill="currentColor"/>'
    f'<line class="share-bar__mark" x1="{_FULL}" y1="0" x2="{_FULL}" y2="{_HEIGHT}" stroke="currentColor"'
    ' stroke-width="2" vector-effect="non-scaling-stroke"/></svg>'
)


@register.simple_tag
def share_bar(part: Number | None, whole: Number | None) -> SafeString:
    """A thin bar of part in whole, with a mark at 100 %.

    The scale is the same in every row (the drawing ends at 200 %), so bars of a column compare by eye. Shapes are
    attributes only, since the pages forbid inline styles; colour comes from the text colour around it, or from CSS
    over `.share-bar`, with `.share-bar--reached` and `.share-bar--past` as states.
    """
    value = numbers.percent_value(part, whole, 1)
    share = min(max(float(value or 0), 0.0), 2.0 * _FULL)
    state = (
        "" if value is None or value < _FULL else " share-bar--reached" + (" share-bar--past" if value > _FULL else "")
    )
    within, over = f"{min(share, _FULL):g}", f"{max(share - _FULL, 0):g}"
    return format_html(_BAR, state, _share_in_words(part, whole), within, over)


def _share_in_words(part: Number | None, whole: Number | None) -> str:
    if part is None:
        return _("không có số liệu")
    if not whole:
        return _("%(part)s, chưa có chỉ tiêu") % {"part": numbers.integer(part)}
    values = {"part": numbers.integer(part), "whole": numbers.integer(whole), "percent": numbers.percent(part, whole)}
    return _("%(part)s trên %(whole)s, đạt %(percent)s") % values


def _day(value: date) -> date:
    """A moment is told by Vietnam's calendar: 18:00 UTC is already the next day there."""
    return dates.in_vietnam(value) if isinstance(value, datetime) else value
