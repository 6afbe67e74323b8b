"""Numbers of documents: one series a year for each body and symbol, no double and no gap, whoever comes at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from committees import scopes
from committees.models import IssuingBody, Seat
from core.refusal import Refused
from reports import editing, numbering, signing, steps
from reports.models import Document, RegisterEntry
from reports.registers import citable_for
from tests.cast import Cast, build_cast
from tests.quotas.test_races import at_once
from tests.quotas.years import Year, start_year

NOW = dt.datetime(2026, 12, 11, 3, tzinfo=dt.UTC)
DAY = NOW.date()
Approved = Callable[..., Document]


def approved_document(body: IssuingBody, year: Year, *, symbol: str = "BC-BCĐ") -> Document:
    """A document that waits for its signature."""
    made: Document = Document.objects.create(
        path=year.plan.path,
        committee=year.plan.committee,
        issuing_body=body,
        kind="results_report",
        plan=year.plan,
        subject="Kết quả",
        symbol=symbol,
        place="Bình Hải",
        state=Document.State.APPROVED,
        as_of=NOW,
    )
    return made


def enter(body: IssuingBody, year: Year, number: int) -> None:
    """A line of the register under a number."""
    RegisterEntry.objects.create(
        path=year.plan.path,
        committee=year.plan.committee,
        direction="out",
        issuing_body=body,
        author="Ban Chỉ đạo",
        number=number,
        symbol="BC-BCĐ",
        dated_on=dt.date(2026, 3, 2),
        type_name="Báo cáo",
        subject="Kết quả quý I",
    )


def own_series(year: Year) -> IssuingBody:
    body = IssuingBody.objects.get(committee=year.plan.committee)
    body.numbering = IssuingBody.Numbering.SERIES
    body.save()
    return body


@pytest.fixture
def clerk(cast: Cast) -> Seat:
    assert cast.district_clerk.seat is not None
    return cast.district_clerk.seat


@pytest.fixture
def approved(clerk: Seat, year: Year) -> Iterator[Approved]:
    with scopes.for_seat(clerk):
        body = own_series(year)
        yield lambda **more: approved_document(body, year, **more)


def sign(document: Document, clerk: Seat, *, day: dt.date = DAY, number: int | None = None) -> Document:
    now = dt.datetime.combine(day, dt.time(10), dt.UTC)
    return signing.record_signed_on_paper(document=document, seat=clerk, number=number, dated_on=day, now=now)


def test_the_series_runs_from_one_for_each_symbol_and_year(approved: Approved, clerk: Seat) -> None:
    assert [sign(approved(), clerk).number for _n in range(3)] == [1, 2, 3]
    assert sign(approved(symbol="KH-BCĐ"), clerk).number == 1
    assert sign(approved(), clerk, day=dt.date(2027, 1, 4)).number == 1
    assert sign(approved(), clerk, day=dt.date(2027, 1, 5)).number == 2


def test_what_was_written_elsewhere_has_taken_its_number(approved: Approved, clerk: Seat, year: Year) -> None:
    document = approved()
    enter(document.issuing_body, year, 41)
    assert sign(document, clerk).number == 42


def test_a_step_that_fails_leaves_no_gap(approved: Approved, clerk: Seat) -> None:
    class Broken(Exception):
        pass

    def fails_after_numbering() -> None:
        with transaction.atomic():
            sign(approved(), clerk)
            raise Broken

    with pytest.raises(Broken):
        fails_after_numbering()
    assert sign(approved(), clerk).number == 1


def test_a_typed_number_is_wanted_where_the_registry_gives_it(approved: Approved, clerk: Seat) -> None:
    document = approved()
    IssuingBody.objects.filter(pk=document.issuing_body_id).update(numbering="registry")
    document.refresh_from_db()
    with pytest.raises(Refused, match="từ 1 đến"):
        sign(document, clerk)
    assert sign(document, clerk, number=93).number == 93
    with pytest.raises(Refused, match="Số 93/BC-BCĐ đã dùng"):
        sign(approved(), clerk, number=93)


def test_a_day_before_the_figures_were_frozen_is_asked_about(approved: Approved, clerk: Seat) -> None:
    with pytest.raises(Refused, match="sớm hơn ngày chốt số liệu"):
        sign(approved(), clerk, day=DAY - dt.timedelta(days=1))


def test_the_series_own_numbers_run_in_the_order_of_days(approved: Approved, clerk: Seat) -> None:
    sign(approved(), clerk, day=DAY + dt.timedelta(days=3))
    with pytest.raises(Refused, match="Số 02/BC-BCĐ ghi ngày 12/12/2026 sớm hơn số 01"):
        sign(approved(), clerk, day=DAY + dt.timedelta(days=1))
    assert sign(approved(), clerk, day=DAY + dt.timedelta(days=3)).number == 2
    assert sign(approved(symbol="KH-BCĐ"), clerk, day=DAY).number == 1  # another series


def test_a_typed_number_is_refused_only_against_what_stands_in_the_register(approved: Approved, clerk: Seat) -> None:
    document = approved()
    IssuingBody.objects.filter(pk=document.issuing_body_id).update(numbering="registry")
    document.refresh_from_db()
    sign(document, clerk, number=93, day=DAY + dt.timedelta(days=2))
    with pytest.raises(Refused, match="Số 94/BC-BCĐ ghi ngày 11/12/2026 sớm hơn số 93"):
        sign(approved(), clerk, number=94)
    with pytest.raises(Refused, match="Số 90/BC-BCĐ ghi ngày 14/12/2026 muộn hơn số 93"):
        sign(approved(), clerk, number=90, day=DAY + dt.timedelta(days=3))
    assert sign(approved(), clerk, number=90).number == 90


def electronic(document: Document) -> Document:
    IssuingBody.objects.filter(pk=document.issuing_body_id).update(signing="electronic")
    document.refresh_from_db()
    return document


def test_a_document_sent_back_after_numbering_keeps_its_number(approved: Approved, clerk: Seat) -> None:
    document = electronic(approved())
    numbered = signing.enter_number(document=document, seat=clerk, number=None, now=NOW)
    assert (numbered.number, numbered.dated_on) == (1, DAY)
    steps.return_to_draft(document=numbered, seat=clerk, reason="Sai trích yếu")
    other = signing.enter_number(document=approved(), seat=clerk, number=None, now=NOW)
    assert other.number == 2
    Document.objects.filter(pk=document.pk).update(state="approved")
    again = signing.enter_number(document=document, seat=clerk, number=None, now=NOW + dt.timedelta(days=2))
    assert (again.number, again.dated_on) == (1, DAY + dt.timedelta(days=2))


def test_the_symbol_of_a_number_stays_while_the_document_bears_it(approved: Approved, clerk: Seat) -> None:
    document = signing.enter_number(document=electronic(approved()), seat=clerk, number=None, now=NOW)
    draft = steps.return_to_draft(document=document, seat=clerk, reason="Sai trích yếu")
    frame = editing.Frame(subject="Kết quả năm", symbol="BC-BCĐHM", recipients=["Lưu: VT"])
    with pytest.raises(Refused, match="đã vào số 01/BC-BCĐ nên không đổi ký hiệu"):
        editing.update_frame(document=draft, seat=clerk, frame=frame, edition=draft.edition)
    kept = replace(frame, symbol="BC-BCĐ")
    assert editing.update_frame(document=draft, seat=clerk, frame=kept, edition=draft.edition).subject == "Kết quả năm"


def test_the_year_that_turns_before_numbering_begins_its_own_series(approved: Approved, clerk: Seat) -> None:
    sign(approved(), clerk)
    document = electronic(approved())
    numbered = signing.enter_number(
        document=document, seat=clerk, number=None, now=dt.datetime(2026, 12, 31, 17, 30, tzinfo=dt.UTC)
    )
    assert (numbered.number, numbered.dated_on) == (1, dt.date(2027, 1, 1))


def test_a_number_of_the_old_year_that_went_unused_stays_in_its_register(approved: Approved, clerk: Seat) -> None:
    old_year, new_year = (dt.datetime(*day, 3, tzinfo=dt.UTC) for day in [(2026, 12, 31), (2027, 1, 6)])
    document = signing.enter_number(document=electronic(approved()), seat=clerk, number=None, now=old_year)
    steps.return_to_draft(document=document, seat=clerk, reason="Sai số liệu")
    Document.objects.filter(pk=document.pk).update(state="approved")
    again = signing.enter_number(document=document, seat=clerk, number=None, now=new_year)
    assert (again.number, again.dated_on) == (1, new_year.date())
    unused, used = RegisterEntry.objects.order_by("dated_on")
    assert (unused.number, unused.dated_on, unused.is_unused) == (1, old_year.date(), True)
    assert unused.note == "Không sử dụng: văn bản ký sang năm sau, lấy số 01/BC-BCĐ ngày 06/01/2027."
    assert (used.document, used.number, used.dated_on) == (again, 1, new_year.date())
    assert numbering.next_number(again.issuing_body, "BC-BCĐ", 2026) == 2
    assert list(citable_for(approved())) == [used]


@pytest.mark.django_db(transaction=True)
def test_two_who_sign_at_once_get_two_numbers() -> None:
    with scopes.for_system("tests"):
        cast = build_cast()
    seat = cast.district_clerk.seat
    assert seat is not None
    with scopes.for_seat(seat):
        year = start_year(cast)
        body = own_series(year)
        rows = [approved_document(body, year).pk for _n in range(2)]

    def unguarded(wait: Callable[[], None]) -> None:
        number = numbering.next_number(body, "BC-BCĐ", 2026)
        wait()  # both have read before either writes
        try:
            with transaction.atomic():
                enter(body, year, number)
        except IntegrityError:
            raise Refused("một số hai lần") from None

    assert at_once(seat, unguarded, unguarded) == ["một số hai lần"]

    def guarded(pk: int) -> Callable[[Callable[[], None]], None]:
        def act(wait: Callable[[], None]) -> None:
            document = Document.objects.get(pk=pk)
            wait()
            sign(document, seat)

        return act

    assert at_once(seat, guarded(rows[0]), guarded(rows[1])) == []
    with scopes.for_seat(seat):
        numbers = sorted(Document.objects.filter(pk__in=rows).values_list("number", flat=True))
    assert numbers == [2, 3]
