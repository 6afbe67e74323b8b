"""Many rows in one statement: kept value for value as saving each would, refused where saving each would be."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from pytest_django.fixtures import DjangoAssertNumQueries

from committees import scopes
from core import bulk
from core.models import AuditEntry, Job, StoredFile
from tests.cast import Cast

NOW = dt.datetime(2026, 11, 22, 2, 0, tzinfo=dt.UTC)


def file_of(cast: Cast, name: str, *, content: bytes = b"\x00\xff'\\\"", path: str | None = None) -> StoredFile:
    return StoredFile(
        path=path or cast.district.path,
        name=name,
        media_type="text/plain",
        size=len(content),
        sha256="0" * 64,
        content=content,
        is_encrypted=True,
        expires_at=NOW,
        readers=[path or cast.district.path],
    )


def entry_of(cast: Cast, number: int) -> AuditEntry:
    return AuditEntry(
        path=cast.district.path,
        action=f"số.{number}",
        user_label="Nguyễn 'Văn' \\ \"An\" {},\n%s",
        before={"số": [number, None, "đủ"]},
        address="127.0.0.1",
    )


@pytest.fixture
def as_clerk(cast: Cast) -> Iterator[None]:
    assert cast.district_clerk.seat is not None
    with scopes.for_seat(cast.district_clerk.seat):
        yield


@pytest.mark.usefixtures("as_clerk")
@pytest.mark.parametrize("count", [0, 1, 3])
def test_instances_made_by_column_are_those_the_model_makes(cast: Cast, count: int) -> None:
    shared = {"path": cast.district.path, "user_label": "Văn thư", "before": {"số": 1}, "after": {}}
    values = [{"action": f"số.{number}"} for number in range(count)]
    made = bulk.insert_all(bulk.made(AuditEntry, shared, values))
    assert [row.action for row in made] == [row["action"] for row in values]
    for row in made:
        usual = AuditEntry(**shared, action=row.action, pk=row.pk, at=row.at)
        names = [field.attname for field in AuditEntry._meta.concrete_fields]
        assert {name: getattr(row, name) for name in names} == {name: getattr(usual, name) for name in names}
        assert AuditEntry.objects.get(pk=row.pk).before == {"số": 1}


@pytest.mark.usefixtures("as_clerk")
@pytest.mark.parametrize("count", [1, 3])
def test_rows_come_back_as_they_were_given(cast: Cast, count: int) -> None:
    made = bulk.insert_all([file_of(cast, f"tệp '{number}'") for number in range(count)])
    for row in made:
        kept = StoredFile.objects.get(pk=row.pk)
        assert (kept.name, bytes(kept.content), kept.readers) == (row.name, row.content, row.readers)
        assert (kept.expires_at, kept.created_at) == (NOW, row.created_at)


def test_new_rows_are_numbered_in_their_order_whatever_a_batch_holds(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "BATCH", 2)
    with scopes.for_system("tests"):
        made = bulk.insert_all([entry_of(cast, number) for number in range(5)])
        kept = AuditEntry.objects.filter(pk__in=[row.pk for row in made]).order_by("pk")
        assert [(each.action, each.before) for each in kept] == [(row.action, row.before) for row in made]
        assert [each.user_label for each in kept] == [made[0].user_label] * 5


def test_a_list_of_any_length_is_two_statements(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with scopes.for_system("tests"):
        for count in (1, 300):
            with django_assert_num_queries(2):
                bulk.insert_all([entry_of(cast, number) for number in range(count)])
        with django_assert_num_queries(0):
            bulk.insert_all([])
            bulk.update_all([], only=["name"])


def test_what_a_constraint_forbids_is_refused_or_left_as_it_stands(cast: Cast) -> None:
    def job(note: str) -> Job:
        return Job(path=cast.district.path, kind="k", key="một", note=note)

    with scopes.for_system("tests"):
        bulk.insert_all([job("trước")])
        with pytest.raises(IntegrityError), transaction.atomic():
            bulk.insert_all([job("sau")])
        bulk.insert_all([job("sau")], unless_there=True)
        assert list(Job.objects.filter(key="một").values_list("note", flat=True)) == ["trước"]


@pytest.mark.usefixtures("as_clerk")
def test_only_the_named_fields_of_the_given_rows_change(cast: Cast) -> None:
    one, two, other = bulk.insert_all([file_of(cast, name) for name in ("một", "hai", "ba")])
    for row in (one, two):
        row.name, row.content, row.media_type = f"{row.name} mới", b"m\xc3\xb3i", "image/png"
    bulk.update_all([one, two], only=["name", "content"])
    kept = [StoredFile.objects.get(pk=row.pk) for row in (one, two, other)]
    assert [(each.name, bytes(each.content), each.media_type) for each in kept] == [
        ("một mới", b"m\xc3\xb3i", "text/plain"),
        ("hai mới", b"m\xc3\xb3i", "text/plain"),
        ("ba", other.content, "text/plain"),
    ]


@pytest.mark.usefixtures("as_clerk")
def test_a_row_that_is_gone_is_not_silently_left_out(cast: Cast) -> None:
    one, two = bulk.insert_all([file_of(cast, "một"), file_of(cast, "hai")])
    StoredFile.objects.filter(pk=two.pk).delete()
    with pytest.raises(LookupError, match="1 of 2 rows"), transaction.atomic():
        bulk.update_all([one, two], only=["name"])


def test_nobody_writes_out_of_reach(cast: Cast) -> None:
    """The stranger's province holds a file that a district's seat must neither make nor change."""
    assert cast.stranger.seat is not None
    assert cast.district_clerk.seat is not None
    with scopes.for_seat(cast.stranger.seat):
        [theirs] = bulk.insert_all([file_of(cast, "của tỉnh bạn", path=cast.stranger.path)])
    with scopes.for_seat(cast.district_clerk.seat):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            bulk.insert_all([file_of(cast, "chen vào", path=cast.stranger.path)])
        theirs.name = "đã đổi"
        with pytest.raises(LookupError), transaction.atomic():
            bulk.update_all([theirs], only=["name"])
    with scopes.for_seat(cast.stranger.seat):
        kept = StoredFile.objects.filter(path=cast.stranger.path)
        assert list(kept.values_list("name", flat=True)) == ["của tỉnh bạn"]


def test_rows_given_as_values_take_the_defaults_of_what_they_do_not_name(cast: Cast) -> None:
    with scopes.for_system("tests"):
        bulk.insert_values(
            AuditEntry,
            [
                {"path": cast.district.path, "action": f"số.{number}", "before": {"số": number}, "at": NOW}
                for number in range(3)
            ],
        )
        bulk.insert_values(AuditEntry, [])
        kept = AuditEntry.objects.filter(action__startswith="số.").order_by("pk")
        assert [(each.action, each.before, each.after, each.source, each.at) for each in kept] == [
            (f"số.{number}", {"số": number}, {}, "web", NOW) for number in range(3)
        ]


def test_what_rows_share_and_what_differs_are_told_apart(cast: Cast) -> None:
    before = [{"số": True}, {"số": 1}, {"số": None}, {}]
    with scopes.for_system("tests"):
        for given in (before, before[:1] * 3):
            made = bulk.insert_all([AuditEntry(path=cast.district.path, action="số", before=each) for each in given])
            kept = AuditEntry.objects.filter(pk__in=[row.pk for row in made]).order_by("pk")
            assert [repr(each.before) for each in kept] == [repr(each) for each in given]
