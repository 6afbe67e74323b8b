"""Seal everything that is encrypted anew with the newest of DATA_KEYS."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.key_rotation import Rotated, rotate
from core.refusal import Refused
from core.text.numbers import integer


class Command(BaseCommand):
    """Says how far each table is; may be stopped and run again at any time."""

    help = "Mã hóa lại mọi dữ liệu bằng khóa đứng đầu trong DATA_KEYS; dừng giữa chừng thì chạy lại."

    def handle(self, *_args: object, **_options: object) -> None:
        if len(settings.DATA_KEYS) < 2:
            raise CommandError("DATA_KEYS mới có một khóa: đặt khóa mới đứng trước khóa cũ, cách nhau bằng dấu phẩy.")
        found: dict[str, Rotated] = {}
        try:
            for each in rotate():
                found[each.table] = each
                self.stdout.write(f"{each.table}: {integer(each.seen)} dòng, mã hóa lại {integer(each.resealed)}")
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        total = sum(each.resealed for each in found.values())
        self.stdout.write(
            f"Xong: mã hóa lại {integer(total)} dòng. Bây giờ có thể bỏ các khóa cũ, chỉ giữ khóa đầu của DATA_KEYS, "
            "rồi khởi động lại web, worker và beat. Bản sao lưu cũ vẫn cần khóa cũ."
        )
