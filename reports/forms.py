"""What is typed on the document pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.deadlines import due_moment
from campaigns.models import Deadline
from committees.models import IssuingBody
from core.sent_file import OneFileForm, SentFileField
from core.text.dates import in_vietnam
from core.text.numbers import parse_integer
from reports.arranging import Arrangement
from reports.delivery.recipients import Audience, Line
from reports.editing import LONGEST_SUBJECT, Frame
from reports.kinds import Kind, NewDue
from reports.models import Document
from reports.numbering import HIGHEST_NUMBER
from reports.word.reading import LONGEST_PASTED


class TextForm(forms.Form):
    """The new words of one block."""

    text = forms.CharField(
        label=_("Câu chữ"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Số trong ngoặc vuông lấy từ số liệu, không gõ đè. Xuống dòng là đoạn mới. Xóa hết chữ để bỏ đoạn này."
        ),
    )
    place = forms.CharField(widget=forms.HiddenInput, max_length=40)
    edition = forms.IntegerField(widget=forms.HiddenInput)


class KeepForm(forms.Form):
    """Where something is being typed, and over which edition; the frame has no place."""

    place = forms.CharField(required=False, max_length=40)
    edition = forms.IntegerField()

    @property
    def where(self) -> str:
        """The block's place, or the frame's name."""
        return self.cleaned_data["place"] or "frame"


class ArrangeForm(forms.Form):
    """What to do with the place of a block."""

    act = forms.ChoiceField(choices=[(act.value, act.value) for act in Arrangement], widget=forms.HiddenInput)
    place = forms.CharField(widget=forms.HiddenInput, max_length=40)
    edition = forms.IntegerField(widget=forms.HiddenInput)


class InsertForm(forms.Form):
    """What is to stand after a block: typed, or pasted from Word."""

    text = forms.CharField(
        label=_("Thêm vào sau đoạn này"),
        max_length=LONGEST_PASTED,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Gõ, hoặc dán từ Word: “1.” thành khoản, “a)” thành điểm, “-” thành gạch đầu dòng, bảng vẫn là bảng."
        ),
        error_messages={"required": _("Gõ hoặc dán nội dung cần thêm.")},
    )
    place = forms.CharField(widget=forms.HiddenInput, max_length=40)
    edition = forms.IntegerField(widget=forms.HiddenInput)


class FrameForm(forms.Form):
    """Trích yếu, symbol, whom a letter goes to, and recipients."""

    subject = forms.CharField(
        label=_("Trích yếu"),
        max_length=LONGEST_SUBJECT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Trích yếu đang trống: ghi một câu nói văn bản về việc gì.")},
    )
    symbol = forms.CharField(
        label=_("Ký hiệu"),
        max_length=30,
        help_text=_("Phần sau số và dấu gạch chéo, ví dụ BC-BCĐ."),
        error_messages={"required": _("Ghi ký hiệu của văn bản.")},
    )
    bases = forms.CharField(
        label=_("Căn cứ"),
        required=False,
        max_length=8_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Mỗi dòng một căn cứ; để trống nếu văn bản không dẫn căn cứ."),
    )
    addressees = forms.CharField(
        label=_("Kính gửi"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Mỗi dòng một nơi."),
        error_messages={"required": _("Kính gửi đang trống: ghi ít nhất một nơi công văn gửi đến.")},
    )
    recipients = forms.CharField(
        label=_("Nơi nhận"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Mỗi dòng một nơi nhận; dòng cuối là “Lưu: VT, …”."),
        error_messages={"required": _("Nơi nhận đang trống: ghi ít nhất dòng “Lưu: VT”.")},
    )
    urgency = forms.ChoiceField(label=_("Độ khẩn"), choices=Document.Urgency.choices, required=False)
    decimals = forms.TypedChoiceField(
        label=_("Số lẻ của tỷ lệ phần trăm"),
        choices=[(0, _("Không lấy số lẻ, như 120%")), (1, _("Một số lẻ, như 99,5%")), (2, _("Hai số lẻ, như 99,48%"))],
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_(
            "Mọi tỷ lệ của văn bản in theo lựa chọn này; tỷ lệ nào làm tròn thành 100% mà chưa đủ thì in thêm."
        ),
    )
    edition = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: object, kind: Kind, has_shares: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not has_shares:
            del self.fields["decimals"]
        if not kind.is_letter:
            del self.fields["addressees"]  # only letters, reports upward and tờ trình have "Kính gửi"

    def typed(self) -> dict[str, str]:
        """What was typed, field by field, once valid."""
        return {name: str(value) for name, value in self.cleaned_data.items() if name != "edition"}

    def frame(self) -> Frame:
        """What was typed, once valid."""
        typed = self.cleaned_data
        return Frame(
            subject=typed["subject"],
            symbol=typed["symbol"],
            recipients=typed["recipients"].splitlines(),
            addressees=typed.get("addressees", "").splitlines(),
            bases=typed["bases"].splitlines(),
            urgency=typed["urgency"],
            decimals=typed.get("decimals"),
        )


class RecipientsForm(forms.Form):
    """For each printed line the units that get the document inside the application."""

    OUTSIDE = "outside"  # a choice like the others: nobody has to leave a field empty

    def __init__(self, *args: object, lines: Sequence[Line], audience: Audience, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._lines = lines
        choices = [(to or self.OUTSIDE, words) for to, words in audience.choices()]
        for place, line in enumerate(lines):
            known = line.to if audience.chosen(line.to) else self.OUTSIDE
            self.fields[f"line_{place}"] = forms.ChoiceField(
                label=line.text,
                choices=choices,
                initial=known,
                error_messages={
                    "required": _("Chọn nơi dòng này gửi đến."),
                    "invalid_choice": _("Nơi nhận này không còn trong danh sách; chọn lại."),
                },
            )

    def delivered_to(self) -> dict[str, str]:
        """By the words of the line, once valid."""
        chosen = [self.cleaned_data[f"line_{place}"] for place in range(len(self._lines))]
        return {line.text: to for line, to in zip(self._lines, chosen, strict=True) if to != self.OUTSIDE}


class VerifyForm(forms.Form):
    """A file that may be an issued document."""

    file = SentFileField(
        label=_("Tệp văn bản"),
        accept="application/pdf,image/jpeg,image/png",
        help_text=_("Kéo tệp PDF vào đây, hoặc chọn tệp. Tệp chỉ được so, không được giữ lại."),
        error_messages={"required": _("Chọn tệp văn bản cần xác thực.")},
    )


class NewDueForm(forms.Form):
    """The one new date that a letter sets for all who are late; none where it sets none."""

    new_day = forms.DateField(
        label=_("Hạn mới cho các đơn vị chưa nộp"),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Để trống nếu không lùi hạn. Khi ban hành, mọi đơn vị chưa nộp được gia hạn đến ngày này."),
        error_messages={"invalid": _("Ngày chưa đúng; ghi ngày/tháng/năm, ví dụ 28/3/2026.")},
    )
    wording = forms.ChoiceField(
        label=_("Cách ghi hạn mới"), choices=Deadline.Wording.choices, initial=Deadline.Wording.BEFORE
    )

    def clean_new_day(self) -> dt.date | None:
        """A day that is still to come."""
        day: dt.date | None = self.cleaned_data["new_day"]
        if day is not None and day <= in_vietnam(timezone.now()).date():
            raise forms.ValidationError(_("Hạn mới phải sau hôm nay."))
        return day

    def new_due(self) -> NewDue | None:
        """The new date, once valid; none where none is set."""
        day, wording = self.cleaned_data["new_day"], self.cleaned_data["wording"]
        return None if day is None else NewDue(due_moment(day, wording), wording)


class ReplaceForm(NewDueForm):
    """What a replacement says of a new date that is over."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["new_day"].help_text = _(
            "Hạn ghi trong văn bản đã qua. Để trống thì bản mới giữ hạn cũ, số liệu cũ và không gia hạn thêm; ghi ngày "
            "khác thì khi ban hành, các đơn vị chưa nộp được gia hạn đến ngày này."
        )


class UrgingLetterForm(NewDueForm):
    """One letter to all or one to each; whether it sets one new date for all who are late, and names them."""

    COMMON, EACH = "common", "each"
    field_order = ("addressed", "new_day", "wording", "names_units")

    addressed = forms.ChoiceField(
        label=_("Gửi thế nào"),
        choices=[(COMMON, _("Một công văn chung")), (EACH, _("Mỗi đơn vị chậm nộp một công văn"))],
        initial=COMMON,
        widget=forms.RadioSelect,
        help_text=_("Gửi từng đơn vị thì các công văn được trình ký, duyệt, vào số và in cùng lúc ở một trang."),
        error_messages={"required": _("Chọn một công văn chung, hay mỗi đơn vị một công văn.")},
    )
    names_units = forms.BooleanField(
        label=_("Kèm phụ lục nêu tên đơn vị chưa nộp"),
        required=False,
        help_text=_("Chỉ ở công văn chung. Không chọn thì công văn chỉ nêu số đơn vị."),
    )

    def clean_names_units(self) -> bool:
        """A letter to one unit does not tell it who else is late."""
        named: bool = self.cleaned_data["names_units"]
        if named and self.is_to_each:
            raise forms.ValidationError(_("Công văn gửi riêng từng đơn vị không nêu tên đơn vị khác; bỏ chọn ô này."))
        return named

    @property
    def is_to_each(self) -> bool:
        """Whether every late unit gets a letter of its own."""
        return self.data.get("addressed") == self.EACH


class ReturnForm(forms.Form):
    """Why a document goes back to the draft."""

    reason = forms.CharField(
        label=_("Lý do, chỗ cần sửa"),
        max_length=300,
        error_messages={"required": _("Ghi lý do hoặc chỗ cần sửa để người soạn biết.")},
    )


class ScanForm(OneFileForm):
    """The scan of the stamped paper."""

    file_field = "scan"

    scan = SentFileField(
        label=_("Bản chụp có chữ ký, con dấu"),
        accept="application/pdf,image/jpeg,image/png",
        help_text=_("Tệp PDF hoặc ảnh JPG, PNG."),
        error_messages={"required": _("Chọn tệp bản chụp.")},
    )


class SignedFileForm(OneFileForm):
    """The final PDF with its electronic signatures."""

    file_field = "signed"

    signed = SentFileField(
        label=_("Tệp PDF đã ký số"),
        accept="application/pdf",
        help_text=_("Ký từ bản PDF cuối tải ở trang này; chữ ký được kiểm tra khi nhận."),
        error_messages={"required": _("Chọn tệp PDF đã ký số.")},
    )


class WordFileForm(OneFileForm):
    """The document as it was corrected in Word."""

    file_field = "word"

    word = SentFileField(
        label=_("Tệp Word đã sửa"),
        accept=".docx",
        help_text=_("Tệp .docx tải ở trang này rồi sửa. Chưa thay gì: trang sau cho xem các chỗ khác nhau."),
        error_messages={"required": _("Chọn tệp Word đã sửa.")},
    )


class CheckForm(OneFileForm):
    """A text to be checked: pasted, or as a Word file."""

    file_field = "word"

    text = forms.CharField(
        label=_("Dán văn bản cần rà soát"),
        required=False,
        max_length=LONGEST_PASTED,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Chép cả văn bản trong Word, từ quốc hiệu đến nơi nhận, rồi dán vào đây."),
    )
    word = SentFileField(
        label=_("Hoặc tệp Word"), required=False, accept=".docx", help_text=_("Tệp .docx; đọc xong là bỏ.")
    )

    def clean(self) -> dict[str, object]:
        """One of the two."""
        given = super().clean() or {}
        text, word = str(given.get("text", "")).strip(), given.get("word")
        if not self.errors and bool(text) == bool(word):
            both = _("Chỉ dán văn bản hoặc chọn tệp, không cả hai.")
            self.add_error("text", both if word else _("Dán văn bản hoặc chọn tệp Word cần rà soát."))
        return given


class TakeForm(forms.Form):
    """Which edition of the document the differences were shown against."""

    edition = forms.IntegerField(widget=forms.HiddenInput)


class NumberForm(forms.Form):
    """The number that the văn thư gave; none is asked where the body's own series gives it."""

    number = forms.CharField(
        label=_("Số văn bản"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Ghi số văn bản do văn thư cấp.")},
    )

    def __init__(self, *args: object, body: IssuingBody, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if body.numbering == IssuingBody.Numbering.SERIES:
            del self.fields["number"]

    def clean_number(self) -> int:
        """A whole number as people write it."""
        try:
            number = parse_integer(str(self.cleaned_data["number"]))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        if not 0 < number <= HIGHEST_NUMBER:
            raise forms.ValidationError(_("Số văn bản phải từ 1 đến 99.999."))
        return number

    @property
    def typed_number(self) -> int | None:
        """What was typed, once valid."""
        number = self.cleaned_data.get("number")
        return number if isinstance(number, int) else None


class SignedForm(NumberForm, ScanForm):
    """What stands on the signed paper, and its scan where it is at hand."""

    field_order = ("number", "dated_on", "scan")

    dated_on = forms.DateField(
        label=_("Ngày ký"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Ghi ngày trên văn bản đã ký."),
            "invalid": _("Ngày chưa đúng; ghi ngày/tháng/năm, ví dụ 22/02/2026."),
        },
    )

    def __init__(self, *args: object, body: IssuingBody, **kwargs: object) -> None:
        super().__init__(*args, body=body, **kwargs)
        self.fields["scan"].required = False

    @property
    def day(self) -> dt.date:
        """The day, once valid."""
        value = self.cleaned_data["dated_on"]
        assert isinstance(value, dt.date)
        return value
