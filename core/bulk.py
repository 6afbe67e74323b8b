"""Thousands of rows in one statement: the usual bulk_create composes and parses a placeholder for every value.

The rows go over as one JSON text and PostgreSQL reads it with the table's own column types
(`json_populate_recordset`). Row-level security, constraints and triggers hold as for any other statement.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, TypeVar

from django.db import connection, models

BATCH = 2_000  # rows a statement: what one text of a few megabytes holds

Row = TypeVar("Row")
Instance = TypeVar("Instance", bound=models.Model)


def insert_all(rows: Sequence[Instance], *, unless_there: bool = False) -> list[Instance]:
    """Insert instances of one model, those without a primary key with a new one; the same instances, now with theirs.

    `unless_there`: a row that meets a unique constraint is left as it stands. Raises as `save` does otherwise.
    """
    if not rows:
        return []
    _number(rows)
    fields = rows[0]._meta.concrete_fields
    for batch in _batches(rows):
        _insert(type(rows[0]), fields, _as_text(batch, fields, is_new=True), unless_there=unless_there)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001  # Django documents it
    return list(rows)


def insert_values(
    model: type[models.Model], rows: Sequence[Mapping[str, object]], *, unless_there: bool = False
) -> None:
    """Insert rows given as values by column, where no instance is needed: making one costs more than its insert.

    All rows name the same columns (`path`, `unit_id`); the others get their field's default, and a new key.
    """
    if not rows:
        return
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    defaults = {field.column: field.get_default() for field in fields if field.attname not in rows[0]}
    unknown = rows[0].keys() - {field.attname for field in fields}
    assert not unknown, f"{model._meta.label} has no {unknown}"
    for batch in _batches(rows):
        text = json.dumps([{**defaults, **row} for row in batch], default=_plain, ensure_ascii=False)
        _insert(model, fields, text, unless_there=unless_there)


def _insert(
    model: type[models.Model], fields: Sequence[models.Field[Any, Any]], text: str, *, unless_there: bool
) -> None:
    columns, table = ", ".join(_quoted(field.column) for field in fields), _quoted(model._meta.db_table)
    suffix = " ON CONFLICT DO NOTHING" if unless_there else ""
    statement = (
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s){suffix}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [text])


def update_all(rows: Sequence[models.Model], *, only: Sequence[str]) -> None:
    """Write the named fields of instances that stand in the database.

    Raises `LookupError` where one of them does not stand there any more, or is out of the scope's reach.
    """
    if not rows:
        return
    meta = rows[0]._meta
    fields = [field for field in meta.concrete_fields if field.primary_key or field.name in only]
    table, key = _quoted(meta.db_table), _quoted(meta.pk.column)
    columns = [_quoted(field.column) for field in fields if not field.primary_key]
    assert len(columns) == len(set(only)), f"{meta.label} has not all of {only}"
    changes = ", ".join(f"{column} = new.{column}" for column in columns)
    statement = (
        f"UPDATE {table} SET {changes} FROM json_populate_recordset(NULL::{table}, %s) AS new "
        f"WHERE {table}.{key} = new.{key}"
    )
    with connection.cursor() as cursor:
        for batch in _batches(rows):
            cursor.execute(statement, [_as_text(batch, fields, is_new=False)])
            if cursor.rowcount != len(batch):
                raise LookupError(f"{cursor.rowcount} of {len(batch)} rows of {meta.label} were there to be updated")


def _number(rows: Sequence[models.Model]) -> None:
    """Give new rows their primary keys beforehand: the order in which an insert returns them is promised nowhere."""
    new = [row for row in rows if row.pk is None]
    if not new:
        return
    meta = new[0]._meta
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [meta.db_table, meta.pk.column, len(new)],
        )
        for row, (number,) in zip(new, cursor.fetchall(), strict=True):
            row.pk = number


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(name or "")


def _batches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def _as_text(rows: Sequence[models.Model], fields: Sequence[models.Field[Any, Any]], *, is_new: bool) -> str:
    """The rows as a JSON array of objects, keyed by column."""
    for field in fields:
        if type(field).pre_save is not models.Field.pre_save:  # a moment that is set by itself
            for row in rows:
                field.pre_save(row, is_new)
    columns = [field.column for field in fields]
    values_of = attrgetter(*(field.attname for field in fields))
    return json.dumps(
        [dict(zip(columns, values_of(row), strict=True)) for row in rows], default=_plain, ensure_ascii=False
    )


def _plain(value: object) -> str:
    """What JSON does not know, as PostgreSQL reads it from text."""
    if isinstance(value, bytes | bytearray | memoryview):
        return f"\\x{bytes(value).hex()}"
    if isinstance(value, dt.date | dt.time):  # a datetime is a date, too
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written in bulk")
