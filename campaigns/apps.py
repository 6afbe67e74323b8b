"""Django's registration of this floor."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """The `campaigns` floor; what it owns is written in docs/architecture.md."""

    name = "campaigns"
