"""The words of this floor's entries in the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from committees.audit_words import name_actions, name_fields, name_values
from reports.kinds import KINDS
from reports.models import Document

name_actions(
    {
        "document.drafted": _("Lập dự thảo văn bản"),
        "document.reworded": _("Sửa dự thảo văn bản"),
        "document.refreshed": _("Cập nhật số liệu văn bản"),
        "document.presented": _("Trình ký"),
        "document.discarded": _("Bỏ dự thảo văn bản"),
        "document.returned": _("Trả lại dự thảo"),
        "document.approved": _("Duyệt văn bản"),
        "document.signed": _("Ghi văn bản đã ký"),
        "document.numbered": _("Vào số văn bản"),
        "document.scanned": _("Lưu bản chụp văn bản"),
        "register.entered": _("Vào sổ văn bản"),
        "document.issued": _("Ban hành văn bản"),
    }
)
name_fields(
    {
        "number": _("số"),
        "subject": _("trích yếu"),
        "dated_on": _("ngày ký"),
        "edition": _("lần sửa"),
        "block": _("đoạn"),
        "changed": _("số liệu đổi"),
    }
)
name_values("state", dict(Document.State.choices))
name_values("kind", {key: kind.label for key, kind in KINDS.items()})
