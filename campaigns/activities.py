"""The catalogue of countable activities: what each kind is measured in, how amounts are read and said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from campaigns.models import ActivityKind, Measure
from core.refusal import Refused
from core.text.folding import compose, fold
from core.text.language import in_vietnamese
from core.text.numbers import decimal, parse_integer

# Kind → what it is counted in, the usual first. The sample report tells pano and băng rôn in metres.
MEASURES: Mapping[str, tuple[Measure, ...]] = {
    ActivityKind.ARTICLE: (Measure.ARTICLE,),
    ActivityKind.POST: (Measure.POST,),
    ActivityKind.BROADCAST: (Measure.TIMES, Measure.SESSION),
    ActivityKind.TALK: (Measure.SESSION,),
    ActivityKind.REACHED: (Measure.PEOPLE,),
    ActivityKind.PANO: (Measure.METRE, Measure.SQUARE_METRE, Measure.PIECE),
    ActivityKind.BANNER: (Measure.METRE, Measure.SQUARE_METRE, Measure.PIECE),
    ActivityKind.LEAFLET: (Measure.SHEET,),
    ActivityKind.TRAINING: (Measure.CLASS, Measure.SESSION),
    ActivityKind.CEREMONY: (Measure.EVENT, Measure.SESSION),
    ActivityKind.OTHER: tuple(Measure),
}
IN_PARTS = frozenset({Measure.METRE, Measure.SQUARE_METRE})  # the others are whole
MOST = Decimal(100_000_000)
_OVER = re.compile(r"^(?:hơn|trên|>)\s*", re.IGNORECASE)
_PARTS = re.compile(r"(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)[,.](?P<part>[0-9]{1,2})")


@dataclass(frozen=True, slots=True)
class Amount:
    """How many, and whether it was more than that («hơn»). One «hơn» makes the sum «hơn»."""

    value: Decimal
    is_over: bool = False

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.value + other.value, self.is_over or other.is_over)

    @property
    def said(self) -> str:
        """«1.500», «hơn 1.500», «12,5»: data of a document, always Vietnamese."""
        number = decimal(self.value, 2)
        return f"hơn {number}" if self.is_over else number


def read_amount(text: str, measure: str) -> Amount:
    """An amount as people write it: "20", "1.200", "hơn 10", "12,5 m²".

    A number above zero; a part of one only for lengths and areas. Raises `Refused` with a sentence.
    """
    plain = compose(text)
    bare = _OVER.sub("", plain)
    unit = written_measure(measure)
    if fold(bare).endswith(fold(unit)) and not bare[-len(unit) - 1 : -len(unit)].isalpha():
        bare = bare[: -len(unit)].strip()
    parts = _PARTS.fullmatch(bare)
    if parts is not None and measure in IN_PARTS:
        value = Decimal(f"{parts['whole'].replace('.', '')}.{parts['part']}")
    else:
        try:
            value = Decimal(parse_integer(bare))
        except ValueError as error:
            raise Refused(str(error)) from None
    if value <= 0:
        raise Refused(_("Số lượng phải lớn hơn 0; không có thì bỏ trống dòng này."))
    if value >= MOST:
        raise Refused(_("Số lượng “%(text)s” lớn quá; xem lại.") % {"text": plain[:40]})
    return Amount(value, is_over=bare != plain and bool(_OVER.match(plain)))


def written_measure(measure: str) -> str:
    """A measure as it is written in reports, whatever language is read on the screen."""
    with in_vietnamese():
        return str(Measure(measure).label)


def refuse_measure(kind: str, measure: str) -> None:
    """Raise `Refused` where the kind is not counted in this measure."""
    fitting = MEASURES[kind]
    if measure not in fitting:
        told = {"kind": ActivityKind(kind).label, "measures": ", ".join(str(each.label) for each in fitting)}
        raise Refused(_("%(kind)s tính bằng: %(measures)s.") % told)


def name_of(kind: str, words: str) -> str:
    """What is counted, in words: the catalogue's, or one's own for «hoạt động khác»."""
    return words if kind == ActivityKind.OTHER else str(ActivityKind(kind).label)


def same_as(kind: str, words: str) -> str:
    """The key under which lines tell of the same thing: the kind; for «hoạt động khác» its words, however spelled."""
    return f"{kind}:{fold(words)}" if kind == ActivityKind.OTHER else str(kind)
