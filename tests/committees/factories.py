"""Rows of the tree, committees, seats and people for tests. Use them inside an open scope (`scopes.for_system`)."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import factory
from django.contrib.auth.hashers import make_password
from django.db import connection
from factory.django import DjangoModelFactory

from committees.models import (
    BLOC_OF_LEVEL,
    Committee,
    IssuingBody,
    Level,
    Role,
    Seat,
    SeatHolding,
    Unit,
    User,
)
from committees.tree import new_path
from core.text.folding import fold
from core.text.sorting import sort_key

PASSWORD = "giot mau hong cho doi"
LONG_AGO = datetime(2025, 7, 1, 1, 0, tzinfo=UTC)


@cache
def password_hash() -> str:
    """The hash of `PASSWORD`, made once: Argon2 is slow on purpose."""
    return make_password(PASSWORD)


def next_unit_id() -> int:
    """An id before its row, since the row's path is made of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('committees_unit', 'id'))")
        (number,) = cursor.fetchone()
    return int(number)


class UnitFactory(DjangoModelFactory[Unit]):
    """A unit; without `parent` it is the root of a tree of its own."""

    class Meta:
        model = Unit

    id = factory.LazyFunction(next_unit_id)
    parent: object = None
    level: object = Level.COMMUNE
    name = factory.Sequence(lambda n: f"xã Thử {n}")
    is_own = True
    path = factory.LazyAttribute(lambda unit: new_path(unit.parent.path if unit.parent else "", unit.id))
    name_fold = factory.LazyAttribute(lambda unit: fold(unit.name))
    name_sort = factory.LazyAttribute(lambda unit: sort_key(unit.name))
    bloc = factory.LazyAttribute(lambda unit: BLOC_OF_LEVEL.get(unit.level, ""))


class CommitteeFactory(DjangoModelFactory[Committee]):
    """The committee of a unit."""

    class Meta:
        model = Committee

    unit = factory.SubFactory(UnitFactory, level=Level.DISTRICT)
    path = factory.LazyAttribute(lambda committee: committee.unit.path)
    name = factory.LazyAttribute(lambda committee: f"Ban Chỉ đạo vận động hiến máu tình nguyện {committee.unit.name}")
    short_name = factory.LazyAttribute(lambda committee: f"BCĐ {committee.unit.name}")
    standing_body = factory.LazyAttribute(lambda committee: f"Hội Chữ thập đỏ {committee.unit.name}")
    place = "Bình Hải"


class IssuingBodyFactory(DjangoModelFactory[IssuingBody]):
    """The committee itself as the body that issues its documents."""

    class Meta:
        model = IssuingBody

    committee = factory.SubFactory(CommitteeFactory)
    path = factory.LazyAttribute(lambda body: body.committee.path)
    superior_lines = factory.LazyFunction(lambda: ["UBND HUYỆN BÌNH HẢI"])
    name_lines = factory.LazyFunction(lambda: ["BAN CHỈ ĐẠO", "VẬN ĐỘNG HIẾN MÁU TÌNH NGUYỆN"])
    symbol = "BCĐ"
    place = "Bình Hải"
    is_default = True


class SeatFactory(DjangoModelFactory[Seat]):
    """A seat of a unit."""

    class Meta:
        model = Seat

    unit = factory.SubFactory(UnitFactory)
    path = factory.LazyAttribute(lambda seat: seat.unit.path)
    role: object = Role.CLERK
    title = factory.LazyAttribute(lambda seat: str(Role(seat.role).label))


class UserFactory(DjangoModelFactory[User]):
    """A person who signs in with a phone number and `PASSWORD`."""

    class Meta:
        model = User

    login = factory.Sequence(lambda n: f"+8490{n + 1000000:07d}")
    full_name = factory.Sequence(lambda n: f"Người Thử {n}")
    password = factory.LazyFunction(password_hash)


class HoldingFactory(DjangoModelFactory[SeatHolding]):
    """A person holds a seat since `LONG_AGO`."""

    class Meta:
        model = SeatHolding

    seat = factory.SubFactory(SeatFactory)
    user = factory.SubFactory(UserFactory)
    path = factory.LazyAttribute(lambda holding: holding.seat.path)
    started_at: object = LONG_AGO
