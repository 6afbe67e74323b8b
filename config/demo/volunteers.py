"""Lists of the demo's open round: invented people, typed as units write them, one row still to be mended."""

from __future__ import annotations

import datetime as dt

from campaigns.models import Round
from committees.models import Seat, Unit
from config.demo import figures
from donors import lists, typed_lines
from donors.sender import Sender

_FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Võ", "Bùi", "Đặng", "Huỳnh", "Đỗ", "Hồ", "Tạ", "Châu")
_MIDDLES = {"Nam": ("Văn", "Hữu", "Đức", "Minh", "Quốc"), "Nữ": ("Thị", "Thị Kim", "Thị Thu", "Ngọc", "Thị Mỹ")}
_GIVEN = {
    "Nam": ("An", "Bình", "Cường", "Dũng", "Đạt", "Hải", "Khoa", "Long", "Phúc", "Sơn", "Tín", "Vinh"),
    "Nữ": ("Ánh", "Bích", "Cúc", "Dung", "Hạnh", "Hiền", "Lan", "Mai", "Nga", "Oanh", "Thảo", "Yến"),
}
_PLACES = ("thôn Đông", "thôn Tây", "thôn Nam", "thôn Bắc", "thôn Trung")


def hand_in(*, round: Round, unit: Unit, seat: Seat, count: int, with_slip: bool, now: dt.datetime) -> None:
    """A unit's đầu mối types its people; with a slip, one birth year cannot be read and waits to be mended."""
    lines = [_line(f"{unit.name} {number}", number) for number in range(count)]
    if with_slip:
        lines.append("Trần Thị Mẫu, 19977, thôn Đông")
    typed_lines.receive_typed(
        volunteer_list=lists.list_of(round=round, unit=unit),
        text="\n".join(lines),
        is_agreed=True,
        sender=Sender(seat=seat, user_id=None, label=f"{seat.title} · {unit.name}"),
        now=now,
    )


def _line(salt: str, number: int) -> str:
    sex = "Nữ" if figures.varied(f"{salt} sex", 0, 1) else "Nam"
    name = " ".join(
        (
            _FAMILIES[figures.varied(f"{salt} family", 0, len(_FAMILIES) - 1)],
            _MIDDLES[sex][figures.varied(f"{salt} middle", 0, len(_MIDDLES[sex]) - 1)],
            _GIVEN[sex][number % len(_GIVEN[sex])],
        )
    )
    year = figures.varied(f"{salt} year", 1968, 2006)
    return f"{name}, {year}, {sex}, {_PLACES[number % len(_PLACES)]}"
