"""An agency from within: its roles and teams side by side, and who came and went."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from learning.compliance.queries.survey import Survey, tallies
from learning.compliance.rules import Tally
from people.models import Person, PostQuerySet

RECENT = timedelta(days=91)  # a quarter
MOST_NAMED = 10


@dataclass(frozen=True)
class Side:
    """A role or a team beside the others: its key, name and how its posts stand. `people` are counted once each."""

    key: int
    name: str
    people: int
    tally: Tally


def roles_in(survey: Survey) -> list[Side]:
    """Return the roles surveyed of which anything is asked, those with the most overdue first."""
    names = {post.role_id: post.role_title for post in survey.posts}
    people: dict[int, set[int]] = {}
    for post in survey.posts:
        people.setdefault(post.role_id, set()).add(post.person_id)
    counts = tallies(survey.stands, lambda stand: stand.post.role_id)
    return _worst_first(Side(key, names[key], len(people[key]), tally) for key, tally in counts.items())


def teams_in(survey: Survey) -> list[Side]:
    """Return the teams surveyed, each named by its line manager, those with the most overdue first.

    Posts without a line manager are in none. One query, for the managers' names.
    """
    people: dict[int, set[int]] = {}
    for post in survey.posts:
        if post.line_manager_id is not None:
            people.setdefault(post.line_manager_id, set()).add(post.person_id)
    counts = tallies(survey.stands, lambda stand: stand.post.line_manager_id or 0)
    managers = Person.objects.filter(pk__in=list(people)).only("first_name", "last_name")
    return _worst_first(
        Side(manager.pk, str(manager), len(people[manager.pk]), counts.get(manager.pk, Tally())) for manager in managers
    )


def _worst_first(sides: Iterable[Side]) -> list[Side]:
    return sorted(sides, key=lambda side: (-side.tally.overdue, side.tally.trained_percent or 0, side.name))


@dataclass(frozen=True)
class Movement:
    """Somebody who came or went: name, role, agency, and the first or last day of the post."""

    post: int
    name: str
    role: str
    agency: str
    day: date


@dataclass(frozen=True)
class Movements:
    since: date
    starters: list[Movement]
    leavers: list[Movement]

    @property
    def shown(self) -> int:
        return MOST_NAMED


def movements_in(posts: PostQuerySet, *, on: date) -> Movements:
    """Return who began and who left in the quarter to a day, the latest first."""
    since = on - RECENT
    began = posts.filter(start__gt=since, start__lte=on).order_by("-start", "pk")
    left = posts.filter(end__gte=since, end__lt=on).order_by("-end", "pk")
    return Movements(since, _movements(began, "start"), _movements(left, "end"))


def _movements(posts: PostQuerySet, day: str) -> list[Movement]:
    rows = posts.values_list("pk", "person__first_name", "person__last_name", "role__title", "agency__name", day)
    return [Movement(key, f"{first} {last}".strip(), *rest) for key, first, last, *rest in rows]
