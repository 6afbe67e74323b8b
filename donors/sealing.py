"""How personal values are kept: sealed with the installation's keys, or with a person's own that can be destroyed.

An identity number and a phone are read back only to be shown or printed; they are compared by keyed hashes
(match_keys.py). What a registration held before a change is sealed with the person's own key, itself kept sealed with
the row: erasing the person destroys that key, and the trail stays without telling anything.
"""

from __future__ import annotations

import json

from cryptography.fernet import Fernet

from core import encryption


def seal_text(text: str) -> bytes:
    """Text sealed with the installation's newest key; blank stays blank."""
    return encryption.encrypt(text.encode()) if text else b""


def text_of(sealed: bytes | memoryview) -> str:
    """The inverse of `seal_text`. Raises `encryption.UndecryptableError`."""
    return encryption.decrypt(bytes(sealed)).decode() if sealed else ""


def seal_json(value: object) -> bytes:
    """A plain JSON value, sealed."""
    return encryption.encrypt(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def json_of(sealed: bytes | memoryview) -> object:
    """The inverse of `seal_json`."""
    value: object = json.loads(encryption.decrypt(bytes(sealed)))
    return value


def new_personal_key() -> bytes:
    """A key of one person's own, sealed for its row."""
    return encryption.encrypt(Fernet.generate_key())


def seal_for_person(key_sealed: bytes | memoryview, value: object) -> bytes:
    """A JSON value that only this person's key opens."""
    return Fernet(encryption.decrypt(bytes(key_sealed))).encrypt(json.dumps(value, ensure_ascii=False).encode())


def opened_for_person(key_sealed: bytes | memoryview, sealed: bytes | memoryview) -> object:
    """The inverse of `seal_for_person`; None once the person's key was destroyed."""
    if not key_sealed or not sealed:
        return None
    value: object = json.loads(Fernet(encryption.decrypt(bytes(key_sealed))).decrypt(bytes(sealed)))
    return value
