"""A person's rights over what is kept about them: a copy, consent taken back, everything erased."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.models import State
from committees.access import SeatRequest, seat_required
from committees.permissions import Act
from core import audit
from core.export import attachment
from core.refusal import Refused
from donors import erasing
from donors.copying import as_json, copy_of
from donors.models import Donor
from donors.rights import donor_in_reach, person_in_reach
from donors.views.handing_in import crumbs as list_crumbs
from donors.views.handing_in import list_url
from donors.views.kept import crumbs


@require_safe
@seat_required(Act.RUN)
def donor_copy(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Everything kept about one person, to be read or printed."""
    found = donor_in_reach(request, pk)
    parts = copy_of(found)
    _log_copy(found, "page")
    return render(
        request,
        "donors/donor_copy.html",
        {
            "title": _("Bản sao dữ liệu"),
            "lead": found.name,
            "crumbs": [*crumbs(), {"label": found.name, "url": reverse("donor", args=[pk])}, {"label": _("Bản sao")}],
            "parts": parts,
            "now": timezone.now(),
            "action_label": _("Tải về tệp JSON"),
            "action_url": reverse("donor_copy_file", args=[pk]),
        },
    )


@require_safe
@seat_required(Act.RUN)
def donor_copy_file(request: SeatRequest, pk: int) -> HttpResponseBase:
    """The same as a file that another program reads."""
    found = donor_in_reach(request, pk)
    content = json.dumps(as_json(copy_of(found), at=timezone.localtime()), ensure_ascii=False, indent=2)
    _log_copy(found, "json")
    return attachment(content.encode(), "application/json; charset=utf-8", "ban-sao-du-lieu.json")


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def donor_erase(request: SeatRequest, pk: int) -> HttpResponseBase:
    """What erasing will do, then do it."""
    found = donor_in_reach(request, pk)
    if request.method == "POST":
        try:
            done = erasing.erase_donor(donor=found, now=timezone.now())
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect("donor_erase", pk=pk)
        messages.success(
            request,
            _("Đã xóa dữ liệu của một người: %(rows)s lần đăng ký, %(files)s tệp hoặc ảnh. Số đã báo giữ nguyên.")
            % {"rows": done.registrations, "files": done.files},
        )
        return redirect("donors")
    audit.record("people.read", subject=found, path=found.path, after={"count": 1})
    forbidden = ""
    try:
        erasing.ensure_may_erase(found)
    except Refused as refusal:
        forbidden = refusal.sentence
    return render(
        request,
        "donors/donor_erase.html",
        {
            "title": _("Xóa dữ liệu của một người"),
            "lead": found.name,
            "crumbs": [*crumbs(), {"label": found.name, "url": reverse("donor", args=[pk])}, {"label": _("Xóa")}],
            "what": erasing.what_goes(found),
            "forbidden": forbidden,
            "cancel": reverse("donor", args=[pk]),
        },
    )


@require_http_methods(["GET", "POST"])
@seat_required(Act.HAND_IN)
def consent_withdraw(request: SeatRequest, pk: int, unit_pk: int, person_pk: int) -> HttpResponseBase:
    """Take a person off a list who no longer agrees: what will happen, then do it."""
    person = person_in_reach(request, pk, unit_pk, person_pk)
    found = person.volunteer_list
    if request.method == "POST":
        on_behalf = found.unit.name if request.seat.unit_id != found.unit_id else ""
        try:
            erasing.withdraw_consent(registration=person, now=timezone.now(), on_behalf_of=on_behalf)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect("consent_withdraw", pk=pk, unit_pk=unit_pk, person_pk=person_pk)
        messages.success(request, _("Đã bớt một người rút lại sự đồng ý và xóa dữ liệu của người đó khỏi danh sách."))
        return redirect(list_url(found))
    if person.erased_at is not None:
        return redirect(list_url(found))
    audit.record("people.read", subject=found.unit, path=found.path, after={"count": 1})
    return render(
        request,
        "donors/consent_withdraw.html",
        {
            "title": _("Rút lại sự đồng ý"),
            "lead": f"{found.unit.name} · {found.round.name}",
            "crumbs": list_crumbs(found, _("Rút lại sự đồng ý")),
            "person": person,
            "is_closed": found.round.state == State.CLOSED,
            "cancel": list_url(found),
        },
    )


def _log_copy(donor: Donor, kind: str) -> None:
    audit.record("people.copied", subject=donor, path=donor.path, after={"kind": kind})
