"""Between the servers and the first page: migrations, units, demo, static files, translations; each when needed.

What the database holds is remembered in the database itself (its comment), so that a new or restored database is
prepared again; what lies under ``var/`` is remembered beside it.
"""

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import polib
import psycopg
import psycopg.sql

from config.installing import digest, say
from config.processes import MARK, mark

BASE_DIR = Path(__file__).resolve().parent.parent

# Files of packages that no page uses: compressing them all would take half a minute. Pages use Bootstrap's minified
# parts (reboot, grid, utilities) and its bundle, and fonts as woff2.
UNUSED_STATIC = (
    *("*.rtl.*", "bootstrap.css*", "bootstrap.min.css*", "bootstrap.js*", "bootstrap.min.js*", "bootstrap.esm*"),
    *("bootstrap-grid.css*", "bootstrap-reboot.css*", "bootstrap-utilities.css*", "*.woff"),
)


class PrepareError(Exception):
    """A step failed; its own output has been shown."""


def manage(environment: Mapping[str, str], *arguments: str, quiet: bool = True) -> None:
    """Run one management command to its end.

    Raises:
        PrepareError: it failed; the message ends with its last lines and names the log that has them all.
    """
    result = subprocess.run(
        [sys.executable, str(BASE_DIR / "manage.py"), *arguments],
        env={**environment, MARK: mark(Path(environment["VAR_DIR"]))},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        start_new_session=True,  # Ctrl-C reaches the supervisor, which ends this
        check=False,
    )
    if result.returncode != 0:
        log = Path(environment["VAR_DIR"]) / "log" / f"{arguments[0]}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_bytes(result.stdout or b"")
        last = (result.stdout or b"").decode(errors="replace").strip().splitlines()[-3:]
        raise PrepareError(f"Lệnh {arguments[0]} không chạy được (xem {log}):\n" + "\n".join(last))


def prepare(environment: Mapping[str, str], *, with_demo: bool) -> None:
    """Do what is still to be done before web, worker and beat start.

    Raises:
        PrepareError: a step failed.
    """
    compile_catalogues()
    collect_static(environment)
    prepare_database(environment, with_demo=with_demo)


# --- The database ---------------------------------------------------------------------------------


def prepare_database(environment: Mapping[str, str], *, with_demo: bool) -> None:
    """Migrate, load the country's units and (where wanted) the demo, each once per database and change."""
    owner_url = environment["DATABASE_OWNER_URL"]
    done = steps_done(owner_url)
    schema = schema_key()
    if done.get("schema") != schema:
        say("Đang chuẩn bị cơ sở dữ liệu …")
        manage(environment, "migrate", "--no-input", "--verbosity", "0")
        done = remember(owner_url, done, schema=schema)
    if "units" not in done:
        say("Đang nạp danh mục đơn vị hành chính …")
        manage(environment, "import_units")
        analyze(owner_url)
        done = remember(owner_url, done, units="loaded")
    if with_demo and "demo" not in done:
        say("Đang nạp dữ liệu mẫu …")
        manage(environment, "load_demo")
        analyze(owner_url)
        remember(owner_url, done, demo="loaded")


def analyze(url: str) -> None:
    """Gather statistics after a big load, so that the first pages do not wait for the server to get round to it."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET client_min_messages = error")  # catalogues are not ours to analyse
        connection.execute("ANALYZE")


def schema_key() -> str:
    """Changes whenever a migration of ours or of an installed package may have changed."""
    migrations = sorted(BASE_DIR.glob("*/migrations/*.py"))
    total = hashlib.sha256(digest(BASE_DIR / "requirements.txt", *migrations).encode())
    total.update("\n".join(str(path.relative_to(BASE_DIR)) for path in migrations).encode())
    return total.hexdigest()[:16]


def steps_done(owner_url: str) -> dict[str, str]:
    """What a database already holds, by step; read from the database itself.

    Raises:
        PrepareError: it cannot be reached.
    """
    question = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
    try:
        with psycopg.connect(owner_url, connect_timeout=10) as connection:
            row = connection.execute(question).fetchone()
    except psycopg.OperationalError as error:
        raise PrepareError(f"Không kết nối được DATABASE_OWNER_URL: {str(error).strip()}") from None
    try:
        known = json.loads(row[0]) if row and row[0] else {}
    except ValueError:  # somebody's own comment
        return {}
    return known if isinstance(known, dict) else {}


def remember(owner_url: str, done: Mapping[str, str], **step: str) -> dict[str, str]:
    """Note in the database that steps are done; all that are done then."""
    updated = {**done, **step}
    with psycopg.connect(owner_url, autocommit=True) as connection:
        name = psycopg.sql.Identifier(connection.info.dbname)
        text = psycopg.sql.Literal(json.dumps(updated))
        connection.execute(psycopg.sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, text))
    return updated


# --- Files ----------------------------------------------------------------------------------------


def collect_static(environment: Mapping[str, str]) -> None:
    """Gather and compress static files into ``VAR_DIR/static`` when one of them, or a package, has changed.

    Files of before stay: a page that is open, or a test run beside this one, may still ask for them.
    """
    var = Path(environment["VAR_DIR"])
    var.mkdir(parents=True, exist_ok=True)
    with (var / "static.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp, key = var / "static.stamp", _static_key()
        manifest = var / "static" / "staticfiles.json"
        if manifest.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == key:
            return
        say("Đang chuẩn bị giao diện …")
        ignored = [f"--ignore={pattern}" for pattern in UNUSED_STATIC]
        manage(environment, "collectstatic", "--no-input", "--verbosity", "0", *ignored)
        stamp.write_text(key, encoding="utf-8")


def _static_key() -> str:
    total = hashlib.sha256(digest(BASE_DIR / "requirements.txt", BASE_DIR / "package-lock.json").encode())
    for path in _files([BASE_DIR / "static"]):
        state = path.stat()
        total.update(f"{path.relative_to(BASE_DIR)} {state.st_size} {state.st_mtime_ns}\n".encode())
    for module in (BASE_DIR / "config" / "settings.py", Path(__file__)):
        total.update(module.read_bytes())
    return total.hexdigest()


def _files(directories: Iterable[Path]) -> list[Path]:
    return [path for directory in directories for path in sorted(directory.rglob("*")) if path.is_file()]


def compile_catalogues(locale: Path = BASE_DIR / "locale") -> list[Path]:
    """Compile every ``*/LC_MESSAGES/*.po`` of a folder that is newer than its ``.mo``; which ones.

    Done with polib, so that no gettext needs to be installed. Fuzzy and obsolete entries are left out, as msgfmt does.
    """
    compiled = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        fresh = target.with_name(f".{target.name}.{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(fresh))
        fresh.replace(target)
        compiled.append(target)
    return compiled
