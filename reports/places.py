"""How a place in a document is called: "I.2", "III.5.a", "Phụ lục II, 1", "phần mở đầu", and its anchor on the page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from reports.blocks import Annex, Blocks, Dash, ItalicNote, Paragraph, Path, SubNumber, Table, walk

_UNNUMBERED = (Paragraph, ItalicNote, Dash, Table)


def places_of(blocks: Blocks) -> dict[Path, str]:
    """The name of every block's place, in printed order: by the numbers that stand before it and above it."""
    stems: dict[Path, str] = {(): ""}
    numbers: dict[Path, str] = {(): ""}
    first = next((index for index, block in enumerate(blocks) if not isinstance(block, _UNNUMBERED)), None)
    for each in walk(blocks):
        above, number = each.path[:-1], "" if isinstance(each.block, Dash) else each.number
        own = number.removeprefix(numbers[above]) if isinstance(each.block, SubNumber) else number
        joint = ", " if own and stems[above] and isinstance(each.parents[-1], Annex) else ""
        stems[each.path], numbers[each.path] = f"{stems[above]}{joint}{own}", number
    del stems[()]
    return {path: stem.rstrip(".)") or _around(path[0], first) for path, stem in stems.items()}


def _around(index: int, first: int | None) -> str:
    """The name of text that no number stands above; `first` is the first numbered part."""
    if first is None:
        return _("nội dung")
    return _("phần mở đầu") if index < first else _("phần kết")


def anchor_of(path: Path) -> str:
    """Where a block stands on its document's page."""
    return f"b-{'-'.join(str(index) for index in path)}"
