"""Zip archives, looked through before anything parses them: what they declare, what they really hold."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from donors.intake.parsing.plain import Unreadable

_CHUNK = 1 << 20
_MOST_PARTS = 5_000
_MOST_INFLATED = 500 << 20  # a sheet whose million empty rows are all written out inflates to 250 MB
_MOST_HELD = 96 << 20  # of a part that is not a sheet: shared strings, styles
_STREAMED = re.compile(r"xl/worksheets/[^/]+\.xml|xl/media/.*|content\.xml|Pictures/.*")
_XML = (".xml", ".rels", ".vml")
_ENCRYPTED = 0x1


class Archive:
    """A checked archive. Raises Unreadable: a bomb, entities in XML, a password, damage."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            raise Unreadable("damaged") from None
        infos = self._zip.infolist()
        self.names = {info.filename for info in infos}
        if any(info.flag_bits & _ENCRYPTED for info in infos):
            raise Unreadable("password")
        self._check_declared(infos)

    def check(self) -> None:
        """Inflate every part once, checking its real size, its checksum and that its XML declares nothing."""
        for name in self.names:
            before = b""
            for chunk in self.chunks(name):
                if name.endswith(_XML):
                    _check_xml(before[-16:] + chunk, is_start=not before)
                before = chunk

    def read(self, name: str) -> bytes:
        """A whole part; b"" where there is none."""
        return b"".join(self.chunks(name)) if name in self.names else b""

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part in pieces of at most 1 MB."""
        try:
            with self._zip.open(name) as part:
                while chunk := part.read(_CHUNK):
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
            raise Unreadable("damaged") from None

    @staticmethod
    def _check_declared(infos: list[zipfile.ZipInfo]) -> None:
        """What is declared bounds what is inflated: a part that holds more than it declares fails its checksum."""
        held = (info.file_size for info in infos if not _STREAMED.fullmatch(info.filename))
        if len(infos) > _MOST_PARTS or sum(info.file_size for info in infos) > _MOST_INFLATED or sum(held) > _MOST_HELD:
            raise Unreadable("bomb")


def _check_xml(chunk: bytes, *, is_start: bool) -> None:
    """Workbooks never declare entities, and are written in an encoding that contains ASCII."""
    if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
        raise Unreadable("entities")
    if is_start and (chunk.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in chunk[:4]):
        raise Unreadable("damaged")
