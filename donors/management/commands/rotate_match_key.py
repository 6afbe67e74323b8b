"""Change the key by which identity numbers, phones and rows are matched."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.refusal import Refused
from core.text.numbers import integer
from donors import match_rotation


class Command(BaseCommand):
    """Works everything out first, then swaps at once; may be stopped and run again until it says what to set."""

    help = "Đổi khóa so khớp MATCH_KEY: tính khóa mới cho mọi dòng, rồi đổi tất cả trong một giao dịch."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--new", required=True, help="Khóa mới, ít nhất 32 ký tự ngẫu nhiên.")
        parser.add_argument("--prepare", action="store_true", help="Chỉ tính trước, chưa đổi; web vẫn chạy được.")

    def handle(self, *_args: object, new: str, prepare: bool, **_options: object) -> None:
        try:
            match_rotation.ensure_usable(new)
            if match_rotation.is_swapped(new):
                self.stdout.write(f"Đã đổi từ trước. Đặt MATCH_KEY={new} rồi khởi động lại web, worker và beat.")
                return
            for done in match_rotation.fill(new):
                self.stdout.write(f"Đã tính {integer(done)} dòng …")
            if prepare:
                self.stdout.write("Đã tính xong, chưa đổi gì. Dừng web và worker rồi chạy lại lệnh không có --prepare.")
                return
            swapped = match_rotation.swap(new)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(
            f"Đã đổi {integer(swapped.hashes)} khóa so khớp; {integer(swapped.answers_lost)} câu trả lời về các dòng "
            f"không còn sẽ được hỏi lại. Đặt MATCH_KEY={new} rồi khởi động web, worker và beat."
        )
