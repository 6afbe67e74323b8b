"""Which font official documents are printed in, and how wide its letters are.

Nghị định 30/2020 names Times New Roman. It is not free, so it is used only where the server has it; elsewhere Tinos
stands in, whose letters have the same widths: lines break alike, but it is not the font the decree names, and the
page that offers the document says so.
"""

import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from django.conf import settings
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

NAMED_BY_LAW = "Times New Roman"
_TINOS = Path("node_modules") / "@expo-google-fonts" / "tinos"
SCREEN_FONT = '"Be Vietnam Pro vietnamese", "Be Vietnam Pro latin", sans-serif'
_SCREEN = Path("node_modules") / "@fontsource" / "be-vietnam-pro" / "files"
# The package's three files per weight and the letters each holds, as its own stylesheet says.
_SUBSETS = {
    "vietnamese": "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303-0304,"
    "U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB",
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2191,"
    "U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
}
Style = Literal["regular", "bold", "italic", "bold_italic"]
_STYLES = {"regular": "Regular", "bold": "Bold", "italic": "Italic", "bold_italic": "Bold Italic"}
_TINOS_FOLDERS = {
    "regular": "400Regular",
    "bold": "700Bold",
    "italic": "400Regular_Italic",
    "bold_italic": "700Bold_Italic",
}
_MM_PER_POINT = 25.4 / 72


@dataclass(frozen=True)
class DocumentFont:
    """The font of documents: its family name, whether it is the one the decree names, and its four files."""

    name: str
    is_named_by_law: bool
    regular: Path
    bold: Path
    italic: Path
    bold_italic: Path

    @property
    def css(self) -> str:
        """@font-face rules for a render; empty for a font the system itself knows."""
        if self.is_named_by_law:
            return ""
        faces = [
            (self.regular, "normal", "normal"),
            (self.bold, "bold", "normal"),
            (self.italic, "normal", "italic"),
            (self.bold_italic, "bold", "italic"),
        ]
        rule = '@font-face{{font-family:"{}";font-weight:{};font-style:{};src:url("{}")}}'
        return "\n".join(rule.format(self.name, weight, style, path.as_uri()) for path, weight, style in faces)

    def width_mm(self, text: str, *, size_pt: float, style: Style = "regular") -> float:
        """Width of one line of text in millimetres, by the advance widths of the font (kerning is not counted)."""
        files = {"regular": self.regular, "bold": self.bold, "italic": self.italic, "bold_italic": self.bold_italic}
        advances, units = _advances(files[style])
        missing = advances.get(" ", units)
        return sum(advances.get(c, missing) for c in text) / units * size_pt * _MM_PER_POINT

    def lacks(self, text: str) -> list[str]:
        """The characters of a text that the font does not have, each once: another font would be taken for them."""
        advances, _units = _advances(self.regular)
        return sorted({c for c in text if c not in advances and not c.isspace()})


@lru_cache(maxsize=1)
def document_font() -> DocumentFont:
    """Times New Roman where fontconfig has all four of its styles, else Tinos from the installed npm package."""
    named = {style: _system_file(name) for style, name in _STYLES.items()}
    files = {style: path for style, path in named.items() if path is not None}
    if len(files) == len(_STYLES):
        return DocumentFont(name=NAMED_BY_LAW, is_named_by_law=True, **files)
    folder = Path(settings.BASE_DIR) / _TINOS
    tinos = {style: folder / part / f"Tinos_{part}.ttf" for style, part in _TINOS_FOLDERS.items()}
    return DocumentFont(name="Tinos", is_named_by_law=False, **tinos)


def screen_font_css() -> str:
    """@font-face rules of the screen's font, Be Vietnam Pro 400 and 600, for pictures drawn by `html_to_png`.

    Use them with `font-family: SCREEN_FONT`: the package cuts the font in two files, and the layout engine takes two
    files of one family for one, printing wrong letters.
    """
    folder = Path(settings.BASE_DIR) / _SCREEN
    rule = '@font-face{{font-family:"Be Vietnam Pro {}";font-weight:{};src:url("{}");unicode-range:{}}}'
    return "\n".join(
        rule.format(subset, weight, (folder / f"be-vietnam-pro-{subset}-{weight}-normal.woff2").as_uri(), letters)
        for weight in (400, 600)
        for subset, letters in _SUBSETS.items()
    )


def font_roots() -> list[Path]:
    """The only folders from which a render may read files."""
    packages = Path(settings.BASE_DIR) / "node_modules"
    return [packages / "@expo-google-fonts", packages / "@fontsource"]


def _system_file(style: str) -> Path | None:
    """The file of Times New Roman in one style, or None where fontconfig would put another font in its place."""
    query = ["fc-match", "-f", "%{family}\n%{file}", f"{NAMED_BY_LAW}:style={style}"]
    try:
        answer = subprocess.run(query, capture_output=True, text=True, timeout=20, check=True).stdout  # noqa: S603  our own words
    except (OSError, subprocess.SubprocessError):
        return None
    families, _, file = answer.partition("\n")
    return Path(file) if NAMED_BY_LAW in families.split(",") else None


@lru_cache(maxsize=8)
def _advances(path: Path) -> tuple[dict[str, int], int]:
    with TTFont(path, fontNumber=0, lazy=True) as font:
        widths = font["hmtx"].metrics
        return {chr(code): widths[glyph][0] for code, glyph in font.getBestCmap().items()}, font["head"].unitsPerEm
