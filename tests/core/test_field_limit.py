"""A grid's view takes as many fields as it says; every other view keeps Django's own limit."""

from __future__ import annotations

import io
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client
from django.urls import clear_url_caches, path, reverse
from django.views.decorators.http import require_http_methods
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from config import urls
from core.requests import many_fields

WIDE = 3_000
USUAL = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
FORM = "application/x-www-form-urlencoded"


def told(request: HttpRequest) -> HttpResponse:
    """What the view read: each field with all its values, and the names of files."""
    return JsonResponse({"fields": dict(request.POST.lists()), "files": list(request.FILES)})


@pytest.fixture(autouse=True)
def more_routes() -> Iterator[None]:
    """A wide and a usual view, for these tests only."""
    added = [
        path("thu/rong/", many_fields(WIDE)(require_http_methods(["GET", "POST"])(told)), name="try_wide"),
        path("thu/thuong/", told, name="try_usual"),
    ]
    urls.urlpatterns.extend(added)
    clear_url_caches()
    yield
    del urls.urlpatterns[-len(added) :]
    clear_url_caches()


def send(route: str, count: int, *, client: Client | None = None) -> HttpResponse:
    body = urlencode({f"f{number}": number for number in range(count)})
    return (client or Client()).post(reverse(route), body, content_type=FORM)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("route", "count", "status"),
    [
        ("try_usual", USUAL, 200),
        ("try_usual", USUAL + 1, 400),
        ("try_wide", USUAL + 1, 200),
        ("try_wide", WIDE, 200),
        ("try_wide", WIDE + 1, 400),
    ],
)
def test_each_view_has_its_own_limit(db: None, route: str, count: int, status: int) -> None:
    response = send(route, count)
    assert response.status_code == status
    if status == 200:
        assert len(response.json()["fields"]) == count  # type: ignore[attr-defined]


def test_a_wide_view_still_asks_for_the_forms_token(db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert send("try_wide", USUAL + 1, client=strict).status_code == 403


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), max_size=12))
@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_wide_view_reads_a_form_as_every_other_does(db: None, pairs: list[tuple[str, str]]) -> None:
    body = urlencode([pair for pair in pairs if pair[0] < "\ud800" and pair[1] < "\ud800"])
    wide, usual = (Client().post(reverse(route), body, content_type=FORM) for route in ("try_wide", "try_usual"))
    assert wide.json() == usual.json()


def test_a_file_goes_to_a_wide_view_as_usual(db: None) -> None:
    named = io.BytesIO(b"x")
    named.name = "a.txt"
    answer = Client().post(reverse("try_wide"), {"file": named, "note": "Đợt 1"}).json()
    assert answer == {"fields": {"note": ["Đợt 1"]}, "files": ["file"]}


def test_a_body_that_is_no_text_is_a_bad_request_and_not_a_fault(db: None) -> None:
    client = Client(raise_request_exception=False)
    answer = client.post(reverse("try_wide"), b"\xff\xfe=1", content_type=FORM)
    assert answer.status_code < 500
