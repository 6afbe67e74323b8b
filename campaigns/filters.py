"""Filters over plans."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from campaigns.models import Plan, State


class PlanFilter(django_filters.FilterSet):
    """By year and state."""

    year = django_filters.NumberFilter(label=_("Năm"))
    state = django_filters.ChoiceFilter(label=_("Trạng thái"), choices=State.choices, empty_label=_("Tất cả"))

    class Meta:
        model = Plan
        fields = ("year", "state")
