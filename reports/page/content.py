"""What stands on an official page, and the lines whose wording the decree fixes."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from core.paper.png import png_size
from core.text.dates import in_vietnam, long_date
from core.text.numbers import NBSP, padded
from reports.blocks import Blocks, Figures

_MOST_PIXELS = 4_000
_BLANK = " " * 6  # room to write by hand: a draft's number and day are given after signature


class Urgency(StrEnum):
    """Mức độ khẩn (cell 10b), as its stamp reads."""

    URGENT = "KHẨN"
    VERY_URGENT = "THƯỢNG KHẨN"
    IMMEDIATE = "HỎA TỐC"


class Circulation(StrEnum):
    """Chỉ dẫn về phạm vi lưu hành (cell 11), as its stamp reads."""

    RETURN_AFTER_READING = "XEM XONG TRẢ LẠI"
    INTERNAL = "LƯU HÀNH NỘI BỘ"


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
class Signature:
    """Pictures of the signature and of the seal for an electronic document (cells 7c and 8), PNG with a clear ground.

    Either may be missing. The seal is printed in its real size, `seal_mm` across. Raises ValueError for what is no PNG
    or has a side of more than 4,000 pixels.
    """

    hand: bytes = b""
    seal: bytes = b""
    seal_mm: float = 36

    def __post_init__(self) -> None:
        for picture in filter(None, (self.hand, self.seal)):
            if max(png_size(picture)) > _MOST_PIXELS:
                raise ValueError("picture of a signature with too many pixels")


@dataclass(frozen=True)
class PageContent:
    """Everything printed on a document. Texts are as in a sentence; the page sets the capitals.

    `superior` and `issuer` are the header's lines (cơ quan chủ quản, cơ quan ban hành), usually one string each: a
    long name is broken into balanced lines. `issuer_in_text` names the issuer inside a sentence ("Ban Chỉ đạo … xã
    Bình Minh"), for the annexes' "(Kèm theo …)". `number` and `place_and_date` come from the functions below.
    A công văn has no `type_name`: its subject is printed after "V/v" under the number.
    `recipients` are without dashes and end marks, the last being "Lưu: VT, …". `second_post` is the signer's post
    in the agency whose seal is used; `cut_off` is `core.text.dates.long_as_of`, or empty where no figure is bound.
    `on_paper` tells whether annexes fill in "(Kèm theo …)", which electronic documents may leave blank.
    `bases` are the căn cứ, without end marks. `drafter` is the mark of who drafted it ("PL") and `copies` how many are
    issued. `address` are the lines at the foot of page 1: address, e-mail, site, phone, fax. `signed_info` are those at
    the top right that tell of a digital signature (`signing_info`), on copies and on files that go with a document.
    `check_link` is printed as a QR code at the foot of the page with the signature.
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
    bases: tuple[str, ...] = ()
    urgency: Urgency | None = None
    circulation: Circulation | None = None
    drafter: str = ""
    copies: int | None = None
    address: tuple[str, ...] = ()
    signed_info: tuple[str, ...] = ()
    signature: Signature = field(default_factory=Signature)
    check_link: str = ""

    @property
    def is_letter(self) -> bool:
        """Whether it is a công văn (Mẫu 1.5) and not of a named type (Mẫu 1.4)."""
        return not self.type_name


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


def base_lines(bases: tuple[str, ...]) -> list[str]:
    """The căn cứ with their end marks: each "…;", the last "….", whatever they were typed with."""
    bare = [text for base in bases if (text := base.strip().rstrip(";. "))]
    return [f"{text}{'.' if index == len(bare) - 1 else ';'}" for index, text in enumerate(bare)]


def about_line(subject: str) -> str:
    """ "V/v đôn đốc …", a công văn's subject, whether or not it was typed with its "V/v" or "Về việc"."""
    bare = subject.strip()
    for start in ("V/v ", "v/v ", "Về việc ", "về việc "):
        bare = bare.removeprefix(start)
    return f"V/v {bare}"


def drafter_mark(drafter: str, copies: int | None) -> str:
    """ "PL.(300)": who drafted it and how many copies are issued (cell 12); empty without a drafter."""
    mark = drafter.strip().upper()
    return f"{mark}.({copies})" if mark and copies is not None else mark


def signing_info(number: str, signed: datetime) -> tuple[str, ...]:
    """ "Số: 93/BC-BCĐ; 22/02/2024; 14:05:09 +07:00" in two lines (cell 14): the time of a digital signature."""
    local = in_vietnam(signed)
    return f"{number};", f"{local:%d/%m/%Y; %H:%M:%S} +07:00"


def attached_to(content: PageContent) -> str:
    """ "(Kèm theo Báo cáo số 93/BC-BCĐ ngày 22 tháng 02 năm 2024 của Ban Chỉ đạo …)" under an annex's title."""
    kind = (content.type_name[:1].upper() + content.type_name[1:].lower()) or "Công văn"
    day = content.place_and_date.rpartition(", ")[2]
    number = content.number.removeprefix("Số:").removeprefix(" ")
    if not content.on_paper:  # Phụ lục I, III.1.c: these places need not be filled in
        number, day = "…/…", "ngày … tháng … năm …"
    blank = NBSP * len(_BLANK)
    return f"(Kèm theo {kind} số {number} {day} của {content.issuer_in_text})".replace(_BLANK, blank)
