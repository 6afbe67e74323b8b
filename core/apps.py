"""Django's registration of this floor."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class CoreConfig(AppConfig):
    """The `core` floor; what it owns is written in docs/architecture.md."""

    name = "core"

    def ready(self) -> None:
        """Register the check that every tenant's table is protected; its module needs the models loaded."""
        from core.protection import check_protection

        register(check_protection, Tags.database)
