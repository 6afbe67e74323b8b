"""The roster and the registration forms, read back from the pages; their codes; runs that are killed halfway."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

import pdfplumber
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns import sessions
from campaigns.models import Session, SessionUnit
from committees import scopes
from core import jobs
from core.models import Job
from donors import papers
from donors.gathering import UnitPeople
from donors.handouts import Kind
from donors.intake.people import Birth, PersonRow
from donors.models import Registration
from donors.papers import ROWS_A_PAGE, RosterRow, roster_pages, roster_rows
from donors.short_codes import code_of, id_of
from tests.cast import Cast
from tests.donors.hosting import PEOPLE, Host, host_of, run_again
from tests.quotas.years import NOW, Year

MM = 72 / 25.4
ROSTER: dict[str, object] = {"session": None, "walk_ins": 12}
FORMS: dict[str, object] = {"unit": None, "blank": 0}


@pytest.fixture
def host(cast: Cast, year: Year) -> Host:
    return host_of(cast, year)


@pytest.fixture
def session(host: Host) -> Session:
    """Only xã An Hòa comes to it."""
    with scopes.for_seat(host.seat):
        made = sessions.add_session(
            round=host.round,
            facts=sessions.SessionFacts(
                held_on=dt.date(2026, 11, 28),
                starts_at=dt.time(7, 30),
                venue="Nhà văn hóa xã An Hòa",
                facility="Bệnh viện Mẫu",
            ),
        )
        SessionUnit.objects.create(session=made, unit=host.cast.other_commune, path=host.cast.other_commune.path)
    return made


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return [page.extract_text() or "" for page in document.pages]


# --- the roster -------------------------------------------------------------------------------------


def test_the_roster_holds_everybody_by_unit_and_empty_lines(host: Host) -> None:
    pdf = host.made(Kind.ROSTER, **ROSTER)
    pages = pages_of(pdf)
    whole = "\n".join(pages)
    for unit, names in PEOPLE.items():
        assert f"{unit}: {len(names)} người".removeprefix("x") in whole
        assert all(name in whole for name in names)
    with scopes.for_seat(host.seat):
        assert all(code_of(pk) in whole for pk in Registration.objects.values_list("pk", flat=True))
    assert "Đăng ký tại chỗ" in whole
    assert [f"Trang {number}/{len(pages)}" in page for number, page in enumerate(pages, 1)] == [True] * len(pages)
    assert all("Họ và tên" in page and "Có mặt" in page for page in pages)
    assert "0912000001" not in whole, "a sheet that lies on a table tells no phone number"


def test_the_roster_is_read_after_a_photocopy(host: Host) -> None:
    with pdfplumber.open(io.BytesIO(host.made(Kind.ROSTER, **ROSTER))) as document:
        page = document.pages[0]
        assert (round(page.width / MM), round(page.height / MM)) == (297, 210)
        assert min(char["size"] for char in page.chars if char["text"].strip()) >= 12.99
        assert max(char["bottom"] for char in page.chars) <= page.height - 5 * MM
        right = max(page.rects + page.lines + page.curves, key=lambda drawn: drawn["x1"])
        assert right["x1"] <= page.width - 10 * MM, "the last line of the table is cut off"


def test_the_roster_of_a_session_holds_who_comes_to_it(host: Host, session: Session) -> None:
    whole = "\n".join(pages_of(host.made(Kind.ROSTER, session=session.pk, walk_ins=0)))
    assert "Đỗ Văn Thêm" in whole
    assert "Lê Văn Thử" not in whole
    assert "Thứ Bảy, 28/11/2026, 07:30" in whole
    assert "Cơ sở tiếp nhận: Bệnh viện Mẫu" in whole


def test_a_round_without_people_prints_empty_lines(cast: Cast, year: Year) -> None:
    host = Host(cast, year.round)
    assert "Đăng ký tại chỗ" in pages_of(host.made(Kind.ROSTER, **ROSTER))[0]
    assert "dòng trống" in host.ask(Kind.ROSTER, session=None, walk_ins=0).error


def unit(name: str, count: int, first: int = 1) -> UnitPeople:
    people = [PersonRow(row=row, name=f"{name} {row}", birth=Birth(1990)) for row in range(count)]
    return UnitPeople(name, people, list(range(first, first + count)))


@given(st.lists(st.integers(1, 60), max_size=6), st.integers(0, 40))
def test_every_line_stands_once_and_no_heading_last(sizes: list[int], walk_ins: int) -> None:
    rows = roster_rows([unit(f"Xã {place}", size) for place, size in enumerate(sizes)], walk_ins=walk_ins)
    pages = roster_pages(rows)
    printed = [row for page in pages for row in page.rows if not row.heading.endswith("(tiếp)")]
    assert printed == rows
    assert [row.number for row in rows if not row.heading] == list(range(1, sum(sizes) + walk_ins + 1))
    assert all(len(page.rows) <= ROWS_A_PAGE for page in pages)
    assert not any(page.rows and page.rows[-1].heading for page in pages)
    starts = [page.rows[0] for page in pages if page.rows]
    assert all(row.heading for row in starts), "each page says whose people stand on it"


def test_the_last_page_is_filled_with_empty_lines() -> None:
    pages = roster_pages(roster_rows([unit("Xã", 10)], walk_ins=5), fills_last=True)
    assert [len(page.rows) for page in pages] == [ROWS_A_PAGE, ROWS_A_PAGE]
    assert pages[-1].rows[-1].number == pages[-1].rows[-2].number + 1


def test_a_group_that_goes_on_says_its_unit_again() -> None:
    rows = roster_rows([unit("Xã Dài", ROWS_A_PAGE)], walk_ins=0)
    assert roster_pages(rows)[1].rows[0] == RosterRow(heading=f"Xã Dài: {ROWS_A_PAGE} người (tiếp)")


# --- the registration forms -------------------------------------------------------------------------


def test_two_forms_stand_on_a_page_filled_in_but_for_the_signature(host: Host) -> None:
    pdf = host.made(Kind.FORMS, **FORMS)
    pages = pages_of(pdf)
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        assert {(round(page.width / MM), round(page.height / MM)) for page in document.pages} == {(210, 297)}, "A4"
    assert [page.count("Phiếu đăng ký hiến máu tình nguyện") for page in pages] == [1, 2, 1]
    whole = "\n".join(pages)
    for fact in ("Lê Văn Thử", "1985", "0912000002", "Thôn Đông, xã An Thạnh"):
        assert fact in whole
    assert whole.count("đã biết và đồng ý gửi thông tin") == 4
    assert whole.count("Người đăng ký") == 4
    with scopes.for_seat(host.seat):
        assert all(code_of(pk) in whole for pk in Registration.objects.values_list("pk", flat=True))
    assert "051190000011" not in whole, "a form asks for no identity number"


def test_forms_of_one_unit_and_blank_ones(host: Host) -> None:
    one = "\n".join(pages_of(host.made(Kind.FORMS, unit=host.cast.other_commune.pk, blank=0)))
    assert "Đỗ Văn Thêm" in one
    assert "Lê Văn Thử" not in one
    blank = pages_of(host.made(Kind.FORMS, unit=None, blank=3))
    assert [page.count("Phiếu đăng ký") for page in blank] == [2, 1]
    assert "Thêm" not in "".join(blank)


def test_a_unit_of_another_committee_has_no_forms_here(host: Host) -> None:
    job = host.ask(Kind.FORMS, unit=host.cast.other_province.pk, blank=0)
    assert "Chưa có người đăng ký nào" in job.error


def test_a_very_long_name_moves_nothing(host: Host) -> None:
    with scopes.for_seat(host.seat):
        Registration.objects.filter(name="Đỗ Văn Thêm").update(name="Nguyễn " * 13, workplace="Thôn " * 39)
    assert len(pages_of(host.made(Kind.FORMS, **FORMS))) == 3
    assert len(pages_of(host.made(Kind.ROSTER, **ROSTER))) == 2


# --- long runs --------------------------------------------------------------------------------------


def test_long_runs_are_drawn_in_parts_and_a_killed_one_is_drawn_again(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "PAGES_A_PART", 1)
    job = host.ask(Kind.FORMS, do=False, **FORMS)
    drawn: list[str] = []
    draw = papers.render_pdf

    def dies_at_the_second(html: str, **given: object) -> bytes:
        drawn.append(html)
        if len(drawn) == 2:
            raise SystemExit
        return draw(html, **given)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(papers, "render_pdf", dies_at_the_second)
        with pytest.raises(SystemExit):
            jobs.run(job.pk, clock=lambda: NOW)
    assert host.files() == []
    assert host.again(job).note == "Đang dàn trang"
    run_again(job)
    assert host.again(job).state == Job.State.DONE
    (file,) = host.files()
    assert file.expires_at is not None


# --- the codes --------------------------------------------------------------------------------------


@given(st.integers(1, 2**40))
def test_a_code_leads_back(number: int) -> None:
    code = code_of(number)
    assert id_of(code) == number
    assert id_of(code.lower().replace("-", " ")) == number


@given(st.integers(1, 2**40), st.data())
def test_one_wrong_mark_is_no_code(number: int, data: st.DataObject) -> None:
    marks = code_of(number).replace("-", "")
    place = data.draw(st.integers(0, len(marks) - 1))
    other = data.draw(st.sampled_from([mark for mark in "34679ACDEFGHJKMNPQRTVWX" if mark != marks[place]]))
    assert id_of(marks[:place] + other + marks[place + 1 :]) is None


@pytest.mark.parametrize("text", ["", "-", "33", "0000-0", "ĐĐĐĐ-Đ", "²²²²²"])
def test_what_is_no_code(text: str) -> None:
    assert id_of(text) is None


def test_codes_of_neighbours_differ() -> None:
    codes: Sequence[str] = [code_of(number) for number in range(1, 500)]
    assert len(set(codes)) == len(codes)
