"""What a benchmark prints, and when it fails."""

import json

import psutil
import pytest
from django.conf import settings

from committees import scopes
from committees.models import Level
from config.benches import country, intake, letters, reminders, search
from config.benches.figure import Figure, median_ms, processor_ms
from config.management.commands.bench import BENCHES, as_json, as_table

WITHIN = Figure("trang toàn quốc", 41.5, "ms", 60)
BEYOND = Figure("trang huyện", 12, "queries", 10)
BESIDE = Figure("GROUP BY", 92.7, "ms")


def test_json_has_name_value_unit_bound_and_whether_it_holds() -> None:
    assert json.loads(as_json([WITHIN, BEYOND, BESIDE])) == [
        {"name": "trang toàn quốc", "value": 41.5, "unit": "ms", "bound": 60, "holds": True},
        {"name": "trang huyện", "value": 12, "unit": "queries", "bound": 10, "holds": False},
        {"name": "GROUP BY", "value": 92.7, "unit": "ms", "bound": None, "holds": True},
    ]


def test_the_table_says_in_words_what_holds() -> None:
    lines = as_table([WITHIN, BEYOND, BESIDE]).splitlines()
    assert [line.split("  ")[0] for line in lines] == ["trang toàn quốc", "trang huyện", "GROUP BY"]
    assert lines[0].endswith("đạt")
    assert lines[1].endswith("KHÔNG ĐẠT")
    assert lines[2].endswith("92,7 ms")


def test_a_value_on_its_bound_holds() -> None:
    assert Figure("", 60, "ms", 60).holds
    assert not Figure("", 60.1, "ms", 60).holds


def test_the_median_does_not_count_the_warm_up() -> None:
    calls: list[int] = []

    def act() -> None:
        calls.append(sum(range(2_000_000 if len(calls) < 4 else 1)))

    assert median_ms(act, times=3, warm_up=4) < 5  # four long runs and three short ones
    assert len(calls) == 7


def test_the_processor_is_charged_for_what_runs() -> None:
    this = [psutil.Process()]
    [idle] = processor_ms(lambda: None, times=3, processes=this)
    [busy] = processor_ms(lambda: sum(range(2_000_000)), times=3, processes=this)
    assert idle < busy


def test_a_workbook_given_back_is_charged_for_its_child_too() -> None:
    rows = [(number, f"Lò Thị Mỷ {number}", 1990, "Nữ", "Thôn Đông", "", "") for number in range(1, 201)]
    [figure] = intake.given_back(rows)
    assert figure.name == "intake: marked workbook 2.000 rows"
    assert 0 < figure.value <= (figure.bound or 0)


@pytest.mark.django_db
def test_the_province_that_is_measured_owes_what_it_says() -> None:
    with scopes.for_system("tests"):
        [nation] = country.add_units([(None, Level.NATIONAL, "Toàn quốc")])
        [province] = country.add_units([(nation, Level.PROVINCE, "Tỉnh Mẫu")])
    for communes in (1, 2):
        reminders.lay(province, communes=communes, villages=11)
    owed, questions = reminders._questions()
    assert owed == 3 * 12 * 5 // 6
    assert 0 < questions < 12
    [told] = reminders._sent(reminders.LOOKED_AT)
    assert told.value > 0


@pytest.mark.django_db
def test_the_letters_that_are_measured_are_issued() -> None:
    with scopes.for_system("tests"):
        deadline = letters.lay(communes=2)
    taken, size = letters.done(deadline)
    assert set(taken) == {"draft", "present", "approve", "sign", "issue"}
    assert size > 10_000


def test_every_bench_stands_in_the_readme() -> None:
    readme = (settings.BASE_DIR / "README.md").read_text()
    [line] = [line for line in readme.splitlines() if "bin/bench [" in line]
    assert all(name in readme.split(line)[1].split("\n\n")[0] for name in BENCHES)


@pytest.mark.django_db
def test_every_search_that_is_measured_has_its_bound() -> None:
    figures = search.searched()
    assert [figure.name for figure in figures] == [f"search: “{text}”" for text in search.ASKED]
    assert {figure.bound for figure in figures} == {search.FOUND_MS}
