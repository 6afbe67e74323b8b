"""The ways to open a scope, and the only ones: for a seat, a person, a token, a system job; and a keeper's door."""

from __future__ import annotations

import hashlib
from contextlib import AbstractContextManager

from committees.models import Committee, Seat, User
from core.scope import WHOLE_TREE, Mode, Scope, after_subtree, opened


def for_seat(seat: Seat) -> AbstractContextManager[Scope]:
    """Numbers of the seat's unit and below, what is published above, the holder's own rows."""
    return opened(seat_scope(seat))


def seat_scope(seat: Seat, *, user_id: int | None = None) -> Scope:
    """What a seat sees; with `user_id` also that person's own rows (their other seats, their inbox)."""
    return Scope(
        mode=Mode.SEAT,
        low=seat.path,
        high=after_subtree(seat.path),
        path=seat.path,
        unit_id=seat.unit_id,
        seat_id=seat.pk,
        user_id=user_id,
    )


def for_person(user: User) -> AbstractContextManager[Scope]:
    """A person's own seats and inbox, before or apart from any active seat."""
    return opened(person_scope(user))


def person_scope(user: User) -> Scope:
    """What a person sees without any seat: their own rows."""
    return Scope(mode=Mode.PERSON, user_id=user.pk)


def for_token(token: str) -> AbstractContextManager[Scope]:
    """The one row that a signed link names by the hash of its token."""
    return opened(Scope(mode=Mode.TOKEN, token_hash=hash_token(token)))


def for_keeper(committee: Committee) -> AbstractContextManager[Scope]:
    """The people that a committee keeps, for a door that answers about them: only donors/doors.py opens it.

    A unit's list is matched against its host's people although the unit may not see them; the door sees both sides and
    hands back a class («từng đăng ký»), never a row. `import-linter` holds who may import the doors' mechanics.
    """
    path = committee.path
    return opened(Scope(mode=Mode.KEEPER, low=path, high=after_subtree(path), path=path, unit_id=committee.unit_id))


def for_system(job: str) -> AbstractContextManager[Scope]:
    """The numbers of the whole tree, and no people, for the named job."""
    low, high = WHOLE_TREE
    return opened(Scope(mode=Mode.SYSTEM, low=low, high=high, job=job))


def hash_token(token: str) -> str:
    """What is kept of a link's token; the token itself (32 random bytes) is not."""
    return hashlib.sha256(token.encode()).hexdigest()
