"""People as a list writes them: one `PersonRow` a person, cleaned, with everything found about it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from donors.intake.fields import Field
from donors.intake.findings import Finding


class Sex(StrEnum):
    """As an identity card says it; blank where the list does not."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class Birth:
    """When somebody was born: the year alone is enough (lists of committees hold no more)."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def date(self) -> dt.date | None:
        """The whole date, where it is known."""
        return dt.date(self.year, self.month, self.day) if self.month and self.day else None


@dataclass(slots=True)
class PersonRow:
    """One person of a list. Text fields hold the written form (composed, spaces single); blank is «không ghi».

    `row` is the number the file shows beside it (1 is the first), `group` the group row it stands under ("I. Thôn 1").
    `identity` is 12 digits (or the 9 of an old card), `phone` 10 digits from 0 (11 for a landline), volumes are ml,
    weight kg. `written` keeps what stood in each column, for the page and for the workbook given back.
    """

    row: int
    name: str = ""
    birth: Birth | None = None
    sex: Sex | None = None
    identity: str = ""
    phone: str = ""
    workplace: str = ""
    address: str = ""
    occupation: str = ""
    blood_group: str = ""  # "A", "B", "AB", "O"
    rhesus: str = ""  # "+", "-"
    donations: int | None = None
    last_donation: dt.date | None = None
    volume: int | None = None
    weight: int | None = None
    note: str = ""
    group: str = ""
    sheet: str = ""
    written: dict[Field, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
