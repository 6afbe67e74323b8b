"""What stands on an official page, and the lines whose wording the decree fixes."""

from dataclasses import dataclass, field
from datetime import date

from core.text.dates import long_date
from core.text.numbers import NBSP, padded
from reports.blocks import Blocks, Figures

_BLANK = " " * 6  # room to write by hand: a draft's number and day are given after signature


@dataclass(frozen=True)
class Margins:
    """Page margins in millimetres; the decree allows 20–25, 20–25, 30–35 and 15–20. Raises ValueError outside."""

    top: int = 20
    bottom: int = 20
    left: int = 30
    right: int = 15

    def __post_init__(self) -> None:
        within = 20 <= self.top <= 25 and 20 <= self.bottom <= 25 and 30 <= self.left <= 35 and 15 <= self.right <= 20
        if not within:
            raise ValueError("margins outside Nghị định 30/2020, Phụ lục I, I.3")


@dataclass(frozen=True)
class PageContent:
    """Everything printed on a document of a named type. Texts are as in a sentence; the page sets the capitals.

    `superior` and `issuer` are the header's lines (cơ quan chủ quản, cơ quan ban hành), usually one string each: a
    long name is broken into balanced lines. `issuer_in_text` names the issuer inside a sentence ("Ban Chỉ đạo … xã
    Bình Minh"), for the annexes' "(Kèm theo …)". `number` and `place_and_date` come from the functions below.
    `recipients` are without dashes and end marks, the last being "Lưu: VT, …". `second_post` is the signer's post
    in the agency whose seal is used; `cut_off` is `core.text.dates.long_as_of`, or empty where no figure is bound.
    `on_paper` tells whether annexes fill in "(Kèm theo …)", which electronic documents may leave blank.
    """

    superior: tuple[str, ...]
    issuer: tuple[str, ...]
    issuer_in_text: str
    number: str
    place_and_date: str
    type_name: str
    subject: str
    blocks: Blocks
    figures: Figures
    recipients: tuple[str, ...]
    authority: tuple[str, ...]
    second_post: tuple[str, ...] = ()
    signer: str | None = None
    addressees: tuple[str, ...] = ()
    cut_off: str = ""
    draft: bool = False
    on_paper: bool = True
    margins: Margins = field(default_factory=Margins)


def number_line(number: int | None, symbol: str) -> str:
    """ "Số: 05/BC-BCĐ"; without a number, room to write it: "Số:      /BC-BCĐ"."""
    return f"Số: {padded(number)}/{symbol}" if number is not None else f"Số:{_BLANK}/{symbol}"


def place_and_date(place: str, day: date | None, *, year: int | None = None) -> str:
    """ "Bình Sơn, ngày 22 tháng 02 năm 2024"; without a day, room to write it, with the year where it is given."""
    if day is not None:
        return f"{place}, {long_date(day)}"
    return f"{place}, ngày{_BLANK}tháng{_BLANK}năm {year if year is not None else _BLANK}".rstrip()


def recipient_lines(recipients: tuple[str, ...]) -> list[str]:
    """The list under "Nơi nhận:": "- …;" and for the last "- Lưu: ….", whatever marks the entries were typed with."""
    bare = [text for recipient in recipients if (text := recipient.strip().lstrip("-–+ ").rstrip(";. "))]
    return [f"- {text}{'.' if index == len(bare) - 1 else ';'}" for index, text in enumerate(bare)]


def attached_to(content: PageContent) -> str:
    """ "(Kèm theo Báo cáo số 93/BC-BCĐ ngày 22 tháng 02 năm 2024 của Ban Chỉ đạo …)" under an annex's title."""
    kind = content.type_name[:1].upper() + content.type_name[1:].lower()
    day = content.place_and_date.rpartition(", ")[2]
    number = content.number.removeprefix("Số:").removeprefix(" ")
    if not content.on_paper:  # Phụ lục I, III.1.c: these places need not be filled in
        number, day = "…/…", "ngày … tháng … năm …"
    blank = NBSP * len(_BLANK)
    return f"(Kèm theo {kind} số {number} {day} của {content.issuer_in_text})".replace(_BLANK, blank)
