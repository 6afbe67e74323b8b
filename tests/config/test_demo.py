"""The demo: what each of its people finds, that all of it adds up, and that it loads once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import call_command
from django.db import connection, connections
from django.db.models import Sum
from hypothesis import given
from hypothesis import strategies as st

from campaigns.deadlines import owed_by
from campaigns.models import Deadline, Plan, Round, State
from committees import scopes
from committees.models import Committee, IssuingBody, Level, Role, SeatHolding, Unit, User
from committees.signing_in import normal_login
from config.demo import figures, people
from config.demo.annex import annex_workbook
from config.demo.calendar import Calendar
from config.demo_accounts import demo_accounts
from core.models import AuditEntry
from core.text.dates import VIETNAM
from core.text.numbers import percent, signed
from quotas.aims import IN_FORCE
from quotas.allotment import given_to
from quotas.annex import read_annex
from quotas.models import Allotment, Metric, Tally, Target, YearTotal
from quotas.progress import Progress, progress_of
from quotas.tallies import check
from quotas.totals import rebuild_inherited, rebuild_totals
from reports.models import Conference, FundingLine, HonourCount, OrganisationTask
from reports.signers import usual_signer
from tests import databases

pytestmark = [pytest.mark.django_db, pytest.mark.broad]
NOW = dt.datetime.now(dt.UTC)
YEAR = NOW.astimezone(VIETNAM).year


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup: None) -> Iterator[None]:
    """This module's tests read a clone of the demo instead of an empty database."""
    settings = connections["default"].settings_dict
    connections["default"].close()
    empty = settings["NAME"]
    with databases.clone(databases.demo_template(), "demo") as name:
        settings["NAME"] = name
        yield
        connections["default"].close()
        settings["NAME"] = empty


@pytest.fixture(autouse=True)
def whole_tree() -> Iterator[None]:
    """Every test looks at the whole tree, unless it opens a seat's scope."""
    with scopes.for_system("tests"):
        yield


def unit(name: str, **more: object) -> Unit:
    """A unit by name; the newest where several carry it."""
    found = Unit.objects.filter(name=name, **more).order_by("-id").first()
    assert found is not None, name
    return found


def progress(of: Unit, year: int = YEAR) -> Progress:
    return progress_of(unit=of, year=year, now=NOW)


def district() -> Unit:
    return unit("Huyện Bình Sơn", vintage="2024")


# --- (a) huyện Bình Sơn -----------------------------------------------------------------------------


def test_binh_son_2023_prints_the_figures_of_its_report() -> None:
    year = progress(district(), 2023)
    assert (year.whole.result, year.superior_quota) == (1324, 1100)
    assert percent(year.whole.result, year.superior_quota) == "120,4%"
    assert [(each.result, each.quota) for each in year.rounds] == [(462, 550), (862, 550)]
    assert [percent(each.result, each.quota) for each in year.rounds] == ["84%", "156,7%"]
    assert year.whole.difference is not None
    assert signed(int(year.whole.difference)) == "+212"
    assert [each.round.starts_on for each in year.rounds] == [dt.date(2023, 1, 7), dt.date(2023, 7, 15)]


def test_binh_son_2023_has_units_that_reached_their_quota_and_units_that_did_not() -> None:
    year = progress(district(), 2023)
    assert len([line for line in year.lines if line.unit.level == Level.COMMUNE]) == 22
    assert len(year.lines) == 36
    assert len(year.reached) + len(year.not_reached) == 36
    assert len(year.not_reached) >= 5
    assert all(line.last_result is not None for line in year.lines)


def test_binh_son_was_given_1100_by_a_superior_outside_the_system_and_gave_on_exactly_that() -> None:
    plan = Plan.objects.get(committee__unit=district(), year=2023)
    given = given_to(plan)
    assert given is not None
    assert (given.assigned, given.decision) == (1100, "Kế hoạch số 01/KH-BCĐ ngày 17/11/2022")
    assert given.giver == "Ban Chỉ đạo vận động hiến máu tình nguyện tỉnh Quảng Ngãi"
    assert {plan.state, *plan.rounds.values_list("state", flat=True)} == {State.CLOSED}


# --- All stories: everything adds up ------------------------------------------------------------------


def test_every_allotment_sums_to_what_its_committee_was_given() -> None:
    allotments = Allotment.objects.filter(
        is_from_superior=False, state__in=IN_FORCE, metric=Metric.BLOOD_UNITS, window=None
    ).select_related("plan__committee", "round__superior_round")
    compared = 0
    for allotment in allotments:
        given = given_to(allotment.plan, round=allotment.round)
        if given is not None:
            compared += 1
            assert allotment.targets.aggregate(sum=Sum("assigned"))["sum"] == given.assigned, allotment.plan
    assert compared >= 12


def test_quotas_of_the_rounds_sum_to_the_quota_of_the_year() -> None:
    for plan in Plan.objects.filter(committee__unit__name__in=["Huyện Bình Sơn", "Khu vực Bình Sơn", "Xã Vạn Tường"]):
        targets = Target.objects.filter(allotment__plan=plan, allotment__is_from_superior=False)
        year = dict(targets.filter(allotment__round=None).values_list("receiver_id", "assigned"))
        rounds = targets.exclude(allotment__round=None).values("receiver_id").annotate(sum=Sum("assigned"))
        assert {row["receiver_id"]: row["sum"] for row in rounds} == year


@pytest.mark.parametrize("year", [YEAR, YEAR - 1])
def test_drilling_down_from_the_country_to_the_villages_every_step_agrees_with_the_next(year: int) -> None:
    steps = ["Việt Nam", "Tỉnh Quảng Ngãi", "Khu vực Bình Sơn", "Xã Vạn Tường"]
    above: Progress | None = None
    for name in steps:
        here = progress(unit(name), year)
        if above is not None:
            [line] = [line for line in above.lines if line.unit == here.unit]
            assert (line.result, line.quota) == (here.whole.result, here.whole.quota)
        assert here.whole.result == sum(line.result or 0 for line in here.lines)
        assert here.whole.quota == sum(line.quota or 0 for line in here.lines)
        assert here.whole.result == here.whole.amount.bags == plain_sum(here.unit, year)
        above = here
    assert above is not None
    assert {line.unit.level for line in above.lines} >= {Level.VILLAGE, Level.SCHOOL}


def plain_sum(of: Unit, year: int) -> int:
    """Bags of a unit and below, straight from the tallies."""
    rows = Tally.objects.within(of.path).filter(year=year, is_counting=True)
    return int(rows.aggregate(sum=Sum("bags"))["sum"])


def test_rounds_add_up_to_the_round_above_them() -> None:
    for name in ("Việt Nam", "Tỉnh Quảng Ngãi", "Khu vực Bình Sơn"):
        here = unit(name)
        for line in progress(here).rounds:
            parts = Tally.objects.filter(is_counting=True, round__lineage__contains=[line.round.pk])
            own = Tally.objects.filter(is_counting=True, round=line.round)
            sums = [rows.aggregate(sum=Sum("bags"))["sum"] or 0 for rows in (parts, own)]
            assert line.result == sum(sums)
            assert line.quota


def test_every_province_but_that_of_the_lone_commune_shows_a_quota_and_a_result() -> None:
    lines = progress(unit("Việt Nam")).lines
    assert len(lines) == 34
    assert [line.unit.name for line in lines if line.quota is None] == ["Tỉnh Lâm Đồng"]
    assert all(line.result for line in lines)


def test_no_row_of_results_is_impossible_or_doubtful() -> None:
    quotas = dict(
        Target.objects.filter(allotment__round__isnull=False, allotment__state__in=IN_FORCE).values_list(
            "receiver_id", "assigned"
        )
    )
    for tally in Tally.objects.select_related("unit"):
        assert tally.accepted_doubts == []
        assert tally.bags == tally.donated
        assert tally.present == (tally.donated or 0) + (tally.deferred or 0) + (tally.not_drawn or 0)
        assert (tally.registered or 0) >= tally.present
        quota = quotas.get(tally.unit_id)
        assert quota is None or (tally.bags or 0) <= 3 * quota


def test_what_is_derived_is_right() -> None:
    assert rebuild_totals().total == 0
    assert rebuild_inherited().total == 0


# --- (b) the chain in full swing ----------------------------------------------------------------------


def area() -> Unit:
    return unit("Khu vực Bình Sơn")


def test_khu_vuc_has_one_round_over_and_one_open_with_some_results() -> None:
    first, second = Round.objects.filter(plan__committee__unit=area(), plan__year=YEAR, kind="round")
    assert (first.state, second.state) == (State.CLOSED, State.OPEN)
    came = second.participations.filter(unit__tallies__round=second).count()
    assert 3 <= came < second.participations.count() - 3
    days = list(second.sessions.values_list("held_on", flat=True))
    assert days[0] < NOW.astimezone(VIETNAM).date() < days[1]


def test_lists_are_due_in_two_days_and_some_units_still_owe_theirs() -> None:
    lists = Deadline.objects.get(round__plan__committee__unit=area(), kind="list")
    assert dt.timedelta(days=1) < lists.due_at - NOW < dt.timedelta(days=3)
    submitted = lists.duties.filter(submissions__withdrawn_at=None, submissions__isnull=False)
    assert {kind for (kind,) in submitted.values_list("submissions__kind")} == {"content", "nil"}
    assert 3 <= submitted.count() <= lists.duties.count() - 3


def test_khu_vuc_inherits_what_the_district_reached() -> None:
    assert progress(area(), 2024).whole.last_result == 1324


def test_the_communes_of_khu_vuc_moved_below_it_with_their_names_and_predecessors() -> None:
    communes = Unit.objects.filter(parent=area(), level=Level.COMMUNE)
    assert {each.name for each in communes} == {
        "Xã Bình Sơn",
        "Xã Vạn Tường",
        "Xã Bình Minh",
        "Xã Bình Chương",
        "Xã Đông Sơn",
    }
    assert Committee.objects.filter(unit__in=communes).count() == 2
    assert all(progress(each, 2024).whole.last_result for each in communes)


def test_the_area_and_the_district_of_2023_have_what_five_whole_documents_are_made_of() -> None:
    for of, year in ((area(), YEAR - 1), (district(), 2023)):
        plan = Plan.objects.get(committee__unit=of, year=year)
        assert HonourCount.objects.filter(plan=plan).count() >= 2
        assert Conference.objects.get(plan=plan).tasks.count() == 2
    this = Plan.objects.get(committee__unit=area(), year=YEAR)
    goals = Allotment.objects.filter(plan=this, state__in=IN_FORCE).exclude(whole=None)
    assert {allotment.metric for allotment in goals} >= {Metric.REACHED, Metric.REPEAT_DONORS, Metric.UNITS}
    assert goals.get(window=this.windows.get()).whole == 15
    assert FundingLine.objects.filter(plan=this).exists()
    assert OrganisationTask.objects.filter(plan=this, conference=None).exists()
    assert area().committee.phone
    office = IssuingBody.objects.get(committee__unit=district(), symbol="VP")
    assert usual_signer(office, office.committee).signer == "Võ Thị Trà Giang"


# --- (c) and (d) ----------------------------------------------------------------------------------------


def test_cao_bang_has_its_56_communes_directly_below_and_one_round() -> None:
    year = progress(unit("Tỉnh Cao Bằng", vintage="2025"))
    assert len(year.lines) == 56
    assert {line.unit.level for line in year.lines} == {Level.COMMUNE}
    assert [each.round.state for each in year.rounds] == [State.CLOSED]


def test_the_lone_commune_answers_to_nobody_on_the_system() -> None:
    commune = unit("Xã Di Linh", vintage="2025")
    plan = Plan.objects.get(committee__unit=commune)
    given = given_to(plan)
    assert given is not None
    assert (plan.superior_plan, given.assigned) == (None, 150)
    assert given.decision.startswith("Kế hoạch số 12/KH-BCĐ ngày ")
    assert not Committee.objects.filter(unit=commune.parent).exists()
    year = progress(commune)
    assert {line.unit.level for line in year.lines} >= {Level.VILLAGE, Level.SCHOOL}
    assert 0 < (year.whole.result or 0) < 150
    assert [each.round.state for each in year.rounds] == [State.OPEN]


# --- The people -------------------------------------------------------------------------------------------


def test_every_account_signs_in_and_holds_a_seat() -> None:
    for account in demo_accounts():
        user = User.objects.get(login=normal_login(account["login"]))
        assert check_password(account["password"], user.password), account["login"]
        assert SeatHolding.objects.filter(user=user, ended_at=None).exists(), account["login"]
        assert re.fullmatch(r"0900000\d{3}", account["login"])
        assert len(account["password"]) >= 10
        assert account["sentence"].endswith(".")
    assert len({account["login"] for account in demo_accounts()}) == len(demo_accounts())


def test_one_person_is_both_clerk_and_focal_of_the_lone_commune() -> None:
    holdings = SeatHolding.objects.filter(user__login=normal_login(people.ALONE.phone))
    assert set(holdings.values_list("seat__role", flat=True)) == {Role.CLERK, Role.FOCAL}


def test_the_focal_person_sees_what_is_owed_and_nothing_of_the_neighbours() -> None:
    seat = SeatHolding.objects.get(user__login=normal_login(people.COMMUNE_FOCAL.phone)).seat
    with scopes.for_seat(seat):
        owed = owed_by(seat.unit, now=NOW)
        assert [(each.is_done, each.is_late) for each in owed] == [(False, False), (False, False)]
        year = progress(seat.unit)
        assert year.whole.quota
        assert year.whole.result
        assert {row.unit_id for row in YearTotal.objects.all()} == {seat.unit_id}
        assert {row.receiver_id for row in Target.objects.all()} == {seat.unit_id}


def test_the_accounts_are_printed_with_their_password(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo_accounts")
    printed = capsys.readouterr().out
    assert people.PASSWORD in printed
    assert all(f"{account['login']}  {account['sentence']}" in printed for account in demo_accounts())


# --- Loading ----------------------------------------------------------------------------------------------


def test_a_second_run_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    before = rows_by_table()
    last = AuditEntry.objects.latest("id").pk
    call_command("load_demo")
    assert capsys.readouterr().out.strip() == "Dữ liệu mẫu đã có, không thay đổi gì."
    assert rows_by_table() == before
    assert AuditEntry.objects.latest("id").pk == last


def rows_by_table() -> dict[str, int]:
    """How many rows every table of ours holds."""
    counts = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [table])
            if not cursor.fetchone()[0]:  # the owner's own: the application cannot have changed it
                continue
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
            counts[table] = cursor.fetchone()[0]
    return counts


def test_the_annex_of_last_year_is_read_back_with_its_very_figures() -> None:
    annex = read_annex(annex_workbook(YEAR - 1))
    last = progress(area(), YEAR - 1)
    assert annex.problems == []
    assert annex.header_line in (4, 5)  # the blank line above may be taken for the upper half of the header
    assert {(row.name, row.year_quota, row.result, row.bloc) for row in annex.rows} == {
        (line.unit.name, line.quota, line.result, line.unit.bloc) for line in last.lines
    }
    assert (annex.quota, annex.result) == (last.whole.quota, last.whole.result)
    assert annex.rounds == [1, 2]


@given(st.dates(dt.date(2026, 1, 1), dt.date(2031, 12, 31)))
def test_on_whatever_day_it_is_loaded_the_rounds_follow_each_other(today: dt.date) -> None:
    calendar = Calendar(today)
    this, last = calendar.year, calendar.last
    assert calendar.issued_on(this) < calendar.drive_on(this, 1) < calendar.drive_on(this, 2) < today
    assert today < calendar.lists_due < calendar.next_session < calendar.results_due
    assert calendar.issued_on(last) < calendar.drive_on(last, 1) < calendar.drive_on(last, 2) < calendar.over
    assert calendar.issued_on(2025 if last == 2025 else last) > dt.date(2025, 8, 1)


@given(bags=st.integers(0, 74_000), salt=st.text(max_size=10))
def test_invented_counts_are_possible_and_free_of_doubt(bags: int, salt: str) -> None:
    counts = figures.counts(bags, salt=salt)
    findings = check(counts)
    assert (findings.errors, findings.doubts) == ({}, {})
    assert counts.bags == counts.donated == bags


@given(
    total=st.integers(0, 5_000), quotas=st.lists(st.integers(0, 300), min_size=1, max_size=40), salt=st.text(max_size=5)
)
def test_invented_results_sum_to_their_total(total: int, quotas: list[int], salt: str) -> None:
    names = [f"xã {number}" for number in range(len(quotas))]
    assert sum(figures.results(total, quotas, names, salt=salt)) == total
