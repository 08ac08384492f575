"""How many posts stand where, counted by the database: for the partnership's figures, of whatever size it is."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

from learning.compliance.queries.asked import Asked, asked_on
from learning.compliance.queries.by_database import Codes, Decided, Decoder, decide, rows_of, status_sql
from learning.compliance.rules import Status, Tally
from people.models import PostQuerySet

Key = TypeVar("Key", bound=Hashable)
STATUSES = [status.value for status in Status]


class Group(NamedTuple):
    """So many posts of one agency that stand alike, and of one role, or 0 for any; `statuses` by what is asked."""

    agency: int
    role: int
    statuses: tuple[Status | None, ...]  # None: not asked
    posts: int


class Cell(NamedTuple):
    """The posts of one agency and role that one requirement asks."""

    agency: int
    role: int
    asked: Asked


@dataclass(frozen=True)
class Counts:
    """Where all posts of some scope stand as at a day, in groups."""

    on: date
    asked: list[Asked]
    groups: list[Group]

    def tallies(self, key: Callable[[Cell], Key]) -> dict[Key, Tally]:
        """Return the counts by status of each group of cells that `key` makes; of none where nobody is asked."""
        found: dict[Key, Tally] = {}
        for (agency, role), numbers in self._numbers().items():
            for place, asked in enumerate(self.asked):
                counted = numbers[place * len(STATUSES) : (place + 1) * len(STATUSES)]
                if any(counted):
                    of, tally = key(Cell(agency, role, asked)), Tally(**dict(zip(STATUSES, counted, strict=True)))
                    found[of] = found[of] + tally if of in found else tally
        return found

    def _numbers(self) -> dict[tuple[int, int], list[int]]:
        """Return by agency and role how many posts stand where: a number for each requirement and status, in order."""
        size = len(self.asked) * len(STATUSES)
        numbers: dict[tuple[int, int], list[int]] = {}
        places: dict[tuple[Status | None, ...], list[int]] = {}
        for agency, role, statuses, posts in self.groups:
            # Few ways to stand come again and again, so where each counts is worked out once.
            if statuses not in places:
                places[statuses] = [
                    place * len(STATUSES) + STATUSES.index(status.value)
                    for place, status in enumerate(statuses)
                    if status is not None
                ]
            row = numbers.get((agency, role))
            if row is None:
                row = numbers[agency, role] = [0] * size
            for place in places[statuses]:
                row[place] += posts
        return numbers


def count_statuses(posts: PostQuerySet | None = None, *, on: date, by_role: bool = False) -> Counts:
    """Count where `posts` (all there are, if None) stand on each requirement as at a day.

    By agency, and `by_role` if that is wanted. The database decides whoever is plain, and the rules the few who
    aren't: six queries at most for every 5,000 of those. Source: docs/decisions/0015.
    """
    asked = asked_on(on)
    if not asked:
        return Counts(on, [], [])
    decode = Decoder(len(asked))
    groups: list[Group] = []
    marked: dict[int, Codes] = {}
    for agency, role, *codes, post, number in rows_of(status_sql(asked, on, posts).grouped(by_role=by_role), posts, on):
        if post is None:
            groups.append(Group(agency, role, decode(tuple(codes)), number))
        else:
            marked[post] = tuple(codes)
    return Counts(on, asked, groups + [_alone(one, by_role=by_role) for one in decide(marked, asked, on)])


def _alone(decided: Decided, *, by_role: bool) -> Group:
    return Group(decided.post.agency_id, decided.post.role_id if by_role else 0, decided.statuses, 1)
