"""The pictures that stand on the final PDF of an electronic document: the chosen signer's hand and the body's seal.

Nghị định 30/2020, Phụ lục I, II.7.d and II.8.a (ô số 7c and 8). Never on a draft, on what waits for approval, or on
paper, where hand and stamp are real; only where the issuing body wants them, and only while they are kept.
"""

from __future__ import annotations

from committees.models import IssuingBody, SeatHolding
from core import audit, files
from reports.models import Document
from reports.page.content import Signature

State = Document.State
_PRINTED_FROM = {State.NUMBERED, State.SIGNED, State.ISSUED}


def pictures_for(document: Document) -> Signature:
    """What to print of hand and seal, recorded as printed; an empty one where nothing is to stand there."""
    body = document.issuing_body
    if not (body.prints_pictures and body.signing == IssuingBody.Signing.ELECTRONIC):
        return Signature()
    if document.state not in _PRINTED_FROM:
        return Signature()
    hand = _hand_of(document)
    seal = files.content_of(body.seal_picture) if body.seal_picture is not None else b""
    if hand or seal:
        printed = [name for name, picture in (("hand", hand), ("seal", seal)) if picture]
        audit.record("pictures.printed", subject=document, path=document.path, after={"pictures": printed})
    return Signature(hand=hand, seal=seal, seal_mm=body.seal_mm)


def _hand_of(document: Document) -> bytes:
    """Of the holding that was chosen and of no later holder of the seat; a picture goes with whoever leaves."""
    holding_id = document.signature.get("holding_id")
    if not isinstance(holding_id, int):
        return b""
    holding = SeatHolding.objects.select_related("signature_picture").filter(pk=holding_id, ended_at=None).first()
    if holding is None or holding.signature_picture is None or holding.path != document.path:
        return b""
    return files.content_of(holding.signature_picture)
