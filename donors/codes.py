"""The codes that our template workbook carries: which unit and which round it was made for (intake/template.py).

Made of the rows' own numbers, which never change: many units have no official code, and two catalogues share theirs.
"""

from __future__ import annotations


def unit_code(unit_id: int) -> str:
    """ "DV12"."""
    return f"DV{unit_id}"


def round_code(round_id: int) -> str:
    """ "D3"."""
    return f"D{round_id}"
