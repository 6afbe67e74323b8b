"""Co-hosts: inside the host's subtree and beside it, each for its own units; what neither may learn of the other."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from campaigns import deadlines, hosting, planning
from campaigns.models import Deadline, Duty, DutyChange, Participation, Plan, Round, RoundHost
from committees import scopes
from committees.models import Committee, Level, Role, Unit
from core.refusal import Refused
from donors.handouts import Kind
from quotas import tallies
from quotas.models import RoundTotal, Tally
from quotas.progress import progress_of
from quotas.totals import rebuild_totals
from tests.campaigns.desk import Desk
from tests.cast import Cast, Person, sit
from tests.committees.factories import CommitteeFactory, UnitFactory
from tests.donors.hosting import HOA, NUMBERED, THANH, Host, texts
from tests.donors.office import Office, workbook
from tests.quotas.years import NOW, Year


@dataclass(frozen=True)
class Beside:
    """khu vực Bình Lâm, a committee beside Bình Hải in the same province, with xã Lâm An."""

    unit: Unit
    commune: Unit
    clerk: Person
    focal: Person


@pytest.fixture
def beside(cast: Cast) -> Beside:
    with scopes.for_system("tests"):
        unit = UnitFactory.create(parent=cast.province, level=Level.DISTRICT, name="khu vực Bình Lâm")
        CommitteeFactory.create(unit=unit)
        commune = UnitFactory.create(parent=unit, name="xã Lâm An")
        return Beside(
            unit,
            commune,
            sit(unit, Role.CLERK, "Trịnh Thị Lâm", may="co-hosts"),
            sit(commune, Role.FOCAL, "Tạ Văn An", may="hands in for xã Lâm An"),
        )


@pytest.fixture
def clerk(cast: Cast) -> Desk:
    return Desk(cast.district_clerk)


@pytest.fixture
def hosted(year: Year, beside: Beside, clerk: Desk) -> Round:
    """Đợt 1 of Bình Hải, co-hosted by Bình Lâm, with a deadline for lists; xã Lâm An takes part."""
    clerk.send("deadline_set", year.round.pk, kind="list", wording="by", day="2036-03-24")
    assert "cùng tổ chức" in clerk.send("round_hosts", year.round.pk, unit=beside.unit.pk)
    Desk(beside.clerk).send("round_participants", year.round.pk, unit=[beside.commune.pk])
    return year.round


def enter(person: Person, round: Round, unit: Unit, units: int, *, edition: int = 0) -> Tally | None:
    with scopes.for_seat(person.seat):
        fresh = Round.objects.select_related("plan").get(pk=round.pk)
        return tallies.save_tally(
            round=fresh, unit=unit, counts=tallies.Counts(units=units), edition=edition, by=None, now=NOW
        )


def taking_part(round: Round) -> set[str]:
    with scopes.for_system("tests"):
        return set(Participation.objects.filter(round=round).values_list("unit__name", flat=True))


def raw(desk: Desk, route: str, round: Round) -> str:
    """A page with what stands in its cells."""
    return desk.client.get(reverse(route, args=[round.pk])).content.decode()


# --- Adding and removing ------------------------------------------------------------------------------


def test_only_committees_inside_or_beside_are_found(year: Year, cast: Cast, beside: Beside, clerk: Desk) -> None:
    assert (
        "Thêm khu vực Bình Lâm"
        in clerk.client.get(reverse("round_hosts", args=[year.round.pk]), {"ten": "binh lam"}).content.decode()
    )
    assert "xã An Thạnh" in clerk.get("round_hosts", year.round.pk, ten="an thanh")
    for name in ("an hoa", "hai son", "binh nguyen", "binh hai", "lam an"):  # no committee, elsewhere, above, itself
        assert "Không thấy Ban Chỉ đạo nào" in clerk.get("round_hosts", year.round.pk, ten=name)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("tỉnh Hải Sơn", "không thuộc đơn vị này và không cùng cấp"),
        ("khu vực Bình Hải", "không thuộc đơn vị này và không cùng cấp"),
        ("xã An Hòa", "chưa có Ban Chỉ đạo trong hệ thống"),
    ],
)
def test_others_do_not_co_host(year: Year, clerk: Desk, name: str, sentence: str) -> None:
    unit = Unit.objects.get(name=name)
    assert sentence in clerk.send("round_hosts", year.round.pk, unit=unit.pk)
    with scopes.for_system("tests"):
        assert RoundHost.objects.filter(round=year.round).count() == 1


def test_a_host_is_added_once_and_removed(year: Year, cast: Cast, beside: Beside, clerk: Desk) -> None:
    for _each in range(2):
        page = clerk.send("round_hosts", year.round.pk, unit=beside.unit.pk)
    assert page.count("khu vực Bình Lâm cùng tổ chức Bỏ") == 1
    with scopes.for_system("tests"):
        host = RoundHost.objects.get(round=year.round, path=beside.unit.path)
        assert Round.objects.get(pk=year.round.pk).host_paths == sorted([cast.district.path, beside.unit.path])
    assert Desk(beside.clerk).get("round", year.round.pk)
    assert "Đã bỏ đơn vị cùng tổ chức." in clerk.send("host_remove", host.pk)
    assert Desk(beside.clerk).client.get(reverse("round", args=[year.round.pk])).status_code == 404


def test_the_rounds_own_committee_stays(year: Year, clerk: Desk) -> None:
    with scopes.for_system("tests"):
        own = RoundHost.objects.get(round=year.round)
    assert "là đơn vị tổ chức đợt này nên không bỏ được" in clerk.send("host_remove", own.pk)


def test_a_host_that_did_its_part_stays(hosted: Round, beside: Beside, cast: Cast, clerk: Desk) -> None:
    with scopes.for_system("tests"):
        host = RoundHost.objects.get(round=hosted, path=beside.unit.path)
    enter(beside.clerk, hosted, beside.commune, 7)
    assert "đã có kết quả hoặc danh sách" in clerk.send("host_remove", host.pk)
    enter(cast.district_clerk, hosted, cast.commune, 3)
    assert "đã có kết quả hoặc danh sách" in clerk.send("round_hosts", hosted.pk, unit=cast.commune.pk)


def test_a_removed_host_beside_leaves_nothing_behind(hosted: Round, beside: Beside, clerk: Desk) -> None:
    with scopes.for_system("tests"):
        host = RoundHost.objects.get(round=hosted, path=beside.unit.path)
    assert "xã Lâm An" in taking_part(hosted)
    clerk.send("host_remove", host.pk)
    assert "xã Lâm An" not in taking_part(hosted)
    with scopes.for_system("tests"):
        assert not Duty.objects.filter(unit=beside.commune).exists()


def test_nobody_makes_themselves_a_host(year: Year, beside: Beside) -> None:
    with scopes.for_system("tests"):
        committee = Committee.objects.get(unit=beside.unit)
    with scopes.for_seat(beside.clerk.seat):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            RoundHost.objects.create(round_id=year.round.pk, committee=committee, path=beside.unit.path)
        assert not Round.objects.filter(pk=year.round.pk).exists()


# --- What a co-host beside sees and does -----------------------------------------------------------------


def test_a_co_host_beside_enters_its_own_and_sees_no_other(
    hosted: Round, year: Year, beside: Beside, cast: Cast, clerk: Desk
) -> None:
    enter(cast.district_clerk, hosted, cast.commune, 3331)
    desk = Desk(beside.clerk)
    page = desk.get("round", hosted.pk)
    assert "Đơn vị tham gia (1)" in page
    assert "xã Lâm An" in page
    grid = raw(desk, "results", hosted)
    assert "xã Lâm An" in grid
    for secret in ("xã An Thạnh", "xã An Hòa", "Phòng Giáo dục", "3331", "3.331"):
        assert secret not in page + grid
    form = {f"{beside.commune.pk}-version": "0", f"{beside.commune.pk}-units": "2222"}
    assert "Đã lưu kết quả của 1 đơn vị." in desk.send("results", hosted.pk, **form)
    foreign = {f"{cast.commune.pk}-version": "1", f"{cast.commune.pk}-units": "1"}
    desk.send("results", hosted.pk, **foreign)
    own = clerk.get("round", hosted.pk) + raw(clerk, "results", hosted)
    assert "3.331" in own
    for secret in ("xã Lâm An", "2222", "2.222"):
        assert secret not in own
    with scopes.for_system("tests"):
        assert set(Tally.objects.values_list("unit__name", "units")) == {("xã An Thạnh", 3331), ("xã Lâm An", 2222)}
    for route in ("round_close", "round_open"):
        assert desk.client.post(reverse(route, args=[hosted.pk])).status_code == 403
    assert desk.client.get(reverse("plan", args=[year.plan.pk])).status_code == 404


def test_the_units_of_a_co_host_owe_and_see_the_round(hosted: Round, beside: Beside, cast: Cast) -> None:
    focal = Desk(beside.focal)
    assert "Nộp danh sách người đăng ký hiến máu" in focal.get("home")
    page = focal.get("round", hosted.pk)
    assert "khu vực Bình Lâm cùng tổ chức" in page
    assert "xã An Thạnh" not in page
    assert Desk(cast.stranger).client.get(reverse("round", args=[hosted.pk])).status_code == 404


def test_what_is_asked_later_is_owed_by_a_co_hosts_units_too_and_each_host_decides_about_its_own(
    hosted: Round, beside: Beside, clerk: Desk
) -> None:
    page = clerk.send("deadline_set", hosted.pk, kind="other", title="Ảnh", wording="by", day="2036-03-24")
    assert "0/3 đơn vị đã nộp" in page
    with scopes.for_system("tests"):
        duty = Duty.objects.get(deadline__title="Ảnh", unit=beside.commune)
    at_beside = Desk(beside.clerk)
    assert "0/1 đơn vị đã nộp" in at_beside.get("deadline", duty.deadline_id)
    form = {"day": "2036-04-01", "reason": "Mưa lũ"}
    assert clerk.client.post(reverse("extension_give", args=[duty.pk]), form).status_code == 404
    assert f"Đã gia hạn cho {beside.commune.name}." in at_beside.send("extension_give", duty.pk, **form)
    assert at_beside.client.get(reverse("deadline_change", args=[duty.deadline_id])).status_code == 403


def test_a_part_that_came_from_a_co_hosts_unit_stays_though_the_owner_cannot_see_that_it_came(
    hosted: Round, beside: Beside, clerk: Desk
) -> None:
    with scopes.for_system("tests"):
        deadline = Deadline.objects.get(round=hosted)
        deadlines.keep_parts(deadline, [deadlines.Part("Phiếu ký"), deadlines.Part("Ảnh")])
        part = deadline.parts.get(name="Phiếu ký")
    assert "đã nhận Phiếu ký" in Desk(beside.clerk).send("duty_part", _duty_of(beside).pk, part.pk)
    form = {"wording": "by", "day": "2036-03-24", "ticked": "Giấy ủy quyền"}
    assert "Đã đổi hạn nộp." in clerk.send("deadline_change", deadline.pk, **form)
    with scopes.for_system("tests"):
        assert set(deadline.parts.values_list("name", flat=True)) == {"Phiếu ký", "Giấy ủy quyền"}
        assert part.receipts.count() == 1


def test_a_moved_date_is_told_to_a_co_hosts_units_too(hosted: Round, beside: Beside, cast: Cast, clerk: Desk) -> None:
    with scopes.for_system("tests"):
        deadline = Deadline.objects.get(round=hosted)
    moved = {"wording": "by", "day": "2036-03-30", "reason": "Hoãn vì mưa"}
    assert "Đã đổi hạn nộp." in clerk.send("deadline_change", deadline.pk, **moved)
    with scopes.for_system("tests"):
        told = DutyChange.objects.filter(kind=DutyChange.Kind.DUE_MOVED).values_list("duty__unit", "reason")
        units = [cast.commune, cast.other_commune, cast.agency, beside.commune]
        assert sorted(told) == sorted((unit.pk, "Hoãn vì mưa") for unit in units)
    assert "Hoãn vì mưa" in Desk(beside.focal).get("duty", _duty_of(beside).pk)
    with scopes.for_seat(cast.district_clerk.seat):
        assert not DutyChange.objects.filter(duty__unit=beside.commune).exists()


def _duty_of(beside: Beside) -> Duty:
    with scopes.for_system("tests"):
        return Duty.objects.get(unit=beside.commune)


def test_a_draft_is_the_hosts_own(year: Year, beside: Beside, clerk: Desk) -> None:
    clerk.send("round_new", year.plan.pk, name="Đợt kín")
    with scopes.for_system("tests"):
        draft = Round.objects.get(name="Đợt kín")
    clerk.send("round_hosts", draft.pk, unit=beside.unit.pk)
    assert Desk(beside.clerk).client.get(reverse("round", args=[draft.pk])).status_code == 404


# --- A co-host inside -------------------------------------------------------------------------------------


def test_a_co_host_inside_chooses_its_villages_and_the_host_does_not_lose_them(
    year: Year, cast: Cast, clerk: Desk
) -> None:
    with scopes.for_system("tests"):
        village = UnitFactory.create(parent=cast.commune, level=Level.VILLAGE, name="thôn Tây")
    clerk.send("round_hosts", year.round.pk, unit=cast.commune.pk)
    below = Desk(cast.commune_clerk)
    assert "thôn Tây" in below.get("round_participants", year.round.pk)
    assert "xã An Hòa" not in below.get("round_participants", year.round.pk)
    below.send("round_participants", year.round.pk, unit=[village.pk])
    assert taking_part(year.round) == {"thôn Tây", "xã An Hòa", "Phòng Giáo dục Bình Hải"}
    clerk.send("round_participants", year.round.pk, unit=[cast.agency.pk])
    assert taking_part(year.round) == {"thôn Tây", "Phòng Giáo dục Bình Hải"}
    page = clerk.send("round_participants", year.round.pk, unit=[cast.agency.pk, cast.commune.pk])
    assert "thôn Tây thuộc xã An Thạnh" in page  # it would be counted twice
    below.send("round_participants", year.round.pk)
    assert taking_part(year.round) == {"xã An Thạnh", "Phòng Giáo dục Bình Hải"}  # as one


def test_a_unit_above_a_co_host_does_not_take_part(cast: Cast) -> None:
    with scopes.for_system("tests"):
        plan = planning.create_plan(committee=Committee.objects.get(unit=cast.province), year=2026)
        round = planning.add_round(plan=plan)
        planning.set_participants(round=round, units=[cast.district])
        with pytest.raises(Refused, match="bỏ khu vực Bình Hải khỏi đợt trước"):
            hosting.add_host(round=round, unit=cast.commune)
        planning.set_participants(round=round, units=[])
        hosting.add_host(round=round, unit=cast.commune)
        fresh = Round.objects.select_related("plan").get(pk=round.pk)
        planning.set_participants(round=fresh, units=[cast.commune], host_path=cast.commune.path)
        with pytest.raises(Refused, match="khu vực Bình Hải gồm cả đơn vị cùng tổ chức"):
            planning.set_participants(round=fresh, units=[cast.district])


# --- The total kept at closing ------------------------------------------------------------------------------


def test_the_total_at_closing_is_each_hosts_own_and_the_level_above_misses_nothing(
    year: Year, hosted: Round, beside: Beside, cast: Cast
) -> None:
    with scopes.for_system("tests"):
        above = planning.create_plan(committee=Committee.objects.get(unit=cast.province), year=2026)
        top = planning.add_round(plan=above, name="Đợt tỉnh")
        planning.open_plan(plan=above, now=NOW)
        Round.objects.filter(pk=hosted.pk).update(superior_round=top, lineage=[top.pk])
    enter(cast.district_clerk, hosted, cast.commune, 30)
    enter(beside.clerk, hosted, beside.commune, 7)

    def seen(person: Person, unit: Unit) -> list[int | None]:
        with scopes.for_seat(person.seat):
            return [line.amount.bags for line in progress_of(unit=unit, year=2026, now=NOW).rounds]

    open_figures = seen(cast.province_clerk, cast.province), seen(cast.district_clerk, cast.district)
    assert open_figures == ([37], [30])
    with scopes.for_seat(cast.district_clerk.seat):
        fresh = Round.objects.select_related("plan").get(pk=hosted.pk)
        planning.close_round(round=fresh, now=NOW)
    with scopes.for_system("tests"):
        assert RoundTotal.objects.get().bags == 30
    assert (seen(cast.province_clerk, cast.province), seen(cast.district_clerk, cast.district)) == open_figures
    assert rebuild_totals().total == 0  # the nightly comparison agrees with the trigger
    with pytest.raises(Refused, match="đã khóa"):
        enter(beside.clerk, hosted, beside.commune, 9, edition=1)


def test_the_migration_fills_the_paths_of_rounds_that_stand(year: Year) -> None:
    """What 0004 does for rounds made before it: the same as the verbs."""
    backfill = import_module("campaigns.migrations.0004_co_hosts").BACKFILL
    with scopes.for_system("tests"):
        before = dict(Round.objects.values_list("pk", "host_paths"))
        Round.objects.update(host_paths=[])
        with connection.cursor() as cursor:
            cursor.execute(backfill)
        assert dict(Round.objects.values_list("pk", "host_paths")) == before
        assert all(before.values())
        assert Plan.objects.exists()
        assert not Deadline.objects.exists()


def test_dates_of_the_co_hosts_deadline_are_the_rounds(hosted: Round, beside: Beside) -> None:
    with scopes.for_seat(beside.clerk.seat):
        (deadline,) = Deadline.objects.filter(round=hosted)
        assert deadlines.due_sentence(deadline) == "chậm nhất ngày 24/3/2036"
        assert dt.timedelta(0) < deadline.due_at - NOW


# --- Lists ------------------------------------------------------------------------------------------------


def test_lists_go_to_the_co_host_and_not_to_the_rounds_own_committee(
    hosted: Round, beside: Beside, cast: Cast, clerk: Desk
) -> None:
    focal, host = Desk(beside.focal), Desk(beside.clerk)
    focal.client.post(reverse("list_number", args=[hosted.pk, beside.commune.pk]), {"number": "12"})
    with scopes.for_system("tests"):
        assert Duty.objects.get(unit=beside.commune).submissions.get().amount == 12
    page = host.get("round_lists", hosted.pk)
    assert "xã Lâm An" in page
    assert "1/1 đơn vị đã nộp · 12 người đăng ký" in page
    assert host.client.get(reverse("volunteer_list", args=[hosted.pk, beside.commune.pk])).status_code == 200
    assert clerk.client.get(reverse("volunteer_list", args=[hosted.pk, beside.commune.pk])).status_code == 404
    assert "xã Lâm An" not in clerk.get("round_lists", hosted.pk)
    assert host.client.get(reverse("volunteer_list", args=[hosted.pk, cast.commune.pk])).status_code == 404


WITH_ALL_LISTS = ("consolidated", "roster", "registration_forms", "alike_rows", "incoming_new", "links")


@pytest.mark.parametrize("route", WITH_ALL_LISTS)
def test_a_co_host_beside_works_with_all_lists_of_its_units_together(
    hosted: Round, beside: Beside, cast: Cast, clerk: Desk, route: str
) -> None:
    address = reverse(route, args=[hosted.pk])
    assert Desk(beside.clerk).client.get(address).status_code == 200
    assert clerk.client.get(address).status_code == 200
    assert Desk(beside.focal).client.get(address).status_code == 403
    assert Desk(cast.province_clerk).client.get(address).status_code == 403


def test_the_consolidated_list_of_a_co_host_beside_holds_its_people_only(
    hosted: Round, beside: Beside, cast: Cast
) -> None:
    Office(beside.focal, hosted, beside.commune).send(workbook(HOA, headings=NUMBERED, title="XÃ LÂM AN"))
    Office(cast.commune_focal, hosted, cast.commune).send(workbook(THANH, headings=NUMBERED))
    made = texts(Host(cast, hosted, clerk=beside.clerk).made(Kind.CONSOLIDATED))
    assert [name for row in made for name in row if name in {"Đỗ Văn Thêm", "Trần Thị Mẫu"}] == ["Đỗ Văn Thêm"]


def test_the_template_names_the_committee_that_hosts_the_unit(hosted: Round, beside: Beside) -> None:
    response = Desk(beside.focal).client.get(reverse("list_template", args=[hosted.pk, beside.commune.pk]))
    assert response.status_code == 200
    written = {cell for row in texts(response.content) for cell in row}
    with scopes.for_system("tests"):
        assert Committee.objects.get(unit=beside.unit).name.upper() in written
