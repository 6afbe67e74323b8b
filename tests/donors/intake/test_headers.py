"""What headings mean, in every spelling that lists use."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donors.intake.fields import Field
from donors.intake.headers import UNKNOWN, meaning, meaning_below

SPELLINGS: dict[Field, list[str]] = {
    Field.ORDER: ["STT", "TT", "S.T.T", "Số TT", "Số thứ tự", "stt.", "#", "No."],
    Field.NAME: [
        *("Họ tên", "Họ và tên", "HỌ VÀ\nTÊN", "ho va ten", "Họ & tên", "Họ và tên người đăng ký hiến máu", "Họ, tên"),
        *("Họ và tên (chữ in hoa)", "Tên người hiến máu", "Họ tên TNV", "Họ, chữ đệm và tên", "Họ và tên khai sinh"),
    ],
    Field.FAMILY_NAME: ["Họ đệm", "Họ và đệm", "Họ và tên đệm", "Họ và chữ lót", "Họ lót", "Họ"],
    Field.GIVEN_NAME: ["Tên", "TÊN"],
    Field.BIRTH: [
        *("NS", "N.S", "Năm sinh", "Ngày sinh"),
        *("Ngày, tháng, năm sinh", "Sinh ngày", "Ngày tháng\nnăm sinh", "N.Sinh"),
    ],
    Field.BIRTH_MONTH: ["Tháng sinh", "Tháng"],
    Field.BIRTH_YEAR: ["Năm"],
    Field.BIRTH_MALE: ["Năm sinh (Nam)", "Năm sinh Nam"],
    Field.BIRTH_FEMALE: ["Năm sinh (Nữ)", "NĂM SINH NỮ"],
    Field.SEX: ["Giới tính", "Giới", "GT", "Nam/Nữ", "Nam, nữ", "Phái", "Giới tính (Nam/Nữ)"],
    Field.SEX_MALE: ["Nam", "NAM"],
    Field.SEX_FEMALE: ["Nữ", "NU"],
    Field.IDENTITY: [
        *("CCCD", "CMND", "CMT", "Số CCCD", "Số CMND/CCCD", "Số định danh", "Số căn cước", "Căn cước công dân"),
        *("Số định danh cá nhân", "Số CCCD (12 số)", "CCCD/CMND", "Chứng minh nhân dân"),
    ],
    Field.PHONE: [
        *("SĐT", "ĐT", "S.Đ.T", "Điện thoại", "Số điện thoại"),
        *("Số ĐTDĐ", "Điện thoại liên hệ", "DTDĐ", "Đ.thoại"),
    ],
    Field.WORKPLACE: [
        *("Đơn vị", "ĐV công tác", "Đơn vị công tác", "Nơi công tác", "Nơi làm việc", "Lớp", "Cơ quan", "Tên đơn vị"),
        *("Nơi làm việc\nhiện tại", "Đơn vị/Địa chỉ", "Đơn vị (thôn, tổ)", "Nơi công tác (bệnh viện)", "Phòng ban"),
    ],
    Field.ADDRESS: [
        *("Địa chỉ", "Đ/c", "Chỗ ở", "Nơi ở hiện nay", "Hộ khẩu", "HKTT", "Địa chỉ thường trú", "Thôn", "Tổ", "Xóm"),
        *("Tổ dân phố", "Thôn/xóm", "Địa chỉ (Số nhà, thôn, xã)", "Nơi cư trú"),
    ],
    Field.OCCUPATION: ["Nghề nghiệp", "Chức vụ", "Nghề nghiệp/Chức vụ", "Nghề", "Chức danh"],
    Field.BLOOD_GROUP: [
        *("Nhóm máu", "ABO", "Nhóm ABO", "Nhóm máu ABO"),
        *("Nhóm máu (nếu biết)", "Nhóm máu (ABO, Rh)", "N.máu"),
    ],
    Field.RHESUS: ["Rh", "Rh(D)", "Nhóm\nRh(D)", "Yếu tố Rh", "Nhóm máu Rh"],
    Field.DONATIONS: [
        *("Số lần", "Số lần hiến", "Số lần đã HM"),
        *("Số lần đã hiến", "Số lần hiến máu (đến nay)", "Lần hiến"),
    ],
    Field.LAST_DONATION: [
        *("Lần hiến gần nhất", "Ngày hiến máu gần nhất", "Lần hiến máu gần đây nhất"),
        *("Ngày hiến", "Lần hiến cuối"),
    ],
    Field.VOLUME: ["Thể tích", "ml", "Thể tích (ml)", "Lượng máu", "Lượng máu đăng ký (ml)", "Dung tích"],
    Field.WEIGHT: ["Cân nặng", "Cân nặng (kg)", "Trọng lượng", "kg"],
    Field.NOTE: ["Ghi chú", "GHI CHÚ", "G.chú", "GC", "Ghi chú (lý do vắng)"],
}
ALL = [(field, text) for field, texts in SPELLINGS.items() for text in texts]


@pytest.mark.parametrize(("field", "text"), ALL, ids=str)
def test_a_heading_means(field: Field, text: str):
    assert meaning(text).field is field


@given(st.sampled_from(ALL), st.sampled_from(["", " ", "\n", "\xa0", "."]), st.booleans())
def test_spaces_dots_and_the_form_of_letters_change_nothing(
    spelling: tuple[Field, str], around: str, is_decomposed: bool
):
    field, text = spelling

    written = unicodedata.normalize("NFD", text) if is_decomposed else text

    assert meaning(f"{around}{written}{around}").field is field


@given(st.sampled_from([field_and_text for field_and_text in ALL if field_and_text[0] is not Field.BIRTH_YEAR]))
def test_capitals_change_nothing(spelling: tuple[Field, str]):
    field, text = spelling

    assert meaning(text.upper()).field is field


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Dân tộc",
            "DÂN TỘC",
            "Tôn giáo",
            "Bệnh",
            "Bệnh lý",
            "Tiền sử bệnh",
            "Tình trạng sức khỏe",
            "Bệnh nền (nếu có)",
        ),
        *("Ảnh CCCD", "Ảnh thẻ", "Ảnh", "Hình ảnh CMND", "Ảnh mặt trước", "Kết quả xét nghiệm", "HBsAg", "Huyết áp"),
        *("Ghi chú (tiền sử bệnh)", "Đang dùng thuốc", "Lý do hoãn", "Dân tộc, tôn giáo", "Đảng viên"),
    ],
)
def test_what_may_not_be_kept_is_known_as_such(text: str):
    found = meaning(text)

    assert found.is_forbidden
    assert found.field is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Email",
            "Ngày cấp",
            "Ngày cấp CCCD",
            "Nơi cấp",
            "Mã túi máu",
            "Lần này đã hiến loại TP",
            "Ký tên",
            "Quan hệ gia đình",
        ),
        *("", " ", "2026", "DANH SÁCH", "Độc lập - Tự do - Hạnh phúc", "Cỡ áo", "Tuổi", "Số đơn vị máu", "Họ tên cha"),
        "Thực hiện Kế hoạch số 11 của Ban Chỉ đạo vận động hiến máu tình nguyện xã về việc lập danh sách đơn vị",
    ],
)
def test_other_words_are_no_fact_about_a_person(text: str):
    assert meaning(text).field is None
    assert not meaning(text).is_forbidden


@pytest.mark.parametrize(
    ("text", "field", "number"),
    [
        *(("5 lần", Field.MILESTONE, 5), ("100 LẦN", Field.MILESTONE, 100), ("Từ 10 lần", Field.MILESTONE, 10)),
        *(("20 lần trở lên", Field.MILESTONE, 20), ("350ml", Field.VOLUME, 350), ("250 ml", Field.VOLUME, 250)),
        *(("Lần 1", None, None), ("Lần 2", None, None)),
    ],
)
def test_a_heading_that_counts_keeps_its_number(text: str, field: Field | None, number: int | None):
    assert (meaning(text).field, meaning(text).number) == (field, number)


@pytest.mark.parametrize(
    ("parent", "child", "field", "number"),
    [
        *(("Năm sinh", "Nam", Field.BIRTH_MALE, None), ("Năm sinh", "Nữ", Field.BIRTH_FEMALE, None)),
        *(("Ngày sinh", "Ngày", Field.BIRTH_DAY, None), ("Ngày sinh", "Năm", Field.BIRTH_YEAR, None)),
        *(("Giới tính", "Nam", Field.SEX_MALE, None), ("Giới tính", "Nữ", Field.SEX_FEMALE, None)),
        *(("Số lần hiến máu", "5 lần", Field.MILESTONE, 5), ("Số lần hiến máu", "10", Field.MILESTONE, 10)),
        *(("Nhóm máu", "ABO", Field.BLOOD_GROUP, None), ("Nhóm máu", "Rh", Field.RHESUS, None)),
        *(("Nhóm máu", "A", Field.BLOOD_GROUP, 1), ("Nhóm máu", "AB", Field.BLOOD_GROUP, 3)),
        *(("Nhóm máu (ABO)", "O", Field.BLOOD_GROUP, 4), ("Nhóm máu", "0", Field.BLOOD_GROUP, 4)),
        *(
            ("CCCD", "Số", Field.IDENTITY, None),
            ("CCCD", "Ngày cấp", None, None),
            ("Lượng máu", "350", Field.VOLUME, 350),
        ),
        *(("Địa chỉ", "Thôn", Field.ADDRESS, None), ("Địa chỉ", "Số nhà cũ", Field.ADDRESS, None)),
        *(("Thông tin cá nhân", "Họ và tên", Field.NAME, None), ("Họ và tên", "Tên", Field.GIVEN_NAME, None)),
        *(("Họ và tên", "", Field.NAME, None), ("", "Năm sinh", Field.BIRTH, None)),
    ],
)
def test_the_lower_of_two_headings_narrows_the_upper(parent: str, child: str, field: Field | None, number: int | None):
    found = meaning_below(parent, child)

    assert (found.field, found.number) == (field, number)


def test_what_stands_below_a_forbidden_heading_is_forbidden():
    assert meaning_below("Tiền sử bệnh", "Ghi chú").is_forbidden
    assert meaning_below("Thông tin thêm", "Dân tộc").is_forbidden


@given(st.text(max_size=200))
def test_any_text_has_an_answer(text: str):
    assert meaning(text) == meaning(text)
    if not text.strip():
        assert meaning(text) == UNKNOWN
