"""Close matches, for the committee that keeps the donors: what a list says beside what is known, and two answers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from campaigns.models import Round
from committees.access import SeatRequest, seat_required
from committees.permissions import Act
from core import audit
from core.listing import PAGE_SIZE
from core.refusal import Refused
from core.text.dates import short_date
from donors.copying import birth_words, sex_words
from donors.deciding import decide, open_questions, survivor_of
from donors.doubles import in_words
from donors.models import Donor, Recognition, Registration
from donors.rights import question_in_reach, round_for_host_clerk
from donors.sealing import text_of
from donors.tables import AlikeTable

SAME, DIFFERENT = "same", "different"


@require_safe
@seat_required(Act.RUN)
def alike_rows(request: SeatRequest, pk: int) -> HttpResponseBase:
    """The rows of a round that wait for a human to say who they are."""
    round = round_for_host_clerk(request, pk)
    waiting = open_questions(round=round, path=request.seat.path)
    table = AlikeTable(waiting, round_id=round.pk)
    RequestConfig(request, paginate={"per_page": PAGE_SIZE}).configure(table)
    audit.record("people.listed", subject=round, path=request.seat.path, after={"count": table.paginator.count})
    return render(
        request,
        "list.html",
        {
            "title": _("Dòng giống người đã biết"),
            "lead": round.name,
            "crumbs": _crumbs(round, _("Dòng giống người đã biết")),
            "intro": _(
                "Mỗi dòng gần giống một người hiến máu đã biết, nhưng chưa đủ chắc. Mở từng dòng, so hai bên rồi chọn; "
                "câu trả lời được nhớ cho các danh sách sau."
            ),
            "table": table,
            "total": table.paginator.count,
            "noun": _("dòng chờ trả lời"),
        },
    )


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def alike_row(request: SeatRequest, pk: int, question_pk: int) -> HttpResponseBase:
    """One row beside the person it may be. Each look is logged."""
    round = round_for_host_clerk(request, pk)
    question = question_in_reach(round, question_pk)
    if request.method == "POST" and request.POST.get("answer") in (SAME, DIFFERENT):
        return _answered(request, round, question)
    registration, known = question.registration, survivor_of(question.candidate)  # type: ignore[arg-type]  # asked for
    audit.record("people.read", subject=known, path=request.seat.path, after={"count": 1})
    return render(
        request,
        "donors/alike_row.html",
        {
            "title": _("Có phải cùng một người?"),
            "lead": f"{registration.volunteer_list.unit.name} · {round.name}",
            "crumbs": _crumbs(round, _("So hai bên"), has_parent=True),
            "question": question,
            "is_open": question.donor_id is None and registration.removed_by_id is None,
            "was_same": question.donor_id in (question.candidate_id, known.pk),
            "rows": _side_by_side(registration, known),
            "reasons": in_words(question.reasons),
            "known": known,
            "back": reverse("alike_rows", args=[round.pk]),
        },
        status=200 if request.method == "GET" else 422,
    )


def _answered(request: SeatRequest, round: Round, question: Recognition) -> HttpResponseBase:
    is_same = request.POST["answer"] == SAME
    try:
        done = decide(recognition_id=question.pk, is_same=is_same, by_name=str(request.user), now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("alike_rows", pk=round.pk)
    name = question.registration.name
    if not done.is_new_answer:
        messages.info(request, _("Dòng “%(name)s” đã được trả lời trước đó, không có gì thay đổi.") % {"name": name})
    elif is_same:
        messages.success(request, _("Đã ghi: “%(name)s” là người đã biết.") % {"name": name})
    else:
        messages.success(request, _("Đã ghi: “%(name)s” là người mới.") % {"name": name})
    following = open_questions(round=round, path=request.seat.path).first()
    if following is None:
        return redirect("alike_rows", pk=round.pk)
    return redirect("alike_row", pk=round.pk, question_pk=following.pk)


def _side_by_side(registration: Registration, known: Donor) -> list[dict[str, object]]:
    """What the list says, what is known, and whether the two say the same."""
    unit = known.unit.name if known.unit else ""
    pairs = [
        (_("Họ và tên"), registration.name, known.name),
        (_("Ngày sinh"), birth_words(registration), birth_words(known)),
        (_("Giới tính"), sex_words(registration.sex), sex_words(known.sex)),
        (_("Đơn vị"), registration.volunteer_list.unit.name, unit),
        (_("Điện thoại"), text_of(registration.phone_sealed), text_of(known.phone_sealed)),
        (_("Số định danh"), text_of(registration.identity_sealed), text_of(known.identity_sealed)),
        (_("Nơi công tác"), registration.workplace, known.workplace),
        (_("Địa chỉ"), registration.address, known.address),
        (_("Số lần đã hiến"), _figure(registration.donations), _figure(known.opening_count)),
        (_("Ngày hiến gần nhất"), _day(registration.last_donation), _day(known.last_donation)),
    ]
    return [
        {"label": label, "listed": listed, "known": kept, "differs": bool(listed and kept and listed != kept)}
        for label, listed, kept in pairs
        if listed or kept
    ]


def _figure(count: int | None) -> str:
    return "" if count is None else str(count)


def _day(day: object) -> str:
    return short_date(day) if day else ""  # type: ignore[arg-type]


def _crumbs(round: Round, last: str, *, has_parent: bool = False) -> list[dict[str, str]]:
    trail = [
        {"label": _("Danh sách"), "url": reverse("lists")},
        {"label": round.name, "url": reverse("round_lists", args=[round.pk])},
    ]
    if has_parent:
        trail.append({"label": _("Dòng giống người đã biết"), "url": reverse("alike_rows", args=[round.pk])})
    return [*trail, {"label": last}]
