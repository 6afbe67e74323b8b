"""A database that lives as long as one benchmark, so that nobody's data is seen or disturbed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from config.embedded import Postgres, installation

NAME = "giot_bench"


class NoServer(RuntimeError):
    """There is no embedded server to make a database on."""


@contextmanager
def throw_away_database() -> Iterator[None]:
    """Run a block on a fresh, migrated database, connected as its owner; `as_role` changes that.

    Raises `NoServer` where this installation uses a server of somebody's own: a benchmark makes and drops databases.
    """
    own = server()
    former = dict(connection.settings_dict)
    own.drop_database(NAME)
    own.make_database(NAME)
    try:
        as_role(own, "giot_owner")
        call_command("migrate", verbosity=0, interactive=False)
        yield
    finally:
        connection.close()
        connection.settings_dict.update(former)
        own.drop_database(NAME)


@contextmanager
def as_app() -> Iterator[None]:
    """Run a block as the application's own role, bound by row-level security, as every request is."""
    own = server()
    as_role(own, "giot_app")
    try:
        yield
    finally:
        as_role(own, "giot_owner")


def as_role(server: Postgres, role: str) -> None:
    """Connect to the throw-away database as `role` from now on."""
    connection.close()
    known = psycopg.conninfo.conninfo_to_dict(server.url(role, NAME))
    connection.settings_dict.update(
        NAME=NAME, USER=known["user"], PASSWORD=known["password"], HOST=known["host"], PORT=known["port"]
    )


def server() -> Postgres:
    """The embedded server, started. Raises `NoServer` where this installation uses one of somebody's own."""
    found, _valkey = installation(settings.VAR_DIR)
    if not (found.data / "PG_VERSION").exists():
        raise NoServer("Đo hiệu năng cần máy chủ PostgreSQL đi kèm; chạy bin/bench.")
    found.start()
    return found
