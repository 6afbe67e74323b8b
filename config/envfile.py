"""The environment of a running installation: secrets made once, and the file other commands read it from.

Two files, both readable by their owner alone:

- ``var/secrets.env`` is made once and never rewritten. It belongs into every backup: without its ``DATA_KEYS``
  the stored files and personal values of a database cannot be read again.
- ``var/run/env`` is written at every start: what ``bin/manage`` needs to reach the running database and broker.

Format of both: ``KEY=VALUE`` a line, split at the first ``=``; blank lines and lines starting with ``#`` are skipped.
Nothing is quoted, so a value may hold any character but a line break.
"""

import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

SECRET_NAMES = (
    "SECRET_KEY",
    "DATA_KEYS",
    "MATCH_KEY",
    "POSTGRES_PASSWORD",
    "GIOT_OWNER_PASSWORD",
    "GIOT_APP_PASSWORD",
    "VALKEY_PASSWORD",
)
# Secrets that the application itself reads; the passwords reach it inside the URLs.
APPLICATION_SECRETS = ("SECRET_KEY", "DATA_KEYS", "MATCH_KEY")


def parse(text: str) -> dict[str, str]:
    """Read ``KEY=VALUE`` lines.

    Raises:
        ValueError: a line that is neither blank, a comment nor ``KEY=VALUE``; the message gives its number, never its
            content, since the content may be a secret.
    """
    values: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        key, sign, value = line.partition("=")
        if not sign or not key.strip().isidentifier():
            raise ValueError(f"dòng {number} không có dạng TÊN=GIÁ TRỊ")
        values[key.strip()] = value
    return values


def render(values: Mapping[str, str]) -> str:
    """Write values so that `parse` gives them back.

    Raises:
        ValueError: a name that is no identifier or a value with a line break.
    """
    for key, value in values.items():
        if not key.isidentifier() or "\n" in value:
            raise ValueError(f"không ghi được biến {key!r}")
    return "".join(f"{key}={value}\n" for key, value in values.items())


def read(path: Path) -> dict[str, str]:
    """The file's values; an absent file has none.

    Raises:
        ValueError: the file is damaged; the message names it.
    """
    try:
        return parse(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def write(path: Path, values: Mapping[str, str]) -> None:
    """Replace the file in one step, so that a reader never sees half of it; mode 0600 from the first byte."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(render(values))
        handle.flush()
        os.fsync(handle.fileno())
    fresh.replace(path)


def installation_secrets(path: Path) -> dict[str, str]:
    """The installation's secrets, made on the first call and kept; names added by a later version are added then."""
    values = read(path)
    missing = [name for name in SECRET_NAMES if name not in values]
    if missing:
        values.update({name: _fresh_secret() for name in missing})
        write(path, values)
    return values


def _fresh_secret() -> str:
    """256 random bits in URL-safe base64: the form of a Fernet key, and safe inside a URL."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")
