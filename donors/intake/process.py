"""Asking the child that opens files, and what it does not do in one plain sentence each."""

from __future__ import annotations

import json

from django.utils.translation import gettext as _

from core.child.asking import ChildFailed
from core.child.asking import ask as ask_child
from core.refusal import Refused
from core.text import numbers
from donors.intake.request import FillOptions, MarkOptions, Request

_MEMORY_MB = 1024
_LONGEST_NAME = 80
_CHILDREN = {
    "read": "donors.intake.child",
    "mark": "donors.intake.rewriting.child",
    "fill": "donors.intake.rewriting.child",
}
_REFUSED = b'{"refused"'


def ask_for_cells(content: bytes, *, name: str, seconds: int) -> bytes:
    """What the child reads in the file: JSON of a `BookAnswer`. Raises Refused."""
    return _ask(Request(do="read", seconds=seconds, memory_mb=_MEMORY_MB), content, name=name)[0]


def ask_for_marks(content: bytes, options: MarkOptions, *, seconds: int) -> bytes:
    """The workbook that the child makes of the list. Raises Refused."""
    return _workbook(Request(do="mark", seconds=seconds, memory_mb=_MEMORY_MB, mark=options), content)


def ask_for_filling(content: bytes, options: FillOptions, *, seconds: int) -> bytes:
    """The workbook that the child makes of the blank form. Raises Refused."""
    return _workbook(Request(do="fill", seconds=seconds, memory_mb=_MEMORY_MB, fill=options), content)


def _workbook(request: Request, content: bytes) -> bytes:
    answers = _ask(request, content)
    if len(answers) != 2:
        raise refusal("damaged", {})
    return answers[1]


def _ask(request: Request, content: bytes, *, name: str = "") -> list[bytes]:
    message = json.dumps(request).encode() + b"\n" + content
    try:
        answers = ask_child(_CHILDREN[request["do"]], message, timeout=request["seconds"] * 1.5)
    except ChildFailed as failure:
        raise refusal("damaged" if failure.cause == "refused" else failure.cause, {}, name=name) from None
    if not answers:
        raise refusal("damaged", {}, name=name)
    if answers[0].startswith(_REFUSED):
        told = json.loads(answers[0])
        raise refusal(str(told["refused"]), {str(key): str(value) for key, value in told["detail"].items()}, name=name)
    return answers


def refusal(code: str, detail: dict[str, str], *, name: str = "", file: str = "") -> Refused:
    """Why the file is not read and what to do, in one sentence; `file` says otherwise what is not read."""
    sentences = {
        "empty": _("%(file)s không có nội dung; mở lại, kiểm tra danh sách đã được lưu rồi gửi lại."),
        "empty_sheets": _("%(file)s không có ô nào có chữ; kiểm tra đã chọn đúng tệp danh sách rồi gửi lại."),
        "too_large": _(
            "%(file)s lớn hơn %(most)s MB; bỏ ảnh và các trang tính không cần, hoặc chép riêng danh sách "
            "sang tệp mới rồi gửi lại."
        ),
        "picture": _("%(file)s là ảnh; dùng nút “Chụp ảnh danh sách giấy”."),
        "pdf": _(
            "%(file)s là tệp PDF; gửi tệp Excel gốc, hoặc nếu chỉ có bản giấy thì dùng nút “Chụp ảnh danh sách giấy”."
        ),
        "word": _("%(file)s là tệp Word; chép bảng trong đó rồi dán vào ô “Dán từ Excel”, hoặc gửi tệp Excel."),
        "slides": _("%(file)s là tệp trình chiếu; gửi danh sách bằng tệp Excel."),
        "packed": _("%(file)s là tệp nén hoặc không phải bảng tính; giải nén rồi gửi từng tệp Excel bên trong."),
        "numbers_app": _("%(file)s là tệp Numbers của Apple; chọn Xuất sang Excel rồi gửi tệp .xlsx."),
        "oldest_excel": _("%(file)s là tệp Excel quá cũ; mở bằng Excel, chọn Lưu thành .xlsx rồi gửi lại."),
        "binary_excel": _("%(file)s là tệp .xlsb; mở bằng Excel, chọn Lưu thành .xlsx rồi gửi lại."),
        "web_page": _("%(file)s thật ra là trang web; mở bằng Excel, chọn Lưu thành .xlsx rồi gửi lại."),
        "unknown": _("%(file)s không phải bảng tính; gửi danh sách bằng tệp Excel (.xls, .xlsx), .ods hoặc .csv."),
        "password": _("%(file)s có đặt mật khẩu; mở bằng Excel, bỏ mật khẩu mở tệp rồi gửi lại."),
        "damaged": _("%(file)s bị hỏng nên không đọc được; mở bằng Excel, chọn Lưu thành .xlsx rồi gửi lại."),
        "bomb": _("%(file)s bung ra quá lớn nên không được mở; chép riêng danh sách sang tệp mới rồi gửi lại."),
        "entities": _("%(file)s có khai báo lạ nên không được mở; chép riêng danh sách sang tệp mới rồi gửi lại."),
        "too_many_rows": _(
            "%(sheet)s có %(rows)s dòng, nhiều nhất là %(most)s dòng; chia danh sách thành nhiều tệp rồi gửi lại."
        ),
        "far_row": _("%(sheet)s có ô ở tận dòng %(row)s; xóa các dòng thừa bên dưới danh sách, lưu rồi gửi lại."),
        "too_many_columns": _(
            "%(sheet)s có %(columns)s cột, nhiều nhất là %(most)s cột; xóa các cột thừa bên phải, lưu rồi gửi lại."
        ),
        "too_many_sheets": _(
            "%(file)s có hơn %(most)s trang tính; chép riêng trang tính có danh sách sang tệp mới rồi gửi lại."
        ),
        "too_many_cells": _("%(file)s có quá nhiều ô; chép riêng trang tính có danh sách sang tệp mới rồi gửi lại."),
        "no_sheet": _("%(file)s không có trang tính đã chọn; tải danh sách lên lại."),
        "time": _("%(file)s mở quá lâu nên đã dừng; chép riêng danh sách sang tệp mới rồi gửi lại."),
        "memory": _("%(file)s chiếm quá nhiều bộ nhớ nên đã dừng; chép riêng danh sách sang tệp mới rồi gửi lại."),
    }
    file = f"“{name[:_LONGEST_NAME]}”" if name else file or _("Tệp này")
    sheet = _("Trang tính “%(sheet)s”") % {"sheet": detail["sheet"]} if detail.get("sheet") else file
    figures = {key: numbers.integer(int(value)) for key, value in detail.items() if value.isdecimal()}
    return Refused(sentences.get(code, sentences["damaged"]) % {**detail, **figures, "file": file, "sheet": sheet})
