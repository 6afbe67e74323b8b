"""Decrees later than the wheel's lists, as dated data of ours. A later decree is one more row of `RENAMINGS`.

Sources: resolutions 30, 36 and 39/2026/QH16 of the National Assembly and 237 and 388/NQ-UBTVQH16 of its Standing
Committee, as listed by the statistics office (danhmuchanhchinh.nso.gov.vn, comparison of 25/09/2026) and, row by row
the same, by the public data set thanglequoc/vietnamese-provinces-database v5.2.0. Codes and borders stayed as they
were, so each is a new name of the same unit and not a new unit. Since 20/09/2026: 9 cities and 25 provinces;
2.599 xã, 709 phường, 13 đặc khu = 3.321.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from committees.catalogue.entries import Alias, Catalogue, Entry, Key
from committees.models import Level


class CatalogueError(Exception):
    """A decree names a unit that the catalogue lists differently: the data must be looked at before it is loaded."""


@dataclass(frozen=True, slots=True)
class Renaming:
    """From `on`, the entry is called `new`; until the day before it was called `old`."""

    key: Key
    old: str
    new: str
    on: date
    decision: str


def amended(catalogue: Catalogue, renamings: Sequence[Renaming]) -> Catalogue:
    """The catalogue with each renaming applied in order of date: the new name, the old one kept as a dated alias.

    Raises `CatalogueError` where the entry is called neither by the old nor by the new name.
    """
    by_key: dict[Key, list[Renaming]] = {}
    for renaming in sorted(renamings, key=lambda renaming: renaming.on):
        by_key.setdefault(renaming.key, []).append(renaming)
    known = {entry.key for entry in catalogue.entries}
    if missing := by_key.keys() - known:
        raise CatalogueError(f"no such unit: {sorted(missing)}")
    entries = tuple(_renamed(entry, by_key.get(entry.key, [])) for entry in catalogue.entries)
    return replace(catalogue, entries=entries)


def _renamed(entry: Entry, renamings: Sequence[Renaming]) -> Entry:
    since = entry.valid_from
    for renaming in renamings:
        if entry.name not in (renaming.old, renaming.new):
            raise CatalogueError(f"{renaming.key}: listed as {entry.name!r}, the decree says {renaming.old!r}")
        old = Alias(renaming.old, since, renaming.on - timedelta(days=1), renaming.decision)
        entry = replace(entry, name=renaming.new, aliases=(*entry.aliases, old))
        since = renaming.on
    return entry


def _cities(*rows: tuple[str, str, date, str]) -> tuple[Renaming, ...]:
    return tuple(
        Renaming(Key("2025", Level.PROVINCE, code), f"Tỉnh {name}", f"Thành phố {name}", on, decision)
        for code, name, on, decision in rows
    )


def _wards(on: date, decision: str, **names: str) -> tuple[Renaming, ...]:
    """Communes that became wards; the keyword is "c" and the code."""
    return tuple(
        Renaming(Key("2025", Level.COMMUNE, code[1:]), f"Xã {name}", f"Phường {name}", on, decision)
        for code, name in names.items()
    )


DONG_NAI, QUANG_NINH, BAC_NINH = date(2026, 4, 30), date(2026, 9, 1), date(2026, 9, 20)

RENAMINGS: tuple[Renaming, ...] = (
    # The wheel's old list was made after this one; people still write the old name.
    Renaming(
        Key("2024", Level.PROVINCE, "46"),
        "Tỉnh Thừa Thiên Huế",
        "Thành phố Huế",
        date(2025, 1, 1),
        "Nghị quyết 175/2024/QH15",
    ),
    *_cities(
        ("75", "Đồng Nai", DONG_NAI, "Nghị quyết 30/2026/QH16"),
        ("22", "Quảng Ninh", QUANG_NINH, "Nghị quyết 36/2026/QH16"),
        ("24", "Bắc Ninh", BAC_NINH, "Nghị quyết 39/2026/QH16"),
    ),
    *_wards(
        DONG_NAI,
        "Nghị quyết 237/NQ-UBTVQH16",
        c25270="Lộc Ninh",
        c25357="Tân Khai",
        c25363="Đồng Phú",
        c26116="Tân Phú",
        c26170="Trị An",
        c26248="Trảng Bom",
        c26326="Dầu Giây",
        c26368="Long Thành",
        c26425="Xuân Lộc",
        c26485="Nhơn Trạch",
    ),
    *_wards(
        BAC_NINH,
        "Nghị quyết 388/NQ-UBTVQH16",
        c07294="Bố Hạ",
        c07375="Lạng Giang",
        c07399="Kép",
        c07444="Lục Nam",
        c07840="Hiệp Hòa",
        c09193="Yên Phong",
        c09292="Phù Lãng",
        c09313="Chi Lăng",
        c09319="Tiên Du",
        c09454="Gia Bình",
        c09475="Nhân Thắng",
        c09496="Lương Tài",
    ),
)
