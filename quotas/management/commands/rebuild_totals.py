"""Make the year totals anew from the tallies."""

from django.core.management.base import BaseCommand

from core.text.numbers import integer
from quotas.totals import rebuild_totals


class Command(BaseCommand):
    """Prints how many rows differed; none is what it should say."""

    help = "Tính lại tổng kết quả năm của từng đơn vị từ số liệu các đợt."

    def handle(self, *_args: object, **_options: object) -> None:
        found = rebuild_totals()
        if not found.total:
            self.stdout.write("Tổng kết quả năm của các đơn vị khớp với số liệu các đợt, không phải sửa dòng nào.")
            return
        self.stdout.write(
            f"Đã sửa {integer(found.total)} dòng tổng kết quả năm: thiếu {integer(found.missing)}, "
            f"sai số {integer(found.wrong)}, thừa {integer(found.surplus)}."
        )
