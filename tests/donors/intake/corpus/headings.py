"""Headings: where they stand, how high they are, how they are spelled, what they may not say."""

from __future__ import annotations

from donors.intake.book import Cell
from tests.donors.intake.corpus.making import Entry, Page, xlsx

_ = None
_TWO: list[list[Cell]] = [[1, "Nguyễn Văn An", 1985], [2, "Trần Thị Bích", 1990]]


def _below(*above: list[Cell], header: list[Cell] | None = None) -> list[list[Cell]]:
    return [*above, header or ["STT", "Họ và tên", "Năm sinh"], *_TWO]


ENTRIES = [
    Entry(
        "header on row 15 below a long title",
        xlsx(Page(_below(*([f"Dòng giới thiệu số {line}"] for line in range(14))))),
        people="16 | Nguyễn Văn An | 1985\n17 | Trần Thị Bích | 1990",
    ),
    Entry(
        "headings in capitals without marks, abbreviated, with dots and line breaks",
        xlsx(
            Page(
                [
                    [
                        "S.T.T",
                        "HO VA\nTEN",
                        "N.S",
                        "G.TINH",
                        "CCCD/\nCMND",
                        "S.Đ.T",
                        "Đ/c",
                        "ĐV\ncông tác",
                        "N.MÁU",
                        "G.C",
                    ],
                    [1, "Lê Quốc Dũng", 1979, "Nam", "038079000021", "0912000021", "An Lão", "Xã đội", "B", "x"],
                ]
            )
        ),
        shows="name birth sex identity phone address workplace blood_group note",
        people="2 | Lê Quốc Dũng | 1979 | male | 038079000021 | 0912000021 | An Lão | Xã đội | B | x",
    ),
    Entry(
        "the name in two columns",
        xlsx(
            Page(
                [
                    ["STT", "Họ và chữ lót", "Tên", "Ngày tháng năm sinh", "Lớp"],
                    [1, "Nguyễn Thị Kim", "Oanh", "07/09/2005", "12A1"],
                    [2, "Y", "Blô", "12/12/2005", "12A2"],
                ]
            )
        ),
        shows="name birth workplace",
        asks="dates birth",
        people="2 | Nguyễn Thị Kim Oanh | 07/09/2005 | 12A1\n3 | Y Blô | 12/12/2005 | 12A2",
    ),
    Entry(
        "one heading merged over family and given name",
        xlsx(
            Page(
                [["STT", "Họ và tên", _, "Năm sinh"], [1, "Vũ Thị Thu", "Hà", 1991], [2, "Đỗ", "Nam", 1988]],
                merges=("B1:C1",),
            )
        ),
        people="2 | Vũ Thị Thu Hà | 1991\n3 | Đỗ Nam | 1988",
    ),
    Entry(
        "the given name in a column without a heading",
        xlsx(Page([["STT", "Họ và tên", _, "Năm sinh"], [1, "Vũ Thị Thu", "Hà", 1991], [2, "Đỗ Văn", "Nam", 1988]])),
        people="2 | Vũ Thị Thu Hà | 1991\n3 | Đỗ Văn Nam | 1988",
    ),
    Entry(
        "the given name alone and the family name far from it",
        xlsx(Page([["Tên", "Năm sinh", "Họ đệm"], ["An", 1985, "Nguyễn Văn"], ["Bích", 1990, "Trần Thị"]])),
        people="2 | Nguyễn Văn An | 1985\n3 | Trần Thị Bích | 1990",
    ),
    Entry(
        "birth in three columns below one heading, in capitals",
        xlsx(
            Page(
                [
                    ["STT", "HỌ VÀ TÊN", "NGÀY SINH", _, _, "ĐƠN VỊ"],
                    [_, _, "NGÀY", "THÁNG", "NAM"],
                    [1, "Bùi Thị Cúc", 5, 3, 1990, "Trạm y tế"],
                    [2, "Hồ Văn Đoàn", _, _, 1987, "Trạm y tế"],
                ],
                merges=("A1:A2", "B1:B2", "C1:E1", "F1:F2"),
            )
        ),
        shows="name birth workplace",
        people="3 | Bùi Thị Cúc | 05/03/1990 | Trạm y tế\n4 | Hồ Văn Đoàn | 1987 | Trạm y tế",
    ),
    Entry(
        "columns Nam and Nữ that hold a mark",
        xlsx(
            Page(
                [
                    ["TT", "Họ tên", "Nam", "Nữ", "Năm sinh"],
                    [1, "Lý Minh Châu", "x", _, 1990],
                    [2, "Đặng Mai Lan", _, "X", 1992],
                ]
            )
        ),
        shows="name birth sex",
        people="2 | Lý Minh Châu | 1990 | male\n3 | Đặng Mai Lan | 1992 | female",
    ),
    Entry(
        "one heading Năm sinh over Nam and Nữ without any merge",
        xlsx(
            Page(
                [
                    ["TT", "Họ tên", "Năm sinh", _, "Đơn vị"],
                    [_, _, "Nam", "Nữ", _],
                    [1, "Lý Minh Châu", 1990, _, "Hội Nông dân"],
                    [2, "Đặng Mai Lan", _, 1992, "Hội Phụ nữ"],
                ]
            )
        ),
        shows="name birth sex workplace",
        people="3 | Lý Minh Châu | 1990 | male | Hội Nông dân\n4 | Đặng Mai Lan | 1992 | female | Hội Phụ nữ",
    ),
    Entry(
        "milestones below one heading as bare numbers",
        xlsx(
            Page(
                [
                    ["STT", "Họ và tên", "Năm sinh", "Số lần hiến máu", _, _, "Ghi chú"],
                    [_, _, _, 5, 10, 100],
                    [1, "Ngô Hữu Hải", 1968, _, _, 104, "tiêu biểu"],
                    [2, "Dương Ngọc Bích", 1988, "x"],
                ],
                merges=("A1:A2", "B1:B2", "C1:C2", "D1:F1", "G1:G2"),
            )
        ),
        shows="name donations note",
        people="3 | Ngô Hữu Hải | 104 | tiêu biểu\n4 | Dương Ngọc Bích | 5 | -",
    ),
    Entry(
        "volumes ticked in the column of their bag",
        xlsx(
            Page(
                [
                    ["STT", "Họ và tên", "Năm sinh", "Thể tích đăng ký", _],
                    [_, _, _, "250 ml", "350 ml"],
                    [1, "Ngô Hữu Hải", 1980, "x", _],
                    [2, "Dương Ngọc Bích", 1988, _, "x"],
                ],
                merges=("D1:E1",),
            )
        ),
        shows="name volume",
        people="3 | Ngô Hữu Hải | 250\n4 | Dương Ngọc Bích | 350",
    ),
    Entry(
        "blood groups ticked in four columns",
        xlsx(
            Page(
                [
                    ["STT", "Họ và tên", "Năm sinh", "Nhóm máu", _, _, _, "Rh", "Ghi chú"],
                    [_, _, _, "A", "B", "O", "AB", _, _],
                    [1, "Ngô Hữu Hải", 1980, "x", _, _, _, "+", "mới"],
                    [2, "Dương Ngọc Bích", 1988, _, _, "X", _, _, _],
                    [3, "Tống Công Khoa", 1991, _, _, _, 1, "-", _],
                    [4, "Hồ Thu Hà", 1992, _, "B+", _, _, _, _],
                    [5, "Lý Kim Oanh", 1993, _, _, _, _, _, _],
                    [6, "Bùi Văn Nam", 1994, "x", "x", _, _, _, _],
                ],
                merges=("D1:G1",),
            )
        ),
        shows="name blood_group rhesus note",
        people="""
            3 | Ngô Hữu Hải | A | + | mới
            4 | Dương Ngọc Bích | O | - | -
            5 | Tống Công Khoa | AB | - | -
            6 | Hồ Thu Hà | B | + | -
            7 | Lý Kim Oanh | - | - | -
            8 | Bùi Văn Nam | - | - | - ! blood_group_unreadable
        """,
    ),
    Entry(
        "a column for each blood group in a header of one row",
        xlsx(
            Page(
                [
                    ["STT", "Họ và tên", "Năm sinh", "Nhóm máu A", "Nhóm máu B", "Nhóm máu O", "Nhóm máu AB"],
                    [1, "Ngô Hữu Hải", 1980, _, "x", _, _],
                    [2, "Dương Ngọc Bích", 1988, _, _, "x", _],
                ]
            )
        ),
        shows="name blood_group",
        people="2 | Ngô Hữu Hải | B\n3 | Dương Ngọc Bích | O",
    ),
    Entry(
        "a row that numbers the columns below the header",
        xlsx(Page([["STT", "Họ và tên", "Năm sinh"], ["(1)", "(2)", "(3)"], *_TWO])),
        people="3 | Nguyễn Văn An | 1985\n4 | Trần Thị Bích | 1990",
    ),
    Entry(
        "an example row below the header",
        xlsx(Page([["STT", "Họ và tên", "Năm sinh"], ["", "VD: Nguyễn Văn A", 1990], *_TWO])),
        people="3 | Nguyễn Văn An | 1985\n4 | Trần Thị Bích | 1990",
    ),
    Entry(
        "columns that may not be kept are dropped and told",
        xlsx(
            Page(
                [
                    [
                        "STT",
                        "Họ và tên",
                        "Năm sinh",
                        "Dân tộc",
                        "Tôn giáo",
                        "Tiền sử bệnh",
                        "Ảnh CCCD",
                        "Nơi công tác (bệnh viện)",
                    ],
                    [1, "Sùng A Páo", 1990, "Mông", "Không", "Viêm gan B", "anh1.jpg", "Khoa Nội"],
                ]
            )
        ),
        shows="name birth workplace note",
        people="2 | Sùng A Páo | 1990 | Khoa Nội | -",
        says=(
            "forbidden_column Dân tộc",
            "forbidden_column Tôn giáo",
            "forbidden_column Tiền sử bệnh",
            "forbidden_column Ảnh CCCD",
        ),
    ),
    Entry(
        "strange columns are told where they hold something",
        xlsx(
            Page(
                [
                    ["STT", "Họ và tên", "Năm sinh", "Cỡ áo", "Ngày cấp CCCD", "Ký tên"],
                    [1, "Nguyễn Văn An", 1985, "XL", "01/01/2021", ""],
                ]
            )
        ),
        people="2 | Nguyễn Văn An | 1985",
        says=("unknown_column Cỡ áo", "unknown_column Ngày cấp CCCD"),
    ),
    Entry(
        "several columns of one meaning: two addresses, an old and a new identity number",
        xlsx(
            Page(
                [
                    ["Họ và tên", "Năm sinh", "Thôn", "Xã", "CMND", "CCCD"],
                    ["Nguyễn Văn An", 1985, "Thôn 1", "An Lão", "123456789", "038085000031"],
                ]
            )
        ),
        shows="name address identity",
        people="2 | Nguyễn Văn An | Thôn 1, An Lão | 038085000031",
    ),
    Entry(
        "two headers of the same columns",
        xlsx(Page([["STT", "Họ và tên", "Năm sinh"], _TWO[0], [], ["STT", "HỌ VÀ TÊN", "NĂM SINH"], _TWO[1]])),
        people="2 | Nguyễn Văn An | 1985\n5 | Trần Thị Bích | 1990",
        says=("second_header",),
        counts={"headers": 1, "blank": 1},
    ),
    Entry(
        "a second header with other columns",
        xlsx(
            Page(
                [
                    ["STT", "Họ và tên", "Năm sinh", "Đơn vị"],
                    [1, "Nguyễn Văn An", 1985, "Xã đội"],
                    [],
                    ["DANH SÁCH BỔ SUNG"],
                    ["Họ và tên", "Đơn vị", "Ngày sinh"],
                    ["Trần Thị Bích", "Trạm y tế", "01/02/1990"],
                ]
            )
        ),
        shows="name birth workplace",
        people="2 | Nguyễn Văn An | 1985 | Xã đội\n6 | Trần Thị Bích | 01/02/1990 | Trạm y tế",
        says=("second_header",),
    ),
    Entry(
        "no header: names and years",
        xlsx(Page([["Nguyễn Văn An", 1985], ["Trần Thị Bích", 1990], ["Lò Văn Cương", "1979"]])),
        people="1 | Nguyễn Văn An | 1985\n2 | Trần Thị Bích | 1990\n3 | Lò Văn Cương | 1979",
        is_sure=False,
    ),
    Entry(
        "no header below a title, numbered, with telephones",
        xlsx(
            Page(
                [
                    ["DANH SÁCH HIẾN MÁU THÔN 4"],
                    [1, "Nguyễn Văn An", 1985, "0912000041"],
                    [2, "Trần Thị Bích", 1990, "0912000042"],
                ]
            )
        ),
        shows="name birth phone",
        people="2 | Nguyễn Văn An | 1985 | 0912000041\n3 | Trần Thị Bích | 1990 | 0912000042",
        is_sure=False,
    ),
    Entry(
        "the name's heading is strange, its content is not",
        xlsx(Page([["STT", "Cá nhân", "Năm sinh", "Điện thoại"], [1, "Nguyễn Văn An", 1985, "0912000051"]])),
        shows="name birth phone",
        people="2 | Nguyễn Văn An | 1985 | 0912000051",
        is_sure=False,
    ),
    Entry(
        "nothing tells births from other years",
        xlsx(Page([["Họ và tên", "A", "B"], ["Nguyễn Văn An", 1985, 2010], ["Trần Thị Bích", 1990, 2012]])),
        asks="column birth",
    ),
    Entry(
        "no names at all",
        xlsx(Page([["STT", "Đơn vị", "Chỉ tiêu"], [1, "Thôn 1", 10], [2, "Thôn 2", 20]])),
        asks="header",
    ),
    Entry("only a header", xlsx(Page([["STT", "Họ và tên", "Năm sinh", "Đơn vị"]])), people=""),
    Entry(
        "a header of two rows that starts above the names",
        xlsx(
            Page(
                [
                    ["TT", "Thông tin cá nhân", _, _, "Hiến máu", _],
                    [_, "Họ và tên", "Năm sinh", "Giới tính", "Số lần", "Lần gần nhất"],
                    [1, "Lê Quốc Dũng", 1979, "Nam", 3, "01/02/2026"],
                ],
                merges=("A1:A2", "B1:D1", "E1:F1"),
            )
        ),
        shows="name birth sex donations last_donation",
        asks="dates last_donation",
        people="3 | Lê Quốc Dũng | 1979 | male | 3 | 01/02/2026",
    ),
    Entry(
        "identity number with its day and place of issue below one heading",
        xlsx(
            Page(
                [
                    ["TT", "Họ và tên", "Năm sinh", "Căn cước công dân", _, _, "SĐT"],
                    [_, _, _, "Số", "Ngày cấp", "Nơi cấp", _],
                    [1, "Lê Quốc Dũng", 1979, "038079000021", "01/01/2021", "Cục CS", "0912000021"],
                ],
                merges=("D1:F1",),
            )
        ),
        shows="name identity phone",
        people="3 | Lê Quốc Dũng | 038079000021 | 0912000021",
        says=("unknown_column Căn cước công dân Ngày cấp", "unknown_column Căn cước công dân Nơi cấp"),
    ),
    Entry(
        "advice in brackets below the header",
        xlsx(
            Page(
                [
                    ["TT", "Họ và tên", "Năm sinh", "SĐT"],
                    [_, "(ghi như CCCD)", "(4 số)", "(10 số)"],
                    [1, "Lê Quốc Dũng", 1979, "0912000021"],
                ]
            )
        ),
        shows="name phone",
        people="3 | Lê Quốc Dũng | 0912000021",
    ),
]
