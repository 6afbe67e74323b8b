"""Numbers of Word's lists, counted as Word prints them."""

from xml.etree import ElementTree as ET

from reports.word.counting import Counters, read_levels

LISTS = """
<numbering>
  <abstractNum abstractNumId="1">
    <lvl ilvl="0"><start val="1"/><numFmt val="upperRoman"/><lvlText val="%1."/></lvl>
    <lvl ilvl="1"><start val="1"/><numFmt val="decimal"/><lvlText val="%2."/></lvl>
    <lvl ilvl="2"><start val="1"/><numFmt val="decimal"/><lvlText val="%2.%3."/></lvl>
    <lvl ilvl="3"><start val="3"/><numFmt val="lowerLetter"/><lvlText val="%4)"/></lvl>
    <lvl ilvl="4"><numFmt val="bullet"/><lvlText val="+"/></lvl>
    <lvl ilvl="5"><start val="9"/><numFmt val="decimalZero"/><lvlText val="(%6)"/></lvl>
    <lvl ilvl="6"><start val="4"/><numFmt val="lowerRoman"/><lvlText val="%7."/></lvl>
    <lvl ilvl="7"><numFmt val="none"/><lvlText val="đ)%8"/></lvl>
  </abstractNum>
  <num numId="5"><abstractNumId val="1"/></num>
  <num numId="6"><abstractNumId val="1"/><lvlOverride ilvl="1"><startOverride val="7"/></lvlOverride></num>
</numbering>
"""


def counted(*asked: tuple[str, int]) -> list[str]:
    counters = Counters(read_levels(ET.fromstring(LISTS)))
    return [counters.next(key, level) for key, level in asked]


def test_levels_count_within_what_is_above_them() -> None:
    assert counted(("5", 0), ("5", 1), ("5", 2), ("5", 2), ("5", 1), ("5", 2), ("5", 0), ("5", 1)) == [
        *("I.", "1.", "1.1.", "1.2.", "2.", "2.1.", "II.", "1.")
    ]


def test_a_list_that_begins_anew_does_so_once_and_shares_its_numbers() -> None:
    assert counted(("5", 1), ("6", 1), ("6", 1), ("5", 1)) == ["1.", "7.", "8.", "9."]


def test_every_way_of_counting_that_word_offers_here() -> None:
    assert counted(*[("5", level) for level in (3, 3, 4, 5, 5, 6, 7)]) == ["c)", "d)", "+", "(09)", "(10)", "iv.", "đ)"]


def test_what_is_in_no_list_has_no_number() -> None:
    assert counted(("", 0), ("0", 0), ("7", 0), ("5", 8), ("5", -1)) == [""] * 5
