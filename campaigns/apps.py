"""Django's registration of this floor."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """The `campaigns` floor; what it owns is written in docs/architecture.md."""

    name = "campaigns"

    def ready(self) -> None:
        """Have what this floor registers with those below: words of the trail, what follows a succession, people's
        calendars, and the last look at a message about duties before it is sent."""
        from campaigns import (  # noqa: F401  # importing registers
            announcing,
            audit_words,
            calendar_events,
            inheriting,
            reminders,
            urging,
        )
