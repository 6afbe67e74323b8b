"""What intake found: a code with its parameters, so that the sentence is made where it is read (wording.py)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from donors.intake.fields import Field


class Severity(StrEnum):
    """An error keeps its row out until it is mended; a warning and a note do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Code(StrEnum):
    """Everything intake can say. One entry of `wording.WORDS` each: severity, sentence, «cách sửa»."""

    # the file
    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_ROWS = "hidden_rows"
    HIDDEN_COLUMNS = "hidden_columns"
    FORMULAS = "formulas"
    EXTERNAL_LINKS = "external_links"
    MACROS = "macros"
    EMPTY_TAIL = "empty_tail"
    OTHER_SHEETS = "other_sheets"
    SECOND_HEADER = "second_header"
    FORBIDDEN_COLUMN = "forbidden_column"
    UNKNOWN_COLUMN = "unknown_column"
    LEGACY_TEXT = "legacy_text"
    TOTAL_DIFFERS = "total_differs"
    COUNTED_ONCE = "counted_once"
    DAY_AND_MONTH = "day_and_month"
    OTHER_UNIT = "other_unit"
    OTHER_ROUND = "other_round"
    # a row
    NAME_MISSING = "name_missing"
    NAME_DOUBTFUL = "name_doubtful"
    BIRTH_MISSING = "birth_missing"
    BIRTH_UNREADABLE = "birth_unreadable"
    BIRTH_AMBIGUOUS = "birth_ambiguous"
    BIRTH_IMPOSSIBLE = "birth_impossible"
    SEX_UNREADABLE = "sex_unreadable"
    IDENTITY_LOST_ZERO = "identity_lost_zero"
    IDENTITY_LOST_DIGITS = "identity_lost_digits"
    IDENTITY_UNREADABLE = "identity_unreadable"
    IDENTITY_OLD_CARD = "identity_old_card"
    IDENTITY_DIFFERS = "identity_differs"
    PHONE_UNREADABLE = "phone_unreadable"
    PHONE_CONVERTED = "phone_converted"
    BLOOD_GROUP_UNREADABLE = "blood_group_unreadable"
    DONATIONS_UNREADABLE = "donations_unreadable"
    LAST_DONATION_UNREADABLE = "last_donation_unreadable"
    VOLUME_UNREADABLE = "volume_unreadable"
    WEIGHT_UNREADABLE = "weight_unreadable"
    TEXT_SHORTENED = "text_shortened"
    # a row beside others
    TWICE_IN_FILE = "twice_in_file"
    CLOSE_IN_FILE = "close_in_file"
    KNOWN = "known"
    CLOSE_MATCH = "close_match"
    IN_OTHER_UNIT = "in_other_unit"
    ELSEWHERE = "elsewhere"
    # what the committee may know (the doctor decides)
    AGE_UNDER = "age_under"
    AGE_OVER = "age_over"
    TOO_SOON = "too_soon"
    WEIGHT_UNDER = "weight_under"
    VOLUME_OVER = "volume_over"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a file or a row.

    `value` is what stands there as written (personal data: it is kept sealed with its row and never logged); `choices`
    are values that mending may take over with one tap; `detail` fills the sentence ("row": "41").
    """

    code: Code
    field: Field | None = None
    value: str = ""
    choices: tuple[str, ...] = ()
    detail: dict[str, str] | None = None

    def as_json(self) -> dict[str, object]:
        """Plain values, as kept with a staged row."""
        kept: dict[str, object] = {"code": self.code.value}
        if self.field:
            kept["field"] = self.field.value
        if self.value:
            kept["value"] = self.value
        if self.choices:
            kept["choices"] = list(self.choices)
        if self.detail:
            kept["detail"] = self.detail
        return kept

    @classmethod
    def from_json(cls, kept: dict[str, object]) -> Finding:
        """The inverse of `as_json`."""
        field, choices, detail = kept.get("field"), kept.get("choices"), kept.get("detail")
        return cls(
            code=Code(str(kept["code"])),
            field=Field(str(field)) if field else None,
            value=str(kept.get("value", "")),
            choices=tuple(map(str, choices)) if isinstance(choices, list) else (),
            detail={str(key): str(value) for key, value in detail.items()} if isinstance(detail, dict) else None,
        )
