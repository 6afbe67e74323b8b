"""What a column's heading means: the one table of the words that Vietnamese lists use.

A heading is folded to words ("Số Đ.T" → "so", "dt") and the longest known phrase in it decides; of equally long ones
the first, since a Vietnamese noun comes before what narrows it ("Đơn vị, địa chỉ" is the unit). What stands in
brackets only narrows ("Nhóm máu (ABO/Rh)", "Năm sinh (Nữ)"); it is asked alone where the rest says nothing. Two kinds
of words besides those of `Field`: what may not be kept (`is_forbidden`: design.md §4), and what is known to be no fact
about the person ("ngày cấp", "mã túi máu"), so that "ngày cấp CCCD" is not taken for an identity number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from core.text.folding import compose, fold
from donors.intake.fields import Field
from donors.intake.traits import BLOOD_GROUPS

_LONGEST_HEADING = 14  # words; longer is a sentence, not a heading
_TOKEN = re.compile(r"[a-z]+|[0-9]+")
_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]?")

# Anywhere in a heading.
_PHRASES: Final[dict[Field, str]] = {
    Field.ORDER: "stt, so tt, so thu tu, so t t",
    Field.NAME: (
        "ho ten, ho va ten, ho ten nguoi, ho va ten nguoi dang ky, ten nguoi, ten nguoi dang ky, ten nguoi hien"
        " mau, ho dem va ten, ho chu dem va ten, ho va chu dem va ten, ho dem ten, ho lot va ten, ho va ten khai"
        " sinh, ten tinh nguyen vien, ten tnv, ten can bo, ten hoc sinh, ten sinh vien, ten nhan vien, ho va ten can"
        " bo, danh sach ho ten, h va ten, ho v ten, full name, hovaten, hoten, tinh nguyen vien, nguoi dang ky,"
        " nguoi hien mau"
    ),
    Field.FAMILY_NAME: (
        "ho dem, ho va dem, ho lot, ho va lot, ho chu lot, ho va chu lot, ho va ten dem, ho ten dem, ho va ten lot,"
        " ho chu dem, ho va chu dem, ten dem, ten lot, chu lot"
    ),
    Field.GIVEN_NAME: "ten goi, ten rieng, ten dem va ten, chu dem va ten, chu lot va ten, dem va ten, lot va ten",
    Field.BIRTH: (
        "ngay sinh, nam sinh, ngay thang nam sinh, ngay thang sinh, sinh ngay, sinh nam, ngay nam sinh, ngay sinh"
        " nam sinh, nsinh, ng sinh, n sinh, ntns, ngay t n sinh, ngay th nam sinh, date of birth"
    ),
    Field.BIRTH_MONTH: "thang sinh",
    Field.BIRTH_MALE: "nam sinh nam, ngay sinh nam gioi, nam sinh nam gioi",
    Field.BIRTH_FEMALE: "nam sinh nu, ngay sinh nu, nam sinh nu gioi, ngay sinh nu gioi",
    Field.SEX: "gioi tinh, nam nu, nu nam, phai nam nu",
    Field.IDENTITY: (
        "cccd, cmnd, cmt, cmtnd, cmndd, can cuoc, so can cuoc, the can cuoc, so dinh danh, ma dinh danh, dinh danh"
        " ca nhan, so dinh danh ca nhan, chung minh, chung minh nhan dan, chung minh thu, so cccd, ddcn, so ddcn, ho"
        " chieu, giay to tuy than, so giay to"
    ),
    Field.PHONE: (
        "sdt, so dt, so dien thoai, dien thoai, dtdd, so dtdd, di dong, so di dong, dien thoai lien he, so lien he,"
        " so lien lac, dt lien he, dt lh, sdt lh, so zalo, dt di dong, s dt, so phone, telephone, dien thoai di dong"
    ),
    Field.WORKPLACE: (
        "don vi, dv cong tac, don vi cong tac, don vi ct, dvct, dv ct, noi cong tac, noi lam viec, co quan, co quan"
        " cong tac, ten don vi, noi lam viec hien tai, lop, lop hoc, khoa phong, phong ban, chi doan, cong ty, noi"
        " hoc tap, noi hoc, don vi hoc tap, co quan don vi, to chuyen mon, to bo mon, to san xuat, bo phan, khoi"
        " lop, noi ct, don vi truong, dia chi co quan, dia chi cong tac, dia chi don vi, dia chi noi lam viec, chi"
        " hoi, don vi dang ky"
    ),
    Field.ADDRESS: (
        "dia chi, cho o, noi o, ho khau, hktt, ho khau thuong tru, dia chi thuong tru, thuong tru, tam tru, cu tru,"
        " noi cu tru, cho o hien nay, noi o hien nay, noi o hien tai, dia chi lien he, dia chi lien lac, to dan pho,"
        " khu pho, tdp, thon xom, thon ban, thon to, to thon, xa phuong, khoi pho, so nha, khu dan cu, noi dk hktt,"
        " dc thuong tru, thon khu pho"
    ),
    Field.OCCUPATION: "nghe nghiep, chuc vu, chuc danh, cong viec, nganh nghe, nghe, vi tri cong tac, vi tri viec lam",
    Field.BLOOD_GROUP: (
        "nhom mau, abo, nhom abo, nhom mau abo, n mau, nhom mau he abo, nhom mau neu biet, he abo, mau nhom, nhom"
        " mau abo rh, nhom mau va rh, nhom mau abo va rh"
    ),
    Field.RHESUS: "rh d, rhesus, yeu to rh, nhom rh, nhom rh d, he rh, nhom mau rh, nhom mau rh d, nhom mau he rh",
    Field.DONATIONS: (
        "so lan, so lan hien, so lan hien mau, so lan da hien, so lan da hm, so lan hm, so lan hmtn, tong so lan,"
        " lan hien, lan hien mau, lan hm, da hien, da hien mau, hien mau lan thu, hien lan thu, hien may lan, so lan"
        " tham gia, so lan da hien mau, tong so lan hien mau, sl hien, so lan hien mau den nay"
    ),
    Field.LAST_DONATION: (
        "gan nhat, gan day nhat, lan cuoi, hien cuoi, ngay hien mau, ngay hien, lan hien truoc, lan hien mau truoc,"
        " lan hien gan nhat, lan hien mau gan nhat, so ngay hien gan nhat, lan gan nhat, ngay hm, lan truoc, ngay hm"
        " gan nhat, lan hien cuoi, lan hien mau cuoi, lan hien gan day nhat, lan hien mau gan day nhat, thoi gian"
        " hien mau, ngay hien mau gan nhat, ngay hien mau lan truoc, lan hm gan nhat"
    ),
    Field.VOLUME: (
        "the tich, ml, luong mau, dung tich, so ml, the tich hien, the tich dang ky, luong mau hien, so luong mau,"
        " muc hien, dang ky hien ml, so luong ml, the tich mau"
    ),
    Field.WEIGHT: "can nang, trong luong, the trong, kg, so kg, can nang kg",
    Field.NOTE: "ghi chu, chu thich, g chu",
}

# Only where the heading says nothing else.
_ALONE: Final[dict[Field, str]] = {
    Field.ORDER: "tt, no, so, t t",
    Field.NAME: "name, ht",
    Field.GIVEN_NAME: "ten, va ten",
    Field.FAMILY_NAME: "ho",
    Field.BIRTH: "ns, n s, sinh, birthday, dob, nt ns, ntn sinh, nt sinh",
    Field.BIRTH_DAY: "ngay",
    Field.BIRTH_MONTH: "thang",
    Field.SEX: "gioi, phai, gt, sex, gender, g tinh",
    Field.SEX_MALE: "nam",
    Field.SEX_FEMALE: "nu",
    Field.IDENTITY: "cc, sdd, dinh danh",
    Field.PHONE: "dt, tel, phone, mobile, zalo, lien he, lien lac, so lh, d thoai, dthoai",
    Field.WORKPLACE: "dv, khoa, phong, khoi, to chuc, truong, ten truong",
    Field.ADDRESS: (
        "dc, d c, thon, to, xom, ap, ban, khom, khu, xa, phuong, huyen, tinh, que quan, xom thon, khu vuc, cum"
    ),
    Field.BLOOD_GROUP: "nm, nhom, mau",
    Field.RHESUS: "rh",
    Field.NOTE: "gc, g c, khac, note",
}

# Recognised, and no fact that a list may say about a person.
_IGNORED: Final = (
    "ngay cap, noi cap, don vi mau, so don vi mau, dv mau, ma tui, ma tui mau, loai tp, lan nay da hien loai tp,"
    " loai thanh phan, che pham, don vi tinh, ma don vi, so don vi, email, e mail, thu dien tu, ky ten, chu ky, ky"
    " nhan, xac nhan, quan he, quan he gia dinh, noi sinh, tuoi, nguoi gioi thieu, ho ten cha, ho ten me, ho va ten"
    " cha, ho va ten me, chu ho, ten chu ho, ho ten chu ho, ho va ten chu ho, nguoi than, facebook, ma so, so tien,"
    " qua tang, ngay dang ky, thoi gian dang ky, gio, timestamp, dau thoi gian, dia diem hien mau, diem hien mau,"
    " noi hien mau, so luong nguoi, nguoi van dong, dia chi email, so luong"
)

# May not be kept (design.md §4: the questionnaire, medical reasons, card images, ethnicity and religion never enter).
_FORBIDDEN: Final = (
    "dan toc, ton giao, benh, benh ly, benh su, tien su, tien su benh, benh nen, suc khoe, tinh trang suc khoe,"
    " hiv, viem gan, xet nghiem, ket qua xet nghiem, hbsag, hbv, hcv, giang mai, huyet ap, huyet sac to, hemoglobin,"
    " thuoc, dang dung thuoc, thuoc dang dung, di ung, mang thai, thai san, kinh nguyet, hinh anh, anh cccd, anh can"
    " cuoc, anh cmnd, anh the, anh chan dung, anh chup, anh mat truoc, anh mat sau, mat truoc cccd, mat sau cccd,"
    " anh can cuoc cong dan, chup cccd, dang vien, ngay vao dang, ly do hoan, ly do tri hoan, li do tri hoan, tri"
    " hoan, xam hinh, xam minh, tin nguong, khuyet tat, tien an, so tai khoan, tai khoan ngan hang"
)
_FORBIDDEN_ALONE: Final = frozenset({("anh",), ("hb",), ("mach",), ("thai",)})
_NO_ILLNESS = (("benh", "vien"), ("benh", "xa"))

# What we wrote ourselves into a workbook that was given back.
OUR_HEADINGS: Final = frozenset({"loi", "cach sua"})

_MALE, _FEMALE = ("nam",), ("nu",)
_BIRTHS = {Field.BIRTH, Field.BIRTH_MALE, Field.BIRTH_FEMALE, Field.BIRTH_YEAR, Field.BIRTH_DAY, Field.BIRTH_MONTH}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading means. Without a field: unknown, or `is_known` as nothing to keep, or `is_forbidden`.

    `number` is what a heading counts: 10 for «10 lần», 350 for «350 ml», the place in `BLOOD_GROUPS` (from 1) for
    «Nhóm máu A». `words` is how many words said so.
    """

    field: Field | None = None
    number: int | None = None
    words: int = 0
    is_forbidden: bool = False

    @property
    def is_known(self) -> bool:
        """Whether the words are in the table, kept or not."""
        return self.words > 0


UNKNOWN = Meaning()


def heading_words(text: str) -> tuple[str, ...]:
    """The folded words of a heading; letters that stand alone are one abbreviation ("S.Đ.T" → "sdt")."""
    return tuple(_joined(_TOKEN.findall(fold(text))))


def heading_key(text: str) -> str:
    """The words of a heading as one text: what two files' headings are compared by."""
    return " ".join(heading_words(text))


@lru_cache(maxsize=4096)
def meaning(text: str) -> Meaning:
    """What a heading of one cell means; the same for any case, marks, line breaks, dots and extra words."""
    whole = heading_words(text)
    if not whole:
        return Meaning(Field.ORDER, words=1) if text.strip(" \t\n\xa0.") in {"#", "№"} else UNKNOWN
    outside = heading_words(_BRACKETS.sub(" ", text))
    if len(outside or whole) > _LONGEST_HEADING:
        return UNKNOWN
    if _is_forbidden(whole):
        return Meaning(words=1, is_forbidden=True)
    found = _of_words(outside, text) if outside else UNKNOWN
    inside = heading_words(" ".join(_BRACKETS.findall(text)))
    if found.field is Field.BIRTH and inside in {_MALE, _FEMALE}:
        return Meaning(Field.BIRTH_MALE if inside == _MALE else Field.BIRTH_FEMALE, words=3)
    return found if found.is_known or not inside else _of_words(inside, text)


@lru_cache(maxsize=4096)
def meaning_below(parent: str, child: str) -> Meaning:
    """What the lower cell of a two-row header means: «Năm sinh» over «Nam», «Số lần hiến máu» over «5 lần»."""
    above, below = meaning(parent), meaning(child)
    if not child.strip() or above.is_forbidden:
        return above
    if not parent.strip() or below.is_forbidden:
        return below
    part = _part_of(above.field, heading_words(child), child)
    if part:
        return part
    if below.is_known:
        return below
    together = meaning(f"{parent} {child}")
    keeps_parts = above.field in {Field.ADDRESS, Field.WORKPLACE, Field.IDENTITY, Field.PHONE, Field.NOTE}
    return together if together.words > above.words else above if keeps_parts else UNKNOWN


def is_year_word(text: str) -> bool:
    """Whether a lone word that folds to "nam" is «năm» and not «nam»; unmarked text cannot tell."""
    return "ă" in compose(text).casefold()


def _part_of(field: Field | None, words: tuple[str, ...], written: str) -> Meaning | None:
    """A cell that only means something below its parent."""
    number = next((int(word) for word in words if word.isdigit()), None)
    if field in _BIRTHS:
        parts: dict[tuple[str, ...], Field] = {
            ("ngay",): Field.BIRTH_DAY,
            ("thang",): Field.BIRTH_MONTH,
            _FEMALE: Field.BIRTH_FEMALE,
        }
        part = parts.get(words)
        if words == _MALE:
            part = Field.BIRTH_YEAR if is_year_word(written) else Field.BIRTH_MALE
        return Meaning(part, words=2) if part else None
    if field is Field.SEX and words in {_MALE, _FEMALE}:
        return Meaning(Field.SEX_MALE if words == _MALE else Field.SEX_FEMALE, words=2)
    if field is Field.DONATIONS and number and set(words) <= {str(number), "lan", "tu", "du", "tren"}:
        return Meaning(Field.MILESTONE, number, words=2)
    if field is Field.VOLUME and number and set(words) <= {str(number), "ml"}:
        return Meaning(Field.VOLUME, number, words=2)
    if field is Field.IDENTITY and words == ("so",):
        return Meaning(Field.IDENTITY, words=2)
    group = _GROUP_COLUMNS.get(" ".join(words)) if field is Field.BLOOD_GROUP else None
    return Meaning(field, group, words=2) if group else None


def _of_words(words: tuple[str, ...], written: str) -> Meaning:
    if counted := _counted(words):
        return counted
    if words == _MALE and is_year_word(written):
        return Meaning(Field.BIRTH_YEAR, words=1)
    if words in _ALONE_FIELDS:
        return Meaning(_ALONE_FIELDS[words], words=1)
    for length in range(min(len(words), _LONGEST_PHRASE), 0, -1):
        for start in range(len(words) - length + 1):
            phrase = words[start : start + length]
            if phrase in _PHRASE_FIELDS:
                field, behind = _PHRASE_FIELDS[phrase], words[start + length :]
                is_one_group = field is Field.BLOOD_GROUP and start == 0
                return Meaning(field, _GROUP_COLUMNS.get(" ".join(behind)) if is_one_group else None, words=length)
    return UNKNOWN


def _counted(words: tuple[str, ...]) -> Meaning | None:
    """«5 lần», «Từ 10 lần», «20 lần trở lên»; «350 ml»."""
    numbers = [int(word) for word in words if word.isdigit()]
    if len(numbers) != 1 or len(words) > 5:
        return None
    rest = {word for word in words if not word.isdigit()}
    if "lan" in rest and rest <= {"lan", "tu", "du", "muc", "moc", "tren", "tro", "len", "hien", "mau"}:
        return Meaning(Field.MILESTONE, numbers[0], words=2) if numbers[0] >= 5 else None
    if "ml" in rest and rest <= {"ml", "tui"}:
        return Meaning(Field.VOLUME, numbers[0], words=2)
    return None


def _is_forbidden(words: tuple[str, ...]) -> bool:
    if words in _FORBIDDEN_ALONE:
        return True
    return any(
        words[start : start + len(phrase)] == phrase
        and not (phrase == ("benh",) and words[start : start + 2] in _NO_ILLNESS)
        for phrase in _FORBIDDEN_PHRASES
        for start in range(len(words) - len(phrase) + 1)
    )


def _joined(tokens: list[str]) -> Iterator[str]:
    letters = ""
    for token in [*tokens, ""]:
        if len(token) == 1 and token.isalpha():
            letters += token
            continue
        if letters:
            yield letters
            letters = ""
        if token:
            yield token


def _split(phrases: str) -> list[tuple[str, ...]]:
    return [tuple(_joined(phrase.split())) for phrase in phrases.split(",")]


_PHRASE_FIELDS: Final[dict[tuple[str, ...], Field | None]] = {
    **{phrase: field for field, phrases in _PHRASES.items() for phrase in _split(phrases)},
    **dict.fromkeys(_split(_IGNORED)),
}
_GROUP_COLUMNS: Final = {group.lower(): number for number, group in enumerate(BLOOD_GROUPS, 1)} | {"0": 4}
_ALONE_FIELDS: Final = {phrase: field for field, phrases in _ALONE.items() for phrase in _split(phrases)}
_FORBIDDEN_PHRASES: Final = tuple(_split(_FORBIDDEN))
_LONGEST_PHRASE: Final = max(map(len, _PHRASE_FIELDS))
