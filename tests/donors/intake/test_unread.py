"""Why a file is not read, said in the reader's language however long ago and by whom it was kept."""

from __future__ import annotations

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.refusal import Refused
from donors.intake.unread import LONGEST_KEPT, Unread, kept, said


def test_it_is_kept_as_a_code_and_said_where_it_is_read() -> None:
    refusal = Unread("far_row", {"row": "1048576", "sheet": "Danh sách"}, name="ds.xlsx")
    again = said(kept(refusal), name="ds.xlsx")
    assert again == refusal.sentence
    assert again.startswith("Trang tính “Danh sách” có ô ở tận dòng 1.048.576; xóa")
    assert "ds.xlsx" not in kept(refusal)


def test_another_language_than_the_workers() -> None:
    with translation.override("vi"):
        written = kept(Unread("pdf", name="ds.pdf"))
        vietnamese = said(written, name="ds.pdf")
    with translation.override("en"):
        assert said(written, name="ds.pdf") == Unread("pdf", name="ds.pdf").sentence
    assert vietnamese.startswith("“ds.pdf” là tệp PDF; gửi tệp Excel gốc")


def test_what_was_pasted_has_no_name() -> None:
    assert said(kept(Unread("empty"))).startswith("Phần dán không có nội dung; ")


def test_a_sentence_without_a_code_stays_as_it_is() -> None:
    assert said(kept(Refused("Chưa có gì để đọc."))) == "Chưa có gì để đọc."
    assert said("") == ""


@given(st.text(max_size=400), st.sampled_from(["far_row", "no_sheet", "unknown code"]))
def test_it_fits_its_column_and_is_never_cut_in_two(sheet: str, code: str) -> None:
    refusal = Unread(code, {"sheet": sheet, "row": "5", "most": "1", "columns": "2", "rows": "3"}, name="ds.xlsx")
    written = kept(refusal)
    assert len(written) <= LONGEST_KEPT
    assert said(written, name="ds.xlsx") in {refusal.sentence, written}
