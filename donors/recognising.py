"""Whose file is this? What a file that came another way says about its unit and its round, before anybody hands it in.

The file is parsed in the limited child and laid out as any list; nobody of it is kept here, only counts. What it says
is a guess for a person to confirm (incoming.py). Run by a job, once a file; run again it comes to the same.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction

from campaigns.models import Round, State
from core import files, jobs
from core.models import StoredFile
from core.refusal import Refused
from donors import codes, photos, questions, staging
from donors.intake import unread
from donors.intake.asking import Answer, Asks, Question
from donors.intake.births import DayOrder
from donors.intake.book import Book
from donors.intake.fields import Field
from donors.intake.guessing import Candidate, Clues, Guess, Source, guess_round, guess_unit, other_round, split_by_unit
from donors.intake.layout import Layout, find_layouts
from donors.intake.list_reading import GROUP_SEPARATOR, ask_about_dates, read_people
from donors.intake.people import PersonRow
from donors.intake.reading import read_book
from donors.intake.shapes import written
from donors.intake.template import codes_of
from donors.intake.unread import Unread
from donors.models import IncomingFile, IncomingPart
from donors.parts import Part
from donors.sealing import seal_json

MOST_PARTS = 200
_TITLE_ROWS, _LONGEST_TITLE, _LONGEST_LABEL = 8, 300, 300


@dataclass(frozen=True, slots=True)
class Known:
    """Whom a file may be for: the round's units below the host, and the host's rounds. `leads` hand in for others."""

    units: tuple[Candidate, ...]
    rounds: tuple[Candidate, ...]
    own_round: int
    leads: frozenset[int] = frozenset()

    @property
    def round(self) -> Candidate:
        """The round the files are handed in for."""
        return next(each for each in self.rounds if each.key == self.own_round)


@dataclass(frozen=True, slots=True)
class Bytes:
    """What recognising needs of a file, taken in one transaction: it is parsed apart from any."""

    name: str
    content: bytes
    known: Known
    answered: Mapping[str, Mapping[Field, DayOrder]] = field(default_factory=dict)  # dates, by the form's fingerprint


@dataclass(frozen=True, slots=True)
class Lot:
    """A part of a file: what it is called there, how many people stand in it, whose it may be."""

    label: str
    reads: tuple[Part, ...]
    people: int
    guess: Guess | None


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file says about itself. `lots` are the parts of a file of several units; else there are none."""

    whole: Lot
    lots: tuple[Lot, ...] = ()
    title: str = ""
    is_photo: bool = False
    doubt: IncomingFile.Doubt | None = None  # what is asked once it is handed in
    round_said: str = ""
    other_round: int | None = None
    dates: Question | None = None  # of a file of several units: asked once, before any part is handed in
    form: str = ""
    said_dates: Mapping[Field, DayOrder] = field(default_factory=dict)  # what was answered for this form before


# --- the job ---------------------------------------------------------------------------------------------------------


def read_incoming(job: jobs.JobRun) -> jobs.Json:
    """The job: find out whose one file is."""
    file_id = uuid.UUID(str(job.arguments["file"]))
    with job.chunk():
        source = source_of(file_id)
    if source is None:
        return {}
    try:
        found = recognise(source)
    except Refused as refusal:
        with job.chunk():
            refuse(file_id, refusal)
        return {"state": IncomingFile.State.REFUSED.value}
    with job.chunk():
        keep(file_id, found)
    return {"state": IncomingFile.State.TO_CONFIRM.value}


def source_of(file_id: uuid.UUID) -> Bytes | None:
    """Everything recognising needs; None where the file was read or dropped meanwhile."""
    rows = IncomingFile.objects.select_related("file", "batch__round__plan")
    file = rows.filter(pk=file_id, state=IncomingFile.State.READING).first()
    if file is None or file.file is None:
        return None
    known = known_to(file.batch.round, within=file.path)
    return Bytes(file.name, files.content_of(file.file), known, answered=_answered(file.path))


def _answered(path: str) -> dict[str, dict[Field, DayOrder]]:
    """How the committee said that dates are written in the files it split, by form; the latest answer holds."""
    rows = IncomingFile.objects.filter(path=path, state=IncomingFile.State.HANDED_IN).exclude(dates={}).exclude(form="")
    kept = rows.order_by("form", "-batch__at", "-number").distinct("form").values_list("form", "dates")
    return {form: orders_of(dates) for form, dates in kept}


def orders_of(kept: Mapping[str, str]) -> dict[Field, DayOrder]:
    """`IncomingFile.dates` by meaning."""
    return {Field(meaning): DayOrder(order) for meaning, order in kept.items()}


def known_to(round: Round, *, within: str) -> Known:
    """The units of a round at `within` and below by all their names, and the rounds of the committee there."""
    units = [
        participation.unit
        for participation in round.participations.within(within)
        .select_related("unit")
        .prefetch_related("unit__aliases")
        .order_by("path")
    ]
    hosted = Round.objects.filter(hosts__path=within, kind=Round.Kind.ROUND).exclude(state=State.DRAFT)
    return Known(
        units=tuple(
            Candidate(
                unit.pk, (unit.name, *(alias.name for alias in unit.aliases.all())), code=codes.unit_code(unit.pk)
            )
            for unit in units
        ),
        rounds=tuple(
            Candidate(each.pk, (each.name,), code=codes.round_code(each.pk), number=each.ordinal, year=each.plan.year)
            for each in hosted.select_related("plan").order_by("-plan__year", "ordinal")
        ),
        own_round=round.pk,
        leads=frozenset(unit.lead_unit_id for unit in units if unit.lead_unit_id),
    )


@transaction.atomic
def refuse(file_id: uuid.UUID, refusal: Refused) -> None:
    """Keep why the file cannot be handed in; its bytes go."""
    file = _still_read(file_id)
    if file is not None:
        file.state, file.refusal = IncomingFile.State.REFUSED, unread.kept(refusal)
        forget_bytes(file)
        file.save()


@transaction.atomic
def keep(file_id: uuid.UUID, found: Recognised) -> None:
    """Keep what the file says, for a person to confirm; whatever a former attempt kept goes."""
    file = _still_read(file_id)
    if file is None:
        return
    file.state = IncomingFile.State.TO_CONFIRM
    file.kind = IncomingFile.Kind.PHOTO if found.is_photo else IncomingFile.Kind.LIST
    file.title, file.people, file.doubt = found.title, found.whole.people, found.doubt or ""
    file.round_said, file.other_round_id = found.round_said[:60], found.other_round
    file.is_split = bool(found.lots)
    file.form = found.form
    file.dates = {meaning.value: order.value for meaning, order in found.said_dates.items()}
    file.question = seal_json(questions.as_json(found.dates)) if found.dates else b""
    file.save()
    file.parts.all().delete()
    lots = [found.whole if not found.lots else replace(found.whole, guess=None), *found.lots]
    IncomingPart.objects.bulk_create([_part(file, number, lot) for number, lot in enumerate(lots)])


def _still_read(file_id: uuid.UUID) -> IncomingFile | None:
    found: IncomingFile | None = (
        IncomingFile.objects.select_for_update().filter(pk=file_id, state=IncomingFile.State.READING).first()
    )
    return found


def _part(file: IncomingFile, number: int, lot: Lot) -> IncomingPart:
    unit_id = lot.guess.candidate.key if lot.guess else None
    is_sure = bool(lot.guess and lot.guess.is_sure)
    return IncomingPart(
        path=file.path,
        file=file,
        number=number,
        label=lot.label[:_LONGEST_LABEL],
        reads=[part.as_json() for part in lot.reads],
        people=lot.people,
        guess_id=unit_id,
        source=lot.guess.source.value if lot.guess else "",
        is_sure=is_sure,
        unit_id=unit_id if is_sure else None,
    )


def forget_bytes(file: IncomingFile) -> None:
    """Delete the file's bytes: they are not needed any more. The caller saves the row."""
    file_id, file.file = file.file_id, None
    IncomingFile.objects.filter(pk=file.pk).update(file=None)
    if file_id is not None:
        StoredFile.objects.filter(pk=file_id).only("pk").delete()


# --- what a file says ------------------------------------------------------------------------------------------------


def recognise(source: Bytes) -> Recognised:
    """Parse a file and guess whose it is. Raises `Refused` with one sentence for what is neither list nor picture."""
    if photos.is_picture(source.content):
        photos.redrawn(source.content)  # raises for what no browser would show
        guess = guess_unit(Clues(file_name=source.name), source.known.units)
        return Recognised(whole=Lot("", (), 0, guess), is_photo=True)
    book = read_book(name=source.name, content=source.content)
    layouts = find_layouts(book)
    if isinstance(layouts, Question):
        if layouts.asks is Asks.NOTHING_HERE:
            raise Unread("no_list")
        return _recognised(source, book, _first_lines(book), [], [])
    form = layouts[0].fingerprint[:64]
    said = source.answered.get(form, {})
    if said:
        layouts = find_layouts(book, asked=[Answer(dates=said)])
        assert not isinstance(layouts, Question)
    people = read_people(book, *layouts).rows
    if not people:
        raise Unread("nobody")
    found = _recognised(source, book, layouts[0].title, layouts, people)
    if not found.lots:  # handed in as any list, which asks by itself
        return found
    return replace(found, dates=ask_about_dates(book, *layouts), form=form, said_dates=said)


def _first_lines(book: Book) -> str:
    """What may be the title of a list whose header was not found."""
    rows = next((sheet.rows for sheet in book.sheets if not sheet.is_hidden), [])[:_TITLE_ROWS]
    lines = ("\t".join(written(cell) for cell in row if isinstance(cell, str)) for row in rows)
    return "\n".join(line for line in lines if line.strip())


def _recognised(
    source: Bytes, book: Book, title: str, layouts: Sequence[Layout], people: Sequence[PersonRow]
) -> Recognised:
    known = source.known
    unit_code, round_code = codes_of(book.template_code) or ("", "")
    sheets = tuple(layout.sheet for layout in layouts) or tuple(sheet.name for sheet in book.sheets)
    clues = Clues(unit_code=unit_code, round_code=round_code, title=title, sheets=sheets, file_name=source.name)
    whole = Lot("", (), len(people), guess_unit(clues, known.units))
    is_doubtful = not layouts or any(layout.confidence < staging.SURE for layout in layouts)
    said, other = _other_round(clues, known)
    return Recognised(
        whole=whole,
        lots=() if (unit_code and whole.guess) or is_doubtful else _lots(layouts, people, whole.guess, known),
        title=title.strip()[:_LONGEST_TITLE],
        doubt=_doubt(book, layouts, is_doubtful=is_doubtful),
        round_said=said,
        other_round=other,
    )


def _doubt(book: Book, layouts: Sequence[Layout], *, is_doubtful: bool) -> IncomingFile.Doubt | None:
    """What will be asked of a file that is handed in as one list, first the headings."""
    if is_doubtful:
        return IncomingFile.Doubt.HEADINGS
    return IncomingFile.Doubt.DATES if ask_about_dates(book, *layouts) else None


def _other_round(clues: Clues, known: Known) -> tuple[str, int | None]:
    """The other round that a file names, in its words, and which of the host's rounds that is."""
    guess = guess_round(clues, known.rounds)
    if guess is not None and guess.source is Source.CODE:
        is_own = guess.candidate.key == known.own_round
        return ("", None) if is_own else (guess.candidate.names[0], guess.candidate.key)
    finding = other_round(clues, known.round)
    if finding is None:
        return "", None
    is_other = guess is not None and guess.is_sure and guess.candidate.key != known.own_round
    return finding.value, guess.candidate.key if guess is not None and is_other else None


# --- a file of several units -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Heap:
    """People who stand together: the groups they stand under (none: the whole sheet) and how many they are."""

    sheet: str
    label: str
    guess: Guess | None
    groups: list[str] | None = None
    people: int = 0


def _lots(layouts: Sequence[Layout], people: Sequence[PersonRow], whole: Guess | None, known: Known) -> tuple[Lot, ...]:
    """The parts of a file that holds several units' lists, by its groups and sheets; none where it holds one.

    It holds several where two units are surely named, or where its unit hands in for others. A sheet is parted by its
    groups where those name several units, else it is one part.
    """
    by_sheet: dict[str, Counter[str]] = {}
    for person in people:
        by_sheet.setdefault(person.sheet, Counter())[person.group] += 1
    titles = {layout.sheet: layout.title for layout in reversed(layouts)}
    is_lead = whole is not None and whole.candidate.key in known.leads
    heaps: list[_Heap] = []
    for sheet, groups in by_sheet.items():
        heaps += _heaps_of_sheet(sheet, titles.get(sheet, ""), groups, known.units, is_lead and len(by_sheet) == 1)
    named = {heap.guess.candidate.key for heap in heaps if heap.guess and heap.guess.is_sure}
    if len(heaps) < 2 or len(heaps) > MOST_PARTS or (len(named) < 2 and not is_lead):
        return ()
    return tuple(
        Lot(
            label=heap.label
            if heap.groups is None or len(by_sheet) == 1
            else f"{heap.sheet}{GROUP_SEPARATOR}{heap.label}",
            reads=(Part(heap.sheet, None if heap.groups is None else tuple(heap.groups)),),
            people=heap.people,
            guess=heap.guess,
        )
        for heap in heaps
    )


def _heaps_of_sheet(
    sheet: str, title: str, groups: Mapping[str, int], units: Sequence[Candidate], by_groups: bool
) -> list[_Heap]:
    heaps = _heaps_of_groups(sheet, groups, units)
    named = {heap.guess.candidate.key for heap in heaps if heap.guess and heap.guess.is_sure}
    if len(named) >= 2 or (by_groups and len(heaps) >= 2):
        return heaps
    guess = guess_unit(Clues(sheets=(sheet,)), units) or guess_unit(Clues(title=title), units)
    return [_Heap(sheet, sheet, guess, people=sum(groups.values()))]


def _heaps_of_groups(sheet: str, groups: Mapping[str, int], units: Sequence[Candidate]) -> list[_Heap]:
    """The groups of a sheet, those inside a unit's group with it: "I. Trường A › Tổ Toán" is Trường A's."""
    steps = {group: group.split(GROUP_SEPARATOR) for group in groups}
    guesses = split_by_unit({step for each in steps.values() for step in each}, units)
    named = {group: next((at for at, step in enumerate(each) if guesses[step]), None) for group, each in steps.items()}
    depths = Counter(at for at in named.values() if at is not None)
    usual = depths.most_common(1)[0][0] if depths else 0  # where units stand in this file
    heaps: dict[tuple[str, ...], _Heap] = {}
    for group, count in groups.items():
        at = named[group]
        end = (usual if at is None else at) + 1
        key = tuple(steps[group][:end])
        guess = None if at is None else guesses[steps[group][at]]
        heap = heaps.setdefault(key, _Heap(sheet, key[-1], guess, groups=[]))
        heap.people += count
        assert heap.groups is not None
        heap.groups.append(group)
    return list(heaps.values())
