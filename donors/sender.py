"""Who hands something in, and how it came: by their own seat, in a unit's place, or by a link without signing in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from committees.models import Seat, Unit
from donors.models import UploadLink


@dataclass(frozen=True, slots=True)
class Sender:
    """`seat` is whose powers are used; `label` how the hand-in is signed ("Đầu mối · xã An Thạnh").

    `via` and `received_at` where a clerk hands in what came another way ("Zalo"); `link` where it came by a link.
    """

    seat: Seat
    user_id: int | None
    label: str
    via: str = ""
    received_at: dt.datetime | None = None
    link: UploadLink | None = None

    def acts_for(self, unit: Unit) -> bool:
        """Whether somebody else hands in, in the unit's place; what came by the unit's own link is its own."""
        return self.link is None and self.seat.unit_id != unit.pk
