"""Routes: each floor brings its own; the home page gathers every floor's cards."""

from django.urls import include, path
from django.views.i18n import set_language

from config.home import home

urlpatterns = [
    path("", home, name="home"),
    path("ngon-ngu/", set_language, name="set_language"),
    path("", include("committees.urls")),
    path("", include("notices.urls")),
    path("", include("campaigns.urls")),
    path("", include("quotas.urls")),
    path("", include("donors.urls")),
    path("", include("reports.urls")),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"
