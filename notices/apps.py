"""Django's registration of this floor."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The `notices` floor; what it owns is written in docs/architecture.md."""

    name = "notices"
