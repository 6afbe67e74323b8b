"""What is asked before a document is drafted: of which plan, window, conference or deadline, and who issues it."""

from __future__ import annotations

from typing import Generic, TypeVar

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.deadlines import due_sentence, place_of, what_of
from campaigns.models import CampaignWindow, Deadline, Plan
from committees.models import IssuingBody, Seat
from core.text.dates import short_date
from reports.models import Conference

Row = TypeVar("Row", bound=models.Model)
ANOTHER = _("Lựa chọn này không phải của Ban Chỉ đạo đang dùng; chọn lại.")


class _Choice(forms.ModelChoiceField, Generic[Row]):  # type: ignore[type-arg]  # Django cannot subscript it when it runs
    """A choice among the seat's own rows, the most likely first."""

    def __init__(self, *, label: object, required: object) -> None:
        """`required` is the sentence that asks for it, or False where it may be left out."""
        super().__init__(
            label=label,  # type: ignore[arg-type]
            queryset=None,
            empty_label=None,
            required=bool(required),
            error_messages={"required": required, "invalid_choice": ANOTHER},
        )


class PlanChoice(_Choice[Plan]):
    """Plans told apart by what a narrow screen still shows of them: the year comes first."""

    def label_from_instance(self, obj: Plan) -> str:
        """ "2026 · Kế hoạch vận động hiến máu …"."""
        return f"{obj.year} · {obj.title}"


class WindowChoice(_Choice[CampaignWindow]):
    """Campaign windows with their days."""

    def label_from_instance(self, obj: CampaignWindow) -> str:
        """ "07/4: 01/4/2026 – 30/4/2026"."""
        return f"{obj.name}: {short_date(obj.starts_on)} – {short_date(obj.ends_on)}"


class ConferenceChoice(_Choice[Conference]):
    """Conferences with their day."""

    def label_from_instance(self, obj: Conference) -> str:
        """ "13/01/2026 · Hội nghị tổng kết …"."""
        return f"{short_date(obj.held_on)} · {obj.name}"


class DeadlineChoice(_Choice[Deadline]):
    """Deadlines with what is owed, for what, and by when."""

    def label_from_instance(self, obj: Deadline) -> str:
        """ "Danh sách người đăng ký hiến máu · Đợt 1 · trước ngày 24/3/2026"."""
        return f"{what_of(obj)} · {place_of(obj)} · {due_sentence(obj)}"


class StartForm(forms.Form):
    """Who issues the document, the default body first; each kind asks before it what the document is about."""

    about: str  # the field that says so
    issuing_body = _Choice[IssuingBody](label=_("Cơ quan ban hành"), required=False)

    def __init__(self, *args: object, seat: Seat, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.order_fields([self.about])
        self._offer(self.about, self.offered().filter(path=seat.path))
        self._offer("issuing_body", IssuingBody.objects.filter(path=seat.path).order_by("-is_default", "pk"))

    def offered(self) -> models.QuerySet[models.Model]:
        """What the document may be about, in the order it is offered; the seat's own are shown."""
        raise NotImplementedError

    def _offer(self, name: str, rows: models.QuerySet[models.Model]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows


class PlanDocumentForm(StartForm):
    """Of which year."""

    about = "plan"
    plan = PlanChoice(label=_("Kế hoạch"), required=_("Chọn kế hoạch của năm."))

    def offered(self) -> models.QuerySet[models.Model]:
        """Plans, the newest first."""
        return Plan.objects.order_by("-year")


class WindowGuidanceForm(StartForm):
    """For which campaign."""

    about = "window"
    window = WindowChoice(label=_("Chiến dịch"), required=_("Chọn chiến dịch; chưa có thì thêm ở trang kế hoạch."))

    def offered(self) -> models.QuerySet[models.Model]:
        """Campaign windows, the newest first."""
        return CampaignWindow.objects.select_related("plan__committee__unit").order_by("-starts_on")


class ConclusionNoticeForm(StartForm):
    """Of which conference."""

    about = "conference"
    conference = ConferenceChoice(
        label=_("Hội nghị"), required=_("Chọn hội nghị; chưa có thì ghi ở trang Nội dung cho văn bản của kế hoạch.")
    )

    def offered(self) -> models.QuerySet[models.Model]:
        """Conferences, the newest first."""
        return Conference.objects.select_related("plan__committee__unit", "heard").order_by("-held_on")


class ReportForm(StartForm):
    """Of which plan's year, and how much of it; a plan's own page asks for its whole year."""

    about = "plan"
    plan = PlanChoice(label=_("Kế hoạch"), required=_("Chọn kế hoạch của năm cần báo cáo."))
    months = forms.TypedChoiceField(
        label=_("Kỳ báo cáo"),
        choices=[(12, _("Cả năm")), (6, _("6 tháng đầu năm")), (9, _("9 tháng đầu năm"))],
        coerce=int,
        required=False,
        empty_value="12",
    )

    def offered(self) -> models.QuerySet[models.Model]:
        """Plans, the newest first."""
        return Plan.objects.order_by("-year")

    def clean_months(self) -> int:
        """6, 9 or 12."""
        return int(self.cleaned_data["months"])


class UrgedDeadlineForm(forms.Form):
    """About which deadline a letter urges."""

    deadline = DeadlineChoice(label=_("Hạn nộp"), required=_("Chọn hạn nộp cần đôn đốc."))

    def __init__(self, *args: object, seat: Seat, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["deadline"]
        assert isinstance(field, forms.ModelChoiceField)
        rows = Deadline.objects.filter(path=seat.path).select_related("round", "window", "plan")
        field.queryset = rows.order_by("-due_at")
