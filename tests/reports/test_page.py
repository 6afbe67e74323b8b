"""The printed report keeps every measure of Nghị định 30/2020: read back from the PDF, to the millimetre."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from pdfplumber.page import Page

from core.paper.fonts import document_font
from reports.blocks import (
    Annex,
    BlockError,
    Clause,
    Column,
    Paragraph,
    Row,
    Section,
    Table,
    Text,
    inline,
    plain_text,
)
from reports.page.breaking import balanced_lines
from reports.page.content import Margins, number_line, place_and_date
from reports.page.rendering import page_html, page_pdf, page_warnings
from tests.reports.page_content import body, figures, report, results_table
from tests.reports.printed import MM, find, first_lines, flow, is_composed, opened, rule_under, table

pytestmark = pytest.mark.broad

NATIONAL = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
LEFT, RIGHT, TOP, BOTTOM = 30, 195, 20, 277  # the text box of A4 with margins 20/20/30/15
LONG_ISSUER = "Ban Chỉ đạo vận động hiến máu tình nguyện Thành phố Hồ Chí Minh khu vực Thủ Đức"
LONG_SUBJECT = (
    "Kết quả công tác tổ chức, tuyên truyền, vận động hiến máu tình nguyện và hưởng ứng Chương trình “Hành trình đỏ”,"
    " Ngày Toàn dân hiến máu tình nguyện 07/4 năm 2026; phương hướng, nhiệm vụ trọng tâm và chỉ tiêu vận động hiến máu"
    " tình nguyện năm 2027 trên địa bàn Thành phố Hồ Chí Minh và các khu vực lân cận"
)


@pytest.fixture(scope="module")
def pages() -> Iterator[list[Page]]:
    with opened(page_pdf(report())) as printed:
        yield printed


@pytest.fixture(scope="module")
def long_pages() -> Iterator[list[Page]]:
    annexes = (
        Annex("Kết quả theo đơn vị năm 2026", (results_table(168),)),
        Annex("Chỉ tiêu năm 2027", (results_table(40),), landscape=True),
    )
    content = report(
        superior=("Ủy ban nhân dân Thành phố Hồ Chí Minh",),
        issuer=(LONG_ISSUER,),
        subject=LONG_SUBJECT,
        blocks=body(annexes=annexes),
        place_and_date=place_and_date("Thành phố Hồ Chí Minh", date(2026, 12, 22)),
    )
    with opened(page_pdf(content)) as printed:
        yield printed


# --- The sheet ------------------------------------------------------------------------------------


def test_every_page_is_a4_and_its_text_stays_inside_the_margins(pages: list[Page]) -> None:
    for page in pages:
        assert (round(page.width), round(page.height)) == (595, 842)
        body_chars = [char for char in page.chars if char["top"] > TOP * MM - 1]
        assert min(char["x0"] for char in body_chars) / MM >= LEFT - 0.1
        assert max(char["x1"] for char in body_chars if char["text"].strip()) / MM <= RIGHT + 0.3
        assert max(char["bottom"] for char in body_chars) / MM <= BOTTOM + 0.1


def test_only_the_document_font_is_used_in_black(pages: list[Page]) -> None:
    name = document_font().name.replace(" ", "")
    chars = [char for page in pages for char in page.chars]
    assert {char["fontname"].split("+")[-1].split("-")[0].replace(" ", "") for char in chars} == {name}
    assert all("+" in char["fontname"] for char in chars), "fonts are embedded"
    assert all(not any(char["non_stroking_color"] or ()) for char in chars)


def test_page_numbers_begin_on_the_second_page_in_the_middle_of_the_top_margin(pages: list[Page]) -> None:
    assert pages[0].crop((0, 0, pages[0].width, 19 * MM)).chars == []
    for number, page in enumerate(pages[1:], start=2):
        margin = page.crop((0, 0, page.width, TOP * MM - 1))
        line = find(margin, str(number))
        assert line.middle == pytest.approx((LEFT + RIGHT) / 2, abs=0.5)
        assert 13 <= line.size <= 14
        assert not line.bold
        assert not line.italic


def test_margins_outside_the_decree_are_refused() -> None:
    with pytest.raises(ValueError, match="Nghị định 30"):
        Margins(left=25)


# --- Header ---------------------------------------------------------------------------------------


def test_the_national_name_stands_on_one_line_with_the_motto_centred_under_it(pages: list[Page]) -> None:
    national, motto = find(pages[0], NATIONAL), find(pages[0], MOTTO)
    assert (national.size, motto.size) == (13, 14)
    assert national.bold
    assert motto.bold
    assert not national.italic
    assert national.middle == pytest.approx(motto.middle, abs=0.5)
    assert national.right <= RIGHT + 0.3
    rule = rule_under(pages[0], motto)
    assert [rule.left, rule.right] == pytest.approx([motto.left, motto.right], abs=0.35)


def test_the_issuer_stands_under_its_superior_with_a_short_rule(pages: list[Page]) -> None:
    superior, first, last = (
        find(pages[0].crop((0, 0, 270, 140)), text)
        for text in ("UBND HUYỆN BÌNH MINH", "BAN CHỈ ĐẠO VẬN ĐỘNG", "HIẾN MÁU TÌNH NGUYỆN")
    )
    assert not superior.bold
    assert first.bold
    assert last.bold
    assert {superior.size, first.size, last.size} == {13}
    assert superior.middle == pytest.approx(last.middle, abs=0.5) == pytest.approx(first.middle, abs=0.5)
    assert superior.top == pytest.approx(find(pages[0], NATIONAL).top, abs=0.3)
    rule = rule_under(pages[0], last)
    assert 1 / 3 <= rule.width / last.width <= 1 / 2
    assert rule.middle == pytest.approx(last.middle, abs=0.5)


def test_number_and_date_share_one_baseline(pages: list[Page]) -> None:
    number, day = find(pages[0], "Số: 93/BC-BCĐ"), find(pages[0], "Bình Minh, ngày 05 tháng 02 năm 2026")
    assert number.baseline == pytest.approx(day.baseline, abs=0.05)
    assert (number.size, number.bold, number.italic) == (13, False, False)
    assert (day.size, day.bold, day.italic) == (14, False, True)
    assert re.fullmatch(r"Số: (0[1-9]|[1-9]\d+)/[A-ZĐ][A-Za-zĐ]*(-[A-ZĐ0-9]+)+", number.text)
    assert day.middle == pytest.approx(find(pages[0], NATIONAL).middle, abs=0.5)
    assert number.middle == pytest.approx(find(pages[0], "UBND HUYỆN BÌNH MINH").middle, abs=0.5)


def test_a_draft_leaves_room_for_number_and_day_and_says_that_it_is_one() -> None:
    assert number_line(None, "BC-BCĐ") == "Số:      /BC-BCĐ"
    assert number_line(5, "KH-BCĐ") == "Số: 05/KH-BCĐ"
    assert place_and_date("Bình Minh", None, year=2026) == "Bình Minh, ngày      tháng      năm 2026"
    draft = report(number=number_line(None, "BC-BCĐ"), place_and_date=place_and_date("Bình Minh", None), draft=True)
    with opened(page_pdf(draft)) as printed:
        room = find(printed[0], "/BC-BCĐ").left - find(printed[0], "Số:").right
        assert room > 5
        assert all(any(char["size"] > 60 for char in page.chars) for page in printed), "every page is marked"


def test_type_and_subject_stand_in_the_middle_with_a_short_rule(pages: list[Page]) -> None:
    kind = find(pages[0], "BÁO CÁO")
    last = find(pages[0], "phương hướng, nhiệm vụ năm 2027")
    for line in (kind, last, find(pages[0], "Kết quả công tác vận động hiến máu tình nguyện năm 2026;")):
        assert line.bold
        assert line.size == 14
        assert line.middle == pytest.approx((LEFT + RIGHT) / 2, abs=0.5)
    rule = rule_under(pages[0], last)
    assert 1 / 3 <= rule.width / last.width <= 1 / 2
    assert rule.middle == pytest.approx(last.middle, abs=0.5)
    cut_off = find(pages[0], "(Số liệu tính đến 14 giờ 05, ngày 22 tháng 11 năm 2026)")
    assert cut_off.italic
    assert cut_off.top > rule.top


def test_a_long_issuer_takes_the_smaller_sizes_and_keeps_every_rule(long_pages: list[Page]) -> None:
    page = long_pages[0]
    national, motto = find(page, NATIONAL), find(page, MOTTO)
    assert (national.size, motto.size) == (12, 13)
    day = find(page, "Thành phố Hồ Chí Minh, ngày 22 tháng 12 năm 2026")
    issuer = page.crop((0, 0, min(national.left, day.left) * MM - 2, day.bottom * MM + 2))
    lines = [line["text"] for line in issuer.extract_text_lines()]
    wanted = f"ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH {LONG_ISSUER.upper()} Số: 93/BC-BCĐ"
    assert " ".join(lines) == wanted
    assert not any(line.endswith(("HỒ", "CHÍ", "THÀNH", "KHU", "VẬN", "HIẾN")) for line in lines)
    last = find(issuer, lines[-2])
    assert 1 / 3 <= rule_under(page, last).width / last.width <= 1 / 2
    assert day.size == 13
    assert day.right <= RIGHT + 0.3
    assert find(page, "Số: 93/BC-BCĐ").baseline == pytest.approx(day.baseline, abs=0.05)


def test_an_issuer_whose_second_line_is_too_long_is_broken_anew() -> None:
    content = report(
        superior=("BCĐ VẬN ĐỘNG HIẾN MÁU TÌNH NGUYỆN", "TỈNH BÌNH NGUYÊN"),
        issuer=("BAN CHỈ ĐẠO", "VẬN ĐỘNG HIẾN MÁU TÌNH NGUYỆN"),
    )
    with opened(page_pdf(content)) as printed:
        left = [
            line["text"]
            for line in printed[0].crop((0, 0, find(printed[0], NATIONAL).left * MM - 2, 140)).extract_text_lines()
        ]
    assert left == [
        "BCĐ VẬN ĐỘNG HIẾN MÁU",
        "TÌNH NGUYỆN TỈNH BÌNH NGUYÊN",
        "BAN CHỈ ĐẠO VẬN ĐỘNG",
        "HIẾN MÁU TÌNH NGUYỆN",
        "Số: 93/BC-BCĐ",
    ]


def test_a_unit_in_brackets_stands_on_its_own_in_a_columns_title() -> None:
    with opened(page_pdf(report(blocks=body(annexes=(Annex("Chỉ tiêu", (results_table(2),)),))))) as printed:
        head = table(printed[-1])[0]
    assert head == ["STT", "Đơn vị", "Chỉ tiêu\n(đơn vị máu)", "Kết quả\n(đơn vị máu)", "Tỷ lệ"]


def test_a_subject_of_many_lines_ends_in_a_full_line_with_its_rule(long_pages: list[Page]) -> None:
    page = long_pages[0]
    lines = [line["text"] for line in page.extract_text_lines()]
    subject = lines[lines.index("BÁO CÁO") + 1 : lines.index("(Số liệu tính đến 14 giờ 05, ngày 22 tháng 11 năm 2026)")]
    assert " ".join(subject) == LONG_SUBJECT
    assert len(subject) >= 4
    widths = [find(page, line).width for line in subject]
    assert min(widths) > 0.6 * max(widths)
    last = find(page, subject[-1])
    assert 1 / 3 <= rule_under(page, last).width / last.width <= 1 / 2


def test_one_addressee_stands_on_the_line_and_several_under_the_colon() -> None:
    with opened(page_pdf(report(addressees=("Ủy ban nhân dân tỉnh",)))) as printed:
        assert find(printed[0], "Kính gửi: Ủy ban nhân dân tỉnh").size == 14
    with opened(page_pdf(report(addressees=("Ủy ban nhân dân tỉnh", "Hội Chữ thập đỏ tỉnh")))) as printed:
        colon = find(printed[0], "Kính gửi:").right
        first, last = find(printed[0], "- Ủy ban nhân dân tỉnh;"), find(printed[0], "- Hội Chữ thập đỏ tỉnh.")
        assert first.left == pytest.approx(last.left, abs=0.1) == pytest.approx(colon - 1.4, abs=1)


# --- Body -----------------------------------------------------------------------------------------


def test_the_printed_text_is_the_text_of_the_document(pages: list[Page]) -> None:
    printed = flow(pages)
    assert is_composed(printed)
    lines = plain_text(body(), figures()).splitlines()
    assert len(lines) > 25
    at = 0
    for line in lines[:-1]:
        wanted = line.upper() if re.match(r"[IVX]+\. ", line) else line
        assert wanted in printed[at:], line
        at = printed.index(wanted, at)
    assert f"{lines[-1].removesuffix('.')}./." in printed[at:]


def test_paragraphs_are_justified_indented_and_parted(pages: list[Page]) -> None:
    lines = first_lines(pages[0])
    begins = [
        left for left, text in lines if text.startswith(("Thực hiện Kế hoạch", "Ban Chỉ đạo đã chủ", "1. Công tác"))
    ]
    assert begins == [pytest.approx(LEFT + 10, abs=0.2)] * 3
    page = pages[0]
    first, second = find(page, "Thực hiện Kế hoạch số 01/KH-BCĐ"), find(page, "động hiến máu tình nguyện tỉnh về việc")
    assert second.left == pytest.approx(LEFT, abs=0.2)
    assert 1.15 <= (second.baseline - first.baseline) * MM / 14 <= 1.5
    ends = [line["x1"] / MM for line in page.extract_text_lines() if line["text"].startswith("Thực hiện Kế hoạch")]
    assert ends == [pytest.approx(RIGHT, abs=0.4)]
    heading = find(page, "1. Công tác tổ chức, chỉ đạo và kiểm tra, giám sát")
    following = find(page, "Ban Chỉ đạo đã chủ động")
    between_lines = (second.baseline - first.baseline) * MM
    assert (following.baseline - heading.baseline) * MM - between_lines == pytest.approx(6, abs=0.3)


def test_headings_are_bold_and_figures_print_as_bound(pages: list[Page]) -> None:
    assert find(pages[0], "I. ĐÁNH GIÁ KẾT QUẢ VẬN ĐỘNG HIẾN MÁU TÌNH NGUYỆN").bold
    assert find(pages[1], "a) Đánh giá chung").bold
    assert find(pages[1], "- Kết quả đạt được").bold
    assert not find(pages[1], "- Đợt 1 đạt 462/550 đơn vị máu, bằng 84% chỉ tiêu.").bold
    assert find(pages[1], "- Đợt 2 đạt 862/550 đơn vị máu, bằng 156,7% chỉ tiêu.").size == 14
    assert find(pages[1], "1.324").bold


def test_no_heading_is_left_alone_at_the_foot_of_a_page() -> None:
    clauses = tuple(
        Clause(title=f"Việc {n}", children=(Paragraph(inline("Vận động hiến máu tình nguyện. " * (1 + n * 7 % 23))),))
        for n in range(1, 60)
    )
    with opened(page_pdf(report(blocks=(Section("Các việc", clauses),)))) as printed:
        assert len(printed) > 8
        for page in printed:
            assert "Bold" not in page.extract_text_lines()[-1]["chars"][0]["fontname"] or page is printed[-1]


def test_what_people_typed_is_text_never_markup() -> None:
    typed = "<b>Nguyễn</b> & <script>alert(1)</script> <img src='http://127.0.0.1/x'>"
    content = report(blocks=(Paragraph(inline(typed)),), signer="<i>Mẫu</i>", subject="Kết quả <u>năm</u>")
    assert "<script" not in page_html(content)
    assert "<img" not in page_html(content)
    with opened(page_pdf(content)) as printed:
        assert typed in flow(printed)
        assert "<i>Mẫu</i>" in flow(printed)
        assert "<u>năm</u>" in flow(printed)


def test_a_document_never_prints_a_figure_that_is_not_bound() -> None:
    without = {key: entry for key, entry in figures().items() if key != "round1"}
    with pytest.raises(BlockError, match="“round1” chưa có"):
        page_html(report(figures=without))


# --- Signature ------------------------------------------------------------------------------------


def test_recipients_stand_level_with_the_authority_line(pages: list[Page]) -> None:
    page = pages[-1]
    label, authority = find(page, "Nơi nhận:"), find(page, "TM. BAN CHỈ ĐẠO")
    assert label.left == pytest.approx(LEFT, abs=0.2)
    assert (label.size, label.bold, label.italic) == (12, True, True)
    assert label.baseline == pytest.approx(authority.baseline, abs=0.3)
    first, last = find(page, "- Thường trực Huyện ủy (b/cáo);"), find(page, "- Lưu: VT, BCĐ.")
    assert (first.size, last.size, first.bold, first.italic) == (11, 11, False, False)
    assert first.left == pytest.approx(LEFT, abs=0.2) == pytest.approx(last.left, abs=0.2)


def test_the_signature_block_is_centred_with_room_for_hand_and_seal(pages: list[Page]) -> None:
    page = pages[-1]
    lines = [
        find(page, text) for text in ("TM. BAN CHỈ ĐẠO", "TRƯỞNG BAN", "PHÓ CHỦ TỊCH ỦY BAN NHÂN DÂN", "Nguyễn Văn Mẫu")
    ]
    assert all(line.bold and not line.italic and line.size == 14 for line in lines)
    assert [line.middle for line in lines] == [pytest.approx(lines[0].middle, abs=0.3)] * 4
    assert lines[0].middle > (LEFT + RIGHT) / 2 + 20
    assert lines[2].top - lines[1].bottom >= 25


@pytest.mark.parametrize("filler", range(1, 9))
def test_the_signature_is_never_split_nor_alone_on_a_page(filler: int) -> None:
    sentence = inline("Ban Chỉ đạo phối hợp với các cơ quan, đơn vị tuyên truyền, vận động hiến máu tình nguyện. " * 2)
    content = report(blocks=tuple(Paragraph(sentence) for _ in range(filler + 5)))
    with opened(page_pdf(content)) as printed:
        signed = [page for page in printed if page.search("TM. BAN CHỈ ĐẠO")]
        assert len(signed) == 1
        last = signed[0]
        top = find(last, "TM. BAN CHỈ ĐẠO").top
        assert find(last, "Nguyễn Văn Mẫu").top > top
        assert find(last, "- Lưu: VT, BCĐ.").top > top
        above = [line for line in last.extract_text_lines() if TOP * MM - 1 < line["top"] < top * MM - 5]
        assert len(above) >= 2, "at least two lines of text stand above it"


def test_a_very_long_list_of_recipients_goes_on_below_the_signature() -> None:
    many = tuple(f"Cơ quan, đơn vị thành viên Ban Chỉ đạo vận động hiến máu tình nguyện số {n}" for n in range(1, 31))
    with opened(page_pdf(report(recipients=(*many, "Lưu: VT, BCĐ")))) as printed:
        text = flow(printed)
        places = [text.index(f"tình nguyện số {n};") for n in range(1, 31)]
        assert places == sorted(places)
        assert text.endswith("- Lưu: VT, BCĐ.")
        signed = next(page for page in printed if page.search("TM. BAN CHỈ ĐẠO"))
        assert find(signed, "Nơi nhận:").baseline == pytest.approx(find(signed, "TM. BAN CHỈ ĐẠO").baseline, abs=0.3)
        assert find(signed, "Nguyễn Văn Mẫu").top > find(signed, "TM. BAN CHỈ ĐẠO").top
        assert find(signed, "của Ban Chỉ đạo./.").top < find(signed, "Nơi nhận:").top


def test_a_long_second_post_is_broken_into_even_lines() -> None:
    post = "Phó Chủ tịch Thường trực Ủy ban nhân dân, Chủ tịch Hội Chữ thập đỏ thành phố Hồ Chí Minh"
    with opened(page_pdf(report(second_post=(post,)))) as printed:
        page = printed[-1]
        right = page.crop((92 * MM, 0, page.width, page.height))
        lines = [line["text"] for line in right.extract_text_lines()]
        start = lines.index("TRƯỞNG BAN") + 1
        broken = lines[start : lines.index("Nguyễn Văn Mẫu")]
        assert " ".join(broken) == post.upper()
        assert len(broken) <= 3
        assert all(len(line) > 15 for line in broken)


def test_an_unsigned_draft_leaves_the_name_blank() -> None:
    with opened(page_pdf(report(signer=None, second_post=()))) as printed:
        assert printed[-1].search("TRƯỞNG BAN")
        assert not printed[-1].search("Mẫu")


# --- Tables and annexes ---------------------------------------------------------------------------


def test_annexes_begin_their_own_pages_and_page_numbers(long_pages: list[Page]) -> None:
    starts = [index for index, page in enumerate(long_pages) if page.search(r"Phụ lục I+\n")]
    assert len(starts) == 2
    for start in starts:
        assert long_pages[start].crop((0, 0, long_pages[start].width, 19 * MM)).chars == []
        assert long_pages[start + 1].extract_text().split("\n")[0] == "2"
    assert long_pages[starts[1] - 1].extract_text().split("\n")[0] == str(starts[1] - starts[0])


def test_an_annex_says_what_it_belongs_to(long_pages: list[Page]) -> None:
    page = next(page for page in long_pages if page.search(r"Phụ lục I\n"))
    number, title = find(page, "Phụ lục I"), find(page, "KẾT QUẢ THEO ĐƠN VỊ NĂM 2026")
    assert (number.size, number.bold, title.bold) == (14, True, True)
    attached = find(page, "(Kèm theo Báo cáo số 93/BC-BCĐ ngày 22 tháng 12 năm 2026")
    assert attached.italic
    middle = (LEFT + RIGHT) / 2
    assert [line.middle for line in (number, title, attached)] == [pytest.approx(middle, abs=0.6)] * 3


def test_a_wide_annex_lies_on_its_side_with_its_margins_turned(long_pages: list[Page]) -> None:
    wide = [page for page in long_pages if page.width > page.height]
    assert len(wide) >= 2
    for page in wide:
        words = page.extract_words()
        edges = [min(w["x0"] for w in words), page.width - max(w["x1"] for w in words)]
        assert all(edge / MM >= 19.8 for edge in edges)


def test_a_long_table_repeats_its_heading_and_keeps_its_rows_and_total(long_pages: list[Page]) -> None:
    first = next(index for index, page in enumerate(long_pages) if page.search(r"Phụ lục I\n"))
    wide = next(index for index, page in enumerate(long_pages) if page.width > page.height)
    tall = long_pages[first:wide]
    rows = [row for page in tall for row in table(page)]
    assert all(table(page)[0][0] == "STT" for page in tall)
    assert [row[0] for row in rows if row[0] and row[0].isdigit()] == [str(n) for n in range(1, 169)]
    assert rows[-1][0] == "Tổng cộng" or rows[-2][0] == "Tổng cộng"
    assert "Xã Bình Minh 168" in tall[-1].extract_text(), "the total is not alone on its page"
    assert tall[-1].extract_text().rstrip().endswith("./.")


def test_a_total_is_never_alone_on_a_page() -> None:
    annexes = tuple(Annex("Kết quả", (results_table(rows),)) for rows in range(28, 37))
    with opened(page_pdf(report(blocks=body(annexes=annexes)))) as printed:
        totals = [page for page in printed if page.search("Tổng cộng")]
        assert len(totals) == len(annexes)
        assert {len(table(page)) for page in totals} >= {4}, "one of them would have been alone"
        for page in totals:
            first_cells = [row[0] for row in table(page)]
            assert any(cell and cell.isdigit() for cell in first_cells)
            assert page.extract_text().rstrip().endswith("./.")


def bloc_table(units: int) -> Table:
    """Two blocs, the second with one unit and its sum."""
    rows = [Row((inline(Text("Xã", bold=True)),))]
    rows += [Row((inline(str(n)), inline(f"xã Mẫu {n}"), inline("40"))) for n in range(1, units)]
    rows += [Row((inline(Text("Trường học", bold=True)),)), Row((inline(str(units)), inline("Trường"), inline("40")))]
    rows.append(Row(((), inline(Text("Cộng", bold=True)), inline(Text("40", bold=True)))))
    columns = (Column("STT", "center"), Column("Đơn vị"), Column("Chỉ tiêu", "right"))
    return Table(columns=columns, rows=tuple(rows))


def test_a_bloc_is_parted_neither_from_its_heading_nor_from_its_sum() -> None:
    annexes = tuple(Annex("Chỉ tiêu", (bloc_table(units),)) for units in range(30, 36))
    with opened(page_pdf(report(blocks=body(annexes=annexes)))) as printed:
        rows = [[row[0] or (row[1] or "") for row in table(page)[1:]] for page in printed if page.search("Chỉ tiêu")]
    assert len(rows) > len(annexes), "one of them goes on"
    assert all(first[0] not in ("Cộng", "./.") for first in rows if first)
    assert all("Trường học" not in first[-1:] for first in rows)


def test_a_heading_takes_one_line_more_to_keep_a_name_whole() -> None:
    subject = (
        "Ý kiến kết luận, chỉ đạo của Phó Chủ tịch Ủy ban nhân dân huyện, Trưởng Ban Chỉ đạo vận động hiến máu tình "
        "nguyện huyện - Nguyễn Văn Mẫu tại Hội nghị Tổng kết, tôn vinh công tác vận động hiến máu tình nguyện năm "
        "2020, triển khai kế hoạch vận động hiến máu tình nguyện năm 2021"
    )
    lines = balanced_lines(subject, width_mm=165, size_pt=14, font=document_font())
    assert " ".join(lines) == subject
    assert any("Nguyễn Văn Mẫu" in line for line in lines)
    assert len(lines) == 5
    assert balanced_lines("Hồ Chí Minh", width_mm=12, size_pt=14, font=document_font()) == ["Hồ", "Chí", "Minh"]


def test_a_table_at_the_end_of_the_body_is_closed_before_the_signature() -> None:
    content = report(blocks=(Paragraph(inline("Kết quả theo đơn vị:")), results_table(40)))
    with opened(page_pdf(content)) as printed:
        text = "\n".join(page.extract_text() for page in printed)
        assert re.search(r"Tổng cộng 1\.600 1\.324 95%\n\./\.\nNơi nhận:", text)


def test_an_electronic_document_may_leave_the_annex_line_blank() -> None:
    content = report(blocks=body(annexes=(Annex("Chỉ tiêu", (results_table(2),)),)), on_paper=False)
    assert "(Kèm theo Báo cáo số …/… ngày … tháng … năm … của" in " ".join(
        page_html(content).replace('</div><div class="line">', " ").replace('<span class="ruled">', "").split()
    )


# --- The whole ------------------------------------------------------------------------------------


def test_the_same_document_gives_the_same_bytes() -> None:
    assert page_pdf(report()) == page_pdf(report())
    assert page_pdf(report()) != page_pdf(report(signer="Trần Thị Mẫu"))


def test_the_closing_mark_replaces_the_last_stop_and_is_never_doubled() -> None:
    for ending in ("Hết.", "Hết./.", "Hết", "Hết ./. "):
        with opened(page_pdf(report(blocks=(Paragraph((Text(ending),)),)))) as printed:
            assert find(printed[0], "Hết./.")
            assert printed[0].extract_text().count("./.") == 1


def test_the_clerk_is_told_what_the_page_cannot_say() -> None:
    told = page_warnings(report())
    assert any("Times New Roman" in warning for warning in told) is not document_font().is_named_by_law
    annex = Annex("Chỉ tiêu", (results_table(2),))
    unmentioned = report(blocks=(Paragraph(inline("Nội dung.")), annex))
    assert any("phụ lục" in warning for warning in page_warnings(unmentioned))
    assert not any("phụ lục" in warning for warning in page_warnings(report(blocks=body(annexes=(annex,)))))
