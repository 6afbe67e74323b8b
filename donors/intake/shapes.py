"""What a cell looks like, whatever its heading says: a name, a birth, a mark, a group's title, a total, a signature.

These are guesses about layout only. Whether a value is right is asked in columns.py.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Final

from core.text.folding import compose, fold, words
from donors.intake.book import Cell


def _set(words_in_line: str) -> frozenset[str]:
    return frozenset(words_in_line.split())


_FIRST_YEAR, _LAST_YEAR = 1930, 2020
_BIRTH = re.compile(
    r"(?:\d{1,2}\s*[/.\-]\s*){0,2}((?:19|20)\d\d)|(?:\d{1,2}\s*[/.\-]\s*){2}\d\d|((?:19|20)\d\d)-\d\d-\d\d"
)
_ORDER = re.compile(r"\(?\s*(\d{1,6})\s*[.)/\-]?\s*")
_DIGITS = re.compile(r"\D+")
# "I.", "II -", "A)", "a.", "*", "+", "-": what opens a group. A letter needs its stop, "Y Blô" is a name.
_OPENING = re.compile(r"(?:([IVXivx]{1,5}|[A-Za-zĐđ])\s*[.)/:\-–]|([*+•▪❖\-–]))\s*(?=\S)")
_MARKER = re.compile(r"([IVXLivxl]{1,6}|[A-Za-zĐđ]|[*+•▪❖\-–])\s*[.)/:\-–]?")
_MARKS = frozenset({"x", "v", "+", "*", "✓", "✔", "☑", "√", "1", "có", "co", "●", "•"})
_DITTO = frozenset(
    {"-nt-", "nt", "- nt -", "n.t", "như trên", "nhu tren", '"', "''", "“", "”", "//", "〃", "-//-", '-"-', '- " -'}
)
_SURNAMES: Final = _set(
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dao dinh trinh doan mai truong lam"
    " luong ha cao chu chau ta thai luu phung vuong quach ton kieu tang to nong trieu hua la lo loc thach son danh"
    " kim ma vang giang sung thao mua lau ho' y h ksor rmah siu nay ro cha lang quang quan lai dam tieu ung vi be"
    " ninh khuong nghiem tong than thi bach cu cung diep giap hong lieu mac nhan phi sam thieu tu uong van viet"
    " au chieu dieu kpa rcom puih"
)
# Words a unit's title begins with. Marked as written: «Tô» and «Tống» are families, «Tổ» and «Tổng» are not.
_UNIT_WORDS: Final = _set(
    "thôn xóm ấp bản làng khóm buôn tổ khu khối cụm xã phường trường lớp hội đội phòng trạm uỷ ủy ubnd hđnd mttq"
    " htx tdp kdc thcs thpt đảng tiểu huyện tỉnh chi sở nhóm đơn"
)
_UNIT_PHRASES: Final = (
    "công ty", "công an", "công đoàn", "đoàn thanh", "đoàn trường", "đoàn xã", "đoàn phường", "ban chỉ", "ban giám",
    "ban quản", "ban chấp", "trung tâm", "văn phòng", "hợp tác", "doanh nghiệp", "nhà máy", "xí nghiệp", "ngân hàng",
    "bệnh viện", "cơ quan", "quân sự", "quân y", "bộ chỉ", "bộ phận", "mầm non", "thị trấn", "học sinh", "giáo viên",
    "cán bộ", "sinh viên", "lực lượng", "khoa ",
)  # fmt: skip
_TOTAL = re.compile(r"(?:tổng|cộng|tổng cộng|tong cong|tong so|cong:)(?![^\W\d_])", re.IGNORECASE)
_TOTAL_SENTENCE = re.compile(r"danh sach.{0,30}?\d+ *(?:nguoi|ca nhan|tnv|tinh nguyen vien|can bo|dong chi|d/c)")
_PEOPLE = re.compile(
    r"(\d[\d.]*) *(?:nguoi|ca nhan|tnv|tinh nguyen vien|can bo|dong chi|d/c|luot|doan vien|hoc sinh|sinh vien)"
)
_DATED = re.compile(r"\bngay\b[^a-z]{0,12}\bthang\b[^a-z]{0,12}\bnam\b")
_CLOSING: Final = (
    "nguoi lap", "lap bieu", "lap bang", "xac nhan cua", "xac nhan don vi", "thu truong", "hieu truong", "truong ban",
    "pho truong ban", "chu tich", "giam doc", "tm ", "kt ", "tl ", "t m ", "k t ", "ky ghi ro", "ky ten", "ky va ghi",
    "ky dong dau", "noi nhan", "ghi chu", "luu y", "chu y", "ke toan", "can bo tong hop", "bi thu", "truong phong",
    "truong thon", "dai dien", "y kien", "nguoi tong hop", "phu trach", "thuong truc", "nguoi lien he",
    "lien he", "dau moi",
)  # fmt: skip
_LONGEST_NAME = 7


def is_blank(cell: Cell) -> bool:
    """Nothing a reader would see: empty, spaces of any kind, marks without width."""
    return cell is None or (isinstance(cell, str) and not cell.strip(" \t\r\n\xa0\u200b\u200c\u200d\u2060\ufeff\u3000"))


def written(cell: Cell) -> str:
    """The cell as text for guessing: composed, a whole number without ".0", a date as ISO."""
    if isinstance(cell, str):
        return compose(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def order_number(cell: Cell) -> int | None:
    """The number of a row: 1, 1.0, "1/", "01.", "(1)"; None for anything else."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return int(cell) if float(cell).is_integer() and 0 <= cell < 1_000_000 else None
    found = _ORDER.fullmatch(cell.strip()) if isinstance(cell, str) else None
    return int(found[1]) if found else None


def marker(cell: Cell) -> str:
    """The mark in the number column that opens a group: "I", "A.", "*"; else ""."""
    text = cell.strip() if isinstance(cell, str) else ""
    return text if text and _MARKER.fullmatch(text) else ""


def level_of(title: str) -> str:
    """What kind of mark opens a group's title, so that equal kinds are equal levels: "roman", "letter", "*", ""."""
    found = _OPENING.match(title)
    if not found:
        return ""
    if found[2]:
        return found[2]
    if set(found[1].upper()) <= set("IVX"):
        return "roman"
    return "letter" if found[1].isupper() else "small letter"


def is_birth(cell: Cell) -> bool:
    """A date or a year somebody alive may be born in."""
    if isinstance(cell, dt.datetime | dt.date):
        return _FIRST_YEAR <= cell.year <= _LAST_YEAR
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _FIRST_YEAR <= cell <= _LAST_YEAR and float(cell).is_integer()
    found = _BIRTH.fullmatch(cell.strip()) if isinstance(cell, str) else None
    year = found and (found[1] or found[2])
    return bool(found) and (not year or _FIRST_YEAR <= int(year) <= _LAST_YEAR)


def digits(cell: Cell) -> int:
    """How many digits stand in the cell."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return len(str(int(cell))) if abs(cell) < 1e18 else 0
    return len(_DIGITS.sub("", cell)) if isinstance(cell, str) else 0


def is_phone(cell: Cell) -> bool:
    """Nine or ten digits, and no birth."""
    return 9 <= digits(cell) <= 10 and not is_birth(cell)


def is_identity(cell: Cell) -> bool:
    """Twelve digits."""
    return digits(cell) == 12


def is_sex(cell: Cell) -> bool:
    """The word «nam» or «nữ»."""
    return isinstance(cell, str) and cell.strip().casefold() in {"nam", "nữ", "nu"}


def is_mark(cell: Cell) -> bool:
    """A tick: x, X, 1, ✓, True."""
    return cell is True or written(cell).casefold() in _MARKS


def is_ditto(cell: Cell) -> bool:
    """«Như trên»: "-nt-", '"', "//"."""
    return isinstance(cell, str) and cell.strip(" .\t\xa0").casefold() in _DITTO


@lru_cache(maxsize=8192)
def is_name(text: str) -> bool:
    """Reads like a person's name: two to seven words of letters, no digit, not a unit's title."""
    parts = compose(text).replace("\n", " ").split()
    if not 2 <= len(parts) <= _LONGEST_NAME or is_unit_title(text):
        return False
    bare = [part.strip(".,'’`-()") for part in parts]
    return all(word.replace("'", "").replace("’", "").replace("-", "").isalpha() for word in bare if word)


def has_surname(text: str) -> bool:
    """Begins with a common family name: tells people from places where no heading does."""
    first = words(text)[:1]
    return bool(first) and first[0] in _SURNAMES


@lru_cache(maxsize=8192)
def is_unit_title(text: str) -> bool:
    """Begins like the title of a group: "I. Khối cơ quan", "Thôn 1", "Trường THPT …"."""
    low = compose(text).casefold()
    if _OPENING.match(compose(text)):
        return True
    return low.partition(" ")[0].strip(".,:") in _UNIT_WORDS or low.startswith(_UNIT_PHRASES)


def is_total(text: str) -> bool:
    """«Tổng», «Cộng», «Tổng cộng: 48 người», «Danh sách này có 48 người»."""
    return bool(_TOTAL.match(compose(text).lstrip(" (*-"))) or bool(_TOTAL_SENTENCE.search(fold(text)))


def declared(text: str) -> int | None:
    """How many people a total row says: the number before «người», or the only number there."""
    folded = fold(text)
    found = _PEOPLE.findall(folded)
    numbers = found or re.findall(r"\d[\d.]*", folded)
    return int(numbers[0].replace(".", "")) if len(numbers) == 1 or found else None


def is_grand_total(text: str) -> bool:
    """«Tổng …»: of the whole list, where «Cộng …» may be of a group."""
    return compose(text).lstrip(" (*-").casefold().startswith(("tổng", "tong"))


@lru_cache(maxsize=8192)
def is_closing(text: str) -> bool:
    """A signature or a note below the list: where the people stop."""
    return is_place_and_date(text) or f"{' '.join(words(text))} ".startswith(_CLOSING)


def is_place_and_date(text: str) -> bool:
    """«…, ngày … tháng … năm …», filled or not."""
    return bool(_DATED.search(fold(text)))


def is_sample(text: str) -> bool:
    """What a form says to its filler: «VD: Nguyễn Văn A», «Ví dụ …», «(ghi chữ in hoa)»."""
    folded = fold(text)
    return folded.startswith(("vd:", "vd ", "vi du", "mau:")) or (folded[:1] == "(" and folded[-1:] == ")")
