"""What a course asks for first, and whether a person has it. Source: docs/decisions/0024."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from learning.catalogue.models import AskedFirst, Course, HowMany, IfMissing
from learning.catalogue.rules import in_words, still_missing
from learning.records.models import Completion


@dataclass(frozen=True, slots=True)
class First:
    """A course that another asks for first."""

    course_id: int
    title: str
    retired_on: date | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """What a course asks for first: every one of `courses` or any one, and whether nobody starts without."""

    course_id: int
    title: str
    courses: tuple[First, ...]
    any_one: bool
    blocks: bool

    def offered_on(self, day: date) -> tuple[First, ...]:
        """Return the courses that can still be asked for: those that aren't retired."""
        return tuple(one for one in self.courses if one.retired_on is None or one.retired_on > day)

    def missing(self, done: Collection[int], *, on: date) -> tuple[First, ...]:
        """Return what is still to be done first by somebody who completed the courses `done`, as keys, by then.

        Nothing for who completed this course once. A retired course still counts, but isn't asked for.
        """
        if self.course_id in done:
            return ()
        keys = [one.course_id for one in self.courses]
        left = set(still_missing(keys, done, any_one=self.any_one))
        return tuple(one for one in self.offered_on(on) if one.course_id in left)


@dataclass(frozen=True, slots=True)
class Before:
    """Where a person stands with what a course asks for first: what of `asked` they still need, and have already."""

    asking: Asking
    asked: tuple[First, ...]
    missing: tuple[First, ...]
    done: frozenset[int]

    @property
    def stops(self) -> bool:
        return self.asking.blocks and bool(self.missing)

    def state_of(self, first: First) -> str:
        """Return "done", "missing", or "" for one that isn't needed since another is done."""
        return "done" if first.course_id in self.done else "missing" if first in self.missing else ""

    @property
    def words(self) -> str:
        """What is missing, in words: "A and B", or "A or B" if either will do."""
        return in_words([one.title for one in self.missing], any_one=self.asking.any_one)


def askings(courses: Iterable[int] | None = None) -> dict[int, Asking]:
    """Return what each of `courses` (or of all) asks for first, by its key, where it asks for anything. One query."""
    rows = AskedFirst.objects.order_by("course", "sort_order", "pk").select_related("course", "first")
    if courses is not None:
        rows = rows.filter(course__in=list(courses))
    found: dict[int, list[First]] = {}
    asking: dict[int, Course] = {}
    for row in rows:
        found.setdefault(row.course_id, []).append(First(row.first_id, row.first.title, row.first.retired_on))
        asking[row.course_id] = row.course
    return {
        key: Asking(
            course_id=key,
            title=asking[key].title,
            courses=tuple(first),
            any_one=asking[key].first_how_many == HowMany.ANY,
            blocks=asking[key].if_missing == IfMissing.BLOCK,
        )
        for key, first in found.items()
    }


def before_starting(person: Any, asking: Asking | None, *, on: date) -> Before | None:
    """Return where `person` stands with what a course asks for first, in one query; None if it asks nothing of them,
    because it asks for nothing that is still offered or because they completed it before.

    A completion counts however it was earned and however long ago, unless it was corrected.
    """
    asked = asking.offered_on(on) if asking else ()
    if asking is None or not asked:
        return None
    courses = [asking.course_id, *(one.course_id for one in asking.courses)]
    done = frozenset(
        Completion.objects.standing()
        .filter(person=person, course__in=courses, completed_on__lte=on)
        .order_by()
        .values_list("course", flat=True)
    )
    return None if asking.course_id in done else Before(asking, asked, asking.missing(done, on=on), done)
