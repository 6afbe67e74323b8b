"""The test's database as its owner, through Django: what a command of the owner sees. Needs committed data."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection


@contextmanager
def as_owner() -> Iterator[None]:
    """Work as giot_owner, whom no policy binds, inside the block."""
    owner = psycopg.conninfo.conninfo_to_dict(os.environ["DATABASE_OWNER_URL"])
    settings = connection.settings_dict
    before = settings["USER"], settings["PASSWORD"]
    connection.close()
    settings["USER"], settings["PASSWORD"] = str(owner["user"]), str(owner.get("password") or "")
    try:
        yield
    finally:
        connection.close()
        settings["USER"], settings["PASSWORD"] = before
