"""A file that a form takes: one that is empty or too large is refused before anybody reads it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.fixtures import Settings

from core.sent_file import OneFileForm, SentFileField, Upload


class Sheet(OneFileForm):
    file_field = "sheet"

    sheet = SentFileField(accept="application/pdf", required=False)


class NeverRead(SimpleUploadedFile):
    def read(self, *_args: object) -> bytes:  # type: ignore[override]
        raise AssertionError("a file that is too large was read")


@pytest.fixture(autouse=True)
def small(settings: Settings) -> None:
    settings.MAX_STORED_FILE_BYTES = 1024 * 1024


def sent(file: SimpleUploadedFile | None) -> Sheet:
    return Sheet({}, {"sheet": file} if file else {})


def test_what_was_sent_is_given_with_its_name() -> None:
    form = sent(SimpleUploadedFile("a.pdf", b"%PDF-"))
    assert form.is_valid()
    assert (form.upload(), form.file_name) == (Upload("a.pdf", b"%PDF-"), "a.pdf")
    assert form.upload_if_any() is not None


def test_none_is_none() -> None:
    form = sent(None)
    assert form.is_valid()
    assert (form.upload_if_any(), form.file_name) == (None, "")


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (SimpleUploadedFile("a.pdf", b""), "Tệp này trống; chọn lại."),
        (
            NeverRead("a.pdf", b"x" * (1024 * 1024 + 1)),
            "Tệp nặng hơn 1 MB nên không nhận được; chọn tệp nhỏ hơn.",
        ),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(file: SimpleUploadedFile, sentence: str) -> None:
    form = sent(file)
    assert not form.is_valid()
    assert form.errors == {"sheet": [sentence]}


def test_the_browser_is_told_what_to_offer() -> None:
    assert 'accept="application/pdf"' in str(Sheet()["sheet"])
