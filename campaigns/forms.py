"""Forms of plans, rounds, sessions and deadlines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaigns.deadlines import COMPUTED, END_OF_DAY, Part, due_moment
from campaigns.models import BloodUnit, CampaignWindow, Contact, Deadline, Event, Plan, Round
from campaigns.moving import Dates
from committees.models import Unit
from committees.opened_form import opened_with
from core.text.dates import VIETNAM


def date_field(label: object, *, required: bool = True, help_text: object = "") -> forms.DateField:
    """A day, picked or typed as dd/mm/yyyy."""
    return forms.DateField(
        label=label,  # type: ignore[arg-type]
        required=required,
        help_text=help_text,  # type: ignore[arg-type]
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class PlanForm(forms.Form):
    """A plan for a year."""

    year = forms.IntegerField(label=_("Năm"), min_value=2000, max_value=2100)
    title = forms.CharField(label=_("Tên kế hoạch"), max_length=250, required=False)
    superior_name = forms.CharField(label=_("Cấp trên giao chỉ tiêu"), max_length=200, required=False)
    superior_document = forms.CharField(
        label=_("Văn bản giao chỉ tiêu của cấp trên"),
        max_length=200,
        required=False,
        help_text=_("Ví dụ: Kế hoạch số 01/KH-BCĐ ngày 17/11/2025."),
    )
    blood_unit = forms.ChoiceField(
        label=_("Một đơn vị máu là"),
        choices=BloodUnit.choices,
        help_text=_("Nếu cấp trên có kế hoạch trong hệ thống thì theo kế hoạch đó."),
    )
    shows_ranking = forms.BooleanField(label=_("Công khai thứ hạng cho các đơn vị"), required=False)


class ChangePlanForm(PlanForm):
    """What a plan says of itself anew; its year stays, and what one đơn vị máu is where that is fixed."""

    year = None  # type: ignore[assignment]  # Django takes an inherited field out so
    title = forms.CharField(label=_("Tên kế hoạch"), max_length=250)
    document = forms.CharField(
        label=_("Số, ký hiệu và ngày của kế hoạch"),
        max_length=120,
        required=False,
        help_text=_("Ví dụ: 33/KH-BCĐ ngày 03/3/2026."),
    )
    blood_unit = forms.ChoiceField(label=_("Một đơn vị máu là"), choices=BloodUnit.choices)

    field_order = ("title", "document", "superior_name", "superior_document")

    def __init__(self, *args: Any, blood_unit_is_fixed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if blood_unit_is_fixed:
            del self.fields["blood_unit"]


class OpenPlanForm(forms.Form):
    """Issuing a plan."""

    document = forms.CharField(
        label=_("Số, ký hiệu và ngày của kế hoạch"),
        max_length=120,
        required=False,
        help_text=_("Ví dụ: 33/KH-BCĐ ngày 03/3/2026. Có thể ghi sau."),
    )


class RoundForm(forms.Form):
    """A đợt."""

    name = forms.CharField(label=_("Tên đợt"), max_length=150, required=False, help_text=_("Bỏ trống: Đợt 1, Đợt 2 …"))
    event = forms.ChoiceField(label=_("Gắn với sự kiện"), choices=Event.choices, required=False)
    starts_on = date_field(_("Từ ngày"), required=False)
    ends_on = date_field(_("Đến ngày"), required=False)
    superior_round: forms.ModelChoiceField[Round] = forms.ModelChoiceField(
        label=_("Thuộc đợt của cấp trên"),
        queryset=None,
        required=False,
        empty_label=_("Không thuộc đợt nào"),
        help_text=_("Kết quả của đợt này được cộng vào đợt đó."),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        superior_rounds: QuerySet[Round],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["superior_round"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = superior_rounds
        if not superior_rounds:
            del self.fields["superior_round"]


class SessionForm(forms.Form):
    """A buổi tiếp nhận máu."""

    held_on = date_field(_("Ngày"))
    is_month_only = forms.BooleanField(label=_("Mới dự kiến theo tháng"), required=False)
    starts_at = forms.TimeField(label=_("Từ giờ"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    ends_at = forms.TimeField(label=_("Đến giờ"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    venue = forms.CharField(label=_("Địa điểm"), max_length=200, required=False)
    facility = forms.CharField(label=_("Cơ sở tiếp nhận máu"), max_length=200, required=False)
    capacity = forms.IntegerField(label=_("Số người tiếp nhận được"), min_value=1, max_value=100_000, required=False)


class WindowForm(forms.Form):
    """A campaign window."""

    name = forms.CharField(label=_("Tên chiến dịch"), max_length=150)
    event = forms.ChoiceField(label=_("Sự kiện"), choices=Event.choices, required=False)
    starts_on = date_field(_("Từ ngày"))
    ends_on = date_field(_("Đến ngày"))


def hour_field(label: object) -> forms.TimeField:
    """An hour of the day before it; left empty, the whole day is meant."""
    return forms.TimeField(
        label=label,  # type: ignore[arg-type]
        required=False,
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )


def lines_field(label: object, help_text: object = "") -> forms.CharField:
    """Some names, one a line."""
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        required=False,
        max_length=2000,
        help_text=help_text,  # type: ignore[arg-type]
        widget=forms.Textarea(attrs={"rows": 2}),
    )


REMINDER_DAYS = [
    (-14, _("trước 14 ngày")),
    (-7, _("trước 7 ngày")),
    (-3, _("trước 3 ngày")),
    (-1, _("trước 1 ngày")),
    (0, _("đúng ngày hết hạn")),
    (1, _("sau 1 ngày")),
    (3, _("sau 3 ngày")),
    (7, _("sau 7 ngày")),
]


class DatesForm(forms.Form):
    """When something is due, until when it is still taken, when it locks: sentence and data from one field."""

    wording = forms.ChoiceField(label=_("Hạn ghi là"), choices=Deadline.Wording.choices)
    day = date_field(_("Ngày"))
    at = hour_field(_("Giờ"))
    grace_day = date_field(_("Được bổ sung đến ngày"), required=False)
    grace_at = hour_field(_("Được bổ sung đến giờ"))
    lock_day = date_field(
        _("Khóa sau ngày"),
        required=False,
        help_text=_(
            "Sau lúc này không nộp được nữa, trừ đơn vị được gia hạn. Bỏ trống: không khóa trước khi khóa đợt."
        ),
    )
    lock_time = hour_field(_("Khóa sau giờ"))

    @staticmethod
    def typed(deadline: Deadline, *, later: dt.timedelta = dt.timedelta(0)) -> dict[str, object]:
        """A deadline's dates as the fields show them, so many days later: the inverse of `moments`."""
        due = (deadline.due_at + later).astimezone(VIETNAM)
        is_whole_day = due.time() == END_OF_DAY
        is_day_before = is_whole_day and deadline.wording == Deadline.Wording.BEFORE
        shown: dict[str, object] = {
            "wording": deadline.wording,
            "day": due.date() + dt.timedelta(days=1) if is_day_before else due.date(),
            "at": None if is_whole_day else due.time(),
        }
        for moment, day, hour in (
            (deadline.grace_until, "grace_day", "grace_at"),
            (deadline.lock_at, "lock_day", "lock_time"),
        ):
            local = (moment + later).astimezone(VIETNAM) if moment is not None else None
            shown[day] = local.date() if local is not None else None
            shown[hour] = local.time() if local is not None and local.time() != END_OF_DAY else None
        return shown

    def moments(self, cleaned: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the verbs take: the cleaned fields (or others of theirs), with grace and lock as moments."""
        told = dict(self.cleaned_data if cleaned is None else cleaned)
        told["grace_until"] = _end_of(told.pop("grace_day"), told.pop("grace_at"))
        told["lock_at"] = _end_of(told.pop("lock_day"), told.pop("lock_time"))
        return told

    def clean(self) -> dict[str, Any]:
        """An hour needs its day."""
        cleaned = super().clean() or {}
        for day, hour in (("grace_day", "grace_at"), ("lock_day", "lock_time")):
            if cleaned.get(hour) and not cleaned.get(day):
                self.add_error(day, _("Ghi ngày cùng với giờ."))
        return cleaned


class MomentsForm(DatesForm):
    """The dates of something owed, what comes with it, and when the units are reminded of it."""

    ticked = lines_field(
        _("Nhận kèm theo"), _("Mỗi dòng một thứ, người trực đánh dấu khi nhận được. Ví dụ: Công văn có dấu.")
    )
    counted = lines_field(
        _("Nhận kèm theo, có đếm số lượng"), _("Mỗi dòng một thứ. Ví dụ: Phiếu đăng ký giấy có chữ ký.")
    )
    reminder_days = forms.TypedMultipleChoiceField(
        label=_("Tự nhắc đơn vị chưa nộp"),
        choices=REMINDER_DAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def moments(self, cleaned: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The dates, and the parts as parts."""
        told = super().moments(cleaned)
        told["parts"] = [
            *(Part(name) for name in _lines(told.pop("ticked"))),
            *(Part(name, is_counted=True) for name in _lines(told.pop("counted"))),
        ]
        return told

    def clean(self) -> dict[str, Any]:
        """A part is no longer than its column."""
        cleaned = super().clean()
        for name in ("ticked", "counted"):
            if any(len(line) > LONGEST_PART for line in _lines(cleaned.get(name, ""))):
                self.add_error(name, _("Mỗi dòng dài nhất 120 chữ."))
        return cleaned


LONGEST_PART = 120


def _lines(text: str) -> list[str]:
    named = (" ".join(line.split()) for line in text.splitlines())
    return list(dict.fromkeys(name for name in named if name))


def _end_of(day: dt.date | None, at: dt.time | None) -> dt.datetime | None:
    return due_moment(day, Deadline.Wording.BY, at) if day is not None else None


class DeadlineForm(MomentsForm):
    """What the participants owe and by when."""

    kind = forms.ChoiceField(label=_("Phải nộp"), choices=Deadline.Kind.choices)
    title = forms.CharField(
        label=_("Tên việc"), max_length=120, required=False, help_text=_("Chỉ ghi khi chọn “Việc khác”.")
    )

    field_order = ("kind", "title")


class WindowChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """A campaign window by its name."""

    def label_from_instance(self, obj: CampaignWindow) -> str:
        """The window's name."""
        return str(obj.name)


class PlanDeadlineForm(DeadlineForm):
    """What the units below owe for the year's plan, or for one campaign window of it: no lists or results."""

    kind = forms.ChoiceField(
        label=_("Phải nộp"), choices=[each for each in Deadline.Kind.choices if each[0] not in COMPUTED]
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["window"] = WindowChoice(
            label=_("Cho chiến dịch"),
            queryset=plan.windows.order_by("starts_on"),
            required=False,
            empty_label=_("Cả kế hoạch năm"),
        )
        self.order_fields(["kind", "title", "window"])


class ChangeDeadlineForm(MomentsForm):
    """A deadline's moments anew, with the reason that the units read."""

    reason = forms.CharField(
        label=_("Lý do đổi hạn"),
        max_length=200,
        required=False,
        help_text=_("Cần ghi khi đổi hạn nộp. Đơn vị đọc được lý do này."),
    )

    # by what the verb changes as one: the fields that say it
    TERMS = {
        "due": ("wording", "day", "at"),
        "grace_until": ("grace_day", "grace_at"),
        "lock_at": ("lock_day", "lock_time"),
        "reminder_days": ("reminder_days",),
        "parts": ("ticked", "counted"),
    }

    @property
    def opened(self) -> dict[str, object]:
        """The terms (`moving.terms_of`) that the page was opened with."""
        told = self.moments({**self.initial, **opened_with(self)})
        due_at = due_moment(told["day"], told["wording"], told["at"])
        kept = {name: told[name] for name in ("grace_until", "lock_at")}
        days = sorted(int(each) for each in told["reminder_days"])
        return {"due": (told["wording"], due_at), **kept, "reminder_days": days, "parts": frozenset(told["parts"])}


class MovedDatesForm(DatesForm):
    """Whether one deadline moves with a drive, and to which dates; without the tick nothing of it is read."""

    moves = forms.BooleanField(label=_("Dời hạn này"), required=False)
    wording = None  # type: ignore[assignment]  # how Django takes an inherited field away: the deadline keeps its own

    field_order = ("moves",)

    def __init__(self, data: QueryDict | None, *, deadline: Deadline, later: dt.timedelta) -> None:
        super().__init__(data, prefix=f"han-{deadline.pk}", initial=self.typed(deadline, later=later))
        self.deadline = deadline
        wording = str(deadline.get_wording_display())
        self.fields["day"].label = wording[:1].upper() + wording[1:]  # a day alone could be read either way

    def clean(self) -> dict[str, Any]:
        """Dates only where they are to move, and others than before."""
        cleaned = super().clean()
        if not cleaned.get("moves"):
            self.errors.clear()
            return {"moves": False}
        before = (self.deadline.due_at, self.deadline.grace_until, self.deadline.lock_at)
        if not self.errors and (self.dates.due_at, self.dates.grace_until, self.dates.lock_at) == before:
            self.add_error("day", _("Hạn này chưa đổi ngày: sửa ngày, hoặc bỏ đánh dấu."))
        return cleaned

    @property
    def has_more(self) -> bool:
        """Whether there is more than the due date to see: grace, a lock, or a fault in one of them."""
        names = {"grace_day", "grace_at", "lock_day", "lock_time"}
        return bool(self.deadline.grace_until or self.deadline.lock_at or (self.is_bound and names & set(self.errors)))

    @property
    def dates(self) -> Dates:
        """Where the deadline moves to."""
        told = {**self.moments(), "wording": self.deadline.wording}
        del told["moves"]
        return Dates(**told, opened_at=self._opened_at)

    @property
    def _opened_at(self) -> dt.datetime | None:
        """When the deadline was due by the page; an address that carries none, or nonsense, asks about nothing."""
        text = self.data.get(self.add_prefix("opened"), "")
        try:
            moment = dt.datetime.fromisoformat(text)
        except ValueError:
            return None
        return moment if moment.tzinfo is not None else None


class SessionMoveForm(forms.Form):
    """A drive that moves: why, and which deadlines move with it (`moves`, one form each)."""

    reason = forms.CharField(
        label=_("Lý do đổi hạn"),
        max_length=200,
        required=False,
        help_text=_("Cần ghi khi có hạn dời theo. Đơn vị đọc được lý do này."),
    )

    def __init__(
        self, data: QueryDict | None, *, deadlines: Sequence[Deadline], later: dt.timedelta, initial: dict[str, object]
    ) -> None:
        super().__init__(data, initial=initial)
        self.moves = [MovedDatesForm(data, deadline=each, later=later) for each in deadlines]

    def is_valid(self) -> bool:
        """All of it, so that every fault is told at once."""
        return all([super().is_valid(), *(each.is_valid() for each in self.moves)])

    @property
    def moving(self) -> list[tuple[Deadline, Dates]]:
        """The deadlines with a tick, and where they move to."""
        return [(each.deadline, each.dates) for each in self.moves if each.cleaned_data["moves"]]


class UntilForm(forms.Form):
    """More time: until when, and why."""

    day = date_field(_("Gia hạn đến ngày"))
    at = hour_field(_("Giờ"))
    reason = forms.CharField(label=_("Lý do"), max_length=200)

    @property
    def until(self) -> dt.datetime:
        """The last moment that is meant."""
        return due_moment(self.cleaned_data["day"], Deadline.Wording.BY, self.cleaned_data["at"])


class ReasonForm(forms.Form):
    """A reason that the unit reads."""

    reason = forms.CharField(label=_("Lý do"), max_length=200)


class DoneForm(forms.Form):
    """What was handed in, where this software does not hold it."""

    note = forms.CharField(
        label=_("Đã nộp gì, bằng cách nào"),
        max_length=200,
        help_text=_("Ví dụ: Đã gửi báo cáo số 12/BC-BCĐ ngày 20/3 qua Zalo."),
    )


class ContactForm(forms.Form):
    """That somebody was reached by hand."""

    way = forms.ChoiceField(label=_("Cách liên hệ"), choices=Contact.Way.choices)
    note = forms.CharField(label=_("Ghi chú"), max_length=200, required=False)


class PartForm(forms.Form):
    """That a part came, how many; or that it has not come after all."""

    amount = forms.IntegerField(label=_("Số lượng"), min_value=0, max_value=1_000_000, required=False)
    untick = forms.BooleanField(required=False)


class AddUnitForm(forms.Form):
    """One more unit that owes."""

    reason = forms.CharField(label=_("Lý do"), max_length=200, required=False)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = forms.ModelChoiceField(label=_("Đơn vị"), queryset=units, empty_label=_("Chọn đơn vị"))
        self.order_fields(["unit", "reason"])


class SuggestingInput(forms.TextInput):
    """A line of text with suggestions; anything else may be typed."""

    template_name = "campaigns/_suggesting_input.html"

    def __init__(self, suggestions: Sequence[str | Promise]) -> None:
        super().__init__()
        self.suggestions = suggestions

    def get_context(self, name: str, value: object, attrs: dict[str, object] | None) -> dict[str, object]:
        """The input's context with its suggestions, told apart by the field's name."""
        context: dict[str, object] = super().get_context(name, value, {**(attrs or {}), "list": f"{name}-suggestions"})
        return {**context, "suggestions": self.suggestions}


class NilForm(forms.Form):
    """Answering a duty with nobody."""

    reason = forms.CharField(
        label=_("Lý do không có người đăng ký"),
        help_text=_("Chọn một lý do hoặc tự ghi."),
        max_length=200,
        widget=SuggestingInput(
            [
                _("Đang mùa vụ, không vận động được"),
                _("Người đủ điều kiện đã hiến ở đợt trước, chưa đủ 12 tuần"),
                _("Người đăng ký đi cùng đơn vị khác"),
                _("Trùng lịch thi, lịch họp hoặc ngày nghỉ"),
            ]
        ),
    )


class NoActivityForm(forms.Form):
    """Answering a duty of activities with none."""

    reason = forms.CharField(label=_("Lý do không có hoạt động"), max_length=200)


class AbsentForm(forms.Form):
    """Why a unit takes no part this time; empty takes it back."""

    reason = forms.CharField(
        label=_("Lý do"), max_length=200, required=False, help_text=_("Bỏ trống nếu đơn vị lại tham gia đợt này.")
    )
