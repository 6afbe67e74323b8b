"""The words of this floor's entries in the audit trail: what was done with people's data, never whose."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from committees.audit_words import name_actions, name_fields, name_values
from donors.models import Handout, Upload

name_actions(
    {
        "link.given": _("Tạo đường dẫn nộp danh sách"),
        "link.revoked": _("Thu hồi đường dẫn nộp danh sách"),
        "list.received": _("Nhận danh sách"),
        "list.incoming": _("Nhận nhiều tệp để nộp thay"),
        "list.counted": _("Tính danh sách"),
        "list.withdrawn": _("Thu hồi lần nộp danh sách"),
        "list.number": _("Nhận số lượng người đăng ký"),
        "list.consent": _("Xác nhận sự đồng ý"),
        "list.row_left_out": _("Bỏ một dòng danh sách"),
        "list.photo_erased": _("Xóa hẳn ảnh danh sách"),
        "people.read": _("Xem người đăng ký"),
        "people.disclosed": _("Giao danh sách ra ngoài"),
        "centre_form.added": _("Thêm mẫu của trung tâm"),
        "centre_form.mapped": _("Chọn nghĩa các cột của mẫu"),
        "people.asked_elsewhere": _("Hỏi trùng lặp với nơi khác"),
        "people.recognised": _("Trả lời có phải cùng một người"),
        "people.listed": _("Xem danh sách người hiến máu"),
        "people.kept_apart": _("Ghi nhận hai người khác nhau"),
        "people.merged": _("Gộp hai hồ sơ người hiến máu"),
        "people.unmerged": _("Tách hồ sơ người hiến máu đã gộp"),
        "people.copied": _("Lấy bản sao dữ liệu của một người"),
        "people.erased": _("Xóa dữ liệu của một người"),
        "list.consent_withdrawn": _("Rút lại sự đồng ý"),
    }
)
name_fields(
    {
        "until": _("đến"),
        "kind": _("cách nộp"),
        "via": _("nhận qua"),
        "changed": _("sửa"),
        "told": _("có trùng"),
        "answer": _("trả lời"),
        "donor": _("hồ sơ kia"),
        "text_version": _("bản câu đồng ý"),
        "recipient": _("giao cho"),
        "purpose": _("mục đích"),
        "columns": _("các mục"),
    }
)
name_values(
    "kind",
    {
        **dict(Upload.Kind.choices),
        "marked": _("Tệp đánh dấu lỗi"),
        "template": _("Mẫu danh sách"),
        "incoming": _("Tệp nộp thay chờ xác nhận"),
        **dict(Handout.Kind.choices),
    },
)
name_values("answer", {"same": _("cùng một người"), "different": _("hai người khác nhau")})
