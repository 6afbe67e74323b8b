"""Checks the unit tree; with --repair also rebuilds what is derived from it. Exit code 1 where something is off."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from committees.models import Unit
from committees.scopes import for_system
from committees.tree_check import About, faults, repair
from core.text.numbers import integer

_SHOWN = 20


class Command(BaseCommand):
    """`check_tree [--repair]`."""

    help = _("Kiểm tra cây đơn vị: đường dẫn, ngày, tên tìm kiếm, quan hệ kế tiếp.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help=_("Tính lại các cột suy ra được."))

    def handle(self, *_args: object, **options: object) -> None:
        with for_system("check_tree"):
            if options["repair"]:
                self.stdout.write(_("Đã tính lại %(count)s dòng.") % {"count": integer(repair())})
            found = faults()
            units = Unit.objects.count()
        shown: Counter[About] = Counter()
        for fault in found:
            shown[fault.about] += 1
            if shown[fault.about] <= _SHOWN:
                self.stdout.write(fault.line)
        more = sum(count - _SHOWN for count in shown.values() if count > _SHOWN)
        if more:
            self.stdout.write(_("… và %(count)s lỗi cùng loại nữa.") % {"count": integer(more)})
        if not found:
            self.stdout.write(_("%(count)s đơn vị, không có lỗi nào.") % {"count": integer(units)})
            return
        counts = {"units": integer(units), "count": integer(len(found))}
        self.stdout.write(_("%(units)s đơn vị, %(count)s lỗi.") % counts)
        if any(fault.repairable for fault in found):
            self.stdout.write(_("Chạy check_tree --repair để tính lại các cột suy ra được."))
        raise SystemExit(1)
