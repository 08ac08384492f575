"""A survey: where any number of posts stand, as little of each as counts, lists and filters need.

The same facts and rules as `statuses_for`; what a page then shows in full it asks for by post.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

from learning.compliance import rules
from learning.compliance.queries.asked import Asked, asked_on
from learning.compliance.queries.facts import Facts, HeldPost, facts_of
from learning.compliance.queries.statuses import PostStatus, statuses_of_post
from people.models import Post, PostQuerySet

Key = TypeVar("Key", bound=Hashable)


class Stand(NamedTuple):
    """Where one post stands on one requirement: what `PostStatus` says, without its explanation."""

    post: HeldPost
    asked: Asked
    status: rules.Status
    deadline: date | None


@dataclass(frozen=True)
class Survey:
    """Where each of some posts stands on each requirement that asks it, as at `on`, in the posts' order by name."""

    on: date
    asked: list[Asked]
    facts: Facts
    posts: list[HeldPost]
    stands: list[Stand]

    def statuses(self, posts: Iterable[int]) -> dict[int, list[PostStatus]]:
        """Return the full statuses of some of the surveyed posts, by post, in one query more."""
        held = Post.objects.filter(pk__in=list(posts)).select_related("person", "agency", "role", "line_manager")
        return {post.pk: statuses_of_post(post, self.asked, self.facts, self.on) for post in held}


def survey_of(posts: PostQuerySet, *, on: date) -> Survey:
    """Survey those of `posts` that are held on a day, in a constant number of queries."""
    held = HeldPost.among(posts, on=on)
    asked = asked_on(on)
    facts = facts_of({post.person_id for post in held}, posts, asked, on)
    short_ways = [(one, _ShortWay(one, facts, on)) for one in asked]
    stands = [
        short_way(post) for post in held for one, short_way in short_ways if one.asks(post.role_id, post.agency_path)
    ]
    return Survey(on, asked, facts, held, stands)


def tallies(stands: Iterable[Stand], key: Callable[[Stand], Key]) -> dict[Key, rules.Tally]:
    """Return the counts by status of each group that `key` makes."""
    counts: dict[Key, Counter[rules.Status]] = defaultdict(Counter)
    for stand in stands:
        counts[key(stand)][stand.status] += 1
    return {
        group: rules.Tally(**{status.value: number for status, number in counted.items()})
        for group, counted in counts.items()
    }


class _ShortWay:
    """The status of a post on one requirement, the short way for most: comparing two days.

    Whoever was never apart from the post and is still trained needs no deadline worked out; everybody else goes
    through the rules in full. Source: docs/decisions/0003.
    """

    def __init__(self, asked: Asked, facts: Facts, on: date) -> None:
        self.asked, self.facts, self.on = asked, facts, on
        self.trained_from = rules.trained_cut_off(asked.terms, on)
        self.current_from = rules.current_cut_off(asked.terms, on)
        self.lapses: dict[date, date | None] = {}

    def __call__(self, post: HeldPost) -> Stand:
        done = self.facts.done.get(post.person_id)
        if done and self.facts.never_apart(post, self.asked):
            latest = rules.latest_counting(done, self.asked.terms, self.on)
            if latest and latest.on >= self.trained_from:
                status = rules.Status.CURRENT if latest.on >= self.current_from else rules.Status.DUE_SOON
                return Stand(post, self.asked, status, self._lapse(latest.on))
        standing = self.facts.standing(post, self.asked, self.on)
        return Stand(post, self.asked, standing.status, standing.deadline)

    def _lapse(self, day: date) -> date | None:
        if day not in self.lapses:
            self.lapses[day] = rules.lapse_of(day, self.asked.terms)
        return self.lapses[day]
