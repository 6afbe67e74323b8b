"""Forms of volunteer lists."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.files import MEGABYTE
from donors import consent
from donors.incoming import MOST_BYTES, MOST_FILES
from donors.receiving import LONGEST_TYPED

CHANNELS = [
    ("Zalo", "Zalo"),
    ("giấy", _("Bản giấy")),
    ("thư điện tử", _("Thư điện tử")),
    ("điện thoại", _("Điện thoại")),
]


class HandInForm(forms.Form):
    """What every way of handing in asks: the consent once.

    Also how it came where a clerk hands in for the unit, and who hands in where nobody has signed in.
    """

    handed_in_by = forms.CharField(
        label=_("Người nộp (họ tên, chức vụ)"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Ghi họ tên người nộp danh sách.")},
    )
    is_agreed = forms.BooleanField(label=_("Đồng ý"), required=False)
    via = forms.ChoiceField(label=_("Nhận qua"), choices=CHANNELS)
    received_at = forms.DateTimeField(
        label=_("Nhận lúc"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Bỏ trống: lúc này."),
    )

    def __init__(
        self,
        data: object = None,
        files: object = None,
        *,
        asks_consent: bool,
        is_for_unit: bool,
        now: dt.datetime,
        asks_name: bool = False,
    ) -> None:
        super().__init__(data, files)  # type: ignore[arg-type]
        self.now = now
        if asks_consent:
            self.fields["is_agreed"].label = consent.TEXT
        else:
            del self.fields["is_agreed"]
        if not is_for_unit:
            del self.fields["via"], self.fields["received_at"]
        if not asks_name:
            del self.fields["handed_in_by"]

    def clean_received_at(self) -> dt.datetime | None:
        """A moment already past."""
        moment: dt.datetime | None = self.cleaned_data["received_at"]
        if moment is not None and moment > self.now:
            raise forms.ValidationError(_("Giờ nhận ở sau lúc này; sửa lại ngày, giờ."))
        return moment


class FileForm(HandInForm):
    """A workbook."""

    file = forms.FileField(
        label=_("Tệp danh sách"),
        help_text=format_lazy(
            _("Tệp Excel (.xls, .xlsx), .ods hoặc .csv như đơn vị vẫn dùng, đến {size} MB; không cần sửa mẫu."),
            size=MOST_BYTES // MEGABYTE,
        ),
        error_messages={"required": _("Chọn tệp danh sách rồi nộp."), "empty": _("Tệp trống; chọn lại tệp.")},
        widget=forms.FileInput(attrs={"accept": ".xls,.xlsx,.xlsm,.ods,.csv,.tsv,.txt"}),
    )
    field_order = ["file", "via", "received_at", "handed_in_by", "is_agreed"]


class FilesInput(forms.FileInput):
    """An input that takes several files, chosen or dropped on it."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; what each is, is asked of its content later."""

    widget = FilesInput

    def clean(self, data: object, initial: object = None) -> list[UploadedFile[Any]]:  # noqa: ARG002  # Django's own
        """The files; at least one."""
        found = data if isinstance(data, list | tuple) else [data]
        files = [file for file in found if isinstance(file, UploadedFile)]
        if not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return files


class IncomingForm(HandInForm):
    """The files of many units that came another way."""

    sent = FilesField(
        label=_("Các tệp đã nhận"),
        help_text=format_lazy(
            _(
                "Chọn hoặc kéo thả tất cả tệp cùng lúc: Excel, .ods, .csv, ảnh danh sách giấy. "
                "Nhiều nhất {most} tệp, mỗi tệp đến {size} MB. Không gửi ảnh thẻ căn cước."
            ),
            most=MOST_FILES,
            size=MOST_BYTES // MEGABYTE,
        ),
        error_messages={"required": _("Chọn ít nhất một tệp rồi gửi.")},
    )
    field_order = ["sent", "via", "received_at", "is_agreed"]


class PasteForm(HandInForm):
    """Cells copied from a spreadsheet."""

    cells = forms.CharField(
        label=_("Các ô đã chép"),
        help_text=_("Trong Excel: chọn cả bảng danh sách có dòng tiêu đề, chép (Ctrl + C) rồi dán vào đây (Ctrl + V)."),
        widget=forms.Textarea(attrs={"rows": 8}),
        strip=False,
        error_messages={"required": _("Chưa có gì để đọc: dán các ô của danh sách vào đây.")},
    )
    field_order = ["cells", "via", "received_at", "handed_in_by", "is_agreed"]


class TypedForm(HandInForm):
    """A few names, one line each."""

    lines = forms.CharField(
        label=_("Mỗi người một dòng: họ tên, năm sinh, đơn vị"),
        help_text=format_lazy(_("Ví dụ: Trần Thị Mẫu, 1990, thôn Đông. Nhiều nhất {most} dòng."), most=LONGEST_TYPED),
        widget=forms.Textarea(attrs={"rows": 6, "autocapitalize": "words", "spellcheck": "false"}),
        error_messages={"required": _("Gõ ít nhất một người: họ tên, năm sinh, đơn vị.")},
    )
    field_order = ["lines", "via", "received_at", "handed_in_by", "is_agreed"]


class PhotoForm(HandInForm):
    """A photo of the paper list."""

    photo = forms.FileField(
        label=_("Ảnh danh sách giấy"),
        help_text=_("Chụp rõ cả trang danh sách. Không chụp thẻ căn cước hay giấy tờ tùy thân khác."),
        error_messages={"required": _("Chụp hoặc chọn ảnh danh sách rồi gửi."), "empty": _("Ảnh trống; chụp lại.")},
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )
    field_order = ["photo", "via", "received_at", "handed_in_by", "is_agreed"]


class NumberForm(HandInForm):
    """A bare number, where names may not leave the unit."""

    number = forms.IntegerField(
        label=_("Số người đăng ký"),
        min_value=1,
        max_value=100_000,
        help_text=_("Dành cho đơn vị không gửi tên người ra ngoài (lực lượng vũ trang)."),
        error_messages={"min_value": _("Số người phải từ 1; nếu không có ai, chọn “Không có người đăng ký”.")},
    )
    field_order = ["number", "via", "received_at"]
