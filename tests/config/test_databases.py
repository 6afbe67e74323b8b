"""What the tests' own servers give to a process of the tests."""

import os

from django.conf import settings
from django.core.cache import cache

from tests import databases


def test_a_worker_empties_only_its_own_cache() -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    run = os.getppid() if worker else os.getpid()
    number = int(worker.removeprefix("gw") or -1) + 1
    assert settings.REDIS_URL.endswith(f"/{1 + (run + number) % databases.REDIS_DATABASES}")
    assert cache._servers == [os.environ["REDIS_URL"]] == [settings.REDIS_URL]  # type: ignore[attr-defined]
    assert databases.redis_url_for_processes() != settings.REDIS_URL
