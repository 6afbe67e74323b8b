"""Pictures of a body's seal and of a person's signature, printed on electronic documents.

Nghị định 30/2020, Phụ lục I, II.7.d and II.8.a say how they look; core/paper/clearing.py makes them so.

A signature is personal data and a seal is easily misused: both are kept sealed, for their own unit alone, for a term of
office, and every time one is shown or printed is recorded. They are a look and no signature: what signs an electronic
document is the file signed elsewhere (reports/signing.py).
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from committees.models import IssuingBody, Seat, SeatHolding
from committees.permissions import Act, may
from core import audit, files
from core.models import StoredFile
from core.paper.clearing import cleared
from core.paper.png import png_size
from core.refusal import Refused

KEPT_FOR = dt.timedelta(days=5 * 365)  # a term of office; the day stands beside the picture
SEAL_MM = 15, 60
_NOT_ROUND = 1.3


def may_keep_signature(by: Seat, seat: Seat) -> bool:
    """Whether `by` may see, bring and remove the signature of a seat's holder: the holder, the own administrator."""
    return by.pk == seat.pk or (by.path == seat.path and may(by, Act.MANAGE_SEATS))


def may_keep_seal(by: Seat, body: IssuingBody) -> bool:
    """Whether `by` may see, bring and remove a body's seal: the own administrator."""
    return by.path == body.path and may(by, Act.MANAGE_SEATS)


@transaction.atomic
def keep_signature(*, seat: Seat, picture: bytes, by: Seat, now: dt.datetime) -> SeatHolding:
    """Keep the picture of who holds the seat, in place of an earlier one.

    Raises `PermissionDenied`; `Refused` where nobody holds the seat and for a picture that cannot be used.
    """
    _refuse_stranger(seat, by)
    clear = cleared(picture)  # it may take a while, in which nobody is kept waiting for the row
    holding = _held(seat, by)
    file = _store(clear, name="chu-ky", path=holding.path, now=now)
    return _set_signature(holding, file, "signature_picture.kept")


@transaction.atomic
def remove_signature(*, seat: Seat, by: Seat) -> SeatHolding:
    """Forget the picture of who holds the seat."""
    return _set_signature(_held(seat, by), None, "signature_picture.removed")


def forget_signature(holding: SeatHolding) -> None:
    """A person who leaves a seat leaves no picture of their signature; in the transaction of the leaving."""
    _set_signature(holding, None, "signature_picture.removed")


def signature_of(seat: Seat, *, by: Seat) -> bytes:
    """The picture of who holds the seat, for the page that shows it; empty where there is none."""
    if not may_keep_signature(by, seat):
        raise PermissionDenied
    holding = SeatHolding.objects.select_related("signature_picture").filter(seat=seat, ended_at=None).first()
    if holding is None or holding.signature_picture is None:
        return b""
    audit.record("signature_picture.read", subject=seat, path=seat.path)
    return files.content_of(holding.signature_picture)


@transaction.atomic
def change_seal(
    *, body: IssuingBody, prints: bool, seal_mm: int, picture: bytes | None, by: Seat, now: dt.datetime
) -> IssuingBody:
    """Whether a body's electronic documents print the pictures, how wide its seal is, and the seal itself where one is
    brought. Raises `PermissionDenied`, `Refused`."""
    body = _locked(body, by)
    if not SEAL_MM[0] <= seal_mm <= SEAL_MM[1]:
        raise Refused(
            _("Con dấu rộng từ %(least)s đến %(most)s mm; đo lại.") % {"least": SEAL_MM[0], "most": SEAL_MM[1]}
        )
    before = _seal_facts(body)
    if picture is not None:
        former = body.seal_picture_id
        body.seal_picture = _store(_round(cleared(picture)), name="con-dau", path=body.path, now=now)
        body.save(update_fields=["seal_picture"])
        _delete(former)
        audit.record("seal_picture.kept", subject=body, path=body.path)
    body.prints_pictures, body.seal_mm = prints, seal_mm
    body.save(update_fields=["prints_pictures", "seal_mm"])
    former_facts, latter = audit.changed(before, _seal_facts(body))
    if latter:
        audit.record("issuing_body.changed", subject=body, path=body.path, before=former_facts, after=latter)
    return body


@transaction.atomic
def remove_seal(*, body: IssuingBody, by: Seat) -> IssuingBody:
    """Forget a body's seal."""
    body = _locked(body, by)
    if body.seal_picture_id is None:
        return body  # a second tap
    former, body.seal_picture = body.seal_picture_id, None
    body.save(update_fields=["seal_picture"])
    _delete(former)
    audit.record("seal_picture.removed", subject=body, path=body.path)
    return body


def seal_of(body: IssuingBody, *, by: Seat) -> bytes:
    """A body's seal, for the page that shows it; empty where there is none."""
    if not may_keep_seal(by, body):
        raise PermissionDenied
    if body.seal_picture is None:
        return b""
    audit.record("seal_picture.read", subject=body, path=body.path)
    return files.content_of(body.seal_picture)


# --- Mechanics ------------------------------------------------------------------------------------


def _refuse_stranger(seat: Seat, by: Seat) -> None:
    if not may_keep_signature(by, seat):
        raise PermissionDenied


def _held(seat: Seat, by: Seat) -> SeatHolding:
    _refuse_stranger(seat, by)
    holding = SeatHolding.objects.select_for_update(of=["self"]).filter(seat=seat, ended_at=None).first()
    if holding is None:
        raise Refused(_("Vai trò “%(title)s” chưa có ai giữ.") % {"title": seat.title})
    return holding


def _set_signature(holding: SeatHolding, file: StoredFile | None, action: str) -> SeatHolding:
    if file is None and holding.signature_picture_id is None:
        return holding  # a second tap
    former, holding.signature_picture = holding.signature_picture_id, file
    holding.save(update_fields=["signature_picture"])
    _delete(former)
    audit.record(action, subject=holding.seat, path=holding.path, after={"holder": str(holding.user)})
    return holding


def _locked(body: IssuingBody, by: Seat) -> IssuingBody:
    if not may_keep_seal(by, body):
        raise PermissionDenied
    row: IssuingBody = IssuingBody.objects.select_for_update(of=["self"]).get(pk=body.pk)
    return row


def _store(picture: bytes, *, name: str, path: str, now: dt.datetime) -> StoredFile:
    return files.store(
        name=f"{name}.png",
        media_type="image/png",
        content=picture,
        path=path,
        encrypted=True,
        expires_at=now + KEPT_FOR,
        readers=(),  # nobody but the unit itself: not the committees above it
        created_by_id=audit.actor().user_id,
    )


def _delete(file_id: uuid.UUID | None) -> None:
    if file_id is not None:
        StoredFile.objects.filter(pk=file_id).only("pk").delete()


def _round(picture: bytes) -> bytes:
    """A seal is about as wide as it is high. Raises `Refused`."""
    width, height = png_size(picture)
    if max(width, height) > _NOT_ROUND * min(width, height):
        raise Refused(_("Ảnh có nét ngoài con dấu nên không vuông; cắt sát con dấu rồi đưa lên."))
    return picture


def _seal_facts(body: IssuingBody) -> dict[str, object]:
    return {"prints_pictures": body.prints_pictures, "seal_mm": body.seal_mm}
