"""Whether figures stand in a plan that were meant as đơn vị máu by its rule."""

from __future__ import annotations

from quotas.aims import IN_FORCE
from quotas.models import Allotment, Metric, Tally


def figures_stand(plan_ids: list[int], held: bool) -> bool:
    """Whether đơn vị máu were given to units in these plans, or any result was entered in their rounds.

    With `held` every version of their allotments is locked until the transaction ends, so that no draft is given out
    meanwhile; results are kept out by whoever holds the rounds. What a superior gave and a clerk only recorded does not
    count: it was meant as the superior means it.
    """
    rows = Allotment.objects.filter(plan__in=plan_ids, metric=Metric.BLOOD_UNITS, is_from_superior=False)
    if held:
        rows = rows.select_for_update(of=("self",))
    states = list(rows.order_by("pk").values_list("state", flat=True))
    return any(state in IN_FORCE for state in states) or Tally.objects.filter(round__plan__in=plan_ids).exists()
