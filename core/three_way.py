"""What two people change of one thing at once: each one's changes stand, and only what both changed is asked about.

A page carries what it was opened with. Beside what is typed and what stands by now, that says what its person changed:
nothing else is written, so that a page that was open for an hour takes nothing back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext as _

from core.refusal import Refused
from core.text.dates import short_date

NOT_SAID: Mapping[str, object] = MappingProxyType({})  # what was opened, by whoever writes without a page


class WrittenMeanwhile(Refused):
    """Somebody else has changed the same fields since the page was opened; `now` is what they say by now, by name."""

    def __init__(self, sentence: str, now: Mapping[str, object]) -> None:
        super().__init__(sentence)
        self.now = now


def changes(
    *, opened: Mapping[str, object], typed: Mapping[str, object], now: Mapping[str, object]
) -> tuple[dict[str, object], list[str]]:
    """What is to be written, and the names of what both have changed, each to something else.

    What `opened` does not name counts as opened with what stands now: whoever writes it wins.
    """
    mine = {name: value for name, value in typed.items() if _plain(value) != _plain(opened.get(name, now[name]))}
    both = [
        name
        for name, value in mine.items()
        if _plain(now[name]) not in (_plain(opened.get(name, now[name])), _plain(value))
    ]
    return mine, both


def ticked_by_now(*, opened: Collection[int], ticked: Collection[int], now: Collection[int]) -> set[int]:
    """Which of many are chosen once a page's ticks and unticks are laid upon those that are chosen by now."""
    return (set(now) | (set(ticked) - set(opened))) - (set(opened) - set(ticked))


def changes_of(row: models.Model, *, opened: Mapping[str, object], typed: Mapping[str, object]) -> dict[str, object]:
    """`changes` of the fields of a row that is held. Raises `WrittenMeanwhile`, which names them and what they say."""
    now = {name: getattr(row, name) for name in typed}
    mine, both = changes(opened=opened, typed=typed, now=now)
    if both:
        raise meanwhile({name: _called(row, name) for name in both}, {name: now[name] for name in both})
    return mine


def meanwhile(said: Mapping[str, str], now: Mapping[str, object]) -> WrittenMeanwhile:
    """The question about fields that two have changed: `said` is what each is called and says by now."""
    sentence = _("Người khác vừa sửa %(what)s. Xem lại; bấm lưu lần nữa thì ghi theo trang này.")
    return WrittenMeanwhile(sentence % {"what": "; ".join(said.values())}, now)


def _called(row: models.Model, name: str) -> str:
    """«tên kế hoạch thành “…”»."""
    field = row._meta.get_field(name)
    label, value = str(getattr(field, "verbose_name", name)), getattr(row, name)
    choices = dict(getattr(field, "flatchoices", ()))
    return becomes(label, str(choices.get(value, "") or _in_words(value)))


def becomes(label: str, value: str) -> str:
    """What a field is called and says by now."""
    return _("%(field)s thành “%(value)s”") % {
        "field": label[:1].lower() + label[1:],
        "value": value or _("bỏ trống"),
    }


def _in_words(value: object) -> str:
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, dt.date):
        return short_date(value)
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return "" if value is None else str(value)


def _plain(value: object) -> object:
    """A text as it is kept: without the spaces around it, its lines as browsers do not send them."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
