"""Two versions of an allotment side by side."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from committees.access import SeatRequest, own_row, seat_required
from committees.permissions import Act
from core.listing import list_page
from core.text.dates import in_vietnam, short_date
from core.text.numbers import integer
from quotas.aims import Aim
from quotas.filters import DiffFilter
from quotas.models import Allotment, QuotaKind
from quotas.tables import DiffTable
from quotas.versions import Diff, compare, versions_of
from quotas.views.allotment import part_in_words


@require_safe
@seat_required(Act.READ)
def allotment_diff(request: SeatRequest, pk: int) -> HttpResponseBase:
    """A version against another of the same aim (?with=, else the one before it); ?all=1 shows what stayed too."""
    rows = Allotment.objects.select_related("plan__committee", "round", "window")
    later = own_row(request, rows, pk=pk)
    versions = list(versions_of(later))
    earlier = _asked(request, versions) or next((each for each in versions if each.version < later.version), later)
    if earlier.version > later.version:
        earlier, later = later, earlier
    diff = compare(earlier, later)
    shows_all = request.GET.get("all") == "1"
    filterset = DiffFilter(request.GET or None, lines=diff.lines)
    table = DiffTable(diff, filterset.found, shows_all=shows_all, sums=later.kind == QuotaKind.COUNT)
    part = part_in_words(Aim.of(later))
    both = {"of": part, "earlier": earlier.version, "later": later.version}
    name = _("So sánh phân bổ %(of)s bản %(earlier)s và bản %(later)s") % both
    plan = later.plan
    context = {
        "title": _("So sánh hai bản phân bổ %(of)s") % {"of": part},
        "crumbs": [
            {"label": plan.title, "url": reverse("plan", args=[plan.pk])},
            {"label": _("So sánh hai bản phân bổ")},
        ],
        "lead": _in_words(diff),
        "diff": diff,
        "versions": versions,
        "facts": [{"label": _name(each), "value": describe(each)} for each in (earlier, later)],
        "noun": _("đơn vị"),
        "shows_all": shows_all,
        "asked": pk,
    }
    keep = ["with", "all"]
    return list_page(request, table, filterset, "quotas/versions.html", context, name=name, keep=keep, page_size=None)


def _asked(request: SeatRequest, versions: list[Allotment]) -> Allotment | None:
    text = request.GET.get("with", "")
    return next((each for each in versions if str(each.pk) == text), None)


def _name(version: Allotment) -> str:
    return _("Bản %(version)s") % {"version": version.version}


def describe(version: Allotment) -> str:
    """«Đã giao · Kế hoạch số 05/KH-BCĐ · ngày 22/11/2026»."""
    parts = [version.get_state_display(), version.decision or _("chưa ghi văn bản")]
    if version.issued_at is not None:
        parts.append(_("giao ngày %(day)s") % {"day": short_date(in_vietnam(version.issued_at))})
    return " · ".join(parts)


def _in_words(diff: Diff) -> str:
    if diff.earlier == diff.later:
        return _("Mới có một bản nên chưa có gì để so sánh.")
    words = _("%(changed)s đơn vị có chỉ tiêu thay đổi, trong đó %(new)s đơn vị mới và %(dropped)s đơn vị thôi giao.")
    return words % {
        "changed": integer(len(diff.changed)),
        "new": integer(diff.new),
        "dropped": integer(diff.dropped),
    }
