"""Every code has its words: a sentence without holes and what to do, in the words of the pages."""

import pytest

from donors.intake.fields import Field
from donors.intake.findings import Code, Finding, Severity
from donors.intake.wording import WORDS, mend, sentence, severity

# A few of the placeholders a code may meet; a sentence asks only for those that its finding has.
DETAIL = {
    "row": "41", "count": "3", "reasons": "cùng tên, năm sinh", "limit": "18", "weight": "44", "volume": "350",
    "after": "Nguyễn", "total": "50", "counted": "48", "declared": "1000", "used": "44",
}  # fmt: skip


def test_every_code_has_its_words() -> None:
    assert set(WORDS) == set(Code)


@pytest.mark.parametrize("code", Code)
def test_no_sentence_shows_a_placeholder_or_a_hole(code: Code) -> None:
    reasons = [{"reason": reason} for reason in WORDS[code].by_reason]
    for field in (None, Field.NAME):
        for value in ("", "Nguyễn Văn 1"):
            for detail in (None, DETAIL, *reasons, *({**DETAIL, **reason} for reason in reasons)):
                finding = Finding(code, field, value, (), detail)
                for text in (sentence(finding), mend(finding)):
                    assert text
                    assert "%" not in text
                    assert "“”" not in text
                    assert "  " not in text
                    assert text[0].isupper() or text[0] == "“"
                    assert text[-1] in ".?"


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        (Finding(Code.BIRTH_UNREADABLE, Field.BIRTH, "19977"), "Năm sinh “19977” không đọc được."),
        (
            Finding(Code.IDENTITY_LOST_ZERO, Field.IDENTITY, "38190000001", ("038190000001", ""), {"count": "11"}),
            "Số định danh 11 chữ số: thiếu số 0 đầu?",
        ),
        (
            Finding(Code.CLOSE_IN_FILE, detail={"row": "41", "reasons": "cùng tên, năm sinh, thôn"}),
            "Giống dòng 41 (cùng tên, năm sinh, thôn).",
        ),
        (Finding(Code.CLOSE_IN_FILE, detail={"row": "41"}), "Giống dòng 41."),
        (Finding(Code.NAME_MISSING), "Thiếu họ và tên."),
        (
            Finding(Code.BIRTH_IMPOSSIBLE, Field.BIRTH, "31/02/1990", (), {"reason": "no_such_day"}),
            "Ngày sinh “31/02/1990”: lịch không có ngày này.",
        ),
    ],
)
def test_sentences_read_as_the_pages_do(finding: Finding, text: str) -> None:
    assert sentence(finding) == text


def test_the_place_stands_in_front_where_the_caller_does_not_show_it() -> None:
    finding = Finding(Code.BIRTH_UNREADABLE, Field.BIRTH, "19977")
    assert sentence(finding, row=17, column="D") == "Dòng 17, cột D: Năm sinh “19977” không đọc được."
    assert sentence(finding, row=17) == "Dòng 17: Năm sinh “19977” không đọc được."


def test_a_long_cell_is_not_repeated_whole_and_percent_signs_are_text() -> None:
    assert len(sentence(Finding(Code.NAME_DOUBTFUL, Field.NAME, "A " * 500))) < 120
    assert "100%(value)s %d" in sentence(Finding(Code.PHONE_UNREADABLE, Field.PHONE, "100%(value)s %d"))


def test_only_what_is_needed_keeps_a_row_out() -> None:
    errors = {code for code in Code if severity(Finding(code, choices=("x",))) is Severity.ERROR}
    assert errors == {
        Code.NAME_MISSING, Code.BIRTH_MISSING, Code.BIRTH_UNREADABLE, Code.BIRTH_AMBIGUOUS, Code.BIRTH_IMPOSSIBLE,
        Code.IDENTITY_LOST_ZERO, Code.TWICE_IN_FILE, Code.CLOSE_IN_FILE,
    }  # fmt: skip


def test_a_finding_survives_being_kept() -> None:
    finding = Finding(Code.IDENTITY_LOST_ZERO, Field.IDENTITY, "38190000001", ("038190000001", ""), {"count": "11"})
    assert Finding.from_json(finding.as_json()) == finding
