"""Taking in what a unit hands in: a workbook, pasted cells, typed lines, a photo of the paper list, a bare number.

Each is one transaction that leaves a receipt at once; a workbook is then read by a job (staging.py), so that a closed
phone or a killed worker loses nothing. Files are sealed and go 30 days after the round.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from campaigns import deadlines
from campaigns.gate import ensure_may_hand_in
from campaigns.models import Deadline, Duty, Round, State
from core import audit, files, jobs
from core.models import StoredFile
from core.refusal import Refused
from core.text.dates import in_vietnam
from core.text.numbers import integer
from donors import consent, match_keys, photos
from donors.intake.asking import Answer
from donors.intake.births import DayOrder
from donors.intake.fields import Field
from donors.lists import IS_CONFIRMED, duty_of, locked
from donors.models import Upload, VolunteerList
from donors.parts import Part
from donors.sender import Sender

READ_LIST = "read_list"
KEPT_AFTER_ROUND = dt.timedelta(days=30)
MOST_BYTES = 15 * files.MEGABYTE  # of a workbook, as reading has it (intake/reading.py)
LONGEST_TYPED = 200  # lines; more is a workbook's work
_STILL_READ = (Upload.State.READING, Upload.State.ASKING, Upload.State.WAITING)


@transaction.atomic
def receive_file(
    *,
    volunteer_list: VolunteerList,
    name: str,
    content: bytes,
    is_agreed: bool,
    sender: Sender,
    now: dt.datetime,
    is_whole: bool = True,
    is_confirmed: bool = False,
) -> Upload:
    """Keep a workbook and have it read. The same file sent twice (a double tap) is one upload.

    Without `is_whole` its people are added to the list as it stands. With `is_confirmed` a person has seen which unit
    and round the file names, and chosen this list all the same.
    """
    key = _content_key(content, sender)
    if (twin := _twin(volunteer_list, key)) is not None:
        return _read_on(twin, sender, now)
    _ensure_open(volunteer_list, now)
    if not content:
        raise Refused(_("Tệp “%(name)s” trống; chọn lại tệp danh sách rồi nộp.") % {"name": files.safe_name(name)})
    consent.ensure(volunteer_list=volunteer_list, is_ticked=is_agreed, sender=sender, now=now)
    upload = _upload(
        volunteer_list,
        Upload.Kind.FILE,
        sender,
        now,
        file_name=files.safe_name(name),
        content_key=key,
        is_whole=is_whole,
    )
    upload.answer = {IS_CONFIRMED: True} if is_confirmed else {}
    upload.file = _kept(
        volunteer_list, sender, name=name, media_type="application/octet-stream", content=content, now=now
    )
    return _read_by_job(upload, sender)


@transaction.atomic
def receive_parts(
    *,
    volunteer_list: VolunteerList,
    file: StoredFile,
    only: Sequence[Part],
    is_agreed: bool,
    sender: Sender,
    now: dt.datetime,
    is_whole: bool = True,
    dates: Mapping[Field, DayOrder] | None = None,
) -> Upload:
    """Have the unit's own parts read of a file that holds other units' lists too; `dates`: how its dates are written.

    The file stays the committee's that received it: the unit may not read it, since others stand in it.
    """
    kept = [part.as_json() for part in only]
    key = match_keys.of_row(json.dumps([file.sha256, kept]))
    if (twin := _twin(volunteer_list, key)) is not None:
        return _read_on(twin, sender, now)
    _ensure_open(volunteer_list, now)
    consent.ensure(volunteer_list=volunteer_list, is_ticked=is_agreed, sender=sender, now=now)
    upload = _upload(
        volunteer_list, Upload.Kind.FILE, sender, now, file_name=file.name, content_key=key, is_whole=is_whole
    )
    upload.file, upload.part = file, kept
    upload.answer = {"sheets": [Answer(dates=dates).as_json()]} if dates else {}
    return _read_by_job(upload, sender)


@transaction.atomic
def receive_pasted(
    *, volunteer_list: VolunteerList, text: str, is_agreed: bool, sender: Sender, now: dt.datetime
) -> Upload:
    """Keep cells pasted from a spreadsheet and have them read as a workbook is."""
    content = text.encode()
    key = _content_key(content, sender)
    if (twin := _twin(volunteer_list, key)) is not None:
        return _read_on(twin, sender, now)
    _ensure_open(volunteer_list, now)
    if not text.strip():
        raise Refused(_("Chưa có gì để đọc: chép các ô của danh sách trong bảng tính rồi dán vào đây."))
    consent.ensure(volunteer_list=volunteer_list, is_ticked=is_agreed, sender=sender, now=now)
    upload = _upload(volunteer_list, Upload.Kind.PASTED, sender, now, content_key=key)
    upload.file = _kept(
        volunteer_list, sender, name="dan-tu-bang-tinh.tsv", media_type="text/plain", content=content, now=now
    )
    return _read_by_job(upload, sender)


@transaction.atomic
def receive_again(*, upload: Upload, answer: dict[str, Any], sender: Sender, now: dt.datetime) -> Upload:
    """Hand an upload's kept file in again, to be read as `answer` says: a version of its own, compared as any other.

    The same answer sent twice is one upload. Raises `Refused` after the lock, and where a newer version counts.
    """
    volunteer_list, file = upload.volunteer_list, upload.file
    if file is None:
        raise Refused(_("Tệp của lần nộp này đã xóa; nộp lại tệp đó."))
    link = sender.link.pk if sender.link else None
    key = match_keys.of_row(json.dumps([file.sha256, answer, link], sort_keys=True))
    if (twin := _twin(volunteer_list, key) or _counting(volunteer_list, key)) is not None:
        return _read_on(twin, sender, now)
    _ensure_open(volunteer_list, now)
    if is_overtaken(upload):
        raise Refused(_("Đã có danh sách mới hơn; mở lần nộp đó để đọc lại."))
    consent.ensure(volunteer_list=volunteer_list, is_ticked=False, sender=sender, now=now)
    again = _upload(
        volunteer_list,
        Upload.Kind(upload.kind),
        sender,
        now,
        file_name=upload.file_name,
        content_key=key,
        is_whole=upload.is_whole,
    )
    again.answer = answer
    again.file = _kept(
        volunteer_list, sender, name=file.name, media_type=file.media_type, content=files.content_of(file), now=now
    )
    return _read_by_job(again, sender)


def is_overtaken(upload: Upload) -> bool:
    """Whether a version that was handed in later counts."""
    versions = Upload.objects.filter(volunteer_list=upload.volunteer_list_id, is_whole=True, state=Upload.State.COUNTED)
    return versions.filter(at__gt=upload.at).exists()


@transaction.atomic
def receive_photo(
    *, volunteer_list: VolunteerList, content: bytes, is_agreed: bool, sender: Sender, now: dt.datetime
) -> Upload:
    """Keep a photo of the paper list: on time from now on, typed in by the clerk afterwards.

    The picture is drawn anew, so that nothing hidden in the file (place, device) is kept. Raises `Refused` for what is
    no picture.
    """
    _ensure_open(volunteer_list, now)
    picture = photos.redrawn(content)
    consent.ensure(volunteer_list=volunteer_list, is_ticked=is_agreed, sender=sender, now=now)
    upload = _upload(volunteer_list, Upload.Kind.PHOTO, sender, now, state=Upload.State.PHOTO_WAITING, is_whole=False)
    upload.file = _kept(
        volunteer_list, sender, name="anh-danh-sach.jpg", media_type=photos.MEDIA_TYPE, content=picture, now=now
    )
    upload.save()
    duty = duty_of(volunteer_list)
    if duty is not None:
        deadlines.hand_in_photo(
            duty=duty, seat_id=sender.seat.pk, on_behalf=sender.acts_for(volunteer_list.unit), now=now
        )
    _record(upload, sender)
    return upload


@transaction.atomic
def receive_number(*, volunteer_list: VolunteerList, number: int, sender: Sender, now: dt.datetime) -> None:
    """Keep how many people a unit registers where their names may not leave it (lực lượng vũ trang)."""
    volunteer_list = locked(volunteer_list.pk)  # before the round, as whoever lets a list count does
    _ensure_open(volunteer_list, now)
    if volunteer_list.people:
        raise Refused(
            _("Danh sách của đơn vị đang có %(people)s người; thu hồi danh sách trước khi chỉ gửi số người.")
            % {"people": integer(volunteer_list.people)}
        )
    duty = duty_of(volunteer_list)
    if duty is not None:
        deadlines.hand_in_number(duty=duty, amount=number, seat=sender.seat, now=now)
    elif number < 1:
        raise Refused(_("Số người phải từ 1; nếu không có ai, chọn “Không có người đăng ký”."))
    volunteer_list.bare_number, volunteer_list.changed_at = number, now
    volunteer_list.save(update_fields=["bare_number", "changed_at"])
    audit.record("list.number", subject=volunteer_list.unit, path=volunteer_list.path, after={"amount": number})


def make_way_for_nil(duty: Duty) -> None:
    """Before a unit says «không có người đăng ký»: a bare number makes way for it, what names people does not.

    Needs the nil's open transaction, in which the list stays held. Raises `Refused`.
    """
    if duty.deadline.kind != Deadline.Kind.LIST:
        return
    lists = VolunteerList.objects.select_for_update(of=("self",))
    volunteer_list = lists.filter(round=duty.deadline.round_id, unit=duty.unit_id).first()
    if volunteer_list is None:
        return
    if volunteer_list.people:
        raise Refused(
            _("Danh sách của đơn vị đang có %(people)s người; thu hồi danh sách trước khi báo không có người đăng ký.")
            % {"people": integer(volunteer_list.people)}
        )
    if volunteer_list.to_mend:
        raise Refused(
            _("Danh sách của đơn vị còn %(rows)s dòng cần sửa; bỏ các dòng đó trước khi báo không có người đăng ký.")
            % {"rows": integer(volunteer_list.to_mend)}
        )
    if volunteer_list.uploads.filter(state=Upload.State.PHOTO_WAITING).exists():
        raise Refused(_("Đã nhận ảnh danh sách, chờ nhập; thu hồi ảnh trước khi báo không có người đăng ký."))
    if volunteer_list.bare_number is not None:
        volunteer_list.bare_number = None
        volunteer_list.save(update_fields=["bare_number"])


def start_typed(
    *, volunteer_list: VolunteerList, is_agreed: bool, sender: Sender, now: dt.datetime, photo: Upload | None = None
) -> Upload:
    """An upload for lines typed on a page; needs an open transaction, in which the caller settles it."""
    _ensure_open(volunteer_list, now)
    consent.ensure(volunteer_list=volunteer_list, is_ticked=is_agreed, sender=sender, now=now)
    upload = _upload(volunteer_list, Upload.Kind.TYPED, sender, now, is_whole=False, photo_of=photo)
    upload.save()
    _record(upload, sender)
    return upload


def last_day(round: Round) -> dt.date | None:
    """The round's last day, as far as it is known: that of its dates and its sessions."""
    sessions = [session.held_on for session in round.sessions.all()]
    return max([day for day in (round.ends_on, round.starts_on, *sessions) if day], default=None)


def kept_until(round: Round, now: dt.datetime, *, uploaded_at: dt.datetime | None = None) -> dt.datetime:
    """When a file that names people goes: 30 days after the round's last day, never sooner than 30 days after it came.

    Closing a round earlier ends it. A round without any date lasts until it is closed, at the longest until its plan's
    year ends. `uploaded_at` is now where left out.
    """
    last = last_day(round) or min(in_vietnam(now).date(), dt.date(round.plan.year, 12, 31))
    if round.state == State.CLOSED and round.closed_at is not None:
        last = min(last, in_vietnam(round.closed_at).date())
    last = max(last, in_vietnam(uploaded_at or now).date())
    return dt.datetime.combine(last, dt.time(23, 59), in_vietnam(now).tzinfo) + KEPT_AFTER_ROUND


def ask_to_read(upload: Upload, *, seat_id: int, user_id: int | None) -> None:
    """Have the upload's file read, by a job in the scope of the seat that handed it in."""
    jobs.enqueue(
        READ_LIST,
        key=job_key(upload),
        path=upload.path,
        seat_id=seat_id,
        user_id=user_id,
        arguments={"upload": str(upload.pk)},
    )


def job_key(upload: Upload) -> str:
    """One reading of an upload at a time."""
    return f"upload-{upload.pk}"


def _read_by_job(upload: Upload, sender: Sender) -> Upload:
    try:
        with transaction.atomic():
            upload.save()
    except IntegrityError:  # the other of two taps was quicker
        twin = _twin(upload.volunteer_list, upload.content_key)
        if twin is None:
            raise
        if upload.file is not None and not upload.part:  # a file of several units is not this upload's
            upload.file.delete()
        return twin
    ask_to_read(upload, seat_id=sender.seat.pk, user_id=sender.user_id)
    _record(upload, sender)
    return upload


def _read_on(twin: Upload, sender: Sender, now: dt.datetime) -> Upload:
    """The same file again: nothing new; where reading it failed it is read once more. Raises `Refused`."""
    job = jobs.latest(path=twin.path, key=job_key(twin))
    if twin.state == Upload.State.READING and not (job and jobs.is_active(job)):
        _ensure_open(twin.volunteer_list, now)
        ask_to_read(twin, seat_id=sender.seat.pk, user_id=sender.user_id)
    return twin


def _upload(
    volunteer_list: VolunteerList,
    kind: Upload.Kind,
    sender: Sender,
    now: dt.datetime,
    *,
    state: Upload.State = Upload.State.READING,
    is_whole: bool = True,
    file_name: str = "",
    content_key: str = "",
    photo_of: Upload | None = None,
) -> Upload:
    return Upload(
        path=volunteer_list.path,
        readers=volunteer_list.readers,
        volunteer_list=volunteer_list,
        kind=kind,
        state=state,
        is_whole=is_whole,
        file_name=file_name,
        content_key=content_key,
        photo_of=photo_of,
        at=now,
        seat_id=sender.seat.pk,
        user_id=sender.user_id,
        handed_in_by=sender.label,
        is_for_unit=sender.acts_for(volunteer_list.unit),
        received_via=sender.via,
        received_at=sender.received_at,
        link=sender.link,
    )


def _kept(
    volunteer_list: VolunteerList, sender: Sender, *, name: str, media_type: str, content: bytes, now: dt.datetime
) -> StoredFile:
    return files.store(
        name=name,
        media_type=media_type,
        content=content,
        path=volunteer_list.path,
        readers=volunteer_list.readers,
        encrypted=True,
        expires_at=kept_until(volunteer_list.round, now),
        created_by_id=sender.user_id,
    )


def _twin(volunteer_list: VolunteerList, key: str) -> Upload | None:
    """The same content, still being read or waiting for an answer."""
    found: Upload | None = Upload.objects.filter(
        volunteer_list=volunteer_list, content_key=key, state__in=_STILL_READ
    ).first()
    return found


def _counting(volunteer_list: VolunteerList, key: str) -> Upload | None:
    """The version that counts now, where it is of that content."""
    versions = Upload.objects.filter(volunteer_list=volunteer_list, is_whole=True, state=Upload.State.COUNTED)
    latest: Upload | None = versions.order_by("-at").first()
    return latest if latest is not None and latest.content_key == key else None


def _content_key(content: bytes, sender: Sender) -> str:
    """What a double tap is recognised by. A link has keys of its own: it must not lead to another sender's upload."""
    digest = hashlib.sha256(content).hexdigest()
    return match_keys.of_row(f"{digest}|{sender.link.pk}" if sender.link else digest)


def _ensure_open(volunteer_list: VolunteerList, now: dt.datetime) -> None:
    ensure_may_hand_in(round=volunteer_list.round, unit=volunteer_list.unit, kind=Deadline.Kind.LIST, now=now)


def _record(upload: Upload, sender: Sender) -> None:
    unit = upload.volunteer_list.unit
    audit.record(
        "list.received",
        subject=unit,
        path=upload.path,
        after={"kind": upload.kind, "via": sender.via},
        on_behalf_of=unit.name if upload.is_for_unit else "",
    )


def content_of_upload(file: UploadedFile[Any]) -> bytes:
    """The bytes a browser sent. Raises `Refused` before reading what is larger than any list."""
    if (file.size or 0) > MOST_BYTES:
        raise Refused(
            _("Tệp “%(name)s” nặng hơn %(most)s MB; xóa ảnh và các trang tính không cần rồi nộp lại.")
            % {"name": files.safe_name(file.name or ""), "most": MOST_BYTES // files.MEGABYTE}
        )
    content: bytes = file.read()
    return content


def content_of_photo(file: UploadedFile[Any]) -> bytes:
    """The bytes of a photo. Raises `Refused` before reading what is larger than any phone's."""
    if (file.size or 0) > photos.MOST_BYTES:
        raise Refused(
            _("Ảnh “%(name)s” nặng hơn %(most)s MB; chụp lại bằng máy ảnh của điện thoại.")
            % {"name": files.safe_name(file.name or ""), "most": photos.MOST_BYTES // files.MEGABYTE}
        )
    content: bytes = file.read()
    return content
