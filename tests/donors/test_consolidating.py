"""One list of all units: grouped, counted, in our layout or the centre's own form; handed out and written down."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from campaigns import hosting
from campaigns.models import Session
from committees import scopes
from core import files, jobs
from core.models import Job, StoredFile
from core.refusal import Refused
from donors import centre_forms, consolidating
from donors.handouts import Kind
from donors.intake.fields import Field
from donors.models import CentreForm, VolunteerList
from tests.campaigns.desk import Desk
from tests.cast import Cast
from tests.donors.hosting import PEOPLE, Host, host_of, run_again, texts
from tests.donors.intake.test_filled_form import blank_form
from tests.donors.office import work
from tests.quotas.years import NOW, Year

PLAIN: dict[str, object] = {"form": None, "units": "handed_in", "columns": ["phone"], "has_warnings": False}


@pytest.fixture
def host(cast: Cast, year: Year) -> Host:
    return host_of(cast, year)


def groups_in(rows: list[list[str]]) -> dict[str, list[str]]:
    """Unit → names, as the list reads."""
    found: dict[str, list[str]] = {}
    for row in rows:
        line = row[0] or row[1]
        if line[:2] in {"I.", "II", "IV", "V."} and not line.startswith("Cộng"):
            found[line.split(". ", 1)[1]] = []
        elif found and row[0].isdecimal():
            found[list(found)[-1]].append(row[1])
    return found


def test_the_days_of_a_round_stand_in_their_order(host: Host) -> None:
    days = [(dt.date(2026, 12, 1), False), (dt.date(2026, 11, 23), False), (dt.date(2027, 1, 1), True)]
    sessions = [Session(held_on=day, is_month_only=is_month) for day, is_month in days]
    with scopes.for_seat(host.seat):
        told = consolidating.title_lines(host.cast.district_clerk.seat.unit.committee, host.round, sessions)[-1]
    assert told.endswith("(ngày hiến máu: 23/11/2026, 01/12/2026, tháng 01/2027)")


def test_all_lists_become_one_by_unit_with_totals(host: Host) -> None:
    rows = texts(host.made(Kind.CONSOLIDATED, **PLAIN))
    assert groups_in(rows) == PEOPLE
    said = [cell for row in rows for cell in row]
    with scopes.for_seat(host.seat):
        total = sum(VolunteerList.objects.filter(round=host.round).values_list("people", flat=True))
    assert total == 4
    assert f"Tổng cộng: {total} người" in said
    assert [cell for cell in said if cell.startswith("Cộng ")] == ["Cộng I: 1 người", "Cộng II: 3 người"]
    assert "NGƯỜI LẬP BIỂU" in said


def test_identity_numbers_stay_sealed_unless_asked_for(host: Host) -> None:
    without = "".join(cell for row in texts(host.made(Kind.CONSOLIDATED, **PLAIN)) for cell in row)
    assert "051190000011" not in without
    assert "0912000001" in without
    wanted = {**PLAIN, "columns": ["identity"]}
    with_number = "".join(cell for row in texts(host.made(Kind.CONSOLIDATED, **wanted)) for cell in row)
    assert "051190000011" in with_number
    assert "0912000001" not in with_number


def test_nothing_that_a_unit_wrote_runs_as_a_formula(host: Host) -> None:
    book = openpyxl.load_workbook(io.BytesIO(host.made(Kind.CONSOLIDATED, **PLAIN)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    (hostile,) = [cell for cell in cells if cell.value == "@Thôn Tây"]
    assert hostile.quotePrefix


def test_units_without_people_stand_there_where_all_are_wanted(host: Host) -> None:
    handed_in = groups_in(texts(host.made(Kind.CONSOLIDATED, **PLAIN)))
    everyone = groups_in(texts(host.made(Kind.CONSOLIDATED, **{**PLAIN, "units": "all"})))
    assert "Phòng Giáo dục Bình Hải" not in handed_in
    assert everyone["Phòng Giáo dục Bình Hải"] == []


def test_the_centres_own_form_is_mapped_once_and_filled(host: Host) -> None:
    form = add(host, blank_form())
    assert form.columns == {
        "order": 0,
        "name": 1,
        "birth_male": 3,
        "birth_female": 4,
        "identity": 5,
        "phone": 6,
        "blood_group": 7,
        "last_donation": 8,
    }
    assert form.header_row == 4
    rows = texts(host.made(Kind.CONSOLIDATED, **{**PLAIN, "form": form.pk}))
    assert rows[0][0] == "TRUNG TÂM TRUYỀN MÁU"
    said = [cell for row in rows for cell in row]
    assert {"Lê Văn Thử", "Đỗ Văn Thêm", "051085000012"} <= set(said)
    assert any("GIÁM ĐỐC" in cell for cell in said)


def add(host: Host, content: bytes, name: str = "Mẫu Trung tâm") -> CentreForm:
    with scopes.for_seat(host.seat):
        return centre_forms.add_form(
            name=name, file_name="mau.xlsx", content=content, seat=host.seat, user_id=None, now=NOW
        )


def test_a_form_with_people_on_it_is_not_kept(host: Host) -> None:
    filled = host.made(Kind.CONSOLIDATED, **PLAIN)
    with pytest.raises(Refused, match="đã có tên người"):
        add(host, filled)
    add(host, blank_form())
    with pytest.raises(Refused, match="đặt tên khác"):
        add(host, blank_form())


def test_what_the_columns_mean_is_corrected_by_hand(host: Host) -> None:
    form = add(host, blank_form())
    with scopes.for_seat(host.seat):
        with pytest.raises(Refused, match="Hai cột"):
            centre_forms.save_columns(form=form, meanings={1: "name", 3: "name"})
        with pytest.raises(Refused, match="Họ và tên"):
            centre_forms.save_columns(form=form, meanings={3: "birth"})
        centre_forms.save_columns(form=form, meanings={1: "name", 3: "birth", 6: "phone", 7: ""})
        assert CentreForm.objects.get(pk=form.pk).columns == {"name": 1, "birth": 3, "phone": 6}


def test_warnings_stand_in_the_note_where_asked_for(host: Host) -> None:
    with scopes.for_seat(host.seat):
        lists = VolunteerList.objects.get(unit=host.cast.commune)
        lists.registrations.filter(name="Lê Văn Thử").update(is_elsewhere=True)
    noted = {**PLAIN, "has_warnings": True}
    assert any("đơn vị khác" in row[-1] for row in texts(host.made(Kind.CONSOLIDATED, **noted)))
    assert not any("đơn vị khác" in row[-1] for row in texts(host.made(Kind.CONSOLIDATED, **PLAIN)))


def test_another_hosts_people_are_never_in_it(cast: Cast, year: Year) -> None:
    """The commune's own committee co-hosts for itself: it reads its own people, not its neighbour's."""
    district = Host(cast, year.round)
    with scopes.for_seat(district.seat):
        hosting.add_host(round=year.round, unit=cast.commune)
    host_of(cast, year)
    co_host = Host(cast, year.round, clerk=cast.commune_clerk)
    said = str(texts(co_host.made(Kind.CONSOLIDATED, **{**PLAIN, "units": "all"})))
    assert "Lê Văn Thử" in said
    assert "Đỗ Văn Thêm" not in said
    assert "An Hòa" not in said
    assert "Đỗ Văn Thêm" in str(texts(district.made(Kind.CONSOLIDATED, **PLAIN)))


def test_a_copy_is_a_disclosure_to_somebody_named(host: Host, clerk: Desk) -> None:
    asked = {"form": "ours", "units": "handed_in", "columns": ["phone"], "purpose": "Tiếp nhận máu ngày 28/11"}
    assert "Ghi rõ giao cho ai" in clerk.send("consolidated", host.round.pk, recipient="", **asked)
    clerk.send("consolidated", host.round.pk, recipient="Bệnh viện Mẫu", **asked)
    assert "Đang chờ" in clerk.get("consolidated", host.round.pk)
    work(NOW)
    said = clerk.get("consolidated", host.round.pk)
    assert "Tệp ghi tên 4 người của 2 đơn vị" in said
    assert "Giao cho: Bệnh viện Mẫu" in said
    assert host.disclosed() == []
    response = clerk.client.get(reverse("consolidated_file", args=[host.round.pk]))
    assert response["Content-Type"].endswith("sheet")
    (entry,) = host.disclosed()
    assert entry.after["recipient"] == "Bệnh viện Mẫu"
    assert entry.after["count"] == 4
    assert "Điện thoại" in str(entry.after["columns"])
    assert "Mẫu" not in str(entry.after).replace("Bệnh viện Mẫu", ""), "the trail holds no person"
    assert "giao cho Bệnh viện Mẫu, Tiếp nhận máu ngày 28/11 · 4 người" in clerk.get("consolidated", host.round.pk)


def test_the_file_is_sealed_goes_in_time_and_is_only_one(host: Host) -> None:
    host.made(Kind.CONSOLIDATED, **PLAIN)
    host.made(Kind.CONSOLIDATED, **{**PLAIN, "units": "all"})
    (file,) = host.files()
    assert file.is_encrypted
    assert file.readers == [host.seat.path]
    assert file.expires_at is not None
    for person in (host.cast.province_clerk, host.cast.commune_focal, host.cast.stranger):
        assert person.seat is not None
        with scopes.for_seat(person.seat):
            assert not StoredFile.objects.filter(pk=file.pk).exists()


def test_asked_twice_is_made_once_and_something_else_waits(host: Host) -> None:
    first = host.ask(Kind.CONSOLIDATED, do=False, **PLAIN)
    assert host.ask(Kind.CONSOLIDATED, do=False, **PLAIN).pk == first.pk
    with pytest.raises(Refused, match="đang được lập"):
        host.ask(Kind.CONSOLIDATED, do=False, **{**PLAIN, "units": "all"})


@pytest.mark.parametrize("dies_after", ["storing", "gathering"])
def test_a_worker_killed_halfway_leaves_one_file(host: Host, monkeypatch: pytest.MonkeyPatch, dies_after: str) -> None:
    job = host.ask(Kind.CONSOLIDATED, do=False, **PLAIN)
    place, name = (jobs, "_finish") if dies_after == "storing" else (consolidating, "default_form")

    def killed(*args: object, **kwargs: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(place, name, killed)
        with pytest.raises(SystemExit):
            jobs.run(job.pk, clock=lambda: NOW)
    assert len(host.files()) == (1 if dies_after == "storing" else 0)
    run_again(job)
    assert host.again(job).state == Job.State.DONE
    (file,) = host.files()
    with scopes.for_seat(host.seat):
        assert "Đỗ Văn Thêm" in str(texts(files.content_of(file)))


def test_an_empty_round_says_what_to_wait_for(cast: Cast, year: Year) -> None:
    job = Host(cast, year.round).ask(Kind.CONSOLIDATED, **PLAIN)
    assert "chờ đơn vị nộp danh sách" in job.error


def test_the_form_is_uploaded_mapped_and_chosen_on_the_page(host: Host, clerk: Desk) -> None:
    file = SimpleUploadedFile("mau trung tam.xlsx", blank_form())
    said = clerk.send("centre_form_new", host.round.pk, name="Mẫu Trung tâm", file=file)
    assert "Cột B: HỌ VÀ TÊN" in said
    with scopes.for_seat(host.seat):
        form = CentreForm.objects.get()
    said = clerk.send("centre_form", host.round.pk, form.pk, **{"column-1": "name", "column-3": Field.BIRTH.value})
    assert "Đã lưu mẫu" in said
    assert "Mẫu Trung tâm" in said
    said = clerk.send("centre_form", host.round.pk, form.pk, header_row="999")
    assert "không có dòng này" in said


@pytest.mark.parametrize("kind", ["consolidated", "roster", "registration_forms"])
def test_a_page_costs_the_same_however_many_units(
    host: Host, clerk: Desk, kind: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clerk.get(kind, host.round.pk)
    with django_assert_num_queries({"consolidated": 14, "roster": 12, "registration_forms": 13}[kind]):
        clerk.get(kind, host.round.pk)
