"""The pictures that stand on the final PDF of an electronic document: the chosen signer's hand and the body's seal.

Nghị định 30/2020, Phụ lục I, II.7.d and II.8.a (ô số 7c and 8). Never on a draft, on what waits for approval, or on
paper, where hand and stamp are real; only where the issuing body wants them, and only while they are kept. The lines of
ô số 14 belong on copies and on files that go beside a document (II.8.b, III.1.d): ours goes out as one file.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from committees.models import IssuingBody, SeatHolding
from core import audit, files
from reports.models import Document
from reports.page.content import Signature

State = Document.State
_PRINTED_FROM = {State.NUMBERED, State.SIGNED, State.ISSUED}


def pictures_for(document: Document) -> Signature:
    """What to print of hand and seal, recorded as printed; an empty one where nothing is to stand there."""
    body = document.issuing_body
    if not _wants(document) or document.state not in _PRINTED_FROM:
        return Signature()
    holding = _holding_of(document)
    hand = files.content_of(holding.signature_picture) if holding and holding.signature_picture else b""
    seal = files.content_of(body.seal_picture) if body.seal_picture is not None else b""
    if hand or seal:
        printed = [name for name, picture in (("hand", hand), ("seal", seal)) if picture]
        audit.record("pictures.printed", subject=document, path=document.path, after={"pictures": printed})
    return Signature(hand=hand, seal=seal, seal_mm=body.seal_mm)


def missing_pictures(document: Document) -> list[str]:
    """Which pictures the final PDF should bear and will not, as sentences for whoever is about to make it."""
    if not _wants(document) or document.state not in {State.APPROVED, State.NUMBERED}:
        return []
    holding = _holding_of(document)
    sentences = []
    if holding is None or holding.signature_picture_id is None:
        sentences.append(_("Chưa có hình chữ ký của người ký nên bản PDF cuối để trống chỗ đó."))
    if document.issuing_body.seal_picture_id is None:
        sentences.append(_("Chưa có hình con dấu của cơ quan ban hành nên bản PDF cuối để trống chỗ đó."))
    return sentences


def _wants(document: Document) -> bool:
    body = document.issuing_body
    return bool(body.prints_pictures and body.signing == IssuingBody.Signing.ELECTRONIC)


def _holding_of(document: Document) -> SeatHolding | None:
    """The holding that was chosen, and of no later holder of the seat: a picture goes with whoever leaves."""
    holding_id = document.signature.get("holding_id")
    if not isinstance(holding_id, int):
        return None
    own = SeatHolding.objects.filter(pk=holding_id, ended_at=None, path=document.path)
    return own.select_related("signature_picture").defer("signature_picture__content").first()
