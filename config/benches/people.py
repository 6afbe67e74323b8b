"""Invented people of a province with known truth: who is known, and a list that is handed in.

Names, years, phones and mistakes are drawn as they are seen in lists of committees: a third is called Nguyễn, more than
half write only a year, a tenth has another phone than last time, and one row in ten holds some mistake. Equal seeds
give equal people; nobody here exists.
"""

from __future__ import annotations

import dataclasses
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from donors.identity import Person, place_words
from donors.intake.people import Sex
from donors.names import Name, Population

_FAMILIES = (
    "Nguyễn:330 Trần:110 Lê:92 Phạm:70 Hoàng:35 Huỳnh:30 Vũ:24 Võ:24 Phan:34 Trương:20 Bùi:21 Đặng:20 Đỗ:17 Ngô:15 "
    "Hồ:14 Dương:13 Đinh:11 Đoàn:8 Lương:8 Trịnh:7 Đào:7 Mai:7 Cao:7 Hà:6 Lâm:6 Lưu:6 Lý:6 Thái:5 Tạ:5 Phùng:4 Tô:4 "
    "Châu:4 Quách:3 Kiều:3 Từ:2 Tống:2 La:2 Nông:3 Lò:3 Triệu:3 Vi:2 Quàng:1 Giàng:1 Thạch:2 Kim:1 Danh:1 Chu:3 Hứa:2"
)
_GIVEN = {
    Sex.MALE: "Hùng:26 Dũng:20 Tuấn:24 Minh:24 Nam:20 Hải:20 Long:17 Thắng:17 Cường:17 Sơn:17 Quân:12 Đức:16 Hiếu:15 "
    "Trung:16 Thành:20 Bình:14 Phong:12 Anh:18 Hưng:11 Huy:14 Khánh:9 Kiên:10 Lâm:9 Linh:4 Mạnh:9 Nghĩa:10 "
    "Phú:8 Phúc:11 Phước:6 Quang:13 Quốc:6 Quyền:4 Sang:6 Tài:10 Tâm:8 Tân:9 Thái:9 Thiện:6 Thịnh:8 Thuận:6 "
    "Tiến:11 Tín:5 Toàn:10 Toản:3 Trí:6 Trường:7 Tú:9 Tùng:11 Việt:9 Vinh:9 Vũ:9 Vương:4 An:7 Bảo:8 Chiến:6 "
    "Chung:4 Công:5 Danh:3 Duy:9 Đạt:11 Đông:5 Giang:4 Hậu:6 Hòa:7 Hoàng:9 Học:2 Lộc:7 Lợi:6 Luân:5 Nhân:6 "
    "Tính:3 Trọng:5 Tuyên:3 Xuân:2 Y:1 Đệ:1 Lực:3 Khoa:5",
    Sex.FEMALE: "Hương:24 Lan:18 Hoa:16 Hằng:16 Hà:18 Hạnh:15 Huyền:17 Hồng:14 Linh:22 Loan:11 Mai:16 Nga:14 Ngọc:14 "
    "Nhung:12 Oanh:9 Phương:22 Phượng:7 Quyên:7 Quỳnh:9 Tâm:9 Thanh:13 Thảo:18 Thu:13 Thúy:10 Thủy:14 Thùy:6 "
    "Trang:20 Trinh:6 Tuyết:8 Vân:12 Yến:13 Anh:19 Ánh:6 Bích:5 Chi:6 Chinh:3 Cúc:4 Dung:13 Duyên:7 Giang:6 "
    "Hiền:16 Hòa:7 Hoài:4 Huệ:9 Khánh:3 Lệ:4 Liên:9 Liễu:3 Lý:5 Mơ:2 Mỹ:4 My:6 Na:2 Ngà:3 Ngân:9 Nguyệt:7 Nhi:6 "
    "Như:4 Nụ:1 Sen:2 Thắm:4 Thoa:3 Thơ:3 Thư:6 Thương:6 Tiên:4 Trâm:5 Tú:3 Uyên:5 Vi:3 Vy:4 Xuân:6 Đào:3 "
    "Điệp:2 Gấm:1 Hậu:3 Hường:6 Diễm:3 Diệu:2 Kiều:3",
}
_MIDDLES = {
    Sex.MALE: "Văn:340 Đức:60 Minh:45 Xuân:35 Quốc:40 Hữu:45 Đình:40 Thanh:35 Ngọc:35 Công:30 Quang:35 Anh:20 Trọng:18 "
    "Tuấn:18 Hoàng:20 Thế:15 Duy:18 Mạnh:15 Bá:12 Viết:10 Tiến:10 Hồng:8 Nhật:8 :30",
    Sex.FEMALE: "Thị:560 Thị_Thanh:35 Thị_Ngọc:35 Thị_Thu:35 Thị_Kim:25 Thị_Hồng:28 Thị_Mỹ:14 Thị_Bích:14 Thị_Minh:14 "
    "Ngọc:35 Thanh:20 Thu:15 Kim:12 Phương:15 Minh:12 Hoàng:8 Thùy:12 Quỳnh:8 Mỹ:8 Bảo:6 :12",
}
_VILLAGES, _DONORS_OF_VILLAGE = 10, 200
_PLACES = (
    "An Bình Cẩm Đông Hải Hòa Hưng Khánh Lộc Long Mỹ Nam Ninh Phú Phước Quảng Sơn Tân Tây Thạnh Thịnh Vĩnh Xuân Yên"
)
_NEIGHBOURS = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuioposdfghjklkxcvbnmn", strict=True))
KNOWN, ROWS = 200_000, 2_000


@dataclass(frozen=True, slots=True)
class World:
    """The known people (their `id` is their place in `known`), and a list: its rows and, beside each, who it truly is.

    `truth` of a row is an id, or None for somebody who is not known. `twice` are the places of rows that repeat an
    earlier row's person: (earlier, later).
    """

    known: Sequence[Person]
    rows: Sequence[Person]
    truth: Sequence[int | None]
    twice: Sequence[tuple[int, int]]

    @property
    def population(self) -> Population:
        """The known people's number, and the counts of their names and units, as a GROUP BY gives them."""
        names = Counter(person.name.key for person in self.known)
        units = Counter(person.unit_id for person in self.known if person.unit_id is not None)
        return Population(len(self.known), names, units)


@dataclass(frozen=True, slots=True)
class _Soul:
    """Somebody as he or she is, before anybody wrote it down. `home` is the unit's number."""

    name: tuple[str, ...]
    sex: Sex
    year: int
    month: int
    day: int
    home: int
    phone: str
    identity: str
    donations: int


def make(*, known: int = KNOWN, rows: int = ROWS, seed: int = 1, of_communes: bool = False) -> World:
    """A province: `known` donors, 200 a village, and one list of `rows` people from some of the villages.

    Three in five of the list are known; one in fifty stands in it twice. Units are the villages, or with `of_communes`
    the communes, ten villages each: then a unit holds ten times as many namesakes.
    """
    villages = max(_VILLAGES, known // _DONORS_OF_VILLAGE)
    maker = _Maker(random.Random(seed), villages, _VILLAGES if of_communes else 1)  # noqa: S311  # invented people
    souls = maker.souls(known)
    people = [maker.known(number, soul) for number, soul in enumerate(souls)]
    homes = maker.random.sample(range(villages), min(villages, max(1, rows // 50)))
    by_home: dict[int, list[int]] = {home: [] for home in homes}
    for number, soul in enumerate(souls):
        if soul.home in by_home:
            by_home[soul.home].append(number)
    pool = [number for numbers in by_home.values() for number in numbers]
    repeats = rows // 50
    returning = maker.random.sample(pool, min(len(pool), (rows - repeats) * 3 // 5))
    new = [(None, maker.newcomer(homes, pool, souls)) for _ in range(rows - repeats - len(returning))]
    written: list[tuple[int | None, _Soul]] = [*((number, souls[number]) for number in returning), *new]
    maker.random.shuffle(written)
    twice = sorted(maker.random.sample(range(len(written)), repeats))
    places = [(first, len(written) + nth) for nth, first in enumerate(twice)]
    listed = [*written, *(written[first] for first in twice)]
    return World(people, [maker.row(soul) for _, soul in listed], [number for number, _ in listed], places)


class _Maker:
    def __init__(self, chance: random.Random, homes: int, homes_per_unit: int) -> None:
        self.random = chance
        self._homes, self._homes_per_unit = homes, homes_per_unit
        self._families = _weighted(_FAMILIES)
        self._middles = {sex: _weighted(text) for sex, text in _MIDDLES.items()}
        self._given = {sex: _weighted(text) for sex, text in _GIVEN.items()}
        words = _PLACES.split()
        many = len(words)
        self._communes = [
            f"{words[n % many]} {words[(n * 7 + n // many) % many]}" for n in range(homes // _VILLAGES + 1)
        ]
        self._names: dict[str, Name] = {}

    def soul(self, home: int | None = None) -> _Soul:
        """Somebody new; donors are mostly between twenty and forty-five."""
        chance = self.random
        sex = Sex.MALE if chance.random() < 0.56 else Sex.FEMALE
        middle = self._pick(self._middles[sex])
        name = (self._pick(self._families), *filter(None, middle.split("_")), self._pick(self._given[sex]))
        return _Soul(
            name=name,
            sex=sex,
            year=2026 - round(chance.triangular(18, 60, 30)),
            month=chance.randint(1, 12),
            day=chance.randint(1, 28),
            home=chance.randrange(self._homes) if home is None else home,
            phone=self._number(),
            identity=self._number(),
            donations=1 + int(chance.expovariate(0.3)),
        )

    def souls(self, count: int) -> list[_Soul]:
        """People, one in twenty of them a relative of another."""
        souls: list[_Soul] = []
        while len(souls) < count:
            souls.append(self.relative(self.random.choice(souls)) if self._is_one_in(20) and souls else self.soul())
        return souls

    def newcomer(self, homes: Sequence[int], pool: Sequence[int], souls: Sequence[_Soul]) -> _Soul:
        """Somebody not known, of one of these homes; one in ten a relative of somebody known there."""
        if self._is_one_in(10):
            return self.relative(souls[self.random.choice(pool)])
        return self.soul(self.random.choice(homes))

    def relative(self, soul: _Soul) -> _Soul:
        """Brother, sister, child or twin: same family name and home, often the same middle name and phone."""
        chance = self.random
        other = self.soul(soul.home)
        year, month, day = other.year, other.month, other.day
        kind = chance.random()
        if kind < 0.1:
            year, month, day = soul.year, soul.month, soul.day
        elif kind < 0.7:
            year = soul.year + chance.choice([-6, -4, -3, -2, -1, 1, 2, 3, 4, 6])
        middle = soul.name[1:-1] if other.sex is soul.sex and chance.random() < 0.6 else other.name[1:-1]
        return dataclasses.replace(
            other,
            name=(soul.name[0], *middle, other.name[-1]),
            year=year,
            month=month,
            day=day,
            phone=soul.phone if chance.random() < 0.4 else other.phone,
        )

    def _is_one_in(self, many: int) -> bool:
        return self.random.random() * many < 1

    def _pick(self, weighted: tuple[list[str], list[int]]) -> str:
        return self.random.choices(weighted[0], cum_weights=weighted[1])[0]

    def _number(self) -> str:
        return f"{self.random.getrandbits(60):015x}"

    def known(self, number: int, soul: _Soul) -> Person:
        """As earlier lists and the committee's book have them: mostly right, often incomplete."""
        return self._written(soul, number, identity=0.3, phone=0.6, day=0.45, mistakes=0.03)

    def row(self, soul: _Soul) -> Person:
        """As a unit writes them this year."""
        chance = self.random
        if chance.random() < 0.12:
            soul = dataclasses.replace(soul, phone=self._number())
        if chance.random() < 0.06:
            soul = dataclasses.replace(soul, home=chance.randrange(self._homes))
        return self._written(soul, None, identity=0.15, phone=0.6, day=0.35, mistakes=0.07)

    def _written(
        self, soul: _Soul, number: int | None, *, identity: float, phone: float, day: float, mistakes: float
    ) -> Person:
        chance = self.random
        name = " ".join(soul.name)
        year, month, date = soul.year, soul.month, soul.day
        sex = soul.sex
        if chance.random() < mistakes:
            mistake = chance.choices(range(len(_MISTAKES)), _MISTAKE_WEIGHTS)[0]
            name = _MISTAKES[mistake](soul.name, chance)
        if chance.random() < mistakes / 5:
            year = chance.choice([year - 1, year + 1, year // 100 * 100 + int(str(year)[:1:-1])])
        if chance.random() < mistakes / 10:
            month, date = (date, month) if date <= 12 else (month, date % 28 + 1)
        if chance.random() < 0.001:
            sex = Sex.FEMALE if sex is Sex.MALE else Sex.MALE
        has_day = chance.random() < day
        village, commune = soul.home % _VILLAGES + 1, self._communes[soul.home // _VILLAGES]
        return Person(
            id=number,
            name=self._name(name),
            birth_year=year if chance.random() < 0.985 else None,
            birth_month=month if has_day else None,
            birth_day=date if has_day else None,
            sex=sex if chance.random() < 0.8 else None,
            unit_id=soul.home // self._homes_per_unit,
            place=place_words(f"Thôn {village}, xã {commune}") if chance.random() < 0.7 else frozenset(),
            phone_key=soul.phone if chance.random() < phone else "",
            identity_key=f"12:{soul.identity}" if chance.random() < identity else "",
            donations=soul.donations if chance.random() < 0.5 else None,
        )

    def _name(self, written: str) -> Name:
        found = self._names.get(written)
        if found is None:
            found = self._names[written] = Name.read(written)
        return found


def _weighted(text: str) -> tuple[list[str], list[int]]:
    pairs = [entry.rpartition(":") for entry in text.split(" ")]
    return [name for name, _, _ in pairs], list(accumulate(int(weight) for _, _, weight in pairs))


# --- Mistakes --------------------------------------------------------------------------------------------------------


def _upper(name: Sequence[str], _chance: random.Random) -> str:
    return " ".join(name).upper()


def _without_marks(name: Sequence[str], _chance: random.Random) -> str:
    return Name.read(" ".join(name)).key.title()


def _without_middle(name: Sequence[str], _chance: random.Random) -> str:
    return f"{name[0]} {name[-1]}"


def _turned(name: Sequence[str], _chance: random.Random) -> str:
    return " ".join([name[-1], *name[:-1]])


def _initials(name: Sequence[str], _chance: random.Random) -> str:
    return " ".join([*(f"{word[0]}." for word in name[:-1]), name[-1]])


def _nickname(name: Sequence[str], _chance: random.Random) -> str:
    return f"{' '.join(name)} (Tí)"


def _other_tone(name: Sequence[str], chance: random.Random) -> str:
    place = chance.randrange(len(name))
    pairs = dict(zip("àáảạèéẻẹòóọùúủồốềếiyăươ", "áàạảéèẹẻóòỏúùụốồếềíýâưo", strict=True))
    wrong = "".join(pairs.get(letter, letter) for letter in name[place])
    return " ".join([*name[:place], wrong, *name[place + 1 :]])


def _wrong_letter(name: Sequence[str], chance: random.Random) -> str:
    place = chance.randrange(len(name))
    word = name[place]
    at = chance.randrange(len(word))
    kind = chance.randrange(3)
    if kind == 0 and len(word) > 2:
        wrong = word[:at] + word[at + 1 :]
    elif kind == 1 and at + 1 < len(word):
        wrong = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    else:
        wrong = word[:at] + _NEIGHBOURS.get(word[at].lower(), word[at]) + word[at + 1 :]
    return " ".join([*name[:place], wrong, *name[place + 1 :]])


_MISTAKES: Sequence[Callable[[Sequence[str], random.Random], str]] = (
    _upper,
    _without_marks,
    _without_middle,
    _turned,
    _initials,
    _nickname,
    _other_tone,
    _wrong_letter,
)
_MISTAKE_WEIGHTS = (2, 4, 2, 1, 1, 1, 3, 4)
