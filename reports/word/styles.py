"""The paragraph styles of our Word files: what each is for, how it looks, and how deep a block stands.

A style's visible name says what it is ("GH Khoản") and, below the first level, how deep ("GH Đoạn văn 3"), so that a
file that was corrected in Word and saved there comes back as the tree it was. Programs rewrite a style's id when they
save, never its name: reading asks the name alone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from core.paper.fonts import NAMED_BY_LAW
from reports.page.measures import Sizes
from reports.word.markup import NAMESPACES, part, w

INDENT = 567  # twips: 1 cm
_BEFORE = 120  # 6 pt between paragraphs
# The page's line height of 1,25 and 1,2 letter sizes, in 240ths of Word's single line, which is 1,15 of this font.
_LINES, _TIGHT = 261, 250
_NAMED = re.compile(r"GH (.+?)(?: ([2-9]))?")


class Body(StrEnum):
    """What a paragraph of the body is; the value is the style's name after "GH "."""

    SECTION = "Mục"
    CLAUSE = "Khoản"
    CLAUSE_TITLE = "Khoản có tên"
    SUB_NUMBER = "Tiểu khoản"
    SUB_NUMBER_TITLE = "Tiểu khoản có tên"
    POINT = "Điểm"
    POINT_TITLE = "Điểm có tên"
    DASH = "Gạch đầu dòng"
    PARAGRAPH = "Đoạn văn"
    CONTENT = "Nội dung dưới tên"
    NOTE = "Ghi chú"
    CAPTION = "Tên bảng"
    HEAD = "Đầu cột"
    CELL = "Ô bảng"
    GROUP = "Dòng nhóm"
    TOTAL = "Dòng tổng"
    CLOSING = "Kết thúc"
    ANNEX_NUMBER = "Số phụ lục"
    ANNEX_TITLE = "Tên phụ lục"


class Frame(StrEnum):
    """What stands around the body and is never read back."""

    RULE = "Nét kẻ"
    SPACE = "Khoảng cách"
    SUPERIOR = "Cơ quan chủ quản"
    ISSUER = "Cơ quan ban hành"
    NUMBER = "Số, ký hiệu"
    ABOUT = "Trích yếu công văn"
    NATIONAL = "Quốc hiệu"
    MOTTO = "Tiêu ngữ"
    PLACE = "Địa danh, ngày tháng"
    TYPE = "Tên loại"
    SUBJECT = "Trích yếu"
    CUT_OFF = "Thời điểm số liệu"
    TO_ONE = "Kính gửi"
    TO_MANY = "Kính gửi nhiều nơi"
    TO = "Nơi kính gửi"
    RECIPIENTS = "Chữ Nơi nhận"
    RECIPIENT = "Nơi nhận"
    POST = "Quyền hạn, chức vụ"
    HAND = "Chỗ ký"
    SIGNER = "Người ký"
    ATTACHED = "Kèm theo"
    BASE = "Căn cứ"
    STAMP = "Dấu chỉ mức độ"
    MARK = "Người soạn thảo"
    ADDRESS = "Địa chỉ cơ quan"
    SIGNED = "Thông tin ký số"
    HEADER = "Số trang"


@dataclass(frozen=True)
class Named:
    """A style as its name tells it; depth 0 is the outermost level."""

    style: Body | Frame
    depth: int = 0


def style_id(style: Body | Frame, depth: int = 0) -> str:
    """The id under which our files refer to a style."""
    return f"Gh{style.name.title().replace('_', '')}{depth + 1 if depth else ''}"


def style_name(style: Body | Frame, depth: int = 0) -> str:
    """The name that Word shows: "GH Khoản", and "GH Khoản 3" two levels down."""
    return f"GH {style.value} {depth + 1}" if depth else f"GH {style.value}"


def named(name: str) -> Named | None:
    """The style behind a name; None for a style that is not ours."""
    told = _NAMED.fullmatch(name)
    if not told:
        return None
    depth = int(told[2]) - 1 if told[2] else 0
    for kind in (Body, Frame):
        if told[1] in set(kind):
            return Named(kind(told[1]), depth)
    return None


def styles_xml(sizes: Sizes, depths: Iterable[tuple[Body, int]]) -> bytes:
    """The styles part: every style once, and those of deeper levels that are used."""
    looks = _looks(sizes)
    deeper = sorted({(style, depth) for style, depth in depths if depth})
    return part(
        f"<w:styles {NAMESPACES}>"
        + _defaults(sizes)
        + w("style", w("name", val="Normal"), w("qFormat"), type="paragraph", default=1, styleId="Normal")
        + "".join(_style(style, *look) for style, look in looks.items())
        + "".join(_deeper(style, depth) for style, depth in deeper)
        + "</w:styles>"
    )


def _defaults(sizes: Sizes) -> str:
    fonts = w("rFonts", ascii=NAMED_BY_LAW, hAnsi=NAMED_BY_LAW, eastAsia=NAMED_BY_LAW, cs=NAMED_BY_LAW)
    language = w("lang", val="vi-VN", eastAsia="vi-VN", bidi="ar-SA")
    return w(
        "docDefaults",
        w("rPrDefault", w("rPr", fonts, _size(sizes.body), language)),
        w("pPrDefault", w("pPr", w("spacing", before=0, after=0, line=240, lineRule="auto"))),
    )


def _style(style: Body | Frame, paragraph: str, letters: str) -> str:
    follows = {Body.SECTION: Body.CLAUSE, Body.CONTENT: Body.PARAGRAPH}.get(style) if isinstance(style, Body) else None
    if isinstance(style, Body) and style.name.endswith("_TITLE"):
        follows = Body.PARAGRAPH
    return w(
        "style",
        w("name", val=style_name(style)),
        w("basedOn", val="Normal"),
        w("next", val=style_id(follows)) if follows else "",
        w("qFormat") if isinstance(style, Body) else "",
        w("pPr", paragraph) if paragraph else "",
        w("rPr", letters) if letters else "",
        type="paragraph",
        customStyle=1,
        styleId=style_id(style),
    )


def _deeper(style: Body, depth: int) -> str:
    return w(
        "style",
        w("name", val=style_name(style, depth)),
        w("basedOn", val=style_id(style)),
        type="paragraph",
        customStyle=1,
        styleId=style_id(style, depth),
    )


_BOLD, _ITALIC, _CAPS = w("b"), w("i"), w("caps")
_KEEP = w("keepNext")


def _size(points: float) -> str:
    return w("sz", val=round(points * 2)) + w("szCs", val=round(points * 2))


def _spacing(*, before: int = 0, after: int = 0, line: int = 240, rule: str = "auto") -> str:
    return w("spacing", before=before, after=after, line=line, lineRule=rule)


def _aligned(how: str, *, left: int = 0, first: int = 0) -> str:
    return w("ind", left=left, firstLine=first) + w("jc", val=how)


def _looks(sizes: Sizes) -> dict[Body | Frame, tuple[str, str]]:
    """Paragraph and letter properties of every style, each in the order the schema asks for."""
    return {**_body_looks(sizes), **_annex_looks(sizes), **_frame_looks(sizes)}


def _body_looks(sizes: Sizes) -> dict[Body | Frame, tuple[str, str]]:
    spaced = _spacing(before=_BEFORE, line=_LINES)
    text = spaced + _aligned("both", first=INDENT)
    heading = _KEEP + spaced + _aligned("left", first=INDENT)
    cell = _spacing(line=_TIGHT)
    small = _size(12)
    return {
        Body.SECTION: (heading + w("outlineLvl", val=0), _BOLD + _CAPS),
        Body.CLAUSE_TITLE: (heading + w("outlineLvl", val=1), _BOLD),
        Body.SUB_NUMBER_TITLE: (heading + w("outlineLvl", val=2), _BOLD),
        Body.POINT_TITLE: (heading + w("outlineLvl", val=3), _BOLD),
        Body.NOTE: (text, _ITALIC),
        **dict.fromkeys(
            (Body.CLAUSE, Body.SUB_NUMBER, Body.POINT, Body.DASH, Body.PARAGRAPH, Body.CONTENT), (text, "")
        ),
        Body.CAPTION: (_KEEP + spaced + _aligned("center"), _BOLD),
        Body.HEAD: (_KEEP + cell + _aligned("center"), _BOLD + small),
        Body.CELL: (cell, small),
        Body.GROUP: (_KEEP + cell, _BOLD + small),
        Body.TOTAL: (cell, _BOLD + small),
        Body.CLOSING: (_spacing(before=80, after=160) + _aligned("right"), _size(sizes.body)),
    }


def _annex_looks(sizes: Sizes) -> dict[Body | Frame, tuple[str, str]]:
    centred = _KEEP + _spacing(line=_TIGHT) + _aligned("center")
    size = _size(sizes.body)
    return {
        Body.ANNEX_NUMBER: (centred + w("outlineLvl", val=0), _BOLD + _size(14)),
        Body.ANNEX_TITLE: (centred, _BOLD + _CAPS + size),
        Frame.ATTACHED: (centred, _ITALIC + size),
    }


def _frame_looks(sizes: Sizes) -> dict[Body | Frame, tuple[str, str]]:
    centre = _spacing() + _aligned("center")
    tight = _spacing(line=_TIGHT) + _aligned("center")
    upper, lower, body = _size(sizes.upper), _size(sizes.lower), _size(sizes.body)
    kept = _KEEP + w("keepLines")
    return {
        Frame.RULE: (_KEEP + _spacing(before=40, line=60, rule="exact") + _aligned("center"), _size(2)),
        Frame.SPACE: (_spacing(line=120, rule="exact"), _size(4)),
        Frame.SUPERIOR: (centre, upper),
        Frame.ISSUER: (centre, _BOLD + upper),
        Frame.NUMBER: (_spacing(before=80) + _aligned("center"), _size(13)),
        Frame.ABOUT: (_spacing(before=120) + _aligned("center"), _size(12)),
        Frame.NATIONAL: (centre, _BOLD + upper),
        Frame.MOTTO: (centre, _BOLD + lower),
        Frame.PLACE: (_spacing(before=80) + _aligned("center"), _ITALIC + lower),
        Frame.TYPE: (_KEEP + _spacing(before=400, line=_TIGHT) + _aligned("center"), _BOLD + body),
        Frame.SUBJECT: (_KEEP + tight, _BOLD + body),
        Frame.CUT_OFF: (_KEEP + _spacing(before=60, after=100) + _aligned("center"), _ITALIC + body),
        Frame.BASE: (_spacing(before=_BEFORE, line=_LINES) + _aligned("both", first=INDENT), _ITALIC + body),
        Frame.STAMP: (_spacing(before=160, line=400, rule="exact") + _aligned("center"), _BOLD + _size(13)),
        Frame.MARK: (kept + _spacing(before=60, line=_TIGHT), _size(11)),
        Frame.ADDRESS: (_spacing(line=_TIGHT), _size(11)),
        Frame.SIGNED: (_aligned("right"), _size(10)),
        Frame.TO_ONE: (_spacing(before=240, after=120) + _aligned("center"), body),
        Frame.TO_MANY: (_KEEP + _spacing(before=240, line=_LINES) + _aligned("left"), body),
        Frame.TO: (_spacing(line=_LINES) + _aligned("left"), body),
        Frame.RECIPIENTS: (kept + _spacing(before=36, line=_TIGHT), _BOLD + _ITALIC + _size(12)),
        Frame.RECIPIENT: (kept + _spacing(line=_TIGHT), _size(11)),
        Frame.POST: (kept + tight, _BOLD + body),
        Frame.HAND: (kept + _spacing(line=1700, rule="exact") + _aligned("center"), body),
        Frame.SIGNER: (kept + tight, _BOLD + body),
        Frame.HEADER: (_aligned("center"), body),
    }
