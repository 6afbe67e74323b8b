"""A world for walking every route: two sides that have everything, each object's words marked, so that a leak shows.

The district side (khu vực Bình Hải) is what the cast of tests/cast.py means; the other side is the stranger's province.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from campaigns import contacting, deadlines, expecting, extending, planning, reporting_activity, sessions
from campaigns.activities import Amount
from campaigns.models import ActivityKind, Contact, Deadline, Duty, Measure, Plan, Round
from committees import scopes
from committees.models import Committee, IssuingBody, Role, Seat, Unit
from core import files
from core.models import Job, StoredFile
from donors import centre_forms, handouts, incoming, links, lists, merging, receiving, recognising, typed_lines
from donors.handouts import Kind
from donors.models import Donor, Handout, IncomingPart, Recognition, Registration
from donors.sender import Sender
from notices import calendar_feed, invitations, sending
from notices.models import Notice
from quotas import allotment, outside_figures, tallies
from reports import by_document, giving_out, handing_back, records, registers, rendering, signing, steps
from reports.models import (
    Conference,
    Document,
    DocumentFile,
    FundingLine,
    HonourCount,
    LetterBatch,
    OrganisationTask,
    StandardPhrase,
)
from tests.cast import Cast, Person, build_cast, sit
from tests.committees.factories import SeatFactory, UnitFactory
from tests.donors.intake.test_filled_form import blank_form
from tests.donors.office import picture
from tests.quotas.test_annex import BODY, usual
from tests.reports.kinds import draft_results_report

# In every word that only one side may read; the sibling's mark is in what only xã An Thạnh and those above it may read.
DISTRICT_MARK, OTHER_MARK, COMMUNE_MARK = "KÍN-BÌNH-HẢI", "KÍN-HẢI-SƠN", "KÍN-AN-THẠNH"
RESULTS = {DISTRICT_MARK: 7771, OTHER_MARK: 5553}  # of the one unit that has any
PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Side:
    """One committee with everything a route can name: object → what stands in the address or the form."""

    mark: str
    objects: dict[str, object]


@dataclass(frozen=True)
class World:
    """The cast, and what belongs to either side."""

    cast: Cast
    district: Side
    other: Side


def build_world() -> World:
    """Write both sides; needs an open transaction and no scope."""
    with scopes.for_system("tests"):
        cast = build_cast()
        village = UnitFactory.create(parent=cast.other_province, name="xã Hải Lý")
        other_focal = sit(village, Role.FOCAL, f"Lý {OTHER_MARK}", may="hands in for xã Hải Lý")
        bare = UnitFactory.create(parent=cast.other_province, name="xã Hải Trung")
    communes = [cast.commune, cast.other_commune, cast.agency]
    return World(
        cast=cast,
        district=furnish(DISTRICT_MARK, COMMUNE_MARK, cast.district_clerk, cast.commune_focal, communes),
        other=furnish(OTHER_MARK, OTHER_MARK, cast.stranger, other_focal, [village, bare]),
    )


def furnish(mark: str, unit_mark: str, clerk: Person, focal: Person, units: list[Unit]) -> Side:
    """A year with round, quotas, results, papers, files, a job, seats, an invitation and a message."""
    assert clerk.seat is not None
    assert focal.seat is not None
    seat, now = clerk.seat, timezone.now()
    found: dict[str, object] = {"unit": units[0].pk, "bare unit": units[1].pk, "focal seat": focal.seat.pk}
    found |= {"clerk seat": seat.pk, "page": 1, "reason": "Sai số liệu", "record kind": "khen-thuong"}
    with scopes.for_seat(seat):
        found |= _year(mark, unit_mark, seat, focal, units)
        body = IssuingBody.objects.get(path=seat.path)
        IssuingBody.objects.filter(pk=body.pk).update(place=mark)
        found["issuing body"] = body.pk
        report = draft_results_report(plan=Plan.objects.get(pk=found["plan"]), seat=seat, now=now)
        Document.objects.filter(pk=report.pk).update(subject=f"Kết quả {mark}")
        found |= {"document": report.pk, "annex": _annex(mark, seat).pk}
        found |= _records(mark, report)
        _print(report, mark)
        found |= _papers(report, seat, mark)
        found |= _issued(report, seat, mark, units[0])
        found |= {"letter batch": _letter_batch(report, units[0], mark).pk, "present": "present"}
        found["centre form"] = _handed_out(mark, seat, Round.objects.get(pk=found["round"]))
        sending.send(seat=seat, user=clerk.user, subject=f"Nhắc {mark}", key="walk", now=now)
    found |= _by_link(mark, seat, units[1], found["round"])
    with scopes.for_person(clerk.user):
        found["notice"] = Notice.objects.get(seat=seat, kind=Notice.Kind.PLAIN).pk
        found["calendar token"] = calendar_feed.make_feed(user=clerk.user, now=now)
    with scopes.for_system("tests"):
        held = sit(seat.unit, Role.MEMBER, f"Ủy viên {mark}", may="is managed by the committee's administrator").seat
        assert held is not None
        free = SeatFactory.create(unit=seat.unit, role=Role.MEMBER, title=f"Ủy viên {mark}")
        token = invitations.invite(seat=free, full_name=f"Người mới {mark}", login="0912345678", by=None, now=now)
    return Side(mark=mark, objects={**found, "held seat": held.pk, "free seat": free.pk, "token": token})


def _year(mark: str, unit_mark: str, seat: Seat, focal: Person, units: list[Unit]) -> dict[str, object]:
    """The plan of this year with an open round, and the plan of next year still a draft."""
    now = timezone.now()
    committee = Committee.objects.get(unit=seat.unit)
    plan = planning.create_plan(committee=committee, year=now.year, title=f"Kế hoạch {mark}")
    draft = planning.create_plan(committee=committee, year=now.year + 1, title=f"Dự thảo {mark}")
    round = planning.add_round(plan=plan, name=f"Đợt {mark}")
    planning.set_participants(round=round, units=units)
    planning.open_plan(plan=plan, now=now)
    planning.open_round(round=round, now=now)
    session = sessions.add_session(
        round=round, facts=sessions.SessionFacts(held_on=now.date(), venue=f"Nhà văn hóa {mark}")
    )
    window = planning.add_window(plan=plan, name=f"Chiến dịch {mark}", starts_on=now.date(), ends_on=now.date())
    deadlines.set_deadline(round=round, kind=Deadline.Kind.LIST, day=now.date())
    lines = [allotment.Line(unit=unit, assigned=40, note=f"{unit_mark} {unit.pk}") for unit in units]
    for each in (None, round):
        issued = allotment.draft_of(plan, each)
        allotment.save_draft(allotment=issued, lines=lines[:1], edition=issued.edition)
        allotment.issue(allotment=issued, decision=f"Quyết định {mark}", now=now)
    again = allotment.draft_of(plan)
    allotment.save_draft(allotment=again, lines=lines, edition=again.edition)
    figure = outside_figures.add(
        plan=plan, label=f"Xếp hạng {mark}", value="1/2", source=mark, stated_on=now.date(), now=now
    )
    result = RESULTS[mark]
    tallies.save_tally(
        round=round,
        unit=units[0],
        counts=tallies.Counts(units=result),
        edition=0,
        by=focal.user,
        now=now,
        accepted=True,
    )
    participation = round.participations.get(unit=units[0])
    planning.mark_absent(participation=participation, reason=f"Nghỉ {unit_mark}", now=now)
    duty = Duty.objects.get(deadline__round=round, unit=units[0])
    assert focal.seat is not None
    expecting.owe_again(duty=duty, now=now)
    deadlines.hand_in_nil(duty=duty, reason=f"Không có ai {unit_mark}", seat=focal.seat, now=now)
    _did(unit_mark, focal.seat, plan, units[0])
    people = _people(unit_mark, focal.seat, round, units[0])
    return {
        **people,
        **_kept(round),
        **_owed_for_the_year(mark, unit_mark, plan, units[0]),
        "batch": _incoming(unit_mark, seat, round, units[0]),
        "plan": plan.pk,
        "draft plan": draft.pk,
        "round": round.pk,
        "session": session.pk,
        "host": round.hosts.get().pk,
        "participation": participation.pk,
        "duty": duty.pk,
        "allotment": again.pk,
        "window": window.pk,
        "outside figure": figure.pk,
    }


def _did(mark: str, focal: Seat, plan: Plan, unit: Unit) -> None:
    """A unit's own activity in the year, as it told itself."""
    line = reporting_activity.Line(ActivityKind.OTHER, Measure.EVENT, Amount(Decimal(3)), words=f"Hội thi {mark}")
    occasion = reporting_activity.Occasion(plan)
    reporting_activity.save(occasion=occasion, unit=unit, lines=[line], edition=0, seat=focal, now=timezone.now())


def _owed_for_the_year(mark: str, unit_mark: str, plan: Plan, unit: Unit) -> dict[str, object]:
    """Something of its own kind owed for the plan, with a part; a unit that asks for more time and was called."""
    now = timezone.now()
    deadline = deadlines.set_deadline(
        plan=plan,
        kind=Deadline.Kind.OTHER,
        title=f"Báo cáo {mark}",
        day=now.date() + dt.timedelta(days=1),
        parts=[deadlines.Part(f"Phiếu {mark}", is_counted=True)],
        now=now,
    )
    duty = deadline.duties.get(unit=unit)
    later = now + dt.timedelta(days=9)
    asked = extending.ask(duty=duty, until=later, reason=f"Mưa lũ {unit_mark}", now=now)
    contacting.record_contact(duty=duty, way=Contact.Way.CALLED, note=f"Hẹn {unit_mark}", now=now)
    return {"deadline": deadline.pk, "part": deadline.parts.get().pk, "open duty": duty.pk, "extension": asked.pk}


def _people(mark: str, focal: Seat, round: Round, unit: Unit) -> dict[str, object]:
    """A list as the unit's own seat hands it in: somebody who counts, a row that waits, a photo."""
    now, sender = timezone.now(), Sender(seat=focal, user_id=None, label=f"Đầu mối {mark}")
    with scopes.for_seat(focal):
        found = lists.list_of(round=round, unit=unit)
        typed = typed_lines.receive_typed(
            volunteer_list=found,
            text=f"Trần Văn {mark}, 1990, thôn {mark}\nLê Thị {mark}, 19977\nHồ Bá {mark}, 1961\nMạc Thế {mark}, 1951",
            is_agreed=True,
            sender=sender,
            now=now,
        )
        photo = receiving.receive_photo(volunteer_list=found, content=picture(), is_agreed=True, sender=sender, now=now)
        row = typed.rows.get()
    return {"upload": typed.pk, "row": row.pk, "photo": photo.pk}


def _by_link(mark: str, seat: Seat, unit: Unit, round_id: object) -> dict[str, object]:
    """A link of a unit, and what came by it."""
    now = timezone.now()
    with scopes.for_seat(seat):
        round = Round.objects.get(pk=round_id)
        _link, token = links.give_link(round=round, unit=unit, seat=seat, now=now)
    with links.opened(token, now=now) as opening:
        upload = typed_lines.receive_typed(
            volunteer_list=lists.list_of(round=opening.round, unit=opening.unit),
            text=f"Người {mark}, 1990\nNgười {mark}, 19977",
            is_agreed=True,
            sender=opening.sender("Người gửi"),
            now=now,
        )
    return {"link token": token, "link upload": upload.pk}


def _incoming(mark: str, seat: Seat, round: Round, unit: Unit) -> object:
    """Two files that came by Zalo: one handed in for a unit, one whose unit is not known yet."""
    now, sender = timezone.now(), Sender(seat=seat, user_id=None, label=mark, via="Zalo", received_at=timezone.now())
    sent = [incoming.Sent(f"{word} {mark}.jpg", picture(width)) for width, word in enumerate(("một", "hai"), start=60)]
    batch = incoming.receive_batch(round=round, sent=sent, is_agreed=True, sender=sender, now=now).batch
    for file in batch.files.all():
        source = recognising.source_of(file.pk)
        assert source is not None
        recognising.keep(file.pk, recognising.recognise(source))
    first = IncomingPart.objects.filter(file__batch=batch).earliest("file__number")
    choices = incoming.Choices(units={first.pk: unit.pk})
    assert incoming.confirm(batch=batch, choices=choices, sender=sender, now=now).files == 1
    return batch.pk


def _handed_out(mark: str, seat: Seat, round: Round) -> int:
    """A file of each kind as its job leaves it, one copy taken; and the centre's blank form."""
    now = timezone.now()
    for kind in Kind:
        file = files.store(
            name=f"{mark}.bin",
            media_type="application/octet-stream",
            content=mark.encode(),
            path=seat.path,
            readers=[seat.path],
            encrypted=True,
            expires_at=now + dt.timedelta(days=30),
            created_by_id=None,
        )
        Handout.objects.create(
            path=seat.path,
            kind=kind,
            round=round,
            file=file,
            recipient=f"Bệnh viện {mark}",
            purpose="Hiến máu",
            people=1,
            units=1,
            columns="Họ và tên",
            at=now,
        )
        made = handouts.newest(kind, round, path=seat.path)
        assert made is not None
        handouts.disclose(kind, round, made, path=seat.path)
    form = centre_forms.add_form(
        name=f"Mẫu {mark}", file_name="mau.xlsx", content=blank_form(), seat=seat, user_id=None, now=now
    )
    return int(form.pk)


def _kept(round: Round) -> dict[str, object]:
    """What the host makes of the list: a donor, one merged into it, another, a row that waits to be compared."""
    first, other, merged = Donor.objects.filter(path=round.path, merged_into=None).order_by("-birth_year")
    merging.merge(donor=merged, into=first)
    question = Recognition.objects.get(donor=other)
    question.donor, question.candidate, question.reasons = None, first, ["same_name"]
    question.save()
    person = Registration.objects.get(recognition__donor=first)
    return {
        "donor": first.pk,
        "other donor": other.pk,
        "merged": merged.pk,
        "question": question.pk,
        "person": person.pk,
    }


def _annex(mark: str, seat: Seat) -> StoredFile:
    return files.store(
        name=f"phụ lục {mark}.xlsx",
        media_type="application/octet-stream",
        content=usual(*BODY),
        path=seat.path,
        encrypted=False,
        expires_at=None,
        created_by_id=None,
    )


def _papers(report: Document, seat: Seat, mark: str) -> dict[str, object]:
    """A scan that was kept with the document, and a line of the register of what came in, with its file."""
    now, pdf = timezone.now(), signing.Upload(f"{mark}.pdf", f"%PDF-1.7 {mark}".encode())
    scan = DocumentFile.objects.create(
        path=report.path,
        document=report,
        kind=DocumentFile.Kind.SCAN,
        file=signing.keep_file(pdf, path=report.path),
        at=now,
        by_label=mark,
    )
    facts = registers.Facts(
        number=7, symbol="KH-BCĐ", dated_on=now.date(), type_name="Kế hoạch", subject=mark, author=f"Cấp trên {mark}"
    )
    entry = registers.enter_received(
        committee=report.committee,
        seat=seat,
        facts=facts,
        arrived_on=now.date(),
        file=signing.keep_file(pdf, path=report.path),
        now=now,
    )
    own = registers.Facts(
        number=8, symbol="KH-BCĐ", dated_on=now.date(), type_name="Kế hoạch", subject=f"Kế hoạch cũ {mark}"
    )
    registers.enter_own(committee=report.committee, seat=seat, body=report.issuing_body, facts=own, file=None, now=now)
    corrected = signing.Upload(f"{mark}.docx", giving_out.as_word(report))
    back = handing_back.hand_back(document=report, seat=seat, corrected=corrected, user_id=None, now=now)
    day = now.date() + dt.timedelta(days=60)
    asked = by_document.set_by_document(
        entry=entry, seat=seat, kind="other", title=f"Việc {mark}", plan=report.plan, day=day, now=now
    )
    return {"kept file": scan.pk, "entry": entry.pk, "based deadline": asked.pk, "returned file": back.pk}


def _issued(report: Document, seat: Seat, mark: str, unit: Unit) -> dict[str, object]:
    """A document that was issued to one unit, with a code to check it by."""
    now, body = timezone.now(), report.issuing_body
    IssuingBody.objects.filter(pk=body.pk).update(prints_check_code=True)
    body.refresh_from_db()
    row: Document = Document.objects.create(
        path=report.path,
        committee=report.committee,
        issuing_body=body,
        kind=report.kind,
        plan=report.plan,
        subject=f"Đã ban hành {mark}",
        symbol="BC-BCĐ",
        place=mark,
        state=Document.State.APPROVED,
        as_of=now,
        recipients=[unit.name, "Lưu: VT"],
        delivered_to={unit.name: f"unit:{unit.pk}"},
    )
    row = signing.record_signed_on_paper(document=row, seat=seat, number=77, dated_on=timezone.localdate(), now=now)
    _print(row, mark)
    row.refresh_from_db()
    steps.issue(document=row, seat=seat, now=now)
    return {"issued document": row.pk, "check code": row.check_code}


def _letter_batch(report: Document, unit: Unit, mark: str) -> LetterBatch:
    """A batch with one letter, both with a PDF."""
    now = timezone.now()
    kept = signing.keep_file(signing.Upload(f"{mark}.pdf", f"%PDF-1.7 {mark}".encode()), path=report.path)
    batch: LetterBatch = LetterBatch.objects.create(
        path=report.path,
        committee=report.committee,
        deadline=Deadline.objects.get(path=report.path, kind=Deadline.Kind.LIST),
        issuing_body=report.issuing_body,
        unit_ids=[unit.pk],
        position=1,
        pdf=kept,
        created_at=now,
    )
    Document.objects.create(
        path=report.path,
        committee=report.committee,
        issuing_body=report.issuing_body,
        kind="urging_letter",
        plan=report.plan,
        deadline=batch.deadline,
        to_unit=unit,
        batch=batch,
        subject=f"đôn đốc {mark}",
        symbol="BCĐ-CTĐ",
        place=mark,
        as_of=now,
        pdf=kept,
        pdf_edition=1,
    )
    return batch


def _records(mark: str, report: Document) -> dict[str, object]:
    """One of each small record that documents are made of."""
    assert report.plan is not None
    conference = {
        "name": f"Hội nghị {mark}",
        "held_on": timezone.now().date(),
        "hall": f"Hội trường {mark}",
        "chair_post": "Trưởng Ban",
        "chair_name": f"Lê {mark}",
        "attendees": f"Các xã {mark}",
        "heard": report,
    }
    honour = {"level": "province", "awarded_by": f"Tỉnh {mark}", "form": "merit", "status": "awarded", "families": 1}
    task = {"organisation": f"Phòng Y tế {mark}", "lines": f"Tư vấn {mark}"}
    phrase = records.add(StandardPhrase, of=report.committee, values={"use": "message", "text": f"Thông điệp {mark}"})
    return {
        "conference": records.add(Conference, of=report.plan, values=conference).pk,
        "honour": records.add(HonourCount, of=report.plan, values=honour).pk,
        "task": records.add(OrganisationTask, of=report.plan, values=task).pk,
        "funding": records.add(FundingLine, of=report.plan, values={"source": f"Ngân sách {mark}"}).pk,
        "phrase": phrase.pk,
    }


def _print(report: Document, mark: str) -> None:
    """A PDF and one page picture, as the job leaves them."""
    printout = rendering.read_printout(report.pk)
    kept = rendering.keep(printout, pdf=f"%PDF {mark}".encode(), pictures=[PNG], user_id=None, left_over=[])
    Job.objects.create(
        path=report.path,
        kind=rendering.RENDER,
        key=rendering.job_key(report),
        state=Job.State.DONE,
        result=kept,
        note=mark,
        finished_at=timezone.now(),
    )
