"""Django's registration of this floor."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class CoreConfig(AppConfig):
    """The `core` floor; what it owns is written in docs/architecture.md."""

    name = "core"

    def ready(self) -> None:
        """Register a lookup, and the check that every tenant's table is protected, which needs the models loaded."""
        from core import any_of  # noqa: F401  # importing registers it
        from core.protection import check_protection

        register(check_protection, Tags.database)
