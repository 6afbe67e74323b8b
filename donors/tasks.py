"""What the workers do for volunteer lists."""

from __future__ import annotations

from core import jobs
from donors import consolidating, handouts, incoming, papers, receiving, recognising, staging

jobs.handler(receiving.READ_LIST)(staging.read_list)
jobs.handler(incoming.READ_INCOMING)(recognising.read_incoming)
jobs.handler(handouts.Kind.CONSOLIDATED.value)(consolidating.consolidate)
jobs.handler(handouts.Kind.ROSTER.value)(papers.make_roster)
jobs.handler(handouts.Kind.FORMS.value)(papers.make_forms)
