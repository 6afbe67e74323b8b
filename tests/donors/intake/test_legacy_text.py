"""Old encodings are recognised by a whole column and undone; correct Unicode is never touched."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donors.intake.fields import Field
from donors.intake.findings import Code
from donors.intake.legacy_text import TCVN3, VNI, Charset, convert, detect_charset, legacy_text

LETTERS = "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ"
SYLLABLES = """
Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Mạc Quách Thái Văn Thị Đình Hữu Ngọc Minh
Thanh Xuân Thu Hạ Đông Quý Quyền Khuyến Thuận Thủy Hòa Hoà Bình Sơn Chương Phước Phượng Phụng Uyên Oanh Ánh Ái Ấm Ẩn Ổn
Ớt Ước Ỷ Yến Nhẫn Nghĩa Giang Kỳ Kỷ Mỹ Tú Tứ Từ Tự Tư Bảo Bắc Đắc Đức Luật Nhật Thoại Loan Loát Kiều Liễu
"""
names = st.lists(st.sampled_from(SYLLABLES.split()), min_size=2, max_size=5).map(" ".join)
columns = st.lists(names, min_size=1, max_size=12)


def as_tcvn3(text: str) -> str:
    """Typed in a .VnTime font: a toned capital is the capital and the small toned letter."""
    bytes_of = {letter: byte for byte, letter in TCVN3.items()}
    typed = ""
    for letter in text:
        small = letter.lower()
        if letter in bytes_of or small not in bytes_of:
            typed += bytes_of.get(letter, letter)
        else:
            base = "".join(
                mark for mark in unicodedata.normalize("NFD", letter) if mark not in "\u0300\u0301\u0303\u0309\u0323"
            )
            base = unicodedata.normalize("NFC", base)
            typed += bytes_of.get(base, base) + bytes_of[small]
    return typed


def as_vni(text: str) -> str:
    typed_for = {
        letter: typed for typed, letter in VNI.items() if len(typed) == 1 or typed.isupper() or typed.islower()
    }
    return "".join(typed_for.get(letter, letter) for letter in text)


def read_as(text: str, page: str, *, encoding: str = "utf-8") -> str:
    """The text's bytes shown in a code page, as Windows does: an undefined byte is a control character."""
    return "".join(_shown(byte, page) for byte in text.encode(encoding))


def _shown(byte: int, page: str) -> str:
    try:
        return bytes([byte]).decode(page)
    except UnicodeDecodeError:
        return chr(byte)


def as_cp1258(text: str) -> str:
    """Windows-1258 holds tones apart from their letters; shown on a Western Windows."""
    apart = ""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
        apart += unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in tones)) + tones
    return read_as(apart, "cp1252", encoding="cp1258")


DAMAGES: dict[Charset, Callable[[str], str]] = {
    Charset.TCVN3: as_tcvn3,
    Charset.VNI: as_vni,
    Charset.UTF8_AS_1252: lambda text: read_as(text, "cp1252"),
    Charset.UTF8_AS_1258: lambda text: read_as(text, "cp1258"),
    Charset.TCVN3_AS_1258: lambda text: read_as(as_tcvn3(text), "cp1258", encoding="latin-1"),
    Charset.VNI_AS_1258: lambda text: read_as(as_vni(text), "cp1258", encoding="latin-1"),
    Charset.CP1258_AS_1252: as_cp1258,
}


def test_every_vietnamese_letter_stands_in_both_tables() -> None:
    assert set(LETTERS) <= set(TCVN3.values())
    assert set(LETTERS + LETTERS.upper()) <= set(VNI.values())
    assert len(set(TCVN3.values())) == len(TCVN3)


@pytest.mark.parametrize(
    ("typed", "charset", "text"),
    [
        ("NguyÔn V¨n §øc", Charset.TCVN3, "Nguyễn Văn Đức"),
        ("TrÇn ThÞ Th\u00ad¬ng", Charset.TCVN3, "Trần Thị Thương"),  # ư is the soft hyphen
        ("¢Ên", Charset.TCVN3, "Ấn"),
        ("nguyÔn v¨n ®øc", Charset.TCVN3, "nguyễn văn đức"),  # in .VnTimeH it showed as capitals
        ("NGUYÔN V¡N §øC", Charset.TCVN3, "NGUYỄN VĂN ĐỨC"),
        ("Lª ThÞ Hµ", Charset.TCVN3, "Lê Thị Hà"),
        ("Th«n 3, x· B×nh S¬n", Charset.TCVN3, "Thôn 3, xã Bình Sơn"),
        ("Nguyeãn Vaên Ñöùc", Charset.VNI, "Nguyễn Văn Đức"),
        ("TRAÀN THÒ THÖÔNG", Charset.VNI, "TRẦN THỊ THƯƠNG"),
        ("Huyønh Thuùy Myõ", Charset.VNI, "Huỳnh Thúy Mỹ"),
        ("Nguyá»…n VÄƒn BÃ¬nh", Charset.UTF8_AS_1252, "Nguyễn Văn Bình"),
        ("HÃ\u00a0 Ná»™i", Charset.UTF8_AS_1252, "Hà Nội"),
        ("HÃ Ná»™i", Charset.UTF8_AS_1252, "Hà Nội"),  # the second byte of à was taken for a space
    ],
)
def test_an_old_text_is_recognised_and_undone(typed: str, charset: Charset, text: str) -> None:
    assert detect_charset([typed, "Minh", ""]) == charset
    assert convert(typed, charset) == text


@pytest.mark.parametrize("charset", list(Charset))
@given(column=columns)
def test_every_column_comes_back_as_it_was(charset: Charset, column: list[str]) -> None:
    damage = DAMAGES[charset]
    assert [convert(damage(name), charset) for name in column] == column


@pytest.mark.parametrize("charset", list(Charset))
@given(column=st.lists(names, min_size=6, max_size=12))
def test_every_encoding_is_told_from_the_others(charset: Charset, column: list[str]) -> None:
    """By six names a column tells its encoding: not always by one, since "Lâm" may be right or "Lõm"."""
    typed = [DAMAGES[charset](name) for name in column]
    if sum(one != other for one, other in zip(typed, column, strict=True)) >= 4:
        found = detect_charset(typed)
        assert found
        assert [convert(name, found) for name in typed] == column


@given(columns)
def test_correct_unicode_is_never_converted(column: list[str]) -> None:
    assert detect_charset(column) is None
    assert detect_charset([unicodedata.normalize("NFD", name) for name in column]) is None
    assert detect_charset([name.upper() for name in column]) is None


@pytest.mark.parametrize(
    "column",
    [
        [],
        ["Nguyen Van A", "abc"],
        ["Lâm", "Hà", "Lê", "Tâm"],
        ["Y Blăk Êban", "H'Hen Niê", "Ksor Phước", "Rơ Châm Hmrik", "K’Brăh"],
        ["José García", "Müller", "Zoë", "Françoise"],
        ["350 ml ± 10", "§ 4", "20 °C", "½"],
        ["☺", "中文", "Иван"],
    ],
)
def test_what_is_no_old_text_stays(column: list[str]) -> None:
    assert detect_charset(column) is None


@pytest.mark.parametrize("charset", list(Charset))
def test_in_an_old_column_what_is_already_unicode_stays(charset: Charset) -> None:
    for text in ("Nguyễn Văn Đức", "Trần Thị Thương", "Minh", "ĐẶNG THỊ HOÀ"):
        assert convert(text, charset) == text


@given(st.text(), st.sampled_from(list(Charset)))
def test_no_text_breaks_the_converter(text: str, charset: Charset) -> None:
    assert isinstance(convert(text, charset), str)
    assert detect_charset([text, text[::-1]]) in {None, *Charset}


def test_a_converted_column_shows_one_text_before_and_after() -> None:
    finding = legacy_text(Field.NAME, ["Minh", "NguyÔn V¨n §øc"], Charset.TCVN3)
    assert finding
    assert (finding.code, finding.field, finding.value) == (Code.LEGACY_TEXT, Field.NAME, "NguyÔn V¨n §øc")
    assert finding.detail == {"after": "Nguyễn Văn Đức", "charset": "tcvn3"}
    assert legacy_text(Field.NAME, ["Minh", "Hoa"], Charset.TCVN3) is None
