"""Rounds: one round, opening and closing it, its hosts and its participants."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns import hosting, planning, sessions
from campaigns.forms import AbsentForm, RoundForm
from campaigns.models import Participation, Plan, Round, RoundHost, State
from campaigns.tables import CandidateTable, DeadlineTable
from campaigns.views import lists
from campaigns.views.plans import paths_shown
from campaigns.views.telling import tell
from campaigns.views.ticks import carried, saved_in_words, ticks_of
from committees.access import SeatRequest, own_row, seat_required, visible
from committees.form_page import UNPROCESSABLE, FormPage, form_page, posted
from committees.models import Unit
from committees.opened_form import carry_opened, opened_with
from committees.ordering import annex_order
from committees.permissions import Act
from core.inner_table import InnerTable
from core.listing import list_page, short_list
from core.refusal import Refused
from core.scope import is_within


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def round_new(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Add a đợt to a plan; all units that exist below take part until chosen otherwise."""
    found = own_row(request, Plan.objects.select_related("committee__unit"), pk=pk)
    form = RoundForm(posted(request), superior_rounds=planning.superior_rounds(found))
    back = reverse("plan", args=[found.pk])
    page = FormPage(
        title=_("Thêm đợt hiến máu"),
        submit=_("Thêm đợt"),
        done=_("Đã thêm đợt."),
        back=back,
        crumbs=[{"label": found.title, "url": back}, {"label": _("Thêm đợt")}],
    )

    def create() -> str:
        round = planning.add_round(plan=found, **form.cleaned_data)
        planning.set_participants(round=round, units=_units_below(found.committee.unit))
        return reverse("round", args=[round.pk])

    return form_page(request, form, page, act=create)


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def round_change(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Give a round another name, occasion, other dates, or another round of the superior to be a part of."""
    found = own_row(request, Round.objects.select_related("plan", "superior_round"), pk=pk)
    if found.kind != Round.Kind.ROUND:
        raise Http404
    initial = {name: getattr(found, name) for name in ("name", "event", "starts_on", "ends_on", "superior_round")}
    form = RoundForm(
        posted(request), superior_rounds=planning.superior_rounds(found.plan, besides=found), initial=initial
    )
    carry_opened(form)
    back = reverse("round", args=[found.pk])
    page = FormPage(
        title=_("Sửa %(round)s") % {"round": found.name},
        submit=_("Lưu"),
        done=_("Đã lưu đợt."),
        back=back,
        crumbs=[{"label": found.name, "url": back}, {"label": _("Sửa đợt")}],
    )

    def change() -> str:
        planning.change_round(round=found, **form.cleaned_data, opened=opened_with(form))
        return back

    return form_page(request, form, page, act=change)


@require_safe
@seat_required(Act.READ)
def round(request: SeatRequest, pk: int) -> HttpResponseBase:
    """A round: sessions, hosts, participants, deadlines; of a co-hosted one what lies in the reader's own subtree."""
    found = visible(Round.objects.select_related("plan", "superior_round"), pk=pk)
    rights = lists.rights_in_round(request, found)
    plan = {"label": found.plan.title}
    if found.path in paths_shown(request):
        plan["url"] = reverse("plan", args=[found.plan_id])
    action = {}
    if rights.may_enter and found.state == State.OPEN:
        action = {"action_label": _("Nhập kết quả"), "action_url": reverse("results", args=[found.pk])}
    return render(
        request,
        "campaigns/round.html",
        {
            "title": found.name,
            "crumbs": [plan, {"label": found.name}],
            "round": found,
            "deadlines": _deadlines(request, found),
            "sees_units": is_within(found.path, request.seat.path),
            "is_own": rights.is_own,
            "may_enter": rights.may_enter,
            "may_edit": rights.may_edit,
            "may_choose": rights.may_choose,
            **_lists(request, found, rights),
            **action,
        },
    )


def _lists(request: SeatRequest, found: Round, rights: lists.Rights) -> dict[str, InnerTable | None]:
    """The round's short lists; None for one that says nothing here."""
    held = lists.session_table(request, found, sessions.lines_of(found, within=request.seat.path))
    held.empty_text = _("Chưa có buổi nào.")
    if rights.may_edit:
        held.empty_text = _("Chưa có buổi nào. Thêm buổi để đơn vị biết ngày và nơi hiến máu.")
        held.empty_url, held.empty_label = reverse("session_new", args=[found.pk]), _("Thêm buổi")
    taking_part = lists.participant_table(request, found, lists.participants_of(found))
    if rights.may_choose:
        taking_part.empty_text = _("Chưa có đơn vị nào tham gia. Chọn đơn vị rồi mở đợt.")
        taking_part.empty_url = reverse("round_participants", args=[found.pk])
        taking_part.empty_label = _("Chọn đơn vị tham gia")
    organisers = None
    if rights.is_own or len(found.host_paths) > 1:
        organisers = lists.organiser_table(request, found, hosting.hosts_of(found))
    tables = {
        "sessions": (held, "round_sessions"),
        "organisers": (organisers, "round_organisers"),
        "participants": (taking_part if taking_part.rows or rights.may_choose else None, "round_units"),
    }
    return {
        name: short_list(request, table, address=reverse(route, args=[found.pk])) if table else None
        for name, (table, route) in tables.items()
    }


def _deadlines(request: SeatRequest, found: Round) -> InnerTable | None:
    """What is owed by when, for the hosts and the levels above also how many have handed in; None where nothing is."""
    counted = hosting.is_host(request.seat, found) or is_within(found.path, request.seat.path)
    lines = lists.deadline_lines(request, found.deadlines.all(), counted=counted, now=timezone.now())
    if not lines:
        return None
    table = DeadlineTable(lines, exclude=["place"] if counted else ["place", "count"])
    address = ""
    if found.path in paths_shown(request):  # the plan of a committee beside it a co-host does not open
        address = f"{reverse('plan_deadlines', args=[found.plan_id])}?place=round-{found.pk}"
    short: InnerTable = short_list(request, table, address=address)
    return short


@require_POST
@seat_required(Act.RUN)
def round_open(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Open a round."""
    found = own_row(request, Round.objects.select_related("plan"), pk=pk)
    tell(
        request,
        lambda: planning.open_round(round=found, now=timezone.now()),
        _("Đã mở %(round)s: các đơn vị nộp và nhập được từ bây giờ.") % {"round": found.name},
    )
    return redirect("round", pk=found.pk)


@require_POST
@seat_required(Act.RUN)
def round_close(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Freeze a round."""
    found = own_row(request, Round.objects.select_related("plan"), pk=pk)
    tell(
        request,
        lambda: planning.close_round(round=found, now=timezone.now()),
        _("Đã khóa %(round)s.") % {"round": found.name},
    )
    return redirect("round", pk=found.pk)


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def round_participants(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Choose the units that take part, by ticks grouped in blocs; a co-host chooses among its own."""
    found = hosting.round_for_host(request, pk)
    below = _units_below(request.seat.unit)
    shown: Collection[int] = set(found.participations.filter(unit__in=below).values_list("unit_id", flat=True))
    opened = carried(shown)
    if request.method == "POST":
        ticks = ticks_of(request.POST)
        units, now = below.filter(pk__in=ticks.chosen), timezone.now()
        try:
            outcome = hosting.choose_participants(
                round=found, units=units, seat=request.seat, now=now, opened=ticks.opened
            )
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            shown, opened = ticks.chosen, ticks.carried
        else:
            messages.success(request, saved_in_words(added=outcome.added, removed=outcome.removed))
            return redirect("round", pk=found.pk)
    return render(
        request,
        "campaigns/participants.html",
        {
            "title": _("Đơn vị tham gia %(round)s") % {"round": found.name},
            "crumbs": [
                {"label": found.name, "url": reverse("round", args=[found.pk])},
                {"label": _("Đơn vị tham gia")},
            ],
            "round": found,
            "units": below,
            "taking_part": shown,
            "opened": opened,
            "submit_label": _("Lưu đơn vị tham gia"),
            "cancel_url": reverse("round", args=[found.pk]),
        },
        status=UNPROCESSABLE if request.method == "POST" else 200,
    )


def _units_below(unit: Unit) -> QuerySet[Unit]:
    return Unit.objects.filter(parent=unit, valid_to=None).order_by(*annex_order())


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def participant_absent(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Say why a unit takes no part this time, or take it back."""
    participation = visible(Participation.objects.select_related("round__plan", "unit"), pk=pk)
    found = hosting.round_for_host(request, participation.round_id)
    form = AbsentForm(posted(request), initial={"reason": participation.absent_reason})
    back = reverse("round", args=[found.pk])
    page = FormPage(
        title=_("%(unit)s không tham gia %(round)s") % {"unit": participation.unit.name, "round": found.name},
        intro=_("Đơn vị không tham gia thì không phải nộp và không có trong bảng nhập kết quả của đợt này."),
        submit=_("Lưu"),
        done=_("Đã lưu."),
        back=back,
        crumbs=[{"label": found.name, "url": back}, {"label": participation.unit.name}],
    )

    def mark() -> str:
        planning.mark_absent(participation=participation, now=timezone.now(), **form.cleaned_data)
        return back

    return form_page(request, form, page, act=mark)


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def round_hosts(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Find a committee that co-hosts the round, and add it."""
    found = own_row(request, Round.objects.select_related("plan"), pk=pk)
    if request.method == "POST":
        text = request.POST.get("unit", "")
        unit = Unit.objects.filter(pk=int(text)).first() if text.isdecimal() and len(text) < 18 else None
        if unit is None:
            messages.error(request, _("Chưa chọn đơn vị; tìm rồi bấm Thêm ở đơn vị đó."))
        else:
            done = _("Đã thêm %(unit)s cùng tổ chức; đơn vị này nhập kết quả của địa bàn mình.") % {"unit": unit.name}
            tell(request, lambda: hosting.add_host(round=found, unit=unit), done)
        return redirect("round", pk=found.pk)
    text = request.GET.get("ten", "").strip()[:200].replace("\x00", "")
    table = CandidateTable(hosting.candidates(found, text) if text else [], may=True)
    table.empty_text = _("Không thấy Ban Chỉ đạo nào của đơn vị tên như “%(text)s” ở cấp dưới hoặc cùng cấp.") % {
        "text": text
    }
    context = {
        "title": _("Thêm đơn vị cùng tổ chức"),
        "crumbs": [
            {"label": found.name, "url": reverse("round", args=[found.pk])},
            {"label": _("Đơn vị cùng tổ chức")},
        ],
        "round": found,
        "search_text": text,
    }
    return list_page(request, table, None, "campaigns/hosts.html", context, name=_("Đơn vị cùng tổ chức"))


@require_POST
@seat_required(Act.RUN)
def host_remove(request: SeatRequest, pk: int) -> HttpResponseBase:
    """End a committee's co-hosting."""
    host = visible(RoundHost.objects.all(), pk=pk)
    found = own_row(request, Round.objects.select_related("plan"), pk=host.round_id)
    tell(request, lambda: hosting.remove_host(round=found, host=host), _("Đã bỏ đơn vị cùng tổ chức."))
    return redirect("round", pk=found.pk)
