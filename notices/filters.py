"""What seats and messages are filtered by."""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from committees.models import Role, Seat
from core.text.folding import fold
from notices.models import Channel, Delivery, Notice
from notices.tables import STATES


class SeatFilter(django_filters.FilterSet):
    """By unit, role and state; closed seats only on request."""

    unit = django_filters.CharFilter(label=_("Tên đơn vị"), method="by_unit")
    role = django_filters.ChoiceFilter(label=_("Vai trò"), choices=Role.choices, empty_label=_("Tất cả"))
    state = django_filters.ChoiceFilter(
        label=_("Trạng thái"),
        choices=[(state, word) for state, (word, _kind) in STATES.items()],
        empty_label=_("Đang dùng"),
        method="by_state",
    )

    class Meta:
        model = Seat
        fields: tuple[str, ...] = ()

    def filter_queryset(self, queryset: QuerySet[Seat]) -> QuerySet[Seat]:
        """Without a chosen state: the seats in use."""
        filtered: QuerySet[Seat] = super().filter_queryset(queryset)
        return filtered if self.form.cleaned_data.get("state") else filtered.exclude(closed_on__isnull=False)

    def by_unit(self, queryset: QuerySet[Seat], _name: str, value: str) -> QuerySet[Seat]:
        """Any part of the unit's name, with or without marks."""
        return queryset.filter(unit__name_fold__contains=fold(value))

    def by_state(self, queryset: QuerySet[Seat], _name: str, value: str) -> QuerySet[Seat]:
        """The state is computed with the rows."""
        return queryset.filter(Q(state=value))


class NoticeFilter(django_filters.FilterSet):
    """Unread only, if wanted."""

    read_at = django_filters.BooleanFilter(
        label=_("Trạng thái"),
        lookup_expr="isnull",
        widget=django_filters.widgets.forms.Select(
            choices=[("", _("Tất cả")), ("true", _("Chưa đọc")), ("false", _("Đã đọc"))]
        ),
    )

    class Meta:
        model = Notice
        fields = ("read_at",)


class DeliveryFilter(django_filters.FilterSet):
    """By unit, way, kind and state."""

    unit = django_filters.CharFilter(label=_("Tên đơn vị"), method="by_unit")
    state = django_filters.ChoiceFilter(label=_("Trạng thái"), choices=Delivery.State.choices, empty_label=_("Tất cả"))
    channel = django_filters.ChoiceFilter(label=_("Cách gửi"), choices=Channel.choices, empty_label=_("Tất cả"))
    kind = django_filters.ChoiceFilter(label=_("Loại tin"), choices=Notice.Kind.choices, empty_label=_("Tất cả"))

    class Meta:
        model = Delivery
        fields: tuple[str, ...] = ()

    def by_unit(self, queryset: QuerySet[Delivery], _name: str, value: str) -> QuerySet[Delivery]:
        """Any part of the unit's name, with or without marks."""
        return queryset.filter(seat__unit__name_fold__contains=fold(value))
