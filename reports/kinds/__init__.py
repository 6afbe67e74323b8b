"""The kinds of document that the product drafts: one module each, listed in `KINDS`.

How to add a kind in an hour:

1. Copy the nearest of the modules here to one named for the kind. Its `draw_up(about, now=…) -> Draft` writes the block
   tree (reports/blocks.py); every number in it is a `Figure("key")`, never typed text. Phrases that other kinds say
   too are in `phrases.py`.
2. Where it needs figures that `reports/figures/` does not bind yet, bind them there with their source, and extend
   that module's `verify` with what they must add up to.
3. Describe it as a `Kind` and add it to `KINDS` below. The symbol after the number follows Nghị định 30/2020, Phụ lục
   III ("KH-BCĐ"; a công văn has no type in it). Its `start` is a route where one is begun: a view of
   reports/views/starting.py that asks for what the kind needs, offered on "Soạn văn bản" by its `sentence`.
   `decimals` are those that its percentages have until the author of a document chooses others.
4. Test it as tests/reports/test_results_report.py does: structure, figures, and the page rendered; put it among
   tests/reports/samples.py, and test_five_pages.py holds its pages to the decree.

Editing, freezing, numbering, rendering and the pages need nothing: they read the registry.
"""

from __future__ import annotations

from reports.kinds.conclusion_notice import CONCLUSION_NOTICE
from reports.kinds.kind import GAP, About, Draft, Kind, NewDue
from reports.kinds.plan_document import PLAN_DOCUMENT
from reports.kinds.results_report import RESULTS_REPORT
from reports.kinds.urging_letter import URGING_LETTER
from reports.kinds.window_guidance import WINDOW_GUIDANCE

# In the order in which a year needs them, and in which they are offered.
KINDS: dict[str, Kind] = {
    kind.key: kind for kind in (PLAN_DOCUMENT, WINDOW_GUIDANCE, URGING_LETTER, RESULTS_REPORT, CONCLUSION_NOTICE)
}

__all__ = [
    "CONCLUSION_NOTICE",
    "GAP",
    "KINDS",
    "PLAN_DOCUMENT",
    "RESULTS_REPORT",
    "URGING_LETTER",
    "WINDOW_GUIDANCE",
    "About",
    "Draft",
    "Kind",
    "NewDue",
]
