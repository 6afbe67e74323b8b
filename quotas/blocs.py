"""Figures per bloc (khối): what a bloc is to give as a whole, and whether its units add up to it.

Real plans split first by bloc and then within each. A bloc without a figure of its own binds nothing; one that has a
figure must be given out exactly when the version is issued, so that both sums of the annex agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from committees.models import Bloc
from core.refusal import Refused
from core.text.numbers import integer
from quotas.models import Allotment, BlocFigure
from quotas.proposals import refuse_absurd


@dataclass(frozen=True, slots=True)
class BlocLine:
    """What the grid says of one bloc: its figure and the rule by which it falls to the units."""

    bloc: str
    assigned: int
    rule: str = ""


@dataclass(frozen=True, slots=True)
class BlocBalance:
    """One bloc against its figure: «Khối trường học: cần 70 · đã giao 66 · còn 4»."""

    bloc: str
    to_give: int | None
    given: int

    @property
    def left(self) -> int | None:
        """What is still to give in the bloc; negative when more was given; None without a figure."""
        return None if self.to_give is None else self.to_give - self.given


def lines_of(allotment: Allotment) -> dict[str, BlocLine]:
    """The blocs that have a figure in this version."""
    return {
        figure.bloc: BlocLine(bloc=figure.bloc, assigned=figure.assigned, rule=figure.rule)
        for figure in allotment.bloc_figures.all()
    }


def balances(allotment: Allotment) -> list[BlocBalance]:
    """Every bloc that has a figure or a unit with one, in the order of the annex."""
    figures = lines_of(allotment)
    given: dict[str, int] = {}
    for target in allotment.targets.all():
        given[target.bloc] = given.get(target.bloc, 0) + (target.assigned or 0)
    return [
        BlocBalance(bloc=bloc, to_give=figures[bloc].assigned if bloc in figures else None, given=given.get(bloc, 0))
        for bloc in (*Bloc, "")
        if bloc in figures or bloc in given
    ]


def write(allotment: Allotment, lines: Sequence[BlocLine]) -> None:
    """Replace the bloc figures of a draft; the caller holds its lock. Raises `Refused` for an absurd figure."""
    for line in lines:
        refuse_absurd(line.assigned)
    allotment.bloc_figures.all().delete()
    BlocFigure.objects.bulk_create(
        BlocFigure(path=allotment.path, allotment=allotment, bloc=line.bloc, assigned=line.assigned, rule=line.rule)
        for line in lines
    )


def copy(former: Allotment, draft: Allotment) -> None:
    """Begin a new version with the bloc figures of the former."""
    write(draft, list(lines_of(former).values()))


def refuse_unbalanced(allotment: Allotment) -> None:
    """Raise `Refused` where the units of a bloc do not add up to its figure, naming every such bloc."""
    off = [balance for balance in balances(allotment) if balance.left]
    if off:
        raise Refused(
            " ".join(
                _("Khối %(bloc)s: cần %(to_give)s, các đơn vị được giao %(given)s, %(left)s.")
                % {
                    "bloc": Bloc(balance.bloc).label,
                    "to_give": integer(balance.to_give),
                    "given": integer(balance.given),
                    "left": _left_in_words(balance.left or 0),
                }
                for balance in off
            )
            + " "
            + _("Sửa số của khối hoặc của đơn vị cho khớp, lưu, rồi giao.")
        )


def _left_in_words(left: int) -> str:
    if left > 0:
        return _("còn %(left)s") % {"left": integer(left)}
    return _("thừa %(left)s") % {"left": integer(-left)}
