"""A clerk who hands in what came by Zalo: what tests of «nộp thay» share. Invented people only."""

from __future__ import annotations

import datetime as dt
import io
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import openpyxl

from campaigns import planning
from campaigns.models import Round
from committees import scopes
from committees.models import Level, Seat, Unit
from core import audit
from donors import incoming, lists
from donors.incoming import Choices, Confirmed, Join, Received, Sent
from donors.models import IncomingBatch, IncomingFile, IncomingPart, Upload
from donors.sender import Sender
from tests.cast import Cast, Person
from tests.committees.factories import UnitFactory
from tests.donors.office import PEOPLE, Row, work, workbook
from tests.quotas.years import NOW, Year

BEFORE = NOW - dt.timedelta(hours=2)  # when the files came
SCHOOLS = (
    "Hoa Sen", "Hoa Lan", "Kim Đồng", "Lê Lợi", "Trần Phú", "Hùng Vương", "Quang Trung", "Chu Văn An", "Nguyễn Du",
    "Võ Thị Sáu", "Lý Tự Trọng", "Phan Bội Châu", "Bà Triệu", "Mạc Đĩnh Chi", "Đinh Tiên Hoàng", "Ngô Quyền", "Sao Mai",
    "Sơn Ca", "Bình Minh", "Ban Mai",
)  # fmt: skip


def schools(cast: Cast, year: Year, count: int) -> list[Unit]:
    """Schools of the district that take part in its open round, beside its other units."""
    with scopes.for_system("tests"):
        made = [
            UnitFactory.create(parent=cast.district, level=Level.SCHOOL, name=f"Trường THCS {name}")
            for name in SCHOOLS[:count]
        ]
    assert cast.district_clerk.seat is not None
    with scopes.for_seat(cast.district_clerk.seat):
        planning.set_participants(round=year.round, units=[*year.units, *made])
    return made


def sector_by_groups(units: Mapping[str, Sequence[Row]]) -> bytes:
    """The education office's one list: a group a school."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in ("UBND KHU VỰC", "PHÒNG GIÁO DỤC", "DANH SÁCH ĐĂNG KÝ HIẾN MÁU", None):
        sheet.append([line])
    sheet.append(["STT", "Họ và tên", "Năm sinh", "Đơn vị", "Điện thoại"])
    for number, (name, people) in enumerate(units.items(), start=1):
        sheet.append([f"{'I' * number}. {name}"])
        for order, row in enumerate(people, start=1):
            sheet.append([order, *row])
    return _bytes(book)


def sector_by_sheets(
    units: Mapping[str, Sequence[Row]], *, title: str = "DANH SÁCH ĐĂNG KÝ HIẾN MÁU", rows: Sequence[Row] = ()
) -> bytes:
    """The education office's one workbook: a sheet a school; or a sheet of just these rows."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, people in units.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if rows:
            continue
        sheet.append([title])
        sheet.append(["STT", "Họ và tên", "Năm sinh", "Đơn vị", "Điện thoại"])
        for order, row in enumerate(people, start=1):
            sheet.append([order, *row])
    return _bytes(book)


def _bytes(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def people_of(mark: str, count: int = 2) -> list[Row]:
    """People whose names tell whose list they are on."""
    given, own = ("An", "Bình", "Cường", "Dung", "Em"), zlib.crc32(mark.encode()) % 10_000
    return [
        (f"Trần {mark} {given[number]}", 1980 + number, "Tổ 1", f"0912{own:04}{number:02}") for number in range(count)
    ]


@dataclass
class IncomingDesk:
    """The clerk, her round, and the worker that reads what she drops."""

    person: Person
    round: Round
    batch: IncomingBatch | None = field(default=None)

    @property
    def seat(self) -> Seat:
        """Her seat."""
        assert self.person.seat is not None
        return self.person.seat

    @property
    def sender(self) -> Sender:
        """She, with what came by Zalo."""
        label = f"{self.person.user}"
        return Sender(seat=self.seat, user_id=self.person.user.pk, label=label, via="Zalo", received_at=BEFORE)

    def send(self, files: Mapping[str, bytes], *, agreed: bool = True, now: dt.datetime = NOW) -> Received:
        """Drop the files."""
        with scopes.for_seat(self.seat), audit.acting(audit.Actor(user_id=self.person.user.pk)):
            received = incoming.receive_batch(
                round=self.round,
                sent=[Sent(name, content) for name, content in files.items()],
                is_agreed=agreed,
                sender=self.sender,
                now=now,
            )
        self.batch = received.batch
        return received

    def drop(self, files: Mapping[str, bytes], *, now: dt.datetime = NOW) -> dict[str, IncomingFile]:
        """Drop the files and let the worker read them."""
        self.send(files, now=now)
        work(now)
        return self.files()

    def files(self) -> dict[str, IncomingFile]:
        """The files of the batch by name, with their parts."""
        assert self.batch is not None
        with scopes.for_seat(self.seat):
            return {file.name: file for file in incoming.files_of(self.batch)}

    def parts(self, name: str) -> list[IncomingPart]:
        """The whole of a file, then its parts."""
        return list(self.files()[name].parts.all())

    def guessed(self) -> dict[str, tuple[str, str, bool]]:
        """Of each file: the unit that is filled in or may be, where it was found, whether that is sure."""
        return {
            name: (part.guess.name if part.guess else "", part.source, part.is_sure)
            for name, file in self.files().items()
            for part in list(file.parts.all())[:1]
        }

    def confirm(self, choices: Choices | None = None, *, now: dt.datetime = NOW, settles: bool = True) -> Confirmed:
        """Press [Nộp tất cả] and let the worker read the lists."""
        assert self.batch is not None
        with scopes.for_seat(self.seat), audit.acting(audit.Actor(user_id=self.person.user.pk)):
            done = incoming.confirm(batch=self.batch, choices=choices or Choices(), sender=self.sender, now=now)
        if settles:
            work(now)
        return done

    def choose(self, *, drop: Sequence[str] = (), join: Mapping[str, Join] | None = None, **kept: object) -> Choices:
        """Choices by file name: `units` (name → unit), `drop`, `join`."""
        files = self.files()
        units = kept.get("units", {})
        assert isinstance(units, dict)
        return Choices(
            units={files[name].parts.all()[0].pk: unit.pk for name, unit in units.items()},
            dropped=frozenset(files[name].pk for name in drop),
            joins={files[name].parts.all()[0].pk: each for name, each in (join or {}).items()},
        )

    def names(self, unit: Unit) -> list[str]:
        """Who is on a unit's list."""
        with scopes.for_seat(self.seat):
            found = lists.list_of(round=self.round, unit=unit)
            return [each.name for each in lists.people_on(found)]

    def uploads(self, unit: Unit) -> list[Upload]:
        """A unit's uploads, the latest first."""
        with scopes.for_seat(self.seat):
            found = Upload.objects.filter(volunteer_list__unit=unit, volunteer_list__round=self.round)
            return list(
                found.select_related(
                    "volunteer_list__consent", "volunteer_list__unit", "volunteer_list__round", "file"
                ).order_by("-at", "pk")
            )


def list_titled(title: str, people: Sequence[Row] = PEOPLE) -> bytes:
    """A unit's usual workbook that names it in its title."""
    return workbook(people, title=title)
