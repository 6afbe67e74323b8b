"""Writing the small records that documents are made of, under their plan, and the committee's standard phrases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.models import Plan
from committees.access import SeatRequest, own_committee, own_row, seat_required
from committees.form_page import FormPage, form_page, posted
from committees.opened_form import carry_opened, opened_with
from committees.permissions import Act
from core.refusal import Refused
from reports import records
from reports.models import Conference, FundingLine, HonourCount, OrganisationTask, StandardPhrase
from reports.records_forms import ConferenceForm, FundingForm, HonourForm, PhraseForm, TaskForm

PlanRecord = Conference | HonourCount | OrganisationTask | FundingLine


@dataclass(frozen=True, slots=True)
class Page:
    """The words of one kind of record's pages."""

    model: type[PlanRecord]
    form: Callable[..., forms.Form]
    new: str | Promise
    change: str | Promise
    submit: str | Promise
    added: str | Promise
    changed: str | Promise


CONFERENCE = Page(
    model=Conference,
    form=ConferenceForm,
    new=gettext_lazy("Thêm hội nghị"),
    change=gettext_lazy("Sửa hội nghị"),
    submit=gettext_lazy("Ghi hội nghị"),
    added=gettext_lazy("Đã ghi hội nghị."),
    changed=gettext_lazy("Đã sửa hội nghị."),
)
HONOUR = Page(
    model=HonourCount,
    form=HonourForm,
    new=gettext_lazy("Thêm khen thưởng"),
    change=gettext_lazy("Sửa khen thưởng"),
    submit=gettext_lazy("Ghi khen thưởng"),
    added=gettext_lazy("Đã ghi khen thưởng."),
    changed=gettext_lazy("Đã sửa khen thưởng."),
)
TASK = Page(
    model=OrganisationTask,
    form=TaskForm,
    new=gettext_lazy("Thêm phân công"),
    change=gettext_lazy("Sửa phân công"),
    submit=gettext_lazy("Ghi phân công"),
    added=gettext_lazy("Đã ghi phân công."),
    changed=gettext_lazy("Đã sửa phân công."),
)
FUNDING = Page(
    model=FundingLine,
    form=FundingForm,
    new=gettext_lazy("Thêm nguồn kinh phí"),
    change=gettext_lazy("Sửa nguồn kinh phí"),
    submit=gettext_lazy("Ghi nguồn kinh phí"),
    added=gettext_lazy("Đã ghi nguồn kinh phí."),
    changed=gettext_lazy("Đã sửa nguồn kinh phí."),
)


# --- Records of a plan ------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.RUN)
def conference_new(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Note a conference."""
    return _add(request, pk, CONFERENCE)


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.RUN)
def conference(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Put a conference right."""
    return _change(request, pk, CONFERENCE)


@require_POST
@seat_required(Act.RUN)
def conference_remove(request: SeatRequest, pk: int) -> HttpResponse:
    """Take a conference away."""
    return _remove(request, pk, Conference)


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.RUN)
def honour_new(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Note how many were honoured."""
    return _add(request, pk, HONOUR)


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.RUN)
def honour(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Put a count of honours right."""
    return _change(request, pk, HONOUR)


@require_POST
@seat_required(Act.RUN)
def honour_remove(request: SeatRequest, pk: int) -> HttpResponse:
    """Take a count of honours away."""
    return _remove(request, pk, HonourCount)


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.RUN)
def organisation_task_new(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Note what an organisation is to do."""
    return _add(request, pk, TASK)


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.RUN)
def organisation_task(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Put an organisation's tasks right."""
    return _change(request, pk, TASK)


@require_POST
@seat_required(Act.RUN)
def organisation_task_remove(request: SeatRequest, pk: int) -> HttpResponse:
    """Take an organisation's tasks away."""
    return _remove(request, pk, OrganisationTask)


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.RUN)
def funding_new(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Note where money comes from."""
    return _add(request, pk, FUNDING)


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.RUN)
def funding(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Put a funding line right."""
    return _change(request, pk, FUNDING)


@require_POST
@seat_required(Act.RUN)
def funding_remove(request: SeatRequest, pk: int) -> HttpResponse:
    """Take a funding line away."""
    return _remove(request, pk, FundingLine)


# --- Standard phrases -------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.RUN)
def phrase_new(request: SeatRequest) -> HttpResponseBase:
    """Keep a sentence."""
    committee = own_committee(request)
    form = PhraseForm(posted(request))
    page = _phrase_page(_("Thêm câu mẫu"), done=_("Đã ghi câu mẫu."))

    def act() -> str:
        records.add(StandardPhrase, of=committee, values=form.cleaned_data)
        return page.back

    return form_page(request, form, page, act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.RUN)
def phrase(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Put a kept sentence right."""
    row = own_row(request, StandardPhrase.objects.all(), pk=pk)
    form = PhraseForm(posted(request), initial={"use": row.use, "text": row.text})
    carry_opened(form)
    page = _phrase_page(_("Sửa câu mẫu"), done=_("Đã sửa câu mẫu."))

    def act() -> str:
        records.change(row, values=form.cleaned_data, opened=opened_with(form))
        return page.back

    return form_page(request, form, page, act=act)


@require_POST
@seat_required(Act.RUN)
def phrase_remove(request: SeatRequest, pk: int) -> HttpResponse:
    """Take a kept sentence away."""
    row = own_row(request, StandardPhrase.objects.all(), pk=pk)
    records.remove(row)
    messages.success(request, _("Đã xóa câu mẫu."))
    return redirect("phrases")


def _phrase_page(title: str, *, done: str) -> FormPage:
    back = reverse("phrases")
    return FormPage(
        title=title,
        submit=_("Ghi câu mẫu"),
        back=back,
        done=done,
        crumbs=[{"label": _("Câu mẫu"), "url": back}, {"label": title}],
    )


# --- Shared -----------------------------------------------------------------------------------------


def _add(request: SeatRequest, pk: int, words: Page) -> HttpResponseBase:
    plan = own_row(request, Plan.objects.select_related("committee"), pk=pk)
    form = words.form(posted(request), plan=plan)
    page = _page(plan, words, title=str(words.new), done=str(words.added))

    def act() -> str:
        records.add(words.model, of=plan, values=form.cleaned_data)
        return page.back

    return form_page(request, form, page, act=act)


def _change(request: SeatRequest, pk: int, words: Page) -> HttpResponseBase:
    row = own_row(request, words.model.objects.select_related("plan__committee"), pk=pk)
    assert isinstance(row, PlanRecord)
    form = words.form(posted(request), plan=row.plan)
    form.initial = {name: getattr(row, name) for name in form.fields}
    carry_opened(form)
    page = _page(row.plan, words, title=str(words.change), done=str(words.changed))

    def act() -> str:
        records.change(row, values=form.cleaned_data, opened=opened_with(form))
        return page.back

    return form_page(request, form, page, act=act)


def _remove(request: SeatRequest, pk: int, model: type[PlanRecord]) -> HttpResponse:
    row = own_row(request, model.objects.select_related("plan"), pk=pk)
    assert isinstance(row, PlanRecord)
    name, plan = str(row), row.plan_id
    try:
        records.remove(row)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Đã xóa “%(label)s”.") % {"label": name})
    return redirect("plan_records", plan)


def _page(plan: Plan, words: Page, *, title: str, done: str) -> FormPage:
    back = reverse("plan_records", args=[plan.pk])
    return FormPage(
        title=title,
        submit=str(words.submit),
        back=back,
        done=done,
        crumbs=[
            {"label": plan.title, "url": reverse("plan", args=[plan.pk])},
            {"label": _("Nội dung cho văn bản"), "url": back},
            {"label": title},
        ],
    )
