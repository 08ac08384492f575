"""How many posts stand where, counted by the database: for the partnership's figures, of whatever size it is."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

from learning.compliance.queries.asked import Asked, asked_on
from learning.compliance.queries.by_database import Codes, Decided, Decoder, decide, rows_of, status_sql
from learning.compliance.rules import Status, Tally
from people.models import PostQuerySet

Key = TypeVar("Key", bound=Hashable)


class Group(NamedTuple):
    """So many posts of one agency that stand alike, and of one role, or 0 for any; `statuses` by what is asked."""

    agency: int
    role: int
    statuses: tuple[Status | None, ...]  # None: not asked
    posts: int


class Cell(NamedTuple):
    """One requirement's part of a group."""

    agency: int
    role: int
    asked: Asked
    status: Status
    posts: int


@dataclass(frozen=True)
class Counts:
    """Where all posts of some scope stand as at a day, in groups."""

    on: date
    asked: list[Asked]
    groups: list[Group]

    def cells(self) -> Iterator[Cell]:
        for group in self.groups:
            for asked, status in zip(self.asked, group.statuses, strict=True):
                if status is not None:
                    yield Cell(group.agency, group.role, asked, status, group.posts)

    def tallies(self, key: Callable[[Cell], Key]) -> dict[Key, Tally]:
        """Return the counts by status of each group that `key` makes, from all of a cell but its status and posts."""
        summed: Counter[tuple[int, int, int, Status]] = Counter()
        for agency, role, statuses, posts in self.groups:
            for place, status in enumerate(statuses):
                if status is not None:
                    summed[agency, role, place, status] += posts
        counts: dict[Key, Counter[Status]] = defaultdict(Counter)
        for (agency, role, place, status), posts in summed.items():
            counts[key(Cell(agency, role, self.asked[place], status, posts))][status] += posts
        return {
            of: Tally(**{status.value: number for status, number in counted.items()}) for of, counted in counts.items()
        }


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
