"""A form that was sent twice counts once: a double click, or a page sent again after a lost answer.

A form page carries a random mark. The mark and what was typed make one key, kept in the transaction that acts: the
second sender waits for the first, and is led to where that one led. What was typed differently is another form.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest, QueryDict

from committees import scopes
from committees.models import SentForm

FIELD = "once"
LONGEST_MARK = 64
KEPT = dt.timedelta(days=7)  # a tab that stayed open over the holidays
NOT_TYPED = {"csrfmiddlewaretoken"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where an act leads, and whether it was done now or had been done before."""

    address: str
    is_first: bool


def mark_of(request: HttpRequest) -> str:
    """The mark a form page carries: the one it was sent with, so that a refused form keeps its own, or a new one."""
    sent = request.POST.get(FIELD, "")
    return sent if sent and len(sent) <= LONGEST_MARK else secrets.token_urlsafe(16)


def act_once(*, posted: QueryDict, path: str, act: Callable[[], str]) -> Outcome:
    """Do `act`, which answers the address it leads to, unless the very same form was sent from `path` before.

    A form without a mark is simply acted upon. What `act` refuses is rolled back, the key with it, whatever the page
    answers then: the mended form may be sent.
    """
    mark = posted.get(FIELD, "")
    if not mark or len(mark) > LONGEST_MARK:
        return Outcome(act(), is_first=True)
    with transaction.atomic():
        row, is_first = SentForm.objects.get_or_create(path=path, key=_key(posted.lists()))
        if is_first:
            row.address = act()
            row.save(update_fields=["address"])
    return Outcome(row.address, is_first=is_first)


def forget(*, now: dt.datetime) -> int:
    """Remove the keys of forms that nobody will send again; how many."""
    with scopes.for_system("committees.forget_sent_forms"):
        removed, _by_model = SentForm.objects.filter(sent_at__lt=now - KEPT).delete()
    return removed


def _key(fields: Iterable[tuple[str, list[str]]]) -> str:
    typed = sorted((name, values) for name, values in fields if name not in NOT_TYPED)
    return hashlib.sha256(repr(typed).encode()).hexdigest()
