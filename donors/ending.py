"""An upload that ends without counting: it could not be read, or its file went before it was."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from core.refusal import Refused
from donors.intake import unread
from donors.intake.unread import Unread
from donors.models import StagedRow, Upload

STILL_READ = (Upload.State.READING, Upload.State.ASKING)


def refuse(upload_id: uuid.UUID, refusal: Refused) -> str:
    """Keep why the file could not be read; nothing that was staged of it stays. Not of what was taken back meanwhile.

    Returns the upload's state.
    """
    still_read = Upload.objects.filter(pk=upload_id, state__in=STILL_READ)
    StagedRow.objects.filter(upload__in=still_read).delete()
    still_read.update(state=Upload.State.REFUSED, refusal=unread.kept(refusal), question=b"")
    return Upload.State.REFUSED.value


def end_without_file(uploads: QuerySet[Upload]) -> int:
    """End those of the uploads that wait for an answer about a file that is gone, and say so; how many.

    A file goes with anybody erased from it (a file of several units with each of them), and 30 days after its round.
    """
    waiting = list(uploads.filter(file=None, state__in=STILL_READ).values_list("pk", flat=True))
    for pk in waiting:
        refuse(pk, Unread("file_gone"))
    return len(waiting)
