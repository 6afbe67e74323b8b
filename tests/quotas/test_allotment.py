"""The ledger: exact sums, versions, what the superior gave, and two people in one grid."""

import pytest

from campaigns import planning
from campaigns.models import Plan
from committees import scopes
from committees.models import Committee, Level
from committees.tree import add_unit
from core.refusal import Refused
from quotas import allotment
from quotas.allotment import Conflict, Line
from quotas.models import Allotment, Tally, Target
from quotas.proposals import Basis, Rule, bases, propose
from tests.cast import Cast
from tests.quotas.years import NOW, Year


def published(cast: Cast) -> list[tuple[str, int | None]]:
    with scopes.for_seat(cast.district_clerk.seat):
        rows = Target.objects.filter(is_published=True, allotment__round=None).order_by("path")
        return [(target.receiver.name, target.assigned) for target in rows.select_related("receiver")]


def test_a_change_after_issue_is_a_new_version_and_the_old_one_stays(year: Year, cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        draft = allotment.draft_of(year.plan)
        assert [(target.receiver_id, target.assigned) for target in draft.targets.order_by("path")] == [
            (unit.pk, figure) for unit, figure in zip(year.units, (40, 25, 10), strict=True)
        ]
        lines = [Line(unit=unit, assigned=30) for unit in year.units]
        allotment.save_draft(allotment=draft, lines=lines, edition=draft.edition)
        assert published(cast)[0] == ("xã An Thạnh", 40)
        allotment.issue(allotment=draft, decision="Kế hoạch số 09/KH-BCĐ", now=NOW)
        states = list(Allotment.objects.filter(round=None).order_by("version").values_list("version", "state"))
    assert states == [(1, "superseded"), (2, "issued")]
    assert published(cast) == [("xã An Thạnh", 30), ("xã An Hòa", 30), ("Phòng Giáo dục Bình Hải", 30)]


def test_the_second_of_two_savers_is_told_and_keeps_nothing(year: Year, cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        draft = allotment.draft_of(year.plan)
        allotment.save_draft(allotment=draft, lines=[Line(unit=year.units[0], assigned=1)], edition=draft.edition)
        with pytest.raises(Conflict, match="Người khác vừa lưu"):
            allotment.save_draft(allotment=draft, lines=[Line(unit=year.units[0], assigned=2)], edition=draft.edition)
        assert [target.assigned for target in draft.targets.all()] == [1]


def test_what_a_superior_outside_the_system_gave_is_recorded_by_the_receiver(year: Year, cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        for assigned in (1_000, 1_100):
            allotment.record_given(
                plan=year.plan, assigned=assigned, giver_name="BCĐ tỉnh", decision="01/KH-BCĐ", now=NOW
            )
        given = allotment.given_to(year.plan)
        balance = allotment.balance(allotment.draft_of(year.plan))
    assert given is not None
    assert (given.assigned, given.giver) == (1_100, "BCĐ tỉnh")
    assert (balance.to_give, balance.given, balance.left) == (1_100, 75, 1_025)


def test_a_superior_on_the_system_is_asked_itself(cast: Cast) -> None:
    with scopes.for_seat(cast.province_clerk.seat):
        province = Committee.objects.filter(path=cast.province.path).first()
        assert province is not None
        plan = planning.create_plan(committee=province, year=2026, blood_unit="ml250")
        planning.open_plan(plan=plan, document="01/KH-BCĐ", now=NOW)
        draft = allotment.draft_of(plan)
        allotment.save_draft(allotment=draft, lines=[Line(unit=cast.district, assigned=700)], edition=draft.edition)
        allotment.issue(allotment=draft, decision="01/KH-BCĐ", now=NOW)
    with scopes.for_seat(cast.district_clerk.seat):
        own = planning.create_plan(committee=Committee.objects.get(path=cast.district.path), year=2026)
        given = allotment.given_to(own)
    assert (own.superior_plan_id, own.blood_unit) == (plan.pk, "ml250")
    assert given is not None
    assert (given.assigned, given.giver) == (700, province.name)


def test_a_split_says_what_it_lacks(cast: Cast) -> None:
    known = [Basis(unit=cast.commune, population=9_000), Basis(unit=cast.other_commune)]
    shares = propose(total=10, rule=Rule.POPULATION, known=known, minimum=2)
    assert [share.amount for share in shares] == [8, 2]
    with pytest.raises(Refused, match="Chưa có số liệu để chia theo số cán bộ"):
        propose(total=10, rule=Rule.HEADCOUNT, known=known)
    with pytest.raises(Refused, match="nhiều hơn số cần giao 10"):
        propose(total=10, rule=Rule.EVEN, known=known, minimum=6)
    with pytest.raises(Refused, match="Chưa có đơn vị nào"):
        propose(total=10, rule=Rule.EVEN, known=[])


def test_an_absurd_figure_and_a_foreign_receiver_are_refused(year: Year, cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        draft = allotment.draft_of(year.plan)
        for line in (Line(unit=cast.commune, assigned=99_999_999), Line(unit=cast.other_province, assigned=5)):
            with pytest.raises(Refused):
                allotment.save_draft(allotment=draft, lines=[line], edition=draft.edition)


def test_a_plan_in_draft_may_give_provisionally_only(cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        plan = planning.create_plan(committee=Committee.objects.get(path=cast.district.path), year=2027)
        draft = allotment.draft_of(plan)
        with pytest.raises(Refused, match="chưa có chỉ tiêu nào"):
            allotment.issue(allotment=draft, decision="", now=NOW)
        allotment.save_draft(allotment=draft, lines=[Line(unit=cast.commune, assigned=4)], edition=draft.edition)
        with pytest.raises(Refused, match="còn là dự thảo"):
            allotment.issue(allotment=draft, decision="", now=NOW)
        allotment.issue(allotment=draft, decision="", now=NOW, is_provisional=True)
    with scopes.for_seat(cast.commune_focal.seat):
        assert Target.objects.get(receiver=cast.commune).assigned == 4
        assert not Plan.objects.filter(year=2027).exists()


def test_last_year_counts_what_a_unit_reached_with_its_own_members(year: Year, cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        village = add_unit(parent=cast.commune, level=Level.VILLAGE, name="Thôn Đông")
        former = planning.create_plan(committee=year.plan.committee, year=2025)
        round = planning.add_round(plan=former)
        Tally.objects.create(path=village.path, round=round, unit=village, year=2025, units=17)
        known = bases(year.plan, [cast.commune, cast.other_commune])
    assert [basis.last_result for basis in known] == [17, None]
