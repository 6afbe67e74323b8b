"""Stored files: what was put in comes out, sealed where it must be, and gone when its time is over."""

from __future__ import annotations

import datetime as dt

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from committees import scopes
from core import encryption, files
from core.models import StoredFile
from core.refusal import Refused
from tests.cast import Cast

NOW = dt.datetime(2026, 11, 22, 2, 0, tzinfo=dt.UTC)


def keep(path: str, content: bytes = b"%PDF-", *, name: str = "báo cáo.pdf", encrypted: bool = False) -> StoredFile:
    return files.store(
        name=name,
        media_type="application/pdf",
        content=content,
        path=path,
        encrypted=encrypted,
        expires_at=NOW if encrypted else None,
        created_by_id=None,
    )


@pytest.mark.parametrize("encrypted", [False, True])
def test_bytes_come_back_as_they_were(cast: Cast, encrypted: bool) -> None:
    with scopes.for_system("tests"):
        kept = StoredFile.objects.get(pk=keep(cast.district.path, b"\x00mau\xff", encrypted=encrypted).pk)
        assert files.content_of(kept) == b"\x00mau\xff"
        assert kept.size == 5


def test_what_names_people_is_unreadable_in_the_database(cast: Cast) -> None:
    with scopes.for_system("tests"):
        kept = StoredFile.objects.get(pk=keep(cast.district.path, b"Nguoi Thu 7", encrypted=True).pk)
        assert b"Nguoi" not in bytes(kept.content)


def test_an_old_key_still_opens_after_a_new_one_was_put_in_front(cast: Cast, settings: Settings) -> None:
    with scopes.for_system("tests"):
        kept = keep(cast.district.path, b"cu", encrypted=True)
        former = settings.DATA_KEYS
        settings.DATA_KEYS = [Fernet.generate_key().decode(), *former]
        assert files.content_of(kept) == b"cu"
        settings.DATA_KEYS = settings.DATA_KEYS[:1]
        with pytest.raises(encryption.UndecryptableError):
            files.content_of(kept)


def test_too_large_is_refused_in_a_sentence_with_both_sizes(cast: Cast, settings: Settings) -> None:
    settings.MAX_STORED_FILE_BYTES = 2 * files.MEGABYTE
    with scopes.for_system("tests"):
        keep(cast.district.path, b"x" * 2 * files.MEGABYTE)
        with pytest.raises(Refused, match=r"“báo cáo.pdf” nặng 3 MB, nhiều hơn 2 MB"):
            keep(cast.district.path, b"x" * (2 * files.MEGABYTE + 1))


def test_a_download_is_named_in_vietnamese_and_its_type_is_not_guessed(cast: Cast) -> None:
    with scopes.for_system("tests"):
        response = files.as_download(keep(cast.district.path, name='../..\\bao"cao\r\nSet-Cookie: a=1.pdf'))
        vietnamese = files.as_download(keep(cast.district.path))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "\r" not in response["Content-Disposition"]
    assert "/" not in response["Content-Disposition"]
    assert vietnamese["Content-Disposition"] == "attachment; filename*=utf-8''b%C3%A1o%20c%C3%A1o.pdf"


@given(st.text())
def test_a_safe_name_is_short_plain_and_never_empty(name: str) -> None:
    safe = files.safe_name(name)
    assert 0 < len(safe) <= files.LONGEST_NAME
    assert not set(safe) & set('/\\:*?"<>|\r\n\t\x00\u202e')
    assert files.safe_name(safe) == safe


def test_a_long_name_keeps_its_ending() -> None:
    assert files.safe_name("danh sách " * 60 + ".xlsx").endswith(".xlsx")


def test_only_files_whose_time_is_over_go(cast: Cast) -> None:
    with scopes.for_system("tests"):
        over, kept = keep(cast.commune.path, encrypted=True), keep(cast.commune.path)
    assert files.remove_expired(now=NOW - dt.timedelta(seconds=1)) == 0
    assert files.remove_expired(now=NOW) == 1
    with scopes.for_system("tests"):
        assert set(StoredFile.objects.values_list("pk", flat=True)) == {kept.pk}
        assert over.pk != kept.pk


def test_a_unit_does_not_meet_its_neighbours_files(cast: Cast) -> None:
    with scopes.for_system("tests"):
        own, other = keep(cast.commune.path), keep(cast.other_commune.path)
    assert cast.commune_focal.seat is not None
    with scopes.for_seat(cast.commune_focal.seat):
        assert list(StoredFile.objects.filter(pk__in=[own.pk, other.pk]).values_list("pk", flat=True)) == [own.pk]
