"""The forms that committees really use: proposals for honours, hospital exports, simple sheets, registration lists."""

from __future__ import annotations

import datetime as dt
import unicodedata

from tests.donors.intake.corpus.invented import people
from tests.donors.intake.corpus.making import Entry, Page, xlsx

_ = None
_BASIS = "DANH SÁCH\nĐề nghị tôn vinh cá nhân hiến máu tình nguyện\n(theo Quyết định số 122/QĐ-BCĐQG ngày 15/9/2017)"
_SIGNED = [
    [],
    [_, _, _, _, _, _, _, _, "Bình Minh, ngày 05 tháng 3 năm 2026"],
    [_, "NGƯỜI LẬP BIỂU", _, _, _, _, _, _, "CHỦ TỊCH"],
    [_, "(Ký, ghi rõ họ tên)", _, _, _, _, _, _, "(Ký, đóng dấu)"],
    [],
    [_, "Lê Thị Thử", _, _, _, _, _, _, "Phạm Văn Mẫu"],
]
_MILESTONES = ["5 lần", "10 lần", "15 lần", "20 lần"]
_X1 = [
    [_BASIS],
    [],
    [
        *("STT", "Họ và tên", "Ngày sinh", "Tháng sinh", "Năm sinh", "Nhóm máu ABO", "Số điện thoại", "Nghề nghiệp"),
        *("Địa chỉ", *_MILESTONES, "Ghi chú"),
    ],
    ["I", "XÃ AN LÃO"],
    [1, "Nguyễn Văn An ", _, _, 1985, _, _, "Giáo viên", "Trường THCS Hoa Sen", 7],
    [2, "Trần Thị Bích", _, _, "1990 ", _, _, "Nông dân", "Thôn 2", _, 11],
    ["II", "XÃ BÌNH MINH"],
    [3, "Tống Văn Cường", 5, 3, 1979, _, _, _, "Thôn 4\u00a0", _, _, _, 22],
    ["", "Tổng: 3 cá nhân", _, _, _, _, _, _, _, "=COUNT(J5:J8)", 1, 0, 1],
    *_SIGNED,
]
_HOSPITAL_HEADER = [
    *("STT", "Họ tên", _, _, "Ngày\nsinh", _, "Nghề\nnghiệp", _, "Nơi làm việc\nhiện tại", _, "Số\nđiện thoại"),
    *("Địa chỉ thường trú", _, _, _, "Số lần\nđã hiến", "Lần này đã hiến\nloại TP", _, "Mã túi máu"),
    *("Thể tích\nhiến", "Nhóm\nABO", "Nhóm\nRh(D)"),
]


def _donated(number: int, name: str, born: dt.date, work: str, *, times: str, volume: str, group: str) -> list[object]:
    head = [str(number), name, _, _, born, _, "Công nhân", _, work, _, _]
    return [*head, f"Thôn {number}", _, _, _, times, "TP", _, f"MT{number:05d}", volume, group, "RH(+)"]


ENTRIES = [
    Entry(
        "proposal: three merged title lines, groups, milestones, a total with formulas, two signatures",
        xlsx(Page(_X1, merges=("A1:N1",), declared_rows=1000)),
        shows="name birth donations occupation address group",
        people="""
            5 | Nguyễn Văn An | 1985 | 7 | Giáo viên | Trường THCS Hoa Sen | I. XÃ AN LÃO
            6 | Trần Thị Bích | 1990 | 11 | Nông dân | Thôn 2 | I. XÃ AN LÃO
            8 | Tống Văn Cường | 05/03/1979 | 22 | - | Thôn 4 | II. XÃ BÌNH MINH
        """,
        total=3,
        says=("formulas",),
    ),
    Entry(
        "proposal: individuals with sex as one or blank",
        xlsx(
            Page(
                [
                    ["DANH SÁCH CÁ NHÂN HIẾN MÁU TIÊU BIỂU"],
                    [],
                    ["TT", "Họ và tên", "Giới tính (Nam: 1)", "Năm sinh", "Địa chỉ", *_MILESTONES],
                    [1, "Lê Minh Châu", 1, 1980, "Thôn 1", 5],
                    [2, "Đặng Thu Hà", _, 1991, "Thôn 1", _, 10],
                    [3, "Bùi Kim Oanh", 0, 1993, "Thôn 3", _, _, 16],
                ],
                merges=("A1:S2",),
            )
        ),
        shows="name birth donations",
        people="""
            4 | Lê Minh Châu | 1980 | 5
            5 | Đặng Thu Hà | 1991 | 10
            6 | Bùi Kim Oanh | 1993 | 16
        """,
    ),
    Entry(
        "proposal: families, number and address merged downwards, a line break inside a cell",
        xlsx(
            Page(
                [
                    ["DANH SÁCH GIA ĐÌNH HIẾN MÁU TÌNH NGUYỆN"],
                    [],
                    ["STT", "Họ và tên", "Năm sinh", "Địa chỉ", "Số lần hiến máu", "Quan hệ gia đình"],
                    [1, "Nguyễn Văn An", 1970, "Thôn 1,\nxã An Lão", 12, "Chồng"],
                    [_, "Trần Thị Bích", 1972, _, 8, "Vợ"],
                    [_, "Nguyễn Minh\nChâu", 1995, _, 3, "Con"],
                    [2, "Hồ Đức Dũng", 1968, "Thôn 2", 20, "Chồng"],
                    [_, "Lý Thị Hoa", 1970, _, 5, "Vợ"],
                ],
                merges=("A1:U1", "A4:A6", "D4:D6", "A7:A8", "D7:D8"),
            )
        ),
        shows="name birth address donations",
        people="""
            4 | Nguyễn Văn An | 1970 | Thôn 1, xã An Lão | 12
            5 | Trần Thị Bích | 1972 | Thôn 1, xã An Lão | 8
            6 | Nguyễn Minh Châu | 1995 | Thôn 1, xã An Lão | 3
            7 | Hồ Đức Dũng | 1968 | Thôn 2 | 20
            8 | Lý Thị Hoa | 1970 | Thôn 2 | 5
        """,
        says=("unknown_column Quan hệ gia đình",),
    ),
    Entry(
        "hospital export: header on row 11, fields over merged columns, numbers as text, decomposed letters",
        xlsx(
            Page(
                [
                    ["BỘ Y TẾ"],
                    ["VIỆN HUYẾT HỌC"],
                    *([] for _row in range(4)),
                    [_, "DANH SÁCH NGƯỜI HIẾN MÁU"],
                    ["Điểm hiến máu: Nhà văn hóa xã An Lão      Ngày: 05/03/2026"],
                    [],
                    [],
                    _HOSPITAL_HEADER,
                    _donated(1, "Vũ Hữu Hải", dt.date(1988, 2, 9), "Công ty May", times="3", volume="350", group="O"),
                    _donated(
                        2,
                        "Ngô Thị Năm",
                        dt.date(1992, 12, 1),
                        unicodedata.normalize("NFD", "Trường học"),
                        times="1",
                        volume="250",
                        group="AB",
                    ),
                ],
                merges=(
                    *("B11:D11", "E11:F11", "G11:H11", "I11:J11", "L11:O11", "Q11:R11"),
                    *(
                        "B12:D12",
                        "E12:F12",
                        "G12:H12",
                        "I12:J12",
                        "L12:O12",
                        "Q12:R12",
                        "B13:D13",
                        "E13:F13",
                        "L13:O13",
                    ),
                ),
            )
        ),
        shows="name birth occupation workplace address donations volume blood_group rhesus",
        people="""
            12 | Vũ Hữu Hải | 09/02/1988 | Công nhân | Công ty May | Thôn 1 | 3 | 350 | O | +
            13 | Ngô Thị Năm | 01/12/1992 | Công nhân | Trường học | Thôn 2 | 1 | 250 | AB | +
        """,
        says=("unknown_column Lần này đã hiến loại TP", "unknown_column Mã túi máu"),
    ),
    Entry(
        "simple sheet: header on row 1, dates as text, one identity number on two people",
        xlsx(
            Page(
                [
                    [
                        "họ tên",
                        "ngày sinh",
                        "địa chỉ",
                        "SĐT",
                        "email",
                        "CMND",
                        "giới tính",
                        "nhóm máu",
                        "ngày hiến",
                        "ml",
                    ],
                    [
                        "Phạm Văn Nam",
                        "5/3/1990",
                        "An Lão",
                        "0912000001",
                        "a@vi.du",
                        "123456789",
                        "Nam",
                        "A+",
                        "01/02/2026",
                        350,
                    ],
                    ["Dương Thị Cúc", "15/11/1988", "An Lão", "912000002", "", "123456789", "Nữ", "O", "", "250ml"],
                ]
            )
        ),
        shows="name birth sex phone identity blood_group rhesus last_donation volume",
        asks="dates last_donation",
        people="""
            2 | Phạm Văn Nam | 05/03/1990 | male | 0912000001 | 123456789 | A | + | 01/02/2026 | 350 ! identity_old_card
            3 | Dương Thị Cúc | 15/11/1988 | female | 0912000002 | 123456789 | O | - | - | 250 ! identity_old_card
        """,
        says=("unknown_column email",),
    ),
    Entry(
        "the usual registration list: men and women with their year in two columns",
        xlsx(
            Page(
                [
                    ["UBND XÃ AN LÃO", _, _, _, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
                    ["TRƯỜNG THCS HOA SEN", _, _, _, "Độc lập - Tự do - Hạnh phúc"],
                    [],
                    ["DANH SÁCH ĐĂNG KÝ HIẾN MÁU TÌNH NGUYỆN ĐỢT 2 NĂM 2026"],
                    [],
                    ["STT", "Họ và tên", "Năm sinh", _, "Số CCCD", "Nghề nghiệp/\nChức vụ", "Điện thoại", "Ghi chú"],
                    [_, _, "Nam", "Nữ"],
                    [1, "Hoàng Đức Bình", 1984, _, "038084000011", "Giáo viên", "0912 000 011"],
                    [2, "Tô Thị Hòa", _, 1990, "38190000012", "Kế toán", "0912.000.012", "đã hiến"],
                    ["Danh sách này có 02 người./."],
                    [_, _, _, _, _, "An Lão, ngày      tháng      năm 2026"],
                    [_, _, _, _, _, "HIỆU TRƯỞNG"],
                ],
                merges=("A4:H4", "A6:A7", "B6:B7", "C6:D6", "E6:E7", "F6:F7", "G6:G7", "H6:H7", "A10:H10"),
            )
        ),
        shows="name birth sex identity occupation phone note",
        people="""
            8 | Hoàng Đức Bình | 1984 | male | 038084000011 | Giáo viên | 0912000011 | -
            9 | Tô Thị Hòa | 1990 | female | 038190000012 | Kế toán | 0912000012 | đã hiến ! identity_lost_zero
        """,
        total=2,
    ),
    Entry(
        "a thousand declared rows, forty-four used",
        xlsx(
            Page(
                [
                    ["STT", "Họ và tên", "Năm sinh"],
                    *([number, person.name, person.year] for number, person in enumerate(people(44), 1)),
                    *([number] for number in range(45, 1000)),
                ],
                declared_rows=1000,
            )
        ),
        shows="birth",
        people="\n".join(f"{number + 1} | {person.year}" for number, person in enumerate(people(44), 1)),
    ),
]
