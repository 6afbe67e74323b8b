"""Beginning a document: a kind's first draft with its figures bound, and binding them anew while it is a draft."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction

from campaigns.models import Plan
from committees.models import Seat
from committees.permissions import Act, may
from core import audit
from reports.arranging import block_at
from reports.blocks import (
    Block,
    Blocks,
    Dash,
    Figure,
    Figures,
    Path,
    Table,
    figure_keys,
    from_json,
    runs_of,
    to_json,
    walk,
)
from reports.drawing_up import draw_up, drawn_again
from reports.figures.book import changed_keys
from reports.figures.owing import NEW_DUE
from reports.kinds import About, Kind, NewDue
from reports.models import Document, LetterBatch
from reports.new_due import is_over
from reports.replacing import numbered, refuse_replaced, replacement_in_hand, with_statement
from reports.signers import chosen_of, usual_signer
from reports.steps import Step, locked, saved
from reports.trees import replaced

# What a replacement repeats of the document it replaces; the signature is of those who sign now.
_REPEATED = (
    *("path", "committee", "issuing_body", "kind", "plan", "round", "window", "deadline", "conference", "months"),
    *("batch", "to_unit", "names_units", "new_due_at", "new_due_wording", "subject", "symbol", "figures", "decimals"),
    *("bases", "addressees", "recipients", "delivered_to", "urgency", "as_of"),
)


@transaction.atomic
def draft(*, kind: Kind, about: About, seat: Seat, now: dt.datetime, batch: LetterBatch | None = None) -> Document:
    """A document of a kind as a first draft, figures bound; number and day are blank. `batch`: it is one letter of it.

    A draft about the same that is already being worked on is returned instead, whatever its batch. Raises `Refused`
    where the figures do not agree at this moment, `PermissionDenied` for a seat that does not run this committee.
    """
    if about.plan.path != seat.path or not may(seat, Act.RUN):
        raise PermissionDenied
    Plan.objects.select_for_update(of=("self",)).get(pk=about.plan.pk)  # two who begin at once begin one draft
    same = {name: getattr(about, name) for name in kind.one_draft_per}
    former: Document | None = Document.objects.filter(kind=kind.key, state=Document.State.DRAFT, **same).first()
    if former is not None:
        return former
    document = _first_draft(kind, about, now=now, batch=batch)
    audit.record("document.drafted", subject=document, path=document.path, after={"kind": document.kind})
    return document


def _first_draft(kind: Kind, about: About, *, now: dt.datetime, batch: LetterBatch | None) -> Document:
    text, new_due = draw_up(kind, about, now=now), about.new_due
    document: Document = Document.objects.create(
        path=about.plan.path,
        committee=about.committee,
        issuing_body=about.issuing_body,
        kind=kind.key,
        plan=about.plan,
        deadline=about.deadline,
        window=about.window,
        conference=about.conference,
        months=about.months,
        decimals=kind.decimals if about.decimals is None else about.decimals,
        to_unit=about.to_unit,
        batch=batch,
        names_units=about.names_units,
        new_due_at=new_due.at if new_due else None,
        new_due_wording=new_due.wording if new_due else "",
        subject=text.subject,
        symbol=text.symbol,
        place=about.issuing_body.place,
        content=to_json(text.blocks),
        figures=dict(text.figures),
        addressees=list(text.addressees),
        recipients=list(text.recipients),
        signature=usual_signer(about.issuing_body, about.committee).as_json(),
        delivered_to={line: to for line, to in text.delivered_to.items() if to},
        as_of=now,
        created_by_id=audit.actor().user_id,
    )
    return document


@transaction.atomic
def draft_replacement(*, document: Document, seat: Seat, now: dt.datetime, new_due: NewDue | None = None) -> Document:
    """A draft that is to replace an issued document: its words and figures as issued, and the sentence that says so.

    One that is being worked on already is returned instead; the issued row is not touched. Where the new date that a
    letter set is over, the replacement sets `new_due`, or repeats the old one (reports/new_due.py). Raises `Refused`
    where a replacement was issued already.
    """
    document = locked(document, Step.REPLACE, seat)
    refuse_replaced(document)
    former = replacement_in_hand(document)
    if former is not None:
        return former
    copied = {field: getattr(document, field) for field in _REPEATED}
    if new_due is not None and is_over(document, now=now):
        copied |= _with_new_due(document, new_due)
    usual = usual_signer(document.issuing_body, document.committee).as_json()
    made: Document = Document.objects.create(
        **copied,
        content=to_json(with_statement(from_json(document.content), document)),
        place=document.issuing_body.place,
        signature=document.signature if chosen_of(document.signature) else usual,
        replaces=document,
        created_by_id=audit.actor().user_id,
    )
    audit.record(
        "document.drafted", subject=made, path=made.path, after={"kind": made.kind, "replaces": numbered(document)}
    )
    return made


def _with_new_due(document: Document, new_due: NewDue) -> dict[str, object]:
    """Another new date, in what the letter sets and in what its text prints."""
    figures, words = document.figures, new_due.words
    if NEW_DUE in figures:
        figures = figures | {NEW_DUE: {**figures[NEW_DUE], "value": words, "text": words}}
    return {"new_due_at": new_due.at, "new_due_wording": new_due.wording, "figures": figures}


@transaction.atomic
def refresh_figures(*, document: Document, seat: Seat, now: dt.datetime) -> Document:
    """Bind the figures as they stand now.

    The words and a chosen signer stay; tables are composed anew (units may have come or gone), a list gets the lines it
    would now have besides (a round that was added), so that its parts are still all that the sum is made of, and who
    signs as usual is looked up again.
    """
    document = locked(document, Step.REFRESH, seat)
    text = drawn_again(document, now=now)
    before = document.figures
    blocks = _with_new_tables(from_json(document.content), text.blocks)
    blocks = _with_new_lines(blocks, text.blocks, before)
    kept = {key: entry for key, entry in before.items() if key in figure_keys(blocks)}
    document.content = to_json(blocks)
    document.figures = kept | dict(text.figures)
    document.as_of = now
    if chosen_of(document.signature) is None:  # who was chosen stays
        document.signature = usual_signer(document.issuing_body, document.committee).as_json()
    changed = len(changed_keys(before, text.figures))
    return saved(document, "document.refreshed", "content", "figures", "as_of", "signature", changed=changed)


def _with_new_tables(blocks: Blocks, composed: Blocks) -> Blocks:
    """Each table replaced by the composed one that prints the same figures, wherever it was moved and whatever was
    removed; one whose figures are all new, by the next composed one that is left with the same columns."""
    new = [each.block for each in walk(composed) if isinstance(each.block, Table)]
    old = {each.path: each.block for each in walk(blocks) if isinstance(each.block, Table)}
    for is_alike in (_shares_figures, _has_same_columns):
        for path, table in list(old.items()):
            fitting = [each for each in new if is_alike(table, each)]
            if fitting:
                found = max(fitting, key=lambda each: _shared(table, each))
                blocks = replaced(blocks, path, (found,))
                new.remove(found)
                del old[path]
    return blocks


def _shared(one: Table, other: Table) -> int:
    return len(set(figure_keys((one,))) & set(figure_keys((other,))))


def _shares_figures(one: Table, other: Table) -> bool:
    return len(one.columns) == len(other.columns) and _shared(one, other) > 0


def _has_same_columns(one: Table, other: Table) -> bool:
    return [each.title for each in one.columns] == [each.title for each in other.columns]


def _with_new_lines(blocks: Blocks, composed: Blocks, before: Figures) -> Blocks:
    """The composed lines whose figures were not there `before`, each after the one that it follows in its list.

    A line that was there and was taken out stays out; where the line before it is gone, the new one is left out too and
    the check of the sum tells it.
    """
    for each in walk(composed):
        keys = _keys_of(each.block)
        if not isinstance(each.block, Dash) or not keys or keys & set(figure_keys(blocks)) or not each.path[-1]:
            continue
        if any(key in before and before[key]["value"] for key in keys):
            continue
        above = _keys_of(block_at(composed, (*each.path[:-1], each.path[-1] - 1)))
        place = _place_of(above, blocks)
        if place is not None:
            blocks = replaced(blocks, place, (block_at(blocks, place), each.block))
    return blocks


def _keys_of(block: Block) -> set[str]:
    return {run.key for run in runs_of(block) if isinstance(run, Figure)}


def _place_of(keys: set[str], blocks: Blocks) -> Path | None:
    """Where the block stands that holds most of these figures."""
    found = [
        (len(keys & _keys_of(each.block)), each.path) for each in walk(blocks) if not isinstance(each.block, Table)
    ]
    shared, path = max(found, key=lambda each: each[0])
    return path if shared else None
