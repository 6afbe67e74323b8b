"""Forms of what is handed out: whom it goes to, and what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import Session
from donors import papers
from donors.consolidating import BY_DEFAULT, OPTIONAL
from donors.gathering import UnitList
from donors.intake.fields import FIELD_LABELS
from donors.models import CentreForm

OURS = "ours"


class HandoutForm(forms.Form):
    """Whom the people's data goes to, and why: written into the audit trail with every copy."""

    recipient = forms.CharField(
        label=_("Giao cho"),
        max_length=150,
        error_messages={"required": _("Ghi rõ giao cho ai, ví dụ bệnh viện hoặc trung tâm tiếp nhận máu.")},
    )
    purpose = forms.CharField(
        label=_("Để làm gì"),
        max_length=150,
        initial=_("Tổ chức buổi hiến máu"),
        error_messages={"required": _("Ghi rõ để làm gì.")},
    )

    @property
    def options(self) -> dict[str, object]:
        """What the job needs beside receiver and purpose."""
        return {}


class ConsolidatedForm(HandoutForm):
    """Which form, which units, which facts."""

    form = forms.ChoiceField(label=_("Ghi theo mẫu"))
    units = forms.ChoiceField(
        label=_("Đơn vị"),
        choices=[("handed_in", _("Chỉ đơn vị đã nộp")), ("all", _("Mọi đơn vị tham gia"))],
        initial="handed_in",
        widget=forms.RadioSelect,
    )
    columns = forms.MultipleChoiceField(
        label=_("Ghi thêm các mục"),
        required=False,
        choices=[(field.value, FIELD_LABELS[field]) for field in OPTIONAL],
        initial=[field.value for field in BY_DEFAULT],
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Họ và tên, ngày sinh, giới tính, đơn vị luôn có; mục không chọn để trống. Chỉ chọn số định danh khi nơi "
            "tiếp nhận máu cần. Mẫu của trung tâm có sẵn các cột của mẫu."
        ),
    )
    has_warnings = forms.BooleanField(
        label=_("Ghi điều cần lưu ý (tuổi, khoảng cách hai lần hiến) vào cột Ghi chú"), required=False
    )
    field_order = ["form", "units", "columns", "has_warnings", "recipient", "purpose"]

    def __init__(self, *args: Any, centre_forms: Sequence[CentreForm], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(OURS, _("Mẫu của phần mềm")), *((str(form.pk), form.name) for form in centre_forms)]
        self.fields["form"].choices = choices  # type: ignore[attr-defined]

    @property
    def options(self) -> dict[str, object]:
        """The chosen form's id (or nothing), units and columns."""
        chosen = self.cleaned_data["form"]
        return {
            "form": None if chosen == OURS else int(chosen),
            "units": self.cleaned_data["units"],
            "columns": sorted(self.cleaned_data["columns"]),
            "has_warnings": self.cleaned_data["has_warnings"],
        }


class RosterForm(HandoutForm):
    """Which session, and how many empty lines."""

    session = forms.ChoiceField(label=_("Buổi"), required=False)
    walk_ins = forms.IntegerField(
        label=_("Số dòng trống cho người đăng ký tại chỗ"),
        min_value=0,
        max_value=papers.MOST_WALK_INS,
        initial=12,
        error_messages={"invalid": _("Ghi một số, ví dụ 12.")},
    )
    field_order = ["session", "walk_ins", "recipient", "purpose"]

    def __init__(self, *args: Any, sessions: Sequence[Session], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(each.pk), papers.session_line(each, each.round)) for each in sessions]
        self.fields["session"].choices = [("", _("Cả đợt")), *named]  # type: ignore[attr-defined]

    @property
    def options(self) -> dict[str, object]:
        """The session's id (or nothing) and the number of empty lines."""
        chosen = self.cleaned_data["session"]
        return {"session": int(chosen) if chosen else None, "walk_ins": self.cleaned_data["walk_ins"]}


class RegistrationFormsForm(HandoutForm):
    """For whom: everybody of the round, one unit, or blank ones."""

    whose = forms.ChoiceField(label=_("In phiếu cho"), required=False)
    blank = forms.IntegerField(
        label=_("Số phiếu trống"),
        required=False,
        min_value=1,
        max_value=papers.MOST_BLANK,
        help_text=_("Chỉ dùng khi in phiếu trống."),
        error_messages={"invalid": _("Ghi một số, ví dụ 20.")},
    )
    field_order = ["whose", "blank", "recipient", "purpose"]

    def __init__(self, *args: Any, units: Sequence[UnitList], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(each.unit_id), f"{each.name} ({each.people})") for each in units if each.people]
        choices = [("", _("Mọi người đăng ký của đợt")), *named, ("blank", _("Phiếu trống"))]
        self.fields["whose"].choices = choices  # type: ignore[attr-defined]

    @property
    def options(self) -> dict[str, object]:
        """The unit's id (or nothing) and the number of blank forms (0: none)."""
        chosen = self.cleaned_data["whose"]
        if chosen == "blank":
            return {"unit": None, "blank": self.cleaned_data["blank"] or 20}
        return {"unit": int(chosen) if chosen else None, "blank": 0}


class CentreFormForm(forms.Form):
    """A blank form to keep."""

    name = forms.CharField(
        label=_("Tên mẫu"),
        max_length=150,
        help_text=_("Ví dụ: Mẫu Trung tâm Truyền máu 2026."),
        error_messages={"required": _("Đặt tên cho mẫu.")},
    )
    file = forms.FileField(
        label=_("Tệp mẫu trống"),
        help_text=_("Tệp Excel của nơi tiếp nhận máu, chưa ghi người nào."),
        error_messages={"required": _("Chọn tệp mẫu."), "empty": _("Tệp trống; chọn lại tệp.")},
        widget=forms.FileInput(attrs={"accept": ".xls,.xlsx,.xlsm"}),
    )
