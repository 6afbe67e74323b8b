"""What a unit says that it did: its lines for a year, a round or a campaign window, saved whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from campaigns import deadlines
from campaigns.activities import Amount, name_of, refuse_measure, same_as
from campaigns.already import Came
from campaigns.changes import who_acts
from campaigns.gate import ensure_duty_open, ensure_may_hand_in, hold_plan_open
from campaigns.models import (
    ActivityKind,
    ActivityLine,
    ActivityReport,
    CampaignWindow,
    Deadline,
    Duty,
    Measure,
    Plan,
    Round,
)
from committees.models import Seat, Unit
from committees.ordering import annex_order
from core import audit
from core.refusal import Refused
from core.text.folding import fold
from core.text.language import in_vietnamese
from core.text.numbers import integer

MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a report is for: a plan's year, one of its rounds, or one of its campaign windows."""

    plan: Plan
    round: Round | None = None
    window: CampaignWindow | None = None

    @property
    def name(self) -> str:
        """The round, the window, or the plan."""
        if self.round is not None:
            return str(self.round.name)
        return str(self.window.name) if self.window is not None else str(self.plan.title)

    @property
    def is_year(self) -> bool:
        """Whether it is the whole year."""
        return self.round is None and self.window is None


def occasion_of(deadline: Deadline) -> Occasion:
    """What a deadline asks a report for."""
    return Occasion(deadline.plan, deadline.round, deadline.window)


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is told."""

    kind: str
    measure: str
    amount: Amount
    words: str = ""
    source_id: int | None = None
    note: str = ""


def report_of(*, occasion: Occasion, unit: Unit) -> ActivityReport | None:
    """What the unit has told for the occasion, or None."""
    return _reports(occasion).filter(unit=unit).prefetch_related("lines__source").first()


def told_elsewhere(*, occasion: Occasion, unit: Unit) -> list[ActivityReport]:
    """The unit's other reports of the same year: read while writing, so that nothing is told twice."""
    this = _reports(occasion).filter(unit=unit).values("pk")
    others = ActivityReport.objects.filter(Exists(ActivityLine.objects.filter(report=OuterRef("pk"))))
    others = others.filter(unit=unit, year=occasion.plan.year).exclude(pk__in=this)
    return list(others.select_related("round", "window").prefetch_related("lines__source").order_by("came_at"))


def told_for(report: ActivityReport) -> str:
    """What a report is for: its round, its campaign window, or the whole year."""
    if report.round is not None:
        return str(report.round.name)
    return str(report.window.name) if report.window is not None else _("Cả năm")


def possible_sources(unit: Unit) -> QuerySet[Unit]:
    """Whose figures a unit may tell beside its own: the units right below it, and those it hands in for."""
    return Unit.objects.filter(Q(parent=unit) | Q(lead_unit=unit), valid_to=None).order_by(*annex_order())


def duties_of(*, occasion: Occasion, unit: Unit) -> list[Duty]:
    """The unit's duties that a report for the occasion answers; a year's report answers whoever asks for the year."""
    duties = Duty.objects.filter(unit=unit, excused_reason="", deadline__kind=Deadline.Kind.ACTIVITY)
    if occasion.is_year:
        duties = duties.filter(deadline__round=None, deadline__window=None, deadline__plan__year=occasion.plan.year)
    else:
        duties = duties.filter(deadline__round=occasion.round, deadline__window=occasion.window)
    related = ("deadline__round__plan", "deadline__plan", "deadline__window", "unit")
    return list(duties.select_related(*related).order_by("pk"))


@transaction.atomic
def save(
    *, occasion: Occasion, unit: Unit, lines: Sequence[Line], edition: int, seat: Seat, now: dt.datetime
) -> ActivityReport:
    """Replace what the unit has told for the occasion, and let it count as handed in wherever that is owed.

    `edition` is that of the report that was opened, 0 where there was none. No line at all takes the report back.
    Raises `Refused` after a lock, where somebody else saved meanwhile, and for lines that make no sense.
    """
    duties = duties_of(occasion=occasion, unit=unit)
    _ensure_open(occasion, unit, duties, now)
    _refuse_lines(unit, lines)
    report, _is_new = ActivityReport.objects.select_for_update(of=("self",)).get_or_create(
        unit=unit,
        year=occasion.plan.year,
        round=occasion.round,
        window=occasion.window,
        defaults={"path": unit.path, "came_at": now, "saved_at": now},
    )
    if report.edition != edition:
        raise Refused(_("Báo cáo này vừa được người khác lưu; tải lại trang, xem số của họ rồi sửa tiếp."))
    before = list(report.lines.order_by("pk"))
    if not lines and not before:
        raise Refused(_("Chưa ghi dòng nào; nếu không có hoạt động, chọn “Không có hoạt động”."))
    _keep(report, lines, seat=seat, now=now, is_first=not before)
    on_behalf = seat.unit_id != unit.pk
    for duty in duties:
        _answer(duty, has_lines=bool(lines), seat=seat, on_behalf=on_behalf, now=now)
    former = [_in_words(each.kind, each.words, each.measure, amount_of(each)) for each in before]
    latter = [_in_words(each.kind, each.words, each.measure, each.amount) for each in lines]
    audit.record(
        "activity.saved",
        subject=unit,
        path=unit.path,
        before={"lines": former},
        after={"name": occasion.name, "lines": latter},
        on_behalf_of=unit.name if on_behalf else "",
    )
    return report


def _answer(duty: Duty, *, has_lines: bool, seat: Seat, on_behalf: bool, now: dt.datetime) -> None:
    """Let a report with lines count as handed in, and one that was taken back as not."""
    if has_lines:
        deadlines.hand_in_content(duty=duty, amount=None, seat_id=seat.pk, on_behalf=on_behalf, now=now)
    else:
        deadlines.restate(duty=duty, amount=0, has_photo=False, at=None, now=now)


def amount_of(line: ActivityLine) -> Amount:
    """What a saved line counts."""
    return Amount(line.amount, line.is_over)


def _in_words(kind: str, words: str, measure: str, amount: Amount) -> str:
    with in_vietnamese():  # kept in the trail, which others read
        return f"{name_of(kind, words)}: {amount.said} {Measure(measure).label}"


def _reports(occasion: Occasion) -> QuerySet[ActivityReport]:
    return ActivityReport.objects.filter(
        year=occasion.plan.year, round=occasion.round, window=occasion.window
    ).select_related("unit")


def _ensure_open(occasion: Occasion, unit: Unit, duties: Iterable[Duty], now: dt.datetime) -> None:
    """Whoever asked for it and has locked it keeps what was told as it is."""
    if occasion.round is not None:
        ensure_may_hand_in(round=occasion.round, unit=unit, kind=Deadline.Kind.ACTIVITY, now=now)
    else:
        hold_plan_open(occasion.plan)
    for duty in duties:
        ensure_duty_open(duty=duty, now=now)


def _refuse_lines(unit: Unit, lines: Sequence[Line]) -> None:
    if len(lines) > MOST_LINES:
        raise Refused(_("Nhiều dòng quá; ghi nhiều nhất %(count)s dòng.") % {"count": integer(MOST_LINES)})
    told: set[tuple[str, str, int | None, str]] = set()
    for line in lines:
        refuse_measure(line.kind, line.measure)
        name = name_of(line.kind, line.words)
        if not name.strip():
            raise Refused(_("Ghi rõ đó là hoạt động gì."))
        key = (same_as(line.kind, line.words), line.measure, line.source_id, fold(line.words))
        if key in told:
            raise Refused(_("“%(name)s” ghi hai lần; cộng lại thành một dòng hoặc ghi rõ khác nhau.") % {"name": name})
        told.add(key)
    sources = {line.source_id for line in lines if line.source_id is not None}
    known = set(possible_sources(unit).filter(pk__in=sources).values_list("pk", flat=True)) if sources else set()
    kept = set(ActivityLine.objects.filter(report__unit=unit, source__in=sources).values_list("source_id", flat=True))
    if sources - known - kept:
        raise Refused(_("Chỉ ghi thay số của đơn vị trực thuộc hoặc đơn vị do mình làm đầu mối."))


def _keep(report: ActivityReport, lines: Sequence[Line], *, seat: Seat, now: dt.datetime, is_first: bool) -> None:
    report.edition += 1
    report.saved_at = now
    report.came_at = now if is_first else report.came_at
    report.by_label, report.on_behalf = who_acts(), seat.unit_id != report.unit_id
    report.save(update_fields=["edition", "saved_at", "came_at", "by_label", "on_behalf"])
    report.lines.all().delete()
    ActivityLine.objects.bulk_create(
        [
            ActivityLine(
                path=report.path,
                report=report,
                kind=line.kind,
                words=line.words,
                measure=line.measure,
                amount=line.amount.value,
                is_over=line.amount.is_over,
                source_id=line.source_id,
                note=line.note,
            )
            for line in lines
        ]
    )


def reports_that_came(deadline: Deadline, unit_ids: Iterable[int]) -> Mapping[int, Came]:
    """Which units had told already what a new deadline asks for (campaigns/already.py)."""
    found = _reports(occasion_of(deadline)).filter(unit__in=list(unit_ids)).exclude(lines=None)
    return {report.unit_id: Came(at=report.came_at, people=None) for report in found}


def refuse_nil_beside_lines(duty: Duty) -> None:
    """Raise `Refused` for «không có hoạt động» where the unit has told of some."""
    if duty.deadline.kind != Deadline.Kind.ACTIVITY:
        return
    report = report_of(occasion=occasion_of(duty.deadline), unit=duty.unit)
    lines = len(report.lines.all()) if report is not None else 0
    if lines:
        raise Refused(
            _("Đã ghi %(count)s dòng hoạt động; bỏ hết các dòng ấy rồi báo không có hoạt động.")
            % {"count": integer(lines)}
        )


def usual_kinds() -> list[ActivityKind]:
    """The kinds that the form lays out, one line each."""
    return [kind for kind in ActivityKind if kind != ActivityKind.OTHER]
