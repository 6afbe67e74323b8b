"""Whether a signed PDF still shows the pages of the PDF that was to be signed.

Signing writes behind the end of a file. What is written there may also replace anything before it, and a signature that
comes after such an update covers it and holds: so each object of the first PDF must still be what it was, but for what
signing touches (ISO 32000-2, 12.7.5.5 and 12.8). pyHanko's own analysis compares with a revision that has a form, which
a PDF that nobody signed does not have.

In a tagged file newer signers enter the field in the structure, which says how a page is read aloud: as one more form
behind what was there.

A signature that shows lies over the page: it may cover a part of it, wherever văn thư puts it, and not the page.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    Reference,
    StreamObject,
    TextStringObject,
)
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from reports.page.measures import MM_PER_POINT, SIGNATURE_BOX_MM

# What signing may change in the catalog: the form of signature fields, certificates' upkeep, what the file tells.
_OF_CATALOG = {"/AcroForm", "/DSS", "/Extensions", "/Legal", "/MarkInfo", "/Metadata", "/Perms", "/Version"}
# And in the root of the structure; its order and its index grow.
_OF_STRUCTURE = {"/K", "/ParentTree", "/ParentTreeNextKey"}
_OF_INDEX = {"/Kids", "/Limits", "/Nums"}
_OF_FORM = {"/Type", "/S", "/P", "/Pg", "/K", "/ID", "/T", "/Lang"}  # nothing that is read in place of the page's words
_MOST_NODES = 10_000  # of the index, which may lead in a circle
_MOST_COVERED = Decimal("0.25")  # of a page, by all signatures that show on it


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


def _leaves_pages(old: HistoricalResolver, new: HistoricalResolver) -> bool:
    if new.refs_freed_in_revision():  # type: ignore[no-untyped-call]
        return False
    if _plain(new.trailer_view.raw_get("/Root")) != _plain(old.trailer_view.raw_get("/Root")):
        return False
    form = _held(new.root, "/AcroForm")
    if isinstance(form, DictionaryObject) and "/XFA" in form:
        return False  # a form that draws pages of its own
    written = new.explicit_refs_in_revision()  # type: ignore[no-untyped-call]
    is_as_it_was = all(_is_as_it_was(ref, old, new) for ref in written if not old.is_ref_unassignable(ref))
    # of every page: what an update added, a later one may change without writing the page again
    return is_as_it_was and all(_adds_places(old(page), new(page)) for page in _pages_under(old.root.raw_get("/Pages")))


def _is_as_it_was(ref: Reference, old: HistoricalResolver, new: HistoricalResolver) -> bool:
    """Whether an object that is written again says what it said, but for what signing touches."""
    if ref in _told_of_itself(old):
        return True
    was, now = old(ref), new(ref)
    if ref == old.root_ref:
        return _without(was, _OF_CATALOG) == _without(now, _OF_CATALOG)
    if isinstance(was, DictionaryObject) and _says(was, "/Type", "/Page"):
        same = _without(was, {"/Annots"}) == _without(now, {"/Annots"})
        return same and _adds_signatures(_held(was, "/Annots"), _held(now, "/Annots"))
    if isinstance(was, ArrayObject) and isinstance(now, ArrayObject):
        return _plain(was) == _plain(now) or _adds_signatures(was, now) or _adds_forms(was, now)
    return _plain(was) == _plain(now) or enters_form(ref, old, new)


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
    return _listed(after)[: len(before)] == _listed(before) and all(_is_of_signature(_found(each)) for each in added)


def _is_of_signature(widget: PdfObject | None) -> bool:
    if not isinstance(widget, DictionaryObject) or isinstance(widget, StreamObject):  # a stream could be drawn
        return False
    field = widget if "/FT" in widget else _held(widget, "/Parent")  # several places of one field share its parent
    return _says(widget, "/Subtype", "/Widget") and _says(field, "/FT", "/Sig")


# --- The structure of a tagged file ----------------------------------------------------------------


def enters_form(ref: Reference, old: HistoricalResolver, new: HistoricalResolver) -> bool:
    """Whether an object of the structure tells what it told, and behind it at most the field of a signature."""
    now, root = new(ref), _held(old.root, "/StructTreeRoot")
    if not isinstance(root, DictionaryObject) or not isinstance(now, DictionaryObject):
        return False
    if old.is_ref_unassignable(ref):
        return _is_form(now) or now.keys() <= _OF_INDEX
    was = old(ref)
    if ref == old.root.raw_get("/StructTreeRoot").reference:
        same = _without(was, _OF_STRUCTURE) == _without(now, _OF_STRUCTURE)
        return (
            same
            and _adds_forms(_held(was, "/K"), _held(now, "/K"))
            and _index_of(old).items() <= _index_of(new).items()
        )
    if not isinstance(was, DictionaryObject):
        return False
    if _says(was, "/Type", "/StructElem"):
        return _without(was, {"/K"}) == _without(now, {"/K"}) and _adds_forms(_held(was, "/K"), _held(now, "/K"))
    is_of_index = was.keys() <= _OF_INDEX and now.keys() <= _OF_INDEX
    return is_of_index and _index_of(old).items() <= _index_of(new).items()


def _adds_forms(was: PdfObject | None, now: PdfObject | None) -> bool:
    """Whether what hangs under an element is what did, and behind it only the fields of signatures."""
    before, after = _kids(was), _kids(now)
    return [_plain(each) for each in after[: len(before)]] == [_plain(each) for each in before] and all(
        _is_form(_found(each)) for each in after[len(before) :]
    )


def _kids(value: PdfObject | None) -> list[PdfObject]:
    """What stands in an array, or the one thing that stands alone; each may be elsewhere (`_found`)."""
    if value is None:
        return []
    return list(list.__iter__(value)) if isinstance(value, ArrayObject) else [value]


def _found(value: PdfObject) -> PdfObject:
    """What a reference points to, or the thing itself."""
    found: PdfObject = value.get_object()  # type: ignore[no-untyped-call]
    return found


def _is_form(element: PdfObject) -> bool:
    """Whether it is an element that stands for the field of a signature and nothing else."""
    if not isinstance(element, DictionaryObject) or not _says(element, "/S", "/Form") or not element.keys() <= _OF_FORM:
        return False
    held = [_found(each) for each in _kids(_held(element, "/K"))]
    return all(_says(each, "/Type", "/OBJR") and _is_of_signature(_held(each, "/Obj")) for each in held)


def _index_of(file: HistoricalResolver) -> dict[int, str]:
    """Which element each part of a page belongs to, by its number."""
    found: dict[int, str] = {}
    nodes = _kids(_held(file.root["/StructTreeRoot"], "/ParentTree"))
    for _node in range(_MOST_NODES):
        if not nodes:
            break
        node = _found(nodes.pop())
        numbers = _kids(_held(node, "/Nums"))
        found |= {int(str(key)): repr(_plain(value)) for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
        nodes += _kids(_held(node, "/Kids"))
    return found


# --- What is in sight -------------------------------------------------------------------------------


def _pages_under(node: IndirectObject) -> Iterator[Reference]:
    """The pages of a PDF of ours, in order."""
    kids = _kids(_held(_found(node), "/Kids"))
    if not kids:
        yield node.reference
    for kid in kids:
        assert isinstance(kid, IndirectObject), "pages are objects of their own"
        yield from _pages_under(kid)


def _adds_places(was: PdfObject, now: PdfObject) -> bool:
    """Whether only places of signatures were added to a page."""
    assert isinstance(was, DictionaryObject), "a page of ours"
    return isinstance(now, DictionaryObject) and _adds_signatures(_held(was, "/Annots"), _held(now, "/Annots"))


def boxes_fit(signed: PdfFileReader) -> bool:
    """Whether each signature that shows on a page keeps within its measures (reports/page/measures.py), and all of them
    leave most of the page to be seen.

    Of a file whose pages `shows_pages_of` has found whole.
    """
    pages = (signed.get_object(each) for each in _pages_under(signed.root.raw_get("/Pages")))  # type: ignore[no-untyped-call]
    return all(_leaves_in_sight(page) for page in pages)


def _leaves_in_sight(page: DictionaryObject) -> bool:
    places = [place for each in _kids(_held(page, "/Annots")) if _is_of_signature(place := _found(each))]
    covered = sum((_area(_held(each, "/Rect")) for each in places), Decimal(0))
    return all(map(_fits, places)) and covered <= _MOST_COVERED * _area(page["/MediaBox"])


def _fits(widget: PdfObject) -> bool:
    rect = [float(str(_found(each))) for each in _kids(_held(widget, "/Rect"))]
    if len(rect) != 4:
        return not rect
    sides = abs(rect[2] - rect[0]), abs(rect[3] - rect[1])
    return all(side * MM_PER_POINT <= most for side, most in zip(sides, SIGNATURE_BOX_MM, strict=True))


def _area(box: PdfObject | None) -> Decimal:
    """Of a rectangle in square points; of one that is not told, none: it shows nothing."""
    if not isinstance(box, ArrayObject):
        return Decimal(0)
    left, low, right, high = (Decimal(str(each)) for each in box)
    return abs(right - left) * abs(high - low)


# --- Comparing -------------------------------------------------------------------------------------


def _held(holder: PdfObject | None, name: str) -> PdfObject | None:
    """What a dictionary holds under a name, itself and not where it stands; nothing where it holds none."""
    if not isinstance(holder, DictionaryObject) or name not in holder:
        return None
    found: PdfObject = holder[name]  # its get() would give where it stands
    return found


def _says(holder: PdfObject | None, name: str, value: str) -> bool:
    found = _held(holder, name)
    return isinstance(found, NameObject) and found == value


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
