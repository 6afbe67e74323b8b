"""Seats: who may open, close and end which, and that a seat has one holder at a time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from committees import scopes, seats
from committees.models import Role, Seat, SeatCharge, SeatHolding, Unit
from core.models import AuditEntry
from core.refusal import Refused
from tests.cast import Cast, Person
from tests.committees.factories import HoldingFactory, SeatFactory, UserFactory

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def seat_of(person: Person) -> Seat:
    assert person.seat is not None
    return person.seat


# --- Who may ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "unit", "role", "allowed"),
    [
        ("district_admin", "district", Role.CLERK, True),
        ("district_admin", "other_commune", Role.FOCAL, True),
        ("district_admin", "agency", Role.FOCAL, True),
        # xã An Thạnh has a committee of its own: only its administrator can be invited again from above.
        ("district_admin", "commune", Role.CLERK, False),
        ("district_admin", "commune", Role.FOCAL, False),
        ("district_admin", "commune", Role.ADMIN, True),
        ("district_admin", "province", Role.ADMIN, False),
        ("district_admin", "other_province", Role.ADMIN, False),
        ("national_admin", "district", Role.CLERK, False),
        ("national_admin", "district", Role.ADMIN, True),
        ("district_clerk", "other_commune", Role.FOCAL, True),
        ("district_clerk", "district", Role.FOCAL, False),
        ("district_clerk", "other_commune", Role.MEMBER, False),
        ("district_clerk", "commune", Role.FOCAL, False),
        ("district_head", "other_commune", Role.FOCAL, False),
        ("district_member", "other_commune", Role.FOCAL, False),
        ("commune_focal", "commune", Role.FOCAL, False),
        ("stranger", "district", Role.FOCAL, False),
    ],
)
def test_who_may_manage_which_seat(cast: Cast, who: str, unit: str, role: str, allowed: bool) -> None:
    by = seat_of(cast.people[who])
    with scopes.for_seat(by):
        assert seats.may_manage(by, getattr(cast, unit), role) is allowed


@pytest.mark.parametrize("who", ["district_head", "district_member", "commune_focal", "stranger"])
def test_verbs_refuse_in_words_whoever_may_not(cast: Cast, who: str) -> None:
    by = seat_of(cast.people[who])
    with scopes.for_seat(by), pytest.raises(Refused, match="nhờ quản trị"):
        seats.add_seat(unit=cast.other_commune, role=Role.FOCAL, by=by)


# --- Opening, naming, closing ------------------------------------------------------------------------


def test_a_new_seat_is_called_by_its_role_unless_told(cast: Cast) -> None:
    by = seat_of(cast.district_admin)
    with scopes.for_seat(by):
        first = seats.add_seat(unit=cast.district, role=Role.DEPUTY, other_post="Phó Chủ tịch UBND huyện", by=by)
        second = seats.add_seat(unit=cast.district, role=Role.DEPUTY, title="Phó Trưởng ban 2", by=by)
        entry = AuditEntry.objects.filter(action="seat.added").order_by("pk").first()
    assert (first.title, first.path) == ("Phó trưởng ban", cast.district.path)
    assert second.title == "Phó Trưởng ban 2"
    assert entry is not None
    assert entry.after["other_post"] == "Phó Chủ tịch UBND huyện"


def test_two_open_seats_of_a_unit_never_have_one_title(cast: Cast) -> None:
    by = seat_of(cast.district_admin)
    with scopes.for_seat(by), pytest.raises(Refused, match="khu vực Bình Hải đã có vai trò “Thường trực”"):
        seats.add_seat(unit=cast.district, role=Role.CLERK, by=by)


def test_naming_a_seat_differently_takes_no_title_either(cast: Cast) -> None:
    by = seat_of(cast.district_admin)
    with scopes.for_seat(by):
        deputy = seats.add_seat(unit=cast.district, role=Role.DEPUTY, by=by)
        with pytest.raises(Refused, match="khu vực Bình Hải đã có vai trò “Thường trực”"):
            seats.change_seat(seat=deputy, title="Thường trực", other_post="", by=by)
        kept = seats.change_seat(seat=deputy, title=deputy.title, other_post="Phó Chủ tịch UBND huyện", by=by)
    assert (kept.title, kept.other_post) == ("Phó trưởng ban", "Phó Chủ tịch UBND huyện")


def test_a_unit_without_a_committee_has_focal_seats_only(cast: Cast) -> None:
    by = seat_of(cast.district_admin)
    with scopes.for_seat(by):
        assert seats.manageable_roles(by, cast.agency) == [Role.FOCAL]
        with pytest.raises(Refused, match="chưa có Ban Chỉ đạo"):
            seats.add_seat(unit=cast.agency, role=Role.HEAD, by=by)


def test_a_seat_closes_once_nobody_holds_it(cast: Cast) -> None:
    by, held = seat_of(cast.district_admin), seat_of(cast.agency_focal)
    with scopes.for_seat(by):
        with pytest.raises(Refused, match="còn người đang giữ"):
            seats.close_seat(seat=held, on=TODAY, by=by)
        seats.end_holding(seat=held, at=NOW, by=by)
        seats.close_seat(seat=held, on=TODAY, by=by)
        with pytest.raises(Refused, match="đã bãi bỏ rồi"):
            seats.close_seat(seat=held, on=TODAY, by=by)
        with pytest.raises(Refused, match="đã bãi bỏ nên không nhận được nữa"):
            seats.start_holding(seat=held, user=cast.nobody.user, now=NOW)


# --- Holding ----------------------------------------------------------------------------------------


def test_a_seat_has_one_holder_at_a_time(cast: Cast) -> None:
    held = seat_of(cast.district_clerk)
    with scopes.for_seat(held):
        with pytest.raises(Refused, match="đã có người giữ"):
            seats.start_holding(seat=held, user=cast.nobody.user, now=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            HoldingFactory.create(seat=held, user=cast.nobody.user)


def test_whoever_left_a_seat_no_longer_sees_by_it_and_the_history_stays(cast: Cast) -> None:
    by, held = seat_of(cast.district_admin), seat_of(cast.district_clerk)
    with scopes.for_seat(by):
        seats.end_holding(seat=held, at=NOW, by=by)
        assert seats.holder_of(held) is None
        assert [holding.ended_at for holding in SeatHolding.objects.filter(seat=held)] == [NOW]
        entry = AuditEntry.objects.get(action="seat.left")
    assert entry.before == {"holder": "Phạm Thị Huyện"}


def test_a_holding_never_ends_before_it_began(cast: Cast) -> None:
    by, held = seat_of(cast.district_admin), seat_of(cast.district_clerk)
    with scopes.for_seat(by):
        ended = seats.end_holding(seat=held, at=datetime(2020, 1, 1, tzinfo=UTC), by=by)
    assert ended.ended_at == ended.started_at


def test_nobody_ends_the_seat_they_sit_on(cast: Cast) -> None:
    by = seat_of(cast.district_admin)
    with scopes.for_seat(by), pytest.raises(Refused, match="Không thể tự kết thúc"):
        seats.end_holding(seat=by, at=NOW + timedelta(1), by=by)


# --- Charges, and seats elsewhere ----------------------------------------------------------------------


def test_a_member_is_put_in_charge_of_units_of_the_own_ground_only(cast: Cast) -> None:
    by, member = seat_of(cast.district_admin), seat_of(cast.district_member)
    with scopes.for_seat(by):
        seats.set_charges(seat=member, units=[cast.commune], by=by)
        assert [charge.unit for charge in SeatCharge.objects.filter(seat=member)] == [cast.commune]
        entry = AuditEntry.objects.get(action="seat.charges_set")
        with pytest.raises(Refused, match="không thuộc địa bàn"):
            seats.set_charges(seat=member, units=[cast.other_province], by=by)
    assert (entry.before, entry.after) == ({"charges": ["xã An Hòa"]}, {"charges": ["xã An Thạnh"]})


def test_a_seat_held_elsewhere_is_known_without_being_seen(cast: Cast) -> None:
    by, user = seat_of(cast.district_admin), UserFactory.create()
    with scopes.for_system("tests"):
        HoldingFactory.create(seat=SeatFactory.create(unit=cast.agency, role=Role.FOCAL), user=user)
    with scopes.for_seat(by):
        assert not seats.holds_elsewhere(user, by)
    with scopes.for_system("tests"):
        HoldingFactory.create(seat=SeatFactory.create(unit=cast.other_province, role=Role.HEAD), user=user)
    with scopes.for_seat(by):
        assert seats.holds_elsewhere(user, by)
        assert not Seat.objects.filter(unit=cast.other_province).exists()


def test_the_nearest_committee_governs(cast: Cast) -> None:
    with scopes.for_system("tests"):
        assert seats.governing_path(cast.commune) == cast.commune.path
        assert seats.governing_path(cast.agency) == cast.district.path
        assert seats.governing_path(Unit(path="zzzzz.")) == ""


@pytest.mark.parametrize("who", ["other_focal", "commune_focal"])
def test_nobody_of_another_unit_stands_in_nor_the_absent_themselves(cast: Cast, who: str) -> None:
    seat, day = seat_of(cast.commune_focal), date(2026, 11, 20)
    with scopes.for_system("tests"), pytest.raises(Refused, match="đang có người giữ"):
        seats.set_away(seat=seat, until=day, stand_in=seat_of(cast.people[who]), by=seat, today=day)
