"""What units owe by a document: a line of a register by itself, and setting or naming a deadline that follows it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.deadlines import due_sentence, place_of, what_of
from campaigns.models import Deadline, usual_reminder_days
from committees.access import SeatRequest, own_row, seat_required, visible
from committees.form_page import FormPage, form_page, posted
from committees.permissions import Act, may
from core.refusal import Refused
from core.text.dates import short_date
from core.text.language import marked
from core.text.numbers import padded
from reports import by_document
from reports.by_document_forms import DocumentDeadlineForm, TieForm
from reports.models import DeadlineBasis, RegisterEntry
from reports.registers import address_of, number_and_symbol, reference, short_name

Context = dict[str, object]


def asked_by(request: SeatRequest, entry: RegisterEntry) -> Context:
    """What a page shows of what units owe by its document, and what the seat may do about it."""
    may_set = may(request.seat, Act.RUN) and by_document.asks_units(entry)
    return {
        "entry": entry,
        "owed": [
            {
                "what": f"{what_of(each)} · {place_of(each)}",
                "due": due_sentence(each),
                "url": reverse("deadline", args=[each.pk]),
            }
            for each in by_document.owed_by(entry)
        ],
        "may_set": may_set,
        "tie_form": TieForm(entry=entry) if may_set and by_document.may_follow(entry).exists() else None,
    }


@require_safe
@seat_required(Act.READ)
def register_entry(request: SeatRequest, pk: int) -> HttpResponseBase:
    """A line of a register: what it says, its file, and what units owe by it."""
    entry = _own(request, pk)
    if entry.document_id is not None:
        return redirect(address_of(entry))
    is_in = entry.direction == RegisterEntry.Direction.IN
    register = _("Sổ văn bản đến") if is_in else _("Sổ văn bản đi")
    back = reverse("register_in" if is_in else "register_out")
    return render(
        request,
        "reports/register_entry.html",
        {
            "title": f"{entry.type_name} {number_and_symbol(entry)}".rstrip(),
            "crumbs": [{"label": register, "url": back}, {"label": short_name(entry)}],
            "facts": _facts(entry),
            **asked_by(request, entry),
        },
    )


def _facts(entry: RegisterEntry) -> list[dict[str, str]]:
    facts = [
        {"label": _("Trích yếu"), "value": marked(entry.subject)},
        {"label": _("Cơ quan ban hành"), "value": marked(entry.author)},
        {"label": _("Ngày văn bản"), "value": short_date(entry.dated_on)},
    ]
    if entry.arrived_on is not None:
        facts.append({"label": _("Ngày đến"), "value": short_date(entry.arrived_on)})
        facts.append({"label": _("Số đến"), "value": padded(entry.arrival_number)})
    more = ((_("Người ký"), entry.signer), (_("Nơi nhận"), entry.recipients), (_("Ghi chú"), entry.note))
    return [*facts, *({"label": label, "value": marked(value)} for label, value in more if value)]


@require_http_methods(["GET", "POST"])
@seat_required(Act.RUN)
def register_deadline_set(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Set what units owe because the document asks for it."""
    entry = _own(request, pk)
    initial = {"reminder_days": usual_reminder_days()}
    form = DocumentDeadlineForm(posted(request), entry=entry, initial=initial)
    back = address_of(entry)
    page = FormPage(
        title=_("Đặt việc phải nộp theo văn bản"),
        lead=marked(reference(entry)),
        intro=_("Đơn vị thấy việc phải nộp cùng tên văn bản này trên trang đầu của mình."),
        submit=_("Đặt việc phải nộp"),
        done=_("Đã đặt việc phải nộp."),
        back=back,
        crumbs=[{"label": short_name(entry), "url": back}, {"label": _("Việc phải nộp")}],
    )

    def create() -> str:
        made = by_document.set_by_document(entry=entry, seat=request.seat, now=timezone.now(), **form.moments())
        return reverse("deadline", args=[made.pk])

    return form_page(request, form, page, act=create)


@require_POST
@seat_required(Act.RUN)
def register_deadline_tie(request: SeatRequest, pk: int) -> HttpResponse:
    """Say that a deadline which was set before follows the document."""
    entry = _own(request, pk)
    form = TieForm(request.POST, entry=entry)
    if form.is_valid():
        try:
            by_document.tie(entry=entry, seat=request.seat, deadline=form.cleaned_data["deadline"])
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("Đã gắn hạn nộp với văn bản."))
    else:
        messages.error(request, _("Hạn nộp này không còn gắn được; tải lại trang rồi chọn lại."))
    return redirect(address_of(entry))


@require_safe
@seat_required(Act.READ)
def deadline_document(request: SeatRequest, pk: int) -> HttpResponse:
    """From a deadline to the document that asks for it."""
    found = own_row(request, Deadline.objects.all(), pk=pk)
    basis = visible(DeadlineBasis.objects.select_related("entry").filter(deadline=found), deadline=found)
    return redirect(address_of(basis.entry))


def _own(request: SeatRequest, pk: int) -> RegisterEntry:
    entry: RegisterEntry = own_row(request, RegisterEntry.objects.select_related("document"), pk=pk)
    return entry
