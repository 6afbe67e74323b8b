"""Both languages are whole: our sentences in English, no English on a Vietnamese page, papers always Vietnamese."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import cache
from http.cookies import SimpleCookie
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

import polib
import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core.cache import cache as django_cache
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpResponse
from django.template.base import Lexer, TokenType
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django.plugin import DjangoDbBlocker

from campaigns import planning
from campaigns.models import Plan
from committees import scopes
from committees.models import Committee
from config import catalogues, errors
from config.catalogues import BASE_DIR, Found, Message
from core import scope
from tests.cast import Person
from tests.committees.factories import PASSWORD
from tests.config.reading import TEXT_TYPES, Form, Page, words
from tests.config.route_roles import ROLES
from tests.config.route_world import World, build_world
from tests.config.test_routes import address, named_routes
from tests.reports.kinds import draft_results_report

pytestmark = pytest.mark.broad

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
MARKED = re.compile(r"[À-ỹ]")  # a letter that English does not have

# --- The catalogues ---------------------------------------------------------------------------------


@cache
def ours() -> Found:
    return catalogues.our_sentences()


@cache
def of_packages() -> Found:
    return catalogues.package_sentences()


def entries(path: Path) -> list[polib.POEntry]:
    return list(polib.pofile(str(path)))


def said(entry: polib.POEntry) -> list[str]:
    """The translation, or one per plural form."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def out_of_step(path: Path, wanted: set[tuple[str, str]]) -> dict[str, list[str]]:
    """What keeps a catalogue from being whole, by kind; `wanted` are (context, msgid)."""
    found = entries(path)
    standing = {(entry.msgctxt or "", entry.msgid) for entry in found if not entry.obsolete}
    return {
        "missing": sorted(msgid for _context, msgid in wanted - standing),
        "no longer in the code": sorted(
            [msgid for _context, msgid in standing - wanted] + [entry.msgid for entry in found if entry.obsolete]
        ),
        "fuzzy or empty": [entry.msgid for entry in found if entry.fuzzy or not all(said(entry))],
        "other placeholders": [
            entry.msgid
            for entry in found
            if any(
                sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(PLACEHOLDER.findall(each)) for each in said(entry)
            )
        ],
    }


WHOLE: dict[str, list[str]] = {
    "missing": [],
    "no longer in the code": [],
    "fuzzy or empty": [],
    "other placeholders": [],
}


def test_every_sentence_of_the_code_has_its_english() -> None:
    wanted = {(message.context, message.msgid) for message in ours().places}
    assert out_of_step(catalogues.english(), wanted) == WHOLE, "Run bin/manage refresh_catalogues, then translate."


def test_every_sentence_marked_for_translation_stands_literally_in_the_code() -> None:
    assert ours().unreadable == []


def test_what_the_packages_say_has_its_vietnamese() -> None:
    packages = {(message.context, message.msgid) for message in of_packages().places}
    mended = {(entry.msgctxt or "", entry.msgid) for entry in entries(catalogues.vietnamese())}
    wanted = (packages - catalogues.translated_by_packages("vi")) | (packages & mended)
    assert out_of_step(catalogues.vietnamese(), wanted) == WHOLE, "Run bin/manage refresh_catalogues, then translate."


def test_english_holds_no_vietnamese_but_names_and_quotations() -> None:
    names = re.compile(r"“[^”]*”|Tiếng Việt|Giọt Hồng|Cốc Cốc|KH-BCĐ")
    left = [
        each for entry in entries(catalogues.english()) for each in said(entry) if MARKED.search(names.sub("", each))
    ]
    assert left == []


@pytest.mark.parametrize(
    ("unwanted", "why"),
    [
        (r"\b[Bb]ạn\b|\b[Qq]uý vị\b", "the user is not addressed by pronoun"),
        (r"!", "nothing shouts"),
        (r"\b[Vv]ui lòng\b|\b[Tt]hành công\b", "an official note says what happened, and what to do"),
        (r"\b\w*(oà|oá|oả|oã|oạ|uỳ|uý|uỷ|uỹ|uỵ)\b", "the older place of the mark: hòa, khóa, hủy"),
        (r"[«»\"]", "one kind of quotation marks: “…”"),
        (r"\.\.\.|  |^ | $", "one sign for “and so on”, one space"),
        (r"\b[Ee]-?mail\b|\bfile\b|\b[Tt]ình trạng\b", "one word for one thing: thư điện tử, tệp, trạng thái"),
    ],
    ids=["pronouns", "exclamation", "note", "marks", "quotes", "spaces", "terms"],
)
def test_what_is_said_keeps_the_style_of_the_house(unwanted: str, why: str) -> None:
    kept = re.compile(r"[Qq]uý\b|[Tt]huỷ")  # the word for a quarter is spelled so
    sentences = [message.msgid for message in ours().places]
    sentences += [each for entry in entries(catalogues.vietnamese()) for each in said(entry)]
    sentences = [PLACEHOLDER.sub("…", each) for each in sentences]  # the name of a placeholder is not said
    assert [each for each in sentences if re.search(unwanted, kept.sub("", each))] == [], why


def test_no_page_template_says_anything_outside_the_catalogues() -> None:
    """The printed pages of documents and lists, and mails, alone are Vietnamese in every language."""
    bare = []
    for path in sorted((BASE_DIR / "templates").rglob("*.html")):
        name = path.relative_to(BASE_DIR / "templates").as_posix()
        if not name.startswith(("reports/page/", "donors/papers/", "notices/mail/")):
            bare += [f"{name}: {text}" for text in spoken_bare(path.read_text(encoding="utf-8"))]
    assert bare == []


def spoken_bare(template: str) -> list[str]:
    """Vietnamese in a template's own text and in string arguments, outside every translation tag."""
    found, translated = [], False
    names = re.compile(r"Giọt Hồng|Tiếng Việt")  # names in their own language
    for token in Lexer(template).tokenize():
        if token.token_type == TokenType.BLOCK:
            word = token.contents.split()[0]
            if word in {"blocktranslate", "comment"}:
                translated = True
            elif word in {"endblocktranslate", "endcomment"}:
                translated = False
        if translated or token.token_type == TokenType.COMMENT:
            continue
        text = names.sub("", token.contents)
        if token.token_type != TokenType.TEXT:
            text = re.sub(r"""^translate\s+("[^"]*"|'[^']*')|_\(("[^"]*"|'[^']*')\)""", "", text)
        if MARKED.search(text):
            found.append(text.strip()[:80])
    return found


# --- Finding sentences ------------------------------------------------------------------------------


def test_sentences_are_found_in_code_and_templates(tmp_path: Path) -> None:
    (tmp_path / "view.py").write_text(
        "from django.utils.translation import gettext as _, ngettext, pgettext_lazy\n"
        "from django.utils.translation import gettext_lazy as later\n"
        'a = _("Một")\nb = later("Hai " "nối")\nc = ngettext("%(n)s dòng", "%(n)s các dòng", n)\n'
        'd = pgettext_lazy("cột", "Ba")\ne = _(f"{x} sai")\nf = other("Không")\n',
        encoding="utf-8",
    )
    (tmp_path / "page.html").write_text(
        "{% load i18n %}{% translate 'Bốn' %}{{ x|default:_(\"Năm\") }}<p>Không</p>{# Không #}\n"
        "{% blocktranslate with n=x trimmed %}\n  Sáu {{ n }}\n{% endblocktranslate %}"
        "{% blocktranslate count n=x %}{{ n }} ô{% plural %}{{ n }} các ô{% endblocktranslate %}",
        encoding="utf-8",
    )
    found = catalogues.sentences(tmp_path, base=tmp_path)
    assert set(found.places) == {
        Message("Một"),
        Message("Hai nối"),
        Message("%(n)s dòng", plural="%(n)s các dòng"),
        Message("Ba", context="cột"),
        Message("Bốn"),
        Message("Năm"),
        Message("Sáu %(n)s"),
        Message("%(n)s ô", plural="%(n)s các ô"),
    }
    assert found.places[Message("Một")] == ["view.py"]
    assert found.unreadable == ["view.py:7"]


def test_a_refreshed_catalogue_keeps_what_was_said_and_drops_what_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        'msgid "Một"\nmsgstr "One"\n\nmsgid "Cũ"\nmsgstr "Old"\n',
        encoding="utf-8",
    )
    found = Found({Message("Một"): ["a.py"], Message("Hai", plural="Các hai"): ["a.py"]})
    assert catalogues.refresh(path, found) == ["Hai"]
    one, two = sorted(entries(path), key=lambda entry: entry.msgid, reverse=True)
    assert (one.msgid, one.msgstr) == ("Một", "One")
    assert (two.msgid, two.msgstr_plural) == ("Hai", {0: "", 1: ""})
    again = path.read_text(encoding="utf-8")
    catalogues.refresh(path, found)
    assert path.read_text(encoding="utf-8") == again


# --- The pages --------------------------------------------------------------------------------------

# Wrong in every kind of control; a text is wrong by its length.
NONSENSE = {"number": "abc", "date": "99/99/9999", "time": "99:99", "select": "zzz", "checkbox": "1", "radio": "zzz"}
NONSENSE |= dict.fromkeys(TEXT_TYPES, "x" * 4000)
BELOW = {"number": "-5", "date": "2026-02-31", "time": "25:00", "select": "-1"} | dict.fromkeys(TEXT_TYPES, "\x00")
WALKERS = ("anonymous", "nobody", "focal", "head", "admin", "clerk")
# English words that no package of ours happens to use in a sentence.
PLAIN_ENGLISH = (
    "about above account action again allowed already also always anonymous are available back bad because been "
    "before below between bottom but cancel cannot check clear click close column committee confirm contact "
    "continue could count create current dashboard data delete denied details did does done down draft edit empty "
    "end english error every expired failed fields filter find first forbidden form found from full get give go "
    "has have help hidden home how if index internal into invalid items its just keep last later less let line "
    "link list loading log login logout made make many message method missing more most move must name need never "
    "none not nothing off only open order other our out over own page permission please press previous print "
    "problem progress query ranking read ready refresh reload remove report request required reset result retry "
    "return role round row save search see select send server session set settings show sign site size some "
    "something sorry sort start state step stop store submit success sum table task than thank that the their "
    "them then there these they this those through try type under undo unit until update upload use user value "
    "view volunteer wait was were what when where which while who why will with without wrong you your "
)


@cache
def english_words() -> frozenset[str]:
    """Words that stand in the packages' sentences or above, and in no Vietnamese sentence of ours."""
    spoken = {word for message in ours().places for word in words(message.msgid)}
    for entry in entries(catalogues.vietnamese()):
        spoken |= {word for each in said(entry) for word in words(each)}
    packages = {word for message in of_packages().places for word in words(message.msgid)}
    return frozenset({word for word in packages | set(PLAIN_ENGLISH.split()) if not MARKED.search(word)} - spoken)


def english_in(page: Page) -> list[str]:
    """The texts of a page that hold an English word."""
    return [text for text in page.texts if is_english(text)]


@cache  # most of what stands on a page stands on every other
def is_english(text: str) -> bool:
    """Whether an English word is in it; a font keeps its name."""
    return not english_words().isdisjoint(words(text.replace("Times New Roman", "")))


@pytest.mark.parametrize(
    "text", ["This field is required.", "Kết quả: search results", "sign_in.failed", "loại: results_report", "Unknown"]
)
def test_the_walk_notices_english(text: str) -> None:
    assert english_in(Page(f'<html lang="vi"><p>Đúng.</p><p title="Nhập">{text}</p></html>')) == [text]
    assert english_in(Page(f'<html lang="vi"><input placeholder="{text}"><p>Đúng.</p></html>')) == [text]


@pytest.mark.parametrize("text", ["Enter xuống dòng dưới", "phông Times New Roman", "an@toan.vn", "Tải CSV, XLSX"])
def test_the_walk_leaves_names_keys_and_addresses(text: str) -> None:
    assert english_in(Page(f'<html lang="vi"><p>{text}</p><b lang="en">Sign out</b><script>if</script></html>')) == []


def test_the_walk_notices_vietnamese_left_on_an_english_page() -> None:
    page = Page(
        "<html lang='en'><p>Đăng xuất</p><p>Kế hoạch năm 2026</p><p>Xã Bình Minh</p><p lang='vi'>Lưu</p></html>"
    )
    assert sorted(left_in_vietnamese(page, frozenset())) == ["Kế hoạch năm 2026", "Đăng xuất"]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    logging.disable(logging.ERROR)
    with django_db_blocker.unblock(), transaction.atomic():
        world = build_world()
        with scopes.for_system("tests"):
            TOTP.activate(world.cast.agency_focal.user, generate_totp_secret())
            RecoveryCodes.activate(world.cast.agency_focal.user)
        yield world
        transaction.set_rollback(True)
    django_cache.clear()  # the attempts to sign in
    logging.disable(logging.NOTSET)


class Reader:
    """Somebody who goes everywhere and fills every form in wrongly; all they do is undone."""

    def __init__(
        self, person: Person | None, *, language: str, second_step: str = "", sent: set[tuple[str, ...]] | None = None
    ) -> None:
        self.client = Client(raise_request_exception=False)
        self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        if person is not None:
            answers = {"login": person.user.login, "password": PASSWORD}
            self.client.post(reverse("account_login"), answers)
            if second_step:
                self.client.post(reverse("mfa_authenticate"), {"code": second_step})
        self.cookies: SimpleCookie = SimpleCookie(self.client.cookies.output(header=""))
        self.sent = set() if sent is None else sent  # forms already filled in, perhaps by somebody before

    def ask(self, verb: str, url: str, form: dict[str, str] | None = None) -> HttpResponse:
        self.client.cookies = SimpleCookie(self.cookies.output(header=""))
        with transaction.atomic():
            response = self.client.generic("GET", url) if verb == "GET" else self.client.post(url, form or {})
            while response.status_code in {301, 302, 303} and urlsplit(response["Location"]).netloc == "":
                url = urljoin(url, response["Location"])
                response = self.client.get(url)
            transaction.set_rollback(True)
        assert scope.current() is None
        return response  # type: ignore[return-value]  # the test client's own subclass

    def read(self, verb: str, url: str, form: dict[str, str] | None = None) -> Page | None:
        """The page that comes; None where it is not for reading (a file, an answer to a script)."""
        response = self.ask(verb, url, form)
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return None
        return Page(response.content.decode())

    def everything(self, addresses: list[str]) -> Iterator[tuple[str, Page]]:
        """Every page and every answer to its forms: as they stand, empty, and with two kinds of nonsense."""
        for url in addresses:
            page = self.read("GET", url)
            if page is None:
                continue
            yield f"GET {url}", page
            for form in page.forms:
                yield from self._answers(url, form)

    def _answers(self, url: str, form: Form) -> Iterator[tuple[str, Page]]:
        action = urljoin(url, form.action)
        if urlsplit(action).path == reverse("set_language"):
            return
        names = tuple(sorted(each.name for each in form.fields))
        if (key := (form.method, re.sub(r"\d+", "0", action), *names)) in self.sent:
            return
        self.sent.add(key)
        fillings = [form.as_it_stands(), form.emptied()]
        fillings += [form.filled_with_nonsense(NONSENSE, "zzz"), form.filled_with_nonsense(BELOW, "-1")]
        for filling in (each for n, each in enumerate(fillings) if each not in fillings[:n]):  # a button is the same
            if form.method == "get":
                page = self.read("GET", f"{urlsplit(action).path}?{urlencode(filling)}")
            else:
                page = self.read("POST", action, filling)
            if page is not None:
                yield f"{form.method.upper()} {action} {filling}"[:200], page


@pytest.fixture(scope="module")
def sent() -> set[tuple[str, ...]]:
    """The forms somebody of this walk has filled in: the next one leaves them."""
    return set()


def addresses(world: World) -> list[str]:
    found = [address(route, arguments, world.district) for route, arguments in named_routes().items()]
    return [*found, "/khong-co-trang-nay/", f"{reverse('units')}?page=abc", f"{reverse('units')}?page=999"]


def person_of(world: World, role: str) -> Person | None:
    return world.cast.people.get(ROLES[role])


@pytest.mark.parametrize("role", WALKERS)
def test_no_english_stands_on_any_page_or_answer_in_vietnamese(
    world: World, sent: set[tuple[str, ...]], role: str
) -> None:
    reader, pages = Reader(person_of(world, role), language="vi", sent=sent), 0
    wrong: dict[str, str] = {}
    for where, page in reader.everything(addresses(world)):
        pages += 1
        for text in english_in(page):
            wrong.setdefault(text[:160], where)
    assert pages > 20
    assert wrong == {}


def test_no_english_stands_in_the_second_step(world: World) -> None:
    person = world.cast.agency_focal
    before = Reader(person, language="vi")
    codes = RecoveryCodes(person.user.authenticator_set.get(type="recovery_codes")).get_unused_codes()  # type: ignore[attr-defined]
    within = Reader(person, language="vi", second_step=codes[0])
    routes = [reverse(name) for name, arguments in named_routes().items() if name.startswith("mfa_") and not arguments]
    wrong = {
        text: where
        for where, page in [*before.everything([reverse("mfa_authenticate")]), *within.everything(routes)]
        for text in english_in(page)
    }
    assert wrong == {}
    shown = within.read("GET", reverse("mfa_index"))
    assert shown is not None
    assert "Đang bật" in " ".join(shown.texts)


def test_error_pages_speak_the_chosen_language(world: World) -> None:
    request = RequestFactory().get("/")
    strict = Client(enforce_csrf_checks=True)
    for language, home in (("vi", "Về Việc của tôi"), ("en", "Back to My duties")):
        strict.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        with translation.override(language):
            answers = [errors.bad_request(request, BadRequest()), errors.permission_denied(request)]
            answers += [errors.page_not_found(request), errors.server_error(request)]
        answers.append(strict.post(reverse("account_login"), {}))  # type: ignore[arg-type]
        for answer in answers:
            page = Page(answer.content.decode())
            assert home in page.texts or answer.status_code == 500
            assert language == "en" or english_in(page) == []


def test_too_many_sign_ins_are_refused_in_the_chosen_language(world: World) -> None:
    django_cache.clear()
    client = Client()
    answers = [client.post(reverse("account_login"), {}) for _attempt in range(31)]
    django_cache.clear()
    refused = answers[-1]
    assert refused.status_code == 429
    assert "Tạm dừng ít phút" in Page(refused.content.decode()).texts


# --- English chosen ---------------------------------------------------------------------------------


@cache
def vietnamese_sentences() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Our sentences that read otherwise in English: whole ones, and patterns of those with something in them."""
    other = [entry.msgid for entry in entries(catalogues.english()) if entry.msgid not in said(entry)]
    whole = frozenset(msgid for msgid in other if not PLACEHOLDER.search(msgid))
    patterns = [msgid for msgid in other if PLACEHOLDER.search(msgid)]
    return whole, tuple(re.compile(".+".join(map(re.escape, PLACEHOLDER.split(msgid)))) for msgid in patterns)


def left_in_vietnamese(page: Page, data: frozenset[str]) -> list[str]:
    return [text for text in set(page.texts) - data if is_left_in_vietnamese(text)]


@cache
def is_left_in_vietnamese(text: str) -> bool:
    whole, patterns = vietnamese_sentences()
    return bool(MARKED.search(text)) and (text in whole or any(each.fullmatch(text) for each in patterns))


# Stored words that happen to read like a sentence of ours: titles of seats, names of rounds and units.
STORED = frozenset(
    {"Thường trực", "Trưởng ban", "Đầu mối", "Quản trị", "Thành viên phụ trách", "Ngoài đợt", "Toàn quốc"}
)


@pytest.mark.parametrize("role", ["clerk", "admin", "focal"])
def test_every_page_is_english_once_english_is_chosen(world: World, role: str) -> None:
    reader, read = Reader(person_of(world, role), language="en"), []
    for url in addresses(world):
        page = reader.read("GET", url)
        if page is not None:
            read.append(page)
            assert left_in_vietnamese(page, STORED) == [], url
    assert len(read) > 20


def test_english_is_chosen_in_the_account_menu_and_left_again(world: World) -> None:
    client = Client()
    client.force_login(world.cast.district_clerk.user)
    plans = reverse("plans")

    def choice() -> Form:
        page = Page(client.get(plans).content.decode())
        (form,) = [each for each in page.forms if each.action == reverse("set_language")]
        return form

    assert "Tài khoản" in Page(client.get(plans).content.decode()).texts
    assert {each.value for each in choice().fields if each.name == "language"} == {"vi", "en"}
    chosen = {**choice().as_it_stands(), "language": "en"}
    back = client.post(choice().action, chosen)
    assert (back.status_code, back["Location"]) == (302, plans)
    english = client.get(plans)
    assert english["Content-Language"] == "en"
    assert '<html lang="en">' in english.content.decode()
    assert {"Account", "Sign out"} <= set(Page(english.content.decode()).texts)
    client.post(choice().action, {**chosen, "language": "vi"})
    assert "Đăng xuất" in Page(client.get(plans).content.decode()).texts


def test_a_browser_that_prefers_english_is_still_greeted_in_vietnamese(db: None) -> None:
    page = Client().get(reverse("account_login"), headers={"accept-language": "en-US,en;q=0.9"})
    assert page["Content-Language"] == "vi"
    assert english_in(Page(page.content.decode())) == []


def test_figures_and_dates_stay_vietnamese_in_english(world: World) -> None:
    clerk = world.cast.district_clerk
    for name in ("progress", "plans", "documents"):
        figures = [
            re.findall(r"\d[\d./,%]*", " ".join(page.texts))
            for language in ("vi", "en")
            if (page := Reader(clerk, language=language).read("GET", reverse(name))) is not None
        ]
        assert len(figures) == 2
        for one, other in pairwise(figures):
            assert sorted(one) == sorted(other), name
    page = Reader(clerk, language="en").read("GET", reverse("progress"))
    assert page is not None
    assert any("7.771" in text for text in page.texts)


def test_what_is_stored_and_printed_is_vietnamese_whoever_writes_it(world: World) -> None:
    clerk = world.cast.district_clerk
    assert clerk.seat is not None
    now = timezone.now()
    with transaction.atomic(), translation.override("en"), scopes.for_seat(clerk.seat):
        plan = planning.create_plan(committee=Committee.objects.get(unit=clerk.seat.unit), year=now.year + 5)
        round = planning.add_round(plan=plan)
        assert plan.title == f"Kế hoạch vận động hiến máu tình nguyện năm {now.year + 5}"
        assert [each.name for each in plan.rounds.order_by("ordinal")] == ["Đợt 1", "Ngoài đợt"]
        assert round.name == "Đợt 1"
        this_year = Plan.objects.get(pk=str(world.district.objects["plan"]))
        english = draft_results_report(plan=this_year, seat=clerk.seat, now=now)
        with translation.override("vi"):
            vietnamese = draft_results_report(plan=this_year, seat=clerk.seat, now=now)
        for name in ("subject", "content", "figures", "recipients", "signature"):
            assert getattr(english, name) == getattr(vietnamese, name), name
        transaction.set_rollback(True)
