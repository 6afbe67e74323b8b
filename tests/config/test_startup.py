"""The application refuses to serve anybody on a database role that row-level security does not bind."""

import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from secrets import token_urlsafe

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from config import gunicorn
from config.installing import BASE_DIR
from config.processes import shell_command
from config.startup import refuse_unsafe_role

pytestmark = pytest.mark.running

PROBE = f"giot_probe_{os.getpid()}"
PASSWORD = "only-for-this-test"


@pytest.fixture
def probe_role(superuser_connection: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """A role that may sign in and nothing else; the superuser's connection, to make it more than that."""
    superuser_connection.execute(f"CREATE ROLE {PROBE} LOGIN PASSWORD '{PASSWORD}'")  # type: ignore[arg-type]
    superuser_connection.execute(f"GRANT CONNECT ON DATABASE {superuser_connection.info.dbname} TO {PROBE}")  # type: ignore[arg-type]
    try:
        yield superuser_connection
    finally:
        superuser_connection.execute(f"DROP OWNED BY {PROBE}")  # type: ignore[arg-type]
        superuser_connection.execute(f"DROP ROLE {PROBE}")  # type: ignore[arg-type]


def refuse_as_probe(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sign in as the probe role and ask."""
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "USER", PROBE)
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", PASSWORD)
    try:
        refuse_unsafe_role()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_the_application_role_may_serve() -> None:
    refuse_unsafe_role()
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        assert cursor.fetchone() == ("giot_app",)  # so it was this role that was asked about, and it goes on


@pytest.mark.django_db(transaction=True)
def test_a_plain_role_may_serve(probe_role: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_as_probe(monkeypatch)
    is_more = probe_role.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [PROBE]).fetchone()
    assert is_more == (False,)  # so it was for what it is that it was let through


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("ALTER ROLE {role} SUPERUSER", "superuser"),
        ("ALTER ROLE {role} BYPASSRLS", "BYPASSRLS"),
        ("GRANT giot_owner TO {role}", "giot_door"),
        ("GRANT giot_door TO {role}", "giot_door"),
        ("GRANT ALL ON SCHEMA public TO {role}; ALTER TABLE django_session OWNER TO {role}", "django_session"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_a_role_that_policies_do_not_bind_is_refused(
    probe_role: psycopg.Connection, monkeypatch: pytest.MonkeyPatch, change: str, reason: str
) -> None:
    probe_role.execute(change.format(role=PROBE))  # type: ignore[arg-type]
    try:
        with pytest.raises(ImproperlyConfigured, match=reason) as caught:
            refuse_as_probe(monkeypatch)
    finally:
        probe_role.execute("ALTER TABLE django_session OWNER TO giot_owner")
    assert "giot_app" in str(caught.value), "the way out is named"
    assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
@pytest.mark.django_db(transaction=True)
def test_every_process_ends_at_once_when_given_the_owners_url(name: str) -> None:
    environment = {**os.environ, "DATABASE_URL": os.environ["DATABASE_OWNER_URL"], "PORT": "0"}
    result = subprocess.run(
        shell_command(name), cwd=BASE_DIR, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert result.returncode != 0
    assert "DATABASE_URL: tài khoản giot_owner" in result.stderr + result.stdout


def test_behind_https_djangos_deploy_check_finds_nothing() -> None:
    environment = {**os.environ, "SITE_URL": "https://hienmau.example.vn", "SECRET_KEY": token_urlsafe(50)}
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # the browser tests' own
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    result = subprocess.run(
        command, cwd=BASE_DIR, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_what_the_workers_share_is_out_of_the_garbage_collectors_sight() -> None:
    try:
        gunicorn.when_ready(object())
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()
