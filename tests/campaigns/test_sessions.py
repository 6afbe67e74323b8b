"""Buổi tiếp nhận máu: changing one, which units come when, what each unit sees, and how it fits the capacity."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from campaigns import deadlines, planning, sessions
from campaigns.models import Participation, Session, SessionUnit
from committees import scopes
from core.refusal import Refused
from tests.campaigns.desk import Desk
from tests.cast import Cast
from tests.quotas.years import NOW, Year

FORM = {"held_on": "2026-04-07", "starts_at": "07:00", "ends_at": "11:30", "venue": "Nhà văn hóa", "capacity": "30"}


@pytest.fixture
def clerk(cast: Cast) -> Desk:
    return Desk(cast.district_clerk)


@pytest.fixture
def two(year: Year, cast: Cast) -> tuple[Session, Session]:
    """Two sessions: 07/4 for xã An Thạnh, 14/4 for xã An Hòa."""
    with scopes.for_seat(cast.district_clerk.seat):
        first = sessions.add_session(
            round=year.round,
            facts=sessions.SessionFacts(
                held_on=dt.date(2026, 4, 7), starts_at=dt.time(7), venue="Nhà văn hóa", capacity=30
            ),
            units=[cast.commune],
        )
        second = sessions.add_session(
            round=year.round,
            facts=sessions.SessionFacts(held_on=dt.date(2026, 4, 14), venue="Trường Hòa"),
            units=[cast.other_commune],
        )
        return first, second


def coming(session: Session) -> set[int]:
    with scopes.for_system("tests"):
        return set(SessionUnit.objects.filter(session=session).values_list("unit_id", flat=True))


def test_a_session_is_changed_and_keeps_its_units(two: tuple[Session, Session], cast: Cast, clerk: Desk) -> None:
    assert 'value="2026-04-07"' in clerk.client.get(reverse("session_change", args=[two[0].pk])).content.decode()
    page = clerk.send("session_change", two[0].pk, **{**FORM, "held_on": "2026-05-09", "venue": " Sân vận động "})
    assert "Đã lưu buổi tiếp nhận máu." in page
    assert "thứ Bảy 09/5/2026 07:00–11:30 Sân vận động – 30" in page
    assert coming(two[0]) == {cast.commune.pk}


def test_a_session_may_go_back_to_a_month_only(two: tuple[Session, Session], clerk: Desk) -> None:
    page = clerk.send("session_change", two[0].pk, held_on="2026-05-09", is_month_only="on")
    assert "dự kiến tháng 5/2026" in page


@pytest.mark.parametrize("wrong", [{"starts_at": "12:00"}, {"held_on": ""}, {"capacity": "0"}])
def test_what_cannot_be_is_told_and_nothing_is_kept(
    two: tuple[Session, Session], clerk: Desk, wrong: dict[str, str]
) -> None:
    response = clerk.client.post(reverse("session_change", args=[two[0].pk]), {**FORM, **wrong, "venue": "Chợ"})
    assert response.status_code == 422
    assert "Chợ" not in clerk.get("round", two[0].round_id)


def test_units_are_ticked_and_one_of_another_day_says_so(two: tuple[Session, Session], cast: Cast, clerk: Desk) -> None:
    page = clerk.get("session", two[0].pk)
    assert "xã An Hòa · khoảng 36 người · đã xếp buổi thứ Ba 14/4/2026" in page
    assert page.count("đã xếp buổi") == 1
    page = clerk.send("session", two[0].pk, unit=[cast.commune.pk, cast.other_commune.pk])
    assert "Đã lưu: thêm 1, bớt 0 đơn vị." in page
    assert "2 đơn vị: xã An Hòa, xã An Thạnh" in page
    assert coming(two[0]) == {cast.commune.pk, cast.other_commune.pk}
    clerk.send("session", two[0].pk)
    assert coming(two[0]) == set()
    assert coming(two[1]) == {cast.other_commune.pk}


def test_capacity_is_compared_in_words_and_never_refused(two: tuple[Session, Session], cast: Cast, clerk: Desk) -> None:
    more = "Cần vận động khoảng 58 người, nhiều hơn 30 người tiếp nhận được"  # 40 units at 7 donations of 10 registered
    assert more in clerk.get("round", two[0].round_id)
    assert more in clerk.get("session", two[0].pk)
    clerk.send("session_change", two[0].pk, **{**FORM, "capacity": "58"})
    assert "Cần vận động khoảng 58 người, tiếp nhận được 58 người." in clerk.get("session", two[0].pk)


def test_only_units_that_take_part_come(two: tuple[Session, Session], cast: Cast, clerk: Desk) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        part = Participation.objects.get(round=two[0].round_id, unit=cast.agency)
        planning.mark_absent(participation=part, reason="nghỉ hè", now=NOW)
        with pytest.raises(Refused, match="Phòng Giáo dục Bình Hải không tham gia đợt này"):
            sessions.set_units(session=two[0], units=[cast.agency])
    clerk.send("session", two[0].pk, unit=[cast.agency.pk, cast.other_province.pk, "²", "9" * 30])
    assert coming(two[0]) == set()


def test_a_closed_round_keeps_its_sessions(two: tuple[Session, Session], year: Year, cast: Cast, clerk: Desk) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        planning.close_round(round=year.round, now=NOW)
    assert "Đợt 1 đã khóa" in clerk.send("session_change", two[0].pk, **FORM)
    assert "Đợt 1 đã khóa" in clerk.send("session", two[0].pk, unit=[cast.agency.pk])
    assert coming(two[0]) == {cast.commune.pk}


def test_each_unit_sees_its_own_session_and_nobody_elses(
    two: tuple[Session, Session], year: Year, cast: Cast, clerk: Desk
) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        deadlines.set_deadline(round=year.round, kind="list", day=dt.date(2036, 3, 24))
    own = "hiến máu thứ Ba 07/4/2026, 07:00, Nhà văn hóa"
    focal, sibling, none = Desk(cast.commune_focal), Desk(cast.other_focal), Desk(cast.agency_focal)
    assert own in focal.get("home")
    assert own not in sibling.get("home")
    assert "hiến máu thứ Ba 14/4/2026, Trường Hòa" in sibling.get("home")
    assert "hiến máu" not in none.get("home").split("Tiến độ năm")[0].partition("Đợt 1")[2]
    page = focal.get("round", year.round.pk)
    assert "Nhà văn hóa – 30 xã An Thạnh" in page
    assert "Trường Hòa" not in page
    assert "xã An Hòa" not in page
    assert "58" not in page  # what others are expected with is the host's
    page = none.get("round", year.round.pk)
    assert "Nhà văn hóa" in page  # the plan's days, while its own is not arranged
    assert "xã An" not in page
    assert focal.client.get(reverse("session", args=[two[0].pk])).status_code == 403


@pytest.mark.parametrize("units", [1, 3])
def test_a_session_costs_the_same_for_one_unit_and_three(
    year: Year, cast: Cast, clerk: Desk, django_assert_num_queries: DjangoAssertNumQueries, units: int
) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        planning.set_participants(round=year.round, units=year.units[:units])
        made = [
            sessions.add_session(
                round=year.round,
                facts=sessions.SessionFacts(held_on=dt.date(2026, 4, 1 + each)),
                units=year.units[:units],
            )
            for each in range(units)
        ]
    clerk.get("session", made[0].pk)
    with django_assert_num_queries(12):
        clerk.get("session", made[0].pk)
