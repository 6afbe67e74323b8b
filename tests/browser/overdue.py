"""Something that was due yesterday, written into the demo by a process of its own: the demo's own days are to come."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from campaigns import deadlines
from campaigns.models import Round
from committees import scopes
from committees.models import Role, Seat, Unit, User
from committees.signing_in import normal_login
from config.demo import making
from config.demo.people import DISTRICT_HEAD

AREA, OWN, TITLE = "Khu vực Bình Sơn", "Xã Bình Minh", "Báo cáo nhanh"
ANSWERED = 3


def lay() -> None:
    """The open round's units owed it by yesterday; three have answered; xã Bình Minh gets a head."""
    now, day = timezone.now(), timezone.localdate() - dt.timedelta(days=1)
    with scopes.for_system("tests"):
        round = Round.objects.select_related("plan").get(state="open", ordinal=2, plan__committee__unit__name=AREA)
        clerk = Seat.objects.get(path=round.path, role=Role.CLERK)
        own = Unit.objects.get(name=OWN, parent__path=round.path)
        head = User.objects.get(login=normal_login(DISTRICT_HEAD.phone))
        making.sit(own, Role.HEAD, head, since=day)
    with scopes.for_seat(clerk):
        late = deadlines.set_deadline(round=round, kind="other", title=TITLE, day=day, reminder_days=[-1, 0, 1, 3, 7])
        others = late.duties.exclude(unit=own).select_related("unit", "deadline__round__plan").order_by("pk")
        for duty in others[:ANSWERED]:
            deadlines.hand_in_statement(duty=duty, note="Gửi qua Zalo", seat=clerk, now=now - dt.timedelta(days=2))
