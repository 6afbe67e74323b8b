"""«Việc của tôi»: the page that gathers every floor's cards for the active seat."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TypedDict

from django.db.models import Count, Exists, OuterRef
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns import completeness, deadlines, sessions
from campaigns.gate import where_open
from campaigns.models import Deadline, Duty, Plan, Round, Session, State, Submission
from campaigns.views.ways import activity_address
from committees.access import SeatRequest, seat_required
from committees.models import Committee, Level
from committees.permissions import Act, may
from core.text.dates import VIETNAM, clock, day_month, short_date, weekday
from core.text.language import marked
from core.text.numbers import integer, padded
from donors import unfinished
from notices import bounces
from quotas.forecast import NO_NEED, Need, needs_of_unit
from quotas.progress import progress_of
from reports.batches.keeping import batches_for
from reports.models import Document, DocumentDelivery
from reports.reading import documents_for

SOON = dt.timedelta(days=3)
PRESSING = dt.timedelta(days=7)
WAITING_SHOWN = 5
OPEN_SHOWN = 3


@dataclass(slots=True)
class Card:
    """One duty card, as templates/_duty.html reads it."""

    title: str
    what: str = ""
    due: str = ""
    left: str = ""
    state: str = ""
    state_kind: str = ""
    tone: str = ""
    lines: list[str] = field(default_factory=list)
    action: dict[str, str] | None = None
    second: dict[str, str] | None = None
    others: list[dict[str, str]] = field(default_factory=list)


@require_safe
@seat_required(Act.READ)
def home(request: SeatRequest) -> HttpResponseBase:
    """What the active seat owes and may do next; what is done comes folded at the end."""
    now = timezone.now()
    cards = owed_cards(request, now)
    done = [card for card in cards if card.state_kind == "ok"]
    year = now.astimezone(VIETNAM).year
    unit = request.seat.unit
    rounds = open_rounds(request)
    shown_year = year if unit.valid_to is None else newest_year(request) or unit.valid_to.year
    return render(
        request,
        "config/home.html",
        {
            "title": _("Việc của tôi"),
            "cards": unfinished_cards(request, now)
            + [card for card in cards if card.state_kind != "ok"]
            + delivered_cards(request)
            + bounce_cards(request)
            + request_cards(request)
            + waiting_cards(request)
            + list_cards(request, rounds)
            + deadline_cards(request, now)
            + run_cards(request, rounds, year),
            "done": done,
            "progress": progress_of(unit=unit, year=shown_year, now=now),
            "progress_title": _("Tiến độ năm %(year)s · %(unit)s") % {"year": shown_year, "unit": unit.name},
            "progress_url": f"{reverse('progress')}?year={shown_year}",
        },
    )


def newest_year(request: SeatRequest) -> int | None:
    """The newest year that the seat's own unit has a plan for."""
    return Plan.objects.filter(path=request.seat.path).order_by("-year").values_list("year", flat=True).first()


def owed_cards(request: SeatRequest, now: dt.datetime) -> list[Card]:
    """What the seat's own unit owes in open rounds."""
    if not may(request.seat, Act.HAND_IN):
        return []
    owed = deadlines.owed_by(request.seat.unit, now=now)
    if not may(request.seat, Act.RUN):  # results are entered by the hosting committee
        owed = [each for each in owed if each.duty.deadline.kind != Deadline.Kind.RESULT]
    asking = {each.duty.deadline.round_id: each.duty.deadline.round for each in owed if not each.is_done}
    needs = needs_of_unit(request.seat.unit, [round for round in asking.values() if round is not None])
    comes_to = sessions.own_sessions(request.seat.unit, [each.duty.deadline.round_id for each in owed]) if owed else {}
    return [
        owed_card(
            each,
            needs.get(each.duty.deadline.round_id or 0, NO_NEED) if _asks_for_people(each) else NO_NEED,
            comes_to.get(each.duty.deadline.round_id or 0, []),
            now,
        )
        for each in owed
    ]


def _asks_for_people(owed: deadlines.Owed) -> bool:
    """Only an open duty of a list or a result still asks for people."""
    return not owed.is_done and owed.duty.deadline.kind in deadlines.COMPUTED


def owed_card(owed: deadlines.Owed, need: Need, comes_to: list[Session], now: dt.datetime) -> Card:
    """One thing owed, said in a sentence with its due moment and what is left, and when the unit gives blood."""
    whens = [sessions.when_and_where(session) for session in comes_to]
    card = Card(
        title=_("Nộp %(kind)s") % {"kind": owed.kind[:1].lower() + owed.kind[1:]},
        what=" · ".join([owed.round_name, *(_("hiến máu %(when)s") % {"when": when} for when in whens)]),
        due=_said_due(owed.due_at),
        left=time_left(owed.due_at, now),
        state=owed.state,
        state_kind="ok" if owed.is_done else "late" if owed.is_late else "open",
        tone="" if owed.is_done else "late" if owed.is_late else "soon" if owed.due_at - now < SOON else "",
        lines=[*_by_document(owed), *owed.notes, *_wanted(need)],
    )
    if not owed.is_done:
        ways = _ways_to_hand_in(owed)
        card.action, card.second, card.others = ways["action"], ways["second"], ways["others"]
    return card


def _by_document(owed: deadlines.Owed) -> list[str]:
    """The document that asks for it, while it is owed."""
    basis = owed.duty.deadline.basis
    return [format_html("{} {}", _("Theo"), marked(basis))] if basis and not owed.is_done else []


def _wanted(need: Need) -> list[str]:
    """What the unit was given, and about how many people that takes."""
    if need.quota is None:
        return []
    if need.people is None:
        return [_("Chỉ tiêu %(quota)s đơn vị máu") % {"quota": integer(need.quota)}]
    told = {"quota": integer(need.quota), "people": integer(need.people)}
    return [_("Chỉ tiêu %(quota)s đơn vị máu, cần vận động khoảng %(people)s người đăng ký") % told]


class _Ways(TypedDict):
    action: dict[str, str] | None
    second: dict[str, str] | None
    others: list[dict[str, str]]


def _ways_to_hand_in(owed: deadlines.Owed) -> _Ways:
    """The one button that does it, and the other ways; once it is locked, the button asks for more time."""
    more_time = {"label": _("Xin gia hạn"), "url": reverse("extension_ask", args=[owed.duty.pk])}
    history = {"label": _("Xem quá trình"), "url": reverse("duty", args=[owed.duty.pk])}
    if owed.is_locked:
        return {"action": None if owed.is_asked else more_time, "second": None, "others": [history]}
    kind = owed.duty.deadline.kind
    if kind == Deadline.Kind.LIST and owed.duty.deadline.round_id is not None:
        ways = _ways_to_send_a_list(owed)
    elif kind in deadlines.COMPUTED:  # the hosting committee enters results
        ways = {"action": None, "second": None, "others": []}
    else:
        done = {"label": _("Báo đã nộp"), "url": reverse("duty_done", args=[owed.duty.pk])}
        ways = {"action": done, "second": None, "others": []}
        if kind == Deadline.Kind.ACTIVITY:
            report = {"label": _("Ghi báo cáo hoạt động"), "url": activity_address(owed.duty)}
            nil = {"label": _("Không có hoạt động"), "url": reverse("duty_nil", args=[owed.duty.pk])}
            ways = {"action": report, "second": None, "others": [nil, done]}
    return {**ways, "others": [*ways["others"], *([] if owed.is_asked else [more_time]), history]}


def _ways_to_send_a_list(owed: deadlines.Owed) -> _Ways:
    """Forces that send no names are asked for the number."""
    round_id, unit = owed.duty.deadline.round_id, owed.unit

    def way(label: str, route: str) -> dict[str, str]:
        return {"label": label, "url": reverse(route, args=[round_id, unit.pk])}

    nil = {"label": _("Không có người đăng ký"), "url": reverse("duty_nil", args=[owed.duty.pk])}
    by_file = way(_("Nộp danh sách"), "list_hand_in")
    by_number = way(_("Chỉ gửi số lượng"), "list_number")
    typed = way(_("Gõ tên"), "list_type")
    if unit.level == Level.ARMED_FORCES:
        return {"action": by_number, "second": by_file, "others": [typed, nil]}
    return {"action": by_file, "second": way(_("Chụp ảnh danh sách giấy"), "list_photo"), "others": [typed, nil]}


def time_left(due_at: dt.datetime, now: dt.datetime) -> str:
    """«còn 2 ngày», «còn 5 giờ», «quá hạn 1 ngày»."""
    days, rest = divmod(abs(due_at - now), dt.timedelta(days=1))
    hours = rest // dt.timedelta(hours=1)
    amount = _("%(days)s ngày") % {"days": days} if days else _("%(hours)s giờ") % {"hours": hours}
    return (_("quá hạn %(amount)s") if now > due_at else _("còn %(amount)s")) % {"amount": amount}


def unfinished_cards(request: SeatRequest, now: dt.datetime) -> list[Card]:
    """Handed-in lists of the seat's own unit that still wait: rows to mend, a question, a version to confirm."""
    if not may(request.seat, Act.HAND_IN):
        return []
    return [
        Card(
            title=_("Xem lại danh sách đã nộp"),
            what=f"{each.upload.volunteer_list.round.name} · {each.upload.file_name or each.upload.get_kind_display()}",
            state=each.state,
            state_kind="warn",
            tone="soon",
            action={"label": _("Xem và sửa"), "url": reverse("upload", args=[each.upload.pk])},
        )
        for each in unfinished.of_unit(request.seat.unit, now=now)[:WAITING_SHOWN]
    ]


def delivered_cards(request: SeatRequest) -> list[Card]:
    """The newest documents given to the seat's own unit that nobody there has opened, with the way to all."""
    waiting = list(
        DocumentDelivery.objects.filter(path=request.seat.path, opened_at=None, delivered_at__isnull=False).order_by(
            "-delivered_at", "-pk"
        )[: WAITING_SHOWN + 1]
    )
    more = [{"label": _("Tất cả văn bản đến"), "url": reverse("delivered_list")}]
    return [
        Card(
            title=_("Văn bản mới đến"),
            what=f"{padded(each.number)}/{each.symbol} · {short_date(each.dated_on)} · {each.issuer}",
            lines=[each.subject],
            tone="soon",
            action={"label": _("Mở văn bản"), "url": reverse("delivered", args=[each.document_id])},
            others=more if len(waiting) > 1 else [],
        )
        for each in waiting[:WAITING_SHOWN]
    ]


def request_cards(request: SeatRequest) -> list[Card]:
    """Units that ask for more time: agreed to in one tap."""
    if not may(request.seat, Act.RUN):
        return []
    return [
        Card(
            title=_("%(unit)s xin gia hạn") % {"unit": each.duty.unit.name},
            what=f"{deadlines.what_of(each.duty.deadline)} · {deadlines.place_of(each.duty.deadline)}",
            lines=[
                _("Đến %(when)s. Lý do: %(reason)s")
                % {"when": deadlines.moment_sentence(each.wanted_until), "reason": each.reason}
            ],
            tone="soon",
            action={
                "label": _("Đồng ý"),
                "url": reverse("extension_grant", args=[each.pk]),
                "post": "yes",
                "back": "home",
            },
            second={"label": _("Không đồng ý"), "url": reverse("extension_refuse", args=[each.pk])},
        )
        for each in completeness.open_requests(within=request.seat.path, path=request.seat.path)[:WAITING_SHOWN]
        if each.wanted_until is not None
    ]


def list_cards(request: SeatRequest, rounds: list[Round]) -> list[Card]:
    """The open rounds whose lists the clerk still waits for, or has something to do with."""
    told = unfinished.of_rounds(rounds, within=request.seat.path)
    asked = dict(
        Deadline.objects.filter(round__in=rounds, kind=Deadline.Kind.LIST).values_list("round_id", "pk") if told else []
    )
    return [
        Card(
            title=_("Danh sách %(round)s") % {"round": each.name},
            lines=[told[each.pk]],
            action={"label": _("Xem danh sách"), "url": reverse("round_lists", args=[each.pk])},
            second={"label": _("Nộp thay (nhiều tệp)"), "url": reverse("incoming_new", args=[each.pk])},
            others=[{"label": _("Xem đơn vị chưa nộp"), "url": reverse("deadline", args=[asked[each.pk]])}]
            if each.pk in asked
            else [],
        )
        for each in rounds
        if each.pk in told
    ]


def deadline_cards(request: SeatRequest, now: dt.datetime) -> list[Card]:
    """What the committee asked for that is due soon or overdue, and not handed in by all.

    Lists have cards of their own, and results are entered by the clerk.
    """
    if not may(request.seat, Act.RUN):
        return []
    pressing = Deadline.objects.filter(where_open(), path=request.seat.path, due_at__lte=now + PRESSING)
    handed_in = Submission.objects.filter(duty=OuterRef("pk"), withdrawn_at=None)
    missing = Duty.objects.within(request.seat.path).filter(~Exists(handed_in), excused_reason="")
    waited_for = list(
        pressing.filter(Exists(missing.filter(deadline=OuterRef("pk"))))
        .exclude(kind__in=deadlines.COMPUTED)
        .select_related("round", "plan", "window")
        .order_by("-due_at")
    )
    told, older = waited_for[:WAITING_SHOWN], waited_for[WAITING_SHOWN:]
    if not told:
        return []
    counts = completeness.counts_of(told, within=request.seat.path, now=now)
    return _older_card(older, now) + [
        Card(
            title=deadlines.what_of(each),
            what=deadlines.place_of(each),
            due=_said_due(each.due_at),
            left=time_left(each.due_at, now),
            lines=[counts[each.pk].sentence],
            tone="late" if counts[each.pk].overdue else "soon",
            action={"label": _("Xem đơn vị chưa nộp"), "url": reverse("deadline", args=[each.pk])},
        )
        for each in reversed(told)
    ]


def _older_card(older: list[Deadline], now: dt.datetime) -> list[Card]:
    """One card for the many that lie further back, so that none is forgotten."""
    if not older:
        return []
    oldest = older[-1]
    told = {"what": deadlines.what_of(oldest), "place": deadlines.place_of(oldest)}
    return [
        Card(
            title=_("%(count)s việc cũ hơn chưa nộp đủ") % {"count": integer(len(older))},
            what=_("Lâu nhất: %(what)s · %(place)s") % told,
            left=time_left(oldest.due_at, now),
            tone="late" if oldest.due_at < now else "soon",
            action={"label": _("Xem tiến độ nộp"), "url": reverse("plan_overview", args=[oldest.plan_id])},
            others=[
                {"label": each.title, "url": reverse("plan_overview", args=[each.pk])}
                for each in {each.plan_id: each.plan for each in older}.values()
                if each.pk != oldest.plan_id
            ],
        )
    ]


def _said_due(moment: dt.datetime) -> str:
    due = moment.astimezone(VIETNAM)
    return f"{clock(due)} {weekday(due.date())} {day_month(due.date())}"


def open_rounds(request: SeatRequest) -> list[Round]:
    """The next open rounds of the committee whose clerk looks."""
    if not may(request.seat, Act.RUN):
        return []
    rounds = Round.objects.filter(path=request.seat.path, state=State.OPEN, kind=Round.Kind.ROUND).order_by("starts_on")
    return list(rounds.select_related("plan")[:OPEN_SHOWN])


def bounce_cards(request: SeatRequest) -> list[Card]:
    """Mail to the people one looks after that came back: somebody must mend the address."""
    return [
        Card(
            title=_("Thư gửi %(name)s bị trả lại") % {"name": each.person},
            what=f"{each.seat.title} · {each.seat.unit.name}",
            lines=[each.address, each.reason],
            tone="soon",
            action={"label": _("Sửa địa chỉ"), "url": reverse("seat_address", args=[each.seat.pk])},
        )
        for each in bounces.open_bounces(request.seat, most=WAITING_SHOWN)
    ]


def waiting_cards(request: SeatRequest) -> list[Card]:
    """Documents that wait for a decision of the committee's leaders."""
    if not may(request.seat, Act.DECIDE):
        return []
    waiting = documents_for(request.seat).filter(path=request.seat.path, state=Document.State.PRESENTED, batch=None)
    together = batches_for(request.seat).filter(letters__state=Document.State.PRESENTED)
    batches = [
        Card(
            title=_("Công văn trình ký"),
            what=_("%(count)s công văn gửi từng đơn vị") % {"count": integer(each.waiting)},
            action={"label": _("Xem các công văn"), "url": reverse("letter_batch", args=[each.pk])},
        )
        for each in together.annotate(waiting=Count("letters")).order_by("-created_at")[:WAITING_SHOWN]
    ]
    return batches + [
        Card(
            title=_("Văn bản trình ký"),
            what=each.subject,
            action={"label": _("Xem văn bản"), "url": reverse("document", args=[each.pk])},
        )
        for each in waiting.order_by("-updated_at")[:WAITING_SHOWN]
    ]


def run_cards(request: SeatRequest, rounds: list[Round], year: int) -> list[Card]:
    """What the clerk of a committee can go on with: the open round, else the plan of the year."""
    if not may(request.seat, Act.RUN):
        return []
    cards = [
        Card(
            title=_("Nhập kết quả %(round)s") % {"round": each.name},
            what=each.plan.title,
            action={"label": _("Nhập kết quả"), "url": reverse("results", args=[each.pk])},
            second={"label": _("Xem đợt"), "url": reverse("round", args=[each.pk])},
        )
        for each in rounds
    ]
    if not cards and not Plan.objects.filter(path=request.seat.path, year=year).exists() and _has_committee(request):
        cards.append(
            Card(
                title=_("Lập kế hoạch năm %(year)s") % {"year": year},
                lines=[_("Chưa có kế hoạch của năm nay.")],
                action={"label": _("Lập kế hoạch"), "url": reverse("plan_new")},
            )
        )
    return cards


def _has_committee(request: SeatRequest) -> bool:
    return Committee.objects.filter(path=request.seat.path).exists()
