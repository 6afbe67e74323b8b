"""After a reorganisation: the administrator above moves people of an ended unit, and carries its committee over."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from django.urls import reverse
from django.utils import timezone

from committees import rehoming, scopes
from committees.models import Committee, IssuingBody, Role, Seat, SeatHolding, Succession, Unit
from committees.succession import record_succession
from core.models import AuditEntry
from core.refusal import Refused
from tests.campaigns.desk import Desk
from tests.cast import Cast, Person
from tests.committees.factories import IssuingBodyFactory, UnitFactory

YESTERDAY = timezone.localdate() - dt.timedelta(days=1)
NOW = dt.datetime(2026, 11, 22, 7, 5, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Merged:
    """xã An Thạnh (with a committee) and xã An Hòa ended; xã An Phú continues both."""

    successor: Unit


@pytest.fixture
def merged(cast: Cast) -> Merged:
    with scopes.for_system("tests"):
        successor = UnitFactory.create(parent=cast.district, name="xã An Phú")
        record_succession(
            predecessors=[(cast.commune, True), (cast.other_commune, True)],
            successor=successor,
            kind=Succession.Kind.MERGED,
            effective_on=YESTERDAY,
            decision="Nghị quyết 202",
        )
    return Merged(successor)


@pytest.fixture
def admin(cast: Cast) -> Desk:
    return Desk(cast.district_admin)


def held_by(person: Person) -> set[tuple[str, str, str]]:
    """Unit, role and title of the seats that a person holds."""
    with scopes.for_system("tests"):
        rows = SeatHolding.objects.filter(user=person.user, ended_at=None)
        return set(rows.values_list("seat__unit__name", "seat__role", "seat__title"))


def test_people_are_moved_one_by_one(merged: Merged, cast: Cast, admin: Desk) -> None:
    page = admin.get("unit", cast.other_commune.pk)
    assert "Chuyển người sang đơn vị mới" in page
    assert "Đặng Thị Hòa · Đầu mối" in admin.get("unit_rehome", cast.other_commune.pk)
    assert cast.other_focal.seat is not None
    page = admin.send("unit_rehome", cast.other_commune.pk, **{f"seat_{cast.other_focal.seat.pk}": merged.successor.pk})
    assert "Đã chuyển" in page
    assert "Không còn ai giữ vai trò ở đơn vị này." in page
    assert held_by(cast.other_focal) == {("xã An Phú", "focal", "Đầu mối")}
    assert "Đầu mối · xã An Phú" in Desk(cast.other_focal).get("home")
    with scopes.for_system("tests"):
        entry = AuditEntry.objects.get(action="seat.rehomed")
        assert (entry.before["unit"], entry.after["unit"]) == ("xã An Hòa", "xã An Phú")
        assert entry.user_id == cast.district_admin.user.pk
        assert Seat.objects.get(pk=cast.other_focal.seat.pk).closed_on is None  # the seat stays with its unit


def test_a_second_of_one_role_is_told_apart(merged: Merged, cast: Cast, admin: Desk) -> None:
    for person, unit in ((cast.other_focal, cast.other_commune), (cast.commune_focal, cast.commune)):
        assert person.seat is not None
        admin.send("unit_rehome", unit.pk, **{f"seat_{person.seat.pk}": merged.successor.pk})
    assert held_by(cast.other_focal) == {("xã An Phú", "focal", "Đầu mối")}
    assert held_by(cast.commune_focal) == {("xã An Phú", "focal", "Đầu mối (xã An Thạnh)")}


def test_a_committees_people_go_once_the_new_committee_stands(merged: Merged, cast: Cast, admin: Desk) -> None:
    with scopes.for_system("tests"):
        former = Committee.objects.get(unit=cast.commune)
        Committee.objects.filter(pk=former.pk).update(mfa_roles=["head"], phone="+84255123456")
        IssuingBody.objects.filter(committee=former).update(seal="own", numbering="series")
        IssuingBodyFactory.create(committee=former, is_default=False, name_lines=["UBND XÃ AN THẠNH"])
    assert cast.commune_clerk.seat is not None
    move = {f"seat_{cast.commune_clerk.seat.pk}": merged.successor.pk}
    refused = admin.client.post(reverse("unit_rehome", args=[cast.commune.pk]), move)
    assert refused.status_code == 422
    assert "xã An Phú chưa có Ban Chỉ đạo để nhận vai trò “Thường trực”" in refused.content.decode()
    assert held_by(cast.commune_clerk) == {("xã An Thạnh", "clerk", "Thường trực")}

    assert "Thành lập từ số liệu cũ" in admin.get("unit_rehome", cast.commune.pk)
    form = {"name": "Ban Chỉ đạo xã An Phú", "short_name": "BCĐ xã An Phú", "phone": "+84255123456"}
    page = admin.send("committee_carry", cast.commune.pk, merged.successor.pk, **form)
    assert "Đã thành lập Ban Chỉ đạo mới." in page
    assert "Thành lập từ số liệu cũ" not in page
    with scopes.for_system("tests"):
        made = Committee.objects.get(unit=merged.successor)
        assert (made.name, made.mfa_roles, made.phone) == ("Ban Chỉ đạo xã An Phú", ["head"], "+84255123456")
        bodies = IssuingBody.objects.filter(committee=made).order_by("-is_default")
        assert [(body.seal, body.numbering, body.is_default) for body in bodies] == [
            ("own", "series", True),
            ("parent", "registry", False),
        ]
        assert bodies[1].name_lines == ["UBND XÃ AN PHÚ"]
    admin.send("unit_rehome", cast.commune.pk, **move)
    assert held_by(cast.commune_clerk) == {("xã An Phú", "clerk", "Thường trực")}  # the free seat of the new committee


def test_a_committee_is_carried_once(merged: Merged, cast: Cast, admin: Desk) -> None:
    form = {"name": "BCĐ", "short_name": "BCĐ"}
    admin.send("committee_carry", cast.commune.pk, merged.successor.pk, **form)
    again = admin.client.post(reverse("committee_carry", args=[cast.commune.pk, merged.successor.pk]), form)
    assert "xã An Phú đã có Ban Chỉ đạo." in again.content.decode()
    nothing = admin.client.get(reverse("committee_carry", args=[cast.other_commune.pk, merged.successor.pk]))
    assert nothing.status_code == 404  # xã An Hòa had none


def test_nobody_is_moved_by_an_empty_form(merged: Merged, cast: Cast, admin: Desk) -> None:
    response = admin.client.post(reverse("unit_rehome", args=[cast.commune.pk]), {})
    assert response.status_code == 422
    assert "Chưa chọn đơn vị mới cho ai" in response.content.decode()


@pytest.mark.parametrize("who", ["province_clerk", "district_clerk", "district_head", "commune_clerk", "stranger"])
def test_others_do_not_move_people(merged: Merged, cast: Cast, who: str) -> None:
    desk = Desk(cast.people[who])
    assert desk.client.get(reverse("unit_rehome", args=[cast.commune.pk])).status_code == 403
    assert desk.client.post(reverse("unit_rehome", args=[cast.commune.pk])).status_code == 403


def test_a_living_unit_keeps_its_people(cast: Cast, admin: Desk) -> None:
    assert admin.client.get(reverse("unit_rehome", args=[cast.commune.pk])).status_code == 404


def test_people_go_only_to_what_continues_their_unit_inside_the_administrators_own(merged: Merged, cast: Cast) -> None:
    with scopes.for_system("tests"):
        far = UnitFactory.create(parent=cast.other_province, name="xã Hải Phú")
        Succession.objects.create(
            predecessor=cast.agency,
            successor=far,
            path=far.path,
            kind="moved",
            is_whole=True,
            effective_on=YESTERDAY,
        )
        Unit.objects.filter(pk=cast.agency.pk).update(valid_to=YESTERDAY - dt.timedelta(days=1))
    by = cast.district_admin.seat
    assert by is not None
    assert cast.other_focal.seat is not None
    assert cast.agency_focal.seat is not None
    with scopes.for_seat(by):
        with pytest.raises(Refused, match="Phòng Giáo dục Bình Hải không phải đơn vị kế tiếp"):
            rehoming.rehome_holder(seat=cast.other_focal.seat, successor=cast.agency, by=by, now=NOW)
        with pytest.raises(Refused, match="do quản trị của Ban Chỉ đạo cấp trên của cả hai làm"):
            rehoming.rehome_holder(seat=cast.agency_focal.seat, successor=far, by=by, now=NOW)
    national = cast.national_admin.seat
    assert national is not None
    with scopes.for_seat(national):
        rehoming.rehome_holder(seat=cast.agency_focal.seat, successor=far, by=national, now=NOW)
    assert held_by(cast.agency_focal) == {("xã Hải Phú", "focal", "Đầu mối")}


def test_successors_are_followed_through_those_that_ended_too(merged: Merged, cast: Cast) -> None:
    with scopes.for_system("tests"):
        last = UnitFactory.create(parent=cast.district, name="phường An Phú")
        record_succession(
            predecessors=[(merged.successor, True)],
            successor=last,
            kind=Succession.Kind.RENAMED,
            effective_on=timezone.localdate(),
            decision="",
        )
        assert [unit.name for unit in rehoming.living_successors(cast.commune)] == ["phường An Phú"]
        assert rehoming.living_successors(last) == []


def test_who_has_nobody_is_told(merged: Merged, cast: Cast) -> None:
    by = cast.district_admin.seat
    assert by is not None
    with scopes.for_seat(by):
        empty = Seat.objects.create(unit=cast.other_commune, path=cast.other_commune.path, role=Role.FOCAL, title="Hai")
        with pytest.raises(Refused, match="chưa có ai giữ"):
            rehoming.rehome_holder(seat=empty, successor=merged.successor, by=by, now=NOW)
