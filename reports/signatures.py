"""What the signatures in a PDF say: whose they are, when, and whether the signed bytes are whole."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.child.asking import ChildFailed, ask
from core.refusal import Refused
from core.text.dates import clock, short_date
from reports.page.measures import SIGNATURE_BOX_MM

TIMEOUT = 40


@dataclass(frozen=True, slots=True)
class FoundSignature:
    """One signature: the name its certificate bears, the signer's own clock, and whether it holds.

    `covers_all`: nothing but further signatures was added to the file afterwards.
    """

    name: str
    at: dt.datetime | None
    is_intact: bool
    covers_all: bool

    @property
    def sentence(self) -> str:
        """«Nguyễn Văn A, 14:05 ngày 22/11/2026»."""
        if self.at is None:
            return self.name
        return _("%(name)s, %(hour)s ngày %(day)s") % {
            "name": self.name,
            "hour": clock(self.at),
            "day": short_date(self.at),
        }

    @property
    def entry(self) -> dict[str, str]:
        """As it is stored beside the file."""
        return {"name": self.name, "at": self.at.isoformat() if self.at else ""}


def found_from(entry: Mapping[str, str]) -> FoundSignature:
    """A signature as it was stored beside a file that was taken in: it held then."""
    at = dt.datetime.fromisoformat(entry["at"]) if entry["at"] else None
    return FoundSignature(name=entry["name"], at=at, is_intact=True, covers_all=True)


def signatures_in(signed: bytes, *, final: bytes) -> list[FoundSignature]:
    """The signatures of a PDF, in the order they were made.

    Raises `Refused` for what is no readable PDF, or is not the `final` one with signatures alone added to its end, none
    of which takes more of a page than the decree gives it.
    """
    if not signed.startswith(final):
        raise _other_content()
    try:
        (answer,) = ask("reports.signature_child", len(final).to_bytes(8, "big") + signed, timeout=TIMEOUT)
    except ChildFailed as failed:
        raise Refused(_("Không đọc được tệp này như một tệp PDF đã ký; kiểm tra lại tệp rồi đưa lên.")) from failed
    told = json.loads(answer)
    if not told["keeps_content"]:
        raise _other_content()
    if not told["boxes_fit"]:
        raise Refused(
            _(
                "Khung chữ ký số trên trang lớn quá: ký lại với khung rộng không quá %(width)s mm, cao không quá "
                "%(height)s mm."
            )
            % dict(zip(("width", "height"), SIGNATURE_BOX_MM, strict=True))
        )
    return [
        FoundSignature(
            name=str(each["name"]),
            at=dt.datetime.fromisoformat(each["at"]) if each["at"] else None,
            is_intact=bool(each["is_intact"]),
            covers_all=bool(each["covers_all"]),
        )
        for each in told["signatures"]
    ]


def refuse_unsound(found: Sequence[FoundSignature]) -> None:
    """Raise `Refused` where nothing is signed, or a signature does not hold for the whole file."""
    if not found:
        raise Refused(_("Tệp này chưa có chữ ký số; ký số rồi đưa lên."))
    broken = next((each for each in found if not each.is_intact or not each.covers_all), None)
    if broken is not None:
        raise Refused(
            _("Chữ ký số của “%(name)s” không còn đúng với tệp: tệp đã bị sửa sau khi ký. Ký lại từ bản PDF cuối.")
            % {"name": broken.name or _("không rõ tên")}
        )


def _other_content() -> Refused:
    return Refused(
        _("Tệp này không phải ký từ bản PDF cuối của văn bản; tải bản cuối ở trang này về, ký số rồi đưa lên.")
    )
