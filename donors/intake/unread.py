"""Why a file is not read: kept as a code with its parameters, said in the language of whoever reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.refusal import Refused
from core.text import numbers

LONGEST_KEPT = 300  # characters: the columns that hold it are as wide
_LONGEST_NAME = 80
_SENTENCES = {
    "empty": gettext_lazy("%(file)s không có nội dung; mở lại, kiểm tra danh sách đã được lưu rồi gửi lại."),
    "empty_sheets": gettext_lazy("%(file)s không có ô nào có chữ; kiểm tra đã chọn đúng tệp danh sách rồi gửi lại."),
    "too_large": gettext_lazy(
        "%(file)s lớn hơn %(most)s MB; bỏ ảnh và các trang tính không cần, hoặc chép riêng danh sách "
        "sang tệp mới rồi gửi lại."
    ),
    "picture": gettext_lazy("%(file)s là ảnh; dùng nút “Chụp ảnh danh sách giấy”."),
    "pdf": gettext_lazy(
        "%(file)s là tệp PDF; gửi tệp Excel gốc, hoặc nếu chỉ có bản giấy thì dùng nút “Chụp ảnh danh sách giấy”."
    ),
    "word": gettext_lazy("%(file)s là tệp Word; chép bảng trong đó rồi dán vào ô “Dán từ Excel”, hoặc gửi tệp Excel."),
    "slides": gettext_lazy("%(file)s là tệp trình chiếu; gửi danh sách bằng tệp Excel."),
    "packed": gettext_lazy("%(file)s là tệp nén hoặc không phải bảng tính; giải nén rồi gửi từng tệp Excel bên trong."),
    "numbers_app": gettext_lazy("%(file)s là tệp Numbers của Apple; chọn Xuất sang Excel rồi gửi tệp .xlsx."),
    "oldest_excel": gettext_lazy("%(file)s là tệp Excel quá cũ; mở bằng Excel, chọn Lưu thành .xlsx rồi gửi lại."),
    "binary_excel": gettext_lazy("%(file)s là tệp .xlsb; mở bằng Excel, chọn Lưu thành .xlsx rồi gửi lại."),
    "web_page": gettext_lazy("%(file)s thật ra là trang web; mở bằng Excel, chọn Lưu thành .xlsx rồi gửi lại."),
    "unknown": gettext_lazy(
        "%(file)s không phải bảng tính; gửi danh sách bằng tệp Excel (.xls, .xlsx), .ods hoặc .csv."
    ),
    "password": gettext_lazy("%(file)s có đặt mật khẩu; mở bằng Excel, bỏ mật khẩu mở tệp rồi gửi lại."),
    "damaged": gettext_lazy("%(file)s bị hỏng nên không đọc được; mở bằng Excel, chọn Lưu thành .xlsx rồi gửi lại."),
    "bomb": gettext_lazy("%(file)s bung ra quá lớn nên không được mở; chép riêng danh sách sang tệp mới rồi gửi lại."),
    "entities": gettext_lazy(
        "%(file)s có khai báo lạ nên không được mở; chép riêng danh sách sang tệp mới rồi gửi lại."
    ),
    "too_many_rows": gettext_lazy(
        "%(sheet)s có %(rows)s dòng, nhiều nhất là %(most)s dòng; chia danh sách thành nhiều tệp rồi gửi lại."
    ),
    "far_row": gettext_lazy(
        "%(sheet)s có ô ở tận dòng %(row)s; xóa các dòng thừa bên dưới danh sách, lưu rồi gửi lại."
    ),
    "too_many_columns": gettext_lazy(
        "%(sheet)s có %(columns)s cột, nhiều nhất là %(most)s cột; xóa các cột thừa bên phải, lưu rồi gửi lại."
    ),
    "too_many_sheets": gettext_lazy(
        "%(file)s có hơn %(most)s trang tính; chép riêng trang tính có danh sách sang tệp mới rồi gửi lại."
    ),
    "too_many_cells": gettext_lazy(
        "%(file)s có quá nhiều ô; chép riêng trang tính có danh sách sang tệp mới rồi gửi lại."
    ),
    "file_gone": gettext_lazy(
        "%(file)s không còn: đã xóa theo yêu cầu của một người trong tệp, hoặc đã hết hạn; gửi lại tệp."
    ),
    "no_sheet": gettext_lazy("%(file)s không có trang tính đã chọn; tải danh sách lên lại."),
    "time": gettext_lazy("%(file)s mở quá lâu nên đã dừng; chép riêng danh sách sang tệp mới rồi gửi lại."),
    "memory": gettext_lazy(
        "%(file)s chiếm quá nhiều bộ nhớ nên đã dừng; chép riêng danh sách sang tệp mới rồi gửi lại."
    ),
    "pasted_too_long": gettext_lazy("Phần dán quá dài; gửi danh sách bằng tệp Excel."),
    "pasted_nothing": gettext_lazy("Chưa có gì để đọc; dán danh sách hoặc gõ mỗi người một dòng."),
    "no_list": gettext_lazy("Không thấy danh sách nào trong tệp; xem lại có đúng tệp danh sách không."),
    "nobody": gettext_lazy("Không thấy người nào trong tệp; kiểm tra lại có đúng tệp danh sách không rồi nộp lại."),
    "parts_unsure": gettext_lazy(
        "Tệp của nhiều đơn vị này đọc chưa chắc chắn; tách thành tệp riêng từng đơn vị rồi nộp."
    ),
    "closed": gettext_lazy(
        "Đợt đã khóa trước khi đọc xong tệp nên danh sách này chưa được tính; gọi Ban Chỉ đạo tổ chức đợt."
    ),
}


class Unread(Refused):
    """What reading refuses; `code` and `detail` say it again elsewhere. `file` says otherwise what is not read."""

    def __init__(self, code: str, detail: Mapping[str, str] | None = None, *, name: str = "", file: str = "") -> None:
        self.code, self.detail = code, dict(detail or {})
        super().__init__(_sentence(code, self.detail, name=name, file=file))


def kept(refusal: Refused) -> str:
    """A refusal as it is kept: the code where it has one, else the sentence. The file's name is not in it."""
    if isinstance(refusal, Unread):
        written = json.dumps({"code": refusal.code, **refusal.detail}, ensure_ascii=False)
        if len(written) <= LONGEST_KEPT:
            return written
    return refusal.sentence[:LONGEST_KEPT]


def said(kept: str, *, name: str = "") -> str:
    """A kept refusal as a sentence; `name` is the file's, none for what was pasted."""
    if not kept.startswith("{"):
        return kept
    detail = cast("dict[str, str]", json.loads(kept))
    return _sentence(detail.pop("code"), detail, name=name, file="" if name else _("Phần dán"))


def _sentence(code: str, detail: Mapping[str, str], *, name: str, file: str) -> str:
    file = f"“{name[:_LONGEST_NAME]}”" if name else file or _("Tệp này")
    sheet = _("Trang tính “%(sheet)s”") % {"sheet": detail["sheet"]} if detail.get("sheet") else file
    figures = {key: numbers.integer(int(value)) for key, value in detail.items() if value.isdecimal()}
    return str(_SENTENCES.get(code, _SENTENCES["damaged"])) % {**detail, **figures, "file": file, "sheet": sheet}
