"""Scope mechanics: which rows a piece of work may see, said once to Python and once to PostgreSQL.

A scope is opened around a unit of work and closed with it. It holds for the transaction only: its values are
transaction-local settings that the row-level-security policies read (core/policies.py), so a pooled connection
never carries them on. Without an open scope the managers of tenant-owned models raise, and raw SQL sees no rows.

What a scope *means* (a seat, a person, a token, a system job) is decided one floor up, in committees/scopes.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection, models, transaction

M = TypeVar("M", bound=models.Model)
SEPARATOR = "."
# Labels are base-36 digits and end in the separator, so every path lies between these two.
WHOLE_TREE = ("0", "~")


class ScopeClosed(RuntimeError):
    """Tenant-owned rows were asked for without an open scope."""


class Mode(StrEnum):
    """Why a scope is open."""

    SEAT = "seat"
    PERSON = "person"
    TOKEN = "token"
    KEEPER = "keeper"
    SYSTEM = "system"


def after_subtree(path: str) -> str:
    """The first string after every path below `path`: the open end of its range.

    `.` is followed by `/` in ASCII, and columns of paths are collated "C".
    """
    if not path.endswith(SEPARATOR):
        raise ValueError(f"not a path: {path!r}")
    return path[:-1] + "/"


def ancestors(path: str) -> tuple[str, ...]:
    """The paths strictly above `path`, from the root down."""
    labels = path.split(SEPARATOR)[:-1]
    return tuple(SEPARATOR.join(labels[:depth]) + SEPARATOR for depth in range(1, len(labels)))


def is_within(path: str, top: str) -> bool:
    """Whether `path` is `top` itself or lies below it."""
    return path.startswith(top)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is visible: the subtree [low, high), what was published on the paths above it, one person's own rows."""

    mode: Mode
    low: str = ""
    high: str = ""
    path: str = ""
    unit_id: int | None = None
    seat_id: int | None = None
    user_id: int | None = None
    token_hash: str = ""
    job: str = ""

    @property
    def settings(self) -> dict[str, str]:
        """The transaction-local settings that the policies read."""
        return {
            "scope.mode": self.mode.value,
            "scope.low": self.low,
            "scope.high": self.high,
            "scope.above": ",".join(ancestors(self.path)) if self.path else "",
            "scope.unit": str(self.unit_id or ""),
            "scope.user": str(self.user_id or ""),
            "scope.token": self.token_hash,
        }


NO_SETTINGS = dict.fromkeys(Scope(mode=Mode.SYSTEM).settings, "")
_current: ContextVar[Scope | None] = ContextVar("scope", default=None)


def current() -> Scope | None:
    """The innermost open scope, or None."""
    return _current.get()


def required() -> Scope:
    """The innermost open scope; raises `ScopeClosed` where there is none."""
    scope = _current.get()
    if scope is None:
        raise ScopeClosed("No scope is open: open one of committees.scopes.for_* around this work.")
    return scope


@contextmanager
def opened(scope: Scope) -> Iterator[Scope]:
    """Run a block as one transaction (a savepoint when nested) that sees what `scope` allows.

    Leaving restores the former scope; an exception rolls the block back, and PostgreSQL then restores the
    settings by itself, since they belong to the transaction.
    """
    former = _current.get()
    is_nested = connection.in_atomic_block
    with transaction.atomic():
        _tell_database(scope.settings)
        token = _current.set(scope)
        try:
            yield scope
        finally:
            _current.reset(token)
        if is_nested:  # the settings end with an outermost transaction by themselves
            _tell_database(former.settings if former else NO_SETTINGS)


def _tell_database(settings: dict[str, str]) -> None:
    if connection.needs_rollback:
        return  # PostgreSQL restores the settings itself when the transaction ends
    calls = ", ".join("set_config(%s, %s, true)" for _ in settings)
    parameters = [part for pair in settings.items() for part in pair]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", parameters)


if TYPE_CHECKING:
    _TextField = models.CharField[str, str]
else:  # fields are not generic at run time
    _TextField = models.CharField


class ScopedQuerySet(models.QuerySet[M]):
    """A queryset of tenant-owned rows."""

    def within(self, path: str) -> ScopedQuerySet[M]:
        """Rows on `path` or below it, by the b-tree on `path`."""
        return self.filter(path__gte=path, path__lt=after_subtree(path))


class ScopedManager(models.Manager[M]):
    """Refuses to build a query while no scope is open: the first of the three layers (docs/architecture.md)."""

    def get_queryset(self) -> ScopedQuerySet[M]:
        """The rows of the open scope; raises `ScopeClosed` where there is none."""
        required()
        return ScopedQuerySet(self.model, using=self._db)

    def within(self, path: str) -> ScopedQuerySet[M]:
        """Rows on `path` or below it."""
        return self.get_queryset().within(path)


class PathField(_TextField):
    """A unit's place in the tree: fixed-width labels ending in a separator, collated "C": a subtree is a range."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 90)
        kwargs["db_collation"] = "C"
        super().__init__(*args, **kwargs)


class ScopedModel(models.Model):
    """Base of every tenant-owned table; each needs a policy in a migration (core/policies.py), or nothing starts."""

    objects = ScopedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"


class TenantModel(ScopedModel):
    """A tenant-owned row that belongs to the unit at `path`, the path of its time: it never changes."""

    path = PathField(editable=False)

    class Meta(ScopedModel.Meta):
        abstract = True
