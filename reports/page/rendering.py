"""The official page from its content: HTML in parts, PDF, and what the reader of the PDF must be told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core.paper.fonts import NAMED_BY_LAW, DocumentFont, Style, document_font
from core.paper.parts import LongTable, Part
from core.paper.pdf import ARCHIVE_VARIANT, STRUCTURED_VARIANT, PaperMetadata, render_parts
from core.paper.qr import qr_svg
from core.text.folding import fold
from reports.blocks import Annex, plain_text, validate
from reports.page.breaking import balanced_lines, broken, broken_anew
from reports.page.content import PageContent, about_line, attached_to, base_lines, recipient_lines
from reports.page.fitting import PADDING_PT, SQUEEZED_PADDING_PT, Fit, around_mm, fit, squeeze
from reports.page.measures import (
    ADDRESS_MM,
    ANNEX_INSET_MM,
    BETWEEN_MM,
    FEW_LINES,
    LARGE,
    MM_PER_POINT,
    PAGE_LONG_MM,
    PAGE_MM,
    RECIPIENTS_MM,
    SMALL,
    SUBJECT_LINES,
    SUBJECT_MM,
    Sizes,
)
from reports.page.pieces import AnnexPieces, Grid, Line, Piece, Span, annex_pieces, main_pieces, row_kind
from reports.page.signing import signing

NATIONAL = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
LONG_ROWS = 500  # a table beyond it is laid out in stretches, and its document is not tagged

_ADDRESS_LINE_MM = 13.2 * MM_PER_POINT  # a line of the address at the foot of page 1
_ADDRESS_AROUND_MM = 3  # between the text, the rule and the address
_MOST_STRANGE = 10  # characters named in one sentence
_USUAL_SECONDS, _SECONDS_A_ROW = 120, 0.1  # for a machine that has other things to do
_TO = "Kính gửi: "
_FLOW = "<!-- flow -->"
_NO_NUMBER = "@page :first { @top-center { content: none } }"


@dataclass(frozen=True)
class _Header:
    """The broken lines of the header and the widths of its two blocks in millimetres."""

    sizes: Sizes
    superior: list[str]
    issuer: list[str]
    about: list[str]
    left_mm: float
    right_mm: float


@dataclass(frozen=True)
class _Fitted:
    """A table with its columns' widths; `lies` puts it on a page of its own that lies on its side."""

    grid: Grid
    fit: Fit
    lies: bool = False

    @property
    def is_squeezed(self) -> bool:
        """Whether its cells have little room around their text."""
        return self.fit.padding_pt < PADDING_PT


# --- The whole --------------------------------------------------------------------------------------


def page_pdf(content: PageContent, *, created: datetime | None = None, timeout: float | None = None) -> bytes:
    """The page as PDF. Equal content and moment give equal bytes.

    PDF/A-3a, tagged; with a table of more than 500 rows PDF/A-2u without tags. `timeout` is in seconds; without it,
    two minutes and more for long tables. Raises BlockError for a body that
    cannot print, `core.paper.process.PaperError` for a render that failed.
    """
    parts = page_parts(content)
    long_rows = sum(part.rows for part in parts)
    return render_parts(
        parts,
        stylesheets=[page_stylesheet(content)],
        metadata=PaperMetadata(
            title=_title(content), author=content.issuer_in_text, subject=content.number, created=created
        ),
        timeout=timeout if timeout is not None else _USUAL_SECONDS + long_rows * _SECONDS_A_ROW,
        variant=ARCHIVE_VARIANT if long_rows else STRUCTURED_VARIANT,
        tagged=not long_rows,
    )


def page_html(content: PageContent) -> str:
    """The page as HTML, its parts behind each other; what people typed is escaped. Raises BlockError."""
    return "\n".join(part.html for part in page_parts(content))


def page_parts(content: PageContent) -> list[Part]:
    """The document and its annexes as parts for `core.paper`; each has page numbers of its own. Raises BlockError."""
    validate(content.blocks)
    font = document_font()
    annexes = annex_pieces(content.blocks, content.figures)
    return [_main(content, font), *(_annex(annex, content, font) for annex in annexes)]


def page_stylesheet(content: PageContent) -> str:
    """The CSS of this very page: its font, margins, sizes and places."""
    font = document_font()
    header = _header(content, font)
    address_mm = _address_mm(content, font)
    context = {
        "content": content,
        "font": font.name,
        "margins": content.margins,
        "sizes": header.sizes,
        "left_mm": f"{header.left_mm:.2f}",
        "right_mm": f"{header.right_mm:.2f}",
        "between_mm": BETWEEN_MM,
        "recipients_mm": RECIPIENTS_MM,
        "address_mm": f"{address_mm:.2f}",
        "padding_pt": PADDING_PT,
        "squeezed_padding_pt": str(SQUEEZED_PADDING_PT),
        "under_colon_mm": f"{font.width_mm('Kính gửi', size_pt=LARGE.body):.2f}",
        "after_colon_mm": f"{font.width_mm(_TO, size_pt=LARGE.body):.2f}",
    }
    return f"{font.css}\n{render_to_string('reports/page/page.css', context)}"


def page_warnings(content: PageContent) -> list[str]:
    """What the clerk should know before the page is issued, as sentences for the screen; never printed on it."""
    font = document_font()
    return [
        *_font_warnings(font),
        *_letter_warnings(content, font),
        *_annex_warnings(content),
        *_table_warnings(content, font),
    ]


def _title(content: PageContent) -> str:
    return about_line(content.subject) if content.is_letter else f"{content.type_name.upper()}: {content.subject}"


def _text_mm(content: PageContent, *, lying: bool = False) -> float:
    margins = content.margins
    if lying:  # bound at its upper edge: the margins turn with the sheet
        return PAGE_LONG_MM - margins.top - margins.bottom
    return PAGE_MM - margins.left - margins.right


# --- The document -----------------------------------------------------------------------------------


def _main(content: PageContent, font: DocumentFont) -> Part:
    bases = [Line("text base", (Span(line, italic=True),)) for line in base_lines(content.bases)]
    pieces = [
        _fitted(piece, content, font) if isinstance(piece, Grid) else piece
        for piece in (*bases, *main_pieces(content.blocks, content.figures))
    ]
    address = broken(content.address, width_mm=_text_mm(content), size_pt=11, font=font, style="regular")
    foot = signing(content, text_mm=_text_mm(content), font=font)
    context = {
        "content": content,
        "national": NATIONAL,
        "motto": MOTTO,
        "header": _header(content, font),
        "subject": _subject(content, font),
        "addressees": _addressees(content),
        "addressee_is_short": _address_mm(content, font) == ADDRESS_MM[0],
        "signing": foot,
        "recipients": [Span(line) for line in foot.recipients],
        "recipients_below": [Span(line) for line in foot.recipients_below],
        "signing_lies": bool(pieces) and isinstance(pieces[-1], _Fitted) and pieces[-1].lies,
        "address": address,
        "check": qr_svg(content.check_link) if content.check_link else "",
        "flow": _FLOW,
    }
    opening, closing = render_to_string("reports/page/page.html", context).split(_FLOW)
    return Part(
        opening=opening,
        flow=list(_flow(pieces)),
        closing=closing,
        reopening=render_to_string("reports/page/reopening.html", {"content": content, "classes": ""}),
        first_page=_first_page(content, len(address)),
    )


def _first_page(content: PageContent, address_lines: int) -> str:
    if not address_lines:
        return _NO_NUMBER
    height = _ADDRESS_AROUND_MM + address_lines * _ADDRESS_LINE_MM
    bottom = content.margins.bottom + height
    return f"{_NO_NUMBER} @page :first {{ margin-bottom: {bottom:.2f}mm }} .address {{ bottom: -{height:.2f}mm }}"


def _header(content: PageContent, font: DocumentFont) -> _Header:
    """The larger sizes where the issuer's block stays low beside the national name, else the smaller ones."""
    large = _header_at(LARGE, content, font)
    return large if len(large.superior) + len(large.issuer) <= FEW_LINES else _header_at(SMALL, content, font)


def _header_at(sizes: Sizes, content: PageContent, font: DocumentFont) -> _Header:
    right = max(
        font.width_mm(NATIONAL, size_pt=sizes.upper, style="bold"),
        font.width_mm(content.place_and_date, size_pt=sizes.lower, style="italic"),
    )
    left = _text_mm(content) - BETWEEN_MM - right

    def lines(given: Sequence[str], style: Style) -> list[str]:
        return broken_anew(given, width_mm=left, size_pt=sizes.upper, font=font, style=style)

    about = [about_line(content.subject)] if content.is_letter else []
    return _Header(
        sizes,
        superior=lines(content.superior, "regular"),
        issuer=lines(content.issuer, "bold"),
        about=broken(about, width_mm=left, size_pt=sizes.upper, font=font, style="regular"),
        left_mm=left,
        right_mm=right,
    )


def _subject(content: PageContent, font: DocumentFont) -> list[str]:
    """Short lines as in the decree's form; a subject that would stand more than three lines high takes wider ones."""
    if content.is_letter:
        return []  # it stands under the number
    for width in (SUBJECT_MM, _text_mm(content)):
        lines = balanced_lines(content.subject, width_mm=width, size_pt=LARGE.body, font=font)
        if len(lines) <= SUBJECT_LINES:
            break
    return lines


def _addressees(content: PageContent) -> list[str]:
    """One without dash and end mark, as in the decree's form; several with both."""
    lines = recipient_lines(content.addressees)
    return [lines[0].removeprefix("- ").removesuffix(".")] if len(lines) == 1 else lines


def _address_mm(content: PageContent, font: DocumentFont) -> float:
    """Where "Kính gửi:" begins: as in Mẫu 1.5, or nearer to the margin where a name would not fit on its line."""
    far, near = ADDRESS_MM
    room = _text_mm(content) - far - font.width_mm(_TO, size_pt=LARGE.body)
    names = (font.width_mm(line, size_pt=LARGE.body) for line in _addressees(content))
    return far if max(names, default=0) <= room else near


# --- Annexes ----------------------------------------------------------------------------------------


def _annex(annex: AnnexPieces, content: PageContent, font: DocumentFont) -> Part:
    """An annex; it lies on its side where it is marked so, or where a table of it reads better so."""
    lies = annex.landscape or any(
        _reads_better_lying(piece, content, font) for piece in annex.pieces if isinstance(piece, Grid)
    )
    text_mm = _text_mm(content, lying=lies)
    width = text_mm - ANNEX_INSET_MM
    classes = "annex lying" if lies else "annex"
    context = {
        "content": content,
        "number": annex.number,
        "title": balanced_lines(annex.title, width_mm=width, size_pt=LARGE.body, font=font, capitals=True),
        "attached": balanced_lines(attached_to(content), width_mm=width, size_pt=LARGE.body, font=font, style="italic"),
        "classes": classes,
        "flow": _FLOW,
    }
    opening, closing = render_to_string("reports/page/annex.html", context).split(_FLOW)
    pieces = [
        _Fitted(piece, _fit_or_squeeze(piece, text_mm, font)) if isinstance(piece, Grid) else piece
        for piece in annex.pieces
    ]
    return Part(
        opening=opening,
        flow=list(_flow(pieces)),
        closing=closing,
        reopening=render_to_string("reports/page/reopening.html", {"content": content, "classes": classes}),
        first_page=_NO_NUMBER,
    )


# --- Pieces -----------------------------------------------------------------------------------------


def _fitted(grid: Grid, content: PageContent, font: DocumentFont) -> _Fitted:
    """A table of the body: upright, or on a page of its own that lies on its side (Phụ lục I, I.2)."""
    lies = _reads_better_lying(grid, content, font)
    return _Fitted(grid, _fit_or_squeeze(grid, _text_mm(content, lying=lies), font), lies=lies)


def _reads_better_lying(grid: Grid, content: PageContent, font: DocumentFont) -> bool:
    upright = fit(grid, width_mm=_text_mm(content), font=font)
    if upright is None or upright.is_easy:
        return upright is None
    lying = fit(grid, width_mm=_text_mm(content, lying=True), font=font)
    return lying is not None and lying.is_easy


def _fit_or_squeeze(grid: Grid, width_mm: float, font: DocumentFont) -> Fit:
    return fit(grid, width_mm=width_mm, font=font) or squeeze(grid, width_mm=width_mm, font=font)


def _flow(pieces: Sequence[Line | _Fitted]) -> Iterator[str | LongTable]:
    for piece in pieces:
        if isinstance(piece, Line):
            yield render_to_string("reports/page/line.html", {"piece": piece})
            continue
        opening = render_to_string("reports/page/table.html", {"table": piece, "heads": _heads(piece)})
        rows = _rows(piece.grid)
        if len(rows) > LONG_ROWS:
            yield LongTable(opening, rows)
        else:
            yield "".join([opening, *rows, "</tbody></table>"])


def _heads(table: _Fitted) -> list[list[str]]:
    """The columns' titles in balanced lines; a unit in brackets ("(đơn vị máu)") stands on its own where it fits."""
    return [
        _head(title, width_mm=max(width - around_mm(table.fit.padding_pt), 1), size_pt=table.fit.size_pt)
        for title, width in zip(table.grid.head, table.fit.widths_mm, strict=True)
    ]


def _head(title: str, *, width_mm: float, size_pt: float) -> list[str]:
    name, bracket, unit = title.partition(" (")
    font = document_font()
    fits = bool(bracket) and font.width_mm(f"({unit}", size_pt=size_pt, style="bold") <= width_mm
    texts = [name, f"({unit}"] if fits else [title]
    return broken(texts, width_mm=width_mm, size_pt=size_pt, font=font, style="bold")


def _rows(grid: Grid) -> list[str]:
    """Every row as its HTML; the totals and the closing mark are the last."""
    rows = [(row, row_kind(row)) for row in grid.rows]
    return render_to_string("reports/page/rows.html", {"grid": grid, "rows": rows, "parted": _FLOW}).split(_FLOW)[:-1]


# --- Warnings ---------------------------------------------------------------------------------------


def _font_warnings(font: DocumentFont) -> list[str]:
    if font.is_named_by_law:
        return []
    return [
        _("Trang in dùng phông %(font)s (cùng bề rộng chữ) vì máy chủ chưa có phông %(named)s mà Nghị định 30 nêu.")
        % {"font": font.name, "named": NAMED_BY_LAW}
    ]


def _letter_warnings(content: PageContent, font: DocumentFont) -> list[str]:
    around = (*content.issuer, *content.bases, *content.addressees, *content.recipients, content.subject)
    strange = font.lacks("\n".join([*around, plain_text(content.blocks, content.figures)]))
    if not strange:
        return []
    named = " ".join(strange[:_MOST_STRANGE])
    return [_("Phông chữ của văn bản không có ký tự %(letters)s; bỏ hoặc gõ lại các ký tự đó.") % {"letters": named}]


def _annex_warnings(content: PageContent) -> list[str]:
    main = tuple(block for block in content.blocks if not isinstance(block, Annex))
    if len(main) == len(content.blocks) or "phu luc" in fold(plain_text(main, content.figures)):
        return []
    return [_("Nội dung chưa nhắc đến phụ lục kèm theo; thêm một chỗ dẫn đến phụ lục.")]


def _table_warnings(content: PageContent, font: DocumentFont) -> list[str]:
    """Tables that print in a way nobody asked for: they are never cut, but they are not as one would draw them."""
    warnings = []
    pieces: list[Piece] = [*main_pieces(content.blocks, content.figures)]
    if any(isinstance(piece, Grid) and _fitted(piece, content, font).lies for piece in pieces):
        warnings.append(_("Có bảng rộng hơn trang đứng nên được in trên trang ngang; nên chuyển bảng thành phụ lục."))
    pieces += [piece for annex in annex_pieces(content.blocks, content.figures) for piece in annex.pieces]
    width = _text_mm(content, lying=True)
    if any(isinstance(piece, Grid) and _fit_or_squeeze(piece, width, font).is_broken for piece in pieces):
        warnings.append(_("Có bảng quá nhiều cột, phải ngắt giữa chữ cho vừa trang ngang; nên tách bớt cột."))
    return warnings
