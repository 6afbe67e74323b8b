"""Two clerks at once, each race first shown without its guard and then held: one answer counts, no chain, no cycle."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from committees import scopes
from donors import deciding, merging
from donors.models import Donor, Recognition
from tests.donors.kept import LATER, Host
from tests.quotas.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
Act = Callable[[Callable[[], None]], None]


def test_two_clerks_who_merge_either_way(host: Host) -> None:
    host.answer(host.close_call(), is_same=False)
    one, two = host.donors()

    def unguarded(donor: Donor, into: Donor) -> Act:
        def act(wait: Callable[[], None]) -> None:
            assert Donor.objects.get(pk=into.pk).merged_into_id is None
            wait()
            Donor.objects.filter(pk=donor.pk).update(merged_into=into)

        return act

    assert at_once(host.seat, unguarded(one, two), unguarded(two, one)) == []
    assert all(each.merged_into_id for each in host.donors()), "without the lock both vanish into each other"
    with scopes.for_seat(host.seat):
        Donor.objects.update(merged_into=None)

    def guarded(donor: Donor, into: Donor) -> Act:
        def act(wait: Callable[[], None]) -> None:
            wait()
            merging.merge(donor=donor, into=into)

        return act

    [refusal] = at_once(host.seat, guarded(one, two), guarded(two, one))
    assert "tách ra trước" in refusal or "tách những người đó" in refusal
    assert [bool(each.merged_into_id) for each in host.donors()].count(True) == 1


def test_two_clerks_who_answer_differently(host: Host) -> None:
    question = host.close_call()
    answers: list[bool] = []

    def unguarded(wait: Callable[[], None]) -> None:
        assert Recognition.objects.get(pk=question.pk).donor_id is None
        wait()
        answers.append(True)

    at_once(host.seat, unguarded, unguarded)
    assert answers == [True, True], "without the lock both see an open question"

    def guarded(*, is_same: bool) -> Act:
        def act(wait: Callable[[], None]) -> None:
            wait()
            done = deciding.decide(recognition_id=question.pk, is_same=is_same, by_name="", now=LATER)
            answers.append(done.is_new_answer)

        return act

    answers.clear()
    assert at_once(host.seat, guarded(is_same=True), guarded(is_same=False)) == []
    assert sorted(answers) == [False, True], "one counts, the other is told"
