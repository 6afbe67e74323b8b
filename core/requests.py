"""One id per request: on the request, in the answer's header, in every log line and every audit row it causes."""

import ipaddress
import logging
import re
import uuid
from collections.abc import Callable
from urllib.parse import parse_qsl

import structlog
from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils import translation
from django.utils.datastructures import MultiValueDict

HEADER = "X-Request-ID"

View = Callable[..., HttpResponseBase]


class RequestIdMiddleware:
    """Gives ``request.id`` (32 hex digits). An id sent from outside is ignored: it could be forged or name a person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = uuid.uuid4().hex
        request.id = request_id  # type: ignore[attr-defined]  # read through getattr elsewhere
        with structlog.contextvars.bound_contextvars(request_id=request_id, method=request.method):
            response = self.get_response(request)
        response.headers[HEADER] = request_id
        return response


def many_fields(limit: int) -> Callable[[View], View]:
    """Let a grid's view take up to `limit` form fields; every other view keeps Django's own limit."""

    def mark(view: View) -> View:
        view.most_fields = limit  # type: ignore[attr-defined]
        return view

    return mark


class HideTokens(logging.Filter):
    """Keeps the tokens of links out of the log: Django and the web server write the address of what they refuse.

    A token is 32 random bytes in URL-safe base64, 43 characters (`secrets.token_urlsafe(32)`), a part of its own in the
    address.
    """

    _token = re.compile(r"(?<=/)[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, without tokens."""
        message = record.getMessage()
        hidden = self._token.sub("…", message)
        if hidden != message:
            record.msg, record.args = hidden, ()
        return True


class FieldLimitMiddleware:
    """Reads the form of a view marked by `many_fields` under that view's limit, before the CSRF check reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, _args: object, _kwargs: object) -> None:
        """Fill `request.POST` for a marked view; raises `TooManyFieldsSent` past its own limit."""
        limit = getattr(view, "most_fields", None)
        if limit is None or request.method != "POST" or request.content_type != "application/x-www-form-urlencoded":
            return
        posted = QueryDict(mutable=True)
        try:
            pairs = parse_qsl(request.body.decode(), keep_blank_values=True, max_num_fields=limit)
        except ValueError as error:
            raise TooManyFieldsSent(str(error)) from error
        for name, value in pairs:
            posted.appendlist(name, value)
        posted._mutable = False  # noqa: SLF001  # as Django's own parser leaves it
        request._post = posted  # type: ignore[attr-defined]  # noqa: SLF001
        request._files = MultiValueDict()  # type: ignore[attr-defined]  # noqa: SLF001


class ChosenLanguageMiddleware:
    """Vietnamese for everybody who has not chosen otherwise: many an office browser here asks for English."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def client_address(request: HttpRequest) -> str | None:
    """The visitor's address; behind our proxy the last entry of its list, since earlier ones can be forged."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    address = forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None
