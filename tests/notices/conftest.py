"""What tests of this floor can ask for beside tests/conftest.py: a mail server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from tests.notices.mail_server import Post, serving


@pytest.fixture
def post(settings: LazySettings) -> Iterator[Post]:
    """A mail server that behaves, until the test says otherwise."""
    with serving(settings) as server:
        yield server
