"""Screens of quotas and results."""
