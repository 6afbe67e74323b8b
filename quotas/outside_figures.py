"""Figures that another body announced (a province's average, a rank): typed with source and date, and audited.

They are words with a source and go into no sum, so that closing, which freezes what is counted, leaves them open: a
rank is often announced weeks after the year was closed.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaigns.models import Plan
from core import audit
from core.refusal import Refused
from core.text.dates import in_vietnam
from quotas.models import OutsideFigure


def of_plan(plan: Plan | None) -> QuerySet[OutsideFigure]:
    """The outside figures of a plan, the newest first."""
    return OutsideFigure.objects.filter(plan=plan).order_by("-stated_on", "pk")


@transaction.atomic
def add(*, plan: Plan, label: str, value: str, source: str, stated_on: dt.date, now: dt.datetime) -> OutsideFigure:
    """Note a figure with its source and the day it was announced; a closed plan takes it too."""
    _refuse_tomorrow(stated_on, now)
    figure = OutsideFigure.objects.create(
        path=plan.path,
        plan=plan,
        label=label.strip(),
        value=value.strip(),
        source=source.strip(),
        stated_on=stated_on,
    )
    audit.record("outside_figure.added", subject=plan, path=plan.path, after=_as_dict(figure))
    return figure


@transaction.atomic
def correct(
    *, figure: OutsideFigure, label: str, value: str, source: str, stated_on: dt.date, now: dt.datetime
) -> OutsideFigure:
    """Put a figure right; the trail keeps what it said before."""
    locked = _locked(figure)
    _refuse_tomorrow(stated_on, now)
    before = _as_dict(locked)
    locked.label, locked.value, locked.source = label.strip(), value.strip(), source.strip()
    locked.stated_on = stated_on
    locked.save(update_fields=["label", "value", "source", "stated_on"])
    if before != _as_dict(locked):
        after = _as_dict(locked)
        audit.record("outside_figure.corrected", subject=locked.plan, path=locked.path, before=before, after=after)
    return locked


@transaction.atomic
def remove(*, figure: OutsideFigure) -> None:
    """Take a figure away; the trail keeps it."""
    locked = _locked(figure)
    audit.record("outside_figure.removed", subject=locked.plan, path=locked.path, before=_as_dict(locked))
    locked.delete()


def _locked(figure: OutsideFigure) -> OutsideFigure:
    """The figure as it stands, kept from others until the transaction ends; raises `Refused` where somebody has removed
    it."""
    rows = OutsideFigure.objects.select_for_update(of=("self",)).select_related("plan")
    locked = rows.filter(pk=figure.pk).first()
    if locked is None:
        raise Refused(_("Số liệu này vừa được xóa; tải lại trang."))
    return locked


def _refuse_tomorrow(stated_on: dt.date, now: dt.datetime) -> None:
    if stated_on > in_vietnam(now).date():
        raise Refused(_("Ngày công bố ở sau hôm nay; sửa lại ngày."))


def _as_dict(figure: OutsideFigure) -> dict[str, object]:
    return {
        "label": figure.label,
        "value": figure.value,
        "source": figure.source,
        "stated_on": figure.stated_on.isoformat(),
    }
