"""Pictures of signatures and seals as an official page wants them: PNG on a clear ground, cut to what is drawn.

Nghị định 30/2020, Phụ lục I, II.7.d and II.8.a. A photograph or scan on white paper is taken too: its paper is cleared.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.child.asking import ChildFailed, ask
from core.files import MEGABYTE
from core.refusal import Refused

MOST_MEGABYTES = 8
_TIMEOUT = 40


def cleared(content: bytes) -> bytes:
    """The picture as PNG on a clear ground, cut to its ink; nothing else of the file is kept. Raises `Refused`."""
    if len(content) > MOST_MEGABYTES * MEGABYTE:
        raise Refused(_("Tệp ảnh nặng quá %(most)s MB; chọn ảnh nhỏ hơn.") % {"most": MOST_MEGABYTES})
    try:
        (picture,) = ask("core.paper.clearing_child", content, timeout=_TIMEOUT)
    except ChildFailed as failed:
        raise Refused(_told(failed)) from None
    return picture


def _told(failed: ChildFailed) -> str:
    if failed.word == "pixels":
        return _("Ảnh rộng hoặc cao quá 4.000 điểm ảnh (ảnh chụp JPG: 9.000); thu nhỏ ảnh rồi đưa lên.")
    if failed.cause != "refused":  # too long, or too much memory
        return _("Ảnh này nặng quá nên không xử lý được; thu nhỏ ảnh rồi đưa lên.")
    if failed.word == "ground":
        return _("Nền ảnh tối hoặc có nhiều chi tiết nên không tách được; chụp lại trên giấy trắng, đủ sáng.")
    if failed.word == "empty":
        return _("Ảnh này trống: không thấy nét nào trên nền trong suốt; chọn ảnh khác.")
    return _("Không đọc được tệp này như một ảnh PNG hoặc JPG; chọn ảnh khác.")
