"""Two clerks with the same page open: each one's changes stand, and what both changed is asked about once."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.urls import reverse

from campaigns import planning, sessions
from campaigns.models import CampaignWindow, Deadline, Plan, Round, Session
from campaigns.sessions import SessionFacts
from committees import scopes
from committees.models import Committee, Unit
from core.text.dates import short_date
from quotas import tallies
from reports import records
from reports.models import StandardPhrase
from tests.campaigns.desk import Desk
from tests.campaigns.owing import DAY, clerk_of, lay
from tests.cast import Cast
from tests.quotas.years import NOW, Year

LATER = dt.date(2036, 3, 24)


class Page:
    """A form as it lies before a clerk: every field with what it said when it was opened."""

    def __init__(self, clerk: Desk, route: str, pk: int) -> None:
        self.clerk, self.address = clerk, (route, pk)
        self.read(clerk.client.get(reverse(route, args=[pk])).content.decode())

    def read(self, page: str) -> None:
        found = re.findall(r'<input type="hidden" name="initial-(\w+)"(?: value="([^"]*)")?', page)
        self.opened: dict[str, list[str]] = {}
        for name, value in found:
            self.opened.setdefault(name, []).append(html.unescape(value))

    def save(self, **typed: str | list[str]) -> str:
        """The words of the page that follows; fields that are not typed into stay as they were opened."""
        stand = {**self.opened, **typed}
        shown = {name: value for name, value in stand.items() if value not in (["False"], [""])}  # an empty box
        carried = {f"initial-{name}": value for name, value in self.opened.items()}
        response = self.clerk.client.post(
            reverse(self.address[0], args=[self.address[1]]), {**shown, **carried}, follow=True
        )
        page = response.content.decode()
        self.last = response.redirect_chain[-1][0] if response.redirect_chain else ""
        self.read(page)
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture
def clerk(cast: Cast) -> Desk:
    return Desk(cast.district_clerk)


def moments(deadline: Deadline) -> tuple[dt.date, bool, list[int]]:
    with scopes.for_system("tests"):
        found = Deadline.objects.get(pk=deadline.pk)
        return found.due_at.date(), found.lock_at is not None, found.reminder_days


def said(plan: Plan) -> tuple[str, str, bool]:
    with scopes.for_system("tests"):
        found = Plan.objects.get(pk=plan.pk)
        return found.title, found.document, found.shows_ranking


def test_each_clerk_changes_one_field_of_a_plan(clerk: Desk, year: Year) -> None:
    mine, others = Page(clerk, "plan_change", year.plan.pk), Page(clerk, "plan_change", year.plan.pk)
    assert "Đã lưu kế hoạch." in others.save(document="33/KH-BCĐ", shows_ranking="on")
    assert "Đã lưu kế hoạch." in mine.save(title="Kế hoạch mới")
    assert said(year.plan) == ("Kế hoạch mới", "33/KH-BCĐ", True)


def test_each_clerk_changes_one_field_of_a_round(clerk: Desk, year: Year) -> None:
    mine, others = Page(clerk, "round_change", year.round.pk), Page(clerk, "round_change", year.round.pk)
    assert "Đã lưu đợt." in others.save(starts_on="2026-04-07", event="ngay_toan_dan")
    assert "Đã lưu đợt." in mine.save(name="Đợt mùa xuân")
    with scopes.for_system("tests"):
        found = Round.objects.get(pk=year.round.pk)
    assert (found.name, found.event, found.starts_on) == ("Đợt mùa xuân", "ngay_toan_dan", dt.date(2026, 4, 7))


def test_of_a_round_that_both_place_elsewhere_the_second_is_asked(clerk: Desk, cast: Cast, year: Year) -> None:
    with scopes.for_system("tests"):
        above = planning.create_plan(committee=Committee.objects.get(unit=cast.province), year=2026)
        planning.open_plan(plan=above, now=NOW)
        spring, summer = (planning.add_round(plan=above, name=name) for name in ("Đợt xuân", "Đợt hè"))
        for each in (spring, summer):
            planning.set_participants(round=each, units=[cast.district])
            planning.open_round(round=each, now=NOW)
        Plan.objects.filter(pk=year.plan.pk).update(superior_plan=above)
    mine, others = Page(clerk, "round_change", year.round.pk), Page(clerk, "round_change", year.round.pk)
    assert "Đã lưu đợt." in others.save(superior_round=str(summer.pk))
    page = mine.save(superior_round=str(spring.pk))
    assert "Người khác vừa sửa đợt của cấp trên thành “Đợt hè”." in page
    assert "Đã lưu đợt." in mine.save(superior_round=str(spring.pk))
    with scopes.for_system("tests"):
        assert Round.objects.get(pk=year.round.pk).lineage == [spring.pk]


def test_what_both_changed_is_asked_about_and_saved_when_it_is_sent_again(clerk: Desk, year: Year) -> None:
    mine, others = Page(clerk, "plan_change", year.plan.pk), Page(clerk, "plan_change", year.plan.pk)
    others.save(document="33/KH-BCĐ", superior_name="BCĐ tỉnh")
    page = mine.save(document="34/KH-BCĐ", title="Kế hoạch mới")
    assert "Người khác vừa sửa" in page
    assert "thành “33/KH-BCĐ”. Xem lại; bấm lưu lần nữa thì ghi theo trang này." in page
    assert said(year.plan)[1] == "33/KH-BCĐ"
    assert "Đã lưu kế hoạch." in mine.save(document="34/KH-BCĐ", title="Kế hoạch mới")
    assert said(year.plan)[:2] == ("Kế hoạch mới", "34/KH-BCĐ")
    with scopes.for_system("tests"):
        assert Plan.objects.get(pk=year.plan.pk).superior_name == "BCĐ tỉnh"


def test_each_clerk_changes_one_field_of_a_campaign(clerk: Desk, cast: Cast, year: Year) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        window = planning.add_window(
            plan=year.plan, name="Tháng Tư", starts_on=dt.date(2026, 4, 1), ends_on=dt.date(2026, 4, 30)
        )
    mine, others = Page(clerk, "window_change", window.pk), Page(clerk, "window_change", window.pk)
    others.save(ends_on="2026-05-05")
    assert "Đã lưu chiến dịch." in mine.save(name="Tháng Tư nghĩa tình")
    with scopes.for_system("tests"):
        found = CampaignWindow.objects.get(pk=window.pk)
    assert (found.name, found.ends_on.isoformat()) == ("Tháng Tư nghĩa tình", "2026-05-05")


def test_each_clerk_changes_one_of_a_deadlines_dates(clerk: Desk, cast: Cast, year: Year) -> None:
    deadline = lay(year, cast, day=LATER, lock_at=None, reminder_days=[-3, 0])
    mine, others = (Page(clerk, "deadline_change", deadline.pk) for _clerk in range(2))
    assert "Đã đổi hạn nộp." in others.save(day=f"{LATER + DAY:%Y-%m-%d}", reason="Mưa")
    assert "Đã đổi hạn nộp." in mine.save(lock_day=f"{LATER + 9 * DAY:%Y-%m-%d}")
    assert moments(deadline) == (LATER + DAY, True, [-3, 0])


def test_a_date_that_both_moved_is_asked_about_and_moved_when_it_is_sent_again(
    clerk: Desk, cast: Cast, year: Year
) -> None:
    deadline = lay(year, cast, day=LATER, lock_at=None, reminder_days=[])
    mine, others = (Page(clerk, "deadline_change", deadline.pk) for _clerk in range(2))
    others.save(day=f"{LATER + DAY:%Y-%m-%d}", reason="Mưa", reminder_days=["0"])
    typed = {"day": f"{LATER + 2 * DAY:%Y-%m-%d}", "reason": "Bão"}
    assert f"Người khác vừa sửa hạn nộp thành “chậm nhất ngày {short_date(LATER + DAY)}”" in mine.save(**typed)
    assert moments(deadline) == (LATER + DAY, False, [0])
    assert "Đã đổi hạn nộp." in mine.save(**typed)
    assert moments(deadline) == (LATER + 2 * DAY, False, [0])


def test_a_deadline_does_not_move_with_a_drive_from_a_date_that_is_no_more(clerk: Desk, cast: Cast, year: Year) -> None:
    deadline = lay(year, cast, day=LATER, lock_at=None)
    with scopes.for_seat(cast.district_clerk.seat):
        session = sessions.add_session(round=year.round, facts=SessionFacts(held_on=LATER + 5 * DAY))
    address = f"{reverse('session_move', args=[session.pk])}?held_on={LATER + 6 * DAY:%Y-%m-%d}"
    prefix = f"han-{deadline.pk}"

    def send(page: str) -> str:
        opened = re.findall(rf'name="{prefix}-opened" value="([^"]+)"', page)
        typed = {"moves": "on", "day": f"{LATER + 3 * DAY:%Y-%m-%d}", "opened": opened[0]}
        form = {"reason": "Mưa", **{f"{prefix}-{name}": value for name, value in typed.items()}}
        return clerk.client.post(address, form, follow=True).content.decode()

    page = clerk.client.get(address).content.decode()
    Page(clerk, "deadline_change", deadline.pk).save(day=f"{LATER + DAY:%Y-%m-%d}", reason="Bão")
    again = send(page)
    assert f"Người khác vừa đổi hạn này thành chậm nhất ngày {short_date(LATER + DAY)}. Xem lại ngày mới" in again
    assert moments(deadline)[0] == LATER + DAY
    assert "Đã lưu buổi tiếp nhận máu." in send(again)
    assert moments(deadline)[0] == LATER + 3 * DAY


def test_the_drives_day_that_both_changed_is_looked_at_again(clerk: Desk, cast: Cast, year: Year) -> None:
    lay(year, cast, day=LATER, lock_at=None)
    with scopes.for_seat(cast.district_clerk.seat):
        session = sessions.add_session(round=year.round, facts=SessionFacts(held_on=LATER, venue="Nhà văn hóa"))
    mine, others = (Page(clerk, "session_change", session.pk) for _clerk in range(2))
    with scopes.for_seat(cast.district_clerk.seat):
        sessions.change_session(session=session, facts=SessionFacts(held_on=LATER + DAY, venue="Sân vận động"))
    assert "Đã lưu buổi tiếp nhận máu." in others.save(capacity="350")  # asks for no day: nothing moves back
    mine.save(held_on=f"{LATER + 2 * DAY:%Y-%m-%d}")
    answer = clerk.client.post(mine.last, {"reason": ""}, follow=True).content.decode()
    assert "Người khác vừa sửa buổi này; mở lại trang sửa buổi để xem rồi đổi lại." in answer
    with scopes.for_system("tests"):
        kept = Session.objects.get()
    assert (kept.held_on, kept.venue, kept.capacity) == (LATER + DAY, "Sân vận động", 350)


def test_each_clerk_changes_one_field_of_a_record(clerk: Desk, cast: Cast) -> None:
    with scopes.for_seat(cast.district_clerk.seat):
        committee = Committee.objects.get(unit=cast.district)
        use = StandardPhrase._meta.get_field("use").flatchoices
        row = records.add(StandardPhrase, of=committee, values={"use": use[0][0], "text": "Câu một"})
    mine, others = Page(clerk, "phrase", row.pk), Page(clerk, "phrase", row.pk)
    others.save(text="Câu ba")
    assert "Đã sửa câu mẫu." in mine.save(use=use[1][0])
    with scopes.for_system("tests"):
        found = StandardPhrase.objects.get(pk=row.pk)
    assert (found.use, found.text) == (use[1][0], "Câu ba")


# --- Many units as ticks ------------------------------------------------------------------------------


def taking_part(year: Year) -> set[str]:
    with scopes.for_system("tests"):
        return set(year.round.participations.values_list("unit__name", flat=True))


def test_a_unit_that_was_added_meanwhile_stays(clerk: Desk, cast: Cast, year: Year) -> None:
    with scopes.for_seat(clerk_of(cast)):
        planning.set_participants(round=year.round, units=[cast.commune])
    opened = f'name="opened" value="{cast.commune.pk}"'
    page = clerk.client.get(reverse("round_participants", args=[year.round.pk])).content.decode()
    assert opened in page
    with scopes.for_seat(clerk_of(cast)):
        planning.set_participants(round=year.round, units=[cast.commune, cast.agency])
    form = {"unit": [cast.commune.pk, cast.other_commune.pk], "opened": str(cast.commune.pk)}
    assert "Đã lưu: thêm 1, bớt 0 đơn vị." in clerk.send("round_participants", year.round.pk, **form)
    assert taking_part(year) == {cast.commune.name, cast.other_commune.name, cast.agency.name}
    gone = {"unit": [cast.other_commune.pk], "opened": f"{cast.commune.pk},{cast.other_commune.pk}"}
    assert "Đã lưu: thêm 0, bớt 1 đơn vị." in clerk.send("round_participants", year.round.pk, **gone)
    assert taking_part(year) == {cast.other_commune.name, cast.agency.name}


def test_a_unit_with_results_that_has_ended_does_not_keep_the_others_from_being_chosen(
    clerk: Desk, cast: Cast, year: Year
) -> None:
    with scopes.for_seat(clerk_of(cast)):
        tallies.save_tally(
            round=year.round, unit=cast.agency, counts=tallies.Counts(units=9), edition=0, by=None, now=NOW
        )
    with scopes.for_system("tests"):
        Unit.objects.filter(pk=cast.agency.pk).update(valid_to=NOW.date())
    opened = sorted([cast.commune.pk, cast.other_commune.pk])
    page = clerk.client.get(reverse("round_participants", args=[year.round.pk])).content.decode()
    assert f'name="opened" value="{opened[0]},{opened[1]}"' in page
    form = {"unit": [cast.commune.pk], "opened": ",".join(map(str, opened))}
    assert "Đã lưu: thêm 0, bớt 1 đơn vị." in clerk.send("round_participants", year.round.pk, **form)
    assert taking_part(year) == {cast.commune.name, cast.agency.name}


def test_each_clerk_lets_one_unit_come_to_a_session(clerk: Desk, cast: Cast, year: Year) -> None:
    with scopes.for_seat(clerk_of(cast)):
        session = sessions.add_session(round=year.round, facts=SessionFacts(held_on=LATER))
    for unit in (cast.commune, cast.agency):  # both pages were opened while none was ticked
        assert "thêm 1, bớt 0" in clerk.send("session", session.pk, unit=[unit.pk], opened="")
    with scopes.for_system("tests"):
        assert session.session_units.count() == 2


def test_a_refused_page_of_ticks_goes_on_carrying_what_it_was_opened_with(clerk: Desk, cast: Cast, year: Year) -> None:
    with scopes.for_seat(clerk_of(cast)):
        tallies.save_tally(
            round=year.round, unit=cast.agency, counts=tallies.Counts(units=9), edition=0, by=None, now=NOW
        )
    form = {"unit": [cast.commune.pk], "opened": f"{cast.agency.pk},{cast.commune.pk}"}
    refused = clerk.client.post(reverse("round_participants", args=[year.round.pk]), form)
    assert refused.status_code == 422
    first, second = sorted([cast.agency.pk, cast.commune.pk])
    assert f'name="opened" value="{first},{second}"' in refused.content.decode()
