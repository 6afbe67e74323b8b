"""What the software writes to people tells nothing of any donor, however much of them it has just read."""

from __future__ import annotations

import datetime as dt

from campaigns import deadlines, extending, moving, reminders, sessions, urging
from campaigns.completeness import completeness_of
from campaigns.models import Duty, Session
from campaigns.sessions import SessionFacts
from committees import scopes
from core.text.dates import VIETNAM
from notices.models import Notice
from tests.campaigns.owing import DAY, clerk_of, lay
from tests.cast import Cast
from tests.donors.office import PEOPLE, Office, workbook
from tests.quotas.years import NOW, Year

DRIVE = NOW.date() + 9 * DAY
REMINDED = dt.datetime(2026, 11, 25, 9, tzinfo=VIETNAM)
OVERDUE = dt.datetime(2026, 11, 26, 9, tzinfo=VIETNAM)
UNTIL = dt.datetime(2026, 12, 4, 9, tzinfo=VIETNAM)
PERSONAL = {str(word) for row in PEOPLE for word in (row[0], row[1], row[3])}


def said() -> dict[str, str]:
    """Every message by its kind and key: subject, body and mail."""
    with scopes.for_system("tests"):
        rows = Notice.objects.values_list("kind", "key", "subject", "body", "html_body")
        return {f"{kind} {key}": " ".join(words) for kind, key, *words in rows}


def test_no_message_names_a_donor(cast: Cast, year: Year) -> None:
    clerk = clerk_of(cast)
    asked = lay(year, cast, lock_at=None)
    lay(year, cast, kind="other", title="Phiếu giấy", lock_at=None)
    office = Office(cast.commune_focal, year.round, cast.commune)
    office.send(workbook())
    assert office.names()
    with scopes.for_seat(clerk):
        drive: Session = sessions.add_session(round=year.round, facts=SessionFacts(held_on=DRIVE))
        moving.move_session(session=drive, facts=SessionFacts(held_on=DRIVE + DAY), reason="Mưa", now=REMINDED)
    reminders.send(now=REMINDED)
    with scopes.for_seat(clerk):
        late = Duty.objects.select_related("deadline__round__plan", "unit").get(deadline=asked, unit=cast.agency)
        extending.give(duty=late, until=UNTIL, reason="Mưa lũ", now=REMINDED)
        for step in ("shortage", "committee_head"):
            standing = completeness_of([asked], within=clerk.path, now=OVERDUE)
            assert urging.urge(deadline=asked, step=step, standing=standing, seat=clerk, now=OVERDUE) > 0
        deadlines.hand_in_nil(duty=late, reason="Không có ai", seat=clerk, now=OVERDUE)
    found = said()
    assert {"duty", "change", "urging"} <= {key.split()[0] for key in found}
    assert any("drive-" in key for key in found)
    assert [key for key, words in found.items() if any(word in words for word in PERSONAL)] == []
