"""The kinds of document that the product drafts: one module each, listed in `KINDS`.

How to add a kind in an hour:

1. Copy `results_report.py` to a module named for the kind. Give it a `compose(brief) -> Body` that writes the block
   tree (reports/blocks.py) from a `Brief`; every number in it is a `Figure("key")`, never typed text.
2. Where it needs figures that `reports/figures.py` does not bind yet, bind them there with their source, and extend
   `verify` with what they must add up to.
3. Describe it as a `Kind` and add it to `KINDS` below. The abbreviation is that of Nghị định 30/2020, Phụ lục III.
4. Test it as tests/reports/test_results_report.py does: structure, figures, and the page rendered.

Editing, freezing, numbering, rendering and the pages need nothing: they read the registry.
"""

from __future__ import annotations

from reports.kinds.kind import Body, Brief, Kind
from reports.kinds.results_report import RESULTS_REPORT

KINDS: dict[str, Kind] = {kind.key: kind for kind in (RESULTS_REPORT,)}

__all__ = ["KINDS", "Body", "Brief", "Kind"]
