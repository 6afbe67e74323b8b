"""A unit's own workbook as committees use it, and handing it in; what tests of lists share. Invented people only."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass

import openpyxl
from PIL import Image

from campaigns.models import Round
from committees import scopes
from committees.models import Seat, Unit
from core import audit, jobs
from core.models import Job
from donors import (
    lists,
    receiving,
    tasks,  # noqa: F401  registers the job
)
from donors.models import Upload, VolunteerList
from donors.sender import Sender
from tests.cast import Person
from tests.quotas.years import NOW

Row = Sequence[object]
PEOPLE: list[Row] = [
    ("Trần Thị Mẫu", 1990, "Thôn Đông", "0912000001"),
    ("Lê Văn Thử", 1985, "Thôn Đông", "0912000002"),
    ("Phạm Thị Ví Dụ", 2001, "Thôn Tây", "0912000003"),
]
HEADINGS = ("STT", "Họ và tên", "Năm sinh", "Đơn vị", "Điện thoại")


def workbook(
    people: Sequence[Row] = PEOPLE,
    *,
    headings: Row = HEADINGS,
    title: str = "XÃ AN THẠNH",
    round: str = "",
) -> bytes:
    """The committee's usual form: a merged title of three lines, a header on row 5, a group, a total, signatures."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "DS HMTN"
    lines = ("BAN CHỈ ĐẠO VẬN ĐỘNG HIẾN MÁU TÌNH NGUYỆN", title, f"DANH SÁCH ĐĂNG KÝ HIẾN MÁU {round}".strip())
    for number, line in enumerate(lines, start=1):
        sheet.cell(number, 1, line)
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=len(headings))
    sheet.append([])
    sheet.append(list(headings))
    sheet.append(["I. Khu dân cư"])
    for number, row in enumerate(people, start=1):
        sheet.append([number, *row])
    sheet.append([None, f"Tổng cộng: {len(people)} người"])
    sheet.append([None, None, None, "An Thạnh, ngày 20 tháng 11 năm 2026"])
    sheet.append([None, "Người lập biểu", None, "CHỦ TỊCH"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def picture(width: int = 60, height: int = 80) -> bytes:
    """A photo as a phone makes it, with a word hidden in its data."""
    exif = Image.Exif()
    exif[0x010E] = "chụp tại nhà riêng"
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, "JPEG", exif=exif)
    return out.getvalue()


@dataclass
class Office:
    """Somebody who hands a unit's list in, and the worker that reads it."""

    person: Person
    round: Round
    unit: Unit

    @property
    def seat(self) -> Seat:
        assert self.person.seat is not None
        return self.person.seat

    @property
    def sender(self) -> Sender:
        return Sender(seat=self.seat, user_id=self.person.user.pk, label=f"{self.person.user}")

    def list(self) -> VolunteerList:
        """The unit's list, read in the person's own scope."""
        with scopes.for_seat(self.seat):
            return lists.list_of(round=self.round, unit=self.unit)

    def send(
        self, content: bytes, *, name: str = "danh sach.xlsx", now: dt.datetime = NOW, agreed: bool = True
    ) -> Upload:
        """Hand a file in and let the worker do its work."""
        with scopes.for_seat(self.seat), audit.acting(audit.Actor(user_id=self.person.user.pk)):
            upload = receiving.receive_file(
                volunteer_list=lists.list_of(round=self.round, unit=self.unit),
                name=name,
                content=content,
                is_agreed=agreed,
                sender=self.sender,
                now=now,
            )
        work(now)
        return self.again(upload)

    def again(self, upload: Upload) -> Upload:
        """The upload as it stands now."""
        with scopes.for_seat(self.seat):
            return Upload.objects.select_related("volunteer_list__unit", "volunteer_list__round").get(pk=upload.pk)

    def names(self) -> list[str]:
        """Who is on the list, in the order of names."""
        with scopes.for_seat(self.seat):
            found = lists.list_of(round=self.round, unit=self.unit)
            return [registration.name for registration in lists.people_on(found)]


def work(now: dt.datetime = NOW) -> None:
    """Let the worker do every waiting job."""
    with scopes.for_system("tests"):
        waiting = list(Job.objects.filter(state__in=jobs.ACTIVE).order_by("created_at").values_list("pk", flat=True))
    for job_id in waiting:
        jobs.run(job_id, clock=lambda: now)
