"""Another MATCH_KEY: what every keyed hash becomes is worked out first, then all are swapped in one transaction.

A hash cannot be turned into another; the values it was made of can be hashed again. So `fill` opens each row's values
and keeps old → new in a table of the owner's own (migration 0004), while the application works on; killed, it goes on
where it was. `swap` locks the tables, fills in what was written meanwhile, replaces every hash and what is built from
hashes (block keys, the pairs humans decided about), and empties the table. Until its commit nothing has changed.

What cannot be worked out any more: answers about rows that no longer exist (asked again), and the mark by which a
double tap on a file still being read is recognised (blanked).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.db import connection

from core.key_rotation import ensure_owner, whole_tree
from core.refusal import Refused
from core.scope import opened
from donors import match_keys, rows
from donors.doubles import read_pair, written_pair
from donors.identity import pair_key
from donors.intake.findings import Finding
from donors.intake.people import PersonRow
from donors.models import Donor, PairChoice, Registration, StagedRow
from donors.sealing import json_of, seal_json, text_of

AT_ONCE = 1_000
SHORTEST = 32
IDENTITY, PHONE, NAME, ROW, MARK = "identity", "phone", "name", "row", "mark"
TABLE = "donors_matchrotation"
Pairs = set[tuple[str, str, str]]  # purpose, old, new

# table → column → purpose: what `swap` replaces as it stands.
_COLUMNS = {
    "donors_registration": {"identity_key": IDENTITY, "phone_key": PHONE, "person_key": NAME, "row_hash": ROW},
    "donors_donor": {"identity_key": IDENTITY, "phone_key": PHONE},
    "donors_stagedrow": {"row_hash": ROW},
}
_LOCKED = (*_COLUMNS, "donors_donorkey", "donors_pairchoice", "donors_upload")
# An erased row's hash is made of nothing.
_STANDING = {"donors_registration": "erased_at IS NULL"}


@dataclass(frozen=True, slots=True)
class Swapped:
    """What a swap replaced: hashes, and answers that will be asked for again."""

    hashes: int
    answers_lost: int


def ensure_usable(new: str) -> None:
    """Raise `Refused` for a key that is too short or already in use, and for anybody but the owner."""
    ensure_owner()
    if len(new) < SHORTEST:
        raise Refused(f"Khóa mới phải dài ít nhất {SHORTEST} ký tự ngẫu nhiên.")
    if new.encode() == match_keys.current_key():
        raise Refused("Khóa mới trùng MATCH_KEY đang dùng: không có gì để đổi.")


def is_swapped(new: str) -> bool:
    """Whether the swap to this key is done and only the environment still has the old one."""
    with opened(whole_tree("donors.rotate_match_key")):
        row = Registration.objects.filter(erased_at=None).order_by("-pk").first()
        if row is None:
            return False
        with match_keys.using(new.encode()):
            return bool(row.row_hash == rows.row_hash(rows.person_of(row)))


def fill(new: str) -> Iterator[int]:
    """Work out what is not yet known under the new key; says after each chunk how many rows are done."""
    with opened(whole_tree("donors.rotate_match_key")), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE made_with <> %s", [_made_with(new)])
    done = 0
    for table in _COLUMNS:
        last = 0
        while True:
            with opened(whole_tree("donors.rotate_match_key")):
                ids = _unknown(table, after=last)
                if not ids:
                    break
                _keep(_pairs_of(table, ids, new), new)
            last, done = ids[-1], done + len(ids)
            yield done


def swap(new: str) -> Swapped:
    """Replace every hash at once. Raises `Refused`, with nothing changed, where a value could not be worked out."""
    with opened(whole_tree("donors.rotate_match_key")), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {', '.join(_LOCKED)} IN SHARE ROW EXCLUSIVE MODE")
        for _written_meanwhile in fill(new):
            pass
        for table in _COLUMNS:
            if _unknown(table, after=0):
                raise Refused(f"Còn dòng của bảng {table} chưa tính được khóa mới; chưa đổi gì cả.")
        hashes = 0
        for table, columns in _COLUMNS.items():
            for column, purpose in columns.items():
                cursor.execute(
                    f"UPDATE {table} t SET {column} = m.new FROM {TABLE} m WHERE m.purpose = %s AND m.old = t.{column}",
                    [purpose],
                )
                hashes += cursor.rowcount
        for letter, purpose in (("i", IDENTITY), ("p", PHONE)):
            cursor.execute(
                f"UPDATE donors_donorkey k SET key = %s || m.new FROM {TABLE} m "
                "WHERE m.purpose = %s AND k.key = %s || m.old",
                [f"{letter}:", purpose, f"{letter}:"],
            )
            hashes += cursor.rowcount
        lost = _move_answers()
        cursor.execute("UPDATE donors_upload SET content_key = '' WHERE content_key <> ''")
        cursor.execute(f"DELETE FROM {TABLE}")
    return Swapped(hashes, lost)


def _unknown(table: str, *, after: int) -> list[int]:
    """The next rows that hold a hash of which nobody has said what it becomes."""
    missing = " OR ".join(
        f"({column} <> '' AND NOT EXISTS "
        f"(SELECT 1 FROM {TABLE} m WHERE m.purpose = '{purpose}' AND m.old = t.{column}))"
        for column, purpose in _COLUMNS[table].items()
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {table} t WHERE id > %s AND {_STANDING.get(table, 'true')} AND ({missing}) "
            "ORDER BY id LIMIT %s",
            [after, AT_ONCE],
        )
        return [row_id for (row_id,) in cursor.fetchall()]


def _pairs_of(table: str, ids: list[int], new: str) -> Pairs:
    found: Pairs = set()
    if table == "donors_registration":
        for registration in Registration.objects.filter(pk__in=ids).select_related("volunteer_list"):
            found |= _of_registration(registration, new)
    elif table == "donors_donor":
        for donor in Donor.objects.filter(pk__in=ids):
            identity, phone = text_of(donor.identity_sealed), text_of(donor.phone_sealed)
            keys = match_keys.keys_with(new.encode(), identity=identity, phone=phone)
            found |= {(IDENTITY, donor.identity_key, keys.identity), (PHONE, donor.phone_key, keys.phone)}
    else:
        for staged in StagedRow.objects.filter(pk__in=ids):
            person = rows.from_json(json_of(staged.sealed))
            found |= {(ROW, staged.row_hash, _hashes(person, new)[ROW]), *_marks(person, None, new)}
    return found


def _of_registration(registration: Registration, new: str) -> Pairs:
    person = rows.person_of(registration)
    after = _hashes(person, new)
    return {
        (IDENTITY, registration.identity_key, after[IDENTITY]),
        (PHONE, registration.phone_key, after[PHONE]),
        (NAME, registration.person_key, after[NAME]),
        (ROW, registration.row_hash, after[ROW]),
        *_marks(person, None, new),  # of pairs within the unit's files
        *_marks(person, registration.volunteer_list.unit_id, new),  # of pairs with the keeper's donors
    }


def _hashes(person: PersonRow, key: str) -> dict[str, str]:
    with match_keys.using(key.encode()):
        return {
            IDENTITY: match_keys.identity_key(person.identity),
            PHONE: match_keys.phone_key(person.phone),
            NAME: rows.person_key(person),
            ROW: rows.row_hash(person),
        }


def _marks(person: PersonRow, unit_id: int | None, new: str) -> Pairs:
    """What a row is called in the key of a pair, before and after."""
    now = match_keys.person_of_row(person, unit_id=unit_id)
    with match_keys.using(new.encode()):
        then = match_keys.person_of_row(person, unit_id=unit_id)
    return {(MARK, pair_key(now, now)[0], pair_key(then, then)[0])}


def _keep(pairs: Iterable[tuple[str, str, str]], new: str) -> None:
    known = sorted(pair for pair in pairs if pair[1] and pair[2])
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} (purpose, old, new, made_with) "
            "SELECT purpose, old, new, %s FROM unnest(%s::text[], %s::text[], %s::text[]) AS made (purpose, old, new) "
            "ON CONFLICT DO NOTHING",
            [_made_with(new), *([pair[place] for pair in known] for place in range(3))],
        )


def _made_with(new: str) -> str:
    """Which new key a line belongs to, without telling the key."""
    with match_keys.using(new.encode()):
        return match_keys.of_row("match_rotation")


def _move_answers() -> int:
    """Rename the rows in the answers about pairs, and in the questions still open; how many rows are not known."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT old, new FROM {TABLE} WHERE purpose = %s", [MARK])
        marks = dict(cursor.fetchall())
    lost = 0
    for choice in PairChoice.objects.order_by("pk"):
        halves = read_pair(choice.pair_key)
        lost += any(half.startswith("row:") and half not in marks for half in halves)
        PairChoice.objects.filter(pk=choice.pk).update(pair_key=_renamed(choice.pair_key, marks))
    for staged in StagedRow.objects.order_by("pk").iterator(chunk_size=AT_ONCE):
        person = rows.from_json(json_of(staged.sealed))
        findings = [_asked(finding, marks) for finding in person.findings]
        if findings != person.findings:
            sealed = seal_json(rows.as_json(replace(person, findings=findings)))
            StagedRow.objects.filter(pk=staged.pk).update(sealed=sealed)
    return lost


def _asked(finding: Finding, marks: dict[str, str]) -> Finding:
    detail = finding.detail or {}
    if "pair" not in detail:
        return finding
    return replace(finding, detail={**detail, "pair": _renamed(detail["pair"], marks)})


def _renamed(pair: str, marks: dict[str, str]) -> str:
    one, two = sorted(marks.get(half, half) for half in read_pair(pair))
    return written_pair((one, two))
