"""Things that a process works out once and keeps while they stay true.

Each is kept under the public stamp, which rises with every change to what the public can see, and until the next
moment at which the clock alone changes that. So several processes never disagree for longer than a request.
"""

from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections

from core.queries import next_moment

T = TypeVar("T")
MOST = 500  # values of one kind, unless told; past that the one that was kept first goes


def in_a_transaction() -> bool:
    """Return whether a transaction is open, other than the one that a test case runs in and never commits."""
    blocks = connections[DEFAULT_DB_ALIAS].atomic_blocks
    return bool(blocks) and any(not getattr(block, "_from_testcase", False) for block in blocks)


class Kept(Generic[T]):
    """Values by key. A process makes one of these for each kind of thing, when its module is imported."""

    every: "ClassVar[list[Kept[Any]]]" = []  # so that tests can forget everything

    def __init__(self, most: int = MOST) -> None:
        self._kept: dict[Hashable, tuple[int, float, T]] = {}
        self._most = most
        Kept.every.append(self)

    def get(self, key: Hashable, make: Callable[[], T | None], *, stamp: int, at: datetime | None = None) -> T | None:
        """Return what `make` gives, made anew only if the stamp has risen or a moment has passed since.

        `stamp` is the public stamp as read before this call, `at` the moment, for what the clock alone can change (an
        embargo, an expiry). None is not kept, and inside a transaction nothing is:
        a stamp that is rolled back comes round again with other content behind it.
        """
        if in_a_transaction():
            return make()
        value = self.look_up(key, stamp=stamp, at=at)
        if value is None:
            value = make()
            if value is not None:
                self.keep(key, value, stamp=stamp, at=at)
        return value

    def look_up(self, key: Hashable, *, stamp: int, at: datetime | None = None) -> T | None:
        """Return what is kept and still true. Inside a transaction only what never changes may be asked for so."""
        kept = self._kept.get(key)
        if kept and kept[0] == stamp and (at is None or kept[1] > at.timestamp()):
            return kept[2]
        return None

    def keep(self, key: Hashable, value: T, *, stamp: int, at: datetime | None = None) -> None:
        """Keep a value under a stamp, and until a moment, as `get` does: so not inside a transaction."""
        if in_a_transaction():
            return
        if len(self._kept) >= self._most:
            self._kept.pop(next(iter(self._kept)), None)
        moment = next_moment(at) if at else None
        self._kept[key] = (stamp, moment.timestamp() if moment else float("inf"), value)

    def forget(self) -> None:
        self._kept.clear()


def forget_everything() -> None:
    """Forget all that this process keeps: for tests, whose rolled back stamps come round again."""
    for kept in Kept.every:
        kept.forget()
