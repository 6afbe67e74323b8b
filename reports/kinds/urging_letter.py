"""CÔNG VĂN đôn đốc: how many units have handed in, how many have not, by when and where to send (Mẫu 1.5).

The structure is that of a district's letter of March 2025: what was asked for, how it stands, what each is asked to
do now, whom to call. Units that are late are named only in an annex, and only where the clerk wants it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Deadline
from committees.models import Bloc, Unit
from core.refusal import Refused
from reports.blocks import Annex, Block, Clause, Column, Figure, Inline, Paragraph, Row, Table, inline
from reports.delivery.recipients import OUTSIDE, of_bloc, of_unit
from reports.figures.blocs import by_bloc
from reports.figures.book import CUT_OFF
from reports.figures.owing import NEW_DUE, OwingFigures, figures_of_deadline
from reports.kinds.kind import About, Draft, Kind
from reports.kinds.phrases import bold, carrying_out, government_of, joined, own_basis_of, say, small, standing_body_of

_OWED = {
    Deadline.Kind.LIST: "danh sách tình nguyện viên đăng ký hiến máu",
    Deadline.Kind.RESULT: "báo cáo kết quả hiến máu",
    Deadline.Kind.ACTIVITY: "báo cáo hoạt động vận động hiến máu",
    Deadline.Kind.PLAN: "kế hoạch vận động hiến máu tình nguyện",
}
# What has not come, of the one unit that a letter goes to; what is neither goes by its title.
_NOT_RECEIVED = {
    Deadline.Kind.LIST: "danh sách",
    Deadline.Kind.RESULT: "báo cáo",
    Deadline.Kind.ACTIVITY: "báo cáo",
    Deadline.Kind.PLAN: "kế hoạch",
}
_COUNT = "Phân công người theo dõi, tổng hợp đầy đủ số liệu của đơn vị, địa phương mình."
# What is to be done before it is sent.
_DEMANDS = {
    Deadline.Kind.LIST: (
        (
            "Tiếp tục tuyên truyền để cán bộ, đoàn viên, hội viên và Nhân dân hiểu ý nghĩa nhân đạo của việc hiến máu "
            "và các điều kiện bảo đảm an toàn; vận động người đủ điều kiện đăng ký, phấn đấu đạt và vượt chỉ tiêu "
            "được giao."
        ),
        (
            "Phân công người theo dõi, tổng hợp; rà soát để danh sách đủ số lượng, đúng tiêu chuẩn theo chỉ tiêu đã "
            "phân bổ."
        ),
    ),
    Deadline.Kind.RESULT: (_COUNT,),
    Deadline.Kind.ACTIVITY: (_COUNT,),
    Deadline.Kind.PLAN: (
        (
            "Căn cứ chỉ tiêu được giao và điều kiện của đơn vị, địa phương mình, xây dựng kế hoạch vận động hiến máu; "
            "phân công rõ người thực hiện và thời gian thực hiện."
        ),
    ),
    Deadline.Kind.OTHER: ("Phân công người theo dõi, thực hiện đầy đủ nội dung được giao.",),
}
# Whom a letter addresses, by the bloc of the units that were asked.
_ADDRESSED = {
    Bloc.VILLAGE: "Các thôn, tổ dân phố",
    Bloc.AGENCY: "Các cơ quan, đơn vị đóng trên địa bàn",
    Bloc.SCHOOL: "Các trường học",
    Bloc.ENTERPRISE: "Các doanh nghiệp",
    Bloc.ASSOCIATION: "Các đoàn thể, hội",
    Bloc.ARMED_FORCES: "Các đơn vị lực lượng vũ trang",
}
# The kinds of territory, in the order a letter names them.
_TERRITORIES = ("tỉnh", "thành phố", "quận", "huyện", "thị xã", "xã", "phường", "thị trấn", "đặc khu")


@dataclass(frozen=True, slots=True)
class _Letter:
    """What the letter is composed from."""

    about: About
    deadline: Deadline
    owing: OwingFigures

    @property
    def what(self) -> str:
        """What is owed and for what, as it stands inside a sentence."""
        return f"{small(self.deadline.title) or _OWED[self.kind]} {self.occasion}"

    @property
    def not_received(self) -> str:
        """What has not come, where its kind has a short word for it."""
        return _NOT_RECEIVED.get(self.kind) or small(self.deadline.title)

    @property
    def kind(self) -> Deadline.Kind:
        """What kind of thing is owed."""
        return Deadline.Kind(self.deadline.kind)

    @property
    def occasion(self) -> str:
        """ "Đợt 1 năm 2025", the campaign window by its name, or the plan's year."""
        year = self.about.plan.year
        if self.deadline.round is not None:
            name = self.deadline.round.name
            return name if str(year) in name else f"{name} năm {year}"
        return self.deadline.window.name if self.deadline.window is not None else f"năm {year}"


def draw_up(about: About, *, now: dt.datetime) -> Draft:
    """The letter as a first draft. Raises `Refused` where nobody owes any more, or the one unit it goes to does not."""
    assert about.deadline is not None, "an urging letter is about a deadline"
    new_due = about.new_due.words if about.new_due else ""
    owing = figures_of_deadline(about.deadline, within=about.plan.path, new_due=new_due, now=now)
    letter = _Letter(about, about.deadline, owing)
    _refuse_needless(letter)
    addressees = _addressees(letter)
    return Draft(
        subject=f"đôn đốc nộp {letter.what}",
        blocks=(*_opening(letter), *_demands(letter), _closing(letter), *_annex(letter)),
        figures=owing.entries,
        recipients=(
            "Như trên",
            f"{government_of(about.committee)} (b/c)",
            f"Lưu: VT, {_drafter(about)}",
        ),
        symbol=_symbol(about),
        addressees=tuple(addressees),
        delivered_to=addressees,
    )


def _refuse_needless(letter: _Letter) -> None:
    missing = letter.owing.standing.missing
    if not missing:
        raise Refused(_("Không còn đơn vị nào chưa nộp nên không cần công văn đôn đốc."))
    unit = letter.about.to_unit
    if unit is not None and all(line.unit.pk != unit.pk for line in missing):
        raise Refused(_("%(unit)s đã nộp hoặc không phải nộp nên không cần công văn đôn đốc.") % {"unit": unit.name})


# --- Whom it goes to --------------------------------------------------------------------------------


def _addressees(letter: _Letter) -> dict[str, str]:
    """The lines of "Kính gửi", and which units each reaches inside the application.

    A letter to all addresses all who were asked: it tells them how many have handed in and names nobody.
    """
    if letter.about.to_unit is not None:
        return {_addressed(letter.about.to_unit): of_unit(letter.about.to_unit)}
    units = [line.unit for line in letter.owing.standing.lines]
    blocs = {words: of_bloc(bloc) for bloc, words in _ADDRESSED.items() if any(unit.bloc == bloc for unit in units)}
    other = {} if all(unit.bloc for unit in units) else {"Các đơn vị tham gia khác": of_bloc("")}
    territories = dict.fromkeys(_territories(units), of_bloc(Bloc.TERRITORY))
    return {**territories, **blocs, **other, "Thành viên Ban Chỉ đạo": OUTSIDE}


def _addressed(unit: Unit) -> str:
    return f"Ủy ban nhân dân {unit.name[:1].lower()}{unit.name[1:]}" if unit.is_territory else unit.name


def _territories(units: list[Unit]) -> tuple[str, ...]:
    """ "Ủy ban nhân dân các xã, phường": the kinds of territory among those asked, each once."""
    names = [unit.name.lower() for unit in units if unit.bloc == Bloc.TERRITORY]
    kinds = [kind for kind in _TERRITORIES if any(name.startswith(f"{kind} ") for name in names)]
    return (f"Ủy ban nhân dân các {', '.join(kinds or ['xã', 'phường'])}",) if names else ()


def _symbol(about: About) -> str:
    """The issuer and who drafted it; a công văn has no type in its number ("07/BCĐ-CTĐ")."""
    symbol = about.issuing_body.symbol
    return symbol if "-" in symbol else f"{symbol}-{_drafter(about)}"


def _drafter(about: About) -> str:
    body = standing_body_of(about.committee).lower()
    return "CTĐ" if "chữ thập đỏ" in body else "MTTQ" if "mặt trận" in body else "VP"


# --- The text ---------------------------------------------------------------------------------------


def _opening(letter: _Letter) -> tuple[Paragraph, ...]:
    about = letter.about
    opening = carrying_out(own_basis_of(about.plan, about.committee), about.committee, about.plan.year)
    asked = "quý đơn vị" if about.to_unit is not None else (Figure("owed.expected"), " đơn vị")
    return (
        say(
            f"{opening} đã đề nghị ",
            *([asked] if isinstance(asked, str) else asked),
            f" nộp {letter.what} ",
            Figure("owed.due"),
            ".",
        ),
        _standing_of_one(letter) if about.to_unit is not None else _standing(letter),
        say(f"Để bảo đảm tiến độ theo kế hoạch, Ban Chỉ đạo đề nghị {_asked(letter)} thực hiện tốt các nội dung sau:"),
    )


def _standing(letter: _Letter) -> Paragraph:
    whole = letter.owing.standing.whole
    extended = inline(" (trong đó ", Figure("owed.extended"), " đơn vị được gia hạn)") if whole.extended else ()
    named = ", danh sách tại Phụ lục kèm theo" if letter.about.names_units else ""
    return Paragraph(
        joined(
            "Trong thời gian qua, các cơ quan, đơn vị, địa phương đã tích cực tuyên truyền, triển khai thực hiện. Tuy "
            "nhiên, tiến độ còn chậm: ",
            inline(Figure(CUT_OFF), ", mới có ", Figure("owed.handed_in"), "/", Figure("owed.expected")),
            inline(" đơn vị nộp; còn ", Figure("owed.missing"), " đơn vị chưa nộp"),
            extended,
            f"{named}.",
        )
    )


def _standing_of_one(letter: _Letter) -> Paragraph:
    return say(
        "Tuy nhiên, ",
        Figure(CUT_OFF),
        f", Ban Chỉ đạo chưa nhận được {letter.not_received} của quý đơn vị; đã có ",
        Figure("owed.handed_in"),
        "/",
        Figure("owed.expected"),
        " đơn vị nộp.",
    )


def _asked(letter: _Letter) -> str:
    if letter.about.to_unit is not None:
        return "quý đơn vị"
    territories = _territories([line.unit for line in letter.owing.standing.lines])
    return ", ".join(["thủ trưởng các cơ quan, đơn vị", *(f"Chủ tịch {words}" for words in territories)])


def _demands(letter: _Letter) -> tuple[Block, ...]:
    demands = [inline(demand) for demand in _DEMANDS[letter.kind]]
    return tuple(Clause(content) for content in (*demands, _sending(letter)))


def _sending(letter: _Letter) -> Inline:
    committee = letter.about.committee
    address = f", {committee.address}" if committee.address else ""
    parts = "".join(f", {part.name[:1].lower()}{part.name[1:]}" for part in letter.deadline.parts.all())
    who = "Khẩn trương" if letter.about.to_unit is not None else "Các đơn vị chưa nộp khẩn trương"
    return joined(
        f"{who} hoàn thành {letter.what}{parts}, gửi về Ban Chỉ đạo (qua {standing_body_of(committee)} - cơ quan "
        f"thường trực{address}) ",
        _by_when(letter),
        ".",
    )


def _by_when(letter: _Letter) -> Inline:
    if letter.about.new_due is not None:
        return inline(Figure(NEW_DUE))
    if letter.deadline.due_at > letter.owing.as_of:
        return inline(Figure("owed.due"))
    return inline("ngay sau khi nhận được công văn này")


def _closing(letter: _Letter) -> Paragraph:
    committee = letter.about.committee
    phone = f", điện thoại {committee.phone}" if committee.phone else ""
    return say(
        "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị báo cáo kịp thời về Ban Chỉ đạo (qua "
        f"{standing_body_of(committee)}{phone}) để xem xét, giải quyết./."
    )


# --- The annex --------------------------------------------------------------------------------------


def _annex(letter: _Letter) -> tuple[Annex, ...]:
    if not letter.about.names_units:
        return ()
    return (Annex(f"Danh sách đơn vị chưa nộp {letter.what}", (_table(letter),)),)


def _table(letter: _Letter) -> Table:
    late = [line for line in letter.owing.standing.lines if line.is_missing]
    rows: list[Row] = []
    count = 0
    for bloc in by_bloc(late, lambda line: line.unit):
        rows.append(Row((inline(bold(bloc.heading)),)))
        for line in bloc.lines:
            count += 1
            note = inline(Figure(f"owed.unit.{line.unit.pk}")) if line.duty.extended_until else ()
            rows.append(Row((inline(str(count)), inline(line.unit.name), note)))
    return Table(
        columns=(Column("STT", "center", 8), Column("Đơn vị", "left", 60), Column("Ghi chú", "left", 32)),
        rows=tuple(rows),
        totals=Row((inline(), inline("Tổng cộng"), inline(Figure("owed.missing"), " đơn vị"))),
    )


URGING_LETTER = Kind(
    key="urging_letter",
    type_name="",
    label=gettext_lazy("Công văn đôn đốc"),
    sentence=gettext_lazy("Số đơn vị đã nộp, chưa nộp của một hạn nộp; thời hạn và nơi gửi."),
    start="urging_letter_choose",
    draw_up=draw_up,
    one_draft_per=("deadline", "to_unit"),
)
