"""What is asked before units owe something by a document: what, for what, by when; or which deadline it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from campaigns.forms import DeadlineForm
from campaigns.models import Deadline, Plan, Round, State
from reports.by_document import may_follow, plans_of, title_from
from reports.models import RegisterEntry
from reports.starting_forms import DeadlineChoice

Place = tuple[str, str]


class DocumentDeadlineForm(DeadlineForm):
    """The ordinary form of a deadline, with the choice of what it is for."""

    place = forms.ChoiceField(
        label=_("Cho"),
        error_messages={
            "required": _("Chưa có kế hoạch đang thực hiện; lập kế hoạch rồi đặt việc phải nộp."),
            "invalid_choice": _("Lựa chọn này không phải của Ban Chỉ đạo đang dùng; chọn lại."),
        },
    )

    def __init__(self, *args: Any, entry: RegisterEntry, **kwargs: Any) -> None:
        self.plans = list(plans_of(entry).prefetch_related("windows", "rounds"))
        super().__init__(*args, **{**kwargs, "initial": _proposed(entry) | kwargs.get("initial", {})})
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(plan), _places(plan)) for plan in self.plans]
        self.order_fields(["kind", "title", "place"])

    def moments(self, cleaned: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the verb takes, with the plan, window or round that was chosen."""
        told = super().moments(cleaned)
        name, _dash, key = told.pop("place").partition("-")
        found = {"plan": self.plans, "window": _all(self.plans, "windows"), "round": _all(self.plans, "rounds")}
        return told | {name: next(each for each in found[name] if str(each.pk) == key)}


def _all(plans: list[Plan], kept: str) -> list[Any]:
    return [each for plan in plans for each in getattr(plan, kept).all()]


def _places(plan: Plan) -> list[Place]:
    """The plan, its campaign windows and its rounds that are not closed."""
    rounds = [each for each in plan.rounds.all() if each.kind == Round.Kind.ROUND and each.state != State.CLOSED]
    windows = sorted(plan.windows.all(), key=lambda each: each.starts_on)
    return [
        (f"plan-{plan.pk}", _now("Cả kế hoạch năm")),
        *((f"window-{each.pk}", each.name) for each in windows),
        *((f"round-{each.pk}", each.name) for each in rounds),
    ]


def _proposed(entry: RegisterEntry) -> dict[str, object]:
    """What the document lets guess: a guidance asks for the report of its campaign, others for what they are about."""
    document = entry.document
    if document is not None and document.window_id is not None:
        return {"kind": Deadline.Kind.ACTIVITY, "place": f"window-{document.window_id}"}
    place = {"place": f"plan-{document.plan_id}"} if document is not None else {}
    return {"kind": Deadline.Kind.OTHER, "title": title_from(entry), **place}


class TieForm(forms.Form):
    """Which deadline that was set before follows the document."""

    deadline = DeadlineChoice(label=_("Hạn nộp đã đặt"), required=_("Chọn hạn nộp."))

    def __init__(self, *args: Any, entry: RegisterEntry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["deadline"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = may_follow(entry)
