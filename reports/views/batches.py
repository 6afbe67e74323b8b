"""A batch of letters on one page: where each stands, the steps for all at once, the files."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from campaigns.deadlines import due_words, place_of, what_of
from committees.access import SeatRequest, seat_required, visible
from committees.form_page import UNPROCESSABLE
from committees.models import IssuingBody
from committees.permissions import Act, may
from core import files, jobs
from core.listing import list_page
from core.models import StoredFile
from core.refusal import Refused
from core.text.dates import in_vietnam, short_date
from reports.batches import keeping
from reports.batches import printing as batch_printing
from reports.batches import steps as batch_steps
from reports.batches.forms import FirstNumberForm, SignedFilesForm, SignedLettersForm
from reports.batches.reading import offers, outcome_of, refusals, states_of
from reports.batches.signing import record_signed_files
from reports.batches.steps import ForAll, Wish
from reports.filters import LetterFilter
from reports.forms import ReturnForm
from reports.giving_out import ZIP
from reports.models import LetterBatch
from reports.numbering import next_number
from reports.replacing import with_replacements
from reports.tables import LetterTable

Context = dict[str, object]
DRAFT, SIGNED_FILES = "draft", "signed_files"  # acts that are no step of the letters


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@seat_required(Act.READ)
def letter_batch(request: SeatRequest, pk: int) -> HttpResponse:
    """The letters, what can be done with all of them, and how far the running job is.

    A step is asked for here and done by a job; what is wrong with a form is told at that form.
    """
    batch = _seen(request, pk)
    if request.method != "POST":
        return _page(request, batch, {})
    if request.POST.get("act") == SIGNED_FILES:
        return _take_signed_files(request, batch)
    act = _act_of(request)
    sent = _bound(request, batch, act)
    if all(form.is_valid() for form in sent.values()):
        try:
            _ask(request, batch, act, sent)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        return redirect("letter_batch", pk)
    return _page(request, batch, sent, status=UNPROCESSABLE)


def _take_signed_files(request: SeatRequest, batch: LetterBatch) -> HttpResponse:
    """Many signed files at once; each is answered in one line."""
    form = SignedFilesForm(request.POST, request.FILES)
    uploads = form.cleaned_data["signed"] if form.is_valid() else []
    answers = record_signed_files(batch=batch, seat=request.seat, uploads=uploads, now=timezone.now())
    if not form.is_valid():
        return _page(request, batch, {"signed_files_form": form}, status=UNPROCESSABLE)
    return _page(request, batch, {"answers": answers})


@require_safe
@never_cache
@seat_required(Act.READ)
def letter_batch_progress(request: SeatRequest, pk: int) -> HttpResponse:
    """The progress alone, asked for every two seconds; once nothing runs the whole page is loaded anew."""
    batch = _seen(request, pk)
    job = keeping.working(batch)
    if job is None or not jobs.is_active(job):
        return HttpResponseClientRefresh()
    return render(request, "reports/_letter_batch_progress.html", {"batch": batch, **_progress(batch)})


@require_safe
@seat_required(Act.READ)
def letter_batch_pdf(request: SeatRequest, pk: int) -> HttpResponse:
    """All letters in one file, to print."""
    return files.as_download(visible(StoredFile.objects.all(), pk=_seen(request, pk).pdf_id))


@require_safe
@seat_required(Act.READ)
def letter_batch_archive(request: SeatRequest, pk: int) -> HttpResponse:
    """The letters' own files as one archive: to be signed elsewhere, or with their signatures."""
    batch = _seen(request, pk)
    return files.given_out(batch_printing.as_archive(batch), name=f"cong-van-don-doc-{batch.pk}.zip", media_type=ZIP)


# --- Resolving and asking ---------------------------------------------------------------------------


def _seen(request: SeatRequest, pk: int) -> LetterBatch:
    rows = keeping.batches_for(request.seat).select_related(
        "deadline__plan", "deadline__round", "deadline__window", "issuing_body", "committee"
    )
    return visible(rows, pk=pk)


def _act_of(request: SeatRequest) -> ForAll | None:
    """What is asked for; None is the drafting of those that are not drafted yet."""
    act = request.POST.get("act", "")
    if act == DRAFT:
        return None
    try:
        return ForAll(act)
    except ValueError:
        raise Http404 from None


def _bound(request: SeatRequest, batch: LetterBatch, act: ForAll | None) -> Mapping[str, forms.Form]:
    """The form that an act comes with, if any, by the name it has on the page."""
    body = batch.issuing_body
    if act == ForAll.SIGN:
        return {"signed_form": SignedLettersForm(request.POST, body=body)}
    if act == ForAll.NUMBER:
        return {"number_form": FirstNumberForm(request.POST, body=body)}
    return {"return_form": ReturnForm(request.POST)} if act == ForAll.RETURN else {}


def _ask(request: SeatRequest, batch: LetterBatch, act: ForAll | None, sent: Mapping[str, forms.Form]) -> None:
    seat, user_id = request.seat, request.user.pk
    if act is None:
        keeping.ask_to_draft(batch=batch, seat=seat, user_id=user_id)
        return
    typed: Context = {}
    for form in sent.values():
        typed |= form.cleaned_data
    source = None
    if act == ForAll.REWORD:
        source = visible(keeping.letters_of(batch), pk=_whole_number(request.POST.get("source", "")))
    wish = Wish(
        first=typed.get("number"),  # type: ignore[arg-type]  # the forms' own types
        dated_on=typed.get("dated_on"),  # type: ignore[arg-type]
        reason=str(typed.get("reason", "")),
        source=source,
    )
    batch_steps.ask(batch=batch, act=act, seat=seat, user_id=user_id, now=timezone.now(), wish=wish)


def _whole_number(sent: str) -> int:
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 19 else 0


# --- The page ---------------------------------------------------------------------------------------


def _page(request: SeatRequest, batch: LetterBatch, extra: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    rows = keeping.letters_of(batch)
    letters = list(keeping.standing_letters_of(batch))
    filterset = LetterFilter(request.GET, queryset=with_replacements(rows))
    progress = _progress(batch)
    what = f"{what_of(batch.deadline)} · {place_of(batch.deadline)}"
    acts = {} if progress["is_running"] else offers(letters, request.seat)
    waits = any(letter.state == letter.State.NUMBERED for letter in letters)
    context: Context = {
        "title": _("Công văn gửi từng đơn vị"),
        "lead": what,
        "noun": _("công văn"),
        "crumbs": [
            {"label": _("Văn bản"), "url": reverse("documents")},
            {"label": what_of(batch.deadline), "url": reverse("deadline", args=[batch.deadline_id])},
        ],
        "batch": batch,
        "states": states_of(letters),
        "left_out": refusals([(each["unit"], each["sentence"]) for each in batch.left_out]),
        "new_due": due_words(batch.new_due_at, batch.new_due_wording) if batch.new_due_at else "",
        "acts": acts,
        "next_act": _next(batch, acts, waits=waits),
        "has_prints": any(letter.pdf_id and letter.pdf_edition == letter.edition for letter in letters),
        "is_whole": batch_printing.is_whole(batch, letters),
        "waiting_for_signatures": waits,
        "records_for_leader": not may(request.seat, Act.DECIDE),
        "runs": may(request.seat, Act.RUN),
        **_forms(batch, [letter.symbol for letter in letters]),
        **progress,
        **extra,
    }
    table = LetterTable(filterset.qs)
    answer = list_page(request, table, filterset, "reports/letter_batch.html", context, name="cong-van")
    answer.status_code = status
    return answer


def _next(batch: LetterBatch, acts: Mapping[str, int], *, waits: bool) -> str:
    """The one act that the page leads to: the first of the steps that some letter still has before it."""
    if not batch.is_drafted:
        return DRAFT
    before = next((act for act in (ForAll.PRESENT, ForAll.APPROVE, ForAll.NUMBER, ForAll.SIGN) if act in acts), None)
    return before or (SIGNED_FILES if waits else ForAll.ISSUE)


def _forms(batch: LetterBatch, symbols: list[str]) -> Context:
    day = in_vietnam(timezone.now()).date()
    body = batch.issuing_body
    has_series = body.numbering == IssuingBody.Numbering.SERIES
    return {
        "signed_form": SignedLettersForm(initial={"dated_on": day}, body=body),
        "number_form": FirstNumberForm(body=body),
        "signed_files_form": SignedFilesForm(),
        "return_form": ReturnForm(),
        "next_number": next_number(body, symbols[0], day.year) if has_series and symbols else None,
        "today": short_date(day),
    }


def _progress(batch: LetterBatch) -> Context:
    job = keeping.working(batch)
    return {
        "job": job,
        "is_running": job is not None and jobs.is_active(job),
        "has_failed": job is not None and job.state == job.State.FAILED,
        "job_words": jobs.words(job) if job is not None else "",
        "outcome": outcome_of(job),
    }
