"""The blood centre's own form: upload the blank one, say what its columns mean, use it from then on."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from committees.access import SeatRequest, own_row, seat_required
from committees.permissions import Act
from core.refusal import Refused
from donors import centre_forms, receiving
from donors.handout_forms import CentreFormForm
from donors.intake.fields import FIELD_LABELS
from donors.models import CentreForm
from donors.rights import round_for_host_clerk
from donors.views.handouts import UNPROCESSABLE, crumbs


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.READ)
def centre_form_new(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Keep a blank form; the next page shows what its columns are taken for."""
    round = round_for_host_clerk(request, pk)
    is_post = request.method == "POST"
    form = CentreFormForm(request.POST if is_post else None, request.FILES if is_post else None)
    if is_post and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = centre_forms.add_form(
                name=form.cleaned_data["name"],
                file_name=file.name,
                content=receiving.content_of_upload(file),
                seat=request.seat,
                user_id=request.user.pk,
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("centre_form", pk=round.pk, form_pk=kept.pk)
    context = {
        "title": _("Mẫu của trung tâm"),
        "lead": _("Tải lên mẫu trống một lần; các đợt sau danh sách tổng hợp được ghi đúng vào mẫu này."),
        "crumbs": crumbs(round, _("Mẫu của trung tâm")),
        "form": form,
        "submit": _("Tải mẫu lên"),
        "cancel": reverse("consolidated", args=[round.pk]),
        "multipart": True,
    }
    return render(request, "form_page.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.READ)
def centre_form(request: SeatRequest, pk: int, form_pk: int) -> HttpResponseBase:
    """What each column of the form is taken for, to be corrected; or the row that holds the headings."""
    round = round_for_host_clerk(request, pk)
    found = own_row(request, CentreForm.objects.select_related("file"), pk=form_pk)
    if request.method == "POST":
        try:
            if "header_row" in request.POST:
                centre_forms.point_at_header(form=found, header_row=_number(request.POST["header_row"]))
                return redirect("centre_form", pk=round.pk, form_pk=found.pk)
            centre_forms.save_columns(form=found, meanings=_meanings(request))
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect("centre_form", pk=round.pk, form_pk=found.pk)
        messages.success(request, _("Đã lưu mẫu “%(name)s”.") % {"name": found.name})
        return redirect("consolidated", pk=round.pk)
    context = {
        "title": found.name,
        "lead": _("Kiểm tra từng cột của mẫu được ghi gì; cột không dùng thì để trống."),
        "crumbs": crumbs(round, _("Mẫu của trung tâm")),
        "round": round,
        "understood": centre_forms.understanding_of(found),
        "choices": [{"value": field.value, "label": FIELD_LABELS[field]} for field in centre_forms.CHOICES],
        "cancel": reverse("consolidated", args=[round.pk]),
    }
    return render(request, "donors/centre_form.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0


def _meanings(request: SeatRequest) -> dict[int, str]:
    chosen = {
        name.removeprefix("column-"): meaning
        for name, meaning in request.POST.dict().items()
        if name.startswith("column-")
    }
    return {_number(column): meaning for column, meaning in chosen.items() if column.isdecimal()}
