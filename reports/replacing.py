"""Văn bản thay thế: what says that a document replaces another, and whether one is replaced.

A document that was issued with a mistake stays as it is; the new one names it in its text, as a decision names the one
that it replaces, and both pages and the lists tell it from the new row alone.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from core.refusal import Refused
from core.text.dates import long_date, short_date
from core.text.numbers import padded
from reports.blocks import Annex, Blocks, Paragraph, inline
from reports.kinds import KINDS
from reports.kinds.phrases import issuer_in_text
from reports.models import Document


def is_replaced(document: str = "pk") -> Exists:
    """For a list: whether the document that a row is (or names in `document`) was replaced by an issued one."""
    return Exists(Document.objects.filter(replaces=OuterRef(document), state=Document.State.ISSUED))


def with_replacements(rows: QuerySet[Document]) -> QuerySet[Document]:
    """A list whose rows tell whether an issued document replaces them, and its number and symbol."""
    new = Document.objects.filter(replaces=OuterRef("pk"), state=Document.State.ISSUED)
    told = {"new_number": Subquery(new.values("number")[:1]), "new_symbol": Subquery(new.values("symbol")[:1])}
    return rows.annotate(is_replaced=is_replaced(), **told)


def replacement_of(document: Document) -> Document | None:
    """The issued document that replaces this one."""
    found: Document | None = Document.objects.filter(replaces=document, state=Document.State.ISSUED).first()
    return found


def replacement_in_hand(document: Document) -> Document | None:
    """The document that is to replace this one and is not issued yet."""
    rows = Document.objects.filter(replaces=document).exclude(state=Document.State.ISSUED)
    found: Document | None = rows.first()
    return found


def refuse_replaced(document: Document) -> None:
    """Raise `Refused` where an issued document replaces this one."""
    new = replacement_of(document)
    if new is not None:
        assert new.dated_on is not None, "an issued document has number and day"
        raise Refused(
            _("Văn bản này đã được thay thế bởi số %(number)s ngày %(day)s; soạn văn bản thay thế từ văn bản đó.")
            % {"number": numbered(new), "day": short_date(new.dated_on)}
        )


def numbered(document: Document) -> str:
    """ "07/BCĐ-CTĐ"."""
    return f"{padded(document.number)}/{document.symbol}"


def statement(replaced: Document) -> Paragraph:
    """ "Văn bản này thay thế Công văn số 07/BCĐ-CTĐ ngày 11 tháng 12 năm 2026 của Ban Chỉ đạo …"."""
    assert replaced.dated_on is not None, "only an issued document is replaced"
    author = issuer_in_text(replaced.issuing_body, replaced.committee)
    name = KINDS[replaced.kind].name
    return Paragraph(
        inline(f"Văn bản này thay thế {name} số {numbered(replaced)} {long_date(replaced.dated_on)} của {author}.")
    )


def with_statement(blocks: Blocks, replaced: Document) -> Blocks:
    """The text of a replaced document with the sentence that says so before its last paragraph.

    The sentence in which that document itself replaced an earlier one goes: each names the one it replaces.
    """
    earlier = statement(replaced.replaces) if replaced.replaces is not None else None
    body = [block for block in blocks if not isinstance(block, Annex) and block != earlier]
    annexes = [block for block in blocks if isinstance(block, Annex)]
    place = len(body) - 1 if body and isinstance(body[-1], Paragraph) else len(body)
    return (*body[:place], statement(replaced), *body[place:], *annexes)
