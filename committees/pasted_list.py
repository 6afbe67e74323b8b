"""Reads a pasted list of units, line by line, without touching the database."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from committees.models import Bloc, Level
from committees.tree_rules import MOST_PEOPLE, TreeError, clean_name, clean_phone
from core.text.folding import compose, fold
from core.text.numbers import parse_integer

# What the first words of a name say about the unit; the longest beginning wins. Marks count: "Bản Pọng" is a village,
# "Ban Quản lý chợ" an office.
_BEGINNINGS: dict[Level, tuple[str, ...]] = {
    Level.VILLAGE: (
        "thôn", "bản", "ấp", "khóm", "khu phố", "kp", "tổ dân phố", "tdp", "buôn", "làng", "xóm", "khu dân cư",
    ),
    Level.SCHOOL: ("trường", "thpt", "thcs", "đại học", "cao đẳng", "học viện", "mầm non", "tiểu học"),
    Level.ENTERPRISE: (
        "công ty", "cty", "tổng công ty", "tập đoàn", "xí nghiệp", "nhà máy", "doanh nghiệp", "hợp tác xã",
    ),
    Level.ARMED_FORCES: (
        "công an", "quân sự", "ban chỉ huy quân sự", "bộ chỉ huy quân sự", "đồn biên phòng", "biên phòng",
        "trung đoàn", "sư đoàn", "lữ đoàn", "tiểu đoàn",
    ),
    Level.ASSOCIATION: ("hội", "đoàn", "liên đoàn", "công đoàn", "mặt trận", "ủy ban mặt trận"),
    Level.CLUB: ("câu lạc bộ", "clb"),
    Level.COMMUNE: ("xã", "phường", "thị trấn", "đặc khu"),
    Level.DISTRICT: ("huyện", "thị xã", "khu vực"),
    Level.AGENCY: ("hội đồng", "đoàn đại biểu quốc hội"),
}  # fmt: skip
_LEVEL_OF_BEGINNING = {compose(words): level for level, many in _BEGINNINGS.items() for words in many}
# A list typed without marks; "ban" and "ap" then say nothing.
_LEVEL_OF_BARE_BEGINNING = {
    fold(words): level for words, level in _LEVEL_OF_BEGINNING.items() if words not in ("bản", "ấp", "làng")
}
_NUMBERED_GROUP = re.compile(r"tổ (?:số )?\d")

# What a "khối/loại" column may say besides the labels of `Level` and `Bloc`.
_KIND_WORDS: dict[str, Level] = {
    "thon": Level.VILLAGE,
    "ban": Level.VILLAGE,
    "ap": Level.VILLAGE,
    "khom": Level.VILLAGE,
    "khu pho": Level.VILLAGE,
    "to dan pho": Level.VILLAGE,
    "xa": Level.COMMUNE,
    "phuong": Level.COMMUNE,
    "thi tran": Level.COMMUNE,
    "xa, phuong": Level.COMMUNE,
    "huyen": Level.DISTRICT,
    "khu vuc": Level.DISTRICT,
    "co quan": Level.AGENCY,
    "don vi": Level.AGENCY,
    "truong": Level.SCHOOL,
    "giao duc": Level.SCHOOL,
    "cong ty": Level.ENTERPRISE,
    "llvt": Level.ARMED_FORCES,
    "vu trang": Level.ARMED_FORCES,
    "doan the": Level.ASSOCIATION,
    "hoi": Level.ASSOCIATION,
    "clb": Level.CLUB,
}
_LEVEL_OF_BLOC: dict[Bloc, Level] = {
    Bloc.TERRITORY: Level.COMMUNE,
    Bloc.VILLAGE: Level.VILLAGE,
    Bloc.AGENCY: Level.AGENCY,
    Bloc.SCHOOL: Level.SCHOOL,
    Bloc.ENTERPRISE: Level.ENTERPRISE,
    Bloc.ASSOCIATION: Level.ASSOCIATION,
    Bloc.ARMED_FORCES: Level.ARMED_FORCES,
}
_LEADING_MARK = re.compile(r"^(?:\d+\s*[.)]|[-–•+*])\s+")
_TITLES = frozenset({"ten", "ten don vi", "don vi", "stt", "tt", "so tt"})


@dataclass(frozen=True, slots=True)
class PastedUnit:
    """One line of the list. `people` counts inhabitants or staff; None where the line gives none."""

    name: str
    level: str
    bloc: str
    people: int | None
    phone: str


def read_line(line: str, default_level: str | None) -> PastedUnit:
    """One line: tên, khối/loại, dân số/quân số, điện thoại, parted by tabs, all but the first optional.

    The kind is what the second column says, else `default_level`, else what the name says. A leading STT column, "1."
    or "-" is passed over. Raises `TreeError` with the reason.
    """
    cells = [compose(cell) for cell in line.split("\t")]
    if len(cells) > 1 and (not cells[0] or cells[0].rstrip(".").isdecimal()):
        cells = cells[1:]
    name, kind, people, phone = (*cells, "", "", "")[:4]
    if fold(name) in _TITLES:
        raise TreeError(_("dòng tiêu đề, không phải đơn vị"))
    name = clean_name(_LEADING_MARK.sub("", name))
    level, bloc = _read_kind(kind)
    return PastedUnit(
        name, level or default_level or level_of_name(name), bloc, _read_people(people), clean_phone(phone)
    )


def level_of_name(name: str) -> Level:
    """The kind of unit that a name's first words speak of: "Tổ dân phố 3" is a village; an office where none fits."""
    plain = compose(name).lower()
    if _NUMBERED_GROUP.match(plain):
        return Level.VILLAGE
    known = _LEVEL_OF_BARE_BEGINNING if plain == fold(name) else _LEVEL_OF_BEGINNING
    fitting = [beginning for beginning in known if f"{plain} ".startswith(f"{beginning} ")]
    return known[max(fitting, key=len)] if fitting else Level.AGENCY


def _read_kind(text: str) -> tuple[str, str]:
    """The level and the bloc that the "khối/loại" column names; both empty where the column is."""
    folded = _without_khoi(text)
    if not folded:
        return "", ""
    if folded in _KIND_WORDS:
        return _KIND_WORDS[folded], ""
    for bloc in Bloc:
        if folded == _without_khoi(str(bloc.label)):
            return _LEVEL_OF_BLOC[bloc], bloc
    for level in Level:
        if folded == _without_khoi(str(level.label)):
            return level, ""
    raise TreeError(_("không rõ loại “%(kind)s” ở cột thứ hai") % {"kind": text[:40]})


def _without_khoi(text: str) -> str:
    return fold(text).removeprefix("khoi ").removeprefix("cac ")


def _read_people(text: str) -> int | None:
    if not text:
        return None
    try:
        people = parse_integer(text)
    except ValueError as error:
        raise TreeError(str(error)) from None
    if not 0 <= people <= MOST_PEOPLE:
        raise TreeError(_("số dân hoặc quân số “%(text)s” không hợp lý") % {"text": text[:40]})
    return people
