"""A form that carries what it was opened with, so that what somebody else writes meanwhile is not taken back.

Each field has its first value beside it, hidden (Django's own `show_hidden_initial`). What is done with it:
core/three_way.py.
"""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict


def carry_opened(form: forms.BaseForm) -> None:
    """Let each field carry what the form's `initial` says."""
    for field in form.fields.values():
        field.show_hidden_initial = True


def opened_with(form: forms.BaseForm) -> dict[str, object]:
    """What the sent form was opened with, cleaned as its fields clean; a field that carries nothing is not named."""
    found: dict[str, object] = {}
    keys = {name: form[name].html_initial_name for name in form.fields}
    carries = any(key in form.data for key in keys.values())
    for name, field in form.fields.items():
        key = keys[name]
        # of several values that were none, nothing is sent
        if key in form.data or (carries and issubclass(field.hidden_widget, forms.MultipleHiddenInput)):
            found[name] = _clean(field, field.hidden_widget().value_from_datadict(form.data, form.files, key))
    return found


def _clean(field: forms.Field, value: object) -> object:
    try:
        return field.clean(value)
    except ValidationError:
        return None  # what may not be typed, as the emptiness of a field that must be filled


def show_now(form: forms.BaseForm, now: Mapping[str, object]) -> None:
    """Let the sent form count as opened with `now`, by field: sent again, it answers what was asked about."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    for name, value in now.items():
        if name in form.fields:
            field, key = form.fields[name], form[name].html_initial_name
            shown = field.hidden_widget().format_value(field.prepare_value(value))
            data.setlist(key, shown if isinstance(shown, list) else ["" if shown is None else shown])
    form.data = data
