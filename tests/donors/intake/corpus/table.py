"""All entries of the corpus."""

from __future__ import annotations

from tests.donors.intake.corpus import forms, headings, kinds, lists

ENTRIES = [*forms.ENTRIES, *headings.ENTRIES, *lists.ENTRIES, *kinds.ENTRIES]
