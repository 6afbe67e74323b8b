"""Django's registration of this floor."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """The `campaigns` floor; what it owns is written in docs/architecture.md."""

    name = "campaigns"

    def ready(self) -> None:
        """Have what this floor registers with those below: words of the trail, what follows a succession, people's
        calendars, the last look at a message about duties before it is sent, and what hands in an activity report."""
        from campaigns import (  # noqa: F401  # importing registers
            announcing,
            audit_words,
            calendar_events,
            inheriting,
            reminders,
            urging,
        )
        from campaigns.already import register
        from campaigns.deadlines import register_before_nil
        from campaigns.models import Deadline
        from campaigns.reporting_activity import refuse_nil_beside_lines, reports_that_came

        register(Deadline.Kind.ACTIVITY, reports_that_came)
        register_before_nil(refuse_nil_beside_lines)
