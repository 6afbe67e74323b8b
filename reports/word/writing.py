"""A document as a Word file: the page of `reports.page`, with Word's own styles, lists, tables and page numbers.

Equal content gives equal bytes. The file is written part by part: nothing of a template that nobody looked through
goes out with it.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

from core.paper.fonts import document_font
from reports.blocks import Annex, Numbered, validate, walk
from reports.page.content import Margins, PageContent
from reports.page.measures import PAGE_LONG_MM, PAGE_MM
from reports.word.body import BodyWriter
from reports.word.frame import PageFrame
from reports.word.markup import NAMESPACES, paragraph, part, run, twips, w, written
from reports.word.styles import Frame, style_id, styles_xml

_A4_MM = PAGE_MM, PAGE_LONG_MM
_NUMBER_MM = 5.7  # the height of a page number's line at 14 pt
_DRAFT = "DỰ THẢO"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest moment that a zip archive can hold
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {  # names of parts and their kinds
    "header3": "header",
    "footer1": "footer",
    "footer2": "footer",
    "styles": "styles",
    "numbering": "numbering",
    "settings": "settings",
    "header1": "header",
    "header2": "header",
}


def page_docx(content: PageContent, *, created: datetime | None = None) -> bytes:
    """The document as a .docx file. Raises BlockError for a body that cannot print."""
    validate(content.blocks)
    frame = PageFrame(content, document_font())
    body = BodyWriter(content.figures)
    document = part(f"<w:document {NAMESPACES}>{w('body', *_body(content, frame, body))}</w:document>")
    return _zipped(
        {
            "[Content_Types].xml": _content_types(),
            "_rels/.rels": _package_relations(),
            "docProps/core.xml": _core_properties(content, created),
            "docProps/app.xml": _app_properties(),
            "word/document.xml": document,
            "word/_rels/document.xml.rels": _document_relations(),
            "word/styles.xml": styles_xml(frame.sizes, body.styles),
            "word/numbering.xml": body.lists.xml(),
            "word/settings.xml": _settings(),
            "word/header1.xml": _header(content, has_number=True),
            "word/header2.xml": _header(content, has_number=False),
            "word/header3.xml": _header(content, has_number=False, above=frame.first_head()),
            "word/footer1.xml": _footer(frame.first_foot()),
            "word/footer2.xml": _footer(""),
        }
    )


# --- Pages ---------------------------------------------------------------------------------------


def _body(content: PageContent, frame: PageFrame, body: BodyWriter) -> Iterator[str]:
    """Main text and annexes, each a section of pages of its own; a section is closed by its last paragraph."""
    annexes = [(item, item.block) for item in walk(content.blocks) if isinstance(item.block, Annex)]
    yield frame.above()
    yield body.main(content.blocks, width=twips(frame.text_mm))
    yield frame.below()
    section = _section(content.margins, is_main=True, has_foot=bool(content.address))
    for item, annex in annexes:
        yield paragraph(style_id(Frame.SPACE), section=section)
        yield from _annex(item, annex, content, frame, body)
        section = _section(content.margins, is_landscape=annex.landscape)
    yield paragraph(style_id(Frame.SPACE))
    yield section


def _annex(item: Numbered, annex: Annex, content: PageContent, frame: PageFrame, body: BodyWriter) -> Iterator[str]:
    margins = content.margins
    width = _A4_MM[1] - margins.top - margins.bottom if annex.landscape else frame.text_mm
    yield frame.annex(item.number, annex.title, width_mm=width)
    yield body.annex(content.blocks, item.path[0], width=twips(width))


def _section(margins: Margins, *, is_landscape: bool = False, is_main: bool = False, has_foot: bool = False) -> str:
    """Paper, margins and page numbers from 1, none on the first page. A sheet that lies is bound at its upper edge."""
    sides = (margins.top, margins.right, margins.bottom, margins.left)
    top, right, bottom, left = (sides[-1], *sides[:-1]) if is_landscape else sides
    width, height = reversed(_A4_MM) if is_landscape else _A4_MM
    lies = {"orient": "landscape"} if is_landscape else {}
    return w(
        "sectPr",
        '<w:headerReference w:type="default" r:id="rHeader1"/>',
        f'<w:headerReference w:type="first" r:id="rHeader{3 if is_main else 2}"/>',
        f'<w:footerReference w:type="first" r:id="rFooter{1 if is_main else 2}"/>',
        w("type", val="nextPage"),
        w("pgSz", w=twips(width), h=twips(height), **lies),
        w(
            "pgMar",
            top=twips(top),
            right=twips(right),
            bottom=twips(bottom),
            left=twips(left),
            header=twips((top - _NUMBER_MM) / 2),
            footer=twips(bottom if has_foot else 10),
            gutter=0,
        ),
        w("pgNumType", start=1),
        w("titlePg"),
    )


def _header(content: PageContent, *, has_number: bool, above: str = "") -> bytes:
    """The page's number, centred in the upper margin; where there is none, a draft says that it is one."""
    number = w("fldSimple", run("2"), instr="PAGE") if has_number else ""
    draft = run(_DRAFT, w("color", val="808080")) if content.draft and not has_number else ""
    line = paragraph(style_id(Frame.HEADER), number, draft) if number or draft or not above else ""
    return part(f"<w:hdr {NAMESPACES}>{line}{above}</w:hdr>")


def _footer(lines: str) -> bytes:
    return part(f"<w:ftr {NAMESPACES}>{lines or paragraph(style_id(Frame.SPACE))}</w:ftr>")


# --- The package ---------------------------------------------------------------------------------


def _zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED, 6)
    return out.getvalue()


def _content_types() -> bytes:
    kinds = {"/word/document.xml": f"{_MAIN}.document.main+xml"}
    kinds |= {f"/word/{name}.xml": f"{_MAIN}.{kind}+xml" for name, kind in _PARTS.items()}
    kinds["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    kinds["/docProps/app.xml"] = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    defaults = (
        f'<Default Extension="rels" ContentType="{rels}"/><Default Extension="xml" ContentType="application/xml"/>'
    )
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    return part(f'<Types xmlns="{_PACKAGE}/content-types">{defaults}{overrides}</Types>')


def _relations(targets: list[tuple[str, str, str]]) -> bytes:
    told = "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, kind, target in targets)
    return part(f'<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>')


def _package_relations() -> bytes:
    return _relations(
        [
            ("rDocument", f"{_OFFICE}/officeDocument", "word/document.xml"),
            ("rCore", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ("rApp", f"{_OFFICE}/extended-properties", "docProps/app.xml"),
        ]
    )


def _document_relations() -> bytes:
    return _relations([(f"r{name.title()}", f"{_OFFICE}/{kind}", f"{name}.xml") for name, kind in _PARTS.items()])


def _core_properties(content: PageContent, created: datetime | None) -> bytes:
    """What the file says of itself; a moment only where one is given."""
    title = f"{content.type_name.upper()}: {content.subject}" if content.type_name else content.subject
    moment = f"{created.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if created else ""
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{name}>'
        for name in ("created", "modified")
        if moment
    )
    return part(
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{written(title)}</dc:title><dc:subject>{written(content.number)}</dc:subject>"
        f"<dc:creator>{written(content.issuer_in_text)}</dc:creator><dc:language>vi-VN</dc:language>{dates}"
        "</cp:coreProperties>"
    )


def _app_properties() -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return part(f'<Properties xmlns="{kind}"><Application>Giọt Hồng</Application></Properties>')


def _settings() -> bytes:
    """Today's layout rules of Word, and nothing that asks the reader anything."""
    today = w("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)
    return part(
        f"<w:settings {NAMESPACES}>"
        + w("characterSpacingControl", val="doNotCompress")
        + w("compat", today)
        + w("themeFontLang", val="vi-VN")
        + "</w:settings>"
    )
