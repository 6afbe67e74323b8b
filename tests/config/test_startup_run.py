"""``bin/run``: what it says when it cannot start, and that it leaves nothing behind."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded import free_port
from config.health import answers
from config.installing import BASE_DIR
from config.preparing import compile_catalogues, remember, schema_key
from config.processes import MARK, ProcessGroup, end_left_overs, left_overs, mark, procfile
from config.supervisor import RunError, refuse_taken_port
from tests import databases

pytestmark = pytest.mark.running

RUN = [sys.executable, "-m", "config.supervisor", "run"]


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port somebody else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


def environment_in(var: Path, **values: str) -> dict[str, str]:
    """What a person's shell hands to bin/run for an installation in `var`."""
    ours = {name: value for name, value in os.environ.items() if name not in ("SITE_URL", "GIOT_TEST_SERVERS")}
    return {**ours, "VAR_DIR": str(var), "PYTHONPATH": str(BASE_DIR), **values}


def test_a_taken_port_is_named_with_the_way_out_in_both_languages(taken_port: int) -> None:
    with pytest.raises(RunError) as caught:
        refuse_taken_port("127.0.0.1", taken_port)
    vietnamese, english = str(caught.value).split("\n")
    for sentence in (vietnamese, english):
        assert str(taken_port) in sentence
        assert f"PORT={taken_port + 1} bin/run" in sentence


def test_a_free_port_is_taken_without_a_word() -> None:
    port = free_port()
    refuse_taken_port("127.0.0.1", port)
    with socket.create_server(("127.0.0.1", port)) as server:  # asking has left it free
        assert server.getsockname()[1] == port


def test_a_taken_port_stops_the_command_before_anything_is_started(tmp_path: Path, taken_port: int) -> None:
    environment = environment_in(tmp_path / "var", PORT=str(taken_port))
    result = subprocess.run(RUN, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert result.returncode == 1
    assert f"Cổng {taken_port} đang được chương trình khác dùng" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "var" / "log").exists()


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1"])
def test_a_port_that_is_none_is_said_so(tmp_path: Path, port: str) -> None:
    environment = environment_in(tmp_path / "var", PORT=port)
    result = subprocess.run(RUN, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert result.returncode == 1
    assert f"PORT={port} không phải là số cổng" in result.stderr


def test_left_overs_of_this_installation_are_ended_and_others_are_not(tmp_path: Path) -> None:
    mine, other = tmp_path / "một", tmp_path / "hai"
    started = [
        subprocess.Popen(["sleep", "60"], env={**os.environ, MARK: mark(var)}, start_new_session=True)
        for var in (mine, other)
    ]
    try:
        assert [process.pid for process in left_overs(mine)] == [started[0].pid]
        assert end_left_overs(mine) == 1
        assert started[0].poll() is not None
        assert started[1].poll() is None
    finally:
        end_left_overs(other)
        started[1].wait(5)


def test_everything_starts_answers_and_is_gone_after_sigterm(tmp_path: Path, django_db_setup: None) -> None:
    """The whole way of bin/run but for the embedded servers and the demo, which have tests of their own."""
    var = tmp_path / "có dấu cách"
    shutil.copytree(databases.VAR / "static", var / "static")
    shutil.copy(databases.VAR / "static.stamp", var)
    port = free_port()
    with databases.clone(databases.schema_template(), "run") as name:
        urls = databases.environment_for(name)
        remember(urls["DATABASE_OWNER_URL"], {}, schema=schema_key(), units="loaded")
        environment = environment_in(var, PORT=str(port), REDIS_URL=databases.redis_url_for_processes(), **urls)
        with subprocess.Popen(RUN, env=environment, stdout=subprocess.PIPE, text=True) as run:
            assert run.stdout is not None
            try:
                lines = iter(run.stdout.readline, "")
                assert any(f"http://127.0.0.1:{port}" in line for line in lines), "it ended before the first page"
                assert answers(f"http://127.0.0.1:{port}/")
                assert any("Ctrl-C" in line for line in lines)
                assert len(left_overs(var)) >= len(procfile())
                second = subprocess.run(RUN, env=environment, capture_output=True, text=True, timeout=30, check=False)
                assert second.returncode == 1
                assert f"đang chạy rồi ở http://127.0.0.1:{port}" in second.stderr
            finally:
                run.terminate()
            assert run.wait(30) == 0
        assert left_overs(var) == []
        assert not answers(f"http://127.0.0.1:{port}/", seconds=1)


def test_a_fallen_process_is_noticed(tmp_path: Path) -> None:
    group = ProcessGroup(tmp_path, {**os.environ, "DATABASE_URL": "postgresql://giot_app:x@127.0.0.1:1/none"})
    group.start("beat")
    deadline = time.monotonic() + 30
    while not group.fallen() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [child.name for child in group.fallen()] == ["beat"]
    group.stop()
    assert left_overs(tmp_path) == []


def test_catalogues_are_compiled_when_newer_and_fuzzy_entries_are_left_out(tmp_path: Path) -> None:
    source = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Đơn vị"\nmsgstr "Unit"\n\n#, fuzzy\nmsgid "Đợt"\nmsgstr "Unsure"\n',
        encoding="utf-8",
    )
    compiled = compile_catalogues(tmp_path)
    assert compiled == [source.with_suffix(".mo")]
    content = compiled[0].read_bytes()
    assert b"Unit" in content
    assert b"Unsure" not in content
    assert compile_catalogues(tmp_path) == []


def test_containers_run_the_processes_of_the_procfile_and_have_no_default_secret() -> None:
    text = (BASE_DIR / "docker-compose.yml").read_text(encoding="utf-8")
    commands = [json.loads(line.split(":", 1)[1]) for line in text.splitlines() if "config.processes" in line]
    assert sorted(command[-1] for command in commands) == sorted(procfile())
    variables = [part.split("}")[0] for part in text.split("${")[1:]]
    secrets = [name for name in variables if any(word in name for word in ("PASSWORD", "SECRET", "KEY"))]
    assert len(secrets) > 5
    assert [name for name in secrets if ":?" not in name] == []
