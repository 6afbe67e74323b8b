"""The address the audit trail keeps."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from core.requests import client_address


@pytest.mark.parametrize(
    ("behind", "forwarded", "address"),
    [
        (False, "203.0.113.9", "127.0.0.1"),
        (True, "203.0.113.9", "203.0.113.9"),
        (True, "10.9.9.9, 203.0.113.9", "203.0.113.9"),
        (True, "nonsense", None),
        (True, "", "127.0.0.1"),
    ],
)
def test_only_our_own_proxy_is_believed(settings: Settings, behind: bool, forwarded: str, address: str | None) -> None:
    settings.BEHIND_PROXY = behind
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})
    assert client_address(request) == address
