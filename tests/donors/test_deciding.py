"""Rows that are near to somebody known: asked once, answered by the host alone, remembered for the next list."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from committees import scopes
from core.models import AuditEntry
from donors import deciding
from donors.models import Donor, DonorKey, PairChoice, Recognition
from tests.campaigns.desk import Desk
from tests.donors.kept import CLOSE, KNOWN, LATER, Host
from tests.donors.office import workbook


def test_the_same_person_is_linked_and_takes_the_newer_facts(host: Host) -> None:
    question = host.close_call()
    done = host.answer(question, is_same=True)
    [donor] = host.donors()
    assert (done.donor.pk, done.is_new_answer) == (donor.pk, True)
    assert donor.birth_year == 1991, "the newer list's"
    [_first, row] = host.registrations()
    assert row.is_known, "the unit reads «từng đăng ký»"
    with scopes.for_seat(host.seat):
        found = Recognition.objects.get(pk=question.pk)
        assert (found.donor_id, found.by) == (donor.pk, "person")
        assert DonorKey.objects.filter(donor=donor, key__contains=".1991").exists(), (
            "found by the newer year from now on"
        )


def test_two_people_are_two_donors_with_their_own_keys(host: Host) -> None:
    question = host.close_call()
    done = host.answer(question, is_same=False)
    first, second = host.donors()
    assert done.donor.pk == second.pk
    assert (first.birth_year, second.birth_year) == (1990, 1991)
    with scopes.for_seat(host.seat):
        assert DonorKey.objects.filter(donor=second).exists()
    assert not host.registrations()[1].is_known


@pytest.mark.parametrize("is_same", [True, False])
def test_the_next_list_is_not_asked_about_again(is_same: bool, host: Host) -> None:
    host.answer(host.close_call(), is_same=is_same)
    third = host.next_round()
    upload = host.office(third).send(workbook([CLOSE]), now=LATER)
    assert host.questions(third) == 0
    assert upload.known == 1
    assert len(host.donors()) == (1 if is_same else 2)
    with scopes.for_seat(host.seat):
        assert {choice.path for choice in PairChoice.objects.all()} == {host.seat.path}


def test_without_an_answer_the_next_list_is_asked_about_again(host: Host) -> None:
    host.close_call()
    third = host.next_round()
    host.office(third).send(workbook([CLOSE]), now=LATER)
    assert host.questions(third) == 1


def test_a_second_answer_changes_nothing(host: Host) -> None:
    question = host.close_call()
    first = host.answer(question, is_same=True)
    again = host.answer(question, is_same=False)
    assert (again.donor.pk, again.is_new_answer) == (first.donor.pk, False)
    assert len(host.donors()) == 1


def test_a_row_whose_candidate_goes_becomes_somebody_of_its_own(host: Host) -> None:
    question = host.close_call()
    host.office().send(workbook([("Đỗ Văn Thay", 1970, "Thôn Nam", "")]), now=LATER)
    with scopes.for_seat(host.seat):
        from donors import committing

        upload = host.office().list().uploads.latest("at")
        committing.settle(upload_id=upload.pk, now=LATER, may_remove=True)
        assert not Recognition.objects.filter(pk=question.pk).exists()
    assert {donor.name for donor in host.donors()} == {"Trần Thị Mẫu", "Đỗ Văn Thay"}
    with scopes.for_seat(host.seat):
        assert not Recognition.objects.filter(donor=None).exists(), "nobody is left without an owner"


def test_the_answer_is_in_the_trail_without_a_name(host: Host) -> None:
    host.answer(host.close_call(), is_same=True)
    with scopes.for_system("tests"):
        entry = AuditEntry.objects.get(action="people.recognised")
        told = " ".join(f"{each.before} {each.after} {each.subject_label}" for each in AuditEntry.objects.all())
    assert entry.after == {"answer": "same"}
    assert "Mẫu" not in told
    assert "0912000001" not in told


# --- The pages --------------------------------------------------------------------------------------


def test_the_clerk_compares_and_answers_without_a_script(host: Host, clerk: Desk) -> None:
    question = host.close_call()
    round_pk = question.registration.volunteer_list.round_id
    assert "Dòng giống người đã biết (1)" in clerk.get("round_lists", round_pk)
    listed = clerk.get("alike_rows", round_pk)
    assert "Trần Thị Mẫu" in listed
    assert "năm sinh gần giống" in listed
    shown = clerk.get("alike_row", round_pk, question.pk)
    for word in ("Danh sách ghi", "Đã biết", "1991", "1990", "0912000001", "0912000009", "năm sinh gần giống"):
        assert word in shown, word
    said = clerk.send("alike_row", round_pk, question.pk, answer="same")
    assert "Đã ghi: “Trần Thị Mẫu” là người đã biết." in said
    assert "Không còn dòng nào chờ trả lời" in said
    assert "đã được trả lời trước đó" in clerk.send("alike_row", round_pk, question.pk, answer="different")
    assert "Đã trả lời: cùng một người." in clerk.get("alike_row", round_pk, question.pk)


def test_looking_at_a_pair_is_written_down(host: Host, clerk: Desk) -> None:
    question = host.close_call()
    clerk.get("alike_row", question.registration.volunteer_list.round_id, question.pk)
    with scopes.for_system("tests"):
        entry = AuditEntry.objects.filter(action="people.read").latest("at")
    assert (entry.subject_type, entry.subject_id) == ("donors.donor", str(question.candidate_id))
    assert entry.subject_label == f"người hiến máu {question.candidate_id}"


def test_nobody_but_the_keeper_sees_a_pair(host: Host) -> None:
    question = host.close_call()
    round_pk = question.registration.volunteer_list.round_id
    for who, status in (
        ("commune_focal", 403),
        ("commune_clerk", 403),
        ("province_clerk", 403),
        ("district_head", 403),
        ("district_admin", 403),
        ("stranger", 404),
    ):
        desk = Desk(host.cast.people[who]).client
        for route, arguments in (("alike_rows", [round_pk]), ("alike_row", [round_pk, question.pk])):
            answer = desk.get(reverse(route, args=arguments))
            assert answer.status_code == status, (who, route)
            assert "Trần Thị Mẫu" not in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_open_rows_cost_the_same_however_many(
    count: int, host: Host, clerk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = [KNOWN, ("Lê Văn Thử", 1985, "Thôn Đông", "0912000002"), ("Phạm Thị Dụ", 1979, "Thôn Tây", "0912000003")]
    host.office().send(workbook(people))
    second = host.next_round()
    near = [(name, int(str(year)) + 1, place, "") for name, year, place, _phone in people[:count]]
    host.office(second).send(workbook(near), now=LATER)
    assert host.questions(second) == count
    clerk.get("alike_rows", second.pk)
    with django_assert_num_queries(11):
        clerk.get("alike_rows", second.pk)


def test_a_number_of_somebody_else_is_not_taken_over(host: Host) -> None:
    question = host.close_call()
    with scopes.for_seat(host.seat):
        [donor] = Donor.objects.all()
        other = Donor.objects.create(
            path=donor.path, keeper_id=donor.keeper_id, name="Ai Khác", birth_year=1950, identity_key="12:khoa"
        )
        question.registration.identity_key = "12:khoa"
        question.registration.save(update_fields=["identity_key"])
        with pytest.raises(deciding.Refused, match="của một người hiến máu khác"):
            deciding.decide(recognition_id=question.pk, is_same=True, by_name="", now=LATER)
        made = deciding.decide(recognition_id=question.pk, is_same=False, by_name="", now=LATER).donor
        assert (made.identity_key, other.identity_key) == ("", "12:khoa")
