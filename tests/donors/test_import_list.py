"""The command that hands in a workbook: the same findings as the page, nothing kept on a dry run."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from committees import scopes
from core.models import AuditEntry
from donors.models import Upload
from tests.campaigns.desk import Desk
from tests.cast import Cast
from tests.donors.office import PEOPLE, Office, workbook
from tests.quotas.years import Year

BAD = ("Hồ Thị Sai", "19977", "Thôn Tây", "")


@pytest.fixture
def office(cast: Cast, year: Year) -> Office:
    return Office(cast.commune_focal, year.round, cast.commune)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "danh sach.xlsx"
    path.write_bytes(workbook([*PEOPLE, BAD]))
    return path


def run(office: Office, file: Path, *options: str) -> dict[str, object]:
    out = io.StringIO()
    arguments = [str(file), f"--round={office.round.pk}", f"--unit={office.unit.pk}", "--json", *options]
    call_command("import_list", *arguments, stdout=out)
    told: dict[str, object] = json.loads(out.getvalue())
    return told


def test_a_dry_run_tells_everything_and_keeps_nothing(office: Office, file: Path) -> None:
    told = run(office, file, "--dry-run")
    assert (told["read"], told["accepted"]) == (4, 3)
    (row,) = told["rows"]  # type: ignore[misc]
    assert (row["row"], row["findings"][0]["code"]) == (10, "birth_unreadable")
    assert "19977" in row["findings"][0]["sentence"]
    with scopes.for_seat(office.seat):
        assert not Upload.objects.exists()


def test_it_tells_row_by_row_what_the_page_tells(office: Office, file: Path, cast: Cast) -> None:
    """The same sentences at the same rows, and no others: of rows to be mended, and of those worth a look."""
    file.write_bytes(workbook([*PEOPLE, BAD, ("Đỗ Văn Thêm", 1992, "Thôn Tây", "113")]))
    told = run(office, file, "--dry-run")["rows"]
    said = {(row["row"], each["sentence"]) for row in told for each in row["findings"]}  # type: ignore[attr-defined]
    assert [row for row, _sentence in sorted(said)] == [10, 11]
    page = Desk(cast.commune_focal).get("upload", office.send(file.read_bytes()).pk)
    assert all(f"Dòng {row}" in page and sentence in page for row, sentence in said)
    assert page.count("Dòng ") == len(told)  # type: ignore[arg-type]
    handed_in = run(office, file, "--agreed")["rows"]
    assert handed_in == told


def test_handing_in_counts_as_on_the_page(office: Office, file: Path) -> None:
    told = run(office, file, "--agreed")
    assert (told["state"], told["read"], told["accepted"], told["added"]) == ("counted", 4, 3, 3)
    assert [row["row"] for row in told["rows"]] == [10]  # type: ignore[attr-defined]
    assert len(office.names()) == 3
    with scopes.for_system("tests"):
        assert AuditEntry.objects.get(action="list.received").source == "command"


def test_without_the_consent_it_stops_with_the_sentence(office: Office, file: Path) -> None:
    with pytest.raises(CommandError, match="Đánh dấu vào câu đồng ý"):
        run(office, file)


@pytest.mark.parametrize(
    ("option", "sentence"), [("--round=987654", "Không có đợt"), ("--unit=987654", "Không có đợt")]
)
def test_what_is_not_there_is_said(office: Office, file: Path, option: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        run(office, file, option)


def test_a_missing_file_is_said(office: Office, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Không mở được tệp"):
        run(office, tmp_path / "khong-co.xlsx")


def test_what_the_page_would_ask_about_dates_is_told_among_the_findings(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "danh sach.xlsx"
    path.write_bytes(workbook([("Trần Thị Mẫu", "03/04/1990", "Thôn Đông", "0912000001")]))
    for options in (("--dry-run",), ("--agreed",)):
        told = run(office, path, *options)
        assert told["state"] == "asking"
        (finding,) = told["findings"]  # type: ignore[misc]
        assert (finding["code"], finding["field"]) == ("asks_dates", "birth")
        assert finding["sentence"] == (
            "Cột “Năm sinh”: 03/04/1990 là ngày 3 tháng 4, hay 03/04/1990 là ngày 4 tháng 3?"
        )
    assert office.list().people == 0
