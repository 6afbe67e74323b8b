"""Signing a PDF as other software does: its own bytes behind the file's end, nothing of them made by pyHanko's writer.

Modelled on what signers of Vietnamese authorities append (iText and PDFBox underneath): the page written again whole
with a new /Annots, a new catalog with /AcroForm, /Perms and /Extensions, the information of the file with another
producer, and a table that begins with the free object 0. Where the file is tagged, newer iText also enters the field in
its structure. A later update carries certificates (/DSS with /VRI), another a timestamp of the whole document.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject, PdfObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.timestamps import DummyTimeStamper

from tests.reports.signed_pdf import Box, signer_named

_ROOM = 6_000  # bytes of a signature
_BYTE_RANGE = b"/ByteRange [0 0000000000 0000000000 0000000000]"
Change = Callable[[dict[str, bytes]], None]


@dataclass
class Update:
    """One update of a file, written object by object."""

    pdf: bytes
    written: dict[int, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.reader = PdfFileReader(io.BytesIO(self.pdf), strict=False)
        self.next = int(self.reader.trailer["/Size"])

    def dictionary(self, value: PdfObject) -> dict[str, bytes]:
        """The entries of a dictionary as bytes."""
        assert isinstance(value, DictionaryObject)
        return {str(name): _bytes(value.raw_get(name)) for name in value}

    def put(self, entries: dict[str, bytes], *, at: int | None = None, stream: bytes | None = None) -> bytes:
        """Write a dictionary or a stream as a new object, or again at its number; how it is referred to."""
        if at is None:
            at, self.next = self.next, self.next + 1
        if stream is not None:
            entries = {**entries, "/Length": str(len(stream)).encode()}
        body = _written(entries)
        if stream is not None:
            body += b"\nstream\n" + stream + b"\nendstream"
        self.written[at] = body
        return b"%d 0 R" % at

    def put_array(self, array: bytes) -> bytes:
        """Write an array as a new object; how it is referred to."""
        self.written[self.next] = array
        self.next += 1
        return b"%d 0 R" % (self.next - 1)

    def whole(self, *, table: bool = False) -> bytes:
        """The file with the update behind it, its places told by a stream as in the file itself, or by a table."""
        out, places = bytearray(self.pdf), {}
        for number, body in sorted(self.written.items()):
            places[number] = len(out)
            out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
        start = len(out)
        trailer = {"/Size": b"%d" % (self.next + (not table)), "/Prev": b"%d" % self.reader.last_startxref}
        trailer |= {name: _bytes(self.reader.trailer.raw_get(name)) for name in ("/Root", "/Info", "/ID")}
        out += _table(places, trailer) if table else _stream(places, self.next, start, trailer)
        return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def _written(entries: dict[str, bytes]) -> bytes:
    return b"<< " + b" ".join(name.encode() + b" " + value for name, value in entries.items()) + b" >>"


def _table(places: dict[int, int], trailer: dict[str, bytes]) -> bytes:
    lines = [b"xref\n0 1\n0000000000 65535 f \n"]
    lines += [b"%d 1\n%010d 00000 n \n" % (number, place) for number, place in places.items()]
    return b"".join(lines) + b"trailer\n" + _written(trailer) + b"\n"


def _stream(places: dict[int, int], number: int, start: int, trailer: dict[str, bytes]) -> bytes:
    rows = [(0, 0, 0, 65535), *((each, 1, place, 0) for each, place in places.items()), (number, 1, start, 0)]
    data = b"".join(kind.to_bytes(1) + place.to_bytes(4) + other.to_bytes(2) for _each, kind, place, other in rows)
    index = " ".join(f"{each} 1" for each, *_row in rows)
    entries = {"/Type": b"/XRef", "/Index": f"[{index}]".encode(), "/W": b"[1 4 2]", "/Length": b"%d" % len(data)}
    return b"%d 0 obj\n" % number + _written(entries | trailer) + b"\nstream\n" + data + b"\nendstream\nendobj\n"


def _bytes(value: PdfObject) -> bytes:
    out = io.BytesIO()
    value.write_to_stream(out, None)
    return out.getvalue()


# --- Signing ----------------------------------------------------------------------------------------


def signed_elsewhere(
    pdf: bytes,
    *,
    name: str,
    field: str = "Signature1",
    box: Box = (350, 90, 520, 170),
    table: bool = False,
    certifies: bool = True,
    tags: bool = False,
    apart: bool = False,
    page: Change = lambda entries: None,
    catalog: Change = lambda entries: None,
    form: Change = lambda entries: None,
    element: Change = lambda entries: None,
) -> bytes:
    """The PDF with a signature that shows on its first page.

    `tags`: the field is entered in the structure too; `apart`: form, annotations and the field itself are objects of
    their own. `page`, `catalog`, `form` and `element` may change what is written of these beside.
    """
    made = Update(pdf)
    sheet = made.reader.root["/Pages"]["/Kids"].raw_get(0)
    look = made.put(
        {"/Type": b"/XObject", "/Subtype": b"/Form", "/BBox": b"[0 0 100 40]", "/Resources": b"<< >>"},
        stream=b"0 0 1 RG 1 1 98 38 re S",
    )
    value = made.put(
        {
            "/Type": b"/Sig",
            "/Filter": b"/Adobe.PPKLite",
            "/SubFilter": b"/adbe.pkcs7.detached",
            "/M": b"(D:20261126090000+07'00')",
            "/ByteRange": _BYTE_RANGE.removeprefix(b"/ByteRange "),
            "/Contents": b"<" + b"0" * (2 * _ROOM) + b">",
            **({"/Reference": _certifying()} if certifies else {}),
        }
    )
    named = {"/FT": b"/Sig", "/T": b"(" + field.encode() + b")", "/V": value}
    widget = {
        "/Type": b"/Annot",
        "/Subtype": b"/Widget",
        "/F": b"132",
        "/Rect": b"[%d %d %d %d]" % box,
        "/P": _bytes(sheet),
        "/AP": b"<< /N " + look + b" >>",
        **({"/StructParent": b"%d" % _next_key(made)} if tags else {}),
    }
    if apart:
        shown = b"%d 0 R" % (made.next + 1)
        entered = made.put(named | {"/Kids": b"[" + shown + b"]"})
        made.put(widget | {"/Parent": entered})
    else:
        shown = entered = made.put(widget | named)
    if tags:
        _tag(made, shown, _bytes(sheet), element)
    _write_page(made, sheet, shown, page, apart=apart)
    _write_form(made, entered, form, certified=value if certifies else None, catalog=catalog, apart=apart)
    _write_information(made)
    return _with_signature(made.whole(table=table), name)


def _certifying() -> bytes:
    return b"[<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P 2 /V /1.2 >> >>]"


def _write_page(made: Update, sheet: IndirectObject, shown: bytes, change: Change, *, apart: bool) -> None:
    entries = made.dictionary(sheet.get_object())
    before = _bytes(sheet.get_object()["/Annots"]) if "/Annots" in entries else b"[]"
    annotations = before.removesuffix(b"]") + b" " + shown + b"]"
    entries["/Annots"] = made.put_array(annotations) if apart else annotations
    change(entries)
    made.put(entries, at=sheet.idnum)


def _write_form(
    made: Update, entered: bytes, change: Change, *, certified: bytes | None, catalog: Change, apart: bool
) -> None:
    root = made.reader.trailer.raw_get("/Root")
    entries = made.dictionary(root.get_object())
    former = made.reader.root["/AcroForm"] if "/AcroForm" in entries else None
    fields = _bytes(former["/Fields"]).removesuffix(b"]") if former else b"["
    form = {"/SigFlags": b"3", "/DA": b"(/Helv 0 Tf 0 g )", "/Fields": fields + b" " + entered + b"]"}
    change(form)
    entries["/AcroForm"] = made.put(form) if apart else _written(form)
    if certified:
        entries["/Perms"] = b"<< /DocMDP " + certified + b" >>"
    entries["/Extensions"] = b"<< /ESIC << /BaseVersion /1.7 /ExtensionLevel 5 >> >>"
    entries["/Version"] = b"/1.7"
    catalog(entries)
    made.put(entries, at=root.idnum)


def _write_information(made: Update) -> None:
    info = made.reader.trailer.raw_get("/Info")
    entries = made.dictionary(info.get_object())
    made.put(entries | {"/Producer": b"(VGCA Sign Service)", "/ModDate": b"(D:20261126090000+07'00')"}, at=info.idnum)


def _with_signature(pdf: bytes, name: str) -> bytes:
    start = pdf.rindex(b"/Contents <" + b"0" * 20) + len(b"/Contents ")
    end = start + 2 * _ROOM + 2
    told = b"/ByteRange [0 %010d %010d %010d]" % (start, end, len(pdf) - end)
    at = pdf.rindex(_BYTE_RANGE)
    pdf = pdf[:at] + told + pdf[at + len(_BYTE_RANGE) :]
    digest = hashlib.sha256(pdf[:start] + pdf[end:]).digest()
    signer: signers.SimpleSigner = signer_named(name)
    with ThreadPoolExecutor(1) as apart:
        made = apart.submit(asyncio.run, signer.async_sign(digest, "sha256")).result().dump()
    return pdf[: start + 1] + made.hex().encode().ljust(2 * _ROOM, b"0") + pdf[end - 1 :]


# --- Structure --------------------------------------------------------------------------------------


def _next_key(made: Update) -> int:
    tree = made.reader.root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    return 1 + max(int(each) for each in list(tree)[::2])


def _tag(made: Update, shown: bytes, sheet: bytes, change: Change) -> None:
    """Enter the field as a Form under the document's element, as iText 7 does."""
    root = made.reader.root.raw_get("/StructTreeRoot")
    entries = made.dictionary(root.get_object())
    kids = root.get_object()["/K"]
    document = kids.raw_get(0) if isinstance(kids, list) else root.get_object().raw_get("/K")
    element = made.dictionary(document.get_object())
    place = b"<< /Type /OBJR /Obj " + shown + b" /Pg " + sheet + b" >>"
    entered = {"/Type": b"/StructElem", "/S": b"/Form", "/P": b"%d 0 R" % document.idnum, "/K": place}
    change(entered)
    form = made.put(entered)
    former = element.get("/K", b"[]")
    former = former if former.startswith(b"[") else b"[" + former + b"]"
    made.put(element | {"/K": former.removesuffix(b"]") + b" " + form + b"]"}, at=document.idnum)
    key = _next_key(made)
    numbers = _bytes(root.get_object()["/ParentTree"]["/Nums"]).removesuffix(b"]") + b" %d " % key + form + b"]"
    tree = made.put({"/Nums": numbers})
    made.put(entries | {"/ParentTree": tree, "/ParentTreeNextKey": b"%d" % (key + 1)}, at=root.idnum)


# --- What comes before it, and follows it -----------------------------------------------------------------------


def with_a_place_that_grows(pdf: bytes) -> bytes:
    """The PDF with a small place for a signature, which a further update draws over the whole page."""
    small = Update(pdf)
    sheet = small.reader.root["/Pages"]["/Kids"].raw_get(0)
    place = {"/Type": b"/Annot", "/Subtype": b"/Widget", "/FT": b"/Sig", "/T": b"(Cho)", "/Rect": b"[0 0 9 9]"}
    shown = small.put(place)
    small.put(small.dictionary(sheet.get_object()) | {"/Annots": b"[" + shown + b"]"}, at=sheet.idnum)
    large = Update(small.whole())
    large.put(place | {"/Rect": b"[0 0 595 842]"}, at=int(shown.split()[0]))
    return large.whole()


def with_certificates(pdf: bytes) -> bytes:
    """The PDF with the certificates of its signature for the long term: /DSS with a /VRI entry."""
    made = Update(pdf)
    signature = list(made.reader.embedded_regular_signatures)[-1]
    kept = made.put({}, stream=signature.signer_cert.dump())
    contents = bytes(signature.pkcs7_content)
    name = "/" + hashlib.sha1(contents, usedforsecurity=False).hexdigest().upper()
    vri = made.put({name: b"<< /Cert [" + kept + b"] >>"})
    store = made.put({"/Type": b"/DSS", "/Certs": b"[" + kept + b"]", "/VRI": vri})
    root = made.reader.trailer.raw_get("/Root")
    made.put(made.dictionary(root.get_object()) | {"/DSS": store}, at=root.idnum)
    return made.whole()


def with_document_timestamp(pdf: bytes) -> bytes:
    """The PDF with a timestamp over all of it."""
    stamper = signer_named("Dịch vụ cấp dấu thời gian", has_rsa=True)
    clock = DummyTimeStamper(stamper.signing_cert, stamper.signing_key)
    with ThreadPoolExecutor(1) as apart:
        made = apart.submit(signers.PdfTimeStamper(clock).timestamp_pdf, _opened(pdf), "sha256")
        return bytes(made.result().getvalue())


def _opened(pdf: bytes) -> IncrementalPdfFileWriter:
    return IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
