"""Rà soát văn bản: a text of anybody's, pasted or as a Word file, read through; nothing of it is kept.

Open to every seat: it tells nothing but what was sent, and whoever sends a document upward gains by it.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from committees.access import SeatRequest, seat_required
from committees.form_page import UNPROCESSABLE, posted
from committees.permissions import Act
from core.refusal import Refused
from reports.checks.foreign import Checked, check_docx, check_pasted
from reports.forms import CheckForm


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@seat_required(Act.READ)
def document_check(request: SeatRequest) -> HttpResponse:
    """The form, and above it what was found in what it sent."""
    form = CheckForm(posted(request), request.FILES if request.method == "POST" else None)
    checked = _checked(form) if form.is_valid() else None
    context = {
        "title": _("Rà soát văn bản"),
        "crumbs": [{"label": _("Văn bản"), "url": reverse("documents")}],
        "form": form,
        "checked": checked,
        "what": form.file_name if checked else "",
    }
    return render(request, "reports/check.html", context, status=UNPROCESSABLE if form.errors else 200)


def _checked(form: CheckForm) -> Checked | None:
    """What was found; none where the text or file cannot be read, which the form then says."""
    try:
        file = form.upload_if_any()
        return check_docx(name=file.name, content=file.content) if file else check_pasted(form.cleaned_data["text"])
    except Refused as refusal:
        form.add_error("word" if form.file_name else "text", refusal.sentence)
        return None
