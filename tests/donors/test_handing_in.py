"""Handing in a list: the unit's own workbook counts at once, doubles nothing, and asks only where people would go."""

from __future__ import annotations

import pytest

from committees import scopes
from core.refusal import Refused
from donors import withdrawing
from donors.models import Donor, Registration, Upload
from tests.cast import Cast
from tests.donors.office import PEOPLE, Office, workbook
from tests.quotas.years import NOW, Year

State = Upload.State


@pytest.fixture
def office(cast: Cast, year: Year) -> Office:
    return Office(cast.commune_focal, year.round, cast.commune)


def test_the_usual_workbook_counts_at_once(office: Office) -> None:
    upload = office.send(workbook())
    assert upload.refusal == ""
    assert upload.state == State.COUNTED
    assert (upload.read, upload.accepted, upload.added, upload.removed) == (3, 3, 3, 0)
    assert office.names() == ["Phạm Thị Ví Dụ", "Trần Thị Mẫu", "Lê Văn Thử"]
    assert office.list().people == 3
