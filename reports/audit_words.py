"""The words of this floor's entries in the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from committees.audit_words import name_actions, name_fields, name_values
from reports.arrangement_words import ARRANGEMENTS
from reports.kinds import KINDS
from reports.models import Document, HonourCount, StandardPhrase

name_actions(
    {
        "document.drafted": _("Lập dự thảo văn bản"),
        "document.reworded": _("Sửa dự thảo văn bản"),
        "document.arranged": _("Chuyển chỗ trong dự thảo văn bản"),
        "document.inserted": _("Thêm nội dung vào dự thảo văn bản"),
        "document.taken_from_word": _("Nhận bản sửa trong Word"),
        "document.refreshed": _("Cập nhật số liệu văn bản"),
        "document.signer_chosen": _("Chọn người ký"),
        "pictures.printed": _("In hình chữ ký, con dấu"),
        "document.presented": _("Trình ký"),
        "document.discarded": _("Bỏ dự thảo văn bản"),
        "document.returned": _("Trả lại dự thảo"),
        "document.approved": _("Duyệt văn bản"),
        "document.signed": _("Ghi văn bản đã ký"),
        "document.numbered": _("Vào số văn bản"),
        "document.scanned": _("Lưu bản chụp văn bản"),
        "register.entered": _("Vào sổ văn bản"),
        "document.issued": _("Ban hành văn bản"),
        "document.addressed": _("Chọn nơi nhận trong phần mềm"),
        "letter_batch.begun": _("Lập lô công văn gửi từng đơn vị"),
        "deadline.tied": _("Gắn hạn nộp với văn bản"),
        "conference.added": _("Ghi hội nghị"),
        "conference.changed": _("Sửa hội nghị"),
        "conference.removed": _("Xóa hội nghị"),
        "honour.added": _("Ghi số khen thưởng"),
        "honour.changed": _("Sửa số khen thưởng"),
        "honour.removed": _("Xóa số khen thưởng"),
        "organisation_task.added": _("Ghi phân công"),
        "organisation_task.changed": _("Sửa phân công"),
        "organisation_task.removed": _("Xóa phân công"),
        "funding.added": _("Ghi nguồn kinh phí"),
        "funding.changed": _("Sửa nguồn kinh phí"),
        "funding.removed": _("Xóa nguồn kinh phí"),
        "phrase.added": _("Ghi câu mẫu"),
        "phrase.changed": _("Sửa câu mẫu"),
        "phrase.removed": _("Xóa câu mẫu"),
    }
)
name_fields(
    {
        "number": _("số"),
        "signer": _("người ký"),
        "authority": _("phần ký"),
        "pictures": _("hình"),
        "delivered": _("số đơn vị nhận trong phần mềm"),
        "delivered_to": _("nơi nhận trong phần mềm"),
        "replaces": _("thay thế văn bản số"),
        "dated_on": _("ngày ký"),
        "edition": _("lần sửa"),
        "block": _("đoạn"),
        "changed": _("số liệu đổi"),
        "file": _("tệp"),
        "act": _("cách chuyển"),
        "basis": _("theo văn bản"),
        "held_on": _("ngày họp"),
        "hall": _("nơi họp"),
        "chair_post": _("chức vụ người chủ trì"),
        "chair_name": _("người chủ trì"),
        "attendees": _("thành phần"),
        "presenter": _("cơ quan trình bày"),
        "heard": _("dự thảo đã trình bày"),
        "heard_title": _("tên dự thảo"),
        "shortcomings": _("hạn chế"),
        "awarded_by": _("nơi khen"),
        "form": _("hình thức"),
        "status": _("đề nghị hay đã tặng"),
        "families": _("gia đình"),
        "collectives": _("tập thể"),
        "individuals": _("cá nhân"),
        "merit": _("thành tích"),
        "conference": _("hội nghị"),
        "organisation": _("cơ quan, đơn vị"),
        "lines": _("nhiệm vụ"),
        "not_given": _("hạn mới chưa có hiệu lực"),
        "ordinal": _("thứ tự"),
        "money": _("số tiền"),
        "use": _("dùng cho"),
        "text": _("câu"),
    }
)
name_values("act", ARRANGEMENTS)
name_values("form", dict(HonourCount.Form.choices))
name_values("status", dict(HonourCount.Status.choices))
name_values("use", dict(StandardPhrase.Use.choices))
name_values("state", dict(Document.State.choices))
name_values("kind", {key: kind.label for key, kind in KINDS.items()})
name_values("pictures", {"hand": _("chữ ký"), "seal": _("con dấu")})
