"""What a kind of document is, and what its composing is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from campaigns.models import Plan
from committees.models import Committee, IssuingBody
from reports.blocks import Blocks
from reports.figures import YearFigures


@dataclass(frozen=True, slots=True)
class Brief:
    """What a document is composed from."""

    plan: Plan
    committee: Committee
    issuing_body: IssuingBody
    year: YearFigures


@dataclass(frozen=True, slots=True)
class Body:
    """What composing gives: trích yếu, the block tree, the recipients (the last being "Lưu: …")."""

    subject: str
    blocks: Blocks
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document.

    `key` is stored with each document; `type_name` is the tên loại in sentence case, `abbreviation` its symbol.
    """

    key: str
    type_name: str
    abbreviation: str
    label: str | Promise
    compose: Callable[[Brief], Body]
