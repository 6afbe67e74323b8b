"""The seal of an issuing body: shown, brought, removed; and whether its electronic documents print the pictures."""

from __future__ import annotations

from base64 import b64encode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from committees import pictures
from committees.access import SeatRequest, own_committee, seat_required, visible
from committees.form_page import FormPage, form_page, posted
from committees.models import IssuingBody
from committees.permissions import Act
from committees.picture_forms import SealForm
from core.models import StoredFile


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@seat_required(Act.READ)
def issuing_body_pictures(request: SeatRequest, pk: int) -> HttpResponse:
    """Whether hand and seal are printed, and the seal."""
    body = visible(IssuingBody.objects.filter(committee=own_committee(request)), pk=pk)
    if not pictures.may_keep_seal(request.seat, body):
        raise PermissionDenied
    address = reverse("issuing_body_pictures", args=[pk])
    if request.method == "POST" and "remove" in request.POST:
        pictures.remove_seal(body=body, by=request.seat)
        messages.success(request, _("Đã xóa hình con dấu."))
        return redirect(address)
    first = {"prints": body.prints_pictures, "seal_mm": body.seal_mm}
    form = SealForm(posted(request), request.FILES or None, initial=first)

    def act() -> str:
        typed, brought = form.cleaned_data, form.upload_if_any()
        pictures.change_seal(
            body=body,
            prints=typed["prints"],
            seal_mm=typed["seal_mm"],
            picture=brought.content if brought else None,
            by=request.seat,
            now=timezone.now(),
        )
        return address

    shown = pictures.seal_of(body, by=request.seat) if request.method == "GET" else b""
    page = FormPage(
        title=_("Hình chữ ký, con dấu"),
        lead=str(body),
        intro=_("Hình để in trên văn bản điện tử. Hình không thay cho chữ ký số: văn bản vẫn phải ký số."),
        submit=_("Lưu"),
        back=reverse("committee"),
        done=_("Đã lưu hình chữ ký, con dấu."),
        crumbs=[{"label": _("Ban Chỉ đạo"), "url": reverse("committee")}, {"label": _("Hình chữ ký, con dấu")}],
        template="committees/picture.html",
        context=picture_context(shown, body.seal_picture, alt=_("Hình con dấu"), remove=_("Xóa hình con dấu")),
    )
    return form_page(request, form, page, act=act)


def picture_context(picture: bytes, file: StoredFile | None, *, alt: str, remove: str) -> dict[str, object]:
    """What a page shows of a kept picture: in the page itself, so that it has no address of its own."""
    shown = f"data:image/png;base64,{b64encode(picture).decode()}" if picture else ""
    until = file.expires_at if file is not None else None
    return {"shown": shown, "shown_alt": alt, "kept_until": until, "remove_label": remove}
