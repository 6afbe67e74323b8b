"""People who sit down at the demo in a browser: ``visit(people.ALONE, "phone")`` is one of them, signed in."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from config.demo.people import Cast
from config.preparing import manage
from tests import databases
from tests.browser.steps import Visitor
from tests.live import LiveStack

Visit = Callable[..., Visitor]


@pytest.fixture
def visit(live_stack: str, open_page: Callable[..., Page], screenshot: Callable[[Page, str], Path]) -> Visit:
    """``visit(person, "phone" | "desk", **options)``: a browser of its own, signed in as that person of the demo.

    Options are Playwright's, as ``java_script_enabled=False``.
    """

    def sit_down(person: Cast, size: str = "desk", **options: Any) -> Visitor:
        visitor = Visitor(open_page(size, **options), live_stack, screenshot)
        visitor.sign_in(person)
        return visitor

    return sit_down


@pytest.fixture(scope="module")
def annex(live_stack: str, live_processes: LiveStack, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Last year's quota annex of khu vực Bình Sơn, as the demo's own command writes it."""
    path = tmp_path_factory.mktemp("annex") / "phu-luc.xlsx"
    manage({**os.environ, **databases.environment_for(live_processes.database)}, "load_demo", "--annex", str(path))
    return path.read_bytes()
