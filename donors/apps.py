"""Django's registration of this floor."""

from django.apps import AppConfig


class DonorsConfig(AppConfig):
    """The `donors` floor; what it owns is written in docs/architecture.md."""

    name = "donors"
