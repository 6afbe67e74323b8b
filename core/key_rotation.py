"""Sealing everything that is encrypted anew, with the newest of DATA_KEYS: so that the old key can be taken away.

Each floor registers its sealed columns. A row is locked, sealed anew and saved, a chunk of rows a transaction: killed
at any point, all stays readable with both keys, and the next run finds by itself what is left (what the newest key
opens is done). Only the database's owner sees every tenant's rows; as anybody else this would silently do nothing, and
refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from core import encryption
from core.refusal import Refused
from core.scope import WHOLE_TREE, Mode, Scope, opened

Reseal = Callable[[Any], dict[str, object]]
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Sealed:
    """A table that holds sealed values; `reseal` gives the columns of a row that change, none where it is done."""

    model: type[models.Model]
    columns: tuple[str, ...]
    reseal: Reseal
    at_once: int


@dataclass(frozen=True, slots=True)
class Rotated:
    """How far one table is: rows looked at, rows sealed anew."""

    table: str
    seen: int
    resealed: int


_sealed: dict[type[models.Model], Sealed] = {}


def register(
    model: type[models.Model], *, columns: Sequence[str], reseal: Reseal | None = None, at_once: int = AT_ONCE
) -> None:
    """Say which columns of a table are sealed; `reseal` where they are more than plain sealed bytes."""
    names = tuple(columns)
    _sealed[model] = Sealed(model, names, reseal or (lambda row: _resealed_columns(row, names)), at_once)


def sealed_tables() -> list[Sealed]:
    """Everything registered."""
    return list(_sealed.values())


def rotate() -> Iterator[Rotated]:
    """Seal all of it anew; says after each chunk how far its table is. Raises `Refused` unless run as the owner."""
    ensure_owner()
    for each in sealed_tables():
        yield from _rotate_table(each)


def ensure_owner() -> None:
    """Raise `Refused` where row-level security would hide rows from this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user")
        [sees_all] = cursor.fetchone()
    if not sees_all:
        raise Refused("Lệnh này phải chạy bằng tài khoản chủ của cơ sở dữ liệu (DATABASE_OWNER_URL).")


def whole_tree(job: str) -> Scope:
    """The scope of a job of the owner, whom no policy binds."""
    low, high = WHOLE_TREE
    return Scope(mode=Mode.SYSTEM, low=low, high=high, job=job)


def _rotate_table(sealed: Sealed) -> Iterator[Rotated]:
    last, seen, done = None, 0, 0
    while True:
        with opened(whole_tree("core.rotate_data_keys")):
            manager = sealed.model._default_manager  # noqa: SLF001  # Django's own name for it
            rows = manager.order_by("pk")
            chunk = list((rows.filter(pk__gt=last) if last else rows).values_list("pk", flat=True)[: sealed.at_once])
            if not chunk:
                return
            held = manager.select_for_update().filter(pk__in=chunk).order_by("pk")
            for row in held.only("pk", *sealed.columns):
                changed = sealed.reseal(row)
                if changed:
                    manager.filter(pk=row.pk).update(**changed)
                    done += 1
        last, seen = chunk[-1], seen + len(chunk)
        yield Rotated(sealed.model._meta.db_table, seen, done)


def _resealed_columns(row: models.Model, columns: Sequence[str]) -> dict[str, object]:
    changed: dict[str, object] = {}
    for name in columns:
        sealed = bytes(getattr(row, name) or b"")
        again = encryption.resealed(sealed) if sealed else None
        if again is not None:
            changed[name] = again
    return changed
