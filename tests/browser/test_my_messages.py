"""A clerk chooses how messages come, takes a calendar address, and looks at what was sent: desk, phone, no scripts."""

from __future__ import annotations

import psycopg
import pytest
from playwright.sync_api import expect

from config.demo.people import KHU_VUC_CLERK
from tests import databases
from tests.browser.conftest import Visit
from tests.live import LiveStack


@pytest.mark.parametrize(("size", "scripts"), [("desk", True), ("phone", False)])
def test_hour_calendar_and_what_was_sent(visit: Visit, size: str, scripts: bool) -> None:
    clerk = visit(KHU_VUC_CLERK, size, java_script_enabled=scripts)
    clerk.open("/nhan-tin/")
    page = clerk.page
    look = clerk.look if scripts else lambda name: clerk.screenshot(page, name)
    page.get_by_label("Giờ nhận tin nhắc việc").select_option("14:00")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Đã lưu cách nhận tin.")).to_be_visible()
    expect(page.get_by_label("Giờ nhận tin nhắc việc")).to_have_value("14")
    expect(page.get_by_text("Chưa đặt máy chủ thư")).to_be_visible()
    look("nhan-tin")
    page.get_by_role("button", name="Tạo địa chỉ").click()
    address = page.get_by_label("Địa chỉ lịch", exact=True).input_value()
    assert page.request.get(address).headers["content-type"] == "text/calendar; charset=utf-8"
    look("dia-chi-lich")
    page.get_by_role("link", name="Xong").click()
    page.get_by_role("button", name="Thu hồi địa chỉ lịch").click()
    expect(page.get_by_text("Đã thu hồi địa chỉ lịch")).to_be_visible()
    assert page.request.get(address).status == 404
    clerk.open("/tin-da-gui/")
    look("tin-da-gui")
    clerk.open("/vai-tro/")
    clerk.press("Tin đã gửi")
    assert clerk.heading() == "Tin đã gửi"


WHERE = "SELECT h.path FROM committees_seatholding h JOIN committees_user u ON u.id = user_id WHERE full_name = %s"
BOUNCES = """
WITH held AS (
  SELECT h.seat_id, h.user_id, h.path FROM committees_seatholding h JOIN committees_seat s ON s.id = h.seat_id
  WHERE h.ended_at IS NULL AND s.role = 'focal' AND h.path LIKE %s || '_%%' ORDER BY h.id LIMIT 3
), addressed AS (
  UPDATE committees_user u SET email = 'dau-moi-' || u.id || '@example.vn' FROM held WHERE u.id = held.user_id
  RETURNING u.id, u.email
), noticed AS (
  INSERT INTO notices_notice (path, seat_id, kind, subject, body, html_body, link, key, created_at)
  SELECT path, seat_id, 'duty', 'Còn phải nộp danh sách đợt 2', '', '', '/', 'thu', now() FROM held
  RETURNING id, seat_id
)
INSERT INTO notices_delivery (path, notice_id, seat_id, user_id, kind, subject, channel, address, message_id,
  state, reason, attempts, queued_at, send_after, ended_at, sent_at)
SELECT held.path, noticed.id, held.seat_id, held.user_id, 'duty', 'Còn phải nộp danh sách đợt 2', 'email',
  addressed.email, '<' || noticed.id || '@example.vn>',
  (ARRAY['bounced', 'queued', 'sent'])[1 + row_number() OVER () %% 3],
  (ARRAY['Không có hộp thư này (mã 550).', 'Máy chủ thư không trả lời kịp.', ''])[1 + row_number() OVER () %% 3],
  1, now(), now() + interval '5 minutes', now(), now()
FROM held JOIN noticed USING (seat_id) JOIN addressed ON addressed.id = held.user_id
"""


def test_a_mail_that_came_back_is_found_at_home_and_mended(visit: Visit, live_processes: LiveStack) -> None:
    owner = databases.environment_for(live_processes.database)["DATABASE_OWNER_URL"]
    with psycopg.connect(owner, autocommit=True) as connection:
        [path] = connection.execute(WHERE, [KHU_VUC_CLERK.name]).fetchone()  # type: ignore[misc]
        assert connection.execute(BOUNCES, [path]).rowcount == 3
    clerk = visit(KHU_VUC_CLERK)
    clerk.open("/tin-da-gui/")
    assert "Không có hộp thư này (mã 550)." in clerk.words()
    clerk.look("tin-da-gui-co-tin")
    clerk.menu("Việc của tôi")
    assert "bị trả lại" in clerk.words()
    clerk.look("viec-thu-tra-lai")
    clerk.press("Sửa địa chỉ")
    clerk.look("sua-thu-dien-tu")
    clerk.page.get_by_label("Địa chỉ thư điện tử").fill("dung@example.vn")
    clerk.press("Lưu")
    clerk.menu("Việc của tôi")
    assert "bị trả lại" not in clerk.words()
