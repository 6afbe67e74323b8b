"""Two taps at once: the files are kept once, and handed in once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from committees import scopes
from donors import incoming
from donors.incoming import Choices, Received, Sent
from donors.models import IncomingBatch, IncomingFile
from tests.cast import Cast, build_cast
from tests.donors.incoming_desk import IncomingDesk
from tests.donors.office import workbook
from tests.quotas.test_races import at_once
from tests.quotas.years import NOW, start_year

pytestmark = pytest.mark.django_db(transaction=True)

CONTENT = workbook()


@pytest.fixture
def world() -> tuple[Cast, IncomingDesk]:
    with scopes.for_system("tests"):
        cast = build_cast()
    with scopes.for_seat(cast.district_clerk.seat):  # type: ignore[arg-type]  # a clerk has a seat
        return cast, IncomingDesk(cast.district_clerk, start_year(cast).round)


def receive(desk: IncomingDesk) -> Received:
    return incoming.receive_batch(
        round=desk.round, sent=[Sent("an thanh.xlsx", CONTENT)], is_agreed=True, sender=desk.sender, now=NOW
    )


def test_two_taps_on_send_keep_one_file(world: tuple[Cast, IncomingDesk]) -> None:
    _cast, desk = world
    before: list[set[str]] = []
    key = incoming.content_key(desk.round, CONTENT)

    def look(wait: Callable[[], None]) -> None:
        before.append(incoming.known_before(desk.seat.path, [key]))
        wait()

    assert at_once(desk.seat, look, look) == []
    assert before == [set(), set()], "asking beforehand alone would let both through"

    received: list[Received] = []

    def send(wait: Callable[[], None]) -> None:
        wait()
        received.append(receive(desk))

    assert at_once(desk.seat, send, send) == []
    assert len({each.batch.pk for each in received}) == 1
    with scopes.for_seat(desk.seat):
        assert IncomingBatch.objects.count() == 1
        assert IncomingFile.objects.count() == 1


def test_two_taps_on_confirm_hand_in_once(world: tuple[Cast, IncomingDesk]) -> None:
    cast, desk = world
    desk.drop({"an thanh.xlsx": CONTENT})
    files: list[int] = []

    def confirm(wait: Callable[[], None]) -> None:
        wait()
        assert desk.batch is not None
        with transaction.atomic():
            done = incoming.confirm(batch=desk.batch, choices=Choices(), sender=desk.sender, now=NOW)
        files.append(done.files)

    assert at_once(desk.seat, confirm, confirm) == []
    assert sorted(files) == [0, 1]
    assert len(desk.uploads(cast.commune)) == 1
