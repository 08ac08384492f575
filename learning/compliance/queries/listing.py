"""Which of the people surveyed a list shows, and in which order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from learning.compliance.queries.facts import HeldPost
from learning.compliance.queries.survey import Stand
from learning.compliance.rules import Status

# Somebody in time needs a word from their manager once so little of it is left.
NEAR = timedelta(days=30)
# What is late comes first; then, whether it was ever done or not, the nearest day.
URGENCY = {
    Status.OVERDUE: 0,
    Status.DUE_SOON: 1,
    Status.IN_TIME: 1,
    Status.CURRENT: 2,
    Status.AWAY: 3,
    Status.EXEMPT: 3,
}
SORTS = ("urgent", "name", "deadline")


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed down to; whatever is empty narrows nothing.

    `statuses` and `needs_attention` add up: either will do. `requirement`, `role` and `agency` are keys, `name` any
    part of a name, `line_manager` the key of the person whose direct reports are wanted.
    """

    statuses: frozenset[Status] = frozenset()
    needs_attention: bool = False
    requirement: int | None = None
    role: int | None = None
    agency: int | None = None
    name: str = ""
    line_manager: int | None = None

    def takes_post(self, post: HeldPost) -> bool:
        return (
            (self.role is None or post.role_id == self.role)
            and (self.agency is None or post.agency_id == self.agency)
            and (self.line_manager is None or post.line_manager_id == self.line_manager)
            and all(word in post.name.casefold() for word in self.name.casefold().split())
        )

    def takes(self, stand: Stand, on: date) -> bool:
        if self.requirement is not None and stand.asked.requirement.pk != self.requirement:
            return False
        if not self.statuses and not self.needs_attention:
            return True
        return stand.status in self.statuses or (self.needs_attention and needs_attention(stand, on))

    @property
    def narrows_stands(self) -> bool:
        return bool(self.statuses or self.needs_attention or self.requirement is not None)


@dataclass(frozen=True)
class PersonStands:
    """A person in a list: their posts, in order of their start, each with what of it is shown."""

    person_id: int
    posts: list[tuple[HeldPost, list[Stand]]]

    @property
    def post(self) -> HeldPost:
        return self.posts[0][0]

    @property
    def name(self) -> str:
        return self.post.name

    @property
    def stands(self) -> Iterator[Stand]:
        return (stand for _, stands in self.posts for stand in stands)


def needs_attention(stand: Stand, on: date) -> bool:
    """Return whether a manager should act: overdue, due soon, or in time with little of it left."""
    if stand.status is Status.IN_TIME:
        return stand.deadline is not None and stand.deadline - on <= NEAR
    return stand.status in (Status.OVERDUE, Status.DUE_SOON)


def needing_attention(stands: Iterable[Stand], on: date) -> list[Stand]:
    return [stand for stand in stands if needs_attention(stand, on)]


def people_in(posts: Iterable[HeldPost], stands: Iterable[Stand], wanted: Wanted, on: date) -> list[PersonStands]:
    """Return the people that a list shows, in the order of `posts`, each with the posts and stands that are wanted.

    Somebody of whom nothing is asked is shown too, unless the list is narrowed down to statuses or a requirement.
    """
    of_posts: dict[int, list[Stand]] = {}
    for stand in stands:
        if wanted.takes(stand, on):
            of_posts.setdefault(stand.post.pk, []).append(stand)
    people: dict[int, PersonStands] = {}
    for post in posts:
        if wanted.takes_post(post) and (post.pk in of_posts or not wanted.narrows_stands):
            person = people.setdefault(post.person_id, PersonStands(post.person_id, []))
            person.posts.append((post, of_posts.get(post.pk, [])))
    return list(people.values())


def sort_people(people: list[PersonStands], by: str) -> list[PersonStands]:
    """Return people, who come by name, sorted by one of SORTS: the most urgent first, name, or nearest deadline."""
    if by == "urgent":
        return sorted(people, key=lambda person: min(map(_urgency, person.stands), default=(9, date.max)))
    if by == "deadline":
        return sorted(people, key=lambda person: min(map(_deadline, person.stands), default=date.max))
    return people


def _urgency(stand: Stand) -> tuple[int, date]:
    return URGENCY[stand.status], _deadline(stand)


def _deadline(stand: Stand) -> date:
    return stand.deadline or date.max


def most_urgent_first(stands: Iterable[Stand]) -> list[Stand]:
    return sorted(stands, key=_urgency)
