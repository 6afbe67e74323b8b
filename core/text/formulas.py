"""Text that a spreadsheet would run: kept from being run where it is written, and as it was where it is read back."""

# A cell that begins with one of these is read as a formula (OWASP, "CSV injection"); full-width forms count too.
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def formula_safe(value: object) -> object:
    """A value that no spreadsheet takes for a formula: text that could be one gets a leading apostrophe.

    Figures are left alone, so −5 stays a figure. The apostrophe is dropped again by `formula_unsafe` when such a file
    is read back.
    """
    return f"'{value}" if isinstance(value, str) and is_formula_like(value) else value


def formula_unsafe(value: str) -> str:
    """The text that `formula_safe` was given."""
    return value[1:] if value.startswith("'") and formula_safe(value[1:]) == value else value


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula."""
    return text.lstrip(" \u00a0").startswith(_STARTS_FORMULA)
