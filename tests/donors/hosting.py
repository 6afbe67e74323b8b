"""Two communes that have handed in and an office that has not; the clerk who hosts them. Invented people only."""

from __future__ import annotations

import io
from dataclasses import dataclass

import openpyxl

from campaigns.models import Round
from committees import scopes
from committees.models import Seat
from core import audit, files, jobs
from core.models import AuditEntry, Job, StoredFile
from donors import handouts
from donors.handouts import Kind
from tests.cast import Cast, Person
from tests.donors.office import Office, work, workbook
from tests.quotas.years import NOW, Year

NUMBERED = ("STT", "Họ và tên", "Năm sinh", "Đơn vị", "Điện thoại", "CCCD", "Giới tính")
THANH = [
    ("Trần Thị Mẫu", 1990, "Thôn Đông", "0912000001", "051190000011", "Nữ"),
    ("Lê Văn Thử", 1985, "Thôn Đông", "0912000002", "051085000012", "Nam"),
    ("Phạm Thị Ví Dụ", 2001, "@Thôn Tây", "0912000003", "051301000013", "Nữ"),
]
HOA = [("Đỗ Văn Thêm", 1992, "Thôn Nam", "0912000004", "051092000014", "Nam")]
PEOPLE = {"xã An Hòa": ["Đỗ Văn Thêm"], "xã An Thạnh": ["Phạm Thị Ví Dụ", "Trần Thị Mẫu", "Lê Văn Thử"]}


@dataclass
class Host:
    """The clerk's side of a round in which units have handed in."""

    cast: Cast
    round: Round
    clerk: Person | None = None  # the district's, unless another host's

    @property
    def person(self) -> Person:
        """Who asks."""
        return self.clerk or self.cast.district_clerk

    @property
    def seat(self) -> Seat:
        assert self.person.seat is not None
        return self.person.seat

    def ask(self, kind: Kind, *, recipient: str = "Bệnh viện Mẫu", do: bool = True, **options: object) -> Job:
        """Ask for a file, and let the worker make it."""
        with scopes.for_seat(self.seat), audit.acting(audit.Actor(user_id=self.person.user.pk)):
            job = handouts.ask(
                kind=kind,
                round=self.round,
                recipient=recipient,
                purpose="Tổ chức buổi hiến máu",
                options=options,
                seat=self.seat,
                user_id=self.person.user.pk,
            )
        if do:
            work(NOW)
        return self.again(job)

    def again(self, job: Job) -> Job:
        """The job as it stands now."""
        with scopes.for_seat(self.seat):
            return Job.objects.get(pk=job.pk)

    def made(self, kind: Kind, **options: object) -> bytes:
        """The bytes of a file that is asked for now."""
        job = self.ask(kind, **options)  # type: ignore[arg-type]
        assert job.state == Job.State.DONE, job.error
        with scopes.for_seat(self.seat):
            return files.content_of(StoredFile.objects.get(pk=job.result["file"]))

    def files(self) -> list[StoredFile]:
        """The sealed files that the committee itself keeps."""
        with scopes.for_seat(self.seat):
            return list(StoredFile.objects.filter(path=self.seat.path).exclude(readers=None))

    def disclosed(self) -> list[AuditEntry]:
        """What left, by the audit trail."""
        with scopes.for_seat(self.seat):
            return list(AuditEntry.objects.filter(action="people.disclosed").order_by("at"))


def host_of(cast: Cast, year: Year) -> Host:
    """Two communes hand in, each its own people."""
    thanh = Office(cast.commune_focal, year.round, cast.commune)
    thanh.send(workbook(THANH, headings=NUMBERED))
    hoa = Office(cast.other_focal, year.round, cast.other_commune)
    hoa.send(workbook(HOA, headings=NUMBERED, title="XÃ AN HÒA"))
    return Host(cast, year.round)


def texts(book: bytes) -> list[list[str]]:
    """The rows of a workbook as text."""
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


def run_again(job: Job) -> None:
    """What a sweep does with a job whose worker died."""
    jobs.run(job.pk, clock=lambda: NOW + jobs.SILENCE * 2)
