"""A list that was read without asking and yet wrongly is read again in another way: a new version, remembered."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from campaigns import deadlines
from campaigns.models import Deadline
from committees import scopes
from core import audit
from core.refusal import Refused
from donors import committing, lists, questions, rereading, typed_lines, withdrawing
from donors.models import Registration, Upload
from tests.cast import Cast
from tests.donors.office import PEOPLE, Office, work, workbook
from tests.quotas.test_races import at_once
from tests.quotas.years import NOW, Year

State = Upload.State
LATER, LAST = NOW + dt.timedelta(hours=1), NOW + dt.timedelta(hours=2)
HEADER = {"sheet": "DS HMTN", "header_row": "4"}
OLD_FONT = [("TrÇn ThÞ MÉu", 1990), ("NguyÔn V¨n Th\xadêng", 1985), ("Ph¹m ThÞ HuyÒn", 2001), ("§ç V¨n H\xadng", 1992)]


@pytest.fixture
def office(cast: Cast, year: Year) -> Office:
    return Office(cast.commune_focal, year.round, cast.commune)


def shown(office: Office, upload: Upload, *, sheet: str | None = None) -> rereading.Shown:
    with scopes.for_seat(office.seat):
        return rereading.shown(upload, sheet=sheet, now=LATER)


def again(office: Office, upload: Upload, *, now: dt.datetime = LATER, **given: str) -> Upload:
    """Change something on the page, hand in, and let the worker read."""
    with scopes.for_seat(office.seat), audit.acting(audit.Actor(user_id=office.person.user.pk)):
        made = rereading.read_again(upload=office.again(upload), given=given, sender=office.sender, now=now)
    work(now)
    return office.again(made)


def as_shown(page: rereading.Shown) -> dict[str, str]:
    """What the page's form would send where nothing is changed."""
    given = {f"column-{each['index']}": str(each["meaning"]) for each in page.columns}
    given |= {f"keep-{each['index']}": "on" for each in page.converted if each["is_kept"]}
    for date in page.dates:
        for choice in date["choices"]:  # type: ignore[attr-defined]
            given |= {str(date["name"]): choice["value"]} if choice["is_chosen"] else {}
    header = next((row["index"] for row in page.rows if row["is_header"]), -1)
    return {"sheet": page.sheet, "header_row": str(header), **given}


def phones(office: Office) -> list[bool]:
    with scopes.for_seat(office.seat):
        return [bool(each.phone_key) for each in lists.people_on(office.list())]


def sheets(*pages: tuple[str, list[list[object]]], hidden: str = "", hidden_row: int = 0) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in pages:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if hidden_row:
            sheet.row_dimensions[hidden_row].hidden = True
        sheet.sheet_state = "hidden" if name == hidden else "visible"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_page_shows_how_the_file_was_read(office: Office) -> None:
    page = shown(office, office.send(workbook()))
    assert page.sheet == "DS HMTN"
    assert [row["number"] for row in page.rows if row["is_header"]] == [5]
    assert [each["meaning"] for each in page.columns] == ["", "name", "birth", "workplace", "phone"]
    assert (page.converted, page.dates, page.hides) == ([], [], False)


def test_a_meaning_that_was_read_wrongly_is_changed_and_remembered(office: Office) -> None:
    first = office.send(workbook())
    assert phones(office) == [True] * 3
    given = as_shown(shown(office, first)) | {"column-3": "address", "column-4": ""}
    second = again(office, first, **given)
    assert (second.state, second.added, second.changed, second.removed) == (State.COUNTED, 0, 3, 0)
    assert second.file_id not in {None, first.file_id}
    assert phones(office) == [False] * 3
    with scopes.for_seat(office.seat):
        assert set(Registration.objects.values_list("workplace", "address")) == {("", "Thôn Đông"), ("", "Thôn Tây")}
    third = office.send(workbook([*PEOPLE, ("Đỗ Văn Thêm", 1992, "Thôn Tây", "0912000004")]), now=LAST)
    assert (third.state, third.added, third.changed) == (State.COUNTED, 1, 0), "read as the corrected one was"


def test_another_header_row_is_read_from_there(office: Office) -> None:
    rows: list[list[object]] = [["Họ và tên", "Năm sinh"], ["Họ và tên", "Năm sinh"], ["Lê Văn Thử", 1985]]
    first = office.send(sheets(("DS", rows)))
    page = shown(office, first)
    other = "1" if as_shown(page)["header_row"] == "0" else "0"
    second = again(office, first, **(as_shown(page) | {"header_row": other}))
    assert second.state == State.COUNTED
    assert second.layout["sheets"][0]["header_rows"] == [int(other)]


def test_text_that_only_looked_old_is_kept_as_it_is_where_people_go_somebody_says_so(office: Office) -> None:
    rows: list[list[object]] = [["Họ và tên", "Năm sinh"], *(list(row) for row in OLD_FONT)]
    first = office.send(sheets(("DS", rows)))
    assert "Nguyễn Văn Thường" in office.names()
    page = shown(office, first)
    ((column, before, after),) = [(each["index"], each["before"], each["after"]) for each in page.converted]
    assert (before, after) == ("TrÇn ThÞ MÉu", "Trần Thị Mẫu")
    second = again(office, first, **as_shown(page), **{f"keep-{column}": "on"})
    assert (second.state, second.removed) == (State.WAITING, 4), "other names are other people: the usual comparison"
    assert "Nguyễn Văn Thường" in office.names()
    with scopes.for_seat(office.seat):
        committing.settle(upload_id=second.pk, now=LATER, may_remove=True)
    assert "TrÇn ThÞ MÉu" in office.names()
    third = office.send(sheets(("DS", [*rows, ["Vâ ThÞ Thªm", 1993]])), now=LAST)
    assert (third.state, third.added, third.removed) == (State.COUNTED, 1, 0), "kept as it is in the next file too"
    page = shown(office, third)
    assert [each["is_kept"] for each in page.converted] == [True]
    given = as_shown(page)
    del given[f"keep-{column}"]
    fourth = again(office, third, now=LAST + dt.timedelta(hours=1), **given)
    assert (fourth.state, fourth.removed) == (State.WAITING, 5), "and converted again where somebody says so"


def test_what_is_hidden_is_read_where_somebody_says_so_in_this_file_alone(office: Office) -> None:
    rows: list[list[object]] = [["Họ và tên", "Năm sinh"], ["Lê Văn Thử", 1985], ["Phạm Thị Ẩn", 1990]]
    more: list[list[object]] = [["Họ và tên", "Năm sinh"], ["Đỗ Văn Trang", 1992], ["Hồ Thị Dòng", 1993]]
    content = sheets(("DS", rows), ("Cũ", more), hidden="Cũ", hidden_row=3)
    first = office.send(content)
    assert office.names() == ["Lê Văn Thử"]
    page = shown(office, first)
    assert (page.hides, page.reads_hidden) == (True, False)
    second = again(office, first, **as_shown(page), reads_hidden="on")
    assert (second.state, len(office.names())) == (State.COUNTED, 4)
    assert shown(office, second).reads_hidden
    third = office.send(content, now=LAST)
    assert (third.state, third.removed) == (State.WAITING, 3), "the next file says anew what it hides"


def test_one_sheet_of_several_is_left_out(office: Office) -> None:
    rows: list[list[object]] = [["Họ và tên", "Năm sinh"], ["Lê Văn Thử", 1985]]
    more: list[list[object]] = [["Họ và tên", "Năm sinh"], ["Đỗ Văn Trang", 1992]]
    first = office.send(sheets(("DS", rows), ("Nháp", more)))
    assert len(office.names()) == 2
    page = shown(office, first, sheet="Nháp")
    assert [each["name"] for each in page.sheets] == ["DS", "Nháp"]
    second = again(office, first, **as_shown(page), is_left_out="on")
    with scopes.for_seat(office.seat):
        committing.settle(upload_id=second.pk, now=LATER, may_remove=True)
    assert office.names() == ["Lê Văn Thử"]


def test_dates_that_were_read_by_a_remembered_answer_are_turned_again(office: Office) -> None:
    headings = ("STT", "Họ và tên", "Ngày sinh", "Đơn vị")
    content = workbook([("Trần Thị Mẫu", "03/04/1990", "Thôn Đông")], headings=headings)
    first = office.send(content)
    with scopes.for_seat(office.seat):
        given = {"dates-birth": "month_first"}
        questions.answer(upload=first, given=given, seat=office.seat, user_id=None, now=NOW)
    work(NOW)
    page = shown(office, office.again(first))
    assert as_shown(page)["dates-birth"] == "month_first"
    second = again(office, first, **(as_shown(page) | {"dates-birth": "day_first"}))
    with scopes.for_seat(office.seat):
        committing.settle(upload_id=second.pk, now=LATER, may_remove=True)
        (kept,) = lists.people_on(office.list())
    assert (kept.birth_day, kept.birth_month) == (3, 4)


def test_a_double_tap_is_one_upload_before_and_after_it_was_read(office: Office) -> None:
    first = office.send(workbook())
    given = as_shown(shown(office, first)) | {"column-4": ""}
    with scopes.for_seat(office.seat):
        taps = {
            rereading.read_again(upload=office.again(first), given=given, sender=office.sender, now=LATER).pk
            for _tap in range(2)
        }
    work(LATER)
    (made,) = taps
    assert again(office, first, **given).pk == made
    with scopes.for_seat(office.seat):
        assert Upload.objects.count() == 2


def test_nothing_changed_is_said(office: Office) -> None:
    first = office.send(workbook())
    given = as_shown(shown(office, first))
    with pytest.raises(Refused, match="Chưa đổi gì"):
        again(office, first, **given)
    with pytest.raises(Refused, match="Mục này không có"):
        again(office, first, **(given | {"column-4": "dân tộc"}))
    with pytest.raises(Refused, match="Mục này không có"):
        again(office, first, **(given | {"dates-birth": "ambiguous"}))
    with scopes.for_seat(office.seat):
        assert Upload.objects.count() == 1


def test_not_after_the_lock(office: Office, cast: Cast) -> None:
    first = office.send(workbook())
    given = as_shown(shown(office, first)) | {"column-4": ""}
    assert cast.district_clerk.seat is not None
    with scopes.for_seat(cast.district_clerk.seat):
        made = deadlines.set_deadline(round=office.round, kind=Deadline.Kind.LIST, day=NOW.date())
        Deadline.objects.filter(pk=made.pk).update(due_at=NOW - dt.timedelta(hours=1), lock_at=NOW)
    with pytest.raises(Refused, match="khóa"):
        again(office, first, **given)
    with pytest.raises(Refused, match="khóa"):
        shown(office, first)


def test_only_a_version_that_stands_and_whose_file_is_kept(office: Office) -> None:
    first = office.send(workbook())
    second = office.send(workbook([*PEOPLE, ("Đỗ Văn Thêm", 1992, "Thôn Tây", "")]), now=LATER)
    with scopes.for_seat(office.seat):
        typed = typed_lines.receive_typed(
            volunteer_list=office.list(), text="Hồ Thị Gõ, 1990", is_agreed=True, sender=office.sender, now=LAST
        )
        assert [rereading.may_read_again(office.again(each)) for each in (first, second, typed)] == [False, True, False]
        withdrawing.withdraw(upload=second, seat=office.seat, now=LAST)
        assert not rereading.may_read_again(office.again(second))
        assert rereading.may_read_again(office.again(first)), "it stands again"
        first.file.delete()  # type: ignore[union-attr]
        assert not rereading.may_read_again(office.again(first))
    with pytest.raises(Refused, match="không đọc lại được nữa"):
        again(office, first, **HEADER)


def test_the_pages_lead_there_and_back(office: Office) -> None:
    first = office.send(workbook(), now=NOW)
    client = Client()
    client.force_login(office.person.user)
    address = reverse("upload_reread", args=[first.pk])
    assert address in client.get(reverse("upload", args=[first.pk])).content.decode()
    page = client.get(address).content.decode()
    assert "Trần Thị Mẫu" in page
    unchanged = client.post(address, as_shown(shown(office, first)), follow=True).content.decode()
    assert "Chưa đổi gì so với cách đã đọc" in unchanged
    response = client.post(address, as_shown(shown(office, first)) | {"column-4": ""})
    with scopes.for_seat(office.seat):
        made = Upload.objects.latest("at")
    assert response.headers["Location"] == reverse("upload", args=[made.pk])
    assert made.pk != first.pk


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_are_one_upload(office: Office) -> None:
    first = office.send(workbook())
    given = as_shown(shown(office, first)) | {"column-4": ""}
    made: list[object] = []

    def unguarded(wait: Callable[[], None]) -> None:
        assert not Upload.objects.exclude(pk=first.pk).exists()
        wait()
        made.append(None)

    assert at_once(office.seat, unguarded, unguarded) == []
    assert len(made) == 2, "without the constraint both find that nothing was sent yet"

    def guarded(wait: Callable[[], None]) -> None:
        upload = Upload.objects.select_related("volunteer_list__round__plan", "volunteer_list__unit", "file").get(
            pk=first.pk
        )
        wait()
        made.append(rereading.read_again(upload=upload, given=given, sender=office.sender, now=LATER).pk)

    made.clear()
    assert at_once(office.seat, guarded, guarded) == []
    assert len(set(made)) == 1
    with scopes.for_seat(office.seat):
        assert Upload.objects.count() == 2
