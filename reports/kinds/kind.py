"""What a kind of document is: what it is about, and how its first draft is drawn up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.functional import Promise

from campaigns.deadlines import due_words
from campaigns.models import CampaignWindow, Deadline, Plan
from committees.models import Committee, IssuingBody, Unit
from reports.blocks import Blocks, Figures
from reports.figures.book import USUAL_DECIMALS
from reports.models import Conference

GAP = "…"  # what only the committee can say; a document with gaps is not presented


@dataclass(frozen=True, slots=True)
class NewDue:
    """The one new date that a letter sets for all who are late: its last moment, and «trước ngày» or «chậm nhất»."""

    at: dt.datetime
    wording: str

    @property
    def words(self) -> str:
        """As it stands on the page: "trước ngày 28/3/2025"."""
        return due_words(self.at, self.wording)


@dataclass(frozen=True, slots=True)
class About:
    """What a document is about; a kind says which of these it needs beside the plan.

    `to_unit` is the one unit a letter goes to, none where it goes to all; `names_units` whether an annex names those
    who are late. `months` is how much of the plan's year a report is of. `decimals` are those of percentages where the
    document's author chose them, else the kind's.
    """

    plan: Plan
    committee: Committee
    issuing_body: IssuingBody
    deadline: Deadline | None = None
    window: CampaignWindow | None = None
    conference: Conference | None = None
    months: int = 12
    to_unit: Unit | None = None
    names_units: bool = False
    new_due: NewDue | None = None
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A document as drawn up: trích yếu, block tree, the figures bound in it, recipients (the last is "Lưu: …").

    `addressees` are the lines of "Kính gửi:", `symbol` what follows the number. Every figure the blocks print is in
    `figures`; there may be more, so that totals stay checkable beside their parts. `delivered_to` says of lines that go
    to units inside the application to which (reports/recipients.py).
    """

    subject: str
    blocks: Blocks
    figures: Figures
    recipients: tuple[str, ...]
    symbol: str
    addressees: tuple[str, ...] = ()
    delivered_to: Mapping[str, str] = field(default_factory=dict)


class DrawsUp(Protocol):
    """Draws a document up from the data as they stand at `now`.

    Raises `reports.figures.book.FiguresDisagreeError` where totals and parts do not agree.
    """

    def __call__(self, about: About, *, now: dt.datetime) -> Draft: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document.

    `key` is stored with each document; `type_name` is the tên loại in sentence case, empty for a công văn. `sentence`
    tells a clerk what it is for, and `start` is the route where one is begun. Two drafts of a kind are about the same
    where they agree in the fields of `About` that `one_draft_per` names. `prints_cut_off`: a line under the title says
    as of when the figures are; what only sets aims and tasks has none. `asks_units`: it tells the units below what to
    do, so that something may be owed by it. `decimals` are those that its percentages have at first.
    """

    key: str
    type_name: str
    label: str | Promise
    sentence: str | Promise
    start: str
    draw_up: DrawsUp
    one_draft_per: tuple[str, ...] = field(default=("plan",))
    prints_cut_off: bool = False
    asks_units: bool = False
    decimals: int = USUAL_DECIMALS

    @property
    def name(self) -> str:
        """What a document of this kind is called in a list: "Báo cáo", "Công văn"."""
        return self.type_name or "Công văn"

    @property
    def is_letter(self) -> bool:
        """Whether this is a công văn: no type name, "V/v" under the number (Nghị định 30/2020, Mẫu 1.5)."""
        return not self.type_name
