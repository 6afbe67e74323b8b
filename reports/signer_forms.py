"""What is typed to choose who signs a document."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from committees.models import SeatHolding
from reports.models import Document
from reports.signers import LONGEST_NAME, Choice, Power, called, chosen_of, who_may_sign

TYPED = "typed"
POWERS = {
    "": _("Theo vai trò của người ký"),
    Power.COLLECTIVE: _("TM. – ký thay mặt tập thể"),
    Power.OWN: _("Ký theo chức vụ, không ghi TM."),
    Power.COLLECTIVE_FOR_HEAD: _("TM., KT. – thay mặt tập thể, ký thay người đứng đầu"),
    Power.FOR_HEAD: _("KT. – ký thay người đứng đầu"),
    Power.COLLECTIVE_ACTING: _("TM., Q. – thay mặt tập thể, được giao quyền cấp trưởng"),
    Power.ACTING: _("Q. – được giao quyền cấp trưởng"),
    Power.BY_ORDER: _("TL. – ký thừa lệnh"),
    Power.DELEGATED: _("TUQ. – ký thừa ủy quyền"),
}


class SignerForm(forms.Form):
    """A seat's holder, or a person typed in; in whose name, and the posts where they differ from the seat's."""

    who = forms.ChoiceField(
        label=_("Người ký"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Chọn người ký."),
            "invalid_choice": _("Người này không còn trong danh sách; chọn lại người ký."),
        },
    )
    name = forms.CharField(
        label=_("Họ và tên"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Chỉ ghi khi chọn “Người khác”."),
    )
    power = forms.ChoiceField(
        label=_("Quyền hạn ký"),
        choices=list(POWERS.items()),
        required=False,
        error_messages={"invalid_choice": _("Chọn quyền hạn ký trong danh sách.")},
    )
    post = forms.CharField(
        label=_("Chức vụ"),
        required=False,
        max_length=320,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Mỗi dòng in một dòng, như “Phó Trưởng ban”. Để trống thì lấy theo vai trò."),
    )
    second_post = forms.CharField(
        label=_("Chức vụ khác, in trên họ tên"),
        required=False,
        max_length=320,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Như “Phó Chủ tịch UBND xã”, khi dùng con dấu của cơ quan khác. Để trống thì lấy theo vai trò."),
    )
    edition = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: object = None, *, document: Document) -> None:
        holdings = who_may_sign(document.committee)
        super().__init__(data, initial=_initial(document, holdings))  # type: ignore[arg-type]  # a QueryDict or None
        known = [(str(each.pk), called(each)) for each in holdings]
        self.fields["who"].choices = [*known, (TYPED, _("Người khác (không có vai trò ở đây)"))]  # type: ignore[attr-defined]

    def choice(self) -> Choice:
        """What was chosen, once valid."""
        typed = self.cleaned_data
        is_typed = typed["who"] == TYPED
        return Choice(
            holding_id=None if is_typed else int(typed["who"]),
            power=Power(typed["power"]) if typed["power"] else None,
            post=typed["post"],
            second_post=typed["second_post"],
            name=typed["name"] if is_typed else "",
        )


def _initial(document: Document, holdings: list[SeatHolding]) -> dict[str, object]:
    """As it was chosen last; else who signs as usual."""
    chosen, first = chosen_of(document.signature), {"edition": document.edition}
    if chosen is None:
        usual = document.signature.get("seat_id")
        found = next((each for each in holdings if each.seat_id == usual), None)
        return first | {"who": str(found.pk) if found else ""}
    who = TYPED if chosen.holding_id is None else str(chosen.holding_id)
    typed = {"name": chosen.name, "post": chosen.post, "second_post": chosen.second_post}
    return first | {"who": who, "power": str(chosen.power or ""), **typed}
