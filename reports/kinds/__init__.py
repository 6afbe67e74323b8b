"""The kinds of document that the product drafts: one module each, listed in `KINDS`.

How to add a kind in an hour:

1. Copy the nearest of the modules here to one named for the kind. Its `draw_up(about, now=…) -> Draft` writes the block
   tree (reports/blocks.py); every number in it is a `Figure("key")`, never typed text. Phrases that other kinds say
   too are in `phrases.py`.
2. Where it needs figures that `reports/figures/` does not bind yet, bind them there with their source, and extend
   that module's `verify` with what they must add up to.
3. Describe it as a `Kind` and add it to `KINDS` below. The symbol after the number follows Nghị định 30/2020, Phụ lục
   III ("KH-BCĐ"; a công văn has no type in it).
4. Test it as tests/reports/test_results_report.py does: structure, figures, and the page rendered.

Editing, freezing, numbering, rendering and the pages need nothing: they read the registry.
"""

from __future__ import annotations

from reports.kinds.kind import GAP, About, Draft, Kind, NewDue
from reports.kinds.results_report import RESULTS_REPORT
from reports.kinds.urging_letter import URGING_LETTER

KINDS: dict[str, Kind] = {kind.key: kind for kind in (RESULTS_REPORT, URGING_LETTER)}

__all__ = ["GAP", "KINDS", "RESULTS_REPORT", "URGING_LETTER", "About", "Draft", "Kind", "NewDue"]
