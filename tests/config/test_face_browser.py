"""The frame's scripts in a real browser: the grid by keyboard, paste and row saving, tables on a phone, axe.

Pages are rendered here from the real templates and answered to Chromium directly, with the site's own content policy;
rows are saved against a small rule written in this file, so that every answer of the grid's contract is met.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import django_tables2 as tables
import pytest
from django import forms
from django.conf import settings
from django.template import engines
from django.test import RequestFactory
from django.urls import path
from playwright.sync_api import ConsoleMessage, Page, Route, expect

from committees.models import Role, Seat, Unit, User
from config.errors import page_not_found
from core.headers import CONTENT_SECURITY_POLICY
from tests.browser.steps import serious_faults

SITE = "http://giot-hong.test"
FIELDS = ("registered", "present", "donated")
UNITS = {"17": "Xã Bình Chương", "18": "Xã Bình Nguyên", "19": "Trường THPT Bình Sơn"}
urlpatterns = [
    path(address, page_not_found, name=name)
    for address, name in (
        ("", "home"),
        ("vai-tro/", "switch_seat"),
        ("tim/", "search"),
        ("tien-do/", "progress"),
        ("ke-hoach/", "plans"),
        ("danh-sach/", "lists"),
        ("van-ban/", "documents"),
        ("don-vi/", "units"),
        ("thong-bao/", "inbox"),
        ("dang-xuat/", "account_logout"),
        ("doi-mat-khau/", "account_change_password"),
        ("hai-buoc/", "mfa_index"),
    )
]
pytestmark = pytest.mark.urls(__name__)

GRID = """{% extends "base.html" %}{% load static %}
{% block scripts %}<script src="{% static 'js/grid.js' %}" defer></script>{% endblock %}
{% block content %}<form method="post" data-grid {% include "_grid_words.html" %}>{% csrf_token %}
<p class="grid-bar"><span>Đã hiến <b id="sum" data-total="donated"></b>/100
 · còn <b id="left" data-total="donated" data-left="100">
</b> · <b id="share" data-total="donated" data-share-of="100"></b></span></p>
<div class="grid-wrap" role="region" tabindex="0" aria-label="Kết quả theo đơn vị"><table class="grid">
<thead><tr><th scope="col">Đơn vị</th>
{% for field in fields %}<th scope="col" class="number">{{ field }}</th>{% endfor %}
<th scope="col" class="number">ml</th><th scope="col">Trạng thái</th></tr></thead>
<tbody>{% for row, unit in units.items %}<tr data-row="{{ row }}" data-save-url="/luoi/{{ row }}/">
<th scope="row">{{ unit }}</th>
{% for field in fields %}{% include "_grid_cell.html" with label=unit value="" %}{% endfor %}
<td class="number" data-sum="donated*250"></td>
<td class="row-state" data-state><input type="hidden" name="{{ row }}-version" value="1" data-version></td>
</tr>{% endfor %}</tbody><tfoot><tr class="totals"><th scope="row">Cộng</th>
{% for field in fields %}<td class="number" data-total="{{ field }}">
</td>{% endfor %}<td></td><td></td></tr></tfoot></table></div>
{% include "_grid_help.html" %}
<div class="no-script">{% include "_form_actions.html" with submit_label="Lưu tất cả" %}</div></form>{% endblock %}"""
LIST = """{% extends "base.html" %}{% load render_table from django_tables2 %}{% block content %}
{% include "_figure.html" with value=69 target=60 unit="đơn vị máu" note="Xếp thứ 1/13" %}
{% include "_filter.html" with total=3 noun="đơn vị" %}{% render_table table %}{% endblock %}"""
FORM = """{% extends "base.html" %}{% block content %}{% include "_error_summary.html" %}
<form class="form" method="post" novalidate>{% csrf_token %}{{ form }}
{% include "_form_actions.html" with cancel_url="/" %}</form>{% endblock %}"""
HOME = """{% extends "base.html" %}{% block content %}
{% include "_notice.html" with text="Đã nhận danh sách." kind="ok" undo_url="/x/" %}
<ul class="duties"><li>{% include "_duty.html" %}</li></ul>{% include "_facts.html" %}
<p>{% include "_state.html" with text="Đã nhận" kind="ok" %}
{% include "_state.html" with text="Quá hạn, chưa nộp" kind="late" %}
{% include "_state.html" with text="Cần sửa 3 dòng" kind="warn" %}
{% include "_state.html" with text="Trình ký" kind="open" %}</p>
{% include "_empty.html" with text="Chưa có đợt nào trong kế hoạch 2026." url="/x/" label="Thêm đợt đầu tiên" %}
{% endblock %}"""


class ResultTable(tables.Table):
    unit = tables.Column(verbose_name="Đơn vị", footer="Cộng")
    result = tables.Column(verbose_name="Kết quả", attrs={"cell": {"class": "number"}}, footer="69")
    share = tables.TemplateColumn(
        "{{ record.result|percent_of:30 }}{% share_bar record.result 30 %}",
        verbose_name="Tỷ lệ",
        attrs={"cell": {"class": "number wide"}},
    )
    last = tables.Column(verbose_name="Năm trước", attrs={"cell": {"class": "number wide"}})
    exports = ["csv", "xlsx"]


class UnitForm(forms.Form):
    name = forms.CharField(label="Tên đơn vị", help_text="Viết như trên con dấu.")
    headcount = forms.IntegerField(label="Số người", required=False)
    rule = forms.ChoiceField(label="Cách chia", choices=[("even", "Chia đều")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Đồng ý", required=False)


def rendered(source: str, address: str = "/", **context: Any) -> str:
    request = RequestFactory().get(address)
    clerk = Seat(pk=1, role=Role.CLERK, title="Thường trực", unit=Unit(name="BCĐ khu vực Bình Sơn"))
    focal = Seat(pk=2, role=Role.FOCAL, title="Đầu mối", unit=Unit(name="xã Bình Minh"))
    request.user = User(login="+84900000000", full_name="Người Dùng Thử")
    request.seat, request.seats, request.unread = clerk, [clerk, focal], 3  # type: ignore[attr-defined]
    if "table" in context:
        tables.RequestConfig(request).configure(context["table"])
    crumbs = [{"label": "toàn quốc", "url": "/"}, {"label": "Bình Sơn"}]
    return str(
        engines["django"].from_string(source).render({"title": "Trang thử", "crumbs": crumbs, **context}, request)
    )


def home_page() -> str:
    action = {"label": "Nộp danh sách", "url": "/x/"}
    duty: dict[str, object] = {
        "title": "Nộp danh sách người đăng ký",
        "due": "17:00 thứ Ba 24/11",
        "left": "còn 2 ngày",
        "action": action,
    }
    duty["others"] = [{"label": "Gõ tên", "url": "/x/"}, {"label": "Xin gia hạn", "url": "/x/"}]
    return rendered(HOME, duty=duty, facts=[{"label": "Địa điểm", "value": "Nhà văn hóa xã"}])


def list_page(query: str = "") -> str:
    rows = [
        {"unit": "Xã Bình Chương", "result": 8, "last": 9},
        {"unit": "Xã Bình Nguyên", "result": 61, "last": 40},
    ]
    return rendered(LIST, f"/tien-do/{query}", table=ResultTable(rows), chips=[{"label": "Chưa đạt", "url": "/x/"}])


def grid_page() -> str:
    return rendered(GRID, "/luoi/", units=UNITS, fields=FIELDS)


def form_page() -> str:
    return rendered(FORM, "/don-vi/", form=UnitForm({"headcount": "4"}))


class Desk:
    """Answers the browser: pages by address, static files, and rows by the rules of `save`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.posts: list[dict[str, str]] = []
        self.versions = dict.fromkeys(UNITS, 1)
        self.said_by_console: list[str] = []
        self.pages: dict[str, Callable[[], str]] = {
            "/": home_page,
            "/luoi/": grid_page,
            "/don-vi/": form_page,
        }
        page.route(f"{SITE}/**", self.answer)
        page.on("pageerror", lambda error: self.said_by_console.append(str(error)))
        page.on("console", self.listen)

    def listen(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.said_by_console.append(message.text)

    def answer(self, route: Route) -> None:
        address = urlsplit(route.request.url)
        if address.path.startswith("/static/"):
            route.fulfill(path=settings.STATIC_ROOT / address.path.removeprefix("/static/"))
        elif address.path.startswith("/luoi/") and route.request.method == "POST":
            status, said = self.save(address.path.split("/")[2], parse_qs(route.request.post_data or ""))
            route.fulfill(status=status, content_type="application/json", body=json.dumps(said))
        else:
            body = list_page(f"?{address.query}") if address.path == "/tien-do/" else self.pages[address.path]()
            policy = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
            route.fulfill(content_type="text/html; charset=utf-8", headers=policy, body=body)

    def save(self, row: str, posted: dict[str, list[str]]) -> tuple[int, dict[str, object]]:
        """Refuses words and too many donors, asks about more present than registered, notices an older version."""
        values = {name: found[0] for name, found in posted.items()}
        self.posts.append(values)
        typed = {field: values.get(f"{row}-{field}", "") for field in FIELDS}
        if values[f"{row}-version"] != str(self.versions[row]):
            theirs = {"conflict": "Người khác đã lưu dòng này lúc 14:05.", "values": {"donated": "60"}}
            return 409, {**theirs, "version": self.versions[row]}
        wrong = {field: "Ô này cần một số, ví dụ 45." for field, text in typed.items() if text and not text.isdigit()}
        if wrong:
            return 422, {"errors": wrong}
        registered, present, donated = (int(typed[field] or 0) for field in FIELDS)
        if donated > present:
            return 422, {"errors": {"donated": f"Số người hiến ({donated}) lớn hơn số người có mặt ({present})."}}
        if present > registered and values.get(f"{row}-confirmed") != "1":
            return 422, {"doubts": [f"Số người có mặt ({present}) lớn hơn số đăng ký ({registered})."]}
        self.versions[row] += 1
        return 200, {"errors": {}, "doubts": [], "version": self.versions[row]}

    def open(self, address: str) -> None:
        self.page.goto(SITE + address)

    def cell(self, row: int, field: str) -> Any:
        return self.page.locator(f'[name="{row}-{field}"]')

    def state(self, row: int) -> Any:
        return self.page.locator(f'[data-row="{row}"] [data-state] .said')

    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.name || document.activeElement.tagName"))

    def paste(self, text: str) -> None:
        self.page.evaluate(
            """text => { const data = new DataTransfer(); data.setData("text/plain", text);
            document.activeElement.dispatchEvent(
              new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }""",
            text,
        )

    def would_warn(self) -> bool:
        """Whether leaving the page now would ask."""
        return bool(
            self.page.evaluate(
                "() => { const e = new Event('beforeunload', {cancelable: true}); window.dispatchEvent(e);"
                " return e.defaultPrevented; }"
            )
        )


@pytest.fixture
def desk(page: Page) -> Desk:
    return Desk(page)


@pytest.fixture
def grid(desk: Desk) -> Desk:
    desk.open("/luoi/")
    return desk


# --- the grid: keys --------------------------------------------------------------------------------


def test_enter_goes_down_and_shift_enter_up(grid: Desk) -> None:
    grid.cell(17, "present").focus()
    grid.page.keyboard.press("Enter")
    assert grid.focused() == "18-present"
    grid.page.keyboard.press("Shift+Enter")
    assert grid.focused() == "17-present"


def test_arrows_leave_a_cell_only_at_the_edge_of_its_text(grid: Desk) -> None:
    grid.cell(17, "registered").focus()
    grid.page.keyboard.type("71")
    grid.page.keyboard.press("ArrowLeft")  # between 7 and 1
    assert grid.focused() == "17-registered"
    grid.page.keyboard.press("End")
    grid.page.keyboard.press("ArrowRight")
    assert grid.focused() == "17-present"
    grid.page.keyboard.press("ArrowLeft")
    assert grid.focused() == "17-registered"
    grid.page.keyboard.press("ArrowDown")
    assert grid.focused() == "18-registered"


def test_escape_takes_back_what_was_typed_in_the_cell(grid: Desk) -> None:
    grid.cell(17, "present").focus()
    grid.page.keyboard.type("66")
    grid.page.keyboard.press("Escape")
    expect(grid.cell(17, "present")).to_have_value("")
    assert not grid.would_warn()


def test_totals_follow_the_typing(grid: Desk) -> None:
    grid.cell(17, "donated").fill("61")
    grid.cell(18, "donated").fill("1.000")
    expect(grid.page.locator("#sum")).to_have_text("1.061")
    expect(grid.page.locator("#left")).to_have_text("−961")
    expect(grid.page.locator("#share")).to_have_text("1061%")
    expect(grid.page.locator('[data-row="17"] [data-sum]')).to_have_text("15.250")
    expect(grid.page.locator('[data-row="19"] [data-sum]')).to_have_text("")


# --- the grid: saving ------------------------------------------------------------------------------


def test_a_row_saves_when_it_is_left_and_carries_its_version_on(grid: Desk) -> None:
    grid.cell(17, "registered").focus()
    grid.page.keyboard.type("71")
    grid.page.keyboard.press("Tab")
    grid.page.keyboard.type("66")
    assert grid.posts == []
    assert grid.would_warn()
    grid.page.keyboard.press("Enter")
    expect(grid.state(17)).to_have_text("✓ đã lưu")
    assert grid.posts == [{"17-registered": "71", "17-present": "66", "17-version": "1"}]
    assert not grid.would_warn()
    grid.cell(17, "donated").fill("61")
    grid.page.keyboard.press("Enter")
    expect(grid.page.locator("[data-grid-status]")).to_have_text("Tất cả các dòng đã lưu.")
    assert [post["17-version"] for post in grid.posts] == ["1", "2"]


def test_an_unchanged_row_is_not_sent(grid: Desk) -> None:
    grid.cell(17, "registered").focus()
    grid.page.keyboard.press("Enter")
    grid.page.keyboard.press("Enter")
    assert grid.focused() == "19-registered"
    assert grid.posts == []


def test_an_impossible_figure_is_refused_in_words_at_its_cell(grid: Desk) -> None:
    grid.cell(17, "registered").fill("44")
    grid.cell(17, "present").fill("40")
    grid.cell(17, "donated").fill("41")
    grid.page.keyboard.press("Enter")
    fault = grid.page.locator("#fault-17-donated")
    expect(fault).to_have_text("Số người hiến (41) lớn hơn số người có mặt (40).")
    expect(grid.cell(17, "donated")).to_have_attribute("aria-invalid", "true")
    expect(grid.cell(17, "donated")).to_have_attribute("aria-describedby", "fault-17-donated")
    assert grid.would_warn()
    grid.cell(17, "donated").fill("39")
    grid.page.keyboard.press("Enter")
    expect(grid.state(17)).to_have_text("✓ đã lưu")
    expect(fault).to_have_count(0)
    assert not grid.would_warn()


def test_a_doubtful_figure_asks_for_one_tick(grid: Desk) -> None:
    grid.cell(17, "registered").fill("40")
    grid.cell(17, "present").fill("52")
    grid.page.keyboard.press("Enter")
    expect(grid.page.get_by_text("Số người có mặt (52) lớn hơn số đăng ký (40).")).to_be_visible()
    grid.page.get_by_label("Đúng như vậy, lưu").click()  # saved at once: the tick is gone before it could be read
    expect(grid.state(17)).to_have_text("✓ đã lưu")
    assert grid.posts[-1]["17-confirmed"] == "1"
    assert len(grid.posts) == 2
    expect(grid.cell(17, "registered")).to_be_focused()


def test_two_people_in_one_row_do_not_overwrite_each_other(grid: Desk) -> None:
    grid.versions["17"] = 5
    grid.cell(17, "donated").fill("0")
    grid.page.keyboard.press("Enter")
    expect(grid.page.get_by_text("Người khác đã lưu dòng này lúc 14:05.")).to_be_visible()
    expect(grid.cell(17, "donated")).to_have_value("0")
    grid.page.get_by_role("button", name="Lấy số vừa lưu").click()
    expect(grid.cell(17, "donated")).to_have_value("60")
    expect(grid.page.locator('[name="17-version"]')).to_have_value("5")
    assert not grid.would_warn()


def test_without_a_network_the_row_stays_and_says_so(grid: Desk) -> None:
    grid.page.context.set_offline(True)
    grid.page.route(f"{SITE}/luoi/17/", lambda route: route.abort("internetdisconnected"))
    grid.cell(17, "registered").fill("71")
    grid.page.keyboard.press("Enter")
    expect(grid.page.get_by_text("Chưa lưu được dòng này: mất kết nối mạng.")).to_be_visible()
    assert grid.would_warn()
    grid.page.unroute(f"{SITE}/luoi/17/")
    grid.page.context.set_offline(False)
    expect(grid.state(17)).to_have_text("✓ đã lưu")
    assert grid.posts == [{"17-registered": "71", "17-version": "1"}]


# --- the grid: paste -------------------------------------------------------------------------------


def test_a_block_from_excel_goes_over_the_cells_from_the_focused_one(grid: Desk) -> None:
    grid.cell(18, "present").focus()
    grid.paste(" 9 \t8\t7\r\n10\t9\r\n11\t10\r\n")
    expect(grid.cell(18, "present")).to_have_value("9")
    expect(grid.cell(18, "donated")).to_have_value("8")
    expect(grid.cell(19, "donated")).to_have_value("9")
    expect(grid.page.locator("tr[data-row]")).to_have_count(3)  # a block adds no row
    said = grid.page.locator("[data-grid-status]")
    expect(said).to_contain_text("Đã dán 4 ô vào 2 dòng. 3 ô nằm ngoài bảng, không dán.")
    expect(grid.page.locator("#sum")).to_have_text("17")
    grid.page.get_by_role("button", name="Hoàn tác").click()
    expect(grid.cell(18, "present")).to_have_value("")
    expect(grid.cell(19, "donated")).to_have_value("")
    expect(said).to_contain_text("Đã trả lại 4 ô như trước khi dán.")


def test_every_pasted_row_is_saved(grid: Desk) -> None:
    grid.cell(17, "registered").focus()
    grid.paste("10\t9\t8\n20\t19\t18\n30\t29\t28")
    expect(grid.state(18)).to_have_text("✓ đã lưu")
    expect(grid.state(19)).to_have_text("✓ đã lưu")
    expect(grid.state(17)).to_have_text("chưa lưu")  # still being worked in
    grid.page.keyboard.press("Enter")
    expect(grid.state(17)).to_have_text("✓ đã lưu")
    assert grid.versions == {"17": 2, "18": 2, "19": 2}


def test_one_value_is_pasted_as_text_always_was(grid: Desk) -> None:
    grid.cell(17, "present").focus()
    grid.paste("66")  # left to the browser, whose own paste a script cannot start
    expect(grid.page.locator("[data-grid-status]")).to_have_text("")


def test_a_quoted_cell_with_a_line_end_stays_one_cell(grid: Desk) -> None:
    grid.cell(17, "registered").focus()
    grid.paste('"7\n1"\t66\n"1 ""x"""\t2')
    expect(grid.cell(17, "registered")).to_have_value("7 1")
    expect(grid.cell(17, "present")).to_have_value("66")
    expect(grid.cell(18, "registered")).to_have_value('1 "x"')


# --- without a script ------------------------------------------------------------------------------


def test_without_a_script_the_grid_is_a_form_with_one_save(open_page: Callable[..., Page]) -> None:
    desk = Desk(open_page("desk", java_script_enabled=False))
    desk.open("/luoi/")
    expect(desk.page.get_by_role("button", name="Lưu tất cả")).to_be_visible()
    assert desk.page.locator("form[data-grid] [name]").count() == 1 + len(UNITS) * (len(FIELDS) + 1)


def test_with_a_script_rows_save_themselves_and_the_button_goes(grid: Desk) -> None:
    expect(grid.page.get_by_role("button", name="Lưu tất cả")).to_be_hidden()


def test_without_a_script_a_phone_shows_every_column_and_the_seats(open_page: Callable[..., Page]) -> None:
    desk = Desk(open_page("phone", java_script_enabled=False))
    desk.open("/tien-do/")
    expect(desk.page.locator("td.wide").first).to_be_visible()
    desk.page.locator(".seat-menu summary").click()
    expect(desk.page.get_by_role("button", name="Đầu mối · xã Bình Minh")).to_be_visible()


# --- tables ----------------------------------------------------------------------------------------


def test_a_phone_shows_the_columns_that_matter_and_the_rest_on_tapping_the_row(open_page: Callable[..., Page]) -> None:
    desk = Desk(open_page("phone"))
    desk.open("/tien-do/")
    expect(desk.page.locator("td.wide").first).to_be_hidden()
    row = desk.page.get_by_role("row", name="Xã Bình Chương")
    row.locator("td").first.click()
    opened = desk.page.locator("tr.rest")
    expect(opened).to_contain_text("Năm trước")
    expect(opened).to_contain_text("26,7%")
    expect(row.get_by_role("button", name="Thu lại: Xã Bình Chương")).to_have_attribute("aria-expanded", "true")
    row.get_by_role("button").press("Enter")
    expect(opened).to_have_count(0)


def test_sorting_changes_the_table_alone_and_says_so(desk: Desk) -> None:
    desk.open("/tien-do/")
    desk.page.evaluate("window.stayed = true")
    desk.page.get_by_role("link", name="Kết quả").click()
    desk.page.wait_for_url("**/tien-do/?sort=result")
    expect(desk.page.locator("th[aria-sort=ascending]")).to_contain_text("Kết quả")
    expect(desk.page.locator("#live")).to_have_text("Bảng có 2 dòng, sắp theo Kết quả")
    assert desk.page.evaluate("window.stayed")
    assert desk.focused() == "A"  # the keyboard stays on the header that was pressed


# --- the frame -------------------------------------------------------------------------------------


def test_a_menu_closes_with_escape_and_gives_the_focus_back(desk: Desk) -> None:
    desk.open("/")
    desk.page.locator(".seat-menu summary").click()
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.press("Escape")
    expect(desk.page.get_by_role("button", name="Đầu mối · xã Bình Minh")).to_be_hidden()
    assert desk.focused() == "SUMMARY"


def test_the_first_tab_leads_past_the_frame(desk: Desk) -> None:
    desk.open("/")
    desk.page.keyboard.press("Tab")
    expect(desk.page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    desk.page.keyboard.press("Enter")
    assert desk.focused() == "MAIN"


def test_a_wrong_form_puts_the_reader_at_its_summary(desk: Desk) -> None:
    desk.open("/don-vi/")
    expect(desk.page.locator(".error-summary").first).to_be_focused()


@pytest.mark.parametrize("address", ["/", "/tien-do/", "/luoi/", "/don-vi/"])
@pytest.mark.parametrize("size", ["phone", "desk"])
def test_a_page_fits_its_screen_obeys_the_policy_and_satisfies_axe(
    open_page: Callable[..., Page], screenshot: Callable[[Page, str], Path | None], address: str, size: str
) -> None:
    desk = Desk(open_page(size))
    desk.open(address)
    assert desk.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert desk.page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px \"Be Vietnam Pro\"', 'Đợt'))")
    assert desk.said_by_console == []
    screenshot(desk.page, f"khung{address.replace('/', '-').rstrip('-')}")
    assert serious_faults(desk.page) == []


def test_axe_would_find_a_fault(desk: Desk) -> None:
    desk.open("/")
    desk.page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    assert [fault.split(":")[0] for fault in serious_faults(desk.page)] == ["label"]


def test_on_a_phone_everything_to_press_is_wide_enough_for_a_thumb(open_page: Callable[..., Page]) -> None:
    desk = Desk(open_page("phone"))
    desk.open("/")
    small = desk.page.evaluate(
        """() => [...document.querySelectorAll("button, summary, .side a, .button, .words-row a, .top a")]
             .filter(each => each.offsetParent !== null && each.getBoundingClientRect().height < 44)
             .map(each => each.textContent.trim())"""
    )
    assert small == []


def test_forced_colours_keep_the_edges(open_page: Callable[..., Page]) -> None:
    desk = Desk(open_page("desk", forced_colors="active"))
    desk.open("/")
    width = desk.page.evaluate("getComputedStyle(document.querySelector('.button.primary')).borderTopWidth")
    assert width == "2px"
    assert serious_faults(desk.page) == []


def test_printed_a_page_is_only_its_sheet(desk: Desk) -> None:
    desk.open("/tien-do/")
    desk.page.emulate_media(media="print")
    for gone in (".top", ".side", ".exports"):
        expect(desk.page.locator(gone).first).to_be_hidden()
    expect(desk.page.locator("table.data")).to_be_visible()
    assert desk.page.evaluate("getComputedStyle(document.querySelector('.table-wrap')).overflowX") == "visible"
