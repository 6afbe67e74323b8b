"""Building the tree: adding, naming and ending units, their lead units and figures.

A path is made of fixed-width labels, each the unit's own id in base 36, so that no two transactions can make the same
path and a subtree is one range of the b-tree (core/scope.py). A path never changes: a unit that moves ends, and has a
successor (committees/succession.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from committees.models import BLOC_OF_LEVEL, TERRITORIAL, Bloc, Level, Unit, UnitAlias, UnitFigure
from core import audit
from core.scope import SEPARATOR
from core.text.dates import short_date
from core.refusal import Refused
from core.text.folding import compose, fold
from core.text.numbers import integer, parse_integer
from core.text.sorting import sort_key

LABEL_WIDTH = 5
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_HIGHEST_ID = len(_DIGITS) ** LABEL_WIDTH - 1
_NAME_LENGTH: int = 200
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_MOST_PEOPLE = 200_000_000
_PHONE = re.compile(r"\+?[0-9]{8,12}")
_PHONE_MARKS = re.compile(r"[\s.()-]")


class TreeError(Refused):
    """The tree cannot be changed so. The message is one Vietnamese sentence for the person who asked."""


def label(unit_id: int) -> str:
    """The unit's id in base 36, five digits: room for 60 million units."""
    if not 0 < unit_id <= _HIGHEST_ID:
        raise ValueError(f"no label for unit id {unit_id}")
    digits = ""
    while unit_id:
        unit_id, digit = divmod(unit_id, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits.rjust(LABEL_WIDTH, "0")


def new_path(parent_path: str, unit_id: int) -> str:
    """The path of the unit with this id below `parent_path` ("" for the root)."""
    return f"{parent_path}{label(unit_id)}{SEPARATOR}"


def next_ids(count: int) -> list[int]:
    """Ids for `count` new units, from the table's sequence: never given twice, not even to a rolled-back neighbour."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('committees_unit', 'id')) FROM generate_series(1, %s)", [count]
        )
        return [row[0] for row in cursor.fetchall()]


def derived_names(name: str) -> dict[str, str]:
    """The stored search and sort forms of a unit's name."""
    return {"name_fold": fold(name)[:_NAME_LENGTH], "name_sort": sort_key(name)[: 2 * _NAME_LENGTH]}


@transaction.atomic
def add_unit(
    *,
    parent: Unit,
    level: str,
    name: str,
    bloc: str = "",
    lead_unit: Unit | None = None,
    phone: str = "",
    valid_from: date | None = None,
) -> Unit:
    """A unit of a committee's own below `parent`; it lives no longer than its parent does.

    `bloc` defaults to the one of its level. Raises `TreeError`: wrong nesting, a sibling of that name, wrong dates.
    """
    parent = _locked(parent)
    refuse_nesting(parent=parent, level=level)
    name = clean_name(name)
    refuse_same_name(parent=parent, name=name)
    unit = _build(parent, next_ids(1)[0], level, name, bloc, _clean_phone(phone), valid_from)
    if lead_unit is not None:
        _refuse_lead(unit, lead_unit)
        unit.lead_unit = lead_unit
    unit.save(force_insert=True)
    audit.record("unit.added", subject=unit, path=unit.path, after=_facts(unit))
    return unit


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, on: date, decision: str = "") -> Unit:
    """From `on` the unit is called `name`; the name until then stays findable, with its dates and the decision."""
    unit = _locked(unit)
    name = clean_name(name)
    if name == unit.name:
        raise TreeError(_("Đơn vị đã có tên “%(name)s” rồi, hãy nhập tên mới.") % {"name": name})
    since = _named_since(unit)
    if since is not None and on <= since:
        raise TreeError(
            _("“%(name)s” mang tên này từ ngày %(day)s, ngày đổi tên phải sau ngày đó.")
            % {"name": unit.name, "day": short_date(since)}
        )
    if unit.parent is not None:
        refuse_same_name(parent=unit.parent, name=name, besides=unit)
    former = unit.name
    _remember_name(unit, since=since, until=on - timedelta(days=1), decision=decision)
    unit.name = name
    _set(unit, name=name, **derived_names(name))
    audit.record(
        "unit.renamed",
        subject=unit,
        path=unit.path,
        before={"name": former},
        after={"name": name, "on": on.isoformat(), "decision": decision},
    )
    return unit


@transaction.atomic
def close_unit(*, unit: Unit, on: date, reason: str) -> Unit:
    """The unit exists until `on`, that day included. Units below it and units it leads must be dealt with first."""
    unit = _locked(unit)
    refuse_end(unit=unit, last_day=on)
    led = Unit.objects.filter(lead_unit=unit).filter(Q(valid_to=None) | Q(valid_to__gt=on)).order_by("name_sort").first()
    if led is not None:
        raise TreeError(
            _("“%(name)s” đang là đầu mối của “%(led)s”, hãy chọn đầu mối khác trước khi kết thúc.")
            % {"name": unit.name, "led": led.name}
        )
    before = _day(unit.valid_to)
    _set(unit, valid_to=on)
    audit.record(
        "unit.closed",
        subject=unit,
        path=unit.path,
        before={"valid_to": before},
        after={"valid_to": on.isoformat(), "reason": reason},
    )
    return unit


@transaction.atomic
def set_lead_unit(*, unit: Unit, lead: Unit | None) -> Unit:
    """Who receives the unit's quota and hands in for it (đơn vị đầu mối); None: the unit itself."""
    unit = _locked(unit)
    if lead is not None:
        _refuse_lead(unit, lead)
    before = unit.lead_unit
    _set(unit, lead_unit=lead)
    audit.record(
        "unit.lead_set",
        subject=unit,
        path=unit.path,
        before={"lead_unit": before.name if before else None},
        after={"lead_unit": lead.name if lead else None},
    )
    return unit


@transaction.atomic
def set_figures(
    *, unit: Unit, year: int, population: int | None, headcount: int | None, source: str = ""
) -> UnitFigure | None:
    """Population and headcount (people) of a year. None is "không có số liệu"; with both None the row goes."""
    _refuse_figures(unit, year, population, headcount)
    former = UnitFigure.objects.filter(unit=unit, year=year).first()
    before: dict[str, object] = _figures(former) if former else {}
    figure = None
    if population is not None or headcount is not None:
        values = {"population": population, "headcount": headcount, "source": compose(source)[:200]}
        figure, _created = UnitFigure.objects.update_or_create(
            unit=unit, year=year, defaults=values, create_defaults={**values, "path": unit.path}
        )
    elif former:
        former.delete()
    audit.record(
        "unit.figures_set",
        subject=unit,
        path=unit.path,
        before=before,
        after={"year": year, **(_figures(figure) if figure else {})},
    )
    return figure


class SkippedLine(NamedTuple):
    """A pasted line that made no unit, as pasted, and why."""

    line: str
    reason: str


@dataclass(frozen=True, slots=True)
class AddedUnits:
    """What a pasted list came to: every line is in one of the two, blank lines apart."""

    added: list[Unit] = field(default_factory=list)
    skipped: list[SkippedLine] = field(default_factory=list)


@transaction.atomic
def add_units_from_text(
    *, parent: Unit, text: str, level: str | None = None, year: int | None = None, valid_from: date | None = None
) -> AddedUnits:
    """Units from a pasted list: one a line; tab-separated, the later columns optional: tên, khối/loại, dân số/quân số,
    điện thoại. A leading STT column or "1." is passed over.

    The kind is what the second column says, else `level`, else what the name says. The figure goes to `year` (this
    year unless told): population for territories and villages, headcount for the others. Good lines are added, bad
    ones come back with a reason.
    """
    parent = _locked(parent)
    year = year or timezone.localdate().year
    siblings = _names_below(parent)
    outcome = AddedUnits()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            pasted = _read_line(parent, line, level)
            if _same_name(pasted.name, siblings):
                raise TreeError(_("đã có đơn vị “%(name)s”") % {"name": pasted.name})
            unit = _build(parent, 0, pasted.level, pasted.name, pasted.bloc, pasted.phone, valid_from)
        except TreeError as error:
            reason = _("Dòng %(number)s: %(reason)s.") % {"number": number, "reason": str(error).rstrip(".")}
            outcome.skipped.append(SkippedLine(line.strip(), reason))
            continue
        siblings.append(pasted.name)
        unit.pasted_people = pasted.people  # type: ignore[attr-defined]  # until its figure is saved below
        outcome.added.append(unit)
    _save_pasted(parent, outcome.added, year)
    return outcome


@dataclass(frozen=True, slots=True)
class _Pasted:
    name: str
    level: str
    bloc: str
    people: int | None
    phone: str


_LEADING_NUMBER = re.compile(r"^(?:\d+\s*[.)]\s*|[-–•+*]\s+)")
_TITLE_WORDS = frozenset({"ten", "ten don vi", "don vi", "stt", "tt", "ho ten"})

# What the first words of a name say about the unit; the longest beginning wins.
_LEVEL_OF_BEGINNING: dict[str, Level] = {
    **dict.fromkeys(
        ("thon", "ban", "ap", "khom", "khu pho", "to dan pho", "to dp", "tdp", "buon", "lang", "xom", "khu dan cu"),
        Level.VILLAGE,
    ),
    **dict.fromkeys(
        ("truong", "thpt", "thcs", "tieu hoc", "mam non", "dai hoc", "cao dang", "hoc vien"), Level.SCHOOL
    ),
    **dict.fromkeys(
        ("cong ty", "cty", "xi nghiep", "nha may", "doanh nghiep", "hop tac xa", "tap doan", "tong cong ty", "ngan hang"),
        Level.ENTERPRISE,
    ),
    **dict.fromkeys(
        ("cong an", "quan su", "ban chi huy quan su", "bch quan su", "bo chi huy quan su", "don bien phong",
         "bien phong", "trung doan", "su doan", "lu doan", "tieu doan", "lu", "bo doi"),
        Level.ARMED_FORCES,
    ),
    **dict.fromkeys(("hoi", "doan", "lien doan", "mat tran", "uy ban mat tran", "cong doan"), Level.ASSOCIATION),
    **dict.fromkeys(("cau lac bo", "clb"), Level.CLUB),
    **dict.fromkeys(("xa", "phuong", "thi tran", "dac khu"), Level.COMMUNE),
    **dict.fromkeys(("huyen", "quan", "thi xa", "khu vuc"), Level.DISTRICT),
    # Councils and the people's committee begin like an association or an armed force but are offices.
    **dict.fromkeys(("hoi dong", "doan dai bieu quoc hoi", "doan kinh te"), Level.AGENCY),
}  # fmt: skip

# What a "khối/loại" column may say besides the labels of `Level` and `Bloc`.
_KIND_WORDS: dict[str, Level] = {
    "thon": Level.VILLAGE,
    "to dan pho": Level.VILLAGE,
    "thon, to dan pho": Level.VILLAGE,
    "xa": Level.COMMUNE,
    "phuong": Level.COMMUNE,
    "xa, phuong": Level.COMMUNE,
    "co quan": Level.AGENCY,
    "truong": Level.SCHOOL,
    "giao duc": Level.SCHOOL,
    "cong ty": Level.ENTERPRISE,
    "llvt": Level.ARMED_FORCES,
    "vu trang": Level.ARMED_FORCES,
    "doan the": Level.ASSOCIATION,
    "hoi": Level.ASSOCIATION,
    "clb": Level.CLUB,
    "cau lac bo": Level.CLUB,
    "khu vuc": Level.DISTRICT,
    "huyen": Level.DISTRICT,
}


def level_of_name(name: str) -> Level:
    """The kind of unit that a name's first words speak of: "Tổ dân phố 3" is a village; an office where none fits."""
    folded = f"{fold(name)} "
    fitting = [beginning for beginning in _LEVEL_OF_BEGINNING if folded.startswith(f"{beginning} ")]
    return _LEVEL_OF_BEGINNING[max(fitting, key=len)] if fitting else Level.AGENCY


def _read_line(parent: Unit, line: str, level: str | None) -> _Pasted:
    cells = [compose(cell) for cell in line.split("\t")]
    if len(cells) > 1 and cells[0].rstrip(".").isdecimal():
        cells = cells[1:]
    name, kind, people, phone = (*cells, "", "", "", "")[:4]
    name = _LEADING_NUMBER.sub("", name)
    if fold(name) in _TITLE_WORDS:
        raise TreeError(_("dòng tiêu đề, không phải đơn vị"))
    name = clean_name(name)
    named_level, bloc = _read_kind(kind)
    chosen = named_level or level or level_of_name(name)
    refuse_nesting(parent=parent, level=chosen)
    return _Pasted(name, chosen, bloc, _read_people(people), _clean_phone(phone))


def _read_kind(text: str) -> tuple[str, str]:
    """The level and the bloc that the "khối/loại" column names; both empty where the column is."""
    folded = fold(text)
    if not folded:
        return "", ""
    for level in Level:
        if folded == fold(str(level.label)):
            return level, ""
    if folded in _KIND_WORDS:
        return _KIND_WORDS[folded], ""
    for bloc in Bloc:
        if folded.removeprefix("khoi ").removeprefix("cac ") == fold(str(bloc.label)).removeprefix("cac "):
            return _LEVEL_OF_BLOC[bloc], bloc
    raise TreeError(_("không rõ loại “%(kind)s” ở cột thứ hai") % {"kind": text})


_LEVEL_OF_BLOC: dict[Bloc, Level] = {
    Bloc.TERRITORY: Level.COMMUNE,
    Bloc.VILLAGE: Level.VILLAGE,
    Bloc.AGENCY: Level.AGENCY,
    Bloc.SCHOOL: Level.SCHOOL,
    Bloc.ENTERPRISE: Level.ENTERPRISE,
    Bloc.ASSOCIATION: Level.ASSOCIATION,
    Bloc.ARMED_FORCES: Level.ARMED_FORCES,
}


def _read_people(text: str) -> int | None:
    if not text:
        return None
    try:
        people = parse_integer(text)
    except ValueError as error:
        raise TreeError(str(error)) from None
    if not 0 <= people <= _MOST_PEOPLE:
        raise TreeError(_("số dân hoặc quân số “%(text)s” không hợp lý") % {"text": text})
    return people


def _save_pasted(parent: Unit, units: Sequence[Unit], year: int) -> None:
    if not units:
        return
    for unit, unit_id in zip(units, next_ids(len(units)), strict=True):
        unit.pk = unit_id
        unit.path = new_path(parent.path, unit_id)
    Unit.objects.bulk_create(units, batch_size=500)
    figures = [_pasted_figure(unit, year) for unit in units if unit.pasted_people is not None]  # type: ignore[attr-defined]
    UnitFigure.objects.bulk_create(figures, batch_size=500)
    names = [unit.name for unit in units]
    audit.record("units.added", subject=parent, path=parent.path, after={"count": len(units), "names": names})


def _pasted_figure(unit: Unit, year: int) -> UnitFigure:
    column = "population" if unit.is_territory or unit.level == Level.VILLAGE else "headcount"
    people: int = unit.pasted_people  # type: ignore[attr-defined]
    return UnitFigure(unit=unit, path=unit.path, year=year, source=_("Danh sách dán"), **{column: people})


# What may not be


def refuse_nesting(*, parent: Unit, level: str) -> None:
    """A territory lies below a higher one, however many levels lie between; member units have nothing below them."""
    if level not in Level.values:
        raise TreeError(_("Không có loại đơn vị “%(level)s”.") % {"level": level})
    if not parent.is_territory:
        raise TreeError(
            _("“%(parent)s” là %(kind)s nên không có đơn vị bên dưới, hãy chọn cấp trên khác.")
            % {"parent": parent.name, "kind": _lower_first(parent.get_level_display())}
        )
    if level in TERRITORIAL and TERRITORIAL.index(Level(level)) <= TERRITORIAL.index(Level(parent.level)):
        raise TreeError(
            _("%(kind)s không thể nằm dưới “%(parent)s”, hãy chọn cấp trên cao hơn.")
            % {"kind": Level(level).label, "parent": parent.name}
        )


def refuse_same_name(*, parent: Unit, name: str, besides: Unit | None = None) -> None:
    """Two living siblings may not have one name: however the tone is placed, or typed without marks by one of them."""
    names = _names_below(parent, besides=besides)
    if _same_name(name, names):
        raise TreeError(
            _("“%(parent)s” đã có đơn vị “%(name)s”, hãy đặt tên khác.") % {"parent": parent.name, "name": name}
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
            _("“%(name)s” còn %(count)s đơn vị bên dưới, hãy chuyển hoặc kết thúc các đơn vị đó trước.")
            % {"name": unit.name, "count": integer(below)}
        )


def _refuse_lead(unit: Unit, lead: Unit) -> None:
    names = {"name": unit.name, "lead": lead.name}
    if lead.pk == unit.pk:
        raise TreeError(_("“%(name)s” không thể là đầu mối của chính mình.") % names)
    if lead.parent_id != unit.parent_id:
        raise TreeError(_("Đầu mối của “%(name)s” phải cùng cấp trên, “%(lead)s” thuộc cấp trên khác.") % names)
    if lead.lead_unit_id is not None:
        raise TreeError(_("“%(lead)s” đã có đơn vị đầu mối khác nên không thể làm đầu mối của “%(name)s”.") % names)
    if Unit.objects.filter(lead_unit=unit).exists():
        raise TreeError(_("“%(name)s” đang là đầu mối của đơn vị khác nên không thể có đầu mối.") % names)
    if lead.valid_to is not None and (unit.valid_to is None or unit.valid_to > lead.valid_to):
        raise TreeError(_("“%(lead)s” đã kết thúc nên không thể làm đầu mối của “%(name)s”.") % names)


def _refuse_figures(unit: Unit, year: int, population: int | None, headcount: int | None) -> None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise TreeError(_("Năm %(year)s của “%(name)s” không hợp lý.") % {"year": year, "name": unit.name})
    for people in (population, headcount):
        if people is not None and not 0 <= people <= _MOST_PEOPLE:
            raise TreeError(
                _("Số người của “%(name)s” năm %(year)s phải là số không âm và hợp lý.")
                % {"name": unit.name, "year": year}
            )


def clean_name(name: str) -> str:
    """A unit's name as it is kept: composed, one line, single spaces. Raises `TreeError` where nothing is left."""
    name = " ".join(compose(name).split())
    if not fold(name) or not any(character.isalnum() for character in name):
        raise TreeError(_("Chưa có tên đơn vị, hãy nhập tên."))
    if len(name) > _NAME_LENGTH or len(fold(name)) > _NAME_LENGTH:
        raise TreeError(
            _("Tên “%(start)s…” dài quá %(length)s chữ, hãy viết ngắn hơn.")
            % {"start": name[:40], "length": _NAME_LENGTH}
        )
    return name


def _clean_phone(phone: str) -> str:
    digits = _PHONE_MARKS.sub("", compose(phone))
    if digits and not _PHONE.fullmatch(digits):
        raise TreeError(_("Số điện thoại “%(phone)s” không đúng, hãy kiểm tra lại.") % {"phone": compose(phone)})
    return digits


def _names_below(parent: Unit, besides: Unit | None = None) -> list[str]:
    """Names of the siblings that live as long as a new unit below `parent` would."""
    living = Unit.objects.filter(parent=parent).filter(
        Q(valid_to=None) if parent.valid_to is None else Q(valid_to=None) | Q(valid_to__gte=parent.valid_to)
    )
    if besides is not None:
        living = living.exclude(pk=besides.pk)
    return list(living.values_list("name", flat=True))


def _same_name(name: str, others: Sequence[str]) -> bool:
    key, folded = sort_key(name), fold(name)
    if any(sort_key(other) == key for other in others):
        return True
    # "Minh Quán" and "Minh Quân" are two communes of one district; "minh quan" is either of them typed in haste.
    without_marks = name.casefold() == folded
    return any(fold(other) == folded and (without_marks or other.casefold() == folded) for other in others)


# Small steps


def _build(parent: Unit, unit_id: int, level: str, name: str, bloc: str, phone: str, valid_from: date | None) -> Unit:
    if bloc and bloc not in Bloc.values:
        raise TreeError(_("Không có khối “%(bloc)s”.") % {"bloc": bloc})
    first, last = _life_below(parent, valid_from)
    return Unit(
        pk=unit_id or None,
        parent=parent,
        path=new_path(parent.path, unit_id) if unit_id else "",
        level=level,
        name=name,
        bloc=bloc or BLOC_OF_LEVEL.get(level, ""),
        phone=phone,
        valid_from=first,
        valid_to=last,
        is_own=True,
        **derived_names(name),
    )


def _life_below(parent: Unit, valid_from: date | None) -> tuple[date | None, date | None]:
    """First and last day of a new unit: inside its parent's life."""
    days = {"parent": parent.name, "first": parent.valid_from, "last": parent.valid_to}
    if valid_from is not None and parent.valid_to is not None and valid_from > parent.valid_to:
        days["last"] = short_date(parent.valid_to)
        raise TreeError(_("“%(parent)s” đã kết thúc ngày %(last)s, không thể thêm đơn vị từ sau ngày đó.") % days)
    if valid_from is not None and parent.valid_from is not None and valid_from < parent.valid_from:
        days["first"] = short_date(parent.valid_from)
        raise TreeError(_("“%(parent)s” chỉ có từ ngày %(first)s, không thể thêm đơn vị từ trước ngày đó.") % days)
    return valid_from or parent.valid_from, parent.valid_to


def _locked(unit: Unit) -> Unit:
    """The unit as it is now, held until the transaction ends, so that two savers do not both find a name free."""
    return Unit.objects.select_for_update().get(pk=unit.pk)


def _set(unit: Unit, **values: object) -> None:
    for name, value in values.items():
        setattr(unit, name, value)
    unit.save(update_fields=list(values))


def _named_since(unit: Unit) -> date | None:
    """The first day of the present name: after the last dated name before it, else the unit's own first day."""
    last = unit.aliases.exclude(valid_to=None).order_by("-valid_to").first()
    return last.valid_to + timedelta(days=1) if last and last.valid_to else unit.valid_from


def _remember_name(unit: Unit, *, since: date | None, until: date, decision: str) -> None:
    dated = {"path": unit.path, "name_fold": fold(unit.name), "valid_to": until, "decision": decision[:200]}
    UnitAlias.objects.update_or_create(
        unit=unit, name=unit.name, defaults=dated, create_defaults={**dated, "valid_from": since}
    )


def _facts(unit: Unit) -> dict[str, object]:
    facts = {"name": unit.name, "level": unit.level, "bloc": unit.bloc, "valid_from": _day(unit.valid_from)}
    return {**facts, "lead_unit": unit.lead_unit.name if unit.lead_unit else None, "phone": unit.phone}


def _figures(figure: UnitFigure) -> dict[str, object]:
    return {"population": figure.population, "headcount": figure.headcount, "source": figure.source}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
