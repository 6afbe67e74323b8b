"""Routes of plans and rounds."""

from django.urls import path

from campaigns import views

urlpatterns = [
    path("ke-hoach/", views.plans, name="plans"),
    path("ke-hoach/moi/", views.plan_new, name="plan_new"),
    path("ke-hoach/<int:pk>/", views.plan, name="plan"),
    path("ke-hoach/<int:pk>/ban-hanh/", views.plan_open, name="plan_open"),
    path("ke-hoach/<int:pk>/khoa/", views.plan_close, name="plan_close"),
    path("ke-hoach/<int:pk>/lich/", views.calendar, name="calendar"),
    path("ke-hoach/<int:pk>/dot-moi/", views.round_new, name="round_new"),
    path("ke-hoach/<int:pk>/chien-dich-moi/", views.window_new, name="window_new"),
    path("dot/<int:pk>/", views.round, name="round"),
    path("dot/<int:pk>/mo/", views.round_open, name="round_open"),
    path("dot/<int:pk>/khoa/", views.round_close, name="round_close"),
    path("dot/<int:pk>/don-vi/", views.round_participants, name="round_participants"),
    path("dot/<int:pk>/buoi-moi/", views.session_new, name="session_new"),
    path("dot/<int:pk>/han-nop/", views.deadline_set, name="deadline_set"),
    path("don-vi-tham-gia/<int:pk>/vang/", views.participant_absent, name="participant_absent"),
    path("buoi/<int:pk>/bo/", views.session_remove, name="session_remove"),
    path("viec/<int:pk>/khong-co/", views.duty_nil, name="duty_nil"),
]
