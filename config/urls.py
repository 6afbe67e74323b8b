"""Routes: each floor brings its own; accounts are allauth's pages that a person here can meet."""

from django.urls import include, path

urlpatterns = [
    path("", include("committees.urls")),
    path("", include("notices.urls")),
    path("", include("campaigns.urls")),
    path("", include("quotas.urls")),
    path("", include("reports.urls")),
]
