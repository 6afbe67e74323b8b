"""A stranger's file looked through before it is parsed: is it a Word file of today's kind, without macros?

Runs in the child. Codes of what is refused are keys of `reports.word.unread`'s sentences.
"""

import posixpath
import re
from xml.etree import ElementTree as ET

from donors.intake.parsing.archive import Archive
from donors.intake.parsing.ole import Ole
from donors.intake.parsing.plain import Unreadable

MOST_BYTES = 15 << 20
_LARGEST_PART = 48 << 20  # of text: an annex of 3.321 rows that Word saved is about 12 MB
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OPEN_TEXT = b"application/vnd.oasis.opendocument.text"
_STARTS = {b"{\\rtf": "rtf", b"%PDF-": "pdf", b"\xff\xd8\xff": "picture", b"\x89PNG\r\n": "picture"}


class WordPackage:
    """The parts of a .docx file that are read. Raises Unreadable for anything else."""

    def __init__(self, content: bytes) -> None:
        if len(content) > MOST_BYTES:
            raise Unreadable("too_large")
        if not content.strip(b"\x00 \t\r\n"):
            raise Unreadable("empty")
        if content.startswith(_OLE):
            raise Unreadable(_kind_of_ole(content))
        if not content.startswith(_ZIP):
            raise Unreadable(next((code for start, code in _STARTS.items() if content.startswith(start)), "unknown"))
        self._archive = Archive(content)
        self._main = self._find_main()
        self._archive.check()

    def document(self) -> ET.Element:
        """The main text."""
        return self._tree(self._main)

    def styles(self) -> ET.Element | None:
        """The styles, where the file has any."""
        return self._beside("styles")

    def numbering(self) -> ET.Element | None:
        """The lists, where the file has any."""
        return self._beside("numbering")

    def _find_main(self) -> str:
        archive = self._archive
        if "mimetype" in archive.names and archive.read("mimetype").startswith(_OPEN_TEXT):
            raise Unreadable("open_text")
        if "[Content_Types].xml" not in archive.names or not any(name.startswith("word/") for name in archive.names):
            raise Unreadable("unknown")
        if b"macroEnabled" in self._bounded("[Content_Types].xml") or any(
            name.lower().endswith("vbaproject.bin") for name in archive.names
        ):
            raise Unreadable("macros")
        targets = self._targets("_rels/.rels", "officeDocument")
        main = targets[0] if targets else "word/document.xml"
        if main not in archive.names:
            raise Unreadable("damaged")
        return main

    def _beside(self, kind: str) -> ET.Element | None:
        folder, name = posixpath.split(self._main)
        targets = self._targets(f"{folder}/_rels/{name}.rels", kind, folder=folder)
        return self._tree(targets[0]) if targets and targets[0] in self._archive.names else None

    def _targets(self, relations: str, kind: str, *, folder: str = "") -> list[str]:
        if relations not in self._archive.names:
            return []
        found = [each for each in self._tree(relations) if each.get("Type", "").endswith(f"/{kind}")]
        return [_resolved(folder, each.get("Target", "")) for each in found]

    def _tree(self, name: str) -> ET.Element:
        content = self._bounded(name)
        if re.search(rb"<!(?:DOCTYPE|ENTITY)", content):
            raise Unreadable("entities")
        try:
            return ET.fromstring(content)  # noqa: S314  no declaration of entities gets here
        except (ET.ParseError, ValueError, LookupError):
            raise Unreadable("damaged") from None

    def _bounded(self, name: str) -> bytes:
        held = bytearray()
        for chunk in self._archive.chunks(name):
            held += chunk
            if len(held) > _LARGEST_PART:
                raise Unreadable("bomb")
        if (
            held.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in held[:4]
        ):  # Word writes UTF-8; look-through needs it
            raise Unreadable("damaged")
        return bytes(held)


def _resolved(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _kind_of_ole(content: bytes) -> str:
    names = Ole(content).names()
    if "EncryptedPackage" in names or "EncryptionInfo" in names:
        return "password"
    return "old_word" if "WordDocument" in names else "unknown"
