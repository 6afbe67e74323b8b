"""The classes of PostgreSQL's advisory locks, each with one number: no two things wait for each other by chance.

The first of the two numbers of `pg_advisory_xact_lock`; the second says which round, plan, keeper … it is. A class is
taken before those that stand below it here, but for the first two, which nobody takes together.
"""

from __future__ import annotations

CATALOGUE = 0x6C1A07  # alone: one import of the units of the country at a time
REMINDERS = 20244  # one run at a time
PLAN = 20245
ROUND = 20242
KEEPER = 20243  # after the list's row
HANDOUTS = 20246
YEAR_TOTAL = 20241  # taken by the trigger of quotas/migrations/0002_policies.py
