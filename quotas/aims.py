"""What an allotment is about: the year, a round or a campaign window of a plan, what is counted, and as which kind.

The plan's own count of đơn vị máu is one aim among others; every version of an allotment belongs to one aim.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from campaigns.models import CampaignWindow, Plan, Round
from quotas.models import Allotment, Metric, QuotaKind

IN_FORCE = (Allotment.State.ISSUED, Allotment.State.PROVISIONAL)

# What a plan can set besides its đơn vị máu of the year and of each round, as plans of the field do, in the order in
# which it is offered. A window has đơn vị máu too: as a share of the year («tháng Tư đạt 15%»), and as a count.
MAIN = (Metric.BLOOD_UNITS, QuotaKind.COUNT)
OFFERED = (
    (Metric.REGISTERED, QuotaKind.COUNT),
    (Metric.REACHED, QuotaKind.COUNT),
    (Metric.REPEAT_DONORS, QuotaKind.PERCENT),
    (Metric.LARGE_BAGS, QuotaKind.PERCENT),
    (Metric.RESERVE_DONORS, QuotaKind.COUNT),
    (Metric.STAFF, QuotaKind.PERCENT),
    (Metric.UNITS, QuotaKind.COVERAGE),
)
OFFERED_IN_WINDOW = (MAIN, (Metric.BLOOD_UNITS, QuotaKind.YEAR_SHARE), *OFFERED)


@dataclass(frozen=True, slots=True)
class Aim:
    """The plan, the part of it that is meant (neither round nor window is the year), the metric and its kind."""

    plan: Plan
    round: Round | None = None
    window: CampaignWindow | None = None
    metric: Metric = Metric.BLOOD_UNITS
    kind: QuotaKind = QuotaKind.COUNT

    @classmethod
    def of(cls, allotment: Allotment) -> Aim:
        """The aim that an allotment is a version of."""
        return cls(
            plan=allotment.plan,
            round=allotment.round,
            window=allotment.window,
            metric=Metric(allotment.metric),
            kind=QuotaKind(allotment.kind),
        )

    @property
    def is_main(self) -> bool:
        """Whether this is the plan's own count of đơn vị máu, of its year or of a round."""
        return self.window is None and (self.metric, self.kind) == MAIN

    @property
    def is_offered(self) -> bool:
        """Whether a plan can have it at all."""
        offered = OFFERED_IN_WINDOW if self.window is not None else OFFERED
        return self.is_main or (self.metric, self.kind) in offered

    @property
    def allotments(self) -> Q:
        """The committee's own versions of it."""
        return self.rows(is_from_superior=False)

    def rows(self, *, is_from_superior: bool) -> Q:
        """Every version of it: what the committee gives, or what it recorded as given to it."""
        return Q(
            plan=self.plan,
            round=self.round,
            window=self.window,
            metric=self.metric,
            kind=self.kind,
            is_from_superior=is_from_superior,
        )

    @property
    def fields(self) -> dict[str, object]:
        """What a new version of it holds."""
        return {
            "path": self.plan.path,
            "plan": self.plan,
            "round": self.round,
            "window": self.window,
            "metric": self.metric,
            "kind": self.kind,
        }
