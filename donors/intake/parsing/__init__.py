"""From bytes to plain cells, inside the limited child (`donors.intake.child`).

Nothing in here imports Django or anything of the house that does: the child starts in a few hundredths of a second,
and what reads hostile files knows no settings. What is found travels to the parent as plain values.
"""
