"""Loading the whole country's units, and finding one among them by what one remembers of its name.

Held to: both unit lists with their successions in at most 60 s; a search in at most 60 ms.
"""

from __future__ import annotations

import datetime as dt
import time

from django.db import transaction

from committees import scopes
from committees.catalogue import country
from committees.catalogue.loading import load
from committees.search import search_units
from config.benches.figure import Figure, median_ms

LOADED_S, FOUND_MS = 60, 60
TODAY = dt.date(2026, 11, 22)
# A usual name, one that thousands have, with its place, with its place and no comma, and a whole province.
ASKED = ("binh son", "thôn 1", "tân tiến, đồng nai", "binh hai binh son", "tỉnh đồng nai")


def run() -> list[Figure]:
    """Load the country into the throw-away database and search it."""
    started = time.perf_counter()
    with transaction.atomic(), scopes.for_system("bench"):
        load(country())
    return [Figure("search: the country loaded", round(time.perf_counter() - started, 1), "s", LOADED_S), *searched()]


def searched() -> list[Figure]:
    """How long each search takes among what is loaded."""
    return [
        Figure(f"search: “{text}”", median_ms(lambda text=text: search_units(text, on=TODAY), times=9), "ms", FOUND_MS)  # type: ignore[misc]  # bound now
        for text in ASKED
    ]
