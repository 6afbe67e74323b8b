"""Pages of what is handed out for a round: ask for it, see what it holds and whom it goes to, take a copy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.models import Round
from committees.access import SeatRequest, seat_required
from committees.permissions import Act
from core import files, jobs
from core.refusal import Refused
from donors import gathering, handouts
from donors.handout_forms import ConsolidatedForm, HandoutForm, RegistrationFormsForm, RosterForm
from donors.handouts import Kind
from donors.models import CentreForm
from donors.rights import round_for_host_clerk

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class _Page:
    """What differs between the three pages."""

    kind: Kind
    route: str
    title: Promise | str
    lead: Promise | str
    submit: Promise | str
    make_form: Callable[[SeatRequest, Round], HandoutForm]


def _posted(request: SeatRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _initial(round: Round) -> dict[str, object]:
    """The facility that collects, where the round's sessions name one."""
    facilities = round.sessions.exclude(facility="").values_list("facility", flat=True)
    return {"recipient": facilities.first() or ""}


def _consolidated_form(request: SeatRequest, round: Round) -> HandoutForm:
    forms = CentreForm.objects.filter(path=request.seat.path).order_by("name")
    initial: dict[str, object] = {**_initial(round)}
    newest = forms.order_by("-at").first()
    if newest is not None:
        initial["form"] = str(newest.pk)
    return ConsolidatedForm(_posted(request), initial=initial, centre_forms=list(forms))


def _roster_form(request: SeatRequest, round: Round) -> HandoutForm:
    initial = {"recipient": _("Tổ trực buổi hiến máu")}
    return RosterForm(_posted(request), initial=initial, sessions=list(round.sessions.select_related("round")))


def _registration_forms_form(request: SeatRequest, round: Round) -> HandoutForm:
    units = gathering.units_of(round, within=request.seat.path)
    initial = {"recipient": _("Người đăng ký, qua đơn vị")}
    return RegistrationFormsForm(_posted(request), initial=initial, units=units)


CONSOLIDATED = _Page(
    kind=Kind.CONSOLIDATED,
    route="consolidated",
    title=gettext_lazy("Danh sách tổng hợp"),
    lead=gettext_lazy("Người đăng ký của mọi đơn vị trong một tệp Excel: xếp theo đơn vị, có cộng, có chỗ ký."),
    submit=gettext_lazy("Lập danh sách"),
    make_form=_consolidated_form,
)
ROSTER = _Page(
    kind=Kind.ROSTER,
    route="roster",
    title=gettext_lazy("In danh sách buổi hiến máu"),
    lead=gettext_lazy("Tờ A4 ngang để đánh dấu tại điểm hiến máu: có mặt, hiến, trì hoãn, thể tích, ký tên."),
    submit=gettext_lazy("Lập tệp in"),
    make_form=_roster_form,
)
FORMS = _Page(
    kind=Kind.FORMS,
    route="registration_forms",
    title=gettext_lazy("In phiếu đăng ký"),
    lead=gettext_lazy("Mỗi tờ A4 hai phiếu, ghi sẵn họ tên, ngày sinh, đơn vị; người đăng ký chỉ ký."),
    submit=gettext_lazy("Lập tệp in"),
    make_form=_registration_forms_form,
)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@seat_required(Act.READ)
def consolidated(request: SeatRequest, pk: int) -> HttpResponseBase:
    """One list of all units."""
    return _page(request, pk, CONSOLIDATED)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@seat_required(Act.READ)
def roster(request: SeatRequest, pk: int) -> HttpResponseBase:
    """The sheet that is ticked at the drive."""
    return _page(request, pk, ROSTER)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@seat_required(Act.READ)
def registration_forms(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Forms that people sign."""
    return _page(request, pk, FORMS)


@require_safe
@seat_required(Act.READ)
def consolidated_file(request: SeatRequest, pk: int) -> HttpResponseBase:
    """A copy of the consolidated list; logged as a disclosure."""
    return _file(request, pk, CONSOLIDATED)


@require_safe
@seat_required(Act.READ)
def roster_file(request: SeatRequest, pk: int) -> HttpResponseBase:
    """A copy of the roster; logged as a disclosure."""
    return _file(request, pk, ROSTER)


@require_safe
@seat_required(Act.READ)
def registration_forms_file(request: SeatRequest, pk: int) -> HttpResponseBase:
    """A copy of the registration forms; logged as a disclosure."""
    return _file(request, pk, FORMS)


def _page(request: SeatRequest, pk: int, page: _Page) -> HttpResponseBase:
    round = round_for_host_clerk(request, pk)
    form = page.make_form(request, round)
    if request.method == "POST" and form.is_valid():
        try:
            handouts.ask(
                kind=page.kind,
                round=round,
                recipient=form.cleaned_data["recipient"],
                purpose=form.cleaned_data["purpose"],
                options=form.options,
                seat=request.seat,
                user_id=request.user.pk,
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect(page.route, pk=round.pk)
    template = "donors/_handout.html" if request.headers.get("HX-Request") else "donors/handout.html"
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, template, _context(request, round, page, form), status=status)


def _context(request: SeatRequest, round: Round, page: _Page, form: HandoutForm) -> dict[str, object]:
    path = request.seat.path
    job = jobs.latest(path=path, key=handouts.job_key(page.kind, round))
    return {
        "title": page.title,
        "lead": page.lead,
        "crumbs": crumbs(round, str(page.title)),
        "round": round,
        "form": form,
        "submit": page.submit,
        "cancel": reverse("round_lists", args=[round.pk]),
        "url": reverse(page.route, args=[round.pk]),
        "file_url": reverse(f"{page.route}_file", args=[round.pk]),
        "job": job,
        "job_words": jobs.words(job) if job else "",
        "is_running": job is not None and jobs.is_active(job),
        "has_failed": job is not None and job.state == job.State.FAILED,
        "handout": handouts.newest(page.kind, round, path=path),
        "disclosures": handouts.disclosures(round, path=path),
        "tools": [{"label": _("Thêm mẫu của trung tâm"), "url": reverse("centre_form_new", args=[round.pk])}]
        if page.kind is Kind.CONSOLIDATED
        else [],
    }


def crumbs(round: Round, *last: str) -> list[dict[str, str]]:
    """From the lists down to what is done with all of them."""
    return [
        {"label": _("Danh sách"), "url": reverse("lists")},
        {"label": round.name, "url": reverse("round_lists", args=[round.pk])},
        *({"label": label} for label in last),
    ]


def _file(request: SeatRequest, pk: int, page: _Page) -> HttpResponseBase:
    round = round_for_host_clerk(request, pk)
    found = handouts.newest(page.kind, round, path=request.seat.path)
    if found is None:
        if request.headers.get("Referer"):  # gone meanwhile: the page says how to make it again
            messages.error(request, _("Tệp đã tự xóa hoặc chưa lập; lập lại rồi tải."))
            return redirect(page.route, pk=round.pk)
        raise Http404
    response = files.as_download(found.file)
    handouts.disclose(page.kind, round, found, path=request.seat.path)
    return response
