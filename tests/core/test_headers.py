"""Every answer carries a strict content policy and an id of its own."""

import re

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import RequestFactory

from core.headers import SecurityHeadersMiddleware
from core.requests import RequestIdMiddleware


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("trang")


def policy_of(response: HttpResponseBase) -> dict[str, str]:
    directives = response.headers["Content-Security-Policy"].split("; ")
    return {name: value for name, _space, value in (each.partition(" ") for each in directives)}


def test_nothing_inline_and_nothing_from_elsewhere_runs(rf: RequestFactory) -> None:
    policy = policy_of(SecurityHeadersMiddleware(answer)(rf.get("/")))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "manifest-src": "'self'",
        "object-src": "'none'",
    }


def test_other_sites_may_neither_open_nor_embed_us(rf: RequestFactory) -> None:
    response = SecurityHeadersMiddleware(answer)(rf.get("/"))
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "microphone=()" in response.headers["Permissions-Policy"]
    assert "camera=(self)" in response.headers["Permissions-Policy"]


def test_a_view_may_state_a_policy_of_its_own(rf: RequestFactory) -> None:
    def strict(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": "sandbox"})

    assert SecurityHeadersMiddleware(strict)(rf.get("/")).headers["Content-Security-Policy"] == "sandbox"


def test_each_request_has_an_id_that_the_answer_and_the_log_carry(rf: RequestFactory) -> None:
    seen: dict[str, object] = {}

    def view(request: HttpRequest) -> HttpResponse:
        seen.update(structlog.contextvars.get_contextvars(), own=getattr(request, "id", ""))
        return HttpResponse()

    first = RequestIdMiddleware(view)(rf.get("/"))
    assert re.fullmatch(r"[0-9a-f]{32}", first.headers["X-Request-ID"])
    assert seen == {"own": first.headers["X-Request-ID"], "request_id": first.headers["X-Request-ID"], "method": "GET"}
    assert "request_id" not in structlog.contextvars.get_contextvars()
    assert RequestIdMiddleware(view)(rf.get("/")).headers["X-Request-ID"] != first.headers["X-Request-ID"]


def test_an_id_sent_from_outside_is_ignored(rf: RequestFactory) -> None:
    response = RequestIdMiddleware(answer)(rf.get("/", headers={"X-Request-ID": "nguoi-khac"}))
    assert response.headers["X-Request-ID"] != "nguoi-khac"


def test_the_running_site_sends_both_even_with_static_files() -> None:
    order = [
        settings.MIDDLEWARE.index(f"core.{name}")
        for name in ("requests.RequestIdMiddleware", "headers.SecurityHeadersMiddleware")
    ]
    assert order == sorted(order)
    assert order[1] < settings.MIDDLEWARE.index("whitenoise.middleware.WhiteNoiseMiddleware")
