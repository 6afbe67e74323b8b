"""The receipt's text for Zalo. Always Vietnamese, like every message that leaves the application; no names in it."""

from __future__ import annotations

from django.utils import translation

from core.text.dates import clock, in_vietnam, short_date
from core.text.numbers import integer
from donors.intake import unread
from donors.models import Upload


def receipt_text(upload: Upload) -> str:
    """One paragraph: received what, when, for whom, how many, what is left to mend."""
    return receipt_words(upload, to_mend=upload.rows.filter(has_error=True).count())


def receipt_words(upload: Upload, *, to_mend: int) -> str:
    """The receipt of an upload whose rows to mend were counted already. Says no number before the list counts."""
    volunteer_list = upload.volunteer_list
    at = in_vietnam(upload.received_at or upload.at)
    whose = f"{volunteer_list.unit.name}, {volunteer_list.round.name}"
    when = f"lúc {clock(at)} ngày {short_date(at)}"
    code = f"Mã biên nhận {upload.pk.hex[:8].upper()}."
    if upload.kind == Upload.Kind.PHOTO:
        return f"Đã nhận ảnh danh sách đăng ký hiến máu của {whose}, {when}, chờ nhập. {code}"
    if upload.state == Upload.State.REFUSED:
        with translation.override("vi"):  # the receipt is Vietnamese whoever looks at it
            return f"Chưa nhận được danh sách của {whose}: {unread.said(upload.refusal, name=upload.file_name)}"
    if upload.state != Upload.State.COUNTED:
        return f"Đã nhận tệp danh sách đăng ký hiến máu của {whose}, {when}; đang kiểm tra. {code}"
    lines = [f"Đã nhận danh sách đăng ký hiến máu của {whose}, {when}: {integer(upload.accepted)} người."]
    if to_mend:
        lines.append(f"Còn {integer(to_mend)} dòng cần sửa, chưa được tính.")
    return " ".join([*lines, code])
