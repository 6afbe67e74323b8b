"""Django's registration of this floor."""

from django.apps import AppConfig


class DonorsConfig(AppConfig):
    """The `donors` floor; what it owns is written in docs/architecture.md."""

    name = "donors"

    def ready(self) -> None:
        """Give the audit trail this floor's words."""
        from donors import audit_words  # noqa: F401  # importing registers them
