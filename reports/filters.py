"""What documents are filtered by."""

from __future__ import annotations

from collections.abc import Mapping

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.listing import WordsFilter
from reports.delivery import deliveries
from reports.models import (
    Conference,
    Document,
    DocumentDelivery,
    FundingLine,
    HonourCount,
    OrganisationTask,
    RegisterEntry,
    StandardPhrase,
)


class DocumentFilter(django_filters.FilterSet):
    """By words of the trích yếu and by state."""

    subject = django_filters.CharFilter(label=_("Trích yếu có chữ"), lookup_expr="icontains")
    state = django_filters.ChoiceFilter(label=_("Trạng thái"), choices=Document.State.choices, empty_label=_("Tất cả"))

    class Meta:
        model = Document
        fields = ("subject", "state")


class LetterFilter(django_filters.FilterSet):
    """By words of the unit's name and by state."""

    unit = django_filters.CharFilter(label=_("Tên đơn vị có chữ"), field_name="to_unit__name", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(label=_("Trạng thái"), choices=Document.State.choices, empty_label=_("Tất cả"))

    class Meta:
        model = Document
        fields = ("unit", "state")


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


class ConferenceFilter(WordsFilter[Conference]):
    """By name, place and who chaired."""

    class Meta:
        model = Conference
        fields: tuple[str, ...] = ()

    def said(self, line: Conference) -> str:
        """Name, place, chair."""
        return f"{line.name} {line.hall} {line.chair_post} {line.chair_name}"


class HonourFilter(WordsFilter[HonourCount]):
    """By who honours and how, and whether proposed or given."""

    status = django_filters.ChoiceFilter(
        label=_("Đề nghị hay đã tặng"), choices=HonourCount.Status.choices, empty_label=_("Tất cả")
    )

    class Meta:
        model = HonourCount
        fields: tuple[str, ...] = ()

    def fits(self, line: HonourCount, asked: Mapping[str, object]) -> bool:
        """The words, and the status as chosen."""
        return super().fits(line, asked) and asked["status"] in ("", None, line.status)

    def said(self, line: HonourCount) -> str:
        """Who honours by what for what."""
        return f"{line} {line.merit}"


class TaskFilter(WordsFilter[OrganisationTask]):
    """By organisation and by what it is to do."""

    class Meta:
        model = OrganisationTask
        fields: tuple[str, ...] = ()

    def said(self, line: OrganisationTask) -> str:
        """The organisation and its sentences."""
        return f"{line.organisation} {line.lines}"


class FundingFilter(WordsFilter[FundingLine]):
    """By source."""

    class Meta:
        model = FundingLine
        fields: tuple[str, ...] = ()

    def said(self, line: FundingLine) -> str:
        """The source."""
        return line.source


class PhraseFilter(WordsFilter[StandardPhrase]):
    """By use and by words."""

    use = django_filters.ChoiceFilter(label=_("Dùng cho"), choices=StandardPhrase.Use.choices, empty_label=_("Tất cả"))

    class Meta:
        model = StandardPhrase
        fields: tuple[str, ...] = ()

    def fits(self, line: StandardPhrase, asked: Mapping[str, object]) -> bool:
        """The words, and the use as chosen."""
        return super().fits(line, asked) and asked["use"] in ("", None, line.use)

    def said(self, line: StandardPhrase) -> str:
        """The sentence."""
        return line.text


class DeliveredFilter(django_filters.FilterSet):
    """What came: by words of the trích yếu, by author, the unopened only."""

    subject = django_filters.CharFilter(label=_("Trích yếu có chữ"), lookup_expr="icontains")
    issuer = django_filters.CharFilter(label=_("Cơ quan ban hành có chữ"), lookup_expr="icontains")
    unopened = django_filters.BooleanFilter(label=_("Chỉ văn bản chưa mở"), widget=forms.CheckboxInput, method="keep")

    class Meta:
        model = DocumentDelivery
        fields = ("subject", "issuer", "unopened")

    def keep(self, rows: QuerySet[DocumentDelivery], _name: str, value: bool | None) -> QuerySet[DocumentDelivery]:
        """All, or the unopened."""
        return rows.filter(opened_at=None) if value else rows


class DeliveryFilter(django_filters.FilterSet):
    """Who has it: by name and by whether they opened it."""

    unit = django_filters.CharFilter(field_name="unit__name", lookup_expr="icontains", label=_("Tên đơn vị có chữ"))
    standing = django_filters.ChoiceFilter(
        label=_("Trạng thái"), choices=list(deliveries.WORDS.items()), empty_label=_("Tất cả"), method="stands"
    )

    class Meta:
        model = DocumentDelivery
        fields = ("unit", "standing")

    def stands(self, rows: QuerySet[DocumentDelivery], _name: str, value: str) -> QuerySet[DocumentDelivery]:
        """Those that stand so."""
        return deliveries.standing(rows, value)
