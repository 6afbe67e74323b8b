"""The commands of ``bin/``: run everything, run one management command, look after the embedded servers.

Progress goes to standard error, so that what a command prints can be read by a program.
"""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import IO

from config import embedded, envfile
from config.health import answers
from config.installing import BASE_DIR, say
from config.preparing import PrepareError, collect_static, compile_catalogues, manage, prepare, prepare_database
from config.processes import Child, ProcessGroup, end_left_overs
from config.servers import Servers, servers_in_use

FIRST_PAGE_SECONDS = 60
RESTARTS, RESTART_WINDOW = 5, 300  # a process that falls more often than that is not restarted again


class Stopped(BaseException):
    """Somebody asked us to stop; like KeyboardInterrupt, nothing in between should catch it."""


class RunError(Exception):
    """We cannot start or go on; the message is for the person at the keyboard."""


def var_dir() -> Path:
    """Where this installation keeps what it makes; ``VAR_DIR`` names another place."""
    return Path(os.environ.get("VAR_DIR") or BASE_DIR / "var").absolute()


# --- bin/run --------------------------------------------------------------------------------------


def run() -> int:
    """Start everything, wait for the first page, say where it is, and stay until asked to stop."""
    var = var_dir()
    (var / "run").mkdir(mode=0o700, parents=True, exist_ok=True)
    with _only_run(var) as lock, _stopping_on_signals():
        if count := end_left_overs(var):
            say(f"Đã dọn {count} tiến trình còn sót của lần chạy trước.")
        host, port = os.environ.get("HOST", "127.0.0.1"), _port()
        refuse_taken_port(host, port)
        lock.write(f"{os.getpid()} {_address(host, port)}\n")
        lock.flush()
        servers = Servers(var, dict(os.environ))
        say("Đang khởi động Giọt Hồng …")
        with servers_in_use(servers) as base:
            # A demo has known passwords: it enters a database of somebody's own only when asked for.
            with_demo = _is_true(os.environ.get("DEMO") or str(servers.has_own_database))
            site = os.environ.get("SITE_URL") or _address(host, port)
            shared = {"DEMO": str(with_demo), "SITE_URL": site}
            envfile.write(servers.env_path, {**envfile.read(servers.env_path), **shared})
            environment = {**base, **shared, "HOST": host, "PORT": str(port)}
            prepare(environment, with_demo=with_demo)
            return _serve(var, environment, with_demo=with_demo)


def _serve(var: Path, environment: Mapping[str, str], *, with_demo: bool) -> int:
    group = ProcessGroup(var, environment)
    try:
        group.start("web")  # alone at first: the page is what the person waits for
        _wait_for_first_page(group, _address(environment["HOST"], int(environment["PORT"])))
        print(f"\nGiọt Hồng đã sẵn sàng: {environment['SITE_URL']}\n", flush=True)
        group.start("worker")
        group.start("beat")
        if with_demo:
            manage(environment, "demo_accounts", quiet=False)
        print("\nNhật ký: var/log/. Nhấn Ctrl-C để dừng.", flush=True)
        return _watch(group)
    finally:
        _ignore_signals()
        say("Đang dừng …")
        group.stop()


def _wait_for_first_page(group: ProcessGroup, address: str) -> None:
    deadline = time.monotonic() + FIRST_PAGE_SECONDS
    while not answers(f"{address}/"):
        if fallen := group.fallen():
            raise RunError(_fall_message(fallen[0]))
        if time.monotonic() > deadline:
            raise RunError(f"Trang đầu tiên không trả lời. Xem nhật ký: {group.children['web'].log}")
        time.sleep(0.1)


def _watch(group: ProcessGroup) -> int:
    """Start a fallen process again; give up when it falls too often."""
    falls: list[float] = []
    while True:
        time.sleep(0.5)
        for child in group.fallen():
            falls = [moment for moment in falls if moment > time.monotonic() - RESTART_WINDOW] + [time.monotonic()]
            if len(falls) > RESTARTS:
                raise RunError(_fall_message(child))
            say(f"Tiến trình {child.name} đã dừng bất ngờ; đang khởi động lại (xem {child.log}).")
            group.start(child.name)


def _fall_message(child: Child) -> str:
    lines = child.log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
    return f"Tiến trình {child.name} không chạy được (xem {child.log}):\n" + "\n".join(lines)


def refuse_taken_port(host: str, port: int) -> None:
    """Say which port to choose instead, before anything has been started.

    Raises:
        RunError: another program listens there, or we may not.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise RunError(f"Không được phép mở cổng {port}. Chọn cổng từ 1024 trở lên: PORT=8001 bin/run") from None
        except OSError:
            other = port + 1 if port < 65535 else 8001
            raise RunError(
                f"Cổng {port} đang được chương trình khác dùng. Hãy chọn cổng khác: PORT={other} bin/run\n"
                f"(Port {port} is in use. Choose another one: PORT={other} bin/run)"
            ) from None


def _port() -> int:
    text = os.environ.get("PORT", "8000")
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise RunError(f"PORT={text} không phải là số cổng (1–65535).")
    return int(text)


def _is_true(text: str) -> bool:
    return text.strip().lower() in ("true", "1", "on", "yes")


def _address(host: str, port: int) -> str:
    everywhere = host in ("0.0.0.0", "")  # noqa: S104  asked for by HOST, never our default
    return f"http://{'127.0.0.1' if everywhere else host}:{port}"


@contextmanager
def _only_run(var: Path) -> Iterator[IO[str]]:
    """Hold the one place a running installation has; the file says who holds it and where it answers."""
    with (var / "run" / "run.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            pid, _, address = lock.read().strip().partition(" ")
            raise RunError(
                f"Giọt Hồng đang chạy rồi{f' ở {address}' if address else ''}. "
                f"Muốn dừng: nhấn Ctrl-C ở cửa sổ đang chạy{f', hoặc kill {pid}' if pid else ''}.\n"
                "(Already running.)"
            ) from None
        lock.truncate(0)
        yield lock


# --- Signals --------------------------------------------------------------------------------------


@contextmanager
def _stopping_on_signals() -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Stopped

    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, stop)
    try:
        yield
    finally:
        _ignore_signals()  # whatever is still to be stopped is stopped in order, and in bounded time


def _ignore_signals() -> None:
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.SIG_IGN)


# --- bin/manage, bin/bench, bin/services ----------------------------------------------------------


def manage_command(arguments: Sequence[str]) -> int:
    """Run a management command against this installation's servers, started for it when they do not run."""
    with servers_in_use(Servers(var_dir(), dict(os.environ))) as environment:
        return _foreground([sys.executable, str(BASE_DIR / "manage.py"), *arguments], environment)


def bench(arguments: Sequence[str]) -> int:
    """Run the benchmarks on a cluster of their own, so that they neither see nor disturb anybody's data."""
    own = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    with servers_in_use(Servers(var_dir() / "bench", own)) as environment:
        manage(environment, "migrate", "--no-input", "--verbosity", "0")
        return _foreground([sys.executable, str(BASE_DIR / "manage.py"), "bench", *arguments], environment)


def _foreground(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run a command as if it were us: it has the terminal and its Ctrl-C, and a SIGTERM is handed on."""
    signal.signal(signal.SIGINT, lambda _number, _frame: None)  # a handler, unlike SIG_IGN, is not inherited
    process = subprocess.Popen(command, env=environment)

    def hand_on(number: int, _frame: FrameType | None) -> None:
        with suppress(ProcessLookupError):
            process.send_signal(number)

    signal.signal(signal.SIGTERM, hand_on)
    signal.signal(signal.SIGHUP, hand_on)
    code = process.wait()
    return code if code >= 0 else 128 - code


def services(arguments: Sequence[str]) -> int:
    """``start`` (and leave running), ``stop``, ``url [role [database]]``, ``reset`` (empty the database)."""
    servers = Servers(var_dir())
    match list(arguments):
        case ["start"]:
            servers.acquire()
            servers.keep()
            servers.release()
            print(f"Đang chạy; biến môi trường ở {servers.env_path}")
        case ["stop"]:
            if not servers.stop():
                raise RunError("Còn lệnh khác đang dùng; các máy chủ sẽ dừng khi lệnh đó xong.")
        case ["url", *rest]:
            postgres, _ = embedded.installation(servers.var)
            postgres.start()
            print(postgres.url(*(rest or ["giot_app"])))
        case ["reset"]:
            with servers_in_use(servers):
                postgres, _ = embedded.installation(servers.var)
                postgres.start()
                postgres.drop_database(embedded.DATABASE)
                postgres.make_database(embedded.DATABASE)
        case _:
            raise RunError("bin/services start | stop | url [role [database]] | reset")
    return 0


def prepare_only(arguments: Sequence[str]) -> int:
    """What containers need: ``prepare files`` while the image is built, ``prepare database`` once before the others."""
    environment = {**os.environ, "VAR_DIR": str(var_dir())}
    match list(arguments):
        case ["files"]:
            compile_catalogues()
            collect_static(environment)
        case ["database"]:
            prepare_database(environment, with_demo=_is_true(os.environ.get("DEMO", "")))
        case _:
            raise RunError("prepare files | database")
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. What goes wrong is said in a sentence, without a traceback."""
    name, *rest = arguments if arguments is not None else sys.argv[1:]
    commands: dict[str, Callable[[Sequence[str]], int]] = {
        "run": lambda _: run(),
        "manage": manage_command,
        "bench": bench,
        "services": services,
        "prepare": prepare_only,
    }
    try:
        if name not in commands:
            raise RunError(f"Không có lệnh {name}.")
        return commands[name](rest)
    except (Stopped, KeyboardInterrupt):
        say("Đã dừng.")
        return 0 if name == "run" else 130
    except (RunError, PrepareError, embedded.StartError, ValueError) as error:
        say(f"\n{error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
