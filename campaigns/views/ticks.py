"""Many units as one form of ticks, which carries what was ticked when it was opened (core/three_way.py)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from core.text.numbers import integer

LONGEST = 18  # digits of an id


@dataclass(frozen=True, slots=True)
class Ticks:
    """The units that are ticked on a page that was sent, and that were when it was opened; None: it does not say."""

    chosen: Collection[int]
    opened: Collection[int] | None

    @property
    def carried(self) -> str:
        """What the page goes on carrying where it is refused."""
        return carried(self.opened or ())


def carried(units: Iterable[int]) -> str:
    """The units that are ticked when a page is opened, as its field `opened` carries them."""
    return ",".join(map(str, sorted(units)))


def ticks_of(posted: QueryDict) -> Ticks:
    """What was ticked; whatever is no number is nobody's unit."""
    opened = _numbers(posted.get("opened", "").split(",")) if "opened" in posted else None
    return Ticks(_numbers(posted.getlist("unit")), opened)


def saved_in_words(*, added: int, removed: int) -> str:
    """What a page of ticks did."""
    return _("Đã lưu: thêm %(added)s, bớt %(removed)s đơn vị.") % {
        "added": integer(added),
        "removed": integer(removed),
    }


def _numbers(texts: Iterable[str]) -> frozenset[int]:
    return frozenset(int(text) for text in texts if text.isdecimal() and len(text) < LONGEST)
