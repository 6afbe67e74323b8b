"""`field__any_of=[…]`: membership in a list given as one array, for lists of thousands.

Django's `__in` writes a placeholder a value, and writing and splitting those costs more than the question. One array
is one parameter; the b-tree answers `= ANY` as it answers `IN`, under row-level security too: equality is leakproof.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Lookup
from django.db.models.sql.compiler import SQLCompiler

if TYPE_CHECKING:
    _Lookup = Lookup[Collection[object]]
else:  # not generic at run time
    _Lookup = Lookup


@Field.register_lookup
class AnyOf(_Lookup):
    """Equal to any of the values; of none where there are none."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(  # type: ignore[override]  # the stubs know of no parameter that is a list
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[object, ...]]:
        """`column = ANY (array)`."""
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY (%s)", (*parameters, _as_array(self.rhs))


def _as_array(values: Collection[object]) -> object:
    """Whole numbers as the text of an array: the driver, given a list, writes one after the other in Python."""
    if all(type(value) is int for value in values):
        return f"{{{','.join(map(str, values))}}}"
    return list(values)
