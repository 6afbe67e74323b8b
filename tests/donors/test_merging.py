"""Two donors that are one person: merged without losing anything, and parted exactly as they were."""

from __future__ import annotations

import pytest
from django.forms.models import model_to_dict
from django.urls import reverse

from committees import scopes
from core.models import AuditEntry
from core.refusal import Refused
from donors import merging
from donors.models import Donor, DonorKey, Recognition
from tests.campaigns.desk import Desk
from tests.donors.kept import CLOSE, KNOWN, LATER, Host
from tests.donors.office import workbook

THIRD = ("Lê Văn Thử", 1985, "Thôn Đông", "0912000002")


@pytest.fixture
def two(host: Host) -> tuple[Donor, Donor]:
    """Two rows that a human took for two people, and a third person."""
    host.answer(host.close_call(), is_same=False)
    host.office(host.next_round()).send(workbook([THIRD]), now=LATER)
    first, second, _third = host.donors()
    return first, second


def facts(host: Host) -> list[object]:
    """Everything that merging could touch."""
    with scopes.for_seat(host.seat):
        return [
            [model_to_dict(donor) for donor in Donor.objects.order_by("pk")],
            list(Recognition.objects.order_by("pk").values_list("pk", "donor", "candidate")),
            list(DonorKey.objects.order_by("pk").values_list("pk", "donor", "key")),
        ]


def test_unmerging_gives_both_back_as_they_were(host: Host, two: tuple[Donor, Donor]) -> None:
    first, second = two
    before = facts(host)
    with scopes.for_seat(host.seat):
        merging.merge(donor=second, into=first)
        merging.merge(donor=second, into=first)
        assert Recognition.objects.filter(donor=second).exists(), "the registration still names the original"
    assert facts(host) != before
    with scopes.for_seat(host.seat):
        merging.unmerge(donor=second)
        merging.unmerge(donor=second)
    assert facts(host) == before
    with scopes.for_system("tests"):
        actions = list(AuditEntry.objects.values_list("action", flat=True))
    assert (actions.count("people.merged"), actions.count("people.unmerged")) == (1, 1)


def test_the_merged_ones_keys_answer_for_the_survivor(host: Host, two: tuple[Donor, Donor]) -> None:
    first, second = two
    with scopes.for_seat(host.seat):
        merging.merge(donor=second, into=first)
    later = host.next_round()
    upload = host.office(later).send(workbook([CLOSE]), now=LATER)
    assert upload.known == 1
    with scopes.for_seat(host.seat):
        assert Recognition.objects.get(registration__volunteer_list__round=later).donor_id == first.pk
    assert len(host.donors()) == 3, "nobody new"


def test_no_chain_no_cycle_and_not_oneself(host: Host, two: tuple[Donor, Donor]) -> None:
    first, second = two
    third = host.donors()[2]
    with scopes.for_seat(host.seat):
        with pytest.raises(Refused, match="cùng một hồ sơ"):
            merging.merge(donor=first, into=first)
        merging.merge(donor=second, into=first)
        with pytest.raises(Refused, match="gộp vào người khác"):
            merging.merge(donor=third, into=second)
        with pytest.raises(Refused, match="gồm cả người khác"):
            merging.merge(donor=first, into=third)
        with pytest.raises(Refused, match="gộp vào người khác"):
            merging.merge(donor=first, into=second)


def test_one_identity_number_is_one_donor_after_unmerging_too(host: Host, two: tuple[Donor, Donor]) -> None:
    first, second = two
    with scopes.for_seat(host.seat):
        Donor.objects.filter(pk=second.pk).update(identity_key="12:khoa")
        merging.merge(donor=second, into=first)
        Donor.objects.filter(pk=first.pk).update(identity_key="12:khoa")
        with pytest.raises(Refused, match="cùng một số định danh"):
            merging.unmerge(donor=second)


def test_the_clerk_merges_and_parts_on_the_persons_page(host: Host, clerk: Desk, two: tuple[Donor, Donor]) -> None:
    first, second = two
    with scopes.for_seat(host.seat):
        from donors.models import PairChoice

        PairChoice.objects.all().delete()
    page = clerk.get("donor", first.pk)
    assert "Có thể là cùng một người" in page
    assert "năm sinh gần giống" in page
    assert "Đã gộp" in clerk.send("donor_double", first.pk, second.pk, answer="same")
    page = clerk.get("donor", first.pk)
    assert "Hồ sơ đã gộp vào" in page
    assert page.count("Đợt") >= 2, "the registrations of both"
    assert "2 người" in clerk.get("donors")
    assert "Đã tách" in clerk.send("donor_unmerge", second.pk)
    assert "3 người" in clerk.get("donors")
    assert "Không gợi ý lại nữa" in clerk.send("donor_double", first.pk, second.pk, answer="different")
    assert "Có thể là cùng một người" not in clerk.get("donor", first.pk)


def test_a_merged_donors_page_is_the_survivors(host: Host, clerk: Desk, two: tuple[Donor, Donor]) -> None:
    first, second = two
    clerk.send("donor_double", first.pk, second.pk, answer="same")
    answer = clerk.client.get(reverse("donor", args=[second.pk]))
    assert answer.headers["Location"] == reverse("donor", args=[first.pk])


@pytest.mark.parametrize(("query", "found"), [("tran thi", 1), ("Trần", 1), ("le van th", 1), ("mau", 0), ("", 2)])
def test_people_are_found_by_the_beginning_of_the_name(query: str, found: int, host: Host, clerk: Desk) -> None:
    host.office().send(workbook([KNOWN, THIRD]))
    assert f"{found} người" in clerk.get("donors", name=query)


def test_people_are_found_by_year_and_reading_is_written_down(host: Host, clerk: Desk) -> None:
    host.office().send(workbook([KNOWN, THIRD]))
    page = clerk.get("donors", year="1985")
    assert "Lê Văn Thử" in page
    assert "Trần Thị Mẫu" not in page
    [first, _second] = host.donors()
    clerk.get("donor", first.pk)
    with scopes.for_system("tests"):
        listed = AuditEntry.objects.get(action="people.listed")
        read = AuditEntry.objects.get(action="people.read")
    assert listed.after == {"count": 1}
    assert (read.subject_type, read.subject_id) == ("donors.donor", str(first.pk))


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_however_many(
    count: int, host: Host, clerk: Desk, django_assert_num_queries: object
) -> None:
    rows = [KNOWN, THIRD, ("Phạm Thị Dụ", 1979, "Thôn Tây", "0912000003")][:count]
    for _round in range(count):
        host.office(host.next_round()).send(workbook(rows), now=LATER)
    clerk.get("donors")
    with django_assert_num_queries(11):  # type: ignore[operator]
        clerk.get("donors")
    with django_assert_num_queries(26):  # type: ignore[operator]
        clerk.get("donor", host.donors()[0].pk)
