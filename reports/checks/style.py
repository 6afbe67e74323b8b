"""How a text is written: what offices write in more ways than one, so that it is told and never refused.

Capitals follow Nghị định 30/2020, Phụ lục II. What a bound figure prints is left alone: names are as they were entered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.text.numbers import integer
from reports.checks import symbols
from reports.checks.findings import Finding
from reports.checks.stretches import Stretch


@dataclass(frozen=True, slots=True)
class _Rule:
    """A shape, and the sentence about what has it; none where it is right after all."""

    shape: re.Pattern[str]
    sentence: Callable[[re.Match[str]], str | None]


def style(stretches: Iterable[Stretch], *, has_gaps: bool = False) -> Iterator[Finding]:
    """All rules over each stretch. `has_gaps`: "…" is told elsewhere as something to fill in."""
    for said in stretches:
        cited = symbols.spans_of(said.text)  # what is in them, the rule of symbols tells
        for rule in _RULES if has_gaps else (*_RULES, _ELLIPSIS):
            for found in rule.shape.finditer(said.text):
                is_left = said.is_bound(*found.span()) or any(a <= found.start() < b for a, b in cited)
                sentence = None if is_left else rule.sentence(found)
                if sentence:
                    yield Finding(sentence, (said.spot(*found.span()),))


# --- Capitals ---------------------------------------------------------------------------------------

_UNIT = re.compile(
    r"(?:(?<=[\w,;&] )|(?<=\w/))(Tỉnh|Thành phố|Quận|Huyện|Thị xã|Thị trấn|Xã|Phường)\b"
    r"(?P<next> [^\W_]+)?"
)
_NOT_A_UNIT = {
    "ủy",
    "uỷ",
    "đoàn",
    "đội",
    "hội",
}  # Huyện ủy, Tỉnh đoàn, Huyện đội, Tỉnh Hội are bodies; Xã hội is a word
_OFTEN_PEOPLE = {"Xã", "Phường", "Quận"}  # "Phường Lê Lợi" is right: named after a person or an event


def _capital(found: re.Match[str]) -> str | None:
    unit, after = found[1], (found["next"] or "").strip()
    if after.lower() in _NOT_A_UNIT or after[:1].isdecimal() or (unit == "Thành phố" and after == "Hồ"):
        return None
    if unit in _OFTEN_PEOPLE and after[:1].isupper():
        return None
    return _("Danh từ chung “%(word)s” giữa câu không viết hoa; ghi “%(right)s”.") % {
        "word": unit,
        "right": unit.lower(),
    }


def _committee(_found: re.Match[str]) -> str:
    return _("“Ban chỉ đạo” là tên cơ quan; ghi “Ban Chỉ đạo”.")


def _red_cross(found: re.Match[str]) -> str | None:
    if found[0] in {"Hội Chữ thập đỏ", "HỘI CHỮ THẬP ĐỎ"}:
        return None
    if not found[1]:
        return _("“Hội Chữ thập” thiếu chữ “đỏ”; ghi “Hội Chữ thập đỏ”.")
    return _("“%(name)s” ghi là “Hội Chữ thập đỏ”.") % {"name": found[0]}


# --- Spelling ---------------------------------------------------------------------------------------

_BEFORE_TINH = ("mít", "hành", "vệ", "thủy", "thuỷ", "kết", "yêu", "thông", "tàn", "minh")
_AFTER_TINH = (
    *("thần", "hoa", "tế", "gọn", "giản", "nhuệ", "khiết", "xảo", "vi", "ý", "túy", "tuý", "anh", "chất", "dầu", "bột"),
    *("thông", "luyện", "tươm", "tường", "chế", "mắt", "nghịch", "ranh", "khôn", "trùng", "binh"),
)
_TINH = re.compile(
    "".join(rf"(?<!\b{word} )" for word in _BEFORE_TINH)
    + rf"\btinh\b(?! (?:{'|'.join(_AFTER_TINH)})\b)(?P<wish> nguyện)?"
)
_MISSPELT = {
    "khuyễn khích": "khuyến khích",
    "đột suất": "đột xuất",
    "băng zôn": "băng rôn",
    "bổ xung": "bổ sung",
    "xử dụng": "sử dụng",
    "sát nhập": "sáp nhập",
    "chuẩn đoán": "chẩn đoán",
    "xúc tích": "súc tích",
}


def _tinh(found: re.Match[str]) -> str:
    if found["wish"]:
        return _("“tinh nguyện” ghi là “tình nguyện”.")
    return _("“tinh” ở đây có thể là “tỉnh”; xem lại dấu.")


def _misspelt(found: re.Match[str]) -> str:
    return _("“%(word)s” ghi là “%(right)s”.") % {"word": found[0], "right": _MISSPELT[found[0].lower()]}


def _without_bar(found: re.Match[str]) -> str:
    return _("“%(word)s” ghi là “%(right)s”.") % {"word": found[0], "right": found[0].replace("BCD", "BCĐ")}


# --- Marks and numbers ------------------------------------------------------------------------------

_MEASURED = r"(?:đơn vị máu|đơn vị|lượt người|lượt|người|túi|suất|đồng)\b"


def _dash(_found: re.Match[str]) -> str:
    return _("Gạch dài “–” giữa các chữ; văn bản hành chính dùng gạch nối “-”.")


def _ellipsis(_found: re.Match[str]) -> str:
    return _("Dấu “…” để trống ý; liệt kê cho hết hoặc bỏ dấu.")


def _no_space(found: re.Match[str]) -> str:
    return _("“%(written)s” thiếu dấu cách giữa số và đơn vị đo; ghi “%(right)s”.") % {
        "written": found[0],
        "right": f"{found[1]} {found[2]}",
    }


def _no_dots(found: re.Match[str]) -> str:
    return _("“%(number)s” không có dấu chấm hàng nghìn; ghi “%(right)s”.") % {
        "number": found[1],
        "right": integer(int(found[1])),
    }


def _comma(found: re.Match[str]) -> str:
    return _("“%(number)s”: dấu phẩy là phần lẻ; hàng nghìn ghi dấu chấm, “%(right)s”.") % {
        "number": found[1],
        "right": found[1].replace(",", "."),
    }


_ELLIPSIS = _Rule(re.compile(r"…|\.{3,}"), _ellipsis)
_RULES = (
    _Rule(_UNIT, _capital),
    _Rule(re.compile(r"\bBan chỉ đạo\b"), _committee),
    _Rule(re.compile(r"\b[Hh]ội [Cc]hữ thập( đỏ)?\b"), _red_cross),
    _Rule(_TINH, _tinh),
    _Rule(re.compile("|".join(rf"\b{word}\b" for word in _MISSPELT), re.IGNORECASE), _misspelt),
    _Rule(re.compile(r"\bBCD(?:QG|VĐHMTN|HMTN)?\b"), _without_bar),
    _Rule(re.compile(r"(?<=[^\W_”\"]) – (?=[^\W\d_])|(?<=[”\"]) – "), _dash),
    _Rule(re.compile(r"(?<![\d.,/])(\d[\d.,]*)(ml|kg|km|cm|m)\b"), _no_space),
    _Rule(re.compile(rf"(?<!năm )(?<![\d.,/-])(\d{{4,9}})(?=\s{_MEASURED})"), _no_dots),
    _Rule(re.compile(rf"(?<![\d.,/-])(\d{{1,3}}(?:,\d{{3}})+)(?=\s{_MEASURED})"), _comma),
)
