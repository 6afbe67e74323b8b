"""Two donors that are one person: merged, and unmerged exactly as they were.

Merging only names the survivor (`Donor.merged_into`): both rows keep their facts, recognitions keep pointing at the
donor they were made for, and the merged one's keys answer for the survivor (doors.py). Lists come from then on to the
survivor. A merged donor takes nobody in, and whoever has taken somebody in is not merged: no chain, no cycle.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.refusal import Refused
from donors import doors, persons
from donors.deciding import remember
from donors.doubles import why
from donors.identity import Match, match, pair_key
from donors.models import Donor, DonorKey

MOST_DOUBLES = 5


@dataclass(frozen=True, slots=True)
class Double:
    """A donor that may be the same person, and why."""

    donor: Donor
    match: Match

    @property
    def reasons(self) -> str:
        """In words."""
        return why(self.match)


@transaction.atomic
def merge(*, donor: Donor, into: Donor) -> None:
    """Say that `donor` is the same person as `into`, who stays. Twice is once.

    Raises `Refused` for a chain, a cycle, oneself, or another keeper's donor.
    """
    donor, into = _locked(donor, into)
    if donor.merged_into_id == into.pk:
        return
    if donor.keeper_id != into.keeper_id:
        raise Refused(_("Hai người thuộc hai Ban Chỉ đạo khác nhau nên không gộp được."))
    if donor.pk == into.pk:
        raise Refused(_("Đây là cùng một hồ sơ; chọn người khác để gộp."))
    if into.merged_into_id is not None or donor.merged_into_id is not None:
        raise Refused(_("Một trong hai người đã được gộp vào người khác; tách ra trước rồi gộp lại."))
    if donor.merged.exists():
        raise Refused(_("Người này đang gồm cả người khác đã gộp vào; tách những người đó ra trước."))
    donor.merged_into = into
    donor.save(update_fields=["merged_into"])
    audit.record("people.merged", subject=into, path=into.path, after={"donor": donor.pk})


@transaction.atomic
def unmerge(*, donor: Donor) -> None:
    """Make a merged donor somebody of their own again. Twice is once.

    Raises `Refused` where somebody else has had the same identity number since.
    """
    [donor] = _locked(donor)
    if donor.merged_into_id is None:
        return
    others = Donor.objects.filter(keeper=donor.keeper_id, identity_key=donor.identity_key, merged_into=None)
    if donor.identity_key and others.exists():
        raise Refused(
            _("Hai người cùng một số định danh nên không tách ra được; sửa số định danh trong danh sách trước.")
        )
    into_id, donor.merged_into = donor.merged_into_id, None
    donor.save(update_fields=["merged_into"])
    audit.record("people.unmerged", subject=donor, path=donor.path, before={"donor": into_id})


@transaction.atomic
def keep_apart(*, donor: Donor, other: Donor, by_name: str, now: dt.datetime) -> None:
    """Remember that two donors are two people: they are not suggested again. Raises `Refused`."""
    donor, other = _locked(donor, other)
    if donor.keeper_id != other.keeper_id or donor.pk == other.pk:
        raise Refused(_("Đây là cùng một hồ sơ; chọn người khác để gộp."))
    key = pair_key(persons.of_donor(donor), persons.of_donor(other))
    remember(path=donor.path, key=key, is_same=False, by_name=by_name, now=now)
    audit.record("people.kept_apart", subject=donor, path=donor.path, after={"donor": other.pk})


def doubles_of(donor: Donor) -> list[Double]:
    """Who else of the keeper's donors may be this person, the likeliest first: a suggestion, a human decides."""
    keys = DonorKey.objects.filter(path=donor.path, donor=donor).values_list("key", flat=True)
    near = DonorKey.objects.filter(path=donor.path, key__in=list(keys)).exclude(donor=donor)
    ids = set(near.values_list("donor_id", flat=True)[: doors.MOST_SHARING * 9])
    others = {
        each.pk: each
        for each in Donor.objects.filter(pk__in=ids, merged_into=None).select_related("unit")
        if each.pk != donor.merged_into_id
    }
    person = persons.of_donor(donor)
    found = match(
        person,
        [persons.of_donor(each) for each in others.values()],
        population=doors.population_of(donor.path, [person], size=doors.donors_of(donor.path).count()),
        remembered=doors.remembered_by(donor.path),
    )
    return [Double(others[each.person_id or 0], each) for each in found[:MOST_DOUBLES]]


def _locked(*donors: Donor) -> list[Donor]:
    """The rows, held in one order: two people merging the same two either way do not wait for each other.

    Raises `Refused` where somebody erased one of them meanwhile.
    """
    for keeper_id in sorted({donor.keeper_id for donor in donors}):
        doors.hold_keeper(keeper_id)
    rows = {
        each.pk: each
        for each in Donor.objects.select_for_update(of=("self",))
        .filter(pk__in=[donor.pk for donor in donors])
        .order_by("pk")
    }
    if any(donor.pk not in rows for donor in donors):
        raise Refused(_("Dữ liệu của người này đã xóa; mở lại danh sách người hiến máu."))
    return [rows[donor.pk] for donor in donors]
