"""The dashboards on a whole country, as the application's role under row-level security.

Held to: the national dashboard and a district's each at most 60 ms of server time (median) and 10 queries; a district's
page costs the same however large the country; the same totals by a plain GROUP BY over the base rows agree exactly.
Beside that stand what the processor spends on a page, and the national page while no round of the year is closed.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import psutil
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from committees import scopes
from committees.models import Level, Unit, User
from config.benches import country
from config.benches.figure import Figure, median_ms, processor_ms
from config.benches.throw_away import as_app
from core.scope import Mode, Scope, after_subtree, opened
from quotas.progress import progress_of

SLOWEST_MS, MOST_QUERIES = 60.0, 10
GROWTH = 1.25  # "the same", and room for the noise of a shared machine
TIMES, SERIES = 40, 5
PROVINCE_CODE, DISTRICT_CODE = "51", "524"
YEAR, OLD_YEAR = country.LAST_YEAR, 2024
# Said by the driver around every request, not asked of a table.
_NO_QUERY = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SELECT SET_CONFIG")


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A page to measure: who looks at which unit's year."""

    name: str
    unit: Unit
    year: int
    user: User

    @property
    def scope(self) -> Scope:
        """What the page's user sees."""
        path = self.unit.path
        return Scope(mode=Mode.SEAT, low=path, high=after_subtree(path), path=path, unit_id=self.unit.pk)


def run() -> list[Figure]:
    """Load one province, measure; load the whole country, measure again."""
    country.lay_units()
    with scopes.for_system("bench"):
        province = Unit.objects.get(level=Level.PROVINCE, vintage="2025", code=PROVINCE_CODE)
        area = Unit.objects.get(parent=province, name=country.AREA)
        old = Unit.objects.get(level=Level.DISTRICT, vintage="2024", code=DISTRICT_CODE)
        first = country.province_paths(of=province)
        rest = [path for path in country.province_paths() if path not in first]
        nation = Unit.objects.get(level=Level.NATIONAL, parent=None)
    pages = [
        Dashboard("national", nation, YEAR, country.sit(nation, "nation@bench.invalid")),
        Dashboard("district", area, YEAR, country.sit(area, "area@bench.invalid")),
        Dashboard("former district", old, OLD_YEAR, country.sit(old, "district@bench.invalid")),
    ]
    country.load_years(provinces=first)
    small = _cost(pages[1])
    country.load_years(provinces=rest)
    with as_app(), _plain_settings():
        asks = {page.name: _request(page) for page in pages}
        times = _server_times(asks)
        measured = [figure for page in pages for figure in _measured(page, asks[page.name], times[page.name])]
        figures = [*_sizes(), *measured]
    figures += _growth(small, _cost(pages[1]))
    country.reopen_rounds()
    with as_app(), _plain_settings():
        return [*figures, _while_all_is_open(pages[0]), _load()]


def _cost(page: Dashboard) -> float:
    """What the page costs the processor, web and database together, in the cheapest series."""
    with as_app(), _plain_settings():
        ask = _request(page)
        return min(sum(processor_ms(ask, times=TIMES, processes=_processes())) for _ in range(SERIES))


def _plain_settings() -> override_settings:
    """Static files need not have been collected, and the debug page is not what is measured."""
    files = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": files}, ALLOWED_HOSTS=["localhost"], DEBUG=False
    )


def _request(page: Dashboard) -> Callable[[], None]:
    """The page through the whole stack of middleware, signed in."""
    client = Client(SERVER_NAME="localhost")
    with scopes.for_person(page.user):
        client.force_login(page.user)
    address = f"/tien-do/{page.unit.pk}/?year={page.year}"

    def ask() -> None:
        response = client.get(address)
        if response.status_code != 200:
            raise RuntimeError(f"{address}: {response.status_code}")

    return ask


def _server_times(asks: Mapping[str, Callable[[], None]]) -> dict[str, float]:
    """The median of each page's quietest series: what else the machine does only ever adds to a duration. Pages take
    turns, so that a busy minute strikes no page alone."""
    series = [{name: median_ms(ask, times=TIMES) for name, ask in asks.items()} for _ in range(SERIES)]
    return {name: min(each[name] for each in series) for name in asks}


def _measured(page: Dashboard, ask: Callable[[], None], ms: float) -> list[Figure]:
    with CaptureQueriesContext(connection) as asked:
        ask()
    queries = [query["sql"] for query in asked if not query["sql"].upper().startswith(_NO_QUERY)]
    web, database = processor_ms(ask, times=TIMES * SERIES, processes=_processes())
    return [
        Figure(f"{page.name} dashboard: server time", ms, "ms", SLOWEST_MS),
        Figure(f"{page.name} dashboard: processor of the web process", web, "ms"),
        Figure(f"{page.name} dashboard: processor of the database", database, "ms"),
        Figure(f"{page.name} dashboard: queries", len(queries), "queries", MOST_QUERIES),
        *_beside_the_base_rows(page),
    ]


def _processes() -> list[psutil.Process]:
    """The web process and the database's behind our connection; both run on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return [psutil.Process(), psutil.Process(cursor.fetchone()[0])]


def _beside_the_base_rows(page: Dashboard) -> list[Figure]:
    """The page's totals by a plain GROUP BY over the tallies, in the same scope: how they differ, what both cost."""
    with opened(page.scope):
        plain = _plain_totals(page)
        lines = progress_of(unit=page.unit, year=page.year, now=dt.datetime.now(dt.UTC)).lines
        shown = {line.unit.path: line.amount.bags for line in lines if line.amount.bags is not None}
        apart = sum(1 for path in plain.keys() | shown.keys() if plain.get(path) != shown.get(path))
        plain_ms = median_ms(lambda: _plain_totals(page), times=5, warm_up=1)
        kept_ms = median_ms(lambda: progress_of(unit=page.unit, year=page.year, now=dt.datetime.now(dt.UTC)), times=20)
    return [
        Figure(f"{page.name} dashboard: totals that differ from a plain GROUP BY", apart, "totals", 0),
        Figure(f"{page.name} dashboard: plain GROUP BY over the base rows", plain_ms, "ms"),
        Figure(f"{page.name} dashboard: all figures of the page from the kept totals", kept_ms, "ms"),
    ]


def _plain_totals(page: Dashboard) -> dict[str, int]:
    query = """
        SELECT left(path, %s), sum(bags) FROM quotas_tally
        WHERE is_counting AND year = %s AND path >= %s AND path < %s GROUP BY 1"""
    top = page.unit.path
    with connection.cursor() as cursor:
        cursor.execute(query, [len(top) + 6, page.year, top, f"{top[:-1]}/"])
        return dict(cursor.fetchall())


def _growth(small: float, whole: float) -> list[Figure]:
    return [
        Figure("district dashboard with one province loaded: processor", round(small, 1), "ms"),
        Figure("district dashboard with the whole country loaded: processor", round(whole, 1), "ms"),
        Figure("district dashboard: whole country over one province", round(whole / small, 2), "times", GROWTH),
    ]


def _while_all_is_open(page: Dashboard) -> Figure:
    """Nothing is added up yet at a closing: every round is read tally by tally."""
    name = f"{page.name} dashboard while every round of the year is open: server time"
    return Figure(name, _server_times({name: _request(page)})[name], "ms")


def _load() -> Figure:
    """How much else wanted the processors: above their number, durations say more about the machine than about us."""
    return Figure(f"machine of {os.cpu_count()} processors: load in the last 5 minutes", os.getloadavg()[1], "")


def _sizes() -> list[Figure]:
    with scopes.for_system("bench"), connection.cursor() as cursor:
        counts = []
        for name, condition in (
            ("committees_unit", "TRUE"),
            ("committees_unit", "is_own AND level NOT IN ('national', 'district')"),
            ("quotas_tally", "TRUE"),
        ):
            cursor.execute(f"SELECT count(*) FROM {name} WHERE {condition}")
            counts.append(cursor.fetchone()[0])
    names = ("units", "member units", "tallies")
    return [Figure(f"loaded: {name}", count, "rows") for name, count in zip(names, counts, strict=True)]
