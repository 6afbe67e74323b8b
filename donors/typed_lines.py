"""Names typed on a page, one line each: họ tên, năm sinh, đơn vị. They add to the list and take nobody off."""

from __future__ import annotations

import datetime as dt
import re

from django.db import transaction
from django.utils.translation import gettext as _

from core.refusal import Refused
from donors import committing, receiving, staging
from donors.doubles import marked
from donors.intake.book import FileKind
from donors.intake.columns import ColumnChoices, clean_person
from donors.intake.fields import Field
from donors.intake.people import PersonRow
from donors.models import PairChoice, Upload, VolunteerList
from donors.sender import Sender

_SEPARATOR = re.compile(r"\s*[,;\t|]\s*|\s+-\s+")
_NUMBERED = re.compile(r"^\s*\d{1,3}\s*[.)/]\s*")
_YEAR_AFTER_NAME = re.compile(r"^(?P<name>[^\d]+?)[\s,(]+(?P<birth>[\d/.\-]{4,10})\)?(?:[\s,]+(?P<rest>.*))?$")


def people_of(text: str) -> list[PersonRow]:
    """The people of typed lines; commas may be left out around the year. Blank lines are passed over."""
    people = []
    for number, line in enumerate(text.splitlines(), start=1):
        bare = _NUMBERED.sub("", line).strip()
        if bare:
            people.append(_person(number, bare))
    return people


def _person(number: int, line: str) -> PersonRow:
    match = _YEAR_AFTER_NAME.match(line)
    name, birth, rest = match.group("name", "birth", "rest") if match else [*_SEPARATOR.split(line), "", ""][:3]
    cells = {Field.NAME: name, Field.BIRTH: birth, Field.WORKPLACE: rest}
    return clean_person(
        row=number,
        cells={field: [(0, cell.strip(" ,;"))] for field, cell in cells.items() if cell},
        choices=ColumnChoices(),
    )


@transaction.atomic
def receive_typed(
    *,
    volunteer_list: VolunteerList,
    text: str,
    is_agreed: bool,
    sender: Sender,
    now: dt.datetime,
    photo: Upload | None = None,
) -> Upload:
    """Take typed lines in and let the good ones count at once. Raises `Refused` for no line or too many."""
    people = people_of(text)
    if not people:
        raise Refused(_("Gõ ít nhất một người: họ tên, năm sinh, đơn vị."))
    if len(people) > receiving.LONGEST_TYPED:
        raise Refused(
            _("Gõ nhiều nhất %(most)s dòng một lần; danh sách dài hơn hãy nộp bằng tệp Excel.")
            % {"most": receiving.LONGEST_TYPED}
        )
    upload = receiving.start_typed(
        volunteer_list=volunteer_list, is_agreed=is_agreed, sender=sender, now=now, photo=photo
    )
    on = staging.drive_day(volunteer_list.round, now=now)
    choices = dict(PairChoice.objects.filter(path=upload.path).values_list("pair_key", "is_same"))
    checked = marked([staging.checked(person, on=on) for person in people], choices=choices)
    staging.begin(upload.pk, staging.Understood(kind=FileKind.TYPED, layouts=[], people=checked, findings=[]))
    staging.stage(upload.pk, checked)
    committing.settle(upload_id=upload.pk, now=now)
    upload.refresh_from_db()
    return upload


@transaction.atomic
def finish_photo(*, photo: Upload, now: dt.datetime) -> None:
    """Say that everything on a photo is typed in. Raises `Refused` where nobody was typed from it."""
    if not photo.typed_from.filter(state=Upload.State.COUNTED).exists():
        raise Refused(_("Chưa nhập ai từ ảnh này; gõ tên rồi bấm Nhập xong."))
    photo.state, photo.counted_at = Upload.State.COUNTED, now
    photo.save(update_fields=["state", "counted_at"])
