"""Handing in a list, from the workbook's bytes to what counts, beside the usual import package on the same rows.

Held to: 2.000 rows read, checked and matched with 200.000 known people in at most 2,5 s and committed in at most 1 s;
20.000 rows in at most 20 s and 400 MB; a workbook of 2.000 rows given back with its marks in at most 4 s of the
processor; at least five times as fast per row as django-import-export (bulk, skip_diff), which reads the same rows,
matches each with the known people, and saves what we save of it, the list's row and the person, without cleaning a
value.
"""

from __future__ import annotations

import datetime as dt
import gc
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import tablib
import xlsxwriter
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from import_export import resources

from campaigns import planning
from campaigns.models import Round
from committees import scopes, tree
from committees.models import Committee, Level, Role, Seat, SeatHolding, Unit, User
from committees.setting_up import set_up_committee
from config.benches import people
from config.benches.figure import MEASURED, Figure
from config.benches.throw_away import NAME, as_app, server
from core import jobs
from core.child.asking import processor_seconds
from core.text.sorting import person_sort_key
from donors import (
    committing,
    doors,
    lists,
    match_keys,
    receiving,
    staging,
    tasks,  # noqa: F401  registers the job
)
from donors.identity import Person, block_keys
from donors.intake.book import FileKind
from donors.intake.marked import Mark, marked_workbook
from donors.models import Donor, Registration, Upload
from donors.rows import registration_values
from donors.sender import Sender

READ_S, COMMIT_S, LARGE_S, LARGE_MB, MARKED_S, TIMES_FASTER = 2.5, 1.0, 20.0, 400.0, 4.0, 5.0
ROWS, LARGE = 2_000, 20_000
PEER_ROWS = 500  # the peer asks for every row: per row its time is the same
TURNS = 3  # the peer and we by turns, so that what else the machine does meets both
HEADINGS = ("STT", "Họ và tên", "Năm sinh", "Giới tính", "Đơn vị", "Điện thoại", "Ghi chú")
PEER_HEADINGS = ("name_key", "birth_year", "name", "name_sort", "name_fold", "sex", "workplace", "note", "path",
                 "keeper", "volunteer_list", "added_by", "position", "row_hash")  # fmt: skip
SEXES = {"male": "Nam", "female": "Nữ", None: ""}


@dataclass(frozen=True, slots=True)
class Desk:
    """A province with its clerk, an open round, and units that hand in."""

    seat: Seat
    keeper: Committee
    round: Round
    units: list[Unit]


def run() -> list[Figure]:
    """Lay the known people, hand in 2.000 and 20.000 rows, and let the peer import the same rows."""
    world = people.make(rows=(1 + TURNS) * ROWS)
    desk = _desk()
    _lay_known(desk, world.known)
    rows = _sheet_rows(world.rows)
    del world
    gc.collect()
    gc.freeze()  # a worker does not hold the world in its memory
    with as_app():
        return [
            *_usual(desk, rows[:ROWS]),
            *given_back(rows[:ROWS]),
            *_peer(desk, rows[ROWS:]),  # people nobody has handed in yet
            *_large(desk),
        ]


def _desk() -> Desk:
    call_command("import_units", verbosity=0)
    with scopes.for_system("bench"):
        nation = Unit.objects.get(parent=None)
        province = tree.add_unit(parent=nation, level=Level.PROVINCE, name="Tỉnh Mẫu")
        made = set_up_committee(unit=province)
        units = [
            tree.add_unit(parent=province, level=Level.COMMUNE, name=f"Xã Mẫu {number}") for number in range(1, 21)
        ]
        seat = made.seats[Role.CLERK]
        user = User.objects.create_user("clerk@bench.invalid", "Thường trực")
        SeatHolding.objects.create(path=seat.path, seat=seat, user=user, started_at=timezone.now())
        plan = planning.create_plan(committee=made.committee, year=timezone.now().year)
        round = planning.add_round(plan=plan)
        planning.set_participants(round=round, units=units)
        planning.open_round(round=round, now=timezone.now())
    return Desk(seat=seat, keeper=made.committee, round=round, units=units)


def _phone(number: str) -> str:
    return f"09{int(number, 16) % 100_000_000:08}" if number else ""


def _lay_known(desk: Desk, known: Sequence[Person]) -> None:
    """The keeper's donors and their keys, as the database's owner: what years of rounds leave behind."""
    keeper = desk.keeper
    columns = (
        "id, path, keeper_id, unit_id, name, name_sort, name_key, name_spelling, birth_year, birth_month, birth_day,"
        " sex, identity_sealed, identity_key, phone_sealed, phone_key, workplace, address, place_words, blood_group,"
        " rhesus, opening_source, created_at"
    )
    now = timezone.now()
    keys: list[tuple[str, int, str]] = []
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY donors_donor ({columns}) FROM STDIN") as copy:
            for number, person in enumerate(known, start=1):
                phone = match_keys.phone_key(_phone(person.phone_key))
                unit = desk.units[(person.unit_id or 0) % len(desk.units)]
                name = person.name.key.title()
                copy.write_row(
                    (number, keeper.path, keeper.pk, unit.pk, name, person_sort_key(name), person.name.key, "",
                     person.birth_year or 1980, person.birth_month, person.birth_day, person.sex or "", b"", "", b"",
                     phone, "", "", " ".join(sorted(person.place)), "", "", "", now)
                )  # fmt: skip
                compared = Person(
                    id=number,
                    name=person.name,
                    birth_year=person.birth_year or 1980,
                    birth_month=person.birth_month,
                    birth_day=person.birth_day,
                    unit_id=unit.pk,
                    phone_key=phone,
                )
                keys += [(keeper.path, number, key[:80]) for key in block_keys(compared)]
        with cursor.copy("COPY donors_donorkey (path, donor_id, key) FROM STDIN") as copy:
            for row in keys:
                copy.write_row(row)
        cursor.execute("SELECT setval(pg_get_serial_sequence('donors_donor', 'id'), %s)", [len(known)])
        cursor.execute("ANALYZE donors_donor; ANALYZE donors_donorkey")


def _sheet_rows(rows: Sequence[Person]) -> list[tuple[object, ...]]:
    return [
        (
            number,
            row.name.key.title(),
            row.birth_year or 1980,
            SEXES[row.sex.value if row.sex else None],
            "Thôn " + " ".join(sorted(row.place)).title(),
            _phone(row.phone_key),
            "",
        )
        for number, row in enumerate(rows, start=1)
    ]


def _workbook(rows: Sequence[Sequence[object]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("DS")
        sheet.merge_range(0, 0, 0, 6, "DANH SÁCH ĐĂNG KÝ HIẾN MÁU TÌNH NGUYỆN")
        sheet.write_row(3, 0, HEADINGS)
        for number, row in enumerate(rows, start=4):
            sheet.write_row(number, 0, row)
    return out.getvalue()


@contextmanager
def _seconds(taken: dict[str, float], name: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    taken[name] = time.perf_counter() - started


def _usual(desk: Desk, rows: Sequence[Sequence[object]]) -> list[Figure]:
    """A list of 2.000 rows, step by step as the job takes them."""
    content, now, taken = _workbook(rows), timezone.now(), dict[str, float]()
    upload = _handed_in(desk, desk.units[0], content, now)
    with scopes.for_seat(desk.seat):
        volunteer_list = upload.volunteer_list
        with _seconds(taken, "read"):
            source = staging.source_of(upload.pk, now=now)
            assert source is not None
            understood = staging.understand(source)
            assert isinstance(understood, staging.Understood)
            staging.begin(upload.pk, understood)
        made = [
            Registration(pk=number, **registration_values(person))
            for number, person in enumerate(understood.people, start=1)
            if person.birth
        ]
        with _seconds(taken, "matched"):
            doors.compared_with_donors(volunteer_list, made)
        with _seconds(taken, "settled"):
            committing.settle(upload_id=upload.pk, now=now, people=understood.people)
    read = taken["read"] + taken["matched"]
    return [
        Figure("intake: rows handed in", len(rows), "rows"),
        Figure("intake: known people", people.KNOWN, "people"),
        Figure("intake: of that, reading and checking", round(taken["read"], 2), "s"),
        Figure("intake: of that, matching", round(taken["matched"], 2), "s"),
        Figure("intake: 2.000 rows read, checked, matched", round(read, 2), "s", READ_S),
        Figure("intake: committed", round(taken["settled"] - taken["matched"], 2), "s", COMMIT_S),
    ]


def _handed_in(desk: Desk, unit: Unit, content: bytes, now: dt.datetime) -> Upload:
    with scopes.for_seat(desk.seat):
        return receiving.receive_file(
            volunteer_list=lists.list_of(round=desk.round, unit=unit),
            name="danh sach.xlsx",
            content=content,
            is_agreed=True,
            sender=Sender(seat=desk.seat, user_id=None, label="bench"),
            now=now,
        )


def given_back(rows: Sequence[Sequence[object]]) -> list[Figure]:
    """A workbook of these rows with every tenth marked: the processor's time, its child included."""
    content, header_row = _workbook(rows), 4
    people_rows = range(header_row + 1, header_row + 1 + len(rows))
    marks = [Mark(row, 2, "Sai.", "Sửa.") for row in people_rows[::10]]
    before = time.process_time() + processor_seconds()
    marked_workbook(content=content, kind=FileKind.XLSX, sheet_name="DS", header_row=header_row, marks=marks)
    taken = time.process_time() + processor_seconds() - before
    return [Figure("intake: marked workbook 2.000 rows", round(taken, 2), "s", MARKED_S)]


def _large(desk: Desk) -> list[Figure]:
    """20.000 rows by the command, in a process of its own: its time, and the most memory any process of it took."""
    rows = _sheet_rows(people.make(known=LARGE, rows=10, seed=2).known)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "danh sach.xlsx"
        path.write_bytes(_workbook(rows))
        arguments = [f"--round={desk.round.pk}", f"--unit={desk.units[1].pk}", "--agreed", str(path)]
        started = time.perf_counter()
        told = subprocess.run(  # noqa: S603
            [sys.executable, "-c", MEASURED, sys.executable, "manage.py", "import_list", *arguments],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DATABASE_ROLE": "app", "DATABASE_URL": server().url("giot_app", NAME)},
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        ).stdout
        seconds = time.perf_counter() - started
    return [
        Figure("intake: 20.000 rows, all in all", round(seconds, 1), "s", LARGE_S),
        Figure("intake: 20.000 rows, most memory", round(int(told) / 1024), "MB", LARGE_MB),
    ]


class _Peer(resources.ModelResource):
    """The usual package's own fast way: saved in bulk, no differences told."""

    class Meta:
        abstract = True
        use_bulk = True
        skip_diff = True
        batch_size = 1_000

    def after_import(self, dataset: object, result: object, **kwargs: object) -> None:
        """Nothing: the package would set the table's sequence, which is not the application's role's to do."""


class _PeerPeople(_Peer):
    """Who the people are: matched by folded name and year, saved as known people."""

    class Meta(_Peer.Meta):
        model = Donor
        import_id_fields = ("name_key", "birth_year")
        fields = ("name_key", "birth_year", "name", "name_sort", "workplace", "path", "keeper")

    def get_instance(self, instance_loader: object, row: Mapping[str, str]) -> Donor | None:  # noqa: ARG002
        """The first of several that bear the name and year: one question a row, by the index on names."""
        found: Donor | None = Donor.objects.filter(
            path=row["path"], name_key=row["name_key"], birth_year=row["birth_year"]
        ).first()
        return found


class _PeerList(_Peer):
    """What the unit sent: each row looked up on its list, so that a list sent twice doubles nobody, as with us."""

    class Meta(_Peer.Meta):
        model = Registration
        import_id_fields = ("volunteer_list", "row_hash")
        fields = ("volunteer_list", "added_by", "path", "position", "name", "name_sort", "name_fold", "birth_year",
                  "sex", "workplace", "note", "row_hash")  # fmt: skip


def _peer(desk: Desk, rows: Sequence[Sequence[object]]) -> list[Figure]:
    """The peer's time per row beside ours for everything we do with it: the list's rows and the keeper's people."""
    theirs, ours = [], []
    for turn in range(TURNS):
        some = rows[turn * ROWS : (turn + 1) * ROWS]
        unit, beside = desk.units[2 + 2 * turn : 4 + 2 * turn]
        theirs.append(_theirs(desk, beside, some[:PEER_ROWS]) / PEER_ROWS)
        ours.append(_ours(desk, unit, some) / len(some))
    share = statistics.median(our / their for our, their in zip(ours, theirs, strict=True))
    return [
        Figure("intake: django-import-export, a row", round(statistics.median(theirs) * 1000, 2), "ms"),
        Figure("intake: ours, a row, cleaned and matched", round(statistics.median(ours) * 1000, 2), "ms"),
        Figure("intake: times faster than the peer", round(1 / share, 1), "x"),
        Figure("intake: our share of the peer's time", round(share, 3), "", 1 / TIMES_FASTER),
    ]


def _theirs(desk: Desk, unit: Unit, rows: Sequence[Sequence[object]]) -> float:
    """Seconds in which the peer reads, matches and saves the rows."""
    content = _workbook(rows)
    flat, listed = _flat(content), _handed_in(desk, unit, content, timezone.now())
    with scopes.for_seat(desk.seat):
        started = time.perf_counter()
        sheet = tablib.Dataset().load(flat, format="xlsx")
        data = tablib.Dataset(headers=PEER_HEADINGS)
        for row in sheet:
            name = str(row[1])
            folded = name.lower()
            data.append(
                (folded, row[2], name, folded, folded, row[3], row[4], row[5], desk.keeper.path, desk.keeper.pk,
                 listed.volunteer_list_id, listed.pk, row[0], f"peer {row[0]}")
            )  # fmt: skip
        results = [resource().import_data(data, raise_errors=True) for resource in (_PeerPeople, _PeerList)]
        taken = time.perf_counter() - started
    assert [result.total_rows for result in results] == [len(rows), len(rows)]
    return taken


def _ours(desk: Desk, unit: Unit, rows: Sequence[Sequence[object]]) -> float:
    """Seconds in which our job reads, cleans, checks, matches and commits the rows."""
    upload = _handed_in(desk, unit, _workbook(rows), timezone.now())
    with scopes.for_seat(desk.seat):
        job = jobs.latest(path=upload.path, key=receiving.job_key(upload))
    assert job is not None
    started = time.perf_counter()
    jobs.run(job.pk)
    return time.perf_counter() - started


def _flat(content: bytes) -> bytes:
    """The peer wants its headings on the first row."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    assert sheet is not None
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.delete_rows(1, 3)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
