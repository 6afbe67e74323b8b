"""What a file is, by its first bytes and its parts: its name is never asked."""

from __future__ import annotations

from donors.intake.parsing.ole import Ole
from donors.intake.parsing.plain import Unreadable

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
_PICTURE_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_PACKED = (b"Rar!\x1a", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08")
# Workbooks of Excel 2 to 4, and of 5 without the container: the begin-of-file record stands first.
_OLDEST_EXCEL = tuple(map(bytes.fromhex, ("09000400", "09000600", "09020600", "09040600", "09080800")))
_OPEN_SHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_OPEN_TEXT = b"application/vnd.oasis.opendocument.text"


def rough_kind(content: bytes) -> str:
    """ "ole", "zip" or "text". Raises Unreadable for what is known to be none of them."""
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Unreadable("empty")
    if content.startswith(_OLE):
        return "ole"
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    if _is_picture(content):
        raise Unreadable("picture")
    if b"%PDF-" in content[:1024]:
        raise Unreadable("pdf")
    if content.startswith(b"{\\rtf"):
        raise Unreadable("word")
    if content.startswith(_PACKED):
        raise Unreadable("packed")
    if content.startswith(_OLDEST_EXCEL):
        raise Unreadable("oldest_excel")
    return "text"


def _is_picture(content: bytes) -> bool:
    head = content[:16]
    return (
        head.startswith(_PICTURES)
        or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
        or (head[4:8] == b"ftyp" and head[8:12] in _PICTURE_BRANDS)
        or (head[:2] == b"BM" and int.from_bytes(head[2:6], "little") == len(content))
    )


def kind_of_ole(ole: Ole) -> str:
    """ "xls", or raises Unreadable: a container also holds encrypted workbooks, Word files and more."""
    names = ole.names()
    if "EncryptedPackage" in names or "EncryptionInfo" in names:
        raise Unreadable("password")
    if "Workbook" in names or "Book" in names:
        return "xls"
    if "WordDocument" in names:
        raise Unreadable("word")
    if "PowerPoint Document" in names:
        raise Unreadable("slides")
    raise Unreadable("unknown")


def kind_of_zip(names: set[str], mimetype: bytes) -> str:
    """ "xlsx", "xlsm" or "ods", by the parts of the archive. Raises Unreadable for any other."""
    if "xl/workbook.xml" in names:
        return "xlsm" if "xl/vbaProject.bin" in names else "xlsx"
    if mimetype.startswith(_OPEN_SHEET) and "content.xml" in names:
        return "ods"
    if "xl/workbook.bin" in names:
        raise Unreadable("binary_excel")
    if "word/document.xml" in names or mimetype.startswith(_OPEN_TEXT):
        raise Unreadable("word")
    if "ppt/presentation.xml" in names:
        raise Unreadable("slides")
    if any(name.endswith(".iwa") for name in names):
        raise Unreadable("numbers_app")
    raise Unreadable("packed")
