"""Loads the country's units, old list and new, with what became of what. Safe to run again at any time."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from fractions import Fraction

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils.translation import gettext as _

from committees.catalogue import Catalogue, country
from committees.catalogue.loading import Loaded, load
from committees.models import Level
from committees.scopes import for_system
from core.text.numbers import decimal, integer


class Command(BaseCommand):
    """`import_units [--province CODE …]`."""

    help = _("Nạp danh mục đơn vị hành chính cả nước, danh mục cũ và mới; chạy lại bao nhiêu lần cũng được.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--province", action="append", default=[], metavar="MÃ", help=_("Chỉ nạp tỉnh có mã này (danh mục 2025).")
        )

    def handle(self, *_args: object, **options: object) -> None:
        started = time.monotonic_ns()
        catalogue = country()
        provinces = options["province"]
        if isinstance(provinces, list) and provinces:
            catalogue = catalogue.of_provinces(provinces, "2025")
        with for_system("import_units"):
            loaded = load(catalogue)
        with connection.cursor() as cursor:  # fresh statistics, or the first searches scan the whole table
            cursor.execute("ANALYZE committees_unit, committees_unitalias, committees_succession")
        for line in (*described(catalogue), *summed_up(loaded)):
            self.stdout.write(line)
        seconds = Fraction(time.monotonic_ns() - started, 10**9)
        self.stdout.write(_("Xong trong %(seconds)s giây.") % {"seconds": decimal(seconds, 1)})


def described(catalogue: Catalogue) -> list[str]:
    """What the catalogue holds, list by list."""
    names = {Level.PROVINCE: _("tỉnh, thành phố"), Level.DISTRICT: _("huyện, quận"), Level.COMMUNE: _("xã, phường")}
    lists = (
        ("2024", _("Danh mục đến 30/6/2025"), (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)),
        ("2025", _("Danh mục từ 01/7/2025"), (Level.PROVINCE, Level.COMMUNE)),
    )
    return [
        f"{title}: " + ", ".join(f"{integer(catalogue.count(vintage, level))} {names[level]}" for level in levels) + "."
        for vintage, title, levels in lists
    ]


def summed_up(loaded: Loaded) -> list[str]:
    """What the import did; the parts of the first line add up to the whole."""
    entries = _(
        "%(entries)s đơn vị: %(created)s tạo mới, %(renamed)s đổi tên, %(unchanged)s giữ nguyên, "
        "%(left_alone)s do Ban Chỉ đạo đã sửa nên để yên."
    )
    more = _("Thêm %(aliases)s tên cũ và %(links)s quan hệ kế tiếp.")
    return [
        entries
        % {
            "entries": integer(loaded.entries),
            "created": integer(loaded.created),
            "renamed": integer(loaded.renamed),
            "unchanged": integer(loaded.unchanged),
            "left_alone": integer(loaded.left_alone),
        },
        more % {"aliases": integer(loaded.aliases_created), "links": integer(loaded.links_created)},
    ]
