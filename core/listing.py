"""A list: a table under a filter, sorted and paged by the address, given out as a file on request.

A page with one main list carries it whole (`list_page`). A short list inside a page about something else (the sessions
of a round) shows its first rows there and leads to its own list page (`short_list`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, TypedDict, TypeVar

import django_filters
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2 import RequestConfig, Table

from core.export import PARAMETER, exported
from core.text.folding import fold

PAGE_SIZE = 50
SHORT = 10  # rows of a list inside a page about something else

Line = TypeVar("Line")


class Chip(TypedDict):
    """One condition of the filter: what it says, and the address without it."""

    label: str
    url: str


def list_page(
    request: HttpRequest,
    table: Table,
    filterset: django_filters.FilterSet | None,
    template: str,
    context: Mapping[str, object],
    *,
    name: str,
    keep: Sequence[str] = (),
    page_size: int | None = PAGE_SIZE,
) -> HttpResponse:
    """The page of `table` (made over `filterset.qs`), or its file where "?_export=" asks for one.

    The template gets table, filter, chips, keep (what the filter's form must carry along: the sort, and the parameters
    named in `keep`) and total, beside `context`. With `page_size` None every row stands on one page. A page whose
    question is itself the filter (a search) has no `filterset`.
    """
    RequestConfig(request, paginate={"per_page": page_size} if page_size else False).configure(table)
    file = exported(request, table, name=name)
    if file is not None:
        return file
    listed = {
        "table": table,
        "filter": filterset,
        "chips": chips(request, filterset) if filterset is not None else [],
        "keep": [(key, request.GET[key]) for key in ("sort", *keep) if key in request.GET],
        "total": table.paginator.count if page_size else len(table.rows),
    }
    return render(request, template, {**listed, **context})


def short_list(request: HttpRequest, table: Table, *, address: str) -> Table:
    """`table` as it stands inside a page about something else: its first rows, sorted by their headings, and the way to
    its own list page at `address`, where all rows are filtered and given out.

    One row alone needs no such way; a list without a page of its own (`address` empty) stands here whole.
    `table.attrs["id"]` tells the sort of one table from that of another.
    """
    table.prefix = f"{table.attrs['id']}-"
    RequestConfig(request, paginate={"per_page": SHORT, "page": 1} if address else False).configure(table)
    table.exports, table.is_short = (), True
    if address and table.paginator.count > 1:
        table.whole_url = address
    return table


class LinesFilter(django_filters.FilterSet, Generic[Line]):
    """A filter over lines that a page holds in memory: what they say decides, and not the database.

    A subclass names its fields, says in `Meta.model` whose lines they are, and answers in `fits`.
    """

    def __init__(self, data: object = None, *, lines: Sequence[Line]) -> None:
        super().__init__(data)
        self.lines = lines

    @property
    def found(self) -> list[Line]:
        """The lines that fit; a filter that says nothing narrows nothing."""
        if not self.is_bound or not self.form.is_valid():
            return list(self.lines)
        return [line for line in self.lines if self.fits(line, self.form.cleaned_data)]

    def fits(self, line: Line, asked: Mapping[str, object]) -> bool:
        """Whether a line is one of those asked for; `asked` has a value of every field, empty where none was chosen."""
        raise NotImplementedError


class WordsFilter(LinesFilter[Line]):
    """A filter by any part of what a line says, with or without marks; a subclass answers what that is in `said`."""

    words = django_filters.CharFilter(label=gettext_lazy("Có chữ"))

    def fits(self, line: Line, asked: Mapping[str, object]) -> bool:
        """Any part of the words."""
        return fold(str(asked["words"] or "")) in fold(self.said(line))

    def said(self, line: Line) -> str:
        """Everything of a line that is looked through."""
        raise NotImplementedError


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
