"""Paper: the same page gives the same bytes, nothing outside the installation is read, nothing runs away."""

import io
from base64 import b64encode
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pdfplumber
import pytest
from PIL import Image

from core.paper.fonts import SCREEN_FONT, document_font, screen_font_css
from core.paper.pdf import PaperMetadata, render_pdf
from core.paper.png import html_to_png, page_images
from core.paper.process import PaperError
from core.paper.qr import qr_svg

pytestmark = pytest.mark.broad

SENTENCE = "Nguyễn Thị Ngữ hiến 1.324 đơn vị máu, đạt 120,4% – Thủ Đức, Ế Ỹ Ặ"
METADATA = PaperMetadata(title="Báo cáo thử", author="Ban Chỉ đạo", created=datetime(2026, 11, 22, 7, 5, tzinfo=UTC))


def page(body: str) -> str:
    return f'<html lang="vi"><body>{body}</body></html>'


def sheet() -> str:
    font = document_font()
    return f'{font.css}\nbody {{ font-family: "{font.name}" }}'


def test_a_pdf_holds_its_text_its_fonts_and_its_title() -> None:
    pdf = render_pdf(page(f"<p>{SENTENCE}</p><p><b>{SENTENCE}</b></p>"), stylesheets=[sheet()], metadata=METADATA)
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        text = document.pages[0].extract_text()
        fonts = {char["fontname"].split("+")[-1] for char in document.pages[0].chars}
        assert document.metadata["Title"] == "Báo cáo thử"
    assert text.replace("\n", " ") == f"{SENTENCE} {SENTENCE}"
    assert all(font.replace(" ", "").startswith(document_font().name.replace(" ", "")) for font in fonts)
    assert len(fonts) == 2


def test_equal_input_gives_equal_bytes() -> None:
    first, second = (render_pdf(page(SENTENCE), stylesheets=[sheet()], metadata=METADATA) for _ in range(2))
    assert first == second
    assert first != render_pdf(page(SENTENCE + "."), stylesheets=[sheet()], metadata=METADATA)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/a.png",
        "https://example.com/a.png",
        "file:///etc/passwd",
        "ftp://127.0.0.1/a",
        "//host/a.png",
        "file://localhost/etc/passwd",
        "file:{root}/../../../../../../etc/passwd",
        "file:{root}/%2e%2e/%2e%2e/%2e%2e/x",
    ],
)
def test_nothing_outside_the_installation_is_read(address: str) -> None:
    inside = document_font().regular.parent.parent
    body = f'<img src="{address.format(root=inside)}">'
    with pytest.raises(PaperError) as refusal:
        render_pdf(page(body), metadata=METADATA, base_url="http://127.0.0.1:9/")
    assert refusal.value.reason == "refused"


def test_a_picture_given_as_data_is_drawn() -> None:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "#b01f2e").save(out, "PNG")
    data = "data:image/png;base64," + b64encode(out.getvalue()).decode()
    pdf = render_pdf(page(f'<img src="{data}">'), metadata=METADATA)
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        assert len(document.pages[0].images) == 1


def test_a_render_that_takes_too_long_is_stopped_with_a_sentence() -> None:
    rows = "<tr><td>1</td><td>2</td></tr>" * 20_000
    with pytest.raises(PaperError, match="quá lớn") as stopped:
        render_pdf(page(f"<table>{rows}</table>"), metadata=METADATA, timeout=1.5)
    assert stopped.value.reason == "time"


def test_a_render_that_wants_too_much_memory_is_stopped() -> None:
    with pytest.raises(PaperError, match="quá lớn") as stopped:
        render_pdf(page("<p>a</p>" * 50_000), metadata=METADATA, memory_mb=200, timeout=20)
    assert stopped.value.reason in ("memory", "time")


def test_pages_become_pictures_of_the_asked_size() -> None:
    pdf = render_pdf(page("<p>một</p><p style='break-before: page'>hai</p>"), metadata=METADATA)
    pictures = [Image.open(io.BytesIO(png)) for png in page_images(pdf, dpi=72)]
    assert [picture.size for picture in pictures] == [(596, 842)] * 2
    assert len(page_images(pdf, most=1)) == 1


def test_what_is_not_a_pdf_is_refused_in_words() -> None:
    with pytest.raises(PaperError, match="không đọc được"):
        page_images(b"PK\x03\x04 not a pdf")


def test_a_card_is_as_wide_as_asked_and_as_tall_as_its_content() -> None:
    card = "<body style='margin:0'><div style='height:{}px;background:#b01f2e'></div></body>"
    short, tall = (Image.open(io.BytesIO(html_to_png(card.format(h), width_px=360))) for h in (100, 900))
    assert short.size == (720, 200)
    assert tall.size == (720, 1800)
    assert short.convert("RGB").getpixel((360, 198)) == (176, 31, 46)


def test_pictures_take_every_letter_from_the_file_that_holds_it() -> None:
    body = f"<p style='font-family:{SCREEN_FONT}'>Đợt 2 Hữu Nghị</p>"
    pdf = render_pdf(page(body), stylesheets=[screen_font_css()], metadata=METADATA)
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        chars = [char for char in document.pages[0].chars if char["text"].strip()]
    files = {char["text"]: char["fontname"].split("-")[-1] for char in chars}
    assert "".join(letter for letter, file in files.items() if file == "vietnamese") == "Đợữị"
    assert {file for letter, file in files.items() if letter.isascii()} == {"latin"}


def test_line_widths_are_those_of_the_printed_line() -> None:
    line = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    body = f'<p style="font-size:13pt;font-weight:bold;font-kerning:none">{line}</p>'
    pdf = render_pdf(page(body), stylesheets=[sheet()], metadata=METADATA)
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        chars = document.pages[0].chars
    printed_mm = (chars[-1]["x1"] - chars[0]["x0"]) * 25.4 / 72
    assert document_font().width_mm(line, size_pt=13, style="bold") == pytest.approx(printed_mm, abs=0.3)
    assert printed_mm == pytest.approx(95.7, abs=0.3)


def test_a_qr_code_is_inline_svg_without_style() -> None:
    svg = ET.fromstring(qr_svg("http://127.0.0.1:8000/d/abc"))
    assert svg.get("role") == "img"
    assert svg.get("aria-label") == "Mã QR"
    assert all("style" not in node.attrib for node in svg.iter())
    with pytest.raises(ValueError, match="too long"):
        qr_svg("x" * 4000)
