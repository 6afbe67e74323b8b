"""The registers of documents, to look through, to print and to enter into."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from committees.access import SeatRequest, own_row, seat_required, visible
from committees.form_page import FormPage, form_page, posted
from committees.models import Committee
from committees.permissions import Act, may
from core import files
from core.listing import list_page
from core.models import StoredFile
from reports.filters import RegisterFilter
from reports.models import RegisterEntry
from reports.register_forms import OwnForm, ReceivedForm
from reports.registers import enter_own, enter_received, entries_of
from reports.signing import keep_file
from reports.tables import IncomingTable, OutgoingTable

Direction = RegisterEntry.Direction


@require_safe
@seat_required(Act.READ)
def register_out(request: SeatRequest) -> HttpResponse:
    """Sổ văn bản đi."""
    found = RegisterFilter(request.GET, queryset=entries_of(request.seat, Direction.OUT))
    table = OutgoingTable(found.qs)
    links = [{"label": _("Sổ văn bản đến"), "url": reverse("register_in")}, _documents()]
    context = {"title": _("Sổ văn bản đi"), "noun": _("văn bản"), "links": links}
    if may(request.seat, Act.RUN):
        context |= {"action_label": _("Vào sổ văn bản đã có"), "action_url": reverse("register_own")}
    return list_page(request, table, found, "list.html", context, name="so-van-ban-di")


@require_safe
@seat_required(Act.READ)
def register_in(request: SeatRequest) -> HttpResponse:
    """Sổ văn bản đến."""
    found = RegisterFilter(request.GET, queryset=entries_of(request.seat, Direction.IN))
    table = IncomingTable(found.qs)
    links = [{"label": _("Sổ văn bản đi"), "url": reverse("register_out")}, _documents()]
    context = {"title": _("Sổ văn bản đến"), "noun": _("văn bản"), "links": links}
    if may(request.seat, Act.RUN):
        context |= {"action_label": _("Vào sổ văn bản đến"), "action_url": reverse("register_receive")}
    return list_page(request, table, found, "list.html", context, name="so-van-ban-den")


def _documents() -> dict[str, str]:
    return {"label": _("Văn bản"), "url": reverse("documents")}


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.RUN)
def register_receive(request: SeatRequest) -> HttpResponseBase:
    """Enter a document that came in."""
    today = timezone.localdate()
    form = ReceivedForm(posted(request), request.FILES or None, initial={"arrived_on": today})

    def enter(committee: Committee) -> None:
        upload = form.upload_if_any()
        enter_received(
            committee=committee,
            seat=request.seat,
            facts=form.facts(),
            arrived_on=form.arrival,
            file=keep_file(upload, path=committee.path) if upload else None,
            now=timezone.now(),
        )

    return _entering(request, form, enter, title=_("Vào sổ văn bản đến"), back="register_in")


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.RUN)
def register_own(request: SeatRequest) -> HttpResponseBase:
    """Enter one's own document that was written before or elsewhere."""
    form = OwnForm(posted(request), request.FILES or None, seat=request.seat)

    def enter(committee: Committee) -> None:
        upload = form.upload_if_any()
        enter_own(
            committee=committee,
            seat=request.seat,
            body=form.cleaned_data["issuing_body"],
            facts=form.facts(),
            file=keep_file(upload, path=committee.path) if upload else None,
            now=timezone.now(),
        )

    return _entering(request, form, enter, title=_("Vào sổ văn bản đi đã có"), back="register_out")


def _entering(
    request: SeatRequest,
    form: ReceivedForm | OwnForm,
    enter: Callable[[Committee], None],
    *,
    title: str,
    back: str,
) -> HttpResponseBase:
    page = FormPage(
        title=title,
        submit=_("Vào sổ"),
        done=_("Đã vào sổ."),
        back=reverse(back),
        crumbs=[_documents(), {"label": title}],
        context={"multipart": True},
    )

    def act() -> str:
        enter(Committee.objects.get(path=request.seat.path))
        return reverse(back)

    return form_page(request, form, page, act=act)


@require_safe
@seat_required(Act.READ)
def register_file(request: SeatRequest, pk: int) -> HttpResponse:
    """The file of a line."""
    entry = own_row(request, RegisterEntry.objects.filter(file__isnull=False), pk=pk)
    return files.as_download(visible(StoredFile.objects.all(), pk=entry.file_id))
