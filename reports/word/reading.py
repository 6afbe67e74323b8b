"""A Word file, or text pasted from Word, as the body of a document, with what was not taken as it stood."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from django.utils.translation import gettext as _

from core.child.asking import ChildFailed, ask
from core.refusal import Refused
from core.text import numbers
from reports.blocks import Annex, Block, BlockError, Blocks, Dash, from_json, to_json, walk
from reports.page.pieces import CLOSING
from reports.word.growing import Node, blocks_of, grown
from reports.word.items import Request, WordAnswer
from reports.word.lines import Piece, pieces
from reports.word.package import MOST_BYTES
from reports.word.pasted import pasted_pieces, unbroken
from reports.word.surroundings import AnnexPieces, parted
from reports.word.unread import WordUnread

LONGEST_PASTED = 1_000_000  # letters
_SECONDS, _MEMORY_MB = 20, 1024
_MOST_TOLD = 5
_NAMELESS = "Chưa có tên"  # documents are Vietnamese whoever reads the file


@dataclass(frozen=True)
class Reading:
    """What was read. `notes` are sentences for the reader's eye; `left_out` are texts around the body, as they stood.

    `is_closed` tells whether the main text had its "./.", which the page prints anew and no block holds.
    Nothing is dropped silently: what is in neither the blocks nor `left_out` is named by a note.
    """

    blocks: Blocks
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    is_closed: bool = False


def read_docx(*, name: str, content: bytes) -> Reading:
    """The body of a .docx file; `name` is only told back. Raises Refused with what to do.

    The file is opened in a limited child process.
    """
    if len(content) > MOST_BYTES:
        raise WordUnread("too_large", name=name, most_mb=MOST_BYTES >> 20)
    return read_answer(_asked(content, name), name=name)


def read_answer(answer: WordAnswer, *, name: str = "") -> Reading:
    """The body in what the child found. Raises Refused."""
    try:
        given = pieces(answer["items"])
        lying = [int(section) for section in answer["lying"]]
        lost = {str(kind): int(count) for kind, count in answer["lost"].items()}
    except (KeyError, TypeError, ValueError, AttributeError):  # a child that was taken over may answer anything
        raise WordUnread("damaged", name=name) from None
    return _reading(given, lying=lying, notes=list(_lost(lost)), name=name)


def read_pasted(text: str) -> Reading:
    """The body that pasted text makes: numbers as Word pastes them, lines with tabs as tables. Raises Refused."""
    if len(text) > LONGEST_PASTED:
        raise Refused(_("Phần dán quá dài; chia ra dán nhiều lần hoặc gửi tệp Word (.docx)."))
    text, was_broken = unbroken(text)
    given = pasted_pieces(text)
    if not given:
        raise Refused(_nothing())
    joined = _("Các dòng bị ngắt giữa câu đã được nối lại; đọc lại các đoạn trước khi dùng.")
    return _reading(given, lying=[], notes=[joined] if was_broken else [], name="")


def _asked(content: bytes, name: str) -> WordAnswer:
    request = json.dumps(Request(seconds=_SECONDS, memory_mb=_MEMORY_MB)).encode()
    try:
        answers = ask("reports.word.child", request + b"\n" + content, timeout=_SECONDS * 1.5)
        answer = json.loads(answers[0])
    except ChildFailed as failure:
        raise WordUnread("damaged" if failure.cause == "refused" else failure.cause, name=name) from None
    except (IndexError, ValueError):
        raise WordUnread("damaged", name=name) from None
    if not isinstance(answer, dict) or "refused" in answer:
        code = str(answer["refused"]) if isinstance(answer, dict) else "damaged"
        raise WordUnread(code, name=name, most_mb=MOST_BYTES >> 20)
    return cast("WordAnswer", answer)


def _reading(given: Sequence[Piece], *, lying: Sequence[int], notes: list[str], name: str) -> Reading:
    text = parted(given)
    main = grown(text.main)
    annexes = [(annex, grown(annex.pieces, is_annex=True)) for annex in text.annexes]
    blocks = (*blocks_of(main), *(_annex(annex, nodes, lying) for annex, nodes in annexes))
    if not blocks:
        raise WordUnread("no_text", name=name) if name else Refused(_nothing())
    try:
        blocks = from_json(to_json(blocks))
    except BlockError as problem:
        raise Refused(str(problem)) from None
    typed = [node.typed for node in _in_order(main)]
    for _annex_pieces, nodes in annexes:
        typed += ["", *(node.typed for node in _in_order(nodes))]
    notes += _counted_anew(blocks, typed)
    notes += [_("Một phụ lục chưa có tên; ghi tên cho phụ lục ấy.") for annex, _nodes in annexes if not annex.title]
    is_closed = any(piece.text.rstrip().endswith(CLOSING) for piece in text.main)
    return Reading(blocks, tuple(notes), tuple(text.left_out), is_closed)


def _nothing() -> str:
    return _("Chưa có nội dung chính nào để đọc; chép nội dung trong Word rồi dán vào đây.")


def _annex(annex: AnnexPieces, nodes: Sequence[Node], lying: Sequence[int]) -> Block:
    return Annex(annex.title or _NAMELESS, blocks_of(nodes), annex.section in lying)


def _in_order(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _in_order(node.children)


def _counted_anew(blocks: Blocks, typed: Sequence[str]) -> list[str]:
    """Numbers that the document prints otherwise than the file, since it counts them by itself."""
    changed = [
        f"“{was}” → “{item.number}”"
        for item, was in zip(walk(blocks), typed, strict=True)
        if was and item.number and was != item.number and not isinstance(item.block, Dash)
    ]
    if not changed:
        return []
    told = "; ".join(changed[:_MOST_TOLD]) + ("; …" if len(changed) > _MOST_TOLD else "")
    return [
        _("Số thứ tự được đánh lại ở %(count)s chỗ: %(told)s.") % {"count": numbers.integer(len(changed)), "told": told}
    ]


def _lost(lost: dict[str, int]) -> Iterator[str]:
    sentences = {
        "pictures": _("Tệp có %(count)s hình không đọc vào; văn bản chỉ lấy chữ và bảng."),
        "text_boxes": _("Tệp có %(count)s khung chữ không đọc vào; chép chữ trong khung ra ngoài nếu cần."),
        "footnotes": _("Tệp có %(count)s chú thích cuối trang không đọc vào; đưa vào nội dung nếu cần."),
        "hidden": _("Tệp có %(count)s chỗ chữ ẩn không đọc vào."),
    }
    for kind, sentence in sentences.items():
        if lost.get(kind):
            yield sentence % {"count": numbers.integer(lost[kind])}
