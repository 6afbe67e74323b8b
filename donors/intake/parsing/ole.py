"""The compound file that holds an old workbook: only as much of it as finding and reading its streams takes.

After [MS-CFB]. Every chain is bounded by the number of sectors the file can have, so that a loop ends.
"""

from __future__ import annotations

import struct

from donors.intake.parsing.plain import Unreadable

_HEADER, _ENTRY = 512, 128
_LAST_REGULAR = 0xFFFFFFFA
_STREAM, _ROOT = 2, 5


class Ole:
    """A compound file's directory and streams. Raises Unreadable("damaged") for what does not hold together."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            self._open()
        except (struct.error, IndexError):
            raise Unreadable("damaged") from None

    def names(self) -> set[str]:
        """The names of all streams and storages, wherever they stand."""
        return set(self._entries)

    def stream(self, name: str) -> bytes:
        """The bytes of a stream; b"" where there is none."""
        if name not in self._entries:
            return b""
        start, size = self._entries[name]
        if size < self._mini_cutoff:
            return self._chain(start, self._mini_table, self._mini, self._mini_size)[:size]
        return self._regular(start)[:size]

    def _open(self) -> None:
        header = self._content[:_HEADER]
        shift, mini_shift = struct.unpack_from("<HH", header, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise Unreadable("damaged")
        self._size, self._mini_size = 1 << shift, 1 << mini_shift
        directory, self._mini_cutoff, mini_start = struct.unpack_from("<I4xII", header, 48)
        self._table = self._allocation(header)
        self._mini_table = _numbers(self._regular(mini_start)) if mini_start <= _LAST_REGULAR else []
        self._mini = b""
        self._entries: dict[str, tuple[int, int]] = {}
        for entry in _pieces(self._regular(directory), _ENTRY):
            self._enter(entry)

    def _enter(self, entry: bytes) -> None:
        length, kind = struct.unpack_from("<HB", entry, 64)
        if not kind:
            return
        start, size = struct.unpack_from("<II", entry, 116)
        name = entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        if kind == _ROOT:
            self._mini = self._regular(start)
        elif name not in self._entries or kind == _STREAM:
            self._entries[name] = (start, size)

    def _allocation(self, header: bytes) -> list[int]:
        """The sector table: its own sectors are listed in the header, and further in a chain."""
        sectors = [number for number in struct.unpack_from("<109I", header, 76) if number <= _LAST_REGULAR]
        following, count = struct.unpack_from("<II", header, 68)
        for _ in range(min(count, len(self._content) // self._size)):
            if following > _LAST_REGULAR:
                break
            numbers = _numbers(self._sector(following))
            sectors += [number for number in numbers[:-1] if number <= _LAST_REGULAR]
            following = numbers[-1]
        most = len(self._content) // self._size + 1
        return [number for sector in sectors[:most] for number in _numbers(self._sector(sector))]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        piece = self._content[start : start + self._size]
        if not piece:
            raise Unreadable("damaged")
        return piece.ljust(self._size, b"\x00")  # some writers cut the last sector short

    def _regular(self, start: int) -> bytes:
        return self._chain(start, self._table, self._content[self._size :], self._size)

    @staticmethod
    def _chain(start: int, table: list[int], store: bytes, size: int) -> bytes:
        pieces: list[bytes] = []
        number = start
        while number <= _LAST_REGULAR:
            if number >= len(table) or len(pieces) > len(table):
                raise Unreadable("damaged")
            pieces.append(store[number * size : (number + 1) * size])
            number = table[number]
        return b"".join(pieces)


def _numbers(piece: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(piece) // 4}I", piece[: len(piece) // 4 * 4]))


def _pieces(content: bytes, size: int) -> list[bytes]:
    return [content[at : at + size] for at in range(0, len(content) - size + 1, size)]
