"""Phrases that several kinds of document share, each put together in one place."""

from __future__ import annotations

from campaigns.models import Plan
from committees.models import Committee
from reports.blocks import Figure, Inline, Paragraph, Text, inline


def say(*parts: str | Figure | Text) -> Paragraph:
    """A plain paragraph from text and bound figures."""
    return Paragraph(inline(*parts))


def bold(text: str) -> Text:
    """A stretch of bold text."""
    return Text(text, bold=True)


def joined(*parts: str | Inline) -> Inline:
    """Texts and runs one after the other; empty ones are nothing."""
    return tuple(run for part in parts if part for run in (inline(part) if isinstance(part, str) else part))


def basis_of(plan: Plan, committee: Committee) -> str:
    """What is carried out: the superior's document, the committee's own, or the plan in words, with its giver."""
    document = plan.superior_document or plan.document
    return _of(document, plan.superior_name if plan.superior_document else committee.name, plan)


def own_basis_of(plan: Plan, committee: Committee) -> str:
    """As `basis_of`, the committee's own plan first: what it asks of its units rests on that."""
    return _of(plan.document, committee.name, plan) if plan.document else basis_of(plan, committee)


def _of(document: str, giver: str, plan: Plan) -> str:
    basis = document or f"Kế hoạch vận động hiến máu tình nguyện năm {plan.year}"
    by = "" if " của " in basis or not giver else f" của {giver}"
    return f"{basis}{by}"


def standing_body_of(committee: Committee) -> str:
    """The cơ quan thường trực, which does the paperwork."""
    return committee.standing_body or "Hội Chữ thập đỏ"


def government_of(committee: Committee) -> str:
    """Whom a committee asks on its own level; a cluster (khu vực) has no people's committee of its own."""
    name = committee.unit.name
    place = name[:1].lower() + name[1:] if committee.unit.is_territory else name
    return "Ủy ban nhân dân các xã, phường" if place.startswith("khu vực") else f"Ủy ban nhân dân {place}"
