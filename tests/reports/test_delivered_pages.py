"""The pages of delivery: the receiver opens and enters a document, its sender sees who has not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from committees import scopes
from committees.models import Seat, Unit
from core.text.dates import short_date
from reports.models import Document, DocumentDelivery
from tests.cast import Cast, Person
from tests.committees.factories import HoldingFactory, UnitFactory
from tests.quotas.years import Year
from tests.reports.issued import issued_document, signed_document

Sign = Callable[[Person], Client]
Office = Callable[..., Document]


@pytest.fixture
def clerk(cast: Cast) -> Seat:
    assert cast.district_clerk.seat is not None
    return cast.district_clerk.seat


@pytest.fixture
def sign_in() -> Sign:
    def signed(person: Person) -> Client:
        client = Client()
        client.force_login(person.user)
        return client

    return signed


@pytest.fixture
def office(year: Year, clerk: Seat) -> Office:
    """Issues a document of the district, today."""

    def issue(**more: object) -> Document:
        with scopes.for_seat(clerk):
            return issued_document(year, clerk, now=timezone.now(), **more)  # type: ignore[arg-type]

    return issue


@pytest.fixture
def document(office: Office) -> Document:
    """Issued to the superior and the three units."""
    return office(subject="Kết quả Đợt 1", pdf=b"%PDF-1.7 what was issued")


def page(client: Client, name: str, *args: object, **query: str) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def delivery(document: Document, unit: Unit) -> DocumentDelivery:
    with scopes.for_system("tests"):
        return DocumentDelivery.objects.get(document=document, unit=unit)


# --- The receiver -----------------------------------------------------------------------------------


def test_the_receiver_is_told_opens_it_and_reads_the_file(cast: Cast, document: Document, sign_in: Sign) -> None:
    focal = sign_in(cast.commune_focal)
    home = page(focal, "home")
    assert "Văn bản mới đến" in home
    assert f"01/BC-BCĐ · {short_date(timezone.now())} · Ban Chỉ đạo" in home
    assert reverse("delivered", args=[document.pk]) in home
    assert "Chưa mở" in page(focal, "delivered_list")
    assert delivery(document, cast.commune).opened_at is None
    opened = page(focal, "delivered", document.pk)
    assert "Kết quả Đợt 1" in opened
    assert "Vào sổ văn bản đến" not in opened  # not a focal point's to do
    file = focal.get(reverse("delivered_file", args=[document.pk]))
    assert (file.content, file["Content-Type"]) == (b"%PDF-1.7 what was issued", "application/pdf")
    assert file["Content-Disposition"].startswith("inline")
    row = delivery(document, cast.commune)
    assert row.opened_at is not None
    assert row.opened_by_label.startswith("Hồ Văn Mối (")
    home = page(focal, "home")
    assert "Văn bản mới đến" not in home
    assert 'class="count"' not in home  # what told of it is read
    assert "Chưa mở" not in page(focal, "delivered_list").partition("<tbody")[2]


def test_a_look_at_the_headers_alone_opens_nothing(cast: Cast, document: Document, sign_in: Sign) -> None:
    assert sign_in(cast.commune_focal).head(reverse("delivered", args=[document.pk])).status_code == 200
    assert delivery(document, cast.commune).opened_at is None


def test_a_committee_enters_it_in_its_register_with_one_button(cast: Cast, document: Document, sign_in: Sign) -> None:
    clerk = sign_in(cast.commune_clerk)
    assert "Vào sổ văn bản đến" in page(clerk, "delivered", document.pk)
    done = clerk.post(reverse("delivered_register", args=[document.pk]), follow=True).content.decode()
    assert "Đã vào sổ văn bản đến, số đến 01." in done
    again = clerk.post(reverse("delivered_register", args=[document.pk]), follow=True).content.decode()
    assert "Văn bản này đã vào sổ văn bản đến." in again
    register = page(clerk, "register_in")
    assert "Báo cáo: Kết quả Đợt 1" in register
    with scopes.for_system("tests"):
        entry = delivery(document, cast.commune).register_entry
    assert entry is not None
    assert clerk.get(reverse("register_file", args=[entry.pk])).content == b"%PDF-1.7 what was issued"


@pytest.mark.parametrize("name", ["delivered", "delivered_file"])
def test_what_was_issued_but_not_to_me_is_not_there(
    cast: Cast, year: Year, clerk: Seat, sign_in: Sign, name: str
) -> None:
    with scopes.for_seat(clerk):
        letter = issued_document(year, clerk, to={"UBND xã An Thạnh": f"unit:{cast.commune.pk}"}, subject="Riêng xã")
        draft = signed_document(year, clerk, subject="Chưa ban hành")
    for person in (cast.other_focal, cast.agency_focal, cast.stranger):
        client = sign_in(person)
        assert client.get(reverse(name, args=[letter.pk])).status_code == 404
        assert "Riêng xã" not in page(client, "delivered_list") + page(client, "home")
    assert sign_in(cast.commune_focal).get(reverse(name, args=[draft.pk])).status_code == 404
    assert sign_in(cast.commune_focal).get(reverse(name, args=[10**30])).status_code == 404


def test_the_link_serves_every_seat_of_a_person_and_leads_its_writer_home(
    cast: Cast, year: Year, clerk: Seat, document: Document, sign_in: Sign
) -> None:
    with scopes.for_seat(clerk):
        letter = issued_document(year, clerk, to={"UBND xã An Hòa": f"unit:{cast.other_commune.pk}"})
    address = reverse("delivered", args=[letter.pk])
    with scopes.for_system("tests"):
        seat = cast.other_focal.seat
        assert seat is not None
        seat.holdings.update(ended_at=letter.updated_at)
        HoldingFactory.create(seat=seat, user=cast.agency_focal.user)
    both = sign_in(cast.agency_focal)
    both.get(reverse("home"))
    session = both.session
    assert cast.agency_focal.seat is not None
    session["seat_id"] = cast.agency_focal.seat.pk
    session.save()
    assert both.get(address, follow=True).status_code == 200
    assert delivery(letter, cast.other_commune).opened_at is not None
    led = sign_in(cast.district_clerk).get(address)
    assert led["Location"] == reverse("document", args=[letter.pk])
    assert delivery(document, cast.commune).opened_at is None


def test_what_came_is_filtered_and_given_out(cast: Cast, document: Document, sign_in: Sign) -> None:
    focal = sign_in(cast.commune_focal)
    assert "Kết quả Đợt 1" in page(focal, "delivered_list", unopened="on", subject="Đợt 1", issuer="ban chỉ đạo")
    assert "Kết quả Đợt 1" not in page(focal, "delivered_list", subject="Kế hoạch")
    page(focal, "delivered", document.pk)
    assert "Kết quả Đợt 1" not in page(focal, "delivered_list", unopened="on")
    assert focal.get(reverse("delivered_list"), {"_export": "xlsx"}).status_code == 200


@pytest.mark.parametrize("column", ["subject", "number", "dated_on", "issuer", "opened_at"])
def test_what_came_is_sorted_both_ways(cast: Cast, document: Document, sign_in: Sign, column: str) -> None:
    focal = sign_in(cast.commune_focal)
    assert 'aria-sort="ascending"' in page(focal, "delivered_list", sort=column)
    assert 'aria-sort="descending"' in page(focal, "delivered_list", sort=f"-{column}")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_what_came_asks_as_much_for_one_row_as_for_three(
    cast: Cast, office: Office, sign_in: Sign, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        office(subject=f"Văn bản {number}")
    focal = sign_in(cast.commune_focal)
    page(focal, "home")
    with django_assert_num_queries(9):
        assert page(focal, "delivered_list").count("<tr") == count + 1


# --- The sender -------------------------------------------------------------------------------------


def test_the_sender_sees_who_opened_it_who_did_not_and_whom_to_call(
    cast: Cast, year: Year, clerk: Seat, sign_in: Sign
) -> None:
    with scopes.for_system("tests"):
        Unit.objects.filter(pk=cast.other_commune.pk).update(phone="0984000111")
        UnitFactory.create(parent=cast.district, name="xã An Lạc")
    with scopes.for_seat(clerk):
        document = issued_document(year, clerk)
    page(sign_in(cast.commune_focal), "delivered", document.pk)
    desk = sign_in(cast.district_clerk)
    html = page(desk, "document", document.pk)
    assert "Đã mở 1 · Chưa mở 3 · Ngoài phần mềm 1" in html
    assert "Gửi ngoài phần mềm:" in html
    assert "Thành viên Ban Chỉ đạo" in html.partition("Gửi ngoài phần mềm:")[2][:200]
    assert f"/van-ban/den/{document.pk}/" in html.partition('id="zalo"')[2][:600]
    assert 'href="tel:0984000111"' in html
    assert "https://zalo.me/0984000111" in html
    whole = page(desk, "document_deliveries", document.pk, standing="unopened")
    assert "xã An Hòa" in whole
    assert "xã An Lạc" not in whole
    text = desk.get(reverse("document_deliveries", args=[document.pk]), {"_export": "csv"}).content.decode("utf-8-sig")
    assert "xã An Thạnh,Đã mở" in text
    assert "0984000111" not in text
    member = page(sign_in(cast.district_head), "document_deliveries", document.pk)
    assert "tel:" not in member


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_receivers_asks_as_much_for_one_row_as_for_three(
    cast: Cast, office: Office, sign_in: Sign, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    to = {1: {"Cấp trên": "superior"}, 3: {"Các đơn vị": "members"}}[count]
    document = office(to=to)
    desk = sign_in(cast.district_clerk)
    page(desk, "home")
    with django_assert_num_queries(12):
        assert page(desk, "document_deliveries", document.pk).count("<tr") == count + 1


def test_the_clerk_chooses_where_each_line_goes(cast: Cast, year: Year, clerk: Seat, sign_in: Sign) -> None:
    with scopes.for_seat(clerk):
        document = signed_document(year, clerk, to={"Các xã": "", "Ban Chỉ đạo tỉnh (b/c)": ""})
    desk = sign_in(cast.district_clerk)
    address = reverse("document_recipients", args=[document.pk])
    assert address in page(desk, "document", document.pk)
    form = page(desk, "document_recipients", document.pk)
    assert "Tất cả đơn vị trực thuộc (3 đơn vị)" in form
    assert "Cấp trên: tỉnh Bình Nguyên" in form
    wrong = desk.post(address, {"line_0": f"unit:{cast.other_province.pk}", "line_1": "outside"})
    assert wrong.status_code == 422
    done = desk.post(address, {"line_0": "bloc:territory", "line_1": "superior"}, follow=True).content.decode()
    assert "Đã lưu nơi nhận trong phần mềm." in done
    assert "Các xã, phường, thị trấn (2 đơn vị)" in done
    assert sign_in(cast.district_head).get(address).status_code == 403


def test_the_page_of_a_document_that_went_to_nobody_here_says_nothing_of_it(
    cast: Cast, year: Year, clerk: Seat, sign_in: Sign
) -> None:
    with scopes.for_seat(clerk):
        document = issued_document(year, clerk, to={"Sở Y tế": ""})
    html = page(sign_in(cast.district_clerk), "document", document.pk)
    assert "Nơi nhận trong phần mềm" not in html
