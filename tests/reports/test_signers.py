"""Who signs, line by line: Nghị định 30/2020, Điều 13 and Phụ lục I, II.7, and blocks as committees issue them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.utils import timezone

from committees import scopes
from committees.models import Committee, IssuingBody, Role, SeatHolding
from core.refusal import Refused
from reports.signers import Choice, Power, block_of, usual_signer, who_may_sign
from tests.cast import Cast, sit

OWN, PARENT = IssuingBody.Seal.OWN, IssuingBody.Seal.PARENT
COMMITTEE, OFFICE, PEOPLES = "BAN CHỈ ĐẠO", "VĂN PHÒNG HĐND VÀ UBND", "ỦY BAN NHÂN DÂN"
Sitting = Callable[[str], SeatHolding]
Case = tuple[str | None, Choice, str, str, list[str]]


@pytest.fixture
def sitting(cast: Cast) -> Sitting:
    """Somebody's holding by a short name; inside nobody's scope."""
    with scopes.for_system("tests"):
        standing = sit(cast.district, Role.STANDING_DEPUTY, "Lý Thị Hai", may="decides for the head")
        deputy = sit(cast.district, Role.DEPUTY, "Mạc Văn Ba", may="decides for the head")
        office = sit(cast.district, Role.MEMBER, "Lâm Văn Chánh", may="heads the office")
        people = {
            "head": (cast.district_head, "", "Phó Chủ tịch UBND huyện"),
            "standing": (standing, "", "Chủ tịch Hội Chữ thập đỏ huyện"),
            "deputy": (deputy, "", ""),
            "office": (office, "Chánh Văn phòng HĐND và UBND", ""),
            "clerk": (cast.district_clerk, "", "Phó Chủ tịch Hội Chữ thập đỏ huyện"),
            "member": (cast.district_member, "", ""),
        }
        for person, title, other_post in people.values():
            assert person.seat is not None
            person.seat.title, person.seat.other_post = title or person.seat.title, other_post
            person.seat.save()

    def of(name: str) -> SeatHolding:
        with scopes.for_system("tests"):
            return SeatHolding.objects.get(seat=people[name][0].seat, ended_at=None)

    return of


def body_of(cast: Cast, first_line: str = COMMITTEE, seal: str = PARENT) -> IssuingBody:
    body = IssuingBody.objects.select_related("committee").get(committee__unit=cast.district)
    body.name_lines, body.seal = [first_line, "HUYỆN BÌNH HẢI"], seal
    return body


def lines(cast: Cast, choice: Choice, first_line: str = COMMITTEE, seal: str = PARENT) -> list[str]:
    body = body_of(cast, first_line, seal)
    return list(block_of(body, body.committee, choice).printed)


# The posts of the five kinds of document as committees issue them; the names are invented.
AS_ISSUED = [
    # Báo cáo: TM., and the post in the agency whose seal is used
    (
        "head",
        Choice(),
        COMMITTEE,
        PARENT,
        ["TM. BAN CHỈ ĐẠO", "TRƯỞNG BAN", "PHÓ CHỦ TỊCH UBND HUYỆN", "Nguyễn Văn Trưởng"],
    ),
    # Kế hoạch: the head's post alone
    (
        "head",
        Choice(power=Power.OWN, second_post="Phó Chủ tịch UBND"),
        COMMITTEE,
        PARENT,
        ["TRƯỞNG BAN", "PHÓ CHỦ TỊCH UBND", "Nguyễn Văn Trưởng"],
    ),
    # Hướng dẫn: a deputy for the head
    (
        "standing",
        Choice(power=Power.FOR_HEAD, post="Phó Ban Thường trực", second_post="Chủ tịch Hội Chữ thập đỏ tỉnh"),
        COMMITTEE,
        PARENT,
        ["KT. TRƯỞNG BAN", "PHÓ BAN THƯỜNG TRỰC", "CHỦ TỊCH HỘI CHỮ THẬP ĐỎ TỈNH", "Lý Thị Hai"],
    ),
    # Thông báo kết luận: the head of the Văn phòng that issues it
    ("office", Choice(), OFFICE, OWN, ["CHÁNH VĂN PHÒNG", "Lâm Văn Chánh"]),
    # Công văn of the people's committee: its deputy chair for the chair
    ("head", Choice(), PEOPLES, OWN, ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Văn Trưởng"]),
]
BY_THE_DECREE = [
    # Điều 13.2: a deputy on behalf of the collective, for the head
    ("deputy", Choice(), COMMITTEE, OWN, ["TM. BAN CHỈ ĐẠO", "KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "Mạc Văn Ba"]),
    # II.7.c: a body with its own seal says the post in the committee only
    ("head", Choice(), COMMITTEE, OWN, ["TM. BAN CHỈ ĐẠO", "TRƯỞNG BAN", "Nguyễn Văn Trưởng"]),
    # II.7.b: Q. before the post of who heads the body
    (
        "head",
        Choice(power=Power.COLLECTIVE_ACTING),
        COMMITTEE,
        OWN,
        ["TM. BAN CHỈ ĐẠO", "Q. TRƯỞNG BAN", "Nguyễn Văn Trưởng"],
    ),
    ("head", Choice(power=Power.ACTING), COMMITTEE, OWN, ["Q. TRƯỞNG BAN", "Nguyễn Văn Trưởng"]),
    # Điều 13.4: by order; II.7.b: TL. before the post of the head
    ("office", Choice(), COMMITTEE, PARENT, ["TL. TRƯỞNG BAN", "CHÁNH VĂN PHÒNG", "Lâm Văn Chánh"]),
    (
        "clerk",
        Choice(power=Power.BY_ORDER),
        COMMITTEE,
        PARENT,
        ["TL. TRƯỞNG BAN", "PHÓ CHỦ TỊCH HỘI CHỮ THẬP ĐỎ HUYỆN", "Phạm Thị Huyện"],
    ),
    (
        "clerk",
        Choice(power=Power.BY_ORDER, post="KT. Chánh Văn phòng\nPhó Chánh Văn phòng"),
        PEOPLES,
        OWN,
        ["TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG", "Phạm Thị Huyện"],
    ),
    # Điều 13.3: by a written authorisation
    (
        "member",
        Choice(power=Power.DELEGATED, post=" Trưởng  phòng Y tế "),
        COMMITTEE,
        OWN,
        ["TUQ. TRƯỞNG BAN", "TRƯỞNG PHÒNG Y TẾ", "Võ Thị Thành Viên"],
    ),
    # somebody without a seat
    (
        None,
        Choice(power=Power.FOR_HEAD, post="Phó Trưởng ban", second_post="Phó Chủ tịch UBND", name="  Hà  Văn Năm "),
        COMMITTEE,
        PARENT,
        ["KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "PHÓ CHỦ TỊCH UBND", "Hà Văn Năm"],
    ),
    (
        None,
        Choice(power=Power.COLLECTIVE, post="Trưởng ban", name="Ông Thị Sáu"),
        COMMITTEE,
        OWN,
        ["TM. BAN CHỈ ĐẠO", "TRƯỞNG BAN", "Ông Thị Sáu"],
    ),
]


@pytest.mark.parametrize("case", AS_ISSUED + BY_THE_DECREE)
def test_the_block_is_printed_as_the_decree_writes_it(cast: Cast, sitting: Sitting, case: Case) -> None:
    who, choice, first_line, seal, printed = case
    asked = replace(choice, holding_id=sitting(who).pk if who else None)
    with scopes.for_seat(cast.district_clerk.seat):  # type: ignore[arg-type]
        assert lines(cast, asked, first_line, seal) == printed


@pytest.mark.parametrize(
    ("who", "choice", "sentence"),
    [
        ("head", Choice(power=Power.FOR_HEAD), "không ký thay chính mình"),
        ("head", Choice(power=Power.BY_ORDER), "không ký thay chính mình"),
        ("clerk", Choice(), "chỉ ký thừa lệnh hoặc thừa ủy quyền"),
        ("clerk", Choice(power=Power.DELEGATED, post="KT. Trưởng phòng\nPhó phòng"), "không ủy quyền lại"),
        ("clerk", Choice(power=Power.BY_ORDER, post="TUQ. Trưởng phòng"), "chọn ở ô quyền hạn"),
        ("clerk", Choice(power=Power.BY_ORDER, post="KT. Trưởng phòng"), "chọn ở ô quyền hạn"),
        ("head", Choice(post="tm. Trưởng ban"), "chọn ở ô quyền hạn"),
        ("head", Choice(second_post="Phó Chủ tịch UBND"), "có con dấu riêng"),
        ("head", Choice(post="a\nb\nc\nd"), "quá 3 dòng"),
        ("head", Choice(post="a" * 101), "quá 100 chữ"),
        (None, Choice(power=Power.COLLECTIVE, post="Trưởng ban"), "Ghi họ và tên"),
        (None, Choice(power=Power.COLLECTIVE, name="Hà Văn Năm"), "Ghi chức vụ"),
        (None, Choice(post="Trưởng ban", name="Hà Văn Năm"), "Chọn quyền hạn"),
        (None, Choice(power=Power.OWN, post="Trưởng ban", name="Hà" * 30), "quá 50 chữ"),
        *(
            (None, Choice(power=Power.OWN, post="Trưởng ban", name=f"{title} Hà Văn Năm"), "học hàm, học vị")
            for title in ("TS.", "PGS.TS.", "Đ/c", "đồng chí", "BS.CKII.")
        ),
        (None, Choice(power=Power.FOR_HEAD, post="trưởng ban", name="Hà Văn Năm"), "không ký thay chính mình"),
    ],
)
def test_what_the_decree_does_not_allow_is_told(
    cast: Cast, sitting: Sitting, who: str | None, choice: Choice, sentence: str
) -> None:
    asked = replace(choice, holding_id=sitting(who).pk if who else None)
    with scopes.for_seat(cast.district_clerk.seat), pytest.raises(Refused, match=sentence):  # type: ignore[arg-type]
        lines(cast, asked, COMMITTEE, OWN)


def test_who_may_sign_stand_by_rank_and_nobody_of_another_unit(cast: Cast, sitting: Sitting) -> None:
    with scopes.for_seat(cast.district_clerk.seat):  # type: ignore[arg-type]
        committee = Committee.objects.get(unit=cast.district)
        named = [holding.user.full_name for holding in who_may_sign(committee)]
        stranger = Choice(holding_id=SeatHolding.objects.get(seat=cast.commune_clerk.seat).pk)
        assert named[:4] == ["Nguyễn Văn Trưởng", "Lý Thị Hai", "Mạc Văn Ba", "Lâm Văn Chánh"]
        assert set(named[4:]) == {"Phạm Thị Huyện", "Võ Thị Thành Viên"}
        with pytest.raises(Refused, match="không còn giữ vai trò"):
            lines(cast, stranger)


def test_the_head_of_the_office_is_one_of_the_unit_or_of_an_agency_under_it(cast: Cast, sitting: Sitting) -> None:
    own = sitting("office")
    with scopes.for_system("tests"):
        below = sit(cast.commune, Role.MEMBER, "Đào Văn Xã", may="heads the commune's office")
        agency = sit(cast.agency, Role.FOCAL, "Kiều Văn Cơ", may="heads the office that is an agency of its own")
        for seat in (below.seat, agency.seat):
            assert seat is not None
            seat.title = own.seat.title
            seat.save()
        SeatHolding.objects.filter(pk=own.pk).update(ended_at=timezone.now())
    with scopes.for_seat(cast.district_clerk.seat):  # type: ignore[arg-type]
        body = body_of(cast, OFFICE, OWN)
        assert usual_signer(body, body.committee).signer == "Kiều Văn Cơ"
        assert "Đào Văn Xã" not in [each.user.full_name for each in who_may_sign(body.committee)]


def test_without_a_head_a_deputy_signs_and_without_anybody_the_name_stays_blank(cast: Cast, sitting: Sitting) -> None:
    gone = [sitting(name) for name in ("head", "standing", "deputy")]
    with scopes.for_seat(cast.district_clerk.seat):  # type: ignore[arg-type]
        body = body_of(cast)
        SeatHolding.objects.filter(pk=gone[0].pk).update(ended_at=gone[0].started_at)
        usual = usual_signer(body, body.committee)
        assert usual.authority == ("TM. Ban Chỉ đạo", "KT. Trưởng ban", "Phó Trưởng ban Thường trực")
        assert usual.holding_id == gone[1].pk
        for holding in gone[1:]:
            SeatHolding.objects.filter(pk=holding.pk).update(ended_at=holding.started_at)
        assert usual_signer(body, body.committee).printed == ("TM. BAN CHỈ ĐẠO", "TRƯỞNG BAN", "")
