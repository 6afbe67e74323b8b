"""Routes of this floor."""

from django.urls import URLPattern, URLResolver, include, path

from committees.views import accounts

urlpatterns: list[URLPattern | URLResolver] = [
    path("tai-khoan/", include("committees.account_urls")),
    path("vai-tro/chon/", accounts.switch_seat, name="switch_seat"),
    path("chua-co-vai-tro/", accounts.no_seat, name="no_seat"),
]
