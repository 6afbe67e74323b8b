"""One letter to each late unit in one go: drafted, stepped, numbered and printed together, never half."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace

import pdfplumber
import pytest
from django.core.exceptions import PermissionDenied

from campaigns.models import Deadline, Extension
from committees import scopes
from committees.models import IssuingBody
from core import files, jobs
from core.models import AuditEntry, Job, StoredFile
from core.refusal import Refused
from reports import drafting, editing, rendering, steps
from reports.batches import keeping
from reports.batches import printing as batch_printing
from reports.batches import steps as batch_steps
from reports.batches.reading import outcome_of, refusals
from reports.batches.signing import record_signed_files
from reports.batches.steps import ForAll, Wish
from reports.blocks import from_json, plain_text
from reports.delivery.recipients import SUPERIOR
from reports.kinds import URGING_LETTER, NewDue
from reports.models import Document, DocumentFile, LetterBatch
from reports.signing import Upload
from tests.cast import Cast, Person, build_cast
from tests.quotas.test_races import at_once
from tests.quotas.years import Year, start_year
from tests.reports.batches import (
    NOW,
    Killed,
    about,
    begun,
    drafted,
    for_all,
    hand_in,
    killed_after,
    late_deadline,
    later,
    letters,
    work,
)
from tests.reports.signed_pdf import signed
from tests.reports.test_documents_draft import seat_of
from tests.reports.test_numbering import approved_document, own_series, sign

State = Document.State
TODAY = Wish(dated_on=NOW.date())


@pytest.fixture
def clerk(cast: Cast) -> Person:
    return cast.district_clerk


@pytest.fixture(autouse=True)
def _two_letters_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that five letters are three transactions."""
    monkeypatch.setattr(keeping, "AT_ONCE", 2)
    monkeypatch.setattr(batch_printing, "AT_ONCE", 2)


@pytest.fixture
def late(cast: Cast, year: Year, clerk: Person) -> Iterator[Deadline]:
    """Five communes are late; inside the scope of the district's clerk, whose body numbers by a series of its own."""
    with scopes.for_seat(seat_of(clerk)):
        own_series(year)
        yield late_deadline(cast, year, units=5)


@pytest.fixture
def batch(late: Deadline, clerk: Person) -> LetterBatch:
    return drafted(late, clerk)


def names(batch: LetterBatch) -> list[str]:
    return [letter.to_unit.name for letter in letters(batch) if letter.to_unit]


def numbers(batch: LetterBatch) -> list[int | None]:
    return [letter.number for letter in letters(batch)]


def states(batch: LetterBatch) -> set[str]:
    return {letter.state for letter in letters(batch)}


ALL = [f"Xã Số {number:02}" for number in range(1, 6)]


# --- Drafting ---------------------------------------------------------------------------------------


def test_every_late_unit_gets_a_letter_of_its_own(batch: LetterBatch) -> None:
    assert names(batch) == ALL
    assert [letter.addressees for letter in letters(batch)][:2] == [
        ["Ủy ban nhân dân xã Số 01"],
        ["Ủy ban nhân dân xã Số 02"],
    ]
    assert batch.left_out == []
    assert AuditEntry.objects.filter(action="letter_batch.begun").count() == 1
    assert AuditEntry.objects.filter(action="document.drafted", source="job").count() == 5


def test_begun_twice_it_is_one_batch_until_all_is_issued(late: Deadline, batch: LetterBatch, clerk: Person) -> None:
    assert begun(late, clerk) == batch
    assert len(letters(batch)) == 5
    for letter in letters(batch):
        steps.discard(document=letter, seat=seat_of(clerk))
    assert begun(late, clerk) != batch


@pytest.mark.parametrize("looks", [1, 2, 4, 6, 8])
def test_killed_anywhere_and_resumed_it_comes_to_the_same_letters(late: Deadline, clerk: Person, looks: int) -> None:
    batch = begun(late, clerk)
    with pytest.raises(Killed):
        work(batch, clock=killed_after(looks))
    assert work(batch, clock=later).state == Job.State.DONE
    assert names(batch) == ALL
    assert batch.is_drafted


def test_who_hands_in_meanwhile_is_left_out_and_named(late: Deadline, clerk: Person) -> None:
    batch = begun(late, clerk)
    hand_in(late, 4, seat_of(clerk))
    job = work(batch)
    assert names(batch) == [name for name in ALL if name != "Xã Số 04"]
    [left_out] = batch.left_out
    assert left_out["unit"] == "Xã Số 04"
    assert "đã nộp hoặc không phải nộp" in left_out["sentence"]
    assert job.result == {"left_out": 1}


def test_who_is_written_to_already_is_left_out_and_named(late: Deadline, clerk: Person) -> None:
    batch = begun(late, clerk)
    unit = late.duties.get(unit__name="Xã Số 02").unit
    drafting.draft(kind=URGING_LETTER, about=replace(about(late), to_unit=unit), seat=seat_of(clerk), now=NOW)
    work(batch)
    assert "Xã Số 02" not in names(batch)
    assert [each["sentence"] for each in batch.left_out] == ["Xã Số 02 đã có một dự thảo công văn khác về hạn nộp này."]


def test_nobody_late_no_batch_and_no_stranger_begins_one(late: Deadline, cast: Cast, clerk: Person) -> None:
    with pytest.raises(PermissionDenied):
        keeping.begin(about=about(late), seat=seat_of(cast.district_head), user_id=None, now=NOW)
    for number in range(1, 6):
        hand_in(late, number, seat_of(clerk))
    with pytest.raises(Refused, match="Không còn đơn vị nào chưa nộp"):
        begun(late, clerk)


def test_a_batch_is_nothing_to_another_province(batch: LetterBatch, cast: Cast) -> None:
    with scopes.for_seat(seat_of(cast.stranger)):
        assert not LetterBatch.objects.exists()
        assert not Document.objects.filter(batch=batch).exists()


# --- The steps for all ------------------------------------------------------------------------------


def test_from_drafts_to_issued_letters_on_paper(late: Deadline, clerk: Person, cast: Cast) -> None:
    until = NewDue(NOW + dt.timedelta(days=9), "by")
    batch = drafted(late, clerk, new_due=until)
    for_all(batch, ForAll.PRESENT, clerk)
    for_all(batch, ForAll.APPROVE, cast.district_head)
    assert states(batch) == {State.APPROVED}
    job = for_all(batch, ForAll.SIGN, clerk, TODAY)
    assert numbers(batch) == list(range(1, 6))
    assert "Đã ghi số và ngày ký của 5 công văn" in outcome_of(job).sentence  # type: ignore[union-attr]
    assert batch_printing.is_whole(batch, letters(batch))
    for_all(batch, ForAll.ISSUE, clerk)
    assert states(batch) == {State.ISSUED}
    assert Extension.objects.filter(duty__deadline=late, state="granted").count() == 5
    said = said_in(files.content_of(StoredFile.objects.get(pk=batch.pdf_id)))
    assert len(said) == 5
    for number, (page, name) in enumerate(zip(said, ALL, strict=True), start=1):
        assert f"Số: {number:02}/BCĐ-CTĐ" in page
        assert f"nhân dân xã {name.removeprefix('Xã ')}" in page


def said_in(pdf: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return [" ".join(page.extract_text().split()) for page in opened.pages]


def test_a_letter_that_cannot_take_the_step_stays_and_is_named(
    batch: LetterBatch, late: Deadline, clerk: Person
) -> None:
    [first, second, *_others] = letters(batch)
    editing.update_text(
        document=first,
        seat=seat_of(clerk),
        block_path=(0,),
        text="Thực hiện …",
        edition=first.edition,
    )
    steps.present(document=second, seat=seat_of(clerk), now=NOW)
    job = for_all(batch, ForAll.PRESENT, clerk)
    assert [letter.state for letter in letters(batch)] == [State.DRAFT, *[State.PRESENTED] * 4]
    outcome = outcome_of(job)
    assert outcome is not None
    assert "Đã trình ký 3 công văn" in outcome.sentence
    [refusal] = outcome.refused
    assert refusal.units == "Xã Số 01"
    assert "chỗ trống" in refusal.sentence


def test_figures_that_changed_are_bound_anew_for_all_and_who_handed_in_is_named(
    batch: LetterBatch, late: Deadline, clerk: Person
) -> None:
    hand_in(late, 3, seat_of(clerk))
    refused = outcome_of(for_all(batch, ForAll.PRESENT, clerk)).refused  # type: ignore[union-attr]
    assert {each.units for each in refused} == {
        "Xã Số 01, Xã Số 02, Xã Số 04, Xã Số 05",
        "Xã Số 03",
    }
    for_all(batch, ForAll.REFRESH, clerk)
    for_all(batch, ForAll.PRESENT, clerk)
    assert [letter.to_unit.name for letter in letters(batch) if letter.state == State.DRAFT and letter.to_unit] == [
        "Xã Số 03"
    ]


def test_the_words_of_one_are_taken_by_all_others(batch: LetterBatch, clerk: Person) -> None:
    [source, other, *_others] = letters(batch)
    text = "Trong quá trình thực hiện có khó khăn, đề nghị gọi ngay cho Ban Chỉ đạo./."
    place = len(Document.objects.get(pk=source.pk).content) - 1
    source = editing.update_text(
        document=source,
        seat=seat_of(clerk),
        block_path=(place,),
        text=text,
        edition=source.edition,
    )
    report = "Ban Chỉ đạo tỉnh (để b/c)"
    source.recipients = [report, *source.recipients]
    source.delivered_to = source.delivered_to | {report: SUPERIOR}
    source.save(update_fields=["recipients", "delivered_to"])
    assert for_all(batch, ForAll.REWORD, clerk, Wish(source=source)).result["taken"] == 4
    own_line = other.delivered_to
    other = Document.objects.get(pk=other.pk)
    assert other.recipients == source.recipients
    assert other.delivered_to == own_line | {report: SUPERIOR}
    assert plain_text(from_json(other.content), other.figures).endswith(text)
    assert other.addressees == ["Ủy ban nhân dân xã Số 02"]


def test_numbers_of_the_registry_follow_each_other_in_the_order_of_the_page(
    batch: LetterBatch, year: Year, clerk: Person
) -> None:
    IssuingBody.objects.filter(committee=year.plan.committee).update(numbering="registry")
    approve(batch, clerk)
    for wish in (TODAY, Wish(first=0, dated_on=NOW.date())):
        with pytest.raises(Refused, match=r"Ghi số của công văn đầu tiên|từ 1 đến"):
            for_all(batch, ForAll.SIGN, clerk, wish)
    for_all(batch, ForAll.SIGN, clerk, Wish(first=45, dated_on=NOW.date()))
    assert numbers(batch) == list(range(45, 50))


def test_a_first_number_that_would_run_into_a_taken_one_numbers_nothing(
    batch: LetterBatch, year: Year, clerk: Person
) -> None:
    body = own_series(year)
    taken = approved_document(body, year, symbol="BCĐ-CTĐ")
    IssuingBody.objects.filter(pk=body.pk).update(numbering="registry")
    taken.refresh_from_db()
    sign(taken, seat_of(clerk), number=48)
    approve(batch, clerk)
    with pytest.raises(Refused, match="Số 48/BCĐ-CTĐ đã dùng"):
        for_all(batch, ForAll.SIGN, clerk, Wish(first=45, dated_on=NOW.date()))
    assert numbers(batch) == [None] * 5


def approve(batch: LetterBatch, clerk: Person) -> None:
    """Past presenting, without the job for it."""
    Document.objects.filter(batch=batch).update(state=State.APPROVED, as_of=NOW)


@pytest.mark.parametrize("looks", [1, 4, 8, 12])
def test_killed_while_numbering_or_printing_no_number_is_lost_or_given_twice(
    batch: LetterBatch, clerk: Person, looks: int
) -> None:
    approve(batch, clerk)
    batch_steps.ask(batch=batch, act=ForAll.SIGN, seat=seat_of(clerk), user_id=clerk.user.pk, now=NOW, wish=TODAY)
    with pytest.raises(Killed):
        work(batch, clock=killed_after(looks))
    assert numbers(batch) in ([None] * 5, list(range(1, 6)))
    job = work(batch, clock=later)
    assert job.state == Job.State.DONE
    assert numbers(batch) == list(range(1, 6))
    assert (job.result["taken"], job.result["refused"]) == (5, [])
    assert batch_printing.is_whole(batch, letters(batch))
    pictures = StoredFile.objects.filter(media_type="image/png").values_list("pk", flat=True)
    assert {str(pk) for pk in pictures} == {page for each in letters(batch) for page in rendering.pages_of(each)}
    assert StoredFile.objects.filter(media_type="application/pdf").count() == 6


def test_many_units_with_one_reason_are_named_in_part() -> None:
    units = [(f"Xã {number}", "Số liệu đã đổi.") for number in range(8)]
    assert [each.units for each in refusals(units)] == ["Xã 0, Xã 1, Xã 2, Xã 3, Xã 4 và 3 đơn vị khác"]


def test_one_thing_at_a_time(batch: LetterBatch, clerk: Person) -> None:
    ask: Callable[[ForAll], Job] = lambda act: batch_steps.ask(  # noqa: E731
        batch=batch,
        act=act,
        seat=seat_of(clerk),
        user_id=clerk.user.pk,
        now=NOW,
    )
    assert ask(ForAll.PRESENT).pk == ask(ForAll.PRESENT).pk  # a double tap
    with pytest.raises(Refused, match="đang được làm một việc khác"):
        ask(ForAll.PRINT)
    work(batch)
    with pytest.raises(Refused, match="không có công văn nào làm được"):
        ask(ForAll.PRESENT)


def test_a_role_that_may_not_take_a_step_may_not_take_it_for_all(batch: LetterBatch, cast: Cast) -> None:
    for act in (ForAll.PRESENT, ForAll.SIGN, ForAll.PRINT, ForAll.ISSUE, ForAll.REWORD):
        with pytest.raises(PermissionDenied):
            for_all(batch, act, cast.district_head, TODAY)
    with pytest.raises(PermissionDenied):
        for_all(batch, ForAll.APPROVE, cast.district_member)


# --- Electronically ---------------------------------------------------------------------------------


@pytest.fixture
def to_sign(batch: LetterBatch, year: Year, clerk: Person) -> LetterBatch:
    """Numbered, with the final PDFs, waiting for the signatures."""
    IssuingBody.objects.filter(committee=year.plan.committee).update(signing="electronic")
    approve(batch, clerk)
    for_all(batch, ForAll.NUMBER, clerk)
    return batch


def test_final_files_go_out_and_come_back_signed_each_to_its_letter(to_sign: LetterBatch, clerk: Person) -> None:
    assert states(to_sign) == {State.NUMBERED}
    with zipfile.ZipFile(io.BytesIO(batch_printing.as_archive(to_sign))) as archive:
        finals = [archive.read(name) for name in archive.namelist()]
        assert archive.namelist()[0] == "BCĐ-CTĐ-1-2026 Xã Số 01.pdf"
    back = [Upload(f"ky-{at}.pdf", signed(final, name="Nguyễn Thị Trưởng Ban")) for at, final in enumerate(finals[:3])]
    other = Upload("khac.pdf", b"%PDF-1.7 something else")
    unsigned = Upload("chua-ky.pdf", finals[4])
    answers = record_signed_files(
        batch=to_sign,
        seat=seat_of(clerk),
        uploads=[back[2], other, back[0], unsigned, back[0]],
        now=NOW,
    )
    assert [(each.name, each.unit, bool(each.refusal)) for each in answers] == [
        ("ky-2.pdf", "Xã Số 03", False),
        ("khac.pdf", "", True),
        ("ky-0.pdf", "Xã Số 01", False),
        ("chua-ky.pdf", "Xã Số 05", True),
        ("ky-0.pdf", "Xã Số 01", True),
    ]
    assert [letter.state for letter in letters(to_sign)][:4] == ["signed", "numbered", "signed", "numbered"]
    assert DocumentFile.objects.filter(kind="signed").count() == 2
    with zipfile.ZipFile(io.BytesIO(batch_printing.as_archive(to_sign))) as archive:
        assert archive.read("BCĐ-CTĐ-1-2026 Xã Số 01.pdf") == back[0].content


@pytest.mark.parametrize("numbering", ["series", "registry"])
def test_letters_that_went_back_after_they_were_numbered_keep_their_numbers(
    batch: LetterBatch, year: Year, clerk: Person, numbering: str
) -> None:
    IssuingBody.objects.filter(committee=year.plan.committee).update(signing="electronic", numbering=numbering)
    approve(batch, clerk)
    steps.return_to_draft(document=letters(batch)[1], seat=seat_of(clerk), reason="Xem lại")
    for_all(batch, ForAll.NUMBER, clerk, Wish(first=1))
    assert numbers(batch) == [1, None, 2, 3, 4]
    for_all(batch, ForAll.RETURN, clerk, Wish(reason="Sai nơi nhận"))
    assert {letter.returned_reason for letter in letters(batch)} == {"Xem lại", "Sai nơi nhận"}
    approve(batch, clerk)
    for_all(batch, ForAll.NUMBER, clerk, Wish(first=5))
    assert numbers(batch) == [1, 5, 2, 3, 4]


# --- At once with others ----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_batch_and_single_documents_numbered_at_once_leave_no_gap_and_no_double() -> None:
    with scopes.for_system("tests"):
        cast = build_cast()
    clerk = cast.district_clerk
    with scopes.for_seat(seat_of(clerk)):
        year = start_year(cast)
        body = own_series(year)
        batch = drafted(late_deadline(cast, year, units=4), clerk)
        approve(batch, clerk)
        single = approved_document(body, year, symbol="BCĐ-CTĐ").pk
        one_of_them = letters(batch)[2].pk
        job = batch_steps.ask(
            batch=batch, act=ForAll.SIGN, seat=seat_of(clerk), user_id=clerk.user.pk, now=NOW, wish=TODAY
        )

    def numbering(wait: Callable[[], None]) -> None:
        wait()
        jobs.run(job.pk, clock=lambda: NOW)

    def signs(pk: int) -> Callable[[Callable[[], None]], None]:
        def act(wait: Callable[[], None]) -> None:
            document = Document.objects.get(pk=pk)
            wait()
            sign(document, seat_of(clerk))

        return act

    refused = at_once(seat_of(clerk), numbering, signs(single), signs(one_of_them))
    with scopes.for_seat(seat_of(clerk)):
        given = Document.objects.filter(symbol="BCĐ-CTĐ").values_list("number", flat=True)
        assert sorted(number or 0 for number in given) == [1, 2, 3, 4, 5]
        job.refresh_from_db()
        assert len(refused) + len(job.result["refused"]) == 1  # the letter that both asked for was signed once
