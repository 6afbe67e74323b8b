"""The check page: whether a file, or the code printed on a document, is of one that was issued.

Anybody may ask. Two database functions answer across tenants (`reports_issued_by_bytes`, `reports_issued_by_code`) with
four facts that stand on the document itself, and only of what was issued.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.urls import reverse

from core.text.dates import long_date
from core.text.numbers import padded
from reports.models import Document

CODE_BYTES = 12  # 96 bits: nobody meets one by trying, and the QR code stays small


@dataclass(frozen=True, slots=True)
class Issued:
    """What is told of an issued document, and all that is told."""

    number: int
    symbol: str
    dated_on: dt.date
    issuer: str
    subject: str

    @property
    def facts(self) -> str:
        """ "số 93/BC-BCĐ ngày 22 tháng 02 năm 2024 của Ban Chỉ đạo …: Kết quả …"."""
        named = f"số {padded(self.number)}/{self.symbol} {long_date(self.dated_on)}"
        return f"{named} của {self.issuer}: {self.subject}"


def by_bytes(chunks: Iterable[bytes]) -> Issued | None:
    """The issued document whose final PDF, signed file or scan has these very bytes."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return _asked("reports_issued_by_bytes", digest.hexdigest())


def by_code(code: str) -> Issued | None:
    """The issued document that bears the code."""
    return None if "\x00" in code else _asked("reports_issued_by_code", code)


def _asked(door: str, value: str) -> Issued | None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {door}(%s)", [value])  # one of the two names above
        row = cursor.fetchone()
    return None if row is None else Issued(*row)


def give_code(document: Document) -> None:
    """Give a document that is being numbered its code, once, where its issuing body prints one."""
    if document.issuing_body.prints_check_code and document.check_code is None:
        document.check_code = secrets.token_urlsafe(CODE_BYTES)
        document.save(update_fields=["check_code"])


def link_of(document: Document) -> str:
    """What the QR code at the foot of the page says; empty where none is printed."""
    if document.check_code is None:
        return ""
    return f"{settings.SITE_URL}{reverse('verify_code', args=[document.check_code])}"
