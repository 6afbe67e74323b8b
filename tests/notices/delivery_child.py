"""A worker of its own for tests: `python -m tests.notices.delivery_child HOST PORT [MOMENT]` sends what is due at a
moment and dies, as by a kill, once its first mail has arrived and before it can say so.
"""

from __future__ import annotations

import datetime as dt
import os
import sys

import django

NOW = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)  # a Monday, 09:00 in Vietnam


def main() -> None:
    """Send one mail and die."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["EMAIL_URL"] = f"smtp://{sys.argv[1]}:{sys.argv[2]}"
    django.setup()
    from notices.channels import EmailWay, Letter
    from notices.delivering import deliver_due
    from notices.models import Channel

    class Dying(EmailWay):
        def send(self, letter: Letter) -> None:
            super().send(letter)
            os._exit(9)

    now = dt.datetime.fromisoformat(sys.argv[3]) if len(sys.argv) > 3 else NOW
    deliver_due(now=now, by={Channel.EMAIL: Dying()})


if __name__ == "__main__":
    main()
