"""What stands above and below the body: the header table, type and subject, addressees, recipients and signature."""

from dataclasses import dataclass
from itertools import accumulate

from core.paper.fonts import DocumentFont, Style
from reports.page.breaking import balanced_lines
from reports.page.content import PageContent, attached_to, recipient_lines
from reports.page.rendering import LARGE, MOTTO, NATIONAL, SMALL, Sizes
from reports.word.markup import paragraph, run, twips, w
from reports.word.styles import Body, Frame, style_id

_PAGE_MM = 210
_BETWEEN_MM = 3
_SUBJECT_MM = 130
_SUBJECT_LINES = 3
_RECIPIENTS_MM = 62
_ADDRESS_MM = 20
_ANNEX_INSET_MM = 10
_FEW_LINES = 3  # an issuer block of at most this height takes the larger sizes
_PART = 0.4  # of the line of text above: Phụ lục I asks for a third to a half
_RECIPIENT_PT, _TALL_PT, _BESIDE_PT = 13.2, 400, 150  # a recipient's line; a list so tall parts at the signature's end


@dataclass(frozen=True)
class PageFrame:
    """Writes what surrounds the body of one page, measured in one font."""

    content: PageContent
    font: DocumentFont

    @property
    def text_mm(self) -> float:
        """The width of the text in millimetres."""
        return _PAGE_MM - self.content.margins.left - self.content.margins.right

    @property
    def sizes(self) -> Sizes:
        """The larger sizes where the issuer's block stays low beside the national name, else the smaller ones."""
        return LARGE if len(self._superior(LARGE)) + len(self._issuer(LARGE)) <= _FEW_LINES else SMALL

    def above(self) -> str:
        """Everything before the body."""
        content = self.content
        to = self._addressees()
        if not content.type_name:
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
        right = [
            *(_line(Frame.POST, line.upper()) for line in content.authority),
            _line(Frame.HAND, ""),
            *(_line(Frame.POST, line.upper()) for line in content.second_post),
            _line(Frame.SIGNER, content.signer or ""),
        ]
        widths = [twips(_RECIPIENTS_MM), twips(self.text_mm - _RECIPIENTS_MM)]
        row = [_cell(left or [_line(Frame.RECIPIENT, "")], widths[0]), _cell(right, widths[1])]
        rest = "".join(_line(Frame.RECIPIENT, line) for line in recipients[beside:])
        space = paragraph(style_id(Frame.SPACE), properties=w("keepNext"))
        return space + space + _borderless(widths, [row]) + rest

    def annex(self, number: str, title: str, *, width_mm: float) -> str:
        """An annex's heading: its number, its title, and what it belongs to."""
        width = width_mm - _ANNEX_INSET_MM
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
        about = []
        if not content.type_name:
            subject = content.subject if content.subject.startswith("V/v") else f"V/v {content.subject}"
            about = [[_cell([_line(Frame.ABOUT, subject)], widths[0]), _cell([_line(Frame.PLACE, "")], widths[1])]]
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
        width = self.text_mm - _BETWEEN_MM - self._right_mm(sizes)
        return [
            broken
            for line in given
            for broken in balanced_lines(
                line, width_mm=width, size_pt=sizes.upper, font=self.font, style=style, capitals=True
            )
        ]

    def _rule(self, above: str, size_pt: float, width_mm: float, *, part: float, style: Style = "bold") -> str:
        """A rule under a centred line of text: an empty paragraph whose upper border is as long as it should be."""
        length = part * self.font.width_mm(above, size_pt=size_pt, style=style)
        inset = max(0, twips((width_mm - length) / 2))
        border = w("pBdr", w("top", val="single", sz=6, space=1, color="000000"))
        return paragraph(style_id(Frame.RULE), properties=border + w("ind", left=inset, right=inset))

    # --- Subject and addressees --------------------------------------------------------------------

    def _subject(self) -> list[str]:
        for width in (_SUBJECT_MM, self.text_mm):
            lines = balanced_lines(self.content.subject, width_mm=width, size_pt=self.sizes.body, font=self.font)
            if len(lines) <= _SUBJECT_LINES:
                break
        return lines

    def _addressees(self) -> str:
        lines = recipient_lines(self.content.addressees)
        if not lines:
            return ""
        if len(lines) == 1:
            return _line(Frame.TO_ONE, f"Kính gửi: {lines[0][2:-1]}.")
        colon = _ADDRESS_MM + self.font.width_mm("Kính gửi", size_pt=self.sizes.body)
        first = paragraph(
            style_id(Frame.TO_MANY), run("Kính gửi:"), properties=w("ind", left=twips(_ADDRESS_MM), firstLine=0)
        )
        dashes = w("ind", left=twips(colon), firstLine=0)
        rest = [paragraph(style_id(Frame.TO), run(line), properties=dashes) for line in lines]
        return first + "".join(rest) + paragraph(style_id(Frame.SPACE))

    def _beside(self, recipients: list[str]) -> int:
        """How many recipients stand beside the signature: all, or of a very long list those that are no taller."""
        heights = [
            _RECIPIENT_PT
            * len(balanced_lines(line, width_mm=_RECIPIENTS_MM - 4, size_pt=11, font=self.font, style="regular"))
            for line in recipients
        ]
        if sum(heights) <= _TALL_PT:
            return len(recipients)
        return sum(height <= _BESIDE_PT for height in accumulate(heights))


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
