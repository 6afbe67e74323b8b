"""The receipt's text for Zalo. Always Vietnamese, like every message that leaves the application; no names in it."""

from __future__ import annotations

from core.text.dates import clock, short_date
from core.text.numbers import integer
from donors.models import Upload


def receipt_text(upload: Upload) -> str:
    """One paragraph: received what, when, for whom, how many, what is left to mend."""
    volunteer_list = upload.volunteer_list
    at = upload.received_at or upload.at
    whose = f"{volunteer_list.unit.name}, {volunteer_list.round.name}"
    when = f"lúc {clock(at)} ngày {short_date(at)}"
    if upload.kind == Upload.Kind.PHOTO:
        lines = [f"Đã nhận ảnh danh sách đăng ký hiến máu của {whose}, {when}, chờ nhập."]
    else:
        lines = [f"Đã nhận danh sách đăng ký hiến máu của {whose}, {when}: {integer(upload.accepted)} người."]
    to_mend = upload.rows.filter(has_error=True).count()
    if to_mend:
        lines.append(f"Còn {integer(to_mend)} dòng cần sửa, chưa được tính.")
    lines.append(f"Mã biên nhận {upload.pk.hex[:8].upper()}.")
    return " ".join(lines)
