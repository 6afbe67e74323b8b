"""Who uses the embedded servers: started for the first that needs them, stopped after the last.

Every user holds a shared lock on ``var/run/use.lock`` as long as it lives; the system drops it even after ``kill -9``.
``bin/services start`` leaves a mark instead (``var/run/keep``), so that the servers stay without a holder.
"""

import fcntl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from config import embedded, envfile

URL_NAMES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")


@dataclass
class Servers:
    """The database and broker of the installation in `var`: embedded, or the ones the environment names.

    Args:
        var: the installation's directory.
        given: the caller's environment; a URL named in it replaces that embedded server.
        durable: False for clusters of tests.
    """

    var: Path
    given: Mapping[str, str] = field(default_factory=dict)
    durable: bool = True
    _use: IO[str] | None = field(default=None, init=False)

    @property
    def env_path(self) -> Path:
        """Where the environment of the running servers is written for other commands."""
        return self.var / "run" / "env"

    @property
    def has_own_database(self) -> bool:
        """Whether the embedded PostgreSQL is used."""
        return not self.given.get("DATABASE_URL")

    def acquire(self) -> dict[str, str]:
        """Start or join the servers; the environment the application needs, secrets included.

        Raises:
            embedded.StartError: a server does not start, or only one of the two database URLs is given.
        """
        if bool(self.given.get("DATABASE_URL")) != bool(self.given.get("DATABASE_OWNER_URL")):
            raise embedded.StartError("Cần đặt cả DATABASE_URL và DATABASE_OWNER_URL, hoặc không đặt biến nào.")
        (self.var / "run").mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._starting():
            if self._use is None:
                self._use = (self.var / "run" / "use.lock").open("a")
                fcntl.flock(self._use, fcntl.LOCK_SH)
            values = self._start()
            known = envfile.read(self.env_path)
            if {**known, **values} != known:
                envfile.write(self.env_path, {**known, **values})
        return {**known, **values}

    def release(self) -> None:
        """Leave; the last to leave stops the servers."""
        if self._use is None:
            return
        with self._starting():
            self._use.close()
            self._use = None
            self._stop_unless_used()

    def keep(self) -> None:
        """Let the servers run on after the last user has left."""
        (self.var / "run" / "keep").touch()

    def stop(self) -> bool:
        """Take the keep mark away and stop the servers; False if somebody still uses them."""
        (self.var / "run").mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._starting():
            (self.var / "run" / "keep").unlink(missing_ok=True)
            return self._stop_unless_used()

    def _start(self) -> dict[str, str]:
        postgres, valkey = embedded.installation(self.var, durable=self.durable)
        values = {
            name: self.given.get(name) or postgres.secrets[name]
            for name in envfile.APPLICATION_SECRETS
            if f"{name}_FILE" not in self.given
        }
        values |= {name: self.given[name] for name in URL_NAMES if self.given.get(name)}
        if self.has_own_database:
            postgres.start()
            values |= {"DATABASE_URL": postgres.url("giot_app"), "DATABASE_OWNER_URL": postgres.url("giot_owner")}
        if "REDIS_URL" not in values:
            valkey.start()
            values["REDIS_URL"] = valkey.url()
        return {**values, "VAR_DIR": str(self.var)}

    def _stop_unless_used(self) -> bool:
        """Stop both servers if nobody holds the lock and nobody asked to keep them."""
        with (self.var / "run" / "use.lock").open("a") as probe:
            try:
                fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            if not (self.var / "run" / "keep").exists():
                postgres, valkey = embedded.installation(self.var, durable=self.durable)
                postgres.stop()
                valkey.stop()
        return True

    @contextmanager
    def _starting(self) -> Iterator[None]:
        """Starting and stopping happen one at a time."""
        with (self.var / "run" / "start.lock").open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


@contextmanager
def servers_in_use(servers: Servers) -> Iterator[dict[str, str]]:
    """Hold the servers for a block: the caller's whole environment, completed by theirs."""
    try:
        values = servers.acquire()
        yield {**values, **servers.given, **{name: values[name] for name in URL_NAMES}}
    finally:
        servers.release()
