"""What is typed on the page of a batch of letters."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from committees.models import IssuingBody
from core.sent_file import Upload, refuse_too_large
from core.text.dates import in_vietnam
from donors.forms import FilesField, FilesInput
from reports.forms import NumberForm, SignedForm

MOST_FILES = 60
FIRST = _("Số của công văn đầu tiên")
NEXT = _("Số do văn thư cấp; các công văn sau lấy số liền sau, theo thứ tự trong bảng.")


class FirstNumberForm(NumberForm):
    """The number of the first letter; none is asked where the body's own series gives it."""

    def __init__(self, *args: object, body: IssuingBody, **kwargs: object) -> None:
        super().__init__(*args, body=body, **kwargs)
        if "number" in self.fields:
            self.fields["number"].label, self.fields["number"].help_text = FIRST, NEXT


class SignedLettersForm(SignedForm):
    """The day on the signed papers, and the number of the first; scans are added letter by letter."""

    def __init__(self, *args: object, body: IssuingBody, **kwargs: object) -> None:
        super().__init__(*args, body=body, **kwargs)
        del self.fields["scan"]
        if "number" in self.fields:
            self.fields["number"].label, self.fields["number"].help_text = FIRST, NEXT

    def clean_dated_on(self) -> dt.date:
        """A day that has come."""
        day: dt.date = self.cleaned_data["dated_on"]
        if day > in_vietnam(timezone.now()).date():
            raise forms.ValidationError(_("Ngày ký chưa tới; ghi ngày đã ký."))
        return day


class SignedFilesForm(forms.Form):
    """The final PDFs of many letters with their electronic signatures, in any order and under any names."""

    signed = FilesField(
        label=_("Các tệp PDF đã ký số"),
        widget=FilesInput(attrs={"accept": "application/pdf"}),
        help_text=format_lazy(
            _("Chọn nhiều tệp cùng lúc, nhiều nhất {most} tệp; mỗi tệp tự về đúng công văn của nó."), most=MOST_FILES
        ),
        error_messages={"required": _("Chọn ít nhất một tệp PDF đã ký số.")},
    )

    def clean_signed(self) -> list[Upload]:
        """The files; too many at once would take too long to check."""
        sent = self.cleaned_data["signed"]
        if len(sent) > MOST_FILES:
            raise forms.ValidationError(
                _("Mỗi lần nhận nhiều nhất %(most)s tệp; gửi làm nhiều lần.") % {"most": MOST_FILES}
            )
        refuse_too_large(sum(each.size or 0 for each in sent))  # all of them are held at once
        return [Upload(each.name or "", each.read()) for each in sent]
