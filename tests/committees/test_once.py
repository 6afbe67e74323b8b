"""A form sent twice counts once, also when both come at the same moment; a refused or another form is sent freely."""

from __future__ import annotations

import datetime as dt
import re
import threading

import pytest
from django.db import connection
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from campaigns.models import Round
from committees import once, scopes
from committees.models import SentForm
from core.refusal import Refused
from core.scope import opened
from tests.campaigns.desk import Desk
from tests.cast import Cast, build_cast
from tests.quotas.years import Year

MARK = re.compile(r'name="once" value="([^"]+)"')


def rounds() -> int:
    with scopes.for_system("tests"):
        return Round.objects.filter(kind=Round.Kind.ROUND).count()


def form_of(desk: Desk, year: Year) -> dict[str, str]:
    """The page's own fields, as a browser without scripts sends them."""
    found = MARK.search(desk.client.get(reverse("round_new", args=[year.plan.pk])).content.decode())
    assert found is not None
    return {"once": found.group(1), "name": "Đợt hè"}


def test_a_double_click_adds_one_round(year: Year, cast: Cast) -> None:
    desk = Desk(cast.district_clerk)
    form = form_of(desk, year)
    assert "Đã thêm đợt." in desk.send("round_new", year.plan.pk, **form)
    page = desk.send("round_new", year.plan.pk, **form)
    assert page.startswith("Đợt hè ·")
    assert "Biểu mẫu này đã được nhận rồi nên không làm thêm lần nữa." in page
    assert rounds() == 2


def test_another_form_and_another_text_are_added(year: Year, cast: Cast) -> None:
    desk = Desk(cast.district_clerk)
    form = form_of(desk, year)
    desk.send("round_new", year.plan.pk, **form)
    desk.send("round_new", year.plan.pk, **{**form, "name": "Đợt thu"})  # went back and typed something else
    desk.send("round_new", year.plan.pk, **form_of(desk, year))  # opened the page again
    assert rounds() == 4


def test_a_refused_form_keeps_its_mark_and_may_be_sent_again(year: Year, cast: Cast) -> None:
    desk = Desk(cast.district_clerk)
    wrong = {**form_of(desk, year), "starts_on": "2026-08-21", "ends_on": "2026-08-20"}
    for _each in range(2):
        response = desk.client.post(reverse("round_new", args=[year.plan.pk]), wrong)
        assert response.status_code == 422
        assert "Ngày kết thúc của đợt trước ngày bắt đầu" in response.content.decode()
        assert f'name="once" value="{wrong["once"]}"' in response.content.decode()
    with scopes.for_system("tests"):
        assert not SentForm.objects.exists()
    assert "Đã thêm đợt." in desk.send("round_new", year.plan.pk, **{**wrong, "ends_on": "2026-08-22"})


def test_what_was_refused_leaves_no_mark_whatever_the_page_answers(cast: Cast) -> None:
    """A button's refusal is told after a redirect, which rolls nothing back by itself."""
    form = QueryDict("once=a&way=called")

    def refuse() -> str:
        raise Refused("Đợt đã khóa.")

    with scopes.for_system("tests"):
        with pytest.raises(Refused):
            once.act_once(posted=form, path=cast.district.path, act=refuse)
        again = once.act_once(posted=form, path=cast.district.path, act=lambda: "/")
    assert again == once.Outcome("/", is_first=True)


def test_a_mark_of_one_seat_means_nothing_to_another(year: Year, cast: Cast) -> None:
    posted = QueryDict("once=abc&name=x")
    done = []
    for person in (cast.district_clerk, cast.stranger):
        with scopes.for_seat(person.seat):
            outcome = once.act_once(posted=posted, path=person.path, act=lambda: done.append(1) or "/")
            assert outcome.is_first
    assert len(done) == 2


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_act_once() -> None:
    with scopes.for_system("tests"):
        seat = build_cast().district_clerk.seat
    assert seat is not None
    acted: list[int] = []
    is_acting, outcomes = threading.Event(), []

    def act() -> str:
        acted.append(1)
        is_acting.set()
        return "/dot/1/"

    def send() -> None:
        try:
            with opened(scopes.seat_scope(seat)):
                outcomes.append(once.act_once(posted=QueryDict("once=abc&name=x"), path=seat.path, act=act))
        finally:
            connection.close()

    senders = [threading.Thread(target=send) for _each in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(20)
    assert acted == [1]
    assert is_acting.is_set()
    assert sorted(outcome.is_first for outcome in outcomes) == [False, False, False, True]
    assert {outcome.address for outcome in outcomes} == {"/dot/1/"}


def test_marks_are_forgotten_after_a_week(cast: Cast) -> None:
    now = timezone.now()
    with scopes.for_seat(cast.district_clerk.seat):
        SentForm.objects.create(path=cast.district.path, key="a" * 64)
    assert once.forget(now=now + dt.timedelta(days=6)) == 0
    assert once.forget(now=now + dt.timedelta(days=8)) == 1
    assert once.forget(now=now + dt.timedelta(days=8)) == 0


FIELDS = st.dictionaries(st.text(max_size=5), st.lists(st.text(max_size=5), max_size=3), max_size=4)


@given(one=FIELDS, other=FIELDS)
def test_keys_differ_exactly_where_the_typed_fields_differ(
    one: dict[str, list[str]], other: dict[str, list[str]]
) -> None:
    with_token = {**one, "csrfmiddlewaretoken": ["khác mỗi lần"]}
    assert once._key(with_token.items()) == once._key(one.items())
    assert (once._key(one.items()) == once._key(other.items())) is (one == other)
