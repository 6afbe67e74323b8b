"""The worlds that tests ask for by name, each laid once in a database of its own.

Laying the cast and the year anew for every test cost more than what most tests do with them. A test that asks for
`cast`, `year` or `finished_plan` runs in the database that holds just that, committed; what the test itself writes is
undone as ever. Every test gets objects of its own, read anew from what was laid.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import connections, transaction
from django.db.utils import load_backend

from campaigns.models import Plan
from committees import scopes
from core import scope
from tests import databases
from tests.cast import Cast, build_cast
from tests.quotas.years import Year, start_year
from tests.reports.years import finished_year

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Content:
    """What a world holds."""

    cast: Cast | None = None
    year: Year | None = None
    finished_plan: Plan | None = None


def _nothing() -> Content:
    return Content()


def _cast() -> Content:
    with scopes.for_system("tests"):
        return Content(build_cast())


def _year() -> Content:
    cast = _cast().cast
    assert cast is not None
    with scopes.for_seat(cast.district_clerk.seat):
        return Content(cast, start_year(cast))


def _finished() -> Content:
    cast = _cast().cast
    assert cast is not None
    with scopes.for_seat(cast.district_clerk.seat):
        return Content(cast, finished_plan=finished_year(cast))


LAYING: dict[str, Callable[[], Content]] = {"test": _nothing, "cast": _cast, "year": _year, "finished": _finished}
EMPTY = "test"
ASKED_BY = {"finished_plan": "finished", "year": "year", "cast": "cast"}  # fixture → world, the fullest first


def asked_for(fixtures: list[str]) -> str:
    """The world that a test with these fixtures runs in."""
    assert not {"finished_plan", "year"} <= set(fixtures), "No world holds both years."
    return next((world for fixture, world in ASKED_BY.items() if fixture in fixtures), EMPTY)


@dataclass(frozen=True)
class _World:
    """This process's connection to its database, where others find it, what undoes a test that committed, content."""

    environment: Mapping[str, str]
    connection: BaseDatabaseWrapper
    baseline: databases.Baseline
    content: bytes


@dataclass
class Worlds:
    """The worlds of this process, laid on first use."""

    _stack: ExitStack
    _laid: dict[str, _World] = field(default_factory=dict)
    _current: str = ""
    content: Content = field(default_factory=Content)

    def turn_to(self, name: str) -> None:
        """Let everything that asks for the database from now on meet this world."""
        assert scope.current() is None
        if name != self._current:
            world = self._laid.get(name) or self._lay(name)
            self._connect(world.environment, world.connection)
            self._current = name
        self.content = pickle.loads(self._laid[name].content)

    def clean_up(self) -> None:
        """Undo what a test committed."""
        self._laid[self._current].baseline.restore()

    def close(self) -> None:
        """Close the connections, so that the databases can go."""
        for world in self._laid.values():
            world.connection.close()

    def _lay(self, name: str) -> _World:
        database = self._stack.enter_context(databases.clone(databases.schema_template(), name))
        settings = {**connections.settings["default"], "NAME": database}
        connection = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, "default")
        environment = databases.environment_for(database)
        self._connect(environment, connection)
        with transaction.atomic():
            content = LAYING[name]()
            connection.run_on_commit.clear()  # what it sets going goes on in no test
        baseline = databases.Baseline(database)
        baseline.remember()
        self._laid[name] = _World(environment, connection, baseline, pickle.dumps(content))
        return self._laid[name]

    def _connect(self, environment: Mapping[str, str], connection: BaseDatabaseWrapper) -> None:
        connections["default"] = connection
        connections.settings["default"] = connection.settings_dict  # for threads, which connect anew
        os.environ.update(environment)  # for child processes


@contextmanager
def opened() -> Iterator[Worlds]:
    """The worlds of this process, for one run."""
    with ExitStack() as stack:
        worlds = Worlds(stack)
        try:
            yield worlds
        finally:
            worlds.close()
