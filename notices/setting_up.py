"""A committee with its first people invited: what an administrator's page and the first committee's command do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from committees.models import Committee, Role, Seat, Unit
from committees.setting_up import set_up_committee
from notices.invitations import invite


@dataclass(frozen=True, slots=True)
class Link:
    """A link that was just made: for which seat, and its token, told this once."""

    seat: Seat
    token: str


@dataclass(frozen=True, slots=True)
class Founded:
    """A committee that was just set up, and the links for its first people."""

    committee: Committee
    links: tuple[Link, ...]


@transaction.atomic
def found_committee(
    *,
    unit: Unit,
    names: Mapping[str, str] | None = None,
    admin: tuple[str, str],
    clerk: tuple[str, str] | None = None,
    now: datetime,
) -> Founded:
    """Set the committee of `unit` up and invite its administrator, and its clerk where told; both as (name, login).

    `names`: name, short_name, standing_body, phone, address, where they differ from the usual. Raises `Refused`.
    """
    founded = set_up_committee(unit=unit, **(names or {}))
    invited = [(Role.ADMIN, admin), *([(Role.CLERK, clerk)] if clerk else [])]
    links = []
    for role, (full_name, login) in invited:
        seat = founded.seats[role]
        links.append(Link(seat, invite(seat=seat, full_name=full_name, login=login, by=None, now=now)))
    return Founded(committee=founded.committee, links=tuple(links))
