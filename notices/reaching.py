"""Whether and where a person is reached beside the inbox: read before sending, and by whoever previews a sending."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from committees import scopes
from committees.models import User
from notices.channels import EmailWay
from notices.models import Channel, Delivery

ENDED = (Delivery.State.SENT, Delivery.State.BOUNCED)


class Unreached(StrEnum):
    """Why no mail goes to a person."""

    NO_MAIL = "no_mail"  # no mail server is set up
    NO_ADDRESS = "no_address"
    NOT_WANTED = "not_wanted"  # the person asked for the inbox alone
    BOUNCING = "bouncing"  # the last mail to this address came back
    GONE = "gone"  # the account is closed


@dataclass(frozen=True, slots=True)
class Reach:
    """Where mail reaches a person, or why it does not."""

    address: str = ""
    why_not: Unreached | None = None


def reach_of(users: Iterable[User]) -> dict[int, Reach]:
    """User id → where mail reaches them; one question for all of them, and none without a mail server."""
    people = {user.pk: user for user in users}
    if not EmailWay().is_set_up():
        return dict.fromkeys(people, Reach(why_not=Unreached.NO_MAIL))
    bouncing = bouncing_addresses(people)
    return {pk: _reach(user, bouncing.get(pk, "")) for pk, user in people.items()}


def bouncing_addresses(user_ids: Iterable[int]) -> dict[int, str]:
    """User id → the address that the last mail to them came back from. A mended address or a good trial ends it."""
    with scopes.for_system("notices.reaching"):
        last = (
            Delivery.objects.filter(user__id__any_of=list(user_ids), channel=Channel.EMAIL, state__in=ENDED)
            .order_by("user_id", "-queued_at", "-pk")
            .distinct("user_id")
            .values_list("user_id", "state", "address")
        )
        return {user_id: address for user_id, state, address in last if state == Delivery.State.BOUNCED}


def _reach(user: User, bouncing: str) -> Reach:
    if not user.is_active:
        return Reach(why_not=Unreached.GONE)
    if not user.email:
        return Reach(why_not=Unreached.NO_ADDRESS)
    if not user.gets_email:
        return Reach(why_not=Unreached.NOT_WANTED)
    return Reach(why_not=Unreached.BOUNCING) if user.email == bouncing else Reach(user.email)
