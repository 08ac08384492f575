"""Where a person is in a course."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from core.queries import readable_by
from core.statements import Given, Statement
from learning.lessons import rules
from learning.lessons.models import CoursePage, Enrolment, LessonProgress
from learning.lessons.queries.asked_first import Before, before_starting
from learning.lessons.queries.outlines import Lesson, Outline
from learning.lessons.rules import Next, QuizGo
from learning.quizzes.models import Attempt
from learning.quizzes.rules import PastAttempt, another_go
from learning.records.models import Completion, Source


@dataclass(frozen=True)
class Done:
    """A completion of the course, as a person's own record of it shows it. `certificate` is its id, if it has one."""

    pk: int
    completed_on: date
    source: str
    certificate: UUID | None
    withdrawn_on: date | None


@dataclass(frozen=True)
class Way:
    """A person's way through a course page, in its newest cycle.

    `enrolment` is None if they never started. `done` and `left` are keys of lessons. `completions` are all of the
    course, newest first, however they were earned. `attempts` are only looked up where they matter: once no lesson is
    left, or the cycle is over. `before` is what the course asks for first, looked up while it is still to be started.
    """

    outline: Outline
    enrolment: Enrolment | None
    done: frozenset[int]
    left: tuple[int, ...]
    attempts: tuple[Attempt, ...]
    quiz: QuizGo | None
    completions: tuple[Done, ...]
    next: Next
    before: Before | None = None

    @property
    def under_way(self) -> bool:
        return self.enrolment is not None and self.enrolment.is_open

    @property
    def completed(self) -> bool:
        return self.next is Next.SEE_RESULT

    @property
    def done_count(self) -> int:
        """How many of the lessons that are listed now are done."""
        return sum(1 for lesson in self.outline.lessons if lesson.pk in self.done)

    @property
    def next_lesson(self) -> Lesson | None:
        """The first lesson that is left, or the first of all if none is."""
        lessons = self.outline.lessons
        return next((lesson for lesson in lessons if lesson.pk in self.left), lessons[0] if lessons else None)

    @property
    def completion(self) -> Done | None:
        """The completion that the newest cycle ended in, whether it stands or not."""
        key = self.enrolment.completion_id if self.enrolment else None
        return next((one for one in self.completions if one.pk == key), None)

    @property
    def standing(self) -> list[Done]:
        return [one for one in self.completions if one.withdrawn_on is None]

    @property
    def last_result(self) -> Attempt | None:
        """The last attempt of this cycle that is over."""
        return next((attempt for attempt in reversed(self.attempts) if not attempt.is_open), None)


def way_through(outline: Outline, person: Any, *, at: datetime) -> Way:
    """Return where `person` is in a course at moment `at`: at most five queries, however many lessons."""
    page = outline.page
    enrolment = newest_enrolment(person, page)
    done = frozenset(done_in(enrolment)) if enrolment else frozenset()
    left = rules.lessons_left(enrolment.pinned, done, outline.lesson_keys) if enrolment else outline.lesson_keys
    attempts = attempts_in(enrolment) if enrolment and not (enrolment.is_open and left) else ()
    quiz = quiz_go(page, attempts, at=at) if page.quiz_id else None
    completions = completions_of(person, page)
    standing = {one.pk for one in completions if one.withdrawn_on is None}
    following = rules.next_step(
        enrolled=bool(enrolment and enrolment.is_open),
        completed=bool(enrolment and enrolment.completion_id in standing),
        left=left,
        quiz=quiz,
    )
    before = before_starting(person, outline.asks, on=timezone.localdate(at)) if following is Next.START else None
    return Way(outline, enrolment, done, tuple(left), attempts, quiz, completions, following, before)


def newest_enrolment(person: Any, page: CoursePage) -> Enrolment | None:
    """Return the newest cycle of a course page for `person`."""
    return Enrolment.objects.visible_to(person).filter(course_page=page).newest_first().first()


def completions_of(person: Any, page: CoursePage) -> tuple[Done, ...]:
    """Return a person's completions of what a page teaches, newest first, withdrawn ones too."""
    rows = (
        Completion.objects.filter(person=person, course=page.course_id)
        .order_by("-completed_on", "-pk")
        .values_list("pk", "completed_on", "source", "certificate", "correction__recorded_at")
    )
    return tuple(
        Done(pk, on, Source(source).label, certificate, timezone.localdate(corrected) if corrected else None)
        for pk, on, source, certificate, corrected in rows
    )


def done_in(enrolment: Enrolment) -> list[int]:
    """Return the keys of the lessons that are done in a cycle."""
    return list(LessonProgress.objects.filter(enrolment=enrolment).values_list("lesson_id", flat=True))


def attempts_in(enrolment: Enrolment) -> tuple[Attempt, ...]:
    """Return the quiz attempts of a cycle, oldest first: of whichever quiz the page had at the time."""
    attempts = Attempt.objects.filter(person=enrolment.person_id, cycle=enrolment.pk)
    return tuple(attempts.only("quiz_id", "state", "submitted_at").order_by("started_at", "pk"))


def quiz_go(page: CoursePage, attempts: Sequence[Attempt], *, at: datetime) -> QuizGo:
    """Return where somebody stands with a page's quiz.

    A pass counts of whichever quiz the page had when the attempt began; the limit and the wait are the present one's.
    """
    quiz = page.quiz
    assert quiz is not None
    over = [one for one in attempts if one.quiz_id == quiz.pk and not one.is_open]
    go = another_go(
        [PastAttempt(one.state, one.submitted_at) for one in over],
        allowed=quiz.attempts_allowed, waiting_hours=quiz.waiting_hours, at=at,
    )  # fmt: skip
    return QuizGo(tuple(one.state for one in attempts), go.why, go.next_at)


def readable_lessons(page: CoursePage, keys: Sequence[int], person: Any, *, at: datetime) -> set[int]:
    """Return which of the lessons with these keys `person` may still open below a course page."""
    readable = readable_by(person, at=at).filter(pk__in=keys, path__startswith=page.path)
    return set(readable.order_by().values_list("pk", flat=True))


def lessons_left_of(enrolment: Enrolment, *, at: datetime) -> list[int]:
    """Return the keys of the lessons that a cycle still asks for at moment `at`."""
    pinned = enrolment.pinned
    open_now = readable_lessons(enrolment.course_page, pinned, enrolment.person, at=at)
    return rules.lessons_left(pinned, set(done_in(enrolment)), open_now)


# Everybody's own page asks it.
OPEN_CYCLES: Statement[Enrolment] = Statement(
    lambda: Enrolment.objects.filter(person=Given("person")).open().newest_first().select_related("course_page__course")
)


def ways_under_way(person: Any, *, at: datetime, seen_by: Any = None) -> list[dict[str, Any]]:
    """Return the courses that `person` is in the middle of, last started first, in four queries at most.

    Each is {"title", "url", "course" (its code), "started_at", "done", "total"}, the last two counting the required
    lessons that are still there. A course page that can no longer be read, or not by `seen_by`, is left out.
    """
    cycles = OPEN_CYCLES.run(person=person.pk)
    if not cycles:
        return []
    asked = {key for cycle in cycles for key in [cycle.course_page_id, *cycle.pinned]}
    readable = set(readable_by(person, at=at).filter(pk__in=asked).order_by().values_list("pk", flat=True))
    shown = readable
    if seen_by is not None:
        shown = set(readable_by(seen_by, at=at).filter(pk__in=readable).order_by().values_list("pk", flat=True))
    progress = LessonProgress.objects.filter(enrolment__in=cycles).values_list("enrolment_id", "lesson_id")
    done = set(progress)
    return [
        {
            "title": cycle.course_page.title,
            "url": cycle.course_page.get_url(),
            "course": cycle.course_page.course.code,
            "started_at": cycle.started_at,
            "done": sum(1 for key in cycle.pinned if key in readable and (cycle.pk, key) in done),
            "total": sum(1 for key in cycle.pinned if key in readable),
        }
        for cycle in cycles
        if cycle.course_page_id in shown
    ]
