"""What a person edits and saves unchanged is what stood there; what they typed is what they get."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.refusal import Refused
from reports.blocks import Blocks, Dash, Figure, FigureEntry, Inline, Paragraph, Section, Text, inline_text, walk
from reports.rewording import editable_text, read_text
from reports.trees import replaced
from reports.word.cleaning import cleaned


def entry(text: str) -> FigureEntry:
    return FigureEntry(value=None, text=text, source="Nguồn", as_of="")


FIGURES = {"a": entry("550"), "b": entry("550"), "c": entry("84%"), "d": entry("Đợt 1"), "e": entry("40\u00a0m pano")}

# Words as the editor leaves them: no marks of its own, single blanks, runs of one style never side by side.
plain = st.text("aăâbđeêộ 0123456789.,;:%()“”…/-", min_size=1, max_size=12)


@st.composite
def lines(draw: st.DrawFn) -> Inline:
    runs: list[Text | Figure] = []
    keys = list(FIGURES)
    for index in range(draw(st.integers(1, 6))):
        style = draw(st.sampled_from([(False, False), (True, False), (False, True)]))
        if index % 2:
            runs.append(Figure(draw(st.sampled_from(keys)), *style))
        else:
            runs.append(Text("x" + " ".join(draw(plain).split()) + "x", *style))
    return tuple(runs)


@given(lines())
def test_opened_and_saved_unchanged_nothing_changes(content: Inline) -> None:
    keys = [run.key for run in content if isinstance(run, Figure)]
    assert read_text(editable_text(content, FIGURES), figures=FIGURES, first=keys) == [content]


@given(st.text(max_size=200))
def test_anything_typed_is_kept_or_refused_in_words(text: str) -> None:
    try:
        paragraphs = read_text(text, figures=FIGURES)
    except Refused as refusal:
        assert refusal.sentence.startswith("“[")  # noqa: PT017  not refusing is right as well
        return
    typed = "".join(cleaned(text).split()).replace("*", "").replace("[", "").replace("]", "")
    kept = "".join(inline_text(content, FIGURES) for content in paragraphs)
    assert "".join(kept.split()).replace("*", "").replace("[", "").replace("]", "") == typed


def test_two_figures_that_print_the_same_keep_their_places() -> None:
    (content,) = read_text("từ [550] đến [550]", figures=FIGURES, first=["b", "a"])
    assert [run.key for run in content if isinstance(run, Figure)] == ["b", "a"]


@pytest.mark.parametrize("space", ["\u00a0", " "])
def test_a_figure_with_its_unit_stays_bound_however_its_space_comes_back(space: str) -> None:
    (content,) = read_text(f"treo [40{space}m pano], túi 350\u00a0ml", figures=FIGURES, first=["e"])
    assert content == (Text("treo "), Figure("e"), Text(", túi 350\u00a0ml"))


def test_a_typed_number_is_text_and_no_figure() -> None:
    assert read_text("đạt 550", figures=FIGURES) == [(Text("đạt 550"),)]


@pytest.mark.parametrize("text", ["[1.400]", "[]", "[ 550]"])
def test_brackets_around_no_figure_are_refused(text: str) -> None:
    with pytest.raises(Refused, match="không phải số liệu"):
        read_text(text, figures=FIGURES)


TREE: Blocks = (Section("Mục", (Paragraph((Text("một"),)), Dash((Text("hai"),), (Paragraph((Text("ba"),)),)))),)


def test_one_place_of_a_tree_changes_and_no_other() -> None:
    new = Paragraph((Text("mới"),))
    for path in [each.path for each in walk(TREE) if len(each.path) > 1]:
        changed = replaced(TREE, path, (new,))
        assert next(each.block for each in walk(changed) if each.path == path) == new
        assert replaced(changed, path, (next(e.block for e in walk(TREE) if e.path == path),)) == TREE
