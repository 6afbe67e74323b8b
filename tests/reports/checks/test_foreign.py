"""Texts of others: every known fault of five such documents is found, with its place, and nothing else."""

from __future__ import annotations

import io

import docx
import pytest

from core.refusal import Refused
from reports.checks import foreign
from reports.checks.foreign import check_docx, check_pasted
from tests.reports.checks.texts import GUIDANCE, LETTER, NOTICE, PLAN, REPORT, found_in, told
from tests.reports.word.office_files import add, header, saved, signature


def test_a_report_whose_rounds_do_not_add_up_and_how_it_is_written() -> None:
    found = found_in(REPORT)
    assert told(found) == [
        "I.2: Ghi 1.323 đơn vị máu nhưng cộng các phần được 1.324 (462 + 862). Sửa số, hoặc thêm phần còn thiếu.",
        "phần đầu văn bản: Ký hiệu “93 /BC-BCĐ” có dấu cách hoặc gạch dài; ghi “93/BC-BCĐ”.",
        "II.2: “BCĐ” chưa được giải thích; lần đầu ghi đủ rồi ghi “(BCĐ)”.",
        "phần mở đầu: “Ban chỉ đạo” là tên cơ quan; ghi “Ban Chỉ đạo”.",
        "I.1: “tinh nguyện” ghi là “tình nguyện”.",
        "I.1: “khuyễn khích” ghi là “khuyến khích”.",
        "I.1: “đột suất” ghi là “đột xuất”.",
        "I.1: “40m” thiếu dấu cách giữa số và đơn vị đo; ghi “40 m”.",
        "I.2: “tinh” ở đây có thể là “tỉnh”; xem lại dấu.",
        "I.2: Gạch dài “–” giữa các chữ; văn bản hành chính dùng gạch nối “-”.",
        "II.2: “350ml” thiếu dấu cách giữa số và đơn vị đo; ghi “350 ml”.",
    ]
    assert [each.is_error for each in found] == [True, *[False] * 10]
    [spot] = found[0].spots
    assert (spot.marked, spot.before.endswith("vận động được "), spot.after.startswith(" đơn vị máu")) == (
        "1.323",
        True,
        True,
    )
    assert len(found[8].spots) == 2  # "mít tinh" and "tinh thần" are words of their own


def test_a_letter() -> None:
    assert told(found_in(LETTER)) == [
        "2: Tháng được ghi hai kiểu, “24/03/2025” và “03/3/2025”; ghi một kiểu.",
        "nơi nhận, phần ký: Sau chữ “Lưu” có dấu hai chấm, như “Lưu: VT, …”.",
        "nơi nhận, phần ký: “Như kính gửi” ghi là “Như trên”.",
        "phần ký: Không thấy quyền hạn, chức vụ của người ký; kiểm tra phần ký.",
        "phần mở đầu: Ký hiệu “33/KH- BCĐ” có dấu cách hoặc gạch dài; ghi “33/KH-BCĐ”.",
        "phần mở đầu: “HMTN” chưa được giải thích; lần đầu ghi đủ rồi ghi “(HMTN)”.",
        "1: “BCĐ” chưa được giải thích; lần đầu ghi đủ rồi ghi “(BCĐ)”.",
        "phần đầu văn bản: “các” viết hai lần liền nhau; bỏ một lần.",
        "phần mở đầu: “Ban chỉ đạo” là tên cơ quan; ghi “Ban Chỉ đạo”.",
        "1: “Hội chữ thập đỏ” ghi là “Hội Chữ thập đỏ”.",
    ]


def test_a_notice() -> None:
    found = found_in(NOTICE)
    assert [each.sentence for each in found] == [
        "“Phó Chủ tịch Ủy ban nhân dân Huyện” viết hai lần liền nhau; bỏ một lần.",
        "Danh từ chung “Huyện” giữa câu không viết hoa; ghi “huyện”.",
        "Danh từ chung “Tỉnh” giữa câu không viết hoa; ghi “tỉnh”.",
        "Dấu “…” để trống ý; liệt kê cho hết hoặc bỏ dấu.",
    ]
    assert not any(each.is_error for each in found)
    assert len(found[1].spots) == 6  # "Huyện ủy" is a body's name


def test_a_plan() -> None:
    assert told(found_in(PLAN)) == [
        "I: Nội dung nhắc phụ lục kèm theo nhưng không có phụ lục nào.",
        "phần mở đầu: Ký hiệu “11/KH - BCĐ” có dấu cách hoặc gạch dài; ghi “11/KH-BCĐ”.",
        "phần mở đầu: Giữa số và ngày của văn bản “11/KH-BCĐ” không có dấu phẩy.",
        "II.1: “Tháng 08 năm 2025” ghi là “Tháng 8 năm 2025”: chỉ tháng 1, 2 có số 0 ở trước.",
        "II.2: “Hội Chữ thập” thiếu chữ “đỏ”; ghi “Hội Chữ thập đỏ”.",
        "II.2: “băng zôn” ghi là “băng rôn”.",
        "II.2: Dấu “…” để trống ý; liệt kê cho hết hoặc bỏ dấu.",
    ]


def test_a_guidance() -> None:
    assert told(found_in(GUIDANCE)) == [
        "phần mở đầu: Ký hiệu “14/HD – BCĐQG” có dấu cách hoặc gạch dài; ghi “14/HD-BCĐQG”.",
        "2.1: Dấu “…” để trống ý; liệt kê cho hết hoặc bỏ dấu.",
        "phần đầu văn bản: Gạch dài “–” giữa các chữ; văn bản hành chính dùng gạch nối “-”.",
        "nơi nhận, phần ký: “BCD” ghi là “BCĐ”.",
        "cuối nội dung: Hết nội dung chưa có dấu “./.”.",
    ]


def test_the_same_report_put_right_has_nothing_wrong() -> None:
    right = REPORT
    for was, now in (
        ("1.323", "1.324"),
        ("93 /BC", "93/BC"),
        ("Các BCĐ HMTN xã", "Các xã"),
        ("Ban chỉ đạo", "Ban Chỉ đạo"),
        ("tinh nguyện", "tình nguyện"),
        ("khuyễn", "khuyến"),
        ("đột suất", "đột xuất"),
        ("40m", "40 m"),
        ("tinh giao", "tỉnh giao"),
        ("học – Truyền", "học - Truyền"),
        ("350ml", "350 ml"),
    ):
        assert was in right
        right = right.replace(was, now)
    assert found_in(right) == []


@pytest.mark.parametrize(
    "text", [f"Nơi nhận:\n{rest}" for rest in ("- Ban Chỉ đạo tỉnh.", "- VT.", "- Như trên.\nTRƯỞNG BAN\nLưu Văn Mẫu")]
)
def test_recipients_without_the_kept_copy(text: str) -> None:
    assert "thiếu dòng “Lưu: VT, …”" in " ".join(told(found_in(f"Kính đề nghị thực hiện./.\n\n{text}")))


def test_a_signer_named_luu_is_no_kept_copy() -> None:
    text = "Kính đề nghị thực hiện./.\n\nNơi nhận:\n- Như trên;\n- Lưu: VT.\nTM. BAN CHỈ ĐẠO\nTRƯỞNG BAN\nLưu Văn Mẫu"
    assert told(found_in(text)) == []


def test_a_body_alone_is_not_asked_for_its_frame() -> None:
    assert found_in("Kính đề nghị các đơn vị thực hiện.") == []


@pytest.mark.parametrize("blank", ["Số:      /BC-BCĐ", "Số: /BC-BCĐ", "Số: …/BC-BCĐ"])
def test_a_number_and_a_day_that_are_still_to_come_are_not_wrong(blank: str) -> None:
    text = (
        f"{blank}\n\nBình Minh, ngày      tháng      năm 2026\n\nBÁO CÁO\n\nKết quả năm 2026\n\nĐã tổ chức các đợt./."
    )
    assert found_in(text) == []


def test_a_word_file_with_its_header_and_signature_in_tables() -> None:
    document = docx.Document()
    header(document)
    document.tables[0].cell(1, 0).text = "Số: 93 /BC-BCĐ"
    add(document, "Trong năm vận động được 1.323 đơn vị máu, cụ thể:")
    add(document, "- Đợt 1 đạt 462/550 đơn vị máu, đạt 85%;")
    add(document, "- Đợt 2 đạt 862/550 đơn vị máu, đạt 156,7%.")
    add(document, "Trên đây là Báo cáo của Ban Chỉ đạo./.")
    signature(document)
    document.tables[1].cell(0, 0).text = "Nơi nhận:\n- Ban Chỉ đạo tỉnh (b/cáo);\n- Lưu VT."
    checked = check_docx(name="bao-cao.docx", content=saved(document))
    assert told(checked.findings) == [
        "nội dung: Ghi 1.323 đơn vị máu nhưng cộng các phần được 1.324 (462 + 862). Sửa số, hoặc thêm phần còn thiếu.",
        "nội dung: 462/550 là 84%, không phải 85%. Sửa số sai.",
        "nơi nhận, phần ký: Sau chữ “Lưu” có dấu hai chấm, như “Lưu: VT, …”.",
        "phần đầu văn bản: Ký hiệu “93 /BC-BCĐ” có dấu cách hoặc gạch dài; ghi “93/BC-BCĐ”.",
    ]


def test_a_table_whose_total_is_wrong() -> None:
    rows = [("STT", "Đơn vị", "Chỉ tiêu", "Kết quả", "Tỷ lệ"), ("1", "Xã A", "550", "462", "84%")]
    rows += [("2", "Xã B", "550", "862", "156,7%"), ("", "Tổng cộng", "1.100", "1.323", "120%")]
    text = "Kết quả như sau:\n" + "\n".join("\t".join(row) for row in rows) + "\nHết."
    [finding] = found_in(text)
    assert finding.sentence == ("Cột “Kết quả”, dòng “Tổng cộng” ghi 1.323 nhưng cộng các dòng được 1.324. Sửa số sai.")


def test_what_is_too_long_or_no_word_file_is_answered_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign, "LONGEST_CHECKED", 10)
    with pytest.raises(Refused, match="quá dài để rà soát"):
        check_pasted("Các đơn vị thực hiện nghiêm túc.")
    with pytest.raises(Refused, match="là tệp PDF; gửi tệp Word"):
        check_docx(name="a.pdf", content=b"%PDF-1.7")
    with pytest.raises(Refused, match="không phải tệp Word"):
        check_docx(name="a.docx", content=io.BytesIO(b"abc").getvalue())


@pytest.mark.parametrize(
    "stretch", ["a Huyện ", "45/50 đơn vị máu ", "1/", "Số 1/A - ", "một hai ba ", "10 đơn vị máu ("]
)
def test_a_text_made_to_take_long_does_not(stretch: str) -> None:
    text = "\n\n".join("A" + stretch * (10_000 // len(stretch)) for _each in range(3))
    assert len(check_pasted(text).findings) < 10
