"""Thousands of rows in one statement: the usual bulk_create composes and parses a placeholder for every value.

The rows go over as one JSON text and PostgreSQL reads it with the table's own column types
(`json_populate_recordset`); what all of them share (the list, the path, all that is blank) goes over once. Row-level
security, constraints and triggers hold as for any other statement.
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

Columns = Mapping[str, Sequence[object]]  # the values of a batch, by column
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
        _insert(type(rows[0]), fields, _columns(batch, fields, is_new=True), unless_there=unless_there)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001  # Django documents it
    return list(rows)


def made(model: type[Instance], shared: Mapping[str, object], rows: Sequence[Mapping[str, object]]) -> list[Instance]:
    """New instances as `model(**shared, **row)` makes them, in half the time; keys are columns (`path`, `unit_id`)."""
    if not rows:
        return []
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    unknown = (shared.keys() | rows[0].keys()) - set(names)
    assert not unknown, f"{model._meta.label} has no {unknown}"
    defaults = {**{field.attname: field.get_default() for field in fields}, **shared}
    own = [name for name, value in defaults.items() if name not in shared and isinstance(value, list | dict)]
    assert set(own) <= rows[0].keys(), f"each row has its own {own}"
    return [model(*map({**defaults, **row}.__getitem__, names)) for row in rows]


def insert_values(
    model: type[models.Model], rows: Sequence[Mapping[str, object]], *, unless_there: bool = False
) -> None:
    """Insert rows given as values by column, where no instance is needed: making one costs more than its insert.

    All rows name the same columns (`path`, `unit_id`); the others get their field's default, and a new key.
    """
    if not rows:
        return
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    defaults = {str(field.column): field.get_default() for field in fields if field.attname not in rows[0]}
    unknown = rows[0].keys() - {field.attname for field in fields}
    assert not unknown, f"{model._meta.label} has no {unknown}"
    for batch in _batches(rows):
        columns = {name: [row[name] for row in batch] for name in rows[0]}
        columns |= {name: [value] * len(batch) for name, value in defaults.items()}
        _insert(model, fields, columns, unless_there=unless_there)


def _insert(
    model: type[models.Model], fields: Sequence[models.Field[Any, Any]], columns: Columns, *, unless_there: bool
) -> None:
    names, table = ", ".join(_quoted(field.column) for field in fields), _quoted(model._meta.db_table)
    suffix = " ON CONFLICT DO NOTHING" if unless_there else ""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {_rows_of(table)}{suffix}", _texts(columns))


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
    statement = f"UPDATE {table} SET {changes} FROM {_rows_of(table)} AS new WHERE {table}.{key} = new.{key}"
    with connection.cursor() as cursor:
        for batch in _batches(rows):
            cursor.execute(statement, _texts(_columns(batch, fields, is_new=False)))
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
            "SELECT nextval(own.name) FROM (SELECT pg_get_serial_sequence(%s, %s)::regclass AS name OFFSET 0) AS own,"
            " generate_series(1, %s)",  # OFFSET: the sequence is looked up once, and not for every number
            [meta.db_table, meta.pk.column, len(new)],
        )
        for row, (number,) in zip(new, cursor.fetchall(), strict=True):
            row.pk = number


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(name or "")


def _batches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def _columns(rows: Sequence[models.Model], fields: Sequence[models.Field[Any, Any]], *, is_new: bool) -> Columns:
    """The rows' values, column by column."""
    for field in fields:
        if type(field).pre_save is not models.Field.pre_save:  # a moment that is set by itself
            for row in rows:
                field.pre_save(row, is_new)
    values_of = attrgetter(*(field.attname for field in fields))
    values = zip(*map(values_of, rows), strict=True)
    return {str(field.column): column for field, column in zip(fields, values, strict=True)}


def _rows_of(table: str) -> str:
    """The rows that `_texts` writes, as a statement reads them."""
    return f"json_populate_recordset(json_populate_record(NULL::{table}, %s), %s)"


def _texts(columns: Columns) -> list[str]:
    """What all rows share as a JSON object, and the rows as an array of objects of what differs; keyed by column."""
    # the very same object, and not an equal one: 1 and True are two things in a JSON column
    shared = {name: each[0] for name, each in columns.items() if all(value is each[0] for value in each)}
    differing = {name: values for name, values in columns.items() if name not in shared}
    if differing:
        rows = [dict(zip(differing, each, strict=True)) for each in zip(*differing.values(), strict=True)]
    else:
        rows = [{} for _row in next(iter(columns.values()))]
    return [json.dumps(each, default=_plain, ensure_ascii=False) for each in (shared, rows)]


def _plain(value: object) -> str:
    """What JSON does not know, as PostgreSQL reads it from text."""
    if isinstance(value, bytes | bytearray | memoryview):
        return f"\\x{bytes(value).hex()}"
    if isinstance(value, dt.date | dt.time):  # a datetime is a date, too
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written in bulk")
