"""HƯỚNG DẪN of a campaign (chiến dịch): what for, what is asked, messages, activities 4.1 …, and by when to report.

The structure is that of a province's guidance for 07/4/2023. The messages are the committee's own where it keeps some.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from reports.blocks import (
    Annex,
    Block,
    Clause,
    Column,
    Dash,
    Figure,
    Inline,
    Paragraph,
    Row,
    SubNumber,
    Table,
    Text,
    inline,
)
from reports.delivery.recipients import MEMBERS, OUTSIDE, SUPERIOR
from reports.figures.campaign import CampaignFigures, figures_of_window
from reports.kinds.kind import About, Draft, Kind
from reports.kinds.phrases import (
    all_of,
    basis_of,
    ended,
    joined,
    kept_or,
    kept_phrases,
    say,
    session_words,
    standing_body_of,
    units_of,
)
from reports.models import StandardPhrase


@dataclass(frozen=True, slots=True)
class _Guidance:
    """What the document is composed from."""

    about: About
    figures: CampaignFigures

    @property
    def occasion(self) -> Inline:
        """The occasion with its day: “Ngày Toàn dân hiến máu tình nguyện” 07/4/2023."""
        has_day = "window.peak" in self.figures.entries
        return joined(self.figures.occasion, inline(" ", Figure("window.peak")) if has_day else "")


def draw_up(about: About, *, now: dt.datetime) -> Draft:
    """The guidance as a first draft, figures bound."""
    assert about.window is not None, "a guidance is about a campaign window"
    guidance = _Guidance(about, figures_of_window(about.window, now=now))
    entries = guidance.figures.entries
    peak = f" {entries['window.peak']['text']}" if "window.peak" in entries else f" năm {about.plan.year}"
    recipients = _recipients(guidance)
    return Draft(
        subject=f"Thực hiện {guidance.figures.occasion}{peak}",
        blocks=(
            _opening(guidance),
            Clause(title="Mục đích, yêu cầu", children=_purpose(guidance)),
            Clause(title="Chỉ tiêu", children=_asked(guidance)),
            Clause(title="Thông điệp tuyên truyền", children=_messages(guidance)),
            Clause(title="Tổ chức các hoạt động", children=_activities(guidance)),
            _closing(guidance),
            *_annex(guidance),
        ),
        figures=entries,
        recipients=tuple(recipients),
        delivered_to=recipients,
        symbol=f"HD-{about.issuing_body.symbol}",
    )


def _opening(guidance: _Guidance) -> Paragraph:
    about = guidance.about
    bases = kept_phrases(about.committee, StandardPhrase.Use.BASIS) or [_own_basis(about)]
    basis = "; ".join(line.rstrip(" ;.,").removeprefix("Căn cứ ") for line in bases)
    return Paragraph(
        joined(
            f"Căn cứ {basis}, {about.committee.name} (sau đây gọi tắt là Ban Chỉ đạo) hướng dẫn triển khai các hoạt "
            "động hưởng ứng ",
            guidance.occasion,
            " như sau:",
        )
    )


def _own_basis(about: About) -> str:
    return f"{basis_of(about.plan, about.committee)} về công tác vận động hiến máu tình nguyện năm {about.plan.year}"


def _purpose(guidance: _Guidance) -> tuple[Block, ...]:
    usual = (
        (
            "Nâng cao nhận thức của cán bộ, công chức, viên chức, người lao động, lực lượng vũ trang và Nhân dân về ý "
            "nghĩa của việc hiến máu cứu người; vận động nhiều người tham gia hiến máu thường xuyên, nhắc lại."
        ),
        "Các hoạt động tổ chức thiết thực, hiệu quả, tiết kiệm; bảo đảm an toàn cho người hiến máu và đạt chỉ tiêu.",
    )
    lines = kept_or(guidance.about.committee, StandardPhrase.Use.PURPOSE, usual)
    return tuple(Dash(inline(ended(line))) for line in lines)


def _asked(guidance: _Guidance) -> tuple[Block, ...]:
    everyone = Dash(
        joined(
            "Phấn đấu 100% cơ quan, đơn vị, địa phương triển khai tuyên truyền và tổ chức các hoạt động hưởng ứng ",
            guidance.occasion,
            ".",
        )
    )
    goal = _goal(guidance)
    return (everyone, *([Dash(goal)] if goal else []))


def _goal(guidance: _Guidance) -> Inline:
    asked = guidance.figures.asked
    if not asked:
        return ()
    share = inline(Figure("window.share"), " tổng lượng máu của cả năm") if "share" in asked else ()
    count: Inline = ()
    if "count" in asked:
        count = inline(Figure("window.count"))
    elif "near" in asked:
        count = inline("tương đương ", Figure("window.near"))
    annex = ", phân theo đơn vị tại Phụ lục kèm theo" if guidance.figures.lines else ""
    return joined(
        f"{all_of(guidance.about.committee)} phấn đấu vận động, tiếp nhận máu ",
        inline(Figure("window.month")),
        " đạt ",
        share,
        ", " if share and count else "",
        count,
        f"{annex}.",
    )


def _messages(guidance: _Guidance) -> tuple[Block, ...]:
    usual = (
        "Hiến máu cứu người, hãy hiến thường xuyên",
        "Một giọt máu cho đi, một cuộc đời ở lại",
        "Người khỏe mạnh hiến máu, người bệnh thêm hy vọng",
    )
    messages = kept_or(guidance.about.committee, StandardPhrase.Use.MESSAGE, usual)
    lead = "Tùy điều kiện của địa phương, đơn vị, lựa chọn các thông điệp sau để tuyên truyền:"
    return (say(lead), *(Dash(inline(Text(f"“{_bare(message)}”", italic=True), ".")) for message in messages))


def _bare(message: str) -> str:
    return message.strip(' “”".')


def _activities(guidance: _Guidance) -> tuple[Block, ...]:
    return (
        SubNumber(_publicity(guidance)),
        SubNumber(
            inline(
                "Phát triển, duy trì nguồn người hiến máu: củng cố câu lạc bộ người hiến máu, lực lượng hiến máu dự "
                "bị; vận động người đã hiến máu tham gia nhắc lại."
            )
        ),
        _reception(guidance),
        SubNumber(
            inline(
                "Các cơ quan thành viên Ban Chỉ đạo tăng cường tuyên truyền, vận động cán bộ, công chức, viên chức, "
                "đoàn viên, hội viên, người lao động tích cực tham gia."
            )
        ),
        SubNumber(
            inline(
                "Tôn vinh, khen thưởng kịp thời tập thể, gia đình, cá nhân có thành tích hiến máu và vận động hiến "
                "máu; theo dõi, kiểm tra việc thực hiện."
            )
        ),
    )


def _publicity(guidance: _Guidance) -> Inline:
    has_day = "window.peak" in guidance.figures.entries
    return joined(
        "Tuyên truyền trên các phương tiện thông tin đại chúng, hệ thống truyền thanh cơ sở và mạng xã hội ",
        inline(Figure("window.days")),
        inline(", cao điểm là ngày ", Figure("window.peak")) if has_day else "",
        " về ý nghĩa và lợi ích của việc hiến máu, hiến máu nhắc lại; giới thiệu gương tiêu biểu.",
    )


def _reception(guidance: _Guidance) -> SubNumber:
    words = (
        f"{standing_body_of(guidance.about.committee)} phối hợp với cơ sở tiếp nhận máu, cơ quan y tế và các đơn vị tổ "
        "chức tiếp nhận máu an toàn, phục vụ người hiến máu chu đáo, thực hiện đúng chế độ, quyền lợi theo quy định"
    )
    rounds = guidance.figures.rounds
    if not rounds:
        return SubNumber(inline(f"{words}."))
    sessions = [
        Dash(joined(f"{round.name}: ", session_words(session), ".")) for round, held in rounds for session in held
    ]
    return SubNumber(inline(f"{words}:"), children=tuple(sessions))


def _closing(guidance: _Guidance) -> Paragraph:
    committee = guidance.about.committee
    address = f" theo địa chỉ: {committee.address}" if committee.address else ""
    due = inline(Figure("window.due")) if guidance.figures.deadline is not None else "ngay sau khi kết thúc chiến dịch"
    return Paragraph(
        joined(
            "Ban Chỉ đạo đề nghị các cơ quan thành viên, cơ quan, đơn vị, địa phương tổ chức thực hiện và báo cáo kết "
            f"quả về Ban Chỉ đạo (qua {standing_body_of(committee)} - cơ quan thường trực) ",
            due,
            f"{address}./.",
        )
    )


def _annex(guidance: _Guidance) -> tuple[Annex, ...]:
    lines = guidance.figures.lines
    if not lines:
        return ()
    rows = tuple(
        Row((inline(str(count)), inline(line.unit.name), inline(Figure(f"window.unit.{line.unit.pk}"))))
        for count, line in enumerate(lines, start=1)
    )
    table = Table(
        columns=(
            Column("STT", "center", 8),
            Column("Đơn vị", "left", 62),
            Column("Chỉ tiêu (đơn vị máu)", "right", 30),
        ),
        rows=rows,
        totals=Row((inline(), inline("Tổng cộng"), inline(Figure("window.units")))),
    )
    return (Annex(f"Chỉ tiêu vận động hiến máu tình nguyện hưởng ứng {guidance.figures.occasion}", (table,)),)


def _recipients(guidance: _Guidance) -> dict[str, str]:
    """The lines of "Nơi nhận", and where each goes inside the application."""
    superior, committee = guidance.about.plan.superior_name, guidance.about.committee
    return {
        **({f"{superior} (để b/c)": SUPERIOR} if superior else {}),
        "Cơ quan thành viên Ban Chỉ đạo (để p/h)": OUTSIDE,
        f"{units_of(committee)} (để t/h)": MEMBERS,
        f"Lưu: VT, {guidance.about.issuing_body.symbol}": OUTSIDE,
    }


WINDOW_GUIDANCE = Kind(
    key="window_guidance",
    type_name="Hướng dẫn",
    label=_("Hướng dẫn chiến dịch"),
    sentence=_("Chỉ tiêu, thông điệp, hoạt động và hạn báo cáo của một chiến dịch như 07/4 hoặc 14/6."),
    start="window_guidance_new",
    draw_up=draw_up,
    one_draft_per=("window",),
    asks_units=True,
)
