"""Laying out a part whose tables run over hundreds of pages, in the child's side and without Django.

The layout engine holds a table's whole tree of boxes, and what it needs while laying it out, until the last page is
done: thousands of rows take more memory than a worker has. So a part is laid out in stretches of some hundred rows.
The last page of a stretch is not full; it is dropped, and the next stretch begins with the row it began with: pages
break exactly where they would have broken in one go, provided that columns have fixed widths.
"""

from collections.abc import Callable
from typing import NamedTuple

from weasyprint import Document
from weasyprint.document import Page

from core.paper.request import RequestPart

ROWS = 300
_PAGEFUL = 60  # more rows than any page holds


class Place(NamedTuple):
    """A row of a table of the flow, both counted from 0; row 0 also stands for whatever else is there."""

    item: int
    row: int

    @property
    def anchor(self) -> str:
        """The row's id in the HTML of a stretch."""
        return f"row-{self.item}-{self.row}"


def whole(part: RequestPart) -> str:
    """The part as one page of HTML."""
    return "".join([part["opening"], *_flow(part, Place(0, 0), None), part["closing"]])


def pages_of(part: RequestPart, lay_out: Callable[[str, str], Document], *, rows: int = ROWS) -> list[Page]:
    """The part's pages. `lay_out` draws HTML with CSS of its own for this stretch alone."""
    pages: list[Page] = []
    start: Place | None = Place(0, 0)
    asked = rows
    while start is not None:
        until = _after(part, start, asked)
        laid = _laid(part, start, until, pages_before=len(pages), lay_out=lay_out)
        kept, again = (laid, None) if until is None else _full_pages(laid, start, until)
        if until is not None and again is None:
            asked *= 2  # the stretch holds no page that begins with a row of its own
            continue
        pages += kept
        start, asked = again, rows
    for page in pages:
        page.anchors.clear()  # they would become named destinations of the PDF
    return pages


def _laid(
    part: RequestPart,
    start: Place,
    until: Place | None,
    *,
    pages_before: int,
    lay_out: Callable[[str, str], Document],
) -> list[Page]:
    opening = part["reopening"] if pages_before else part["opening"]
    closing = part["closing"] if until is None else ""  # what is left open, the parser closes
    css = f"@page :first {{ counter-reset: page {pages_before + 1} }}" if pages_before else part["first_page"]
    return list(lay_out("".join([opening, *_flow(part, start, until), closing]), css).pages)


def _flow(part: RequestPart, start: Place, until: Place | None) -> list[str]:
    out: list[str] = []
    for number, item in enumerate(part["flow"][start.item :], start.item):
        if until is not None and number > until.item:
            break
        if isinstance(item, str):
            out.append(item)
            continue
        first = start.row if number == start.item else 0
        last = until.row if until is not None and number == until.item else len(item["rows"])
        marked = (
            row.replace("<tr", f'<tr id="{Place(number, at).anchor}"', 1)
            for at, row in enumerate(item["rows"][first:last], first)
        )
        ended = last == len(item["rows"]) and not (until is not None and number == until.item)
        out += [item["opening"], *marked, "</tbody></table>" if ended else ""]
    return out


def _after(part: RequestPart, start: Place, rows: int) -> Place | None:
    """The row before which a stretch of about so many rows ends; None where the part ends with it."""
    left = rows
    for number, item in enumerate(part["flow"][start.item :], start.item):
        if isinstance(item, str):
            continue
        first = start.row if number == start.item else 0
        taken = max(left, _PAGEFUL)
        if len(item["rows"]) - first > taken:
            return Place(number, first + taken)
        left -= len(item["rows"]) - first
    return None


def _full_pages(pages: list[Page], start: Place, until: Place) -> tuple[list[Page], Place | None]:
    """The pages before the last one that begins with a whole row, and that row; no row where there is none."""
    first = start.row if start.item == until.item else 0
    for index in range(len(pages) - 1, 0, -1):
        before, here = pages[index - 1].anchors, pages[index].anchors
        row = next((at for at in range(first, until.row) if Place(until.item, at).anchor in here), first)
        if row > first and Place(until.item, row - 1).anchor in before and Place(until.item, row).anchor not in before:
            return pages[:index], Place(until.item, row)
    return [], None
