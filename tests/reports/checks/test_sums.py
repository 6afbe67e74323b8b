"""Numbers in sentences: a right text gives no finding, and one number changed gives exactly that one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.numbers import decimal, integer, percent
from reports.blocks import Blocks, Clause, Dash, Figure, Paragraph, Section, inline
from reports.checks.findings import Finding
from reports.checks.stretches import Body, Stretch
from reports.checks.sums import prose_sums, shares

AMOUNTS = st.integers(min_value=0, max_value=99_999)
OTHER = st.integers(min_value=1, max_value=500)
LEADS = st.sampled_from(
    [
        "Trong năm vận động được {} đơn vị máu, cụ thể:",
        "Chỉ tiêu năm 2026 là {} đơn vị máu, chi tiết như sau:",
        "Kết quả thu nhận {} đơn vị máu, tăng 12 đơn vị máu so với năm 2025, gồm:",
        "Trong năm 2026, từ ngày 07/01/2026, thu được {}/9.999 đơn vị máu (hơn 100 đơn vị máu), cụ thể như sau:",
    ]
)
ROUNDS = st.sampled_from(
    [
        "Đợt {n} (ngày 07/8/2026): {x}/550 đơn vị máu, đạt tốt.",
        "Đợt {n} tổ chức ngày 05/3/2026 vận động được {x} đơn vị máu",
        "Lễ hội Xuân hồng: {x} đơn vị máu;",
        "Ngoài các đợt: {x} đơn vị máu.",
    ]
)


def announced(lead: str, lines: list[str], *, inside: bool) -> Blocks:
    """A sentence and the lines it announces, below it or after it, in a document."""
    dashes = tuple(Dash(inline(line)) for line in lines)
    parts = (
        (Clause(inline(lead), children=dashes),)
        if inside
        else (Clause(title="Kết quả", children=(say(lead), *dashes)),)
    )
    return (say("Mở đầu."), Section("Kết quả", parts))


def say(text: str) -> Paragraph:
    return Paragraph(inline(text))


def sums_of(blocks: Blocks) -> list[Finding]:
    return list(prose_sums(Body(blocks, {})))


@given(st.lists(st.tuples(ROUNDS, AMOUNTS), min_size=2, max_size=7), LEADS, st.booleans(), OTHER, st.data())
def test_an_amount_and_the_lines_that_follow_it(
    parts: list[tuple[str, int]], lead: str, inside: bool, other: int, data: st.DataObject
) -> None:
    def lines(amounts: list[int]) -> list[str]:
        return [
            shape.format(n=n, x=integer(amount))
            for n, ((shape, _was), amount) in enumerate(zip(parts, amounts, strict=True), start=1)
        ]

    amounts = [amount for _shape, amount in parts]
    whole = sum(amounts)
    assert sums_of(announced(lead.format(integer(whole)), lines(amounts), inside=inside)) == []
    which = data.draw(st.integers(min_value=-1, max_value=len(amounts) - 1))
    if which < 0:
        whole += other
    else:
        amounts[which] += other
    [finding] = sums_of(announced(lead.format(integer(whole)), lines(amounts), inside=inside))
    assert finding.is_error
    assert finding.sentence.startswith(
        f"Ghi {integer(whole)} đơn vị máu nhưng cộng các phần được {integer(sum(amounts))} ("
    )
    assert [spot.place for spot in finding.spots] == ["I.1"]
    assert finding.spots[0].marked == integer(whole)


@given(AMOUNTS, AMOUNTS, OTHER)
def test_an_amount_and_its_rounds_in_brackets(first: int, second: int, other: int) -> None:
    def text(whole: int) -> tuple[Paragraph]:
        return (
            say(
                f"Tổ chức 2 đợt với chỉ tiêu {integer(whole)} đơn vị máu (dự kiến đợt 01 vào tháng 3/2024, chỉ tiêu "
                f"{integer(first)} đơn vị máu; đợt 2 vào tháng 8/2024, {integer(second)} đơn vị máu)."
            ),
        )

    assert sums_of(text(first + second)) == []
    assert len(sums_of(text(first + second + other))) == 1


@pytest.mark.parametrize(
    "lines",
    [
        ["Đợt 1: 462 người hiến", "Đợt 2: 862 người hiến"],  # told in another measure
        ["Đợt 1: 462 đơn vị máu"],  # one alone is no list of parts
        ["Đợt 1: hơn 400 đơn vị máu", "Đợt 2: 862 đơn vị máu"],  # not an exact figure
        ["Đợt 1: chỉ tiêu 550 đơn vị máu, 462 đơn vị máu", "Đợt 2: 862 đơn vị máu"],  # which of the two?
        ["Tuyên truyền rộng rãi.", "Tư vấn chu đáo."],
        ["Thể tích 350 ml: 400 đơn vị máu", "Phục vụ chu đáo.", "Thể tích 450 ml: 24 đơn vị máu"],
    ],
)
def test_lines_that_are_no_parts_are_not_added_up(lines: list[str]) -> None:
    assert sums_of(announced("Vận động được 1.323 đơn vị máu, cụ thể:", lines, inside=False)) == []


@pytest.mark.parametrize(
    ("lead", "count"),
    [
        ("Vận động được {} đơn vị máu, cụ thể:", 1),
        ("Vận động được {} đơn vị máu, các đơn vị tiêu biểu gồm:", 0),
        ("Vận động được {} đơn vị máu; một số đơn vị làm tốt, cụ thể:", 0),
    ],
)
def test_some_of_the_parts_are_not_the_whole(lead: str, count: int) -> None:
    lines = ["Công an huyện: 50 đơn vị máu", "Trường THPT: 60 đơn vị máu"]
    assert len(sums_of(announced(lead.format("1.324"), lines, inside=False))) == count


def test_thousands_with_a_comma_are_read_as_they_are_meant_and_with_a_space_not_at_all() -> None:
    lines = ["Đợt 1: 462 đơn vị máu", "Đợt 2: 862 đơn vị máu"]
    lead = "Vận động được {} đơn vị máu, cụ thể:"
    assert sums_of(announced(lead.format("1,324"), lines, inside=False)) == []
    [finding] = sums_of(announced(lead.format("1,323"), lines, inside=False))
    assert finding.sentence.startswith("Ghi 1.323 đơn vị máu nhưng cộng các phần được 1.324 ")
    assert sums_of(announced(lead.format("1 323"), lines, inside=False)) == []


def test_rounds_to_come_remarks_and_what_is_told_again_add_nothing() -> None:
    lines = [
        "Đợt 1: chỉ tiêu 550 đơn vị máu, vận động được 462 đơn vị máu",
        "Trong đó thể tích 350 ml: 100 đơn vị máu",
        "Đợt 2: 862/550 đơn vị máu",
        "Đợt 3: chưa tổ chức",
        "Việc tiếp nhận bảo đảm an toàn.",
    ]
    assert sums_of(announced("Vận động được 1.324 đơn vị máu, cụ thể:", lines, inside=False)) == []
    assert len(sums_of(announced("Vận động được 1.323 đơn vị máu, cụ thể:", lines, inside=False))) == 1


def test_a_paragraph_after_the_list_is_no_part_of_it() -> None:
    blocks = (
        say("Vận động được 1.324 đơn vị máu, cụ thể:"),
        Dash(inline("Đợt 1: 462 đơn vị máu")),
        Dash(inline("Đợt 2: 862 đơn vị máu")),
        say("Theo Sở Y tế, bình quân toàn tỉnh là 900 đơn vị máu."),
    )
    assert sums_of(blocks) == []


def test_bound_figures_are_read_as_they_print_and_a_blank_one_is_nothing_yet() -> None:
    entry = {"value": None, "text": "–", "source": "x", "as_of": ""}
    blocks: Blocks = (
        say("Vận động được 462 đơn vị máu, cụ thể:"),
        Dash(inline("Đợt 1: 462 đơn vị máu")),
        Dash(inline("Đợt 2: ", Figure("none"), " đơn vị máu")),
    )
    assert list(prose_sums(Body(blocks, {"none": entry}))) == []  # type: ignore[dict-item]


# --- Percentages ------------------------------------------------------------------------------------

SHARES = st.sampled_from(
    [
        "Thu nhận được {} đơn vị máu, đạt {} chỉ tiêu.",
        "Đợt 1 (ngày 07/01/2026): {} đơn vị máu đạt {} chỉ tiêu giao.",
        "Có {} xã, thị trấn (tỷ lệ {}) hoàn thành.",
        "Có {} đơn vị nộp danh sách, bằng {}.",
    ]
)


def shares_of(text: str) -> list[Finding]:
    return list(shares([Stretch(text, "I.1")]))


@given(
    SHARES,
    st.integers(min_value=0, max_value=20_000),
    st.integers(min_value=1, max_value=20_000),
    st.integers(min_value=0, max_value=2),
    st.integers(min_value=1, max_value=300),
)
def test_a_share_and_its_percentage(shape: str, part: int, whole: int, places: int, off: int) -> None:
    right = percent(part, whole, places)
    share = f"{integer(part)}/{integer(whole)}"
    assert shares_of(shape.format(share, right)) == []
    value = Decimal(right.rstrip("%").replace(".", "").replace(",", "."))
    wrong = f"{decimal(value + off, places)}%"
    [finding] = shares_of(shape.format(share, wrong))
    assert finding.is_error
    assert finding.sentence.startswith(f"{share} là ")
    assert f"không phải {wrong}." in finding.sentence


@pytest.mark.parametrize(
    "text",
    [
        "Thu nhận 1.726/1.735 đơn vị máu, đạt 99,5%.",
        "Đạt 462/550 đơn vị máu đạt 84% chỉ tiêu; đạt 862/550 đơn vị máu, đạt 157%.",
        "Trong tháng 4/2023 đạt 15% tổng lượng máu của cả năm.",
        "Từ ngày 01/4 đến 30/4 đạt 15% chỉ tiêu.",
        "Hưởng ứng “Ngày toàn dân hiến máu” 07/4, đạt 15% chỉ tiêu.",
        "Ngày 07/4/2023, đạt 15%.",
        "Thu 1.100/1.000 đơn vị máu, tăng 5% so với năm trước.",
        "Thu 1.100/1.000 đơn vị máu, đạt hơn 100% chỉ tiêu.",
        "Có 22/22 xã; 75% người hiến máu nhắc lại.",
        "Có 0/0 đơn vị, đạt 0%.",
        "Thu 212/250 đơn vị máu, bằng 110% so với cùng kỳ năm trước.",
        "Thu 1.881/1.735 đơn vị máu, chiếm 1,19% dân số.",
        "Đợt 1 thu 462/550 đơn vị máu, đạt 30% kế hoạch năm.",
        "Thu 500/550 đơn vị máu, trong đó nhóm máu O chiếm 45%.",
    ],
)
def test_what_is_no_share_or_is_right_is_left_alone(text: str) -> None:
    assert shares_of(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Cả năm thu 1.726/1.735 đơn vị máu, đạt 98,5% chỉ tiêu năm.",
        "Đợt 1 thu 462/550 đơn vị máu, đạt 85% kế hoạch của đợt.",
    ],
)
def test_a_percentage_of_its_own_whole_is_held_against_it(text: str) -> None:
    [finding] = shares_of(text)
    assert finding.is_error
