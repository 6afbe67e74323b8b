"""Django's registration of this floor."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The `reports` floor; what it owns is written in docs/architecture.md."""

    name = "reports"
