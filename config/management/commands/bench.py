"""Run the benchmarks."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from decimal import Decimal

from django.core.management.base import BaseCommand, CommandError

from config.benches import dashboard, documents, intake, letters, matching, reminders, search
from config.benches.figure import Figure
from config.benches.throw_away import NoServer, throw_away_database
from core.text.numbers import decimal

BENCHES: dict[str, Callable[[], list[Figure]]] = {
    "dashboard": dashboard.run,
    "documents": lambda: [*documents.run(), *letters.run()],
    "intake": intake.run,
    "matching": matching.run,
    "reminders": reminders.run,
    "search": search.run,
}


class Command(BaseCommand):
    """Ends with 1 where a figure is beyond its bound."""

    help = "Đo hiệu năng: mỗi số đo kèm giới hạn và có giữ được hay không."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", choices=sorted(BENCHES), help="tên phép đo; để trống: tất cả")
        parser.add_argument("--json", action="store_true", help="in một danh sách JSON")

    def handle(self, *_args: object, name: str | None = None, json: bool = False, **_options: object) -> None:
        figures: list[Figure] = []
        for each in [name] if name else sorted(BENCHES):
            try:
                with throw_away_database():
                    figures += BENCHES[each]()
            except NoServer as error:
                raise CommandError(str(error)) from None
        self.stdout.write(as_json(figures) if json else as_table(figures))
        if not all(figure.holds for figure in figures):
            sys.exit(1)


def as_json(figures: list[Figure]) -> str:
    """A list of objects: name, value, unit, bound, holds."""
    return json.dumps([figure.as_dict() for figure in figures], ensure_ascii=False, indent=2)


def as_table(figures: list[Figure]) -> str:
    """A line per figure."""
    width = max(len(figure.name) for figure in figures)
    return "\n".join(_line(figure, width) for figure in figures)


def _line(figure: Figure, width: int) -> str:
    start = f"{figure.name:{width}}  {_number(figure.value):>9} {figure.unit:8}"
    if figure.bound is None:
        return start.rstrip()
    return f"{start} ≤ {_number(figure.bound):<6} {'đạt' if figure.holds else 'KHÔNG ĐẠT'}"


def _number(value: float) -> str:
    return decimal(Decimal(str(value)), 2)
