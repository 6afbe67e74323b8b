"""Phrases that several kinds of document share, each put together in one place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from campaigns.models import Plan, Session
from committees.models import Committee, IssuingBody, Level
from core.text.dates import short_date
from quotas.models import OutsideFigure
from reports.blocks import Block, Clause, Dash, Figure, Inline, Paragraph, Text, inline
from reports.figures.naming import in_sentence
from reports.models import OrganisationTask, StandardPhrase


def say(*parts: str | Figure | Text) -> Paragraph:
    """A plain paragraph from text and bound figures."""
    return Paragraph(inline(*parts))


def bold(text: str) -> Text:
    """A stretch of bold text."""
    return Text(text, bold=True)


def joined(*parts: str | Inline) -> Inline:
    """Texts and runs one after the other; empty ones are nothing."""
    return tuple(run for part in parts if part for run in (inline(part) if isinstance(part, str) else part))


def listed(parts: Sequence[Inline]) -> Inline:
    """ "một, hai và ba"."""
    runs: list[Inline] = []
    for place, part in enumerate(parts):
        between = "" if not place else " và " if place == len(parts) - 1 else ", "
        runs.append((*inline(*([between] if between else [])), *part))
    return joined(*runs)


def basis_of(plan: Plan, committee: Committee) -> str:
    """What is carried out: the superior's document, the committee's own, or the plan in words, with its giver."""
    document = plan.superior_document or plan.document
    return _of(document, plan.superior_name if plan.superior_document else committee.name, plan)


def own_basis_of(plan: Plan, committee: Committee) -> str:
    """As `basis_of`, the committee's own plan first: what it asks of its units rests on that."""
    return _of(plan.document, committee.name, plan) if plan.document else basis_of(plan, committee)


def _of(document: str, giver: str, plan: Plan) -> str:
    basis = document or f"Kế hoạch vận động hiến máu tình nguyện năm {plan.year}"
    by = "" if " của " in basis or not giver else f" của {giver}"
    return f"{basis}{by}"


def carrying_out(basis: str, committee: Committee, year: int) -> str:
    """How a document opens, up to its verb; a committee that carries out its own plan is named once."""
    work, short = f"về công tác vận động hiến máu tình nguyện năm {year}", "(sau đây gọi tắt là Ban Chỉ đạo)"
    if basis.endswith(committee.name):
        return f"Thực hiện {basis} {short} {work}, Ban Chỉ đạo"
    return f"Thực hiện {basis} {work}, {committee.name} {short}"


def standing_body_of(committee: Committee) -> str:
    """The cơ quan thường trực, which does the paperwork."""
    return committee.standing_body or "Hội Chữ thập đỏ"


def government_of(committee: Committee) -> str:
    """Whom a committee asks on its own level; the nation and a cluster (khu vực) have no people's committee.

    The national committee was set up by the Prime Minister (Quyết định 235/QĐ-TTg, 26/02/2008; its members by
    409/QĐ-TTg, 19/4/2023) and reports to him.
    """
    if _is_national(committee):
        return "Thủ tướng Chính phủ"
    place = in_sentence(committee.unit)
    return "Ủy ban nhân dân các xã, phường" if place.startswith("khu vực") else f"Ủy ban nhân dân {place}"


def superior_of(plan: Plan, committee: Committee) -> str:
    """Whom a committee makes its proposals to.

    The national one has no committee above it: its head is the minister of health, whose ministry leads the work.
    """
    return plan.superior_name or ("Bộ Y tế" if _is_national(committee) else "Ban Chỉ đạo cấp trên")


def all_of(committee: Committee) -> str:
    """Everybody where a committee works, at the start of a sentence: "Toàn xã An Thạnh", "Cả nước"."""
    return "Cả nước" if _is_national(committee) else f"Toàn {in_sentence(committee.unit)}"


def units_of(committee: Committee) -> str:
    """All whom a committee asks: "Các cơ quan, đơn vị, địa phương thuộc xã An Thạnh", "… trong cả nước"."""
    where = "trong cả nước" if _is_national(committee) else f"thuộc {in_sentence(committee.unit)}"
    return f"Các cơ quan, đơn vị, địa phương {where}"


def _is_national(committee: Committee) -> bool:
    return bool(committee.unit.level == Level.NATIONAL)


def small(words: str) -> str:
    """Words that began a line, as inside a sentence; an abbreviation stays ("TP", "HMTN")."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


# Words that begin a line of a list and take a small letter inside a sentence; an organisation's name keeps its own.
_COMMON = frozenset({"các", "cán", "chủ", "đại", "đồng", "lãnh", "những", "tập", "thành", "toàn", "trưởng"})


def in_a_row(lines: Sequence[str]) -> str:
    """Lines of a list as one sentence: "Lãnh đạo Hội Chữ thập đỏ tỉnh; đại diện các xã; Ủy ban nhân dân huyện"."""
    bare = [line.rstrip(";.") for line in lines]
    rest = [small(line) if line.partition(" ")[0].lower() in _COMMON else line for line in bare[1:]]
    return "; ".join([*bare[:1], *rest])


def post_and_name(post: str, name: str) -> str:
    """ "Trưởng Ban Chỉ đạo Nguyễn Văn A"; after "… huyện" with a dash, or the name would be read as the district's."""
    return f"{post} {'- ' if post.rpartition(' ')[2] in _TERRITORY_WORDS else ''}{name}"


def kept_phrases(committee: Committee, use: StandardPhrase.Use) -> list[str]:
    """The sentences a committee keeps for one use, in its own order."""
    return [phrase.text for phrase in StandardPhrase.objects.filter(committee=committee, use=use)]


def kept_or(committee: Committee, use: StandardPhrase.Use, otherwise: Sequence[str]) -> list[str]:
    """The committee's own sentences, or ours where it keeps none."""
    return kept_phrases(committee, use) or list(otherwise)


def lines_of(text: str) -> list[str]:
    """The sentences of a field where each stands on a line of its own, without the marks they were typed with."""
    return [line for each in text.splitlines() if (line := " ".join(each.split()).lstrip("-–+• "))]


def ended(sentence: str) -> str:
    """A sentence with its full stop; a quotation at its end has its own only where it is a sentence."""
    bare = sentence.strip()
    return bare if bare.rstrip("”").endswith((".", "!", "?", "…")) else f"{bare.rstrip(';,')}."


def task_clauses(tasks: Iterable[OrganisationTask]) -> tuple[Clause, ...]:
    """A khoản per organisation: its name as title, what it is to do under it."""
    return tuple(Clause(title=task.organisation.rstrip(": "), children=_duties(task)) for task in tasks)


def _duties(task: OrganisationTask) -> tuple[Block, ...]:
    lines = [ended(line) for line in lines_of(task.lines)]
    return (say(lines[0]),) if len(lines) == 1 else tuple(Dash(inline(line)) for line in lines)


def session_words(session: Session) -> Inline:
    """When, where and with whom: "ngày 05/4/2026, tại Nhà văn hóa xã, phối hợp với Bệnh viện Đa khoa tỉnh"."""
    key = f"session.{session.pk}"
    return joined(
        inline(Figure(f"{key}.time")),
        inline(", tại ", Figure(f"{key}.venue")) if session.venue else "",
        inline(", phối hợp với ", Figure(f"{key}.facility")) if session.facility else "",
    )


def outside_sentences(figures: Iterable[OutsideFigure]) -> tuple[Paragraph, ...]:
    """What other bodies announced, each with its source and day."""
    return tuple(
        say(
            f"Theo {figure.source}, {small(figure.label)}: ",
            Figure(f"outside.{figure.pk}.value"),
            f" (số liệu công bố ngày {short_date(figure.stated_on)}).",
        )
        for figure in figures
    )


_SHORT = ("HĐND", "UBND", "UBMTTQ", "MTTQ", "TP", "BCĐ")
_TERRITORY_WORDS = ("tỉnh", "phố", "quận", "huyện", "xã", "phường", "thị trấn", "khu", "vực")


def issuer_in_text(body: IssuingBody, committee: Committee) -> str:
    """The issuing body's name inside a sentence; its header lines are in capitals.

    Abbreviations stay; what follows the word for a territory is taken for its proper name.
    """
    lines = " ".join(body.name_lines)
    if lines.upper().startswith("BAN CHỈ ĐẠO"):
        return committee.name
    words, is_name = [], False
    for word in lines.split():
        if word.upper() in _SHORT:
            words.append(word.upper())
            continue
        small = word.lower()
        words.append(small.capitalize() if is_name else small)
        is_name = is_name or small in _TERRITORY_WORDS
    text = " ".join(words).replace("hội chữ thập đỏ", "hội Chữ thập đỏ")
    return text[:1].upper() + text[1:]
