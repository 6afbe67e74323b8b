"""What stands around the body of a text that others wrote: its number, its recipients, its signature.

The reader of Word files hands these over as lines, or as the cells of a table run together (`Reading.left_out`). A
blank number or day is never wrong: both are given after the signature (Nghị định 30/2020, article 15.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.checks.findings import Finding, Spot
from reports.checks.stretches import Stretch

_RECIPIENTS = re.compile(r"\bNơi nhận\b", re.IGNORECASE)
_KEPT = re.compile(r"(?:^|[-–;:\s])Lưu\b(?P<colon>\s*:)?")
_POST = re.compile(
    r"\b(?:TM|KT|TL|TUQ|Q)\.\s|\b(?:PHÓ |QUYỀN )?(?:TRƯỞNG BAN|CHỦ TỊCH|CHÁNH VĂN PHÒNG|GIÁM ĐỐC|BAN THƯỜNG TRỰC)\b"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """The lines before the body, and those from "Nơi nhận" on, where these words were found."""

    head: tuple[Stretch, ...]
    tail: tuple[Stretch, ...]
    has_recipients: bool


def frame_of(left_out: Sequence[str]) -> Frame:
    """The lines told apart."""
    lines = [line.strip() for text in left_out for line in text.split("\n") if line.strip()]
    start = next((index for index, line in enumerate(lines) if _RECIPIENTS.search(line)), None)
    cut = len(lines) if start is None else start
    head = tuple(Stretch(line, _("phần đầu văn bản")) for line in lines[:cut])
    return Frame(head, tuple(Stretch(line, _("nơi nhận, phần ký")) for line in lines[cut:]), start is not None)


def around(frame: Frame) -> Iterator[Finding]:
    """What is missing or unusual in the recipients and the signature; nothing where only a body was given."""
    if not frame.has_recipients:
        return
    yield from _kept(frame.tail)
    for said in frame.tail:
        found = re.search(r"Như kính gửi", said.text, re.IGNORECASE)
        if found:
            yield Finding(_("“Như kính gửi” ghi là “Như trên”."), (said.spot(*found.span()),))
    posts = [said for said in frame.tail if _POST.search(said.text)]
    if not posts:
        yield Finding(_("Không thấy quyền hạn, chức vụ của người ký; kiểm tra phần ký."), (Spot(_("phần ký")),))
    elif not any(_ends_in_name(said.text) for said in frame.tail):
        yield Finding(_("Không thấy họ tên người ký; kiểm tra phần ký."), (posts[-1].spot(),))


def _kept(tail: Sequence[Stretch]) -> Iterator[Finding]:
    found = [(said, kept) for said in tail if (kept := _KEPT.search(said.text)) and not _is_name(said.text)]
    if not found:
        yield Finding(_("Nơi nhận thiếu dòng “Lưu: VT, …”; thêm dòng này ở cuối."), (tail[0].spot(),), is_error=True)
    for said, kept in found[-1:]:
        if not kept["colon"]:
            yield Finding(_("Sau chữ “Lưu” có dấu hai chấm, như “Lưu: VT, …”."), (said.spot(*kept.span()),))


def _is_name(text: str) -> bool:
    """Whether a line is a name alone: Lưu is a surname too."""
    words = text.strip(" .*_").split()
    return len(words) > 1 and all(word[:1].isupper() and word[1:].islower() for word in words)


def _ends_in_name(text: str) -> bool:
    """Whether a line ends with two words or more that begin with a capital and go on small."""
    count = 0
    for word in reversed(text.strip(" .*_").split()):
        if not (word[:1].isupper() and word[1:].islower()):
            break
        count += 1
    return count > 1
