"""Make anew what units inherited from their predecessors."""

from django.core.management.base import BaseCommand

from core.text.numbers import integer
from quotas.totals import rebuild_inherited


class Command(BaseCommand):
    """Prints how many rows differed: results of ended units entered since their succession count here as well."""

    help = "Tính lại kết quả các năm trước mà đơn vị mới kế thừa từ các đơn vị cũ."

    def handle(self, *_args: object, **_options: object) -> None:
        found = rebuild_inherited()
        if not found.total:
            self.stdout.write("Kết quả kế thừa từ các đơn vị cũ khớp với số liệu, không phải sửa dòng nào.")
            return
        self.stdout.write(
            f"Đã sửa {integer(found.total)} dòng kết quả kế thừa: thiếu {integer(found.missing)}, "
            f"sai số {integer(found.wrong)}, thừa {integer(found.surplus)}."
        )
