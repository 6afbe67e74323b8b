"""What intake says, in words: for every code how grave it is, a sentence, and how to mend it («cách sửa»).

A finding is kept as a code with its parameters and becomes a sentence where it is read. Of several sentences the first
is said whose parameters the finding has; `%(value)s` is what stood in the cell, `%(what)s` the meaning of its column.
Every code can be said without them too: where personal data may not go, the finding is given without value and detail.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from donors.intake.fields import FIELD_LABELS
from donors.intake.findings import Code, Finding, Severity

Text = str | Promise

_LONGEST_VALUE = 60  # characters of a cell that a sentence repeats
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Words:
    """How a code is said. `by_reason` holds the sentences for `detail["reason"]`; the others follow it."""

    severity: Severity
    sentences: tuple[Text, ...]
    mend: Text
    by_reason: Mapping[str, Text] = field(default_factory=dict)


def severity(finding: Finding) -> Severity:
    """How grave it is. A lost zero that could be given back is only told; where it must be asked the row waits."""
    if finding.code is Code.IDENTITY_LOST_ZERO and not finding.choices:
        return Severity.NOTE
    return WORDS[finding.code].severity


def sentence(finding: Finding, *, row: int | None = None, column: str = "") -> str:
    """What is wrong, in one sentence; its place stands in front where it is given ("Dòng 17, cột D: …")."""
    told = _sentence(finding)
    if row is None:
        return told
    place = {"row": row, "column": column}
    where = gettext("Dòng %(row)s, cột %(column)s") if column else gettext("Dòng %(row)s")
    return f"{where % place}: {told}"


def mend(finding: Finding) -> str:
    """What to do about it, as one sentence; blank where there is nothing to do."""
    if finding.code is Code.IDENTITY_LOST_ZERO and not finding.choices:
        return gettext("Không cần sửa, nếu số này đúng.")
    return str(WORDS[finding.code].mend) % _values(finding)


def _sentence(finding: Finding) -> str:
    words, values = WORDS[finding.code], _values(finding)
    reason = (finding.detail or {}).get("reason", "")
    candidates = (*((words.by_reason[reason],) if reason in words.by_reason else ()), *words.sentences)
    for candidate in map(str, candidates):
        if all(values.get(name) for name in _PLACEHOLDER.findall(candidate)):
            return candidate % values
    return str(words.sentences[-1]) % values


def _values(finding: Finding) -> dict[str, str]:
    value = finding.value if len(finding.value) <= _LONGEST_VALUE else f"{finding.value[:_LONGEST_VALUE].rstrip()}…"
    what = str(FIELD_LABELS[finding.field]) if finding.field else ""
    return {"value": value, "what": what, **(finding.detail or {})}


_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
_AS_TEXT = _("Định dạng cột là Văn bản rồi ghi lại đủ 12 chữ số, hoặc bỏ trống.")
_DOCTOR = _("Vẫn đăng ký được: bác sĩ tại điểm hiến máu quyết định.")

WORDS: Mapping[Code, Words] = MappingProxyType(
    {
        # --- the file
        Code.HIDDEN_SHEET: Words(
            _NOTE,
            (
                _("Tệp có trang tính ẩn “%(value)s”; trang này không được đọc."),
                _("Tệp có trang tính ẩn; các trang đó không được đọc."),
            ),
            _("Nếu danh sách nằm ở trang tính ẩn thì đọc lại theo cách khác, hoặc bỏ ẩn rồi nộp lại."),
        ),
        Code.HIDDEN_ROWS: Words(
            _WARNING,
            (
                _("Tệp có %(count)s dòng bị ẩn; các dòng đó không được đọc."),
                _("Tệp có dòng bị ẩn; các dòng đó không được đọc."),
            ),
            _("Nếu các dòng ẩn có người đăng ký thì đọc lại theo cách khác, hoặc bỏ ẩn rồi nộp lại."),
        ),
        Code.HIDDEN_COLUMNS: Words(
            _NOTE,
            (
                _("Tệp có %(count)s cột bị ẩn; các cột đó không được đọc."),
                _("Tệp có cột bị ẩn; các cột đó không được đọc."),
            ),
            _("Nếu cột ẩn có thông tin cần nộp thì đọc lại theo cách khác, hoặc bỏ ẩn rồi nộp lại."),
        ),
        Code.FORMULAS: Words(
            _NOTE,
            (_("Tệp có công thức; chỉ kết quả đã tính sẵn được đọc."),),
            _("Nếu có ô thiếu kết quả thì mở tệp bằng Excel, lưu lại rồi nộp lại."),
        ),
        Code.EXTERNAL_LINKS: Words(
            _NOTE,
            (_("Tệp có liên kết sang tệp khác; các liên kết đó không được mở."),),
            _("Nếu có ô lấy số liệu từ tệp khác thì chép giá trị vào ô rồi nộp lại."),
        ),
        Code.MACROS: Words(_NOTE, (_("Tệp có macro; macro không được chạy."),), _("Không cần sửa.")),
        Code.EMPTY_TAIL: Words(
            _NOTE,
            (
                _("Tệp khai %(declared)s dòng, chỉ %(used)s dòng có nội dung; các dòng trống được bỏ qua."),
                _("Cuối tệp có nhiều dòng trống; các dòng đó được bỏ qua."),
            ),
            _("Không cần sửa."),
        ),
        Code.OTHER_SHEETS: Words(
            _NOTE,
            (
                _("Tệp còn trang tính khác: %(value)s; các trang đó không được đọc."),
                _("Tệp còn trang tính khác không được đọc."),
            ),
            _("Nếu danh sách còn ở trang tính khác thì chép vào cùng một trang tính rồi nộp lại."),
        ),
        Code.SECOND_HEADER: Words(
            _NOTE,
            (
                _("Tiêu đề bảng lặp lại ở dòng %(row)s; các dòng dưới đó vẫn được đọc tiếp."),
                _("Tiêu đề bảng lặp lại; các dòng dưới đó vẫn được đọc tiếp."),
            ),
            _("Không cần sửa, nếu hai bảng có cùng các cột."),
        ),
        Code.FORBIDDEN_COLUMN: Words(
            _NOTE,
            (
                _("Cột “%(value)s” không được giữ: hệ thống không nhận dân tộc, tôn giáo, bệnh tật."),
                _("Có cột không được giữ: hệ thống không nhận dân tộc, tôn giáo, bệnh tật."),
            ),
            _("Lần sau nên bỏ cột này trước khi nộp."),
        ),
        Code.UNKNOWN_COLUMN: Words(
            _NOTE,
            (_("Cột “%(value)s” không rõ là gì nên không được đọc."), _("Có cột không rõ là gì nên không được đọc.")),
            _("Nếu cột này cần đọc thì ghi rõ tiêu đề cột (ví dụ “Điện thoại”) rồi nộp lại."),
        ),
        Code.LEGACY_TEXT: Words(
            _NOTE,
            (
                _("Cột “%(what)s” gõ bằng phông chữ cũ, đã chuyển: “%(value)s” thành “%(after)s”."),
                _("Chữ gõ bằng phông chữ cũ, đã chuyển: “%(value)s” thành “%(after)s”."),
                _("Tệp gõ bằng phông chữ cũ, đã chuyển sang Unicode."),
            ),
            _("Nếu chữ sau khi chuyển bị sai thì đọc lại theo cách khác và chọn “Giữ nguyên chữ”."),
        ),
        Code.TOTAL_DIFFERS: Words(
            _WARNING,
            (
                _("Dòng tổng ghi %(total)s người, danh sách có %(counted)s người."),
                _("Dòng tổng ghi khác với số người trong danh sách."),
            ),
            _("Đếm lại; nếu danh sách thiếu người thì bổ sung rồi nộp lại."),
        ),
        Code.COUNTED_ONCE: Words(
            _NOTE,
            (
                _("Dòng %(second)s trùng với dòng %(row)s nên chỉ tính một lần."),
                _("Có dòng trùng trong tệp nên chỉ tính một lần."),
            ),
            _("Nếu là hai người khác nhau thì gõ thêm người đó vào danh sách."),
        ),
        Code.DAY_AND_MONTH: Words(
            _NOTE,
            (
                _("%(what)s: “%(value)s” được đọc là ngày %(day)s tháng %(month)s."),
                _("“%(value)s” được đọc là ngày %(day)s tháng %(month)s."),
                _("Có ngày đọc được theo hai cách; đã đọc ngày trước, tháng sau."),
            ),
            _("Nếu không đúng thì đọc lại theo cách khác, hoặc sửa cột đó rồi nộp lại."),
        ),
        Code.OTHER_UNIT: Words(
            _WARNING,
            (_("Tệp có vẻ của đơn vị khác: “%(value)s”."), _("Tệp có vẻ của đơn vị khác.")),
            _("Xem lại đơn vị trước khi nộp."),
        ),
        Code.OTHER_ROUND: Words(
            _WARNING,
            (_("Tệp có vẻ của đợt khác: “%(value)s”."), _("Tệp có vẻ của đợt khác.")),
            _("Xem lại đợt trước khi nộp."),
        ),
        # --- a row
        Code.NAME_MISSING: Words(
            _ERROR,
            (_("“%(value)s” không phải họ tên."), _("Thiếu họ và tên.")),
            _("Ghi họ và tên, hoặc bỏ dòng này."),
        ),
        Code.NAME_DOUBTFUL: Words(
            _WARNING,
            (_("Họ tên “%(value)s” có vẻ chưa đúng."), _("Họ tên có vẻ chưa đúng.")),
            _("Xem lại họ tên; nếu đúng thì không cần sửa."),
            {
                "digits": _("Họ tên “%(value)s” có chữ số."),
                "one_syllable": _("Họ tên “%(value)s” chỉ có một tiếng."),
                "signs": _("Họ tên “%(value)s” có ký hiệu lạ."),
                "lines": _("Họ tên “%(value)s” đứng trên hai dòng: một người hay hai người?"),
                "long": _("Họ tên “%(value)s” dài khác thường."),
            },
        ),
        Code.BIRTH_MISSING: Words(_ERROR, (_("Thiếu năm sinh."),), _("Ghi ngày sinh, hoặc chỉ năm sinh bốn chữ số.")),
        Code.BIRTH_UNREADABLE: Words(
            _ERROR,
            (_("Năm sinh “%(value)s” không đọc được."), _("Năm sinh không đọc được.")),
            _("Ghi ngày sinh như 15/3/1990, hoặc chỉ năm sinh bốn chữ số."),
        ),
        Code.BIRTH_AMBIGUOUS: Words(
            _ERROR,
            (_("Ngày sinh “%(value)s” có thể đọc theo nhiều cách."), _("Ngày sinh có thể đọc theo nhiều cách.")),
            _("Chọn cách đọc đúng, hoặc ghi rõ ngày, tháng và năm sinh bốn chữ số."),
        ),
        Code.BIRTH_IMPOSSIBLE: Words(
            _ERROR,
            (_("Ngày sinh “%(value)s” không thể đúng."), _("Ngày sinh không thể đúng.")),
            _("Ghi lại ngày sinh như 15/3/1990, hoặc chỉ năm sinh bốn chữ số."),
            {
                "no_such_day": _("Ngày sinh “%(value)s”: lịch không có ngày này."),
                "future": _("Ngày sinh “%(value)s” ở tương lai."),
                "too_young": _("Ngày sinh “%(value)s”: người này chưa đủ 10 tuổi."),
                "too_old": _("Ngày sinh “%(value)s”: người này đã hơn 100 tuổi."),
            },
        ),
        Code.SEX_UNREADABLE: Words(
            _WARNING,
            (_("Giới tính “%(value)s” không đọc được nên để trống."), _("Giới tính không đọc được nên để trống.")),
            _("Ghi Nam hoặc Nữ, hoặc bỏ trống."),
            {"both": _("Cả hai cột Nam và Nữ đều được ghi nên giới tính để trống.")},
        ),
        Code.IDENTITY_LOST_ZERO: Words(
            _ERROR,
            (
                _("Số định danh mất số 0 đầu, đã thêm lại: %(became)s."),
                _("Số định danh %(count)s chữ số: thiếu số 0 đầu?"),
                _("Số định danh thiếu số 0 đầu?"),
            ),
            _("Chọn thêm số 0, bỏ trống, hoặc ghi lại đủ 12 chữ số."),
        ),
        Code.IDENTITY_LOST_DIGITS: Words(
            _WARNING,
            (
                _("Số định danh “%(value)s” đã mất các chữ số cuối nên để trống."),
                _("Số định danh đã mất các chữ số cuối nên để trống."),
            ),
            _AS_TEXT,
        ),
        Code.IDENTITY_UNREADABLE: Words(
            _WARNING,
            (
                _("Số định danh “%(value)s” không đọc được nên để trống."),
                _("Số định danh không đọc được nên để trống."),
            ),
            _("Ghi đủ 12 chữ số của thẻ căn cước, hoặc bỏ trống."),
        ),
        Code.IDENTITY_OLD_CARD: Words(
            _NOTE,
            (_("Số “%(value)s” là của chứng minh nhân dân cũ."), _("Đây là số của chứng minh nhân dân cũ.")),
            _("Nếu có thẻ căn cước thì ghi số 12 chữ số."),
        ),
        Code.IDENTITY_DIFFERS: Words(
            _WARNING,
            (_("Số định danh “%(value)s” không khớp với dòng này."), _("Số định danh không khớp với dòng này.")),
            _("Xem lại số định danh, năm sinh và giới tính; nếu đều đúng thì không cần sửa."),
            {
                "province": _("Số định danh “%(value)s”: ba số đầu %(digits)s không phải mã tỉnh nào."),
                "birth": _("Số định danh cho biết năm sinh %(told)s, danh sách ghi %(written)s."),
                "sex": _("Số định danh không khớp với giới tính đã ghi."),
            },
        ),
        Code.PHONE_UNREADABLE: Words(
            _WARNING,
            (_("Điện thoại “%(value)s” không đọc được nên để trống."), _("Điện thoại không đọc được nên để trống.")),
            _("Ghi số di động 10 chữ số, hoặc bỏ trống."),
        ),
        Code.PHONE_CONVERTED: Words(
            _NOTE,
            (
                _("Điện thoại đầu số cũ %(was)s đã đổi thành %(became)s."),
                _("Điện thoại đầu số cũ đã đổi sang đầu số mới."),
            ),
            _("Không cần sửa, nếu số này đúng."),
        ),
        Code.BLOOD_GROUP_UNREADABLE: Words(
            _WARNING,
            (_("Nhóm máu “%(value)s” không đọc được nên để trống."), _("Nhóm máu không đọc được nên để trống.")),
            _("Ghi A, B, AB hoặc O, kèm Rh nếu biết (ví dụ O+), hoặc bỏ trống."),
        ),
        Code.DONATIONS_UNREADABLE: Words(
            _WARNING,
            (
                _("Số lần hiến “%(value)s” ở cột %(milestone)s lần không đọc được nên để trống."),
                _("Số lần hiến “%(value)s” không đọc được nên để trống."),
                _("Số lần hiến không đọc được nên để trống."),
            ),
            _("Ghi một số, ví dụ 5, hoặc bỏ trống."),
        ),
        Code.LAST_DONATION_UNREADABLE: Words(
            _WARNING,
            (
                _("Ngày hiến gần nhất “%(value)s” không đọc được nên để trống."),
                _("Ngày hiến gần nhất không đọc được nên để trống."),
            ),
            _("Ghi đủ ngày, tháng, năm như 15/3/2026, hoặc bỏ trống."),
            {
                "future": _("Ngày hiến gần nhất “%(value)s” ở tương lai nên để trống."),
                "partial": _("Ngày hiến gần nhất “%(value)s” chưa đủ ngày, tháng, năm nên để trống."),
            },
        ),
        Code.VOLUME_UNREADABLE: Words(
            _WARNING,
            (_("Thể tích “%(value)s” không đọc được nên để trống."), _("Thể tích không đọc được nên để trống.")),
            _("Ghi 250, 350 hoặc 450 (ml), hoặc bỏ trống."),
        ),
        Code.WEIGHT_UNREADABLE: Words(
            _WARNING,
            (_("Cân nặng “%(value)s” không đọc được nên để trống."), _("Cân nặng không đọc được nên để trống.")),
            _("Ghi số ki-lô-gam, ví dụ 52, hoặc bỏ trống."),
        ),
        Code.TEXT_SHORTENED: Words(
            _WARNING,
            (
                _("Cột “%(what)s” dài hơn %(longest)s ký tự nên đã cắt bớt: “%(value)s”."),
                _("Cột “%(what)s” quá dài nên đã cắt bớt."),
                _("Nội dung quá dài nên đã cắt bớt."),
            ),
            _("Ghi ngắn lại, nếu phần bị cắt là cần thiết."),
        ),
        # --- a row beside others
        Code.TWICE_IN_FILE: Words(
            _ERROR,
            (_("Trùng với dòng %(row)s."), _("Người này có hai lần trong tệp.")),
            _("Giữ một dòng, bỏ dòng kia."),
        ),
        Code.CLOSE_IN_FILE: Words(
            _ERROR,
            (_("Giống dòng %(row)s (%(reasons)s)."), _("Giống dòng %(row)s."), _("Giống một dòng khác trong tệp.")),
            _("Chọn: cùng một người, hay hai người khác nhau."),
        ),
        Code.KNOWN: Words(_NOTE, (_("Từng đăng ký (%(reasons)s)."), _("Từng đăng ký.")), _("Không cần sửa.")),
        Code.CLOSE_MATCH: Words(
            _WARNING,
            (_("Giống một người từng đăng ký (%(reasons)s)."), _("Giống một người từng đăng ký.")),
            _("Chọn: cùng một người, hay hai người khác nhau."),
        ),
        Code.IN_OTHER_UNIT: Words(
            _WARNING,
            (_("Người này đã đăng ký đợt này ở đơn vị khác."),),
            _("Hỏi lại người đăng ký muốn đi cùng đơn vị nào."),
        ),
        Code.ELSEWHERE: Words(
            _WARNING,
            (_("Người này có thể chưa đủ khoảng cách hoặc đã đăng ký ở nơi khác."),),
            _("Hỏi lại người đăng ký ngày hiến gần nhất."),
            {
                "too_soon": _("Người này chưa đủ khoảng cách từ lần hiến trước."),
                "registered": _("Người này đã đăng ký ở đơn vị khác."),
            },
        ),
        # --- what the committee may know (the doctor decides)
        Code.AGE_UNDER: Words(
            _WARNING,
            (_("Chưa đủ %(limit)s tuổi vào ngày hiến máu."), _("Chưa đủ tuổi hiến máu.")),
            _("Xem lại ngày sinh; bác sĩ tại điểm hiến máu quyết định."),
        ),
        Code.AGE_OVER: Words(
            _WARNING,
            (_("Đã quá %(limit)s tuổi vào ngày hiến máu."), _("Đã quá tuổi hiến máu.")),
            _("Xem lại ngày sinh; bác sĩ tại điểm hiến máu quyết định."),
        ),
        Code.TOO_SOON: Words(
            _WARNING,
            (
                _("Lần hiến gần nhất %(last)s, đủ %(weeks)s tuần vào ngày %(from)s, sau ngày hiến máu."),
                _("Chưa đủ khoảng cách từ lần hiến gần nhất."),
            ),
            _DOCTOR,
        ),
        Code.WEIGHT_UNDER: Words(
            _WARNING,
            (_("Nặng %(weight)s kg, mức tối thiểu là %(limit)s kg."), _("Cân nặng dưới mức tối thiểu.")),
            _DOCTOR,
        ),
        Code.VOLUME_OVER: Words(
            _WARNING,
            (
                _("Đăng ký %(volume)s ml, với %(weight)s kg được lấy nhiều nhất %(limit)s ml."),
                _("Đăng ký %(volume)s ml, nhiều nhất mỗi lần là %(limit)s ml."),
                _("Thể tích đăng ký quá mức được lấy."),
            ),
            _("Ghi thể tích nhỏ hơn; bác sĩ tại điểm hiến máu quyết định."),
        ),
    }
)
