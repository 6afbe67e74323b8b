"""Screens of volunteer lists: resolve, authorise (donors/rights.py), call one verb, render."""
