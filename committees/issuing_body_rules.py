"""How the header and the symbol of an issuing body must be written (Nghị định 30/2020, Phụ lục I, mục II)."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from core.refusal import Refused
from core.text.folding import compose

LONGEST_LINE, LONGEST_NAME, LONGEST_SYMBOL = 100, 200, 30  # the lengths of the decree's metadata, mục VI
MOST_LINES = 4
# Letters and digits, parts joined by one hyphen-minus: "BCĐ", "BCĐQG", "BCĐ-CTĐ"; no space, no dash.
_SYMBOL = re.compile(r"[^\W\d_][^\W_]*(?:-[^\W_]+)*")


def clean_lines(text: str) -> list[str]:
    """Header lines as they are printed: one a line, capitals, single spaces, no blank ones.

    Raises `Refused` for a line, a number of lines or a name longer than the header holds.
    """
    lines = [" ".join(compose(line).split()).upper() for line in text.splitlines()]
    lines = [line for line in lines if line]
    if len(lines) > MOST_LINES:
        raise Refused(_("Phần đầu văn bản có nhiều nhất %(most)s dòng; gộp bớt dòng.") % {"most": MOST_LINES})
    for line in lines:
        if len(line) > LONGEST_LINE:
            raise Refused(
                _("Dòng “%(start)s…” dài quá %(most)s chữ; ngắt thành hai dòng.")
                % {"start": line[:30], "most": LONGEST_LINE}
            )
    if len(" ".join(lines)) > LONGEST_NAME:
        raise Refused(_("Tên cơ quan dài quá %(most)s chữ; viết gọn lại.") % {"most": LONGEST_NAME})
    return lines


def clean_symbol(text: str) -> str:
    """The issuer's abbreviation as it stands in "93/BC-BCĐ". Raises `Refused` for spaces, dashes, slashes."""
    symbol = compose(text).strip()
    if not _SYMBOL.fullmatch(symbol) or len(symbol) > LONGEST_SYMBOL:
        raise Refused(
            _("“%(symbol)s” không dùng được trong số, ký hiệu: chỉ gồm chữ, số và gạch nối (-), không dấu cách.")
            % {"symbol": symbol[:LONGEST_SYMBOL]}
        )
    return symbol
