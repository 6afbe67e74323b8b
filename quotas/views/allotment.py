"""The allotment grid: what is known of each unit, the split by a rule, by bloc and by unit, the corrected figure."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.models import Plan, Round
from committees.access import SeatRequest, own_row, seat_required
from committees.models import Bloc, Unit
from committees.ordering import annex_order
from committees.permissions import Act
from core.refusal import Refused
from core.requests import many_fields
from core.text.numbers import integer, parse_integer
from quotas import allotment as ledger
from quotas import blocs, wording
from quotas.aims import Aim
from quotas.forms import GivenForm, IssueForm, RuleForm
from quotas.models import Allotment, Metric, QuotaKind, Target
from quotas.proposals import MOST, RULE_WORDS, Basis, Rule, bases, propose, propose_by_bloc, rule_named

GRID_FIELDS = 12_000
ALL_BLOCS = "all"  # the button that splits every bloc that has a figure


@dataclass(slots=True)
class Row:
    """One receiver's line as it is shown."""

    unit: Unit
    known: Basis
    assigned: str
    promised: str
    note: str
    extra: int = 0
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Group:
    """A bloc of the grid: its figure and rule as they are shown, and its units."""

    bloc: str
    rows: list[Row]
    figure: str = ""
    rule: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The bloc's name."""
        return str(Bloc(self.bloc).label) if self.bloc else _("Chưa xếp khối")

    @property
    def balance(self) -> blocs.BlocBalance:
        """The page's own figures of the bloc, saved or only proposed."""
        return blocs.BlocBalance(bloc=self.bloc, to_give=_read(self.figure), given=_sum_shown(self.rows))


@dataclass(slots=True)
class Grid:
    """Everything that is typed on the page: blocs with their units, in the order of the annex."""

    groups: list[Group]
    has_blocs: bool

    @property
    def rows(self) -> list[Row]:
        """Every unit's line."""
        return [row for group in self.groups for row in group.rows]

    @property
    def wrong(self) -> int:
        """How many lines hold something that is no figure."""
        return sum(bool(row.errors) for row in self.rows) + sum(bool(group.errors) for group in self.groups)

    @property
    def bloc_sum(self) -> int | None:
        """What the blocs are to give together; None where no bloc has a figure."""
        known = [figure for group in self.groups if (figure := _read(group.figure)) is not None]
        return sum(known) if known else None


@many_fields(GRID_FIELDS)
@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def allotment_grid(request: SeatRequest, pk: int) -> HttpResponseBase:
    """The grid of a plan's year, or of what the address names: ?round=, ?window=, ?metric= with ?kind=.

    A rule in the address, or a bloc's own button, fills it without saving.
    """
    plan = own_row(request, Plan.objects.select_related("committee__unit", "superior_plan"), pk=pk)
    aim = _aim_asked(request, plan)
    try:
        draft = ledger.draft_for(aim)
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
        return redirect("plan", pk=plan.pk)
    grid = _grid(aim, draft)
    given = ledger.given_for(aim)
    rule_form = RuleForm(
        request.GET if "rule" in request.GET else None, initial=_rule_initial(draft, given), has_blocs=grid.has_blocs
    )
    if request.method == "POST":
        answer = _posted(request, draft, grid, may_set_whole=given is None and aim.is_main)
        if answer is not None:
            return answer
    elif rule_form.is_bound and rule_form.is_valid():
        _propose(request, grid, rule_form)
    return render(request, "quotas/allotment.html", _page(aim, draft, grid, rule_form, given))


def _page(aim: Aim, draft: Allotment, grid: Grid, rule_form: RuleForm, given: ledger.Given | None) -> dict[str, object]:
    plan, whole = aim.plan, wording.figure_of(draft)
    to_give = given.assigned if given else draft.whole
    return {
        "title": _("Phân bổ chỉ tiêu %(of)s") % {"of": part_in_words(aim)},
        "crumbs": [
            {"label": plan.title, "url": reverse("plan", args=[plan.pk])},
            {"label": _("Phân bổ chỉ tiêu")},
        ],
        "lead": _("Chọn cách chia, sửa tay từng đơn vị nếu cần, lưu, rồi giao cho các đơn vị."),
        "plan": plan,
        "aim": aim,
        "address": grid_url(aim),
        "rounds": plan.rounds.filter(kind=Round.Kind.ROUND),
        "draft": draft,
        "grid": grid,
        "rules": [(rule.value, words) for rule, words in RULE_WORDS.items()],
        "rule_form": rule_form,
        "issue_form": IssueForm(initial={"decision": plan.document}),
        "balance": ledger.Balance(to_give=to_give, given=_sum_shown(grid.rows)),
        "bloc_balance": ledger.Balance(to_give=to_give, given=grid.bloc_sum) if grid.bloc_sum is not None else None,
        "whole": wording.target_in_words(whole, aim.metric, aim.kind, plan.blood_unit) if whole else "",
        "noun": "%" if aim.kind.is_share else wording.noun_of(aim.metric, plan.blood_unit),
        "blood_unit": plan.get_blood_unit_display() if aim.metric == Metric.BLOOD_UNITS else "",
        "in_force": ledger.in_force_for(aim),
    }


def part_in_words(aim: Aim) -> str:
    """«năm 2026», «Đợt 1», «Tháng Tư nhân đạo · Tỷ lệ so với chỉ tiêu cả năm»."""
    part = aim.round or aim.window
    named = part.name if part else _("năm %(year)s") % {"year": aim.plan.year}
    return named if aim.is_main else f"{named} · {wording.NAMES[aim.metric, aim.kind]}"


def grid_url(aim: Aim) -> str:
    """The address of an aim's grid."""
    query: dict[str, object] = {}
    if aim.round is not None:
        query["round"] = aim.round.pk
    if aim.window is not None:
        query["window"] = aim.window.pk
    if not aim.is_main:
        query |= {"metric": aim.metric.value, "kind": aim.kind.value}
    address = reverse("allotment", args=[aim.plan.pk])
    return f"{address}?{urlencode(query)}" if query else address


def _aim_asked(request: SeatRequest, plan: Plan) -> Aim:
    """What the address names; what a plan cannot have is not there."""
    metric, kind = request.GET.get("metric", Metric.BLOOD_UNITS), request.GET.get("kind", QuotaKind.COUNT)
    if metric not in Metric or kind not in QuotaKind:
        raise Http404
    round_id, window_id = _number(request, "round"), _number(request, "window")
    rounds, windows = plan.rounds.select_related("plan__committee", "superior_round"), plan.windows.all()
    aim = Aim(
        plan=plan,
        round=own_row(request, rounds, pk=round_id) if round_id else None,
        window=own_row(request, windows, pk=window_id) if window_id and not round_id else None,
        metric=Metric(metric),
        kind=QuotaKind(kind),
    )
    if not aim.is_offered:
        raise Http404
    return aim


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() else None


def _rule_initial(draft: Allotment, given: ledger.Given | None) -> dict[str, object]:
    to_give = given.assigned if given else draft.whole
    return {
        "rule": draft.rule.get("rule") or Rule.LAST_RESULT,
        "over": draft.rule.get("over") or RuleForm.Over.UNITS,
        "total": "" if to_give is None else integer(to_give),
        "minimum": draft.rule.get("minimum", ""),
    }


def _grid(aim: Aim, draft: Allotment) -> Grid:
    """Every unit below the committee that exists now, by bloc and name, with what the draft gives it and its bloc."""
    below: QuerySet[Unit] = Unit.objects.filter(parent=aim.plan.committee.unit, valid_to=None)
    units = list(below.order_by(*annex_order()))
    targets: dict[int, Target] = {target.receiver_id: target for target in draft.targets.all()}
    figures = blocs.lines_of(draft)
    groups: dict[str, Group] = {}
    for known in bases(aim.plan, units, metric=aim.metric):
        bloc, target = known.unit.bloc, targets.get(known.unit.pk)
        group = groups.setdefault(bloc, Group(bloc=bloc, rows=[]))
        group.rows.append(
            Row(
                unit=known.unit,
                known=known,
                assigned=_written(target.assigned) if target else "",
                promised=_written(target.promised) if target else "",
                note=target.note if target else "",
            )
        )
    for bloc, line in figures.items():
        if bloc in groups:
            groups[bloc].figure, groups[bloc].rule = _written(line.assigned), line.rule
    has_blocs = not aim.kind.is_share and sum(bool(bloc) for bloc in groups) > 1
    return Grid(groups=list(groups.values()), has_blocs=has_blocs)


def _written(figure: int | None) -> str:
    return "" if figure is None else integer(figure)


def _read(text: str) -> int | None:
    """A cell's figure; None for a blank and for what is none."""
    with suppress(ValueError):
        return parse_integer(text) if text else None
    return None


def _sum_shown(rows: list[Row]) -> int:
    """What the page's own figures add up to, saved or only proposed; a cell that is no figure counts nothing."""
    return sum(_read(row.assigned) or 0 for row in rows)


# --- Proposing ------------------------------------------------------------------------------------------


def _propose(request: SeatRequest, grid: Grid, form: RuleForm) -> None:
    """Fill the grid by the rule; nothing is saved until the clerk saves."""
    total, rule, minimum = form.cleaned_data["total"], form.cleaned_data["rule"], form.cleaned_data["minimum"] or 0
    over_blocs = grid.has_blocs and form.cleaned_data["over"] == RuleForm.Over.BLOCS
    try:
        if over_blocs:
            known = {group.bloc: [row.known for row in group.rows] for group in grid.groups}
            figures = propose_by_bloc(total=total, rule=rule, blocs=known, minimum=minimum)
            extra = 0
            for group in grid.groups:
                extra += _fill(group.rows, figures[group.bloc], _usable(rule, group.rows), minimum)
                group.figure, group.rule = integer(figures[group.bloc]), rule.value
        else:
            extra = _fill(grid.rows, total, rule, minimum)
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
        return
    said = {"total": integer(total), "units": integer(len(grid.rows)), "extra": integer(extra)}
    if over_blocs:
        parts = " · ".join(f"{group.label} {group.figure}" for group in grid.groups)
        done = _("Đã chia %(total)s cho các khối (%(parts)s), rồi cho %(units)s đơn vị trong khối. Bấm Lưu để giữ.") % {
            **said,
            "parts": parts,
        }
    else:
        done = (
            _("Đã chia %(total)s cho %(units)s đơn vị; %(extra)s đơn vị có số lẻ lớn nhất nhận thêm 1. Bấm Lưu để giữ.")
            % said
        )
    messages.info(request, f"{done} {_lacking(rule, grid.rows)}".rstrip())


def _lacking(rule: Rule, rows: list[Row]) -> str:
    """How many units weighed nothing in a split, in words; empty where all weighed something."""
    count = sum(1 for row in rows if not row.known.weight(rule))
    if not count:
        return ""
    return _(
        "%(count)s đơn vị chưa có số liệu để %(rule)s nên không được phần nào ngoài mức tối thiểu: "
        "nhập số liệu hoặc sửa tay."
    ) % {"count": integer(count), "rule": str(RULE_WORDS[rule]).lower()}


def _usable(rule: Rule, rows: list[Row]) -> Rule:
    """The rule, or an even split in a bloc of whose units nothing is known: its figure is then its minimum alone."""
    return rule if any(row.known.weight(rule) for row in rows) else Rule.EVEN


def _fill(rows: list[Row], total: int, rule: Rule, minimum: int) -> int:
    """Put the shares into the lines; how many of them got one of the remainder."""
    shares = propose(total=total, rule=rule, known=[row.known for row in rows], minimum=minimum)
    for row, share in zip(rows, shares, strict=True):
        row.assigned, row.extra = integer(share.amount), share.extra
        row.errors.pop("assigned", None)
    return sum(share.extra for share in shares)


def _split_blocs(request: SeatRequest, grid: Grid, which: str) -> None:
    """Fill the units of one bloc, or of every bloc that has a figure, each by the rule chosen beside it."""
    wanted = [group for group in grid.groups if which in (ALL_BLOCS, group.bloc)]
    with_figure = [group for group in wanted if _read(group.figure) is not None and not group.errors]
    if not with_figure:
        messages.warning(request, _("Ghi số cần giao của khối trước, rồi chia trong khối."))
        return
    minimum = _read(request.POST.get("minimum", "")) or 0
    said = []
    for group in with_figure:
        rule = rule_named(group.rule) or Rule.EVEN
        try:
            _fill(group.rows, _read(group.figure) or 0, rule, max(minimum, 0))
        except Refused as refusal:
            messages.warning(request, f"{group.label}: {refusal.sentence}")
        else:
            said.append(f"{group.label} {group.figure}")
    if said:
        messages.info(request, _("Đã chia trong khối: %(blocs)s. Bấm Lưu để giữ.") % {"blocs": " · ".join(said)})


# --- Saving ---------------------------------------------------------------------------------------------


def _posted(request: SeatRequest, draft: Allotment, grid: Grid, *, may_set_whole: bool) -> HttpResponseBase | None:
    """Save the posted grid as a whole, or split its blocs; None where the page is to be shown again."""
    lines = _typed_lines(request.POST, grid.rows)
    bloc_lines = _typed_blocs(request.POST, grid)
    if "split" in request.POST:
        _split_blocs(request, grid, request.POST["split"])
        return None
    if grid.wrong:
        messages.warning(request, _("Chưa lưu: %(count)s dòng có số cần sửa.") % {"count": integer(grid.wrong)})
        return None
    try:
        ledger.save_draft(
            allotment=draft,
            lines=lines,
            edition=_edition(request.POST.get("edition", "")),
            rule={name: request.POST.get(name, "")[:20] for name in ("rule", "minimum", "over")},
            bloc_lines=bloc_lines if grid.has_blocs else None,
            whole=_read(request.POST.get("total", "")) if may_set_whole else None,
        )
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return None
    messages.success(request, _("Đã lưu bản phân bổ."))
    return redirect(grid_url(Aim.of(draft)))


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
                assigned=_figure(row.errors, "assigned", row.assigned),
                promised=_figure(row.errors, "promised", row.promised),
                note=row.note,
            )
        )
    return lines


def _typed_blocs(posted: QueryDict, grid: Grid) -> list[blocs.BlocLine]:
    lines = []
    for group in grid.groups:
        if not group.bloc or f"{group.bloc}-bloc" not in posted:
            continue
        group.figure = posted.get(f"{group.bloc}-bloc", "").strip()
        group.rule = rule_named(posted.get(f"{group.bloc}-rule", "")) or ""
        figure = _figure(group.errors, "bloc", group.figure)
        if figure is not None:
            lines.append(blocs.BlocLine(bloc=group.bloc, assigned=figure, rule=group.rule))
    return lines


def _figure(errors: dict[str, str], name: str, text: str) -> int | None:
    if not text:
        return None
    try:
        figure = parse_integer(text)
    except ValueError as error:
        errors[name] = str(error)
        return None
    if not 0 <= figure <= MOST:
        errors[name] = _("Chỉ tiêu %(figure)s không hợp lý; kiểm tra lại số đã nhập.") % {"figure": integer(figure)}
    return figure


@require_POST
@seat_required(Act.RUN)
def issue(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Give the draft to its receivers."""
    draft = own_row(request, Allotment.objects.select_related("plan__committee", "round", "window"), pk=pk)
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
            return redirect("plan" if Aim.of(draft).is_main else "plan_targets", pk=draft.plan_id)
    return redirect(grid_url(Aim.of(draft)))


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
