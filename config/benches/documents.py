"""Drawing official documents, from their content to the PDF's bytes, each in its limited child as in a job.

Held to: a one-page letter in at most 1 s, a report of three pages in 2,5 s, a document with an annex of 168 rows in
4 s, one with an annex of 3.321 rows, the country's communes, in 40 s and 600 MB; 168 letters, one a unit, by the very
jobs that make them in 60 s on two cores (config/benches/letters.py). What LibreOffice takes to make a PDF of the same
documents as .docx stands beside ours, where it is installed.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django

from config.benches.figure import MEASURED, Figure
from core.text.dates import VIETNAM
from core.text.numbers import integer, percent
from reports.blocks import Annex, Blocks, Clause, Column, Paragraph, Row, Section, Table, inline
from reports.page.content import PageContent, number_line, place_and_date
from reports.page.rendering import page_pdf
from reports.word.writing import page_docx

LETTER_S, REPORT_S, ANNEX_S, LARGE_S, LARGE_MB = 1.0, 2.5, 4.0, 40.0, 600.0
UNITS, COUNTRY = 168, 3_321
DAY = dt.date(2026, 11, 5)
MOMENT = dt.datetime(2026, 11, 5, 9, tzinfo=VIETNAM)
_TIMES = 5
_SENTENCE = (
    "phối hợp với các cơ quan, đơn vị tuyên truyền, vận động cán bộ, công chức, viên chức, lực lượng vũ trang, người "
    "lao động và Nhân dân trên địa bàn tham gia hiến máu tình nguyện; kịp thời động viên, tôn vinh những tập thể, gia "
    "đình và cá nhân tiêu biểu."
)


def run() -> list[Figure]:
    """Every document warm, as a worker draws its second; the large one in a process of its own, imports included."""
    return [
        *_drawn("one-page letter", letter(1), LETTER_S),
        *_drawn("report of results", report(), REPORT_S),
        *_drawn("annex of 168 rows", plan(UNITS), ANNEX_S),
        *_large(),
    ]


def _drawn(name: str, content: PageContent, bound: float) -> list[Figure]:
    """Our drawing of a document, and how many times as long LibreOffice takes for it."""
    own = _seconds(lambda: page_pdf(content))
    figures = [Figure(f"documents: {name}", own, "s", bound)]
    office = shutil.which("soffice")
    if office is None:
        return figures
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder) / "van-ban.docx"
        document.write_bytes(page_docx(content, created=MOMENT))
        theirs = _seconds(lambda: _converted(office, document))
    figures.append(Figure(f"documents: {name}, by LibreOffice from .docx", theirs, "s"))
    return [*figures, Figure(f"documents: {name}, LibreOffice to ours", round(theirs / own, 1), "times")]


def _converted(office: str, document: Path) -> None:
    """A PDF beside the document, made in a profile that stays for the next."""
    profile = f"-env:UserInstallation=file://{document.parent}/profile"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(document.parent), str(document)]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)  # noqa: S603  ours


def _seconds(draw: Callable[[], object]) -> float:
    draw()  # starts what stays: the children's stem
    taken = []
    for _ in range(_TIMES):
        started = time.perf_counter()
        draw()
        taken.append(time.perf_counter() - started)
    return round(statistics.median(taken), 2)


def _large() -> list[Figure]:
    started = time.perf_counter()
    command = [sys.executable, "-m", "config.benches.documents", str(COUNTRY)]
    told = subprocess.run(  # noqa: S603  our own module
        [sys.executable, "-c", MEASURED, *command], env=os.environ, stdout=subprocess.PIPE, check=True, text=True
    ).stdout
    seconds = time.perf_counter() - started
    return [
        Figure("documents: annex of 3.321 rows", round(seconds, 1), "s", LARGE_S),
        Figure("documents: annex of 3.321 rows, most memory", round(int(told) / 1024), "MB", LARGE_MB),
    ]


def main() -> None:
    """Draw one document with an annex of as many rows as the command line says."""
    django.setup()
    page_pdf(plan(int(sys.argv[1])))
    page_pdf(letter(1))  # by then the first child has been waited for, and what it took is counted


# --- Invented documents -----------------------------------------------------------------------------


def letter(number: int) -> PageContent:
    """A công văn of one page to one unit."""
    return _document(
        type_name="",
        subject="đôn đốc nộp danh sách tình nguyện viên đăng ký hiến máu Đợt 1 năm 2026",
        symbol="BCĐ-CTĐ",
        number=number,
        blocks=(_paragraph("Thực hiện Kế hoạch năm 2026, Ban Chỉ đạo"), *(Clause(inline(_SENTENCE)) for _ in range(3))),
        addressees=(f"Ủy ban nhân dân xã Bình Minh {number}",),
    )


def report() -> PageContent:
    """A report of three pages, all text."""
    clauses = tuple(
        Clause(title="Công tác tuyên truyền, vận động", children=tuple(_paragraph("Ban Chỉ đạo") for _ in range(3)))
        for _ in range(5)
    )
    return _document(
        type_name="Báo cáo",
        subject="Kết quả công tác vận động hiến máu tình nguyện năm 2026; phương hướng, nhiệm vụ năm 2027",
        symbol="BC-BCĐ",
        number=93,
        blocks=(_paragraph("Thực hiện Kế hoạch năm 2026,"), Section("Đánh giá kết quả", clauses)),
    )


def plan(rows: int) -> PageContent:
    """A plan of one page with an annex of so many units, seven columns each."""
    titles = ("STT", "Đơn vị", "Dân số", "Chỉ tiêu", "Đợt 1", "Đợt 2", "Tỷ lệ")
    cells = [
        (str(n), f"Ủy ban nhân dân xã Bình Minh {n}", integer(5_000 + n), "40", "18", "22", percent(n % 40, 40))
        for n in range(1, rows + 1)
    ]
    table = Table(
        columns=tuple(Column(title, "left" if at == 1 else "right") for at, title in enumerate(titles)),
        rows=tuple(Row(tuple(inline(cell) for cell in row)) for row in cells),
        totals=Row(((), inline("Tổng cộng"), *(inline(integer(40 * rows)) for _ in titles[2:]))),
    )
    return _document(
        type_name="Kế hoạch",
        subject="Vận động hiến máu tình nguyện năm 2027",
        symbol="KH-BCĐ",
        number=7,
        blocks=(
            _paragraph("Chỉ tiêu của từng đơn vị theo Phụ lục kèm theo; đề nghị các đơn vị"),
            Annex("Chỉ tiêu", (table,)),
        ),
    )


def _paragraph(start: str) -> Paragraph:
    return Paragraph(inline(f"{start} {_SENTENCE}"))


def _document(
    *, type_name: str, subject: str, symbol: str, number: int, blocks: Blocks, addressees: tuple[str, ...] = ()
) -> PageContent:
    return PageContent(
        superior=("UBND tỉnh Bình Minh",),
        issuer=("Ban Chỉ đạo vận động hiến máu tình nguyện",),
        issuer_in_text="Ban Chỉ đạo vận động hiến máu tình nguyện tỉnh Bình Minh",
        number=number_line(number, symbol),
        place_and_date=place_and_date("Bình Minh", DAY),
        type_name=type_name,
        subject=subject,
        blocks=blocks,
        figures={},
        recipients=("Như trên", "Thành viên Ban Chỉ đạo", "Lưu: VT, BCĐ"),
        authority=("TM. Ban Chỉ đạo", "Trưởng ban"),
        second_post=("Phó Chủ tịch Ủy ban nhân dân",),
        signer="Nguyễn Văn Mẫu",
        addressees=addressees,
    )


if __name__ == "__main__":
    main()
