"""A survey: where any number of posts stand, as little of each as counts, lists and filters need.

The same facts and rules as `statuses_for`; what a page then shows is explained one by one.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

from learning.compliance import rules
from learning.compliance.queries.asked import Asked, asked_on
from learning.compliance.queries.facts import Facts, HeldPost, facts_of
from learning.compliance.queries.statuses import HeldStatus, explained
from people.models import PostQuerySet

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

    def explain(self, stand: Stand) -> HeldStatus:
        """Return what explains a stand, worked out in full and with no further query."""
        return explained(stand.post, stand.asked, self.facts, self.on)


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


# A requirement's completions of one person: course and day of each.
History = tuple[tuple[int, date], ...]
Answer = tuple[rules.Status, date | None]


class _ShortWay:
    """The status of a post on one requirement, the short way for most: what was answered for another like it.

    Whoever was never apart from the post and is still trained needs only their completions looked at; whoever has never
    held another post in the agency, only those and the day they began. Everybody else goes through the rules in full,
    and so does the first of each kind. Source: docs/decisions/0003.
    """

    def __init__(self, asked: Asked, facts: Facts, on: date) -> None:
        self.asked, self.facts, self.on = asked, facts, on
        self.trained_from = rules.trained_cut_off(asked.terms, on)
        self.current_from = rules.current_cut_off(asked.terms, on)
        self.trained: dict[History, Answer | None] = {}
        self.untrained: dict[tuple[date, History], Answer] = {}

    def __call__(self, post: HeldPost) -> Stand:
        return Stand(post, self.asked, *self._answer(post))

    def _answer(self, post: HeldPost) -> Answer:
        if not self.facts.never_apart(post, self.asked):
            return self._in_full(post)
        history = tuple(self.facts.completions(post.person_id, self.asked))
        if history not in self.trained:
            self.trained[history] = self._trained(history)
        answer = self.trained[history]
        if answer is not None:
            return answer
        if not self.facts.only_post(post):
            return self._in_full(post)
        alike = post.start, history
        if alike not in self.untrained:
            self.untrained[alike] = self._in_full(post)
        return self.untrained[alike]

    def _in_full(self, post: HeldPost) -> Answer:
        standing = self.facts.standing(post, self.asked, self.on)
        return standing.status, standing.deadline

    def _trained(self, history: History) -> Answer | None:
        """Return status and lapse of somebody with such a history, or None if they aren't trained."""
        done = [rules.Done(course, day) for course, day in history]
        latest = rules.latest_counting(done, self.asked.terms, self.on)
        if latest is None or latest.on < self.trained_from:
            return None
        status = rules.Status.CURRENT if latest.on >= self.current_from else rules.Status.DUE_SOON
        return status, rules.lapse_of(latest.on, self.asked.terms)
