"""A person's own learning: what is asked of them, what is under way, what is done."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from home.queries.taught import CourseLink, course_links
from learning.compliance.queries import HeldStatus, statuses_of
from learning.compliance.rules import Status
from learning.lessons.queries import ways_under_way
from learning.quizzes.models import Attempt
from learning.quizzes.queries import attempts_outside_courses
from learning.records.models import Completion
from people.models import Person

MOST_URGENT_FIRST = [Status.OVERDUE, Status.DUE_SOON, Status.IN_TIME, Status.CURRENT, Status.AWAY, Status.EXEMPT]
TO_DO = {Status.OVERDUE, Status.DUE_SOON, Status.IN_TIME}


@dataclass(frozen=True)
class Asked:
    """One requirement asked of a person, where they stand on it, and the courses online that would answer it.

    Where several of their posts are asked the same, the most urgent of them speaks for all.
    """

    status: HeldStatus
    posts: int
    courses: list[CourseLink] = field(default_factory=list)


@dataclass(frozen=True)
class Learning:
    """All that a person's own page shows."""

    to_do: list[Asked]
    up_to_date: list[Asked]
    under_way: list[dict[str, Any]]  # as ways_under_way gives them
    quizzes: list[Attempt]  # outside any course, in progress or still to be marked
    done: list[Completion]

    @property
    def hours(self) -> object:
        """Hours of everything on record that stands."""
        return sum(completion.hours for completion in self.done)


def learning_of(person: Person, *, on: date, at: datetime, seen_by: Any = None) -> Learning:
    """Return a person's learning as it stands on a day, in a constant number of queries.

    `at` is the moment by which what may be read is judged. What `seen_by`, if given, may not read isn't named to them.
    """
    done = list(
        Completion.objects.standing()
        .filter(person=person)
        .select_related("course", "certificate")
        .order_by("-completed_on", "-pk")
    )
    statuses = statuses_of(person, on=on, done=[(one.course_id, one.completed_on) for one in done])
    wanted = {listing.course_id for status in statuses for listing in status.terms.listings}
    links = course_links(person, wanted, at=at, seen_by=seen_by)
    asked = [asked_of(group, links) for group in by_requirement(statuses)]
    asked.sort(key=lambda one: (urgency(one.status), one.status.standing.deadline or date.max))
    return Learning(
        to_do=[one for one in asked if one.status.status in TO_DO],
        up_to_date=[one for one in asked if one.status.status not in TO_DO],
        under_way=ways_under_way(person, at=at, seen_by=seen_by),
        quizzes=attempts_outside_courses(person),
        done=done,
    )


def urgency(status: HeldStatus) -> int:
    return MOST_URGENT_FIRST.index(status.status)


def by_requirement(statuses: Iterable[HeldStatus]) -> list[list[HeldStatus]]:
    groups: dict[int, list[HeldStatus]] = defaultdict(list)
    for status in statuses:
        groups[status.requirement.pk].append(status)
    return list(groups.values())


def asked_of(group: list[HeldStatus], links: dict[int, CourseLink]) -> Asked:
    worst = min(group, key=lambda status: (urgency(status), status.standing.deadline or date.max))
    # Somebody trained before is asked for a refresher, and somebody new for a first course.
    trained_before = worst.standing.latest is not None
    wanted = [ls for ls in worst.terms.listings if (ls.renewing if trained_before else ls.first)]
    only_renewing_first = sorted(wanted, key=lambda ls: ls.first and trained_before)
    courses = [links[ls.course_id] for ls in only_renewing_first if ls.course_id in links]
    return Asked(worst, len(group), courses[:1] if trained_before else courses)
