"""What the document pages show: which documents a seat sees, and a document's body as lines to read and reword."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from committees.access import is_focal
from committees.models import Seat
from core.refusal import Refused
from core.text.numbers import integer
from reports.blocks import Annex, Block, Figures, Inline, Numbered, Section, Table, Text, figure_keys, from_json, walk
from reports.blocks import Path as BlockPath
from reports.checks.findings import Finding
from reports.checks.own import findings_of
from reports.drawing_up import drawn_again
from reports.figures.book import changed_keys, gone_keys
from reports.models import Document, DocumentFile, StandardPhrase
from reports.new_due import repeats_passed
from reports.rendering import is_final
from reports.rewording import editable_text
from reports.signatures import found_from
from reports.steps import Step, is_allowed, may_take

STATE_KINDS = {
    Document.State.DRAFT: "",
    Document.State.PRESENTED: "open",
    Document.State.APPROVED: "open",
    Document.State.NUMBERED: "open",
    Document.State.SIGNED: "ok",
    Document.State.ISSUED: "ok",
}


def documents_for(seat: Seat) -> QuerySet[Document]:
    """Documents a seat sees: its committee's own, and what units below have issued; an đầu mối only what was issued."""
    issued = Q(state=Document.State.ISSUED)
    seen = issued if is_focal(seat) else issued | Q(path=seat.path)
    return Document.objects.filter(seen)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line: text, or a bound figure with its source and moment."""

    text: str
    bold: bool = False
    italic: bool = False
    source: str = ""
    as_of: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell and whether it stands at the right, as numbers do; a column's title is one as well."""

    text: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class TableLine:
    """A row of a table: its cells, or one heading across them."""

    cells: list[TableCell]
    is_heading: bool = False
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One block as it reads: number, title or pieces, and what a person would edit. `place` is "0-2-1"."""

    place: str
    level: str
    number: str
    title: str
    pieces: list[Piece]
    editable: str
    columns: list[TableCell]
    rows: list[TableLine]
    has_gap: bool = False

    @property
    def is_table(self) -> bool:
        """Whether this is a table, which is composed and not typed."""
        return bool(self.columns)


def lines_of(document: Document) -> list[Line]:
    """The body in printed order."""
    return [_line(numbered, document.figures) for numbered in walk(from_json(document.content))]


def place_of(path: BlockPath) -> str:
    """A block path as it stands in addresses and ids."""
    return "-".join(str(index) for index in path)


def path_of(place: str) -> BlockPath:
    """The block path of a place; raises ValueError for anything else."""
    return tuple(int(index) for index in place.split("-"))


def _line(numbered: Numbered, figures: Figures) -> Line:
    block = numbered.block
    title = getattr(block, "title", "")
    content: Inline = () if isinstance(block, Table | Section | Annex) else block.content
    pieces = [_piece(run, figures) for run in content]
    return Line(
        place=place_of(numbered.path),
        level=type(block).__name__.lower(),
        number=numbered.number,
        title=title,
        pieces=pieces,
        editable=title or editable_text(content, figures),
        columns=_cells([column.title for column in block.columns], block) if isinstance(block, Table) else [],
        rows=list(_rows(block, figures)),
        has_gap=any("…" in piece.text for piece in pieces if not piece.source),
    )


def _piece(run: object, figures: Figures) -> Piece:
    if isinstance(run, Text):
        return Piece(run.text, run.bold, run.italic)
    entry = figures[run.key]  # type: ignore[attr-defined]  # the other kind of run is a bound figure
    as_of = dt.datetime.fromisoformat(entry["as_of"]) if entry["as_of"] else None
    return Piece(entry["text"], run.bold, run.italic, entry["source"] or _("Nhập tay"), as_of)  # type: ignore[attr-defined]


def _rows(block: Block, figures: Figures) -> Iterator[TableLine]:
    if not isinstance(block, Table):
        return
    for row in [*block.rows, *([block.totals] if block.totals else [])]:
        texts = ["".join(_piece(run, figures).text for run in cell) for cell in row.cells]
        cells = _cells(texts, block)
        yield TableLine(cells, is_heading=len(cells) == 1 < len(block.columns), is_total=row is block.totals)


def _cells(texts: Sequence[str], table: Table) -> list[TableCell]:
    """One per column; a heading across them all has one."""
    return [TableCell(text, column.align == "right") for text, column in zip(texts, table.columns, strict=False)]


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A scan or a signed PDF: what it is, who brought it when, and whose signatures it bears."""

    pk: int
    label: str
    name: str
    at: dt.datetime
    by: str
    signatures: list[str]
    sha256: str


def kept_files(document: Document) -> list[KeptFile]:
    """The files kept with a document, the oldest first."""
    rows = document.files.select_related("file").defer("file__content")
    return [
        KeptFile(
            pk=row.pk,
            label=str(DocumentFile.Kind(row.kind).label),
            name=row.file.name,
            at=row.at,
            by=row.by_label,
            signatures=[found_from(entry).sentence for entry in row.found],
            sha256=row.sha256,
        )
        for row in rows
    ]


def points_to_review(document: Document) -> list[Finding]:
    """What the clerk should mend or look at before a draft is presented: errors first, then style."""
    if document.state != Document.State.DRAFT:
        return []
    is_anew = document.plan is not None and not repeats_passed(document, now=timezone.now())
    try:
        now = drawn_again(document, now=timezone.now()).figures if is_anew else None
    except Refused as refusal:  # it could not be drawn up now: somebody is entering results, or nobody owes any more
        return [Finding(refusal.sentence, (), is_error=True), *findings_of(document, None)]
    return findings_of(document, now)


def note_of_changes(document: Document) -> str:
    """What a document on its way to the signature says of results that came after its figures froze."""
    if document.plan is None or document.state in {Document.State.DRAFT, Document.State.ISSUED}:
        return ""
    if repeats_passed(document, now=timezone.now()):
        return ""
    try:
        now = drawn_again(document, now=timezone.now()).figures
        printed = figure_keys(from_json(document.content))
        changed = len(changed_keys(document.figures, now)) + len(gone_keys(document.figures, now, printed))
    except Refused:
        changed = 1  # somebody is entering results at this very moment
    if not changed:
        return ""
    return _("Sau lúc chốt đã có %(count)s số liệu đổi; văn bản giữ nguyên số đã chốt.") % {"count": integer(changed)}


def phrases_for(document: Document) -> list[StandardPhrase]:
    """The sentences that its committee keeps, to put into a block."""
    return list(StandardPhrase.objects.filter(committee=document.committee_id))


def steps_for(document: Document, seat: Seat) -> set[str]:
    """The steps this seat can take now, by name."""
    return {step.value for step in Step if may_take(step, document, seat)}


def may_print(document: Document, seat: Seat) -> bool:
    """Whether the seat may ask for a new PDF."""
    return not is_final(document) and is_allowed(Step.EDIT, document, seat)
