"""More time that is asked, given or refused is told at once to whom it concerns, and only while it still matters."""

from __future__ import annotations

import datetime as dt

import pytest

from campaigns import deadlines, extending
from campaigns.models import Deadline, Extension, Round, RoundHost
from committees import scopes
from committees.models import Committee
from core import audit
from core.text.dates import VIETNAM
from notices.delivering import deliver_due
from notices.models import Notice
from tests.campaigns.owing import DAY, UNTIL, clerk_of, duty_of, focal_of, lay
from tests.cast import Cast, Person
from tests.committees.factories import UnitFactory
from tests.notices.mail_server import Post
from tests.quotas.years import Year

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=VIETNAM)  # a Monday
NIGHT = NOW.replace(hour=21)
WEDNESDAY = dt.datetime(2026, 11, 25, 9, tzinfo=VIETNAM)  # the first working hour after: Tuesday is a holiday


@pytest.fixture
def deadline(year: Year, cast: Cast) -> Deadline:
    return lay(year, cast, lock_at=None)


def inbox(person: Person) -> list[tuple[str, str, str]]:
    with scopes.for_person(person.user):
        return list(Notice.objects.order_by("pk").values_list("subject", "body", "link"))


def ask(deadline: Deadline, cast: Cast, *, now: dt.datetime = NOW) -> Extension:
    actor = audit.Actor(user_id=cast.commune_focal.user.pk, user_label="Hồ Văn Mối", seat_label="Đầu mối · xã An Thạnh")
    with audit.acting(actor), scopes.for_seat(focal_of(cast)):
        return extending.ask(duty=duty_of(deadline, cast.commune), until=UNTIL, reason="Mưa lũ.", now=now)


def give(deadline: Deadline, cast: Cast, *, until: dt.datetime = UNTIL, now: dt.datetime = NOW) -> Extension:
    with scopes.for_seat(clerk_of(cast)):
        return extending.give(duty=duty_of(deadline, cast.commune), until=until, reason="Mưa lũ", now=now)


def answer(extension: Extension, cast: Cast, *, yes: bool, now: dt.datetime = NOW) -> Extension:
    with scopes.for_seat(clerk_of(cast)):
        if yes:
            return extending.grant(extension=extension, now=now)
        return extending.refuse(extension=extension, answer="Đã gia hạn hai lần", now=now)


def reached_by_mail(person: Person) -> None:
    person.user.email = f"{person.user.pk}@example.vn"
    person.user.save()


def test_the_clerk_of_the_committee_that_answers_is_told_that_a_unit_asks(cast: Cast, deadline: Deadline) -> None:
    asked = ask(deadline, cast)
    [(subject, body, link)] = inbox(cast.district_clerk)
    assert subject == "xã An Thạnh xin gia hạn đến hết ngày 28/11/2026"
    assert body.splitlines() == [
        "xã An Thạnh xin gia hạn đến hết ngày 28/11/2026 – Danh sách người đăng ký hiến máu, Đợt 1.",
        "Hạn đang có: hết ngày 24/11/2026.",
        "Lý do: Mưa lũ.",
        "Người xin: Hồ Văn Mối (Đầu mối · xã An Thạnh).",
        "",
        "Mở trong phần mềm để đồng ý hoặc không đồng ý.",
    ]
    assert link == f"/viec/{asked.duty_id}/"
    for person in (cast.province_clerk, cast.district_head, cast.other_focal, cast.commune_focal, cast.stranger):
        assert inbox(person) == []


def test_of_a_round_with_several_hosts_the_units_own_host_is_told(cast: Cast, year: Year, deadline: Deadline) -> None:
    with scopes.for_system("tests"):
        host = Committee.objects.get(unit=cast.commune)
        RoundHost.objects.create(round=year.round, committee=host, path=host.unit.path)
        Round.objects.update(host_paths=[cast.district.path, cast.commune.path])
        below = UnitFactory.create(parent=cast.commune, name="thôn Đông")
        duty = deadline.duties.create(unit=below, path=below.path)
        extending.ask(duty=duty_of(deadline, below), until=UNTIL, reason="Mưa", now=NOW)
    assert duty.unit_id == below.pk
    assert len(inbox(cast.commune_clerk)) == 1
    assert inbox(cast.district_clerk) == []


def test_the_units_people_are_told_that_they_have_more_time(cast: Cast, deadline: Deadline) -> None:
    answer(ask(deadline, cast), cast, yes=True)
    for person in (cast.commune_focal, cast.commune_clerk):
        [(subject, body, _link)] = inbox(person)
        assert subject == "xã An Thạnh được gia hạn đến hết ngày 28/11/2026"
        assert body.splitlines() == [
            "xã An Thạnh được gia hạn đến hết ngày 28/11/2026 – Danh sách người đăng ký hiến máu, Đợt 1.",
            "Hạn chung: chậm nhất ngày 24/11/2026.",
            "Lý do: Mưa lũ.",
        ]
    assert inbox(cast.other_focal) == []


@pytest.mark.parametrize(
    ("now", "what_to_do"),
    [
        (NOW, "Nộp trước hạn đang có; có vướng mắc thì gọi Ban Chỉ đạo."),
        (NOW + 3 * DAY, "Đã quá hạn; nộp ngay nếu còn nộp được, hoặc gọi Ban Chỉ đạo."),
    ],
)
def test_a_unit_that_gets_no_more_time_is_told_why_and_what_to_do(
    cast: Cast, deadline: Deadline, now: dt.datetime, what_to_do: str
) -> None:
    answer(ask(deadline, cast, now=now), cast, yes=False, now=now)
    [(subject, body, _link)] = inbox(cast.commune_focal)
    assert subject == "xã An Thạnh không được gia hạn"
    assert "Trả lời: Đã gia hạn hai lần." in body
    assert body.splitlines()[-1] == what_to_do


def test_time_given_at_once_is_told_too_and_a_second_tap_tells_nothing(cast: Cast, deadline: Deadline) -> None:
    give(deadline, cast)
    give(deadline, cast)
    assert len(inbox(cast.commune_focal)) == 1
    give(deadline, cast, until=UNTIL + DAY)
    assert len(inbox(cast.commune_focal)) == 2


def test_who_does_it_is_not_told_what_they_have_just_done(cast: Cast, deadline: Deadline) -> None:
    with audit.acting(audit.Actor(user_id=cast.district_clerk.user.pk)), scopes.for_seat(clerk_of(cast)):
        extending.ask(duty=duty_of(deadline, cast.commune), until=UNTIL, reason="Mưa", now=NOW)
    assert inbox(cast.district_clerk) == []


def test_nothing_is_told_of_a_round_that_no_unit_sees_yet(cast: Cast, deadline: Deadline) -> None:
    with scopes.for_system("tests"):
        Round.objects.update(state="draft")
    give(deadline, cast)
    assert inbox(cast.commune_focal) == []


# --- The mail ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("meanwhile", ["nothing", "answered", "handed in", "more time again", "closed"])
def test_a_mail_that_waited_for_the_morning_goes_only_while_it_matters(
    cast: Cast, deadline: Deadline, post: Post, meanwhile: str
) -> None:
    for person in (cast.commune_focal, cast.district_clerk):
        reached_by_mail(person)
    asked = ask(deadline, cast, now=NIGHT)
    if meanwhile in {"answered", "more time again"}:
        answer(asked, cast, yes=True, now=NIGHT)
    if meanwhile == "more time again":
        give(deadline, cast, until=UNTIL + DAY, now=NIGHT)
    if meanwhile == "handed in":
        with scopes.for_seat(focal_of(cast)):
            duty = duty_of(deadline, cast.commune)
            deadlines.hand_in_number(duty=duty, amount=9, seat=focal_of(cast), now=NIGHT)
    if meanwhile == "closed":
        with scopes.for_system("tests"):
            Round.objects.update(state="closed")
    deliver_due(now=NIGHT)
    assert post.arrived == []
    deliver_due(now=WEDNESDAY)
    assert [str(mail["Subject"]).strip() for mail in post.arrived] == {
        "nothing": ["xã An Thạnh xin gia hạn đến hết ngày 28/11/2026"],
        "answered": ["xã An Thạnh được gia hạn đến hết ngày 28/11/2026"],
        "more time again": ["xã An Thạnh được gia hạn đến hết ngày 29/11/2026"],
    }.get(meanwhile, [])


def test_the_mail_says_in_both_its_texts_what_the_inbox_says(cast: Cast, deadline: Deadline, post: Post) -> None:
    reached_by_mail(cast.commune_focal)
    give(deadline, cast)
    deliver_due(now=NOW)
    [mail] = post.arrived
    for kind in ("plain", "html"):
        text = mail.get_body([kind])
        assert text is not None
        for part in ("xã An Thạnh", "hết ngày 28/11/2026", "chậm nhất ngày 24/11/2026", "Mưa lũ", "/thong-bao/"):
            assert part in text.get_content()
