"""A list page: a table under a filter, sorted and paged by the address, given out as a file on request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

import django_filters
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig, Table

from core.export import PARAMETER, exported

PAGE_SIZE = 50


class Chip(TypedDict):
    """One condition of the filter: what it says, and the address without it."""

    label: str
    url: str


def list_page(
    request: HttpRequest,
    table: Table,
    filterset: django_filters.FilterSet,
    template: str,
    context: Mapping[str, object],
    *,
    name: str,
) -> HttpResponse:
    """The page of `table` (made over `filterset.qs`), or its file where "?_export=" asks for one.

    The template gets table, filter, chips, keep (what the filter's form must carry along) and total, beside `context`.
    """
    RequestConfig(request, paginate={"per_page": PAGE_SIZE}).configure(table)
    file = exported(request, table, name=name)
    if file is not None:
        return file
    listed = {
        "table": table,
        "filter": filterset,
        "chips": chips(request, filterset),
        "keep": [(key, request.GET[key]) for key in ("sort",) if key in request.GET],
        "total": table.paginator.count,
    }
    return render(request, template, {**listed, **context})


def chips(request: HttpRequest, filterset: django_filters.FilterSet) -> list[Chip]:
    """The conditions now in force, each with the address that lifts it."""
    if not filterset.is_bound or not filterset.form.is_valid():
        return []
    found = []
    for name, field in filterset.form.fields.items():
        value = filterset.form.cleaned_data.get(name)
        if value in (None, "", [], False):
            continue
        found.append(Chip(label=_in_words(field, value), url=_without(request, name)))
    return found


def _in_words(field: forms.Field, value: object) -> str:
    if value is True:
        return str(field.label)
    return _("%(label)s: %(value)s") % {"label": field.label, "value": _chosen(field, value)}


def _chosen(field: forms.Field, value: object) -> str:
    choices: object = getattr(field, "choices", ()) or getattr(field.widget, "choices", ())
    for key, label in choices:  # type: ignore[attr-defined]  # pairs
        if str(key) == str(value):
            return str(label)
    return str(value)


def _without(request: HttpRequest, name: str) -> str:
    kept = request.GET.copy()
    for key in [key for key in kept if key in (name, "page", PARAMETER) or key.startswith(f"{name}_")]:
        del kept[key]
    return f"?{kept.urlencode()}"
