"""Whether a signed PDF still shows the pages of the PDF that was to be signed.

Signing writes behind the end of a file. What is written there may also replace anything before it, and a signature that
comes after such an update covers it and holds: so each object of the first PDF must still be what it was, but for what
signing touches (ISO 32000-2, 12.7.5.5 and 12.8). pyHanko's own analysis compares with a revision that has a form, which
a PDF that nobody signed does not have.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    PdfObject,
    Reference,
    StreamObject,
    TextStringObject,
)
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from reports.page.measures import MM_PER_POINT, SIGNATURE_BOX_MM

# What signing may change in the catalog: the form of signature fields, certificates' upkeep, what the file tells.
_OF_CATALOG = {"/AcroForm", "/DSS", "/Extensions", "/MarkInfo", "/Metadata", "/Perms", "/Version"}


def shows_pages_of(final: bytes, signed: PdfFileReader) -> bool:
    """Whether the file goes on from the last revision of `final`, and every later one leaves its pages as they were.

    Raises ValueError, KeyError and pyHanko's own errors for what cannot be read.
    """
    before = PdfFileReader(io.BytesIO(final), strict=False).xrefs
    count = before.total_revisions
    if signed.xrefs.total_revisions < count or any(
        before.get_startxref_for_revision(each) != signed.xrefs.get_startxref_for_revision(each)
        for each in range(count)
    ):
        return False  # its tables do not lead back to ours: another file stands behind our bytes
    old = signed.get_historical_resolver(count - 1)
    later = (signed.get_historical_resolver(each) for each in range(count, signed.xrefs.total_revisions))
    return all(_leaves_pages(old, each) for each in later)


def boxes_fit(signed: PdfFileReader) -> bool:
    """Whether every signature that shows on a page keeps within its measures (reports/page/measures.py).

    Of a file whose pages `shows_pages_of` has found whole.
    """
    widgets = [
        each.get_object()
        for page in _pages(signed.root["/Pages"])
        for each in list.__iter__(page.get("/Annots", ArrayObject()))
    ]
    return all(_fits(widget) for widget in widgets if _is_of_signature(widget))


def _pages(node: DictionaryObject) -> Iterator[DictionaryObject]:
    if node.get("/Type") == "/Page":
        yield node
        return
    for each in list.__iter__(node["/Kids"]):
        yield from _pages(each.get_object())


def _fits(widget: PdfObject) -> bool:
    assert isinstance(widget, DictionaryObject)
    rect = [float(each.get_object()) for each in list.__iter__(widget.get("/Rect", ArrayObject()))]
    if len(rect) != 4:
        return not rect
    sides = abs(rect[2] - rect[0]), abs(rect[3] - rect[1])
    return all(side * MM_PER_POINT <= most for side, most in zip(sides, SIGNATURE_BOX_MM, strict=True))


def _leaves_pages(old: HistoricalResolver, new: HistoricalResolver) -> bool:
    if new.refs_freed_in_revision():  # type: ignore[no-untyped-call]
        return False
    if _plain(new.trailer_view.raw_get("/Root")) != _plain(old.trailer_view.raw_get("/Root")):
        return False
    form = new.root.get("/AcroForm")
    if isinstance(form, DictionaryObject) and "/XFA" in form:
        return False  # a form that draws pages of its own
    written = new.explicit_refs_in_revision()  # type: ignore[no-untyped-call]
    return all(_is_as_it_was(ref, old, new) for ref in written if not old.is_ref_unassignable(ref))


def _is_as_it_was(ref: Reference, old: HistoricalResolver, new: HistoricalResolver) -> bool:
    """Whether an object that is written again says what it said, but for what signing touches."""
    if ref in _told_of_itself(old):
        return True
    was, now = old(ref), new(ref)
    if ref == old.root_ref:
        return _without(was, _OF_CATALOG) == _without(now, _OF_CATALOG)
    if isinstance(was, DictionaryObject) and was.get("/Type") == "/Page":
        same = _without(was, {"/Annots"}) == _without(now, {"/Annots"})
        return same and _adds_signatures(was.get("/Annots"), now.get("/Annots"))
    if isinstance(was, ArrayObject) and isinstance(now, ArrayObject):
        return _plain(was) == _plain(now) or (len(was) < len(now) and _adds_signatures(was, now))
    return _plain(was) == _plain(now)


def _told_of_itself(old: HistoricalResolver) -> list[Reference]:
    """Where title, author and times stand: no page shows them."""
    found = [old.trailer_view.raw_get("/Info") if "/Info" in old.trailer_view else None]
    found.append(old.root.raw_get("/Metadata") if "/Metadata" in old.root else None)
    return [each.reference for each in found if isinstance(each, IndirectObject)]


def _adds_signatures(was: PdfObject | None, now: PdfObject | None) -> bool:
    """Whether annotations are those that were, and behind them only the places of signatures."""
    before, after = was or ArrayObject(), now or ArrayObject()
    if not isinstance(before, ArrayObject) or not isinstance(after, ArrayObject):
        return False
    added = list(list.__iter__(after))[len(before) :]
    return _listed(after)[: len(before)] == _listed(before) and all(
        _is_of_signature(each.get_object()) for each in added
    )


def _is_of_signature(widget: PdfObject) -> bool:
    if not isinstance(widget, DictionaryObject) or isinstance(widget, StreamObject):  # a stream could be drawn
        return False
    is_widget = widget.get("/Subtype") == "/Widget"
    return is_widget and widget.get("/FT", (widget.get("/Parent") or {}).get("/FT")) == "/Sig"


def _without(value: PdfObject, names: set[str]) -> object:
    plain = _plain(value)
    return {name: each for name, each in plain.items() if name not in names} if isinstance(plain, dict) else plain


def _listed(values: ArrayObject) -> list[object]:
    return [_plain(each) for each in list.__iter__(values)]


def _plain(value: PdfObject) -> object:
    """An object so that two of them compare by what they say; what they point to is told by its number."""
    if isinstance(value, IndirectObject):
        return ("ref", value.idnum, value.generation)
    if isinstance(value, DictionaryObject):
        told: dict[str, object] = {str(name): _plain(value.raw_get(name)) for name in value}
        return told | {"": value.encoded_data} if isinstance(value, StreamObject) else told
    if isinstance(value, ArrayObject):
        return _listed(value)
    if isinstance(value, TextStringObject | ByteStringObject):
        return value.original_bytes
    return value
