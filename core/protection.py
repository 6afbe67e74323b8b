"""Whether every tenant-owned table is under forced row-level security: asked at start-up and by `check --database`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error
from django.db import connection

from core.scope import ScopedModel

_PROTECTED = """
SELECT class.relname
FROM pg_class AS class
JOIN pg_policy AS policy ON policy.polrelid = class.oid
WHERE class.relnamespace = current_schema()::regnamespace AND class.relrowsecurity AND class.relforcerowsecurity
GROUP BY class.relname
HAVING count(DISTINCT policy.polcmd) = 4
"""


def tenant_tables() -> Iterator[str]:
    """The tables of every concrete tenant-owned model."""
    for model in apps.get_models():
        if issubclass(model, ScopedModel):
            yield model._meta.db_table


def unprotected_tables() -> list[str]:
    """Tenant-owned tables without forced row-level security, or without a policy for one of the four commands."""
    with connection.cursor() as cursor:
        cursor.execute(_PROTECTED)
        protected = {name for (name,) in cursor.fetchall()}
        existing = set(connection.introspection.table_names(cursor))  # before the first migration there are none
    return sorted((set(tenant_tables()) & existing) - protected)


def check_protection(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001  # Django's signature
    databases: Sequence[str] | None = None,
    **_options: object,
) -> list[CheckMessage]:
    """Django's database check: one error a table, with the fix."""
    if not databases:
        return []
    return [
        Error(
            f"The tenant-owned table {table} is not under forced row-level security.",
            hint="Add core.policies.protect for it to a migration of its app.",
            id="core.E001",
        )
        for table in unprotected_tables()
    ]
