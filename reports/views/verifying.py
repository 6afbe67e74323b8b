"""The check page: anybody, without signing in, asks whether a file or a printed code is of an issued document."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from committees.form_page import UNPROCESSABLE
from reports import verifying
from reports.forms import VerifyForm

# As for signing in: an office behind one address has room, whoever tries codes one after the other has none.
LIMITS = {"file": "30/m/ip", "code": "30/m/ip"}
NOT_FOUND = 404


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def verify_document(request: HttpRequest) -> HttpResponseBase:
    """Drop a file: it is one that was issued, with its four facts, or it is not found."""
    if request.method != "POST":
        return _page(request, form=VerifyForm())
    if not _is_within(request, "file"):
        return _too_often(request)
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form=form, status=UNPROCESSABLE)
    return _page(request, form=VerifyForm(), asked=True, found=verifying.by_bytes(form.cleaned_data["file"].chunks()))


@require_safe
@never_cache
def verify_code(request: HttpRequest, token: str) -> HttpResponseBase:
    """Where the QR code of a printed document leads."""
    if not _is_within(request, "code"):
        return _too_often(request)
    found = verifying.by_code(token)
    return _page(request, form=None, asked=True, found=found, status=200 if found is not None else NOT_FOUND)


def _page(
    request: HttpRequest,
    *,
    form: VerifyForm | None,
    asked: bool = False,
    found: verifying.Issued | None = None,
    status: int = 200,
) -> HttpResponseBase:
    context = {"title": _("Xác thực văn bản"), "form": form, "asked": asked, "found": found}
    return render(request, "reports/verify.html", context, status=status)


def _is_within(request: HttpRequest, action: str) -> bool:
    return bool(ratelimit.consume(request, app="reports", action=action, config=LIMITS, limit_get=True))


def _too_often(request: HttpRequest) -> HttpResponseBase:
    answer: HttpResponseBase = ratelimit.respond_429(request)
    return answer
