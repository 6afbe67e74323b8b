"""A host's desk beside its units' lists: what tests of kept people share. Invented people only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from campaigns import planning
from campaigns.models import Round
from committees import scopes
from committees.models import Seat
from donors.deciding import Decided, decide, open_questions
from donors.models import Donor, Recognition, Registration
from tests.cast import Cast
from tests.donors.office import Office, workbook
from tests.quotas.years import NOW, Year

LATER = NOW + dt.timedelta(hours=1)
# The second row is near to the first (its year may be a slip) and not certain.
KNOWN = ("Trần Thị Mẫu", 1990, "Thôn Đông", "0912000001")
CLOSE = ("Trần Thị Mẫu", 1991, "Thôn Đông", "0912000009")


@dataclass
class Host:
    """The committee of khu vực Bình Hải at work, with the units below it."""

    cast: Cast
    year: Year

    @property
    def seat(self) -> Seat:
        assert self.cast.district_clerk.seat is not None
        return self.cast.district_clerk.seat

    def office(self, round: Round | None = None) -> Office:
        """Xã An Thạnh's, in the round of the year or a later one."""
        return Office(self.cast.commune_focal, round or self.year.round, self.cast.commune)

    def next_round(self) -> Round:
        """Another open round with the same units."""
        with scopes.for_seat(self.seat):
            round = planning.add_round(plan=self.year.plan)
            planning.set_participants(round=round, units=self.year.units)
            planning.open_round(round=round, now=NOW)
        return round

    def close_call(self) -> Recognition:
        """A list whose one row is near to somebody known: the open question."""
        self.office().send(workbook([KNOWN]))
        second = self.next_round()
        self.office(second).send(workbook([CLOSE]), now=LATER)
        with scopes.for_seat(self.seat):
            [question] = open_questions(round=second, path=self.seat.path)
        return question

    def answer(self, question: Recognition, *, is_same: bool) -> Decided:
        """As the clerk presses a button."""
        with scopes.for_seat(self.seat):
            return decide(recognition_id=question.pk, is_same=is_same, by_name="Phạm Thị Huyện", now=LATER)

    def questions(self, round: Round) -> int:
        """How many rows of the round wait."""
        with scopes.for_seat(self.seat):
            return open_questions(round=round, path=self.seat.path).count()

    def donors(self) -> list[Donor]:
        """Everybody that is kept, by age."""
        with scopes.for_seat(self.seat):
            return list(Donor.objects.order_by("pk"))

    def registrations(self, round: Round | None = None) -> list[Registration]:
        """The rows of a round, those taken off and those erased too."""
        with scopes.for_seat(self.seat):
            found = Registration.objects.select_related("volunteer_list").order_by("pk")
            return list(found.filter(volunteer_list__round=round) if round else found)
