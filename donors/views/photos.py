"""A photo of a paper list: the picture beside the form it is typed from."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from committees.access import SeatRequest, seat_required
from committees.permissions import Act, may
from core import audit, files
from core.refusal import Refused
from donors import consent, typed_lines, withdrawing
from donors.forms import TypedForm
from donors.lists import people_on
from donors.models import Upload
from donors.rights import sender_of, upload_in_reach
from donors.views.handing_in import UNPROCESSABLE, crumbs, list_url


@require_http_methods(["GET", "POST"])
@seat_required(Act.HAND_IN)
def photo(request: SeatRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Type the people of a photo, with the photo beside the form."""
    found = _photo(request, pk)
    volunteer_list, now = found.volunteer_list, timezone.now()
    form = TypedForm(
        request.POST if request.method == "POST" else None,
        asks_consent=not consent.is_given(volunteer_list),
        is_for_unit=False,
        now=now,
    )
    if request.method == "POST" and form.is_valid():
        try:
            upload = typed_lines.receive_typed(
                volunteer_list=volunteer_list,
                text=form.cleaned_data["lines"],
                is_agreed=form.cleaned_data.get("is_agreed", False),
                sender=sender_of(request),
                now=now,
                photo=found,
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            if upload.rows.filter(has_error=True).exists():
                return redirect("upload", pk=upload.pk)
            messages.success(request, _("Đã thêm %(people)s người từ ảnh.") % {"people": upload.added})
            return redirect("photo", pk=found.pk)
    typed = list(people_on(volunteer_list).filter(added_by__photo_of=found).order_by("pk"))
    if typed:  # the picture itself is written down where it is given out
        audit.record("people.read", subject=volunteer_list.unit, path=found.path, after={"count": len(typed)})
    context = {
        "title": _("Nhập từ ảnh danh sách giấy"),
        "lead": f"{volunteer_list.unit.name} · {volunteer_list.round.name}",
        "crumbs": crumbs(volunteer_list, _("Nhập từ ảnh")),
        "form": form,
        "photo": found,
        "list": volunteer_list,
        "typed": typed,
        "may_erase": may(request.seat, Act.RUN) or request.seat.unit_id == volunteer_list.unit_id,
        "list_url": list_url(volunteer_list),
    }
    return render(request, "donors/photo.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_safe
@seat_required(Act.HAND_IN)
def photo_file(request: SeatRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The picture itself; each look is logged."""
    found = _photo(request, pk)
    if found.file is None:
        raise Http404
    audit.record("people.read", subject=found.volunteer_list.unit, path=found.path, after={"kind": "photo"})
    return files.as_download(found.file, inline=True)


@require_POST
@seat_required(Act.HAND_IN)
def photo_done(request: SeatRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Say that the whole photo is typed in."""
    found = _photo(request, pk)
    try:
        typed_lines.finish_photo(photo=found, now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("photo", pk=found.pk)
    messages.success(request, _("Đã nhập xong ảnh danh sách."))
    return redirect(list_url(found.volunteer_list))


@require_POST
@seat_required(Act.HAND_IN)
def photo_erase(request: SeatRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Erase a photo for good: it shows an identity card, or what it shows may not be kept."""
    found = _photo(request, pk)
    if not may(request.seat, Act.RUN) and request.seat.unit_id != found.volunteer_list.unit_id:
        raise PermissionDenied
    withdrawing.erase_photo(upload=found, now=timezone.now())
    messages.success(request, _("Đã xóa hẳn ảnh này."))
    return redirect(list_url(found.volunteer_list))


def _photo(request: SeatRequest, pk: uuid.UUID) -> Upload:
    found = upload_in_reach(request, pk)
    if found.kind != Upload.Kind.PHOTO:
        raise Http404
    return found
