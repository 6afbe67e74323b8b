"""Growing, naming and ending units, and the check of the tree they stand in."""

from __future__ import annotations

from datetime import date
from io import StringIO
from threading import Event, Thread

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from committees.models import Bloc, Level, Unit, UnitAlias, UnitFigure
from committees.ordering import annex_order, annex_place
from committees.pasted_list import level_of_name, read_line
from committees.scopes import for_seat, for_system
from committees.tree import (
    TreeError,
    add_unit,
    add_units_from_text,
    close_unit,
    label,
    new_path,
    rename_unit,
    set_figures,
    set_lead_unit,
)
from committees.tree_check import About, faults
from committees.tree_rules import names_below, same_name
from core.models import AuditEntry
from core.scope import after_subtree
from tests.committees.factories import SeatFactory, UnitFactory

pytestmark = pytest.mark.django_db
ids = st.integers(min_value=1, max_value=36**5 - 1)


@pytest.fixture
def nation() -> Unit:
    with for_system("test"):
        return UnitFactory(level=Level.NATIONAL, name="Việt Nam")


@pytest.fixture
def commune(nation: Unit) -> Unit:
    """A commune that is alone on the system: directly below the country."""
    with for_system("test"):
        return UnitFactory(parent=nation, level=Level.COMMUNE, name="Xã An Thạnh", valid_from=date(2025, 7, 1))


def audited(action: str) -> AuditEntry:
    return AuditEntry.objects.get(action=action)


# --- Paths ----------------------------------------------------------------------------------------


@given(ids, ids)
def test_labels_have_one_width_and_keep_their_order(one: int, other: int) -> None:
    assert len(label(one)) == 5
    assert int(label(one), 36) == one
    assert (one < other) == (label(one) < label(other))


@given(ids, ids, ids)
def test_whatever_lies_below_is_in_the_range_and_nothing_else(top: int, below: int, beside: int) -> None:
    path = new_path("", top)
    assert path <= new_path(path, below) < after_subtree(path)
    if beside != top:
        assert not path <= new_path("", beside) < after_subtree(path)


@pytest.mark.parametrize("unit_id", [0, -1, 36**5])
def test_id_that_does_not_fit_the_label_is_refused(unit_id: int) -> None:
    with pytest.raises(ValueError, match="no label"):
        label(unit_id)


# --- Adding ---------------------------------------------------------------------------------------


def test_added_unit_stands_below_its_parent_and_is_the_committees_own(commune: Unit) -> None:
    with for_system("test"):
        unit = add_unit(parent=commune, level=Level.SCHOOL, name="  Trường  THPT Số 1 ", phone="0255 3.851-234")
        unit.refresh_from_db()
        assert unit.path == new_path(commune.path, unit.pk)
        assert (unit.name, unit.name_fold) == ("Trường THPT Số 1", "truong thpt so 1")
        assert (unit.bloc, unit.is_own, unit.phone) == (Bloc.SCHOOL, True, "02553851234")
        assert (unit.valid_from, unit.valid_to) == (date(2025, 7, 1), None)
        assert audited("unit.added").after["name"] == "Trường THPT Số 1"
        assert audited("unit.added").path == unit.path
        assert faults() == []


@pytest.mark.parametrize(
    ("parent_level", "level", "allowed"),
    [
        (Level.NATIONAL, Level.COMMUNE, True),
        (Level.PROVINCE, Level.COMMUNE, True),
        (Level.PROVINCE, Level.DISTRICT, True),
        (Level.DISTRICT, Level.AGENCY, True),
        (Level.NATIONAL, Level.CLUB, True),
        (Level.COMMUNE, Level.COMMUNE, False),
        (Level.COMMUNE, Level.DISTRICT, False),
        (Level.PROVINCE, Level.NATIONAL, False),
        (Level.SCHOOL, Level.VILLAGE, False),
        (Level.VILLAGE, Level.COMMUNE, False),
        (Level.PROVINCE, "planet", False),
    ],
)
def test_depth_is_free_but_the_order_of_levels_is_not(
    nation: Unit, parent_level: str, level: str, allowed: bool
) -> None:
    with for_system("test"):
        parent = nation
        if parent_level != Level.NATIONAL:
            parent = UnitFactory(parent=nation, level=parent_level, name="Cấp trên")
        if allowed:
            assert add_unit(parent=parent, level=level, name="Mới").level == level
        else:
            with pytest.raises(TreeError):
                add_unit(parent=parent, level=level, name="Mới")
            assert parent.children.count() == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Thôn Hòa Bình", "thôn hoà bình", True),
        ("Thôn Hòa Bình", "thon hoa binh", True),
        ("Thôn Hòa Bình", "Thôn  HÒA BÌNH", True),
        ("Xã Minh Quán", "Xã Minh Quân", False),
        ("Thôn 1", "Thôn 01", True),
        ("Thôn 1", "Thôn 10", False),
    ],
)
def test_one_name_is_one_name_however_it_is_typed(one: str, other: str, same: bool) -> None:
    assert same_name(one, [other]) is same
    assert same_name(other, [one]) is same


def test_two_living_siblings_cannot_share_a_name(commune: Unit) -> None:
    with for_system("test"):
        first = add_unit(parent=commune, level=Level.VILLAGE, name="Thôn Hòa Bình")
        with pytest.raises(TreeError, match="“Xã An Thạnh” đã có đơn vị “thon hoa binh”; đặt tên khác"):
            add_unit(parent=commune, level=Level.VILLAGE, name="thon hoa binh")
        close_unit(unit=first, on=date(2026, 1, 31), reason="nhập thôn")
        assert add_unit(parent=commune, level=Level.VILLAGE, name="Thôn Hoà Bình", valid_from=date(2026, 2, 1))


@pytest.mark.parametrize("name", ["", "   ", "...", "x" * 201])
def test_name_that_says_nothing_or_too_much_is_refused(commune: Unit, name: str) -> None:
    with for_system("test"), pytest.raises(TreeError):
        add_unit(parent=commune, level=Level.AGENCY, name=name)


def test_unit_lives_no_longer_than_its_parent(nation: Unit) -> None:
    """Last year's plan of an abolished district needs its agencies, which ended with it."""
    with for_system("test"):
        district = UnitFactory(
            parent=nation, level=Level.DISTRICT, valid_from=date(2020, 1, 1), valid_to=date(2025, 6, 30)
        )
        agency = add_unit(parent=district, level=Level.AGENCY, name="Phòng Nội vụ")
        assert (agency.valid_from, agency.valid_to) == (date(2020, 1, 1), date(2025, 6, 30))
        for day in (date(2025, 7, 1), date(2019, 12, 31)):
            with pytest.raises(TreeError):
                add_unit(parent=district, level=Level.AGENCY, name="Phòng Tư pháp", valid_from=day)


@pytest.mark.parametrize("phone", ["12", "gọi buổi sáng", "0" * 20])
def test_phone_that_cannot_be_dialled_is_refused(commune: Unit, phone: str) -> None:
    with for_system("test"), pytest.raises(TreeError, match="Số điện thoại"):
        add_unit(parent=commune, level=Level.AGENCY, name="Trạm y tế", phone=phone)


# --- Under a seat ---------------------------------------------------------------------------------


def test_clerk_grows_the_own_subtree_and_nobody_elses(commune: Unit, nation: Unit) -> None:
    with for_system("test"):
        clerk = SeatFactory(unit=commune)
        neighbour = UnitFactory(parent=nation, level=Level.COMMUNE, name="Xã An Hòa")
        theirs = add_unit(parent=neighbour, level=Level.VILLAGE, name="Thôn 1")
    with for_seat(clerk):
        village = add_unit(parent=commune, level=Level.VILLAGE, name="Thôn 1")
        add_units_from_text(parent=commune, text="Thôn 2\t\t900", year=2026)
        rename_unit(unit=village, name="Thôn Một", on=date(2026, 1, 1))
        set_figures(unit=village, year=2026, population=1, headcount=None)
        close_unit(unit=village, on=date(2026, 6, 30), reason="")
        for act in (
            lambda: add_unit(parent=neighbour, level=Level.VILLAGE, name="Thôn 2"),
            lambda: add_units_from_text(parent=neighbour, text="Thôn 2"),
            lambda: rename_unit(unit=theirs, name="Thôn 9", on=date(2026, 1, 1)),
            lambda: set_figures(unit=theirs, year=2026, population=1, headcount=None),
            lambda: close_unit(unit=theirs, on=date(2026, 6, 30), reason=""),
        ):
            with pytest.raises(Unit.DoesNotExist), transaction.atomic():
                act()
    with for_system("test"):
        assert list(neighbour.children.values_list("name", "valid_to")) == [("Thôn 1", None)]
        assert faults() == []


@pytest.mark.django_db(transaction=True)
def test_two_people_cannot_add_one_name_at_the_same_time(commune: Unit) -> None:
    """The second waits for the first; reading the names without waiting shows the race."""
    first_is_in, second_has_read = Event(), Event()
    read: list[list[str]] = []

    def second() -> None:
        first_is_in.wait(5)
        with for_system("test"):
            read.append(names_below(commune))  # the race: the first one's village is not seen yet
            second_has_read.set()
            with pytest.raises(TreeError):
                add_unit(parent=commune, level=Level.VILLAGE, name="Thôn 1")
        connection.close()

    other = Thread(target=second)
    other.start()
    with for_system("test"):
        add_unit(parent=commune, level=Level.VILLAGE, name="Thôn 1")
        first_is_in.set()
        assert second_has_read.wait(5)
    other.join(10)
    assert read == [[]]
    with for_system("test"):
        assert commune.children.count() == 1


# --- Lead units -----------------------------------------------------------------------------------


def test_lead_unit_is_a_sibling_without_a_lead_of_its_own(commune: Unit, nation: Unit) -> None:
    with for_system("test"):
        office = add_unit(parent=commune, level=Level.AGENCY, name="Phòng Văn hóa - Xã hội")
        school = add_unit(parent=commune, level=Level.SCHOOL, name="Trường A", lead_unit=office)
        assert school.lead_unit == office
        other = add_unit(parent=commune, level=Level.SCHOOL, name="Trường B")
        elsewhere = add_unit(parent=nation, level=Level.AGENCY, name="Sở Giáo dục")
        for unit, lead in ((other, other), (other, elsewhere), (other, school), (office, other)):
            with pytest.raises(TreeError):
                set_lead_unit(unit=unit, lead=lead)
        assert set_lead_unit(unit=other, lead=office).lead_unit == office
        assert set_lead_unit(unit=other, lead=None).lead_unit is None
        with pytest.raises(TreeError, match="đang là đầu mối của “Trường A”"):
            close_unit(unit=office, on=date(2026, 6, 30), reason="")


# --- Naming and ending ----------------------------------------------------------------------------


def test_renamed_unit_keeps_its_path_and_its_old_name_with_dates(commune: Unit) -> None:
    with for_system("test"):
        rename_unit(unit=commune, name="Phường An Thạnh", on=date(2026, 5, 1), decision="NQ 1")
        rename_unit(unit=commune, name="Phường An Thạnh Đông", on=date(2027, 1, 1), decision="NQ 2")
        unit = Unit.objects.get(pk=commune.pk)
        assert (unit.path, unit.name, unit.name_fold) == (commune.path, "Phường An Thạnh Đông", "phuong an thanh dong")
        assert list(unit.aliases.order_by("valid_to").values_list("name", "valid_from", "valid_to", "decision")) == [
            ("Xã An Thạnh", date(2025, 7, 1), date(2026, 4, 30), "NQ 1"),
            ("Phường An Thạnh", date(2026, 5, 1), date(2026, 12, 31), "NQ 2"),
        ]
        assert faults() == []


def test_name_can_come_back(commune: Unit) -> None:
    with for_system("test"):
        for year, name in ((2026, "Phường An Thạnh"), (2027, "Xã An Thạnh"), (2028, "Phường An Thạnh")):
            rename_unit(unit=commune, name=name, on=date(year, 1, 1))
        assert set(UnitAlias.objects.values_list("name", flat=True)) == {"Xã An Thạnh", "Phường An Thạnh"}
        assert UnitAlias.objects.get(name="Xã An Thạnh").valid_to == date(2027, 12, 31)
        assert faults() == []


def test_renaming_is_refused_for_the_same_name_a_siblings_name_and_an_earlier_day(commune: Unit) -> None:
    with for_system("test"):
        village = add_unit(parent=commune, level=Level.VILLAGE, name="Thôn 1")
        add_unit(parent=commune, level=Level.VILLAGE, name="Thôn 2")
        for name, day in (("Thôn 1", date(2026, 1, 1)), ("thôn 2", date(2026, 1, 1)), ("Thôn 3", date(2025, 7, 1))):
            with pytest.raises(TreeError):
                rename_unit(unit=village, name=name, on=day)
        assert rename_unit(unit=village, name="THÔN 1", on=date(2026, 1, 1)).name == "THÔN 1"  # only its own spelling


def test_ended_unit_exists_on_its_last_day_and_not_after(commune: Unit) -> None:
    with for_system("test"):
        village = add_unit(parent=commune, level=Level.VILLAGE, name="Thôn 1")
        with pytest.raises(TreeError, match="“Xã An Thạnh” còn 1 đơn vị bên dưới"):
            close_unit(unit=commune, on=date(2026, 6, 30), reason="")
        close_unit(unit=village, on=date(2026, 6, 30), reason="nhập thôn")
        assert list(Unit.objects.on(date(2026, 6, 30)).filter(pk=village.pk)) == [village]
        assert not Unit.objects.on(date(2026, 7, 1)).filter(pk=village.pk).exists()
        assert audited("unit.closed").after == {"valid_to": "2026-06-30", "reason": "nhập thôn"}
        with pytest.raises(TreeError, match="đã kết thúc ngày 30/6/2026"):
            close_unit(unit=village, on=date(2026, 7, 1), reason="")
        with pytest.raises(TreeError, match="chỉ có từ ngày 01/7/2025"):
            close_unit(unit=village, on=date(2025, 6, 30), reason="")


# --- Figures --------------------------------------------------------------------------------------


def test_figures_are_one_row_a_year_and_blank_is_not_zero(commune: Unit) -> None:
    with for_system("test"):
        set_figures(unit=commune, year=2026, population=8_000, headcount=None, source="UBND xã")
        figure = set_figures(unit=commune, year=2026, population=8_100, headcount=0, source="UBND xã")
        assert figure is not None
        assert UnitFigure.objects.get() == figure
        assert (figure.population, figure.headcount, figure.path) == (8_100, 0, commune.path)
        assert set_figures(unit=commune, year=2026, population=None, headcount=None) is None
        assert not UnitFigure.objects.exists()
        assert AuditEntry.objects.filter(action="unit.figures_set").count() == 3


@pytest.mark.parametrize(
    ("year", "population", "headcount"), [(1900, 1, 1), (2026, -1, None), (2026, None, 10**9), (3000, 1, None)]
)
def test_absurd_figures_are_refused(commune: Unit, year: int, population: int | None, headcount: int | None) -> None:
    with for_system("test"), pytest.raises(TreeError):
        set_figures(unit=commune, year=year, population=population, headcount=headcount)


# --- Pasted lists ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("Thôn Phú Nhiêu 1", Level.VILLAGE),
        ("TỔ DÂN PHỐ 3", Level.VILLAGE),
        ("Tổ 5", Level.VILLAGE),
        ("Bản Pọng", Level.VILLAGE),
        ("Ấp 3", Level.VILLAGE),
        ("Khóm Mỹ Thành", Level.VILLAGE),
        ("khu pho 2", Level.VILLAGE),
        ("Ban Quản lý chợ", Level.AGENCY),
        ("ban quan ly cho", Level.AGENCY),
        ("Ban Chỉ huy Quân sự xã", Level.ARMED_FORCES),
        ("Công an xã", Level.ARMED_FORCES),
        ("Đồn Biên phòng Bình Hải", Level.ARMED_FORCES),
        ("Trường THCS Bình Minh", Level.SCHOOL),
        ("Trưởng thôn", Level.AGENCY),
        ("Công ty TNHH Hoa Sen", Level.ENTERPRISE),
        ("Nhà máy Lọc dầu", Level.ENTERPRISE),
        ("Hội Chữ thập đỏ", Level.ASSOCIATION),
        ("Hội đồng nhân dân", Level.AGENCY),
        ("Đoàn Thanh niên", Level.ASSOCIATION),
        ("Liên đoàn Lao động", Level.ASSOCIATION),
        ("Mặt trận Tổ quốc", Level.ASSOCIATION),
        ("Câu lạc bộ Máu nóng", Level.CLUB),
        ("Xã Bình Minh", Level.COMMUNE),
        ("Thị trấn Châu Ổ", Level.COMMUNE),
        ("Đặc khu Lý Sơn", Level.COMMUNE),
        ("Trạm Y tế", Level.AGENCY),
        ("Hộ kinh doanh Thôn Vỹ", Level.AGENCY),
    ],
)
def test_name_tells_what_a_unit_is(name: str, level: Level) -> None:
    assert level_of_name(name) == level


def test_pasted_list_adds_the_good_lines_and_says_why_not_the_others(commune: Unit) -> None:
    text = "\n".join([
        "STT\tTên đơn vị\tKhối\tDân số",
        "1\tThôn 1\t\t1.250\t0905 123 456",
        "2\tTrường Tiểu học số 1\tTrường học\t35",
        "",
        "3. Trạm Y tế",
        "- Hội Nông dân\tKhối cơ quan, đơn vị",
        "thôn 1",
        "Thôn 2\ttàu ngầm",
        "Thôn 3\t\tnhiều",
        "Xã Bình Minh",
        "Thôn 4\t\t\tkhông có",
    ])  # fmt: skip
    with for_system("test"):
        outcome = add_units_from_text(parent=commune, text=text, year=2026)
        assert [(unit.name, unit.level, unit.bloc) for unit in outcome.added] == [
            ("Thôn 1", Level.VILLAGE, Bloc.VILLAGE),
            ("Trường Tiểu học số 1", Level.SCHOOL, Bloc.SCHOOL),
            ("Trạm Y tế", Level.AGENCY, Bloc.AGENCY),
            ("Hội Nông dân", Level.AGENCY, Bloc.AGENCY),
        ]
        assert outcome.added[0].phone == "0905123456"
        assert list(
            UnitFigure.objects.order_by("unit_id").values_list("unit__name", "year", "population", "headcount")
        ) == [
            ("Thôn 1", 2026, 1_250, None),
            ("Trường Tiểu học số 1", 2026, None, 35),
        ]
        reasons = {skipped.line.split("\t")[0]: skipped.reason for skipped in outcome.skipped}
        assert reasons["STT"] == "Dòng 1: dòng tiêu đề, không phải đơn vị."
        assert reasons["thôn 1"] == "Dòng 7: đã có đơn vị “thôn 1”."
        assert reasons["Thôn 2"] == "Dòng 8: không rõ loại “tàu ngầm” ở cột thứ hai."
        assert set(reasons) == {"STT", "thôn 1", "Thôn 2", "Thôn 3", "Xã Bình Minh", "Thôn 4"}
        assert commune.children.count() == 4
        assert audited("units.added").after["count"] == 4
        assert faults() == []


def test_pasted_list_takes_the_level_that_was_chosen(commune: Unit) -> None:
    with for_system("test"):
        outcome = add_units_from_text(parent=commune, text="Đông Yên 1\nĐông Yên 2", level=Level.VILLAGE)
        assert [unit.level for unit in outcome.added] == [Level.VILLAGE, Level.VILLAGE]


def test_pasted_list_of_two_hundred_costs_few_queries(commune: Unit, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    text = "\n".join(f"Thôn {number}\t\t{number}" for number in range(1, 201))
    with for_system("test"), django_assert_max_num_queries(10):
        assert len(add_units_from_text(parent=commune, text=text, year=2026).added) == 200


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_pasted_line_is_read_or_refused_in_words(line: str) -> None:
    refusal = ""
    try:
        pasted = read_line(line, None)
    except TreeError as error:
        refusal = error.sentence
    assert refusal or (pasted.name.strip() and pasted.level in Level.values)


# --- Checking -------------------------------------------------------------------------------------


def spoil(sql: str, *parameters: int) -> None:
    """Damage a row behind Django's back."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        assert cursor.rowcount == 1


@pytest.mark.parametrize(
    ("sql", "about"),
    [
        ("UPDATE committees_unit SET path = '00000.00000.' WHERE id = %s", {About.PATH, About.ALIASES, About.COPIES}),
        ("UPDATE committees_unit SET name_fold = 'x' WHERE id = %s", {About.NAMES}),
        ("UPDATE committees_unit SET name_sort = 'x' WHERE id = %s", {About.NAMES}),
        ("UPDATE committees_unit SET valid_from = '2020-01-01' WHERE id = %s", {About.DATES}),
        ("UPDATE committees_unit SET valid_from = NULL WHERE id = %s", {About.DATES}),
        ("UPDATE committees_unit SET level = 'province' WHERE id = %s", {About.NESTING}),
        (
            "UPDATE committees_unit SET parent_id = id WHERE id = %s",
            {About.PATH, About.CYCLE, About.NESTING, About.LEAD},
        ),
        ("UPDATE committees_unit SET lead_unit_id = parent_id WHERE id = %s", {About.LEAD}),
        ("UPDATE committees_unitalias SET name_fold = 'x' WHERE unit_id = %s", {About.ALIASES}),
        ("UPDATE committees_unitfigure SET path = '00000.' WHERE unit_id = %s", {About.COPIES}),
    ],
)
def test_check_finds_what_was_spoilt(commune: Unit, sql: str, about: set[About]) -> None:
    with for_system("test"):
        village = add_unit(parent=commune, level=Level.VILLAGE, name="Thôn 1")
        rename_unit(unit=village, name="Thôn Một", on=date(2026, 1, 1))
        add_unit(parent=commune, level=Level.VILLAGE, name="Thôn 2", lead_unit=village)
        set_figures(unit=village, year=2026, population=100, headcount=None)
        assert faults() == []
        spoil(sql, village.pk)
        found = faults()
        assert {fault.about for fault in found} == about
        assert all("Thôn Một" in fault.line or "Thôn 2" in fault.line for fault in found)


@pytest.mark.django_db(transaction=True)
def test_check_repairs_what_is_derived_and_reports_the_rest(commune: Unit) -> None:
    with for_system("test"):
        village = add_unit(parent=commune, level=Level.VILLAGE, name="Thôn 1")
        rename_unit(unit=village, name="Thôn Một", on=date(2026, 1, 1))
        spoil("UPDATE committees_unit SET name_fold = 'x' WHERE id = %s", village.pk)
        spoil("UPDATE committees_unitalias SET path = '00000.' WHERE unit_id = %s", village.pk)
    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("check_tree", stdout=out)
    assert stopped.value.code == 1
    assert "3 đơn vị, 2 lỗi." in out.getvalue()
    out = StringIO()
    call_command("check_tree", "--repair", stdout=out)
    assert out.getvalue().splitlines() == ["Đã tính lại 2 dòng.", "3 đơn vị, không có lỗi nào."]
    with for_system("test"):
        spoil("UPDATE committees_unit SET path = '00000.00000.' WHERE id = %s", village.pk)
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("check_tree", "--repair", stdout=out)
    assert out.getvalue().startswith("Đã tính lại 0 dòng.")  # the wrong path does not spread to its alias


# --- the order of an annex ----------------------------------------------------------------------------


def test_both_ways_of_ordering_an_annex_agree(nation: Unit) -> None:
    named = [(Bloc.SCHOOL, "Trường Á"), (Bloc.TERRITORY, "xã Ê"), (Bloc.TERRITORY, "xã E"), ("", "không khối")]
    with for_system("tests"):
        for bloc, name in named:
            UnitFactory.create(parent=nation, name=name, bloc=bloc)
        units = Unit.objects.filter(parent=nation)
        assert [unit.name for unit in sorted(units, key=annex_place)] == ["xã E", "xã Ê", "Trường Á", "không khối"]
        assert sorted(units, key=annex_place) == list(units.order_by(*annex_order()))
