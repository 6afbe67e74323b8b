"""What the page of a batch shows: where its letters stand, what can be done with all of them, what the last job did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import Seat
from core.models import Job
from core.text.numbers import integer
from reports.batches.steps import ForAll, able
from reports.models import Document

_DONE = {
    ForAll.REFRESH: gettext_lazy("Đã cập nhật số liệu %(count)s công văn."),
    ForAll.REWORD: gettext_lazy("Đã chép câu chữ sang %(count)s công văn."),
    ForAll.PRESENT: gettext_lazy("Đã trình ký %(count)s công văn; số liệu giữ nguyên từ lúc trình."),
    ForAll.RETURN: gettext_lazy("Đã đưa %(count)s công văn về dự thảo."),
    ForAll.APPROVE: gettext_lazy("Đã duyệt %(count)s công văn."),
    ForAll.NUMBER: gettext_lazy("Đã vào số %(count)s công văn. Tải các bản PDF cuối về ký số rồi đưa lên."),
    ForAll.SIGN: gettext_lazy("Đã ghi số và ngày ký của %(count)s công văn. Xem lại tệp PDF rồi ban hành."),
    ForAll.PRINT: gettext_lazy("Đã tạo PDF của %(count)s công văn và ghép thành một tệp."),
    ForAll.ISSUE: gettext_lazy("Đã ban hành %(count)s công văn."),
}
_NAMED = 5  # units named in one sentence; the others are counted


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why some letters stay as they are: the units, as a few names, and the sentence."""

    units: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the last act did: one sentence, and what it could not do."""

    sentence: str
    refused: Sequence[Refusal] = ()


def states_of(letters: Sequence[Document]) -> list[str]:
    """ "24 trình ký", "2 dự thảo": how many letters stand where, in the order of the steps."""
    found = Counter(letter.state for letter in letters)
    return [
        f"{integer(found[state.value])} {str(state.label)[:1].lower()}{str(state.label)[1:]}"
        for state in Document.State
        if found[state.value]
    ]


def offers(letters: Sequence[Document], seat: Seat) -> dict[str, int]:
    """What the seat can do with how many letters now, by the act's name."""
    counts = {act.value: len(able(act, letters, seat)) for act in ForAll}
    return {act: count for act, count in counts.items() if count}


def outcome_of(job: Job | None) -> Outcome | None:
    """What the last act did, once it is done; the drafting is told by the batch itself."""
    if job is None or job.state != Job.State.DONE or "act" not in job.result:
        return None
    result = job.result
    told = {"count": integer(result["taken"])}
    refused = refusals([(unit, sentence) for _pk, unit, sentence in result["refused"]])
    return Outcome(str(_DONE[ForAll(result["act"])]) % told, refused)


def refusals(refused: Sequence[tuple[str, str]]) -> list[Refusal]:
    """Units (by name) and why: those with the same reason together."""
    by_sentence: dict[str, list[str]] = {}
    for unit, sentence in refused:
        by_sentence.setdefault(sentence, []).append(unit)
    return [Refusal(_names(units), sentence) for sentence, units in by_sentence.items()]


def _names(units: Sequence[str]) -> str:
    named, more = ", ".join(units[:_NAMED]), len(units) - _NAMED
    return _("%(names)s và %(count)s đơn vị khác") % {"names": named, "count": integer(more)} if more > 0 else named
