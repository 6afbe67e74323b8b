"""Invented people, for every test of lists."""

from __future__ import annotations

import datetime as dt

from donors.intake.people import Birth, PersonRow, Sex


def people() -> list[PersonRow]:
    """Three people: everything known, a year and a mark, almost nothing and a name that another program would run."""
    return [
        PersonRow(
            row=1,
            name="Lò Thị Mỷ",
            birth=Birth(1990, 3, 5),
            sex=Sex.FEMALE,
            identity="012190000123",
            phone="0912000111",
            workplace="Trường Tiểu học Mường Và",
            address="Bản Cũ, xã Mường Và",
            occupation="Giáo viên",
            blood_group="O",
            rhesus="+",
            donations=3,
            last_donation=dt.date(2026, 5, 30),
            volume=350,
            weight=52,
        ),
        PersonRow(
            row=2,
            name="Giàng A Páo",
            birth=Birth(1972),
            sex=Sex.MALE,
            phone="0912000112",
            workplace="Bản Mới",
            blood_group="AB",
            rhesus="-",
            donations=11,
            note="Đi cùng con trai",
        ),
        PersonRow(row=3, name="=HYPERLINK(1)", birth=Birth(2001, 12, 30), workplace="Bản Mới"),
    ]
