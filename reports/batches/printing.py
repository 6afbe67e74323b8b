"""The letters of a batch as PDF, two at a time, joined in one file to print and gathered in one archive to sign."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core import files, jobs
from core.models import StoredFile
from core.paper.joining import joined
from core.paper.png import page_images
from core.paper.process import PaperError
from core.refusal import Refused
from reports import rendering
from reports.batches.keeping import standing_letters_of
from reports.bundling import archive, file_stem
from reports.models import Document, DocumentFile, LetterBatch

CORES = 2  # each letter is drawn by a child process: threads only wait
PRINT = "print"  # the act that only draws
AT_ONCE = 8  # letters drawn between two transactions


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A letter as it was drawn, or why it was not."""

    printout: rendering.Printout
    pdf: bytes = b""
    pictures: Sequence[bytes] = ()
    refusal: str = ""


def is_to_print(letter: Document) -> bool:
    """Whether its PDF does not show what it says now."""
    return letter.state != Document.State.ISSUED and letter.pdf_edition != letter.edition


def is_whole(batch: LetterBatch, letters: Sequence[Document]) -> bool:
    """Whether the joined file shows every letter as it is now."""
    return batch.pdf_id is not None and batch.pdf_of == _mark(letters)


def _mark(letters: Sequence[Document]) -> str:
    """What tells one state of the letters from another: who they are and which edition of each."""
    return hashlib.sha256(" ".join(f"{letter.pk}:{letter.edition}" for letter in letters).encode()).hexdigest()


def print_letters(job: jobs.JobRun, *, batch_id: int, result: Mapping[str, Any]) -> dict[str, Any]:
    """Draw what is to be drawn, keep it as each letter's PDF, then join all of them. Part of a batch's job.

    `result` is what the job has recorded so far; a letter that cannot be drawn is added to those refused.
    """
    with job.chunk():
        todo = [letter.pk for letter in _letters(batch_id) if is_to_print(letter)]
    done = dict(result)
    with ThreadPoolExecutor(CORES) as pool:
        for start in range(0, len(todo), AT_ONCE):
            job.progress(start, len(todo), _("Đang tạo PDF công văn"))
            with job.chunk():
                printouts = _read(todo[start : start + AT_ONCE])
            drawn = list(pool.map(_draw, printouts))
            with job.chunk():
                done = _kept(drawn, done, user_id=job.user_id)
                job.record(done)
    job.progress(len(todo), len(todo), _("Đang ghép tệp chung, công văn"))
    _join(job, batch_id)
    return done


def _letters(batch_id: int) -> list[Document]:
    return list(standing_letters_of(LetterBatch(pk=batch_id)))


def _read(pks: Sequence[int]) -> list[rendering.Printout]:
    there = set(Document.objects.filter(pk__in=pks).values_list("pk", flat=True))
    return [rendering.read_printout(pk) for pk in pks if pk in there]


def _draw(printout: rendering.Printout) -> _Drawn:
    try:
        pdf = rendering.draw(printout)
        return _Drawn(printout, pdf, page_images(pdf, dpi=rendering.PREVIEW_DPI, most=rendering.MOST_PREVIEWS))
    except Refused as refusal:
        return _Drawn(printout, refusal=refusal.sentence)
    except PaperError as error:
        return _Drawn(printout, refusal=str(error))


def _kept(drawn: Sequence[_Drawn], before: Mapping[str, Any], *, user_id: int | None) -> dict[str, Any]:
    printed, refused = dict(before["printed"]), list(before["refused"])
    for each in drawn:
        pk = each.printout.document_id
        letter = Document.objects.select_related("to_unit").filter(pk=pk).first()
        if letter is None:
            continue
        if each.refusal:
            refused.append([pk, letter.to_unit.name if letter.to_unit else "", each.refusal])
            continue
        kept = rendering.keep(each.printout, pdf=each.pdf, pictures=list(each.pictures), user_id=user_id, left_over=[])
        printed[str(pk)] = kept
    taken = len(printed) if before["act"] == PRINT else before["taken"]
    return {**before, "taken": taken, "printed": printed, "refused": refused}


def _join(job: jobs.JobRun, batch_id: int) -> None:
    """Make the one file of all letters that have a current PDF, in their order.

    The pages are imported into a new file: text and fonts stay, the tags of each letter's structure do not. It is a
    file to print from; what is signed, sent and kept are the letters' own.
    """
    with job.chunk():
        letters = [letter for letter in _letters(batch_id) if letter.pdf_id and letter.pdf_edition == letter.edition]
        stored = StoredFile.objects.in_bulk([letter.pdf_id for letter in letters])
        parts = [files.content_of(stored[letter.pdf_id]) for letter in letters if letter.pdf_id in stored]
    if not parts:
        return
    content = joined(parts)
    with job.chunk():
        batch = LetterBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
        former = batch.pdf_id
        batch.pdf = files.store(
            name=f"cong-van-don-doc-{batch.pk}.pdf",
            media_type="application/pdf",
            content=content,
            path=batch.path,
            encrypted=False,  # numbers of units and the signer's name, no donors
            expires_at=None,
            created_by_id=job.user_id,
        )
        batch.pdf_of = _mark(letters)
        batch.save(update_fields=["pdf", "pdf_of"])
        StoredFile.objects.filter(pk__in=[former] if former else []).only("pk").delete()


def as_archive(batch: LetterBatch) -> bytes:
    """The letters' own PDFs as a zip archive, each named by number and unit; the signed file where there is one."""
    letters = [
        letter for letter in standing_letters_of(batch) if letter.pdf_id and letter.pdf_edition == letter.edition
    ]
    signed = dict(
        DocumentFile.objects.filter(document__in=letters, kind=DocumentFile.Kind.SIGNED)
        .order_by("at", "pk")
        .values_list("document_id", "file_id")
    )
    stored = StoredFile.objects.in_bulk([signed.get(letter.pk, letter.pdf_id) for letter in letters])
    return archive(
        {f"{_name(letter)}.pdf": files.content_of(stored[signed.get(letter.pk, letter.pdf_id)]) for letter in letters}
    )


def _name(letter: Document) -> str:
    unit = letter.to_unit.name if letter.to_unit else ""
    return file_stem(f"{rendering.file_stem(letter)} {unit}")
