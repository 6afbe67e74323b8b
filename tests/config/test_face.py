"""The frame around every page, and the parts pages are made of, as a person gets them."""

from collections.abc import Callable
from typing import Any

import django_tables2 as tables
import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import path

from committees.models import Role, Seat, Unit, User
from config import errors
from config.context import face


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


# Names that config/context.py asks for; "lists" is missing on purpose, as while its app is not built.
urlpatterns = [
    path("", nothing, name="home"),
    path("vai-tro/", nothing, name="switch_seat"),
    path("tim/", nothing, name="search"),
    path("tien-do/", nothing, name="progress"),
    path("ke-hoach/", nothing, name="plans"),
    path("van-ban/", nothing, name="documents"),
    path("don-vi/", nothing, name="units"),
    path("thong-bao/", nothing, name="inbox"),
    path("dang-nhap/", nothing, name="account_login"),
    path("dang-xuat/", nothing, name="account_logout"),
]
pytestmark = pytest.mark.urls(__name__)


def seat(pk: int, role: str, title: str, unit: str) -> Seat:
    return Seat(pk=pk, role=role, title=title, unit=Unit(name=unit))


CLERK = seat(1, Role.CLERK, "Thường trực", "BCĐ khu vực Bình Sơn")
FOCAL = seat(2, Role.FOCAL, "Đầu mối", "xã Bình Minh")
HEAD = seat(3, Role.HEAD, "Trưởng ban", "BCĐ khu vực Bình Sơn")


@pytest.fixture
def visit(rf: RequestFactory) -> Callable[..., HttpRequest]:
    """``visit("/tien-do/", CLERK, FOCAL)``: a request of a signed-in person whose first seat is the active one."""

    def make(address: str = "/", *seats: Seat, **headers: str) -> HttpRequest:
        request = rf.get(address, headers=headers or None)
        request.user = User(login="+84900000000", full_name="Người Dùng Thử") if seats else AnonymousUser()
        request.seat, request.seats = (seats[0] if seats else None), list(seats)  # type: ignore[attr-defined]
        return request

    return make


def page(request: HttpRequest, template: str = "base.html", **context: Any) -> str:
    return render(request, template, context).content.decode()


# --- the frame ------------------------------------------------------------------------------------


def test_the_page_says_where_one_is(visit: Callable[..., HttpRequest]) -> None:
    shown = face(visit("/tien-do/2026/xa/", CLERK))
    assert [entry["label"] for entry in shown["nav"] if entry["current"]] == ["Tiến độ"]
    assert [entry["label"] for entry in face(visit("/", CLERK))["nav"] if entry["current"]] == ["Việc của tôi"]


def test_an_entry_whose_pages_do_not_exist_is_left_out(visit: Callable[..., HttpRequest]) -> None:
    labels = [entry["label"] for entry in face(visit("/", CLERK))["nav"]]
    assert labels == ["Việc của tôi", "Tiến độ", "Kế hoạch và đợt", "Văn bản", "Đơn vị"]


@pytest.mark.parametrize("role", Role.values)
def test_a_phone_has_four_entries_and_the_rest_in_the_account_menu(
    visit: Callable[..., HttpRequest], role: str
) -> None:
    shown = face(visit("/", seat(9, role, "Vai trò", "Đơn vị")))
    phone = [entry["name"] for entry in shown["nav"] if entry["phone"]]
    assert len(phone) == 4
    assert phone[0] == "home"
    assert [entry["name"] for entry in shown["rest"]] == [
        entry["name"] for entry in shown["nav"] if entry["name"] not in phone
    ]


def test_a_leaders_phone_shows_progress_and_documents(visit: Callable[..., HttpRequest]) -> None:
    phone = [entry["name"] for entry in face(visit("/", HEAD))["nav"] if entry["phone"]]
    assert {"progress", "documents"} <= set(phone)


def test_the_seat_is_switched_by_a_plain_form(visit: Callable[..., HttpRequest]) -> None:
    shown = page(visit("/", CLERK, FOCAL), title="Việc của tôi")
    assert 'method="post" action="/vai-tro/"' in shown
    assert '<button class="menu-item" type="submit" name="seat" value="2">Đầu mối · xã Bình Minh</button>' in shown
    assert 'name="seat" value="1" aria-current="true"' in shown


def test_one_seat_leaves_nothing_to_switch(visit: Callable[..., HttpRequest]) -> None:
    shown = page(visit("/", CLERK), title="Việc của tôi")
    assert "Thường trực · BCĐ khu vực Bình Sơn" in shown
    assert 'action="/vai-tro/"' not in shown


def test_before_sign_in_there_is_no_nav_no_search_no_account(visit: Callable[..., HttpRequest]) -> None:
    shown = page(visit("/dang-nhap/"), title="Đăng nhập")
    assert 'class="side"' not in shown
    assert 'role="search"' not in shown
    assert "Đăng xuất" not in shown


def test_the_bell_says_how_many(visit: Callable[..., HttpRequest]) -> None:
    request = visit("/", CLERK)
    assert 'class="count"' not in page(request, title="x")
    request.unread = 3  # type: ignore[attr-defined]
    assert '<span class="count">3</span><span class="visually-hidden">chưa đọc</span>' in page(request, title="x")


def test_inside_zalo_the_page_says_how_to_get_out(visit: Callable[..., HttpRequest]) -> None:
    agent = {"User-Agent": "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 Chrome/109 Mobile Zalo android/1"}
    assert "Bấm ⋯, chọn Mở bằng trình duyệt" in page(visit("/", CLERK, **agent), title="x")
    assert "Mở bằng trình duyệt" not in page(visit("/", CLERK), title="x")


def test_names_from_outside_are_only_text(visit: Callable[..., HttpRequest]) -> None:
    shown = page(visit("/", seat(1, Role.CLERK, "<b>Thường trực</b>", "<script>x</script>")), title="<i>Tiến độ</i>")
    assert "<script>x" not in shown
    assert "<b>Thường" not in shown
    assert "<i>Tiến" not in shown


def test_the_page_header_gives_the_way_the_time_and_the_one_action(visit: Callable[..., HttpRequest]) -> None:
    shown = page(
        visit("/", CLERK),
        title="Tiến độ năm 2026",
        crumbs=[{"label": "toàn quốc", "url": "/"}, {"label": "Bình Sơn"}],
        as_of="tính đến 14:05, 22/11",
        action_label="Lập báo cáo",
        action_url="/van-ban/them/",
    )
    assert "<title>Tiến độ năm 2026 · Giọt Hồng</title>" in shown
    assert shown.count("<h1>") == 1
    assert '<span aria-current="page">Bình Sơn</span>' in shown
    assert "tính đến 14:05, 22/11" in shown
    assert '<a class="button primary" href="/van-ban/them/">Lập báo cáo</a>' in shown


# --- what went wrong -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handler", "status", "sentence"),
    [
        (errors.bad_request, 400, "Không đọc được yêu cầu này"),
        (errors.permission_denied, 403, "Vai trò này không làm được việc đó"),
        (errors.page_not_found, 404, "Không có trang này"),
        (errors.expired_form, 403, "Trang đã mở quá lâu"),
    ],
)
@pytest.mark.parametrize("seats", [(), (CLERK, FOCAL)], ids=["anonymous", "signed in"])
def test_an_error_page_says_what_and_what_to_do(
    visit: Callable[..., HttpRequest],
    handler: Callable[[HttpRequest], HttpResponse],
    status: int,
    sentence: str,
    seats: tuple[Seat, ...],
) -> None:
    response = handler(visit("/khong-co/", *seats))
    assert response.status_code == status
    assert sentence in response.content.decode()
    assert 'class="button primary"' in response.content.decode()


def test_a_refusal_in_the_views_own_words(visit: Callable[..., HttpRequest]) -> None:
    response = errors.permission_denied(visit("/", CLERK), PermissionDenied("Chỉ trưởng ban được ký văn bản."))
    assert "Chỉ trưởng ban được ký văn bản." in response.content.decode()


def test_the_last_error_page_needs_neither_database_nor_context(rf: RequestFactory) -> None:
    """No database mark here: any query would fail the test."""
    request = rf.get("/")
    request.id = "0123456789abcdef0123456789abcdef"  # type: ignore[attr-defined]
    response = errors.server_error(request)
    assert response.status_code == 500
    assert "Có lỗi ở máy chủ" in response.content.decode()
    assert "đọc mã 01234567" in response.content.decode()


# --- forms ------------------------------------------------------------------------------------------------


class UnitForm(forms.Form):
    name = forms.CharField(label="Tên đơn vị", help_text="Viết như trên con dấu.")
    headcount = forms.IntegerField(label="Số người", required=False)
    rule = forms.ChoiceField(label="Cách chia", choices=[("even", "Chia đều")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Đồng ý", required=False)


def test_a_field_ties_its_help_and_its_error_to_itself() -> None:
    shown = str(UnitForm({"headcount": "4"}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert 'id="id_name_helptext"' in shown
    assert 'id="id_name_error"' in shown
    assert 'aria-invalid="true"' in shown


def test_help_is_only_text_unless_it_was_made_as_markup() -> None:
    class Asking(forms.Form):
        name = forms.CharField(help_text="Tên <b>đủ</b>")
        password = forms.CharField(help_text=password_validators_help_text_html())
        agrees = forms.BooleanField(help_text="Đọc <i>kỹ</i>")

    shown = str(Asking())
    assert "Tên &lt;b&gt;đủ&lt;/b&gt;" in shown
    assert "Đọc &lt;i&gt;kỹ&lt;/i&gt;" in shown
    assert "<ul><li>" in shown


def test_what_may_stay_empty_is_marked_and_what_may_not_has_no_star() -> None:
    shown = str(UnitForm())
    assert 'Số người <span class="optional">(không bắt buộc)</span>' in shown
    assert shown.count("(không bắt buộc)") == 1
    assert "*" not in shown


def test_choices_stand_under_their_question() -> None:
    assert "<legend>Cách chia</legend>" in str(UnitForm())


def test_the_summary_leads_to_each_field() -> None:
    form = UnitForm({"rule": "even"})
    shown = render_to_string("_error_summary.html", {"form": form})
    assert "Có 1 chỗ cần sửa" in shown
    assert '<a href="#id_name">Tên đơn vị: ' in shown


# --- tables ---------------------------------------------------------------------------------------------------


class UnitTable(tables.Table):
    unit = tables.Column(verbose_name="Đơn vị", footer="Cộng")
    result = tables.Column(verbose_name="Kết quả", attrs={"cell": {"class": "number"}}, footer="69")
    last = tables.Column(verbose_name="Năm trước", attrs={"cell": {"class": "number wide"}}, orderable=False)

    exports = ["csv", "xlsx"]
    empty_url = "/don-vi/them/"
    empty_label = "Thêm đơn vị đầu tiên"

    class Meta:
        empty_text = "Chưa có đơn vị nào trong kế hoạch 2026."


ROWS = [{"unit": "Xã Bình Chương", "result": 8, "last": 9}, {"unit": "Xã Bình Nguyên", "result": 61, "last": 40}]


def table_page(request: HttpRequest, rows: list[dict[str, object]], per_page: int = 25) -> str:
    table = UnitTable(rows)
    tables.RequestConfig(request, paginate={"per_page": per_page}).configure(table)
    return str(table.as_html(request))


def test_totals_stand_at_the_top_and_at_the_bottom(rf: RequestFactory) -> None:
    shown = table_page(rf.get("/"), ROWS)
    head, body = shown.split("</thead>")
    assert head.count('class="totals"') == 1
    assert body.count('class="totals"') == 1
    assert head.count("69") == body.count("69") == 1


def test_a_header_sorts_by_a_plain_link_and_keeps_the_filter(rf: RequestFactory) -> None:
    shown = table_page(rf.get("/", {"khoi": "xa", "sort": "result"}), ROWS)
    assert 'href="?khoi=xa&amp;sort=-result"' in shown
    assert 'aria-sort="ascending"' in shown
    assert 'hx-target="#table"' in shown
    assert shown.index("Bình Chương") < shown.index("Bình Nguyên")


def test_an_empty_table_says_what_to_do_next(rf: RequestFactory) -> None:
    shown = table_page(rf.get("/"), [])
    assert "Chưa có đơn vị nào trong kế hoạch 2026." in shown
    assert '<a class="button primary" href="/don-vi/them/">Thêm đơn vị đầu tiên</a>' in shown
    assert "<table" not in shown


def test_the_table_can_be_taken_away_as_it_is_filtered(rf: RequestFactory) -> None:
    shown = table_page(rf.get("/", {"khoi": "xa"}), ROWS)
    assert "khoi=xa&amp;_export=csv" in shown
    assert "khoi=xa&amp;_export=xlsx" in shown


def test_pages_are_plain_links(rf: RequestFactory) -> None:
    shown = table_page(rf.get("/"), ROWS * 3, per_page=2)
    assert 'href="?page=2"' in shown
    assert '<span aria-current="page">1</span>' in shown
    assert "Trang sau" in shown


# --- the other parts -----------------------------------------------------------------------------------------------


def test_a_figure_says_of_what_and_how_much(visit: Callable[..., HttpRequest]) -> None:
    shown = render_to_string("_figure.html", {"value": 1324, "target": 1100, "unit": "đơn vị máu"})
    assert "1.324 / 1.100" in shown
    assert "đơn vị máu" in shown
    assert "120,4%" in shown
    assert "share-bar--past" in shown


def test_a_figure_without_a_target_invents_no_share() -> None:
    shown = render_to_string("_figure.html", {"value": 61, "target": None, "unit": "đơn vị máu"})
    assert "61" in shown
    assert "%" not in shown
    assert "<svg" not in shown


def test_a_duty_says_what_by_when_and_gives_one_action(visit: Callable[..., HttpRequest]) -> None:
    duty = {
        "title": "Nộp danh sách người đăng ký hiến máu",
        "due": "17:00 thứ Ba 24/11",
        "left": "còn 2 ngày",
        "action": {"label": "Nộp danh sách", "url": "/nop/"},
        "others": [{"label": "Xin gia hạn", "url": "/gia-han/"}],
    }
    shown = render_to_string("_duty.html", {"duty": duty}, request=visit("/", FOCAL))
    assert "Chậm nhất <b>17:00 thứ Ba 24/11</b>" in shown
    assert "còn 2 ngày" in shown
    assert shown.count("button primary") == 1


def test_a_notice_offers_its_undo_by_post(visit: Callable[..., HttpRequest]) -> None:
    shown = render_to_string(
        "_notice.html",
        {"kind": "success", "text": "Đã nhận danh sách.", "tags": "undo:/hoan-tac/5/"},
        request=visit("/", CLERK),
    )
    assert 'method="post" action="/hoan-tac/5/"' in shown
    assert "csrfmiddlewaretoken" in shown
    assert "Hoàn tác" in shown
