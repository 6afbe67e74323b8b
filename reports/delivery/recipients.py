"""Where the lines of "Kính gửi" and "Nơi nhận" go inside the application: all units, a bloc, one, the superior.

The printed lines stay as they are (`Document.addressees`, `Document.recipients`); `Document.delivered_to` keeps beside
them, by the words of a line, a selector. A line without one goes outside: by post, by hand, to those who read it here
anyway. Everything that asks which units a document goes to asks this module.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from campaigns.models import Duty
from committees.models import Bloc, Unit
from core.text.numbers import integer
from reports.models import Document

MEMBERS, SUPERIOR = "members", "superior"
_BLOC, _UNIT, _OTHER = "bloc:", "unit:", "other"
OUTSIDE = ""
# Lines that name nobody of their own: "Như trên" are those of "Kính gửi", "Lưu" is one's own file.
_NOBODY = ("như trên", "lưu:", "lưu ")

Choices = list[tuple[str, str] | tuple[str, list[tuple[str, str]]]]


def of_bloc(bloc: str) -> str:
    """The units of one bloc among those that the document is for; "" are those of none."""
    return f"{_BLOC}{bloc or _OTHER}"


def of_unit(unit: Unit) -> str:
    """One unit alone."""
    return f"{_UNIT}{unit.pk}"


@dataclass(frozen=True, slots=True)
class Audience:
    """The units that a document may go to: those it is for (`members`), and the one above its committee's."""

    members: Sequence[Unit]
    superior: Unit | None
    is_of_deadline: bool = False

    def chosen(self, selector: str) -> list[Unit]:
        """The units of a selector; none for what goes outside, or names what is not there any more."""
        if selector == SUPERIOR:
            return [self.superior] if self.superior is not None else []
        if selector == MEMBERS:
            return list(self.members)
        return [unit for unit in self.members if selector in (of_bloc(unit.bloc), of_unit(unit))]

    def words(self, selector: str) -> str:
        """What a selector says to the clerk."""
        units = self.chosen(selector)
        if not units:
            return _("Gửi ngoài phần mềm")
        if selector == SUPERIOR:
            return _("Cấp trên: %(unit)s") % {"unit": units[0].name}
        if selector.startswith(_UNIT):
            return units[0].name
        return _("%(units)s (%(count)s đơn vị)") % {"units": self._group(selector), "count": integer(len(units))}

    def _group(self, selector: str) -> str:
        if selector == MEMBERS:
            return _("Các đơn vị phải nộp theo hạn này") if self.is_of_deadline else _("Tất cả đơn vị trực thuộc")
        bloc = selector.removeprefix(_BLOC)
        return _("Các đơn vị khác") if bloc == _OTHER else str(Bloc(bloc).label)

    def choices(self) -> Choices:
        """Every selector that means somebody, for a form: all, the blocs, the superior, then unit by unit."""
        blocs = dict.fromkeys(of_bloc(unit.bloc) for unit in self.members)
        groups = [MEMBERS, *(blocs if len(blocs) > 1 else ()), SUPERIOR]
        told = [(each, self.words(each)) for each in groups if self.chosen(each)]
        single = [(of_unit(unit), unit.name) for unit in self.members]
        alone: Choices = [(_("Một đơn vị"), single)] if single else []
        return [(OUTSIDE, self.words(OUTSIDE)), *told, *alone]


def audience_of(document: Document, *, on: dt.date) -> Audience:
    """Whom a document may go to on a day: who must hand in by the deadline it is about, else all direct units."""
    own = document.committee.unit
    units = Unit.objects.on(on)
    if document.deadline_id is not None:
        asked = Duty.objects.filter(deadline_id=document.deadline_id, excused_reason="").values("unit_id")
        members = units.within(document.path).filter(pk__in=asked)
    else:
        members = units.children_of(own)
    superior = units.filter(pk=own.parent_id).first() if own.parent_id is not None else None
    return Audience(list(members.order_by("name_sort")), superior, document.deadline_id is not None)


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line that somebody gets the document by, and where it goes."""

    text: str
    to: str
    words: str


def lines_of(document: Document, audience: Audience) -> list[Line]:
    """The lines of a document that name somebody, in printed order."""
    return [
        Line(text, to := document.delivered_to.get(text, OUTSIDE), audience.words(to))
        for text in naming(document.addressees, document.recipients)
    ]


def naming(addressees: Iterable[str], recipients: Iterable[str]) -> list[str]:
    """The lines that name somebody, each once: not "Như trên", not "Lưu: VT"."""
    lines = dict.fromkeys([*addressees, *recipients])
    return [line for line in lines if not line.casefold().startswith(_NOBODY)]


def units_of(document: Document, *, on: dt.date) -> list[Unit]:
    """The units that a document goes to, each once, in the order of its lines."""
    audience = audience_of(document, on=on)
    selectors = [document.delivered_to.get(text, OUTSIDE) for text in naming(document.addressees, document.recipients)]
    found = {unit.pk: unit for selector in selectors for unit in audience.chosen(selector)}
    return list(found.values())


def carried(delivered_to: Mapping[str, str], *, before: Sequence[str], after: Sequence[str]) -> dict[str, str]:
    """The selectors after the lines were edited: a line keeps its own, also where its words were corrected in place.

    What stands where a line stood that is gone is taken for that line in other words; a new line goes outside.
    """
    gone = {place: line for place, line in enumerate(before) if line not in after}
    found = {}
    for place, line in enumerate(after):
        former = line if line in before else gone.get(place, "")
        if delivered_to.get(former):
            found[line] = delivered_to[former]
    return found
