"""Django's registration of this floor."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The `reports` floor; what it owns is written in docs/architecture.md."""

    name = "reports"

    def ready(self) -> None:
        """Give the audit trail this floor's words."""
        from reports import audit_words  # noqa: F401  # importing registers them
