"""Django's registration of this floor."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class CoreConfig(AppConfig):
    """The `core` floor; what it owns is written in docs/architecture.md."""

    name = "core"

    def ready(self) -> None:
        """Register a lookup, the check of tenants' tables, and what of ours is sealed: needs the models."""
        from core import any_of  # noqa: F401  # importing registers it
        from core.protection import check_protection

        register(check_protection, Tags.database)

        from core import files, key_rotation
        from core.models import StoredFile

        key_rotation.register(StoredFile, reseal=files.resealed_file, columns=("content", "is_encrypted"), at_once=10)
