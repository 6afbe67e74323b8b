"""What the tree refuses, and how a unit's name and phone are kept. Each refusal is one sentence for the user."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from committees.models import TERRITORIAL, Level, Unit
from core.refusal import Refused
from core.text.dates import short_date
from core.text.folding import compose, fold
from core.text.numbers import integer
from core.text.sorting import sort_key

NAME_LENGTH = 200
FIRST_YEAR, LAST_YEAR = 1990, 2100
MOST_PEOPLE = 200_000_000
_PHONE = re.compile(r"\+?[0-9]{8,12}")
_PHONE_MARKS = re.compile(r"[\s.()-]")


class TreeError(Refused):
    """The tree cannot be changed so."""


def clean_name(name: str) -> str:
    """A unit's name as it is kept: composed, one line, single spaces. Raises `TreeError` where nothing is left."""
    name = " ".join(compose(name).split())
    if not any(character.isalnum() for character in fold(name)):
        raise TreeError(_("Chưa có tên đơn vị; nhập tên."))
    if max(len(name), len(fold(name))) > NAME_LENGTH:
        raise TreeError(
            _("Tên “%(start)s…” dài quá %(length)s chữ; viết ngắn hơn.") % {"start": name[:40], "length": NAME_LENGTH}
        )
    return name


def clean_phone(phone: str) -> str:
    """A contact number without spaces and dots; empty stays empty. Raises `TreeError` for what cannot be dialled."""
    digits = _PHONE_MARKS.sub("", compose(phone))
    if digits and not _PHONE.fullmatch(digits):
        raise TreeError(_("Số điện thoại “%(phone)s” không đúng; kiểm tra lại.") % {"phone": compose(phone)[:40]})
    return digits


def same_name(name: str, others: Sequence[str]) -> bool:
    """Whether one of the names is this one: however the tone is placed, or typed without marks by either.

    "Minh Quán" and "Minh Quân" are two communes of one district; "minh quan" is either of them typed in haste.
    """
    key, folded = sort_key(name), fold(name)
    without_marks = name.casefold() == folded
    return any(
        sort_key(other) == key or (fold(other) == folded and (without_marks or other.casefold() == folded))
        for other in others
    )


def units_below(parent: Unit) -> QuerySet[Unit]:
    """The units below `parent` that live as long as a new one there would."""
    living = Q(valid_to=None) if parent.valid_to is None else Q(valid_to=None) | Q(valid_to__gte=parent.valid_to)
    return Unit.objects.filter(living, parent=parent)


def names_below(parent: Unit, besides: Unit | None = None) -> list[str]:
    """Names of the units below `parent` that live as long as a new one there would."""
    siblings = units_below(parent)
    if besides is not None:
        siblings = siblings.exclude(pk=besides.pk)
    return list(siblings.values_list("name", flat=True))


def refuse_same_name(*, parent: Unit, name: str, besides: Unit | None = None) -> None:
    """Two living siblings may not have one name."""
    if same_name(name, names_below(parent, besides=besides)):
        raise TreeError(
            _("“%(parent)s” đã có đơn vị “%(name)s”; đặt tên khác.") % {"parent": parent.name, "name": name}
        )


def refuse_nesting(*, parent: Unit, level: str) -> None:
    """A territory lies below a higher one, however many levels lie between; member units have nothing below them."""
    if level not in Level.values:
        raise TreeError(_("Không có loại đơn vị “%(level)s”.") % {"level": level})
    if not parent.is_territory:
        raise TreeError(
            _("“%(parent)s” không phải là một cấp hành chính nên không có đơn vị bên dưới; chọn cấp trên khác.")
            % {"parent": parent.name}
        )
    if level in TERRITORIAL and TERRITORIAL.index(Level(level)) <= TERRITORIAL.index(Level(parent.level)):
        raise TreeError(
            _("Đơn vị loại “%(kind)s” không thể nằm dưới “%(parent)s”; chọn cấp trên cao hơn.")
            % {"kind": Level(level).label, "parent": parent.name}
        )


def refuse_end(*, unit: Unit, last_day: date) -> None:
    """A unit may not end before it begins, twice, or above units that go on."""
    if unit.valid_to is not None and unit.valid_to <= last_day:
        raise TreeError(
            _("“%(name)s” đã kết thúc ngày %(day)s rồi.") % {"name": unit.name, "day": short_date(unit.valid_to)}
        )
    if unit.valid_from is not None and last_day < unit.valid_from:
        raise TreeError(
            _("“%(name)s” chỉ có từ ngày %(day)s, không thể kết thúc trước ngày đó.")
            % {"name": unit.name, "day": short_date(unit.valid_from)}
        )
    below = Unit.objects.filter(parent=unit).filter(Q(valid_to=None) | Q(valid_to__gt=last_day)).count()
    if below:
        raise TreeError(
            _("“%(name)s” còn %(count)s đơn vị bên dưới; chuyển hoặc kết thúc các đơn vị đó trước.")
            % {"name": unit.name, "count": integer(below)}
        )


def refuse_end_of_lead(*, unit: Unit, last_day: date) -> None:
    """A unit that leads others may not end before they have another lead."""
    led = Unit.objects.filter(lead_unit=unit).filter(Q(valid_to=None) | Q(valid_to__gt=last_day))
    if (first := led.order_by("name_sort").first()) is not None:
        raise TreeError(
            _("“%(name)s” đang là đầu mối của “%(led)s”; chọn đầu mối khác trước khi kết thúc.")
            % {"name": unit.name, "led": first.name}
        )


def refuse_lead(*, unit: Unit, lead: Unit) -> None:
    """A lead unit is a sibling that has no lead of its own and lives as long."""
    names = {"name": unit.name, "lead": lead.name}
    if lead.pk == unit.pk:
        raise TreeError(_("“%(name)s” không thể là đầu mối của chính mình.") % names)
    if lead.parent_id != unit.parent_id:
        raise TreeError(_("Đầu mối của “%(name)s” phải cùng cấp trên, “%(lead)s” thuộc cấp trên khác.") % names)
    if lead.lead_unit_id is not None:
        raise TreeError(_("“%(lead)s” đã có đơn vị đầu mối khác nên không thể làm đầu mối của “%(name)s”.") % names)
    if Unit.objects.filter(lead_unit_id=unit.pk or 0).exists():
        raise TreeError(_("“%(name)s” đang là đầu mối của đơn vị khác nên không thể có đầu mối.") % names)
    if lead.valid_to is not None and (unit.valid_to is None or unit.valid_to > lead.valid_to):
        raise TreeError(_("“%(lead)s” đã kết thúc nên không thể làm đầu mối của “%(name)s”.") % names)


def refuse_figures(*, unit: Unit, year: int, population: int | None, headcount: int | None) -> None:
    """Figures are whole numbers of people in a year that campaigns are run in."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise TreeError(_("Năm %(year)s của “%(name)s” không hợp lý.") % {"year": year, "name": unit.name})
    for people in (population, headcount):
        if people is not None and not 0 <= people <= MOST_PEOPLE:
            raise TreeError(
                _("Số người của “%(name)s” năm %(year)s phải là số không âm và hợp lý.")
                % {"name": unit.name, "year": year}
            )


def life_below(*, parent: Unit, valid_from: date | None) -> tuple[date | None, date | None]:
    """First and last day of a new unit: inside its parent's life."""
    if valid_from is not None and parent.valid_to is not None and valid_from > parent.valid_to:
        raise TreeError(
            _("“%(parent)s” đã kết thúc ngày %(day)s, không thể thêm đơn vị từ sau ngày đó.")
            % {"parent": parent.name, "day": short_date(parent.valid_to)}
        )
    if valid_from is not None and parent.valid_from is not None and valid_from < parent.valid_from:
        raise TreeError(
            _("“%(parent)s” chỉ có từ ngày %(day)s, không thể thêm đơn vị từ trước ngày đó.")
            % {"parent": parent.name, "day": short_date(parent.valid_from)}
        )
    return valid_from or parent.valid_from, parent.valid_to
