"""What a document may carry besides its text: stamps, căn cứ, address, drafter, signature and seal, the check code."""

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from pdfplumber.page import Page
from PIL import Image

from core.paper.png import page_images, png_size
from reports.blocks import Paragraph
from reports.page.content import (
    Circulation,
    PageContent,
    Signature,
    Urgency,
    about_line,
    base_lines,
    drafter_mark,
    signing_info,
)
from reports.page.rendering import page_pdf
from tests.reports.page_content import ADDRESS, CUT_OFF, body, letter, pictures, report, text
from tests.reports.printed import MM, as_line, find, opened, rule_under
from tests.reports.test_page_decree import BASES

pytestmark = pytest.mark.broad

LEFT, RIGHT, TOP, BOTTOM = 30, 195, 20, 277


def box_around(page: Page, word: str) -> tuple[float, float, float, float]:
    """Left, top, width and height in millimetres of the frame drawn around a word."""
    line = find(page, word)
    frames = [
        (r["x0"] / MM, r["top"] / MM, r["width"] / MM, r["height"] / MM)
        for r in page.rects
        if r["x0"] / MM <= line.left and r["x1"] / MM >= line.right and r["top"] / MM <= line.top
        and r["bottom"] / MM >= line.bottom and r["height"] / MM < 12
    ]  # fmt: skip
    return max(frames, key=lambda frame: frame[2])


# --- Stamps -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [letter, report], ids=["letter", "named type"])
@pytest.mark.parametrize(("urgency", "width"), [("URGENT", 20), ("VERY_URGENT", 40), ("IMMEDIATE", 30)])
def test_an_urgency_stamp_has_the_size_of_the_decree_and_is_red(
    make: Callable[..., PageContent], urgency: str, width: int
) -> None:
    with opened(page_pdf(make(urgency=Urgency[urgency]))) as printed:
        page = printed[0]
        word = find(page, Urgency[urgency].value)
        left, top, wide, high = box_around(page, word.text)
        assert (wide, high) == (pytest.approx(width, abs=0.1), pytest.approx(8, abs=0.1))
        assert (word.bold, word.italic) == (True, False)
        assert 13 <= word.size <= 14
        assert word.middle == pytest.approx(left + wide / 2, abs=0.3)
        assert (word.top + word.bottom) / 2 == pytest.approx(top + high / 2, abs=0.6)
        number = find(page, "Số:")
        assert top > number.bottom
        assert left + wide < (LEFT + RIGHT) / 2
        chars = page.search(word.text)[0]["chars"]
        assert {tuple(char["non_stroking_color"]) for char in chars} == {(1.0, 0.0, 0.0)}


@pytest.mark.parametrize("circulation", Circulation)
def test_how_far_it_may_go_stands_framed_above_the_national_name(circulation: Circulation) -> None:
    with opened(page_pdf(letter(circulation=circulation))) as printed:
        word = find(printed[0], circulation.value)
        left, top, wide, high = box_around(printed[0], circulation.value)
        assert left > (LEFT + RIGHT) / 2
        assert left + wide == pytest.approx(RIGHT, abs=0.3)
        assert top > 5, "printers leave the very edge white"
        assert top + high < TOP
        assert word.bold
        assert 13 <= word.size <= 14


def test_a_digital_signature_is_told_of_at_the_top_right_in_small_letters() -> None:
    info = signing_info("Số: 07/BCĐ-CTĐ", CUT_OFF)
    assert info == ("Số: 07/BCĐ-CTĐ;", "22/11/2026; 14:05:00 +07:00")
    content = letter(circulation=Circulation.INTERNAL, signed_info=info)
    with opened(page_pdf(content)) as printed:
        lines = [find(printed[0], line) for line in info]
        assert [line.size for line in lines] == [10, 10]
        assert all(line.top > 5 and line.bottom < TOP and line.right <= RIGHT + 0.3 for line in lines)
        assert lines[0].left > find(printed[0], Circulation.INTERNAL.value).right


# --- Căn cứ, V/v, Kính gửi --------------------------------------------------------------------------


def test_bases_are_in_italics_each_on_its_line_with_its_end_mark() -> None:
    assert [line[-1] for line in base_lines(BASES)] == [";", ";", "."]
    with opened(page_pdf(report(type_name="Kế hoạch", bases=BASES))) as printed:
        lines = [find(printed[0], line[:40]) for line in base_lines(BASES)]
        assert all(line.italic and not line.bold and line.size == 14 for line in lines)
        assert [line.left for line in lines] == [pytest.approx(LEFT + 10, abs=0.2)] * 3
        assert find(printed[0], "của Hội Chữ thập đỏ xã.").italic
        first = find(printed[0], "Thực hiện Kế hoạch số 01/KH-BCĐ")
        assert not first.italic
        assert first.top > lines[-1].bottom


@pytest.mark.parametrize(
    "typed", ["đôn đốc nộp danh sách", "V/v đôn đốc nộp danh sách", "Về việc đôn đốc nộp danh sách"]
)
def test_a_letters_subject_has_one_v_v(typed: str) -> None:
    assert about_line(typed) == "V/v đôn đốc nộp danh sách"


def test_a_long_addressee_hangs_under_its_own_beginning() -> None:
    name = "Ban Chỉ đạo vận động hiến máu tình nguyện và các cơ quan, đơn vị, doanh nghiệp đóng trên địa bàn huyện"
    with opened(page_pdf(letter(addressees=(name,)))) as printed:
        lines = [as_line(printed[0], line["chars"], line["text"]) for line in printed[0].extract_text_lines()]
        at = next(index for index, line in enumerate(lines) if line.text.startswith("Kính gửi: Ban Chỉ đạo"))
        assert lines[at + 1].left == pytest.approx(find(printed[0], "Kính gửi:").right + 1.2, abs=0.8)
        assert f"{lines[at].text} {lines[at + 1].text}" == f"Kính gửi: {name}"


# --- Foot -------------------------------------------------------------------------------------------


def test_the_address_stands_at_the_foot_of_the_first_page_under_a_full_rule() -> None:
    with opened(page_pdf(report(address=ADDRESS))) as printed:
        first, last = find(printed[0], ADDRESS[0]), find(printed[0], ADDRESS[-1])
        assert first.left == pytest.approx(LEFT, abs=0.2)
        assert last.bottom <= BOTTOM + 0.1
        assert last.bottom > BOTTOM - 3
        assert 11 <= first.size <= 12
        rules = [r for r in printed[0].rects if r["width"] / MM == pytest.approx(RIGHT - LEFT, abs=0.3)]
        rule = min(rules, key=lambda r: r["top"])
        assert 0 < first.top - rule["top"] / MM < 3
        body_lines = [line for line in printed[0].extract_text_lines() if line["chars"][0]["size"] > 13]
        assert body_lines[-1]["bottom"] / MM < rule["top"] / MM
        assert not any(page.search(ADDRESS[0]) for page in printed[1:])
        assert printed[1].extract_text_lines()[-1]["bottom"] / MM > BOTTOM - 30, "later pages keep their height"


def test_who_drafted_it_and_how_many_copies_stand_below_the_recipients() -> None:
    assert drafter_mark("pl", 300) == "PL.(300)"
    assert drafter_mark("pl", None) == "PL"
    assert drafter_mark("", 300) == ""
    with opened(page_pdf(letter(drafter="pl", copies=300))) as printed:
        mark, last = find(printed[0], "PL.(300)"), find(printed[0], "- Lưu: VT, CTĐ.")
        assert (mark.size, mark.bold, mark.italic) == (11, False, False)
        assert mark.top > last.bottom - 1
        assert mark.left == pytest.approx(LEFT, abs=0.2)


def test_the_signature_lies_between_post_and_name_and_the_seal_over_its_left_third() -> None:
    with opened(page_pdf(letter(signature=pictures(), second_post=()))) as printed:
        page = printed[0]
        hand, seal = sorted(page.images, key=lambda image: -image["x0"])
        post, name = find(page, "TRƯỞNG BAN"), find(page, "Nguyễn Văn Mẫu")
        assert (hand["x0"] + hand["x1"]) / 2 / MM == pytest.approx(name.middle, abs=0.3)
        assert post.bottom < hand["top"] / MM < hand["bottom"] / MM < name.top
        assert hand["width"] / hand["height"] == pytest.approx(2, abs=0.02)
        assert [seal["width"] / MM, seal["height"] / MM] == [pytest.approx(36, abs=0.1)] * 2
        covered = (seal["x1"] - hand["x0"]) / hand["width"]
        assert covered == pytest.approx(1 / 3, abs=0.02)
        middles = [(image["top"] + image["bottom"]) / 2 for image in (hand, seal)]
        assert middles[0] == pytest.approx(middles[1], abs=1)


def test_through_the_clear_ground_of_a_seal_the_page_is_seen() -> None:
    [drawn] = page_images(page_pdf(letter(signature=pictures(), second_post=())), dpi=50)
    page = Image.open(io.BytesIO(drawn)).convert("RGB")
    colours = {colour: count for count, colour in page.getcolors(maxcolors=1 << 20) or []}
    assert sum(count for (r, g, b), count in colours.items() if r > g + 80 and r > b + 80) > 50
    assert sum(count for (r, g, b), count in colours.items() if b > r + 60 and b > g + 60) > 50
    assert sum(count for colour, count in colours.items() if max(colour) < 30) < 0.2 * page.width * page.height


@pytest.mark.parametrize("picture", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n" + b"\0" * 30])
def test_what_is_no_png_has_no_size(picture: bytes) -> None:
    with pytest.raises(ValueError, match="PNG"):
        png_size(picture)


def test_a_huge_picture_of_a_signature_is_refused() -> None:
    hand = pictures().hand
    huge = hand[:16] + (20_000).to_bytes(4, "big") * 2 + hand[24:]
    with pytest.raises(ValueError, match="too many pixels"):
        Signature(hand=huge)


@pytest.mark.parametrize(
    "content",
    [letter(address=ADDRESS), report(), report(blocks=body(clauses=14))],
    ids=["letter of one page", "report", "long report"],
)
def test_the_check_code_stands_in_the_bottom_margin_of_the_page_with_the_signature(content: PageContent) -> None:
    link = "https://vidu.example/kiem-tra/7JYt2v8mQ4xZ"
    with opened(page_pdf(replace(content, check_link=link))) as printed:
        signed = next(page for page in printed if page.search("TM. BAN CHỈ ĐẠO"))
        words = find(signed, "Quét mã để kiểm tra văn bản này.")
        assert words.top > BOTTOM
        assert words.bottom < 297 - 3
        modules = [line for line in signed.lines if line["top"] / MM > BOTTOM]
        assert len(modules) > 100
        assert min(line["x0"] for line in modules) / MM >= LEFT
        others = [page for page in printed if page is not signed]
        assert not any(page.search("Quét mã") for page in others)


def test_a_rule_stands_under_the_subject_also_when_a_stamp_pushes_it_down() -> None:
    with opened(page_pdf(report(urgency=Urgency.URGENT, blocks=(Paragraph(text("Kết quả", 1)),)))) as printed:
        page = printed[0]
        kind = next(line for line in page.extract_text_lines() if line["text"] == "BÁO CÁO")
        assert kind["top"] / MM > box_around(page, "KHẨN")[1] + 8
        assert rule_under(page, find(page, "phương hướng, nhiệm vụ năm 2027")).width > 10
