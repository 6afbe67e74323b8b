"""From an upload's bytes to its people: read, laid out, cleaned, compared with each other; then committing.py.

Run by a job. Each step can be begun again: what counts, and which rows are kept to be mended, is decided in one
transaction at the end (committing.settle). Nothing is half-saved.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from campaigns.models import Round
from core import files, jobs
from core.refusal import Refused
from core.text.dates import in_vietnam
from donors import committing, doubles, eligibility, parts, questions, read_notes
from donors.belonging import Belonging, belonging_of, doubts
from donors.ending import STILL_READ, end_without_file, refuse
from donors.intake.asking import Answer, Memory, Question
from donors.intake.book import Book, FileKind
from donors.intake.findings import Code, Finding
from donors.intake.layout import Layout, find_layouts
from donors.intake.list_reading import ask_about_dates, dates_told, read_people
from donors.intake.people import PersonRow
from donors.intake.reading import read_book, read_pasted
from donors.intake.unread import Unread
from donors.models import LayoutMemory, PairChoice, StagedRow, Upload
from donors.sealing import seal_json
from donors.staged_rows import is_double

SURE = 0.7  # a layout below that was told by its content and not by its headings
# said of a whole file; of a part of it they would tell of other units' people
ABOUT_OTHERS = frozenset({Code.OTHER_SHEETS, Code.TOTAL_DIFFERS, Code.DAY_AND_MONTH})
BEFOREHAND = frozenset({Code.AGE_UNDER, Code.AGE_OVER, Code.TOO_SOON, Code.WEIGHT_UNDER, Code.VOLUME_OVER})


@dataclass(frozen=True, slots=True)
class Source:
    """What reading needs of an upload, taken in one transaction: the file is parsed apart from any."""

    kind: str
    name: str
    content: bytes
    drive_day: dt.date
    memory: Memory | None = None
    answers: Sequence[Answer] = ()
    choices: Mapping[str, bool] = field(default_factory=dict)
    only: tuple[parts.Part, ...] = ()  # of a file that holds other units' lists too
    belonging: Belonging | None = None  # None where a person has said whose the file is, or nobody hands it in

    @classmethod
    def of_file(cls, *, name: str, content: bytes, drive_day: dt.date) -> Source:
        """A file that nobody has handed in: read, and nothing kept."""
        return cls(kind=Upload.Kind.FILE, name=name, content=content, drive_day=drive_day)


@dataclass(frozen=True, slots=True)
class Understood:
    """What reading made of a file: how it is laid out, its people checked one by one and against each other."""

    kind: FileKind
    layouts: list[Layout]
    people: list[PersonRow]
    findings: list[Finding]


def read_list(job: jobs.JobRun) -> jobs.Json:
    """The job: read the file, and let its rows count where nothing is doubtful."""
    upload_id = uuid.UUID(str(job.arguments["upload"]))
    with job.chunk():
        source = source_of(upload_id, now=job.now())
        if source is None:
            ended = end_without_file(Upload.objects.filter(pk=upload_id))
            return {"state": Upload.State.REFUSED.value} if ended else {}
    job.progress(0, 0, _("Đang đọc tệp"))
    try:
        understood = understand(source)
    except Refused as refusal:
        with job.chunk():
            state = refuse(upload_id, refusal)
        return {"state": state}
    if not isinstance(understood, Understood):
        with job.chunk():
            state = ask(upload_id, understood)
        return {"state": state}
    with job.chunk():
        if not begin(upload_id, understood):
            return {}
    job.progress(0, len(understood.people), _("Đang đối chiếu"))
    try:
        with job.chunk():
            state = committing.settle(upload_id=upload_id, now=job.now(), people=understood.people)
    except Refused:  # the round was closed meanwhile: what came in time is let in as of then
        with job.chunk():
            state = refuse(upload_id, Unread("closed"))
    return {"state": state}


def source_of(upload_id: uuid.UUID, *, now: dt.datetime) -> Source | None:
    """Everything reading needs; None where the upload was read or taken back meanwhile."""
    upload = (
        Upload.objects.select_related("volunteer_list__round__plan", "volunteer_list__unit", "file")
        .filter(pk=upload_id)
        .first()
    )
    if upload is None or upload.file is None or upload.state not in {Upload.State.READING, Upload.State.ASKING}:
        return None
    remembered = LayoutMemory.objects.filter(path=upload.path).order_by("-at").first()
    return Source(
        kind=upload.kind,
        name=upload.file_name,
        content=files.content_of(upload.file),
        memory=Memory.from_json(remembered.answer) if remembered and not upload.part else None,
        answers=questions.answers_of(upload),
        drive_day=drive_day(upload.volunteer_list.round, now=now),
        choices=dict(PairChoice.objects.filter(path=upload.path).values_list("pair_key", "is_same")),
        only=parts.parts_of(upload.part),
        belonging=None if upload.part or questions.is_said_to_be_own(upload) else belonging_of(upload.volunteer_list),
    )


def drive_day(round: Round, *, now: dt.datetime) -> dt.date:
    """The day that age and intervals are told for: the round's first day still to come, else today."""
    today = in_vietnam(now).date()
    days = [*round.sessions.filter(is_month_only=False).values_list("held_on", flat=True), round.starts_on]
    return min((day for day in days if day and day >= today), default=today)


Asked = dict[str, object]  # a question as donors/questions.py keeps it


def understand(source: Source) -> Understood | Asked:
    """Parse the file and check its people, or say what has to be asked before anybody counts.

    Raises `Refused` with one sentence for what cannot be read.
    """
    book = book_of(source)
    layouts = find_layouts(book, remembered=source.memory, asked=source.answers)
    if isinstance(layouts, Question):
        if source.only:  # the sample rows of a question would show other units' people
            raise Unread("parts_unsure")
        return questions.as_json(layouts)
    answered = {answer.sheet for answer in source.answers}
    known = {source.memory.fingerprint} if source.memory else set()
    guessed = [
        layout
        for layout in layouts
        if layout.confidence < SURE and layout.sheet not in answered and layout.fingerprint not in known
    ]
    if guessed and source.kind != Upload.Kind.TYPED and not source.only:
        return questions.to_confirm(book, guessed[0])
    layouts = _within(layouts, source.only)
    reading = read_people(book, *layouts)
    people = [checked(person, on=source.drive_day) for person in parts.only(reading.rows, source.only)]
    if not people:
        raise Unread("nobody")
    if source.belonging is not None and (found := doubts(source.belonging, book, layouts, file_name=source.name)):
        return questions.whose(found)
    if not source.only and (unsure := ask_about_dates(book, *layouts)):  # its examples might be other units' people's
        return questions.as_json(unsure)
    people = doubles.marked(people, choices=source.choices)
    findings = reading.findings
    if source.only:
        findings = [found for found in findings if found.code not in ABOUT_OTHERS]
        findings += dates_told(book, *layouts, people=people)
    return Understood(kind=book.kind, layouts=layouts, people=people, findings=[*findings, *doubles.told(people)])


def _within(layouts: list[Layout], only: Sequence[parts.Part]) -> list[Layout]:
    """The layouts of the sheets that are read."""
    sheets = {part.sheet for part in only}
    return [layout for layout in layouts if not only or layout.sheet in sheets]


def book_of(source: Source) -> Book:
    """The file's cells."""
    if source.kind in {Upload.Kind.PASTED, Upload.Kind.TYPED}:
        return read_pasted(source.content.decode())
    return read_book(name=source.name, content=source.content)


def checked(person: PersonRow, *, on: dt.date) -> PersonRow:
    """The person with what a committee may know beforehand, told anew; the doctor decides."""
    found = [finding for finding in person.findings if finding.code not in BEFOREHAND]
    found += eligibility.warnings(person, on=on, last_kind=eligibility.last_kind_of(person))
    return person if found == person.findings else replace(person, findings=found)


def ask(upload_id: uuid.UUID, asked: Asked) -> str:
    """Keep what is to be asked; nothing counts yet."""
    still_read = Upload.objects.filter(pk=upload_id, state__in=STILL_READ)
    still_read.update(state=Upload.State.ASKING, question=seal_json(asked))
    return Upload.State.ASKING.value


def begin(upload_id: uuid.UUID, understood: Understood) -> bool:
    """Keep how the file was read; rows kept of a former reading go. Not where the upload was taken back meanwhile."""
    still_read = Upload.objects.filter(pk=upload_id, state__in=STILL_READ)
    begun = still_read.update(
        state=Upload.State.READING,
        question=b"",
        layout={"kind": understood.kind.value, "sheets": [layout.as_json() for layout in understood.layouts]},
        findings=read_notes.sealed(understood.findings, understood.people),
        read=len(understood.people),
        doubles=sum(is_double(person) for person in understood.people),
    )
    if begun:
        StagedRow.objects.filter(upload=upload_id).delete()
    return bool(begun)
