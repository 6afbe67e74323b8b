"""What had come before it was asked for: a deadline laid late, or a unit added late, finds it handed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from campaigns.models import Deadline, Duty, Submission


@dataclass(frozen=True, slots=True)
class Came:
    """What a unit had handed in, and when; `people`: how many, where that is known."""

    at: dt.datetime
    people: int | None
    is_photo: bool = False


Find = Callable[[Deadline, Iterable[int]], Mapping[int, Came]]
_finds: dict[str, Find] = {}


def register(kind: Deadline.Kind, find: Find) -> None:
    """Let a floor above say, of the units of these ids, which have content of `kind` for a deadline already."""
    _finds[kind] = find


def take_in(deadline: Deadline, duties: Iterable[Duty]) -> None:
    """Let what had come count for these new duties, as of when it came."""
    find = _finds.get(deadline.kind)
    by_unit = {duty.unit_id: duty for duty in duties}
    if find is None or not by_unit:
        return
    Submission.objects.bulk_create(
        [
            Submission(
                path=by_unit[unit_id].path,
                duty=by_unit[unit_id],
                kind=Submission.Kind.PHOTO if came.is_photo else Submission.Kind.CONTENT,
                amount=came.people,
                at=came.at,
            )
            for unit_id, came in find(deadline, by_unit).items()
        ]
    )
