"""Load the demo, or write its workbook."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from config.demo.annex import annex_workbook
from config.demo.loading import load_demo


class Command(BaseCommand):
    """Loads once; a second run changes nothing."""

    help = "Nạp dữ liệu mẫu: tên đơn vị thật, người và số liệu không có thật."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--annex", metavar="FILE", help="chỉ ghi phụ lục chỉ tiêu năm trước (Excel) ra tệp này")

    def handle(self, *_args: object, annex: str | None = None, **_options: object) -> None:
        today = timezone.localdate()
        if annex:
            Path(annex).write_bytes(annex_workbook(today.year - 1))
            self.stdout.write(f"Đã ghi phụ lục chỉ tiêu năm {today.year - 1}: {annex}")
            return
        loaded = load_demo(today=today)
        self.stdout.write("Đã nạp dữ liệu mẫu." if loaded.is_new else "Dữ liệu mẫu đã có, không thay đổi gì.")
