"""Bodies for property tests, in the form that a Word file can hold: clean words, figures as they print."""

from itertools import pairwise

from hypothesis import strategies as st

from reports.blocks import (
    Annex,
    Block,
    Blocks,
    Clause,
    Column,
    Dash,
    Inline,
    ItalicNote,
    Paragraph,
    Point,
    Row,
    Section,
    SubNumber,
    Table,
    Text,
    inline,
)

# Words that readers of numbers, headers and signatures could stumble over, and what XML must escape.
WORDS = (
    *(
        "Đợt",
        "1.",
        "1.1.",
        "a)",
        "đ)",
        "I.",
        "-",
        "+",
        "hiến",
        "máu",
        "tình",
        "nguyện",
        "1.726/1.735",
        "99,5%",
        "<b>",
        "&",
    ),
    *(
        "“Hành",
        "trình",
        "đỏ”",
        "Nơi",
        "nhận:",
        "Phụ",
        "lục",
        "Kính",
        "gửi:",
        "BÁO",
        "CÁO",
        "TRƯỞNG",
        "BAN",
        "350\u00a0ml",
    ),
    *("Số:", "ngày", "07/4", "(b/cáo);", "xã", "Thủy", "Thuỷ", "…", "x" * 40, "./"),
)
CLOSING = Paragraph(inline("Trên đây là toàn bộ nội dung của văn bản."))

words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
looks = st.tuples(st.booleans(), st.booleans())


@st.composite
def inlines(draw: st.DrawFn) -> Inline:
    """Runs of which no two neighbours look alike, parted by spaces."""
    runs = draw(st.lists(st.tuples(words, looks), min_size=1, max_size=3))
    kept = [runs[0], *(two for one, two in pairwise(runs) if one[1] != two[1])]
    kept = [run for index, run in enumerate(kept) if not index or run[1] != kept[index - 1][1]]
    last = len(kept) - 1
    return tuple(Text(text + ("" if index == last else " "), *look) for index, (text, look) in enumerate(kept))


cells = st.just(()) | inlines()


@st.composite
def shares(draw: st.DrawFn, width: int) -> list[int]:
    """Hundredths that add up to all of the width, or zeros."""
    if draw(st.booleans()):
        return [0] * width
    cuts = sorted(draw(st.lists(st.integers(1, 99), min_size=width - 1, max_size=width - 1, unique=True)))
    return [after - before for before, after in pairwise([0, *cuts, 100])]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Tables with at least one full row, which tells how columns are aligned."""
    width = draw(st.integers(1, 4))
    aligns = [draw(st.sampled_from(["left", "center", "right"])) for _ in range(width)]
    columns = [Column(draw(words), align, share) for align, share in zip(aligns, draw(shares(width)), strict=True)]
    full = st.lists(cells, min_size=width, max_size=width).map(lambda given: Row(tuple(given)))
    heading = inlines().map(lambda cell: Row((cell,)))
    rows = [draw(full), *draw(st.lists(full | heading, max_size=3))]
    label = st.integers(0, width - 1).flatmap(
        lambda empty: st.lists(inlines(), min_size=width - empty, max_size=width - empty).map(
            lambda given: Row((*[()] * empty, *given))
        )
    )
    return Table(tuple(columns), tuple(rows), draw(st.none() | label), draw(st.just("") | words))


def some(blocks: st.SearchStrategy[Block], most: int = 3) -> st.SearchStrategy[Blocks]:
    return st.lists(blocks, max_size=most).map(tuple)


leaves: st.SearchStrategy[Block] = st.builds(Paragraph, inlines()) | st.builds(ItalicNote, inlines()) | tables()
dashes = st.builds(Dash, inlines(), some(leaves | st.builds(Dash, inlines(), some(leaves, 1)), 2))
inner = leaves | dashes


def titled(kind: type[Block], children: st.SearchStrategy[Blocks]) -> st.SearchStrategy[Block]:
    """With a title, with text, or with both."""
    return st.builds(kind, st.just(()) | inlines(), words, children) | st.builds(kind, inlines(), st.just(""), children)


points = titled(Point, some(inner, 2))
sub_numbers = titled(SubNumber, some(points | inner, 2))
clauses = titled(Clause, some(sub_numbers | points | inner, 2))
sections = st.builds(Section, words, some(clauses | points | inner, 3))
mains = some(sections | clauses | points | inner, 4).map(lambda blocks: (*blocks, CLOSING))
annexes = st.builds(
    Annex, words, some(sections | clauses | inner, 2).map(lambda blocks: (*blocks, CLOSING)), st.booleans()
)
bodies = st.tuples(mains, some(annexes, 2)).map(lambda parts: (*parts[0], *parts[1]))
