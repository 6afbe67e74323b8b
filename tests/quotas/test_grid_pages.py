"""The grids as a browser meets them: results by one Save or row by row, a split quota, last year's annex."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from campaigns import planning
from campaigns.models import Participation
from committees import scopes
from committees.models import Level, Unit
from committees.tree import set_figures
from core import files
from core.models import AuditEntry, StoredFile
from quotas import allotment, tallies
from quotas.models import Allotment, Tally, Target
from tests.campaigns.desk import Desk
from tests.cast import Cast
from tests.committees.factories import UnitFactory
from tests.quotas.test_annex import BODY, usual
from tests.quotas.years import NOW, Year

FIELDS = [
    "registered",
    "present",
    "donated",
    "deferred",
    "not_drawn",
    "bags_250",
    "bags_350",
    "bags_450",
    "apheresis",
    "units",
]


@pytest.fixture
def clerk(cast: Cast) -> Desk:
    return Desk(cast.district_clerk)


def saved() -> dict[str, tuple[int | None, int | None, int]]:
    """Unit → (donated, bags, edition)."""
    with scopes.for_system("tests"):
        return {
            tally.unit.name: (tally.donated, tally.bags, tally.edition)
            for tally in Tally.objects.select_related("unit").order_by("pk")
        }


def row(unit: Unit, version: int = 0, **typed: object) -> dict[str, object]:
    """One row as its form posts it."""
    cells = {f"{unit.pk}-{name}": typed.pop(name, "") for name in FIELDS}
    return {**cells, f"{unit.pk}-version": version, **{f"{unit.pk}-{name}": value for name, value in typed.items()}}


# --- Results, one Save ------------------------------------------------------------------------------


def test_good_rows_are_saved_and_bad_ones_keep_what_was_typed(year: Year, cast: Cast, clerk: Desk) -> None:
    form = (
        row(cast.commune, present="50", donated="40", bags_350="40")
        | row(cast.other_commune, present="40", donated="41")
        | row(cast.agency, present="nhiều")
    )
    response = clerk.client.post(reverse("results", args=[year.round.pk]), form)
    page = response.content.decode()
    assert "Đã lưu 1 đơn vị · 2 đơn vị cần xem lại." in page
    assert saved() == {"xã An Thạnh": (40, 40, 1)}
    assert "Số người hiến (41) lớn hơn số người có mặt (40)." in page
    pk = cast.other_commune.pk
    wrong = re.search(rf'<input[^>]*name="{pk}-donated"[^>]*>', page)
    assert wrong is not None
    assert 'value="41"' in wrong.group()
    assert f'aria-invalid="true" aria-describedby="fault-{pk}-donated"' in wrong.group()
    assert f'id="fault-{pk}-donated"' in page
    assert f'name="{cast.agency.pk}-present" data-field="present" value="nhiều"' in page
    assert f'name="{cast.commune.pk}-version" value="1"' in page  # the saved row may be saved again


def test_when_every_row_is_good_the_page_says_how_many(year: Year, cast: Cast, clerk: Desk) -> None:
    page = clerk.send("results", year.round.pk, **row(cast.commune, units="1.012", confirmed="1"), **row(cast.agency))
    assert "Đã lưu kết quả của 1 đơn vị." in page
    assert saved() == {"xã An Thạnh": (None, 1012, 1)}


def test_a_doubt_asks_for_one_tick(year: Year, cast: Cast, clerk: Desk) -> None:
    form = row(cast.commune, registered="40", present="52", donated="50", bags_250="49")
    page = clerk.client.post(reverse("results", args=[year.round.pk]), form).content.decode()
    assert "Có mặt 52, nhiều hơn 40 người đăng ký." in page
    assert "49 túi máu nhưng 50 người hiến (túi hỏng?)." in page
    assert f'<input type="checkbox" name="{cast.commune.pk}-confirmed" value="1"' in page
    assert saved() == {}
    assert "Đã lưu kết quả của 1 đơn vị." in clerk.send(
        "results", year.round.pk, **form, **{f"{cast.commune.pk}-confirmed": "1"}
    )
    assert saved() == {"xã An Thạnh": (50, 49, 1)}


def test_a_row_that_was_overtaken_is_told_by_name_and_not_overwritten(year: Year, cast: Cast, clerk: Desk) -> None:
    clerk.send("results", year.round.pk, **row(cast.commune, donated="40"))
    page = clerk.send("results", year.round.pk, **row(cast.commune, donated="41"), **row(cast.agency, donated="5"))
    assert "Phạm Thị Huyện vừa lưu số khác cho đơn vị này" in page
    assert saved() == {"xã An Thạnh": (40, None, 1), "Phòng Giáo dục Bình Hải": (5, None, 1)}


def test_nothing_changed_saves_nothing(year: Year, cast: Cast, clerk: Desk) -> None:
    clerk.send("results", year.round.pk, **row(cast.commune, donated="40"))
    clerk.send("results", year.round.pk, **row(cast.commune, version=1, donated="40"))
    assert saved() == {"xã An Thạnh": (40, None, 1)}


def test_what_the_clerk_types_is_recorded_as_in_the_units_place(year: Year, cast: Cast, clerk: Desk) -> None:
    clerk.send("results", year.round.pk, **row(cast.commune, donated="40"))
    with scopes.for_system("tests"):
        entry = AuditEntry.objects.get(action="tally.saved")
    assert (entry.on_behalf_of, entry.after) == ("xã An Thạnh", {"donated": 40, "round": "Đợt 1"})


def test_a_unit_that_is_not_in_the_round_cannot_be_typed_in(year: Year, cast: Cast, clerk: Desk) -> None:
    clerk.send("results", year.round.pk, **row(cast.other_province, donated="40"))
    assert saved() == {}


def test_five_hundred_rows_are_taken_and_other_forms_keep_their_limit(year: Year, cast: Cast, clerk: Desk) -> None:
    with scopes.for_system("tests"):
        units = [UnitFactory.create(parent=cast.district, level=Level.VILLAGE) for _each in range(500)]
        Participation.objects.bulk_create(
            [Participation(path=unit.path, round=year.round, unit=unit) for unit in units]
        )
    form = {name: value for unit in units for name, value in row(unit).items()} | row(units[-1], units="7")
    assert len(form) == 5500
    assert post_form(clerk, reverse("results", args=[year.round.pk]), form).status_code == 302
    assert list(saved().values()) == [(None, 7, 1)]
    assert post_form(clerk, reverse("round_new", args=[year.plan.pk]), form).status_code == 400


def post_form(clerk: Desk, address: str, form: dict[str, object]) -> HttpResponse:
    """As a browser sends a plain form."""
    kind = "application/x-www-form-urlencoded"
    return clerk.client.post(address, urlencode(form), content_type=kind)  # type: ignore[return-value]


# --- Results, row by row ----------------------------------------------------------------------------


def post_row(clerk: Desk, year: Year, unit: Unit, form: dict[str, object]) -> tuple[int, dict[str, object]]:
    """Status and answer, as static/js/grid.js reads them."""
    address = reverse("results_row", args=[year.round.pk, unit.pk])
    response = clerk.client.post(address, form, headers={"accept": "application/json"})
    assert response.headers["Content-Type"] == "application/json"
    answer = response.json()
    assert set(answer) == {"errors", "doubts", "conflict", "version", "opened", "values", "theirs", "said"}
    return response.status_code, answer


def test_a_saved_row_answers_its_version_and_values(year: Year, cast: Cast, clerk: Desk) -> None:
    status, answer = post_row(clerk, year, cast.commune, row(cast.commune, present=" 50 ", donated="40 đv", units=""))
    assert (status, answer["version"], answer["errors"], answer["doubts"]) == (200, 1, {}, [])
    assert answer["values"] == dict.fromkeys(FIELDS, "") | {"present": "50", "donated": "40"}
    assert saved() == {"xã An Thạnh": (40, None, 1)}


def test_a_wrong_row_answers_422_with_the_sentence_at_its_field(year: Year, cast: Cast, clerk: Desk) -> None:
    status, answer = post_row(clerk, year, cast.commune, row(cast.commune, present="40", donated="41"))
    assert (status, answer["version"], answer["doubts"]) == (422, 0, [])
    assert answer["errors"] == {"donated": "Số người hiến (41) lớn hơn số người có mặt (40)."}
    status, answer = post_row(clerk, year, cast.commune, row(cast.commune, donated="-1"))
    assert (status, list(answer["errors"])) == (422, ["donated"])  # type: ignore[call-overload]
    assert saved() == {}


def test_a_doubtful_row_answers_422_until_it_is_confirmed(year: Year, cast: Cast, clerk: Desk) -> None:
    doubtful = row(cast.commune, units="121")
    status, answer = post_row(clerk, year, cast.commune, doubtful)
    assert (status, answer["errors"]) == (422, {})
    assert answer["doubts"] == ["121 đơn vị máu, hơn 3 lần chỉ tiêu 40."]
    status, _answer = post_row(clerk, year, cast.commune, {**doubtful, f"{cast.commune.pk}-confirmed": "1"})
    assert (status, saved()) == (200, {"xã An Thạnh": (None, 121, 1)})


def test_an_overtaken_row_answers_409_with_what_stands_there(year: Year, cast: Cast, clerk: Desk) -> None:
    post_row(clerk, year, cast.commune, row(cast.commune, donated="60"))
    status, answer = post_row(clerk, year, cast.commune, row(cast.commune, donated="61"))
    assert (status, answer["version"]) == (409, 1)
    assert answer["errors"] == {"donated": "Hiến: Phạm Thị Huyện ghi 60."}
    assert str(answer["conflict"]).startswith("Phạm Thị Huyện vừa lưu số khác")
    assert (answer["values"], answer["theirs"]) == ({"donated": "60"}, {})
    status, answer = post_row(clerk, year, cast.commune, row(cast.commune, version=1, donated="61"))
    assert (status, answer["version"], saved()) == (200, 2, {"xã An Thạnh": (61, None, 2)})


def test_a_row_that_left_the_round_says_so(year: Year, cast: Cast, clerk: Desk) -> None:
    status, answer = post_row(clerk, year, cast.other_province, row(cast.other_province, donated="1"))
    assert (status, answer["errors"]) == (422, {"": "Đơn vị này không còn trong đợt; tải lại trang."})


def test_a_closed_round_is_said_at_the_row(year: Year, cast: Cast, clerk: Desk) -> None:
    clerk.send("round_close", year.round.pk)
    status, answer = post_row(clerk, year, cast.commune, row(cast.commune, donated="1"))
    assert (status, answer["errors"]) == (422, {"": "Đợt 1 đã khóa nên không sửa được nữa."})


def test_straight_to_the_open_round(year: Year, clerk: Desk) -> None:
    assert "Đợt 1 · kết quả theo đơn vị" in clerk.get("results", year.round.pk)
    assert clerk.client.get(reverse("results_now")).headers["Location"] == reverse("results", args=[year.round.pk])
    clerk.send("round_close", year.round.pk)
    assert clerk.client.get(reverse("results_now")).headers["Location"] == reverse("plans")


# --- The split of a quota ---------------------------------------------------------------------------


def given(plan_pk: int) -> dict[str, int | None]:
    """Unit → assigned, in the newest version of the year."""
    with scopes.for_system("tests"):
        newest = Allotment.objects.filter(plan=plan_pk, round=None, is_from_superior=False).order_by("version").last()
        return dict(Target.objects.filter(allotment=newest).values_list("receiver__name", "assigned"))


def split_form(year: Year, *figures: object, edition: int = 0) -> dict[str, object]:
    cells = {f"{unit.pk}-assigned": figure for unit, figure in zip(year.units, figures, strict=True)}
    return {"edition": edition, "rule": "even", "minimum": "", **cells}


def test_a_rule_fills_the_grid_and_saves_nothing(year: Year, cast: Cast, clerk: Desk) -> None:
    address = reverse("allotment", args=[year.plan.pk])
    page = clerk.client.get(address, {"rule": "even", "total": "100", "minimum": ""}).content.decode()
    shown = [re.search(rf'name="{unit.pk}-assigned"[^>]*value="(\d+)"', page) for unit in year.units]
    assert sorted(int(found.group(1)) for found in shown if found) == [33, 33, 34]
    assert "Đã chia 100 cho 3 đơn vị; 1 đơn vị có số lẻ lớn nhất nhận thêm 1. Bấm Lưu để giữ." in page
    assert sorted(figure or 0 for figure in given(year.plan.pk).values()) == [10, 25, 40]


def test_a_rule_without_data_says_what_it_lacks(year: Year, clerk: Desk) -> None:
    page = clerk.get("allotment", year.plan.pk, rule="population", total="100", minimum="")
    assert "Chưa có số liệu để chia theo dân số" in page


@pytest.mark.parametrize("over", ["units", "blocs"])
def test_a_split_says_how_many_units_weighed_nothing(year: Year, cast: Cast, clerk: Desk, over: str) -> None:
    lacking = "đơn vị chưa có số liệu để chia theo dân số nên không được phần nào ngoài mức tối thiểu"
    for known, said in ((year.units[:1], f"2 {lacking}"), (year.units, "")):
        with scopes.for_system("tests"):
            for unit in known:
                set_figures(unit=unit, year=2026, population=9_000, headcount=None)
        page = clerk.get("allotment", year.plan.pk, rule="population", over=over, total="100", minimum="")
        assert said in page
        assert (lacking in page) == bool(said)


def test_a_split_is_saved_issued_and_changed_as_a_new_version(year: Year, cast: Cast, clerk: Desk) -> None:
    assert "Đã lưu bản phân bổ." in clerk.send("allotment", year.plan.pk, **split_form(year, "1.040", "25", ""))
    assert given(year.plan.pk) == {"xã An Thạnh": 1040, "xã An Hòa": 25}
    with scopes.for_system("tests"):
        draft = Allotment.objects.get(state="draft")
    below = Desk(cast.commune_focal)
    assert "/ 40 đơn vị máu" in below.get("progress", year=2026)  # a draft is not given yet
    assert "Đã giao chỉ tiêu" in clerk.send("allotment_issue", draft.pk, decision="06/KH-BCĐ")
    assert "/ 1.040 đơn vị máu" in below.get("progress", year=2026)
    assert "Bản phân bổ này đã giao rồi; mở bản điều chỉnh để sửa." in clerk.send(
        "allotment_issue", draft.pk, decision="lần nữa"
    )
    with scopes.for_system("tests"):
        versions = Allotment.objects.filter(plan=year.plan, round=None).order_by("version")
        states = versions.values_list("version", "state", "decision")
        assert list(states)[:2] == [(1, "superseded", "Kế hoạch số 05/KH-BCĐ"), (2, "issued", "06/KH-BCĐ")]


def test_the_second_of_two_savers_is_told_and_keeps_nothing(year: Year, clerk: Desk) -> None:
    clerk.send("allotment", year.plan.pk, **split_form(year, 41, 25, 10))
    page = clerk.send("allotment", year.plan.pk, **split_form(year, 42, 25, 10))
    assert "Người khác vừa lưu bản phân bổ này. Tải lại trang để xem số mới rồi sửa tiếp." in page
    assert given(year.plan.pk)["xã An Thạnh"] == 41


@pytest.mark.parametrize("wrong", ["bốn mươi", "-4", "99999999", "2,5"])
def test_a_figure_that_is_none_is_told_at_its_cell_and_kept(year: Year, clerk: Desk, wrong: str) -> None:
    address = reverse("allotment", args=[year.plan.pk])
    page = clerk.client.post(address, split_form(year, 41, wrong, 10)).content.decode()
    assert "Chưa lưu: 1 dòng có số cần sửa." in page
    cell = re.search(rf'<input[^>]*name="{year.units[1].pk}-assigned"[^>]*>', page)
    assert cell is not None
    assert f'value="{wrong}"' in cell.group()
    assert 'aria-invalid="true"' in cell.group()
    assert given(year.plan.pk)["xã An Thạnh"] == 40


def test_a_round_has_a_split_of_its_own(year: Year, clerk: Desk) -> None:
    address = f"{reverse('allotment', args=[year.plan.pk])}?round={year.round.pk}"
    response = clerk.client.post(address, split_form(year, 20, 12, 5))
    assert response.headers["Location"] == address
    with scopes.for_system("tests"):
        draft = Allotment.objects.get(round=year.round, state="draft")
        assert sum(target.assigned or 0 for target in draft.targets.all()) == 37
    assert sorted(figure or 0 for figure in given(year.plan.pk).values()) == [10, 25, 40]


def test_the_superiors_figure_is_recorded_and_stands_over_the_grid(year: Year, clerk: Desk) -> None:
    form = {"assigned": "1.100", "promised": "", "giver_name": "BCĐ tỉnh", "decision": "01/KH-BCĐ"}
    assert "Nhập một số." in clerk.send("given", year.plan.pk, **{**form, "assigned": ""})
    assert "Đã ghi chỉ tiêu được giao: 1.100." in clerk.send("given", year.plan.pk, **form)
    assert "Cần giao 1.100 · đã giao 75 · còn 1.025 đơn vị máu" in clerk.get("allotment", year.plan.pk)


# --- Last year's annex ------------------------------------------------------------------------------


def drop(clerk: Desk, year: Year, content: bytes) -> str:
    file = SimpleUploadedFile("phu-luc.xlsx", content)
    address = reverse("annex", args=[year.plan.pk])
    return str(clerk.client.post(address, {"file": file}).content.decode())


def test_an_annex_is_read_looked_at_and_taken_over(year: Year, cast: Cast, clerk: Desk) -> None:
    page = drop(clerk, year, usual(*BODY))
    assert "Trường THPT Bình Hải" in page
    with scopes.for_system("tests"):
        assert not Unit.objects.filter(name="Trường THPT Bình Hải").exists()  # nothing counts yet
        file = StoredFile.objects.get()
    assert f'value="{file.pk}"' in page
    assert "1 đơn vị mới, 2 đơn vị đã có" in clerk.send("annex_apply", year.plan.pk, file=file.pk)
    grid = clerk.get("allotment", year.plan.pk)
    assert "Trường THPT Bình Hải" in grid
    assert "9.120" in grid


def test_another_file_is_refused_in_a_sentence_and_not_kept(year: Year, clerk: Desk) -> None:
    page = drop(clerk, year, b"khong phai excel")
    assert "Đọc tệp" in page
    with scopes.for_system("tests"):
        assert not StoredFile.objects.exists()


@pytest.mark.parametrize("whose", ["stranger", "commune_focal"])
def test_a_file_of_another_unit_is_not_there(year: Year, cast: Cast, clerk: Desk, whose: str) -> None:
    seat = cast.people[whose].seat
    assert seat is not None
    with scopes.for_seat(seat):
        file = files.store(
            name="x.xlsx",
            media_type="",
            content=usual(*BODY),
            path=seat.path,
            encrypted=False,
            expires_at=None,
            created_by_id=None,
        )
    address = reverse("annex_apply", args=[year.plan.pk])
    assert clerk.client.post(address, {"file": file.pk}).status_code == 404
    assert clerk.client.post(address, {"file": "khong-phai-id"}).status_code == 404
    assert clerk.client.post(address).status_code == 404
    with scopes.for_system("tests"):
        assert not Unit.objects.filter(name="Trường THPT Bình Hải").exists()


# --- What a page costs ------------------------------------------------------------------------------


@pytest.mark.parametrize("units", [1, 3])
def test_the_grids_cost_the_same_for_one_unit_and_three(
    year: Year, cast: Cast, clerk: Desk, django_assert_num_queries: DjangoAssertNumQueries, units: int
) -> None:
    with scopes.for_system("tests"):
        Unit.objects.filter(pk__in=[unit.pk for unit in year.units[units:]]).update(valid_to=dt.date(2025, 1, 1))
    with scopes.for_seat(cast.district_clerk.seat):
        planning.set_participants(round=year.round, units=year.units[:units])
        for unit in year.units[:units]:
            tallies.save_tally(round=year.round, unit=unit, counts=tallies.Counts(units=3), edition=0, by=None, now=NOW)
        allotment.draft_of(year.plan)
    clerk.get("results", year.round.pk)
    with django_assert_num_queries(12):
        clerk.get("results", year.round.pk)
    with django_assert_num_queries(24):
        clerk.get("allotment", year.plan.pk)


def test_a_clerk_who_left_may_save_no_more(year: Year, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.district_clerk.user)
    address = reverse("results_row", args=[year.round.pk, cast.commune.pk])
    assert client.post(address, row(cast.commune, donated="1")).status_code == 200
    with scopes.for_system("tests"):
        cast.district_clerk.seat.holdings.update(ended_at=NOW)  # type: ignore[union-attr]
    assert client.post(address, row(cast.commune, version=1, donated="2")).status_code == 302
    assert saved() == {"xã An Thạnh": (1, None, 1)}
