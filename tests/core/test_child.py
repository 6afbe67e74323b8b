"""The limited child: it gets no secret, its noise is no answer, and each way to fail is told apart."""

from __future__ import annotations

import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from core.child.asking import ChildFailed, ask

CHILD = "tests.core.env_child"


def stems() -> list[psutil.Process]:
    """The processes of this one that fork children of the tests' own."""
    return [each for each in psutil.Process().children() if _command(each)[-1:] == [CHILD]]


def _command(process: psutil.Process) -> list[str]:
    """A process's command; none for one that has ended and was not waited for yet (another test's)."""
    try:
        return list(process.cmdline())
    except psutil.NoSuchProcess:  # a zombie's, too
        return []


def left_behind() -> list[psutil.Process]:
    """What is below the stems while nobody is asking."""
    below = [child for stem in stems() for child in stem.children(recursive=True)]
    _gone, alive = psutil.wait_procs(below, timeout=5)
    return alive


def test_a_child_answers_in_frames_and_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "rất kín")
    environment, last = ask(CHILD, b"", timeout=20)
    assert "PATH" in json.loads(environment)
    assert not {name for name in json.loads(environment) if "KEY" in name or "URL" in name or "DJANGO" in name}
    assert "rất kín" not in environment.decode()
    assert last == b""


@pytest.mark.parametrize(
    "task, cause, word",
    [
        ("refuse", "refused", "a-word"),
        ("fail", "refused", "failed:ValueError"),
        ("memory", "memory", ""),
        ("time", "time", ""),
    ],
)
def test_each_way_to_fail_is_told_apart_and_quotes_nothing(task: str, cause: str, word: str) -> None:
    with pytest.raises(ChildFailed) as failure:
        ask(CHILD, task.encode(), timeout=20)
    assert (failure.value.cause, failure.value.word) == (cause, word)


def test_a_child_that_waits_is_ended_at_the_time_out() -> None:
    with pytest.raises(ChildFailed) as failure:
        ask(CHILD, b"time", timeout=0.2)
    assert failure.value.cause == "time"
    assert left_behind() == []


# --- The stem ---------------------------------------------------------------------------------------


def test_every_request_has_a_child_of_its_own_and_all_come_from_one_stem() -> None:
    with ThreadPoolExecutor(4) as several:
        children = [int(pid) for (pid,) in several.map(lambda _: ask(CHILD, b"who", timeout=20), range(8))]
    assert len(set(children)) == 8
    assert len(stems()) == 1
    assert left_behind() == []


def test_what_one_request_leaves_in_its_child_the_next_does_not_find() -> None:
    assert [ask(CHILD, b"leave", timeout=20) for _ in range(2)] == [[b"nothing here"]] * 2


def test_a_stem_that_was_ended_is_started_again() -> None:
    ask(CHILD, b"who", timeout=20)
    [stem] = stems()
    stem.kill()
    stem.wait(5)
    assert len(ask(CHILD, b"who", timeout=20)) == 1
    [other] = stems()
    assert other.pid != stem.pid


def test_a_module_that_does_not_start_is_told() -> None:
    with pytest.raises(ChildFailed) as failure:
        ask("tests.core.no_such_child", b"", timeout=20)
    assert (failure.value.cause, failure.value.word) == ("refused", "not-started")


def test_a_forked_process_has_a_stem_of_its_own() -> None:
    ask(CHILD, b"who", timeout=20)
    [stem] = stems()
    process = os.fork()
    if process == 0:
        is_own = False
        try:
            ask(CHILD, b"who", timeout=20)
            is_own = stem.pid not in {each.pid for each in stems()}
        finally:
            for each in stems():
                each.send_signal(signal.SIGTERM)
            os._exit(0 if is_own else 1)
    _pid, status = os.waitpid(process, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert stem.is_running(), "the parent's goes on"
