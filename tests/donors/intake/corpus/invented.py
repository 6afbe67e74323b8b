"""People who do not exist, for lists of any length: common Vietnamese names put together by number."""

from __future__ import annotations

from dataclasses import dataclass

_FAMILIES = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Tống",
    "Tô",
)
_MEN = ("Văn An", "Đức Bình", "Minh Châu", "Quốc Dũng", "Văn Đoàn", "Hữu Hải", "Công Khoa", "Văn Nam", "Thành Tổng")
_WOMEN = ("Thị Ánh", "Ngọc Bích", "Thị Cúc", "Thu Hà", "Thị Hòa", "Mai Lan", "Thị Năm", "Kim Oanh", "Thị Xuyến")


@dataclass(frozen=True)
class Invented:
    """An invented person."""

    name: str
    is_woman: bool
    year: int
    phone: str
    identity: str


def invented(number: int) -> Invented:
    """The person of this number, the same every time; numbers of identity and telephone belong to nobody."""
    is_woman = number % 2 == 1
    given = (_WOMEN if is_woman else _MEN)[(number // 2) % 9]
    year = 1968 + number * 7 % 38
    century = (0 if year < 2000 else 2) + is_woman
    return Invented(
        name=f"{_FAMILIES[number % len(_FAMILIES)]} {given}",
        is_woman=is_woman,
        year=year,
        phone=f"09{number:08d}",
        identity=f"038{century}{year % 100:02d}{number:06d}",
    )


def people(count: int, *, first: int = 1) -> list[Invented]:
    """So many invented people."""
    return [invented(number) for number in range(first, first + count)]
