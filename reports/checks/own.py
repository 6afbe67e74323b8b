"""A document of ours before it is presented: gaps, figures, sums, who signs and who keeps it, and its style.

A document without a signer's name is not presented: the page prints the name under the post, and whoever approves must
see who is to sign. The name is what counts: a leader who never signs in to the application is named all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from itertools import chain

from django.utils.translation import gettext as _

from committees.issuing_body_rules import clean_symbol
from core.refusal import Refused
from core.text.numbers import MINUS, NO_FIGURE, integer
from reports.blocks import BlockError, Blocks, Figure, FigureEntry, Figures, Path, from_json, runs_of, walk
from reports.checks import annexes, dates, style, sums, symbols, tables, wording
from reports.checks.amounts import is_about, value_of
from reports.checks.findings import Finding, Spot, merged
from reports.checks.stretches import Body, Stretch
from reports.figures.book import changed_keys, gone_keys
from reports.kinds import GAP, KINDS
from reports.models import Document
from reports.places import anchor_of, places_of
from reports.signers import has_left

FRAME, SIGNER = "b-frame", "nguoi-ky"  # anchors of the document's page
_MOST_TOLD = 3
# Phụ lục III: the abbreviation that begins the symbol of a named type.
_TYPES = {"Báo cáo": "BC", "Kế hoạch": "KH", "Hướng dẫn": "HD", "Thông báo": "TB"}
_WRITTEN = re.compile(r"0?\d{1,3}(?:\.\d{3})*(?:,\d*[1-9])?")  # as core.text.numbers writes, a count perhaps padded
_NUMBERS = re.compile(r"\d+(?:\.\d+)*(?:,\d+)?")
_SIGNED = re.compile(rf"[{MINUS}-]\s?(?=\d)")


def findings_of(document: Document, now: Figures | None) -> list[Finding]:
    """All that the clerk should mend or look at. `now` are the figures as they stand; None where none are drawn up."""
    blocks = from_json(document.content)
    try:
        body = Body(blocks, document.figures)
    except BlockError as problem:  # a figure that is not bound: nothing can be read
        return [Finding(str(problem), (), is_error=True)]
    changed = chain(_changed(document, now, blocks), _gone(body, now)) if now is not None else ()
    return merged(chain(gaps(blocks), changed, _errors(document, body), _warnings(document, body)))


def refuse_errors(document: Document, now: Figures | None) -> None:
    """Raise `Refused` where a document without gaps has errors, the first are told; `now` as in `findings_of`.

    Figures that only changed were refused before.
    """
    try:
        body = Body(from_json(document.content), document.figures)
    except BlockError as problem:
        raise Refused(str(problem)) from None
    errors = merged(chain(_gone(body, now) if now is not None else (), _errors(document, body)))
    if errors:
        told = " ".join(each.told for each in errors[:_MOST_TOLD])
        raise Refused(
            _("Còn %(count)s lỗi phải sửa trước khi trình ký. %(told)s")
            % {"count": integer(len(errors)), "told": told[:1].upper() + told[1:]}
        )


# --- Gaps and changes -------------------------------------------------------------------------------


def gaps(blocks: Blocks) -> Iterator[Finding]:
    """Where the text still has gaps "…"."""
    places = places_of(blocks)
    for each in walk(blocks):
        if any(GAP in run.text for run in runs_of(each.block) if not isinstance(run, Figure)):
            spot = Spot(places[each.path], anchor_of(each.path))
            yield Finding(_("Còn chỗ trống “…”; điền hoặc xóa."), (spot,), is_error=True)


def _changed(document: Document, now: Figures, blocks: Blocks) -> Iterator[Finding]:
    """The figures that are no longer what they were, where they stand; those that stand nowhere are counted too."""
    keys = changed_keys(document.figures, now)
    if not keys:
        return
    bound = _bound(blocks)
    printed = [key for key in keys if key in bound]
    paths = dict.fromkeys(path for key in printed for path in bound[key])
    places = places_of(blocks)
    told = "; ".join(dict.fromkeys(_change(key, document.figures, now) for key in printed[:_MOST_TOLD]))
    if told and len(printed) > _MOST_TOLD:
        told += "; …"
    sentence = _("%(count)s số liệu đã đổi%(told)s. Bấm Cập nhật số liệu rồi đọc lại.") % {
        "count": integer(len(keys)),
        "told": f": {told}" if told else "",
    }
    yield Finding(sentence, tuple(Spot(places[path], anchor_of(path)) for path in paths), is_error=True)


def _gone(body: Body, now: Figures) -> Iterator[Finding]:
    """The figures that nothing counts any more, where they still stand: binding anew leaves what is written."""
    bound = _bound(body.blocks)
    for key in gone_keys(body.figures, now, bound):
        sentence = _("“%(text)s” không còn trong nguồn số liệu; viết lại hoặc xóa chỗ này.") % {
            "text": body.figures[key]["text"]
        }
        spots = tuple(Spot(body.places[path], anchor_of(path)) for path in dict.fromkeys(bound[key]))
        yield Finding(sentence, spots, is_error=True)


def _change(key: str, before: Figures, now: Figures) -> str:
    return f"{before[key]['text'] if key in before else NO_FIGURE} → {now[key]['text']}"


def _bound(blocks: Blocks) -> dict[str, list[Path]]:
    """Where each figure stands."""
    found: dict[str, list[Path]] = {}
    for each in walk(blocks):
        for run in runs_of(each.block):
            if isinstance(run, Figure):
                found.setdefault(run.key, []).append(each.path)
    return found


# --- Errors -----------------------------------------------------------------------------------------


def _errors(document: Document, body: Body) -> Iterator[Finding]:
    yield from figures_unlike_their_values(body)
    sentences = [said for _path, said in body.sentences()]
    yield from (each for each in _sums(body) if each.has_bound)
    yield from dates.long_days(sentences)
    yield from (each for each in dates.short_days(sentences) if each.is_error)
    yield from annexes.unreferred(body)
    yield from _symbol(document)
    yield from _kept(document)
    if not document.signature.get("signer"):
        post = (document.signature.get("authority") or [""])[-1]
        sentence = _("Chưa có họ tên người ký (%(post)s); chọn người ký ở phần ký.") % {"post": post}
        yield Finding(sentence, (Spot(_("phần ký"), SIGNER),), is_error=True)
    elif has_left(document.signature):
        sentence = _("Người ký không còn giữ vai trò đã chọn; bấm Chọn người ký để chọn lại.")
        yield Finding(sentence, (Spot(_("phần ký"), SIGNER),), is_error=True)


def _sums(body: Body) -> Iterator[Finding]:
    """Numbers that disagree; that typed ones alone are a sum is a guess, which keeps nothing back."""
    yield from tables.table_sums(body)
    yield from sums.prose_sums(body)
    yield from sums.shares(said for _path, said in body.sentences())


def figures_unlike_their_values(body: Body) -> Iterator[Finding]:
    """Figures whose printed text is not their value, or not written as numbers are."""
    for key, paths in _bound(body.blocks).items():
        sentence = _of_figure(body.figures[key])
        if sentence:
            spots = tuple(Spot(body.places[path], anchor_of(path)) for path in dict.fromkeys(paths))
            yield Finding(sentence, spots, is_error=True)


def _of_figure(entry: FigureEntry) -> str:
    value, text = entry["value"], entry["text"]
    number = _as_number(value)
    if number is None or text == value:
        is_same = value is None or text == value
        told = {"text": text, "value": value}
        return "" if is_same else _("In “%(text)s” nhưng nguồn ghi “%(value)s”; bấm Cập nhật số liệu.") % told
    sign = -1 if _SIGNED.search(text) else 1
    same = [each[0] for each in _NUMBERS.finditer(text) if sign * value_of(each[0]) == number]
    if any(_WRITTEN.fullmatch(each) for each in same) or _is_rounded(text):
        return ""
    if same:
        return _("Số liệu in “%(text)s” sai cách viết số; bấm Cập nhật số liệu.") % {"text": text}
    told = {"text": text, "value": _plain(number)}
    return _("In “%(text)s” nhưng nguồn là %(value)s; bấm Cập nhật số liệu.") % told


def _is_rounded(text: str) -> bool:
    """Whether it says of itself that it is near the value, as "gần 1.500"."""
    first = _NUMBERS.search(text)
    return first is not None and is_about(text, first.start())


def _as_number(value: int | str | None) -> Decimal | None:
    try:
        return None if value is None else Decimal(value)
    except InvalidOperation:
        return None


def _plain(number: Decimal) -> str:
    return f"{number:f}".replace(".", ",").replace("-", MINUS)


def _symbol(document: Document) -> Iterator[Finding]:
    spot = (Spot(_("ký hiệu"), FRAME),)
    try:
        clean_symbol(document.symbol)
    except Refused as refusal:
        yield Finding(refusal.sentence, spot, is_error=True)


def _kept(document: Document) -> Iterator[Finding]:
    if not any(re.match(r"\W*lưu\b", line, re.IGNORECASE) for line in document.recipients):
        sentence = _("Nơi nhận thiếu dòng “Lưu: VT, …”; thêm dòng này ở cuối.")
        yield Finding(sentence, (Spot(_("nơi nhận"), FRAME),), is_error=True)


# --- Warnings ---------------------------------------------------------------------------------------


def _warnings(document: Document, body: Body) -> Iterator[Finding]:
    sentences = [said for _path, said in body.sentences()]
    titles = [body.stretch(line) for line in body.lines if not line.holds_runs and line.row is None]
    frame = list(_frame(document))
    read = [*frame, *sentences]
    yield from (replace(each, is_error=False) for each in _sums(body) if not each.has_bound)
    yield from symbols.symbols(read)
    yield from (each for each in dates.short_days(read) if not each.is_error)
    yield from dates.months(read)
    yield from wording.abbreviations(sentences)
    yield from wording.written_twice(read)
    yield from style.style([*read, *titles], has_gaps=True)
    yield from annexes.missing(body)
    yield from _unusual(document)


def _frame(document: Document) -> Iterator[Stretch]:
    lines: Mapping[str, list[str]] = {
        _("trích yếu"): [document.subject],
        _("căn cứ"): document.bases,
        _("kính gửi"): document.addressees,
        _("nơi nhận"): document.recipients,
    }
    for place, texts in lines.items():
        yield from (Stretch(text, place, FRAME) for text in texts)


def _unusual(document: Document) -> Iterator[Finding]:
    """Recipients and symbols that are not those of the decree's examples."""
    for line in document.recipients:
        if re.match(r"\W*lưu\b(?!\s*:)", line, re.IGNORECASE):
            spot = Spot(_("nơi nhận"), FRAME, marked=line)
            yield Finding(_("Sau chữ “Lưu” có dấu hai chấm, như “Lưu: VT, …”."), (spot,))
    kind, symbol = KINDS[document.kind], document.symbol
    wanted = _TYPES.get(kind.type_name, "")
    if wanted and not symbol.startswith(f"{wanted}-"):
        sentence = _("Ký hiệu của %(kind)s thường bắt đầu bằng “%(start)s-”.")
        told = {"kind": kind.type_name, "start": wanted}
        yield Finding(sentence % told, (Spot(_("ký hiệu"), FRAME, marked=symbol),))
    if kind.is_letter and symbol.upper().startswith("CV-"):
        yield Finding(_("Ký hiệu công văn không ghi “CV”."), (Spot(_("ký hiệu"), FRAME, marked=symbol),))
