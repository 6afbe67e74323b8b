"""The words of this floor's entries in the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from committees.audit_words import name_actions, name_fields

name_actions(
    {
        "quota.recorded": _("Ghi chỉ tiêu cấp trên giao"),
        "quota.issued": _("Giao chỉ tiêu"),
        "quota.goal": _("Đặt chỉ tiêu khác"),
        "quota.discarded": _("Bỏ dự thảo chỉ tiêu"),
        "outside_figure.added": _("Ghi số liệu bên ngoài"),
        "outside_figure.corrected": _("Sửa số liệu bên ngoài"),
        "outside_figure.removed": _("Xóa số liệu bên ngoài"),
        "tally.saved": _("Nhập kết quả"),
        "tally.cleared": _("Xóa kết quả"),
    }
)
name_fields(
    {
        "assigned": _("được giao"),
        "version": _("bản"),
        "sum": _("tổng"),
        "metric": _("chỉ tiêu"),
        "goal": _("chỉ tiêu"),
        "label": _("chỉ số"),
        "value": _("số liệu"),
        "source": _("nguồn"),
        "stated_on": _("ngày công bố"),
        "provisional": _("tạm giao"),
        "round": _("đợt"),
        "registered": _("đăng ký"),
        "present": _("có mặt"),
        "donated": _("hiến"),
        "deferred": _("trì hoãn"),
        "not_drawn": _("chưa lấy được"),
        "bags_250": _("túi 250 ml"),
        "bags_350": _("túi 350 ml"),
        "bags_450": _("túi 450 ml"),
        "apheresis": _("tiểu cầu"),
        "units": _("đơn vị máu"),
        "given_on": _("ngày hiến"),
        "proof": _("chứng từ"),
    }
)
