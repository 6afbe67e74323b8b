"""Django's registration of this floor."""

from django.apps import AppConfig


class QuotasConfig(AppConfig):
    """The `quotas` floor; what it owns is written in docs/architecture.md."""

    name = "quotas"
