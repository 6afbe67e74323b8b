"""The environment file and the secrets made once."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import envfile

NAMES = st.from_regex(r"[A-Z][A-Z_0-9]{0,20}", fullmatch=True)
VALUES = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=60)


@given(st.dictionaries(NAMES, VALUES))
def test_what_is_written_is_read_back(values: dict[str, str]) -> None:
    assert envfile.parse(envfile.render(values)) == values


def test_comments_blank_lines_and_further_equal_signs_are_understood() -> None:
    assert envfile.parse("# note\n\nA=1\nURL=redis://:x=y@h/0\nEMPTY=\n") == {
        "A": "1",
        "URL": "redis://:x=y@h/0",
        "EMPTY": "",
    }


def test_a_damaged_line_is_named_by_number_and_its_secret_is_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "secrets.env"
    path.write_text("A=1\nhunter2\n", encoding="utf-8")
    with pytest.raises(ValueError, match="dòng 2") as caught:
        envfile.read(path)
    assert str(path) in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_value_with_a_line_break_is_refused() -> None:
    with pytest.raises(ValueError, match="'A'"):
        envfile.render({"A": "1\nB=2"})


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "secrets.env"
    first = envfile.installation_secrets(path)
    assert envfile.installation_secrets(path) == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(set(first.values())) == len(envfile.SECRET_NAMES)


def test_a_later_version_adds_its_secret_and_keeps_the_others(tmp_path: Path) -> None:
    path = tmp_path / "secrets.env"
    envfile.write(path, {"SECRET_KEY": "kept", "OF_ANOTHER_VERSION": "kept too"})
    values = envfile.installation_secrets(path)
    assert values["SECRET_KEY"] == "kept"
    assert values["OF_ANOTHER_VERSION"] == "kept too"
    assert set(envfile.SECRET_NAMES) <= set(envfile.read(path))
