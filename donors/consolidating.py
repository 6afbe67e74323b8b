"""One list of all units of a round, grouped by unit, with totals: in the blood centre's own form or in our layout."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from django.utils.translation import gettext as _

from campaigns.models import Round, Session
from committees.models import Committee
from core import files, jobs
from core.export import XLSX
from core.refusal import Refused
from core.text.dates import in_vietnam, long_date, month_year, short_date
from donors import gathering, handouts
from donors.gathering import UnitList, UnitPeople
from donors.intake.fields import FIELD_LABELS, Field
from donors.intake.filled_form import Group, Signature, default_form, fill_form
from donors.intake.people import PersonRow
from donors.intake.reading import read_book
from donors.models import CentreForm

ALWAYS = (Field.NAME, Field.BIRTH, Field.SEX, Field.WORKPLACE)
# What our layout holds beside these where the clerk says so; an identity number only where the centre needs it.
OPTIONAL = (
    Field.PHONE,
    Field.ADDRESS,
    Field.BLOOD_GROUP,
    Field.DONATIONS,
    Field.VOLUME,
    Field.NOTE,
    Field.IDENTITY,
)
BY_DEFAULT = (Field.PHONE, Field.BLOOD_GROUP, Field.DONATIONS, Field.VOLUME)
_BLANK: Mapping[Field, dict[str, object]] = {
    Field.PHONE: {"phone": ""},
    Field.ADDRESS: {"address": ""},
    Field.BLOOD_GROUP: {"blood_group": "", "rhesus": ""},
    Field.DONATIONS: {"donations": None},
    Field.VOLUME: {"volume": None},
    Field.NOTE: {"note": ""},
    Field.IDENTITY: {"identity": ""},
}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a job was asked for: whose list, in which form (with its blank workbook), with which columns."""

    round: Round
    committee: Committee
    sessions: Sequence[Session]
    units: Sequence[UnitList]
    form: CentreForm | None
    blank: bytes
    columns: tuple[Field, ...]
    has_warnings: bool


def consolidate(job: jobs.JobRun) -> jobs.Json:
    """The job: gather the people unit by unit, write the workbook apart from any transaction, keep it."""
    return handouts.make(job, partial(_made, job))


def _made(job: jobs.JobRun) -> handouts.Made:
    wanted = _wanted(job)
    groups = gathering.gather(job, wanted.units, opened=frozenset(wanted.columns), has_warnings=wanted.has_warnings)
    people = sum(len(group.people) for group in groups)
    if not people and not any(each.bare_number for each in wanted.units):
        raise Refused(_("Chưa đơn vị nào có người đăng ký trong đợt này; chờ đơn vị nộp danh sách."))
    job.progress(people, people, _("Đang ghi vào tệp, người"))
    content = (
        _in_their_form(wanted.form, wanted.blank, groups)
        if wanted.form
        else _in_our_layout(wanted, groups, today=in_vietnam(job.now()).date())
    )
    return handouts.Made(
        kind=handouts.Kind.CONSOLIDATED,
        content=content,
        name=f"{_('Danh sách tổng hợp')} {wanted.round.name}.xlsx",
        media_type=XLSX,
        ids=gathering.ids_of(groups),
        units=sum(bool(group.people) for group in groups),
        columns=_labels(wanted),
    )


def _wanted(job: jobs.JobRun) -> _Wanted:
    """A form of the centre's decides the columns itself, and holds warnings only where it has a column for notes."""
    columns = _columns(job)
    has_warnings = bool(job.arguments.get("has_warnings"))
    with job.chunk():
        round = handouts.round_of(job)
        form = _form(job)
        if form:
            columns = tuple(_mapped(form))
            has_warnings = has_warnings and Field.NOTE in columns
        return _Wanted(
            round=round,
            committee=Committee.objects.get(path=job.path),
            sessions=list(round.sessions.all()),
            units=gathering.units_of(round, within=job.path, only_with_people=job.arguments.get("units") != "all"),
            form=form,
            blank=files.content_of(form.file) if form else b"",
            columns=columns,
            has_warnings=has_warnings,
        )


def _in_their_form(form: CentreForm, blank: bytes, groups: Sequence[UnitPeople]) -> bytes:
    return fill_form(
        blank=blank,
        kind=read_book(name=form.file.name, content=blank).kind,
        sheet_name=form.sheet,
        header_row=form.header_row,
        columns=_mapped(form),
        groups=_as_groups(groups),
    )


def _in_our_layout(wanted: _Wanted, groups: Sequence[UnitPeople], *, today: dt.date) -> bytes:
    has_notes = wanted.has_warnings or Field.NOTE in wanted.columns
    return default_form(
        title_lines=title_lines(wanted.committee, wanted.round, wanted.sessions),
        groups=_as_groups(_without(groups, wanted.columns, has_notes=has_notes)),
        place_and_date=f"{wanted.committee.place or '…………'}, {long_date(today)}",
        signatures=(Signature("NGƯỜI LẬP BIỂU"), Signature("TM. BAN CHỈ ĐẠO\nTRƯỞNG BAN")),
    )


def _labels(wanted: _Wanted) -> list[str]:
    """What the file holds of each person, for the record of who was given it."""
    labels = [str(FIELD_LABELS[field]) for field in wanted.columns if field is not Field.ORDER]
    return [*labels, _("Lưu ý")] if wanted.has_warnings else labels


def title_lines(committee: Committee, round: Round, sessions: Sequence[Session]) -> list[str]:
    """The committee, the list's name, the round and its days. Vietnamese whoever prints."""
    in_order = sorted(sessions, key=lambda each: each.held_on)
    days = dict.fromkeys(
        month_year(each.held_on) if each.is_month_only else short_date(each.held_on) for each in in_order
    )
    year = "" if str(round.plan.year) in round.name else f" năm {round.plan.year}"
    when = f" (ngày hiến máu: {', '.join(days)})" if days else ""
    return [
        committee.name.upper(),
        "DANH SÁCH TỔNG HỢP NGƯỜI ĐĂNG KÝ HIẾN MÁU TÌNH NGUYỆN",
        f"{round.name}{year}{when}",
    ]


def _columns(job: jobs.JobRun) -> tuple[Field, ...]:
    chosen = job.arguments.get("columns")
    names = {str(name) for name in chosen} if isinstance(chosen, list) else set()
    return (*ALWAYS, *(field for field in OPTIONAL if field.value in names))


def _form(job: jobs.JobRun) -> CentreForm | None:
    form_id = job.arguments.get("form")
    if not isinstance(form_id, int):
        return None
    form: CentreForm | None = CentreForm.objects.select_related("file").filter(pk=form_id, path=job.path).first()
    if form is None:
        raise Refused(_("Mẫu của trung tâm không còn; chọn mẫu khác rồi lập lại."))
    return form


def _mapped(form: CentreForm) -> dict[Field, int]:
    """The form's columns from left to right."""
    return {Field(name): int(place) for name, place in sorted(form.columns.items(), key=lambda pair: int(pair[1]))}


def _as_groups(groups: Sequence[UnitPeople]) -> list[Group]:
    return [(group.heading, group.people) for group in groups]


def _without(groups: Sequence[UnitPeople], columns: Sequence[Field], *, has_notes: bool) -> list[UnitPeople]:
    """The groups with what was not chosen left blank; our layout keeps its columns, for whoever writes by hand."""
    blank: dict[str, object] = {}
    for field in OPTIONAL:
        if field not in columns and not (field is Field.NOTE and has_notes):
            blank |= _BLANK[field]
    return [replace(group, people=[_blanked(person, blank) for person in group.people]) for group in groups]


def _blanked(person: PersonRow, blank: Mapping[str, object]) -> PersonRow:
    return replace(person, **blank)  # type: ignore[arg-type]  # names and kinds of `_BLANK` are PersonRow's
