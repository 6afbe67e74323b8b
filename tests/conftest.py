"""What every test can ask for: the database as giot_app sees it, its owner's view, a running application, a browser."""

import contextlib
import gc
import os
import re
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import execnet
import hypothesis
import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from pytest_django.plugin import DjangoDbBlocker

from config.installing import BASE_DIR
from tests import databases

try:
    databases.start()  # before Django reads its settings
except Exception as error:
    pytest.exit(f"The tests' servers do not start: {error}", returncode=3)

from tests.live import LiveStack

if TYPE_CHECKING:
    from campaigns.models import Plan
    from tests.cast import Cast
    from tests.quotas.years import Year
    from tests.worlds import Worlds

RUNNING = {"browser", "live_processes"}  # what asks for one of these is beyond the unit part
TRANSACTION = "_django_db_helper"  # the fixture of pytest-django that begins and undoes a test's transaction
SCREENSHOTS = BASE_DIR / "var" / "screenshots"
_failed = pytest.StashKey[bool]()
VIEWPORTS = {"phone": (360, 740), "desk": (1280, 800)}
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # the first there is
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",  # nothing is drawn that would deserve a process of its own
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# how long an example takes says how busy the machine is; speed is shown by bin/bench
hypothesis.settings.register_profile("without_clock", deadline=None)
hypothesis.settings.load_profile("without_clock")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Pictures are for a person who means to look; making them cost a fifth of the whole suite."""
    parser.addoption(
        "--screenshots", action="store_true", help="keep pictures of the pages that tests see in var/screenshots"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Passwords need no Argon2 in tests, except in the test that asks for it."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser or the running application, before ``-m`` chooses."""
    for item in items:
        if isinstance(item, pytest.Function) and not RUNNING.isdisjoint(item.fixturenames):
            item.add_marker("running")


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays to the end: looking through it for garbage again and again cost a fifth of all."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, object, object]:
    """Let `open_page` know, when it closes, that the test has failed."""
    if call.excinfo is not None:
        item.stash[_failed] = True
    return (yield)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(specs: list[execnet.XSpec]) -> None:
    """Every worker starts with a cache of its own."""
    for worker, spec in enumerate(specs, start=1):
        spec.env["REDIS_URL"] = databases.redis_url(worker=worker)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last run to end stops the servers."""
    databases.stop()


# --- Database -------------------------------------------------------------------------------------


_worlds: list["Worlds"] = []  # of this process, while its tests run


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Every test's database: a clone of the migrated template, seen as giot_app.

    Tests that commit (``transaction=True``) are cleaned up by bringing the clone back to what it began with.
    """
    from django.db import connections
    from django.test import TransactionTestCase

    from tests import worlds

    with worlds.opened() as opened, pytest.MonkeyPatch.context() as patch:
        with django_db_blocker.unblock():
            opened.turn_to(worlds.EMPTY)
        _worlds.append(opened)
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: opened.clean_up())
        yield
        _worlds.clear()
        for connection in connections.all(initialized_only=True):
            connection.close()


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest) -> None:
    """Before pytest-django opens a test's transaction, turn to the world that the test asks for."""
    if fixturedef.argname == TRANSACTION and _worlds:
        from pytest_django.plugin import blocking_manager_key

        from tests import worlds

        given = getattr(getattr(request.node, "callspec", None), "params", {})  # a parameter may be named «year» too
        asked = [name for name in request.fixturenames if name not in given]
        with request.config.stash[blocking_manager_key].unblock():
            _worlds[0].turn_to(worlds.asked_for(asked))


def pytest_fixture_post_finalizer(fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest) -> None:
    """Once it has undone the test, turn back: what belongs to the module began in the empty one."""
    if fixturedef.argname == TRANSACTION and _worlds:
        from tests import worlds

        _worlds[0].turn_to(worlds.EMPTY)


@pytest.fixture(scope="session", autouse=True)
def _static_files_looked_at_once() -> Iterator[None]:
    """Every test client makes the middleware anew, and WhiteNoise then looked at some hundred files again."""
    from whitenoise.middleware import WhiteNoiseMiddleware

    look, found = WhiteNoiseMiddleware.update_files_dictionary, dict[tuple[str, str], dict[str, Any]]()

    def look_once(middleware: WhiteNoiseMiddleware, root: str, prefix: str) -> None:
        if (root, prefix) not in found:
            before, middleware.files = middleware.files, {}
            look(middleware, root, prefix)
            found[root, prefix], middleware.files = middleware.files, before
        middleware.files.update(found[root, prefix])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "update_files_dictionary", look_once)
        yield


@pytest.fixture
def owner_connection(django_db_setup: None) -> Iterator[psycopg.Connection]:
    """The test's database as giot_owner, who sees every row; not what a test has written but not committed."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def superuser_connection(django_db_setup: None) -> Iterator[psycopg.Connection]:
    """The test's database as superuser: only for tests about roles themselves."""
    name = psycopg.conninfo.conninfo_to_dict(os.environ["DATABASE_OWNER_URL"])["dbname"]
    with psycopg.connect(databases.url("postgres", str(name)), autocommit=True) as connection:
        yield connection


# --- A running application --------------------------------------------------------------------------


@pytest.fixture(scope="session")
def live_processes() -> Iterator[LiveStack]:
    """Web and worker, started on first use and shared by all modules; ask for `live_stack` instead."""
    stack = LiveStack(f"giot_live_{os.getpid()}_clone")
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()
        databases.drop(stack.database)


@pytest.fixture(scope="module")
def live_stack(live_processes: LiveStack) -> str:
    """Base URL of the running application with the demo loaded, untouched by other test modules."""
    live_processes.renew()
    return live_processes.url


# --- A browser ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium: the build without windows where there is one, at little more than half the work."""
    # Playwright keeps an event loop in this thread; Django would take every later query for one made inside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert program, "Chromium is missing: bin/test installs it"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """``open_page("phone")`` or ``open_page("desk")``: a page with cookies of its own.

    Keyword arguments go to Playwright's ``new_context`` (``java_script_enabled=False`` for a page without scripts).
    Of a test that fails, what stands on its pages at the end is kept in ``var/screenshots``.
    """
    contexts: list[BrowserContext] = []

    def open_one(size: str = "desk", **options: Any) -> Page:
        width, height = VIEWPORTS[size]
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **options
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context.new_page()

    yield open_one
    if request.node.stash.get(_failed, False):
        for number, page in enumerate((page for context in contexts for page in context.pages), start=1):
            with contextlib.suppress(PlaywrightError):  # a page that cannot be drawn must not hide the failure
                photograph(page, re.sub(r"[^\w-]+", "-", f"hong-{request.node.name}-{number}"))
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A page at 1280 x 800."""
    return open_page("desk")


@pytest.fixture(scope="session")
def screenshot(pytestconfig: pytest.Config) -> Callable[[Page, str], Path | None]:
    """``screenshot(page, "tien-do")`` writes ``var/screenshots/tien-do-360.png`` for a person who asks for pictures."""
    return photograph if pytestconfig.getoption("screenshots") else lambda page, name: None


def photograph(page: Page, name: str) -> Path:
    """A picture of the whole page, at the width it has."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    viewport = page.viewport_size
    assert viewport is not None
    path = SCREENSHOTS / f"{name}-{viewport['width']}.png"
    page.screenshot(path=path, full_page=True)
    return path


# --- People ---------------------------------------------------------------------------------------


@pytest.fixture
def cast(db: None) -> "Cast":
    """The fixed cast of people (tests/cast.py), left without an open scope, as a request finds it."""
    [worlds] = _worlds
    assert worlds.content.cast is not None
    return worlds.content.cast


@pytest.fixture
def year(cast: "Cast") -> "Year":
    """The district's plan of 2026 with one open round and three units (tests/quotas/years.py), made by its clerk."""
    [worlds] = _worlds
    assert worlds.content.year is not None
    return worlds.content.year


@pytest.fixture
def finished_plan(cast: "Cast") -> "Plan":
    """The district's plan of 2023 with its results, and those of 2022 (tests/reports/years.py), made by its clerk."""
    [worlds] = _worlds
    assert worlds.content.finished_plan is not None
    return worlds.content.finished_plan
