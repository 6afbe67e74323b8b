"""A printed document as its author gives it to the renderer: parts, and in them what may run over many pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.paper.request import RequestPart, RequestTable


@dataclass(frozen=True)
class LongTable:
    """A table that may be laid out in stretches: HTML from `<table>` to `<tbody>`, and its rows, one `<tr>` each.

    Its columns have fixed widths; a totals row is simply its last.
    """

    opening: str
    rows: Sequence[str]


@dataclass(frozen=True)
class Part:
    """Pages laid out on their own and numbered from 1: a document, or an annex of it.

    `opening` is HTML from the doctype to where the flow begins, `closing` what follows the flow. Where a long table
    has to be laid out in stretches, all but the first begin with `reopening`. `first_page` is CSS for the first of
    them only, such as an `@page :first` that leaves the page number out.
    """

    opening: str
    flow: Sequence[str | LongTable] = ()
    closing: str = ""
    reopening: str = ""
    first_page: str = ""

    @property
    def html(self) -> str:
        """The whole part in one."""
        flow = (
            item if isinstance(item, str) else "".join([item.opening, *item.rows, "</tbody></table>"])
            for item in self.flow
        )
        return "".join([self.opening, *flow, self.closing])

    @property
    def rows(self) -> int:
        """How many rows its long tables have."""
        return sum(len(item.rows) for item in self.flow if isinstance(item, LongTable))

    def asked(self) -> RequestPart:
        """The part as the child is given it."""
        return RequestPart(
            opening=self.opening,
            reopening=self.reopening,
            flow=[
                item if isinstance(item, str) else RequestTable(opening=item.opening, rows=list(item.rows))
                for item in self.flow
            ],
            closing=self.closing,
            first_page=self.first_page,
        )
