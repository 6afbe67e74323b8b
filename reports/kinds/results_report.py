"""BÁO CÁO kết quả vận động hiến máu tình nguyện of a year, or of its first six or nine months.

Three mục and an annex by unit, as a district's report of 2023. The sentences are ours and general enough to be true of
every committee; what nobody has entered (how many news items, how many honours) stands as a gap "…", and a document
with gaps is not presented for signature.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from campaigns.models import Plan, Round
from committees.establishing import Establishment
from committees.models import Committee, IssuingBody
from quotas.models import OutsideFigure
from quotas.progress import Line, Progress
from reports.blocks import (
    Annex,
    Block,
    Clause,
    Column,
    Dash,
    Figure,
    Inline,
    Paragraph,
    Point,
    Row,
    Section,
    Table,
    inline,
)
from reports.delivery.recipients import MEMBERS, OUTSIDE, SUPERIOR
from reports.figures.book import Book
from reports.figures.period import Period
from reports.figures.publicity import bind_publicity
from reports.figures.records import WHO, bind_established, bind_honours, bind_outside
from reports.figures.year import YearFigures, blocs_of, figures_of, is_to_come
from reports.kinds.kind import GAP, About, Draft, Kind
from reports.kinds.phrases import (
    basis_of,
    bold,
    carrying_out,
    ended,
    government_of,
    joined,
    kept_or,
    kept_phrases,
    listed,
    outside_sentences,
    say,
    small,
    standing_body_of,
    superior_of,
    task_clauses,
)
from reports.models import HonourCount, OrganisationTask, StandardPhrase


@dataclass(frozen=True, slots=True)
class Records:
    """What was entered beside results: bound in the report's book."""

    established: Establishment | None
    publicity: list[str]
    honours: list[HonourCount]
    outside: list[OutsideFigure]
    tasks: list[OrganisationTask]


def _records(book: Book, plan: Plan, period: Period) -> Records:
    """Tasks are those of the plan that the measures are for: next year's after a year, else this one's."""
    tasks = OrganisationTask.objects.filter(conference=None, plan__committee=plan.committee_id)
    return Records(
        established=bind_established(book, plan),
        publicity=bind_publicity(book, plan, period),
        honours=bind_honours(book, plan),
        outside=bind_outside(book, plan),
        tasks=list(tasks.filter(plan__year=plan.year + period.is_whole)),
    )


@dataclass(frozen=True, slots=True)
class Brief:
    """What the report is composed from."""

    plan: Plan
    committee: Committee
    issuing_body: IssuingBody
    year: YearFigures
    records: Records

    @property
    def period(self) -> Period:
        return self.year.period


def draw_up(about: About, *, now: dt.datetime) -> Draft:
    """The report as a first draft, figures bound."""
    year = figures_of(about.plan, months=about.months, now=now)
    book = Book(now)
    brief = Brief(about.plan, about.committee, about.issuing_body, year, _records(book, about.plan, year.period))
    this, following = brief.period.words, brief.period.following
    recipients = _recipients(brief)
    return Draft(
        subject=f"Kết quả công tác vận động hiến máu tình nguyện {this}; phương hướng, nhiệm vụ {following}",
        blocks=(
            _opening(brief),
            Section("Đánh giá kết quả vận động hiến máu tình nguyện", _assessment(brief)),
            Section(f"Nhiệm vụ trọng tâm công tác vận động hiến máu tình nguyện {following}", _tasks(brief)),
            Section("Giải pháp thực hiện", _measures(brief)),
            _closing(brief),
            Annex(f"Kết quả vận động hiến máu tình nguyện {this} theo đơn vị", (_table(brief),)),
        ),
        figures={**year.entries, **book.entries},
        recipients=tuple(recipients),
        delivered_to=recipients,
        symbol=f"BC-{about.issuing_body.symbol}",
    )


# --- Opening and closing -----------------------------------------------------------------------------


def _opening(brief: Brief) -> Paragraph:
    plan, committee = brief.plan, brief.committee
    opening = carrying_out(basis_of(plan, committee), committee, plan.year)
    return say(f"{opening} báo cáo kết quả thực hiện{_so_far(brief)} như sau:")


def _so_far(brief: Brief) -> str:
    return "" if brief.period.is_whole else f" {brief.period.words}"


def _closing(brief: Brief) -> Paragraph:
    return say(
        f"Trên đây là Báo cáo kết quả công tác vận động hiến máu tình nguyện {brief.period.words} và phương hướng, "
        f"nhiệm vụ {brief.period.following} của {brief.committee.name}./."
    )


# --- I. --------------------------------------------------------------------------------------------


def _assessment(brief: Brief) -> tuple[Block, ...]:
    return (
        Clause(title="Công tác tổ chức, chỉ đạo và kiểm tra, giám sát", children=_leading(brief)),
        Clause(title="Công tác tuyên truyền, vận động", children=_publicity(brief)),
        Clause(title="Kết quả vận động hiến máu tình nguyện", children=_results(brief)),
        Clause(title="Công tác tôn vinh, khen thưởng", children=_honours(brief)),
        Clause(title="Đánh giá, đề xuất, kiến nghị", children=(_judgement(brief), _proposals(brief))),
    )


def _leading(brief: Brief) -> tuple[Block, ...]:
    return (
        say(
            "Ban Chỉ đạo đã xây dựng kế hoạch, giao chỉ tiêu cho ",
            *([Figure("units.given.count"), " đơn vị"] if _has_given(brief) else ["các đơn vị"]),
            " ngay từ đầu năm, phân công nhiệm vụ cho từng thành viên và theo dõi tiến độ của từng đơn vị trong suốt "
            "quá trình thực hiện.",
        ),
        say(
            f"{standing_body_of(brief.committee)} là cơ quan thường trực đã phối hợp với các cơ quan, đơn vị và địa "
            "phương chuẩn bị địa điểm, lực lượng phục vụ, tổng hợp danh sách người đăng ký, đôn đốc các đơn vị và đối "
            "chiếu kết quả sau từng đợt."
        ),
        *_established(brief),
    )


def _has_given(brief: Brief) -> bool:
    return bool(brief.year.entries["units.given.count"]["value"])


def _established(brief: Brief) -> tuple[Paragraph, ...]:
    found = brief.records.established
    if found is None:
        return ()
    return (
        say(
            Figure("established.count"),
            "/",
            Figure("established.among"),
            f" {found.called} đã thành lập Ban Chỉ đạo vận động hiến máu tình nguyện.",
        ),
    )


def _publicity(brief: Brief) -> tuple[Block, ...]:
    return (
        say(
            "Việc tuyên truyền được thực hiện thường xuyên trên hệ thống truyền thanh cơ sở, trang thông tin điện "
            "tử, mạng xã hội và qua sinh hoạt của các đoàn thể, tập trung vào ý nghĩa của việc hiến máu, điều kiện "
            "tham gia và lịch tổ chức từng đợt."
        ),
        _publicity_counts(brief),
    )


def _publicity_counts(brief: Brief) -> Paragraph:
    """What was reported; where nothing was, the counts that a report of the field gives are left to fill in."""
    keys = brief.records.publicity
    if not keys:
        counts = f"đăng, phát {GAP} tin, bài; tổ chức {GAP} buổi tuyên truyền; treo {GAP} băng rôn, pa nô."
        return say(f"{brief.period.within} đã {counts}")
    told = [inline(*(["; "] if place else []), Figure(key)) for place, key in enumerate(keys)]
    return Paragraph(joined(f"{brief.period.within} đã thực hiện: ", *told, "."))


def _results(brief: Brief) -> tuple[Block, ...]:
    parts = _parts(brief)
    opening = Paragraph(joined(_reached(brief), ", cụ thể:" if parts else "."))
    by_unit = _by_unit(brief.year.progress.lines)
    return (opening, *parts, by_unit, *outside_sentences(brief.records.outside))


def _reached(brief: Brief) -> Inline:
    """The period's whole; only rounds that were held are said to have been."""
    entries, within = brief.year.entries, brief.period.within
    if entries["year.result"]["value"] is None:
        return inline(f"{within} chưa có kết quả hiến máu")
    held = inline("tổ chức ", Figure("rounds.held.count"), " đợt hiến máu, ")
    return joined(
        f"{within} đã ",
        held if entries["rounds.held.count"]["value"] else "",
        inline("vận động được ", Figure("year.result"), " đơn vị máu"),
        _of_quota(brief),
        inline(", ", Figure("year.compared")),
    )


def _parts(brief: Brief) -> list[Dash]:
    """The rounds with a result or still to come, and what came beside them."""
    year = brief.year
    parts: list[Dash] = []
    for line in year.progress.rounds:
        if line.result is not None:
            parts.append(Dash(_of_round(line.round.pk, line.quota, line.round.kind, brief)))
        elif line.round.kind == Round.Kind.ROUND and is_to_come(line, now=year.as_of):
            parts.append(Dash(_to_come(line.round.pk, brief)))
    if year.entries["round.other"]["value"]:
        other = "Các đợt do đơn vị tự tổ chức" if brief.period.is_whole else "Các đợt khác và ngoài đợt"
        parts.append(Dash(inline(f"{other}: ", Figure("round.other"), " đơn vị máu.")))
    return parts


def _of_quota(brief: Brief) -> Inline:
    if brief.year.progress.whole.quota is None:
        return ()
    whose = "cấp trên giao" if brief.plan.superior_name else "kế hoạch"
    return inline(", đạt ", Figure("year.percent"), " chỉ tiêu ", f"{whose} (", Figure("year.quota"), " đơn vị máu)")


def _named(key: str, brief: Brief) -> Inline:
    """A round's name, with its days where they are known."""
    days = inline(" (", Figure(f"{key}.days"), ")") if brief.year.entries[f"{key}.days"]["text"] else ()
    return (Figure(f"{key}.name"), *days)


def _to_come(pk: int, brief: Brief) -> Inline:
    return (*_named(f"round.{pk}", brief), *inline(": chưa tổ chức."))


def _of_round(pk: int, quota: int | None, kind: str, brief: Brief) -> Inline:
    key = f"round.{pk}"
    if kind == Round.Kind.OUTSIDE:
        return inline("Ngoài các đợt: ", Figure(f"{key}.result"), " đơn vị máu.")
    start = (*_named(key, brief), *inline(": "))
    if quota is None:
        return (*start, *inline(Figure(f"{key}.result"), " đơn vị máu."))
    of_quota = inline("/", Figure(f"{key}.quota"), " đơn vị máu, đạt ", Figure(f"{key}.percent"), " chỉ tiêu.")
    return (*start, Figure(f"{key}.result"), *of_quota)


def _by_unit(lines: list[Line]) -> Paragraph:
    in_annex = "Kết quả của từng đơn vị tại Phụ lục kèm theo."
    if all(line.quota is None for line in lines):
        return say(in_annex)
    reached = any(line.has_reached for line in lines)
    missing = [line for line in lines if line.has_reached is False]
    are = " là " if len(missing) == 1 else " gồm "
    parts: Inline = inline(
        "Có ", Figure("units.reached.count"), "/", Figure("units.given.count"), " đơn vị đạt chỉ tiêu giao"
    )
    if missing:
        parts += inline("; ", Figure("units.not_reached.count"), " đơn vị chưa đạt")
        parts += inline(are, Figure("units.not_reached.names")) if reached else ()
    return Paragraph((*parts, *inline(f". {in_annex}")))


def _honours(brief: Brief) -> tuple[Block, ...]:
    lead = (
        "Ban Chỉ đạo kịp thời động viên, đề nghị cấp có thẩm quyền tôn vinh, khen thưởng các tập thể, gia đình và cá "
    )
    lead += "nhân có nhiều đóng góp."
    if not brief.records.honours:
        counts = f"có {GAP} tập thể, {GAP} gia đình và {GAP} cá nhân được khen thưởng."
        return (say(f"{lead} {brief.period.within} {counts}"),)
    return (
        say(f"{lead} {brief.period.within}, cụ thể:"),
        *(Dash(_honour(row)) for row in brief.records.honours),
    )


def _honour(row: HonourCount) -> Inline:
    """ "Đã đề nghị Ủy ban nhân dân tỉnh tặng Bằng khen cho 01 gia đình, 01 tập thể và 02 cá nhân"."""
    proposed = row.status == HonourCount.Status.PROPOSED
    act = f"Đề nghị {row.awarded_by} tặng" if proposed else f"{row.awarded_by} đã tặng"
    words = zip(WHO, ("gia đình", "tập thể", "cá nhân"), strict=True)
    counts = [inline(Figure(f"honour.{row.pk}.{who}"), f" {word}") for who, word in words if getattr(row, who)]
    merit = f" có {small(row.merit.rstrip('. '))}" if row.merit else ""
    return joined(f"{act} {row.get_form_display()} cho ", listed(counts), f"{merit}.")


def _judgement(brief: Brief) -> Point:
    reached = inline("; ", Figure("units.reached.count"), " đơn vị đạt và vượt chỉ tiêu được giao")
    return Point(
        title="Đánh giá chung",
        children=(
            Dash(inline(bold("Kết quả đạt được"))),
            Paragraph(
                joined(
                    "Công tác vận động hiến máu tình nguyện được cấp ủy, chính quyền quan tâm chỉ đạo; các cơ quan, "
                    "đơn vị và địa phương chủ động phối hợp",
                    reached if _has_given(brief) else "",
                    ".",
                )
            ),
            Dash(inline(bold("Khó khăn, tồn tại"))),
            *_difficulties(brief),
        ),
    )


def _difficulties(brief: Brief) -> tuple[Paragraph, ...]:
    uneven = "nguồn người hiến máu chưa đồng đều giữa các đơn vị, công tác tuyên truyền ở một số nơi chưa thường xuyên."
    kept = [say(ended(line)) for line in kept_phrases(brief.committee, StandardPhrase.Use.DIFFICULTY)]
    if not brief.year.entries["units.not_reached.count"]["value"]:
        return tuple(kept) or (say(uneven[:1].upper() + uneven[1:]),)
    behind = " đơn vị chưa đạt chỉ tiêu"
    return (say("Còn ", Figure("units.not_reached.count"), f"{behind}." if kept else f"{behind}; {uneven}"), *kept)


def _proposals(brief: Brief) -> Point:
    superior = superior_of(brief.plan, brief.committee)
    usual = (
        (
            "Bố trí đủ nhân lực và vật tư tiếp nhận máu để tất cả người đã đăng ký, đủ điều kiện đều được hiến máu; "
            "tăng số lượng khen thưởng hằng năm để động viên phong trào."
        ),
    )
    return Point(
        title="Đề xuất, kiến nghị",
        children=(
            Dash(inline(bold(f"Đối với {superior}"))),
            *(say(ended(line)) for line in kept_or(brief.committee, StandardPhrase.Use.PROPOSAL, usual)),
            Dash(inline(bold(f"Đối với {government_of(brief.committee)}"))),
            say(
                "Quan tâm hỗ trợ kinh phí cho công tác tuyên truyền, tổ chức các đợt hiến máu và khen thưởng kịp thời."
            ),
        ),
    )


# --- II. -------------------------------------------------------------------------------------------


def _tasks(brief: Brief) -> tuple[Block, ...]:
    duties = (
        (
            "Đổi mới nội dung và hình thức tuyên truyền để mọi người dân hiểu đúng và tự nguyện tham gia hiến máu, "
            "nhất là đoàn viên, hội viên, công chức, viên chức, người lao động và lực lượng vũ trang."
        ),
        (
            "Giao chỉ tiêu, lịch tổ chức và thời hạn nộp danh sách cho từng đơn vị ngay từ đầu năm; theo dõi tiến độ "
            "và đôn đốc kịp thời các đơn vị còn chậm."
        ),
        (
            "Duy trì lực lượng người hiến máu nhắc lại, người sẵn sàng hiến máu khi cần cấp cứu; từng bước tăng tỷ "
            "lệ hiến máu thể tích 350 ml và 450 ml."
        ),
        (
            "Thực hiện tốt việc thống kê, đối chiếu kết quả; tôn vinh, khen thưởng kịp thời các tập thể, cá nhân "
            "tiêu biểu."
        ),
    )
    return (
        Clause(title="Mục tiêu", children=_goal(brief)),
        Clause(title="Nhiệm vụ trọng tâm", children=tuple(say(duty) for duty in duties)),
    )


def _goal(brief: Brief) -> tuple[Block, ...]:
    if not brief.period.is_whole:
        return _rest_of_year(brief)
    following, next_year = brief.year.following, brief.plan.year + 1
    if following is None or following.whole.quota is None:
        return (
            say(
                f"Phấn đấu năm {next_year} hoàn thành và vượt chỉ tiêu được giao; giữ vững và nâng cao kết quả đã "
                f"đạt được của năm {brief.plan.year}."
            ),
        )
    plan = following.plan
    basis = (plan.superior_document or plan.document) if plan else ""
    start = f"Thực hiện {basis}, " if basis else ""
    compared = brief.year.progress.whole.quota is not None
    opening = say(
        f"{start}{'chỉ' if start else 'Chỉ'} tiêu năm {next_year} của Ban Chỉ đạo là ",
        Figure("next.quota"),
        " đơn vị máu, thực hiện trong ",
        Figure("next.rounds.count"),
        " đợt",
        *([" (", Figure("next.quota_compared"), ")."] if compared else ["."]),
    )
    return (opening, *_next_rounds(brief, following))


def _rest_of_year(brief: Brief) -> tuple[Block, ...]:
    """What the year's quota still asks for after the period, and the rounds to come."""
    following = brief.year.following
    assert following is not None, "what follows a part of a year is planned with it"
    if "next.missing" not in brief.year.entries:
        return (say(f"Phấn đấu {brief.period.following} thực hiện đủ các đợt còn lại của kế hoạch."),)
    if not brief.year.entries["next.missing"]["value"]:
        done = (
            f"Chỉ tiêu năm {brief.plan.year} đã hoàn thành; {brief.period.following} tiếp tục duy trì phong trào, bảo "
        )
        return (say(f"{done}đảm nguồn máu cho cấp cứu và điều trị."), *_next_rounds(brief, following))
    rest = inline("; theo kế hoạch còn ", Figure("next.rounds.count"), " đợt") if following.rounds else ()
    opening = Paragraph(
        joined(
            f"Để hoàn thành chỉ tiêu năm {brief.plan.year}, {brief.period.following} cần vận động ít nhất ",
            inline(Figure("next.missing"), " đơn vị máu"),
            rest,
            ".",
        )
    )
    return (opening, *_next_rounds(brief, following))


def _next_rounds(brief: Brief, following: Progress) -> tuple[Dash, ...]:
    rounds = [line for line in following.rounds if line.round.kind == Round.Kind.ROUND and line.quota is not None]
    return tuple(Dash(_next_round(line.round.pk, brief)) for line in rounds)


def _next_round(pk: int, brief: Brief) -> Inline:
    key = f"next.{pk}"
    when = inline(" (dự kiến ", Figure(f"{key}.days"), ")") if brief.year.entries[f"{key}.days"]["text"] else ()
    return (Figure(f"{key}.name"), *when, *inline(": ", Figure(f"{key}.quota"), " đơn vị máu."))


# --- III. ------------------------------------------------------------------------------------------


def _measures(brief: Brief) -> tuple[Block, ...]:
    if brief.records.tasks:
        return task_clauses(brief.records.tasks)
    usual = (
        (
            f"{standing_body_of(brief.committee)} tham mưu kế hoạch của năm và của từng đợt; làm đầu mối phối hợp với "
            "cơ sở tiếp nhận máu, tổng hợp danh sách, đôn đốc và báo cáo kết quả với Ban Chỉ đạo."
        ),
        (
            "Cơ quan y tế bố trí cán bộ tư vấn, khám sàng lọc và bảo đảm an toàn cho người hiến máu; phối hợp tuyên "
            "truyền về điều kiện và lợi ích của việc hiến máu."
        ),
        (
            "Đoàn Thanh niên và các đoàn thể vận động đoàn viên, hội viên đăng ký hiến máu; xây dựng lực lượng tình "
            "nguyện viên và câu lạc bộ người hiến máu."
        ),
        "Cơ quan văn hóa, thông tin đưa tin về lịch tổ chức, kết quả và gương tiêu biểu trước, trong và sau mỗi đợt.",
        (
            "Các cơ quan, đơn vị, trường học, doanh nghiệp và địa phương đưa chỉ tiêu hiến máu vào chương trình công "
            "tác năm; nộp danh sách đúng hạn và tạo điều kiện về thời gian cho người tham gia."
        ),
    )
    measures = kept_or(brief.committee, StandardPhrase.Use.MEASURE, usual)
    return tuple(Clause(inline(ended(measure))) for measure in measures)


# --- The annex -------------------------------------------------------------------------------------


def _table(brief: Brief) -> Table:
    progress = brief.year.progress
    rows: list[Row] = []
    count = 0
    for bloc in blocs_of(progress):
        rows.append(Row((inline(bold(bloc.heading)),)))
        for line in bloc.lines:
            count += 1
            rows.append(Row((inline(str(count)), inline(line.unit.name), *_four(f"unit.{line.unit.pk}"))))
        rows.append(Row((inline(), inline(bold("Cộng")), *_four(f"bloc.{bloc.key}", bold=True))))
    if brief.year.entries["rest.result"]["value"]:
        rest = (inline(), inline("Chưa phân theo đơn vị"), inline(), inline(Figure("rest.result")), inline(), inline())
        rows.append(Row(rest))
    return Table(
        columns=(
            Column("STT", "center", 7),
            Column("Đơn vị", "left", 38),
            Column("Chỉ tiêu (đơn vị máu)", "right", 19),
            Column("Kết quả (đơn vị máu)", "right", 19),
            Column("Tỷ lệ", "right", 12),
            Column(f"So với kết quả {brief.period.former}", "right", 17),
        ),
        rows=tuple(rows),
        totals=Row((inline(), inline("Tổng cộng"), *_four("table"))),
    )


def _four(key: str, *, bold: bool = False) -> tuple[Inline, ...]:
    return tuple((Figure(f"{key}.{name}", bold=bold),) for name in ("quota", "result", "percent", "difference"))


# --- Recipients ------------------------------------------------------------------------------------


def _recipients(brief: Brief) -> dict[str, str]:
    """The lines of "Nơi nhận", and where each goes inside the application."""
    superior = brief.plan.superior_name
    return {
        **({f"{superior} (b/c)": SUPERIOR} if superior else {}),
        f"{government_of(brief.committee)} (b/c)": OUTSIDE,
        "Thành viên Ban Chỉ đạo": OUTSIDE,
        "Các đơn vị tham gia (để p/h)": MEMBERS,
        f"Lưu: VT, {brief.issuing_body.symbol}": OUTSIDE,
    }


RESULTS_REPORT = Kind(
    key="results_report",
    type_name="Báo cáo",
    label=_("Báo cáo kết quả"),
    sentence=_(
        "Kết quả năm, 6 tháng hoặc 9 tháng so với chỉ tiêu; khen thưởng, khó khăn, đề xuất, nhiệm vụ tiếp theo."
    ),
    start="report_new",
    draw_up=draw_up,
    one_draft_per=("plan", "months"),
    prints_cut_off=True,
    decimals=0,  # "đạt 120%", "đạt 84%", as the district's report
)
