"""Lines of an annex by bloc: the one place that says which heading a unit stands under, so that none is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from committees.models import Bloc, Unit
from core.text.language import in_vietnamese

T = TypeVar("T")
_OTHER = "other"


@dataclass(frozen=True, slots=True)
class BlocLines(Generic[T]):
    """The lines of one bloc under its heading; `key` is part of its figures' keys."""

    key: str
    heading: str
    lines: list[T]


@in_vietnamese()
def by_bloc(lines: Iterable[T], unit_of: Callable[[T], Unit]) -> list[BlocLines[T]]:
    """Lines in the order an annex prints blocs; units without one, or with an unknown one, come last."""
    found: dict[str, list[T]] = {key: [] for key in (*Bloc.values, _OTHER)}
    for line in lines:
        bloc = unit_of(line).bloc
        found[bloc if bloc in Bloc.values else _OTHER].append(line)
    headings = {**{bloc.value: str(bloc.label) for bloc in Bloc}, _OTHER: _("Đơn vị khác")}
    return [BlocLines(key, headings[key], members) for key, members in found.items() if members]
