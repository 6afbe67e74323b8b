"""How a unit is reached."""

from __future__ import annotations

from django.db import transaction

from committees.models import Unit
from committees.tree_rules import clean_phone
from core import audit


@transaction.atomic
def set_phone(*, unit: Unit, phone: str) -> Unit:
    """The number to call the unit at; empty: none known. Raises `TreeError` for what is no phone number."""
    unit = Unit.objects.select_for_update(of=["self"]).get(pk=unit.pk)
    before, unit.phone = unit.phone, clean_phone(phone)
    unit.save(update_fields=["phone"])
    if before != unit.phone:
        audit.record(
            "unit.phone_set", subject=unit, path=unit.path, before={"phone": before}, after={"phone": unit.phone}
        )
    return unit
