"""Around every view: one transaction and one scope, what a refusal undoes and leaves, the seat of the moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import django_tables2
import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template import engines
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import clear_url_caches, path, reverse

from campaigns.models import Plan
from committees import scopes
from committees.access import SeatRequest, own_committee, own_row, seat_required, unit_in_scope, visible
from committees.models import Role, Seat, SeatHolding
from committees.permissions import ALLOWED, Act, may
from config import urls
from core import scope
from core.models import AuditEntry
from tests.cast import Cast, sit
from tests.quotas.years import NOW, Year


class PlanTable(django_tables2.Table):
    """Plans by title, as a lazily rendered page shows them."""

    title = django_tables2.Column()


@seat_required()
def write_and_answer(request: SeatRequest, status: int) -> HttpResponseBase:
    """Renames every plan that it may, then answers with `status`."""
    Plan.objects.filter(path=request.seat.path).update(title="đã viết")
    if status == 403:
        raise PermissionDenied
    if status == 404:
        raise Http404
    if status == 500:
        raise RuntimeError("broken on purpose")
    return HttpResponse(status=status)


@seat_required()
def lazy_table(request: SeatRequest) -> HttpResponseBase:
    """Renders after the view has returned."""
    template = engines["django"].from_string("{% load django_tables2 %}{% render_table table %}")
    return TemplateResponse(request, template, {"table": PlanTable(Plan.objects.order_by("year"))})


@seat_required(Act.RUN)
def own_plan(request: SeatRequest, pk: int) -> HttpResponseBase:
    """Goes through the door of one's own rows."""
    return HttpResponse(own_row(request, Plan.objects.all(), Act.DECIDE, pk=pk).title)


def without_scope(_request: HttpRequest) -> HttpResponse:
    """Asks for a tenant's rows although nobody signed in."""
    return HttpResponse(str(Plan.objects.count()))


@pytest.fixture(autouse=True)
def more_routes() -> Iterator[None]:
    """Views that exist for these tests only."""
    added = [
        path("thu/viet/<int:status>/", write_and_answer, name="try_write"),
        path("thu/bang/", lazy_table, name="try_table"),
        path("thu/ke-hoach/<int:pk>/", own_plan, name="try_own"),
        path("thu/khong-pham-vi/", without_scope, name="try_without"),
    ]
    urls.urlpatterns.extend(added)
    clear_url_caches()
    yield
    del urls.urlpatterns[-len(added) :]
    clear_url_caches()


@pytest.fixture
def clerk(cast: Cast) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(cast.district_clerk.user)
    return client


def title(plan: Plan) -> str:
    with scopes.for_system("tests"):
        return str(Plan.objects.get(pk=plan.pk).title)


def refusals() -> list[tuple[object, ...]]:
    with scopes.for_system("tests"):
        rows = AuditEntry.objects.filter(action="access.refused").order_by("pk")
        return [(row.seat_id, row.user_id, row.path, row.after) for row in rows]


# --- One transaction around the answer --------------------------------------------------------------


@pytest.mark.parametrize("status", [400, 403, 404, 409, 410, 422, 500])
def test_a_view_that_writes_and_then_refuses_leaves_nothing(year: Year, clerk: Client, status: int) -> None:
    assert clerk.get(reverse("try_write", args=[status])).status_code == status
    assert title(year.plan) != "đã viết"
    assert scope.current() is None


@pytest.mark.parametrize("status", [200, 204, 302])
def test_what_a_view_writes_before_a_good_answer_stays(year: Year, clerk: Client, status: int) -> None:
    assert clerk.get(reverse("try_write", args=[status])).status_code == status
    assert title(year.plan) == "đã viết"


def test_a_refusal_is_kept_outside_what_it_undid(year: Year, cast: Cast, clerk: Client) -> None:
    clerk.get(reverse("try_write", args=[403]))
    seat = cast.district_clerk.seat
    assert seat is not None
    after = {"route": "try_write", "method": "GET"}
    assert refusals() == [(seat.pk, cast.district_clerk.user.pk, seat.path, after)]


@pytest.mark.parametrize("status", [200, 404, 422])
def test_only_a_refusal_is_recorded_as_one(year: Year, clerk: Client, status: int) -> None:
    clerk.get(reverse("try_write", args=[status]))
    assert refusals() == []


def test_a_page_that_renders_after_its_view_still_sees_its_rows(year: Year, clerk: Client) -> None:
    page = clerk.get(reverse("try_table")).content.decode()
    assert year.plan.title in page


def test_a_lazy_page_shows_a_stranger_nothing_of_it(year: Year, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.stranger.user)
    page = client.get(reverse("try_table"))
    assert page.status_code == 200
    assert year.plan.title not in page.content.decode()


def test_without_a_sign_in_there_is_no_scope_to_ask_in(year: Year) -> None:
    with pytest.raises(scope.ScopeClosed):
        Client().get(reverse("try_without"))


# --- The doors --------------------------------------------------------------------------------------


def test_a_row_of_ones_own_needs_the_act_too(year: Year, clerk: Client) -> None:
    assert clerk.get(reverse("try_own", args=[year.plan.pk])).status_code == 403  # a clerk does not decide
    assert clerk.get(reverse("try_own", args=[987_654])).status_code == 404


def test_a_row_above_is_seen_and_refused(year: Year, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.commune_clerk.user)
    assert client.get(reverse("plan", args=[year.plan.pk])).status_code == 200
    assert client.get(reverse("try_own", args=[year.plan.pk])).status_code == 403


def asking(seat: Seat | None) -> SeatRequest:
    request = SeatRequest()
    request.seat = seat  # type: ignore[assignment]
    return request


def test_units_are_found_in_ones_own_subtree_only(cast: Cast) -> None:
    request = asking(cast.district_clerk.seat)
    with scopes.for_seat(request.seat):
        for unit in (cast.district, cast.commune, cast.agency):
            assert unit_in_scope(request, unit.pk) == unit
        for unit in (cast.province, cast.nation, cast.other_province):
            with pytest.raises(Http404):
                unit_in_scope(request, unit.pk)


def test_a_unit_without_a_committee_has_none(cast: Cast) -> None:
    request = asking(cast.other_focal.seat)
    with scopes.for_seat(request.seat), pytest.raises(Http404):
        own_committee(request)


def test_what_the_database_hides_is_not_there(year: Year, cast: Cast) -> None:
    request = asking(cast.stranger.seat)
    with scopes.for_seat(request.seat), pytest.raises(Http404):
        visible(Plan.objects.all(), pk=year.plan.pk)


def test_who_may_do_what_is_the_table_of_the_design() -> None:
    """Row by row of «Who may act»; a new role or act needs a line here."""
    may_do = {role: {str(act) for act in acts} for role, acts in ALLOWED.items()}
    leads = {"read", "decide"}
    assert may_do == {
        Role.FOCAL: {"read", "hand_in"},
        Role.CLERK: {"read", "hand_in", "run", "urge", "manage_units"},
        Role.HEAD: leads,
        Role.STANDING_DEPUTY: leads,
        Role.DEPUTY: leads,
        Role.MEMBER: {"read", "urge"},
        Role.ADMIN: {"read", "manage_units", "manage_seats", "read_audit"},
    }
    assert set(may_do) == set(Role)


@pytest.mark.parametrize("act", Act)
def test_a_closed_seat_and_nobody_may_do_nothing(act: Act) -> None:
    assert not may(None, act)
    assert not may(Seat(role=Role.CLERK, closed_on=dt.date(2026, 1, 1)), act)


# --- The seat of the moment -------------------------------------------------------------------------


def test_a_seat_that_ended_meanwhile_opens_nothing_at_the_next_request(year: Year, cast: Cast, clerk: Client) -> None:
    address = reverse("plan", args=[year.plan.pk])
    assert clerk.get(address).status_code == 200
    with scopes.for_system("tests"):
        SeatHolding.objects.filter(seat=cast.district_clerk.seat).update(ended_at=NOW)
    response = clerk.get(address)
    assert (response.status_code, response.headers["Location"]) == (302, reverse("no_seat"))
    assert clerk.get(reverse("try_write", args=[200])).headers["Location"] == reverse("no_seat")
    assert title(year.plan) != "đã viết"


def test_a_seat_that_was_closed_opens_nothing_either(year: Year, cast: Cast, clerk: Client) -> None:
    assert clerk.get(reverse("plans")).status_code == 200
    with scopes.for_system("tests"):
        Seat.objects.filter(pk=cast.district_clerk.seat.pk).update(closed_on=NOW.date())  # type: ignore[union-attr]
    assert clerk.get(reverse("plans")).headers["Location"] == reverse("no_seat")


def test_another_seat_shows_another_place(year: Year, cast: Cast, clerk: Client) -> None:
    """A clerk of the district who also serves in the other province sees one of them at a time."""
    with scopes.for_system("tests"):
        second = sit(cast.other_province, Role.CLERK, "không ai", may="").seat
        assert second is not None
        SeatHolding.objects.filter(seat=second).update(user=cast.district_clerk.user)
    address = reverse("plan", args=[year.plan.pk])
    assert clerk.get(address).status_code == 200
    assert clerk.post(reverse("switch_seat"), {"seat": second.pk}).status_code == 302
    assert clerk.get(address).status_code == 404
    assert year.plan.title not in clerk.get(reverse("try_table")).content.decode()
    assert clerk.get(reverse("unit", args=[cast.other_province.pk])).status_code == 200
    assert cast.district_clerk.seat is not None
    clerk.post(reverse("switch_seat"), {"seat": cast.district_clerk.seat.pk})
    assert clerk.get(address).status_code == 200
    assert clerk.get(reverse("unit", args=[cast.other_province.pk])).status_code == 404


@pytest.mark.parametrize("wanted", ["stranger", ""])
def test_nobody_takes_a_seat_that_is_not_theirs(year: Year, cast: Cast, clerk: Client, wanted: str) -> None:
    seat = cast.people[wanted].seat if wanted else None
    assert clerk.post(reverse("switch_seat"), {"seat": seat.pk if seat else "khong"}).status_code == 404
    assert clerk.get(reverse("plan", args=[year.plan.pk])).status_code == 200


def test_a_session_that_remembers_another_scope_is_given_nothing_by_it(year: Year, cast: Cast) -> None:
    """What a session keeps of a scope opens no door: the seats are read anew at every request."""
    client = Client(raise_request_exception=False)
    client.force_login(cast.nobody.user)
    seat = cast.district_clerk.seat
    assert seat is not None
    kept = scopes.seat_scope(seat)
    session = client.session
    session["seat_id"] = seat.pk
    session["scope"] = {name: getattr(kept, name) for name in ("low", "high", "path", "unit_id", "seat_id")}
    session.save()
    assert client.get(reverse("plan", args=[year.plan.pk])).headers["Location"] == reverse("no_seat")
    assert client.get(reverse("try_table")).headers["Location"] == reverse("no_seat")


def test_an_answer_opens_and_closes_one_scope(year: Year, clerk: Client) -> None:
    clerk.get(reverse("plans"))
    assert scope.current() is None
    with pytest.raises(scope.ScopeClosed):
        Plan.objects.count()
