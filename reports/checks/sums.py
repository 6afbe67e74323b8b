"""Numbers in sentences against each other: an amount and the parts that follow it; "x/y" and its percentage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from core.text.numbers import NBSP, decimal, percent, percent_value
from reports.blocks import Blocks, Dash, Paragraph, Path, Point, children_of
from reports.checks.amounts import NOT_WITHIN, NUMBER, Amount, blood_amounts, blood_value, is_about, value_of
from reports.checks.findings import Finding
from reports.checks.stretches import Body, Stretch

_ANNOUNCES = re.compile(r"(?:cụ thể|như sau|gồm|chi tiết)[^:.;]{0,40}:\s*$", re.IGNORECASE)
_SOME = re.compile(r"(?:tiêu biểu|điển hình|nổi bật|một số|nhất là|dẫn đầu|đi đầu)[^:.;]*:\s*$", re.IGNORECASE)
_ROUND = re.compile(r"(?:các |ngoài |ngoài các )?đợt\b", re.IGNORECASE)
_REACHED = re.compile(r"\b(?:được|đạt|thu|nhận|kết quả)\s+$", re.IGNORECASE)
_AGAIN = re.compile(r"trong (?:đó|số)\b", re.IGNORECASE)
_IN_BRACKETS = re.compile(rf"{NOT_WITHIN}(?P<whole>{NUMBER})\s+đơn vị máu\s*\((?P<parts>[^()]*)\)", re.IGNORECASE)
_NEXT_ROUND = re.compile(r"[;,]\s*(?=(?:dự kiến )?đợt\b)", re.IGNORECASE)
_SHARE = re.compile(
    rf"(?<![\d.,/])(?P<x>{NUMBER})\s?/\s?(?P<y>{NUMBER})(?![\d/]|[.,]\d)"
    rf"(?P<between>[^\d%.;:]{{1,60}}?)(?P<z>{NUMBER})\s?%"
)
_IS_SHARE = re.compile(
    r"(?:đạt|bằng|chiếm|tỷ lệ|tỉ lệ|tương đương|tương ứng|tức|[(,=])\s*(?:tỷ lệ|tỉ lệ|là)?\s*$", re.IGNORECASE
)
# What a percentage is of, where it is not of the whole that stands before it.
_OTHER_BASE = re.compile(
    r"(?:\s+[^\W\d]+){0,4}?\s+(?:cùng kỳ|dân số|độ tuổi|năm (?:trước|ngoái)|so với năm|so với tháng|so với quý|"
    r"so với đợt)\b",
    re.IGNORECASE,
)
_YEARS_BASE = re.compile(r"\s+(?:so với\s+)?(?:kế hoạch|chỉ tiêu|của)?\s*(?:cả )?năm\b", re.IGNORECASE)
_OF_A_PART = re.compile(r"\b(?:đợt|tháng|quý|chiến dịch|tuần|buổi)\b", re.IGNORECASE)
_WITHIN = re.compile(r"\btrong (?:đó|số)\b", re.IGNORECASE)
_DATED = re.compile(r"\b(?:ngày|tháng|quý|năm|số|từ|đến|trước|sau|mùng|kỳ)\s+$", re.IGNORECASE)
_COUNTED = re.compile(
    r"\s+(?:đơn vị|lượt|người|túi|xã|phường|thị trấn|huyện|quận|thành phố|tỉnh|thôn|bản|khóm|ấp|tổ|khu|cơ quan|trường"
    r"|doanh nghiệp|đợt|buổi|chỉ tiêu|kế hoạch)\b",
    re.IGNORECASE,
)
_MONTHS, _DAYS = 12, 31
_MOST_TOLD = 8  # parts of a sum


# --- Amounts and their parts ------------------------------------------------------------------------


def prose_sums(body: Body) -> Iterator[Finding]:
    """ "Vận động được N đơn vị máu, cụ thể:" against the lines it announces, and "N đơn vị máu (đợt 1 …; đợt 2 …)"."""
    sentences = dict(body.sentences())
    for path, said in sentences.items():
        if _ANNOUNCES.search(said.text) and not _SOME.search(said.text):
            wholes = [each for each in blood_amounts(said.text) if each.is_exact]
            lines = [sentences[each] for each in _announced(body.blocks, path) if each in sentences]
            has_bound = any(_tells_bound(line) for line in lines)
            yield from _against(said, wholes, _parts_of([line.text for line in lines]), has_bound=has_bound)
        for found in _IN_BRACKETS.finditer(said.text):
            start, end = found.span("whole")
            inside = _NEXT_ROUND.split(found["parts"])
            if not is_about(said.text, start):
                whole, has_bound = Amount(blood_value(found["whole"]), start, end), said.is_bound(*found.span("parts"))
                yield from _against(said, [whole], _parts_of(inside), has_bound=has_bound)


def _tells_bound(line: Stretch) -> bool:
    return any(line.is_bound(each.start, each.end) for each in blood_amounts(line.text))


def _announced(blocks: Blocks, path: Path) -> Iterator[Path]:
    """The lines that a sentence announces: those under it, else those of one kind that follow it."""
    *above, place = path
    siblings = blocks
    for index in above:
        siblings = children_of(siblings[index])
    below = children_of(siblings[place])
    if below and isinstance(below[0], Dash | Point):
        yield from ((*path, index) for index, each in enumerate(below) if type(each) is type(below[0]))
        return
    kind = type(siblings[place + 1]) if place + 1 < len(siblings) else None
    if kind not in (Dash, Point, Paragraph) or (kind is not Paragraph and kind is type(siblings[place])):
        return
    for index in range(place + 1, len(siblings)):
        if type(siblings[index]) is not kind:
            return
        yield (*above, index)


def _parts_of(lines: Sequence[str]) -> list[Decimal]:
    """What each line adds; nothing where it cannot be told. A line without an amount is a remark, or a round."""
    parts = [line for line in lines if not _AGAIN.match(line) and (_ROUND.match(line) or any(blood_amounts(line)))]
    if len(parts) < len(lines):  # then only rounds are sure to be parts
        parts = [line for line in parts if _ROUND.match(line)]
    values = [_part_of(line) for line in parts]
    return [value for value in values if value is not None] if len(values) > 1 and None not in values else []


def _part_of(line: str) -> Decimal | None:
    """A part's own amount: the one told of a whole, the only one, or the one that was reached. None: not to be told."""
    amounts = list(blood_amounts(line))
    if not amounts:  # a round that is still to come, or one that is told in other measures
        return Decimal(0) if "chưa" in line.lower() else None
    chosen = [each for each in amounts if each.of_whole][:1] or [each for each in amounts if each.is_exact]
    if len(chosen) > 1:
        chosen = [each for each in chosen if _REACHED.search(line, max(0, each.start - 20), each.start)]
    return chosen[0].value if len(chosen) == 1 and chosen[0].is_exact else None


def _against(
    said: Stretch, wholes: Sequence[Amount], parts: Sequence[Decimal], *, has_bound: bool
) -> Iterator[Finding]:
    """The amount that comes nearest to the sum is the one that the parts are of; `has_bound`: one of these is bound."""
    if not wholes or len(parts) < 2:
        return
    added = sum(parts, Decimal(0))
    whole = min(wholes, key=lambda each: abs(each.value - added))
    if whole.value != added:
        told = {
            "whole": decimal(whole.value, 1),
            "added": decimal(added, 1),
            "parts": " + ".join([*(decimal(part, 1) for part in parts[:_MOST_TOLD]), *_more(parts)]),
        }
        sentence = _(
            "Ghi %(whole)s đơn vị máu nhưng cộng các phần được %(added)s (%(parts)s). Sửa số, hoặc thêm phần còn thiếu."
        )
        has_bound = has_bound or said.is_bound(whole.start, whole.end)
        yield Finding(sentence % told, (said.spot(whole.start, whole.end),), is_error=True, has_bound=has_bound)


def _more(parts: Sequence[Decimal]) -> list[str]:
    return ["…"] if len(parts) > _MOST_TOLD else []


# --- Percentages ------------------------------------------------------------------------------------


def shares(stretches: Iterable[Stretch]) -> Iterator[Finding]:
    """ "862/550 đơn vị máu, đạt 157%": z is x/y, rounded half up to as many places as are printed."""
    for said in stretches:
        for found in _SHARE.finditer(said.text):
            if not _is_share(said.text, found):
                continue
            part, whole, places = value_of(found["x"]), value_of(found["y"]), len(found["z"].partition(",")[2])
            right = percent_value(part, whole, places)
            if right is not None and right != value_of(found["z"]):
                told = {
                    "share": f"{found['x']}/{found['y']}",
                    "right": percent(part, whole, places),
                    "printed": f"{found['z']}%",
                }
                sentence = _("%(share)s là %(right)s, không phải %(printed)s. Sửa số sai.") % told
                start, end = found.start("x"), found.end()
                has_bound = said.is_bound(start, end)
                yield Finding(sentence, (said.spot(start, end),), is_error=True, has_bound=has_bound)


def _is_share(text: str, found: re.Match[str]) -> bool:
    """Whether "x/y" is a part of a whole and no date, and the percentage is said to be its own."""
    between = found["between"]
    if not _IS_SHARE.search(between.replace(NBSP, " ")) or is_about(text, found.start("z")):
        return False
    if _WITHIN.search(between) or _has_other_base(text, found):
        return False
    if _DATED.search(text, max(0, found.start() - 12), found.start()):
        return False
    if _COUNTED.match(between):
        return True
    part, whole = value_of(found["x"]), value_of(found["y"])
    looks_dated = (part <= _DAYS and whole <= _MONTHS) or (part <= _MONTHS and 1900 <= whole <= 2100)
    return not looks_dated


def _has_other_base(text: str, found: re.Match[str]) -> bool:
    """Whether the percentage says of itself that it is of something else: "bằng 110% so với cùng kỳ".

    One of the year is so only beside the result of a part of it.
    """
    if _OTHER_BASE.match(text, found.end()):
        return True
    return bool(_YEARS_BASE.match(text, found.end()) and _OF_A_PART.search(text, 0, found.start()))
