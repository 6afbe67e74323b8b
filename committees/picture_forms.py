"""What is brought as the picture of a signature or a seal."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from committees.pictures import SEAL_MM
from core.sent_file import OneFileForm, SentFileField

_PICTURES = "image/png,image/jpeg"


class SignatureForm(OneFileForm):
    """The picture of a person's signature."""

    file_field = "picture"

    picture = SentFileField(
        label=_("Ảnh chữ ký"),
        accept=_PICTURES,
        help_text=_("Ký bút xanh trên giấy trắng rồi chụp hoặc quét (JPG, PNG); nền giấy được tách tự động."),
        error_messages={"required": _("Chọn tệp ảnh chữ ký.")},
    )


class SealForm(OneFileForm):
    """Whether a body's electronic documents print the pictures, and its seal in its real size."""

    file_field = "picture"

    prints = forms.BooleanField(
        label=_("In hình chữ ký, con dấu trên văn bản điện tử"),
        required=False,
        help_text=_("Chỉ in từ lúc vào số, trên bản PDF cuối; dự thảo và văn bản giấy không bao giờ in."),
    )
    picture = SentFileField(
        label=_("Ảnh con dấu"),
        required=False,
        accept=_PICTURES,
        help_text=_("Đóng dấu đỏ trên giấy trắng rồi quét (JPG, PNG), cắt sát con dấu; nền giấy được tách tự động."),
    )
    seal_mm = forms.IntegerField(
        label=_("Con dấu rộng (mm)"),
        min_value=SEAL_MM[0],
        max_value=SEAL_MM[1],
        help_text=_("Đường kính thật của con dấu; in đúng cỡ này."),
    )
