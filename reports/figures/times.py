"""When and where rounds are held, in the words of a document."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from campaigns.models import CampaignWindow, Round, Session
from core.text.dates import day_month, month_year, short_date
from reports.figures.book import Book


def days_of(rounds: Iterable[Round]) -> dict[int, str]:
    """By round, "ngày 07/01/2023", "từ ngày 05/8/2023 đến ngày 06/8/2023", "tháng 3/2024"; empty: nothing is known."""
    sessions = sessions_of(rounds)
    return {round.pk: _days(round, sessions[round.pk]) for round in rounds}


def sessions_of(rounds: Iterable[Round]) -> dict[int, list[Session]]:
    """By round, its sessions in order."""
    found: dict[int, list[Session]] = {round.pk: [] for round in rounds}
    for session in Session.objects.filter(round__in=list(found)):
        found[session.round_id].append(session)
    return found


def _days(round: Round, sessions: list[Session]) -> str:
    firm = [session.held_on for session in sessions if not session.is_month_only]
    first = round.starts_on or min(firm, default=None)
    last = round.ends_on or max(firm, default=None) or first
    if first is None or last is None:
        months = dict.fromkeys(month_year(session.held_on) for session in sessions)
        return ", ".join(months)
    if first == last:
        return f"ngày {short_date(first)}"
    return f"từ ngày {short_date(first)} đến ngày {short_date(last)}"


def session_time(session: Session) -> str:
    """ "dự kiến tháng 8 năm 2025", "ngày 28/01/2026, từ 07 giờ 30"."""
    if session.is_month_only:
        month = month_year(session.held_on).replace("/", " năm ")
        return f"dự kiến {month}"
    start = session.starts_at
    hour = f", từ {start:%H} giờ{f' {start:%M}' if start.minute else ''}" if start is not None else ""
    return f"ngày {short_date(session.held_on)}{hour}"


def bind_session(book: Book, session: Session) -> None:
    """session.{id}.time, and .venue and .facility where they are known."""
    key = f"session.{session.pk}"
    book.text(f"{key}.time", session_time(session), _("Ngày giờ của buổi tiếp nhận máu"))
    if session.venue:
        book.text(f"{key}.venue", session.venue, _("Địa điểm của buổi tiếp nhận máu"))
    if session.facility:
        book.text(f"{key}.facility", session.facility, _("Cơ sở tiếp nhận máu của buổi"))


def window_days(window: CampaignWindow) -> str:
    """ "từ ngày 01/4 đến ngày 30/4/2023"."""
    if window.starts_on == window.ends_on:
        return f"ngày {short_date(window.starts_on)}"
    same_year = window.starts_on.year == window.ends_on.year
    start = day_month(window.starts_on) if same_year else short_date(window.starts_on)
    return f"từ ngày {start} đến ngày {short_date(window.ends_on)}"
