"""The limited child: it gets no secret, its noise is no answer, and each way to fail is told apart."""

from __future__ import annotations

import json

import pytest

from core.child.asking import ChildFailed, ask


def test_a_child_answers_in_frames_and_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "rất kín")
    environment, last = ask("tests.core.env_child", b"", timeout=20)
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
        ask("tests.core.env_child", task.encode(), timeout=20)
    assert (failure.value.cause, failure.value.word) == (cause, word)


def test_a_child_that_waits_is_ended_at_the_time_out() -> None:
    with pytest.raises(ChildFailed) as failure:
        ask("tests.core.env_child", b"time", timeout=0.2)
    assert failure.value.cause == "time"
