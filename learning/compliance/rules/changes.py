"""How a change of what is asked, or of what is recorded, moves a post. Pure functions."""

from collections.abc import Iterable
from enum import Enum

from learning.compliance.rules.status import Done, Standing, Status, latest_counting
from learning.compliance.rules.terms import Terms


class Change(Enum):
    """A way to move, the gravest first, and how it is said of people."""

    OVERDUE = "become overdue"
    DUE_SOON = "fall due soon"
    IN_TIME = "get time to complete it"
    CURRENT = "become current"
    APART = "are set apart, away or exempt"
    LEAVES = "leave the audience"
    JOINS_OVERDUE = "join the audience, overdue at once"
    JOINS = "join the audience"
    EARLIER = "keep their status with an earlier deadline"
    LATER = "keep their status with a later deadline, or none"

    @property
    def order(self) -> int:
        return _ORDER[self]


_ORDER = {
    change: place
    for place, change in enumerate(
        [
            Change.OVERDUE, Change.JOINS_OVERDUE, Change.LEAVES, Change.JOINS, Change.DUE_SOON, Change.IN_TIME,
            Change.CURRENT, Change.APART, Change.EARLIER, Change.LATER,
        ]
    )
}  # fmt: skip
_TO = {
    Status.OVERDUE: Change.OVERDUE,
    Status.DUE_SOON: Change.DUE_SOON,
    Status.IN_TIME: Change.IN_TIME,
    Status.CURRENT: Change.CURRENT,
    Status.AWAY: Change.APART,
    Status.EXEMPT: Change.APART,
}


def change_between(before: Standing | None, after: Standing | None) -> Change | None:
    """Return how a post moves from one standing to another (None: it isn't asked), or None if it stays where it is."""
    if before is None or after is None:
        if after is not None:
            return Change.JOINS_OVERDUE if after.status is Status.OVERDUE else Change.JOINS
        return Change.LEAVES if before is not None else None
    if before.status is not after.status:
        return _TO[after.status]
    if before.deadline == after.deadline:
        return None
    earlier = after.deadline is not None and (before.deadline is None or after.deadline < before.deadline)
    return Change.EARLIER if earlier else Change.LATER


def counting(done: Iterable[Done], terms: Terms) -> set[Done]:
    """Return the completions that count for a requirement, each as at its own day."""
    done = set(done)
    return {one for one in done if (latest := latest_counting(done, terms, one.on)) and latest.on == one.on}
