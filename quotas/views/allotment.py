"""The allotment grid: what is known of each unit, the split by a rule, the corrected figure, against the whole."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.models import Plan, Round
from committees.access import SeatRequest, own_row, seat_required
from committees.models import Unit
from committees.ordering import annex_order
from committees.permissions import Act
from core.refusal import Refused
from core.requests import many_fields
from core.text.numbers import integer, parse_integer
from quotas import allotment as ledger
from quotas.forms import GivenForm, IssueForm, RuleForm
from quotas.models import Allotment, Target

GRID_FIELDS = 12_000


@dataclass(slots=True)
class Row:
    """One receiver's line as it is shown."""

    unit: Unit
    known: ledger.Basis
    assigned: str
    promised: str
    note: str
    extra: int = 0
    errors: dict[str, str] = field(default_factory=dict)


@many_fields(GRID_FIELDS)
@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def allotment_grid(request: SeatRequest, pk: int) -> HttpResponseBase:
    """The grid of a plan's year, or of one round with ?round=; a rule in the address fills it without saving."""
    plan = own_row(request, Plan.objects.select_related("committee__unit"), pk=pk)
    round = _round_asked(request, plan)
    try:
        draft = ledger.draft_of(plan, round)
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
        return redirect("plan", pk=plan.pk)
    rows = _rows(plan, draft)
    rule_form = RuleForm(request.GET if "rule" in request.GET else None, initial=_rule_initial(draft))
    if request.method == "POST":
        answer = _save(request, draft, rows)
        if answer is not None:
            return answer
    elif rule_form.is_bound and rule_form.is_valid():
        _propose(request, rows, rule_form)
    balance = ledger.Balance(to_give=ledger.balance(draft).to_give, given=_sum_shown(rows))
    return render(
        request,
        "quotas/allotment.html",
        {
            "title": _("Phân bổ chỉ tiêu %(of)s")
            % {"of": round.name if round else _("năm %(year)s") % {"year": plan.year}},
            "crumbs": [{"label": plan.title, "url": reverse("plan", args=[plan.pk])}, {"label": _("Phân bổ chỉ tiêu")}],
            "lead": _("Chọn cách chia, sửa tay từng đơn vị nếu cần, lưu, rồi giao cho các đơn vị."),
            "plan": plan,
            "round": round,
            "rounds": plan.rounds.filter(kind=Round.Kind.ROUND),
            "draft": draft,
            "rows": rows,
            "rule_form": rule_form,
            "issue_form": IssueForm(initial={"decision": plan.document}),
            "balance": balance,
            "blood_unit": plan.get_blood_unit_display(),
            "in_force": ledger.in_force(plan, round),
        },
    )


def _sum_shown(rows: list[Row]) -> int:
    """What the page's own figures add up to, saved or only proposed; a cell that is no figure counts nothing."""
    total = 0
    for row in rows:
        with suppress(ValueError):
            total += parse_integer(row.assigned) if row.assigned else 0
    return total


def _round_asked(request: SeatRequest, plan: Plan) -> Round | None:
    asked = request.GET.get("round", "")
    if not asked.isdecimal():
        return None
    return own_row(request, plan.rounds.select_related("plan__committee"), pk=int(asked))


def _rule_initial(draft: Allotment) -> dict[str, object]:
    given = ledger.given_to(draft.plan, round=draft.round)
    return {
        "rule": draft.rule.get("rule", ledger.Rule.LAST_RESULT),
        "total": integer(given.assigned) if given else "",
        "minimum": draft.rule.get("minimum", ""),
    }


def _rows(plan: Plan, draft: Allotment) -> list[Row]:
    """Every unit below the committee that exists now, by bloc and name, with what the draft gives it."""
    units = list(Unit.objects.filter(parent=plan.committee.unit, valid_to=None).order_by(*annex_order()))
    targets: dict[int, Target] = {target.receiver_id: target for target in draft.targets.all()}
    return [
        Row(
            unit=known.unit,
            known=known,
            assigned=_written(targets[known.unit.pk].assigned) if known.unit.pk in targets else "",
            promised=_written(targets[known.unit.pk].promised) if known.unit.pk in targets else "",
            note=targets[known.unit.pk].note if known.unit.pk in targets else "",
        )
        for known in ledger.bases(plan, units)
    ]


def _written(figure: int | None) -> str:
    return "" if figure is None else integer(figure)


def _propose(request: SeatRequest, rows: list[Row], form: RuleForm) -> None:
    """Fill the grid by the rule; nothing is saved until the clerk saves."""
    try:
        shares = ledger.propose(
            total=form.cleaned_data["total"],
            rule=form.cleaned_data["rule"],
            known=[row.known for row in rows],
            minimum=form.cleaned_data["minimum"] or 0,
        )
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
        return
    for row, share in zip(rows, shares, strict=True):
        row.assigned, row.extra = integer(share.amount), share.extra
    messages.info(
        request,
        _("Đã chia %(total)s cho %(units)s đơn vị; %(extra)s đơn vị có số lẻ lớn nhất nhận thêm 1. Bấm Lưu để giữ.")
        % {
            "total": integer(form.cleaned_data["total"]),
            "units": integer(len(rows)),
            "extra": integer(sum(share.extra for share in shares)),
        },
    )


def _save(request: SeatRequest, draft: Allotment, rows: list[Row]) -> HttpResponseBase | None:
    """Save the posted grid as a whole; None where something must be mended first."""
    lines = _typed_lines(request.POST, rows)
    wrong = sum(bool(row.errors) for row in rows)
    if wrong:
        messages.warning(request, _("Chưa lưu: %(count)s đơn vị có số cần sửa.") % {"count": integer(wrong)})
        return None
    try:
        ledger.save_draft(
            allotment=draft,
            lines=lines,
            edition=_edition(request.POST.get("edition", "")),
            rule={"rule": request.POST.get("rule", ""), "minimum": request.POST.get("minimum", "")},
        )
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return None
    messages.success(request, _("Đã lưu bản phân bổ."))
    address = reverse("allotment", args=[draft.plan_id])
    return redirect(f"{address}?round={draft.round_id}" if draft.round_id else address)


def _edition(text: str) -> int:
    return int(text) if text.isdecimal() else -1


def _typed_lines(posted: QueryDict, rows: list[Row]) -> list[ledger.Line]:
    lines = []
    for row in rows:
        row.assigned = posted.get(f"{row.unit.pk}-assigned", "").strip()
        row.promised = posted.get(f"{row.unit.pk}-promised", "").strip()
        row.note = posted.get(f"{row.unit.pk}-note", "").replace("\x00", "").strip()[:200]  # PostgreSQL takes no NUL
        lines.append(
            ledger.Line(
                unit=row.unit,
                assigned=_figure(row, "assigned", row.assigned),
                promised=_figure(row, "promised", row.promised),
                note=row.note,
            )
        )
    return lines


def _figure(row: Row, name: str, text: str) -> int | None:
    if not text:
        return None
    try:
        figure = parse_integer(text)
    except ValueError as error:
        row.errors[name] = str(error)
        return None
    if not 0 <= figure <= ledger.MOST:
        row.errors[name] = _("Chỉ tiêu %(figure)s không hợp lý; kiểm tra lại số đã nhập.") % {"figure": integer(figure)}
    return figure


@require_POST
@seat_required(Act.RUN)
def issue(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Give the draft to its receivers."""
    draft = own_row(request, Allotment.objects.select_related("plan__committee", "round"), pk=pk)
    form = IssueForm(request.POST)
    if form.is_valid():
        try:
            ledger.issue(
                allotment=draft,
                decision=form.cleaned_data["decision"],
                is_provisional=form.cleaned_data["is_provisional"],
                now=timezone.now(),
            )
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("Đã giao chỉ tiêu: mỗi đơn vị thấy dòng của mình từ bây giờ."))
            return redirect("plan", pk=draft.plan_id)
    address = reverse("allotment", args=[draft.plan_id])
    return redirect(f"{address}?round={draft.round_id}" if draft.round_id else address)


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def given(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Record what a superior gave who is not on the system."""
    plan = own_row(request, Plan.objects.select_related("committee__unit"), pk=pk)
    form = GivenForm(
        request.POST or None,
        initial={"giver_name": plan.superior_name, "decision": plan.superior_document},
    )
    if request.method == "POST" and form.is_valid():
        try:
            ledger.record_given(plan=plan, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(
                request,
                _("Đã ghi chỉ tiêu được giao: %(figure)s.") % {"figure": integer(form.cleaned_data["assigned"])},
            )
            return redirect("plan", pk=plan.pk)
    return render(
        request,
        "form_page.html",
        {
            "title": _("Chỉ tiêu cấp trên giao"),
            "crumbs": [
                {"label": plan.title, "url": reverse("plan", args=[plan.pk])},
                {"label": _("Chỉ tiêu cấp trên giao")},
            ],
            "form": form,
            "submit": _("Ghi chỉ tiêu"),
            "cancel": reverse("plan", args=[plan.pk]),
        },
    )
