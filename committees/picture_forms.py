"""What is brought as the picture of a signature or a seal."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from committees.pictures import SEAL_MM


class SignatureForm(forms.Form):
    """The picture of a person's signature."""

    picture = forms.FileField(
        label=_("Ảnh chữ ký"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        help_text=_("Ký bút xanh trên giấy trắng rồi chụp hoặc quét (JPG, PNG); nền giấy được tách tự động."),
        error_messages={"required": _("Chọn tệp ảnh chữ ký."), "empty": _("Tệp này trống; chọn lại.")},
    )

    def content(self) -> bytes:
        """The file, once valid."""
        return bytes(self.cleaned_data["picture"].read())


class SealForm(forms.Form):
    """Whether a body's electronic documents print the pictures, and its seal in its real size."""

    prints = forms.BooleanField(
        label=_("In hình chữ ký, con dấu trên văn bản điện tử"),
        required=False,
        help_text=_("Chỉ in từ lúc vào số, trên bản PDF cuối; dự thảo và văn bản giấy không bao giờ in."),
    )
    picture = forms.FileField(
        label=_("Ảnh con dấu"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        help_text=_("Đóng dấu đỏ trên giấy trắng rồi quét (JPG, PNG), cắt sát con dấu; nền giấy được tách tự động."),
        error_messages={"empty": _("Tệp này trống; chọn lại.")},
    )
    seal_mm = forms.IntegerField(
        label=_("Con dấu rộng (mm)"),
        min_value=SEAL_MM[0],
        max_value=SEAL_MM[1],
        help_text=_("Đường kính thật của con dấu; in đúng cỡ này."),
    )

    def content(self) -> bytes | None:
        """The file, once valid; none where none was chosen."""
        sent = self.cleaned_data["picture"]
        return None if sent is None else bytes(sent.read())
