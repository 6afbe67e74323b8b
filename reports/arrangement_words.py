"""What each way of moving a block is called, on its button and in the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reports.arranging import Arrangement

ARRANGEMENTS = {
    Arrangement.UP.value: _("Chuyển lên"),
    Arrangement.DOWN.value: _("Chuyển xuống"),
    Arrangement.DEEPER.value: _("Lùi vào"),
    Arrangement.OUT.value: _("Đưa ra"),
    Arrangement.REMOVE.value: _("Xóa"),
}
