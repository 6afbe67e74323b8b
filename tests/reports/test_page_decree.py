"""Every assertion that follows from Nghị định 30/2020 on documents of both forms, plain and with all they may carry."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from reports.blocks import Annex, Clause, Paragraph, SubNumber
from reports.page.content import Circulation, Margins, PageContent, Urgency, number_line, place_and_date, signing_info
from tests.reports.page_content import ADDRESS, CUT_OFF, body, letter, pictures, report, results_table, text, wide_table
from tests.reports.printed import DECREE, Printed, printed_document

pytestmark = pytest.mark.broad

LONG_NAME = "Ban Chỉ đạo vận động hiến máu tình nguyện phường Hòa Lạc Đông"  # 60 letters
LONG_SUBJECT = (
    "Kết quả công tác tổ chức, tuyên truyền, vận động hiến máu tình nguyện và hưởng ứng Chương trình “Hành trình đỏ”,"
    " Ngày Toàn dân hiến máu tình nguyện 07/4 năm 2026; phương hướng, nhiệm vụ trọng tâm và chỉ tiêu vận động hiến máu"
    " tình nguyện năm 2027 trên địa bàn phường và các khu vực lân cận; kiện toàn Ban Chỉ đạo"
)
BASES = (
    "Căn cứ Luật Tổ chức chính quyền địa phương",
    "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;",
    "Theo đề nghị của Hội Chữ thập đỏ xã",
)
DECIMALS = (
    Clause(
        title="Tổ chức các hoạt động",
        children=(SubNumber(text("Tuyên truyền", 1)), SubNumber(title="Tôn vinh", children=(Paragraph(text("Đã")),))),
    ),
)
DOCUMENTS: dict[str, PageContent] = {
    "report": report(),
    "report with annexes": report(
        blocks=body(
            annexes=(
                Annex("Kết quả theo đơn vị", (results_table(60),)),
                Annex("Chỉ tiêu", (results_table(40),), landscape=True),
            )
        )
    ),
    "draft": report(
        draft=True,
        number=number_line(None, "KH-BCĐ"),
        place_and_date=place_and_date("Bình Minh", None, year=2026),
        type_name="Kế hoạch",
        signer=None,
        second_post=(),
    ),
    "guidance with all its marks": report(
        type_name="Hướng dẫn",
        bases=BASES,
        urgency=Urgency.IMMEDIATE,
        circulation=Circulation.INTERNAL,
        blocks=(*DECIMALS, *body()[-2:]),
        margins=Margins(top=25, bottom=25, left=35, right=20),
    ),
    "letter": letter(),
    "letter to one": letter(addressees=("Ủy ban nhân dân xã Bình Minh",)),
    "letter with all its marks": letter(
        urgency=Urgency.VERY_URGENT,
        circulation=Circulation.RETURN_AFTER_READING,
        signed_info=signing_info("Số: 07/BCĐ-CTĐ", CUT_OFF),
        drafter="pl",
        copies=300,
        address=ADDRESS,
        signature=pictures(),
        check_link="https://vidu.example/kiem-tra/7JYt2v8mQ4xZ",
        authority=("TM. Ban Chỉ đạo", "KT. Trưởng ban", "Phó Trưởng ban thường trực"),
        second_post=(),
    ),
    "long names": report(issuer=(LONG_NAME,), superior=("Ủy ban nhân dân phường Hòa Lạc Đông",), subject=LONG_SUBJECT),
    "a wide table": report(
        blocks=(Paragraph(text("Kết quả như sau:")), wide_table(14), Paragraph(text("Ban Chỉ đạo", 1)))
    ),
    "a higher body's report": report(addressees=("Ủy ban nhân dân tỉnh", "Ban Chỉ đạo tỉnh"), blocks=body(clauses=2)),
}


@pytest.fixture(scope="module")
def documents() -> Iterator[dict[str, Printed]]:
    """Each drawn once."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(printed_document(content)) for name, content in DOCUMENTS.items()}


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("check", DECREE)
def test_a_document_keeps_the_decree(documents: dict[str, Printed], name: str, check: str) -> None:
    DECREE[check](documents[name])
