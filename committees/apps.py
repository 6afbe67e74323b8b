"""Django's registration of this floor."""

from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    """The `committees` floor; what it owns is written in docs/architecture.md."""

    name = "committees"
