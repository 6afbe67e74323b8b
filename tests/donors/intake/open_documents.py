"""OpenDocument workbooks made by hand, as LibreOffice writes them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"'
    for name, path in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
    )
)
_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


@dataclass
class OdsSheet:
    """`merges` are (first row, first column, last row, last column); `tail_rows` are empty rows declared at the end."""

    name: str
    rows: Sequence[Sequence[object]]
    is_hidden: bool = False
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    merges: Sequence[tuple[int, int, int, int]] = ()
    widths_cm: Sequence[float] = field(default_factory=list)
    tail_rows: int = 1_000_000


def ods_bytes(sheets: Sequence[OdsSheet], *, names: dict[str, str] | None = None, encrypted: bool = False) -> bytes:
    """A whole .ods file; `names` are defined names with a text."""
    named = "".join(
        f'<table:named-expression table:name="{name}" table:expression="of:=&quot;{text}&quot;"/>'
        for name, text in (names or {}).items()
    )
    widths = {width for sheet in sheets for width in sheet.widths_cm}
    styles = "".join(
        f'<style:style style:name="co{width}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width}cm"/></style:style>'
        for width in widths
    ) + (
        '<style:style style:name="hid" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES} office:version="1.2">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f"{''.join(map(_sheet, sheets))}<table:named-expressions>{named}</table:named-expressions>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    encryption = "<manifest:encryption-data/>" if encrypted else ""
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="content.xml">{encryption}</manifest:file-entry></manifest:manifest>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _MIMETYPE, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def _sheet(sheet: OdsSheet) -> str:
    width = max((len(row) for row in sheet.rows), default=0)
    columns = "".join(_column(sheet, column) for column in range(width))
    rows = "".join(_row(sheet, number, width) for number in range(len(sheet.rows)))
    tail = (
        f'<table:table-row table:number-rows-repeated="{sheet.tail_rows}">'
        '<table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
    )
    style = ' table:style-name="hid"' if sheet.is_hidden else ""
    return f"<table:table table:name={quoteattr(sheet.name)}{style}>{columns}{rows}{tail}</table:table>"


def _column(sheet: OdsSheet, column: int) -> str:
    hidden = ' table:visibility="collapse"' if column in sheet.hidden_columns else ""
    style = f' table:style-name="co{sheet.widths_cm[column]}"' if column < len(sheet.widths_cm) else ""
    return f"<table:table-column{style}{hidden}/>"


def _row(sheet: OdsSheet, number: int, width: int) -> str:
    hidden = ' table:visibility="collapse"' if number in sheet.hidden_rows else ""
    cells = [*sheet.rows[number], *[None] * (width - len(sheet.rows[number]))]
    spans = {(top, left): (down - top + 1, right - left + 1) for top, left, down, right in sheet.merges}
    written = "".join(_cell(cell, spans.get((number, column))) for column, cell in enumerate(cells))
    return (
        f'<table:table-row{hidden}>{written}<table:table-cell table:number-columns-repeated="990"/></table:table-row>'
    )


def _cell(cell: object, span: tuple[int, int] | None) -> str:
    merge = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span else ""
    if cell is None:
        return f"<table:table-cell{merge}/>"
    if isinstance(cell, dt.date):
        return (
            f'<table:table-cell{merge} office:value-type="date" office:date-value="{cell.isoformat()}">'
            f"<text:p>{cell:%d/%m/%Y}</text:p></table:table-cell>"
        )
    if isinstance(cell, int | float):
        return (
            f'<table:table-cell{merge} office:value-type="float" office:value="{cell}">'
            f"<text:p>{cell}</text:p></table:table-cell>"
        )
    text = str(cell)
    formula = ' table:formula="of:=IF([.A1]>3;&quot;a&quot;;[.B1])"' if text.startswith("=") else ""
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.removeprefix("=").split("\n"))
    return f'<table:table-cell{merge}{formula} office:value-type="string">{lines}</table:table-cell>'
