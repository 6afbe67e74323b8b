"""What is typed for the registers: a document that came in, or one's own from before or from elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from committees.issuing_body_rules import clean_symbol
from committees.models import IssuingBody, Seat
from core.refusal import Refused
from core.sent_file import OneFileForm, SentFileField
from core.text.dates import short_date
from core.text.numbers import parse_integer
from reports.models import Document, RegisterEntry
from reports.numbering import HIGHEST_NUMBER
from reports.registers import Facts, citable_for, number_and_symbol

TYPES = ("Kế hoạch", "Hướng dẫn", "Công văn", "Thông báo", "Báo cáo", "Quyết định", "Chỉ thị", "Tờ trình", "Giấy mời")
LETTER = "Thư"  # of a leader, to everybody: it bears neither number nor symbol


def day_field(label: object, *, required: str) -> forms.DateField:
    """A day as it is typed or chosen."""
    return forms.DateField(
        label=label,  # type: ignore[arg-type]  # a lazy sentence
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": required, "invalid": _("Ngày chưa đúng; ghi ngày/tháng/năm, ví dụ 22/02/2026.")},
    )


def _type_field(names: Sequence[str]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Tên loại"),
        choices=[(name, name) for name in names],
        widget=forms.Select(attrs={"lang": "vi"}),  # the words of the decree
    )


class _EntryForm(OneFileForm):
    """What every line of a register tells."""

    file_field = "file"

    number_and_symbol = forms.CharField(
        label=_("Số, ký hiệu"),
        max_length=45,
        required=False,
        help_text=_("Như trên văn bản: 11/KH-BCĐ. Chỉ thư mới không có số."),
    )
    dated_on = day_field(_("Ngày văn bản"), required=str(_("Ghi ngày của văn bản.")))
    type_name = _type_field(TYPES)
    subject = forms.CharField(
        label=_("Trích yếu"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Ghi trích yếu của văn bản.")},
    )
    signer = forms.CharField(label=_("Người ký"), max_length=150, required=False)
    recipients = forms.CharField(label=_("Nơi nhận"), max_length=300, required=False)
    note = forms.CharField(label=_("Ghi chú"), max_length=200, required=False)
    file = SentFileField(
        label=_("Tệp văn bản"),
        required=False,
        accept="application/pdf,image/jpeg,image/png",
        help_text=_("Tệp PDF hoặc ảnh JPG, PNG; có thể để trống."),
    )

    def clean_number_and_symbol(self) -> tuple[int | None, str]:
        """ "11/KH-BCĐ" in its two parts; `clean` says whether there may be none."""
        if not self.cleaned_data["number_and_symbol"].strip():
            return None, ""
        number, slash, symbol = str(self.cleaned_data["number_and_symbol"]).partition("/")
        if not slash:
            raise forms.ValidationError(_now("Ghi số, gạch chéo rồi ký hiệu, như 11/KH-BCĐ."))
        try:
            parsed, cleaned = parse_integer(number), clean_symbol("".join(symbol.split()))
        except (ValueError, Refused) as error:
            raise forms.ValidationError(str(error)) from error
        if not 0 < parsed <= HIGHEST_NUMBER:
            raise forms.ValidationError(_now("Số văn bản phải từ 1 đến 99.999."))
        return parsed, cleaned

    def clean(self) -> dict[str, object]:
        """Every document has a number but a letter that came in."""
        given = super().clean() or {}
        if given.get("number_and_symbol") == (None, "") and given.get("type_name") != LETTER:
            self.add_error("number_and_symbol", _("Ghi số và ký hiệu của văn bản."))
        return given

    def facts(self) -> Facts:
        """What was typed, once valid."""
        typed = self.cleaned_data
        number, symbol = typed["number_and_symbol"]
        told = {
            name: " ".join(typed.get(name, "").split())
            for name in ("type_name", "subject", "author", "signer", "recipients", "note")
        }
        return Facts(number=number, symbol=symbol, dated_on=typed["dated_on"], **told)


class ReceivedForm(_EntryForm):
    """A document that came in."""

    field_order = ("arrived_on", "author")

    type_name = _type_field((*TYPES, LETTER))

    arrived_on = day_field(_("Ngày đến"), required=str(_("Ghi ngày nhận được văn bản.")))
    author = forms.CharField(
        label=_("Cơ quan ban hành"),
        max_length=200,
        error_messages={"required": _("Ghi cơ quan đã ban hành văn bản đến.")},
    )

    @property
    def arrival(self) -> dt.date:
        """The day it came, once valid."""
        day = self.cleaned_data["arrived_on"]
        assert isinstance(day, dt.date)
        return day


class _BodyChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django cannot subscript it when it runs
    def label_from_instance(self, obj: IssuingBody) -> str:
        return str(obj)


class OwnForm(_EntryForm):
    """One's own document from before or from elsewhere."""

    field_order = ("issuing_body",)

    issuing_body = _BodyChoice(
        label=_("Cơ quan ban hành"),
        queryset=None,
        empty_label=None,
        error_messages={"required": _("Chọn cơ quan ban hành.")},
    )

    def __init__(self, *args: object, seat: Seat, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["issuing_body"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = IssuingBody.objects.filter(path=seat.path).order_by("-is_default", "pk")


class _EntryChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django cannot subscript it when it runs
    def label_from_instance(self, obj: RegisterEntry) -> str:
        number = number_and_symbol(obj)
        return f"{number or obj.type_name}, {short_date(obj.dated_on)}: {obj.subject}"


class CiteForm(forms.Form):
    """Which line of the registers a draft cites as căn cứ."""

    entry = _EntryChoice(
        label=_("Văn bản trong sổ"),
        queryset=None,
        empty_label=None,
        error_messages={"required": _("Chọn văn bản cần dẫn."), "invalid_choice": _("Văn bản này không có trong sổ.")},
    )

    def __init__(self, *args: object, document: Document, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["entry"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = citable_for(document)
