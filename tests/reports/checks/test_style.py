"""How a text is written: each thing that is told, and beside it what looks like it and is right."""

from __future__ import annotations

import pytest

from reports.blocks import Annex, Blocks, Clause, Dash, Figure, Paragraph, Point, Section, SubNumber, inline
from reports.checks import annexes, dates, style, symbols, wording
from reports.checks.findings import Finding, merged
from reports.checks.stretches import Body, Stretch
from reports.places import places_of


def said(text: str) -> list[Stretch]:
    return [Stretch(text, "I.1")]


def sentences(found: list[Finding]) -> list[str]:
    return [each.sentence for each in found]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Trong năm Huyện đã tổ chức.", "Huyện"),
        ("Ủy ban nhân dân Huyện/Trưởng Ban Chỉ đạo", "Huyện"),
        ("dẫn đầu 12 Huyện, thành phố", "Huyện"),
        ("các PCT/UBND Huyện", "Huyện"),
        ("Hội Chữ thập đỏ Tỉnh và các Xã", "Tỉnh"),
        ("ở Huyện Bình Sơn", "Huyện"),
    ],
)
def test_a_common_noun_in_mid_sentence_is_small(text: str, words: str) -> None:
    found = list(style.style(said(text)))
    assert found[0].sentence == f"Danh từ chung “{words}” giữa câu không viết hoa; ghi “{words.lower()}”."
    assert not found[0].is_error


@pytest.mark.parametrize(
    "text",
    [
        "Huyện đã tổ chức. Tỉnh giao chỉ tiêu: Huyện nhận.",
        "Thường vụ Huyện ủy, Tỉnh uỷ, Quận Đoàn, Huyện đội",
        "ở Quận 1, Phường 5",
        "ở Phường Lê Lợi, Xã Nguyễn Huệ",
        "Ủy ban nhân dân Thành phố Hồ Chí Minh",
        "ỦY BAN NHÂN DÂN HUYỆN BÌNH SƠN",
        "“Huyện kết nghĩa” và huyện bạn",
        "các mít tinh trên tinh thần tự nguyện, tinh gọn, hành tinh, vệ tinh",
        "Hội Chữ thập đỏ; HỘI CHỮ THẬP ĐỎ",
        "ban chỉ đạo các cấp; Ban Chỉ đạo; BAN CHỈ ĐẠO",
        "Sở Lao động - Thương binh và Xã hội; Ủy ban Văn hóa, Xã hội; các Tỉnh Hội, Huyện Hội",
        "kinh tế - xã hội, 2023-2027, số liệu –",
        "thể tích 350 ml, 40 m pano, 100.000đ",
        "năm 2025 người hiến máu tăng; 1.323 đơn vị máu; 2,5 đơn vị máu; tháng 4/2023 người dân",
    ],
)
def test_what_looks_alike_and_is_right(text: str) -> None:
    assert list(style.style(said(text))) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1323 đơn vị máu", "“1323” không có dấu chấm hàng nghìn; ghi “1.323”."),
        ("1,323 đơn vị máu", "“1,323”: dấu phẩy là phần lẻ; hàng nghìn ghi dấu chấm, “1.323”."),
        ("BCD quốc gia", "“BCD” ghi là “BCĐ”."),
        ("BCDQG", "“BCDQG” ghi là “BCĐQG”."),
        ("Hội Chữ thập quận", "“Hội Chữ thập” thiếu chữ “đỏ”; ghi “Hội Chữ thập đỏ”."),
        ("Băng zôn", "“Băng zôn” ghi là “băng rôn”."),
        ("tài liệu, ...", "Dấu “…” để trống ý; liệt kê cho hết hoặc bỏ dấu."),
    ],
)
def test_other_ways_of_writing(text: str, sentence: str) -> None:
    assert sentences(list(style.style(said(text)))) == [sentence]


def test_what_a_bound_figure_prints_is_left_alone() -> None:
    entry = {"value": "x", "text": "Trường BCD, ở Huyện Bình Sơn – 350ml...", "source": "x", "as_of": ""}
    body = Body((Paragraph(inline("Có ", Figure("name"), " đạt.")),), {"name": entry})  # type: ignore[dict-item]
    read = [stretch for _path, stretch in body.sentences()]
    assert list(style.style(read)) == []
    assert list(wording.abbreviations(read)) == []


# --- Symbols and days -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("33/KH- BCĐ", "33/KH-BCĐ"),
        ("11/KH - BCĐ", "11/KH-BCĐ"),
        ("14/HD – BCĐQG", "14/HD-BCĐQG"),
        ("93 /BC-BCĐ", "93/BC-BCĐ"),
        ("7 / QyĐ—UBND", "7/QyĐ-UBND"),
    ],
)
def test_a_symbol_with_spaces_or_dashes(written: str, right: str) -> None:
    [finding] = symbols.symbols(said(f"Thực hiện Kế hoạch số {written} ngày 03/3/2025 của Ban Chỉ đạo"))
    assert finding.sentence == f"Ký hiệu “{written}” có dấu cách hoặc gạch dài; ghi “{right}”."
    assert finding.spots[0].marked == written


@pytest.mark.parametrize(
    "text",
    [
        "Kế hoạch số 33/KH-BCĐ ngày 03/3/2025",
        "số 01/KH-BCĐ - Ban Chỉ đạo tỉnh",
        "Nghị định số 30/2020/NĐ-CP, Nghị quyết số 12/NQ/TW",
        "số 5/7 đơn vị; số 4 đường Lê Lợi",
        "Số:      /KH-BCĐ",
        "Số: /HD-BCĐQG",
    ],
)
def test_symbols_that_are_right_or_none(text: str) -> None:
    assert list(symbols.symbols(said(text))) == []


@pytest.mark.parametrize(
    ("text", "count", "is_error"),
    [
        ("ngày 05 tháng 3 năm 2026, ngày 15 tháng 02 năm 2026, Ngày 13 tháng 01 năm 2021", 0, False),
        ("ngày 5 tháng 3 năm 2026", 1, True),
        ("ngày 05 tháng 03 năm 2026", 1, True),
        ("ngày 05 tháng 2 năm 2026", 1, True),
        ("ngày 31 tháng 4 năm 2026", 1, True),
        ("ngày      tháng      năm 2026", 0, False),
        ("ngày 03/3/2025, ngày 24/3/2025, 22/02/2023, 07/4", 0, False),
        ("ngày 24/03/2025 và 22/04/2025", 0, False),  # one way, if not the decree's
        ("ngày 03/3/2025 và 24/03/2025", 1, False),
        ("ngày 7/4/2023", 1, False),
        ("ngày 07/1/2023", 1, False),
        ("ngày 29/02/2025", 1, True),
        ("ngày 29/02/2024", 0, False),
        ("Tháng 08 năm 2025", 1, False),
        ("tháng 8 năm 2025, tháng 02 năm 2025, tháng 4/2023", 0, False),
        ("ngày 99 tháng 99 năm 0000", 1, True),
    ],
)
def test_days(text: str, count: int, *, is_error: bool) -> None:
    found = [*dates.long_days(said(text)), *dates.short_days(said(text)), *dates.months(said(text))]
    assert len(found) == count
    assert all(each.is_error is is_error for each in found)


# --- Words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hiến máu tình nguyện (HMTN) thường xuyên; HMTN nhắc lại.", []),
        ("Ban Chỉ đạo huyện (viết tắt HMTN); HMTN.", []),
        ("Ban Chỉ đạo (sau đây gọi tắt là BCĐ) và hiến máu tình nguyện (viết tắt là “HMTN”); BCĐ HMTN.", []),
        ("Kế hoạch số 33/KH-BCĐ của UBND, HĐND, MTTQ; mục II, XIV; THPT.", []),
        ("Công ty FPT, VNPT, EVN ủng hộ.", []),
        ("BAN CHỈ ĐẠO HMTN HUYỆN", []),
        ("Vận động HMTN rộng khắp.", ["“HMTN” chưa được giải thích; lần đầu ghi đủ rồi ghi “(HMTN)”."]),
        (
            "Các TNXP tham gia; thanh niên xung phong (TNXP) nòng cốt.",
            ["“TNXP” dùng trước khi được giải thích; giải thích ở lần đầu."],
        ),
    ],
)
def test_abbreviations(text: str, expected: list[str]) -> None:
    assert sentences(list(wording.abbreviations(said(text)))) == expected


@pytest.mark.parametrize(
    ("text", "twice"),
    [
        ("UBND các các xã", "các"),
        ("Phó Chủ tịch Ủy ban Huyện Phó Chủ tịch Ủy ban Huyện/Trưởng", "Phó Chủ tịch Ủy ban Huyện"),
        ("Ủy ban Huyện, Phó Chủ tịch Ủy ban Huyện Phó Chủ tịch Ủy ban Huyện", "Phó Chủ tịch Ủy ban Huyện"),
        ("nhà nhà thi đua, người người hiến máu, luôn luôn", ""),
        ("tham gia hiến máu, tham gia hiến máu nhắc lại", ""),
        ("hiến máu tình nguyện và hiến máu nhắc lại", ""),
        ("từng bước, từng bước một", ""),
    ],
)
def test_what_is_written_twice(text: str, twice: str) -> None:
    expected = [f"“{twice}” viết hai lần liền nhau; bỏ một lần."] if twice else []
    assert sentences(list(wording.written_twice(said(text)))) == expected


# --- Annexes and places -----------------------------------------------------------------------------


def with_annexes(text: str, count: int) -> Body:
    annexes_ = tuple(Annex(f"Chỉ tiêu {n}", (Paragraph(inline("Bảng.")),)) for n in range(count))
    return Body((Paragraph(inline(text)), *annexes_), {})


@pytest.mark.parametrize(
    ("text", "count", "unnamed"),
    [
        ("Giao chỉ tiêu (Có phụ lục kèm theo).", 1, []),
        ("Giao chỉ tiêu.", 1, ["Phụ lục"]),
        ("Chỉ tiêu tại Phụ lục I, lịch tại Phụ lục II.", 2, []),
        ("Chỉ tiêu tại Phụ lục I.", 2, ["Phụ lục II"]),
        ("Có 02 phụ lục kèm theo.", 2, []),
        ("Chi tiết ở các phụ lục.", 3, []),
    ],
)
def test_an_annex_must_be_named_in_the_text(text: str, count: int, unnamed: list[str]) -> None:
    found = list(annexes.unreferred(with_annexes(text, count)))
    assert [spot.place for each in found for spot in each.spots] == unnamed
    assert all(each.is_error for each in found)


def test_an_annex_that_is_named_and_not_there() -> None:
    assert len(list(annexes.missing(with_annexes("Giao chỉ tiêu (Có phụ lục kèm theo).", 0)))) == 1
    assert list(annexes.missing(with_annexes("Theo Phụ lục I Nghị định số 30/2020/NĐ-CP.", 0))) == []


def test_places_are_called_by_their_numbers() -> None:
    text = inline("Chữ.")
    blocks: Blocks = (
        Paragraph(text),
        Section(
            "Mục", (Clause(text, children=(SubNumber(text), Point(text, children=(Dash(text),)))), Paragraph(text))
        ),
        Paragraph(text),
        Annex("Một", (Clause(text), Paragraph(text))),
        Annex("Hai", (Paragraph(text),)),
    )
    assert list(places_of(blocks).values()) == [
        *("phần mở đầu", "I", "I.1", "I.1.1", "I.1.a", "I.1.a", "I", "phần kết"),
        *("Phụ lục I", "Phụ lục I, 1", "Phụ lục I", "Phụ lục II", "Phụ lục II"),
    ]
    assert list(places_of((Paragraph(text),)).values()) == ["nội dung"]


def test_what_says_the_same_is_told_once_with_all_its_places_and_errors_first() -> None:
    style_, error = Finding("Kiểu.", (Stretch("a", "I").spot(),)), Finding("Sai.", (), is_error=True)
    other = Finding("Kiểu.", (Stretch("b", "II").spot(), Stretch("c", "II").spot()))
    found = merged([style_, error, other])
    assert sentences(found) == ["Sai.", "Kiểu."]
    assert [spot.place for spot in found[1].spots] == ["I", "II", "II"]
    assert [spot.place for spot in found[1].places] == ["I", "II"]
