"""Every list has a test that counts its queries with one row and with three; the route walk says which lists there are.

Found by reading the tests: one that counts queries names the route of the page it asks for.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from tests.config.test_routes import LISTS, WITH_SHORT_LISTS

COUNTER = "django_assert_num_queries"
SAME_VIEW = {"unit_children": "units", "progress_unit": "progress", "window_progress_unit": "window_progress"}
BY_ADDRESS = {"/nhat-ky/": "audit"}


def counted() -> set[str]:
    """The words of all tests that count queries, routes among them."""
    words: set[str] = set()
    for file in sorted((settings.BASE_DIR / "tests").rglob("test_*.py")):
        words |= set(_words(file))
    return words | {route for address, route in BY_ADDRESS.items() if address in words}


def _words(file: Path) -> Iterator[str]:
    """Strings in the file's tests that count, and in what stands above them in the module by a name they use."""
    text = file.read_text()
    if COUNTER not in text:
        return
    module = ast.parse(text)
    named = {
        target.id: each.value
        for each in module.body
        if isinstance(each, ast.Assign)
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    for test in module.body:
        if isinstance(test, ast.FunctionDef) and COUNTER in [
            each.arg for each in ast.walk(test.args) if isinstance(each, ast.arg)
        ]:
            used = {each.id for each in ast.walk(test) if isinstance(each, ast.Name)}
            for part in [test, *(named[name] for name in used & named.keys())]:
                yield from (
                    each.value
                    for each in ast.walk(part)
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                )


def test_every_list_has_a_test_that_counts_its_queries() -> None:
    words = counted()
    missing = {
        route
        for route in LISTS | WITH_SHORT_LISTS | {"search", "round_hosts"}
        if SAME_VIEW.get(route, route) not in words
    }
    assert missing == set(), "Count the queries of these with one row and with three, as a literal number."
