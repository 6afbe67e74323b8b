"""THÔNG BÁO kết luận of the conference that sums up a year: what was said, the year's result, next year's quota, tasks.

The structure is that of a district's notice of January 2021, issued by the Văn phòng and signed by its head.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from campaigns.models import Round
from core.text.dates import long_date
from quotas.models import OutsideFigure
from quotas.progress import Progress
from reports.blocks import Block, Clause, Dash, Figure, Inline, Paragraph, inline
from reports.delivery.recipients import MEMBERS, OUTSIDE
from reports.figures.book import Book
from reports.figures.records import bind_outside
from reports.figures.year import YearFigures, figures_of
from reports.kinds.kind import About, Draft, Kind
from reports.kinds.phrases import (
    ended,
    government_of,
    in_a_row,
    issuer_in_text,
    joined,
    kept_or,
    lines_of,
    outside_sentences,
    post_and_name,
    say,
    small,
    standing_body_of,
)
from reports.models import Conference, OrganisationTask, StandardPhrase


@dataclass(frozen=True, slots=True)
class _Notice:
    """What the notice is composed from."""

    about: About
    conference: Conference
    year: YearFigures
    outside: list[OutsideFigure]
    tasks: list[OrganisationTask]

    @property
    def chair(self) -> str:
        """Post and name: "Phó Chủ tịch Ủy ban nhân dân xã, Trưởng Ban Chỉ đạo Nguyễn Văn A"."""
        return post_and_name(self.conference.chair_post, self.conference.chair_name)


def draw_up(about: About, *, now: dt.datetime) -> Draft:
    """The notice as a first draft, figures bound."""
    assert about.conference is not None, "a notice of conclusions is about a conference"
    conference, book = about.conference, Book(now)
    outside = bind_outside(book, about.plan)
    year = figures_of(about.plan, now=now)
    notice = _Notice(about, conference, year, outside, list(conference.tasks.all()))
    recipients = _recipients(notice)
    return Draft(
        subject=f"Ý kiến kết luận, chỉ đạo của {notice.chair} tại {conference.name}",
        blocks=(
            *_opening(notice),
            _result(notice),
            *outside_sentences(outside),
            *_shortcomings(notice),
            _next_year(notice),
            *_tasks(notice),
            _closing(notice),
        ),
        figures={**year.entries, **book.entries},
        recipients=tuple(recipients),
        delivered_to=recipients,
        symbol=f"TB-{about.issuing_body.symbol}",
    )


def _opening(notice: _Notice) -> tuple[Paragraph, ...]:
    conference = notice.conference
    day = long_date(conference.held_on)
    presenter = conference.presenter or standing_body_of(notice.about.committee)
    return (
        say(f"{day[:1].upper()}{day[1:]}, tại {conference.hall}, {notice.chair} chủ trì {conference.name}."),
        say(f"Tham dự Hội nghị có: {ended(in_a_row(lines_of(conference.attendees)))}"),
        say(
            f"Sau khi nghe {presenter} trình bày {heard_of(conference)}, cùng ý kiến phát biểu, thảo luận của các đại "
            f"biểu, {conference.chair_post} kết luận và chỉ đạo như sau:"
        ),
    )


def heard_of(conference: Conference) -> str:
    """Which draft was heard, as inside a sentence."""
    if conference.heard is not None:
        return f"dự thảo Báo cáo {small(conference.heard.subject)}"
    if conference.heard_title:
        return small(conference.heard_title)
    return f"dự thảo Báo cáo công tác vận động hiến máu tình nguyện năm {conference.plan.year}"


def _result(notice: _Notice) -> Paragraph:
    whole, has_held = notice.year.progress.whole, notice.year.entries["rounds.held.count"]["value"]
    of_quota = inline("/", Figure("year.quota")) if whole.quota is not None else ()
    share = inline(", đạt ", Figure("year.percent")) if whole.quota is not None else ()
    return Paragraph(
        joined(
            f"Năm {notice.about.plan.year}, công tác vận động hiến máu tình nguyện được cấp ủy, chính quyền quan tâm "
            "chỉ đạo, các cơ quan, đơn vị, địa phương phối hợp thực hiện. Trong năm",
            inline(" đã tổ chức ", Figure("rounds.held.count"), " đợt hiến máu tình nguyện") if has_held else "",
            inline(", kết quả thu nhận được ", Figure("year.result")),
            of_quota,
            " đơn vị máu",
            share,
            inline(", ", Figure("year.compared"), "."),
        )
    )


def _shortcomings(notice: _Notice) -> tuple[Block, ...]:
    usual = (
        (
            "Công tác tuyên truyền ở một số nơi chưa thường xuyên, nguồn người hiến máu chưa đồng đều giữa các đơn vị; "
            "việc kiểm tra, đôn đốc có lúc chưa kịp thời."
        ),
    )
    noted = lines_of(notice.conference.shortcomings)
    lines = noted or kept_or(notice.about.committee, StandardPhrase.Use.DIFFICULTY, usual)
    lead = "Bên cạnh kết quả đạt được, vẫn còn một số hạn chế cần khắc phục"
    if len(lines) == 1:
        return (say(f"{lead}: {ended(lines[0])}"),)
    return (say(f"{lead}:"), *(Dash(inline(ended(line))) for line in lines))


def _next_year(notice: _Notice) -> Paragraph:
    following, this = notice.year.following, notice.about.plan.year
    tasks = "các cơ quan, đơn vị, địa phương tập trung thực hiện các nhiệm vụ sau:"
    if following is None or following.whole.quota is None:
        return say(f"Để hoàn thành chỉ tiêu được giao của năm {this + 1}, đề nghị {tasks}")
    has_compared = notice.year.progress.whole.quota is not None
    has_people = "next.population_share" in notice.year.entries
    return Paragraph(
        joined(
            f"Năm {this + 1}, chỉ tiêu vận động là ",
            inline(Figure("next.quota"), " đơn vị máu"),
            inline(", ", Figure("next.quota_compared")) if has_compared else "",
            inline(", tương đương ", Figure("next.population_share"), " dân số") if has_people else "",
            inline(". "),
            _first_round(notice, following),
            f"Để phát huy kết quả đã đạt được, khắc phục những hạn chế nêu trên, đề nghị {tasks}",
        )
    )


def _first_round(notice: _Notice, following: Progress) -> Inline:
    """What comes first of next year: its next round after the conference, where a day is known for it."""
    held_on = notice.conference.held_on
    for line in following.rounds:
        round, days = line.round, f"next.{line.round.pk}.days"
        is_ahead = round.kind == Round.Kind.ROUND and (round.starts_on or held_on) >= held_on
        if is_ahead and notice.year.entries[days]["text"]:
            name = Figure(f"next.{round.pk}.name")
            return inline("Trước mắt, vận động đạt chỉ tiêu của ", name, " (", Figure(days), "). ")
    return ()


def _tasks(notice: _Notice) -> tuple[Block, ...]:
    if notice.tasks:
        return tuple(_task(task) for task in notice.tasks)
    standing = standing_body_of(notice.about.committee)
    usual = (
        (
            "Các cơ quan, đơn vị, địa phương căn cứ chỉ tiêu được giao khẩn trương xây dựng kế hoạch, phân công nhiệm "
            "vụ cụ thể; đơn vị chưa hoàn thành chỉ tiêu của năm trước có biện pháp khắc phục ngay từ đợt đầu."
        ),
        (
            "Tiếp tục tuyên truyền, vận động sâu rộng trong Nhân dân; hưởng ứng Ngày Toàn dân hiến máu tình nguyện "
            "07/4, Ngày Thế giới tôn vinh người hiến máu 14/6; thực hiện đúng chế độ đối với người hiến máu; nhân rộng "
            "cách làm hiệu quả, duy trì lực lượng hiến máu dự bị."
        ),
        (
            f"{standing} phối hợp với cơ quan y tế tổ chức các buổi tiếp nhận máu chu đáo, thuận tiện cho người hiến "
            "máu; theo dõi, đề xuất khen thưởng kịp thời."
        ),
        (
            "Các thành viên Ban Chỉ đạo tăng cường phối hợp với địa bàn, đơn vị được phân công phụ trách để đạt chỉ "
            "tiêu đề ra."
        ),
    )
    return tuple(Clause(inline(line)) for line in usual)


def _task(task: OrganisationTask) -> Clause:
    """The first sentence stands beside the organisation, the others below it."""
    first, *others = lines_of(task.lines) or [""]
    content: Inline = inline(f"{task.organisation.rstrip(': ')}: {ended(first)}")
    return Clause(content, children=tuple(Dash(inline(ended(line))) for line in others))


def _closing(notice: _Notice) -> Paragraph:
    issuer = issuer_in_text(notice.about.issuing_body, notice.about.committee)
    return say(
        f"{issuer} thông báo ý kiến kết luận, chỉ đạo trên để các cơ quan, đơn vị, địa phương biết, thực hiện./."
    )


def _recipients(notice: _Notice) -> dict[str, str]:
    """The lines of "Nơi nhận", and where each goes inside the application: who attended are the units."""
    return {
        f"{government_of(notice.about.committee)} (b/c)": OUTSIDE,
        "Thành viên Ban Chỉ đạo": OUTSIDE,
        "Như thành phần dự họp": MEMBERS,
        f"Lưu: VT, {notice.about.issuing_body.symbol}": OUTSIDE,
    }


CONCLUSION_NOTICE = Kind(
    key="conclusion_notice",
    type_name="Thông báo",
    label=_("Thông báo kết luận hội nghị"),
    sentence=_("Kết luận của người chủ trì hội nghị tổng kết: kết quả năm, chỉ tiêu năm sau và nhiệm vụ các cơ quan."),
    start="conclusion_notice_new",
    draw_up=draw_up,
    one_draft_per=("conference",),
    asks_units=True,
)
