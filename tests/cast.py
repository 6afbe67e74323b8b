"""A fixed cast of people, so that tests of every floor mean the same person by the same word.

toàn quốc ─ tỉnh Bình Nguyên ─ khu vực Bình Hải ─ xã An Thạnh (a committee of its own), xã An Hòa,
                                                  Phòng Giáo dục Bình Hải
          └ tỉnh Hải Sơn
"""

from __future__ import annotations

from dataclasses import dataclass

from committees.models import Level, Role, Seat, SeatCharge, Unit, User
from tests.committees.factories import (
    CommitteeFactory,
    HoldingFactory,
    IssuingBodyFactory,
    SeatFactory,
    UnitFactory,
    UserFactory,
)


@dataclass(frozen=True)
class Person:
    """Somebody of the cast: who they are, the seat they sit on (None for nobody's seat), what they may do."""

    user: User
    seat: Seat | None
    may: str

    @property
    def path(self) -> str:
        """The path of the person's seat; raises for a person without one."""
        assert self.seat is not None
        return self.seat.path


@dataclass(frozen=True)
class Cast:
    """The tree and the people in it."""

    nation: Unit
    province: Unit
    district: Unit
    commune: Unit
    other_commune: Unit
    agency: Unit
    other_province: Unit

    national_admin: Person
    province_clerk: Person
    district_clerk: Person
    district_head: Person
    district_admin: Person
    district_member: Person
    commune_clerk: Person
    commune_focal: Person
    other_focal: Person
    agency_focal: Person
    stranger: Person
    nobody: Person

    @property
    def people(self) -> dict[str, Person]:
        """Everybody by the name of their part."""
        return {name: value for name, value in vars(self).items() if isinstance(value, Person)}


def build_cast() -> Cast:
    """Write the tree and the people; needs a scope of the whole tree."""
    nation = UnitFactory.create(level=Level.NATIONAL, name="Toàn quốc")
    province = UnitFactory.create(parent=nation, level=Level.PROVINCE, name="tỉnh Bình Nguyên")
    district = UnitFactory.create(parent=province, level=Level.DISTRICT, name="khu vực Bình Hải")
    commune = UnitFactory.create(parent=district, name="xã An Thạnh")
    other_commune = UnitFactory.create(parent=district, name="xã An Hòa")
    agency = UnitFactory.create(parent=district, level=Level.AGENCY, name="Phòng Giáo dục Bình Hải")
    other_province = UnitFactory.create(parent=nation, level=Level.PROVINCE, name="tỉnh Hải Sơn")
    for unit in (nation, province, district, commune, other_province):
        IssuingBodyFactory.create(committee=CommitteeFactory.create(unit=unit))
    member = sit(district, Role.MEMBER, "Võ Thị Thành Viên", may="urges the communes in their charge, reads numbers")
    assert member.seat is not None
    SeatCharge.objects.create(seat=member.seat, unit=other_commune, path=member.seat.path)
    return Cast(
        nation=nation,
        province=province,
        district=district,
        commune=commune,
        other_commune=other_commune,
        agency=agency,
        other_province=other_province,
        national_admin=sit(
            nation, Role.ADMIN, "Trần Quốc Quản", may="manages units and seats of the whole country, reads its audit"
        ),
        province_clerk=sit(
            province, Role.CLERK, "Lê Thị Tỉnh", may="runs the province's plans, acts in its units' place"
        ),
        district_clerk=sit(
            district, Role.CLERK, "Phạm Thị Huyện", may="runs the district's plans, acts in its units' place"
        ),
        district_head=sit(
            district, Role.HEAD, "Nguyễn Văn Trưởng", may="reads the district's numbers, approves and signs"
        ),
        district_admin=sit(
            district, Role.ADMIN, "Đỗ Văn Quản", may="manages the district's units and seats, reads its audit"
        ),
        district_member=member,
        commune_clerk=sit(commune, Role.CLERK, "Bùi Thị Xã", may="runs the commune's own committee"),
        commune_focal=sit(commune, Role.FOCAL, "Hồ Văn Mối", may="hands in for xã An Thạnh and reads its own numbers"),
        other_focal=sit(other_commune, Role.FOCAL, "Đặng Thị Hòa", may="hands in for xã An Hòa, a sibling"),
        agency_focal=sit(agency, Role.FOCAL, "Ngô Văn Phòng", may="hands in for the education office"),
        stranger=sit(
            other_province, Role.CLERK, "Dương Thị Lạ", may="runs another province: nothing here exists for her"
        ),
        nobody=Person(
            user=UserFactory.create(full_name="Mai Văn Không"), seat=None, may="signs in and holds no seat at all"
        ),
    )


def sit(unit: Unit, role: Role, full_name: str, *, may: str) -> Person:
    """A new person on a new seat of `unit`."""
    holding = HoldingFactory.create(
        seat=SeatFactory.create(unit=unit, role=role), user=UserFactory.create(full_name=full_name)
    )
    return Person(user=holding.user, seat=holding.seat, may=may)
