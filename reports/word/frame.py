"""What stands above and below the body: the header table, type and subject, addressees, recipients and signature."""

from dataclasses import dataclass
from itertools import accumulate

from core.paper.fonts import DocumentFont, Style
from reports.page.breaking import balanced_lines, broken_anew
from reports.page.content import (
    PageContent,
    Urgency,
    about_line,
    attached_to,
    base_lines,
    drafter_mark,
    recipient_lines,
)
from reports.page.measures import (
    ADDRESS_MM,
    ANNEX_INSET_MM,
    BETWEEN_MM,
    FEW_LINES,
    LARGE,
    PAGE_MM,
    RECIPIENTS_MM,
    SMALL,
    SUBJECT_LINES,
    SUBJECT_MM,
    TALL_PT,
    Sizes,
)
from reports.page.rendering import MOTTO, NATIONAL
from reports.page.signing import recipient_heights
from reports.word.markup import paragraph, run, twips, w
from reports.word.styles import Body, Frame, style_id

_URGENCY_MM = {Urgency.URGENT: 20, Urgency.VERY_URGENT: 40, Urgency.IMMEDIATE: 30}  # cell 10b
_BESIDE_STAMP_MM = 6
_PART = 0.4  # of the line of text above: Phụ lục I asks for a third to a half
_BESIDE_PT = 150  # where the signature ends, at which a very long list of recipients parts


@dataclass(frozen=True)
class PageFrame:
    """Writes what surrounds the body of one page, measured in one font."""

    content: PageContent
    font: DocumentFont

    @property
    def text_mm(self) -> float:
        """The width of the text in millimetres."""
        return PAGE_MM - self.content.margins.left - self.content.margins.right

    @property
    def sizes(self) -> Sizes:
        """The larger sizes where the issuer's block stays low beside the national name, else the smaller ones."""
        return LARGE if len(self._superior(LARGE)) + len(self._issuer(LARGE)) <= FEW_LINES else SMALL

    def above(self) -> str:
        """Everything before the body."""
        content = self.content
        to = self._addressees() + "".join(_line(Frame.BASE, line) for line in base_lines(content.bases))
        if content.is_letter:
            return self._header() + to
        cut_off = [_line(Frame.CUT_OFF, f"(Số liệu {content.cut_off})")] if content.cut_off else []
        subject = self._subject()
        return "".join(
            [
                self._header(),
                _line(Frame.TYPE, content.type_name.upper()),
                _line(Frame.SUBJECT, "\n".join(subject)),
                self._rule(subject[-1], self.sizes.body, self.text_mm, part=_PART) if subject else "",
                *cut_off,
                to,
                paragraph(style_id(Frame.SPACE)),
            ]
        )

    def below(self) -> str:
        """Recipients and signature, in one row that never parts."""
        content = self.content
        recipients = recipient_lines(content.recipients)
        beside = self._beside(recipients)
        left = [_line(Frame.RECIPIENTS, "Nơi nhận:")] if recipients else []
        left += [_line(Frame.RECIPIENT, line) for line in recipients[:beside]]
        mark = drafter_mark(content.drafter, content.copies)
        drafter = [_line(Frame.MARK, mark)] if mark else []
        left += drafter if beside == len(recipients) else []
        right = [
            *(_line(Frame.POST, line.upper()) for line in content.authority),
            _line(Frame.HAND, ""),
            *(_line(Frame.POST, line.upper()) for line in content.second_post),
            _line(Frame.SIGNER, content.signer or ""),
        ]
        widths = [twips(RECIPIENTS_MM), twips(self.text_mm - RECIPIENTS_MM)]
        row = [_cell(left or [_line(Frame.RECIPIENT, "")], widths[0]), _cell(right, widths[1])]
        rest = "".join(_line(Frame.RECIPIENT, line) for line in recipients[beside:])
        rest += "".join(drafter) if beside < len(recipients) else ""
        space = paragraph(style_id(Frame.SPACE), properties=w("keepNext"))
        return space + space + _borderless(widths, [row]) + rest

    def annex(self, number: str, title: str, *, width_mm: float) -> str:
        """An annex's heading: its number, its title, and what it belongs to."""
        width = width_mm - ANNEX_INSET_MM
        attached = balanced_lines(
            attached_to(self.content), width_mm=width, size_pt=self.sizes.body, font=self.font, style="italic"
        )
        return "".join(
            [
                _line(Body.ANNEX_NUMBER, number),
                _line(Body.ANNEX_TITLE, title),
                _line(Frame.ATTACHED, "\n".join(attached)),
                self._rule(attached[-1], self.sizes.body, width_mm, part=_PART, style="italic"),
                paragraph(style_id(Frame.SPACE), properties=w("keepNext")),
            ]
        )

    def first_head(self) -> str:
        """What stands in the upper margin of the first page: how far the document may go, who has signed it when."""
        content = self.content
        signed = [_line(Frame.SIGNED, line) for line in content.signed_info]
        if not content.circulation:
            return "".join(signed)
        words = content.circulation.value
        width = self.font.width_mm(words, size_pt=13, style="bold") + _BESIDE_STAMP_MM
        return _stamp(words, self.text_mm, width_mm=width, at_right=True) + "".join(signed)

    def first_foot(self) -> str:
        """The issuer's address at the foot of the first page, under a rule as wide as the text."""
        rule = w("pBdr", w("top", val="single", sz=6, space=1, color="000000"))
        lines = self.content.address
        return "".join(
            paragraph(style_id(Frame.ADDRESS), run(line), properties="" if index else rule)
            for index, line in enumerate(lines)
        )

    # --- Header -----------------------------------------------------------------------------------

    def _header(self) -> str:
        content, sizes = self.content, self.sizes
        right = self._right_mm(sizes)
        left = self.text_mm - right
        widths = [twips(left), twips(right)]
        superior, issuer = self._superior(sizes), self._issuer(sizes)
        issued = [_line(Frame.SUPERIOR, "\n".join(superior))] if superior else []
        if issuer:
            issued += [_line(Frame.ISSUER, "\n".join(issuer)), self._rule(issuer[-1], sizes.upper, left, part=_PART)]
        nation = [
            _line(Frame.NATIONAL, NATIONAL),
            _line(Frame.MOTTO, MOTTO),
            self._rule(MOTTO, sizes.lower, right, part=1),
        ]
        below = [_line(Frame.ABOUT, about_line(content.subject))] if content.is_letter else []
        if content.urgency:
            below.append(_stamp(content.urgency.value, left, width_mm=_URGENCY_MM[content.urgency], is_red=True))
        about = [[_cell(below, widths[0]), _cell([_line(Frame.PLACE, "")], widths[1])]] if below else []
        rows = [
            [_cell(issued or [_line(Frame.ISSUER, "")], widths[0]), _cell(nation, widths[1])],
            [
                _cell([_line(Frame.NUMBER, content.number)], widths[0], at="bottom"),
                _cell([_line(Frame.PLACE, content.place_and_date)], widths[1], at="bottom"),
            ],
            *about,
        ]
        return _borderless(widths, rows)

    def _right_mm(self, sizes: Sizes) -> float:
        """The width of the national name, or of the place and date where they are wider, and a little room."""
        return 1 + max(
            self.font.width_mm(NATIONAL, size_pt=sizes.upper, style="bold"),
            self.font.width_mm(self.content.place_and_date, size_pt=sizes.lower, style="italic"),
        )

    def _superior(self, sizes: Sizes) -> list[str]:
        return self._broken(self.content.superior, sizes, "regular")

    def _issuer(self, sizes: Sizes) -> list[str]:
        return self._broken(self.content.issuer, sizes, "bold")

    def _broken(self, given: tuple[str, ...], sizes: Sizes, style: Style) -> list[str]:
        width = self.text_mm - BETWEEN_MM - self._right_mm(sizes)
        return broken_anew(given, width_mm=width, size_pt=sizes.upper, font=self.font, style=style)

    def _rule(self, above: str, size_pt: float, width_mm: float, *, part: float, style: Style = "bold") -> str:
        """A rule under a centred line of text: an empty paragraph whose upper border is as long as it should be."""
        length = part * self.font.width_mm(above, size_pt=size_pt, style=style)
        inset = max(0, twips((width_mm - length) / 2))
        border = w("pBdr", w("top", val="single", sz=6, space=1, color="000000"))
        return paragraph(style_id(Frame.RULE), properties=border + w("ind", left=inset, right=inset))

    # --- Subject and addressees --------------------------------------------------------------------

    def _subject(self) -> list[str]:
        for width in (SUBJECT_MM, self.text_mm):
            lines = balanced_lines(self.content.subject, width_mm=width, size_pt=self.sizes.body, font=self.font)
            if len(lines) <= SUBJECT_LINES:
                break
        return lines

    def _addressees(self) -> str:
        lines = recipient_lines(self.content.addressees)
        if not lines:
            return ""
        if len(lines) == 1:
            return _line(Frame.TO_ONE, f"Kính gửi: {lines[0][2:-1]}")
        size = self.sizes.body
        far, near = ADDRESS_MM
        word = self.font.width_mm("Kính gửi", size_pt=size)
        longest = max(self.font.width_mm(line, size_pt=size) for line in lines)
        start = far if far + word + longest <= self.text_mm else near
        first = paragraph(
            style_id(Frame.TO_MANY), run("Kính gửi:"), properties=w("ind", left=twips(start), firstLine=0)
        )
        dashes = w("ind", left=twips(start + word), firstLine=0)
        rest = [paragraph(style_id(Frame.TO), run(line), properties=dashes) for line in lines]
        return first + "".join(rest) + paragraph(style_id(Frame.SPACE))

    def _beside(self, recipients: list[str]) -> int:
        """How many recipients stand beside the signature: all, or of a very long list those that are no taller."""
        heights = recipient_heights(recipients, self.font)
        if sum(heights) <= TALL_PT:
            return len(recipients)
        return sum(height <= _BESIDE_PT for height in accumulate(heights))


def _stamp(words: str, room_mm: float, *, width_mm: float, is_red: bool = False, at_right: bool = False) -> str:
    """Words in a box: a paragraph with a border, as wide as its indents let it be."""
    colour = "FF0000" if is_red else "000000"
    border = w(
        "pBdr", *(w(side, val="single", sz=8, space=1, color=colour) for side in ("top", "left", "bottom", "right"))
    )
    rest = max(0, twips(room_mm - width_mm))
    inset = w("ind", left=rest, right=0) if at_right else w("ind", left=rest // 2, right=rest // 2)
    return paragraph(style_id(Frame.STAMP), run(words, w("color", val=colour)), properties=border + inset)


def _line(style: Frame | Body, text: str) -> str:
    return paragraph(style_id(style), *([run(text)] if text else []))


def _cell(inner: list[str], width: int, *, at: str = "top") -> str:
    return w("tc", w("tcPr", w("tcW", w=width, type="dxa"), w("vAlign", val=at)), *inner)


def _borderless(widths: list[int], rows: list[list[str]]) -> str:
    margins = [w(side, w=0, type="dxa") for side in ("top", "left", "bottom", "right")]
    return w(
        "tbl",
        w(
            "tblPr",
            w("tblW", w=sum(widths), type="dxa"),
            w("tblLayout", type="fixed"),
            w("tblCellMar", *margins),
        ),
        w("tblGrid", *(w("gridCol", w=width) for width in widths)),
        *(w("tr", w("trPr", w("cantSplit")), *row) for row in rows),
    )
