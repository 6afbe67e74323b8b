"""The translation catalogues: which sentences code and pages hold, and the file a translator works in.

Our msgids are Vietnamese. ``locale/en`` translates them; ``locale/vi`` translates the English sentences of the
packages we stand on, where they bring no Vietnamese of their own. Sentences are read from the syntax tree of Python
files and through Django's own reading of templates, so that no gettext needs to be installed.
"""

import ast
import importlib.util
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.apps import apps
from django.utils.translation.template import templatize

BASE_DIR = Path(__file__).resolve().parent.parent
LOCALE = BASE_DIR / "locale"
HOUSE = ("config", "reports", "donors", "quotas", "campaigns", "notices", "committees", "core", "templates")
# The parts of each package whose sentences a person here can meet: forms, validators, widgets, lists, sign-in. Its
# templates are not among them: ours stand in their place.
PACKAGES: Mapping[str, tuple[str, ...]] = {
    "allauth": (
        *("account/adapter.py", "account/fields.py", "account/forms.py", "account/internal", "account/views.py"),
        *("core", "mfa/adapter.py", "mfa/base", "mfa/internal", "mfa/models.py", "mfa/recovery_codes", "mfa/totp"),
    ),
    "django_tables2": (".",),
    "django_filters": ("conf.py", "fields.py", "filters.py", "utils.py", "widgets.py"),
    "django": (
        *("contrib/auth/password_validation.py", "contrib/auth/validators.py", "core/paginator.py"),
        *("core/validators.py", "db/models", "forms", "utils/dateformat.py", "utils/dates.py", "utils/ipv6.py"),
        *("utils/text.py", "utils/timesince.py"),
    ),
}

# How many leading arguments of each function are (context, singular, plural).
_SHAPES = {"gettext": "m", "ngettext": "mp", "pgettext": "cm", "npgettext": "cmp"}
_FUNCTIONS = {f"{name}{ending}": shape for name, shape in _SHAPES.items() for ending in ("", "_lazy", "_noop")}
_LITERAL = r"""u?(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")"""
_CALL = re.compile(rf"\b(?P<name>n?p?gettext|_)\(\s*(?P<arguments>{_LITERAL}(?:\s*,\s*{_LITERAL})*)")


@dataclass(frozen=True)
class Message:
    """One sentence as written: ``context`` and ``plural`` are empty where there is none."""

    msgid: str
    plural: str = ""
    context: str = ""


@dataclass
class Found:
    """The sentences of some files: where each stands, and the calls whose sentence cannot be read ("file:line")."""

    places: dict[Message, list[str]] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)

    def add(self, message: Message, place: str) -> None:
        """Note a sentence; a plural form met later joins the sentence already known."""
        for known in self.places:
            if (known.msgid, known.context) == (message.msgid, message.context) and known != message:
                merged = Message(message.msgid, known.plural or message.plural, message.context)
                self.places[merged] = self.places.pop(known)
                message = merged
                break
        standing = self.places.setdefault(message, [])
        if place not in standing:
            standing.append(place)


def sentences(*roots: Path, base: Path = BASE_DIR) -> Found:
    """Every sentence marked for translation in the ``.py``, ``.html`` and ``.txt`` files of some folders or files.

    Places are file names relative to `base`.
    """
    found = Found()
    for path in sorted(set(_files(roots))):
        name = path.relative_to(base).as_posix()
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            _from_python(text, name, found)
        else:
            for message in _from_template(text, name):
                found.add(message, name)
    return found


def our_sentences() -> Found:
    """Every sentence of our own code and pages."""
    return sentences(*(BASE_DIR / name for name in HOUSE))


def package_sentences() -> Found:
    """Every sentence of the packages that a person here can meet; places begin with the package's name."""
    found = Found()
    for package, parts in PACKAGES.items():
        home = _home(package)
        for message, places in sentences(*(home / part for part in parts), base=home.parent).places.items():
            for place in places:
                found.add(message, place)
    return found


def translated_by_packages(language: str) -> set[tuple[str, str]]:
    """(context, msgid) of every sentence that an installed package itself brings in `language`."""
    known: set[tuple[str, str]] = set()
    homes = [_home("django") / "conf", *(Path(each.path) for each in apps.get_app_configs())]
    for home in homes:
        path = home / "locale" / language / "LC_MESSAGES" / "django.mo"
        if path.exists():
            known |= {(entry.msgctxt or "", entry.msgid) for entry in polib.mofile(str(path))}
    return known


def _home(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise LookupError(package)
    return Path(spec.origin).parent


def _files(roots: Iterable[Path]) -> Iterator[Path]:
    for root in roots:
        if root.is_file():
            yield root
        else:
            yield from (path for path in root.rglob("*") if path.suffix in {".py", ".html", ".txt"} and path.is_file())


def _from_python(text: str, name: str, found: Found) -> None:
    if "gettext" not in text:  # stands in the name of every function that marks, and whatever else a file calls it
        return
    nodes = list(ast.walk(ast.parse(text, filename=name)))
    known = dict(_FUNCTIONS)
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.endswith("translation"):
            known |= {each.asname: _FUNCTIONS[each.name] for each in node.names if each.asname and each.name in known}
    for node in nodes:
        if not isinstance(node, ast.Call) or (shape := known.get(_called(node))) is None:
            continue
        values = [each.value if isinstance(each, ast.Constant) else None for each in node.args[: len(shape)]]
        if len(values) == len(shape) and all(isinstance(value, str) for value in values):
            found.add(_message(shape, [str(value) for value in values]), name)
        else:
            found.unreadable.append(f"{name}:{node.lineno}")


def _called(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _from_template(text: str, name: str) -> Iterator[Message]:
    for call in _CALL.finditer(templatize(text, origin=name)):
        shape = _FUNCTIONS.get(call["name"], "m")
        values = [ast.literal_eval(each) for each in re.findall(_LITERAL, call["arguments"])]
        yield _message(shape, values)


def _message(shape: str, values: list[str]) -> Message:
    part = dict(zip(shape, values, strict=False))
    return Message(part["m"], part.get("p", ""), part.get("c", ""))


# --- The file a translator works in ---------------------------------------------------------------


def english() -> Path:
    """The file that says our sentences in English."""
    return LOCALE / "en" / "LC_MESSAGES" / "django.po"


def vietnamese() -> Path:
    """The file that says the packages' sentences in Vietnamese."""
    return LOCALE / "vi" / "LC_MESSAGES" / "django.po"


def refresh_all() -> dict[Path, list[str]]:
    """Bring both catalogues in step with the code; per file the msgids that still want a translation."""
    packages, brought = package_sentences(), translated_by_packages("vi")
    mended = {(entry.msgctxt or "", entry.msgid) for entry in polib.pofile(str(vietnamese())) if not entry.obsolete}
    wanted = {
        message: places
        for message, places in packages.places.items()
        if (key := (message.context, message.msgid)) in mended or key not in brought
    }
    return {
        english(): refresh(english(), our_sentences()),
        vietnamese(): refresh(vietnamese(), Found(places=wanted)),
    }


def refresh(path: Path, found: Found) -> list[str]:
    """Bring one catalogue in step with the sentences found; the msgids that still want a translation.

    Translations of sentences that stand are kept, sentences that are gone leave the file, new ones come in empty.
    """
    former = polib.pofile(str(path))
    kept = {(entry.msgid, entry.msgctxt or ""): entry for entry in former if not entry.obsolete}
    fresh = polib.POFile(wrapwidth=110)
    fresh.metadata = former.metadata
    fresh.header = former.header
    forms = [0, 1] if "nplurals=2" in former.metadata.get("Plural-Forms", "") else [0]
    for message, places in sorted(found.places.items(), key=lambda each: (each[1][0], each[0].msgid)):
        fresh.append(_entry(message, places, kept.get((message.msgid, message.context)), forms))
    fresh.save(str(path))
    return [entry.msgid for entry in fresh if not entry.translated()]


def _entry(message: Message, places: list[str], former: polib.POEntry | None, forms: list[int]) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.msgid,
        msgid_plural=message.plural,
        msgctxt=message.context or None,
        occurrences=[(place, "") for place in places],
    )
    if former is not None:
        entry.tcomment, entry.flags = former.tcomment, former.flags
        entry.msgstr, entry.msgstr_plural = former.msgstr, former.msgstr_plural
    if message.plural:
        entry.msgstr = ""
        entry.msgstr_plural = {form: entry.msgstr_plural.get(form, "") for form in forms}
    return entry
