"""Pictures on the final PDF: where the body wants them, from the number on, the chosen signer's alone, equal bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pdfplumber
import pytest
from django.utils import timezone

from committees import pictures, scopes, seats
from committees.models import IssuingBody, Role, Seat
from core.models import AuditEntry
from core.paper.clearing import cleared
from core.refusal import Refused
from reports import editing, rendering, signature_pictures, signing, steps
from reports.kinds import PLAN_DOCUMENT
from reports.models import Document
from reports.page.content import Signature
from reports.signers import Choice, who_may_sign
from reports.signing import Upload
from tests.cast import Cast, sit
from tests.committees.test_pictures import png
from tests.quotas.years import Year
from tests.reports.kinds import drafted
from tests.reports.signed_pdf import signed
from tests.reports.test_documents_draft import seat_of, without_gaps

State = Document.State
DEPUTYS = (300, 100)


@dataclass
class Desk:
    """A draft of an electronic body that prints pictures, with pictures of the head, of a deputy and of the seal."""

    clerk: Seat
    admin: Seat
    head: Seat
    deputy: Seat
    body: IssuingBody
    document: Document

    def to(self, state: str) -> Document:
        """The document brought to a state, with everything that the way asks for."""
        row, now = self.document, timezone.now()
        while row.state != state:
            if row.state == State.DRAFT:
                row = steps.present(document=row, seat=self.clerk, now=now)
            elif row.state == State.PRESENTED:
                row = steps.approve(document=row, seat=self.head)
            else:
                row = signing.enter_number(document=row, seat=self.clerk, number=7, now=now)
        self.document = row
        return row

    def pictures(self) -> Signature:
        """What the next PDF would print."""
        return rendering.read_printout(self.document.pk).content.signature

    def print(self) -> bytes:
        return rendering.draw(rendering.read_printout(self.document.pk))


@pytest.fixture
def desk(cast: Cast, year: Year) -> Iterator[Desk]:
    clerk, admin, head = (seat_of(each) for each in (cast.district_clerk, cast.district_admin, cast.district_head))
    with scopes.for_system("tests"):
        deputy = seat_of(sit(cast.district, Role.DEPUTY, "Mạc Văn Ba", may="decides for the head"))
    with scopes.for_seat(admin):
        body = IssuingBody.objects.get(path=admin.path)
        body.signing = IssuingBody.Signing.ELECTRONIC
        body.save()
        for seat, size in ((head, (400, 200)), (deputy, DEPUTYS)):
            pictures.keep_signature(seat=seat, picture=png(size=size), by=admin, now=timezone.now())
        seal = png(size=(360, 360), is_round=True)
        pictures.change_seal(body=body, prints=True, seal_mm=32, picture=seal, by=admin, now=timezone.now())
    with scopes.for_seat(clerk):
        document = drafted(PLAN_DOCUMENT, year.plan, clerk, now=timezone.now())
        yield Desk(clerk, admin, head, deputy, body, without_gaps(document, clerk))


def images(pdf: bytes) -> list[tuple[int, int]]:
    """The pictures on the pages, width and height in pixels."""
    with pdfplumber.open(io.BytesIO(pdf)) as read:
        return sorted(tuple(each["srcsize"]) for page in read.pages for each in page.images)  # type: ignore[misc]


def widths_mm(pdf: bytes) -> list[float]:
    with pdfplumber.open(io.BytesIO(pdf)) as read:
        return sorted(round(each["width"] / 72 * 25.4, 1) for page in read.pages for each in page.images)


def test_nothing_is_printed_before_the_number_and_both_from_then_on(desk: Desk) -> None:
    for state in (State.DRAFT, State.PRESENTED, State.APPROVED):
        assert desk.to(state).state == state
        assert desk.pictures() == Signature(), state
    desk.to(State.NUMBERED)
    pdf = desk.print()
    assert len(images(pdf)) == 2
    assert widths_mm(pdf)[0] == 32.0  # the seal in its real size
    assert desk.print() == pdf  # equal content, equal bytes
    with scopes.for_system("tests"):
        printed = AuditEntry.objects.filter(action="pictures.printed")
        assert {tuple(each.after["pictures"]) for each in printed} == {("hand", "seal")}


@pytest.mark.parametrize("change", ["off", "paper"])
def test_a_body_that_wants_none_or_signs_on_paper_prints_none(desk: Desk, change: str) -> None:
    desk.to(State.NUMBERED)
    fields = {"prints_pictures": False} if change == "off" else {"signing": IssuingBody.Signing.PAPER}
    assert desk.pictures().seal
    IssuingBody.objects.filter(pk=desk.body.pk).update(**fields)
    assert (desk.pictures().hand, desk.pictures().seal) == (b"", b"")


def test_the_chosen_signers_picture_and_nobody_elses(desk: Desk) -> None:
    holding = next(each for each in who_may_sign(desk.document.committee) if each.seat_id == desk.deputy.pk)
    choice = Choice(holding_id=holding.pk)
    desk.document = editing.choose_signer(
        document=desk.document, seat=desk.clerk, choice=choice, edition=desk.document.edition
    )
    desk.to(State.NUMBERED)
    assert desk.pictures().hand == cleared(png(size=DEPUTYS))


def test_a_person_without_a_seat_has_no_picture_and_the_seal_stays(desk: Desk) -> None:
    choice = Choice(name="Hà Văn Năm", post="Trưởng ban", power="tm")  # type: ignore[arg-type]
    desk.document = editing.choose_signer(
        document=desk.document, seat=desk.clerk, choice=choice, edition=desk.document.edition
    )
    desk.to(State.NUMBERED)
    assert (desk.pictures().hand, bool(desk.pictures().seal)) == (b"", True)


def test_what_will_be_missing_is_told_before_the_number_is_given(desk: Desk) -> None:
    assert signature_pictures.missing_pictures(desk.to(State.PRESENTED)) == []
    assert signature_pictures.missing_pictures(desk.to(State.APPROVED)) == []
    with scopes.for_seat(desk.admin):
        pictures.remove_signature(seat=desk.head, by=desk.admin)
        pictures.remove_seal(body=desk.body, by=desk.admin)
    row = Document.objects.select_related("issuing_body").get(pk=desk.document.pk)
    hand, seal = signature_pictures.missing_pictures(row)
    assert "Chưa có hình chữ ký" in hand
    assert "Chưa có hình con dấu" in seal


def test_who_left_the_seat_meanwhile_signs_with_no_picture_nor_with_the_next_ones(desk: Desk, cast: Cast) -> None:
    desk.to(State.NUMBERED)
    with scopes.for_seat(desk.admin):
        seats.end_holding(seat=desk.head, at=timezone.now(), by=desk.admin)
        seats.start_holding(seat=desk.head, user=cast.nobody.user, now=timezone.now())
        pictures.keep_signature(seat=desk.head, picture=png(size=(200, 190)), by=desk.admin, now=timezone.now())
    assert (desk.pictures().hand, bool(desk.pictures().seal)) == (b"", True)


def test_what_was_signed_stays_the_file_it_was(desk: Desk) -> None:
    desk.to(State.NUMBERED)
    printout = rendering.read_printout(desk.document.pk)
    pdf = rendering.draw(printout)
    rendering.keep(printout, pdf=pdf, pictures=[], user_id=None, left_over=[])
    desk.document.refresh_from_db()
    upload = Upload("ky.pdf", signed(pdf, name="Nguyễn Văn Trưởng"))
    row = signing.record_signed_file(document=desk.document, seat=desk.clerk, signed=upload, now=timezone.now())
    with scopes.for_seat(desk.admin):
        pictures.remove_seal(body=desk.body, by=desk.admin)
    with pytest.raises(Refused, match="đã ký số: tệp PDF không đổi"):
        rendering.ask_for_pdf(document=row, seat=desk.clerk, user_id=None)
    late = rendering.keep(printout, pdf=b"%PDF later", pictures=[], user_id=None, left_over=[])
    row.refresh_from_db()
    assert (late["pages"], row.pdf_id) == ([], desk.document.pdf_id)
    assert steps.issue(document=row, seat=desk.clerk, now=timezone.now()).state == State.ISSUED
