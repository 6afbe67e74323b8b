"""Routes of plans and rounds."""

from django.urls import path

from campaigns.views import deadlines, plans, rounds, sessions

urlpatterns = [
    path("ke-hoach/", plans.plans, name="plans"),
    path("ke-hoach/moi/", plans.plan_new, name="plan_new"),
    path("ke-hoach/<int:pk>/", plans.plan, name="plan"),
    path("ke-hoach/<int:pk>/ban-hanh/", plans.plan_open, name="plan_open"),
    path("ke-hoach/<int:pk>/khoa/", plans.plan_close, name="plan_close"),
    path("ke-hoach/<int:pk>/lich/", plans.calendar, name="calendar"),
    path("ke-hoach/<int:pk>/dot-moi/", rounds.round_new, name="round_new"),
    path("ke-hoach/<int:pk>/chien-dich-moi/", plans.window_new, name="window_new"),
    path("dot/<int:pk>/", rounds.round, name="round"),
    path("dot/<int:pk>/sua/", rounds.round_change, name="round_change"),
    path("dot/<int:pk>/mo/", rounds.round_open, name="round_open"),
    path("dot/<int:pk>/khoa/", rounds.round_close, name="round_close"),
    path("dot/<int:pk>/don-vi/", rounds.round_participants, name="round_participants"),
    path("dot/<int:pk>/cung-to-chuc/", rounds.round_hosts, name="round_hosts"),
    path("dot/<int:pk>/buoi-moi/", sessions.session_new, name="session_new"),
    path("dot/<int:pk>/han-nop/", deadlines.deadline_set, name="deadline_set"),
    path("cung-to-chuc/<int:pk>/bo/", rounds.host_remove, name="host_remove"),
    path("don-vi-tham-gia/<int:pk>/vang/", rounds.participant_absent, name="participant_absent"),
    path("buoi/<int:pk>/", sessions.session, name="session"),
    path("buoi/<int:pk>/sua/", sessions.session_change, name="session_change"),
    path("buoi/<int:pk>/bo/", sessions.session_remove, name="session_remove"),
    path("viec/<int:pk>/khong-co/", deadlines.duty_nil, name="duty_nil"),
]
