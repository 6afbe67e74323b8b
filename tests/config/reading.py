"""What a person reads on a page, by eye or by ear, and the forms that stand there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

SPOKEN = ("title", "placeholder", "aria-label", "alt", "aria-description", "data-announce")
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "path", "use"}
UNSPOKEN = {"script", "style"}
TEXT_TYPES = {"text", "search", "email", "tel", "password", "url", "textarea"}


@dataclass
class Field:
    """One control of a form: ``kind`` is the input's type, "select" or "textarea"; ``value`` what stands in it."""

    name: str
    kind: str
    value: str


@dataclass
class Form:
    """One form: where it goes (empty: the page itself) and its controls."""

    method: str
    action: str
    fields: list[Field] = field(default_factory=list)

    def as_it_stands(self) -> dict[str, str]:
        """What a browser sends when nothing is touched."""
        return {each.name: each.value for each in self.fields}

    def emptied(self) -> dict[str, str]:
        """Every visible control left empty, as a browser sends it: boxes that are not ticked are not sent."""
        sent = [each for each in self.fields if each.kind not in {"checkbox", "radio", "file"}]
        return {each.name: each.value if each.kind in {"hidden", "submit"} else "" for each in sent}

    def filled_with_nonsense(self, nonsense: dict[str, str], otherwise: str) -> dict[str, str]:
        """Every visible control with something it cannot take."""
        return self.emptied() | {
            each.name: nonsense.get(each.kind, otherwise)
            for each in self.fields
            if each.kind not in {"hidden", "submit", "file"}
        }


class Page(HTMLParser):
    """One page, read: ``texts`` in the page's own language (parts marked with another ``lang`` are left out)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.language = ""
        self.texts: list[str] = []
        self.forms: list[Form] = []
        self._open: list[tuple[str, bool]] = []  # (tag, whether it silences what stands in it)
        self._silences = 0  # how many of them do
        self._form: Form | None = None
        self._select: Field | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = values.get("lang", "")
        silent = tag in UNSPOKEN or values.get("lang", self.language) != self.language
        if tag not in VOID:
            self._open.append((tag, silent))
            self._silences += silent
        if values and not silent and not self._silences:
            self._note([values[name] for name in SPOKEN if name in values])
            self._note([value for name, value in values.items() if name.startswith("data-word-")])
            if tag == "input" and values.get("type") in {"submit", "button"}:
                self._note([values.get("value", "")])
        self._keep_form(tag, values)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            opened, silent = self._open.pop()
            self._silences -= silent
            if opened == tag:
                break
        if tag == "form":
            self._form = None

    def handle_data(self, data: str) -> None:
        if not self._silences:
            self._note([data])
        if self._select is not None and self._select.kind == "textarea":
            self._select.value += data

    def _note(self, texts: list[str]) -> None:
        self.texts += [clean for text in texts if (clean := " ".join(text.split()))]

    def _keep_form(self, tag: str, values: dict[str, str]) -> None:
        if tag == "form":
            self._form = Form(values.get("method", "get").lower(), values.get("action", ""))
            self.forms.append(self._form)
        if self._form is None:
            return
        if tag in {"input", "textarea", "select"} and values.get("name"):
            kind = values.get("type", "text") if tag == "input" else tag
            if kind in {"checkbox", "radio"} and "checked" not in values:
                return
            self._select = Field(values["name"], kind, values.get("value", ""))
            self._form.fields.append(self._select)
        elif tag == "button" and values.get("name"):
            self._form.fields.append(Field(values["name"], "submit", values.get("value", "")))
        elif tag == "option" and self._select is not None and "selected" in values:
            self._select.value = values.get("value", "")


def words(text: str) -> list[str]:
    """The words of a text in small letters, without addresses, file names and codes."""
    text = re.sub(r"\S*[@/\\]\S*|\b\w+\.\w{2,4}\b|%\(\w+\)[sd]|%[sd]|\{\w*\}|\w*\d\w*", " ", text)
    return [word.lower() for word in re.findall(r"[^\W\d_]{2,}", text)]
