"""Two clerks at once, each race first shown without its guard and then held: one answer counts, no chain, no cycle."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection

from committees import scopes
from core.refusal import Refused
from donors import deciding, erasing, merging, persons
from donors.models import Donor, PairChoice, Recognition
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


# --- A person who no longer agrees, and a clerk who is just saying who they are -------------------------


def somebody_waits() -> bool:
    """Until another transaction waits for this one."""
    with connection.cursor() as cursor:
        for _look in range(20_000):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return True
    return False


def unguarded(question: Recognition) -> None:
    """Say that they are two people, as it was done: only the answer's own row held."""
    found = Recognition.objects.select_for_update().get(pk=question.pk)
    person = persons.of_registration(question.registration, unit_id=question.registration.volunteer_list.unit_id)
    found.donor, found.by = deciding._another(question.registration, person), Recognition.By.PERSON
    found.save()


def guarded(question: Recognition) -> None:
    deciding.decide(recognition_id=question.pk, is_same=False, by_name="", now=LATER)


@pytest.mark.parametrize(("decide", "left"), [(unguarded, 2), (guarded, 1)])
def test_who_is_erased_while_a_clerk_decides_about_them(
    decide: Callable[[Recognition], None], left: int, host: Host
) -> None:
    """A donor made of the row at that moment goes with it; without the keeper's lock they stayed for good."""
    question = host.close_call()
    seat = host.office().seat

    def withdraw() -> None:
        try:
            with scopes.for_seat(seat):
                erasing.withdraw_consent(registration=question.registration, now=LATER)
        finally:
            connection.close()

    with scopes.for_seat(host.seat):
        decide(question)
        thread = threading.Thread(target=withdraw)
        thread.start()
        assert somebody_waits()
    thread.join(30)
    assert [donor.name for donor in host.donors()] == ["Trần Thị Mẫu"] * left
    with scopes.for_seat(host.seat):
        assert Recognition.objects.count() == 1
        assert not PairChoice.objects.exists()


def merged_without_the_keeper(donor: Donor, into: Donor) -> None:
    Donor.objects.filter(pk=donor.pk).update(merged_into=into)


def merged(donor: Donor, into: Donor) -> None:
    merging.merge(donor=donor, into=into)


@pytest.mark.parametrize(("merge", "failures"), [(merged_without_the_keeper, 1), (merged, 0)])
def test_who_is_erased_while_somebody_is_merged_into_them(
    merge: Callable[[Donor, Donor], None], failures: int, host: Host
) -> None:
    """The one erased is known from nothing else; the one merged into them is, and keeps that."""
    host.answer(host.close_call(), is_same=False)
    first, second = host.donors()
    row = next(each for each in host.registrations() if each.birth_year == second.birth_year)
    seat = host.office().seat
    failed: list[Exception] = []

    def withdraw() -> None:
        try:
            with scopes.for_seat(seat):
                erasing.withdraw_consent(registration=row, now=LATER)
        except IntegrityError as error:
            failed.append(error)
        finally:
            connection.close()

    with scopes.for_seat(host.seat):
        merge(first, second)
        thread = threading.Thread(target=withdraw)
        thread.start()
        assert somebody_waits()
    thread.join(30)
    assert len(failed) == failures, "without the lock the erasing fails"
    if not failures:
        with scopes.for_seat(host.seat):
            row.refresh_from_db()
        assert row.erased_at is not None


@pytest.mark.parametrize("is_merged", [True, False])
def test_who_was_erased_meanwhile_is_not_merged_parted_or_kept_apart(is_merged: bool, host: Host) -> None:
    host.answer(host.close_call(), is_same=False)
    first, second = host.donors()
    with scopes.for_seat(host.seat):
        if is_merged:
            merging.merge(donor=second, into=first)
        erasing.erase_donor(donor=second, now=LATER)
        for act in (
            lambda: merging.merge(donor=second, into=first),
            lambda: merging.unmerge(donor=second),
            lambda: merging.keep_apart(donor=first, other=second, by_name="", now=LATER),
        ):
            with pytest.raises(Refused, match="đã xóa"):
                act()
