"""The audit trail in Vietnamese: what was done, and what changed from what to what.

Floors above add the words of their own actions, fields and values with `name_actions`, `name_fields`, `name_values`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import Bloc, CommitteeDecision, IssuingBody, Level, Role
from core.text import dates, numbers

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ACTIONS: dict[str, _StrPromise] = {
    "access.refused": gettext_lazy("Bị từ chối vào trang"),
    "sign_in.done": gettext_lazy("Đăng nhập"),
    "sign_in.failed": gettext_lazy("Đăng nhập sai"),
    "sign_in.locked": gettext_lazy("Tạm khóa do đăng nhập sai nhiều lần"),
    "password.changed": gettext_lazy("Đổi mật khẩu"),
    "password.reset": gettext_lazy("Đặt lại mật khẩu"),
    "password.reset_offered": gettext_lazy("Cấp đường dẫn đặt lại mật khẩu"),
    "second_step.on": gettext_lazy("Bật đăng nhập hai bước"),
    "second_step.off": gettext_lazy("Tắt đăng nhập hai bước"),
    "seat.added": gettext_lazy("Thêm vai trò"),
    "seat.changed": gettext_lazy("Sửa vai trò"),
    "seat.closed": gettext_lazy("Bãi bỏ vai trò"),
    "seat.away": gettext_lazy("Báo nghỉ, người làm thay"),
    "seat.invited": gettext_lazy("Mời nhận vai trò"),
    "seat.invitation_revoked": gettext_lazy("Thu hồi lời mời"),
    "seat.taken": gettext_lazy("Nhận vai trò"),
    "seat.left": gettext_lazy("Thôi giữ vai trò"),
    "seat.rehomed": gettext_lazy("Chuyển người sang đơn vị kế tiếp"),
    "seat.charges_set": gettext_lazy("Phân công địa bàn"),
    "unit.added": gettext_lazy("Thêm đơn vị"),
    "units.added": gettext_lazy("Thêm nhiều đơn vị"),
    "unit.renamed": gettext_lazy("Đổi tên đơn vị"),
    "unit.closed": gettext_lazy("Kết thúc đơn vị"),
    "unit.moved": gettext_lazy("Chuyển đơn vị"),
    "unit.succeeded": gettext_lazy("Ghi đơn vị kế tiếp"),
    "units.imported": gettext_lazy("Nạp danh mục đơn vị"),
    "unit.lead_set": gettext_lazy("Chọn đơn vị đầu mối"),
    "unit.figures_set": gettext_lazy("Ghi dân số, quân số"),
    "unit.phone_set": gettext_lazy("Ghi điện thoại đơn vị"),
    "committee.set_up": gettext_lazy("Thành lập Ban Chỉ đạo"),
    "committee.carried": gettext_lazy("Thành lập Ban Chỉ đạo từ số liệu đơn vị cũ"),
    "committee.changed": gettext_lazy("Sửa thông tin Ban Chỉ đạo"),
    "committee.decision_recorded": gettext_lazy("Ghi quyết định thành lập, kiện toàn Ban Chỉ đạo"),
    "issuing_body.changed": gettext_lazy("Sửa cơ quan ban hành"),
    "issuing_body.added": gettext_lazy("Thêm cơ quan ban hành"),
    "seal_picture.kept": gettext_lazy("Đưa lên hình con dấu"),
    "seal_picture.removed": gettext_lazy("Xóa hình con dấu"),
    "seal_picture.read": gettext_lazy("Xem hình con dấu"),
    "signature_picture.kept": gettext_lazy("Đưa lên hình chữ ký"),
    "signature_picture.removed": gettext_lazy("Xóa hình chữ ký"),
    "signature_picture.read": gettext_lazy("Xem hình chữ ký"),
}
FIELDS: dict[str, _StrPromise] = {
    "name": gettext_lazy("tên"),
    "title": gettext_lazy("chức danh"),
    "other_post": gettext_lazy("chức vụ khác"),
    "role": gettext_lazy("vai trò"),
    "unit": gettext_lazy("đơn vị"),
    "charges": gettext_lazy("địa bàn"),
    "holder": gettext_lazy("người giữ"),
    "prints_pictures": gettext_lazy("in hình chữ ký, con dấu"),
    "seal_mm": gettext_lazy("con dấu rộng (mm)"),
    "invited": gettext_lazy("người được mời"),
    "closed_on": gettext_lazy("ngày bãi bỏ"),
    "level": gettext_lazy("loại"),
    "bloc": gettext_lazy("khối"),
    "lead_unit": gettext_lazy("đơn vị đầu mối"),
    "phone": gettext_lazy("điện thoại"),
    "valid_from": gettext_lazy("từ ngày"),
    "valid_to": gettext_lazy("đến ngày"),
    "reason": gettext_lazy("lý do"),
    "decision": gettext_lazy("căn cứ"),
    "on": gettext_lazy("ngày"),
    "year": gettext_lazy("năm"),
    "population": gettext_lazy("dân số"),
    "headcount": gettext_lazy("quân số"),
    "source": gettext_lazy("nguồn"),
    "count": gettext_lazy("số lượng"),
    "names": gettext_lazy("tên"),
    "short_name": gettext_lazy("tên gọi tắt"),
    "standing_body": gettext_lazy("cơ quan thường trực"),
    "address": gettext_lazy("địa chỉ"),
    "place": gettext_lazy("địa danh"),
    "mfa_roles": gettext_lazy("vai trò đăng nhập hai bước"),
    "superior_lines": gettext_lazy("dòng trên"),
    "name_lines": gettext_lazy("tên cơ quan ban hành"),
    "symbol": gettext_lazy("chữ viết tắt"),
    "seal": gettext_lazy("con dấu"),
    "numbering": gettext_lazy("cách cấp số"),
    "prints_check_code": gettext_lazy("in mã QR kiểm tra"),
    "is_default": gettext_lazy("mặc định"),
    "route": gettext_lazy("trang"),
    "method": gettext_lazy("cách gọi"),
    "successor": gettext_lazy("đơn vị kế tiếp"),
    "successors": gettext_lazy("đơn vị kế tiếp"),
    "parent": gettext_lazy("cấp trên"),
    "kind": gettext_lazy("loại"),
    "effective_on": gettext_lazy("từ ngày"),
    "predecessors": gettext_lazy("đơn vị trước"),
}
# Values that are kept as identifiers, told as the screen tells them.
_CHOICES: dict[str, dict[str, object]] = {
    "role": dict(Role.choices),
    "mfa_roles": dict(Role.choices),
    "level": dict(Level.choices),
    "bloc": dict(Bloc.choices),
    "seal": dict(IssuingBody.Seal.choices),
    "numbering": dict(IssuingBody.Numbering.choices),
    "kind": dict(CommitteeDecision.Kind.choices),
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*(?:Z|[+-]\d{2}:\d{2})")
_GROUPED_FROM = 10_000  # below it a figure may be a year


def name_actions(words: Mapping[str, _StrPromise]) -> None:
    """Add the words for a floor's own actions."""
    ACTIONS.update(words)


def name_fields(words: Mapping[str, _StrPromise]) -> None:
    """Add the words for a floor's own fields."""
    FIELDS.update(words)


def name_values(field: str, words: Mapping[str, object]) -> None:
    """Add the words for the values of a field that are kept as identifiers."""
    _CHOICES.setdefault(field, {}).update(words)


def action_words(action: str) -> str:
    """What was done; an action without words keeps its identifier, so that nothing is hidden."""
    return str(ACTIONS.get(action, action))


def change_words(before: Mapping[str, object], after: Mapping[str, object]) -> str:
    """ "tên: Hội A → Hội B; ghi chú: …": each field once, the former value first where there was one;
    what a new row left empty is passed over."""
    new = [name for name, value in after.items() if name not in before and not _is_empty(value)]
    names = [*before, *new]
    return "; ".join(_one(name, before, after) for name in names)


def _one(name: str, before: Mapping[str, object], after: Mapping[str, object]) -> str:
    field = FIELDS.get(name, name)
    if name in before and name in after:
        return f"{field}: {_value(name, before[name])} → {_value(name, after[name])}"
    if name in after:
        return f"{field}: {_value(name, after[name])}"
    return _("%(field)s: %(value)s (trước đó)") % {"field": field, "value": _value(name, before[name])}


def _is_empty(value: object) -> bool:
    return value is None or value in ("", [], {})


def _value(name: str, value: object) -> str:
    if _is_empty(value):
        return "–"
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, list):
        return ", ".join(_value(name, item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{FIELDS.get(key, key)} {_value(key, item)}" for key, item in value.items())
    if isinstance(value, int) and value >= _GROUPED_FROM:
        return numbers.integer(value)
    return str(_CHOICES.get(name, {}).get(str(value), _moment(str(value))))


def _moment(text: str) -> str:
    """A day or a moment as people write it; any other text as it is."""
    try:
        if _DAY.fullmatch(text):
            return dates.short_date(date.fromisoformat(text))
        if _MOMENT.fullmatch(text):
            at = dates.in_vietnam(datetime.fromisoformat(text))
            return f"{dates.clock(at)} {dates.short_date(at)}"
    except ValueError:
        pass
    return text
