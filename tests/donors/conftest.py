"""What tests of kept people ask for; a module whose host hands in other lists says so with a `host` of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # models are imported once Django is set up
    from tests.campaigns.desk import Desk
    from tests.cast import Cast
    from tests.donors.kept import Host
    from tests.quotas.years import Year


@pytest.fixture
def host(cast: Cast, year: Year) -> Host:
    """The committee of khu vực Bình Hải, before any list came."""
    from tests.donors.kept import Host

    return Host(cast, year)


@pytest.fixture
def clerk(host: Host) -> Desk:
    """Its clerk at the browser."""
    from tests.campaigns.desk import Desk

    return Desk(host.cast.district_clerk)
