"""Django's registration of this floor."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The `config` floor; what it owns is written in docs/architecture.md."""

    name = "config"

    def ready(self) -> None:
        """Make our Celery application the one that jobs are sent through, in the web process too."""
        import config.celery  # noqa: F401
