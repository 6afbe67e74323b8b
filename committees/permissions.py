"""What each role may do (design.md §4, «Who may act»): one table, read by every door and every button."""

from __future__ import annotations

from enum import StrEnum

from committees.models import Role, Seat


class Act(StrEnum):
    """Something a seat may do on the rows of its own unit's subtree."""

    READ = "read"  # numbers, duties, documents of the unit and below
    HAND_IN = "hand_in"  # lists, nil, extension requests, the unit's own reports
    RUN = "run"  # plans, targets, tallies, drafts, everything in a unit's place
    DECIDE = "decide"  # approve, sign
    URGE = "urge"  # contact by hand, urging
    MANAGE_UNITS = "manage_units"
    MANAGE_SEATS = "manage_seats"
    READ_AUDIT = "read_audit"


ALLOWED: dict[str, frozenset[Act]] = {
    Role.FOCAL: frozenset({Act.READ, Act.HAND_IN}),
    Role.CLERK: frozenset({Act.READ, Act.HAND_IN, Act.RUN, Act.URGE, Act.MANAGE_UNITS}),
    Role.HEAD: frozenset({Act.READ, Act.DECIDE}),
    Role.STANDING_DEPUTY: frozenset({Act.READ, Act.DECIDE}),
    Role.DEPUTY: frozenset({Act.READ, Act.DECIDE}),
    Role.MEMBER: frozenset({Act.READ, Act.URGE}),
    Role.ADMIN: frozenset({Act.READ, Act.MANAGE_UNITS, Act.MANAGE_SEATS, Act.READ_AUDIT}),
}


def may(seat: Seat | None, act: Act) -> bool:
    """Whether the seat's role allows the act at all; on which rows is for the access doors to say."""
    return seat is not None and seat.closed_on is None and act in ALLOWED[seat.role]
