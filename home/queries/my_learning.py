"""A person's own learning: what is asked of them, what is under way, what is done."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists

from briefings.responses.models import ReadingRequest
from briefings.responses.queries import to_read
from core.statements import Given, Statement
from learning.catalogue.rules import in_words
from learning.compliance.queries import HeldStatus, statuses_of
from learning.compliance.rules import Status
from learning.lessons.queries import Asking, CourseLink, course_links, kept_taught, ways_under_way
from learning.lessons.queries.ways import OPEN_CYCLES
from learning.quizzes.models import Attempt
from learning.quizzes.queries import attempts_outside_courses
from learning.quizzes.queries.attempts import WAITING_OUTSIDE_COURSES
from learning.records.models import Completion, ExternalReport
from learning.records.queries import reports_in_the_air
from learning.records.queries.external import ANSWER_IS_NEWS_FOR, IN_THE_AIR
from people.models import Person, PostOffer
from people.queries import OFFERS_WAITING, offers_to

MOST_URGENT_FIRST = [Status.OVERDUE, Status.DUE_SOON, Status.IN_TIME, Status.CURRENT, Status.AWAY, Status.EXEMPT]
TO_READ_SHOWN = 5
TO_DO = {Status.OVERDUE, Status.DUE_SOON, Status.IN_TIME}


@dataclass(frozen=True)
class FirstStep:
    """What a course asks for first and its reader lacks: `wanted` in words, links to what of it is taught online, and
    whether the course can't be started without. `keys` are those of the courses."""

    course: str
    wanted: str
    links: list[CourseLink]
    blocks: bool
    keys: frozenset[int]


@dataclass(frozen=True)
class Asked:
    """One requirement asked of a person, where they stand on it, and the courses online that would answer it.

    Where several of their posts are asked the same, the most urgent of them speaks for all.
    """

    status: HeldStatus
    posts: int
    courses: list[CourseLink] = field(default_factory=list)
    first_steps: list[FirstStep] = field(default_factory=list)

    @property
    def blocked(self) -> bool:
        """Whether none of its courses can be started yet."""
        return bool(self.courses) and len([step for step in self.first_steps if step.blocks]) == len(self.courses)


@dataclass(frozen=True)
class Learning:
    """All that a person's own page shows."""

    to_do: list[Asked]
    up_to_date: list[Asked]
    offers: list[PostOffer]  # posts that may be theirs: for them alone to say
    under_way: list[dict[str, Any]]  # as ways_under_way gives them
    quizzes: list[Attempt]  # outside any course, in progress or still to be marked
    done: list[Completion]
    reported: list[ExternalReport]  # done elsewhere: what waits to be checked, and what was turned down lately
    to_read: list[ReadingRequest]  # pages to read and confirm that aren't among what is to do
    more_to_read: int  # how many besides

    @property
    def hours(self) -> object:
        """Hours of everything on record that stands."""
        return sum(completion.hours for completion in self.done)


# Where everybody comes first after signing in.
DONE: Statement[Completion] = Statement(
    lambda: (
        Completion.objects.standing()
        .filter(person=Given("person"))
        .select_related("course", "certificate")
        .only("completed_on", "source", "hours", "course__title", "certificate__completion")
        .order_by("-completed_on", "-pk")
    )
)


def _rare() -> Any:
    rare = (OPEN_CYCLES, WAITING_OUTSIDE_COURSES, IN_THE_AIR, OFFERS_WAITING)
    there = [Exists(one.queryset()) for one in rare]
    return Person.objects.filter(pk=Given("person")).order_by().values_list(*there)


# Whether somebody has open courses, quizzes, reports, offers. Most have none, so one statement asks before four would.
RARE: Statement[tuple[bool, bool, bool, bool]] = Statement(_rare)


def learning_of(person: Person, *, on: date, at: datetime, seen_by: Any = None) -> Learning:
    """Return a person's learning as it stands on a day, in a constant number of queries.

    `at` is the moment by which what may be read is judged. What `seen_by`, if given, may not read isn't named to them.
    """
    done = DONE.run(person=person.pk)
    statuses = statuses_of(person, on=on, done=[(one.course_id, one.completed_on) for one in done])
    taught = kept_taught(at=at)
    wanted = {listing.course_id for status in statuses for listing in status.terms.listings}
    wanted |= {first.course_id for key in wanted & taught.asks.keys() for first in taught.asks[key].courses}
    links = course_links(person, wanted, at=at, taught=taught, seen_by=seen_by)
    completed = {one.course_id for one in done}
    missing = {key: step for key, asking in taught.asks.items() if (step := first_step(asking, completed, links, on))}
    asked = [asked_of(group, links, missing) for group in by_requirement(statuses)]
    asked.sort(key=lambda one: (urgency(one.status), one.status.standing.deadline or date.max))
    named = {course.url for one in asked if one.status.status in TO_DO for course in one.courses}
    in_course, in_quiz, reported, offered = RARE.run(person=person.pk, since=at - ANSWER_IS_NEWS_FOR, on=on)[0]
    unread = [one for one in to_read(person, at=at, seen_by=seen_by) if one.url not in named]
    return Learning(
        to_do=what_comes_first([one for one in asked if one.status.status in TO_DO]),
        up_to_date=[one for one in asked if one.status.status not in TO_DO],
        offers=offers_to(person, on=on) if offered and seen_by is None else [],
        under_way=ways_under_way(person, at=at, seen_by=seen_by) if in_course else [],
        quizzes=attempts_outside_courses(person) if in_quiz else [],
        done=done,
        reported=reports_in_the_air(person, at=at) if reported else [],
        to_read=unread[:TO_READ_SHOWN],
        more_to_read=max(0, len(unread) - TO_READ_SHOWN),
    )


def urgency(status: HeldStatus) -> int:
    return MOST_URGENT_FIRST.index(status.status)


def by_requirement(statuses: Iterable[HeldStatus]) -> list[list[HeldStatus]]:
    groups: dict[int, list[HeldStatus]] = defaultdict(list)
    for status in statuses:
        groups[status.requirement.pk].append(status)
    return list(groups.values())


def asked_of(group: list[HeldStatus], links: dict[int, CourseLink], missing: dict[int, FirstStep]) -> Asked:
    worst = min(group, key=lambda status: (urgency(status), status.standing.deadline or date.max))
    # Somebody trained before is asked for a refresher, and somebody new for a first course.
    trained_before = worst.standing.latest is not None
    wanted = [ls for ls in worst.terms.listings if (ls.renewing if trained_before else ls.first)]
    only_renewing_first = sorted(wanted, key=lambda ls: ls.first and trained_before)
    courses = [links[ls.course_id] for ls in only_renewing_first if ls.course_id in links]
    shown = courses[:1] if trained_before else courses
    meant = [course.course_id for course in shown] or [ls.course_id for ls in wanted]
    return Asked(worst, len(group), shown, [missing[key] for key in meant if key in missing])


def first_step(asking: Asking, done: set[int], links: dict[int, CourseLink], on: date) -> FirstStep | None:
    """Return what is missing of what a course asks for first, or None."""
    missing = asking.missing(done, on=on)
    if not missing:
        return None
    keys = [one.course_id for one in missing]
    return FirstStep(
        course=asking.title,
        wanted=in_words([one.title for one in missing], any_one=asking.any_one),
        links=[links[key] for key in keys if key in links],
        blocks=asking.blocks,
        keys=frozenset(keys),
    )


def what_comes_first(asked: list[Asked]) -> list[Asked]:
    """Return what is to be done with whatever another of them asks for first before it, otherwise in the same order."""
    ordered: list[Asked] = []

    def put(one: Asked, above: list[Asked]) -> None:
        for step in one.first_steps:
            for other in asked:
                answers = step.keys & {course.course_id for course in other.courses}
                if answers and other is not one and other not in above:
                    put(other, [*above, one])
        if one not in ordered:
            ordered.append(one)

    for one in asked:
        put(one, [])
    return ordered
