"""What stands between the people and below them: groups, totals, notes, signatures, hidden parts, sheets."""

from __future__ import annotations

import datetime as dt

from donors.intake.book import Cell
from tests.donors.intake.corpus.making import Entry, Page, xlsx

_ = None
_HEADER: list[Cell] = ["STT", "Họ và tên", "Năm sinh", "Đơn vị"]
_AN: list[Cell] = [1, "Nguyễn Văn An", 1985, "Xã đội"]
_BICH: list[Cell] = [2, "Trần Thị Bích", 1990, "Trạm y tế"]
_CHAU: list[Cell] = [3, "Lê Minh Châu", 1979, "Hội Nông dân"]
_BOTH = "2 | Nguyễn Văn An | 1985\n3 | Trần Thị Bích | 1990"

ENTRIES = [
    Entry(
        "groups of every mark, nested",
        xlsx(
            Page(
                [
                    _HEADER,
                    ["A", "KHỐI TRƯỜNG HỌC"],
                    ["I", "Trường THPT Hoa Sen"],
                    ["*", "Tổ Toán"],
                    _AN,
                    ["*", "Tổ Văn"],
                    _BICH,
                    ["II", "Trường THCS Bình Minh"],
                    _CHAU,
                    ["B", "KHỐI XÃ"],
                    [4, "Tống Văn Nam", 1988, _],
                ]
            )
        ),
        shows="name group",
        people="""
            5 | Nguyễn Văn An | A. KHỐI TRƯỜNG HỌC › I. Trường THPT Hoa Sen › * Tổ Toán
            7 | Trần Thị Bích | A. KHỐI TRƯỜNG HỌC › I. Trường THPT Hoa Sen › * Tổ Văn
            9 | Lê Minh Châu | A. KHỐI TRƯỜNG HỌC › II. Trường THCS Bình Minh
            11 | Tống Văn Nam | B. KHỐI XÃ
        """,
    ),
    Entry(
        "groups written over merged columns, in the name column, in the number column",
        xlsx(
            Page(
                [
                    _HEADER,
                    ["Thôn Đông"],
                    _AN,
                    [_, "Thôn 2: 01 người"],
                    _BICH,
                    ["* Khối cơ quan"],
                    _CHAU,
                    ["III. Tổ dân phố số 4"],
                    [4, "Tô Thị Hòa", 1990, _],
                ],
                merges=("A2:D2", "A6:D6", "A8:D8"),
            )
        ),
        shows="name group",
        people="""
            3 | Nguyễn Văn An | Thôn Đông
            5 | Trần Thị Bích | Thôn 2: 01 người
            7 | Lê Minh Châu | * Khối cơ quan
            9 | Tô Thị Hòa | III. Tổ dân phố số 4
        """,
    ),
    Entry(
        "families named Tống, Tô, Đoàn, Công, Ban are people",
        xlsx(
            Page(
                [
                    _HEADER,
                    [1, "Tống Thị Năm", _, "Xã đội"],
                    [2, "TÔ VĂN TỔNG", 1990, _],
                    [3, "Đoàn Thanh Niên", 1991, _],
                    [4, "Công Tằng Hồng Hạnh", 1992, _],
                    [5, "Ban Văn Thôn", 1993, _],
                ]
            )
        ),
        people="""
            2 | Tống Thị Năm | - ! birth_missing
            3 | TÔ VĂN TỔNG | 1990
            4 | Đoàn Thanh Niên | 1991
            5 | Công Tằng Hồng Hạnh | 1992
            6 | Ban Văn Thôn | 1993
        """,
    ),
    Entry(
        "the total differs from the people",
        xlsx(Page([_HEADER, _AN, _BICH, ["", "Tổng cộng: 03 người (Ba người)"]])),
        people=_BOTH,
        total=3,
        says=("total_differs",),
    ),
    Entry(
        "subtotals of groups and a total, numbers in cells of their own",
        xlsx(
            Page(
                [
                    _HEADER,
                    ["I", "Thôn 1"],
                    _AN,
                    [_, "Cộng", 1],
                    ["II", "Thôn 2"],
                    _BICH,
                    _CHAU,
                    [_, "Cộng", 2],
                    [_, "TỔNG CỘNG", 3],
                ]
            )
        ),
        shows="name group",
        people="""
            3 | Nguyễn Văn An | I. Thôn 1
            6 | Trần Thị Bích | II. Thôn 2
            7 | Lê Minh Châu | II. Thôn 2
        """,
        total=3,
        counts={"totals": 1},
    ),
    Entry(
        "only groups have totals",
        xlsx(Page([_HEADER, ["I", "Thôn 1"], _AN, [_, "Cộng: 1"], ["II", "Thôn 2"], _BICH, _CHAU, [_, "Cộng: 2"]])),
        people="3 | Nguyễn Văn An | 1985\n6 | Trần Thị Bích | 1990\n7 | Lê Minh Châu | 1979",
    ),
    Entry(
        "blank rows between people do not end the list",
        xlsx(Page([_HEADER, _AN, [], [], ["\xa0", " "], [], _BICH])),
        people="2 | Nguyễn Văn An | 1985\n7 | Trần Thị Bích | 1990",
        counts={"blank": 4},
    ),
    Entry(
        "notes and numbered demands below the signatures are nobody",
        xlsx(
            Page(
                [
                    _HEADER,
                    _AN,
                    _BICH,
                    [_, "An Lão, ngày 5 tháng 3 năm 2026"],
                    [_, "NGƯỜI LẬP", _, "TM. BAN CHỈ ĐẠO"],
                    [_, "Lê Thị Thử", _, "Phạm Văn Mẫu"],
                    ["Ghi chú:"],
                    [1, "Danh sách nộp về Hội Chữ thập đỏ"],
                    [2, "Liên hệ đồng chí Mẫu"],
                ]
            )
        ),
        people=_BOTH,
    ),
    Entry(
        "people without a birth, without a name, without a number",
        xlsx(
            Page(
                [
                    _HEADER,
                    [1, "Nguyễn Văn An", _, "Xã đội"],
                    [2, _, 1990, "Trạm y tế"],
                    [_, "Lê Minh Châu", 1979, _],
                    ["3/", "Dương Ngọc Bích", "1991", _],
                ]
            )
        ),
        people="""
            2 | Nguyễn Văn An | - ! birth_missing
            3 | - | 1990 ! name_missing
            4 | Lê Minh Châu | 1979
            5 | Dương Ngọc Bích | 1991
        """,
    ),
    Entry(
        "as above, in every way it is written",
        xlsx(
            Page(
                [
                    _HEADER,
                    _AN,
                    [2, "Trần Thị Bích", 1990, "-nt-"],
                    [3, "Lê Minh Châu", 1979, '"'],
                    [4, "Vũ Hữu Hải", 1979, "như trên"],
                    [5, "Bùi Thị Cúc", 1992, "Trạm y tế"],
                    [6, "Hồ Thu Hà", 1993, "//"],
                    [7, "Lý Kim Oanh", 1994, _],
                ]
            )
        ),
        shows="name workplace",
        people="""
            2 | Nguyễn Văn An | Xã đội
            3 | Trần Thị Bích | Xã đội
            4 | Lê Minh Châu | Xã đội
            5 | Vũ Hữu Hải | Xã đội
            6 | Bùi Thị Cúc | Trạm y tế
            7 | Hồ Thu Hà | Trạm y tế
            8 | Lý Kim Oanh | -
        """,
    ),
    Entry(
        "the same person twice",
        xlsx(Page([_HEADER, _AN, [2, "NGUYỄN VĂN AN", 1985, "Xã đội"]])),
        people="2 | Nguyễn Văn An | 1985\n3 | NGUYỄN VĂN AN | 1985",
    ),
    Entry(
        "hidden rows and columns are told and not read",
        xlsx(
            Page(
                [[*_HEADER, "Ghi chú"], [*_AN, "mật"], [*_BICH, "mật"], [*_CHAU, "mật"]],
                hidden_rows=(3,),
                hidden_columns=("E",),
            )
        ),
        shows="name note",
        people="2 | Nguyễn Văn An | -\n4 | Lê Minh Châu | -",
        says=("hidden_columns", "hidden_rows"),
        counts={"hidden": 1},
    ),
    Entry(
        "a hidden sheet is told and not read",
        xlsx(Page([_HEADER, _AN, _BICH]), Page([_HEADER, _CHAU], name="Nháp", is_hidden=True)),
        people=_BOTH,
        says=("hidden_sheet",),
    ),
    Entry(
        "one sheet a unit, a cover and a summary beside them",
        xlsx(
            Page([["PHÒNG GIÁO DỤC VÀ ĐÀO TẠO"], ["Tổng hợp đăng ký hiến máu"]], name="Bìa"),
            Page([["Trường THCS Hoa Sen"], _HEADER, _AN], name="THCS Hoa Sen"),
            Page([["Trường THCS Bình Minh"], [], _HEADER, _BICH, _CHAU], name="THCS Bình Minh"),
            Page([["STT", "Đơn vị", "Số người"], [1, "Hoa Sen", 1], [2, "Bình Minh", 2]], name="Tổng hợp"),
        ),
        shows="name sheet",
        people="""
            3 | Nguyễn Văn An | THCS Hoa Sen
            4 | Trần Thị Bích | THCS Bình Minh
            5 | Lê Minh Châu | THCS Bình Minh
        """,
        says=("other_sheets Bìa, Tổng hợp",),
    ),
    Entry(
        "a whole sector in one sheet, a group a unit",
        xlsx(
            Page(
                [
                    ["PHÒNG GIÁO DỤC VÀ ĐÀO TẠO"],
                    ["DANH SÁCH ĐĂNG KÝ HIẾN MÁU"],
                    _HEADER,
                    ["I", "Trường THCS Hoa Sen"],
                    [1, "Nguyễn Văn An", 1985, _],
                    ["II", "Trường Mầm non Sơn Ca"],
                    [1, "Trần Thị Bích", 1990, _],
                    ["III", "Trường Tiểu học số 2"],
                ]
            )
        ),
        shows="name group",
        people="5 | Nguyễn Văn An | I. Trường THCS Hoa Sen\n7 | Trần Thị Bích | II. Trường Mầm non Sơn Ca",
    ),
    Entry(
        "names that are SQL, markup and formulas are only names",
        xlsx(
            Page(
                [
                    _HEADER,
                    [1, "Robert'); DROP TABLE donors;--", 1985, _],
                    [2, "<script>alert(1)</script>", 1990, _],
                    [3, "'=cmd|' /C calc'!A0", 1979, _],
                ]
            )
        ),
        shows="birth",
        people="""
            2 | 1985 ! name_doubtful
            3 | 1990 ! name_doubtful
            4 | 1979 ! name_doubtful
        """,
    ),
    Entry(
        "numbers that lost their zeros, or their digits",
        xlsx(
            Page(
                [
                    ["STT", "Họ và tên", "Năm sinh", "Giới tính", "CCCD", "SĐT"],
                    [1, "Nguyễn Văn An", 1985, "Nam", 38085000061, 912000061],
                    [2, "Trần Thị Bích", 1990, "Nữ", "1,23E+11", "84912000062"],
                    [3, "Lê Minh Châu", 1979, "Nam", 38079000063.0, "0162 000 0063"],
                ]
            )
        ),
        shows="name identity phone",
        people="""
            2 | Nguyễn Văn An | 038085000061 | 0912000061 ! identity_lost_zero
            3 | Trần Thị Bích | - | 0912000062 ! identity_lost_digits
            4 | Lê Minh Châu | 038079000063 | 0320000063 ! identity_lost_zero, phone_converted
        """,
    ),
    Entry(
        "groups without any mark among numbered people",
        xlsx(Page([_HEADER, [_, "BÌNH MINH"], _AN, [_, "ĐÔNG SƠN"], _BICH])),
        shows="name group",
        people="3 | Nguyễn Văn An | BÌNH MINH\n5 | Trần Thị Bích | ĐÔNG SƠN",
    ),
    Entry(
        "men and women added up in their own columns",
        xlsx(
            Page(
                [
                    ["TT", "Họ và tên", "Nam", "Nữ"],
                    [1, "Hồ Văn Hải", 1980, _],
                    [2, "Bùi Thị Cúc", _, 1990],
                    ["Cộng", _, 1, 1],
                ]
            )
        ),
        people="2 | Hồ Văn Hải | 1980\n3 | Bùi Thị Cúc | 1990",
        total=2,
    ),
    Entry(
        "two lists side by side: the first is read, the other is told, nothing is certain",
        xlsx(
            Page(
                [
                    ["TT", "Họ và tên", "Năm sinh", _, "TT", "Họ và tên", "Năm sinh"],
                    [1, "Hồ Văn Hải", 1980, _, 2, "Bùi Thị Cúc", 1990],
                ]
            )
        ),
        people="2 | Hồ Văn Hải | 1980",
        says=("unknown_column Họ và tên", "unknown_column Năm sinh", "unknown_column TT"),
        is_sure=False,
    ),
    Entry(
        "answers of an electronic form",
        xlsx(
            Page(
                [
                    [
                        *("Dấu thời gian", "Họ và tên của bạn", "Ngày tháng năm sinh", "Số điện thoại liên hệ (Zalo)"),
                        *(
                            "Bạn có bệnh nền không?",
                            "Bạn đã hiến máu bao nhiêu lần?",
                            "Lần hiến máu gần nhất là khi nào?",
                        ),
                    ],
                    ["1/3/2026 8:00:00", "Hồ Văn Hải", "15/2/2005", "0912000071", "Không", 2, "01/01/2026"],
                ]
            )
        ),
        shows="name birth phone donations last_donation",
        people="2 | Hồ Văn Hải | 15/02/2005 | 0912000071 | 2 | 01/01/2026",
        says=("forbidden_column Bạn có bệnh nền không?", "unknown_column Dấu thời gian"),
    ),
    Entry(
        "signatures in words nobody foresaw are nobody",
        xlsx(
            Page(
                [
                    _HEADER,
                    _AN,
                    _BICH,
                    [],
                    [_, "CÁN BỘ VĂN HÓA", _, "LÃNH ĐẠO"],
                    [],
                    [],
                    [_, "Phạm Văn Mẫu", _, "Lê Thị Thử"],
                ]
            )
        ),
        people=_BOTH,
    ),
    Entry(
        "signatures below a list without numbers",
        xlsx(Page([["Họ và tên", "Năm sinh"], [_AN[1], 1985], [_BICH[1], _], [], [], [], ["Phạm Văn Mẫu"]])),
        people="2 | Nguyễn Văn An | 1985\n3 | Trần Thị Bích | - ! birth_missing",
    ),
    Entry(
        "somebody added below the numbers without a birth is a row to mend",
        xlsx(
            Page([_HEADER, _AN, _BICH, [_, "Lê Minh Châu", _, "Xã đội"], [], [_, "LÃNH ĐẠO"], [], [_, "Phạm Văn Mẫu"]])
        ),
        people=_BOTH + "\n4 | Lê Minh Châu | - ! birth_missing",
    ),
    Entry(
        "dates that are two days each, and one that only fits month first",
        xlsx(
            Page(
                [
                    ["Họ và tên", "Ngày sinh", "Ngày hiến gần nhất"],
                    ["Nguyễn Văn An", "03/04/1985", "05/06/2025"],
                    ["Trần Thị Bích", "25/12/1990", "06/25/2025"],
                ]
            )
        ),
        shows="name birth last_donation",
        people="""
            2 | Nguyễn Văn An | 03/04/1985 | 05/06/2025
            3 | Trần Thị Bích | 25/12/1990 | - ! last_donation_unreadable
        """,
        asks="dates last_donation",
    ),
    Entry(
        "births and last donations that prove nothing",
        xlsx(
            Page(
                [
                    ["Họ và tên", "Ngày sinh", "Ngày hiến gần nhất"],
                    ["Nguyễn Văn An", "03/04/1985", "05/06/2025"],
                    ["Trần Thị Bích", "05/05/1990", _],
                ]
            )
        ),
        shows="name birth last_donation",
        people="2 | Nguyễn Văn An | 03/04/1985 | 05/06/2025\n3 | Trần Thị Bích | 05/05/1990 | -",
        asks="dates birth, last_donation",
    ),
    Entry(
        "births that a spreadsheet on an English machine turned",
        xlsx(
            Page(
                [
                    ["Họ và tên", "Ngày sinh"],
                    ["Nguyễn Văn An", dt.date(1985, 4, 3)],
                    ["Trần Thị Bích", "25/12/1990"],
                    ["Lê Minh Châu", "13/02/1991"],
                    ["Hồ Văn Hải", dt.date(1992, 1, 7)],
                ]
            )
        ),
        people="""
            2 | Nguyễn Văn An | 03/04/1985
            3 | Trần Thị Bích | 25/12/1990
            4 | Lê Minh Châu | 13/02/1991
            5 | Hồ Văn Hải | 07/01/1992
        """,
        asks="dates birth",
    ),
]
