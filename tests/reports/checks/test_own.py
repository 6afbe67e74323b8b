"""Our own documents: what keeps one from being presented, each with its place; what is only style never does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest

from campaigns.models import Plan
from committees import scopes
from committees.models import Seat
from core.refusal import Refused
from reports import drafting, editing, reading, steps
from reports.blocks import Column, Dash, Figure, FigureEntry, Paragraph, Row, Table, from_json, inline, to_json
from reports.checks.own import figures_unlike_their_values, findings_of, refuse_errors
from reports.checks.stretches import Body
from reports.models import Document
from tests.cast import Cast
from tests.reports.kinds import draft_results_report, without_faults
from tests.reports.test_documents_draft import path_of, seat_of, without_gaps
from tests.reports.years import NOW, add_round

Change = Callable[[Document], None]


@pytest.fixture
def clerk(cast: Cast) -> Iterator[Seat]:
    """The district's clerk, in whose scope the test is."""
    with scopes.for_seat(seat_of(cast.district_clerk)):
        yield seat_of(cast.district_clerk)


@pytest.fixture
def draft(finished_plan: Plan, clerk: Seat) -> Document:
    """The report of the year, ready to be presented."""
    document = draft_results_report(plan=finished_plan, seat=clerk, now=NOW)
    return without_gaps(without_faults(document), clerk)


def told(document: Document) -> list[str]:
    return [each.told for each in findings_of(document, document.figures)]


def reword(document: Document, clerk: Seat, words: str, text: str) -> Document:
    path = path_of(document, words)
    return editing.update_text(document=document, seat=clerk, block_path=path, text=text, edition=document.edition)


def figure(key: str, **entry: object) -> Change:
    def change(document: Document) -> None:
        document.figures[key] = document.figures[key] | entry

    return change


def field(**values: object) -> Change:
    def change(document: Document) -> None:
        for name, value in values.items():
            setattr(document, name, value)

    return change


def without_reference(document: Document) -> None:
    annexes = [block for block in document.content if block["kind"] == "annex"]
    document.content = [{"kind": "paragraph", "content": "Đã tổ chức các đợt."}, *annexes]


def test_a_draft_with_nothing_wrong_is_presented(draft: Document, clerk: Seat) -> None:
    assert told(draft) == []
    assert steps.present(document=draft, seat=clerk, now=NOW).state == Document.State.PRESENTED


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            field(signature={"authority": ["TM. Ban Chỉ đạo", "Trưởng ban"], "signer": ""}),
            "phần ký: Chưa có họ tên người ký (Trưởng ban); chọn người ký ở phần ký.",
        ),
        (
            field(recipients=["Thành viên Ban Chỉ đạo"]),
            "nơi nhận: Nơi nhận thiếu dòng “Lưu: VT, …”; thêm dòng này ở cuối.",
        ),
        (
            field(symbol="BC - BCĐ"),
            "ký hiệu: “BC - BCĐ” không dùng được trong số, ký hiệu: chỉ gồm chữ, số và gạch nối (-), không dấu cách.",
        ),
        (
            figure("year.quota", text="1.101"),
            "I.3: In “1.101” nhưng nguồn là 1100; bấm Cập nhật số liệu.",
        ),
        (
            figure("units.given.count", text="3,0"),
            "I.1: Số liệu in “3,0” sai cách viết số; bấm Cập nhật số liệu.",
        ),
        (
            figure("year.result", text="1324"),
            "I.3: Số liệu in “1324” sai cách viết số; bấm Cập nhật số liệu.",
        ),
        (
            figure("year.compared", text="tăng 213 đơn vị máu so với kết quả năm 2022"),
            (
                "I.3: In “tăng 213 đơn vị máu so với kết quả năm 2022” nhưng nguồn ghi “tăng 212 đơn vị máu so với kết "
                "quả năm 2022”; bấm Cập nhật số liệu."
            ),
        ),
        (
            figure("table.result", value=1323, text="1.323"),
            (
                "Phụ lục: Cột “Kết quả (đơn vị máu)”, dòng “Tổng cộng” ghi 1.323 nhưng cộng các dòng được 1.324. Sửa "
                "số sai."
            ),
        ),
        (
            figure("year.result", value=1323, text="1.323"),
            "I.3: Ghi 1.323 đơn vị máu nhưng cộng các phần được 1.324 (462 + 862). Sửa số, hoặc thêm phần còn thiếu.",
        ),
        (
            without_reference,
            "Phụ lục: Nội dung không nhắc đến Phụ lục; thêm câu dẫn, như “(Có Phụ lục kèm theo)”.",
        ),
    ],
    ids=["signer", "kept", "symbol", "value", "format", "dots", "text", "table", "prose", "annex"],
)
def test_an_error_is_told_and_keeps_it_from_being_presented(
    draft: Document, clerk: Seat, change: Change, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(draft)
    assert told(draft)[:1] == [said]
    assert findings_of(draft, draft.figures)[0].is_error
    draft.save()
    monkeypatch.setattr(steps, "changed_keys", lambda before, after: [])  # else that is what is told
    with pytest.raises(Refused) as refused:
        steps.present(document=draft, seat=clerk, now=NOW)
    sentence = said[:1].upper() + said[1:]
    assert refused.value.sentence == f"Còn 1 lỗi phải sửa trước khi trình ký. {sentence}"
    draft.refresh_from_db()
    assert draft.state == Document.State.DRAFT


def test_what_is_typed_must_add_up_too(draft: Document, clerk: Seat) -> None:
    typed = reword(draft, clerk, "Trong năm đã tổ chức", "Trong năm vận động được 1.323 đơn vị máu, cụ thể:")
    typed = reword(typed, clerk, "Đợt 1 (", "Đợt 1: [462]/[550] đơn vị máu, đạt 85% vào ngày 7 tháng 01 năm 2023.")
    assert told(typed) == [
        "I.3: Ghi 1.323 đơn vị máu nhưng cộng các phần được 1.324 (462 + 862). Sửa số, hoặc thêm phần còn thiếu.",
        "I.3: 462/550 là 84%, không phải 85%. Sửa số sai.",
        (
            "I.3: “ngày 7 tháng 01 năm 2023” phải ghi là “ngày 07 tháng 01 năm 2023”: ngày 1 đến 9 và tháng 1, 2 có số "
            "0 ở trước."
        ),
    ]
    with pytest.raises(Refused, match=r"Còn 3 lỗi phải sửa trước khi trình ký\. I\.3: Ghi 1\.323 đơn vị máu"):
        steps.present(document=typed, seat=clerk, now=NOW)


def test_numbers_that_were_all_typed_are_told_and_do_not_keep_it_back(draft: Document, clerk: Seat) -> None:
    text = "Vận động được 300 đơn vị máu, cụ thể: 100/200 đơn vị máu, đạt 40%."
    typed = reword(draft, clerk, "Đã tuyên truyền.", text)
    born = Table(
        columns=(Column("Họ và tên"), Column("Sinh")),
        rows=(Row((inline("Người thứ nhất"), inline("1990"))), Row((inline("Người thứ hai"), inline("1985")))),
        totals=Row((inline("Tổng cộng"), inline("2"))),
    )
    typed.content = [*typed.content[:-1], *to_json((born,)), typed.content[-1]]
    typed.save()
    found = findings_of(typed, typed.figures)
    assert [each.sentence for each in found] == [
        "Cột “Sinh”, dòng “Tổng cộng” ghi 2 nhưng cộng các dòng được 3.975. Sửa số sai.",
        "100/200 là 50%, không phải 40%. Sửa số sai.",
    ]
    assert not any(each.is_error for each in found)
    assert steps.present(document=typed, seat=clerk, now=NOW).state == Document.State.PRESENTED


def test_a_list_that_was_typed_may_overlap(draft: Document) -> None:
    blocks = (
        Paragraph(inline("Có 300 đơn vị máu, cụ thể:")),
        Dash(inline("Nhóm A: 200 đơn vị máu")),
        Dash(inline("Nhóm O: 200 đơn vị máu")),
    )
    draft.content = to_json(blocks)
    [finding] = findings_of(draft, None)
    assert not finding.is_error
    assert finding.sentence.startswith("Ghi 300 đơn vị máu nhưng cộng các phần được 400")
    refuse_errors(draft, None)


def test_style_is_told_and_does_not_keep_it_back(draft: Document, clerk: Seat) -> None:
    typed = "Ban chỉ đạo Huyện theo Kế hoạch số 11/KH – BCĐ, ngày 3/01/2023 vận động HMTN 1200 đơn vị máu..."
    worded = reword(draft, clerk, "Đã tuyên truyền.", typed)
    frame = editing.Frame(subject="Kết quả của Huyện", symbol="BCĐ", recipients=["Lưu VP"])
    worded = editing.update_frame(document=worded, seat=clerk, frame=frame, edition=worded.edition)
    found = findings_of(worded, worded.figures)
    assert [each.sentence for each in found] == [
        "Ký hiệu “11/KH – BCĐ” có dấu cách hoặc gạch dài; ghi “11/KH-BCĐ”.",
        "Giữa số và ngày của văn bản “11/KH-BCĐ” không có dấu phẩy.",
        "Ngày “3/01/2023” thiếu số 0; ghi “03/01/2023”.",
        "“HMTN” chưa được giải thích; lần đầu ghi đủ rồi ghi “(HMTN)”.",
        "Danh từ chung “Huyện” giữa câu không viết hoa; ghi “huyện”.",
        "“Ban chỉ đạo” là tên cơ quan; ghi “Ban Chỉ đạo”.",
        "“1200” không có dấu chấm hàng nghìn; ghi “1.200”.",
        "Sau chữ “Lưu” có dấu hai chấm, như “Lưu: VT, …”.",
        "Ký hiệu của Báo cáo thường bắt đầu bằng “BC-”.",
    ]
    assert not any(each.is_error for each in found)
    assert {spot.place for spot in found[4].spots} == {"trích yếu", "I.2"}
    assert steps.present(document=worded, seat=clerk, now=NOW).state == Document.State.PRESENTED


def test_figures_that_changed_are_told_with_where_they_stand(
    draft: Document, clerk: Seat, finished_plan: Plan, cast: Cast
) -> None:
    add_round(finished_plan, "Đợt 3", {cast.commune: 100}, day=dt.date(2023, 12, 2), quota=0)
    found = reading.points_to_review(draft)
    assert found[0].is_error
    assert "1.324 → 1.424" in found[0].sentence
    assert found[0].sentence.endswith("Bấm Cập nhật số liệu rồi đọc lại.")
    assert {"I.3", "Phụ lục"} <= {spot.place for spot in found[0].spots}
    assert all(spot.anchor.startswith("b-") for spot in found[0].spots)


def test_a_figure_that_nothing_counts_any_more_is_told_where_it_stands_until_it_is_written_anew(
    draft: Document, clerk: Seat
) -> None:
    gone = Paragraph(inline("Đợt Chủ nhật Đỏ: ", Figure("round.0.result"), " đơn vị máu."))
    draft.content = to_json((*from_json(draft.content)[:-1], gone, from_json(draft.content)[-1]))
    draft.figures |= {"round.0.result": FigureEntry(value=77, text="77", source="Đợt đã bỏ", as_of="")}
    draft.save()
    draft = drafting.refresh_figures(document=draft, seat=clerk, now=NOW)
    [finding] = reading.points_to_review(draft)
    assert finding.told == "phần kết: “77” không còn trong nguồn số liệu; viết lại hoặc xóa chỗ này."
    with pytest.raises(Refused, match="“77” không còn trong nguồn số liệu"):
        steps.present(document=draft, seat=clerk, now=NOW)
    draft = reword(draft, clerk, "Đợt Chủ nhật Đỏ", "Có thêm một đợt Chủ nhật Đỏ.")
    presented = steps.present(document=draft, seat=clerk, now=NOW)
    assert reading.note_of_changes(presented) == ""


def test_gaps_are_told_one_by_one_with_their_anchors(finished_plan: Plan, clerk: Seat) -> None:
    document = draft_results_report(plan=finished_plan, seat=clerk, now=NOW)
    [finding] = findings_of(document, None)
    assert finding.sentence == "Còn chỗ trống “…”; điền hoặc xóa."
    assert [(spot.place, spot.anchor) for spot in finding.spots] == [("I.2", "b-1-1-1"), ("I.4", "b-1-3-0")]


def test_a_document_that_is_no_draft_has_no_points(draft: Document, clerk: Seat) -> None:
    assert reading.points_to_review(steps.present(document=draft, seat=clerk, now=NOW)) == []


def test_a_figure_that_is_not_bound_is_the_one_thing_told(draft: Document) -> None:
    draft.figures = {key: entry for key, entry in draft.figures.items() if key != "year.result"}
    [finding] = findings_of(draft, None)
    assert finding.is_error
    assert "chưa có; cập nhật số liệu" in finding.sentence
    with pytest.raises(Refused, match="chưa có; cập nhật số liệu"):
        refuse_errors(draft, None)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0, "0"),
        (5, "05"),
        (1324, "1.324"),
        ("270.2", "270,2"),
        ("120.4", "120,4%"),
        (212, "+212"),
        (-650, "−650"),
        (1486, "gần 1.500\u00a0đơn vị máu"),
        (10, "hơn 10 buổi tuyên truyền"),
        (20, "20 bài của Chương trình 1000 giọt máu"),
        (10_000_000, "10.000.000\u00a0đồng"),
        ("Đợt 1 năm 2025", "Đợt 1 năm 2025"),
    ],
)
def test_a_figure_as_the_house_prints_it(value: int | str | None, text: str) -> None:
    entry = FigureEntry(value=value, text=text, source="x", as_of="")
    body = Body((Paragraph(inline("Có ", Figure("figure"), ".")),), {"figure": entry})
    assert list(figures_unlike_their_values(body)) == []
