"""One id per request: on the request, in the answer's header, in every log line and every audit row it causes."""

import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponseBase

HEADER = "X-Request-ID"


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
