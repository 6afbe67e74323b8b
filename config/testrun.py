"""``bin/test``: everything that must hold before a change lands, in one command.

Without arguments: style, types, import contracts, missing migrations, then the whole suite on two processes.
With ``--unit``: the tests of one rule or one page each, on two processes; it prints its own time. What needs a browser
or the running application (``running``), or takes the whole house at once (``broad``), is left to the whole suite.
With other arguments: pytest with exactly those.
"""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from config import embedded
from config.installing import BASE_DIR, say
from config.servers import Servers

VAR = BASE_DIR / "var" / "test"
CHECKS: dict[str, Sequence[str]] = {  # the longest first
    "mypy": ("-m", "mypy", "."),
    "ruff check": ("-m", "ruff", "check", "--quiet", "."),
    "ruff format": ("-m", "ruff", "format", "--quiet", "--check", "."),
    "import contracts": ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"),
    "migrations": ("manage.py", "makemigrations", "--check", "--dry-run", "--verbosity", "1"),
}
# One module's tests stay on one process: they share a database clone and a running application. Modules go in the order
# of their names: the one with the fewest tests walks every route for every role, and last it would run alone.
WHOLE_SUITE = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
UNIT_PART = (*WHOLE_SUITE, "-q", "-m", "not running and not broad")
UNIT_SECONDS = 120  # on two cores that nobody else uses


def test_environment(environment: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """The caller's environment with the test servers' URLs in place of any real ones.

    Compiled code is kept with what else the tests make, also where the caller wants none beside the sources: every
    worker and every process that a test starts would compile the house anew.
    """
    kept = {name: value for name, value in given.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **environment, "PYTHONPYCACHEPREFIX": str(VAR / "bytecode")}


def failed_checks(environment: Mapping[str, str]) -> list[str]:
    """Run every check, two at a time, show the output of those that fail; their names."""

    def passes(name: str) -> bool:
        begun = time.monotonic()
        result = subprocess.run(
            [sys.executable, *CHECKS[name]],
            cwd=BASE_DIR,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        passed = result.returncode == 0
        found = "" if passed else "\n" + result.stdout.decode(errors="replace").rstrip()
        say(f"{'đạt ' if passed else 'HỎNG'}  {name}  ({time.monotonic() - begun:.0f} s){found}")
        return passed

    with ThreadPoolExecutor(max_workers=2) as both:
        outcomes = both.map(passes, CHECKS)
        return [name for name, passed in zip(CHECKS, outcomes, strict=True) if not passed]


def main() -> int:
    """Run the checks and pytest; non-zero when anything failed."""
    is_unit_part, arguments = sys.argv[1:2] == ["--unit"], sys.argv[1:]
    if is_unit_part:
        arguments = [*UNIT_PART, *arguments[1:]]
    servers = Servers(VAR, durable=False)
    try:
        environment = test_environment(servers.acquire(), dict(os.environ))
        failed = [] if arguments else failed_checks(environment)
        command = [sys.executable, "-m", "pytest", *(arguments or WHOLE_SUITE)]
        begun = time.monotonic()
        code = subprocess.run(
            command, cwd=None if arguments and not is_unit_part else BASE_DIR, env=environment, check=False
        ).returncode
        if is_unit_part:
            say(f"Phần đơn vị: {time.monotonic() - begun:.0f} s (hạn {UNIT_SECONDS} s trên hai lõi rảnh).")
    except embedded.StartError as error:
        say(str(error))
        return 3
    except KeyboardInterrupt:
        return 130
    finally:
        servers.release()
    if failed:
        say(f"Chưa đạt: {', '.join(failed)}")
    return code or (1 if failed else 0)


if __name__ == "__main__":
    sys.exit(main())
