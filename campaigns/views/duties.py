"""One duty: everything known of it, answering it, more time for it, and what the clerk decides about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns import contacting, deadlines, expecting, extending
from campaigns.completeness import Standing, shortage_of, standing_of, wanted_by
from campaigns.evidence import evidence_of
from campaigns.forms import ContactForm, DoneForm, NilForm, NoActivityForm, PartForm, ReasonForm, UntilForm
from campaigns.gate import is_open, lock_of_duty
from campaigns.models import Contact, Deadline, DeadlinePart, Duty, Extension
from campaigns.rights import (
    duty_in_sight,
    duty_to_answer,
    duty_to_contact,
    duty_to_decide,
    extension_to_decide,
    may_answer,
    may_contact,
    may_decide,
)
from campaigns.views.telling import tell
from campaigns.views.ways import activity_address, way_in_its_place
from committees import once
from committees.access import SeatRequest, seat_required, visible
from committees.form_page import FormPage, form_page, posted
from committees.permissions import Act
from core.text.dates import VIETNAM
from core.text.language import marked

USUAL_EXTENSION = dt.timedelta(days=3)
LONGEST_KEPT = 500


@require_safe
@seat_required(Act.READ)
def duty(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Everything known of a duty as one dated list, to print; and what the seat may do about it."""
    found, now = duty_in_sight(pk), timezone.now()
    done = found.submissions.filter(withdrawn_at=None).first()
    request_open = found.extensions.filter(state=Extension.State.ASKED).first()
    standing = standing_of(found, done, now=now)
    decides = may_decide(request.seat, found) and is_open(found.deadline)
    answers = may_answer(request.seat, found) and is_open(found.deadline)
    received = {receipt.part_id: receipt for receipt in found.receipts.all()}
    shortage = shortage_of(done, wanted_by(found.deadline).get(found.unit_id)) if done else None
    is_excused = standing is Standing.EXCUSED
    is_settled = bool(done) or is_excused or request_open is not None
    return render(
        request,
        "campaigns/duty.html",
        {
            "title": f"{deadlines.what_of(found.deadline)}: {found.unit.name}",
            "crumbs": _crumbs(found),
            "as_of": now,
            "duty": found,
            "state": _("Không phải nộp") if is_excused else deadlines.state_word(found, done, now=now),
            "colour": "ok" if done else "late" if standing is Standing.OVERDUE else "" if is_excused else "open",
            "facts": _facts(found),
            "shortage": shortage,
            "entries": evidence_of(found),
            "parts": [(part, received.get(part.pk)) for part in found.deadline.parts.all()],
            "open_request": request_open,
            "done": done,
            "decides": decides,
            "contacts": may_contact(request.seat, found),
            "may_ask": request.seat.unit_id == found.unit_id and answers and not (decides or is_settled),
            "activity_url": _activity_url(request, found),
            "in_its_place": way_in_its_place(found) if decides and not is_excused else None,
            "once": once.mark_of(request),
        },
    )


def _activity_url(request: SeatRequest, found: Duty) -> str:
    is_told = found.deadline.kind == Deadline.Kind.ACTIVITY and may_answer(request.seat, found)
    return activity_address(found) if is_told else ""


def _facts(found: Duty) -> list[dict[str, object]]:
    deadline, lock = found.deadline, lock_of_duty(found)
    facts: list[dict[str, object]] = [
        {"label": _("Cho"), "value": deadlines.place_of(deadline)},
        {
            "label": _("Hạn nộp"),
            "value": deadlines.due_sentence(deadline),
            "url": reverse("deadline", args=[deadline.pk]),
        },
    ]
    if deadline.basis:
        facts.append({"label": _("Theo văn bản"), "value": marked(deadline.basis)})
    if deadlines.is_extended(found):
        assert found.extended_until is not None
        facts.append({"label": _("Được gia hạn đến"), "value": deadlines.moment_sentence(found.extended_until)})
    if lock is not None:
        facts.append({"label": _("Khóa sau"), "value": deadlines.moment_sentence(lock)})
    if found.excused_reason:
        facts.append({"label": _("Lý do không phải nộp"), "value": found.excused_reason})
    if found.returned_reason:
        facts.append({"label": _("Lý do trả lại"), "value": found.returned_reason})
    return facts


def _crumbs(found: Duty, last: str = "") -> list[dict[str, str]]:
    here = {"label": found.unit.name}
    crumbs = [
        {"label": deadlines.what_of(found.deadline), "url": reverse("deadline", args=[found.deadline_id])},
        {**here, "url": reverse("duty", args=[found.pk])} if last else here,
    ]
    return [*crumbs, {"label": last}] if last else crumbs


def _lead(found: Duty) -> str:
    return f"{found.unit.name} · {deadlines.what_of(found.deadline)} · {deadlines.place_of(found.deadline)}"


# --- Answering ----------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@seat_required(Act.HAND_IN)
def duty_nil(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Answer a duty with «không có người đăng ký», or «không có hoạt động», and its reason."""
    found = duty_to_answer(request, pk)
    is_activity = found.deadline.kind == Deadline.Kind.ACTIVITY
    form = NoActivityForm(posted(request)) if is_activity else NilForm(posted(request))
    title = _("Không có hoạt động") if is_activity else _("Không có người đăng ký")
    page = FormPage(
        title=title,
        lead=f"{found.unit.name} · {deadlines.place_of(found.deadline)}",
        submit=_("Nộp"),
        done=_("Đã nhận: không có hoạt động.") if is_activity else _("Đã nhận: không có người đăng ký."),
        back=reverse("home"),
        crumbs=[{"label": _("Việc của tôi"), "url": reverse("home")}, {"label": title}],
    )

    def hand_in() -> str:
        deadlines.hand_in_nil(duty=found, reason=form.cleaned_data["reason"], seat=request.seat, now=timezone.now())
        return reverse("home")

    return form_page(request, form, page, act=hand_in)


@require_http_methods(["GET", "POST"])
@seat_required(Act.HAND_IN)
def duty_done(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Say that something was handed in whose content this software does not hold."""
    found = duty_to_answer(request, pk)
    form = DoneForm(posted(request))
    back = reverse("duty", args=[found.pk])
    page = FormPage(
        title=_("Báo đã nộp"),
        lead=_lead(found),
        submit=_("Báo đã nộp"),
        done=_("Đã ghi nhận: đã nộp."),
        back=back,
        crumbs=_crumbs(found, _("Báo đã nộp")),
    )

    def hand_in() -> str:
        deadlines.hand_in_statement(duty=found, seat=request.seat, now=timezone.now(), **form.cleaned_data)
        return back

    return form_page(request, form, page, act=hand_in)


# --- More time ----------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@seat_required(Act.HAND_IN)
def extension_ask(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Ask for more time, also after the lock."""
    found = duty_to_answer(request, pk)
    form, back = UntilForm(posted(request), initial=_usual_until(found)), reverse("home")
    page = FormPage(
        title=_("Xin gia hạn"),
        lead=_lead(found),
        intro=_("Hạn đang có: %(due)s.") % {"due": deadlines.moment_sentence(deadlines.due_at_of(found))},
        submit=_("Gửi yêu cầu gia hạn"),
        done=_("Đã gửi yêu cầu gia hạn; câu trả lời hiện ở trang Việc của tôi."),
        back=back,
        crumbs=[{"label": _("Việc của tôi"), "url": back}, {"label": _("Xin gia hạn")}],
    )

    def ask() -> str:
        extending.ask(duty=found, until=form.until, reason=form.cleaned_data["reason"], now=timezone.now())
        return back

    return form_page(request, form, page, act=ask)


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def extension_give(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Give a unit more time at once."""
    found = duty_to_decide(request, pk)
    form, back = UntilForm(posted(request), initial=_usual_until(found)), reverse("deadline", args=[found.deadline_id])
    page = FormPage(
        title=_("Gia hạn"),
        lead=_lead(found),
        intro=_("Hạn đang có: %(due)s.") % {"due": deadlines.moment_sentence(deadlines.due_at_of(found))},
        submit=_("Gia hạn"),
        done=_("Đã gia hạn cho %(unit)s.") % {"unit": found.unit.name},
        back=back,
        crumbs=_crumbs(found, _("Gia hạn")),
    )

    def give() -> str:
        extending.give(duty=found, until=form.until, reason=form.cleaned_data["reason"], now=timezone.now())
        return back

    return form_page(request, form, page, act=give)


def _usual_until(found: Duty) -> dict[str, object]:
    """Three days from today, or from the due day where that is still to come."""
    start = max(timezone.now(), deadlines.due_at_of(found))
    return {"day": (start + USUAL_EXTENSION).astimezone(VIETNAM).date()}


@require_POST
@seat_required(Act.RUN)
def extension_grant(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Agree to a unit's request in one tap."""
    extension = extension_to_decide(request, pk)
    done = _("Đã gia hạn cho %(unit)s.") % {"unit": extension.duty.unit.name}
    tell(request, lambda: extending.grant(extension=extension, now=timezone.now()), done)
    return _back_to_list(request, extension.duty)


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def extension_refuse(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Say no to a unit's request, and why."""
    extension = extension_to_decide(request, pk)
    found, form = extension.duty, ReasonForm(posted(request))
    back = reverse("deadline", args=[found.deadline_id])
    page = FormPage(
        title=_("Không gia hạn"),
        lead=_lead(found),
        intro=_("Đơn vị ghi: %(reason)s") % {"reason": extension.reason},
        submit=_("Không gia hạn"),
        done=_("Đã trả lời %(unit)s.") % {"unit": found.unit.name},
        back=back,
        crumbs=_crumbs(found, _("Không gia hạn")),
    )

    def refuse() -> str:
        extending.refuse(extension=extension, answer=form.cleaned_data["reason"], now=timezone.now())
        return back

    return form_page(request, form, page, act=refuse)


# --- What the clerk decides ---------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def duty_excuse(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Say that a unit does not owe this, and why."""
    found = duty_to_decide(request, pk)

    def excuse(reason: str) -> None:
        expecting.excuse(duty=found, reason=reason, now=timezone.now())

    done = _("Đã ghi: %(unit)s không phải nộp.") % {"unit": found.unit.name}
    return _with_reason(request, found, title=_("Không phải nộp"), done=done, act=excuse)


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def duty_return(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Give back what was handed in, with what is wrong about it."""
    found = duty_to_decide(request, pk)

    def give_back(reason: str) -> None:
        expecting.return_submission(duty=found, reason=reason, now=timezone.now())

    done = _("Đã trả lại %(unit)s để nộp lại.") % {"unit": found.unit.name}
    intro = _("Đơn vị đọc được lý do và nộp lại. Người đã có trong danh sách vẫn ở trong danh sách.")
    return _with_reason(request, found, title=_("Trả lại"), done=done, act=give_back, intro=intro)


def _with_reason(
    request: SeatRequest, found: Duty, *, title: str, done: str, act: Callable[[str], None], intro: str = ""
) -> HttpResponseBase:
    form, back = ReasonForm(posted(request)), reverse("duty", args=[found.pk])
    page = FormPage(
        title=title,
        lead=_lead(found),
        intro=intro,
        submit=title,
        done=done,
        back=back,
        crumbs=_crumbs(found, title),
    )

    def do() -> str:
        act(form.cleaned_data["reason"])
        return back

    return form_page(request, form, page, act=do)


@require_POST
@seat_required(Act.RUN)
def duty_owe_again(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Take an excuse back."""
    found = duty_to_decide(request, pk)
    done = _("%(unit)s lại phải nộp.") % {"unit": found.unit.name}
    tell(request, lambda: expecting.owe_again(duty=found, now=timezone.now()), done)
    return redirect("duty", pk=found.pk)


@require_POST
@seat_required(Act.URGE)
def duty_contact(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Keep that the unit was called, written to by Zalo or met. A double tap is one contact."""
    found = duty_to_contact(request, pk)
    form = ContactForm(request.POST)
    if form.is_valid():
        way, note = Contact.Way(form.cleaned_data["way"]), form.cleaned_data["note"]

        def record() -> str:
            contacting.record_contact(duty=found, way=way, note=note, now=timezone.now())
            return ""

        sent = request.POST.copy()
        sent["duty"] = str(found.pk)  # the buttons of all units belong to one form, which carries one mark
        done = _("%(unit)s: %(way)s.") % {"unit": found.unit.name, "way": way.label}
        tell(request, lambda: once.act_once(posted=sent, path=request.seat.path, act=record), done)
    else:
        messages.error(request, _("Chưa ghi: chọn cách liên hệ, ghi chú dài nhất 200 chữ."))
    return _back_to_list(request, found)


@require_POST
@seat_required(Act.RUN)
def duty_part(request: SeatRequest, pk: int, part_pk: int) -> HttpResponseBase:
    """Tick that a part came, and how many; or take the tick back."""
    found = duty_to_decide(request, pk)
    part = visible(DeadlinePart.objects.filter(deadline=found.deadline_id), pk=part_pk)
    form = PartForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Chưa ghi: số lượng phải là số từ 0."))
    elif form.cleaned_data["untick"]:
        done = _("Đã bỏ đánh dấu %(part)s.") % {"part": part.name}
        tell(request, lambda: contacting.untick_part(duty=found, part=part), done)
    else:
        amount, now = form.cleaned_data["amount"], timezone.now()
        done = _("%(unit)s: đã nhận %(part)s.") % {"unit": found.unit.name, "part": part.name}
        tell(request, lambda: contacting.receive_part(duty=found, part=part, amount=amount, now=now), done)
    return _back_to_list(request, found)


def _back_to_list(request: SeatRequest, found: Duty) -> HttpResponseBase:
    """The page the button stood on: the duty's, the home page, or the deadline's as it was filtered."""
    back = request.POST.get("back", "")
    if back == "duty":
        return redirect("duty", pk=found.pk)
    if back == "home":
        return redirect("home")
    kept = QueryDict(request.POST.get("kept", "")[:LONGEST_KEPT]).urlencode()
    return redirect(f"{reverse('deadline', args=[found.deadline_id])}{'?' if kept else ''}{kept}#viec-{found.pk}")
