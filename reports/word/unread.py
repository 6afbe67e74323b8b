"""Why a Word file is not read, in one plain sentence each."""

from django.utils.translation import gettext as _

from core.refusal import Refused
from core.text import numbers

_LONGEST_NAME = 80


class WordUnread(Refused):
    """What reading a Word file refuses; `code` says it to a program."""

    def __init__(self, code: str, *, name: str = "", most_mb: int = 15) -> None:
        self.code = code
        file = f"“{name[:_LONGEST_NAME]}”" if name else _("Tệp này")
        sentences = _sentences()
        known = sentences.get(code, sentences["damaged"])
        super().__init__(known % {"file": file, "most": numbers.integer(most_mb)})


def _sentences() -> dict[str, str]:
    return {
        "empty": _("%(file)s không có nội dung; mở lại bằng Word, kiểm tra đã lưu rồi gửi lại."),
        "too_large": _("%(file)s lớn hơn %(most)s MB; bỏ bớt ảnh trong tệp, lưu rồi gửi lại."),
        "old_word": _("%(file)s là tệp Word kiểu cũ (.doc); mở bằng Word, chọn Lưu thành .docx rồi gửi lại."),
        "rtf": _("%(file)s là tệp .rtf; mở bằng Word, chọn Lưu thành .docx rồi gửi lại."),
        "open_text": _("%(file)s là tệp .odt; mở ra, chọn Lưu thành .docx rồi gửi lại."),
        "pdf": _("%(file)s là tệp PDF; gửi tệp Word (.docx) của văn bản."),
        "picture": _("%(file)s là ảnh; gửi tệp Word (.docx) của văn bản."),
        "unknown": _("%(file)s không phải tệp Word; gửi tệp .docx."),
        "password": _("%(file)s có đặt mật khẩu; mở bằng Word, bỏ mật khẩu mở tệp rồi gửi lại."),
        "macros": _("%(file)s có chứa macro nên không được mở; chọn Lưu thành .docx (không macro) rồi gửi lại."),
        "old_font": _(
            "%(file)s dùng phông chữ cũ (.VnTime, VNI); chuyển sang Unicode, phông Times New Roman, rồi gửi lại."
        ),
        "damaged": _("%(file)s bị hỏng nên không đọc được; mở bằng Word, chọn Lưu thành .docx rồi gửi lại."),
        "entities": _("%(file)s có khai báo lạ nên không được mở; chép nội dung sang tệp mới rồi gửi lại."),
        "bomb": _("%(file)s bung ra quá lớn nên không được mở; chép nội dung sang tệp mới rồi gửi lại."),
        "too_long": _("%(file)s quá dài; chia ra phụ lục hoặc văn bản khác rồi gửi lại."),
        "too_wide": _("%(file)s có bảng quá nhiều cột; chia bảng ra rồi gửi lại."),
        "time": _("%(file)s mở quá lâu nên đã dừng; chép nội dung sang tệp mới rồi gửi lại."),
        "memory": _("%(file)s chiếm quá nhiều bộ nhớ nên đã dừng; chép nội dung sang tệp mới rồi gửi lại."),
        "no_text": _("%(file)s không có nội dung chính nào đọc được; kiểm tra lại có đúng tệp không."),
    }
