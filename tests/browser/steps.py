"""What the people of the six jobs do again and again: sign in, change seats, look, type, paste, read figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Locator, Page, Response, expect

from config.demo.people import PASSWORD, Cast
from config.installing import BASE_DIR

AXE = BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = ((1280, 800), (360, 740))
WIDTH_ONCE_DRAWN = """() => new Promise(tell => requestAnimationFrame(() => requestAnimationFrame(
    () => tell(document.documentElement.scrollWidth))))"""
FIGURE = re.compile(r"(?P<value>[\d.]+|–)(?: / (?P<target>[\d.]+))?")


@dataclass
class Visitor:
    """One person at one browser."""

    page: Page
    base: str
    screenshot: Callable[[Page, str], Path | None]
    console: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.console.append(str(error)))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            self.console.append(message.text)

    # --- moving about ---

    def sign_in(self, person: Cast) -> None:
        """From the front page, as anybody would."""
        self.page.goto(f"{self.base}/")
        self.page.locator("#id_login").fill(person.phone)
        self.page.locator("#id_password").fill(PASSWORD)
        self.page.locator("form", has=self.page.locator("#id_login")).get_by_role("button").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Việc của tôi")

    def open(self, address: str, *, status: int = 200) -> Response:
        """Type an address."""
        answer = self.page.goto(f"{self.base}{address}")
        assert answer is not None
        assert answer.status == status, f"{address}: {answer.status}"
        return answer

    def menu(self, name: str) -> None:
        """One of the entries at the left, or at the bottom of a phone."""
        with self.page.expect_navigation():
            self.page.locator("nav").get_by_role("link", name=name, exact=True).first.click()

    def press(self, name: str) -> None:
        """A button or link of the page by its words; what leads to another page is waited for."""
        named = self._named(name)
        if named.evaluate("named => named.matches(`a:not([href^='#']), [type=submit]`)"):
            with self.page.expect_navigation():
                named.click()
        else:
            named.click()

    def press_twice(self, named: str | Locator) -> None:
        """A double click on a button, as people do who learned it on icons."""
        # Without scripts the second click may break the first's navigation off: what counts is that a page arrives.
        with self.page.expect_event("framenavigated"):
            (self._named(named) if isinstance(named, str) else named).dblclick()
        self.page.wait_for_load_state()

    def follow(self, link: Locator) -> None:
        """A link that a row or a line of the page holds."""
        with self.page.expect_navigation():
            link.first.click()

    def _named(self, name: str) -> Locator:
        main = self.page.locator("main")
        named = main.get_by_role("button", name=name, exact=True).or_(main.get_by_role("link", name=name, exact=True))
        return named.first

    def switch_seat(self, label: str) -> None:
        """Another seat of the same person, by its words in the top bar."""
        self.page.locator(".seat-menu summary").click()
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=label).click()
        expect(self.page.locator(".seat-menu .menu-what")).to_contain_text(label)

    @property
    def path(self) -> str:
        """Where the browser is, without the host."""
        return self.page.url.removeprefix(self.base)

    # --- looking ---

    def look(self, name: str) -> None:
        """A person may look at this page at both widths; it fits both, breaks no rule of axe and no script fails."""
        own = self.page.viewport_size
        assert own is not None
        for width, height in sorted(WIDTHS, key=lambda size: size[0] == own["width"]):
            self.page.set_viewport_size({"width": width, "height": height})
            self.screenshot(self.page, name)
            assert self.page.evaluate(WIDTH_ONCE_DRAWN) <= width, f"{name} at {width}"
        assert serious_faults(self.page) == [], name
        assert self.console == [], name

    def heading(self) -> str:
        """The title of the page."""
        return self.page.get_by_role("heading", level=1).inner_text()

    def words(self) -> str:
        """Everything that stands on the page."""
        return self.page.locator("body").inner_text()

    def notice(self) -> Locator:
        """What the page says has happened."""
        return self.page.locator(".notice")

    def figure(self) -> tuple[int | None, int | None]:
        """The page's big figure: result and quota."""
        found = FIGURE.match(self.page.locator(".figure-main").first.inner_text())
        assert found is not None
        return number(found["value"]), number(found["target"] or "")

    def unit(self, name: str) -> Locator:
        """The link of a unit's line; where two are called the same, of the one that has not ended."""
        rows = self.page.locator("#units tbody tr").filter(has_not_text="đến ")
        return rows.get_by_role("link", name=name, exact=True)

    def lines(self) -> dict[str, tuple[int | None, int | None]]:
        """Every line of the table of units: name to result and quota, whatever columns the width shows."""
        rows: list[list[str]] = self.page.locator("#units table.data > tbody > tr").evaluate_all(
            """rows => rows.map(row => {
                 const first = row.cells[0].cloneNode(true);
                 first.querySelectorAll(".row-more").forEach(button => button.remove());
                 const shown = node => node.nodeType === 3 || !node.matches(".phone-only");
                 const result = [...row.cells[2].childNodes].filter(shown);
                 return [first.textContent, result.map(node => node.textContent).join(""), row.cells[1].textContent];
               })"""
        )
        return {name.strip(): (number(result), number(quota)) for name, result, quota in rows}


@cache
def _axe() -> str:
    return AXE.read_text()


def serious_faults(page: Page) -> list[str]:
    """What axe finds serious or critical, as "rule: where"."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())  # through the debugger, which the content policy does not bind
    # what axe would fetch beforehand is only for rules that we do not run
    found: list[str] = page.evaluate(
        """() => axe.run(document, {resultTypes: ["violations"], preload: false}).then(result => result.violations
             .filter(fault => ["serious", "critical"].includes(fault.impact))
             .flatMap(fault => fault.nodes.map(node => fault.id + ": " + node.target.join(" "))))"""
    )
    return found


def number(text: str) -> int | None:
    """ "1.324" → 1324; a dash or nothing → None."""
    plain = re.sub(r"[.\s]", "", text)
    return int(plain) if plain.isdigit() else None


def written(figure: int) -> str:
    """1324 → "1.324"."""
    return f"{figure:,}".replace(",", ".")


@dataclass
class ResultsGrid:
    """The grid of results on the page that is open."""

    page: Page

    def row(self, unit: str) -> Locator:
        """A unit's row by the name that stands in it."""
        return self.page.locator("tr[data-row]").filter(has=self.page.get_by_role("rowheader", name=unit, exact=True))

    def cell(self, unit: str, field: str) -> Locator:
        """One cell of a unit's row."""
        return self.row(unit).locator(f'[data-field="{field}"]')

    def said(self, unit: str) -> Locator:
        """What the row says of itself: "✓ đã lưu"."""
        return self.row(unit).locator("[data-state] .said")

    def fault(self, unit: str, field: str) -> Locator:
        """The sentence at a cell."""
        row = self.row(unit).get_attribute("data-row")
        return self.page.locator(f"#fault-{row}-{field}")

    @property
    def sum(self) -> int:
        """The total above the grid."""
        return number(self.page.locator(".grid-bar [data-total]").first.inner_text()) or 0

    def expect_sum(self, figure: int) -> None:
        """The total above the grid becomes this."""
        expect(self.page.locator(".grid-bar [data-total]").first).to_have_text(written(figure))

    def type_in(self, unit: str, **figures: int | str) -> None:
        """Go to each cell and type, then leave the row by Enter."""
        for name, figure in figures.items():
            self.cell(unit, name).focus()
            self.page.keyboard.type(str(figure))
        self.page.keyboard.press("Enter")

    def paste(self, text: str) -> None:
        """What Ctrl+V does with a block copied from Excel, in the cell that has the focus."""
        self.page.evaluate(
            """text => { const data = new DataTransfer(); data.setData("text/plain", text);
            document.activeElement.dispatchEvent(
              new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }""",
            text,
        )

    def focused(self) -> str:
        """ "donated" of the cell that has the focus, or the name of the element."""
        return str(self.page.evaluate("document.activeElement.dataset.field || document.activeElement.tagName"))
