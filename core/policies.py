"""Row-level-security policies as migration operations: the third of the three layers.

Every tenant-owned table gets exactly one call of `protect` in a migration. The conditions read the
transaction-local settings of core/scope.py; a setting that was never made is NULL or empty, and then no
condition holds, so that no scope means no rows.
"""

from __future__ import annotations

from django.db import migrations

OWNER, APP, DOOR = "giot_owner", "giot_app", "giot_door"


def _setting(name: str) -> str:
    return f"NULLIF(current_setting('scope.{name}', true), '')"


def subtree(column: str = "path") -> str:
    """Rows of the open scope's own unit and everything below it."""
    return f"({column} >= {_setting('low')} AND {column} < {_setting('high')})"


def above(column: str = "path") -> str:
    """Rows of the units above the open scope's own unit."""
    return f"({column} = ANY (string_to_array({_setting('above')}, ',')))"


def published_above(condition: str, column: str = "path") -> str:
    """Own subtree, and what the units above have published."""
    return f"({subtree(column)} OR ({above(column)} AND {condition}))"


def with_row(table: str, column: str) -> str:
    """Rows whose parent row is itself visible (the parent's own policy decides)."""
    return f"EXISTS (SELECT 1 FROM {table} parent WHERE parent.id = {column})"


def own_user(column: str = "user_id") -> str:
    """Rows of the person the scope was opened for."""
    return f"({column} = {_setting('user')}::bigint)"


def own_token(column: str = "token_hash") -> str:
    """The one row that a signed link names."""
    return f"({column} = {_setting('token')})"


def own_unit(column: str = "path") -> str:
    """Rows of exactly the open scope's own unit, nothing below it: how people are owned (design.md §4)."""
    return f"({column} = {_setting('low')})"


def named_reader(column: str = "readers") -> str:
    """Rows that name the open scope's own unit among their readers: the committees that host a round."""
    return f"({_setting('low')} = ANY ({column}))"


def own_or_above_among(column: str) -> str:
    """Rows that name the open scope's own unit or one above it among several paths: what those units share."""
    own_and_above = f"concat_ws(',', {_setting('low')}, {_setting('above')})"
    return f"({column}::text[] && string_to_array({own_and_above}, ','))"


def in_mode(*modes: str) -> str:
    """Only while the scope was opened in one of these ways."""
    names = ", ".join(f"'{mode}'" for mode in modes)
    return f"(current_setting('scope.mode', true) IN ({names}))"


def either(*conditions: str) -> str:
    """Any of the conditions."""
    return "(" + " OR ".join(conditions) + ")"


def protect(table: str, *, read: str, write: str) -> migrations.RunSQL:
    """Force row-level security on `table`: `read` says what is visible, `write` what may be written.

    A row must satisfy `read` to be changed or deleted and `write` before and after the change.
    """
    forward = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY scope_read ON {table} FOR SELECT USING ({read})",
        f"CREATE POLICY scope_insert ON {table} FOR INSERT WITH CHECK ({write})",
        f"CREATE POLICY scope_update ON {table} FOR UPDATE USING ({write}) WITH CHECK ({write})",
        f"CREATE POLICY scope_delete ON {table} FOR DELETE USING ({write})",
    ]
    backward = [
        *(f"DROP POLICY scope_{act} ON {table}" for act in ("read", "insert", "update", "delete")),
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    ]
    return migrations.RunSQL([(sql, None) for sql in forward], [(sql, None) for sql in backward])


def reprotect(table: str, *, read: str, write: str, delete: str, before: tuple[str, str]) -> migrations.RunSQL:
    """Change the policies of an already protected `table`; `before` is its former (read, write)."""
    return migrations.RunSQL(
        [(sql, None) for sql in _policies(table, read, write, delete)],
        [(sql, None) for sql in _policies(table, before[0], before[1], before[1])],
    )


def _policies(table: str, read: str, write: str, delete: str) -> list[str]:
    return [
        f"ALTER POLICY scope_read ON {table} USING ({read})",
        f"ALTER POLICY scope_insert ON {table} WITH CHECK ({write})",
        f"ALTER POLICY scope_update ON {table} USING ({write}) WITH CHECK ({write})",
        f"ALTER POLICY scope_delete ON {table} USING ({delete})",
    ]


def append_only(table: str) -> migrations.RunSQL:
    """Make `table` refuse UPDATE, DELETE and TRUNCATE for everybody, the database's owner included."""
    return migrations.RunSQL(
        [
            (
                f"""CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'insufficient_privilege'; END $$""",
                None,
            ),
            (
                f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only()",
                None,
            ),
            (
                f"CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()",
                None,
            ),
            (f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {APP}", None),
        ],
        [
            (f"DROP TRIGGER append_only_whole ON {table}", None),
            (f"DROP TRIGGER append_only ON {table}", None),
            (f"DROP FUNCTION {table}_is_append_only()", None),
        ],
    )


def door(name: str, *, signature: str, returns: str, body: str) -> migrations.RunSQL:
    """A function that answers a question across tenants and returns an answer, never rows.

    It runs as the door role, which sees everything; only the application may call it. `body` is one SQL statement
    that must not depend on a caller-controlled search path.
    """
    return migrations.RunSQL(
        [
            (
                f"CREATE FUNCTION {name}({signature}) RETURNS {returns} LANGUAGE sql STABLE SECURITY DEFINER "
                f"SET search_path = public, pg_temp AS $$ {body} $$",
                None,
            ),
            (f"ALTER FUNCTION {name}({signature}) OWNER TO {DOOR}", None),
            (f"REVOKE ALL ON FUNCTION {name}({signature}) FROM PUBLIC", None),
            (f"GRANT EXECUTE ON FUNCTION {name}({signature}) TO {APP}", None),
        ],
        [(f"DROP FUNCTION {name}({signature})", None)],
    )
