"""The official page from its content: HTML, PDF, and what the reader of the PDF must be told."""

from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core.paper.fonts import NAMED_BY_LAW, DocumentFont, Style, document_font
from core.paper.pdf import PaperMetadata, render_pdf
from core.text.folding import fold
from reports.blocks import Annex, plain_text, validate
from reports.page.breaking import balanced_lines
from reports.page.content import PageContent, attached_to, recipient_lines
from reports.page.pieces import Piece, annex_pieces, main_pieces

NATIONAL = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"

_PAGE_MM = 210
_BETWEEN_MM = 3  # white between the header's two blocks
_LANDSCAPE_MM = 250
_ANNEX_INSET_MM = 10
_SUBJECT_LINES = 3
_SUBJECT_MM = 130  # subject lines are kept shorter than the body's, as the decree's form draws them
_RECIPIENTS_MM = 62
_RECIPIENT_PT = 13.2  # heights of a printed recipient's line, a signing line, and the room for hand and seal
_SIGNING_PT = 16.8
_HAND_PT = 85
_TALL_PT = 400
_ADDRESS_MM = 20  # where "Kính gửi:" begins, from the left margin
_FEW_LINES = 3  # an issuer block of at most this height takes the larger sizes


@dataclass(frozen=True)
class Sizes:
    """Font sizes in points that go up and down together (Phụ lục I, note to the table of part V).

    `upper` is for the national name and the issuer, `lower` for the motto and the place line. The body keeps 14.
    """

    upper: int
    lower: int
    body: int = 14


LARGE = Sizes(upper=13, lower=14)
SMALL = Sizes(upper=12, lower=13)


@dataclass(frozen=True)
class _Annex:
    """An annex with the broken lines of its heading."""

    number: str
    title: list[str]
    attached: list[str]
    landscape: bool
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class _Header:
    """The broken lines of the header and the widths of its two blocks in millimetres."""

    sizes: Sizes
    superior: list[str]
    issuer: list[str]
    left_mm: float
    right_mm: float


def page_html(content: PageContent) -> str:
    """The page as HTML for `core.paper`; what people typed is escaped. Raises BlockError."""
    validate(content.blocks)
    font = document_font()
    context = {
        "content": content,
        "national": NATIONAL,
        "motto": MOTTO,
        "header": _header(content, font),
        "subject": _subject(content, font),
        "addressees": recipient_lines(content.addressees),
        "pieces": main_pieces(content.blocks, content.figures),
        "annexes": _annexes(content, font),
        **_signing(content, font),
    }
    return render_to_string("reports/page/page.html", context)


def page_stylesheet(content: PageContent) -> str:
    """The CSS of this very page: its font, margins, sizes and the pages of its annexes."""
    font = document_font()
    header = _header(content, font)
    annexes = [block for block in content.blocks if isinstance(block, Annex)]
    context = {
        "font": font.name,
        "margins": content.margins,
        "sizes": header.sizes,
        "left_mm": f"{header.left_mm:.2f}",
        "right_mm": f"{header.right_mm:.2f}",
        "between_mm": _BETWEEN_MM,
        "recipients_mm": _RECIPIENTS_MM,
        "address_mm": _ADDRESS_MM,
        "colon_mm": f"{_ADDRESS_MM + font.width_mm('Kính gửi', size_pt=LARGE.body):.2f}",
        "annexes": [{"name": f"annex-{index}", "landscape": a.landscape} for index, a in enumerate(annexes, start=1)],
    }
    return f"{font.css}\n{render_to_string('reports/page/page.css', context)}"


def page_pdf(content: PageContent, *, created: datetime | None = None, timeout: float = 120) -> bytes:
    """The page as PDF. Equal content and moment give equal bytes.

    Raises BlockError for a body that cannot print, `core.paper.process.PaperError` for a render that failed.
    """
    metadata = PaperMetadata(
        title=f"{content.type_name.upper()}: {content.subject}",
        author=content.issuer_in_text,
        subject=content.number,
        created=created,
    )
    return render_pdf(page_html(content), stylesheets=[page_stylesheet(content)], metadata=metadata, timeout=timeout)


def page_warnings(content: PageContent) -> list[str]:
    """What the clerk should know before the page is issued, as sentences for the screen; never printed on it."""
    warnings = []
    font = document_font()
    if not font.is_named_by_law:
        warnings.append(
            _("Trang in dùng phông %(font)s (cùng bề rộng chữ) vì máy chủ chưa có phông %(named)s mà Nghị định 30 nêu.")
            % {"font": font.name, "named": NAMED_BY_LAW}
        )
    main = tuple(block for block in content.blocks if not isinstance(block, Annex))
    if len(main) < len(content.blocks) and "phu luc" not in fold(plain_text(main, content.figures)):
        warnings.append(_("Nội dung chưa nhắc đến phụ lục kèm theo; thêm một chỗ dẫn đến phụ lục."))
    return warnings


def _text_mm(content: PageContent) -> float:
    return _PAGE_MM - content.margins.left - content.margins.right


def _header(content: PageContent, font: DocumentFont) -> _Header:
    """The larger sizes where the issuer's block stays low beside the national name, else the smaller ones."""
    large = _header_at(LARGE, content, font)
    return large if len(large.superior) + len(large.issuer) <= _FEW_LINES else _header_at(SMALL, content, font)


def _header_at(sizes: Sizes, content: PageContent, font: DocumentFont) -> _Header:
    right = max(
        font.width_mm(NATIONAL, size_pt=sizes.upper, style="bold"),
        font.width_mm(content.place_and_date, size_pt=sizes.lower, style="italic"),
    )
    left = _text_mm(content) - _BETWEEN_MM - right

    def lines(given: tuple[str, ...], style: Style) -> list[str]:
        return _broken(given, width_mm=left, size_pt=sizes.upper, font=font, style=style, capitals=True)

    return _Header(sizes, lines(content.superior, "regular"), lines(content.issuer, "bold"), left, right)


def _signing(content: PageContent, font: DocumentFont) -> dict[str, list[str]]:
    """The lines at the foot. A list far taller than the signature goes on below it, over pages."""
    recipients = recipient_lines(content.recipients)
    authority, second_post = (
        _signing_lines(content, given, font) for given in (content.authority, content.second_post)
    )
    heights = [
        _RECIPIENT_PT * len(balanced_lines(line, width_mm=_RECIPIENTS_MM - 4, size_pt=11, font=font, style="regular"))
        for line in recipients
    ]
    beside = len(recipients)
    if sum(heights) > _TALL_PT:
        room = _HAND_PT + _SIGNING_PT * (len(authority) + len(second_post) + 1)
        beside = sum(top <= room for top in accumulate(heights))
    return {
        "recipients": recipients[:beside],
        "recipients_below": recipients[beside:],
        "authority": authority,
        "second_post": second_post,
    }


def _signing_lines(content: PageContent, given: tuple[str, ...], font: DocumentFont) -> list[str]:
    width = _text_mm(content) - _RECIPIENTS_MM
    return _broken(given, width_mm=width, size_pt=LARGE.body, font=font, style="bold", capitals=True)


def _subject(content: PageContent, font: DocumentFont) -> list[str]:
    """Short lines as in the decree's form; a subject that would stand more than three lines high takes wider ones."""
    for width in (_SUBJECT_MM, _text_mm(content)):
        lines = balanced_lines(content.subject, width_mm=width, size_pt=LARGE.body, font=font)
        if len(lines) <= _SUBJECT_LINES:
            break
    return lines


def _annexes(content: PageContent, font: DocumentFont) -> list[_Annex]:
    out = []
    for annex in annex_pieces(content.blocks, content.figures):
        width = (_LANDSCAPE_MM if annex.landscape else _text_mm(content)) - _ANNEX_INSET_MM
        title = balanced_lines(annex.title, width_mm=width, size_pt=LARGE.body, font=font, capitals=True)
        attached = balanced_lines(attached_to(content), width_mm=width, size_pt=LARGE.body, font=font, style="italic")
        out.append(_Annex(annex.number, title, attached, annex.landscape, annex.pieces))
    return out


def _broken(
    given: tuple[str, ...], *, width_mm: float, size_pt: float, font: DocumentFont, style: Style, capitals: bool
) -> list[str]:
    parts = (
        balanced_lines(line, width_mm=width_mm, size_pt=size_pt, font=font, style=style, capitals=capitals)
        for line in given
    )
    return [line for part in parts for line in part]
