"""The letter that urges units which have not handed in: true counts, names only on wish, one new date when issued."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse

from campaigns import deadlines, extending, planning
from campaigns.completeness import completeness_of
from campaigns.models import Deadline, Duty, Extension, Round
from committees import scopes
from committees.models import IssuingBody, Level, Seat, Unit
from core.models import AuditEntry
from core.refusal import Refused
from core.text.dates import VIETNAM
from reports import drafting, editing, new_due, rendering, signing, steps
from reports.blocks import Annex, from_json, plain_text
from reports.kinds import URGING_LETTER, About, NewDue
from reports.models import Document
from tests.cast import Cast
from tests.committees.factories import UnitFactory
from tests.quotas.years import Year
from tests.reports.kinds import without_faults

LAID = dt.datetime(2026, 12, 1, 9, tzinfo=VIETNAM)
DUE_DAY = dt.date(2026, 12, 10)  # «trước ngày»: over with the ninth
NOW = dt.datetime(2026, 12, 11, 9, 5, tzinfo=VIETNAM)
NEW_DAY = dt.date(2026, 12, 20)
NEXT_YEAR = dt.datetime(2099, 1, 15, 17, tzinfo=VIETNAM)
NEW_DUE = NewDue(deadlines.due_moment(NEW_DAY, "before"), "before")
Write = Callable[..., Document]


@pytest.fixture
def clerk(cast: Cast) -> Seat:
    assert cast.district_clerk.seat is not None
    return cast.district_clerk.seat


@pytest.fixture
def late(cast: Cast, year: Year, clerk: Seat) -> Iterator[Deadline]:
    """Of three units the agency has handed in before the day; inside the scope of the district's clerk."""
    with scopes.for_seat(clerk):
        made = deadlines.set_deadline(
            round=year.round, kind="list", wording="before", day=DUE_DAY, parts=[PAPER], now=LAID
        )
        hand_in(made, cast.agency, clerk)
        yield made


PAPER = deadlines.Part(name="Phiếu đăng ký bản giấy", is_counted=True)


def hand_in(deadline: Deadline, unit: Unit, clerk: Seat) -> None:
    deadlines.hand_in_number(duty=duty_of(deadline, unit), amount=5, seat=clerk, now=LAID)


def duty_of(deadline: Deadline, unit: Unit) -> Duty:
    found: Duty = Duty.objects.select_related("deadline__round__plan", "deadline__plan", "unit").get(
        deadline=deadline, unit=unit
    )
    return found


@pytest.fixture
def write(late: Deadline, clerk: Seat) -> Write:
    """Draft the letter."""

    def draft(*, now: dt.datetime = NOW, **wish: object) -> Document:
        body = IssuingBody.objects.get(committee=late.plan.committee)
        about = About(
            plan=late.plan,
            committee=late.plan.committee,
            issuing_body=body,
            deadline=late,
            **wish,  # type: ignore[arg-type]
        )
        return without_faults(drafting.draft(kind=URGING_LETTER, about=about, seat=clerk, now=now))

    return draft


def text(letter: Document) -> str:
    return plain_text(from_json(letter.content), letter.figures)


def issued(letter: Document, clerk: Seat, *, now: dt.datetime = NOW) -> Document:
    """Through all steps, recorded by the clerk."""
    letter = steps.present(document=letter, seat=clerk, now=now)
    letter = steps.approve(document=letter, seat=clerk)
    letter = signing.record_signed_on_paper(document=letter, seat=clerk, number=7, dated_on=now.date(), now=now)
    rendering.keep(rendering.read_printout(letter.pk), pdf=b"%PDF", pictures=[], user_id=None, left_over=[])
    letter.refresh_from_db()
    return steps.issue(document=letter, seat=clerk, now=now)


def test_the_letter_tells_how_many_have_handed_in_and_until_when_it_was_due(write: Write, late: Deadline) -> None:
    letter = write()
    said = text(letter)
    assert (
        "đã đề nghị 03 đơn vị nộp danh sách tình nguyện viên đăng ký hiến máu Đợt 1 năm 2026 trước ngày 10/12/2026"
        in said
    )
    assert "tính đến 09 giờ 05, ngày 11 tháng 12 năm 2026, mới có 01/03 đơn vị nộp; còn 02 đơn vị chưa nộp." in said
    assert "phiếu đăng ký bản giấy, gửi về Ban Chỉ đạo (qua" in said
    assert "ngay sau khi nhận được công văn này" in said
    assert letter.subject.startswith("đôn đốc nộp danh sách")
    assert letter.addressees == [
        "Ủy ban nhân dân các xã",
        "Các cơ quan, đơn vị đóng trên địa bàn",
        "Thành viên Ban Chỉ đạo",
    ]
    assert letter.recipients[0] == "Như trên"
    assert not letter.symbol.startswith("CV")
    assert said.endswith("để xem xét, giải quyết./.")


def test_before_the_day_the_day_itself_is_asked_for(write: Write) -> None:
    assert "cơ quan thường trực) trước ngày 10/12/2026." in text(write(now=LAID)).replace(", số 1", "")


def test_units_are_named_in_the_annex_alone_and_only_on_wish(write: Write, cast: Cast, clerk: Seat) -> None:
    letter = write()
    names = (cast.commune.name, cast.other_commune.name)
    assert not any(name in text(letter) for name in names)
    steps.discard(document=letter, seat=clerk)
    named = write(names_units=True)
    *body, annex = from_json(named.content)
    assert isinstance(annex, Annex)
    assert not any(name in plain_text(tuple(body), named.figures) for name in names)
    assert all(name in plain_text((annex,), named.figures) for name in names)
    assert cast.agency.name not in text(named)
    assert "Tổng cộng\t02 đơn vị" in text(named)


def test_who_was_given_more_time_is_told_apart(write: Write, late: Deadline, cast: Cast) -> None:
    until = deadlines.due_moment(NEW_DAY, "by")
    extending.give(duty=duty_of(late, cast.commune), until=until, reason="Mưa lũ", now=NOW)
    letter = write(names_units=True)
    assert "còn 02 đơn vị chưa nộp (trong đó 01 đơn vị được gia hạn), danh sách tại Phụ lục" in text(letter)
    assert f"{cast.commune.name}\tĐược gia hạn đến hết ngày 20/12/2026" in text(letter)


def test_a_letter_to_one_unit_names_it_and_no_other(write: Write, cast: Cast) -> None:
    letter = write(to_unit=cast.commune)
    assert letter.addressees == ["Ủy ban nhân dân xã An Thạnh"]
    assert "chưa nhận được danh sách của quý đơn vị; đã có 01/03 đơn vị nộp." in text(letter)
    assert cast.other_commune.name not in text(letter)
    with pytest.raises(Refused, match="đã nộp hoặc không phải nộp"):
        write(to_unit=cast.agency)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("plan", ("kế hoạch", "Căn cứ chỉ tiêu được giao")),
        ("activity", ("báo cáo", "tổng hợp đầy đủ số liệu")),
        ("other", ("phiếu khảo sát", "thực hiện đầy đủ nội dung được giao")),
    ],
)
def test_a_letter_asks_in_the_words_of_what_is_owed(
    year: Year, cast: Cast, clerk: Seat, kind: str, words: tuple[str, str]
) -> None:
    with scopes.for_seat(clerk):
        title = "Phiếu khảo sát" if kind == "other" else ""
        made = deadlines.set_deadline(plan=year.plan, kind=kind, title=title, wording="before", day=DUE_DAY, now=LAID)
        body = IssuingBody.objects.get(committee=year.plan.committee)
        about = About(
            plan=year.plan, committee=year.plan.committee, issuing_body=body, deadline=made, to_unit=cast.commune
        )
        said = text(without_faults(drafting.draft(kind=URGING_LETTER, about=about, seat=clerk, now=NOW)))
        received, demand = words
        assert f"Ban Chỉ đạo chưa nhận được {received} của quý đơn vị; đã có" in said
        assert demand in said
        assert ("số liệu" in said) is (kind == "activity")


def test_two_who_begin_at_once_begin_one_draft(write: Write, cast: Cast) -> None:
    assert write().pk == write(names_units=True).pk
    assert write(to_unit=cast.commune).pk != write().pk


def test_nobody_is_urged_when_all_have_handed_in(write: Write, late: Deadline, cast: Cast, clerk: Seat) -> None:
    letter = write()
    for unit in (cast.commune, cast.other_commune):
        hand_in(late, unit, clerk)
    with pytest.raises(Refused, match="Không còn đơn vị nào chưa nộp"):
        steps.present(document=letter, seat=clerk, now=NOW)
    steps.discard(document=letter, seat=clerk)
    with pytest.raises(Refused, match="Không còn đơn vị nào chưa nộp"):
        write()


def test_counts_that_changed_are_read_again_before_it_is_presented(
    write: Write, late: Deadline, cast: Cast, clerk: Seat
) -> None:
    letter = write()
    hand_in(late, cast.commune, clerk)
    with pytest.raises(Refused, match="Số liệu đã đổi"):
        steps.present(document=letter, seat=clerk, now=NOW)
    letter = drafting.refresh_figures(document=letter, seat=clerk, now=NOW)
    assert "mới có 02/03 đơn vị nộp; còn 01 đơn vị chưa nộp" in text(letter)
    later = NOW + dt.timedelta(minutes=40)
    presented = steps.present(document=letter, seat=clerk, now=later)
    assert "tính đến 09 giờ 45, ngày 11 tháng 12 năm 2026, mới có 02/03" in text(presented)


def test_issuing_sets_the_new_date_for_the_late_alone(write: Write, late: Deadline, cast: Cast, clerk: Seat) -> None:
    longer = deadlines.due_moment(dt.date(2026, 12, 24), "by")
    extending.give(duty=duty_of(late, cast.other_commune), until=longer, reason="Mưa lũ", now=NOW)
    letter = write(new_due=NEW_DUE)
    assert "gửi về Ban Chỉ đạo" in text(letter)
    assert text(letter).count("trước ngày 20/12/2026") == 1
    assert duty_of(late, cast.commune).extended_until is None
    issued(letter, clerk)
    given = duty_of(late, cast.commune)
    assert given.extended_until == NEW_DUE.at
    assert given.extension_reason == f"Công văn số 07/{letter.symbol} ngày 11/12/2026"
    assert duty_of(late, cast.other_commune).extended_until == longer
    assert duty_of(late, cast.agency).extended_until is None
    assert Extension.objects.filter(duty__deadline=late, state="granted").count() == 2
    [line] = [each for each in completeness_of([late], within=clerk.path, now=NOW).lines if each.unit == cast.commune]
    assert line.standing == "extended"


def signed_letter(letter: Document, clerk: Seat) -> Document:
    """Presented, approved and signed on paper, its PDF made."""
    letter = steps.present(document=letter, seat=clerk, now=NOW)
    letter = steps.approve(document=letter, seat=clerk)
    letter = signing.record_signed_on_paper(document=letter, seat=clerk, number=7, dated_on=NOW.date(), now=NOW)
    rendering.keep(rendering.read_printout(letter.pk), pdf=b"%PDF", pictures=[], user_id=None, left_over=[])
    letter.refresh_from_db()
    return letter


def test_a_new_date_that_is_over_is_neither_presented_nor_signed(write: Write, clerk: Seat) -> None:
    letter = write(new_due=NEW_DUE)
    with pytest.raises(Refused, match="đã qua; đưa về dự thảo"):
        steps.present(document=letter, seat=clerk, now=NEW_DUE.at)
    letter = steps.present(document=letter, seat=clerk, now=NOW)
    letter = steps.approve(document=letter, seat=clerk)
    late = NEW_DUE.at + dt.timedelta(days=2)
    with pytest.raises(Refused, match="đã qua; đưa về dự thảo"):
        signing.record_signed_on_paper(document=letter, seat=clerk, number=7, dated_on=late.date(), now=late)
    signed = signing.record_signed_on_paper(document=letter, seat=clerk, number=7, dated_on=NOW.date(), now=late)
    assert signed.state == Document.State.SIGNED  # on a day when the date was still to come


def test_a_signed_letter_is_issued_after_its_new_date_and_gives_nobody_time(
    write: Write, late: Deadline, cast: Cast, clerk: Seat
) -> None:
    letter = signed_letter(write(new_due=NEW_DUE), clerk)
    assert new_due.not_given(letter, now=NOW) == ""
    assert "đã qua nên không gia hạn" in new_due.not_given(letter, now=NEW_DUE.at)
    letter = steps.issue(document=letter, seat=clerk, now=NEW_DUE.at)
    assert letter.state == Document.State.ISSUED
    assert duty_of(late, cast.commune).extended_until is None
    assert "đã qua" in AuditEntry.objects.get(action="document.issued").after["not_given"]


def test_a_signed_letter_is_issued_after_its_round_was_closed(
    write: Write, late: Deadline, cast: Cast, clerk: Seat, client: Client
) -> None:
    letter = signed_letter(write(new_due=NewDue(NEXT_YEAR, "by")), clerk)
    Round.objects.filter(pk=late.round_id).update(state="closed")
    client.force_login(cast.district_clerk.user)
    page = reverse("document", args=[letter.pk])
    assert "đã khóa nên không gia hạn cho đơn vị nào" in client.get(page).content.decode()
    told = client.post(reverse("document_issue", args=[letter.pk]), follow=True).content.decode()
    assert "Đã ban hành văn bản. Đợt 1 đã khóa nên không gia hạn cho đơn vị nào." in told
    assert duty_of(late, cast.commune).extended_until is None


def test_a_deadline_that_was_moved_beyond_the_letters_date_stays(
    write: Write, late: Deadline, cast: Cast, clerk: Seat
) -> None:
    letter = signed_letter(write(new_due=NEW_DUE), clerk)
    Deadline.objects.filter(pk=late.pk).update(due_at=NEXT_YEAR)
    letter = Document.objects.get(pk=letter.pk)
    assert "giữ hạn đang có" in new_due.not_given(letter, now=NOW)
    assert steps.issue(document=letter, seat=clerk, now=NOW).state == Document.State.ISSUED
    assert duty_of(late, cast.commune).extended_until is None


def test_whom_it_goes_to_is_changed_and_never_empty(write: Write, clerk: Seat) -> None:
    letter = write()
    frame = editing.Frame(subject="đôn đốc", symbol="BCĐ-VP", recipients=["Lưu: VT"], addressees=["- Các xã;", " "])
    letter = editing.update_frame(document=letter, seat=clerk, frame=frame, edition=letter.edition)
    assert (letter.addressees, letter.symbol) == (["Các xã"], "BCĐ-VP")
    empty = editing.Frame(subject="đôn đốc", symbol="BCĐ-VP", recipients=["Lưu: VT"])
    with pytest.raises(Refused, match="Kính gửi đang trống"):
        editing.update_frame(document=letter, seat=clerk, frame=empty, edition=letter.edition)


def test_ten_of_thirty_six_as_in_the_letter_of_2025(cast: Cast, year: Year, clerk: Seat) -> None:
    with scopes.for_seat(clerk):
        communes = [UnitFactory(parent=cast.district, name=f"Xã Số {n}") for n in range(22)]
        agencies = [UnitFactory(parent=cast.district, name=f"Cơ quan {n}", level=Level.AGENCY) for n in range(14)]
        round = planning.add_round(plan=year.plan, name="Đợt 2")
        planning.set_participants(round=round, units=[*communes, *agencies])
        planning.open_round(round=round, now=LAID)
        deadline = deadlines.set_deadline(round=round, kind="list", wording="before", day=DUE_DAY, now=LAID)
        for unit in [*communes[:6], *agencies[:4]]:
            hand_in(deadline, unit, clerk)
        about = About(
            plan=year.plan,
            committee=year.plan.committee,
            issuing_body=IssuingBody.objects.get(committee=year.plan.committee),
            deadline=deadline,
            names_units=True,
        )
        letter = drafting.draft(kind=URGING_LETTER, about=about, seat=clerk, now=NOW)
        assert "đã đề nghị 36 đơn vị" in text(letter)
        assert "mới có 10/36 đơn vị nộp; còn 26 đơn vị chưa nộp" in text(letter)
        rows = [line for line in text(letter).splitlines() if line.split("\t")[0].isdigit()]
        assert len(rows) == 26
