"""The log tells which page was asked for and never the token that opens it."""

from __future__ import annotations

import logging
import secrets

from hypothesis import given
from hypothesis import strategies as st

from core.requests import HideTokens

TOKENS = st.builds(lambda: secrets.token_urlsafe(32))


def logged(message: str, *arguments: object) -> str:
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, message, arguments, None)
    assert HideTokens().filter(record)
    return record.getMessage()


@given(
    token=TOKENS,
    before=st.sampled_from(["/nop/", "/moi/", "/lich/"]),
    after=st.sampled_from(["", "/", ".ics", "/dan/", "?a=1", "'"]),
)
def test_no_token_is_logged_wherever_it_stands_in_the_address(token: str, before: str, after: str) -> None:
    assert logged("%s: %s", "Not Found", f"{before}{token}{after}") == f"Not Found: {before}…{after}"


@given(text=st.text(alphabet="abc/ -%_", max_size=42))
def test_what_holds_no_token_is_logged_as_it_is(text: str) -> None:
    assert logged("%s", text) == text
