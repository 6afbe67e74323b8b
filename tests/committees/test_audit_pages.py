"""The trail on the screen: whoever looks after a committee reads in Vietnamese what was done, and takes it away."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from committees import scopes
from committees.audit_words import ACTIONS, action_words, change_words
from committees.models import Unit
from core import audit
from core.models import AuditEntry
from tests.cast import Cast

PAGE = "/nhat-ky/"


def keep(unit: Unit, action: str = "unit.renamed", **changes: dict[str, object]) -> None:
    who = audit.Actor(
        user_id=7, user_label="Phạm Thị Huyện", seat_label="Thường trực · khu vực Bình Hải", request_id="f" * 32
    )
    with scopes.for_system("tests"), audit.acting(who):
        audit.record(action, subject=unit, path=unit.path, **changes)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("district_admin", 200),
        ("national_admin", 200),
        ("district_clerk", 403),
        ("district_head", 403),
        ("commune_focal", 403),
    ],
)
def test_only_administrators_read_the_trail(client: Client, cast: Cast, who: str, status: int) -> None:
    client.force_login(cast.people[who].user)
    assert client.get(PAGE).status_code == status


def test_the_trail_of_the_own_subtree_and_no_other(client: Client, cast: Cast) -> None:
    keep(cast.commune, after={"name": "xã Trong"})
    keep(cast.other_province, after={"name": "tỉnh Ngoài"})
    keep(cast.province, after={"name": "tỉnh Trên"})
    client.force_login(cast.district_admin.user)
    page = client.get(PAGE).content.decode()
    assert "xã Trong" in page
    assert "tỉnh Ngoài" not in page
    assert "tỉnh Trên" not in page


def test_a_change_is_told_in_vietnamese(client: Client, cast: Cast) -> None:
    keep(cast.commune, before={"name": "xã Cũ"}, after={"name": "xã Mới", "decision": "12/QĐ-UBND"})
    client.force_login(cast.district_admin.user)
    page = client.get(PAGE).content.decode()
    assert "Đổi tên đơn vị" in page
    assert "tên: xã Cũ → xã Mới; căn cứ: 12/QĐ-UBND" in page
    assert "ffffffff" in page


def test_the_trail_is_narrowed_by_day_person_action_and_subject(client: Client, cast: Cast) -> None:
    keep(cast.commune, after={"name": "A"})
    keep(cast.agency, "unit.closed", after={"reason": "giải thể"})
    client.force_login(cast.district_admin.user)

    def rows(**query: str) -> int:
        return int(client.get(PAGE, query).context["total"])

    assert rows() == 2
    assert rows(action="unit.closed") == 1
    assert rows(subject="giáo dục") == 1
    assert rows(who="phạm") == 2
    assert rows(who="lê") == 0
    assert rows(since="2020-01-01", until="2020-12-31") == 0
    assert rows(since="2020-01-01") == 2


def test_a_refused_visit_is_in_the_trail(client: Client, cast: Cast) -> None:
    client.force_login(cast.district_head.user)
    assert client.get(PAGE).status_code == 403
    client.force_login(cast.district_admin.user)
    page = client.get(PAGE).content.decode()
    assert "Bị từ chối vào trang" in page
    assert "Nguyễn Văn Trưởng" in page


def test_a_wrong_day_is_refused_at_its_field_and_hides_nothing_silently(client: Client, cast: Cast) -> None:
    client.force_login(cast.district_admin.user)
    response = client.get(PAGE, {"since": "hôm qua"})
    assert response.status_code == 200
    assert response.context["filter"].form.errors["since"]


def test_the_trail_is_taken_away_without_formulas(client: Client, cast: Cast) -> None:
    keep(cast.commune, after={"name": "=1+1"})
    with scopes.for_system("tests"):
        Unit.objects.filter(pk=cast.agency.pk).update(name="=cmd()")
    keep(Unit(pk=cast.agency.pk, path=cast.agency.path, name="=cmd()"), after={"name": "x"})
    client.force_login(cast.district_admin.user)
    lines = client.get(PAGE, {"_export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Lúc,Người thực hiện,Vai trò,Việc,Đối tượng,Thay đổi,Thay cho,Địa chỉ máy,Mã"
    assert ",'=cmd()," in lines[1]
    assert "tên: =1+1" in lines[2]


@pytest.mark.parametrize("count", [1, 3])
def test_the_trail_costs_the_same_for_one_row_and_three(
    client: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _row in range(count):
        keep(cast.commune, after={"name": "A"})
    client.force_login(cast.district_admin.user)
    client.get(PAGE)  # from the second page on the session knows the seat
    with django_assert_num_queries(9):
        assert client.get(PAGE).context["total"] == count


def test_the_trail_cannot_be_changed_from_the_application(cast: Cast) -> None:
    keep(cast.commune, after={"name": "A"})
    with scopes.for_system("tests"):
        for change in (lambda rows: rows.update(user_label="ai khác"), lambda rows: rows.delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                change(AuditEntry.objects.all())
        assert AuditEntry.objects.get().user_label == "Phạm Thị Huyện"


# --- Words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({}, {"role": "clerk"}, "vai trò: Thường trực"),
        (
            {"mfa_roles": []},
            {"mfa_roles": ["clerk", "head"]},
            "vai trò đăng nhập hai bước: – → Thường trực, Trưởng ban",
        ),
        ({"holder": "A"}, {}, "người giữ: A (trước đó)"),
        ({"is_default": False}, {"is_default": True}, "mặc định: không → có"),
        ({"population": None}, {"population": 0}, "dân số: – → 0"),
        ({}, {}, ""),
        ({}, {"title": "Đầu mối", "other_post": ""}, "chức danh: Đầu mối"),
        ({}, {"mới lạ": 1}, "mới lạ: 1"),
        ({}, {"year": 2026, "population": 12345}, "năm: 2026; dân số: 12.345"),
        ({"valid_to": None}, {"valid_to": "2026-03-05"}, "đến ngày: – → 05/3/2026"),
        ({}, {"due": "2026-11-24T10:00:00+00:00"}, "hạn: 17:00 24/11/2026"),
        ({"state": "draft"}, {"state": "presented"}, "trạng thái: Dự thảo → Trình ký"),
        ({}, {"reason": "2026-99-99"}, "lý do: 2026-99-99"),
    ],
)
def test_changes_in_words(before: dict[str, object], after: dict[str, object], words: str) -> None:
    assert change_words(before, after) == words


@given(
    st.dictionaries(st.text(max_size=8), st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=9))),
    st.dictionaries(st.text(max_size=8), st.lists(st.integers(), max_size=2)),
)
def test_whatever_was_kept_can_be_told(before: dict[str, object], after: dict[str, object]) -> None:
    words = change_words(before, after)
    assert bool(words) == bool(before or any(after.values()))


def recorded_actions() -> set[str]:
    """Every action that the code names where it records one."""
    named = re.compile(r"""(?:audit\.record|record_sign_in|\b_?moved|\b_?saved)\([^"]{0,40}"([a-z_]+\.[a-z_]+)\"""")
    rooms = ("core", "committees", "notices", "campaigns", "quotas", "donors", "reports", "config")
    sources = [path for room in rooms for path in (settings.BASE_DIR / room).rglob("*.py")]
    return {action for path in sources for action in named.findall(path.read_text("utf-8"))}


def test_every_action_that_is_recorded_has_words() -> None:
    recorded = recorded_actions()
    assert {"seat.taken", "tally.saved", "document.signed", "sign_in.done"} <= recorded
    assert sorted(recorded - set(ACTIONS)) == []


def test_an_action_without_words_is_not_hidden() -> None:
    assert action_words("tallies.saved_by_nobody") == "tallies.saved_by_nobody"


def test_the_page_is_reached_from_the_units_page(client: Client, cast: Cast) -> None:
    client.force_login(cast.district_admin.user)
    assert f'href="{PAGE}"' in client.get(reverse("units")).content.decode()
