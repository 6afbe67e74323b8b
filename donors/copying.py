"""Everything that is kept about one person, for that person: the right to a copy (domain.md §6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.text.dates import clock, short_date
from donors.deciding import survivor_of
from donors.erasing import registrations_of
from donors.intake.fields import FIELD_LABELS
from donors.intake.findings import Finding
from donors.intake.wording import sentence
from donors.models import Consent, Donor, Registration, RegistrationChange, Sex
from donors.sealing import text_of

Facts = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Part:
    """One heading of a copy, and what stands under it."""

    title: str
    facts: Facts


def copy_of(donor: Donor) -> list[Part]:
    """What is kept about a donor, part by part, in the words of the pages; blanks are left out."""
    top = survivor_of(donor)
    donors = [top, *Donor.objects.filter(merged_into=top).select_related("unit").order_by("pk")]
    registrations = registrations_of(top)
    consents = {
        each.volunteer_list_id: each
        for each in Consent.objects.filter(volunteer_list__in={each.volunteer_list_id for each in registrations})
    }
    changes: dict[int, list[RegistrationChange]] = {}
    for change in RegistrationChange.objects.filter(registration__in=registrations).select_related("upload"):
        changes.setdefault(change.registration_id, []).append(change)
    return [
        *(Part(_title_of(each, top), facts_of(each)) for each in donors),
        *(
            Part(
                _("Đăng ký: %(unit)s, %(round)s năm %(year)s")
                % {
                    "unit": each.volunteer_list.unit.name,
                    "round": each.volunteer_list.round.name,
                    "year": each.volunteer_list.round.plan.year,
                },
                [
                    *_registered(each),
                    *_consent(consents.get(each.volunteer_list_id)),
                    *_changes(changes.get(each.pk, [])),
                ],
            )
            for each in registrations
        ),
    ]


def as_json(parts: list[Part], *, at: dt.datetime) -> dict[str, object]:
    """A copy as plain values, for a file."""
    return {
        "lúc": at.isoformat(timespec="seconds"),
        "phần": [{"tên": part.title, "nội dung": [{label: value} for label, value in part.facts]} for part in parts],
    }


def facts_of(donor: Donor) -> Facts:
    """A donor's facts in words, the numbers opened."""
    count = f"{donor.opening_count} ({donor.opening_source})" if donor.opening_source else str(donor.opening_count)
    return _without_blanks(
        [
            (_("Họ và tên"), donor.name),
            (_("Ngày sinh"), birth_words(donor)),
            (_("Giới tính"), sex_words(donor.sex)),
            (_("Số định danh"), text_of(donor.identity_sealed)),
            (_("Điện thoại"), text_of(donor.phone_sealed)),
            (_("Đơn vị"), donor.unit.name if donor.unit else ""),
            (_("Nơi công tác"), donor.workplace),
            (_("Địa chỉ"), donor.address),
            (_("Nhóm máu"), f"{donor.blood_group}{donor.rhesus}"),
            (_("Số lần đã hiến"), "" if donor.opening_count is None else count),
            (_("Ngày hiến gần nhất"), short_date(donor.last_donation) if donor.last_donation else ""),
        ]
    )


def birth_words(person: Donor | Registration) -> str:
    """The date where it is known, else the year."""
    if person.birth_month and person.birth_day:
        return str(short_date(dt.date(person.birth_year, person.birth_month, person.birth_day)))
    return str(person.birth_year)


def sex_words(sex: str) -> str:
    """In words."""
    return str(dict(Sex.choices).get(sex, sex))


def _title_of(donor: Donor, top: Donor) -> str:
    return _("Hồ sơ người hiến máu") if donor.pk == top.pk else _("Hồ sơ đã gộp vào")


def _registered(each: Registration) -> Facts:
    told = [sentence(Finding.from_json(warning)) for warning in each.warnings]
    return _without_blanks(
        [
            (_("Họ và tên"), each.name),
            (_("Ngày sinh"), birth_words(each)),
            (_("Giới tính"), sex_words(each.sex)),
            (_("Số định danh"), text_of(each.identity_sealed)),
            (_("Điện thoại"), text_of(each.phone_sealed)),
            (_("Nơi công tác"), each.workplace),
            (_("Địa chỉ"), each.address),
            (_("Nghề nghiệp"), each.occupation),
            (_("Nhóm máu"), f"{each.blood_group}{each.rhesus}"),
            (_("Số lần đã hiến"), "" if each.donations is None else str(each.donations)),
            (_("Ngày hiến gần nhất"), short_date(each.last_donation) if each.last_donation else ""),
            (_("Thể tích đăng ký"), f"{each.volume} ml" if each.volume else ""),
            (_("Cân nặng"), f"{each.weight} kg" if each.weight else ""),
            (_("Ghi chú"), each.note),
            (_("Nhóm trong danh sách"), each.group),
            (_("Lưu ý"), "; ".join(told)),
            (_("Trạng thái"), _("Đã bớt khỏi danh sách") if each.removed_by_id else ""),
        ]
    )


def _consent(consent: Consent | None) -> Facts:
    if consent is None:
        return []
    said = _("%(who)s xác nhận lúc %(clock)s, %(day)s (bản %(version)s)") % {
        "who": consent.said_by,
        "clock": clock(consent.at),
        "day": short_date(consent.at),
        "version": consent.text_version,
    }
    return [(_("Sự đồng ý"), said)]


def _changes(changes: list[RegistrationChange]) -> Facts:
    labels = {field.value: str(label) for field, label in FIELD_LABELS.items()}
    return [
        (
            f"{change.get_kind_display()}, {clock(change.upload.at)}, {short_date(change.upload.at)}",
            ", ".join(labels.get(name, name) for name in change.fields) or str(change.upload.get_kind_display()),
        )
        for change in sorted(changes, key=lambda change: change.pk)
    ]


def _without_blanks(facts: Facts) -> Facts:
    return [(label, value) for label, value in facts if value]
