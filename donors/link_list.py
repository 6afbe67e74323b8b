"""The upload links of a round's units, as the clerk's pages show them: five questions however many units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from campaigns.models import Deadline, Participation, Round
from committees.models import Unit
from committees.ordering import annex_order
from core.text.dates import clock, short_date
from donors import links
from donors.models import Upload, UploadLink

NONE, OPEN, ENDED, REVOKED = "none", "open", "ended", "revoked"


@dataclass(frozen=True, slots=True)
class LinkLine:
    """One unit of a round and its newest link: whether it opens, how often it was used."""

    unit: Unit
    link: UploadLink | None
    standing: str
    until: dt.datetime | None
    uses: int
    used_at: dt.datetime | None

    @property
    def state(self) -> str:
        """The state in words, with its moment."""
        if self.link is None or self.until is None:
            return _("Chưa có")
        if self.standing == REVOKED and self.link.revoked_at is not None:
            return _("Đã thu hồi %(when)s") % {"when": _when(self.link.revoked_at)}
        words = _("Còn hạn đến %(when)s") if self.standing == OPEN else _("Hết hạn từ %(when)s")
        return words % {"when": _when(self.until)}

    @property
    def kind(self) -> str:
        """How the state is coloured."""
        return {OPEN: "ok", ENDED: "warn", REVOKED: "", NONE: "open"}[self.standing]

    @property
    def used(self) -> str:
        """How often the link was used, and when last."""
        if self.link is None:
            return "–"
        if not self.uses or self.used_at is None:
            return _("chưa dùng")
        return _("%(count)s lần, gần nhất %(when)s") % {"count": self.uses, "when": _when(self.used_at)}


def _when(moment: dt.datetime) -> str:
    return f"{clock(moment)}, {short_date(moment)}"


@dataclass(frozen=True, slots=True)
class RoundLinks:
    """All units of a round that take part, in the order of an annex; `deadline` is the round's for lists."""

    deadline: Deadline | None
    lines: list[LinkLine]

    @property
    def open(self) -> list[LinkLine]:
        """The units whose link opens."""
        return [line for line in self.lines if line.standing == OPEN]


def links_of(round: Round, *, within: str, now: dt.datetime) -> RoundLinks:
    """The links that the committee at `within` gave for a round."""
    taking_part = (
        Participation.objects.within(within)
        .filter(round=round, absent_reason="")
        .select_related("unit")
        .order_by(*annex_order("unit"))
    )
    newest = (
        UploadLink.objects.filter(path=within, round=round)
        .select_related("round", "unit")
        .order_by("unit", "-created_at", "-pk")
        .distinct("unit")
    )
    by_unit = {link.unit_id: link for link in newest}
    term = links.term_of(round)
    uses = _uses(by_unit.values())
    lines = []
    for each in taking_part:
        link = by_unit.get(each.unit_id)
        until = term.of(link) if link else None
        count, used_at = uses.get(link.pk, (0, None)) if link else (0, None)
        lines.append(LinkLine(each.unit, link, _standing(link, until, now), until, count, used_at))
    return RoundLinks(term.deadline, lines)


def _uses(given: Iterable[UploadLink]) -> dict[int, tuple[int, dt.datetime | None]]:
    counted = Upload.objects.filter(link__in=[link.pk for link in given]).order_by().values("link")
    rows = counted.annotate(uses=Count("pk"), used_at=Max("at")).values_list("link", "uses", "used_at")
    return {link: (count, used_at) for link, count, used_at in rows}


def _standing(link: UploadLink | None, until: dt.datetime | None, now: dt.datetime) -> str:
    if link is None or until is None:
        return NONE
    if link.revoked_at is not None:
        return REVOKED
    return OPEN if until > now else ENDED
