"""Stored files: bytes as rows, so that one transaction and one backup hold everything and workers share no volume.

Whatever names people is stored encrypted and with an expiry. Lists of files must `defer("content")`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from core import encryption
from core.models import StoredFile
from core.refusal import Refused
from core.scope import WHOLE_TREE, Mode, Scope, opened
from core.text.numbers import decimal

MEGABYTE = 1024 * 1024
LONGEST_NAME = 180  # the column holds 200
_NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+')
_AT_ONCE = 200


def store(
    *,
    name: str,
    media_type: str,
    content: bytes,
    path: str,
    encrypted: bool,
    expires_at: dt.datetime | None,
    created_by_id: int | None,
    readers: Sequence[str] | None = None,
) -> StoredFile:
    """Keep bytes as a file of the unit at `path`.

    `encrypted` and `expires_at` are not optional on purpose: a file that names people needs both, and `readers`: the
    paths of the committees that may read it beside the unit itself. `sha256` is of the
    bytes as stored, so that it tells nothing of what is sealed. Raises `Refused` above the size limit.
    """
    most = settings.MAX_STORED_FILE_BYTES
    sealed = encryption.encrypt(content) if encrypted else content
    if len(sealed) > most:
        # sealing makes bytes a third longer, and the limit is of the row
        raise _too_heavy(name, len(content), most=most * 3 // 4 if encrypted else most)
    file: StoredFile = StoredFile.objects.create(
        path=path,
        name=safe_name(name),
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(sealed).hexdigest(),
        content=sealed,
        is_encrypted=encrypted,
        expires_at=expires_at,
        created_by_id=created_by_id,
        readers=None if readers is None else list(readers),
    )
    return file


def _too_heavy(name: str, size: int, *, most: int) -> Refused:
    said = {"name": safe_name(name), "size": decimal(_megabytes(size), 1), "most": decimal(_megabytes(most), 0)}
    return Refused(
        _("Tệp “%(name)s” nặng %(size)s MB, nhiều hơn %(most)s MB được nhận; chia nhỏ hoặc nén lại tệp.") % said
    )


def content_of(file: StoredFile) -> bytes:
    """The bytes as they were given. Raises `encryption.UndecryptableError` where the key was lost."""
    content = bytes(file.content)
    return encryption.decrypt(content) if file.is_encrypted else content


def resealed_file(file: StoredFile) -> dict[str, object]:
    """The columns of a file that change when it is sealed with the newest key (key_rotation.py)."""
    again = encryption.resealed(bytes(file.content)) if file.is_encrypted else None
    return {} if again is None else {"content": again, "sha256": hashlib.sha256(again).hexdigest()}


def as_download(file: StoredFile, *, inline: bool = False) -> HttpResponse:
    """The file as a response that a browser saves (or shows, with `inline`) and never guesses the type of.

    Only for rows that came through an access door.
    """
    return given_out(content_of(file), name=file.name, media_type=file.media_type, inline=inline)


def given_out(content: bytes, *, name: str, media_type: str, inline: bool = False) -> HttpResponse:
    """Bytes made for this one answer, given out as a stored file is."""
    response = HttpResponse(content, content_type=media_type)
    disposition = content_disposition_header(not inline, safe_name(name))
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def safe_name(name: str) -> str:
    """A file name without folders, control marks and text-direction marks; never empty; the ending is kept."""
    clean = " ".join(_NOT_IN_A_NAME.sub(" ", name).split()).strip(". ")
    if not clean:
        return "tep"
    if len(clean) <= LONGEST_NAME:
        return clean
    stem, dot, ending = clean.rpartition(".")
    if not dot or len(ending) > 10:
        return clean[:LONGEST_NAME].rstrip(". ")
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip('. ')}.{ending}"


def remove_expired(*, now: dt.datetime) -> int:
    """Delete the files whose time is over, of every unit; how many."""
    low, high = WHOLE_TREE
    removed = 0
    while True:
        with opened(Scope(mode=Mode.SYSTEM, low=low, high=high, job="core.remove_expired")):
            over = StoredFile.objects.filter(expires_at__lte=now).order_by("expires_at")
            ids = list(over.values_list("pk", flat=True)[:_AT_ONCE])
            if not ids:
                return removed
            StoredFile.objects.filter(pk__in=ids).only("pk").delete()
            removed += len(ids)


def _megabytes(size: int) -> int:
    return -(-size // MEGABYTE)
