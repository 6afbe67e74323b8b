"""Last year's annex is read as it is: titles, two-row headers, groups, totals, signatures; then taken over once."""

import io

import pytest
from openpyxl import Workbook

from campaigns import planning
from campaigns.models import Plan
from committees import scopes
from committees.models import Bloc, Committee, Level, Unit
from core.refusal import Refused
from quotas.annex import Annex, apply_annex, read_annex
from quotas.models import Tally, Target
from quotas.progress import progress_of
from tests.cast import Cast
from tests.quotas.years import NOW

TITLES = [
    ["BAN CHỈ ĐẠO VẬN ĐỘNG HIẾN MÁU TÌNH NGUYỆN"],
    ["PHỤ LỤC"],
    ["Chỉ tiêu và kết quả vận động hiến máu tình nguyện năm 2025"],
    [],
]
FOOT = [[], ["", "", "", "", "Bình Hải, ngày 05 tháng 01 năm 2026"], ["", "NGƯỜI LẬP BIỂU", "", "", "TRƯỞNG BAN"]]


def workbook(*rows: list[object], merged: bool = True) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Chỉ tiêu"
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells("A1:H1")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def usual(*body: list[object]) -> bytes:
    header: list[object] = ["STT", "Tên đơn vị", "Dân số", "Chỉ tiêu", "Đợt 1", "Đợt 2", "Kết quả", "Ghi chú"]
    return workbook(*TITLES, header, *body, *FOOT)


BODY: list[list[object]] = [
    ["I", "Các xã, phường"],
    [1, "xã An Thạnh", "9.120", 40, 20, 20, 45, ""],
    [2, "An Hòa", 6400, 25, 15, 10, 8, "vùng xa"],
    ["II", "Trường học"],
    [3, "Trường THPT Bình Hải", None, 10, 5, 5, 0, ""],
    ["", "Tổng cộng", None, 75, 40, 35, 53],
]


def test_the_usual_annex_is_read_as_it_is() -> None:
    annex = read_annex(usual(*BODY))
    assert (annex.sheet, annex.header_line, annex.problems) == ("Chỉ tiêu", 5, [])
    assert [(row.name, row.bloc, row.population, row.quota, row.round_quotas, row.result) for row in annex.rows] == [
        ("xã An Thạnh", Bloc.TERRITORY, 9120, 40, {1: 20, 2: 20}, 45),
        ("An Hòa", Bloc.TERRITORY, 6400, 25, {1: 15, 2: 10}, 8),
        ("Trường THPT Bình Hải", Bloc.SCHOOL, None, 10, {1: 5, 2: 5}, 0),
    ]
    assert (annex.quota, annex.result) == (75, 53)


def test_a_two_row_header_tells_quotas_from_results() -> None:
    annex = read_annex(
        workbook(
            ["Phụ lục"],
            ["TT", "Đơn vị", "Chỉ tiêu", None, "Kết quả thực hiện", None],
            [None, None, "Đợt 1", "Đợt II", "Đợt 1", "Đợt II"],
            [1, "Xã Bình Minh", 20, 30, 18, 33],
            ["Tổng", None, 20, 30, 18, 33],
            merged=False,
        )
    )
    (row,) = annex.rows
    assert (row.round_quotas, row.round_results) == ({1: 20, 2: 30}, {1: 18, 2: 33})
    assert (row.year_quota, row.year_result) == (50, 51)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({5: ["", "Tổng cộng", None, 76, 40, 35, 53]}, "Dòng 11: tổng ghi 76 nhưng các đơn vị cộng lại là 75."),
        ({2: [2, "An Hòa", 6400, 25, 15, 11, 8]}, "Dòng 8: các đợt cộng lại là 26, khác số cả năm 25."),
        ({2: [2, "An Hòa", 6400, "nhiều", 15, 10, 8]}, "Dòng 8: “nhiều” không phải là số nên bị bỏ trống."),
        ({2: [2, "xã An Thạnh", 1, 25, 15, 10, 8]}, "Dòng 8: “xã An Thạnh” trùng với dòng 7."),
    ],
)
def test_what_does_not_add_up_is_said_with_its_row(change: dict[int, list[object]], problem: str) -> None:
    body = [change.get(place, row) for place, row in enumerate(BODY)]
    assert problem in read_annex(usual(*body)).problems


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Không đọc được tệp này"),
        (b"\x89PNG not a workbook", "Không đọc được tệp này"),
        (workbook(["Họ tên", "Năm sinh"], ["A", 1990]), "Không thấy bảng chỉ tiêu"),
    ],
)
def test_another_file_is_refused_in_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        read_annex(content)


def take_over(cast: Cast, annex: Annex) -> Plan:
    with scopes.for_seat(cast.district_clerk.seat):
        committee = Committee.objects.get(path=cast.district.path)
        plan = planning.create_plan(committee=committee, year=2026)
        apply_annex(plan=plan, annex=annex, by=cast.district_clerk.user, now=NOW)
    return plan


def test_taking_over_gives_units_blocs_quotas_and_results(cast: Cast) -> None:
    take_over(cast, read_annex(usual(*BODY)))
    with scopes.for_seat(cast.district_clerk.seat):
        school = Unit.objects.get(name="Trường THPT Bình Hải")
        former = progress_of(unit=cast.district, year=2025, now=NOW)
        assert Unit.objects.filter(parent=cast.district, name__contains="An Hòa").count() == 1
    assert (school.level, school.bloc, school.parent) == (Level.SCHOOL, Bloc.SCHOOL, cast.district)
    assert former.plan is not None
    assert former.plan.state == "closed"
    assert {line.unit.name: (line.quota, line.result) for line in former.lines if line.quota is not None} == {
        "xã An Thạnh": (40, 45),
        "xã An Hòa": (25, 8),
        "Trường THPT Bình Hải": (10, 0),
    }
    assert former.whole.result == 53


def test_taking_over_twice_changes_nothing(cast: Cast) -> None:
    annex = read_annex(usual(*BODY))
    plan = take_over(cast, annex)
    with scopes.for_seat(cast.district_clerk.seat):
        before = (Tally.objects.count(), Target.objects.count(), Unit.objects.count())
        with pytest.raises(Refused, match="Năm 2025 đã có số liệu"):
            apply_annex(plan=plan, annex=annex, by=None, now=NOW)
        assert (Tally.objects.count(), Target.objects.count(), Unit.objects.count()) == before
