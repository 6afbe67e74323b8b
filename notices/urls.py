"""Routes of this floor."""

from anymail.urls import urlpatterns as providers
from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from notices.views import calendars, deliveries, inbox, links, my_messages, seats, setting_up

urlpatterns: list[URLPattern | URLResolver] = [
    path("thong-bao/", inbox.inbox, name="inbox"),
    path("thong-bao/<int:pk>/", inbox.notice, name="notice"),
    path("nhan-tin/", my_messages.my_messages, name="my_messages"),
    path("nhan-tin/gui-thu/", my_messages.my_messages_trial, name="my_messages_trial"),
    path("nhan-tin/lich/", calendars.calendar_make, name="calendar_make"),
    path("nhan-tin/lich/thu-hoi/", calendars.calendar_revoke, name="calendar_revoke"),
    path("lich/<str:token>.ics", calendars.calendar_feed, name="calendar_feed"),
    path("tin-da-gui/", deliveries.deliveries, name="deliveries"),
    path("moi/<str:token>/", links.invitation, name="invitation"),
    path("vai-tro/", seats.seat_list, name="seats"),
    path("vai-tro/<int:pk>/", seats.seat, name="seat"),
    path("vai-tro/<int:pk>/sua/", seats.seat_change, name="seat_change"),
    path("vai-tro/<int:pk>/dia-ban/", seats.seat_charges, name="seat_charges"),
    path("vai-tro/<int:pk>/thu-dien-tu/", seats.seat_address, name="seat_address"),
    path("vai-tro/<int:pk>/nghi/", seats.seat_away, name="seat_away"),
    path("vai-tro/<int:pk>/chu-ky/", seats.seat_picture, name="seat_picture"),
    path("vai-tro/<int:pk>/moi/", seats.seat_invite, name="seat_invite"),
    path("vai-tro/<int:pk>/thu-hoi/", seats.seat_revoke, name="seat_revoke"),
    path("vai-tro/<int:pk>/dat-lai-mat-khau/", seats.seat_reset, name="seat_reset"),
    path("vai-tro/<int:pk>/ket-thuc/", seats.seat_end, name="seat_end"),
    path("vai-tro/<int:pk>/bai-bo/", seats.seat_close, name="seat_close"),
    path("don-vi/<int:unit_id>/them-vai-tro/", seats.seat_add, name="seat_add"),
    path("don-vi/<int:pk>/lap-ban-chi-dao/", setting_up.committee_set_up, name="committee_set_up"),
]


def bounce_routes() -> list[URLPattern]:
    """Where a mail provider tells of bounces; only with a secret, which each call carries beside any signature."""
    if not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        return []
    return [
        path(f"thu-tra-lai/{each.pattern}", each.callback, name=each.name)
        for each in providers
        if "inbound" not in str(each.pattern)
    ]


urlpatterns += bounce_routes()
