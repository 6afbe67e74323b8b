"""The decimals of percentages: one choice a document, which every bound share follows and the checker agrees with."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from campaigns.models import Plan
from committees import scopes
from committees.models import Seat
from reports import drafting, steps
from reports.blocks import FigureEntry
from reports.checks.own import findings_of
from reports.drawing_up import drawn_again
from reports.figures.book import DECIMALS, Book, changed_keys, share_text, with_decimals
from reports.kinds import KINDS
from reports.models import Document
from tests.campaigns.desk import Desk
from tests.cast import Cast
from tests.reports.kinds import draft_results_report, text_of
from tests.reports.test_documents_draft import seat_of, without_gaps
from tests.reports.test_replacing import issue
from tests.reports.years import NOW

SHARES = {0: ("đạt 120% chỉ tiêu", "đạt 157% chỉ tiêu", "1.324\t120%\t"), 1: ("120,4%", "156,7%", "\t120,4%\t")}
SHARES[2] = ("đạt 120,36% chỉ tiêu", "đạt 156,73% chỉ tiêu", "\t120,36%\t")


def entry(part: int, whole: int, *, finer: int = 0) -> FigureEntry:
    book = Book(NOW)
    book.share("one", part, whole, "Nguồn", finer=finer)
    return book.entries["one"]


# --- What is printed --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "whole", "finer", "printed"),
    [
        (862, 550, 0, ("157%", "156,7%", "156,73%")),
        (1323, 1100, 0, ("120%", "120,3%", "120,27%")),
        (1726, 1735, 0, ("99%", "99,5%", "99,48%")),
        (462, 550, 0, ("84%", "84%", "84%")),
        (1881, 158067, 1, ("1,2%", "1,19%", "1,19%")),  # of the population: one decimal more
        (1099, 1100, 0, ("99,9%", "99,9%", "99,91%")),  # never "100%" of what was not reached
        (9_999, 10_000, 0, ("99,99%", "99,99%", "99,99%")),
        (10_004, 10_000, 0, ("100,04%", "100,04%", "100,04%")),
        (550, 550, 0, ("100%", "100%", "100%")),
    ],
)
def test_a_share_prints_with_the_decimals_of_its_document(
    part: int, whole: int, finer: int, printed: tuple[str, ...]
) -> None:
    figures = {"one": entry(part, whole, finer=finer)}
    assert tuple(with_decimals(figures, each)["one"]["text"] for each in DECIMALS) == printed


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.sampled_from(DECIMALS), st.sampled_from(DECIMALS))
def test_choosing_again_forgets_nothing_and_rounds_half_up(part: int, whole: int, first: int, then: int) -> None:
    figures = {"one": entry(part, whole)}
    again = with_decimals(with_decimals(figures, first), then)
    assert again == with_decimals(figures, then)
    text = again["one"]["text"]
    places = len(text.partition(",")[2].rstrip("%"))
    exact = Decimal(100 * part) / whole
    assert Decimal(text.rstrip("%").replace(".", "").replace(",", ".")) == exact.quantize(
        Decimal(1).scaleb(-places), ROUND_HALF_UP
    )
    assert text == share_text(part, whole, then)
    assert text != "100%" or part == whole or abs(exact - 100) <= Decimal("0.005")


def test_what_is_no_share_and_a_share_of_nothing_stay_as_they_are() -> None:
    book = Book(NOW)
    book.units("units", 7, "Nguồn")
    book.share("none", None, 7, "Nguồn")
    book.share("of_nothing", 7, 0, "Nguồn")
    assert with_decimals(book.entries, 2) == book.entries
    assert [book.entries[key]["text"] for key in ("none", "of_nothing")] == ["–", "–"]


# --- A document -------------------------------------------------------------------------------------


@pytest.fixture
def clerk(cast: Cast) -> Seat:
    return seat_of(cast.district_clerk)


@pytest.fixture
def report(finished_plan: Plan, clerk: Seat) -> Document:
    with scopes.for_seat(clerk):
        return draft_results_report(plan=finished_plan, seat=clerk, now=NOW)


def test_each_kind_begins_as_its_sample_prints() -> None:
    assert {key: kind.decimals for key, kind in KINDS.items() if kind.decimals != 1} == {"results_report": 0}


@pytest.mark.parametrize("decimals", DECIMALS)
def test_the_author_chooses_in_the_editor_and_every_share_follows(
    report: Document, clerk: Seat, cast: Cast, decimals: int
) -> None:
    desk = Desk(cast.district_clerk)
    assert "Sửa trích yếu, nơi nhận, số lẻ của tỷ lệ" in desk.get("document", report.pk)
    assert "Không lấy số lẻ, như 120%" in desk.get("document", report.pk, edit="frame")
    form = {"subject": report.subject, "symbol": report.symbol, "recipients": "\n".join(report.recipients)}
    desk.send("document_frame", report.pk, **form, bases="", urgency="", decimals=decimals, edition=report.edition)
    with scopes.for_seat(clerk):
        report.refresh_from_db()
        said = text_of(report)
        assert [words for words in SHARES[decimals] if words not in said] == []
        assert changed_keys(report.figures, drawn_again(report, now=NOW).figures) == []
        report = without_gaps(drafting.refresh_figures(document=report, seat=clerk, now=NOW), clerk)
        assert [words for words in SHARES[decimals] if words not in text_of(report)] == []
        assert [each.told for each in findings_of(report, report.figures) if each.is_error] == []
        old = issue(report, clerk, 7)
        new = drafting.draft_replacement(document=old, seat=clerk, now=NOW)
        assert new.decimals == decimals
        assert steps.present(document=new, seat=clerk, now=NOW).state == Document.State.PRESENTED


@pytest.mark.parametrize("wrong", ["3", "-1", "một"])
def test_no_other_number_of_decimals_is_taken(report: Document, cast: Cast, clerk: Seat, wrong: str) -> None:
    desk = Desk(cast.district_clerk)
    form = {"subject": "Khác", "symbol": report.symbol, "recipients": "Lưu: VT", "bases": "", "urgency": ""}
    page = desk.send("document_frame", report.pk, **form, decimals=wrong, edition=report.edition)
    assert "Khác" in page
    with scopes.for_seat(clerk):
        assert (Document.objects.get(pk=report.pk).decimals, report.subject != "Khác") == (0, True)
        with pytest.raises(IntegrityError, match="two_decimals"), transaction.atomic():
            Document.objects.filter(pk=report.pk).update(decimals=3)
