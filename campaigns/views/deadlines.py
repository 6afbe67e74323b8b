"""Deadlines: setting and changing one, and the page that says who has handed in and who has not."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import contacting, deadlines, expecting, moving
from campaigns.completeness import Completeness, Line, completeness_of
from campaigns.filters import DutyFilter
from campaigns.forms import (
    REMINDER_DAYS,
    AddUnitForm,
    ChangeDeadlineForm,
    DeadlineForm,
    PlanDeadlineForm,
)
from campaigns.gate import is_open
from campaigns.models import Deadline, DeadlinePart, Plan, Round, State, usual_reminder_days
from campaigns.rights import deadline_to_change, may_answer, may_contact, may_decide, paths_in_charge
from campaigns.tables import DutyTable
from campaigns.views.ways import way_in_its_place
from committees import once
from committees.access import SeatRequest, own_row, seat_required, visible
from committees.form_page import FormPage, form_page, posted
from committees.models import Bloc, Unit
from committees.opened_form import carry_opened
from committees.ordering import annex_order
from committees.permissions import Act, may
from core.listing import list_page
from core.text.language import marked
from core.three_way import WrittenMeanwhile


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def deadline_set(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Set what the participants of a round owe and by when."""
    found = own_row(request, Round.objects.select_related("plan"), pk=pk)
    form = DeadlineForm(posted(request), initial={"reminder_days": usual_reminder_days()})
    back = reverse("round", args=[found.pk])
    page = _set_page(back, [{"label": found.name, "url": back}, {"label": _("Hạn nộp")}])

    def create() -> str:
        made = deadlines.set_deadline(round=found, **form.moments(), now=timezone.now())
        return reverse("deadline", args=[made.pk])

    return form_page(request, form, page, act=create)


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def plan_deadline_set(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Set what the units below owe for a plan or for one of its campaign windows."""
    found = own_row(request, Plan.objects.all(), pk=pk)
    form = PlanDeadlineForm(posted(request), plan=found, initial={"reminder_days": usual_reminder_days()})
    back = reverse("plan", args=[found.pk])
    page = _set_page(back, [{"label": found.title, "url": back}, {"label": _("Hạn nộp")}])

    def create() -> str:
        made = deadlines.set_deadline(plan=found, **form.moments(), now=timezone.now())
        return reverse("deadline", args=[made.pk])

    return form_page(request, form, page, act=create)


def _set_page(back: str, crumbs: list[dict[str, str]]) -> FormPage:
    return FormPage(
        title=_("Đặt hạn nộp"),
        lead=_("“Trước ngày 24/3” hết hạn lúc 23:59 ngày 23/3; “chậm nhất ngày 24/3” hết hạn lúc 23:59 ngày 24/3."),
        submit=_("Đặt hạn"),
        done=_("Đã đặt hạn nộp."),
        back=back,
        crumbs=crumbs,
    )


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def deadline_change(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Move a deadline, or change its lock, parts or reminder days."""
    found = deadline_to_change(request, pk)
    form = ChangeDeadlineForm(posted(request), initial=_as_typed(found))
    carry_opened(form)
    back = reverse("deadline", args=[found.pk])
    page = FormPage(
        title=_("Đổi hạn nộp"),
        lead=f"{deadlines.what_of(found)} · {deadlines.place_of(found)}",
        intro=_("Hạn đang có: %(due)s.") % {"due": deadlines.due_sentence(found)},
        submit=_("Lưu hạn nộp"),
        done=_("Đã đổi hạn nộp."),
        back=back,
        crumbs=[*_crumbs(found), {"label": _("Đổi hạn nộp")}],
    )

    def change() -> str:
        try:
            moving.change_deadline(deadline=found, **form.moments(), opened=form.opened, now=timezone.now())
        except WrittenMeanwhile as refusal:
            shown = _as_typed(Deadline.objects.get(pk=found.pk))
            asked = {field: shown[field] for term in refusal.now for field in form.TERMS[term]}
            raise WrittenMeanwhile(refusal.sentence, asked) from refusal
        return back

    return form_page(request, form, page, act=change)


def _as_typed(deadline: Deadline) -> dict[str, object]:
    """A deadline as the form's fields show it: the inverse of `MomentsForm.moments`."""
    typed = {**ChangeDeadlineForm.typed(deadline), "reminder_days": deadline.reminder_days}
    for name, is_counted in (("ticked", False), ("counted", True)):
        typed[name] = "\n".join(part.name for part in deadline.parts.all() if part.is_counted == is_counted)
    return typed


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def deadline_add_unit(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Let one more unit owe, after the set was frozen."""
    found = deadline_to_change(request, pk)
    form = AddUnitForm(posted(request), units=_may_be_added(found))
    back = reverse("deadline", args=[found.pk])
    page = FormPage(
        title=_("Thêm đơn vị phải nộp"),
        lead=f"{deadlines.what_of(found)} · {deadlines.place_of(found)}",
        submit=_("Thêm đơn vị"),
        done=_("Đã thêm đơn vị phải nộp."),
        back=back,
        crumbs=[*_crumbs(found), {"label": _("Thêm đơn vị")}],
    )

    def add() -> str:
        expecting.add_unit(deadline=found, now=timezone.now(), **form.cleaned_data)
        return back

    return form_page(request, form, page, act=add)


def _may_be_added(deadline: Deadline) -> QuerySet[Unit]:
    """Who takes part in the round, or lies right below, and does not owe yet."""
    owing = deadline.duties.filter(excused_reason="").values("unit_id")
    if deadline.round is not None:
        taking_part = deadline.round.participations.filter(absent_reason="").values("unit_id")
        units = Unit.objects.filter(pk__in=taking_part)
    else:
        units = Unit.objects.filter(parent__path=deadline.path, valid_to=None)
    return units.exclude(pk__in=owing).order_by(*annex_order())


@dataclass(frozen=True, slots=True)
class MissingLine:
    """A unit that owes, with what the seat may do about it in one tap."""

    line: Line
    phone: str
    zalo: str
    parts: list[DeadlinePart]
    in_its_place: dict[str, str] | None
    may_contact: bool
    may_decide: bool


@require_safe
@seat_required(Act.READ)
def deadline(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Who has handed in by a deadline: the count, the missing with what to do about each, all units as a table."""
    found = visible(Deadline.objects.select_related("round", "plan", "window").prefetch_related("parts"), pk=pk)
    now = timezone.now()
    standing = completeness_of([found], within=request.seat.path, now=now)
    filterset = DutyFilter(request.GET or None, lines=standing.lines)
    table = DutyTable(filterset.found)
    is_own = found.path == request.seat.path and _may_change(request, found)
    name = f"{deadlines.what_of(found)} · {deadlines.place_of(found)}"
    context: dict[str, object] = {
        "title": deadlines.what_of(found),
        "crumbs": [*_crumbs(found)[:-1], {"label": deadlines.what_of(found)}],
        "as_of": now,
        "deadline": found,
        "facts": _facts(found, is_own=found.path == request.seat.path),
        "whole": standing.whole,
        "blocs": _blocs(standing),
        "missing": _missing(request, found, Completeness(filterset.found)),
        "noun": _("đơn vị"),
        "once": once.mark_of(request),
        "kept": request.GET.urlencode(),
        "is_own": is_own,
    }
    if found.path == request.seat.path and may(request.seat, Act.URGE):
        context |= {"action_label": _("Nhắc và đôn đốc"), "action_url": reverse("deadline_reminders", args=[found.pk])}
    return list_page(request, table, filterset, "campaigns/deadline.html", context, name=name)


def _may_change(request: SeatRequest, found: Deadline) -> bool:
    """Whether the seat changes the deadline: its committee's clerk, as long as nothing is closed."""
    is_over = State.CLOSED in {found.plan.state, found.round.state if found.round else ""}
    return may(request.seat, Act.RUN) and not is_over


def _crumbs(found: Deadline) -> list[dict[str, str]]:
    if found.round is not None:
        place = {"label": found.round.name, "url": reverse("round", args=[found.round.pk])}
    else:
        place = {"label": found.plan.title, "url": reverse("plan", args=[found.plan_id])}
    return [place, {"label": deadlines.what_of(found), "url": reverse("deadline", args=[found.pk])}]


def _facts(found: Deadline, *, is_own: bool) -> list[dict[str, str]]:
    facts = [
        {"label": _("Cho"), "value": deadlines.place_of(found)},
        {"label": _("Hạn nộp"), "value": deadlines.due_sentence(found)},
    ]
    if found.basis:
        paper = {"url": reverse("deadline_document", args=[found.pk])} if is_own else {}
        facts.append({"label": _("Theo văn bản"), "value": marked(found.basis), **paper})
    if found.grace_until is not None:
        facts.append({"label": _("Được bổ sung đến"), "value": deadlines.moment_sentence(found.grace_until)})
    if found.lock_at is not None:
        facts.append({"label": _("Khóa sau"), "value": deadlines.moment_sentence(found.lock_at)})
    parts = [part.name for part in found.parts.all()]
    if parts:
        facts.append({"label": _("Nhận kèm theo"), "value": ", ".join(parts)})
    days = [str(dict(REMINDER_DAYS).get(day, day)) for day in found.reminder_days]
    facts.append({"label": _("Tự nhắc"), "value": ", ".join(days) or _("không tự nhắc")})
    return facts


def _blocs(standing: Completeness) -> list[dict[str, object]]:
    """How each bloc stands, where there are several."""
    by_bloc = standing.by_bloc()
    labels = dict(Bloc.choices)
    rows: list[dict[str, object]] = [
        {"label": labels.get(bloc) or _("Khối khác"), "count": count, "bloc": bloc}
        for bloc, count in by_bloc.items()
        if count.expected
    ]
    return rows if len(rows) > 1 else []


def _missing(request: SeatRequest, found: Deadline, standing: Completeness) -> list[MissingLine]:
    """The units that still owe; who only reads sees their names."""
    seat, lines = request.seat, standing.missing
    in_charge = paths_in_charge(seat)
    phones = contacting.phones_of(line.unit for line in lines)
    rows = []
    for line in lines:
        phone = phones.get(line.unit.pk, "")
        decides = may_decide(seat, line.duty) and is_open(found)
        rows.append(
            MissingLine(
                line=line,
                phone=phone,
                zalo=contacting.zalo_link(phone) if phone else "",
                parts=[part for part in found.parts.all() if part.pk not in (line.received or {})],
                in_its_place=way_in_its_place(line.duty) if decides and may_answer(seat, line.duty) else None,
                may_contact=may_contact(seat, line.duty, in_charge=in_charge),
                may_decide=decides,
            )
        )
    return rows
