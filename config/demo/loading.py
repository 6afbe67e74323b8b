"""Loads the whole demo, once, in one transaction."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from committees import scopes
from committees.models import User
from committees.signing_in import normal_login
from config.demo import alone, binh_son, cao_bang, chain, country, making, papers, people
from config.demo.calendar import Calendar
from config.demo.tiers import run
from core.audit import Actor, acting
from quotas.totals import rebuild_inherited


@dataclass(frozen=True, slots=True)
class Loaded:
    """Whether this call loaded the demo, or found it there."""

    is_new: bool


def load_demo(*, today: dt.date) -> Loaded:
    """Load the four stories around `today`, all or nothing; where the demo is, nothing changes."""
    with acting(Actor(source="demo", user_label="Dữ liệu mẫu")), scopes.for_system("load_demo"):
        if is_loaded():
            return Loaded(is_new=False)
        _load(Calendar(today))
        rebuild_inherited()
        return Loaded(is_new=True)


def is_loaded() -> bool:
    """Whether the demo's people are there."""
    return User.objects.filter(login=normal_login(people.KHU_VUC_CLERK.phone)).exists()


def _load(calendar: Calendar) -> None:
    binh_son.load()
    alone.load(calendar)  # before the national plan: nobody above it is on the system
    nation = country.set_up_nation(making.person(people.NATIONAL_CLERK))
    area = chain.lay_area()
    focals = chain.seat_focals(area)
    quang_ngai = chain.province_tier(area, making.person(people.PROVINCE_CLERK))
    cao = cao_bang.province_tier(making.person(people.CAO_BANG_CLERK))
    national = country.tier(nation, {country.QUANG_NGAI: quang_ngai, country.CAO_BANG: cao})
    for year, given in ((calendar.last, country.GIVEN["last"]), (calendar.year, country.GIVEN["this"])):
        run(national, calendar, year, given)
    round = chain.open_round_of(quang_ngai.below[0].committee, calendar.year)
    chain.plan_open_round(area, round, focals, calendar)
    papers.keep(quang_ngai.below[0].committee, calendar)
