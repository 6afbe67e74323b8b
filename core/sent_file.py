"""A file as a form takes it: chosen, not empty, no larger than what is kept here, and read only once that is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.files import MEGABYTE
from core.text.numbers import integer


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent."""

    name: str
    content: bytes


class SentFileField(forms.FileField):
    """One file. `accept` is what the browser offers to choose: what a file really is, is asked of its content later."""

    def __init__(self, *, accept: str, error_messages: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.FileInput(attrs={"accept": accept}),
            error_messages={"empty": _("Tệp này trống; chọn lại."), **(error_messages or {})},
            **kwargs,
        )

    def to_python(self, data: Any) -> UploadedFile[bytes] | None:
        """The file. Raises ValidationError for one that nothing here could keep, before anybody reads it."""
        sent: UploadedFile[bytes] | None = super().to_python(data)  # type: ignore[assignment]  # it says File
        if sent is not None:
            refuse_too_large(sent.size or 0)
        return sent


class OneFileForm(forms.Form):
    """A form with one file, in the field that `file_field` names."""

    file_field: ClassVar[str]

    def upload(self) -> Upload:
        """The file, once valid, where one has to be chosen."""
        sent = self.upload_if_any()
        assert sent is not None, "the field asks for one"
        return sent

    def upload_if_any(self) -> Upload | None:
        """The file, once valid; none where none was chosen."""
        sent = self.cleaned_data.get(self.file_field)
        return None if sent is None else Upload(sent.name or "", sent.read())

    @property
    def file_name(self) -> str:
        """The name of the file that was sent, valid or not; empty where none was."""
        sent = self.files.get(self.file_field)
        return str(sent.name) if sent else ""


def refuse_too_large(size: int) -> None:
    """Raise ValidationError for more bytes than are kept."""
    most = settings.MAX_STORED_FILE_BYTES
    if size > most:
        raise forms.ValidationError(
            _now("Tệp nặng hơn %(most)s MB nên không nhận được; chọn tệp nhỏ hơn.")
            % {"most": integer(most // MEGABYTE)}
        )
