"""Encrypting what is stored, with keys that can be rotated.

`settings.DATA_KEYS` holds one or more Fernet keys: the first encrypts, all decrypt. To rotate, put a new key in front,
run `rotate_data_keys` (key_rotation.py), then take the old one away. The keys of matching (`MATCH_KEY`) are others.
"""

from __future__ import annotations

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class UndecryptableError(RuntimeError):
    """Stored bytes that none of the installation's keys opens: a key was lost, or the bytes were changed."""


def encrypt(content: bytes) -> bytes:
    """The content sealed with the newest key; two calls never give the same bytes."""
    return _keys(tuple(settings.DATA_KEYS)).encrypt(content)


def decrypt(sealed: bytes) -> bytes:
    """The content again. Raises `UndecryptableError`."""
    try:
        return _keys(tuple(settings.DATA_KEYS)).decrypt(sealed)
    except InvalidToken:
        raise UndecryptableError("no key of DATA_KEYS opens these bytes") from None


def resealed(sealed: bytes) -> bytes | None:
    """The same content sealed with the newest key; None where it is already. Raises `UndecryptableError`."""
    keys = tuple(settings.DATA_KEYS)
    try:
        _keys(keys[:1]).decrypt(sealed)
    except InvalidToken:
        pass
    else:
        return None
    try:
        return _keys(keys).rotate(sealed)
    except InvalidToken:
        raise UndecryptableError("no key of DATA_KEYS opens these bytes") from None


@lru_cache(maxsize=8)
def _keys(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key.strip()) for key in keys])
    except ValueError:
        raise ImproperlyConfigured("DATA_KEYS: each key is 32 random bytes in URL-safe base64.") from None
