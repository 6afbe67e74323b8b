"""Last year's annex: upload, look at what was read, take it over."""

from __future__ import annotations

import datetime as dt
import uuid

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.models import Plan
from committees.access import SeatRequest, own_row, seat_required, visible
from committees.models import User
from committees.permissions import Act
from core import files
from core.models import StoredFile
from core.refusal import Refused
from core.text.numbers import integer
from quotas.annex import apply_annex, read_annex
from quotas.forms import AnnexForm

KEPT_FOR = dt.timedelta(days=2)  # long enough to look and decide


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def annex_upload(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Read the dropped workbook and show what was understood; nothing counts yet."""
    plan = own_row(request, Plan.objects.select_related("committee__unit"), pk=pk)
    form = AnnexForm(request.POST or None, request.FILES or None)
    annex = file = None
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        content = upload.read()
        try:
            annex = read_annex(content)
            file = files.store(
                name=upload.name,
                media_type=upload.content_type or "application/octet-stream",
                content=content,
                path=plan.path,
                encrypted=False,
                expires_at=timezone.now() + KEPT_FOR,
                created_by_id=request.user.pk,
            )
        except Refused as refusal:
            form.add_error("file", refusal.sentence)
    return render(
        request,
        "quotas/annex.html",
        {
            "title": _("Phụ lục chỉ tiêu năm %(year)s") % {"year": plan.year - 1},
            "crumbs": [
                {"label": plan.title, "url": reverse("plan", args=[plan.pk])},
                {"label": _("Phụ lục năm trước")},
            ],
            "lead": _("Từ tệp này lấy đơn vị, khối, chỉ tiêu và kết quả của năm trước."),
            "plan": plan,
            "form": form,
            "annex": annex,
            "file": file,
        },
    )


@require_POST
@seat_required(Act.RUN)
def annex_apply(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Take over the workbook that was looked at."""
    plan = own_row(request, Plan.objects.select_related("committee__unit"), pk=pk)
    file = visible(StoredFile.objects.filter(path=plan.path), pk=_file_id(request.POST.get("file", "")))
    user = request.user
    try:
        applied = apply_annex(
            plan=plan,
            annex=read_annex(files.content_of(file)),
            by=user if isinstance(user, User) else None,
            now=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("annex", pk=plan.pk)
    messages.success(
        request,
        _("Đã lấy từ phụ lục: %(added)s đơn vị mới, %(found)s đơn vị đã có; chỉ tiêu %(quota)s, kết quả %(result)s.")
        % {
            "added": integer(applied.units_added),
            "found": integer(applied.units_found),
            "quota": integer(applied.quota),
            "result": integer(applied.result),
        },
    )
    return redirect("allotment", pk=plan.pk)


def _file_id(text: str) -> uuid.UUID:
    """The id as the page posts it; anything else names no file."""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None
