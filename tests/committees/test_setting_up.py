"""Setting a committee up: the first by command, the next from the browser of the one above."""

from __future__ import annotations

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from committees import scopes
from committees.issuing_body_rules import clean_lines, clean_symbol
from committees.models import Committee, IssuingBody, Level, Role, Seat, Unit, User
from committees.setting_up import proposal, save_issuing_body, set_up_committee
from core.models import AuditEntry
from core.refusal import Refused
from tests.cast import Cast
from tests.committees.factories import UnitFactory

NEW_PASSWORD = "mua thu la vang bay"


# --- What is proposed ------------------------------------------------------------------------------


USUAL = {
    (Level.NATIONAL, "Toàn quốc"): ("BCĐ quốc gia", "Hà Nội", (), "BCĐQG"),
    (Level.PROVINCE, "Tỉnh Hải Sơn"): ("BCĐ tỉnh Hải Sơn", "Hải Sơn", ("UBND TỈNH HẢI SƠN",), "BCĐ"),
    (Level.PROVINCE, "Thành phố Hải Sơn"): ("BCĐ thành phố Hải Sơn", "Hải Sơn", ("UBND THÀNH PHỐ HẢI SƠN",), "BCĐ"),
    (Level.COMMUNE, "xã An Thạnh"): ("BCĐ xã An Thạnh", "An Thạnh", ("UBND XÃ AN THẠNH",), "BCĐ"),
    (Level.DISTRICT, "khu vực Bình Hải"): (
        "BCĐ khu vực Bình Hải",
        "Bình Hải",
        ("BCĐ VẬN ĐỘNG HIẾN MÁU TÌNH NGUYỆN", "TỈNH BÌNH NGUYÊN"),
        "BCĐ",
    ),
}


@pytest.mark.parametrize("unit", USUAL)
def test_a_committee_is_proposed_as_it_is_usually_called(unit: tuple[str, str]) -> None:
    level, name = unit
    usual = proposal(Unit(level=level, name=name, parent=Unit(level=Level.PROVINCE, name="Tỉnh Bình Nguyên")))
    assert (usual.short_name, usual.place, usual.superior_lines, usual.symbol) == USUAL[unit]
    assert usual.name_lines[-1] == "VẬN ĐỘNG HIẾN MÁU TÌNH NGUYỆN"


# --- The header (Nghị định 30/2020, Phụ lục I) -----------------------------------------------------


@pytest.mark.parametrize("symbol", ["BCĐ", "BCĐQG", "BCĐVĐHMTN", "BCĐ-CTĐ", "UBND", "HCTĐ2"])
def test_symbols_in_use_are_taken(symbol: str) -> None:
    assert clean_symbol(f" {symbol} ") == symbol


@pytest.mark.parametrize("symbol", ["", " ", "BC Đ", "- BCĐ", "BCĐ–QG", "BC/BCĐ", "BCĐ-", "-BCĐ", "2BCĐ", "B" * 31])
def test_symbols_that_break_a_number_are_refused(symbol: str) -> None:
    with pytest.raises(Refused, match="không dùng được trong số, ký hiệu"):
        clean_symbol(symbol)


def test_header_lines_are_capitals_without_blanks() -> None:
    assert clean_lines("Ban chỉ đạo\n\n  vận động   hiến máu tình nguyện ") == [
        "BAN CHỈ ĐẠO",
        "VẬN ĐỘNG HIẾN MÁU TÌNH NGUYỆN",
    ]


@pytest.mark.parametrize("text", ["một\n" * 5, "dài " * 30, ("d" * 90 + "\n") * 3])
def test_a_header_longer_than_the_page_holds_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        clean_lines(text)


@given(st.text(max_size=80))
def test_cleaning_a_header_twice_changes_nothing(text: str) -> None:
    try:
        lines = clean_lines(text)
    except Refused:
        return
    assert clean_lines("\n".join(lines)) == lines


# --- The verb ---------------------------------------------------------------------------------------


def test_a_committee_comes_with_its_body_and_its_first_seats(cast: Cast) -> None:
    with scopes.for_system("tests"):
        made = set_up_committee(unit=cast.other_commune)
        seats = Seat.objects.filter(unit=cast.other_commune).exclude(role=Role.FOCAL)
        assert {seat.role for seat in seats} == {Role.HEAD, Role.STANDING_DEPUTY, Role.CLERK, Role.ADMIN}
        body = IssuingBody.objects.get(committee=made.committee)
        entry = AuditEntry.objects.get(action="committee.set_up")
    assert (body.symbol, body.place, body.is_default) == ("BCĐ", "An Hòa", True)
    assert (made.committee.path, entry.path) == (cast.other_commune.path, cast.other_commune.path)


@pytest.mark.parametrize(
    ("unit", "sentence"), [("agency", "không phải cấp hành chính"), ("commune", "đã có Ban Chỉ đạo")]
)
def test_where_no_committee_can_be(cast: Cast, unit: str, sentence: str) -> None:
    with scopes.for_system("tests"), pytest.raises(Refused, match=sentence):
        set_up_committee(unit=getattr(cast, unit))


def test_one_issuing_body_is_always_the_default(cast: Cast) -> None:
    values = {"name_lines": ["HỘI CHỮ THẬP ĐỎ"], "symbol": "HCTĐ", "place": "Bình Hải", "is_default": True}
    with scopes.for_system("tests"):
        committee = Committee.objects.get(unit=cast.district)
        new = save_issuing_body(committee=committee, values=values)
        assert list(IssuingBody.objects.filter(committee=committee, is_default=True)) == [new]
        kept = save_issuing_body(committee=committee, body=new, values={"is_default": False})
        assert kept.is_default  # nothing else is
        before = IssuingBody.objects.filter(committee=committee).exclude(pk=new.pk).get()
        save_issuing_body(committee=committee, body=before, values={"is_default": True})
        assert list(IssuingBody.objects.filter(committee=committee, is_default=True)) == [before]


# --- By command --------------------------------------------------------------------------------------


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("set_up_committee", *arguments, stdout=out)
    return out.getvalue()


def test_the_first_committee_is_set_up_by_command_and_its_link_works(client: Client, db: None) -> None:
    with scopes.for_system("tests"):
        unit = UnitFactory.create(level=Level.PROVINCE, name="Tỉnh Bình Nguyên", code="98", vintage="2025")
    told = run(
        "--unit=98",
        "--admin-name=Cao Văn Đầu",
        "--admin-login=0912345678",
        "--clerk-name=Cao Văn Đầu",
        "--clerk-login=0912 345 678",
    )
    assert "Ban Chỉ đạo vận động hiến máu tình nguyện tỉnh Bình Nguyên" in told
    (admin_link, clerk_link) = re.findall(r"https?://[^/]+(/moi/\S+)", told)
    assert client.post(admin_link, {"password": NEW_PASSWORD}).status_code == 302
    assert client.get(reverse("audit")).status_code == 200
    assert Client().post(clerk_link, {"password": NEW_PASSWORD}).status_code == 302
    with scopes.for_person(User.objects.get(login="+84912345678")):
        assert {seat.role for seat in Seat.objects.filter(unit=unit)} == {Role.ADMIN, Role.CLERK}


@pytest.mark.parametrize(
    ("unit", "login", "sentence"),
    [
        ("000", "0912345678", "Không có đơn vị mã 000"),
        ("97", "0912345678", "chọn bằng #id"),
        ("98", "không số", "không phải là số điện thoại"),
    ],
)
def test_the_command_refuses_in_words_and_leaves_nothing(db: None, unit: str, login: str, sentence: str) -> None:
    with scopes.for_system("tests"):
        UnitFactory.create(level=Level.PROVINCE, name="Tỉnh Bình Nguyên", code="98", vintage="2025")
        for vintage in ("2024", "2025"):
            UnitFactory.create(level=Level.PROVINCE, name="Tỉnh Hai", code="97", vintage=vintage)
    with pytest.raises(CommandError, match=sentence):
        run(f"--unit={unit}", "--admin-name=A", f"--admin-login={login}")
    with scopes.for_system("tests"):
        assert not Committee.objects.exists()


# --- In the browser ------------------------------------------------------------------------------------


def test_an_administrator_sets_up_the_committee_of_a_unit_below_and_sees_the_links_once(
    client: Client, cast: Cast
) -> None:
    client.force_login(cast.district_admin.user)
    page = reverse("committee_set_up", args=[cast.other_commune.pk])
    usual = client.get(page).context["form"].initial
    response = client.post(page, {**usual, "admin_name": "Cao Văn Đầu", "admin_login": "0912345678"})
    assert response.status_code == 200
    (link,) = set(re.findall(r"/moi/[\w-]{43}/", response.content.decode()))
    assert "no-store" in response["Cache-Control"]
    accepted = Client()
    assert accepted.post(link, {"password": NEW_PASSWORD}).status_code == 302
    assert accepted.get(reverse("committee")).status_code == 200
    assert client.get(page).status_code == 403  # it has one now


@pytest.mark.parametrize(
    ("who", "unit", "status"),
    [
        ("district_clerk", "other_commune", 403),
        ("district_head", "other_commune", 403),
        ("district_admin", "agency", 403),
        ("district_admin", "district", 403),
        ("district_admin", "province", 404),
        ("district_admin", "other_province", 404),
        ("stranger", "other_commune", 403),
        ("commune_focal", "other_commune", 403),
    ],
)
def test_nobody_else_sets_up_committees(client: Client, cast: Cast, who: str, unit: str, status: int) -> None:
    client.force_login(cast.people[who].user)
    assert client.get(reverse("committee_set_up", args=[getattr(cast, unit).pk])).status_code == status


def test_the_second_step_is_the_administrators_to_require(client: Client, cast: Cast) -> None:
    page, changed = reverse("committee_change"), {"name": "BCĐ mới", "short_name": "BCĐ", "mfa_roles": ["clerk"]}
    client.force_login(cast.district_clerk.user)
    assert client.post(page, changed).status_code == 302
    with scopes.for_system("tests"):
        assert Committee.objects.get(unit=cast.district).mfa_roles == []
    client.force_login(cast.district_admin.user)
    client.post(page, changed)
    with scopes.for_system("tests"):
        assert Committee.objects.get(unit=cast.district).mfa_roles == ["clerk"]
        entries = AuditEntry.objects.filter(action="committee.changed").order_by("pk")
        assert [entry.after for entry in entries][-1] == {"mfa_roles": ["clerk"]}


def test_a_symbol_with_a_space_is_refused_at_its_field(client: Client, cast: Cast) -> None:
    client.force_login(cast.district_clerk.user)
    with scopes.for_system("tests"):
        body = IssuingBody.objects.get(committee__unit=cast.district)
    page = reverse("issuing_body", args=[body.pk])
    posted = {
        "name_lines": "Ban chỉ đạo",
        "symbol": "B CĐ",
        "place": "Bình Hải",
        "seal": "parent",
        "numbering": "registry",
        "signing": "paper",
    }
    response = client.post(page, posted)
    assert response.status_code == 422
    assert "“B CĐ” không dùng được trong số, ký hiệu" in response.content.decode()
    assert client.post(page, {**posted, "symbol": "BCĐ"}).status_code == 302
    with scopes.for_system("tests"):
        body.refresh_from_db()
    assert (body.name_lines, body.is_default) == (["BAN CHỈ ĐẠO"], True)


@pytest.mark.parametrize(("who", "status"), [("district_head", 403), ("agency_focal", 404), ("stranger", 404)])
def test_others_do_not_touch_the_issuing_body(client: Client, cast: Cast, who: str, status: int) -> None:
    with scopes.for_system("tests"):
        body = IssuingBody.objects.get(committee__unit=cast.district)
    client.force_login(cast.people[who].user)
    assert client.get(reverse("issuing_body", args=[body.pk])).status_code == status


# --- The issuing bodies as a list ------------------------------------------------------------------


def add_bodies(cast: Cast, count: int) -> None:
    """`count` bodies beside the committee's own."""
    with scopes.for_seat(cast.district_clerk.seat):
        committee = Committee.objects.get(unit=cast.district)
        for each in range(count):
            values = {
                "superior_lines": ["TRUNG ƯƠNG HỘI"],
                "name_lines": ["HỘI CHỮ THẬP ĐỎ", f"CƠ SỞ {each}"],
                "symbol": f"HCTĐ{each}",
                "place": "Bình Hải",
                "numbering": IssuingBody.Numbering.SERIES,
                "signing": IssuingBody.Signing.PAPER,
            }
            save_issuing_body(committee=committee, values=values)


@pytest.mark.parametrize("more", [0, 2])
def test_issuing_bodies_cost_the_same_for_one_and_three(
    client: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    add_bodies(cast, more)
    client.force_login(cast.district_clerk.user)
    client.get(reverse("committee"))
    with django_assert_num_queries(10):
        client.get(reverse("committee"))
    with django_assert_num_queries(9):
        assert f"<b>{more + 1}</b> cơ quan" in client.get(reverse("issuing_bodies")).content.decode()


def test_issuing_bodies_are_found_and_taken_away_as_a_file(client: Client, cast: Cast) -> None:
    add_bodies(cast, 2)
    client.force_login(cast.district_head.user)
    asked = {"text": "chu thap do", "numbering": "series", "sort": "-symbol", "_export": "csv"}
    rows = client.get(reverse("issuing_bodies"), asked).content.decode("utf-8-sig").splitlines()
    assert rows[0] == "Cơ quan ban hành,Cơ quan chủ quản,Ký hiệu,Địa danh,Con dấu,Cách cấp số,Văn bản mới"
    assert [row.split(",")[:3] for row in rows[1:]] == [
        ["HỘI CHỮ THẬP ĐỎ CƠ SỞ 1", "TRUNG ƯƠNG HỘI", "HCTĐ1"],
        ["HỘI CHỮ THẬP ĐỎ CƠ SỞ 0", "TRUNG ƯƠNG HỘI", "HCTĐ0"],
    ]
    page = client.get(reverse("issuing_bodies"), {"text": "không có"}).content.decode()
    assert "Không có cơ quan nào khớp. Bỏ bớt điều kiện lọc." in page
    assert "Thêm cơ quan ban hành" not in page  # the head reads


def test_an_issuing_body_sent_twice_is_one(client: Client, cast: Cast) -> None:
    client.force_login(cast.district_clerk.user)
    page = client.get(reverse("issuing_body_add")).content.decode()
    mark = re.search(r'name="once" value="([^"]+)"', page)
    assert mark is not None
    posted = {"name_lines": "UBND", "symbol": "UBND", "place": "Bình Hải", "seal": "own", "numbering": "registry"}
    posted["signing"] = "paper"
    for _again in range(2):
        assert client.post(reverse("issuing_body_add"), {**posted, "once": mark.group(1)}).status_code == 302
    with scopes.for_system("tests"):
        assert IssuingBody.objects.filter(symbol="UBND").count() == 1
