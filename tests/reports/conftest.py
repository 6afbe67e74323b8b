"""What tests of documents share."""

from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

if TYPE_CHECKING:
    from reports.page.content import PageContent


@pytest.fixture(scope="session")
def samples(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> "dict[str, PageContent]":
    """The pages of the five documents of tests/reports/samples.py; nothing of their data stays in the database."""
    from tests.reports.samples import five

    with django_db_blocker.unblock(), transaction.atomic():
        made = five()
        transaction.set_rollback(True)
    return made
