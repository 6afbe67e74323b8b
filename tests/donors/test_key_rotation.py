"""Other keys: all reads and matches as before, the old key alone opens nothing, killed halfway all is readable."""

from __future__ import annotations

import io

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import BinaryField
from pytest_django.fixtures import Settings

from committees import scopes
from committees.signing_in import SecondStepAdapter
from core import encryption, files, key_rotation
from core.models import StoredFile
from donors import match_keys, match_rotation, persons, rows
from donors.identity import block_keys
from donors.models import Donor, DonorKey, PairChoice, Registration, RegistrationChange, StagedRow, Upload
from donors.sealing import json_of, opened_for_person, text_of
from tests.donors.kept import CLOSE, LATER, Host
from tests.donors.office import PEOPLE, workbook
from tests.donors.owner import as_owner

pytestmark = pytest.mark.django_db(transaction=True)

OLD_DATA_KEY, NEW_DATA_KEY = Fernet.generate_key().decode(), Fernet.generate_key().decode()
NEW_MATCH_KEY = "mot-khoa-moi-that-dai-de-thu-0123456789"
HEADINGS = ("STT", "Họ và tên", "Năm sinh", "Đơn vị", "Điện thoại", "Số CCCD")
NUMBERED = [(*PEOPLE[0], "001190000011"), (*PEOPLE[1], ""), (*PEOPLE[2], "")]
MENDED = [("Trần Thị Mẫu", 1990, "Thôn Đông 2", "0912000001", "001190000011"), *NUMBERED[1:]]
BAD = ("Hồ Thị Sai", "19977", "Thôn Tây", "0912000005", "")
# Sealed with something else than DATA_KEYS, or by a function of its own that is registered.
OTHERWISE = {("donors.registrationchange", "before"), ("core.storedfile", "content")}


@pytest.fixture
def kept(host: Host, settings: Settings) -> Host:
    """People, a correction, a row to mend, files and a second step, sealed with the old key."""
    settings.DATA_KEYS = [OLD_DATA_KEY]
    host.office().send(workbook([*NUMBERED, BAD], headings=HEADINGS))
    host.office().send(workbook([*MENDED, BAD], headings=HEADINGS), now=LATER)
    sealed = SecondStepAdapter().encrypt("BÍ MẬT")
    Authenticator.objects.create(user=host.cast.district_clerk.user, type="totp", data={"secret": sealed})
    settings.DATA_KEYS = [NEW_DATA_KEY, OLD_DATA_KEY]
    return host


def read_all(host: Host) -> list[object]:
    """Everything sealed, opened."""
    with scopes.for_seat(host.seat):
        people = [rows.as_json(rows.person_of(each)) for each in Registration.objects.order_by("pk")]
        numbers = [(text_of(each.identity_sealed), text_of(each.phone_sealed)) for each in Donor.objects.order_by("pk")]
        waiting = [json_of(each.sealed) for each in StagedRow.objects.order_by("pk")]
        found = [json_of(each.findings) for each in Upload.objects.order_by("pk") if each.findings]
        contents = [files.content_of(each) for each in StoredFile.objects.order_by("pk")]
        before = [
            opened_for_person(each.registration.key_sealed, each.before)
            for each in RegistrationChange.objects.select_related("registration").order_by("pk")
        ]
    second = [SecondStepAdapter().decrypt(each.data["secret"]) for each in Authenticator.objects.all()]
    return [people, numbers, waiting, found, contents, before, second]


# --- DATA_KEYS --------------------------------------------------------------------------------------


def test_after_the_rotation_the_new_key_alone_reads_everything(kept: Host, settings: Settings) -> None:
    before = read_all(kept)
    told = io.StringIO()
    with as_owner():
        call_command("rotate_data_keys", stdout=told)
    assert "Xong: mã hóa lại" in told.getvalue()
    settings.DATA_KEYS = [NEW_DATA_KEY]
    assert read_all(kept) == before
    settings.DATA_KEYS = [OLD_DATA_KEY]
    with scopes.for_seat(kept.seat):
        sealed = [
            *(each.identity_sealed for each in Registration.objects.exclude(identity_key="")),
            *(each.key_sealed for each in Registration.objects.exclude(key_sealed=b"")),
            *(each.phone_sealed for each in Donor.objects.exclude(phone_key="")),
            *(each.sealed for each in StagedRow.objects.all()),
            *(each.content for each in StoredFile.objects.all()),
        ]
    assert len(sealed) > 5
    for each in sealed:
        with pytest.raises(encryption.UndecryptableError):
            encryption.decrypt(bytes(each))


def test_killed_halfway_everything_reads_and_the_next_run_goes_on(kept: Host, settings: Settings) -> None:
    before = read_all(kept)
    with as_owner():
        steps = key_rotation.rotate()
        done = {next(steps).table, next(steps).table}
        steps.close()
    assert len(done) == 2
    assert read_all(kept) == before
    with as_owner():
        again = list(key_rotation.rotate())
    assert [each.resealed for each in again if each.table in done] == [0, 0], "what is done is not done again"
    settings.DATA_KEYS = [NEW_DATA_KEY]
    assert read_all(kept) == before


def test_the_application_itself_cannot_rotate_and_says_so(kept: Host) -> None:
    with pytest.raises(CommandError, match="tài khoản chủ"):
        call_command("rotate_data_keys")


def test_with_one_key_there_is_nothing_to_rotate(settings: Settings) -> None:
    settings.DATA_KEYS = [OLD_DATA_KEY]
    with pytest.raises(CommandError, match="mới có một khóa"):
        call_command("rotate_data_keys")


def test_every_sealed_column_is_registered() -> None:
    registered = {
        (each.model._meta.label_lower, name) for each in key_rotation.sealed_tables() for name in each.columns
    }
    sealed = {
        (model._meta.label_lower, field.name)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, BinaryField)
    }
    assert sealed - registered - OTHERWISE == set(), "register these in their app's ready() (core/key_rotation.py)"


# --- MATCH_KEY --------------------------------------------------------------------------------------


def hashes(host: Host) -> list[object]:
    """Every keyed hash, and the pairs that were decided."""
    with scopes.for_seat(host.seat):
        return [
            list(
                Registration.objects.order_by("pk").values_list("identity_key", "phone_key", "person_key", "row_hash")
            ),
            list(Donor.objects.order_by("pk").values_list("identity_key", "phone_key")),
            sorted(DonorKey.objects.values_list("donor_id", "key")),
            list(StagedRow.objects.order_by("pk").values_list("row_hash", flat=True)),
            sorted(PairChoice.objects.values_list("pair_key", flat=True)),
        ]


def rotate(settings: Settings) -> str:
    told = io.StringIO()
    with as_owner():
        call_command("rotate_match_key", new=NEW_MATCH_KEY, stdout=told)
    settings.MATCH_KEY = NEW_MATCH_KEY
    return told.getvalue()


def test_after_the_swap_every_hash_is_what_the_new_key_gives(kept: Host, settings: Settings) -> None:
    before = hashes(kept)
    assert f"MATCH_KEY={NEW_MATCH_KEY}" in rotate(settings)
    after = hashes(kept)
    assert [one != other for one, other in zip(before[:4], after[:4], strict=True)] == [True] * 4
    with scopes.for_seat(kept.seat):
        for each in Registration.objects.all():
            values = rows.registration_values(rows.person_of(each))
            for name in ("identity_key", "phone_key", "person_key", "row_hash"):
                assert getattr(each, name) == values[name], name
        for donor in Donor.objects.all():
            assert donor.phone_key == match_keys.phone_key(text_of(donor.phone_sealed))
            assert set(donor.keys.values_list("key", flat=True)) == set(block_keys(persons.of_donor(donor)))
    old = {key for row in before[0] for key in row if key} | {key for row in before[1] for key in row if key}  # type: ignore[attr-defined]
    assert not [key for key in old if key in str(after)], "nothing of the old key is left"


def test_matching_goes_on_as_before(kept: Host, settings: Settings) -> None:
    rotate(settings)
    again = kept.office().send(workbook([*MENDED, BAD], headings=HEADINGS), name="lan nua.xlsx", now=LATER)
    assert (again.added, again.changed, again.removed) == (0, 0, 0), "the very same rows are known again"
    later = kept.next_round()
    upload = kept.office(later).send(workbook(MENDED, headings=HEADINGS), now=LATER)
    assert upload.known == 3
    assert len(kept.donors()) == 3


def test_what_a_human_decided_holds_after_the_swap(host: Host, settings: Settings) -> None:
    host.answer(host.close_call(), is_same=False)
    assert "0 câu trả lời" in rotate(settings)
    later = host.next_round()
    host.office(later).send(workbook([CLOSE]), now=LATER)
    assert host.questions(later) == 0
    assert len(host.donors()) == 2


def test_killed_before_the_swap_nothing_has_changed(kept: Host, settings: Settings) -> None:
    before = hashes(kept)
    with as_owner():
        call_command("rotate_match_key", new=NEW_MATCH_KEY, prepare=True, stdout=io.StringIO())
    assert hashes(kept) == before
    upload = kept.office(kept.next_round()).send(workbook(NUMBERED, headings=HEADINGS), now=LATER)
    assert upload.known == 3, "the application works on with its old key"
    rotate(settings)
    assert kept.office(kept.next_round()).send(workbook(NUMBERED, headings=HEADINGS), now=LATER).known == 3
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {match_rotation.TABLE}")
        assert cursor.fetchone() == (0,)


def test_killed_within_the_swap_nothing_has_changed(kept: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    before = hashes(kept)

    def killed() -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(match_rotation, "_move_answers", killed)
    with as_owner(), pytest.raises(KeyboardInterrupt):
        match_rotation.swap(NEW_MATCH_KEY)
    assert hashes(kept) == before


def test_run_again_before_the_environment_was_changed_it_says_that_it_is_done(kept: Host, settings: Settings) -> None:
    old = settings.MATCH_KEY
    rotate(settings)
    done = hashes(kept)
    settings.MATCH_KEY = old
    assert "Đã đổi từ trước" in rotate(settings)
    assert hashes(kept) == done


@pytest.mark.parametrize(("key", "said"), [("ngan", "ít nhất 32 ký tự"), ("", "ít nhất 32 ký tự")])
def test_a_poor_key_is_refused(key: str, said: str) -> None:
    with as_owner(), pytest.raises(CommandError, match=said):
        call_command("rotate_match_key", new=key)


def test_only_the_owner_sees_what_the_hashes_become(kept: Host) -> None:
    with pytest.raises(CommandError, match="tài khoản chủ"):
        call_command("rotate_match_key", new=NEW_MATCH_KEY)
    from django.db import ProgrammingError, transaction

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(f"SELECT 1 FROM {match_rotation.TABLE}")
