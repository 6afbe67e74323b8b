"""What the stylesheets and scripts promise: contrast, weight, one place for colours, old browsers, nothing inline."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.shortcuts import render
from django.test import RequestFactory

CSS = settings.BASE_DIR / "static" / "css"
# Paper and pictures are drawn by WeasyPrint: no browser and no content policy reads them.
DRAWN = (
    *("reports/page", "_picture_style.html", "quotas/picture.html", "campaigns/standing_picture.html"),
    *("notices/mail/", "campaigns/messages/", "reports/messages/"),  # mail programs know no stylesheet
)
TEMPLATES = sorted(
    path
    for path in (settings.BASE_DIR / "templates").rglob("*.html")
    if not any(drawn in path.as_posix() for drawn in DRAWN)
)
TOKEN = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6})\b")
GROUNDS = ("sheet", "wash", "wash-2")
# Text colour on ground, as the stylesheets use them; 4.5 : 1 is WCAG 2.2 AA for text of any size.
TEXT_PAIRS = [
    *(("ink", ground) for ground in (*GROUNDS, "accent-pale", "link-pale", "ok-pale", "warn-pale", "late-pale")),
    *(("ink-2", ground) for ground in (*GROUNDS, "link-pale", "ok-pale", "warn-pale", "late-pale")),
    *(("link", ground) for ground in (*GROUNDS, "link-pale", "ok-pale", "warn-pale", "late-pale")),
    *(("accent", ground) for ground in ("sheet", "wash")),
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
    *(("ok", ground) for ground in ("sheet", "wash", "ok-pale")),
    *(("warn", ground) for ground in ("sheet", "wash", "warn-pale")),
    *(("late", ground) for ground in ("sheet", "wash", "late-pale", "warn-pale")),
]
# Edges of what one types in or presses, bars against their ground: 3 : 1.
EDGE_PAIRS = [("line-field", "sheet"), ("line-field", "wash"), ("bar", "bar-rest"), ("bar-full", "bar-rest")]
FIRST_LOAD_BYTES = 150_000


def tokens() -> dict[str, str]:
    return dict(TOKEN.findall((CSS / "tokens.css").read_text()))


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the well-known grey that just fails


@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read_in_the_sun(text: str, ground: str) -> None:
    found = tokens()
    assert contrast(found[text], found[ground]) >= 4.5


@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_edges_of_fields_and_bars_can_be_seen(edge: str, ground: str) -> None:
    found = tokens()
    assert contrast(found[edge], found[ground]) >= 3


def test_colours_stand_in_one_file() -> None:
    for sheet in CSS.glob("*.css"):
        if sheet.name in {"tokens.css", "print.css"}:  # paper is black on white
            continue
        assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", sheet.read_text())) <= {"#ffffff"}, sheet.name


def test_every_token_used_exists() -> None:
    declared = set(re.findall(r"(--[\w-]+):", (CSS / "tokens.css").read_text()))
    for sheet in CSS.glob("*.css"):
        assert set(re.findall(r"var\((--[\w-]+)", sheet.read_text())) <= declared, sheet.name


def test_chrome_109_understands_the_stylesheets() -> None:
    """The last Chrome on Windows 7: no nesting (112), no light-dark() (123), and no :has()."""
    for sheet in CSS.glob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
        assert not re.search(r"^\s*&|:has\(|light-dark\(|@container|@scope|color-mix\(", text, flags=re.MULTILINE), (
            sheet.name
        )
        assert text.count("{") == text.count("}"), sheet.name


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR / "templates")))
def test_no_template_needs_inline_script_or_style(template: Path) -> None:
    """The content policy would drop them without a word."""
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", template.read_text(), flags=re.DOTALL)
    tags = re.findall(r"<[a-zA-Z][^>]*>", text)
    assert not [tag for tag in tags if re.search(r"\s(style|on[a-z]+)=", tag)]
    assert "<style" not in text
    assert not [tag for tag in tags if tag.lower().startswith("<script") and " src=" not in tag]


def test_every_header_cell_says_what_it_heads() -> None:
    """What is read aloud, and what a tagged PDF tells, goes by the cell's scope."""
    silent = {
        path.name
        for path in (settings.BASE_DIR / "templates").rglob("*.html")
        if any("scope=" not in tag for tag in re.findall(r"<th(?:\s[^>]*)?>", path.read_text()))
    }
    assert silent == set()


def test_htmx_neither_evaluates_nor_writes_styles(rf: RequestFactory) -> None:
    page = render(rf.get("/"), "base.html", {"title": "Tiến độ"}).content.decode()
    assert '"includeIndicatorStyles":false' in page
    assert '"allowEval":false' in page


def test_the_first_load_stays_light(rf: RequestFactory) -> None:
    """All of the frame, a table page's script, and the fonts, as they go over the wire."""
    page = render(rf.get("/"), "base.html", {"title": "Tiến độ"}).content.decode()
    names = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert len(names) >= 10
    fonts = []
    for name in names:
        if "fonts" in name:
            sheet = static_file(name)
            fonts = [sheet.parent / found for found in re.findall(r'url\("([^"]+\.woff2)"\)', sheet.read_text())]
    assert len(fonts) == 4
    wire = sum(wire_bytes(static_file(name)) for name in names) + sum(font.stat().st_size for font in fonts) + len(page)
    assert wire <= FIRST_LOAD_BYTES


def static_file(address: str) -> Path:
    return settings.STATIC_ROOT / urlsplit(address).path.removeprefix("/static/")


def wire_bytes(file: Path) -> int:
    """Compressed, as whitenoise sends it to a browser that takes gzip; brotli is smaller still."""
    packed = file.with_name(f"{file.name}.gz")
    return (packed if packed.exists() else file).stat().st_size
