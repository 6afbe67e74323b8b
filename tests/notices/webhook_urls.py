"""The routes of an installation whose settings name a secret for its mail provider."""

from notices.urls import bounce_routes

urlpatterns = bounce_routes()
