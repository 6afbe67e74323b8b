"""Django's registration of this floor."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The `config` floor; what it owns is written in docs/architecture.md."""

    name = "config"
