"""The figures of the five samples in, the figures of the samples out; the one wrong sum put right.

Each list holds every figure that the sample prints, in its order and in the words that stand around it here.
"""

from __future__ import annotations

import re

import pytest

from reports.blocks import Figure, plain_text, run_text, runs_of, walk
from reports.citing import is_citation
from reports.page.content import PageContent

FIGURES: dict[str, tuple[str, ...]] = {
    "công văn": (
        "Kế hoạch số 33/KH-BCĐ ngày 03/3/2025",
        "năm 2025",
        "mới có 10/36 đơn vị nộp; còn 26 đơn vị chưa nộp",
        "phiếu đăng ký của các tình nguyện viên, gửi về Ban Chỉ đạo (qua Hội Chữ thập đỏ huyện - cơ quan thường trực)",
        "trước ngày 24/3/2025",
        "điện thoại 0900000199",
    ),
    "thông báo": (
        "Ngày 13 tháng 01 năm 2021, tại Hội trường Ủy ban nhân dân huyện",
        "năm 2020, triển khai kế hoạch vận động hiến máu tình nguyện năm 2021",
        "các trường THPT: Mẫu 2, Mẫu 3",
        "Báo cáo công tác hiến máu tình nguyện năm 2020 và triển khai kế hoạch năm 2021",
        "06 đợt hiến máu tình nguyện, kết quả thu nhận được 1.726/1.735 đơn vị máu, đạt 99,5%",
        "tăng 231 đơn vị máu so với kết quả năm 2019",
        "dẫn đầu 12 huyện, thành phố",
        "Năm 2021, chỉ tiêu vận động là 1.881 đơn vị máu, tăng 146 đơn vị máu so với chỉ tiêu năm 2020",
        "tương đương 1,19% dân số",
        "đạt chỉ tiêu của Đợt I năm 2021 (ngày 28/01/2021)",
        "Ngày Toàn dân hiến máu tình nguyện 07/4, Ngày Thế giới tôn vinh người hiến máu 14/6",
    ),
    "kế hoạch": (
        "Kế hoạch số 11/KH-BCĐ ngày 10/01/2025",
        "từ 550 đến 650 lượt người",
        "trên 330 đơn vị máu toàn phần",
        "100% người hiến máu",
        "75% người hiến máu nhắc lại",
        "100% đơn vị tham gia",
        "(Có Phụ lục kèm theo)",
        "dự kiến tháng 8 năm 2025, tại Trung tâm hành chính quận",
        "Thời gian và địa điểm cụ thể, Ban Chỉ đạo sẽ thông báo sau.",
        "12. Ban An toàn giao thông",
        "“Ngày hội hiến máu tình nguyện quận năm 2025”.",
        "3. Nguồn hợp pháp khác.",
    ),
    "hướng dẫn": (
        "Hướng dẫn số 14/HD-BCĐQG ngày 22/02/2023",
        "“Ngày toàn dân hiến máu tình nguyện” 07/4/2023",
        "Chỉ thị số 03/CT-UBND ngày 22/02/2023",
        "năm 2023 và giai đoạn 2023-2027",
        "100% cơ quan, đơn vị",
        "trong tháng 4/2023 đạt trên 15% tổng lượng máu của cả năm, tương đương gần 1.500 đơn vị máu",
        "4.1. Tuyên truyền",
        "từ ngày 01/4 đến ngày 30/4/2023, cao điểm là ngày 07/4/2023",
        "07/4/2020",
        "4.5. Tôn vinh",
        "trước ngày 05/5/2023 theo địa chỉ: số 4 đường Mẫu",
    ),
    "báo cáo": (
        "Kế hoạch số 01/KH-BCĐ ngày 17/11/2022",
        "22/22 xã, thị trấn đã thành lập Ban Chỉ đạo",
        "20 tin, bài; hơn 10 buổi tuyên truyền lưu động, trực tiếp; 40 m pano; 20 m băng rôn",
        "02 đợt hiến máu, vận động được 1.324 đơn vị máu, đạt 120%",
        "Đợt 1 (ngày 07/01/2023): 462/550 đơn vị máu, đạt 84% chỉ tiêu",
        "Đợt 2 (ngày 15/7/2023): 862/550 đơn vị máu, đạt 157% chỉ tiêu",
        "tặng Bằng khen cho 01 gia đình, 01 tập thể và 02 cá nhân",
        "tặng Biểu trưng tôn vinh cho 01 tập thể và 04 cá nhân",
        "tặng Giấy khen cho 10 tập thể và 68 cá nhân có thành tích hiến máu từ 10 lần trở lên",
        "350 ml, 450 ml còn rất ít",
        "Kế hoạch số 02/KH-BCĐ ngày 31/10/2023, chỉ tiêu năm 2024",
        "1.100 đơn vị máu, thực hiện trong 02 đợt",
        "Đợt 1 (dự kiến tháng 3/2024): 550 đơn vị máu",
        "Đợt 2 (dự kiến tháng 8/2024): 550 đơn vị máu",
    ),
}
# What stands around the text: number, day, issuer, who signs and in whose place, the last recipient.
AROUND: dict[str, tuple[str, str, tuple[str, ...], tuple[str, ...], str]] = {
    "công văn": (
        "Số: 07/BCĐ-CTĐ",
        "Quảng Hà, ngày 20 tháng 3 năm 2025",
        ("TM. Ban Chỉ đạo", "Trưởng ban"),
        ("Phó Chủ tịch Ủy ban nhân dân",),
        "Lưu: VT, CTĐ",
    ),
    "thông báo": (
        "Số: 12/TB-VP",
        "Hồng An, ngày 14 tháng 01 năm 2021",
        ("Chánh Văn phòng",),
        (),
        "Lưu: VT, VP",
    ),
    "kế hoạch": (
        "Số: 05/KH-BCĐ",
        "Dương Hòa, ngày 10 tháng 3 năm 2025",
        ("TM. Ban Chỉ đạo", "Trưởng ban"),
        ("Phó Chủ tịch UBND",),
        "Lưu: VT, BCĐ",
    ),
    "hướng dẫn": (
        "Số: 14/HD-BCĐ",
        "Lạng Bình, ngày 15 tháng 3 năm 2023",
        ("TM. Ban Chỉ đạo", "KT. Trưởng ban", "Phó Trưởng ban Thường trực"),
        ("Chủ tịch Hội Chữ thập đỏ tỉnh",),
        "Lưu: VT, BCĐ",
    ),
    "báo cáo": (
        "Số: 93/BC-BCĐ",
        "Bình Hải, ngày 22 tháng 02 năm 2024",
        ("TM. Ban Chỉ đạo", "Trưởng ban"),
        ("Phó Chủ tịch Ủy ban nhân dân",),
        "Lưu: VT, BCĐ",
    ),
}


def text_of(content: PageContent) -> str:
    """The body as it reads, no-break spaces as spaces."""
    return plain_text(content.blocks, content.figures).replace("\u00a0", " ")


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_of_the_sample_comes_out(samples: dict[str, PageContent], name: str) -> None:
    said = text_of(samples[name])
    assert [words for words in FIGURES[name] if words not in said] == []


def test_a_committee_that_carries_out_its_own_plan_is_named_once(samples: dict[str, PageContent]) -> None:
    opening = text_of(samples["công văn"]).split("\n", 1)[0]
    assert opening.count("vận động hiến máu tình nguyện huyện Quảng Hà") == 1
    assert "huyện Quảng Hà (sau đây gọi tắt là Ban Chỉ đạo) về công tác" in opening
    assert "năm 2025, Ban Chỉ đạo đã đề nghị 36 đơn vị" in opening


@pytest.mark.parametrize("name", AROUND)
def test_what_stands_around_the_text_is_the_samples(samples: dict[str, PageContent], name: str) -> None:
    content = samples[name]
    around = (content.number, content.place_and_date, content.authority, content.second_post, content.recipients[-1])
    assert around == AROUND[name]


def test_the_sum_that_the_report_of_2023_got_wrong_is_right(samples: dict[str, PageContent]) -> None:
    said = text_of(samples["báo cáo"])
    parts = [int(part) for part in re.findall(r"(\d+)/550 đơn vị máu", said)]
    assert parts == [462, 862]
    assert sum(parts) == 1_324
    assert "1.323" not in said
    assert "\tTổng cộng\t1.100\t1.324\t120%" in said


def test_the_annex_of_the_plan_adds_up(samples: dict[str, PageContent]) -> None:
    rows = [line.split("\t") for line in text_of(samples["kế hoạch"]).splitlines() if "\t" in line]
    units = [int(row[2]) for row in rows if row[0].isdigit()]
    blocs = [int(row[2]) for row in rows if row[1:2] == ["Cộng"]]
    assert (len(units), sum(units), sum(blocs)) == (14, 340, 340)
    assert ["", "Tổng cộng", "340", ""] in rows


@pytest.mark.parametrize("name", FIGURES)
def test_every_printed_figure_knows_its_source(samples: dict[str, PageContent], name: str) -> None:
    figures = samples[name].figures
    assert figures
    assert all(entry["source"] for entry in figures.values())
    assert [key for key, entry in figures.items() if not entry["as_of"] and not is_citation(key)] == []


def test_what_the_samples_take_from_their_data_is_bound_and_not_typed(samples: dict[str, PageContent]) -> None:
    """Numbers that another document or the plan says: typed, they would stay when what they come from changes."""
    wanted = {
        "kế hoạch": ["trên 330 đơn vị máu toàn phần", "từ 550 đến 650 lượt người"],
        "hướng dẫn": ["07/4/2020", "14/HD-BCĐQG ngày 22/02/2023", "03/CT-UBND ngày 22/02/2023", "2023-2027"],
        "thông báo": ["dẫn đầu 12 huyện, thành phố"],
    }
    for name, words in wanted.items():
        content = samples[name]
        bound = [run_text(run, content.figures) for run in figures_of(content)]
        said = "\n".join(bound).replace("\u00a0", " ")
        assert [each for each in words if each not in said] == []


def figures_of(content: PageContent) -> list[Figure]:
    """Every bound figure that its text prints."""
    runs = (run for item in walk(content.blocks) for run in runs_of(item.block))
    return [run for run in runs if isinstance(run, Figure)]
