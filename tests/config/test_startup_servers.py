"""The embedded servers: in any path, after any end, for as long as somebody uses them."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from config import embedded
from config.servers import Servers, servers_in_use

pytestmark = pytest.mark.running

Hold = Callable[..., Servers]


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    """An installation's directory, with spaces and accents; under root the server's account cannot enter it."""
    var = tmp_path / "thư mục có dấu cách" / "var"
    var.mkdir(parents=True)
    yield var
    postgres, valkey = embedded.installation(var, durable=False)
    postgres.stop()
    valkey.stop()
    shutil.rmtree(postgres.data.resolve(), ignore_errors=True)


@pytest.fixture
def user(var: Path) -> Iterator[Hold]:
    """``user()``: one more user of the installation's servers, gone at the end of the test."""
    users: list[Servers] = []

    def one(given: Mapping[str, str] | None = None, *, durable: bool = False) -> Servers:
        users.append(Servers(var, given or {}, durable))
        return users[-1]

    yield one
    for servers in users:
        servers.release()


def test_committed_rows_survive_kill_9_and_a_stale_pid_file_is_no_hindrance(var: Path, user: Hold) -> None:
    servers = user(durable=True)
    environment = servers.acquire()
    with psycopg.connect(environment["DATABASE_OWNER_URL"], autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'giọt' AS word")
    for pid_file in (var / "postgres" / "postmaster.pid", var / "run" / "valkey.pid"):
        process = psutil.Process(int(pid_file.read_text().split("\n")[0]))
        process.kill()
        process.wait(10)
    # The worst case: the number in the stale file now belongs to a living stranger.
    pid_file = var / "postgres" / "postmaster.pid"
    lines = pid_file.read_text().split("\n")
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))

    environment = servers.acquire()

    with psycopg.connect(environment["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("giọt",)
    with redis.Redis.from_url(environment["REDIS_URL"]) as client:
        assert client.ping()


def test_a_first_start_that_was_killed_half_way_begins_again(var: Path, user: Hold) -> None:
    (var / "run").mkdir()
    (var / "run" / "initdb.unfinished").touch()
    (var / "postgres" / "base").mkdir(parents=True)
    (var / "postgres" / "PG_VERSION").write_text("18\n", encoding="utf-8")
    with psycopg.connect(user().acquire()["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("giot_app",)


def test_a_server_that_outlived_its_supervisor_is_adopted(var: Path, user: Hold) -> None:
    first = user().acquire()
    pid = (var / "postgres" / "postmaster.pid").read_text().split("\n")[0]
    second = user().acquire()
    assert second == first
    assert (var / "postgres" / "postmaster.pid").read_text().split("\n")[0] == pid


def test_servers_run_until_the_last_user_leaves(var: Path, user: Hold) -> None:
    postgres, valkey = embedded.installation(var, durable=False)
    first, second = user(), user()
    with servers_in_use(first):
        second.acquire()
    assert postgres.running()
    second.release()
    assert not postgres.running()
    assert not valkey.running()


def test_servers_need_passwords_and_listen_on_this_machine_alone(user: Hold, var: Path) -> None:
    environment = user().acquire()
    stranger = environment["DATABASE_URL"].replace(environment["DATABASE_URL"].split(":")[2].split("@")[0], "guess")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(stranger)
    with (
        redis.Redis.from_url("redis://" + environment["REDIS_URL"].split("@")[1]) as client,
        pytest.raises(redis.exceptions.AuthenticationError),
    ):
        client.ping()
    for pid_file in (var / "postgres" / "postmaster.pid", var / "run" / "valkey.pid"):
        process = psutil.Process(int(pid_file.read_text().split("\n")[0]))
        addresses = {item.laddr.ip for item in process.net_connections() if item.status == psutil.CONN_LISTEN}
        assert addresses == {"127.0.0.1"}


def test_urls_of_the_environment_replace_the_embedded_servers(var: Path, user: Hold) -> None:
    given = {"DATABASE_URL": "postgresql://a/b", "DATABASE_OWNER_URL": "postgresql://o/b", "REDIS_URL": "redis://c"}
    environment = user(given).acquire()
    assert {name: environment[name] for name in given} == given
    assert not (var / "postgres").exists()
    assert not (var / "valkey").exists()


def test_one_database_url_alone_is_refused(user: Hold) -> None:
    with pytest.raises(embedded.StartError, match="DATABASE_OWNER_URL"):
        user({"DATABASE_URL": "postgresql://a/b"}).acquire()


def test_lost_secrets_are_said_in_a_sentence(var: Path, user: Hold) -> None:
    first = user()
    first.acquire()
    kept = (var / "secrets.env").read_text(encoding="utf-8")
    (var / "secrets.env").unlink()
    with pytest.raises(embedded.StartError, match=r"secrets\.env"):
        user().acquire()
    (var / "secrets.env").write_text(kept, encoding="utf-8")
    assert user().acquire() == first.acquire()
