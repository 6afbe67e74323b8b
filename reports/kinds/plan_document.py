"""KẾ HOẠCH of a year: what for, the aims, what is done when and where, who does what, the money, the quota annex.

The structure is that of a district's plan of 2025. The sentences are ours and true of every committee; aims, rounds,
quotas, tasks and money are those entered for the plan.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from quotas.models import Metric, QuotaKind
from reports.blocks import (
    Annex,
    Block,
    Clause,
    Column,
    Dash,
    Figure,
    Inline,
    ItalicNote,
    Paragraph,
    Row,
    Section,
    Table,
    Text,
    inline,
)
from reports.delivery.recipients import MEMBERS, OUTSIDE, SUPERIOR
from reports.figures.book import Book
from reports.figures.planned import PlannedAim, PlannedFigures, PlannedRound, figures_of_plan
from reports.figures.records import bind_funding
from reports.kinds.kind import About, Draft, Kind
from reports.kinds.phrases import (
    bold,
    ended,
    government_of,
    joined,
    kept_or,
    say,
    session_words,
    standing_body_of,
    task_clauses,
    units_of,
)
from reports.models import FundingLine, OrganisationTask, StandardPhrase

# What stands before and after an aim's words.
_AROUND = {
    (Metric.BLOOD_UNITS, QuotaKind.COUNT): ("Vận động và tiếp nhận ", "."),
    (Metric.REACHED, QuotaKind.COUNT): ("Tuyên truyền, vận động ", "."),
    (Metric.REGISTERED, QuotaKind.COUNT): ("Vận động ", " hiến máu tình nguyện."),
    (Metric.REPEAT_DONORS, QuotaKind.PERCENT): ("Phấn đấu có ", "."),
    (Metric.LARGE_BAGS, QuotaKind.PERCENT): ("Phấn đấu đạt ", " trở lên."),
    (Metric.RESERVE_DONORS, QuotaKind.COUNT): ("Xây dựng lực lượng ", "."),
    (Metric.STAFF, QuotaKind.PERCENT): ("Vận động ", " hiến máu tình nguyện."),
    (Metric.UNITS, QuotaKind.COVERAGE): ("Bảo đảm ", " tuyên truyền, vận động và tổ chức hiến máu tình nguyện."),
}
_MOST_COLUMNS = 5  # quota columns that fit an upright page
_SEVERAL_COLUMNS = 3  # from here on the other columns give way


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the document is composed from."""

    about: About
    figures: PlannedFigures
    tasks: list[OrganisationTask]
    funding: list[FundingLine]

    @property
    def year(self) -> int:
        return self.about.plan.year


def draw_up(about: About, *, now: dt.datetime) -> Draft:
    """The plan as a first draft, figures bound."""
    planned = figures_of_plan(about.plan, now=now)
    book = Book(now)
    funding = bind_funding(book, about.plan)
    tasks = list(OrganisationTask.objects.filter(plan=about.plan, conference=None))
    plan = _Plan(about, planned, tasks, funding)
    recipients = _recipients(plan)
    return Draft(
        subject=f"Tuyên truyền, vận động hiến máu tình nguyện và tổ chức tiếp nhận máu năm {plan.year}",
        blocks=(
            _opening(plan),
            Section("Mục đích, yêu cầu", _purpose(plan)),
            Section("Mục tiêu", _aims(plan)),
            Section("Nội dung hoạt động", _content(plan)),
            Section("Tổ chức thực hiện", _organising(plan)),
            Section("Nguồn kinh phí", _money(plan)),
            _closing(plan),
            *_annex(plan),
        ),
        figures={**planned.entries, **book.entries},
        recipients=tuple(recipients),
        delivered_to=recipients,
        symbol=f"KH-{about.issuing_body.symbol}",
    )


# --- Opening and closing ----------------------------------------------------------------------------


def _opening(plan: _Plan) -> Paragraph:
    committee = plan.about.committee
    return say(
        f"{_reason(plan)}{committee.name} (sau đây gọi tắt là Ban Chỉ đạo) xây dựng kế hoạch tuyên truyền, vận động "
        f"hiến máu tình nguyện và tổ chức tiếp nhận máu năm {plan.year} như sau:"
    )


def _reason(plan: _Plan) -> str:
    source = plan.about.plan
    if source.superior_document:
        by = f" của {source.superior_name}" if source.superior_name and " của " not in source.superior_document else ""
        return f"Thực hiện {source.superior_document}{by} về công tác vận động hiến máu tình nguyện năm {plan.year}, "
    if source.superior_name:
        return f"Thực hiện chỉ tiêu vận động hiến máu tình nguyện năm {plan.year} do {source.superior_name} giao, "
    return f"Để tổ chức tốt công tác vận động hiến máu tình nguyện năm {plan.year}, "


def _closing(plan: _Plan) -> Paragraph:
    return say(
        f"Trên đây là Kế hoạch tuyên truyền, vận động hiến máu tình nguyện và tổ chức tiếp nhận máu năm {plan.year}. "
        "Ban Chỉ đạo yêu cầu các thành viên Ban Chỉ đạo và đề nghị các cơ quan, đơn vị, địa phương nghiêm túc triển "
        f"khai thực hiện; khó khăn, vướng mắc phản ánh về Ban Chỉ đạo (qua {standing_body_of(plan.about.committee)}) "
        "để xem xét, giải quyết./."
    )


# --- I. and II. -------------------------------------------------------------------------------------


def _purpose(plan: _Plan) -> tuple[Block, ...]:
    purposes = kept_or(
        plan.about.committee,
        StandardPhrase.Use.PURPOSE,
        (
            (
                "Nâng cao nhận thức của cán bộ, đoàn viên, hội viên và Nhân dân về ý nghĩa nhân đạo của việc hiến máu; "
                "làm cho hiến máu cứu người trở thành việc làm tự nguyện, thường xuyên."
            ),
            (
                "Tăng số người hiến máu và hiến máu nhắc lại trong cơ quan, doanh nghiệp và cộng đồng, góp phần bảo "
                "đảm đủ máu an toàn cho cấp cứu và điều trị."
            ),
        ),
    )
    demands = (
        (
            "Tuyên truyền, vận động thường xuyên, bằng nhiều hình thức phù hợp với từng đối tượng; tôn vinh, khen "
            "thưởng kịp thời tập thể, gia đình, cá nhân tiêu biểu."
        ),
        (
            "Việc tư vấn, khám sàng lọc, tiếp nhận máu và chăm sóc người hiến máu thực hiện đúng quy trình chuyên môn, "
            "bảo đảm an toàn và đúng chế độ theo quy định."
        ),
        "Các cơ quan, đơn vị, địa phương phân công người phụ trách, thực hiện đúng chỉ tiêu và thời hạn được giao.",
    )
    return (
        Clause(title="Mục đích", children=_dashes(purposes)),
        Clause(title="Yêu cầu", children=_dashes(demands)),
    )


def _dashes(sentences: list[str] | tuple[str, ...]) -> tuple[Dash, ...]:
    return tuple(Dash(inline(ended(sentence))) for sentence in sentences)


def _aims(plan: _Plan) -> tuple[Block, ...]:
    common = (
        (
            "Hiến máu tình nguyện được tổ chức rộng khắp ở cơ quan, đơn vị, trường học, doanh nghiệp, lực lượng vũ "
            "trang và cộng đồng dân cư, đáp ứng yêu cầu về số lượng và chất lượng máu."
        ),
    )
    return (
        Clause(title="Mục tiêu chung", children=_dashes(common)),
        Clause(title="Mục tiêu cụ thể", children=_own_aims(plan)),
    )


def _own_aims(plan: _Plan) -> tuple[Block, ...]:
    figures = plan.figures
    lines = [Dash(_aim(aim)) for aim in figures.aims]
    if figures.given:
        told = inline("Hoàn thành và vượt chỉ tiêu ", Figure(figures.given), f" do {figures.giver} giao.")
        lines = [Dash(told), *lines]
    for window in figures.windows:
        lines += [
            Dash(joined(f"{window.name} (", inline(Figure(f"window.{window.pk}.days")), "): ", _small(_aim(aim))))
            for aim in figures.window_aims[window.pk]
        ]
    set_down = tuple(lines) or _dashes(("Hoàn thành và vượt chỉ tiêu được giao của năm.",))
    return (*set_down, *_dashes(("Bảo đảm 100% người hiến máu tham gia trên tinh thần tự nguyện.",)))


def _aim(aim: PlannedAim) -> Inline:
    metric, kind = aim.aim.metric, aim.aim.kind
    before, after = _AROUND.get((metric, kind), ("Phấn đấu đạt ", "."))
    return inline(before, Figure(aim.key), after)


def _small(words: Inline) -> Inline:
    first, *rest = words
    assert isinstance(first, Text)
    return (Text(first.text[:1].lower() + first.text[1:]), *rest)


# --- III. -------------------------------------------------------------------------------------------


def _content(plan: _Plan) -> tuple[Block, ...]:
    publicity = (
        (
            "Tuyên truyền về ý nghĩa nhân đạo của việc hiến máu, điều kiện tham gia, quyền lợi của người hiến máu và "
            "lịch tổ chức từng đợt trên hệ thống truyền thanh, trang thông tin điện tử, mạng xã hội và qua sinh hoạt "
            "của các đoàn thể."
        ),
        (
            "Vận động trực tiếp tại cơ quan, đơn vị, trường học, doanh nghiệp và khu dân cư; giới thiệu gương người "
            "tốt, việc tốt trong phong trào hiến máu tình nguyện."
        ),
    )
    return (
        Clause(title="Công tác tuyên truyền, vận động", children=_dashes(publicity)),
        Clause(title="Giao chỉ tiêu và tổ chức tiếp nhận máu", children=(_given_out(plan), *_campaigns(plan))),
        Clause(title="Thời gian, địa điểm", children=_times(plan)),
    )


def _given_out(plan: _Plan) -> Block:
    columns = [key for key, _heading in plan.figures.quotas.columns]
    if not columns:
        return Dash(inline("Ban Chỉ đạo giao chỉ tiêu cho từng đơn vị bằng văn bản riêng; các đơn vị lập danh sách."))
    whole = inline(", tổng cộng ", Figure(f"quota.table.{columns[0]}"), " đơn vị máu ")
    return Dash(
        joined(
            inline("Giao chỉ tiêu cho ", Figure("quota.units"), " đơn vị"),
            whole if columns[0] == "year" else " ",
            inline(Text("(Có Phụ lục kèm theo)", italic=True)),
            "; các đơn vị vận động, lập danh sách người đăng ký và tham gia đúng thời gian, địa điểm.",
        )
    )


def _campaigns(plan: _Plan) -> tuple[Block, ...]:
    return tuple(
        Dash(inline(f"Tổ chức các hoạt động hưởng ứng {window.name} ", Figure(f"window.{window.pk}.days"), "."))
        for window in plan.figures.windows
    )


def _times(plan: _Plan) -> tuple[Block, ...]:
    rounds = plan.figures.rounds
    if not rounds:
        return (say("Ban Chỉ đạo thông báo thời gian, địa điểm từng đợt bằng văn bản riêng."),)
    lines: list[Block] = [_round(each) for each in rounds]
    if any(each.is_open for each in rounds):
        note = "Thời gian và địa điểm cụ thể, Ban Chỉ đạo sẽ thông báo sau."
        lines.append(ItalicNote(inline(note)))
    return tuple(lines)


def _round(each: PlannedRound) -> Dash:
    key, round = f"round.{each.round.pk}", each.round
    due = inline("; gửi danh sách người đăng ký ", Figure(f"{key}.due")) if each.has_due else ()
    sessions = [session_words(session) for session in each.sessions]
    if len(sessions) > 1:
        head = joined(inline(Figure(f"{key}.name")), due, ":")
        return Dash(head, tuple(Dash(joined(session, ".")) for session in sessions))
    when = sessions[0] if sessions else inline(Figure(f"{key}.time")) if round.starts_on else ()
    return Dash(joined(inline(Figure(f"{key}.name")), ": " if when or due else "", when, due, "."))


# --- IV. and V. -------------------------------------------------------------------------------------


def _organising(plan: _Plan) -> tuple[Block, ...]:
    if plan.tasks:
        return task_clauses(plan.tasks)
    committee = plan.about.committee
    usual = (
        (
            standing_body_of(committee),
            (
                "Là cơ quan thường trực của Ban Chỉ đạo: tham mưu tổ chức từng đợt, phối hợp với cơ sở tiếp nhận máu, "
                "tổng hợp danh sách, đôn đốc các đơn vị; tổng hợp, báo cáo kết quả và đề xuất khen thưởng."
            ),
        ),
        (
            "Cơ quan y tế",
            "Phối hợp tư vấn, khám sàng lọc, bảo đảm an toàn cho người hiến máu và vệ sinh nơi tiếp nhận máu.",
        ),
        (
            "Cơ quan văn hóa, thông tin",
            "Tuyên truyền về ý nghĩa của việc hiến máu, lịch tổ chức và kết quả từng đợt; cổ động trực quan.",
        ),
        (
            "Mặt trận Tổ quốc, Đoàn Thanh niên và các đoàn thể",
            (
                "Vận động đoàn viên, hội viên tham gia hiến máu; cử lực lượng tình nguyện viên phục vụ các đợt tiếp "
                "nhận máu."
            ),
        ),
        (
            "Các cơ quan, đơn vị, trường học, doanh nghiệp và địa phương",
            (
                "Xây dựng kế hoạch thực hiện chỉ tiêu được giao, phân công người đầu mối, nộp danh sách đúng hạn và "
                "tạo điều kiện về thời gian cho người tham gia hiến máu."
            ),
        ),
    )
    return tuple(Clause(title=title, children=(say(words),)) for title, words in usual)


def _money(plan: _Plan) -> tuple[Block, ...]:
    if not plan.funding:
        usual = (
            "Ngân sách chi cho công tác vận động hiến máu tình nguyện theo phân cấp.",
            "Kinh phí vận động, tài trợ của các tổ chức, cá nhân.",
            "Các nguồn kinh phí hợp pháp khác.",
        )
        return tuple(Clause(inline(line)) for line in usual)
    lines: list[Block] = [Clause(_funded(line)) for line in plan.funding]
    known = [line for line in plan.funding if line.money is not None]
    if len(known) > 1:
        lines.append(say("Tổng số kinh phí đã xác định: ", Figure("funding.total"), "."))
    return tuple(lines)


def _funded(line: FundingLine) -> Inline:
    if line.money is None:
        return inline(ended(line.source))
    return inline(f"{line.source.rstrip(' .:;')}: ", Figure(f"funding.{line.pk}.money"), ".")


# --- The annex --------------------------------------------------------------------------------------


def _annex(plan: _Plan) -> tuple[Annex, ...]:
    columns = plan.figures.quotas.columns
    if not columns:
        return ()
    title = f"Chỉ tiêu vận động hiến máu tình nguyện năm {plan.year}"
    return (Annex(title, (_table(plan),), landscape=len(columns) > _MOST_COLUMNS),)


def _table(plan: _Plan) -> Table:
    quotas = plan.figures.quotas
    keys = [key for key, _heading in quotas.columns]
    rows: list[Row] = []
    count = 0
    for bloc in quotas.blocs:
        rows.append(Row((inline(bold(bloc.heading)),)))
        for unit in bloc.lines:
            count += 1
            told = quotas.notes.get(unit.pk, "")
            figures = [inline(Figure(f"quota.unit.{unit.pk}.{key}")) for key in keys]
            rows.append(Row((inline(str(count)), inline(unit.name), *figures, inline(told) if told else ())))
        sums = [inline(Figure(f"quota.bloc.{bloc.key}.{key}", bold=True)) for key in keys]
        rows.append(Row((inline(), inline(bold("Cộng")), *sums, ())))
    name, note = (46, 18) if len(keys) < _SEVERAL_COLUMNS else (36, 12)
    return Table(
        columns=(
            Column("STT", "center", 7),
            Column("Đơn vị", "left", name),
            *(Column(f"{heading} (đơn vị máu)", "right", 19) for _key, heading in quotas.columns),
            Column("Ghi chú", "left", note),
        ),
        rows=tuple(rows),
        totals=Row((inline(), inline("Tổng cộng"), *(inline(Figure(f"quota.table.{key}")) for key in keys), ())),
    )


def _recipients(plan: _Plan) -> dict[str, str]:
    """The lines of "Nơi nhận", and where each goes inside the application."""
    superior, committee = plan.about.plan.superior_name, plan.about.committee
    return {
        **({f"{superior} (b/c)": SUPERIOR} if superior else {}),
        f"{government_of(committee)} (b/c)": OUTSIDE,
        "Thành viên Ban Chỉ đạo": OUTSIDE,
        f"{units_of(committee)} (để t/h)": MEMBERS,
        f"Lưu: VT, {plan.about.issuing_body.symbol}": OUTSIDE,
    }


PLAN_DOCUMENT = Kind(
    key="plan_document",
    type_name="Kế hoạch",
    label=_("Kế hoạch năm"),
    sentence=_("Mục tiêu, thời gian, địa điểm, phân công, kinh phí và phụ lục chỉ tiêu của cả năm."),
    start="plan_document_new",
    draw_up=draw_up,
    asks_units=True,
)
