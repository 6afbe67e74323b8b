"""A draft that was corrected in Word: the file is kept for a day, what differs is read, and then taken or left.

Only the body is taken. Figures that stand as they stood stay bound to their sources; one that was changed becomes
text, and the review says that it differs from its source. Header, recipients and signature belong to the document's
own fields: what was changed there is told and not taken.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from committees.models import Seat
from core import files
from core.models import StoredFile
from core.refusal import Refused
from core.sent_file import Upload
from reports.blocks import from_json, to_json
from reports.giving_out import DOCX
from reports.models import Document, ReturnedFile
from reports.rendering import page_content
from reports.steps import Step, locked, saved
from reports.word.returning import Returned, read_returned

KEPT = dt.timedelta(days=1)


@transaction.atomic
def hand_back(
    *, document: Document, seat: Seat, corrected: Upload, user_id: int | None, now: dt.datetime
) -> StoredFile:
    """Keep a corrected Word file until it is taken or left, for a day. Raises `Refused` for one that cannot be read."""
    if document.state == Document.State.DRAFT:  # else the state is what is told
        read_returned(page_content(document), name=corrected.name, file=corrected.content)
    locked(document, Step.EDIT, seat)  # only now: reading takes its time, and nobody waits for it
    file = files.store(
        name=corrected.name,
        media_type=DOCX,
        content=corrected.content,
        path=document.path,
        encrypted=True,  # whatever a person has written into it
        expires_at=now + KEPT,
        created_by_id=user_id,
        readers=[],
    )
    ReturnedFile.objects.create(path=document.path, document=document, file=file)
    return file


def belongs(document: Document, file: StoredFile) -> bool:
    """Whether a kept file was handed in for this document, and was neither taken nor left since."""
    return ReturnedFile.objects.filter(document=document, file=file).exists()


def _refuse_other(document: Document, file: StoredFile) -> None:
    if not belongs(document, file):
        raise Refused(_("Tệp Word này đã được nhận hoặc bỏ, hoặc là của văn bản khác; đưa tệp lên lại."))


def review(document: Document, file: StoredFile) -> Returned:
    """What a kept file says otherwise than the document as it stands now. Raises `Refused`."""
    return read_returned(page_content(document), name=file.name, file=files.content_of(file))


@transaction.atomic
def take(*, document: Document, seat: Seat, file: StoredFile, edition: int) -> Document:
    """Make the file's body the document's, once.

    Raises `Conflict` where the document changed since `edition`, `Refused` for the file of another document.
    """
    returned = review(document, file)  # before the row is held, as above
    document = locked(document, Step.EDIT, seat, edition=edition)
    _refuse_other(document, file)
    document.content = to_json(from_json(to_json(returned.blocks)))
    StoredFile.objects.filter(pk=file.pk).only("pk").delete()
    return saved(
        document,
        "document.taken_from_word",
        "content",
        file=file.name,
        changed=[f"{each.was} → {each.now or '–'}" for each in returned.comparison.figures],
    )


@transaction.atomic
def leave(*, document: Document, seat: Seat, file: StoredFile) -> None:
    """Throw the kept file away; the document stays as it was. Raises `Refused` for the file of another document."""
    _refuse_other(locked(document, Step.EDIT, seat), file)
    StoredFile.objects.filter(pk=file.pk).only("pk").delete()
