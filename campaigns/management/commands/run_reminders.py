"""Play the reminders of any moment: what goes out, to whom, and who is left out and why."""

from __future__ import annotations

import datetime as dt
import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaigns import reminders
from campaigns.deadlines import what_of
from committees import scopes
from core.text.dates import VIETNAM, in_vietnam


class Command(BaseCommand):
    """Prints unit and seat, never a person's name: it is for operators."""

    help = "Nhắc các đơn vị còn việc chưa nộp, như vào một thời điểm đã cho."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", type=_moment, help="thời điểm, giờ Việt Nam: 2025-03-20T08:00; trống: bây giờ")
        parser.add_argument("--dry-run", action="store_true", help="chỉ xem, không gửi")
        parser.add_argument("--json", action="store_true", help="in ra JSON")

    def handle(self, *_args: object, **options: object) -> None:
        """Look, send unless it is a dry run, and tell."""
        at = options["at"]
        now = at if isinstance(at, dt.datetime) else timezone.now()
        if options["dry_run"]:
            with scopes.for_system("campaigns.remind"):
                found = reminders.look(now=now)
        else:
            found = reminders.send(now=now)
        told = _told(found)
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) if options["json"] else _in_words(told))


def _moment(text: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"Thời điểm “{text}” không đọc được; ghi như 2025-03-20T08:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def _told(found: reminders.Look) -> dict[str, object]:
    return {
        "at": in_vietnam(found.at).isoformat(timespec="minutes"),
        "counts": dict(reminders.counts(found)),
        "messages": [
            {"seat": lines[0][1].seat.pk, "duties": [_duty(owing) for owing, _recipient in lines]}
            for lines in found.digests.values()
        ],
        "skipped": [{**_duty(owing), "why": why.value} for owing, why in found.skipped],
    }


def _duty(owing: reminders.Owing) -> dict[str, object]:
    return {
        "unit": owing.unit_name,
        "owes": what_of(owing.deadline),
        "due": in_vietnam(owing.due_at).isoformat(timespec="minutes"),
        "days": owing.step,
    }


def _in_words(told: dict[str, object]) -> str:
    counts = told["counts"]
    assert isinstance(counts, dict)
    return (
        f"{told['at']}: {counts['duties']} việc được nhắc trong {counts['people']} tin; chưa liên hệ được "
        f"{counts['nobody']}, đang nộp {counts['busy']}, hôm nay đã nhắc {counts['told_today']}, "
        f"chưa đến giờ {counts['not_now']}."
    )
