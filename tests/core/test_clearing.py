"""Pictures of signatures and seals: a photograph comes out on a clear ground, cut to its ink, or is refused."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw

from core.paper import clearing
from core.paper.clearing import cleared
from core.refusal import Refused


def drawing(*, ground: object, form: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (900, 600)) -> bytes:
    """A blue stroke from (200, 200) to (700, 400) on a ground."""
    picture = Image.new(mode, size, ground)  # type: ignore[arg-type]  # as Pillow takes colours
    ImageDraw.Draw(picture).line([(200, 200), (700, 400)], fill=(20, 40, 180, 255)[: len(mode)], width=12)
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Nguyễn Văn Trưởng ký tại nhà"
    picture.save(out, form, **({"exif": exif} if form == "JPEG" else {}))
    return out.getvalue()


@pytest.mark.parametrize(
    "given",
    [
        drawing(ground=(0, 0, 0, 0), mode="RGBA"),
        drawing(ground=(255, 255, 255)),
        drawing(ground=(205, 200, 190), form="JPEG"),
        drawing(ground=(170, 172, 180), form="JPEG"),
    ],
    ids=["clear", "white", "paper", "shadow"],
)
def test_the_ground_is_clear_and_the_picture_is_cut_to_its_ink(given: bytes) -> None:
    picture = Image.open(io.BytesIO(cleared(given)))
    assert (picture.format, picture.mode) == ("PNG", "RGBA")
    assert abs(picture.width - 504) < 20
    assert abs(picture.height - 212) < 20
    assert picture.getpixel((picture.width - 1, 0))[3] == 0  # type: ignore[index]
    red, _green, blue, alpha = picture.getpixel((picture.width // 2, picture.height // 2))  # type: ignore[misc]
    assert alpha > 200
    assert blue > red
    assert not picture.getexif()
    assert "Trưởng".encode() not in cleared(given)


def test_the_same_picture_gives_the_same_bytes() -> None:
    given = drawing(ground=(255, 255, 255))
    assert cleared(given) == cleared(given)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (b"", "như một ảnh"),
        (b"%PDF-1.7", "như một ảnh"),
        (b"<svg onload='alert(1)'/>", "như một ảnh"),
        (drawing(ground=(255, 255, 255))[:200], "như một ảnh"),
        (drawing(ground=(0, 0, 0, 0), mode="RGBA", size=(4001, 10)), "4.000 điểm ảnh"),
        (drawing(ground=(0, 0, 0, 0), mode="RGBA", size=(100, 100)), "trống"),
        (drawing(ground=(60, 60, 60)), "chụp lại trên giấy trắng"),
        (b"\x89PNG" + b"0" * (8 * 1024 * 1024), "nặng quá 8 MB"),
    ],
    ids=["nothing", "pdf", "svg", "cut off", "huge", "empty", "dark", "heavy"],
)
def test_what_is_no_such_picture_is_told_in_words(given: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        cleared(given)


def test_a_picture_that_takes_too_long_is_not_said_to_be_too_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clearing, "_TIMEOUT", 0.001)
    with pytest.raises(Refused, match="nặng quá nên không xử lý được"):
        cleared(drawing(ground=(255, 255, 255)))
