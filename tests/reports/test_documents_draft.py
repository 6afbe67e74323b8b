"""A results report drafted from a year: the sample's own figures, sums that cannot disagree, the steps to issue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from campaigns.models import Plan
from committees import scopes
from committees.models import Committee, IssuingBody, Seat
from core.models import AuditEntry
from core.refusal import Refused
from quotas.models import YearTotal
from reports import drafting, editing, rendering, signing, steps
from reports.blocks import Annex, Section, from_json, plain_text, walk
from reports.figures import year
from reports.figures.book import FiguresDisagreeError
from reports.models import Document
from reports.steps import Step
from tests.cast import Cast, Person
from tests.reports.kinds import draft_results_report
from tests.reports.years import NOW, add_round, plan_with

State = Document.State


def seat_of(person: Person) -> Seat:
    assert person.seat is not None
    return person.seat


@pytest.fixture
def plan(cast: Cast, finished_plan: Plan) -> Iterator[Plan]:
    """The finished year, in the scope of the district's clerk."""
    with scopes.for_seat(seat_of(cast.district_clerk)):
        yield finished_plan


@pytest.fixture
def draft(cast: Cast, plan: Plan) -> Document:
    return draft_results_report(plan=plan, seat=seat_of(cast.district_clerk), now=NOW)


def text(document: Document) -> str:
    return plain_text(from_json(document.content), document.figures)


def path_of(document: Document, words: str) -> tuple[int, ...]:
    """Where the first block that prints these words stands."""
    for each in walk(from_json(document.content)):
        alone = plain_text((each.block,), document.figures) if not isinstance(each.block, Section | Annex) else ""
        if words in alone.split("\n")[0]:
            return each.path
    raise AssertionError(words)


def without_gaps(document: Document, seat: Seat) -> Document:
    while steps.gaps_in(document):
        path = next(
            each.path
            for each in walk(from_json(document.content))
            if "…" in plain_text((each.block,), document.figures).split("\n")[0] and not hasattr(each.block, "children")
        )
        document = editing.update_text(
            document=document, seat=seat, block_path=path, text="Đã tuyên truyền.", edition=document.edition
        )
    return document


# --- The draft --------------------------------------------------------------------------------------


def test_the_draft_prints_the_years_own_figures(draft: Document) -> None:
    said = text(draft)
    assert "02 đợt hiến máu, vận động được 1.324 đơn vị máu, đạt 120% chỉ tiêu" in said
    assert "tăng 212 đơn vị máu so với kết quả năm 2022" in said
    assert "Đợt 1 (ngày 07/01/2023): 462/550 đơn vị máu, đạt 84% chỉ tiêu." in said
    assert "Đợt 2 (ngày 07/8/2023): 862/550 đơn vị máu, đạt 157% chỉ tiêu." in said
    assert "Có 03/03 đơn vị đạt chỉ tiêu giao" not in said
    assert "Có 02/03 đơn vị đạt chỉ tiêu giao; 01 đơn vị chưa đạt là xã An Hòa" in said
    assert "\tTổng cộng\t1.100\t1.324\t120%\t+212" in said
    assert "\tCộng\t1.060\t1.212\t114%\t+200" in said
    assert said.startswith("Thực hiện Kế hoạch số 01/KH-BCĐ ngày 17/11/2022 của Ban Chỉ đạo")
    assert said.split("\nPhụ lục")[0].endswith("./.")


def test_the_draft_has_the_three_parts_and_an_annex(draft: Document) -> None:
    blocks = from_json(draft.content)
    titles = [block.title for block in blocks if isinstance(block, Section | Annex)]
    assert [title.split()[0] for title in titles] == ["Đánh", "Nhiệm", "Giải", "Kết"]
    numbers = [each.number for each in walk(blocks) if each.number]
    assert numbers[:1] == ["I."]
    assert "5." in numbers
    assert "b)" in numbers
    assert "Phụ lục" in numbers


def test_number_and_day_are_blank_and_the_head_signs(draft: Document, cast: Cast) -> None:
    assert (draft.state, draft.number, draft.dated_on, draft.symbol) == (State.DRAFT, None, None, "BC-BCĐ")
    assert draft.signature["authority"] == ["TM. Ban Chỉ đạo", "Trưởng ban"]
    assert draft.signature["signer"] == cast.district_head.user.full_name


@pytest.mark.parametrize(("seal", "post"), [("parent", ["Phó Chủ tịch UBND"]), ("own", [])])
def test_the_second_post_stands_only_under_another_bodys_seal(
    cast: Cast, plan: Plan, seal: str, post: list[str]
) -> None:
    Seat.objects.filter(pk=seat_of(cast.district_head).pk).update(other_post="Phó Chủ tịch UBND")
    IssuingBody.objects.filter(path=plan.path).update(seal=seal)
    document = draft_results_report(plan=plan, seat=seat_of(cast.district_clerk), now=NOW)
    assert document.signature["second_post"] == post


def test_drafting_twice_gives_the_same_draft(cast: Cast, plan: Plan, draft: Document) -> None:
    assert draft_results_report(plan=plan, seat=seat_of(cast.district_clerk), now=NOW).pk == draft.pk


def test_a_committee_without_an_issuing_body_is_told_so(cast: Cast, plan: Plan) -> None:
    IssuingBody.objects.filter(path=plan.path).delete()
    with pytest.raises(Refused, match="chưa khai cơ quan ban hành"):
        draft_results_report(plan=plan, seat=seat_of(cast.district_clerk), now=NOW)


def test_next_years_quota_and_rounds_are_the_goal(cast: Cast, plan: Plan) -> None:
    committee = Committee.objects.get(unit=cast.district)
    plan_with(committee, 2024, {"Đợt 1": {cast.commune: 1}, "Đợt 2": {cast.commune: 1}}, quota=1100)
    said = text(draft_results_report(plan=plan, seat=seat_of(cast.district_clerk), now=NOW))
    assert (
        "chỉ tiêu năm 2024 của Ban Chỉ đạo là 1.100 đơn vị máu, thực hiện trong 02 đợt (bằng chỉ tiêu năm 2023)."
        in said
    )
    assert "Đợt 2 (dự kiến ngày 07/8/2024): 550 đơn vị máu." in said


def test_a_year_with_nothing_in_it_still_makes_a_report(cast: Cast) -> None:
    with scopes.for_seat(seat_of(cast.commune_clerk)):
        plan = plan_with(Committee.objects.get(unit=cast.commune), 2026, {}, quota=10)
        document = draft_results_report(plan=plan, seat=seat_of(cast.commune_clerk), now=NOW)
        assert "Trong năm chưa có kết quả hiến máu." in text(document)
        rendering.page_content(document)


# --- Sums -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["year.result", "table.quota", "units.count", "units.given.count", "year.difference"])
def test_a_total_that_is_not_the_sum_of_its_parts_is_refused(plan: Plan, key: str) -> None:
    bound = year.figures_of(plan, now=NOW)
    entries = {name: dict(entry) for name, entry in bound.entries.items()}
    entries[key]["value"] = int(entries[key]["value"]) + 1  # type: ignore[call-overload]
    with pytest.raises(FiguresDisagreeError):
        year.verify(entries)  # type: ignore[arg-type]


def test_a_share_that_is_not_its_division_is_refused(plan: Plan) -> None:
    entries = {name: dict(entry) for name, entry in year.figures_of(plan, now=NOW).entries.items()}
    entries["year.percent"]["text"] = "120%"
    with pytest.raises(FiguresDisagreeError, match=r"year\.percent"):
        year.verify(entries)  # type: ignore[arg-type]


def test_totals_that_do_not_settle_are_said_in_words(cast: Cast, plan: Plan) -> None:
    YearTotal.objects.filter(unit=cast.agency, year=2023).update(bags=1)
    with pytest.raises(Refused, match="tổng chưa khớp"):
        draft_results_report(plan=plan, seat=seat_of(cast.district_clerk), now=NOW)


def test_every_figure_says_where_it_comes_from_and_when(draft: Document) -> None:
    assert all(entry["source"] for entry in draft.figures.values())
    assert {entry["as_of"] for entry in draft.figures.values()} == {NOW.isoformat()}


# --- Editing ----------------------------------------------------------------------------------------


def test_the_audit_trail_keeps_the_words_before_and_after(draft: Document, cast: Cast) -> None:
    path = path_of(draft, "Trong năm đã tổ chức")
    typed = "Cả năm vận động được [1.324] đơn vị máu" + ", vượt chỉ tiêu" * 30
    editing.update_text(
        document=draft, seat=seat_of(cast.district_clerk), block_path=path, text=typed, edition=draft.edition
    )
    with scopes.for_system("tests"):
        entry = AuditEntry.objects.get(action="document.reworded")
    assert entry.before["text"].startswith("Trong năm đã tổ chức [02] đợt hiến máu")
    assert entry.after["text"] == f"{typed[:299]}…"


def test_a_reworded_sentence_keeps_its_figures_bound(draft: Document, cast: Cast) -> None:
    seat, path = seat_of(cast.district_clerk), path_of(draft, "Đợt 1 (")
    changed = editing.update_text(
        document=draft,
        seat=seat,
        block_path=path,
        text="[Đợt 1], tổ chức [ngày 07/01/2023], được [462] trên [550] đơn vị máu (**[84%]**).",
        edition=draft.edition,
    )
    assert "- Đợt 1, tổ chức ngày 07/01/2023, được 462 trên 550 đơn vị máu (84%)." in text(changed)
    content = str(changed.content)
    assert content.count("'figure': 'round.") >= 10
    assert changed.edition == draft.edition + 1


def test_a_number_in_brackets_that_is_no_figure_is_refused_in_words(draft: Document, cast: Cast) -> None:
    with pytest.raises(Refused, match=r"“\[1\.400\]” không phải số liệu"):
        editing.update_text(
            document=draft,
            seat=seat_of(cast.district_clerk),
            block_path=path_of(draft, "Đợt 1 ("),
            text="Được [1.400] đơn vị máu.",
            edition=draft.edition,
        )


def test_two_people_in_one_document_do_not_overwrite_each_other(draft: Document, cast: Cast) -> None:
    seat, path = seat_of(cast.district_clerk), path_of(draft, "Trong năm đã đăng")
    opened = draft.edition
    editing.update_text(document=draft, seat=seat, block_path=path, text="Câu của người thứ nhất.", edition=opened)
    with pytest.raises(steps.Conflict, match="Người khác vừa sửa"):
        editing.update_text(document=draft, seat=seat, block_path=path, text="Câu của người thứ hai.", edition=opened)
    draft.refresh_from_db()
    assert "Câu của người thứ nhất." in text(draft)


def test_lines_become_paragraphs_and_emptied_text_goes(draft: Document, cast: Cast) -> None:
    seat, path = seat_of(cast.district_clerk), path_of(draft, "Trong năm đã đăng")
    two = editing.update_text(
        document=draft, seat=seat, block_path=path, text="Một.\n\n  Hai.  ", edition=draft.edition
    )
    assert "\nMột.\nHai.\n" in text(two)
    one = editing.update_text(document=two, seat=seat, block_path=path, text=" ", edition=two.edition)
    assert "Một." not in text(one)
    assert "\nHai.\n" in text(one)


def test_refreshing_takes_new_results_and_keeps_the_words(draft: Document, cast: Cast, plan: Plan) -> None:
    seat = seat_of(cast.district_clerk)
    worded = editing.update_text(
        document=draft,
        seat=seat,
        block_path=path_of(draft, "Trong năm đã đăng"),
        text="Câu riêng của Ban Chỉ đạo.",
        edition=draft.edition,
    )
    add_round(plan, "Đợt 3", {cast.commune: 100}, day=dt.date(2023, 12, 2), quota=0)
    fresh = drafting.refresh_figures(document=worded, seat=seat, now=NOW + dt.timedelta(hours=1))
    said = text(fresh)
    assert "Câu riêng của Ban Chỉ đạo." in said
    assert "vận động được 1.424 đơn vị máu" in said
    assert "\tTổng cộng\t1.100\t1.424\t129%\t+312" in said
    assert "- Đợt 2 (ngày 07/8/2023): 862/550 đơn vị máu, đạt 157% chỉ tiêu.\n- Đợt 3 (ngày 02/12/2023): 100" in said
    assert fresh.as_of == NOW + dt.timedelta(hours=1)


def test_refreshing_adds_a_new_rounds_line_once_and_none_that_was_taken_out(
    draft: Document, cast: Cast, plan: Plan
) -> None:
    seat = seat_of(cast.district_clerk)
    fewer = editing.update_text(
        document=draft, seat=seat, block_path=path_of(draft, "Đợt 1 ("), text="", edition=draft.edition
    )
    add_round(plan, "Đợt 3", {cast.commune: 1}, day=dt.date(2023, 12, 2), quota=0)
    add_round(plan, "Đợt 4", {cast.commune: 2}, day=dt.date(2023, 12, 9), quota=0)
    fresh = drafting.refresh_figures(document=fewer, seat=seat, now=NOW)
    fresh = drafting.refresh_figures(document=fresh, seat=seat, now=NOW)
    names = [line[2:7] for line in text(fresh).splitlines() if line.startswith("- Đợt")]
    assert names == ["Đợt 2", "Đợt 3", "Đợt 4"]


# --- The steps --------------------------------------------------------------------------------------


def test_a_document_with_gaps_is_not_presented(draft: Document, cast: Cast) -> None:
    with pytest.raises(Refused, match=r"Còn 2 đoạn có chỗ trống “…” \(I\.2, I\.4\)"):
        steps.present(document=draft, seat=seat_of(cast.district_clerk), now=NOW)


def test_figures_that_moved_since_are_read_again_before_presenting(draft: Document, cast: Cast, plan: Plan) -> None:
    seat = seat_of(cast.district_clerk)
    ready = without_gaps(draft, seat)
    add_round(plan, "Đợt 3", {cast.commune: 1}, day=dt.date(2023, 12, 2), quota=0)
    with pytest.raises(Refused, match="Số liệu đã đổi"):
        steps.present(document=ready, seat=seat, now=NOW)
    fresh = drafting.refresh_figures(document=ready, seat=seat, now=NOW)
    assert steps.present(document=fresh, seat=seat, now=NOW).state == State.PRESENTED


def issued(draft: Document, cast: Cast) -> Document:
    clerk, head = seat_of(cast.district_clerk), seat_of(cast.district_head)
    document = steps.present(document=without_gaps(draft, clerk), seat=clerk, now=NOW)
    with scopes.for_seat(head):
        document = steps.approve(document=document, seat=head)
    document = signing.record_signed_on_paper(
        document=document, seat=clerk, number=93, dated_on=dt.date(2024, 2, 20), now=NOW
    )
    printout = rendering.read_printout(document.pk)
    rendering.keep(printout, pdf=b"%PDF-", pictures=[b"png"], user_id=None, left_over=[])
    return steps.issue(document=document, seat=clerk, now=NOW)


def test_from_draft_to_issued_and_then_nothing_changes_it(draft: Document, cast: Cast) -> None:
    document = issued(draft, cast)
    assert (document.state, document.number) == (State.ISSUED, 93)
    with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(subject="khác")
    with pytest.raises(Refused, match="đã ban hành"):
        rendering.ask_for_pdf(document=document, seat=seat_of(cast.district_clerk), user_id=None)


def test_a_number_is_used_once_a_year(draft: Document, cast: Cast, plan: Plan) -> None:
    issued(draft, cast)
    clerk = seat_of(cast.district_clerk)
    second = without_gaps(draft_results_report(plan=plan, seat=clerk, now=NOW), clerk)
    second = steps.approve(document=steps.present(document=second, seat=clerk, now=NOW), seat=clerk)
    day = dt.date(2024, 2, 20)
    with pytest.raises(Refused, match="Số 93/BC-BCĐ đã dùng"):
        signing.record_signed_on_paper(document=second, seat=clerk, number=93, dated_on=day, now=NOW)
    with pytest.raises(Refused, match="chưa tới"):
        signing.record_signed_on_paper(
            document=second, seat=clerk, number=94, dated_on=day + dt.timedelta(days=1), now=NOW
        )
    second.refresh_from_db()
    assert second.number is None
    assert signing.record_signed_on_paper(document=second, seat=clerk, number=94, dated_on=day, now=NOW).number == 94


def test_without_a_pdf_of_the_signed_text_nothing_is_issued(draft: Document, cast: Cast) -> None:
    clerk = seat_of(cast.district_clerk)
    document = steps.present(document=without_gaps(draft, clerk), seat=clerk, now=NOW)
    rendering.keep(rendering.read_printout(document.pk), pdf=b"%PDF-", pictures=[], user_id=None, left_over=[])
    document = steps.approve(document=document, seat=clerk)
    document = signing.record_signed_on_paper(
        document=document, seat=clerk, number=1, dated_on=dt.date(2024, 2, 20), now=NOW
    )
    with pytest.raises(Refused, match="bấm Tạo PDF"):
        steps.issue(document=document, seat=clerk, now=NOW)


def test_presented_is_not_edited_but_can_go_back(draft: Document, cast: Cast) -> None:
    clerk, head = seat_of(cast.district_clerk), seat_of(cast.district_head)
    document = steps.present(document=without_gaps(draft, clerk), seat=clerk, now=NOW)
    with pytest.raises(Refused, match="đưa về dự thảo rồi sửa"):
        editing.update_text(document=document, seat=clerk, block_path=(0,), text="Khác.", edition=document.edition)
    with pytest.raises(Refused, match="Ghi lý do"):
        steps.return_to_draft(document=document, seat=head, reason="  ")
    assert steps.return_to_draft(document=document, seat=head, reason="Sửa mục II").state == State.DRAFT


def test_what_the_clerk_records_of_a_leaders_decision_is_kept_as_such(draft: Document, cast: Cast) -> None:
    clerk = seat_of(cast.district_clerk)
    document = steps.present(document=without_gaps(draft, clerk), seat=clerk, now=NOW)
    steps.approve(document=document, seat=clerk)
    entry = AuditEntry.objects.get(action="document.approved")
    assert entry.on_behalf_of == "TM. Ban Chỉ đạo Trưởng ban"


@pytest.mark.parametrize(
    ("part", "step", "allowed"),
    [
        ("district_clerk", Step.EDIT, True),
        ("district_head", Step.EDIT, False),
        ("district_head", Step.APPROVE, True),
        ("district_member", Step.APPROVE, False),
        ("district_admin", Step.SIGN, False),
        ("commune_clerk", Step.EDIT, False),
        ("province_clerk", Step.APPROVE, False),
    ],
)
def test_who_may_do_which_step(draft: Document, cast: Cast, part: str, step: Step, allowed: bool) -> None:
    assert steps.is_allowed(step, draft, seat_of(cast.people[part])) is allowed


def test_a_superior_does_not_edit_a_committees_draft(draft: Document, cast: Cast) -> None:
    seat = seat_of(cast.province_clerk)
    with scopes.for_seat(seat), pytest.raises(PermissionDenied):
        editing.update_text(document=draft, seat=seat, block_path=(0,), text="Khác.", edition=draft.edition)
