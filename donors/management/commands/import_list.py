"""``bin/manage import_list --round 12 --unit 345 danh-sach.xlsx``: what the page does with a workbook, row by row.

Works in the scope of the clerk of the committee that hosts the round for the unit, and is written down as done by
command. With ``--dry-run`` nothing is kept: the file is read, checked and told.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaigns.models import Round
from committees import scopes
from committees.models import Role, Seat, Unit
from core import audit, jobs
from core.refusal import Refused
from donors import (
    consent,
    questions,
    read_notes,
    receiving,
    staging,
    tasks,  # noqa: F401  registers the job
)
from donors.audience import keeper_of
from donors.intake import unread
from donors.intake.findings import Finding, Severity
from donors.intake.people import PersonRow
from donors.intake.wording import mend, sentence, severity
from donors.lists import list_of
from donors.models import Upload
from donors.sealing import json_of
from donors.sender import Sender
from donors.staged_rows import has_error, is_double, staged


class Command(BaseCommand):
    """Hand in one workbook for one unit."""

    help = "Nộp một tệp danh sách cho một đơn vị trong một đợt, như trên trang; in ra từng điểm phát hiện."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The round, the unit, the file."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--round", type=int, required=True, help="Số của đợt (trong địa chỉ trang của đợt).")
        parser.add_argument("--unit", type=int, required=True, help="Số của đơn vị (trong địa chỉ trang của đơn vị).")
        parser.add_argument("--dry-run", action="store_true", help="Chỉ đọc và kiểm tra, không lưu gì.")
        parser.add_argument("--agreed", action="store_true", help=f"Xác nhận: {consent.TEXT}")
        parser.add_argument("--json", action="store_true", help="In ra dạng JSON.")

    def handle(self, *_args: object, **options: object) -> None:
        """Read, hand in unless it is a dry run, and print."""
        path = options["file"]
        assert isinstance(path, Path)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"Không mở được tệp {path}: {error.strerror}.") from None
        round_id, unit_id = options["round"], options["unit"]
        assert isinstance(round_id, int)
        assert isinstance(unit_id, int)
        seat = _clerk(round_id, unit_id)
        try:
            if options["dry_run"]:
                told = _read_only(seat, round_id, path.name, content)
            else:
                told = _hand_in(seat, round_id, unit_id, path.name, content, is_agreed=bool(options["agreed"]))
        except Refused as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) if options["json"] else _in_words(told))


def _clerk(round_id: int, unit_id: int) -> Seat:
    """The seat of the clerk who works with the unit's list. Raises `CommandError` where there is none."""
    with scopes.for_system("import_list"):
        round = Round.objects.filter(pk=round_id).first()
        unit = Unit.objects.filter(pk=unit_id).first()
        if round is None or unit is None:
            raise CommandError("Không có đợt hoặc đơn vị này.")
        try:
            keeper = keeper_of(round, unit)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from None
        seat = Seat.objects.select_related("unit").filter(path=keeper.path, role=Role.CLERK, closed_on=None).first()
    if seat is None:
        raise CommandError("Ban Chỉ đạo tổ chức đợt này chưa có vai trò thường trực.")
    return seat


def _read_only(seat: Seat, round_id: int, name: str, content: bytes) -> dict[str, object]:
    """Read and check, keep nothing."""
    now = timezone.now()
    with scopes.for_seat(seat):
        on = staging.drive_day(Round.objects.get(pk=round_id), now=now)
    source = staging.Source.of_file(name=name, content=content, drive_day=on)
    understood = staging.understand(source)
    if not isinstance(understood, staging.Understood):
        return {"state": Upload.State.ASKING.value, "question": understood, "findings": _asked(understood)}
    good = [person for person in understood.people if not has_error(person) and not is_double(person)]
    return {
        "state": "dry_run",
        "read": len(understood.people),
        "accepted": len(good),
        "findings": [_told(finding) for finding in understood.findings],
        "rows": sorted(
            [
                *(_row(person) for person in understood.people if has_error(person)),
                *map(_noted, read_notes.of_rows(understood.people)),
            ],
            key=_place,
        ),
    }


def _hand_in(
    seat: Seat, round_id: int, unit_id: int, name: str, content: bytes, *, is_agreed: bool
) -> dict[str, object]:
    """As the page does it, with the job done at once."""
    now = timezone.now()
    who = audit.Actor(seat_id=seat.pk, seat_label=f"{seat} · {seat.unit.name}", source="command")
    with audit.acting(who), scopes.for_seat(seat):
        volunteer_list = list_of(round=Round.objects.get(pk=round_id), unit=Unit.objects.get(pk=unit_id))
        upload = receiving.receive_file(
            volunteer_list=volunteer_list,
            name=name,
            content=content,
            is_agreed=is_agreed,
            sender=Sender(seat=seat, user_id=None, label="import_list"),
            now=now,
        )
        job = jobs.latest(path=upload.path, key=receiving.job_key(upload))
    if job is not None:
        jobs.run(job.pk)
    with scopes.for_seat(seat):
        upload = Upload.objects.get(pk=upload.pk)
        if upload.state == Upload.State.REFUSED:
            raise Refused(unread.said(upload.refusal, name=upload.file_name))
        to_mend = [_row(person) for person in staged(upload) if has_error(person)]
        notes = read_notes.kept(upload)
        question = json_of(upload.question) if upload.state == Upload.State.ASKING else None
    found = [_told(each) for each in notes.file]
    if isinstance(question, dict):
        found += _asked(question)
    return {
        "state": upload.state,
        "read": upload.read,
        "accepted": upload.accepted,
        "known": upload.known,
        "added": upload.added,
        "changed": upload.changed,
        "removed": upload.removed,
        "findings": found,
        "rows": sorted([*to_mend, *map(_noted, notes.rows)], key=_place),
    }


def _place(row: dict[str, object]) -> tuple[str, int]:
    return str(row["sheet"]), int(str(row["row"]))


def _noted(row: read_notes.RowNotes) -> dict[str, object]:
    """A row that counts, with what is worth a look in it."""
    findings = [_told(finding) for finding in row.findings]
    return {"row": row.row, "sheet": row.sheet, "name": row.name, "findings": findings}


def _row(person: PersonRow) -> dict[str, object]:
    return {
        "row": person.row,
        "sheet": person.sheet,
        "name": person.name,
        "findings": [_told(finding) for finding in person.findings],
    }


def _told(finding: Finding) -> dict[str, str]:
    return {
        "code": finding.code.value,
        "severity": severity(finding).value,
        "field": finding.field.value if finding.field else "",
        "sentence": sentence(finding),
        "mend": mend(finding),
    }


def _asked(question: dict[str, object]) -> list[dict[str, str]]:
    """What the page would ask before anybody counts, as a finding of the file."""
    return [
        {
            "code": each.code,
            "severity": Severity.ERROR.value,
            "field": each.field,
            "sentence": each.sentence,
            "mend": each.mend,
        }
        for each in questions.told(question)
    ]


def _in_words(told: dict[str, object]) -> str:
    return "\n".join(
        [
            " · ".join(f"{name}: {value}" for name, value in told.items() if isinstance(value, str | int)),
            *(f"Tệp: {finding['sentence']}" for finding in _listed(told.get("findings"))),
            *(
                f"Dòng {row['row']} {row['name']}: {finding['sentence']} {finding['mend']}".rstrip()
                for row in _listed(told.get("rows"))
                for finding in _listed(row["findings"])
            ),
        ]
    )


def _listed(value: object) -> list[dict[str, object]]:
    return value if isinstance(value, list) else []
