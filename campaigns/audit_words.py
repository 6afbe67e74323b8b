"""The words of this floor's entries in the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from campaigns.models import BloodUnit, Contact, Deadline, Reminder, State, Submission
from committees.audit_words import name_actions, name_fields, name_values

name_actions(
    {
        "plan.created": _("Lập kế hoạch"),
        "plan.changed": _("Sửa kế hoạch"),
        "plan.opened": _("Mở kế hoạch"),
        "plan.closed": _("Khóa kế hoạch"),
        "round.created": _("Thêm đợt"),
        "round.changed": _("Sửa đợt"),
        "round.opened": _("Mở đợt"),
        "round.closed": _("Khóa đợt"),
        "round.co_hosted": _("Thêm đơn vị cùng tổ chức"),
        "round.host_removed": _("Bỏ đơn vị cùng tổ chức"),
        "round.participants": _("Chọn đơn vị tham gia đợt"),
        "round.absent": _("Ghi đơn vị không tham gia"),
        "session.created": _("Thêm buổi tiếp nhận máu"),
        "session.changed": _("Sửa buổi tiếp nhận máu"),
        "session.units": _("Xếp đơn vị đến buổi tiếp nhận máu"),
        "session.removed": _("Bỏ buổi tiếp nhận máu"),
        "window.created": _("Thêm chiến dịch"),
        "window.changed": _("Sửa chiến dịch"),
        "deadline.set": _("Đặt hạn nộp"),
        "deadline.changed": _("Đổi hạn nộp"),
        "deadline.urged": _("Gửi tin đôn đốc"),
        "duty.added": _("Thêm đơn vị phải nộp"),
        "duty.excused": _("Ghi đơn vị không phải nộp"),
        "duty.owed_again": _("Ghi đơn vị lại phải nộp"),
        "duty.returned": _("Trả lại để nộp lại"),
        "duty.contacted": _("Liên hệ trực tiếp"),
        "duty.part_received": _("Nhận thành phần kèm theo"),
        "duty.part_unticked": _("Bỏ đánh dấu thành phần kèm theo"),
        "extension.asked": _("Xin gia hạn"),
        "extension.granted": _("Gia hạn"),
        "extension.refused": _("Không gia hạn"),
        "duty.handed_in": _("Nộp"),
        "duty.restated": _("Ghi lại lần nộp sau khi thu hồi"),
        "activity.saved": _("Ghi báo cáo hoạt động"),
        "duty.passed_on": _("Chuyển việc phải nộp sang đơn vị kế tiếp"),
    }
)
name_fields(
    {
        "plan_title": _("tên kế hoạch"),
        "document": _("văn bản"),
        "superior_name": _("cấp trên giao chỉ tiêu"),
        "superior_document": _("văn bản của cấp trên"),
        "blood_unit": _("một đơn vị máu là"),
        "shows_ranking": _("công khai thứ hạng"),
        "committee": _("Ban Chỉ đạo"),
        "event": _("sự kiện"),
        "starts_on": _("từ ngày"),
        "ends_on": _("đến ngày"),
        "superior_round": _("đợt của cấp trên"),
        "added": _("thêm"),
        "removed": _("bớt"),
        "held_on": _("ngày"),
        "is_month_only": _("mới dự kiến theo tháng"),
        "starts_at": _("từ giờ"),
        "ends_at": _("đến giờ"),
        "venue": _("địa điểm"),
        "facility": _("cơ sở tiếp nhận máu"),
        "capacity": _("số người tiếp nhận được"),
        "due": _("hạn"),
        "amount": _("số người"),
        "state": _("trạng thái"),
        "until": _("đến"),
        "way": _("cách liên hệ"),
        "step": _("bước"),
        "told": _("số người nhận"),
        "lines": _("các dòng"),
    }
)
name_values("blood_unit", dict(BloodUnit.choices))
name_values("state", dict(State.choices))
name_values("kind", {**dict(Deadline.Kind.choices), **dict(Submission.Kind.choices)})
name_values("way", dict(Contact.Way.choices))
name_values("step", dict(Reminder.Step.choices))
