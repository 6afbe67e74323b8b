"""Totals of tables: a right table gives no finding, one number changed that one; what is no sum is left alone."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.numbers import integer
from reports.blocks import Annex, Column, Row, Table, inline
from reports.checks.findings import Finding
from reports.checks.stretches import Body
from reports.checks.tables import table_sums

AMOUNTS = st.integers(min_value=0, max_value=9_999)


def row(*cells: str) -> Row:
    return Row(tuple(inline(cell) if cell else () for cell in cells))


def table(titles: tuple[str, ...], rows: list[tuple[str, ...]], *, totals: tuple[str, ...] | None = None) -> Table:
    return Table(
        columns=tuple(Column(title) for title in titles),
        rows=tuple(row(*cells) for cells in rows),
        totals=row(*totals) if totals else None,
    )


def wrong_in(made: Table) -> list[Finding]:
    return list(table_sums(Body((Annex("Kết quả", (made,)),), {})))


@dataclass
class Grown:
    """A table of groups: each group's amounts, its subtotal, and the whole."""

    groups: list[list[int]]
    subtotals: list[int]
    whole: int

    @classmethod
    def of(cls, groups: list[list[int]]) -> Grown:
        return cls([list(group) for group in groups], [sum(group) for group in groups], sum(map(sum, groups)))

    def changed(self, at: int, by: int) -> None:
        """One of all its numbers, changed."""
        places = [(group, index) for group in self.groups for index in range(len(group))]
        places += [(self.subtotals, index) for index in range(len(self.subtotals))]
        if at % (len(places) + 1) == len(places):
            self.whole += by
        else:
            numbers, index = places[at % (len(places) + 1)]
            numbers[index] += by

    def headed(self, *, pasted: bool) -> Table:
        """Group headings over the whole width, "Cộng" under each group."""
        rows: list[tuple[str, ...]] = []
        for name, (group, subtotal) in enumerate(zip(self.groups, self.subtotals, strict=True)):
            rows.append((f"Khối {name}",))
            rows += [(str(n), f"Xã {n}", integer(x), f"{x}/9", "84%") for n, x in enumerate(group, start=1)]
            rows.append(("", "Cộng", integer(subtotal), "", ""))
        total = ("", "Tổng cộng", integer(self.whole), "", "84%")
        titles = ("STT", "Đơn vị", "Kết quả", "Phiếu", "Tỷ lệ")
        return table(titles, [*rows, total]) if pasted else table(titles, rows, totals=total)

    def numbered(self) -> Table:
        """Group lines with Roman numbers that hold their group's figure."""
        rows: list[tuple[str, ...]] = []
        for name, (group, subtotal) in enumerate(zip(self.groups, self.subtotals, strict=True)):
            rows.append(("IVX"[name], f"Khối {name}", integer(subtotal)))
            rows += [(str(n), f"Xã {n}", integer(x)) for n, x in enumerate(group, start=1)]
        return table(("TT", "Đơn vị", "Chỉ tiêu (đơn vị máu)"), rows, totals=("", "Tổng số", integer(self.whole)))


@given(
    st.lists(st.lists(AMOUNTS, min_size=1, max_size=4), min_size=1, max_size=3),
    st.sampled_from(["headed", "pasted", "numbered"]),
    st.integers(min_value=0, max_value=40),
    st.integers(min_value=1, max_value=99),
)
def test_totals_of_groups_and_of_the_whole(groups: list[list[int]], form: str, at: int, by: int) -> None:
    def made(grown: Grown) -> Table:
        return grown.numbered() if form == "numbered" else grown.headed(pasted=form == "pasted")

    grown = Grown.of(groups)
    assert wrong_in(made(grown)) == []
    grown.changed(at, by)
    wrong = wrong_in(made(grown))
    # of a table of one group, subtotal and total are one number told twice
    assert len(wrong) == 1
    assert wrong[0].is_error
    assert wrong[0].spots[0].place == "Phụ lục"


@given(st.lists(st.one_of(st.none(), AMOUNTS), min_size=1, max_size=12), st.integers(min_value=1, max_value=99))
def test_a_plain_list_with_blanks(amounts: list[int | None], by: int) -> None:
    rows = [(f"Xã {n}", "–" if x is None else integer(x)) for n, x in enumerate(amounts)]
    whole = sum(x or 0 for x in amounts)
    titles = ("Đơn vị", "Kết quả")
    assert wrong_in(table(titles, rows, totals=("Tổng cộng", integer(whole)))) == []
    found = wrong_in(table(titles, rows, totals=("Tổng cộng", integer(whole + by))))
    assert len(found) == (any(x is not None for x in amounts))


def test_the_sentence_names_column_line_and_both_numbers() -> None:
    rows = [("1", "Xã A", "+212"), ("2", "Xã B", "−12,5")]
    [finding] = wrong_in(table(("STT", "Đơn vị", "So với năm 2022"), rows, totals=("", "Tổng cộng", "+200")))
    assert finding.sentence == (
        "Cột “So với năm 2022”, dòng “Tổng cộng” ghi 200 nhưng cộng các dòng được 199,5. Sửa số sai."
    )


@pytest.mark.parametrize(
    ("titles", "rows", "totals"),
    [
        (("STT", "Đơn vị"), [("1", "Xã A"), ("2", "Xã B")], ("9", "Tổng cộng")),
        (("Đơn vị", "Tỷ lệ (%)"), [("Xã A", "84"), ("Xã B", "157")], ("Tổng cộng", "120")),
        (("Đơn vị", "Đạt"), [("Xã A", "462/550"), ("Xã B", "862/550")], ("Tổng cộng", "1.323/1.100")),
        (("Đơn vị", "Kết quả"), [("Xã A", "462"), ("Xã B", "chưa nộp")], ("Tổng cộng", "500")),
        (("Đơn vị", "Ghi chú"), [("Xã A", ""), ("Xã B", "")], ("Tổng cộng", "02 đơn vị")),
        (("Đơn vị", "Bình quân"), [("Xã A", "3"), ("Xã B", "4")], ("Tổng cộng", "3,5")),
        (("Đơn vị", "Kết quả"), [("Xã A", "462"), ("Cộng Hòa", "862")], ("Tổng cộng", "1.324")),
        (("Đơn vị", "Nam"), [("Xã A", "10"), ("Trong đó: thôn 1", "4"), ("Xã B", "5")], ("Cộng", "15")),
        (("Đơn vị", "Kết quả"), [("Xã A", "462"), ("Xã B", "862")], ("Tổng cộng", "–")),
        (("Đơn vị", "Kết quả"), [("Xã A", "4"), ("Tổng công ty B", "8"), ("Xã C", "1")], ("Tổng cộng", "13")),
        (("Đơn vị", "Năm sinh"), [("Xã A", "1990"), ("Xã B", "1991")], ("Tổng cộng", "2")),
        (("Đơn vị", "Kết quả"), [("Xã A", "1,323"), ("Xã B", "500")], ("Tổng cộng", "1,823")),
        (("Đơn vị", "Lũy kế"), [("Đợt 1", "462"), ("Đợt 2", "1.324")], ("Tổng cộng", "1.324")),
    ],
)
def test_what_is_no_sum_is_left_alone(
    titles: tuple[str, ...], rows: list[tuple[str, ...]], totals: tuple[str, ...]
) -> None:
    assert wrong_in(table(titles, rows, totals=totals)) == []


def test_a_column_named_by_its_year_is_added_up() -> None:
    rows = [("Xã A", "462"), ("Xã B", "862")]
    assert len(wrong_in(table(("Đơn vị", "Năm 2023"), rows, totals=("Tổng cộng", "1.323")))) == 1


def test_a_total_told_before_its_parts_and_none_at_all() -> None:
    titles = ("Đơn vị", "Kết quả")
    assert wrong_in(table(titles, [("Toàn huyện", "1.324"), ("Xã A", "462"), ("Xã B", "862")])) == []
    assert len(wrong_in(table(titles, [("Toàn huyện", "1.323"), ("Xã A", "462"), ("Xã B", "862")]))) == 1
    assert wrong_in(table(titles, [("Xã A", "462"), ("Xã B", "862")])) == []


def test_numbers_of_three_depths() -> None:
    rows = [("I", "Khối xã", "30"), ("1", "Xã A", "20"), ("1.1", "Thôn 1", "15"), ("1.2", "Thôn 2", "5")]
    rows += [("2", "Xã B", "10"), ("II", "Khối cơ quan", "7")]
    titles = ("TT", "Đơn vị", "Chỉ tiêu")
    assert wrong_in(table(titles, rows, totals=("", "Tổng cộng", "37"))) == []
    rows[2] = ("1.1", "Thôn 1", "14")
    [finding] = wrong_in(table(titles, rows, totals=("", "Tổng cộng", "37")))
    assert "dòng “Xã A” ghi 20" in finding.sentence
