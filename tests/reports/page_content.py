"""An invented annual report in the shape of a real one, with the figures that the tests know, and a letter."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

from PIL import Image, ImageDraw

from core.text import numbers
from core.text.dates import long_as_of
from reports.blocks import (
    Annex,
    Blocks,
    Clause,
    Column,
    Dash,
    Figure,
    FigureEntry,
    Figures,
    Inline,
    ItalicNote,
    Paragraph,
    Point,
    Row,
    Section,
    Table,
    inline,
)
from reports.page.content import PageContent, Signature, number_line, place_and_date

CUT_OFF = datetime(2026, 11, 22, 7, 5, tzinfo=UTC)
ADVICE = (
    "phối hợp với các cơ quan, đơn vị tuyên truyền, vận động cán bộ, công chức, viên chức, lực lượng vũ trang, người "
    "lao động và Nhân dân trên địa bàn tham gia hiến máu tình nguyện; kịp thời động viên, tôn vinh những tập thể, gia "
    "đình và cá nhân có nhiều đóng góp"
)


def entry(value: int, text: str = "") -> FigureEntry:
    return FigureEntry(
        value=value, text=text or numbers.integer(value), source="Tổng hợp kết quả các đợt", as_of=CUT_OFF.isoformat()
    )


def figures() -> Figures:
    return {
        "rounds": entry(2, numbers.padded(2)),
        "year": entry(462 + 862),
        "quota": entry(1100),
        "year.share": entry(1324, numbers.percent(1324, 1100)),
        "round1": entry(462, "462/550"),
        "round1.share": entry(462, numbers.percent(462, 550)),
        "round2": entry(862, "862/550"),
        "round2.share": entry(862, numbers.percent(862, 550)),
    }


def results_table(rows: int) -> Table:
    return Table(
        columns=(
            Column("STT", "center", 6),
            Column("Đơn vị", "left", 40),
            Column("Chỉ tiêu (đơn vị máu)", "right", 18),
            Column("Kết quả (đơn vị máu)", "right", 18),
            Column("Tỷ lệ", "right", 18),
        ),
        rows=tuple(
            Row((inline(str(n)), inline(f"Xã Bình Minh {n}"), inline("40"), inline("38"), inline("95%")))
            for n in range(1, rows + 1)
        ),
        totals=Row(((), inline("Tổng cộng"), inline(numbers.integer(40 * rows)), inline("1.324"), inline("95%"))),
    )


def text(start: str, times: int = 2) -> Inline:
    return inline(f"{start} " + "; ".join([ADVICE] * times) + ".")


def body(*, clauses: int = 4, annexes: tuple[Annex, ...] = ()) -> Blocks:
    return (
        Paragraph(
            inline(
                "Thực hiện Kế hoạch số 01/KH-BCĐ ngày 17/11/2025 của Ban Chỉ đạo vận động hiến máu tình nguyện tỉnh về"
                " việc vận động hiến máu tình nguyện năm 2026, Ban Chỉ đạo vận động hiến máu tình nguyện (sau đây gọi"
                " tắt là Ban Chỉ đạo) đã triển khai thực hiện và đạt được kết quả như sau:"
            )
        ),
        Section(
            "Đánh giá kết quả vận động hiến máu tình nguyện",
            (
                Clause(
                    title="Công tác tổ chức, chỉ đạo và kiểm tra, giám sát",
                    children=(Paragraph(text("Ban Chỉ đạo đã chủ động")),),
                ),
                Clause(
                    title="Công tác tuyên truyền, vận động",
                    children=(
                        Paragraph(text("Ban Chỉ đạo đã", 3)),
                        Paragraph(inline("Thông điệp của năm là “Mỗi giọt máu cho đi, một cuộc đời ở lại”.")),
                    ),
                ),
                Clause(title="Kết quả vận động hiến máu tình nguyện", children=results()),
                Clause(title="Công tác tôn vinh, khen thưởng", children=(Paragraph(text("Trong năm đã", 1)),)),
                Clause(title="Đánh giá, đề xuất, kiến nghị", children=points()),
            ),
        ),
        Section(
            "Nhiệm vụ trọng tâm công tác vận động hiến máu tình nguyện năm 2027",
            (
                Clause(
                    title="Mục tiêu", children=(Paragraph(inline("Phấn đấu vượt ", Figure("quota"), " đơn vị máu.")),)
                ),
                Clause(title="Nhiệm vụ trọng tâm", children=(Paragraph(text("Tiếp tục")),)),
            ),
        ),
        Section("Giải pháp thực hiện", tuple(Clause(text(f"Cơ quan thứ {n}", 1)) for n in range(1, clauses + 1))),
        ItalicNote(inline("Thời gian và địa điểm của từng đợt sẽ thông báo cụ thể sau.")),
        Paragraph(
            inline(
                "Trên đây là Báo cáo kết quả công tác vận động hiến máu tình nguyện năm 2026 và phương hướng, nhiệm vụ"
                " năm 2027 của Ban Chỉ đạo" + (" (có Phụ lục kèm theo)." if annexes else ".")
            )
        ),
        *annexes,
    )


def results() -> Blocks:
    return (
        Paragraph(
            inline(
                "Trong năm đã tổ chức được ",
                Figure("rounds"),
                " đợt hiến máu, vận động được ",
                Figure("year", bold=True),
                " đơn vị máu, đạt ",
                Figure("year.share"),
                " so với chỉ tiêu ",
                Figure("quota"),
                " đơn vị máu được giao, cụ thể:",
            )
        ),
        Dash(inline("Đợt 1 đạt ", Figure("round1"), " đơn vị máu, bằng ", Figure("round1.share"), " chỉ tiêu.")),
        Dash(inline("Đợt 2 đạt ", Figure("round2"), " đơn vị máu, bằng ", Figure("round2.share"), " chỉ tiêu.")),
    )


def points() -> Blocks:
    bold = replace(inline("Kết quả đạt được")[0], bold=True)
    return (
        Point(
            title="Đánh giá chung",
            children=(Dash((bold,), (Paragraph(text("Phong trào được quan tâm,", 1)),)),),
        ),
        Point(title="Đề xuất, kiến nghị", children=(Dash(text("Đề nghị cấp trên", 1)),)),
    )


def report(**changes: object) -> PageContent:
    """The report; `changes` replace fields of the content."""
    content = PageContent(
        superior=("UBND huyện Bình Minh",),
        issuer=("Ban Chỉ đạo vận động hiến máu tình nguyện",),
        issuer_in_text="Ban Chỉ đạo vận động hiến máu tình nguyện huyện Bình Minh",
        number=number_line(93, "BC-BCĐ"),
        place_and_date=place_and_date("Bình Minh", date(2026, 2, 5)),
        type_name="Báo cáo",
        subject="Kết quả công tác vận động hiến máu tình nguyện năm 2026; phương hướng, nhiệm vụ năm 2027",
        blocks=body(),
        figures=figures(),
        recipients=(
            "Ban Chỉ đạo vận động hiến máu tình nguyện tỉnh (b/cáo)",
            "Thường trực Huyện ủy (b/cáo)",
            "Thường trực HĐND huyện",
            "UBND huyện (b/cáo)",
            "Thành viên Ban Chỉ đạo",
            "Lưu: VT, BCĐ",
        ),
        authority=("TM. Ban Chỉ đạo", "Trưởng ban"),
        second_post=("Phó Chủ tịch Ủy ban nhân dân",),
        signer="Nguyễn Văn Mẫu",
        cut_off=long_as_of(CUT_OFF),
    )
    return replace(content, **changes)  # type: ignore[arg-type]  # the tests name fields, a dataclass checks them


def letter(**changes: object) -> PageContent:
    """A công văn of one page to three groups of addressees."""
    fields: dict[str, object] = {
        "type_name": "",
        "number": number_line(7, "BCĐ-CTĐ"),
        "subject": "đôn đốc nộp danh sách tình nguyện viên đăng ký hiến máu Đợt 1 năm 2026",
        "cut_off": "",
        "addressees": (
            "Ủy ban nhân dân các xã, phường",
            "Các cơ quan, đơn vị đóng trên địa bàn",
            "Thành viên Ban Chỉ đạo",
        ),
        "recipients": ("Như trên", "UBND huyện (b/c)", "Lưu: VT, CTĐ"),
        "blocks": (
            Paragraph(text("Thực hiện Kế hoạch số 01/KH-BCĐ,", 1)),
            Clause(text("Tiếp tục", 1)),
            Clause(text("Khẩn trương", 1)),
            Paragraph(inline("Đề nghị các đơn vị nghiêm túc triển khai thực hiện.")),
        ),
    }
    return report(**{**fields, **changes})


ADDRESS = (
    "Địa chỉ: Số 4 đường Bình Minh, xã Bình Minh",
    "ĐT: 0200 000 000, Fax: 0200 000 001",
    "E-mail: vidu@binhminh.example, Website: binhminh.example",
)


def wide_table(columns: int, rows: int = 3) -> Table:
    """A table whose columns nobody gave a width."""
    return Table(
        columns=(Column("STT", "center"), Column("Đơn vị"), *(Column(f"Đợt {n}", "right") for n in range(2, columns))),
        rows=tuple(
            Row((inline(str(n)), inline(f"Ủy ban nhân dân xã Bình Minh {n}"), *_amounts(n, columns)))
            for n in range(1, rows + 1)
        ),
        totals=Row(((), inline("Tổng cộng"), *_amounts(rows, columns))),
    )


def _amounts(line: int, columns: int) -> list[Inline]:
    return [inline(numbers.integer(line * 10_000 + n)) for n in range(2, columns)]


def pictures() -> Signature:
    """A signature twice as wide as high, in blue, and a round red seal, both on a clear ground."""
    hand, seal = Image.new("RGBA", (400, 200)), Image.new("RGBA", (360, 360))
    ImageDraw.Draw(hand).line([(5, 190), (150, 5), (260, 180), (395, 10)], fill=(20, 40, 180, 255), width=8)
    ImageDraw.Draw(seal).ellipse([2, 2, 357, 357], outline=(220, 0, 0, 255), width=10)
    return Signature(hand=_png(hand), seal=_png(seal))


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
