"""Scope: no scope, no rows; every table protected; a scope ends with its block; raw SQL meets the same policies.

Leak tests hold data that could leak: the stranger's province has its own plan and quota beside the district's.
"""

import threading

import pytest
from django.db import ProgrammingError, connection, transaction

from campaigns import planning
from campaigns.models import Plan, Round
from committees import scopes
from committees.models import Committee, Seat, SeatHolding, Unit
from core import scope
from core.models import AuditEntry
from core.protection import tenant_tables, unprotected_tables
from core.scope import ScopeClosed
from quotas import allotment, tallies
from quotas.models import Allotment, Tally, Target, YearTotal
from tests.cast import Cast
from tests.quotas.years import NOW, Year

# Tables that no policy guards, and why each may be so: sign-in itself, Django's own records.
WITHOUT_POLICY = {
    "account_emailaddress",
    "account_emailconfirmation",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "committees_user",
    "django_content_type",
    "django_migrations",
    "django_session",
    "mfa_authenticator",
}


def test_every_tenant_owned_table_is_protected_and_the_rest_is_a_short_list(db: None) -> None:
    assert unprotected_tables() == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND NOT relrowsecurity"
            " AND relnamespace = current_schema()::regnamespace"
        )
        open_tables = {name for (name,) in cursor.fetchall()}
    assert open_tables == WITHOUT_POLICY


def test_managers_refuse_without_a_scope(cast: Cast) -> None:
    for ask in (
        Committee.objects.count,
        Plan.objects.first,
        Tally.objects.all,
        lambda: Unit.objects.get(pk=cast.district.pk).committee,
    ):
        with pytest.raises(ScopeClosed):
            ask()


def test_raw_sql_without_a_scope_sees_no_rows(year: Year) -> None:
    del year
    with connection.cursor() as cursor:
        for table in sorted(set(tenant_tables())):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table


def test_raw_sql_within_a_scope_sees_its_own_subtree_only(year: Year, cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        assert raw_paths("campaigns_plan") == {cast.district.path}
        assert raw_paths("quotas_target") == {unit.path for unit in year.units}
    with scopes.for_seat(cast.commune_focal.seat):
        assert raw_paths("quotas_target") == {cast.commune.path}
    with scopes.for_seat(cast.stranger.seat):
        assert raw_paths("campaigns_plan") == raw_paths("quotas_target") == set()


def raw_paths(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT path FROM {table}")
        return {path for (path,) in cursor.fetchall()}


def test_a_draft_plan_is_not_seen_below_and_an_issued_one_is(cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        plan = planning.create_plan(committee=Committee.objects.get(path=cast.district.path), year=2027)
    with scopes.for_seat(cast.commune_focal.seat):
        assert not Plan.objects.exists()
        assert not Round.objects.exists()
    with scopes.for_seat(cast.district_clerk.seat):
        planning.open_plan(plan=plan, now=NOW)
    with scopes.for_seat(cast.commune_focal.seat):
        assert list(Plan.objects.values_list("year", flat=True)) == [2027]
    with scopes.for_seat(cast.stranger.seat):
        assert not Plan.objects.exists()


def test_a_draft_quota_is_not_seen_by_its_receiver(year: Year, cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        draft = allotment.draft_of(year.plan)
        lines = [allotment.Line(unit=unit, assigned=99) for unit in year.units]
        allotment.save_draft(allotment=draft, lines=lines, edition=draft.edition)
    with scopes.for_seat(cast.commune_focal.seat):
        assert set(Target.objects.values_list("assigned", flat=True)) == {40}
        assert not Allotment.objects.filter(state="draft").exists()


def test_a_commune_sees_nothing_of_its_neighbour(year: Year, cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        for unit in year.units[:2]:
            tallies.save_tally(round=year.round, unit=unit, counts=tallies.Counts(units=7), edition=0, by=None, now=NOW)
    with scopes.for_seat(cast.commune_focal.seat):
        assert set(Tally.objects.values_list("unit_id", flat=True)) == {cast.commune.pk}
        assert set(YearTotal.objects.values_list("unit_id", flat=True)) == {cast.commune.pk}
        assert set(SeatHolding.objects.values_list("seat__unit_id", flat=True)) == {cast.commune.pk}
        assert cast.other_commune.path not in set(AuditEntry.objects.values_list("path", flat=True))


def test_a_seat_writes_only_inside_its_subtree(cast: Cast) -> None:
    with (
        scopes.for_seat(cast.commune_clerk.seat),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        Seat.objects.create(unit=cast.other_commune, path=cast.other_commune.path, role="focal", title="Đầu mối")
    with scopes.for_seat(cast.commune_clerk.seat):
        assert (
            Unit.objects.filter(pk=cast.other_commune.pk).update(name="Chiếm") == 0
        )  # the catalogue is read-only here
        seat = Seat.objects.create(unit=cast.commune, path=cast.commune.path, role="focal", title="Đầu mối")
    assert seat.pk


def test_a_nested_scope_gives_the_former_one_back(year: Year, cast: Cast) -> None:
    del year
    with scopes.for_seat(cast.district_clerk.seat):
        with scopes.for_seat(cast.stranger.seat):
            assert raw_paths("campaigns_plan") == set()
        assert raw_paths("campaigns_plan") == {cast.district.path}
        with pytest.raises(RuntimeError, match="on purpose"), scopes.for_seat(cast.stranger.seat):
            raise RuntimeError("on purpose")
        assert raw_paths("campaigns_plan") == {cast.district.path}
        with pytest.raises(ProgrammingError), scopes.for_seat(cast.stranger.seat), connection.cursor() as cursor:
            cursor.execute("SELECT nonsense")
        assert raw_paths("campaigns_plan") == {cast.district.path}
    assert scope.current() is None
    assert raw_paths("campaigns_plan") == set()


def test_a_scope_belongs_to_its_thread(cast: Cast) -> None:
    seen: list[object] = []
    with scopes.for_seat(cast.district_clerk.seat):
        thread = threading.Thread(target=lambda: seen.append(scope.current()))
        thread.start()
        thread.join()
    assert seen == [None]


@pytest.mark.django_db(transaction=True)
def test_a_pooled_connection_carries_no_scope_on() -> None:
    with scopes.for_system("tests"), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('scope.low', true)")
        assert cursor.fetchone() == ("0",)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('scope.low', true)")
        assert cursor.fetchone() in {("",), (None,)}


def test_the_audit_trail_cannot_be_changed_even_by_the_database_owner(cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        planning.create_plan(committee=Committee.objects.get(path=cast.district.path), year=2028)
        assert AuditEntry.objects.filter(action="plan.created").exists()
        for change in (
            lambda: AuditEntry.objects.update(action="nothing"),
            lambda: AuditEntry.objects.all().delete(),
        ):
            with pytest.raises(ProgrammingError, match=r"permission denied|append-only"), transaction.atomic():
                change()


def test_the_path_range_of_a_subtree_is_exact() -> None:
    assert scope.after_subtree("00001.00002.") == "00001.00002/"
    assert scope.ancestors("00001.00002.00003.") == ("00001.", "00001.00002.")
    with pytest.raises(ValueError, match="not a path"):
        scope.after_subtree("00001")
