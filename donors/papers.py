"""What a drive needs on paper: the roster of a session and the registration forms, drawn page by page.

Pages are cut here and not by the layout engine: «trang 3/12» is known before anything is drawn, the runs are drawn in
parts of bounded size, and a name too long is cut off its row instead of moving a page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from campaigns.models import Round, Session
from committees.models import Committee
from core import jobs
from core.paper.fonts import document_font
from core.paper.joining import joined
from core.paper.pdf import PaperMetadata, render_pdf
from core.paper.process import PaperError
from core.paper.qr import qr_svg
from core.refusal import Refused
from core.text.dates import in_vietnam, month_year, short_date, weekday
from core.text.numbers import integer
from donors import gathering, handouts
from donors.gathering import UnitPeople
from donors.intake.fields import FIELD_LABELS, Field
from donors.intake.people import PersonRow, Sex
from donors.intake.person_cells import birth_text
from donors.short_codes import code_of

PDF = "application/pdf"
Page = TypeVar("Page")
ROWS_A_PAGE = 15
PAGES_A_PART = 30
MOST_FORMS = 2_000
MOST_WALK_INS = 100
MOST_BLANK = 400
_PART_SECONDS = 120
_A_PAGE = 2  # forms on a sheet


# --- the roster -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A line of the roster: a unit's heading, a person, or an empty line for who comes without registering."""

    heading: str = ""
    number: int = 0
    code: str = ""
    name: str = ""
    born: str = ""


@dataclass(frozen=True, slots=True)
class RosterPage:
    """One printed page."""

    number: int
    count: int
    rows: list[RosterRow]

    @property
    def is_last(self) -> bool:
        """Whether the signatures stand here."""
        return self.number == self.count


def roster_rows(groups: Sequence[UnitPeople], *, walk_ins: int) -> list[RosterRow]:
    """All lines in order, numbered through; empty ones for walk-ins stand last."""
    rows: list[RosterRow] = []
    number = 0
    for group in groups:
        rows.append(RosterRow(heading=f"{group.heading}: {integer(len(group.people))} người"))
        for person, registration_id in zip(group.people, group.ids, strict=True):
            number += 1
            rows.append(
                RosterRow(number=number, code=code_of(registration_id), name=person.name, born=birth_text(person.birth))
            )
    if walk_ins:
        rows.append(RosterRow(heading="Đăng ký tại chỗ"))
        rows += [RosterRow(number=number + extra) for extra in range(1, walk_ins + 1)]
    return rows


def roster_pages(rows: Sequence[RosterRow], *, size: int = ROWS_A_PAGE, fills_last: bool = False) -> list[RosterPage]:
    """The lines cut into pages: no heading stands last on a page, and a group that goes on says its unit again.

    With `fills_last` the last page is filled up with empty lines.
    """
    pages: list[list[RosterRow]] = [[]]
    heading = ""
    for place, row in enumerate(rows):
        page = pages[-1]
        is_lonely = row.heading and len(page) == size - 1 and place + 1 < len(rows)
        if len(page) == size or is_lonely:
            pages.append([])
            if not row.heading and heading:
                pages[-1].append(RosterRow(heading=f"{heading} (tiếp)"))
        if row.heading:
            heading = row.heading
        pages[-1].append(row)
    if fills_last:
        last = rows[-1].number if rows else 0
        pages[-1] += [RosterRow(number=last + extra) for extra in range(1, size - len(pages[-1]) + 1)]
    return [RosterPage(number, len(pages), page) for number, page in enumerate(pages, 1)]


def make_roster(job: jobs.JobRun) -> jobs.Json:
    """The job: the roster of one session, or of the whole round, as a PDF."""
    return handouts.make(job, partial(_roster, job))


def _roster(job: jobs.JobRun) -> handouts.Made:
    walk_ins = min(max(job.integer("walk_ins"), 0), MOST_WALK_INS)
    with job.chunk():
        round = handouts.round_of(job)
        committee = Committee.objects.get(path=job.path)
        session = _session(job, round)
        units = gathering.units_of(round, within=job.path, session=session)
    groups = [group for group in gathering.gather(job, units, opened=frozenset()) if group.people]
    rows = roster_rows(groups, walk_ins=walk_ins)
    if not rows:
        raise Refused(_("Chưa có người đăng ký và không có dòng trống nào để in; ghi số dòng trống rồi in lại."))
    head = {"committee": committee.name, "round": round.name, "session": session_line(session, round)}
    head["facility"] = session.facility if session else ""
    content = _printed(
        job,
        roster_pages(rows, fills_last=walk_ins > 0),
        lambda pages: render_to_string("donors/papers/roster.html", {"pages": pages, **head}),
        stylesheet="roster.css",
        title=f"Danh sách buổi hiến máu, {round.name}",
    )
    return handouts.Made(
        kind=handouts.Kind.ROSTER,
        content=content,
        name=f"{_('Danh sách buổi hiến máu')} {round.name}.pdf",
        media_type=PDF,
        ids=gathering.ids_of(groups),
        units=len(groups),
        columns=[str(FIELD_LABELS[Field.NAME]), str(FIELD_LABELS[Field.BIRTH])],
    )


def _session(job: jobs.JobRun, round: Round) -> Session | None:
    session_id = _whole(job.arguments.get("session"))
    return round.sessions.filter(pk=session_id).first() if session_id is not None else None


def session_line(session: Session | None, round: Round) -> str:
    """ "thứ Bảy, 28/11/2026, 07:30 – 11:00 · Nhà văn hóa xã"; of the whole round its days."""
    if session is None:
        days = [day for day in (round.starts_on, round.ends_on) if day]
        return " – ".join(dict.fromkeys(short_date(day) for day in days))
    day = month_year(session.held_on) if session.is_month_only else _day(session.held_on)
    hours = " – ".join(f"{at:%H:%M}" for at in (session.starts_at, session.ends_at) if at)
    return " · ".join(part for part in (", ".join(filter(None, [day, hours])), session.venue) if part)


def _day(day: dt.date) -> str:
    return f"{weekday(day)}, {short_date(day)}"


# --- the registration forms -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RegistrationForm:
    """One form; a blank one holds nothing but the round."""

    code: str = ""
    qr: SafeString | str = ""
    name: str = ""
    born: str = ""
    sex: str = ""
    unit: str = ""
    phone: str = ""
    volume: int | None = None


@dataclass(frozen=True, slots=True)
class FormPage:
    """A sheet with two forms, or one at the end."""

    forms: list[RegistrationForm] = field(default_factory=list)


def form_of(person: PersonRow, *, unit: str, registration_id: int) -> RegistrationForm:
    """The person's form, with a code that names nobody."""
    code = code_of(registration_id)
    return RegistrationForm(
        code=code,
        qr=qr_svg(code, scale=2),
        name=person.name,
        born=birth_text(person.birth),
        sex={Sex.MALE: "Nam", Sex.FEMALE: "Nữ"}.get(person.sex, "") if person.sex else "",
        unit=unit if not person.workplace else f"{person.workplace}, {unit}",
        phone=person.phone,
        volume=person.volume,
    )


def make_forms(job: jobs.JobRun) -> jobs.Json:
    """The job: registration forms of the round, of one unit, or blank ones, two to a page."""
    return handouts.make(job, partial(_forms, job))


def _forms(job: jobs.JobRun) -> handouts.Made:
    blank = min(max(job.integer("blank"), 0), MOST_BLANK)
    unit_id = job.arguments.get("unit")
    with job.chunk():
        round = handouts.round_of(job)
        committee = Committee.objects.get(path=job.path)
        sessions = list(round.sessions.all())
        units = [] if blank else gathering.units_of(round, within=job.path, unit_id=_whole(unit_id))
    if sum(each.people for each in units) > MOST_FORMS:
        raise Refused(
            _("Nhiều hơn %(most)s phiếu một lần in; chọn in theo từng đơn vị.") % {"most": integer(MOST_FORMS)}
        )
    groups = [group for group in gathering.gather(job, units, opened=frozenset({Field.PHONE})) if group.people]
    if not groups and not blank:
        raise Refused(_("Chưa có người đăng ký nào để in phiếu; chờ danh sách hoặc in phiếu trống."))
    only = session_line(sessions[0], round) if len(sessions) == 1 else session_line(None, round)
    head = {"committee": committee.name, "round": round.name, "when": only, "place": committee.place}
    content = _printed(
        job,
        form_pages(groups, blank=blank),
        lambda pages: render_to_string("donors/papers/forms.html", {"pages": pages, **head}),
        stylesheet="forms.css",
        title=f"Phiếu đăng ký hiến máu, {round.name}",
    )
    facts = (Field.NAME, Field.BIRTH, Field.SEX, Field.WORKPLACE, Field.PHONE, Field.VOLUME)
    return handouts.Made(
        kind=handouts.Kind.FORMS,
        content=content,
        name=f"{_('Phiếu đăng ký hiến máu')} {round.name}.pdf",
        media_type=PDF,
        ids=gathering.ids_of(groups),
        units=len(groups),
        columns=[str(FIELD_LABELS[fact]) for fact in facts] if groups else [],
    )


def form_pages(groups: Sequence[UnitPeople], *, blank: int = 0) -> list[FormPage]:
    """The forms two by two, in the order of the lists; a unit's first form begins a sheet, so that piles are cut and
    handed out by unit."""
    pages: list[FormPage] = []
    for group in groups:
        forms = [
            form_of(person, unit=group.heading, registration_id=registration_id)
            for person, registration_id in zip(group.people, group.ids, strict=True)
        ]
        pages += [FormPage(forms[at : at + _A_PAGE]) for at in range(0, len(forms), _A_PAGE)]
    return pages + [FormPage([RegistrationForm()] * min(_A_PAGE, blank - at)) for at in range(0, blank, _A_PAGE)]


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


# --- drawing ----------------------------------------------------------------------------------------


def _printed(
    job: jobs.JobRun, pages: Sequence[Page], html: Callable[[Sequence[Page]], str], *, stylesheet: str, title: str
) -> bytes:
    """The pages as one PDF, drawn in parts, each in a fresh bounded child; between them the job shows signs of life."""
    font = document_font()
    css = f"{font.css}\n{render_to_string(f'donors/papers/{stylesheet}', {'font': font.name})}"
    metadata = PaperMetadata(title=title, created=in_vietnam(job.now()))
    parts: list[bytes] = []
    for start in range(0, len(pages), PAGES_A_PART):
        job.progress(start, len(pages), _("Đang dàn trang"))
        part = pages[start : start + PAGES_A_PART]
        try:
            parts.append(render_pdf(html(part), stylesheets=[css], metadata=metadata, timeout=_PART_SECONDS))
        except PaperError as error:
            raise Refused(str(error)) from error
    return joined(parts)
