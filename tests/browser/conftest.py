"""People who sit down at the demo in a browser: ``visit(people.ALONE, "phone")`` is one of them, signed in."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, StorageState

from config.demo.people import Cast
from config.preparing import manage
from tests import databases
from tests.browser.steps import Visitor
from tests.live import LiveStack

Visit = Callable[..., Visitor]


@pytest.fixture(scope="module")
def signed_in(live_stack: str) -> dict[str, StorageState]:
    """The cookies of those who have signed in to this module's application."""
    return {}


@pytest.fixture
def visit(
    live_stack: str,
    signed_in: dict[str, StorageState],
    open_page: Callable[..., Page],
    screenshot: Callable[[Page, str], Path | None],
) -> Visit:
    """``visit(person, "phone" | "desk", **options)``: a browser of its own, signed in as that person of the demo.

    Options are Playwright's, as ``java_script_enabled=False``. A person who comes back is still signed in.
    """

    def sit_down(person: Cast, size: str = "desk", **options: Any) -> Visitor:
        visitor = Visitor(open_page(size, storage_state=signed_in.get(person.phone), **options), live_stack, screenshot)
        if person.phone in signed_in:
            visitor.open("/")
        else:
            visitor.sign_in(person)
            signed_in[person.phone] = visitor.page.context.storage_state()
        return visitor

    return sit_down


@pytest.fixture(scope="module")
def annex(live_stack: str, live_processes: LiveStack, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Last year's quota annex of khu vực Bình Sơn, as the demo's own command writes it."""
    path = tmp_path_factory.mktemp("annex") / "phu-luc.xlsx"
    manage({**os.environ, **databases.environment_for(live_processes.database)}, "load_demo", "--annex", str(path))
    return path.read_bytes()
