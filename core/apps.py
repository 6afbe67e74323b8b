"""Django's registration of this floor."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The `core` floor; what it owns is written in docs/architecture.md."""

    name = "core"
