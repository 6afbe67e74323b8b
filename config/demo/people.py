"""The invented people of the demo. Their numbers, 0900 000 1xx, belong to nobody."""

from __future__ import annotations

from typing import NamedTuple

PASSWORD = "giot-mau-hong"  # shown on the sign-in page in demo mode


class Cast(NamedTuple):
    """A person of the demo who signs in: login, name, and what to look at as them."""

    phone: str
    name: str
    sentence: str


KHU_VUC_CLERK = Cast(
    "0900000101",
    "Trần Thị Hoài Thu",
    "Thường trực khu vực Bình Sơn: đợt đang mở, nhập kết quả, phân bổ chỉ tiêu, lập báo cáo.",
)
DISTRICT_HEAD = Cast(
    "0900000102",
    "Lê Văn Định Sơn",
    "Trưởng ban huyện Bình Sơn (đã kết thúc): kế hoạch năm 2023 đã khóa, 1.324/1.100 đơn vị máu.",
)
DISTRICT_CLERK = Cast(
    "0900000111",
    "Đoàn Thị Châu Ổ",
    "Thường trực huyện Bình Sơn (đã kết thúc): lập báo cáo kết quả năm 2023.",
)
COMMUNE_FOCAL = Cast(
    "0900000103",
    "Phạm Thị Diệu Ca",
    "Đầu mối xã Bình Minh: việc phải nộp, chỉ tiêu và kết quả của riêng xã.",
)
NATIONAL_CLERK = Cast(
    "0900000104",
    "Hoàng Văn Quốc Trình",
    "Thường trực Ban Chỉ đạo quốc gia: xem từ cả nước xuống tỉnh, khu vực, xã.",
)
PROVINCE_CLERK = Cast(
    "0900000105",
    "Đỗ Thị Trà Khúc",
    "Thường trực tỉnh Quảng Ngãi: giao chỉ tiêu cho khu vực Bình Sơn và các xã, phường.",
)
ALONE = Cast(
    "0900000106",
    "Nguyễn Thị Cao Nguyên",
    "Xã Di Linh, một mình trên hệ thống: vừa là thường trực vừa là đầu mối.",
)
KHU_VUC_ADMIN = Cast(
    "0900000107",
    "Vũ Văn Châu Ổ",
    "Quản trị khu vực Bình Sơn: đơn vị, vai trò, nhật ký.",
)
CAO_BANG_CLERK = Cast(
    "0900000108",
    "Nông Thị Bằng Giang",
    "Thường trực tỉnh Cao Bằng: 56 xã, phường trực thuộc, chỉ tiêu chia theo dân số.",
)
KHU_VUC_HEAD = Cast(
    "0900000109",
    "Bùi Văn Sông Trà",
    "Trưởng ban khu vực Bình Sơn: tiến độ năm nay trên điện thoại.",
)
COMMUNE_CLERK = Cast(
    "0900000110",
    "Ngô Thị Vạn Tường",
    "Thường trực xã Vạn Tường: xã có Ban Chỉ đạo riêng, giao chỉ tiêu tới thôn.",
)

IN_ORDER = (
    KHU_VUC_CLERK,
    DISTRICT_HEAD,
    DISTRICT_CLERK,
    COMMUNE_FOCAL,
    NATIONAL_CLERK,
    ALONE,
    PROVINCE_CLERK,
    KHU_VUC_HEAD,
    COMMUNE_CLERK,
    CAO_BANG_CLERK,
    KHU_VUC_ADMIN,
)

_SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Võ", "Đặng", "Bùi", "Hồ", "Huỳnh", "Phan")
_MIDDLES = ("Văn", "Thị", "Hữu", "Thị Thu", "Đức", "Thị Kim", "Quốc")
_GIVEN = ("Một", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Út")


def focal_name(number: int) -> str:
    """An invented name for the n-th focal person: "Trần Thị Hai"."""
    parts = (_SURNAMES, _MIDDLES, _GIVEN)
    return " ".join(words[number % len(words)] for words in parts)


def focal_phone(number: int) -> str:
    """The n-th focal person's number, from 0900 000 120 on."""
    return f"0900000{120 + number:03d}"
