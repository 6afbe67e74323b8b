"""A whole country for the benchmarks: both unit lists, 7.000 member units, five years of six rounds each.

Written by set-based SQL with the trigger off; the derived tables are rebuilt afterwards. In the years to 2024 the
communes of the old list give in rounds of their districts; since 2025 those of the new list give in rounds of their
provinces, except where a commune has a committee of its own, whose member units then give in its rounds. Every province
also has one khu vực with member units and a committee. All rounds are closed but the last one of the last year.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.management import call_command
from django.db import connection

from committees import scopes
from committees.models import BLOC_OF_LEVEL, Level, Role, Seat, SeatHolding, Unit, User
from committees.tree import derived_names, new_path, next_ids
from quotas.totals import rebuild_inherited, rebuild_totals

FIRST_YEAR, LAST_YEAR, FIRST_NEW_YEAR = 2022, 2026, 2025
ROUNDS = 6
MEMBERS = 7_000
MEMBERS_OF_AREA = 50
MEMBERS_OF_COMMUNE = 3
AREA = "Khu vực đo"

# Units that run a committee, by who their superior is: the country, provinces, then districts, areas and communes.
_TIERS = ("nation", "province", "lowest")
_RUNS = {
    "nation": "unit.level = 'national'",
    "province": "unit.level = 'province'",
    "lowest": "(unit.level = 'district' OR unit.level = 'commune' AND EXISTS "
    "(SELECT 1 FROM committees_unit below WHERE below.parent_id = unit.id))",
}
_LIVED = "(unit.vintage = '' OR (unit.vintage = '2024') = (year.year < %(first_new)s))"


def lay_units() -> None:
    """Both lists of the country, and the member units."""
    call_command("import_units", verbosity=0, stdout=_Silence())
    with scopes.for_system("bench"):
        provinces = list(Unit.objects.filter(level=Level.PROVINCE, vintage="2025").order_by("code"))
        areas = add_units([(province, Level.DISTRICT, AREA) for province in provinces])
        names = [(area, Level.AGENCY, f"Cơ quan {number}") for area in areas for number in range(MEMBERS_OF_AREA)]
        communes = Unit.objects.filter(level=Level.COMMUNE, vintage="2025").order_by("code")
        for commune in communes[: (MEMBERS - len(names)) // MEMBERS_OF_COMMUNE]:
            names += [(commune, Level.VILLAGE, f"Thôn {number}") for number in range(1, MEMBERS_OF_COMMUNE + 1)]
        rest = MEMBERS - len(names)
        names += [(areas[0], Level.SCHOOL, f"Trường {number}") for number in range(rest)]
        add_units(names)


def add_units(named: Sequence[tuple[Unit | None, Level, str]]) -> list[Unit]:
    """Own units, each named by its parent, level and name."""
    units = [
        Unit(
            pk=unit_id,
            parent=parent,
            path=new_path(parent.path if parent else "", unit_id),
            level=level,
            name=name,
            bloc=BLOC_OF_LEVEL.get(level, ""),
            is_own=True,
            valid_from=dt.date(2025, 7, 1),
            **derived_names(name),
        )
        for (parent, level, name), unit_id in zip(named, next_ids(len(named)), strict=True)
    ]
    return Unit.objects.bulk_create(units, batch_size=1000)


class _Silence:
    def write(self, _text: str) -> int:
        return 0


def load_years(*, provinces: Sequence[str]) -> None:
    """Committees, plans, rounds, quotas and results of these provinces (by path; both lists), and of the country.

    May be called again with other provinces: the country's own rows are made once.
    """
    values: dict[str, str | int | list[int] | list[str]] = {
        "provinces": list(provinces),
        "years": list(range(FIRST_YEAR, LAST_YEAR + 1)),
        "first_new": FIRST_NEW_YEAR,
        "rounds": ROUNDS,
        "last": LAST_YEAR,
    }
    with scopes.for_system("bench"), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE quotas_tally DISABLE TRIGGER keep_year_total")
        for tier in _TIERS:
            for statement in (_COMMITTEES, _PLANS, _ROUNDS):
                cursor.execute(statement.format(runs=_RUNS[tier], lived=_LIVED, chosen=_CHOSEN), values)
        for statement in (_PARTICIPANTS, _TALLIES, _ALLOTMENTS, _TARGETS):
            cursor.execute(statement.format(chosen=_CHOSEN, lived=_LIVED), values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE quotas_tally ENABLE TRIGGER keep_year_total")
        rebuild_totals()
        rebuild_inherited()
    analyse()


def reopen_rounds() -> None:
    """Open every round of the last year, as in the middle of a year: what their closing had added up goes."""
    year = {"last": LAST_YEAR}
    with scopes.for_system("bench"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE campaigns_round SET state = 'open' FROM campaigns_plan plan "
            "WHERE plan.id = plan_id AND plan.year = %(last)s AND campaigns_round.state = 'closed'",
            year,
        )
    analyse()


def sit(unit: Unit, login: str, role: Role = Role.CLERK) -> User:
    """Who holds a seat of a unit, its clerk unless told, and can sign in."""
    with scopes.for_system("bench"):
        user = User.objects.create(login=login, full_name="Người đo", password="!")  # noqa: S106  # nobody's password
        seat = Seat.objects.create(path=unit.path, unit=unit, role=role, title=str(role.label))
        SeatHolding.objects.create(
            path=unit.path, seat=seat, user=user, started_at=dt.datetime(2025, 7, 1, tzinfo=dt.UTC)
        )
    return user


def province_paths(*, of: Unit | None = None) -> list[str]:
    """Paths of all provinces of both lists, or of one and of those it succeeded."""
    provinces = Unit.objects.filter(level=Level.PROVINCE)
    if of is not None:
        provinces = provinces.filter(pk__in=[of.pk, *of.predecessions.values_list("predecessor_id", flat=True)])
    return list(provinces.values_list("path", flat=True))


def analyse() -> None:
    """Have the planner know what was laid."""
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


_CHOSEN = "(unit.level = 'national' OR left(unit.path, 12) = ANY (%(provinces)s))"

_COMMITTEES = """
    INSERT INTO committees_committee (path, unit_id, name, short_name, standing_body, address, phone, place, mfa_roles,
                                      created_at)
    SELECT unit.path, unit.id, 'BCĐ ' || unit.name, left('BCĐ ' || unit.name, 80), '', '', '', '', '{{}}', now()
    FROM committees_unit unit WHERE {runs} AND {chosen}
    ON CONFLICT (unit_id) DO NOTHING"""

_PLANS = """
    INSERT INTO campaigns_plan (path, committee_id, year, title, state, document, superior_plan_id, superior_name,
                                superior_document, blood_unit, shows_ranking, opened_at)
    SELECT unit.path, committee.id, year.year, 'Kế hoạch', 'open', '', superior.id, '', '', 'bag', true, now()
    FROM committees_unit unit
    JOIN committees_committee committee ON committee.unit_id = unit.id
    CROSS JOIN unnest(%(years)s::int[]) AS year (year)
    LEFT JOIN committees_committee above ON above.unit_id = unit.parent_id
    LEFT JOIN campaigns_plan superior ON superior.committee_id = above.id AND superior.year = year.year
    WHERE {runs} AND {chosen} AND {lived}
      AND (unit.vintage <> '' OR year.year >= %(first_new)s OR unit.level = 'national')
    ON CONFLICT (committee_id, year) DO NOTHING"""

_ROUNDS = """
    INSERT INTO campaigns_round (path, plan_id, kind, ordinal, name, event, state, superior_round_id, lineage,
                                 host_paths, opened_at)
    SELECT plan.path, plan.id, 'round', each.ordinal, 'Đợt ' || each.ordinal, '',
           CASE WHEN plan.year < %(last)s OR each.ordinal < %(rounds)s THEN 'closed' ELSE 'open' END, superior.id,
           CASE WHEN superior.id IS NULL THEN '{{}}' ELSE superior.lineage || superior.id END,
           ARRAY[plan.path], now()
    FROM campaigns_plan plan
    JOIN committees_committee committee ON committee.id = plan.committee_id
    JOIN committees_unit unit ON unit.id = committee.unit_id
    CROSS JOIN generate_series(1, %(rounds)s) AS each (ordinal)
    LEFT JOIN campaigns_round superior
      ON superior.plan_id = plan.superior_plan_id AND superior.ordinal = each.ordinal
    WHERE {runs} AND {chosen}
    ON CONFLICT (plan_id, ordinal) DO NOTHING"""

# The lowest units give in the rounds of the committee right above them.
_PARTICIPANTS = """
    INSERT INTO campaigns_participation (path, round_id, unit_id, absent_reason)
    SELECT unit.path, round.id, unit.id, ''
    FROM committees_unit unit
    JOIN committees_committee committee ON committee.unit_id = unit.parent_id
    JOIN campaigns_plan plan ON plan.committee_id = committee.id
    JOIN campaigns_round round ON round.plan_id = plan.id
    WHERE {chosen} AND unit.level NOT IN ('national', 'province', 'district')
      AND NOT EXISTS (SELECT 1 FROM committees_unit below WHERE below.parent_id = unit.id)"""

_TALLIES = """
    INSERT INTO quotas_tally (path, round_id, unit_id, year, source, is_counting, registered, present, donated,
                              deferred, not_drawn, bags_250, bags_350, bags_450, apheresis, accepted_doubts, proof,
                              difference_note, edition, saved_at, saved_by_name)
    SELECT unit.path, part.round_id, unit.id, plan.year, 'declared', true, number + 6, number + 4, number, 3, 1,
           number - number / 4, number / 4, 0, 0, '[]', '', '', 1, now(), ''
    FROM campaigns_participation part
    JOIN committees_unit unit ON unit.id = part.unit_id
    JOIN campaigns_round round ON round.id = part.round_id
    JOIN campaigns_plan plan ON plan.id = round.plan_id
    CROSS JOIN LATERAL (SELECT (unit.id * 7919 + part.round_id * 104729) %% 60 + 1) AS drawn (number)
    WHERE {chosen}"""

_ALLOTMENTS = """
    INSERT INTO quotas_allotment (path, plan_id, round_id, metric, kind, comparator, is_from_superior, giver_name,
                                  version, state, decision, rule, issued_at, edition)
    SELECT plan.path, plan.id, round.id, 'blood_units', 'count', 'at_least', false, '', 1, 'issued', '', '{{}}', now(),
           1
    FROM campaigns_plan plan
    JOIN committees_committee committee ON committee.id = plan.committee_id
    JOIN committees_unit unit ON unit.id = committee.unit_id
    CROSS JOIN LATERAL (
        SELECT NULL::bigint AS id UNION ALL SELECT each.id FROM campaigns_round each WHERE each.plan_id = plan.id
    ) round
    WHERE {chosen} AND NOT EXISTS (SELECT 1 FROM quotas_allotment made WHERE made.plan_id = plan.id)"""

_TARGETS = """
    INSERT INTO quotas_target (path, giver_path, allotment_id, is_published, receiver_id, bloc, assigned, note)
    SELECT unit.path, allotment.path, allotment.id, true, unit.id, unit.bloc,
           CASE WHEN allotment.round_id IS NULL THEN 180 ELSE 30 END, ''
    FROM quotas_allotment allotment
    JOIN campaigns_plan plan ON plan.id = allotment.plan_id
    JOIN committees_committee committee ON committee.id = plan.committee_id
    JOIN committees_unit unit ON unit.parent_id = committee.unit_id
    CROSS JOIN LATERAL (SELECT plan.year) AS year (year)
    WHERE {chosen} AND {lived}
    ON CONFLICT (allotment_id, receiver_id) DO NOTHING"""
