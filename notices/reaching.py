"""Whether and where a person is reached beside the inbox: read before sending, and by whoever previews a sending."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, F, OuterRef

from committees import scopes
from committees.models import User
from core.scope import ScopedQuerySet
from notices.channels import EmailWay
from notices.models import Channel, Delivery

State = Delivery.State


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
    bouncing = bouncing_among(people)
    return {pk: _reach(user, is_bouncing=pk in bouncing) for pk, user in people.items()}


def standing_bounces() -> ScopedQuerySet[Delivery]:
    """Mails that came back from the address that the person still has, and after which none arrived."""
    later = Delivery.objects.filter(
        user=OuterRef("user"), channel=Channel.EMAIL, state=State.SENT, queued_at__gt=OuterRef("queued_at")
    )
    return Delivery.objects.get_queryset().filter(
        ~Exists(later), channel=Channel.EMAIL, state=State.BOUNCED, address=F("user__email")
    )


def bouncing_among(user_ids: Iterable[int]) -> set[int]:
    """Whose present address sends mail back. Mending the address ends it, and so does a trial that arrives."""
    with scopes.for_system("notices.reaching"):
        return set(standing_bounces().filter(user__id__any_of=list(user_ids)).values_list("user_id", flat=True))


def _reach(user: User, *, is_bouncing: bool) -> Reach:
    if not user.is_active:
        return Reach(why_not=Unreached.GONE)
    if not user.email:
        return Reach(why_not=Unreached.NO_ADDRESS)
    if not user.gets_email:
        return Reach(why_not=Unreached.NOT_WANTED)
    return Reach(why_not=Unreached.BOUNCING) if is_bouncing else Reach(user.email)
