"""Keyed hashes by which numbers are matched without being readable: HMAC-SHA-256 with `settings.MATCH_KEY`.

Twelve digits are guessed in minutes where a hash has no key; with one, a stolen table tells nothing. The key is another
than those that encrypt (core/encryption.py), so that either leak alone gives no number. Each purpose is hashed apart:
a phone's key never equals an identity number's, whatever the digits.

Rotation (match_rotation.py): what each keyed hash becomes under the new key is worked out from the decrypted values
and kept beside the old one; then all are swapped in one transaction together with what is built from them (the block
keys of `donors.identity`), and the new key becomes MATCH_KEY.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from donors.identity import Person, place_words
from donors.intake.people import Birth, PersonRow
from donors.names import Name

BYTES = 16  # of 32: two of a billion numbers meet by chance once in 10²⁰; 22 characters of base64
LENGTH = 25  # of the longest key, an identity number's: "12:" and 22 characters


@dataclass(frozen=True, slots=True)
class MatchKeys:
    """The keys of one person; blank where the number is."""

    identity: str = ""
    phone: str = ""
    name: str = ""


def identity_key(number: str) -> str:
    """The key of a cleaned identity number, with its count of digits before it ("12:…", "9:…"); blank for blank.

    The count stays readable, because an old card's number and a new one's contradict nothing.
    """
    return keys_with(current_key(), identity=number).identity


def phone_key(number: str) -> str:
    """The key of a cleaned phone number; blank for blank."""
    return keys_with(current_key(), phone=number).phone


def name_key(name: str, birth: Birth | None) -> str:
    """The key of a name with its birth, however it is typed; blank without either.

    Equal keys mean equal names and births, not one person: it serves questions that are answered with yes or perhaps.
    """
    return keys_with(current_key(), name=name, birth=birth).name


def of_row(facts: str) -> str:
    """The key of everything a row says: recognises the very same row, or the very same file, again."""
    return _hashed(current_key(), "row", facts)


def keys_with(
    key: bytes, *, identity: str = "", phone: str = "", name: str = "", birth: Birth | None = None
) -> MatchKeys:
    """The keys under any installation key: what a rotation fills its second column with."""
    identity, phone, words = _digits(identity), _digits(phone), Name.read(name).key if name else ""
    return MatchKeys(
        identity=f"{len(identity)}:{_hashed(key, 'identity', identity)}" if identity else "",
        phone=_hashed(key, "phone", phone) if phone else "",
        name=_hashed(key, "name", f"{words}\0{_birth_text(birth)}") if words and birth else "",
    )


_other_key: ContextVar[bytes | None] = ContextVar("match_key", default=None)


@contextmanager
def using(key: bytes) -> Iterator[None]:
    """Hash with another key inside the block: what a rotation says beforehand (match_rotation.py)."""
    token = _other_key.set(key)
    try:
        yield
    finally:
        _other_key.reset(token)


def current_key() -> bytes:
    """The installation's own key, or that of `using`. Raises `ImproperlyConfigured` where it is empty."""
    other = _other_key.get()
    if other is not None:
        return other
    key: str = settings.MATCH_KEY
    if not key:
        raise ImproperlyConfigured("MATCH_KEY is empty.")
    return key.encode()


def person_of_row(row: PersonRow, *, unit_id: int | None) -> Person:
    """A list's row as `donors.identity` compares it."""
    keys = keys_with(current_key(), identity=row.identity, phone=row.phone)
    birth = row.birth
    return Person(
        id=None,
        name=Name.read(row.name),
        birth_year=birth.year if birth else None,
        birth_month=birth.month if birth else None,
        birth_day=birth.day if birth else None,
        sex=row.sex,
        unit_id=unit_id,
        place=place_words(row.workplace, row.address, row.group),
        phone_key=keys.phone,
        identity_key=keys.identity,
        donations=row.donations,
        last_donation=row.last_donation,
    )


def _digits(number: str) -> str:
    return "".join(filter(str.isdecimal, number))


def _birth_text(birth: Birth | None) -> str:
    return "-".join(str(part) for part in (birth.year, birth.month, birth.day) if part) if birth else ""


def _hashed(key: bytes, purpose: str, value: str) -> str:
    digest = hmac.digest(key, f"{purpose}\0{value}".encode(), "sha256")
    return urlsafe_b64encode(digest[:BYTES]).rstrip(b"=").decode()
