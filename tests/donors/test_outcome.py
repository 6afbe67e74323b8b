"""What a person reads after handing in: how many came, what is to be mended, what is worth a look."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from django.core.cache import cache
from django.urls import reverse

from committees import scopes
from core import jobs
from core.models import Job, StoredFile
from donors import erasing, lists, read_notes, receiving, retention
from donors.models import Donor, Registration, Upload
from quotas import allotment
from quotas.forecast import need_of
from tests.campaigns.desk import Desk
from tests.cast import Cast
from tests.donors.kept import Host
from tests.donors.office import PEOPLE, Office, picture, work, workbook
from tests.donors.test_links import Phone, give
from tests.quotas.years import NOW, Year

LATER = NOW + dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
NUMBERED = ("STT", "Họ và tên", "Năm sinh", "Đơn vị", "Điện thoại", "Số CCCD")
BAD = ("Hồ Thị Sai", "19977", "Thôn Tây", "", "")
# Three rows that count: digits that are lost for good, a zero given back with an old telephone, one that is well.
DOUBTFUL = [
    ("Trần Thị Mẫu", 1990, "Thôn Đông", "0912000001", "1.23E+11"),
    ("Lê Văn Thử", 1985, "Thôn Đông", "01681234567", "38085000012"),
    ("Phạm Thị Ví Dụ", 2001, "Thôn Tây", "0912000003", ""),
]
HOSTILE = [
    ("<script>alert(1)</script> An", 1990, "<b>Thôn Đông</b>", "0912000001"),
    ("Robert'); DROP TABLE donors_donor;--", 1985, "Thôn Tây", "0912000002"),
    ("+cmd|' /C calc'!A0 An", 2001, "@Thôn", "0912000003"),
]


@pytest.fixture
def office(cast: Cast, year: Year) -> Office:
    return Office(cast.commune_focal, year.round, cast.commune)


@pytest.fixture
def focal(cast: Cast) -> Desk:
    return Desk(cast.commune_focal)


def test_the_outcome_says_how_many_came_who_is_known_what_is_to_mend_and_what_is_short(
    host: Host, cast: Cast, focal: Desk
) -> None:
    host.office().send(workbook(PEOPLE[:2]))
    round = host.next_round()
    with scopes.for_seat(host.seat):
        draft = allotment.draft_of(host.year.plan, round)
        lines = [allotment.Line(unit=unit, assigned=30) for unit in host.year.units]
        allotment.save_draft(allotment=draft, lines=lines, edition=draft.edition)
        allotment.issue(allotment=draft, decision="Kế hoạch số 06/KH-BCĐ", now=NOW)
        need = need_of(round, cast.commune)
    office = host.office(round)
    upload = office.send(workbook([*PEOPLE, BAD[:4]], round="ĐỢT 2"), now=LATER)
    page = focal.get("upload", upload.pk)
    assert "Đã nhận 3 người (2 người từng đăng ký) · 1 dòng cần sửa" in page
    assert need.people is not None
    assert f"Còn thiếu {need.people - 3} người so với số cần vận động." in page


def test_where_a_file_is_unsure_nothing_counts_and_the_page_says_so(office: Office, focal: Desk) -> None:
    rows = [["Mã", "Ai", "Hồi nào"], ["M1", "Lê Văn Thử", 1985], ["M2", "Phạm Ví Dụ", 2001]]
    upload = office.send(book_of(rows))
    assert "Đã tải lên, cần xem" in focal.get("upload", upload.pk)
    assert office.list().people == 0
    assert "Đã tải lên, cần xem" in focal.get("volunteer_list", office.round.pk, office.unit.pk)


def book_of(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_rows_that_count_say_what_is_worth_a_look(office: Office, focal: Desk) -> None:
    upload = office.send(workbook([*DOUBTFUL, BAD], headings=NUMBERED))
    assert (upload.accepted, office.list().people) == (3, 3)
    page = focal.get("upload", upload.pk)
    said = page[page.index("Đã nhận, nên xem lại") :]
    assert "2 dòng" in said
    assert "Dòng 7, Trần Thị Mẫu: Số định danh “1.23E+11” đã mất các chữ số cuối nên để trống." in said
    assert "Dòng 8, Lê Văn Thử: Số định danh mất số 0 đầu, đã thêm lại: 038085000012." in said
    assert "Điện thoại đầu số cũ 01681234567 đã đổi thành 0381234567." in said
    assert "Phạm Thị Ví Dụ:" not in page
    assert b"1.23E+11" not in bytes(upload.findings), "what was written is sealed"


def test_a_link_says_it_of_its_own_file_whatever_stands_on_the_list(office: Office, cast: Cast) -> None:
    cache.clear()
    clerk = cast.district_clerk.seat
    assert clerk is not None
    read = []
    for _before_and_after in range(2):  # the second time everybody is on the list already
        page = Phone(give(office, clerk)).send(workbook(DOUBTFUL, headings=NUMBERED))
        start = page.index("Đã nhận, nên xem lại")
        read.append(page[start : page.index("</section>", start)])
    assert read[0] == read[1]
    assert "đã mất các chữ số cuối" in read[0]


def test_what_is_worth_a_look_goes_with_an_erased_person_and_with_the_file(office: Office, focal: Desk) -> None:
    kept = office.send(workbook(DOUBTFUL, headings=NUMBERED))
    assert read_notes.kept(kept).rows
    with scopes.for_seat(office.seat):
        erasing.withdraw_consent(registration=Registration.objects.get(name="Trần Thị Mẫu"), now=LATER)
    assert "Trần Thị Mẫu" not in focal.get("upload", kept.pk)
    again = office.send(workbook(DOUBTFUL[1:], headings=NUMBERED), now=LATER)
    assert "Lê Văn Thử:" in focal.get("upload", again.pk)
    with scopes.for_seat(office.seat):
        StoredFile.objects.exclude(readers=None).delete()  # as the sweep does, 30 days after the round
    retention.refresh_expiry(now=LATER + DAY)
    assert "Lê Văn Thử:" not in focal.get("upload", again.pk)


def test_typed_rows_keep_what_is_worth_a_look_until_the_round_is_long_over(
    office: Office, focal: Desk, cast: Cast
) -> None:
    focal.send("list_type", office.round.pk, office.unit.pk, lines="Hoa, 1990, thôn Đông", is_agreed="on")
    with scopes.for_seat(office.seat):
        upload = Upload.objects.get()
    assert "Họ tên “Hoa” chỉ có một tiếng." in focal.get("upload", upload.pk)
    retention.refresh_expiry(now=NOW + DAY)
    assert "Họ tên “Hoa”" in focal.get("upload", upload.pk)
    assert cast.district_clerk.seat is not None
    with scopes.for_seat(cast.district_clerk.seat):
        office.round.state, office.round.closed_at = "closed", upload.at
        office.round.save()
    retention.refresh_expiry(now=upload.at + 40 * DAY)
    assert "Họ tên “Hoa”" not in focal.get("upload", upload.pk)


def test_an_upload_of_before_still_says_what_was_found_about_its_file(office: Office) -> None:
    from donors.intake.findings import Code, Finding
    from donors.sealing import seal_json

    upload = Upload(findings=seal_json([Finding(Code.MACROS).as_json()]))
    assert [finding.code for finding in read_notes.kept(upload).file] == [Code.MACROS]
    assert read_notes.kept(Upload()) == read_notes.Notes()


def test_names_that_are_markup_sql_or_formulas_are_only_names_on_every_page(
    office: Office, cast: Cast, focal: Desk
) -> None:
    upload = office.send(workbook([*HOSTILE, ("<i>Sai</i>", "19977", "<u>Tây</u>", "")]))
    assert upload.accepted == 3
    clerk = Desk(cast.district_clerk)
    with scopes.for_seat(cast.district_clerk.seat):  # type: ignore[arg-type]
        donor = Donor.objects.get(name__startswith="<script>")
        assert Donor.objects.count() == 3, "nothing was dropped"
    pages = [
        desk.client.get(reverse(route, args=arguments)).content.decode()
        for desk, route, arguments in (
            (focal, "upload", [upload.pk]),
            (focal, "volunteer_list", [office.round.pk, office.unit.pk]),
            (focal, "upload_receipt", [upload.pk]),
            (clerk, "donors", []),
            (clerk, "donor", [donor.pk]),
            (clerk, "donor_copy", [donor.pk]),
        )
    ]
    assert "&lt;script&gt;alert(1)&lt;/script&gt; An" in pages[0]
    assert "DROP TABLE donors_donor" in pages[1]
    assert [mark for page in pages for mark in ("<script>alert", "<b>Thôn", "<i>Sai", "<u>Tây") if mark in page] == []


def test_what_may_not_be_kept_is_told_on_the_page_and_stands_nowhere(office: Office, focal: Desk) -> None:
    rows: list[list[object]] = [
        ["STT", "Họ và tên", "Năm sinh", "Dân tộc", "Tôn giáo", "Tiền sử bệnh"],
        [1, "Sùng A Páo", 1990, "Mông", "Tin Lành", "Viêm gan B"],
    ]
    upload = office.send(book_of(rows))
    page = focal.get("upload", upload.pk)
    for column in ("Dân tộc", "Tôn giáo", "Tiền sử bệnh"):
        assert f"Cột “{column}” không được giữ" in page
    listed = focal.get("volunteer_list", office.round.pk, office.unit.pk)
    with scopes.for_seat(office.seat):
        held = f"{Registration.objects.values().get()} {read_notes.kept(upload)}"
    assert [word for word in ("Mông", "Tin Lành", "Viêm gan") if word in page + listed + held] == []


def test_hidden_parts_are_announced_on_the_page(office: Office, focal: Desk) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(workbook(headings=("STT", "Họ và tên", "Năm sinh", "Đơn vị", "Điện thoại")))
    )
    sheet = book.worksheets[0]
    sheet.row_dimensions[8].hidden = True
    sheet.column_dimensions["E"].hidden = True
    book.create_sheet("Nháp").sheet_state = "hidden"
    book["Nháp"]["A1"] = "x"
    out = io.BytesIO()
    book.save(out)
    page = focal.get("upload", office.send(out.getvalue()).pk)
    assert "Đã nhận 2 người" in page
    for said in ("dòng bị ẩn", "cột bị ẩn", "trang tính ẩn"):
        assert said in page


def test_a_count_of_before_is_kept_with_where_it_comes_from(office: Office, cast: Cast) -> None:
    rows: list[list[object]] = [
        ["STT", "Họ và tên", "Năm sinh", "5 lần", "10 lần", "15 lần"],
        [1, "Trần Thị Mẫu", 1990, None, 11, None],
        [2, "Lê Văn Thử", 1985, None, None, None],
    ]
    office.send(book_of(rows))
    with scopes.for_seat(cast.district_clerk.seat):  # type: ignore[arg-type]
        kept = {donor.name: donor for donor in Donor.objects.all()}
    counts = {name: (donor.opening_count, donor.opening_source) for name, donor in kept.items()}
    assert counts == {"Trần Thị Mẫu": (11, f"xã An Thạnh, {office.round.name}"), "Lê Văn Thử": (None, "")}
    page = Desk(cast.district_clerk).get("donor", kept["Trần Thị Mẫu"].pk)
    assert f"xã An Thạnh, {office.round.name}" in page


def test_both_units_read_of_a_double_and_neither_reads_of_the_other(office: Office, cast: Cast, focal: Desk) -> None:
    neighbour = Office(cast.other_focal, office.round, cast.other_commune)
    office.send(workbook(PEOPLE[:1]))
    neighbour.send(workbook([PEOPLE[0], ("Vũ Thị Hàng Xóm", 1988, "Thôn Nam", "")], title="XÃ AN HÒA"))
    pages = [
        focal.get("volunteer_list", office.round.pk, office.unit.pk),
        Desk(cast.other_focal).get("volunteer_list", office.round.pk, neighbour.unit.pk),
    ]
    assert [page.count("đã đăng ký ở đơn vị khác") for page in pages] == [1, 1]
    assert "An Hòa" not in pages[0]
    assert "Hàng Xóm" not in pages[0]
    assert "An Thạnh" not in pages[1]


def test_the_consent_is_never_ticked_beforehand_and_no_card_is_asked_for(office: Office, focal: Desk) -> None:
    here = [office.round.pk, office.unit.pk]
    for route in ("list_hand_in", "list_paste", "list_type", "list_photo"):
        page = focal.client.get(reverse(route, args=here)).content.decode()
        field = page[page.rindex("<input", 0, page.index('name="is_agreed"')) :]
        assert "checked" not in field[: field.index(">")], route
    photo = focal.get("list_photo", *here)
    assert "Không chụp thẻ căn cước hay giấy tờ tùy thân khác." in photo
    focal.send("list_photo", *here, photo=io.BytesIO(picture()), is_agreed="on")


def test_who_gave_a_part_of_the_blood_may_come_after_two_weeks_and_others_after_twelve(
    office: Office, focal: Desk
) -> None:
    """By what the list says beside the day; the doctor decides."""
    headings = ("STT", "Họ và tên", "Năm sinh", "Đơn vị", "Lần hiến gần nhất")
    given = [
        (f"Trần Thị {name}", 1990, "Thôn Đông", said)
        for name, said in (
            ("Máu", "25/10/2026"),
            ("Tiểu", "25/10/2026 (tiểu cầu)"),
            ("Vừa", "20/11/2026 (tiểu cầu)"),
            ("Lâu", "25/7/2026"),
        )
    ]
    upload = office.send(workbook(given, headings=headings))
    assert upload.accepted == 4, "nobody is kept out"
    page = focal.get("upload", upload.pk)
    assert "Trần Thị Máu: Lần hiến gần nhất 25/10/2026, đủ 12 tuần vào ngày 17/01/2027" in page
    assert "Trần Thị Vừa: Lần hiến gần nhất 20/11/2026, đủ 2 tuần vào ngày 04/12/2026" in page
    assert [name for name in ("Trần Thị Tiểu:", "Trần Thị Lâu:") if name in page] == []


def test_how_far_the_reading_is_stands_on_the_page(office: Office, focal: Desk) -> None:
    with scopes.for_seat(office.seat):
        upload = receiving.receive_file(
            volunteer_list=lists.list_of(round=office.round, unit=office.unit),
            name="ds.xlsx",
            content=workbook(),
            is_agreed=True,
            sender=office.sender,
            now=NOW,
        )
    assert "Đang chờ đến lượt…" in focal.get("upload", upload.pk)
    with scopes.for_system("tests"):
        Job.objects.update(state=Job.State.RUNNING, done=312, total=1204, note="Đang đối chiếu", beaten_at=NOW)
    assert "Đang đối chiếu 312/1.204…" in focal.get("upload", upload.pk)
    work(NOW + jobs.SILENCE * 2)  # the worker died; the page was closed meanwhile
    assert "Đã nhận 3 người" in focal.get("upload", upload.pk)
