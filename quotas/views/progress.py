"""Progress: a unit's year, its rounds, the units below, and the one picture to forward."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.models import Plan
from committees.access import SeatRequest, seat_required, unit_in_scope
from committees.models import Unit
from committees.permissions import Act
from core.listing import list_page, short_list
from core.scope import is_within
from core.text.dates import VIETNAM
from core.text.numbers import Number, integer, percent, signed
from quotas import outside_figures
from quotas.filters import ProgressFilter, RoundProgressFilter
from quotas.picture import progress_picture
from quotas.progress import Progress, progress_of
from quotas.ranking import rank_of
from quotas.tables import ProgressTable, RoundProgressTable, round_rows, sum_known

FIRST_YEAR = 2000


def current_year() -> int:
    """The year by Vietnam's calendar."""
    return timezone.now().astimezone(VIETNAM).year


def asked_year(request: HttpRequest, unit: Unit) -> int:
    """The year in the address; else the newest year the unit's own plans know, up to now; else this year."""
    text = request.GET.get("year", "")
    if text.isdecimal() and FIRST_YEAR <= int(text) <= current_year() + 1:
        return int(text)
    if unit.valid_to is None:
        return current_year()
    newest = Plan.objects.filter(path=unit.path).order_by("-year").values_list("year", flat=True).first()
    return newest or unit.valid_to.year


@require_safe
@seat_required(Act.READ)
def own_progress(request: SeatRequest) -> HttpResponseBase:
    """The active seat's own unit."""
    return unit_progress(request, request.seat.unit_id)


@require_safe
@seat_required(Act.READ)
def unit_progress(request: SeatRequest, pk: int) -> HttpResponseBase:
    """A unit of the own subtree: figure, rounds, the units below; ?show=behind|reached, ?year=."""
    unit = request.seat.unit if pk == request.seat.unit_id else unit_in_scope(request, pk)
    year = asked_year(request, unit)
    progress = progress_of(unit=unit, year=year, now=timezone.now())
    filterset = ProgressFilter(request.GET or None, progress=progress)
    table = ProgressTable(filterset.found, year=year, whole=progress.whole)
    context = {
        "title": _("Tiến độ năm %(year)s · %(unit)s") % {"year": year, "unit": unit.name},
        "crumbs": crumbs(request, progress),
        "as_of": progress.as_of,
        "progress": progress,
        "rounds": _rounds(request, progress),
        "note": _note(progress, year),
        "outside_figures": list(outside_figures.of_plan(progress.plan)) if progress.plan else [],
        "show": request.GET.get("show", ""),
        "noun": _("đơn vị"),
        "years": _years(year),
        "picture_url": f"{reverse('progress_picture', args=[unit.pk])}?year={year}",
    }
    name = _("Tiến độ %(year)s %(unit)s") % {"year": year, "unit": unit.name}
    return list_page(
        request, table, filterset, "quotas/progress.html", context, name=name, keep=["year"], page_size=None
    )


def _rounds(request: SeatRequest, progress: Progress) -> RoundProgressTable | None:
    """The year's rounds inside the page; none where there are none."""
    rows = round_rows(progress)
    if not rows:
        return None
    address = f"{reverse('progress_rounds', args=[progress.unit.pk])}?year={progress.year}"
    short: RoundProgressTable = short_list(request, RoundProgressTable(rows), address=address)
    return short


@require_safe
@seat_required(Act.READ)
def unit_rounds(request: SeatRequest, pk: int) -> HttpResponseBase:
    """The rounds of a unit's year, to filter and to give out; ?year=."""
    unit = unit_in_scope(request, pk)
    year = asked_year(request, unit)
    progress = progress_of(unit=unit, year=year, now=timezone.now())
    filterset = RoundProgressFilter(request.GET or None, lines=round_rows(progress))
    title = _("Kết quả theo đợt năm %(year)s") % {"year": year}
    back = f"{reverse('progress_unit', args=[unit.pk])}?year={year}"
    context = {
        "title": title,
        "lead": unit.name,
        "as_of": progress.as_of,
        "crumbs": [{"label": unit.name, "url": back}, {"label": title}],
        "noun": _("đợt"),
    }
    name = f"{title} {unit.name}"
    table = RoundProgressTable(filterset.found)
    return list_page(request, table, filterset, "list.html", context, name=name, keep=["year"])


@require_safe
@seat_required(Act.READ)
def picture(request: SeatRequest, pk: int) -> HttpResponseBase:
    """«Ảnh tiến độ gửi Zalo»: one PNG with figure, date and cut-off; ?names=0 leaves the late out."""
    unit = unit_in_scope(request, pk)
    year = asked_year(request, unit)
    progress = progress_of(unit=unit, year=year, now=timezone.now())
    image = progress_picture(progress, with_names=request.GET.get("names") != "0")
    response = HttpResponse(image, content_type="image/png")
    response["Content-Disposition"] = f'inline; filename="tien-do-{year}.png"'
    return response


def crumbs(request: SeatRequest, progress: Progress) -> list[dict[str, str]]:
    """The way down the tree to the unit; units above the seat's own are named without a link."""
    found = []
    for each in progress.above:
        crumb = {"label": each.name}
        if is_within(each.path, request.seat.path):
            crumb["url"] = f"{reverse('progress_unit', args=[each.pk])}?year={progress.year}"
        found.append(crumb)
    return [*found, {"label": progress.unit.name}]


def _note(progress: Progress, year: int) -> str:
    parts = missing_in_words(progress.whole.missing, sum_known(line.missing for line in progress.lines))
    if progress.superior_quota and progress.given_quota and progress.given_quota != progress.superior_quota:
        parts.append(  # two percentages exist: of the superior's quota (above), and of what was given to the units
            _("Đạt %(share)s của %(given)s đã giao cho các đơn vị")
            % {
                "share": percent(progress.whole.result or 0, progress.given_quota),
                "given": integer(progress.given_quota),
            }
        )
    if not progress.whole.is_comparable:
        parts.append(_("Không so sánh được với năm %(year)s vì có đơn vị đã chia tách") % {"year": year - 1})
    elif progress.whole.difference is not None and progress.whole.difference < 0 and year == current_year():
        parts.append(  # the year is not over: a minus would read as a loss
            _("Còn %(missing)s nữa thì bằng kết quả cả năm %(year)s")
            % {"missing": integer(-progress.whole.difference), "year": year - 1}
        )
    elif progress.whole.difference is not None:
        parts.append(
            _("So với kết quả năm %(year)s: %(difference)s")
            % {"year": year - 1, "difference": signed(progress.whole.difference)}
        )
    rank = rank_of(progress)
    if rank is not None:
        parts.append(_("Xếp thứ %(place)s/%(among)s") % {"place": integer(rank.place), "among": integer(rank.among)})
    return " · ".join(parts)


def missing_in_words(whole: Number | None, of_units: Number | None) -> list[str]:
    """What is missing to the committee's own figure, and what the units that are behind lack together, where that is
    another number: what one unit brought beyond its quota is not what another owes."""
    parts = [_("Còn thiếu %(missing)s đơn vị máu") % {"missing": integer(whole)}] if whole else []
    if of_units and of_units != (whole or 0):
        parts.append(_("Các đơn vị chưa đạt còn thiếu %(missing)s") % {"missing": integer(of_units)})
    return parts


def _years(year: int) -> list[int]:
    return [each for each in (year - 1, year + 1) if FIRST_YEAR <= each <= current_year() + 1]
