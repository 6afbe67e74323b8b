"""What documents are filtered by."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from reports.models import Document, RegisterEntry


class DocumentFilter(django_filters.FilterSet):
    """By words of the trích yếu and by state."""

    subject = django_filters.CharFilter(label=_("Trích yếu có chữ"), lookup_expr="icontains")
    state = django_filters.ChoiceFilter(label=_("Trạng thái"), choices=Document.State.choices, empty_label=_("Tất cả"))

    class Meta:
        model = Document
        fields = ("subject", "state")


class RegisterFilter(django_filters.FilterSet):
    """By year, by words of the trích yếu and by author."""

    year = django_filters.NumberFilter(
        field_name="dated_on", lookup_expr="year", label=_("Năm"), min_value=1945, max_value=2100
    )
    subject = django_filters.CharFilter(label=_("Trích yếu có chữ"), lookup_expr="icontains")
    author = django_filters.CharFilter(label=_("Cơ quan ban hành có chữ"), lookup_expr="icontains")

    class Meta:
        model = RegisterEntry
        fields = ("year", "subject", "author")
