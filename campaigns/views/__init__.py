"""Screens of plans and rounds. What they say of quotas and results is linked by route name, never imported."""
