"""A connection that breaks off at 90 % of a file leaves nothing behind, and the next try works."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import psycopg
from playwright.sync_api import expect

from config.demo.people import COMMUNE_FOCAL
from tests import databases
from tests.browser.conftest import Visit
from tests.browser.steps import Visitor
from tests.donors.office import PEOPLE, workbook
from tests.live import LiveStack

BOUNDARY = "gioi-han-cua-tep"
KEPT = ("donors_upload", "donors_consent", "core_storedfile", "core_job", "core_auditentry")


def kept(live: LiveStack) -> dict[str, int]:
    """How many rows there are of everything that handing a file in leaves."""
    owner = databases.environment_for(live.database)["DATABASE_OWNER_URL"]
    with psycopg.connect(owner) as connection:
        return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in KEPT}  # type: ignore[index]


def form_of(visitor: Visitor, content: bytes) -> bytes:
    """The open page's form, filled in with a file, as a browser sends it."""
    token = visitor.page.locator("form.form [name=csrfmiddlewaretoken]").input_value()
    fields = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in {"csrfmiddlewaretoken": token, "is_agreed": "on"}.items()
    )
    file = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="danh sach.xlsx"\r\n\r\n'
    return (fields + file).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def post(visitor: Visitor, body: bytes, *, share: float) -> bytes:
    """Send so much of the body as was promised whole, and break off; what the server answers to a whole one."""
    server = urlsplit(visitor.base)
    assert server.hostname is not None
    assert server.port is not None
    cookies = "; ".join(f"{each['name']}={each['value']}" for each in visitor.page.context.cookies())
    head = (
        f"POST {visitor.path} HTTP/1.1\r\nHost: {server.netloc}\r\nReferer: {visitor.page.url}\r\n"
        f"Cookie: {cookies}\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection((server.hostname, server.port), timeout=20) as connection:
        connection.sendall(head.encode() + body[: int(len(body) * share)])
        if share < 1:
            connection.shutdown(socket.SHUT_WR)  # the phone is gone: whatever comes back is read by nobody
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def test_a_connection_lost_at_90_percent(visit: Visit, live_processes: LiveStack) -> None:
    focal = visit(COMMUNE_FOCAL, "phone")
    focal.menu("Danh sách")
    focal.press("Nộp danh sách")
    body = form_of(focal, workbook([(f"Trần Văn {number}", 1980, "Thôn Đông", "") for number in range(40)]))
    before = kept(live_processes)
    for share in (0.9, 0.999):
        answer = post(focal, body, share=share)
        assert answer.startswith(b"HTTP/1.1 422"), answer[:300]
        assert "Chọn tệp danh sách rồi nộp." in answer.decode(), "what is not whole is no file"
        assert kept(live_processes) == before, "nothing is half kept"
    assert "Traceback" not in live_processes.log("web")
    whole = post(focal, form_of(focal, workbook(PEOPLE)), share=1)
    assert whole.startswith(b"HTTP/1.1 302"), whole[:500]
    focal.open(next(line[10:] for line in whole.decode("latin-1").splitlines() if line.startswith("Location: ")))
    expect(focal.page.locator(".outcome")).to_contain_text("Đã nhận 3 người", timeout=20_000)
    after = kept(live_processes)
    assert (after["donors_upload"], after["core_storedfile"]) == (
        before["donors_upload"] + 1,
        before["core_storedfile"] + 1,
    )
