"""Every named route, for every role, with GET and POST, against the table of tests/config/route_roles.py.

A stranger finds nothing, who sees but may not is refused, the anonymous are led to sign in, nothing answers 500, and no
answer to a stranger holds a word of the other side. The world of the walk is built once; each request is undone.
"""

from __future__ import annotations

import functools
import logging
import re
import uuid
from collections.abc import Callable, Iterator, Mapping

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from pytest_django.plugin import DjangoDbBlocker

from core import scope
from tests.config.route_roles import ARGUMENTS, FORMS, LINES, NO_SEAT, ROLES, SIGN_IN, expected
from tests.config.route_world import COMMUNE_MARK, DISTRICT_MARK, OTHER_MARK, Side, World, build_world

pytestmark = pytest.mark.broad

VERBS = ("GET", "POST")
BY_LINK = {"by_link", "by_link_paste", "by_link_type", "by_link_photo", "by_link_upload"}
# whoever holds the link is let in: its token is the permission
BY_TOKEN = BY_LINK | {
    "invitation",
    "calendar_feed",
    "verify_code",
    "by_link_marked",
    "by_link_mend",
    "by_link_answer",
    "by_link_reread",
    "by_link_withdraw",
}
OUTSIDERS = ("anonymous", "nobody", "stranger")
NOWHERE: dict[str, object] = dict.fromkeys(
    [
        "pk",
        "unit_pk",
        "unit_id",
        "row_pk",
        "successor_pk",
        "batch_pk",
        "form_pk",
        "person_pk",
        "question_pk",
        "other_pk",
        "part_pk",
        "file_pk",
    ],
    987_654_321,
)
NOWHERE |= {"token": "khong-co", "number": 1, "kind": "hoi-nghi"}
HOSTILE = ("²", "99999999999999999999", "\x00", "x" * 5000)

# Routes whose page is one list, whole: sorted, filtered, given out as a file.
NOT_FOR = {
    "clerk": {"audit", "delivered_list"},
    "admin": {
        *("delivered_list", "inbox", "deliveries", "links", "volunteer_list", "alike_rows", "donors"),
        *("phrases", "plan_records", "plan_record_list", "deadline_recipients", "deadline_reminders"),
    },
}  # refused; empty
LISTS = {
    "alike_rows",
    "allotment_diff",
    "audit",
    "deliveries",
    "delivered_list",
    "deadline",
    "document_deliveries",
    "deadline_recipients",
    "documents",
    "donors",
    "inbox",
    "letter_batch",
    "links",
    "phrases",
    "plan_activity_units",
    "plan_overview",
    "plan_outside_figures",
    "plan_record_list",
    "plan_targets",
    "plans",
    "progress_rounds",
    "round_activity_units",
    "round_lists",
    "volunteer_list",
    "progress",
    "progress_unit",
    "seats",
    "unit_children",
    "units",
    "window_activity_units",
    "window_progress",
    "window_progress_unit",
    "register_in",
    "register_out",
    "issuing_bodies",
    "plan_deadlines",
    "plan_rounds",
    "plan_windows",
    "round_organisers",
    "round_sessions",
    "round_units",
}
# Routes whose page is about something else and holds short lists, each with its own page among LISTS.
WITH_SHORT_LISTS = {
    "committee",
    "deadline_reminders",
    "plan",
    "plan_activity",
    "plan_records",
    "round",
    "round_activity",
    "unit",
    "window_activity",
}
# Routes where the district's own clerk reads the mark.
TELLING = {
    "alike_row",
    "alike_rows",
    "allotment",
    "allotment_diff",
    "annex",
    "calendar",
    "committee",
    "consent_withdraw",
    "calendar_feed",
    "deadline",
    "deadline_add_unit",
    "deadline_change",
    "deadline_recipients",
    "deadline_reminders",
    "deadline_set",
    "deliveries",
    "verify_code",
    "document",
    "document_pdf",
    "documents",
    "donor",
    "donor_copy",
    "donor_copy_file",
    "donors",
    "duty",
    "duty_done",
    "duty_excuse",
    "duty_nil",
    "duty_return",
    "extension_ask",
    "extension_give",
    "extension_refuse",
    "plan_activity",
    "plan_activity_report",
    "plan_activity_units",
    "plan_deadline_set",
    "given",
    "goal_new",
    "home",
    "inbox",
    "invitation",
    "issuing_body",
    "outside_figure",
    "outside_figure_new",
    "plan_outside_figures",
    "link",
    "links",
    "links_texts",
    "plan",
    "issuing_bodies",
    "participant_absent",
    "plan_change",
    "plan_deadlines",
    "plan_rounds",
    "plan_windows",
    "plan_targets",
    "plans",
    "round_organisers",
    "round_sessions",
    "round_units",
    "window_change",
    "progress",
    "progress_rounds",
    "progress_unit",
    "report_new",
    "results",
    "round",
    "round_activity",
    "round_activity_report",
    "round_activity_units",
    "round_change",
    "round_hosts",
    "round_new",
    "round_participants",
    "seats",
    "session",
    "session_change",
    "session_new",
    "window_new",
    "incoming",
    "incoming_new",
    "incoming_receipts",
    "centre_form",
    "centre_form_new",
    "consolidated",
    "consolidated_file",
    "registration_forms",
    "registration_forms_file",
    "roster",
    "roster_file",
    "list_hand_in",
    "list_number",
    "list_paste",
    "list_photo",
    "list_type",
    "lists",
    "photo",
    "plan_overview",
    "round_lists",
    "upload",
    "upload_receipt",
    "volunteer_list",
    "window_activity",
    "window_activity_report",
    "window_activity_units",
    "window_progress",
    "window_progress_unit",
    *BY_LINK,
    "urging_letter_new",
    "letter_batch",
    "letter_batch_archive",
    "letter_batch_pdf",
    "document_archive",
    "document_file",
    "document_handed_back",
    "register_file",
    "register_in",
    "register_out",
    "register_entry",
    "register_deadline_set",
    "plan_document_new",
    "window_guidance_new",
    "urging_letter_choose",
    "conclusion_notice_new",
    "plan_record_list",
    "plan_records",
    "conference",
    "conference_new",
    "honour",
    "honour_new",
    "organisation_task",
    "organisation_task_new",
    "funding",
    "funding_new",
    "phrases",
    "phrase",
}


# --- The routes -------------------------------------------------------------------------------------


def named_routes() -> dict[str, list[str]]:
    """Every route's name and the names of its arguments; a route without a name fails."""
    found: dict[str, list[str]] = {}

    def walk(patterns: list[URLPattern | URLResolver], before: str, arguments: list[str]) -> None:
        for each in patterns:
            here = f"{before}{each.pattern}"
            own = [*arguments, *each.pattern.regex.groupindex]
            if isinstance(each, URLResolver):
                walk(each.url_patterns, here, own)
            else:
                assert each.name, (
                    f"The route {here} has no name: give it one, and a line in tests/config/route_roles.py."
                )
                found[each.name] = own

    walk(get_resolver().url_patterns, "/", [])
    return found


def arguments_of(route: str, arguments: list[str], side: Side) -> dict[str, object]:
    """What stands in the route's address for the side's objects."""
    values = {}
    for argument in arguments:
        meaning = ARGUMENTS.get(argument, {}).get(route)
        assert meaning in side.objects, (
            f"The route «{route}» has the argument «{argument}», and nobody said what it names: write «{route}» under "
            f"ARGUMENTS[{argument!r}] in tests/config/route_roles.py, beside an object of tests/config/route_world.py."
        )
        values[argument] = side.objects[meaning]
    return values


def address(route: str, arguments: list[str], side: Side) -> str:
    """The route's address with the side's objects in it."""
    return reverse(route, kwargs=arguments_of(route, arguments, side))


def nowhere_of(values: dict[str, object]) -> dict[str, object]:
    """The same arguments, naming nothing that exists."""
    return {
        argument: uuid.UUID(int=0) if isinstance(value, uuid.UUID) else NOWHERE[argument]
        for argument, value in values.items()
    }


def form_of(route: str, side: Side) -> dict[str, object]:
    """What is posted: nothing, unless the route needs something to find."""
    return {field: side.objects[meaning] for field, meaning in FORMS.get(route, {}).items()}


# --- The visitors -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


Pages = Callable[[str, str], HttpResponse]


@pytest.fixture(scope="module")
def pages(world: World) -> Pages:
    """What a role meets at a route's address: asked once, since reading changes nothing that lasts."""
    visitors = functools.cache(functools.partial(Visitor, world))

    @functools.cache
    def page(role: str, route: str) -> HttpResponse:
        return visitors(role).ask("GET", address(route, named_routes()[route], world.district))

    return page


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    """The walk itself is many requests from one address."""
    cache.clear()


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """A thousand refusals need no log lines."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


class Visitor:
    """Somebody's browser: what it does is undone, in the database and in its cookies."""

    def __init__(self, world: World, role: str) -> None:
        self.client = Client(raise_request_exception=False)
        person = world.cast.people.get(ROLES[role])
        if person is not None:
            self.client.force_login(person.user)
        self.cookies = self.client.cookies.copy()

    def ask(self, verb: str, url: str, form: Mapping[str, object] | None = None) -> HttpResponse:
        self.client.cookies = self.cookies.copy()
        with transaction.atomic():
            response = self.client.get(url) if verb == "GET" else self.client.post(url, form or {})
            transaction.set_rollback(True)
        assert scope.current() is None
        return response  # type: ignore[return-value]  # the test client's own subclass


def met(response: HttpResponse) -> str:
    """What came, in the table's words."""
    target = response.headers.get("Location", "")
    if response.status_code == 302 and target.startswith(reverse("account_login")):
        return SIGN_IN
    if response.status_code == 302 and target == reverse("no_seat"):
        return NO_SEAT
    return str(response.status_code)


def secrets_for(role: str, world: World) -> list[str]:
    """Words that the role may read nowhere: the other side's, and for the sibling what is only its neighbour's."""
    if role in OUTSIDERS:
        people = [person.user.full_name for name, person in world.cast.people.items() if name != ROLES[role]]
        return [DISTRICT_MARK, COMMUNE_MARK, "7771", "7.771", *people]
    if role == "sibling":
        return [OTHER_MARK, COMMUNE_MARK, "7771", "7.771"]
    return [] if role in ("above", "national") else [OTHER_MARK]


def without_tokens(response: HttpResponse, url: str) -> str:
    """The body without what differs from request to request: tokens, the id to read out, the address."""
    body = response.content.decode(errors="replace").replace(url, "")
    return re.sub(r"\b(\w{64}|[0-9a-f]{8}|[0-9a-f]{32})\b", "", body)


# --- The walk ---------------------------------------------------------------------------------------


def test_the_table_names_every_route_and_no_other() -> None:
    routes = named_routes()
    stale = sorted({route for route, _verb in LINES} - set(routes))
    missing = sorted(set(routes) - {route for route, _verb in LINES})
    assert stale == [], f"Take these out of tests/config/route_roles.py: {stale}"
    assert missing == [], f"Add a line for each of these to TABLE in tests/config/route_roles.py: {missing}"


@pytest.mark.parametrize("role", ROLES)
def test_every_route_meets_the_role_as_the_table_says_and_tells_no_secret(
    world: World, pages: Pages, role: str
) -> None:
    visitor, secrets = Visitor(world, role), secrets_for(role, world)
    wrong = []
    for route, arguments in named_routes().items():
        for verb in VERBS:
            if verb == "GET":
                response = pages(role, route)
            else:
                url = address(route, arguments, world.district)
                response = visitor.ask(verb, url, form_of(route, world.district))
            if met(response) != expected(route, verb, role):
                wrong.append(f"{verb} {route}: {met(response)}, the table says {expected(route, verb, role)}")
            text = "" if route in BY_TOKEN else without_tokens(response, "")  # an id may hold the digits by chance
            wrong += [f"{verb} {route} tells «{word}»" for word in secrets if word in text]
    assert wrong == []


def test_there_is_something_to_tell(pages: Pages) -> None:
    """The secrets stand in the pages of whoever may read them; a page without any could not leak."""
    texts = {route: pages("clerk", route).content.decode(errors="replace") for route in named_routes()}
    assert {route for route, text in texts.items() if DISTRICT_MARK in text} == TELLING
    assert COMMUNE_MARK in texts["round"]
    assert "7.771" in texts["progress"]
    assert DISTRICT_MARK in texts["results"]


@pytest.mark.parametrize("role", ["stranger", "sibling"])
def test_the_file_of_a_list_tells_no_more_than_its_page(world: World, role: str) -> None:
    visitor, wrong = Visitor(world, role), []
    for route in LISTS:
        address_of_file = f"{address(route, named_routes()[route], world.district)}?_export=csv"
        text = visitor.ask("GET", address_of_file).content.decode("utf-8-sig")
        wrong += [f"{route} tells «{word}»" for word in secrets_for(role, world) if word in text]
    assert wrong == []


@pytest.mark.parametrize("role", ["clerk", "admin"])
def test_every_column_of_every_list_sorts_both_ways(world: World, pages: Pages, role: str) -> None:
    """A smoke test: the page opens, and the column says which way it is sorted."""
    visitor, wrong, found = Visitor(world, role), [], set()
    for route, arguments in named_routes().items():
        for parameter, column in headings(pages(role, route)):
            found.add(route)
            url = address(route, arguments, world.district)
            for sort, way in ((column, "ascending"), (f"-{column}", "descending")):
                response = visitor.ask("GET", f"{url}?{parameter}={sort}")
                if response.status_code != 200 or f'aria-sort="{way}"' not in response.content.decode():
                    wrong.append(f"{route} by {parameter} {sort}: {response.status_code}")
    assert wrong == [], wrong
    lists = LISTS - {"unit_children", "window_progress_unit"}
    assert found == (lists | WITH_SHORT_LISTS) - NOT_FOR[role]


def headings(page: HttpResponse) -> set[tuple[str, str]]:
    """Parameter and column of every heading that sorts; a list that is empty says what to do next instead."""
    heading = r'<th scope="col"[^>]*><a id="[^"]+" href="[^"]*?([\w-]*sort)=-?(\w+)"'
    return set(re.findall(heading, page.content.decode(errors="replace")))


def test_either_side_finds_its_own_and_not_the_others(world: World) -> None:
    """What the district's clerk may do at home the stranger may do at home, so that her 404 means «not yours»."""
    stranger, clerk = Visitor(world, "stranger"), Visitor(world, "clerk")
    wrong = []
    for (route, verb), line in LINES.items():
        arguments = named_routes()[route]
        if not arguments or route in BY_TOKEN or route == "progress_picture":
            continue
        url, form = address(route, arguments, world.other), form_of(route, world.other)
        at_home, abroad = stranger.ask(verb, url, form), clerk.ask(verb, url, form)
        if met(at_home) != line.meets["clerk"]:
            wrong.append(f"{verb} {route}: {met(at_home)} at home, {line.meets['clerk']} for the district's clerk")
        if met(abroad) != line.meets["stranger"]:
            wrong.append(f"{verb} {route}: {met(abroad)} abroad, {line.meets['stranger']} for the stranger")
        if OTHER_MARK in abroad.content.decode():
            wrong.append(f"{verb} {route} tells of the other side")
    assert wrong == []


def test_what_is_not_yours_cannot_be_told_from_what_does_not_exist(world: World) -> None:
    stranger = Visitor(world, "stranger")
    wrong = []
    for route, verb in LINES:
        arguments = named_routes()[route]
        if not arguments or route in BY_TOKEN:
            continue
        foreign = address(route, arguments, world.district)
        nowhere = reverse(route, kwargs=nowhere_of(arguments_of(route, arguments, world.district)))
        form = form_of(route, world.district)
        one, other = stranger.ask(verb, foreign, form), stranger.ask(verb, nowhere, form)
        if (met(one), without_tokens(one, foreign)) != (met(other), without_tokens(other, nowhere)):
            wrong.append(f"{verb} {route}: {met(one)} where it exists, {met(other)} where it does not")
    assert wrong == []


def test_no_number_and_no_word_brings_a_page_down(world: World) -> None:
    """Odd digits, huge numbers, NUL and formulas, in the address and in every field of a form."""
    clerk = Visitor(world, "clerk")
    wrong = []
    for route, arguments in named_routes().items():
        if route == "progress_picture":
            continue
        url = address(route, arguments, world.district)
        fields = FIELDS | {f"{world.district.objects['unit']}-{name}" for name in GRID_FIELDS}
        for word in HOSTILE:
            query = "&".join(f"{name}={word}" for name in QUERY)
            asked = {"POST": (url, dict.fromkeys(fields, word)), "GET": (f"{url}?{query}", None)}
            for verb in {"GET", "POST"} & {verb for named, verb in LINES if named == route}:
                status = clerk.ask(verb, *asked[verb]).status_code
                if status >= 500:
                    wrong.append(f"{verb} {route} with {word[:30]!r}: {status}")
    assert wrong == []


QUERY = ("year", "state", "round", "rule", "total", "minimum", "page", "sort", "show", "names", "q", "edit", "_export")
QUERY += ("bloc", "standing", "window", "metric", "kind", "with", "all", "what", "part", "ten", "name")
QUERY += ("event", "text", "is_empty", "absent", "numbering", "rounds-sort", "sessions-page")
QUERY += ("bloc", "standing", "window", "metric", "kind", "with", "all", "what", "part", "ten", "muc")
QUERY = (
    *("year", "state", "round", "rule", "total", "minimum", "page", "sort", "show", "names", "q", "edit", "_export"),
    *("by", "kind", "held_on", "bo"),
)
QUERY += ("bloc", "standing", "window", "metric", "kind", "with", "all", "what", "part", "ten")
FIELDS = {
    "amount",
    "at",
    "back",
    "counted",
    "grace_at",
    "grace_day",
    "kept",
    "lock_day",
    "lock_time",
    "reminder_days",
    "ticked",
    "untick",
    "way",
    "window",
    "agency-bloc",
    "assigned",
    "comparator",
    "figure",
    "figure_to",
    "label",
    "over",
    "part",
    "source",
    "split",
    "stated_on",
    "territory-bloc",
    "territory-rule",
    "value",
    "what",
    "capacity",
    "dated_on",
    "day",
    "decision",
    "document",
    "edition",
    "ends_at",
    "ends_on",
    "event",
    "facility",
    "file",
    "full_name",
    "giver_name",
    "headcount",
    "held_on",
    "kind",
    "lead",
    "level",
    "login",
    "minimum",
    "name",
    "next",
    "number",
    "on",
    "phone",
    "place",
    "plan",
    "population",
    "promised",
    "reason",
    "recipients",
    "role",
    "rule",
    "seat",
    "starts_at",
    "starts_on",
    "step",
    "subject",
    "text",
    "title",
    "unit",
    "units",
    "venue",
    "wording",
    "year",
}
GRID_FIELDS = (
    "established",
    "established_on",
    "renewed",
    "version",
    "opened",
    "donated",
    "units",
    "given_on",
    "proof",
    "confirmed",
    "assigned",
    "promised",
    "note",
)


def test_an_argument_that_nobody_explained_fails_with_what_to_add(world: World) -> None:
    with pytest.raises(AssertionError, match=r"write «plan» under ARGUMENTS\['year'\] in tests/config/route_roles.py"):
        arguments_of("plan", ["year"], world.district)
    with pytest.raises(NoReverseMatch):
        reverse("plan")
