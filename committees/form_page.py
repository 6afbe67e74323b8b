"""A page that is one form: one act, one way back; a refusal is told above the form (422) and nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from committees import once
from committees.access import SeatRequest
from committees.opened_form import show_now
from core.refusal import Refused
from core.three_way import WrittenMeanwhile

UNPROCESSABLE = 422


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """The words around a form. `submit` is a verb, `back` an address, `done` what is said afterwards.

    A page with more than the form names its own `template`, which extends form_page.html, and its `context`.
    """

    title: str
    submit: str
    back: str
    done: str
    crumbs: Sequence[Mapping[str, str]] = field(default_factory=list)
    lead: str = ""
    intro: str = ""
    template: str = "form_page.html"
    context: Mapping[str, object] = field(default_factory=dict)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, however empty, or nothing while the page is only asked for."""
    return request.POST if request.method == "POST" else None


def form_page(request: SeatRequest, form: forms.BaseForm, page: FormPage, *, act: Callable[[], str]) -> HttpResponse:
    """Show `form`; when it is sent and right, do `act` once and go to the address it answers."""
    if request.method == "POST" and form.is_valid():
        try:
            outcome = once.act_once(posted=request.POST, path=request.seat.path, act=act)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            if isinstance(refusal, WrittenMeanwhile):
                show_now(form, refusal.now)
        else:
            if outcome.is_first:
                messages.success(request, page.done)
            else:
                messages.info(request, _("Biểu mẫu này đã được nhận rồi nên không làm thêm lần nữa."))
            return redirect(outcome.address)
    context = {
        **page.context,
        "title": page.title,
        "lead": page.lead,
        "intro": page.intro,
        "crumbs": page.crumbs,
        "form": form,
        "submit": page.submit,
        "cancel": page.back,
        "once": once.mark_of(request),
    }
    return render(request, page.template, context, status=UNPROCESSABLE if request.method == "POST" else 200)
