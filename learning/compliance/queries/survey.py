"""A survey: where any number of posts stand, as little of each as counts, lists and filters need.

The statuses are the database's, as in every count; the deadlines follow from them. What a page then shows is explained
one by one, from facts read for those alone.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple, TypeVar

from learning.compliance import rules
from learning.compliance.models import Requirement
from learning.compliance.queries.asked import Asked, asked_on
from learning.compliance.queries.by_database import standings_by_post
from learning.compliance.queries.facts import Facts, HeldPost, facts_of
from learning.compliance.queries.statuses import HeldStatus, explained
from people.models import PostQuerySet

Key = TypeVar("Key", bound=Hashable)
A_TEAM = 60  # posts: of so few, all that is recorded is read once, for the statuses and for what explains them


class Stand(NamedTuple):
    """Where one post stands on one requirement: what `PostStatus` says, without its explanation."""

    post: HeldPost
    asked: Asked
    status: rules.Status
    deadline: date | None

    @property
    def requirement(self) -> Requirement:
        return self.asked.requirement


@dataclass(frozen=True)
class Survey:
    """Where each of some posts stands on each requirement that asks it, as at `on`, in the posts' order by name."""

    on: date
    asked: list[Asked]
    posts: list[HeldPost]
    stands: list[Stand]
    among: PostQuerySet
    read: Callable[[], Facts]

    @property
    def facts(self) -> Facts:
        """What is recorded of everybody surveyed, read once when it is first wanted."""
        return self.read()

    def explaining(self, posts: Iterable[HeldPost]) -> Callable[[Stand], HeldStatus]:
        """Return what explains the stands of some of the posts, in four queries however many they are."""
        people = {post.person_id for post in posts}
        at_once = people and len(self.posts) <= A_TEAM
        facts = self.facts if at_once else facts_of(people, self.among, self.asked, self.on)
        return lambda stand: explained(stand.post, stand.asked, facts, self.on)


def survey_of(posts: PostQuerySet, *, on: date) -> Survey:
    """Survey those of `posts` that are held on a day. The number of queries doesn't grow with them."""
    held = HeldPost.among(posts, on=on)
    asked = asked_on(on)
    read = cache(lambda: facts_of({post.person_id for post in held}, posts, asked, on))
    standings = standings_by_post(posts, held, asked, on=on, facts=read if len(held) <= A_TEAM else None)
    stands = [
        Stand(post, one, status, deadline)
        for post in held
        for one, (status, deadline) in zip(asked, standings.get(post.pk, ()), strict=False)
        if status is not None
    ]
    return Survey(on, asked, held, stands, posts, read)


def tallies(stands: Iterable[Stand], key: Callable[[Stand], Key]) -> dict[Key, rules.Tally]:
    """Return the counts by status of each group that `key` makes."""
    counts: dict[Key, Counter[rules.Status]] = defaultdict(Counter)
    for stand in stands:
        counts[key(stand)][stand.status] += 1
    return {
        group: rules.Tally(**{status.value: number for status, number in counted.items()})
        for group, counted in counts.items()
    }
