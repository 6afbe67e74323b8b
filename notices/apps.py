"""Django's registration of this floor."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The `notices` floor; what it owns is written in docs/architecture.md."""

    name = "notices"

    def ready(self) -> None:
        """Give the audit trail this floor's words; listen to what mail providers tell of bounces."""
        from notices import audit_words, bounces  # noqa: F401  # importing registers them
