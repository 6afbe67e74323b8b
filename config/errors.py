"""What a person sees when something went wrong: 400, 403, 404, 413, 500 and the form that waited too long."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request makes no sense (a broken link, a tampered form). 413: more was typed or pasted than fits."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the page exists and may be seen by another seat. A sentence given with PermissionDenied is shown."""
    return render(request, "403.html", {"reason": _sentence(exception)}, status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404: no such page, or it belongs to somebody else; the two look alike on purpose."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours. Rendered without request context, so a dead database cannot break it too."""
    reference = getattr(request, "id", "")
    return HttpResponse(get_template("500.html").render({"reference": reference}), status=500)


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A POST without a valid CSRF token: nearly always a page left open too long, or cookies switched off."""
    return render(request, "expired_form.html", status=403)


def _sentence(exception: Exception | None) -> str:
    """What a view said in Vietnamese when it refused; Django's own refusals carry no text for people."""
    return str(exception) if exception is not None and exception.args else ""
