"""Items of a file or of pasted text as clean lines and tables, each with its kind where that can be told."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reports.blocks import Text
from reports.word.cleaning import cleaned
from reports.word.items import GridItem, Item, LineItem, Run
from reports.word.shapes import Shape, listed_shape, shape_of
from reports.word.styles import Body, Frame, Named, named


@dataclass(frozen=True)
class Line:
    """A paragraph. `shape` is the number that it began with, which is no longer in its runs."""

    runs: tuple[Text, ...]
    shape: Shape | None = None
    level: int = 0
    style: Named | None = None
    align: str = ""
    section: int = 0
    after_blank: bool = False

    @property
    def text(self) -> str:
        """Its words, without the number."""
        return "".join(run.text for run in self.runs)

    @property
    def printed(self) -> str:
        """As it stood, number and words."""
        return f"{self.shape.typed}{self.text}" if self.shape else self.text

    @property
    def is_bold(self) -> bool:
        """Whether all of its words are bold."""
        return all(run.bold for run in self.runs if run.text.strip())

    @property
    def is_italic(self) -> bool:
        """Whether all of its words are in italics."""
        return all(run.italic for run in self.runs if run.text.strip())


@dataclass(frozen=True)
class Cell:
    """A cell's lines, how many columns it covers, whether it goes on with the cell above."""

    lines: tuple[Line, ...]
    across: int = 1
    goes_on: bool = False

    @property
    def text(self) -> str:
        """All its words."""
        return " ".join(line.printed for line in self.lines if line.printed)


@dataclass(frozen=True)
class Grid:
    """A table as it stood."""

    rows: tuple[tuple[Cell, ...], ...]
    heads: int = 0
    widths: tuple[int, ...] = ()
    section: int = 0

    @property
    def text(self) -> str:
        """All its words."""
        return "\n".join(cell.text for row in self.rows for cell in row if cell.text)

    @property
    def style(self) -> Named | None:
        """The style of its first line, which tells our own tables."""
        return next((line.style for row in self.rows for cell in row for line in cell.lines), None)


Piece = Line | Grid


def pieces(items: Sequence[Item]) -> list[Piece]:
    """The items of a file, cleaned. A number that stands alone on its line joins the line below."""
    out: list[Piece] = []
    for item in items:
        if item["kind"] == "grid":
            out.append(_grid(item))
        else:
            out += _lines(item)
    return list(_joined(out))


def _lines(item: LineItem) -> Iterator[Line]:
    """The lines of a paragraph: a forced break parts it where a new number or dash begins, else it is a space."""
    style = named(item["style"])
    is_ours = style is not None
    parts = [item["runs"]] if is_ours else _parted(item["runs"])
    for index, part in enumerate(parts):
        runs = merged(Text(text, bool(bold), bool(italic)) for text, bold, italic in part)
        number = "" if index else cleaned(item["number"])
        shape = listed_shape(number)
        if number and not shape and not is_ours and runs:  # "(1)", "A.": a number that documents do not count
            runs = merged(iter([replace(runs[0], text=f"{number} "), *runs]))
        elif not is_ours and not shape:
            runs, shape = without_number(runs)
        if runs or shape:
            level = int(item["level"])
            yield Line(
                runs, shape, level, style, item["align"], int(item["section"]), item["after_blank"] and not index
            )


def merged(runs: Iterator[Text]) -> tuple[Text, ...]:
    """Runs as one line of clean text: neighbours that look alike are one, outer spaces are gone."""
    out: list[Text] = []
    for run in runs:
        text = cleaned(run.text)
        if out and (out[-1].bold, out[-1].italic) == (run.bold, run.italic):
            out[-1] = replace(out[-1], text=cleaned(out[-1].text + text))
        elif text:
            if out and out[-1].text.endswith(" "):
                text = text.removeprefix(" ")
            out += [replace(run, text=text)] if text else []
    if out:
        out[0] = replace(out[0], text=out[0].text.lstrip())
        out[-1] = replace(out[-1], text=out[-1].text.rstrip())
    return tuple(run for run in out if run.text)


def without_number(runs: tuple[Text, ...]) -> tuple[tuple[Text, ...], Shape | None]:
    """A line's runs without the number that was typed before them, and that number."""
    shape = shape_of("".join(run.text for run in runs))
    if not shape:
        return runs, None
    left, out = len(shape.typed), []
    for run in runs:
        out.append(replace(run, text=run.text[left:]))
        left = max(0, left - len(run.text))
    return merged(iter(out)), shape


def _parted(runs: list[Run]) -> list[list[Run]]:
    parts: list[list[Run]] = [[]]
    for text, bold, italic in runs:
        first, *more = re.split(r"\n", text)
        parts[-1].append((first, bold, italic))
        parts += [[(each, bold, italic)] for each in more]
    out = parts[:1]
    for part in parts[1:]:
        if shape_of(cleaned("".join(text for text, _bold, _italic in part)).strip()):
            out.append(part)
        else:
            out[-1] += [(" ", *part[0][1:]), *part]
    return out


def _grid(item: GridItem) -> Grid:
    return Grid(
        rows=tuple(
            tuple(
                Cell(
                    lines=tuple(line for each in cell["lines"] for line in _cell_lines(each)),
                    across=max(1, int(cell["across"])),
                    goes_on=bool(cell["goes_on"]),
                )
                for cell in row
            )
            for row in item["rows"]
        ),
        heads=int(item["heads"]),
        widths=tuple(int(width) for width in item["widths"]),
        section=int(item["section"]),
    )


def _cell_lines(item: LineItem) -> Iterator[Line]:
    """A cell's lines keep their numbers as words: "1" in a column of numbers is not the first khoản."""
    style = named(item["style"])
    runs = merged(Text(text, bool(bold), bool(italic)) for text, bold, italic in item["runs"])
    number = cleaned(item["number"]).strip()
    if number and not style:
        runs = merged(iter([Text(f"{number} "), *runs])) if runs else (Text(number.rstrip(".")),)
    yield Line(runs, style=style, align=item["align"])


def _joined(given: list[Piece]) -> Iterator[Piece]:
    waiting: Line | None = None
    for piece in given:
        if waiting and isinstance(piece, Line) and not piece.shape and not piece.style:
            yield replace(piece, shape=waiting.shape, level=waiting.level, after_blank=waiting.after_blank)
        elif not (isinstance(piece, Line) and not piece.runs and not piece.style):
            yield piece
        is_alone = isinstance(piece, Line) and not piece.runs and piece.shape is not None and not piece.style
        waiting = piece if is_alone and isinstance(piece, Line) else None


def is_frame(piece: Piece) -> bool:
    """Whether a piece stands around the body of a file that we wrote."""
    return piece.style is not None and isinstance(piece.style.style, Frame)


def is_body(piece: Piece, *styles: Body) -> bool:
    """Whether a piece is of our own body, in one of the styles where some are named."""
    return (
        piece.style is not None and isinstance(piece.style.style, Body) and (not styles or piece.style.style in styles)
    )
