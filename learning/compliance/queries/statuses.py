"""The training status of posts, each with what explains it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from learning.compliance import rules
from learning.compliance.models import Requirement, RequirementVersion
from learning.compliance.queries.asked import Asked, asked_on
from learning.compliance.queries.facts import Facts, HeldPost, facts_of, facts_of_one
from people.models import Person, Post, PostQuerySet


@dataclass(frozen=True, slots=True)
class Explained:
    """A standing on a requirement, with what is needed to put it into words."""

    asked: Asked
    standing: rules.Standing

    @property
    def requirement(self) -> Requirement:
        return self.asked.requirement

    @property
    def version(self) -> RequirementVersion:
        return self.asked.version

    @property
    def terms(self) -> rules.Terms:
        return self.asked.terms

    @property
    def course_titles(self) -> dict[int, str]:
        """The titles of the listed courses, by course id."""
        return self.asked.course_titles

    @property
    def status(self) -> rules.Status:
        return self.standing.status

    @property
    def deadline(self) -> date | None:
        return self.standing.deadline

    @property
    def explanation(self) -> str:
        return rules.explain(self.standing, self.terms, course_titles=self.course_titles)

    @property
    def latest_course(self) -> str:
        """The title of the course last completed that counts, or nothing."""
        latest = self.standing.latest
        return self.course_titles.get(latest.course_id, "") if latest else ""


@dataclass(frozen=True, slots=True)
class PostStatus(Explained):
    """Where one post stands on one requirement."""

    post: Post


@dataclass(frozen=True, slots=True)
class HeldStatus(Explained):
    """The same of a post of which only as much was read as lists show."""

    post: HeldPost


def statuses_for(posts: PostQuerySet, *, on: date) -> list[PostStatus]:
    """Return the training status of each of `posts` held on a day, on each requirement that asks it that day.

    In the posts' own order, then the requirements'. The number of queries doesn't grow with the posts.
    Source: docs/decisions/0003 and the rules.
    """
    asked = asked_on(on)
    held = list(posts.held_on(on).select_related("person", "agency", "role", "line_manager"))
    if not held or not asked:
        return []
    facts = facts_of({post.person_id for post in held}, posts, asked, on)
    return [
        PostStatus(one, facts.standing(post, one, on), post)
        for post in held
        for one in asked
        if one.asks(post.role_id, post.agency.path)
    ]


def statuses_of(person: Person, *, on: date, done: Iterable[tuple[int, date]]) -> list[HeldStatus]:
    """Return where each of a person's own posts stands, reading as little as will do: everybody has a page of these.

    `done` are course and day of their completions that stand: that page shows them too. Three queries.
    """
    asked = asked_on(on)
    posts = HeldPost.all_of(person.pk) if asked else []
    held = [post for post in posts if post.held_on(on)]
    if not held:
        return []
    facts = facts_of_one(posts, done, on)
    return [
        explained(post, one, facts, on) for post in held for one in asked if one.asks(post.role_id, post.agency_path)
    ]


def tally_of(statuses: Iterable[Explained]) -> rules.Tally:
    """Return the counts by status."""
    return rules.Tally.of(one.status for one in statuses)


def explained(post: HeldPost, asked: Asked, facts: Facts, on: date) -> HeldStatus:
    """Return where a post stands on a requirement that asks it, from facts gathered before."""
    return HeldStatus(asked, facts.standing(post, asked, on), post)
