"""Two people in one row, in different cells: both stay; where they truly differ, it is said by row and column."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from committees import scopes
from core.models import AuditEntry
from quotas.merging import Cells, merge
from quotas.models import Tally
from quotas.views.results import packed, unpacked
from tests.campaigns.desk import Desk
from tests.cast import Cast
from tests.quotas.test_grid_pages import FIELDS, row, saved
from tests.quotas.years import Year

ROWS = st.fixed_dictionaries(dict.fromkeys("abcd", st.none() | st.integers(0, 3)))
NOTHING = "|" * 9


# --- The comparison ---------------------------------------------------------------------------------


@given(opened=ROWS, typed=ROWS, stored=ROWS)
def test_every_change_stays_and_only_cells_that_both_changed_differently_conflict(
    opened: Cells, typed: Cells, stored: Cells
) -> None:
    merged = merge(opened=opened, typed=typed, stored=stored)
    for name in "abcd":
        mine, theirs = typed[name] != opened[name], stored[name] != opened[name]
        is_conflict = mine and theirs and typed[name] != stored[name]
        assert (name in merged.conflicts) == is_conflict
        assert merged.cells[name] == (typed[name] if mine else stored[name])
        assert (name in merged.theirs) == (theirs and not mine)


@given(opened=ROWS, one=ROWS, other=ROWS)
def test_who_saves_first_makes_no_difference_where_nothing_conflicts(opened: Cells, one: Cells, other: Cells) -> None:
    first, second = merge(opened=opened, typed=one, stored=other), merge(opened=opened, typed=other, stored=one)
    assert set(first.conflicts) == set(second.conflicts)
    if not first.conflicts:
        assert first.cells == second.cells


@given(figures=st.lists(st.none() | st.integers(0, 9_999), min_size=10, max_size=10))
def test_what_a_row_was_opened_with_is_read_back(figures: list[int | None]) -> None:
    tally = Tally(**dict(zip(FIELDS, figures, strict=True)))
    counts = unpacked(packed(tally))
    assert counts is not None
    assert [getattr(counts, name) for name in FIELDS] == figures


@pytest.mark.parametrize("text", ["", "|", "1|2", "x" + NOTHING, NOTHING + "|", "²" + NOTHING, "-1" + NOTHING])
def test_what_the_grid_did_not_write_is_no_opening(text: str) -> None:
    assert unpacked(text) is None


# --- The grid ---------------------------------------------------------------------------------------


@pytest.fixture
def clerk(cast: Cast) -> Desk:
    return Desk(cast.district_clerk)


def post_row(clerk: Desk, year: Year, cast: Cast, **form: object) -> tuple[int, dict[str, object]]:
    address = reverse("results_row", args=[year.round.pk, cast.commune.pk])
    response = clerk.client.post(
        address, {f"{cast.commune.pk}-{name}": "" for name in FIELDS} | row(cast.commune, **form)
    )  # type: ignore[arg-type]
    return response.status_code, response.json()


def stored(cast: Cast) -> dict[str, int]:
    with scopes.for_system("tests"):
        tally = Tally.objects.get(unit=cast.commune)
        return {name: getattr(tally, name) for name in FIELDS if getattr(tally, name) is not None}


def test_two_people_in_different_cells_of_a_row_both_stay(year: Year, cast: Cast, clerk: Desk) -> None:
    post_row(clerk, year, cast, present="50", opened=NOTHING)
    status, answer = post_row(clerk, year, cast, donated="40", opened=NOTHING)
    assert (status, answer["version"], answer["opened"]) == (200, 2, "|50|40|||||||")
    assert answer["said"] == "✓ đã lưu, giữ cả số người khác vừa ghi"
    assert answer["values"] == dict.fromkeys(FIELDS, "") | {"present": "50", "donated": "40"}
    assert stored(cast) == {"present": 50, "donated": 40}
    with scopes.for_system("tests"):
        entry = AuditEntry.objects.filter(action="tally.saved").order_by("pk").last()
    assert entry is not None
    assert (entry.before, entry.after) == ({"present": 50}, {"present": 50, "donated": 40, "round": "Đợt 1"})


def test_the_same_cell_is_a_conflict_and_names_the_other_figure(year: Year, cast: Cast, clerk: Desk) -> None:
    post_row(clerk, year, cast, present="50", donated="40", opened=NOTHING)
    status, answer = post_row(clerk, year, cast, donated="41", deferred="2", opened=NOTHING)
    assert status == 409
    assert answer["errors"] == {"donated": "Hiến: Phạm Thị Huyện ghi 40."}
    assert (answer["values"], answer["theirs"]) == ({"donated": "40"}, {"present": "50"})
    assert (answer["version"], answer["opened"]) == (1, "|50|40|||||||")
    assert stored(cast) == {"present": 50, "donated": 40}
    status, _answer = post_row(
        clerk, year, cast, version=1, present="50", donated="41", deferred="2", opened="|50|40|||||||"
    )
    assert (status, stored(cast)) == (200, {"present": 50, "donated": 41, "deferred": 2})


def test_a_cell_that_the_other_emptied_is_a_conflict_too(year: Year, cast: Cast, clerk: Desk) -> None:
    post_row(clerk, year, cast, present="50", donated="40", opened=NOTHING)
    post_row(clerk, year, cast, version=1, present="50", opened="|50|40|||||||")
    status, answer = post_row(clerk, year, cast, version=1, present="50", donated="41", opened="|50|40|||||||")
    assert (status, answer["errors"]) == (409, {"donated": "Hiến: Phạm Thị Huyện để trống ô này."})


def test_what_two_people_make_together_is_checked_as_one_row(year: Year, cast: Cast, clerk: Desk) -> None:
    post_row(clerk, year, cast, present="40", opened=NOTHING)
    status, answer = post_row(clerk, year, cast, donated="41", opened=NOTHING)
    assert (status, answer["errors"]) == (422, {"donated": "Số người hiến (41) lớn hơn số người có mặt (40)."})
    assert (answer["version"], answer["theirs"]) == (1, {"present": "40"})
    assert stored(cast) == {"present": 40}


def test_a_tick_given_to_ones_own_doubt_does_not_cover_what_comes_together(year: Year, cast: Cast, clerk: Desk) -> None:
    post_row(clerk, year, cast, registered="40", opened=NOTHING)
    ticked = {"present": "52", "donated": "50", "bags_250": "49", "confirmed": "1"}
    status, answer = post_row(clerk, year, cast, opened=NOTHING, **ticked)
    assert (status, answer["version"]) == (422, 1)
    assert answer["doubts"] == ["Có mặt 52, nhiều hơn 40 người đăng ký.", "49 túi máu nhưng 50 người hiến (túi hỏng?)."]
    status, _answer = post_row(clerk, year, cast, version=1, registered="40", opened="40|||||||||", **ticked)
    assert (status, stored(cast)["registered"], stored(cast)["present"]) == (200, 40, 52)


def test_the_one_save_leaves_rows_alone_that_only_somebody_else_changed(year: Year, cast: Cast, clerk: Desk) -> None:
    post_row(clerk, year, cast, present="50", opened=NOTHING)
    page = clerk.send(
        "results", year.round.pk, **row(cast.commune, opened=NOTHING), **row(cast.agency, donated="5", opened=NOTHING)
    )
    assert "Đã lưu kết quả của 1 đơn vị." in page
    assert saved() == {"xã An Thạnh": (None, None, 1), "Phòng Giáo dục Bình Hải": (5, None, 1)}


def test_without_scripts_a_conflict_stands_at_its_cell_and_the_rest_is_brought_up_to_date(
    year: Year, cast: Cast, clerk: Desk
) -> None:
    post_row(clerk, year, cast, present="50", donated="40", opened=NOTHING)
    address = reverse("results", args=[year.round.pk])
    page = clerk.client.post(address, row(cast.commune, donated="41", opened=NOTHING)).content.decode()
    pk = cast.commune.pk
    assert "vừa lưu số khác cho đơn vị này" in page
    assert "Hiến: Phạm Thị Huyện ghi 40." in page
    assert [re.search(rf'name="{pk}-{name}"[^>]*value="([^"]*)"', page)[1] for name in ("present", "donated")] == [
        "50",
        "41",
    ]  # type: ignore[index]
    assert f'name="{pk}-opened" value="|50|40|||||||"' in page
    assert f'name="{pk}-version" value="1"' in page
