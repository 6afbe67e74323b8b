"""Django's registration of this floor."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """The `campaigns` floor; what it owns is written in docs/architecture.md."""

    name = "campaigns"

    def ready(self) -> None:
        """Give the audit trail this floor's words, let open duties follow every succession that is recorded, and give
        people's calendars what is due."""
        from campaigns import audit_words, calendar_events, inheriting  # noqa: F401  # importing registers them
