"""What tests of this floor can ask for beside tests/conftest.py: a mail server."""

from __future__ import annotations

from tests.notices.conftest import post

__all__ = ["post"]
