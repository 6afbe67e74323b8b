"""Where the lines of recipients go: what each kind sets, what a clerk chooses, and that editing loses no choice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from campaigns import deadlines
from campaigns.models import Deadline, Plan
from committees import scopes
from committees.models import IssuingBody, Seat, Unit
from core.refusal import Refused
from reports import drafting, editing
from reports.delivery import addressing
from reports.delivery.recipients import audience_of, carried, lines_of, naming, units_of
from reports.kinds import PLAN_DOCUMENT, URGING_LETTER, About
from reports.models import Document
from tests.cast import Cast
from tests.quotas.years import Year
from tests.reports.issued import issued_document, signed_document
from tests.reports.kinds import draft_results_report
from tests.reports.test_numbering import NOW
from tests.reports.years import NOW as AFTER

Write = Callable[..., Document]
DAY = NOW.date()
WORDS = st.lists(st.sampled_from(["Các xã", "Cấp trên (b/c)", "Như trên", "Lưu: VT", "Sở Y tế"]), max_size=6)


def told(document: Document) -> dict[str, str]:
    audience = audience_of(document, on=DAY)
    return {line.text: line.words for line in lines_of(document, audience)}


def names(document: Document) -> list[str]:
    return [unit.name for unit in units_of(document, on=DAY)]


@pytest.fixture
def clerk(cast: Cast) -> Seat:
    assert cast.district_clerk.seat is not None
    return cast.district_clerk.seat


@pytest.fixture
def late(year: Year, clerk: Seat) -> Iterator[Deadline]:
    """Nobody has handed in by the day; inside the scope of the district's clerk."""
    with scopes.for_seat(clerk):
        yield deadlines.set_deadline(
            round=year.round,
            kind="list",
            wording="before",
            day=DAY - dt.timedelta(days=1),
            now=NOW - dt.timedelta(days=9),
        )


@pytest.fixture
def write(late: Deadline, clerk: Seat) -> Write:
    """Draft the letter that urges them."""

    def draft(to_unit: Unit | None = None) -> Document:
        committee = late.plan.committee
        body = IssuingBody.objects.get(committee=committee)
        about = About(plan=late.plan, committee=committee, issuing_body=body, deadline=late, to_unit=to_unit)
        return drafting.draft(kind=URGING_LETTER, about=about, seat=clerk, now=NOW)

    return draft


# --- What the kinds set -----------------------------------------------------------------------------


def test_a_letter_goes_to_those_it_addresses_bloc_by_bloc(write: Write, cast: Cast) -> None:
    letter = write()
    assert told(letter) == {
        "Ủy ban nhân dân các xã": "Các xã, phường, thị trấn (2 đơn vị)",
        "Các cơ quan, đơn vị đóng trên địa bàn": "Cơ quan, đơn vị (1 đơn vị)",
        "Thành viên Ban Chỉ đạo": "Gửi ngoài phần mềm",
        "Ủy ban nhân dân các xã, phường (b/c)": "Gửi ngoài phần mềm",
    }
    assert set(names(letter)) == {"xã An Thạnh", "xã An Hòa", "Phòng Giáo dục Bình Hải"}


def test_a_letter_to_one_unit_goes_to_that_unit_though_it_goes_to_none_else(
    write: Write,
    cast: Cast,
) -> None:
    letter = write(to_unit=cast.commune)
    assert told(letter)["Ủy ban nhân dân xã An Thạnh"] == "xã An Thạnh"
    assert names(letter) == ["xã An Thạnh"]


def test_who_need_not_hand_in_is_not_written_to(write: Write, late: Deadline, cast: Cast) -> None:
    letter = write()
    late.duties.filter(unit=cast.other_commune).update(excused_reason="Không có người")
    assert "xã An Hòa" not in names(letter)


def test_a_plan_and_a_report_go_to_the_superior_and_the_units(cast: Cast, finished_plan: Plan) -> None:
    seat = cast.district_clerk.seat
    assert seat is not None
    with scopes.for_seat(seat):
        body = IssuingBody.objects.get(committee=finished_plan.committee)
        about = About(plan=finished_plan, committee=finished_plan.committee, issuing_body=body)
        plan = drafting.draft(kind=PLAN_DOCUMENT, about=about, seat=seat, now=AFTER)
        report = draft_results_report(plan=finished_plan, seat=seat, now=AFTER)
        everybody = {"tỉnh Bình Nguyên", "xã An Thạnh", "xã An Hòa", "Phòng Giáo dục Bình Hải"}
        for document in (plan, report):
            assert set(names(document)) == everybody
            assert told(document)["Thành viên Ban Chỉ đạo"] == "Gửi ngoài phần mềm"
            assert document.recipients[-1] == "Lưu: VT, BCĐ"


# --- Choosing ---------------------------------------------------------------------------------------


def test_the_choice_is_kept_until_the_document_is_issued(cast: Cast, year: Year, clerk: Seat) -> None:
    with scopes.for_seat(clerk):
        document = signed_document(year, clerk, to={"Các xã": ""})
        edition, pdf = document.edition, document.pdf_edition
        chosen = {"Các xã": "bloc:territory", "Không có dòng này": "members"}
        document = addressing.address(document=document, seat=clerk, delivered_to=chosen, now=NOW)
        assert document.delivered_to == {"Các xã": "bloc:territory"}
        assert (document.edition, document.pdf_edition) == (edition, pdf)  # nothing printed changed
        assert set(names(document)) == {"xã An Thạnh", "xã An Hòa"}
        issued = issued_document(year, clerk)
        with pytest.raises(Refused, match="Đã ban hành"):
            addressing.address(document=issued, seat=clerk, delivered_to={}, now=NOW)
    head = cast.district_head.seat
    assert head is not None
    with scopes.for_seat(head), pytest.raises(PermissionDenied):
        addressing.address(document=document, seat=head, delivered_to={}, now=NOW)


def test_correcting_a_line_in_place_keeps_where_it_goes(write: Write, clerk: Seat) -> None:
    letter = write()
    lines = ["UBND các xã", *letter.addressees[1:]]
    frame = editing.Frame(
        subject=letter.subject, symbol=letter.symbol, recipients=["Sở Y tế", *letter.recipients], addressees=lines
    )
    letter = editing.update_frame(document=letter, seat=clerk, frame=frame, edition=letter.edition)
    assert told(letter)["UBND các xã"] == "Các xã, phường, thị trấn (2 đơn vị)"
    assert told(letter)["Sở Y tế"] == "Gửi ngoài phần mềm"


@given(WORDS, WORDS, st.data())
def test_editing_invents_no_recipient_and_forgets_no_line_that_stayed(
    before: list[str], after: list[str], data: st.DataObject
) -> None:
    before, after = list(dict.fromkeys(before)), list(dict.fromkeys(after))
    chosen = {line: data.draw(st.sampled_from(["members", "superior", "unit:7"])) for line in before}
    kept = carried(chosen, before=before, after=after)
    assert kept.keys() <= set(after)
    assert all(kept[line] == chosen[line] for line in after if line in chosen)
    assert set(kept.values()) <= set(chosen.values())
    assert len(kept) <= len(before)


def test_lines_that_name_nobody_are_not_asked_about() -> None:
    assert naming(["UBND các xã"], ["Như trên", "UBND các xã", "Lưu: VT, CTĐ"]) == ["UBND các xã"]
