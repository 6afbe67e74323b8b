"""The screens of the tree: who finds, adds, names and ends which unit; three rows cost what one does."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from committees import scopes
from committees.models import Level, Role, Unit, UnitFigure
from tests.cast import Cast
from tests.committees.factories import CommitteeFactory, SeatFactory, UnitFactory


def text(client: Client, url: str, **query: str) -> str:
    response = client.get(url, query)
    assert response.status_code == 200
    return response.content.decode()


# --- Drilling down -------------------------------------------------------------------------------------


def test_the_list_shows_what_lies_directly_below_and_leads_down(client: Client, cast: Cast) -> None:
    client.force_login(cast.province_clerk.user)
    page = text(client, reverse("units"))
    assert "khu vực Bình Hải" in page
    assert "xã An Thạnh" not in page
    below = text(client, reverse("unit_children", args=[cast.district.pk]))
    assert all(name in below for name in ("xã An Thạnh", "xã An Hòa", "Phòng Giáo dục Bình Hải"))
    assert "BCĐ xã An Thạnh" in below


def test_the_list_is_narrowed_by_name_without_marks_kind_and_bloc(client: Client, cast: Cast) -> None:
    client.force_login(cast.district_clerk.user)
    page = reverse("units")
    by_name = text(client, page, name="an hoa")
    assert "xã An Hòa" in by_name
    assert "xã An Thạnh" not in by_name
    assert "Tên: an hoa" in by_name  # the chip
    assert "Phòng Giáo dục" not in text(client, page, level=Level.COMMUNE)
    assert "xã An Hòa" not in text(client, page, bloc="agency")


def test_ended_units_are_shown_on_request(client: Client, cast: Cast) -> None:
    with scopes.for_system("tests"):
        UnitFactory.create(parent=cast.district, name="xã Đã Nhập", valid_to="2025-06-30")
    client.force_login(cast.district_clerk.user)
    assert "xã Đã Nhập" not in text(client, reverse("units"))
    assert "xã Đã Nhập" in text(client, reverse("units"), ended="on")


def test_an_empty_list_says_what_to_do(client: Client, cast: Cast) -> None:
    client.force_login(cast.commune_clerk.user)
    assert "Không có đơn vị nào khớp. Bỏ bớt điều kiện lọc, hoặc thêm đơn vị." in text(client, reverse("units"))


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_costs_the_same_for_one_row_and_three(
    client: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    with scopes.for_system("tests"):
        Unit.objects.filter(parent=cast.district).exclude(pk=cast.commune.pk).update(valid_to="2020-01-01")
        for _row in range(more):
            CommitteeFactory.create(unit=UnitFactory.create(parent=cast.district, lead_unit=None))
    client.force_login(cast.district_clerk.user)
    client.get(reverse("units"))  # from the second page on the session knows the seat
    with django_assert_num_queries(10):
        assert f"<b>{more + 1}</b> đơn vị" in text(client, reverse("units"))


def test_the_list_is_taken_away_as_a_file(client: Client, cast: Cast) -> None:
    client.force_login(cast.district_clerk.user)
    lines = client.get(reverse("units"), {"_export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Đơn vị,Loại,Khối,Đơn vị đầu mối,Điện thoại,Ban Chỉ đạo,Trực thuộc,Kết thúc"
    assert lines[1].startswith("xã An Hòa,") or lines[1].startswith("Phòng Giáo dục Bình Hải,")
    assert len(lines) == 4
    assert client.get(reverse("units"), {"_export": "xlsx"}).content[:2] == b"PK"


# --- One unit ----------------------------------------------------------------------------------------


def test_a_units_page_tells_what_is_known(client: Client, cast: Cast) -> None:
    with scopes.for_system("tests"):
        UnitFigure.objects.create(
            unit=cast.commune, path=cast.commune.path, year=2025, population=12345, source="Thống kê"
        )
    client.force_login(cast.district_clerk.user)
    page = text(client, reverse("unit", args=[cast.commune.pk]))
    assert "12.345" in page
    assert "Ban Chỉ đạo vận động hiến máu tình nguyện xã An Thạnh" in page
    assert "Thường trực" in page


@pytest.mark.parametrize(
    "who", ["district_admin", "district_clerk", "district_head", "commune_focal", "national_admin"]
)
def test_a_unit_offers_a_new_seat_only_to_those_who_may_add_one(client: Client, cast: Cast, who: str) -> None:
    client.force_login(getattr(cast, who).user)
    for unit in (cast.district, cast.commune, cast.agency):
        page = client.get(reverse("unit", args=[unit.pk]))
        if page.status_code == 200:
            add = reverse("seat_add", args=[unit.pk])
            assert (add in page.content.decode()) == (client.get(add).status_code == 200), unit.name


@pytest.mark.parametrize(
    ("who", "unit", "status"),
    [
        ("district_clerk", "district", 200),
        ("district_head", "agency", 200),
        ("commune_focal", "commune", 200),
        ("commune_focal", "other_commune", 404),
        ("commune_focal", "district", 404),
        ("stranger", "commune", 404),
        ("national_admin", "agency", 200),
    ],
)
def test_a_unit_outside_the_own_subtree_is_not_there(
    client: Client, cast: Cast, who: str, unit: str, status: int
) -> None:
    client.force_login(cast.people[who].user)
    for route in ("unit", "unit_children"):
        assert client.get(reverse(route, args=[getattr(cast, unit).pk])).status_code == status


# --- Changing it -------------------------------------------------------------------------------------


CHANGES = ["unit_add", "units_paste", "unit_rename", "unit_close", "unit_lead", "unit_figures", "unit_phone"]


@pytest.mark.parametrize("route", CHANGES)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("district_clerk", 200),
        ("district_admin", 200),
        ("district_head", 403),
        ("district_member", 403),
        ("other_focal", 403),
        ("stranger", 404),
        ("commune_clerk", 404),
    ],
)
def test_the_clerk_and_the_administrator_change_units_inside(
    client: Client, cast: Cast, route: str, who: str, status: int
) -> None:
    client.force_login(cast.people[who].user)
    assert client.get(reverse(route, args=[cast.other_commune.pk])).status_code == status


@pytest.mark.parametrize("route", ["unit_rename", "unit_close", "unit_lead"])
def test_nobody_renames_or_ends_the_unit_they_sit_on(client: Client, cast: Cast, route: str) -> None:
    client.force_login(cast.district_clerk.user)
    assert client.get(reverse(route, args=[cast.district.pk])).status_code == 403


def test_units_of_the_catalogue_are_named_by_decree(client: Client, cast: Cast) -> None:
    with scopes.for_system("tests"):
        Unit.objects.filter(pk=cast.other_commune.pk).update(is_own=False)
    page = reverse("unit_rename", args=[cast.other_commune.pk])
    client.force_login(cast.district_clerk.user)
    assert client.get(page).status_code == 403
    client.force_login(cast.national_admin.user)
    assert client.get(page).status_code == 200


def test_adding_a_unit_and_being_told_why_not(client: Client, cast: Cast) -> None:
    client.force_login(cast.district_clerk.user)
    page = reverse("unit_add", args=[cast.district.pk])
    posted = {"name": "Trường THPT An Bình", "level": "school", "lead_unit": cast.agency.pk, "phone": "0255 3822 001"}
    assert client.post(page, posted)["Location"] == reverse("unit_children", args=[cast.district.pk])
    with scopes.for_system("tests"):
        added = Unit.objects.get(name="Trường THPT An Bình")
    assert (added.parent_id, added.lead_unit_id, added.bloc, added.is_own) == (
        cast.district.pk,
        cast.agency.pk,
        "school",
        True,
    )
    again = client.post(page, posted)
    assert again.status_code == 422
    assert "đã có đơn vị “Trường THPT An Bình”" in again.content.decode()


def test_a_member_unit_has_nothing_below_it(client: Client, cast: Cast) -> None:
    client.force_login(cast.district_clerk.user)
    assert client.get(reverse("unit_add", args=[cast.agency.pk])).status_code == 403


def test_a_pasted_list_is_shown_before_it_is_saved(client: Client, cast: Cast) -> None:
    client.force_login(cast.commune_clerk.user)
    page = reverse("units_paste", args=[cast.commune.pk])
    pasted = {"text": "Thôn 1\nThôn 2\tthôn\t812\nThôn 1\n", "level": "", "year": "2026"}
    shown = client.post(page, {**pasted, "step": "preview"})
    assert "Đọc được 2 đơn vị · 1 dòng bỏ qua" in shown.content.decode()
    assert "đã có đơn vị “Thôn 1”" in shown.content.decode()
    with scopes.for_system("tests"):
        assert not Unit.objects.filter(parent=cast.commune).exists()
    saved = client.post(page, {**pasted, "step": "save"}, follow=True)
    assert "Đã thêm 2 đơn vị." in saved.content.decode()
    with scopes.for_system("tests"):
        assert [unit.name for unit in Unit.objects.filter(parent=cast.commune).order_by("name_sort")] == [
            "Thôn 1",
            "Thôn 2",
        ]
        assert UnitFigure.objects.get().population == 812


def test_figures_of_units_that_are_there_are_pasted_in_one_go(client: Client, cast: Cast) -> None:
    client.force_login(cast.district_clerk.user)
    page = reverse("units_paste", args=[cast.district.pk])
    with scopes.for_system("tests"):
        UnitFigure.objects.create(
            unit=cast.commune, path=cast.commune.path, year=2026, population=9, headcount=3, source="Gõ tay"
        )
    lines = (f"{cast.commune.name}\t\t12.345", f"{cast.agency.name}\t\t68", f"{cast.commune.name}\t\t1")
    pasted = {"text": "\n".join(lines), "level": "", "year": "2026"}
    shown = client.post(page, {**pasted, "step": "preview"}).content.decode()
    assert "Đọc được 0 đơn vị · 1 dòng bỏ qua" in shown
    assert "Ghi số liệu của 2 đơn vị đã có:" in shown
    assert "Ghi số liệu 2 đơn vị</button>" in shown
    with scopes.for_system("tests"):
        figures = UnitFigure.objects.values_list("unit__name", "population", "headcount")
        assert list(figures) == [(cast.commune.name, 9, 3)]
    saved = client.post(page, {**pasted, "step": "save"}, follow=True)
    assert "Đã ghi số liệu của 2 đơn vị đã có." in saved.content.decode()
    with scopes.for_system("tests"):
        assert sorted(figures.all()) == sorted([(cast.commune.name, 12_345, 3), (cast.agency.name, None, 68)])


def test_renaming_ending_leading_and_figures(client: Client, cast: Cast) -> None:
    client.force_login(cast.district_clerk.user)
    commune, agency = cast.other_commune, cast.agency
    client.post(
        reverse("unit_rename", args=[agency.pk]), {"name": "Phòng Văn hóa", "on": "2026-01-01", "decision": "12/QĐ"}
    )
    client.post(reverse("unit_lead", args=[commune.pk]), {"lead": agency.pk})
    client.post(reverse("unit_figures", args=[commune.pk]), {"year": "2026", "population": "9000"})
    client.post(reverse("unit_phone", args=[commune.pk]), {"phone": "0255 3822 002"})
    page = text(client, reverse("unit", args=[commune.pk]))
    assert "Phòng Văn hóa" in page
    assert "9.000" in page
    assert "02553822002" in page
    refused = client.post(reverse("unit_close", args=[agency.pk]), {"on": "2026-11-30", "reason": "giải thể"})
    assert "đang là đầu mối của “xã An Hòa”" in refused.content.decode()
    client.post(reverse("unit_lead", args=[commune.pk]), {"lead": ""})
    client.post(reverse("unit_close", args=[agency.pk]), {"on": "2026-11-20", "reason": "giải thể"})
    assert "tồn tại đến hết ngày 20/11/2026" in text(client, reverse("unit", args=[agency.pk]))
    assert "Phòng Giáo dục Bình Hải (đến 31/12/2025, 12/QĐ)" in text(client, reverse("unit", args=[agency.pk]))


def test_a_wrong_phone_is_refused_in_words(client: Client, cast: Cast) -> None:
    client.force_login(cast.district_clerk.user)
    response = client.post(reverse("unit_phone", args=[cast.commune.pk]), {"phone": "không có"})
    assert response.status_code == 422
    assert "Số điện thoại “không có” không đúng" in response.content.decode()


# --- Search -------------------------------------------------------------------------------------------


def test_search_finds_without_marks_and_opens_what_is_ones_own(client: Client, cast: Cast) -> None:
    client.force_login(cast.district_clerk.user)
    page = text(client, reverse("search"), q="an thanh")
    assert f'href="{reverse("unit", args=[cast.commune.pk])}"' in page
    client.force_login(cast.stranger.user)
    public = text(client, reverse("search"), q="an thanh")
    assert "xã An Thạnh" in public
    assert f'href="{reverse("unit", args=[cast.commune.pk])}"' not in public


def test_search_that_finds_nothing_says_what_to_try(client: Client, cast: Cast) -> None:
    client.force_login(cast.district_clerk.user)
    assert "Không thấy đơn vị nào tên như “zzz”" in text(client, reverse("search"), q="zzz")


@pytest.mark.parametrize("finds", [1, 3])
def test_a_search_costs_the_same_for_one_find_and_three(
    client: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, finds: int
) -> None:
    with scopes.for_system("tests"):
        for each in range(finds):
            UnitFactory.create(parent=cast.district, name=f"xã Lam Giang {each}")
    client.force_login(cast.district_clerk.user)
    client.get(reverse("search"))
    with django_assert_num_queries(11):
        assert text(client, reverse("search"), q="lam giang").count(">xã Lam Giang") == 2 * finds  # and in full


def test_finds_are_sorted_and_taken_away_as_a_file(client: Client, cast: Cast) -> None:
    with scopes.for_system("tests"):
        for name in ("xã Lam Giang", "xã Lam Sơn"):
            UnitFactory.create(parent=cast.district, name=name)
        UnitFactory.create(parent=cast.district, name="xã Lam Cũ", valid_to="2025-06-30")
    client.force_login(cast.district_clerk.user)
    asked = {"q": "lam", "sort": "-unit", "_export": "csv"}
    rows = client.get(reverse("search"), asked).content.decode("utf-8-sig").splitlines()
    assert rows == [
        "Đơn vị,Tên đầy đủ,Ghi chú",
        'xã Lam Sơn,"xã Lam Sơn, khu vực Bình Hải, tỉnh Bình Nguyên",',
        'xã Lam Giang,"xã Lam Giang, khu vực Bình Hải, tỉnh Bình Nguyên",',
        'xã Lam Cũ,"xã Lam Cũ, khu vực Bình Hải, tỉnh Bình Nguyên",đến 30/6/2025',
    ]
    assert "(đến 30/6/2025)" in text(client, reverse("search"), q="lam cu")


# --- The seats of one unit ----------------------------------------------------------------------------


@pytest.mark.parametrize("more", [0, 2])
def test_a_unit_costs_the_same_for_one_seat_and_three(
    client: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    with scopes.for_system("tests"):
        for each in range(more):
            SeatFactory.create(unit=cast.agency, role=Role.FOCAL, title=f"Đầu mối {each}")
    client.force_login(cast.district_clerk.user)
    page = reverse("unit", args=[cast.agency.pk])
    client.get(page)
    with django_assert_num_queries(19):
        shown = text(client, page)
    whole = f"{reverse('seats')}?unit=Ph"
    assert (whole in shown) == (more > 0)  # one seat alone needs no list of its own


def test_seats_that_a_committee_below_keeps_lead_to_no_list(client: Client, cast: Cast) -> None:
    with scopes.for_system("tests"):
        SeatFactory.create(unit=cast.commune, role=Role.FOCAL, title="Đầu mối hai")
    client.force_login(cast.province_clerk.user)
    shown = text(client, reverse("unit", args=[cast.commune.pk]))
    assert "Đầu mối hai" in shown
    assert "Xem tất cả, lọc, xuất" not in shown
