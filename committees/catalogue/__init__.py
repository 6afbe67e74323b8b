"""The country's list of administrative units: read from the `vietnamadminunits` wheel, corrected by later decrees.

Nothing here touches the database; committees/catalogue/loading.py does.
"""

from committees.catalogue.decrees import RENAMINGS, amended
from committees.catalogue.entries import Alias, Catalogue, Entry, Key, Link
from committees.catalogue.wheel import read_wheel

__all__ = ["Alias", "Catalogue", "Entry", "Key", "Link", "country"]


def country() -> Catalogue:
    """The whole country as of today's law: both lists, what became of what, and every decree known to us."""
    return amended(read_wheel(), RENAMINGS)
