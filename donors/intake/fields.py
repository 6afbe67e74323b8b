"""What a list may say about a person (domain.md §3.4): the meanings a column can have. Nothing else is ever kept."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Field(StrEnum):
    """A fact about a person on a list. `ORDER` is the row's own number; it helps to find the rows, and is not kept."""

    ORDER = "order"
    NAME = "name"
    FAMILY_NAME = "family_name"  # họ và đệm, where the name stands in two columns
    GIVEN_NAME = "given_name"
    BIRTH = "birth"  # a date or only a year
    BIRTH_DAY = "birth_day"
    BIRTH_MONTH = "birth_month"
    BIRTH_YEAR = "birth_year"
    BIRTH_MALE = "birth_male"  # the columns «Nam» and «Nữ» that hold the year
    BIRTH_FEMALE = "birth_female"
    SEX = "sex"
    SEX_MALE = "sex_male"  # the columns «Nam» and «Nữ» that hold a mark
    SEX_FEMALE = "sex_female"
    IDENTITY = "identity"
    PHONE = "phone"
    WORKPLACE = "workplace"  # đơn vị, nơi công tác, lớp
    ADDRESS = "address"
    OCCUPATION = "occupation"
    BLOOD_GROUP = "blood_group"
    RHESUS = "rhesus"
    DONATIONS = "donations"  # số lần đã hiến
    MILESTONE = "milestone"  # «5 lần», «10 lần» …: the count stands in the column of its bracket
    LAST_DONATION = "last_donation"
    VOLUME = "volume"
    WEIGHT = "weight"
    NOTE = "note"


FIELD_LABELS = {
    Field.ORDER: _("Số thứ tự"),
    Field.NAME: _("Họ và tên"),
    Field.FAMILY_NAME: _("Họ và tên đệm"),
    Field.GIVEN_NAME: _("Tên"),
    Field.BIRTH: _("Ngày sinh hoặc năm sinh"),
    Field.BIRTH_DAY: _("Ngày sinh (ngày)"),
    Field.BIRTH_MONTH: _("Ngày sinh (tháng)"),
    Field.BIRTH_YEAR: _("Năm sinh"),
    Field.BIRTH_MALE: _("Năm sinh (cột Nam)"),
    Field.BIRTH_FEMALE: _("Năm sinh (cột Nữ)"),
    Field.SEX: _("Giới tính"),
    Field.SEX_MALE: _("Giới tính (cột Nam)"),
    Field.SEX_FEMALE: _("Giới tính (cột Nữ)"),
    Field.IDENTITY: _("Số định danh"),
    Field.PHONE: _("Điện thoại"),
    Field.WORKPLACE: _("Đơn vị, nơi công tác"),
    Field.ADDRESS: _("Địa chỉ"),
    Field.OCCUPATION: _("Nghề nghiệp"),
    Field.BLOOD_GROUP: _("Nhóm máu"),
    Field.RHESUS: _("Rh"),
    Field.DONATIONS: _("Số lần đã hiến"),
    Field.MILESTONE: _("Mốc số lần hiến"),
    Field.LAST_DONATION: _("Ngày hiến gần nhất"),
    Field.VOLUME: _("Thể tích đăng ký"),
    Field.WEIGHT: _("Cân nặng"),
    Field.NOTE: _("Ghi chú"),
}
