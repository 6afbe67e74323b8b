"""Starting a document: the kinds on one page, and for each kind the form that asks what it is about."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.models import Plan
from committees.access import SeatRequest, seat_required
from committees.form_page import FormPage, form_page, posted
from committees.models import IssuingBody
from committees.permissions import Act
from reports import drafting
from reports.drawing_up import issuing_body_of
from reports.kinds import CONCLUSION_NOTICE, KINDS, PLAN_DOCUMENT, RESULTS_REPORT, WINDOW_GUIDANCE, About, Kind
from reports.starting_forms import (
    ConclusionNoticeForm,
    PlanDocumentForm,
    ReportForm,
    StartForm,
    UrgedDeadlineForm,
    WindowGuidanceForm,
)


@require_safe
@seat_required(Act.RUN)
def compose(request: SeatRequest) -> HttpResponse:
    """Soạn văn bản: each kind with one sentence, and what may be kept for them."""
    plan = Plan.objects.filter(path=request.seat.path).order_by("-year").first()
    return render(
        request,
        "reports/compose.html",
        {
            "title": _("Soạn văn bản"),
            "crumbs": [{"label": _("Văn bản"), "url": reverse("documents")}, {"label": _("Soạn văn bản")}],
            "kinds": [{"kind": kind, "url": reverse(kind.start)} for kind in KINDS.values()],
            "plan": plan,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.RUN)
def plan_document_new(request: SeatRequest) -> HttpResponseBase:
    """Draft the plan of a year."""
    form = PlanDocumentForm(posted(request), seat=request.seat, initial=_asked_for(request, "plan"))
    return _start(request, form, PLAN_DOCUMENT, about=lambda: {"plan": form.cleaned_data["plan"]})


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.RUN)
def window_guidance_new(request: SeatRequest) -> HttpResponseBase:
    """Draft the guidance for a campaign."""
    form = WindowGuidanceForm(posted(request), seat=request.seat, initial=_asked_for(request, "window"))

    def about() -> dict[str, object]:
        window = form.cleaned_data["window"]
        return {"plan": window.plan, "window": window}

    return _start(request, form, WINDOW_GUIDANCE, about=about)


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.RUN)
def conclusion_notice_new(request: SeatRequest) -> HttpResponseBase:
    """Draft the notice of what a conference concluded."""
    form = ConclusionNoticeForm(posted(request), seat=request.seat, initial=_asked_for(request, "conference"))

    def about() -> dict[str, object]:
        conference = form.cleaned_data["conference"]
        return {"plan": conference.plan, "conference": conference}

    return _start(request, form, CONCLUSION_NOTICE, about=about)


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.RUN)
def report_new(request: SeatRequest) -> HttpResponseBase:
    """Draft the results report of a plan: choose year and period, or post the plan's id from its own page."""
    form = ReportForm(posted(request), seat=request.seat, initial=_asked_for(request, "plan"))

    def about() -> dict[str, object]:
        return {"plan": form.cleaned_data["plan"], "months": form.cleaned_data["months"]}

    return _start(request, form, RESULTS_REPORT, about=about)


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required(Act.RUN)
def urging_letter_choose(request: SeatRequest) -> HttpResponseBase:
    """Choose the deadline that a letter urges about; its own form comes next."""
    form = UrgedDeadlineForm(posted(request), seat=request.seat)
    page = FormPage(
        title=_("Soạn công văn đôn đốc"),
        intro=_("Chọn hạn nộp mà các đơn vị còn chậm; bước sau hỏi hạn mới và phụ lục."),
        submit=_("Tiếp tục"),
        done="",
        back=reverse("compose"),
        crumbs=_crumbs(_("Công văn đôn đốc")),
    )
    if request.method == "POST" and form.is_valid():
        return redirect("urging_letter_new", form.cleaned_data["deadline"].pk)
    return form_page(request, form, page, act=lambda: reverse("compose"))


def _start(
    request: SeatRequest, form: StartForm, kind: Kind, *, about: Callable[[], dict[str, object]]
) -> HttpResponse:
    """The form of a kind; when it is right, the draft: a new one, or the one that is being worked on."""
    page = FormPage(
        title=_("Soạn %(kind)s") % {"kind": str(kind.label)[:1].lower() + str(kind.label)[1:]},
        intro=str(kind.sentence),
        submit=_("Soạn dự thảo"),
        done=_("Đã có dự thảo; số liệu lấy từ kế hoạch, câu chữ sửa được."),
        back=reverse("compose"),
        crumbs=_crumbs(str(kind.label)),
    )

    def draft() -> str:
        chosen = about()
        plan = chosen["plan"]
        assert isinstance(plan, Plan)
        body: IssuingBody = form.cleaned_data["issuing_body"] or issuing_body_of(plan.committee)
        subject = About(committee=plan.committee, issuing_body=body, **chosen)  # type: ignore[arg-type]
        row = drafting.draft(kind=kind, about=subject, seat=request.seat, now=timezone.now())
        return reverse("document", args=[row.pk])

    return form_page(request, form, page, act=draft)


def _crumbs(label: str) -> list[dict[str, str]]:
    return [
        {"label": _("Văn bản"), "url": reverse("documents")},
        {"label": _("Soạn văn bản"), "url": reverse("compose")},
        {"label": label},
    ]


def _asked_for(request: SeatRequest, name: str) -> dict[str, object]:
    """What the address asks for ("?plan=3"), where another page led here."""
    asked = request.GET.get(name, "")
    return {name: int(asked)} if asked.isascii() and asked.isdecimal() and len(asked) < 10 else {}
