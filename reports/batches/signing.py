"""The files of a batch that were signed elsewhere, taken in many at once: each finds its letter by its own bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from committees.models import Seat
from core import files
from core.models import StoredFile
from core.refusal import Refused
from core.sent_file import Upload
from reports import signing
from reports.batches.keeping import letters_of
from reports.models import Document, LetterBatch
from reports.steps import Step, is_allowed


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one file: the unit whose letter it is, or why it was not taken."""

    name: str
    unit: str
    refusal: str = ""


def record_signed_files(*, batch: LetterBatch, seat: Seat, uploads: Sequence[Upload], now: dt.datetime) -> list[Answer]:
    """Take in each file for the letter whose final PDF it begins with; a transaction and an answer for each.

    Raises `PermissionDenied` for a seat that does not run the committee.
    """
    letters = list(letters_of(batch))
    if not any(is_allowed(Step.SIGN_FILE, letter, seat) for letter in letters):
        raise PermissionDenied
    stored = StoredFile.objects.in_bulk([letter.pdf_id for letter in letters if letter.pdf_id])
    finals = [(letter, files.content_of(stored[letter.pdf_id])) for letter in letters if letter.pdf_id in stored]
    return [_answered(each, finals, seat, now) for each in uploads]


def _answered(upload: Upload, finals: Sequence[tuple[Document, bytes]], seat: Seat, now: dt.datetime) -> Answer:
    letter = next((letter for letter, final in finals if upload.content.startswith(final)), None)
    if letter is None:
        return Answer(upload.name, "", _("Không phải ký từ bản PDF cuối của công văn nào trong lô này."))
    unit = letter.to_unit.name if letter.to_unit else ""
    try:
        signing.record_signed_file(document=letter, seat=seat, signed=upload, now=now)
    except Refused as refusal:
        return Answer(upload.name, unit, refusal.sentence)
    return Answer(upload.name, unit)
