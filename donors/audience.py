"""Where it is decided who may read a unit's people in a round, and whose donors they are (design.md §4)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from campaigns.models import Round, RoundHost
from committees.models import Committee, Unit
from core.refusal import Refused


def hosts_of(round: Round, unit: Unit) -> list[Committee]:
    """The committees that host the round for the unit, the highest first: each host keeps to its own subtree."""
    hosts = RoundHost.objects.filter(round=round).select_related("committee").order_by("path")
    return [host.committee for host in hosts if unit.path.startswith(host.path)]


def keeper_of(round: Round, unit: Unit) -> Committee:
    """The committee whose donors the unit's people are: the lowest that hosts the round for it.

    Raises `Refused` where none does: the unit lies outside every host's subtree.
    """
    hosts = hosts_of(round, unit)
    if not hosts:
        raise Refused(_("%(unit)s không thuộc Ban Chỉ đạo nào tổ chức đợt này.") % {"unit": unit.name})
    return hosts[-1]


def readers_of(round: Round, unit: Unit) -> list[str]:
    """The paths of the committees that see the unit's rows beside the unit itself."""
    return [host.path for host in hosts_of(round, unit)]
