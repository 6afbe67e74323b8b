"""The real thing for browser tests: the web process and a Celery worker, started as ``bin/run`` starts them."""

import os
import shutil
import time
from dataclasses import dataclass, field

import psutil
import redis

from config.embedded import free_port
from config.health import answers
from config.processes import ProcessGroup, end_left_overs
from tests import databases

START_SECONDS = 60


@dataclass
class LiveStack:
    """Web and worker on a clone of the demo.

    `renew` gives the next test module an untouched demo without restarting the processes.
    """

    database: str
    url: str = ""
    _group: ProcessGroup | None = field(default=None, init=False)
    _redis_url: str = field(default="", init=False)
    _untouched: bool = field(default=False, init=False)

    def start(self) -> None:
        """Start both processes on a fresh database and wait for the first page."""
        _clear_killed_runs()
        self._redis_url = databases.redis_url_for_processes()
        self.renew()
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        environment = {
            **os.environ,
            **databases.environment_for(self.database),
            "REDIS_URL": self._redis_url,
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "SITE_URL": self.url,
            "DEMO": "True",
            "WEB_WORKERS": "1",
            "WORKER_CONCURRENCY": "1",
        }
        environment.pop("DATABASE_ROLE", None)
        self._group = ProcessGroup(databases.live_directory(), environment)
        self._group.start("web")
        self._group.start("worker")
        self._wait()
        self._untouched = True

    def renew(self) -> None:
        """Put an untouched demo under the running processes, unless nobody has been there since the last."""
        if self._untouched:
            self._untouched = False
            return
        databases.renew(self.database, databases.demo_template())
        with redis.Redis.from_url(self._redis_url) as client:
            client.flushdb()

    def stop(self) -> None:
        """End both processes."""
        if self._group is not None:
            self._group.stop()
        shutil.rmtree(databases.live_directory(), ignore_errors=True)

    def log(self, name: str) -> str:
        """What a process (``web``, ``worker``) has written so far."""
        path = databases.live_directory() / "log" / f"{name}.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def _wait(self) -> None:
        assert self._group is not None
        deadline = time.monotonic() + START_SECONDS
        while not answers(f"{self.url}/"):
            fallen = [child.name for child in self._group.fallen()]
            if fallen or time.monotonic() > deadline:
                name = fallen[0] if fallen else "web"
                raise RuntimeError(f"{name} does not start:\n{self.log(name)[-3000:]}")
            time.sleep(0.1)


def _clear_killed_runs() -> None:
    for directory in databases.live_directory().parent.glob("*"):
        if directory.name.isdecimal() and not psutil.pid_exists(int(directory.name)):
            end_left_overs(directory)
            shutil.rmtree(directory, ignore_errors=True)
