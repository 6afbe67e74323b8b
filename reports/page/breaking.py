"""Breaking headings into balanced lines.

The decree measures the rules under the issuer's name and the subject by "the line of text" above them, so the page
must know its last line before it is laid out; and a heading that leaves one word on its last line looks careless.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from core.paper.fonts import DocumentFont, Style

# Words that belong to what follows them: a line does not end with them if it can be helped.
_LEADS = frozenset(
    {
        *("năm", "ngày", "tháng", "số", "quý", "đợt", "lần", "thứ", "và", "của", "về", "các", "những", "cấp"),
        *("tỉnh", "huyện", "xã", "phường", "thành", "khu"),
    }
)
# Words of two syllables that such headings are made of; a line that ends inside one is read twice.
_PAIRS = frozenset(
    {
        *("vận động", "hiến máu", "tình nguyện", "nhân đạo", "chỉ đạo", "chỉ tiêu", "công tác", "kết quả", "nhiệm vụ"),
        *("phương hướng", "trọng tâm", "chương trình", "tuyên truyền", "thực hiện", "tổ chức", "hưởng ứng", "tổng kết"),
        *("toàn dân", "khen thưởng", "tôn vinh", "ủy ban", "nhân dân", "hành trình", "chữ thập", "thập đỏ", "đơn vị"),
        *("thành phố", "đặc khu", "khu vực", "địa bàn", "chủ tịch", "thường trực", "trưởng ban", "tiếp nhận"),
    }
)
_FULL = 0.995  # our widths are without kerning, which hardly ever widens a line; never let one overflow
_Layer = dict[int, tuple[float, list[int]]]  # where a line may end → cost so far, all line ends


def balanced_lines(
    text: str, *, width_mm: float, size_pt: float, font: DocumentFont, style: Style = "bold", capitals: bool = False
) -> list[str]:
    """Break one text into as few lines of at most `width_mm` as it takes, as even as words allow.

    One line more where that keeps a proper name whole.

    Breaks after ";" and "," are preferred; breaks inside "Hồ Chí Minh", "hiến máu", "năm 2026" and the like avoided.
    With `capitals` the lines come back, and are measured, in capitals. A word wider than a line stands alone.
    """
    words = [word for word in text.split(" ") if word]  # a no-break space stays inside its word
    printed = [word.upper() for word in words] if capitals else words

    def share(start: int, end: int) -> float:
        return font.width_mm(" ".join(printed[start:end]), size_pt=size_pt, style=style) / width_mm

    ends: _Layer = {0: (0.0, [])}
    while words and len(words) not in ends:
        ends = _one_more_line(words, ends, share)
    cuts = [0, *ends[len(words)][1]]
    if _parts_a_name(words, cuts) and len(cuts) <= len(words):
        more = [0, *_one_more_line(words, ends, share)[len(words)][1]]
        cuts = cuts if _parts_a_name(words, more) else more
    return [" ".join(printed[start:end]) for start, end in pairwise(cuts)]


def broken(
    given: Iterable[str], *, width_mm: float, size_pt: float, font: DocumentFont, style: Style, capitals: bool = False
) -> list[str]:
    """Several texts below each other, each broken into balanced lines."""
    parts = (
        balanced_lines(text, width_mm=width_mm, size_pt=size_pt, font=font, style=style, capitals=capitals)
        for text in given
    )
    return [line for part in parts for line in part]


def broken_anew(
    given: Sequence[str], *, width_mm: float, size_pt: float, font: DocumentFont, style: Style
) -> list[str]:
    """A header's name in capitals: as its lines were given, or as one text where a line of them is too long for its
    place and that takes fewer lines."""
    as_given, anew = (
        broken(texts, width_mm=width_mm, size_pt=size_pt, font=font, style=style, capitals=True)
        for texts in (given, [" ".join(given)])
    )
    return anew if len(given) < len(as_given) > len(anew) else as_given


def _one_more_line(words: list[str], before: _Layer, share: Callable[[int, int], float]) -> _Layer:
    """The cheapest way to every line end reachable with one line more. Even lines are those of least squares."""
    after: _Layer = {}
    for start, (cost, cuts) in before.items():
        for end in range(start + 1, len(words) + 1):
            part = share(start, end)
            if part > _FULL and end > start + 1:
                break
            total = cost + part**2 + (_at_break(words[end - 1], words[end]) if end < len(words) else 0)
            if end not in after or total < after[end][0]:
                after[end] = (total, [*cuts, end])
    return after


def _parts_a_name(words: list[str], cuts: list[int]) -> bool:
    """Whether a line ends within a proper name, as far as capitals tell one."""
    return any(
        words[cut - 1][0].isupper() and words[cut - 1][-1].isalnum() and words[cut][0].isupper() for cut in cuts[1:-1]
    )


def _at_break(word: str, following: str) -> float:
    if word[-1] in ";,":
        return -0.3 if word[-1] == ";" else -0.1
    if word.lower() in _LEADS or f"{word} {following}".lower().strip("“”(),;.") in _PAIRS:
        return 0.4
    return 0.2 if word[0].isupper() and following[0].isupper() else 0  # a proper name, where capitals tell one
