"""How mail is set up: nothing, an SMTP server, or a provider; and that a server never holds anybody for long."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from config.installing import BASE_DIR

NAMES = ("HAS_MAIL", "EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_TIMEOUT", "DEFAULT_FROM_EMAIL", "ANYMAIL")
MAILGUN = "anymail.backends.mailgun.EmailBackend"


def settings_with(**environment: str) -> dict[str, object]:
    """The settings of mail as a process with this environment reads them."""
    program = f"import json; from config import settings as s; print(json.dumps({{n: getattr(s, n) for n in {NAMES}}}))"
    ours = {name: value for name, value in os.environ.items() if name not in {"EMAIL_URL", "EMAIL_BACKEND", "ANYMAIL"}}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=BASE_DIR,
        env={**ours, **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    read: dict[str, object] = json.loads(done.stdout)
    return read


@pytest.mark.parametrize(
    "environment", [{}, {"EMAIL_URL": "", "EMAIL_BACKEND": "", "ANYMAIL": ""}], ids=["bare", "empty"]
)
def test_without_a_server_there_is_no_mail(environment: dict[str, str]) -> None:
    assert settings_with(**environment)["HAS_MAIL"] is False


def test_a_server_is_one_address() -> None:
    found = settings_with(
        EMAIL_URL="smtp+tls://ai:m%40t@mail.example.vn:587?timeout=300", DEFAULT_FROM_EMAIL="a@example.vn"
    )
    assert (found["HAS_MAIL"], found["EMAIL_HOST"], found["EMAIL_TIMEOUT"]) == (True, "mail.example.vn", 10)
    assert found["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert found["DEFAULT_FROM_EMAIL"] == "a@example.vn"


def test_a_provider_is_named_with_its_settings() -> None:
    found = settings_with(EMAIL_BACKEND=MAILGUN, ANYMAIL='{"MAILGUN_API_KEY": "x"}')
    assert (found["HAS_MAIL"], found["EMAIL_BACKEND"]) == (True, MAILGUN)
    assert found["ANYMAIL"] == {"REQUESTS_TIMEOUT": 10, "MAILGUN_API_KEY": "x"}
