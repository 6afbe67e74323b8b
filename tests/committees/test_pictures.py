"""Pictures of a signature and a seal: who may bring, see and remove them, that they are sealed, who never sees them."""

from __future__ import annotations

import io
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageDraw

from committees import pictures, scopes, seats
from committees.models import IssuingBody, Role, Seat, SeatHolding
from core import files
from core.models import AuditEntry, StoredFile
from core.refusal import Refused
from tests.cast import Cast, Person, sit
from tests.reports.test_documents_draft import seat_of


def png(*, size: tuple[int, int] = (400, 200), is_round: bool = False) -> bytes:
    """Ink on a clear ground: a stroke, or a ring."""
    picture = Image.new("RGBA", size)
    draw = ImageDraw.Draw(picture)
    if is_round:
        draw.ellipse([4, 4, size[0] - 4, size[1] - 4], outline=(210, 0, 0, 255), width=9)
    else:
        draw.line([(5, size[1] - 9), (size[0] - 5, 9)], fill=(20, 40, 180, 255), width=9)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def upload(content: bytes, name: str = "chữ ký.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


def words(html: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html.decode()))


def actions() -> list[str]:
    with scopes.for_system("tests"):
        kept = AuditEntry.objects.filter(action__contains="picture.").order_by("pk")
        return list(kept.values_list("action", flat=True))


@pytest.fixture
def body(cast: Cast) -> IssuingBody:
    with scopes.for_system("tests"):
        return IssuingBody.objects.get(path=cast.district.path)


@pytest.fixture
def kept(cast: Cast, body: IssuingBody) -> bytes:
    """The head's own picture and the body's seal."""
    head, admin, now = seat_of(cast.district_head), seat_of(cast.district_admin), timezone.now()
    with scopes.for_seat(head):
        pictures.keep_signature(seat=head, picture=png(), by=head, now=now)
    with scopes.for_seat(admin):
        seal = png(size=(360, 360), is_round=True)
        pictures.change_seal(body=body, prints=True, seal_mm=36, picture=seal, by=admin, now=now)
    return png()


def test_the_holder_brings_sees_and_removes_their_picture(cast: Cast) -> None:
    head, address = client_of(cast.district_head), reverse("seat_picture", args=[seat_of(cast.district_head).pk])
    assert address in head.get(reverse("seat", args=[seat_of(cast.district_head).pk])).content.decode()
    assert "Chọn tệp ảnh chữ ký." in words(head.post(address).content)
    wrong = head.post(address, {"picture": upload(b"%PDF-1.7")})
    assert (wrong.status_code, "như một ảnh" in words(wrong.content)) == (422, True)
    assert "data:image" not in head.get(address).content.decode()
    done = head.post(address, {"picture": upload(png())}, follow=True).content
    assert "Đã lưu hình chữ ký." in words(done)
    assert "data:image/png;base64," in done.decode()
    assert "tự xóa sau ngày" in words(done)
    for _tap in range(2):
        gone = head.post(address, {"remove": "1"}, follow=True).content
        assert "data:image" not in gone.decode()
    with scopes.for_seat(seat_of(cast.district_head)):
        assert not StoredFile.objects.filter(name="chu-ky.png").exists()
    assert actions() == ["signature_picture.kept", "signature_picture.read", "signature_picture.removed"]


def test_the_administrator_keeps_the_seal_in_its_real_size(cast: Cast, body: IssuingBody) -> None:
    admin, address = client_of(cast.district_admin), reverse("issuing_body_pictures", args=[body.pk])
    assert address in admin.get(reverse("issuing_body", args=[body.pk])).content.decode()
    assert address not in client_of(cast.district_clerk).get(reverse("issuing_body", args=[body.pk])).content.decode()
    long = admin.post(address, {"prints": "on", "seal_mm": "36", "picture": upload(png())})
    assert (long.status_code, "không vuông" in words(long.content)) == (422, True)
    assert admin.post(address, {"prints": "on", "seal_mm": "200"}).status_code == 422
    seal = upload(png(size=(360, 360), is_round=True))
    done = admin.post(address, {"prints": "on", "seal_mm": "34", "picture": seal}, follow=True).content
    assert "data:image/png;base64," in done.decode()
    with scopes.for_system("tests"):
        body.refresh_from_db()
    assert (body.prints_pictures, body.seal_mm) == (True, 34)
    admin.post(address, {"seal_mm": "34"})
    with scopes.for_system("tests"):
        body.refresh_from_db()
    assert (body.prints_pictures, body.seal_picture_id is not None) == (False, True)  # the setting alone was changed
    admin.post(address, {"remove": "1"})
    with scopes.for_system("tests"):
        body.refresh_from_db()
    assert body.seal_picture_id is None


def test_pictures_are_sealed_and_expire_after_a_term(cast: Cast, kept: bytes) -> None:
    with scopes.for_seat(seat_of(cast.district_clerk)):
        rows = list(StoredFile.objects.filter(name__in=["chu-ky.png", "con-dau.png"]))
        assert len(rows) == 2
        for row in rows:
            assert (row.is_encrypted, row.readers) == (True, [])
            assert b"PNG" not in bytes(row.content)
            assert files.content_of(row).startswith(b"\x89PNG")
            assert row.expires_at is not None
            assert row.expires_at.year == timezone.now().year + 5 or (row.expires_at - timezone.now()).days == 1824


@pytest.mark.parametrize("part", ["province_clerk", "national_admin", "commune_clerk", "commune_focal", "stranger"])
def test_no_other_unit_reads_a_picture_whatever_it_asks(cast: Cast, body: IssuingBody, kept: bytes, part: str) -> None:
    person = cast.people[part]
    with scopes.for_seat(seat_of(person)):
        assert not StoredFile.objects.filter(name__in=["chu-ky.png", "con-dau.png"]).exists()
        holding = SeatHolding.objects.filter(seat=cast.district_head.seat).first()
        assert holding is None or not StoredFile.objects.filter(pk=holding.signature_picture_id).exists()
    with scopes.for_system("tests"):
        assert not StoredFile.objects.filter(name="chu-ky.png").exists()
    client = client_of(person)
    for name, pk in (("seat_picture", seat_of(cast.district_head).pk), ("issuing_body_pictures", body.pk)):
        answer = client.get(reverse(name, args=[pk]))
        assert answer.status_code in {403, 404}, name
        assert b"data:image" not in answer.content


@pytest.mark.parametrize(
    ("part", "may"), [("district_head", True), ("district_admin", True), ("district_clerk", False)]
)
def test_within_the_unit_the_holder_and_the_administrator_alone(cast: Cast, kept: bytes, part: str, may: bool) -> None:
    head, by = seat_of(cast.district_head), seat_of(cast.people[part])
    with scopes.for_seat(by):
        assert pictures.may_keep_signature(by, head) is may
        if may:
            assert pictures.signature_of(head, by=by).startswith(b"\x89PNG")
            return
        for act in (
            lambda: pictures.signature_of(head, by=by),
            lambda: pictures.remove_signature(seat=head, by=by),
            lambda: pictures.keep_signature(seat=head, picture=png(), by=by, now=timezone.now()),
        ):
            with pytest.raises(PermissionDenied):
                act()


def test_a_picture_goes_with_whoever_leaves_the_seat(cast: Cast, kept: bytes) -> None:
    head, admin = seat_of(cast.district_head), seat_of(cast.district_admin)
    with scopes.for_seat(admin):
        seats.end_holding(seat=head, at=timezone.now(), by=admin)
        assert not StoredFile.objects.filter(name="chu-ky.png").exists()
        with pytest.raises(Refused, match="chưa có ai giữ"):
            pictures.remove_signature(seat=head, by=admin)


def test_another_picture_takes_the_place_of_the_former(cast: Cast, kept: bytes) -> None:
    head = seat_of(cast.district_head)
    with scopes.for_seat(head):
        pictures.keep_signature(seat=head, picture=png(size=(300, 90)), by=head, now=timezone.now())
        assert StoredFile.objects.filter(name="chu-ky.png").count() == 1


def test_a_deputy_does_not_touch_the_heads_picture(cast: Cast, kept: bytes) -> None:
    with scopes.for_system("tests"):
        deputy = seat_of(sit(cast.district, Role.DEPUTY, "Mạc Văn Ba", may="decides for the head"))
        assert Seat.objects.filter(pk=deputy.pk).exists()
    with scopes.for_seat(deputy), pytest.raises(PermissionDenied):
        pictures.remove_signature(seat=seat_of(cast.district_head), by=deputy)
