"""What a person gets who takes a table away: the figures of the screen, and nothing that runs."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import django_tables2 as tables
import openpyxl
import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from core.export import csv_response, exported, xlsx_response
from core.text.formulas import formula_safe, formula_unsafe


class UnitTable(tables.Table):
    name = tables.Column(verbose_name="Đơn vị")
    units = tables.Column(verbose_name="Đơn vị máu")
    on = tables.Column(verbose_name="Ngày")
    at = tables.Column(verbose_name="Lúc")
    actions = tables.Column(empty_values=(), exclude_from_export=True)

    def render_name(self, value: str) -> str:
        return f"<b>{value}</b>"

    def value_name(self, value: str) -> str:
        return value


ROWS = [
    {"name": "xã An Thạnh", "units": 1726, "on": date(2026, 3, 5), "at": datetime(2026, 11, 22, 20, 5, tzinfo=UTC)},
    {"name": "=HYPERLINK(1)", "units": -5, "on": None, "at": None},
    {"name": "xã An Hòa", "units": None, "on": None, "at": None},
]


def test_csv_opens_in_excel_with_marks_plain_figures_and_vietnamese_days() -> None:
    response = csv_response(UnitTable(ROWS), name="kết quả")
    assert response.content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert lines == [
        ["Đơn vị", "Đơn vị máu", "Ngày", "Lúc"],
        ["xã An Thạnh", "1726", "05/3/2026", "23/11/2026 03:05"],
        ["'=HYPERLINK(1)", "-5", "", ""],
        ["xã An Hòa", "", "", ""],
    ]
    assert "filename*=utf-8''k%E1%BA%BFt%20qu%E1%BA%A3.csv" in response["Content-Disposition"]


def test_workbook_keeps_types_and_never_a_formula() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_response(UnitTable(ROWS), name="x").content)).active
    assert sheet["A2"].value == "xã An Thạnh"
    assert sheet["B2"].value == 1726
    assert sheet["C2"].value == datetime(2026, 3, 5)
    assert sheet["D2"].value == datetime(2026, 11, 23, 3, 5)
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("=HYPERLINK(1)", "s") or sheet["A3"].data_type != "f"
    assert sheet["B3"].value == -5
    assert sheet["B4"].value is None


def test_every_page_of_the_table_is_in_the_file_and_only_when_asked_for() -> None:
    table = UnitTable([{**ROWS[0], "name": f"xã {n}"} for n in range(60)])
    table.paginate(page=1, per_page=25)
    assert exported(RequestFactory().get("/"), table, name="x") is None
    response = exported(RequestFactory().get("/?_export=csv"), table, name="x")
    assert response is not None
    assert len(response.content.decode().splitlines()) == 61
    assert exported(RequestFactory().get("/?_export=exe"), table, name="x") is None


@pytest.mark.parametrize("text", ["=1+1", "+84984000001", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\n=1"])
def test_what_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    assert formula_safe(text) == f"'{text}"


@given(st.text())
def test_no_text_stays_a_formula_and_reading_back_gives_it_again(text: str) -> None:
    safe = formula_safe(text)
    assert isinstance(safe, str)
    assert not safe.lstrip(" \u00a0").startswith(("=", "+", "-", "@", "\t", "\r"))
    if not text.startswith("'"):
        assert formula_unsafe(safe) == text


@given(st.one_of(st.integers(), st.floats(allow_nan=False), st.none()))
def test_figures_are_left_alone(value: float | None) -> None:
    assert formula_safe(value) is value
