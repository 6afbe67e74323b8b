"""What replaces a letter: one whose new date is over, and one of a batch."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from campaigns import deadlines
from campaigns.deadlines import due_moment
from campaigns.models import Deadline, Duty
from committees import scopes
from committees.models import Seat
from core.refusal import Refused
from core.text.dates import VIETNAM, short_date
from reports import drafting, rendering, signing, steps
from reports.batches import keeping, printing
from reports.batches.steps import ForAll, Wish
from reports.blocks import from_json, plain_text
from reports.kinds import URGING_LETTER as LETTER
from reports.kinds import NewDue
from reports.models import Document, LetterBatch
from reports.reading import points_to_review
from tests.campaigns.desk import Desk
from tests.cast import Cast
from tests.quotas.years import Year
from tests.reports.batches import NOW, about, drafted, for_all, late_deadline, letters
from tests.reports.kinds import text_of

UNTIL = dt.datetime(2026, 12, 15, 23, 59, 59, tzinfo=VIETNAM)
OLD_DUE = NewDue(UNTIL, "before")
AFTER = dt.datetime(2026, 12, 18, 9, tzinfo=VIETNAM)  # the new date of the first letter is over
LATER_DUE = NewDue(dt.datetime(2026, 12, 22, 23, 59, 59, tzinfo=VIETNAM), "by")
OLD_WORDS = "trước ngày 16/12/2026"


@pytest.fixture
def clerk(cast: Cast) -> Seat:
    assert cast.district_clerk.seat is not None
    return cast.district_clerk.seat


@pytest.fixture
def late(cast: Cast, year: Year, clerk: Seat) -> Iterator[Deadline]:
    with scopes.for_seat(clerk):
        yield late_deadline(cast, year)


@pytest.fixture
def issued(late: Deadline, clerk: Seat) -> Document:
    """A letter to all with a new date, issued while that was still to come."""
    letter = drafting.draft(kind=LETTER, about=about(late, new_due=OLD_DUE), seat=clerk, now=NOW)
    return issue(letter, clerk, 7, now=NOW)


def issue(document: Document, clerk: Seat, number: int, *, now: dt.datetime) -> Document:
    document = steps.present(document=document, seat=clerk, now=now)
    document = steps.approve(document=document, seat=clerk)
    document = signing.record_signed_on_paper(
        document=document, seat=clerk, number=number, dated_on=now.date(), now=now
    )
    rendering.keep(rendering.read_printout(document.pk), pdf=b"%PDF", pictures=[], user_id=None, left_over=[])
    document.refresh_from_db()
    return steps.issue(document=document, seat=clerk, now=now)


def until(late: Deadline) -> set[dt.datetime | None]:
    return {duty.extended_until for duty in Duty.objects.filter(deadline=late)}


# --- A new date that is over --------------------------------------------------------------------------


def test_a_replacement_that_repeats_a_date_which_is_over_keeps_words_and_figures_and_gives_nothing(
    late: Deadline, issued: Document, clerk: Seat
) -> None:
    """What an official expects of a corrected copy: what was wrong is put right, all else reads as it went out."""
    hand_in_later(late, clerk)
    new = drafting.draft_replacement(document=issued, seat=clerk, now=AFTER)
    said = text_of(new)
    assert OLD_WORDS in said
    assert "Văn bản này thay thế Công văn số 07/BCĐ-CTĐ" in said
    assert new.figures == issued.figures
    before = until(late)
    new = issue(new, clerk, 8, now=AFTER)
    assert new.figures == issued.figures
    assert new.as_of == issued.as_of
    assert until(late) == before


def hand_in_later(late: Deadline, clerk: Seat) -> None:
    """One hands in within the new date: the figures of today are no longer those of the letter."""
    duty = Duty.objects.select_related("deadline__round__plan", "deadline__plan", "unit").filter(deadline=late)[0]
    deadlines.hand_in_number(duty=duty, amount=5, seat=clerk, now=NOW + dt.timedelta(days=1))


def test_a_replacement_with_another_date_says_it_and_gives_it(late: Deadline, issued: Document, clerk: Seat) -> None:
    new = drafting.draft_replacement(document=issued, seat=clerk, now=AFTER, new_due=LATER_DUE)
    said = text_of(new)
    assert LATER_DUE.words in said
    assert OLD_WORDS not in said
    with pytest.raises(Refused, match="Số liệu đã đổi"):  # it speaks of today: who was given more time by the first
        issue(new, clerk, 8, now=AFTER)
    new = drafting.refresh_figures(document=new, seat=clerk, now=AFTER)
    assert LATER_DUE.words in text_of(new)
    issue(new, clerk, 8, now=AFTER)
    assert until(late) == {LATER_DUE.at}


def test_a_date_that_is_still_to_come_is_repeated_whatever_is_asked(issued: Document, clerk: Seat) -> None:
    new = drafting.draft_replacement(document=issued, seat=clerk, now=NOW, new_due=LATER_DUE)
    assert (new.new_due_at, OLD_WORDS in text_of(new)) == (UNTIL, True)


def test_a_first_letter_whose_date_is_over_is_not_presented(late: Deadline, clerk: Seat) -> None:
    letter = drafting.draft(kind=LETTER, about=about(late, new_due=OLD_DUE), seat=clerk, now=NOW)
    with pytest.raises(Refused, match="đã qua; đưa về dự thảo và soạn lại"):
        steps.present(document=letter, seat=clerk, now=AFTER)


def test_the_page_asks_for_the_date_only_where_it_is_over(late: Deadline, cast: Cast, clerk: Seat) -> None:
    """By the clock of the page: a letter of three days ago whose new date was yesterday."""
    today = timezone.now()
    then, yesterday = today - dt.timedelta(days=3), today - dt.timedelta(days=1)
    wish = about(late, new_due=NewDue(yesterday, "before"))
    issued = issue(drafting.draft(kind=LETTER, about=wish, seat=clerk, now=then), clerk, 7, now=then)
    desk = Desk(cast.district_clerk)
    assert "Hạn ghi trong văn bản đã qua. Để trống thì bản mới giữ hạn cũ" in desk.get("document", issued.pk)
    sent = {"new_day": short_date(yesterday), "wording": "before"}
    assert "Hạn mới phải sau hôm nay." in desk.send("document_replace", issued.pk, **sent)
    assert not Document.objects.filter(replaces=issued).exists()
    later = (today + dt.timedelta(days=400)).date()
    desk.send("document_replace", issued.pk, new_day=short_date(later), wording="by")
    new = Document.objects.get(replaces=issued)
    assert new.new_due_at == due_moment(later, "by")
    steps.discard(document=new, seat=clerk)
    desk.send("document_replace", issued.pk, new_day="", wording="before")
    new = Document.objects.get(replaces=issued)
    assert new.new_due_at == yesterday
    hand_in_later(late, clerk)
    assert [each.told for each in points_to_review(new) if each.is_error] == []
    assert "số liệu đã đổi" not in desk.get("document", new.pk)


# --- A letter of a batch ------------------------------------------------------------------------------


@pytest.fixture
def batch(late: Deadline, cast: Cast) -> LetterBatch:
    """Three letters, each to one unit, issued as 01 to 03 and printed."""
    made = drafted(late, cast.district_clerk)
    for act in (ForAll.PRESENT, ForAll.APPROVE):
        for_all(made, act, cast.district_clerk)
    for_all(made, ForAll.SIGN, cast.district_clerk, Wish(first=1, dated_on=NOW.date()))
    for_all(made, ForAll.ISSUE, cast.district_clerk)
    return made


def names(batch: LetterBatch) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(printing.as_archive(batch))) as archive:
        return sorted(unquote(name) for name in archive.namelist())


def test_what_replaces_a_letter_of_a_batch_belongs_to_it_and_stands_in_its_place(
    batch: LetterBatch, cast: Cast, clerk: Seat, late: Deadline
) -> None:
    first, *others = letters(batch)
    new = drafting.draft_replacement(document=first, seat=clerk, now=NOW)
    assert new.batch == batch
    assert [each.pk for each in letters(batch)] == [first.pk, new.pk, *(each.pk for each in others)]
    assert [each.pk for each in keeping.standing_letters_of(batch)] == [each.pk for each in letters(batch)]
    assert keeping.batch_in_hand(late) is None  # the batch is done: another may be begun
    desk = Desk(cast.district_clerk)
    assert "Áp dụng câu chữ này cho cả lô" not in desk.get("document", new.pk)
    for act in (ForAll.PRESENT, ForAll.APPROVE):
        for_all(batch, act, cast.district_clerk)
    for_all(batch, ForAll.SIGN, cast.district_clerk, Wish(first=4, dated_on=NOW.date()))
    for_all(batch, ForAll.ISSUE, cast.district_clerk)
    standing = list(keeping.standing_letters_of(batch))
    assert [each.pk for each in standing] == [new.pk, *(each.pk for each in others)]
    page = desk.get("letter_batch", batch.pk)
    assert page.count("Được thay thế bởi số 04/BCĐ-CTĐ") == 1
    assert "3 đã ban hành" in page
    assert "Tệp chung cũ hơn các công văn." in page  # it was joined while the first still held
    for_all(batch, ForAll.PRINT, cast.district_clerk)
    assert printing.is_whole(batch, standing)
    assert [name.partition("-2026")[0] for name in names(batch)] == [f"BCĐ-CTĐ-{number}" for number in (2, 3, 4)]


def test_words_for_all_neither_come_from_a_replacement_nor_overwrite_it(
    late: Deadline, cast: Cast, clerk: Seat, batch: LetterBatch
) -> None:
    first, second, _third = letters(batch)
    new, also = (drafting.draft_replacement(document=each, seat=clerk, now=NOW) for each in (first, second))
    assert "thay thế Công văn số 01/" in plain_text(from_json(new.content), new.figures)
    for source in (new, also, None):
        with pytest.raises(Refused, match="không có công văn nào làm được việc đó"):
            for_all(batch, ForAll.REWORD, cast.district_clerk, Wish(source=source))


def test_a_unit_has_one_first_letter_in_a_batch(batch: LetterBatch, clerk: Seat) -> None:
    first = letters(batch)[0]
    new = drafting.draft_replacement(document=first, seat=clerk, now=NOW)
    with pytest.raises(IntegrityError, match="one_letter_a_unit_in_a_batch"), transaction.atomic():
        Document.objects.filter(pk=new.pk).update(replaces=None)
