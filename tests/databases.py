"""The tests' own database server and the databases on it.

Tests run as giot_app on clones of a template that has every migration (and, for browser tests, the demo). A template's
name holds a hash of what it is made from, so that it is made once and reused by later runs; a clone's name holds the
process that uses it, so that runs beside each other do not meet and a killed run's clones are cleared away by the next.
"""

import contextlib
import datetime as dt
import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from config import embedded, envfile
from config.installing import BASE_DIR, digest
from config.preparing import analyze, collect_static, compile_catalogues, manage, schema_key
from config.servers import Servers

VAR = BASE_DIR / "var" / "test"
TEMPLATES_KEPT = 4  # per kind; older ones are dropped
_BUILDING = 4_120_926  # advisory lock: one process builds templates, the others wait
REDIS_DATABASES = 499  # for tests; each has a second one, as many further on, for the processes its tests start

_held: list[Servers] = []  # by the process the person started; empty in xdist's workers


def start() -> None:
    """Start or join the tests' servers and put their URLs into the environment, before Django reads it.

    Done once, by the process the person started; xdist's workers inherit the environment, but for `redis_url`.
    """
    if os.environ.get("GIOT_TEST_SERVERS") == "ready":
        return
    foreign = (
        "DATABASE_URL",
        "DATABASE_OWNER_URL",
        "REDIS_URL",
        "SITE_URL",
        "DEMO",
        "DEBUG",
        "VAR_DIR",
        "ALLOWED_HOSTS",
    )
    for name in foreign:
        os.environ.pop(name, None)  # never somebody's real database
    servers = Servers(VAR, durable=False)
    os.environ.update(servers.acquire())
    _held.append(servers)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    compile_catalogues()
    collect_static(os.environ)
    _drop_orphans()
    os.environ["GIOT_TEST_SERVERS"] = "ready"
    os.environ["REDIS_URL"] = redis_url()


def stop() -> None:
    """Leave the servers; the last run to leave stops them."""
    while _held:
        _held.pop().release()


def url(role: str, database: str) -> str:
    """A URL of the tests' server for ``postgres``, ``giot_owner`` or ``giot_app``."""
    server, _ = embedded.installation(VAR, durable=False)
    server.port = int(psycopg.conninfo.conninfo_to_dict(os.environ["DATABASE_OWNER_URL"])["port"] or 0)
    return server.url(role, database)


def redis_url(*, worker: int = 0) -> str:
    """A numbered Redis database for xdist's ``worker`` (from 1), or for the process the person started (0).

    A test that empties its cache must not take another's counts and sessions away. A worker must have it before it
    starts: it reads Django's settings before any code of ours.
    """
    return _numbered(1 + (os.getpid() + worker) % REDIS_DATABASES)


def redis_url_for_processes() -> str:
    """A numbered Redis database for the processes this one starts: a worker of another run must not take our jobs."""
    return _numbered(int(os.environ["REDIS_URL"].rsplit("/", 1)[1]) + REDIS_DATABASES)


def _numbered(number: int) -> str:
    base = envfile.read(VAR / "run" / "env")["REDIS_URL"].rsplit("/", 1)[0]
    return f"{base}/{number}"


# --- Templates ------------------------------------------------------------------------------------


def schema_template() -> str:
    """A database with every migration and nothing else."""
    return _template("schema", schema_key(), None, ["migrate", "--no-input", "--verbosity", "0"])


def units_template() -> str:
    """The schema and the country's units."""
    sources = sorted(BASE_DIR.glob("committees/**/*.py"))
    return _template("units", schema_key() + digest(*sources), schema_template, ["import_units"])


def demo_template() -> str:
    """The schema, the country's units and the demo, whose dates are relative to today."""
    rooms = ("core", "committees", "notices", "campaigns", "quotas", "donors", "reports", "config/demo")
    sources = sorted(path for room in rooms for path in (BASE_DIR / room).glob("**/*.py"))
    key = schema_key() + digest(*sources) + dt.datetime.now(tz=dt.UTC).date().isoformat()
    return _template("demo", key, units_template, ["load_demo"])


def _template(kind: str, key: str, base: Callable[[], str] | None, command: list[str]) -> str:
    name = f"giot_{kind}_{hashlib.sha256(key.encode()).hexdigest()[:12]}"
    if _exists(name):
        return name
    base_name = base() if base else None
    with psycopg.connect(url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_BUILDING])
        if not _exists(name):
            _build(name, base_name, command)
            _drop_older(connection, kind)
    return name


def _build(name: str, base: str | None, command: list[str]) -> None:
    """Build under another name first: a template that exists is complete."""
    server, _ = embedded.installation(VAR, durable=False)
    server.start()
    building = f"{name}_building"
    server.drop_database(building)
    server.make_database(building, template=base)
    manage({**os.environ, "DATABASE_OWNER_URL": url("giot_owner", building)}, *command)
    if base:  # it holds rows now
        analyze(url("postgres", building))
    with psycopg.connect(url("postgres", "postgres"), autocommit=True) as connection:
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        connection.execute(rename.format(sql.Identifier(building), sql.Identifier(name)))


def _drop_older(connection: psycopg.Connection, kind: str) -> None:
    query = "SELECT datname FROM pg_database WHERE datname ~ %s ORDER BY oid DESC OFFSET %s"
    for (name,) in connection.execute(query, [f"^giot_{kind}_[0-9a-f]{{12}}$", TEMPLATES_KEPT]).fetchall():
        with contextlib.suppress(psycopg.errors.ObjectInUse):
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _exists(name: str) -> bool:
    with psycopg.connect(url("postgres", "postgres"), autocommit=True) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


# --- Clones ---------------------------------------------------------------------------------------


@contextlib.contextmanager
def clone(template: str, purpose: str) -> Iterator[str]:
    """A database of this process alone, copied from a template, dropped at the end."""
    name = f"giot_{purpose}_{os.getpid()}_clone"
    renew(name, template)
    try:
        yield name
    finally:
        drop(name)


def renew(name: str, template: str) -> None:
    """Make the clone anew; whoever is connected to the old one is cut off."""
    drop(name)
    with psycopg.connect(url("postgres", "postgres"), autocommit=True) as connection:
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER giot_owner STRATEGY FILE_COPY")
        connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))


def drop(name: str) -> None:
    """Drop a database, whoever is connected; an absent one is fine."""
    with psycopg.connect(url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _drop_orphans() -> None:
    """Clones of runs that were killed."""
    with psycopg.connect(url("postgres", "postgres"), autocommit=True) as connection:
        names = [row[0] for row in connection.execute("SELECT datname FROM pg_database").fetchall()]
    for name in names:
        owner = re.fullmatch(r"giot_[a-z]+_(\d+)_clone", name)
        if owner and not psutil.pid_exists(int(owner[1])):
            drop(name)


# --- Between transactional tests --------------------------------------------------------------------


@dataclass
class Baseline:
    """What the migrations themselves put into a fresh database, to be there again after a test that committed.

    The tables are emptied as superuser with triggers off: the application's role may not truncate, and append-only
    tables refuse everybody else.
    """

    database: str
    tables: list[str] = field(default_factory=list)
    rows: dict[str, bytes] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)

    def remember(self) -> None:
        """Read the baseline; call it before the first test."""
        with self._connect() as connection:
            query = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
            self.tables = [row[0] for row in connection.execute(query).fetchall()]
            for table in self.tables:
                with (
                    connection.cursor() as cursor,
                    cursor.copy(sql.SQL("COPY {} TO STDOUT").format(_raw(table))) as copy,
                ):
                    content = b"".join(bytes(block) for block in copy)
                if content:
                    self.rows[table] = content
            query = "SELECT quote_ident(sequencename), last_value FROM pg_sequences WHERE last_value IS NOT NULL"
            self.sequences = dict(connection.execute(query).fetchall())

    def restore(self) -> None:
        """Bring the database back to it."""
        with self._connect() as connection, connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")
            connection.execute("SET LOCAL lock_timeout = '10s'")  # a test left a transaction open: say so, do not hang
            tables = sql.SQL(", ").join(map(_raw, self.tables))
            connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(tables))
            for table, content in self.rows.items():
                with (
                    connection.cursor() as cursor,
                    cursor.copy(sql.SQL("COPY {} FROM STDIN").format(_raw(table))) as copy,
                ):
                    copy.write(content)
            for sequence, value in self.sequences.items():
                connection.execute("SELECT setval(%s, %s)", [sequence, value])

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(url("postgres", self.database), autocommit=True)


def _raw(quoted_name: str) -> sql.SQL:
    return sql.SQL(quoted_name)


def environment_for(database: str) -> Mapping[str, str]:
    """The URLs of one database, for child processes and live stacks."""
    return {"DATABASE_URL": url("giot_app", database), "DATABASE_OWNER_URL": url("giot_owner", database)}


def live_directory() -> Path:
    """Where this process's live stack keeps its logs."""
    return VAR / "live" / str(os.getpid())
