"""One gate: after the lock every path by which something is handed in is shut, with more time each is open again.

The paths are every function of the house that passes the gate; one that is new and not walked here fails the last test.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction

from campaigns import deadlines, expecting, extending, planning, reporting_activity
from campaigns.activities import Amount
from campaigns.models import ActivityKind, Deadline, Duty, Measure
from committees import scopes
from committees.models import Seat, Unit
from config.installing import BASE_DIR
from core.refusal import Refused
from donors import committing, lists, mending, questions, receiving, typed_lines, withdrawing
from donors.intake.fields import Field
from donors.models import StagedRow, Upload
from quotas import goals, outside_figures, tallies
from quotas.aims import Aim
from quotas.models import Metric
from quotas.progress import progress_of
from quotas.wording import Figure
from tests.campaigns.owing import DAY, DUE, LOCKED, UNTIL, clerk_of, lay
from tests.cast import Cast
from tests.donors.office import PEOPLE, Office, picture, workbook
from tests.quotas.years import NOW, Year

pytestmark = pytest.mark.broad

BAD = ("Hồ Thị Sai", "19977", "Thôn Tây", "0912000005")


@dataclass
class Desk:
    """Xã An Thạnh with a list that counts, a row to mend, a photo to type in and a question; xã An Hòa with nothing."""

    cast: Cast
    office: Office
    other: Office
    counted: Upload
    photo: Upload
    asked: Upload
    deadlines: list[Deadline]

    @property
    def clerk(self) -> Seat:
        return clerk_of(self.cast)

    def duty(self, office: Office, kind: str) -> Duty:
        found: Duty = Duty.objects.select_related("deadline__round__plan", "unit").get(
            deadline__kind=kind, unit=office.unit
        )
        return found


@pytest.fixture
def desk(year: Year, cast: Cast) -> Desk:
    """Everything came before the lock."""
    laid = [lay(year, cast, kind=kind) for kind in ("list", "result", "activity")]
    laid.append(lay(year, cast, kind="other", title="Ảnh buổi hiến máu"))
    office = Office(cast.commune_focal, year.round, cast.commune)
    other = Office(cast.other_focal, year.round, cast.other_commune)
    counted = office.send(workbook([*PEOPLE, BAD]))
    with scopes.for_seat(office.seat):
        photo = receiving.receive_photo(
            volunteer_list=office.list(), content=picture(), is_agreed=True, sender=office.sender, now=NOW
        )
        typed_lines.receive_typed(
            volunteer_list=office.list(),
            text="Đỗ Văn Gõ, 1992",
            is_agreed=True,
            sender=office.sender,
            now=NOW,
            photo=photo,
        )
    asked = office.send(workbook(title="XÃ AN HÒA"), name="xa khac.xlsx", now=NOW + dt.timedelta(hours=1))
    assert asked.state == Upload.State.ASKING
    return Desk(cast, office, other, counted, photo, asked, laid)


def receive(desk: Desk, way: str, content: object, now: dt.datetime, office: Office | None = None) -> None:
    of = office or desk.office
    name = {"receive_typed": "text", "receive_pasted": "text"}.get(way, "content")
    module = typed_lines if way == "receive_typed" else receiving
    more = {"name": "moi.xlsx"} if way == "receive_file" else {}
    getattr(module, way)(
        volunteer_list=lists.list_of(round=of.round, unit=of.unit),
        **{name: content},
        **more,
        is_agreed=True,
        sender=of.sender,
        now=now,
    )


def mend(desk: Desk, now: dt.datetime) -> None:
    row = StagedRow.objects.get(upload=desk.counted, has_error=True)
    mending.mend(row_id=row.pk, values={Field.BIRTH: "1997"}, now=now)


def leave_out(desk: Desk, now: dt.datetime) -> None:
    mending.leave_out(row_id=StagedRow.objects.get(upload=desk.counted, has_error=True).pk, now=now)


def answer(desk: Desk, now: dt.datetime) -> None:
    questions.answer(upload=desk.asked, given={"whose": "own"}, seat=desk.office.seat, user_id=None, now=now)


def settle(desk: Desk, now: dt.datetime) -> None:
    Upload.objects.filter(pk=desk.counted.pk).update(state=Upload.State.WAITING)
    committing.settle(upload_id=desk.counted.pk, now=now, may_remove=True)


def number(desk: Desk, now: dt.datetime) -> None:
    found = lists.list_of(round=desk.other.round, unit=desk.other.unit)
    receiving.receive_number(volunteer_list=found, number=7, sender=desk.other.sender, now=now)


def nil(desk: Desk, now: dt.datetime) -> None:
    deadlines.hand_in_nil(duty=desk.duty(desk.other, "list"), reason="Mùa gặt", seat=desk.other.seat, now=now)


def statement(desk: Desk, now: dt.datetime) -> None:
    duty = desk.duty(desk.office, "other")
    deadlines.hand_in_statement(duty=duty, note="Đã gửi qua Zalo", seat=desk.office.seat, now=now)


def activity(desk: Desk, now: dt.datetime) -> None:
    round, line = desk.office.round, reporting_activity.Line(ActivityKind.TALK, Measure.SESSION, Amount(Decimal(2)))
    reporting_activity.save(
        occasion=reporting_activity.Occasion(round.plan, round=round),
        unit=desk.office.unit,
        lines=[line],
        edition=0,
        seat=desk.office.seat,
        now=now,
    )


def tally(desk: Desk, now: dt.datetime) -> None:
    unit, counts = desk.office.unit, tallies.Counts(units=9)
    tallies.save_tally(round=desk.office.round, unit=unit, counts=counts, edition=0, by=None, now=now)


Walk = Callable[[Desk, dt.datetime], None]
PATHS: dict[str, Walk] = {
    "receive_file": lambda desk, now: receive(desk, "receive_file", workbook(PEOPLE[:2]), now),
    "receive_pasted": lambda desk, now: receive(desk, "receive_pasted", "Họ và tên\tNăm sinh\nA\t1990", now),
    "receive_photo": lambda desk, now: receive(desk, "receive_photo", picture(90), now),
    "receive_typed": lambda desk, now: receive(desk, "receive_typed", "Đỗ Văn Thêm, 1992", now),
    "receive_number": number,
    "finish_photo": lambda desk, now: typed_lines.finish_photo(photo=desk.photo, now=now),
    "mend": mend,
    "leave_out": leave_out,
    "answer": answer,
    "settle": settle,
    "withdraw": lambda desk, now: withdrawing.withdraw(upload=desk.counted, seat=desk.office.seat, now=now) and None,
    "hand_in_nil": nil,
    "hand_in_statement": statement,
    "save_tally": tally,
    "save_activity": activity,
}
BY_THE_HOST = {"save_tally"}


def passes(desk: Desk, path: str, now: dt.datetime) -> str:
    """Walk the path and undo it; empty where it was open, else what was said."""
    office = desk.other if path in {"receive_number", "hand_in_nil"} else desk.office
    seat = desk.clerk if path in BY_THE_HOST else office.seat
    try:
        with scopes.for_seat(seat), transaction.atomic():
            PATHS[path](desk, now)
            transaction.set_rollback(True)
    except Refused as refusal:
        return refusal.sentence
    return ""


def extend(desk: Desk) -> None:
    with scopes.for_seat(desk.clerk):
        for duty in Duty.objects.filter(submissions__withdrawn_at=None, submissions__isnull=False).select_related(
            "deadline__round__plan", "unit"
        ):
            expecting.return_submission(duty=duty, reason="Cần sửa", now=LOCKED)
        for duty in Duty.objects.select_related("deadline__round__plan", "unit"):
            extending.give(duty=duty, until=UNTIL, reason="Mưa lũ", now=LOCKED)


SHUT = "Đã khóa từ 23:59, 25/11; xin gia hạn để nộp tiếp."


@pytest.mark.parametrize("path", PATHS)
def test_a_path_is_open_until_the_lock_shut_after_it_and_open_again_with_more_time(desk: Desk, path: str) -> None:
    assert passes(desk, path, NOW + DAY) == ""
    assert passes(desk, path, DUE + dt.timedelta(minutes=1)) == ""  # late, not locked
    assert passes(desk, path, LOCKED) == SHUT
    extend(desk)
    assert passes(desk, path, LOCKED) == ""
    assert "Đã khóa từ" in passes(desk, path, UNTIL + dt.timedelta(minutes=1))


def test_what_was_returned_after_the_lock_stays_shut_without_more_time(desk: Desk) -> None:
    with scopes.for_seat(desk.clerk):
        expecting.return_submission(duty=desk.duty(desk.office, "list"), reason="Cần sửa", now=LOCKED)
    assert {path: passes(desk, path, LOCKED) for path in PATHS} == dict.fromkeys(PATHS, SHUT)


# --- What closing leaves open -------------------------------------------------------------------------


def test_after_the_close_only_what_others_announced_is_still_noted_since_it_counts_for_nothing(
    year: Year, cast: Cast
) -> None:
    """A province announces ranks and averages weeks after a year is closed. Such a figure is words with a source: it
    goes into no sum, so that what the close froze stays the same to the last figure."""
    clerk, plan = clerk_of(cast), year.plan
    announced = {"label": "Xếp hạng", "source": "Ban Chỉ đạo tỉnh", "stated_on": NOW.date(), "now": NOW}
    with scopes.for_seat(clerk):
        unit, counts = Unit.objects.get(pk=cast.commune.pk), tallies.Counts(units=9)
        tallies.save_tally(round=year.round, unit=unit, counts=counts, edition=0, by=None, now=NOW)
        planning.close_round(round=year.round, now=NOW)
        planning.close_plan(plan=plan, now=NOW)
        before = progress_of(unit=cast.district, year=plan.year, now=NOW)
        assert before.whole.result == 9
        figure = outside_figures.add(plan=plan, value="dẫn đầu 12 huyện", **announced)
        assert progress_of(unit=cast.district, year=plan.year, now=NOW) == before
        outside_figures.correct(figure=figure, **{**announced, "value": "đứng thứ hai"})
        assert progress_of(unit=cast.district, year=plan.year, now=NOW) == before
        outside_figures.remove(figure=figure)
        with pytest.raises(Refused, match="đã khóa"):
            tallies.save_tally(round=year.round, unit=unit, counts=counts, edition=1, by=None, now=NOW)
        for refused in (
            lambda: goals.set_goal(aim=Aim(plan=plan, metric=Metric.REGISTERED), figure=Figure(5)),
            lambda: planning.add_round(plan=plan, name="Đợt 9"),
        ):
            with pytest.raises(Refused, match="đã khóa"):
                refused()


def test_every_module_that_passes_the_gate_is_walked_here() -> None:
    gate = re.compile(r"\b(ensure_may_hand_in|ensure_duty_open)\(")
    sources = [path for app in ("campaigns", "quotas", "donors", "reports") for path in (BASE_DIR / app).rglob("*.py")]
    found = {str(path.relative_to(BASE_DIR)) for path in sources if gate.search(path.read_text())}
    walked = {"deadlines", "questions", "committing", "withdrawing", "mending", "receiving", "typed_lines", "tallies"}
    walked.add("reporting_activity")
    walked.add("rereading")  # asks the gate to say why not; what counts is handed in by `receiving`
    assert {Path(name).stem for name in found} == walked | {"gate"}
