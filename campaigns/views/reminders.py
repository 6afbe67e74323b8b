"""Of one deadline: what will be sent by itself, what the clerk may send, and what is ready to forward to the group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from campaigns import reminders, urging
from campaigns.completeness import Completeness, completeness_of
from campaigns.deadlines import due_sentence, place_of, what_of
from campaigns.filters import RecipientFilter
from campaigns.models import Deadline, Duty, Reminder
from campaigns.reminders import Recipient
from campaigns.rights import deadline_to_change
from campaigns.standing_picture import standing_page, standing_picture
from campaigns.tables import RecipientLine, RecipientTable, UnreachableTable
from campaigns.views.telling import tell
from committees.access import SeatRequest, own_row, seat_required, visible
from committees.permissions import Act
from core.listing import list_page, short_list
from core.text.dates import as_of
from core.text.language import in_vietnamese
from notices.reaching import Unreached, reach_of

DEADLINE = ("round", "plan", "window")
LABELS = {
    Reminder.Step.IN_CHARGE: gettext_lazy("Báo thành viên phụ trách"),
    Reminder.Step.COMMITTEE_HEAD: gettext_lazy("Báo Trưởng ban"),
    Reminder.Step.SHORTAGE: gettext_lazy("Nhắc các đơn vị còn thiếu người"),
}
WHY_NO_MAIL = {
    Unreached.NO_MAIL: gettext_lazy("chưa đặt máy chủ thư"),
    Unreached.NO_ADDRESS: gettext_lazy("chưa có địa chỉ thư"),
    Unreached.NOT_WANTED: gettext_lazy("đã chọn không nhận thư"),
    Unreached.BOUNCING: gettext_lazy("thư trước bị trả lại"),
    Unreached.GONE: gettext_lazy("tài khoản đã khóa"),
}


@require_safe
@seat_required(Act.URGE)
def deadline_reminders(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Who will get what and when, who cannot be reached, what may be sent now."""
    found = own_row(request, Deadline.objects.select_related(*DEADLINE), pk=pk)
    now = timezone.now()
    standing = completeness_of([found], within=request.seat.path, now=now)
    offers = urging.offers(standing, seat=request.seat, now=now)
    preview = reminders.preview(found, now=now)
    whole = reverse("deadline_recipients", args=[found.pk])
    reached = RecipientTable(_lines(preview.reached))
    nobody = UnreachableTable(_lines((duty, []) for duty in preview.unreachable), exclude=["names", "ways"])
    return render(
        request,
        "campaigns/reminders.html",
        {
            "title": _("Nhắc và đôn đốc"),
            "lead": f"{what_of(found)} · {place_of(found)}",
            "crumbs": [
                {"label": what_of(found), "url": reverse("deadline", args=[found.pk])},
                {"label": _("Nhắc và đôn đốc")},
            ],
            "as_of": now,
            "deadline": found,
            "preview": preview,
            "reached": short_list(request, reached, address=whole) if preview.reached else None,
            "unreachable": short_list(request, nobody, address=f"{whole}?read=no") if preview.unreachable else None,
            "offers": [{"offer": offer, "label": LABELS[Reminder.Step(offer.step)]} for offer in offers],
            "group_text": _for_the_group(found, standing),
            "whole": standing.whole,
        },
    )


@require_safe
@seat_required(Act.URGE)
def deadline_recipients(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Everybody who will get the next reminder, and the units for which nobody reads."""
    found = own_row(request, Deadline.objects.select_related(*DEADLINE), pk=pk)
    now = timezone.now()
    preview = reminders.preview(found, now=now)
    lines = _lines([*preview.reached, *((duty, []) for duty in preview.unreachable)])
    filterset = RecipientFilter(request.GET or None, lines=lines)
    title, back = _("Ai sẽ nhận"), reverse("deadline_reminders", args=[found.pk])
    what = f"{what_of(found)} · {place_of(found)}"
    context = {
        "title": title,
        "lead": what,
        "crumbs": [
            {"label": what_of(found), "url": reverse("deadline", args=[found.pk])},
            {"label": _("Nhắc và đôn đốc"), "url": back},
            {"label": title},
        ],
        "as_of": now,
        "noun": _("đơn vị"),
    }
    return list_page(
        request, RecipientTable(filterset.found), filterset, "list.html", context, name=f"{title} · {what}"
    )


def _lines(about: Iterable[tuple[Duty, Sequence[Recipient]]]) -> list[RecipientLine]:
    """Beside each person why no mail will go to them, in words; empty: one will."""
    kept = list(about)
    reach = reach_of(each.user for _duty, people in kept for each in people)
    words = {pk: "" if found.why_not is None else str(WHY_NO_MAIL[found.why_not]) for pk, found in reach.items()}
    return [RecipientLine(duty, [(each, words[each.user.pk]) for each in people]) for duty, people in kept]


@in_vietnamese()
def _for_the_group(deadline: Deadline, standing: Completeness) -> str:
    """A text ready to paste into the Zalo group: the count, the due date, and no names."""
    return "\n".join(
        [
            f"{what_of(deadline)}, {place_of(deadline)}",
            f"{standing.whole.sentence} ({as_of(timezone.now())}).",
            _("Hạn nộp: %(due)s. Đơn vị chưa nộp mở phần mềm, mục “Việc của tôi”, hoặc gửi tệp cho thường trực.")
            % {"due": due_sentence(deadline)},
        ]
    )


@require_POST
@seat_required(Act.RUN)
def deadline_urge(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Send what waits for the clerk's hand."""
    found = deadline_to_change(request, pk)
    now = timezone.now()
    standing = completeness_of([found], within=request.seat.path, now=now)
    step = request.POST.get("step", "")
    tell(
        request,
        lambda: urging.urge(deadline=found, step=step, standing=standing, seat=request.seat, now=now),
        _("Đã gửi. Mỗi ngày mỗi người nhận một lần."),
    )
    return redirect("deadline_reminders", found.pk)


@require_safe
@seat_required(Act.READ)
def deadline_picture(request: SeatRequest, pk: int) -> HttpResponseBase:
    """«Ảnh tiến độ gửi Zalo»; "?names=0" for a group, without the names of the late."""
    found, standing = _standing(request, pk)
    image = standing_picture(found, standing, with_names=request.GET.get("names") != "0", now=timezone.now())
    response = HttpResponse(image, content_type="image/png")
    response["Content-Disposition"] = 'inline; filename="tien-do-nop.png"'
    return response


@require_safe
@seat_required(Act.READ)
def deadline_page(request: SeatRequest, pk: int) -> HttpResponseBase:
    """The same as one page to print."""
    found, standing = _standing(request, pk)
    pdf = standing_page(found, standing, with_names=request.GET.get("names") != "0", now=timezone.now())
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="tien-do-nop.pdf"'
    return response


def _standing(request: SeatRequest, pk: int) -> tuple[Deadline, Completeness]:
    found = visible(Deadline.objects.select_related(*DEADLINE), pk=pk)
    return found, completeness_of([found], within=request.seat.path, now=timezone.now())
