"""Changing a draft: a block's words or its place, new blocks, the trích yếu, who it goes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from committees.issuing_body_rules import clean_symbol
from committees.models import Seat
from core.refusal import Refused
from core.text.numbers import padded
from reports.arranging import Arrangement, arranged, block_at, inserted
from reports.blocks import (
    Block,
    BlockError,
    Blocks,
    Figure,
    Figures,
    Inline,
    ItalicNote,
    Paragraph,
    Table,
    figure_keys,
    from_json,
    runs_of,
    to_json,
    walk,
)
from reports.blocks import Path as BlockPath
from reports.citing import cited_by, named_in
from reports.delivery.recipients import carried
from reports.figures.book import DECIMALS, with_decimals
from reports.kinds import KINDS
from reports.models import Document, RegisterEntry
from reports.registers import citation
from reports.rewording import editable_text, read_text
from reports.signers import Choice, block_of
from reports.steps import Step, locked, saved
from reports.trees import replaced, with_title
from reports.word.cleaning import cleaned
from reports.word.reading import read_pasted

LONGEST_SUBJECT = 500
MOST_RECIPIENTS = 40
MOST_BASES = 12
MOST_RECORDED = 300  # letters of a block's words in the audit trail


@transaction.atomic
def update_text(*, document: Document, seat: Seat, block_path: BlockPath, text: str, edition: int) -> Document:
    """Replace a block's text (reports/rewording.py) or, where it has a title, its title; empty text removes it.

    A document of the registers that is named between brackets is bound (reports/citing.py).

    The audit trail keeps the beginning of the words before and after: a document names no donors. Raises `Conflict`
    where somebody changed the document since `edition`, `Refused` for what cannot stand.
    """
    document = locked(document, Step.EDIT, seat, edition=edition)
    blocks = from_json(document.content)
    named = named_in(document, text)
    try:
        changed = _rewritten(blocks, block_path, text, {**document.figures, **named})
        document.content = to_json(from_json(to_json(changed)))  # also checks what the types cannot say
    except ValueError as error:
        raise Refused(str(error)) from error
    former: dict[str, object] = {"text": _shortened(_words_at(blocks, block_path, document.figures))}
    now = _shortened(" ".join(cleaned(text).split()))
    document.figures = {**document.figures, **named}
    fields = ("content", "figures")
    return saved(document, "document.reworded", *fields, before=former, block=_told(block_path), text=now)


def _words_at(blocks: Blocks, path: BlockPath, figures: Figures) -> str:
    """A block's title, or its words as they are edited."""
    block = block_at(blocks, path)
    return getattr(block, "title", "") or editable_text(tuple(runs_of(block)), figures)


def _shortened(words: str) -> str:
    return Truncator(words).chars(MOST_RECORDED)


def _rewritten(blocks: Blocks, path: BlockPath, text: str, figures: Figures) -> Blocks:
    found = next((each.block for each in walk(blocks) if each.path == path), None)
    if found is None or isinstance(found, Table):
        raise Refused(_("Không tìm thấy đoạn cần sửa; tải lại trang rồi sửa lại."))
    if getattr(found, "title", ""):
        return replaced(blocks, path, (with_title(found, " ".join(cleaned(text).split())),))
    before = [run.key for run in runs_of(found) if isinstance(run, Figure)]
    paragraphs = read_text(text, figures=figures, first=before)
    if not paragraphs and len(blocks) == 1 and len(path) == 1:
        raise Refused(_("Văn bản phải còn ít nhất một đoạn."))
    return replaced(blocks, path, _like(found, paragraphs))


def _like(block: Block, paragraphs: Sequence[Inline]) -> Blocks:
    """The paragraphs as blocks of the same kind; what hangs under the block stays under the last."""
    if isinstance(block, Paragraph | ItalicNote):
        return tuple(type(block)(content) for content in paragraphs)
    kind = type(block)
    children = getattr(block, "children", ())
    if not paragraphs and children:
        raise Refused(_("Đoạn này còn các ý bên dưới nên không xóa được; xóa các ý trước."))
    made = [kind(content=content) for content in paragraphs]  # type: ignore[call-arg]
    if made and children:
        made[-1] = kind(content=paragraphs[-1], children=children)  # type: ignore[call-arg]
    return tuple(made)


@transaction.atomic
def take_words(*, document: Document, seat: Seat, source: Document) -> Document:
    """The words of another letter of the batch: text, trích yếu, căn cứ, nơi nhận and stamp; not whom it addresses.

    Where the lines of "Nơi nhận" go inside the application comes with them. Every figure stays the letter's own. Raises
    `Refused` where the words print a figure that this letter has not.
    """
    document = locked(document, Step.EDIT, seat)
    keys = figure_keys(from_json(source.content))
    document.figures = document.figures | cited_by(document, keys)
    if not set(keys) <= set(document.figures):
        raise Refused(_("Câu chữ được chép có số liệu mà công văn này không có; cập nhật số liệu rồi chép lại."))
    document.content, document.subject, document.bases = source.content, source.subject, source.bases
    document.recipients, document.urgency = source.recipients, source.urgency
    document.delivered_to = {line: to for line, to in document.delivered_to.items() if line in document.addressees} | {
        line: to for line, to in source.delivered_to.items() if line in source.recipients
    }
    fields = ("content", "figures", "subject", "bases", "recipients", "urgency", "delivered_to")
    return saved(document, "document.reworded", *fields, block="batch")


@transaction.atomic
def arrange(
    *, document: Document, seat: Seat, block_path: BlockPath, act: Arrangement, edition: int
) -> tuple[Document, BlockPath]:
    """Move a block, or take it out; also answers where it then stands. Raises `Conflict`, `Refused`."""
    document = locked(document, Step.EDIT, seat, edition=edition)
    blocks = from_json(document.content)
    try:
        made = arranged(blocks, block_path, act)
    except BlockError:
        raise Refused(_("Không tìm thấy đoạn cần sửa; tải lại trang rồi sửa lại.")) from None
    if made is None:
        raise Refused(_("Đoạn này không chuyển như vậy được; chọn cách khác."))
    document.content = to_json(made.blocks)
    return saved(document, "document.arranged", "content", block=_told(block_path), act=str(act)), made.path


@transaction.atomic
def insert(
    *, document: Document, seat: Seat, block_path: BlockPath, text: str, edition: int
) -> tuple[Document, BlockPath, Sequence[str]]:
    """New blocks after one, from typed or pasted text (reports/word/reading.py).

    Also answers where the first of them stands, and in sentences what was not taken as it stood. Raises `Conflict`,
    `Refused`.
    """
    document = locked(document, Step.EDIT, seat, edition=edition)
    reading = read_pasted(text)
    try:
        made = inserted(from_json(document.content), block_path, reading.blocks)
    except BlockError:
        raise Refused(_("Không tìm thấy đoạn cần sửa; tải lại trang rồi sửa lại.")) from None
    if made is None:
        raise Refused(_("Nội dung này không đặt ở đây được; đặt ở phần khác hoặc bỏ bớt đề mục."))
    document.content = to_json(made.blocks)
    told = [*reading.notes, *(_("Không lấy vào nội dung: %(text)s") % {"text": text} for text in reading.left_out)]
    return saved(document, "document.inserted", "content", block=_told(made.path)), made.path, told


def _told(path: BlockPath) -> str:
    """A place as the audit trail tells it, counted from 1."""
    return ".".join(str(index + 1) for index in path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around the text, as typed: trích yếu, ký hiệu, căn cứ, the lines of "Kính gửi" and of "Nơi nhận".

    `decimals` are those of all percentages; None leaves them as they are.
    """

    subject: str
    symbol: str
    recipients: Sequence[str]
    addressees: Sequence[str] = ()
    bases: Sequence[str] = ()
    urgency: str = Document.Urgency.NONE
    decimals: int | None = None


_FRAME_FIELDS = (
    *("subject", "symbol", "recipients", "addressees", "delivered_to", "bases", "urgency"),
    *("decimals", "figures"),
)


@transaction.atomic
def update_frame(*, document: Document, seat: Seat, frame: Frame, edition: int) -> Document:
    """Replace what stands around the text. Raises `Conflict`, `Refused`."""
    document = locked(document, Step.EDIT, seat, edition=edition)
    subject = " ".join(cleaned(frame.subject).split())
    recipients, addressees, bases = (_lines(lines) for lines in (frame.recipients, frame.addressees, frame.bases))
    _refuse_subject(subject)
    _refuse_lines(recipients, addressees, is_letter=KINDS[document.kind].is_letter)
    _refuse_many_bases(bases)
    symbol = clean_symbol(frame.symbol)
    if document.number is not None and symbol != document.symbol:  # the number is one of that symbol's series
        raise Refused(
            _("Văn bản đã vào số %(number)s/%(symbol)s nên không đổi ký hiệu được; ghi lại ký hiệu %(symbol)s rồi lưu.")
            % {"number": padded(document.number), "symbol": document.symbol}
        )
    document.subject, document.symbol = subject, symbol
    document.delivered_to = carried(
        document.delivered_to,
        before=[*document.addressees, *document.recipients],
        after=[*addressees, *recipients],
    )
    document.recipients, document.addressees, document.bases = recipients, addressees, bases
    document.urgency = frame.urgency
    if frame.decimals in DECIMALS:
        document.decimals, document.figures = frame.decimals, with_decimals(document.figures, frame.decimals)
    return saved(document, "document.reworded", *_FRAME_FIELDS, block="frame")


def _refuse_subject(subject: str) -> None:
    if not subject:
        raise Refused(_("Trích yếu đang trống: ghi một câu nói văn bản về việc gì."))
    if len(subject) > LONGEST_SUBJECT:
        raise Refused(_("Trích yếu dài quá %(most)s chữ cái; viết gọn lại.") % {"most": LONGEST_SUBJECT})


def _refuse_lines(recipients: Sequence[str], addressees: Sequence[str], *, is_letter: bool) -> None:
    if not recipients:
        raise Refused(_("Nơi nhận đang trống: ghi ít nhất dòng “Lưu: VT”."))
    if len(recipients) > MOST_RECIPIENTS:
        raise Refused(_("Nơi nhận dài quá %(most)s dòng.") % {"most": MOST_RECIPIENTS})
    if is_letter and not addressees:
        raise Refused(_("Kính gửi đang trống: ghi ít nhất một nơi công văn gửi đến."))
    if len(addressees) > MOST_RECIPIENTS:
        raise Refused(_("Kính gửi dài quá %(most)s dòng.") % {"most": MOST_RECIPIENTS})


def _lines(typed: Sequence[str]) -> list[str]:
    """Lines without the marks they were typed with; blank ones are dropped."""
    return [name for line in typed if (name := " ".join(cleaned(line).split()).strip("-–+;. "))]


@transaction.atomic
def cite(*, document: Document, seat: Seat, entry: RegisterEntry) -> Document:
    """Add a line of the registers as căn cứ, once. Raises `Refused` where there are too many."""
    document = locked(document, Step.EDIT, seat)
    line = citation(entry)
    if line in document.bases:
        return document
    bases = [*document.bases, line]
    _refuse_many_bases(bases)
    document.bases = bases
    return saved(document, "document.reworded", "bases", block="bases")


def _refuse_many_bases(bases: Sequence[str]) -> None:
    if len(bases) > MOST_BASES:
        raise Refused(_("Căn cứ dài quá %(most)s dòng; bỏ bớt rồi lưu lại.") % {"most": MOST_BASES})


@transaction.atomic
def choose_signer(*, document: Document, seat: Seat, choice: Choice, edition: int) -> Document:
    """Who signs, chosen by hand: binding the figures anew leaves it. Raises `Conflict`, `Refused`."""
    document = locked(document, Step.EDIT, seat, edition=edition)
    block = block_of(document.issuing_body, document.committee, choice)
    document.signature = {**block.as_json(), "chosen": choice.as_json()}
    lines = [*block.authority, *block.second_post]
    return saved(document, "document.signer_chosen", "signature", signer=block.signer, authority=lines)
