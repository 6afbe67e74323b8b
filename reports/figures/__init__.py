"""Bound figures: every number an official document prints, with its value, its source and its moment.

`book.py` keeps them, and one module per subject reads them: `year.py` a plan's year, `owing.py` who has handed in by a
deadline. Each module ends with a `verify` that refuses a set that does not add up.
"""
