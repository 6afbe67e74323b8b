"""Columns that every list shares: a figure, a day, what may be done with a row; and how a column stands on the page."""

from __future__ import annotations

import datetime as dt

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.templatetags.vn import figure
from core.text.dates import short_date
from core.text.numbers import Number

# On a phone a wide column is folded away until its row is tapped; a figure stands at the right.
NUMBER = {part: {"class": "number"} for part in ("cell", "th", "td", "tf")}
WIDE = {part: {"class": "wide"} for part in NUMBER}
WIDE_NUMBER = {part: {"class": "number wide"} for part in NUMBER}


class FigureColumn(tables.Column):
    """A figure: right-aligned, one formatter, blank apart from zero; its footer is the page's own total."""

    def __init__(self, *args: object, wide: bool = False, **kwargs: object) -> None:
        super().__init__(*args, attrs=WIDE_NUMBER if wide else NUMBER, empty_values=(), **kwargs)

    def render(self, value: Number | None) -> SafeString:
        """The figure, or the dash that says there is none."""
        return figure(value)

    def value(self, value: Number | None) -> Number | None:
        """What an export holds: a number, or nothing."""
        return value


class DayColumn(tables.Column):
    """A day as it is written here; in a file the day itself."""

    def render(self, value: dt.date) -> str:
        """ "05/3/2020"."""
        return short_date(value)

    def value(self, value: dt.date) -> dt.date:
        """The day."""
        return value


class ActsColumn(tables.TemplateColumn):
    """What may be done with a row; on a phone after tapping it, in a file not at all. The template reads `record`."""

    def __init__(self, template_name: str, *, attrs: dict[str, dict[str, str]] = WIDE) -> None:
        super().__init__(
            template_name=template_name,
            verbose_name=_("Việc"),
            attrs=attrs,
            orderable=False,
            exclude_from_export=True,
        )
