"""The tests' own ground: a database seen as giot_app, brought back after tests that commit."""

import psycopg
import pytest
from django.db import connection, transaction


@pytest.mark.django_db
def test_tests_run_as_the_role_that_policies_bind() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("giot_app",)


@pytest.mark.parametrize("attempt", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_what_a_committing_test_leaves_is_gone_before_the_next(
    attempt: int, owner_connection: psycopg.Connection
) -> None:
    count = "SELECT count(*) FROM django_session"
    before = owner_connection.execute(count).fetchone()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES ('left behind', '', now())")
    assert (before, owner_connection.execute(count).fetchone()) == ((0,), (1,))


@pytest.mark.django_db(transaction=True)
def test_what_migrations_wrote_survives_a_committing_test(owner_connection: psycopg.Connection) -> None:
    applied = owner_connection.execute("SELECT count(*) FROM django_migrations").fetchone()
    assert applied is not None
    assert applied[0] > 10
