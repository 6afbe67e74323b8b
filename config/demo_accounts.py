"""The accounts of the demo, as the sign-in page shows them in demo mode and `bin/run` prints them."""

from __future__ import annotations

from committees.signing_in import DemoAccount
from config.demo.people import IN_ORDER, PASSWORD


def demo_accounts() -> list[DemoAccount]:
    """Login, password and one sentence of what to look at; in the order to try them."""
    return [DemoAccount(login=person.phone, password=PASSWORD, sentence=person.sentence) for person in IN_ORDER]
