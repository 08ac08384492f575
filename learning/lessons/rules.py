"""Pure rules of a way through a course: what is left of it, and what comes next."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

IN_PROGRESS, SUBMITTED, AWAITING_MARKING, PASSED, FAILED = (
    "in_progress", "submitted", "awaiting_marking", "passed", "failed",
)  # fmt: skip


class Next(StrEnum):
    """The one thing that a course page asks somebody to do."""

    START = "start"
    CONTINUE = "continue"
    FINISH = "finish"  # everything asked is done, and only recording it is left
    TAKE_QUIZ = "take_quiz"
    RESUME_QUIZ = "resume_quiz"
    WAIT = "wait"  # until another attempt may begin
    START_AGAIN = "start_again"  # no attempts are left: from the lessons, in a new cycle
    BE_MARKED = "be_marked"
    SEE_RESULT = "see_result"


@dataclass(frozen=True)
class QuizGo:
    """Where somebody stands with the quiz of a cycle.

    `states` are those of its attempts. `why_not` says why no attempt may begin: "" if one may, else as
    learning.quizzes.rules.AnotherGo has it. `next_at` is when a wait ends.
    """

    states: tuple[str, ...] = ()
    why_not: str = ""
    next_at: datetime | None = None

    @property
    def passed(self) -> bool:
        return PASSED in self.states


def lessons_left(pinned: Sequence[int], done: Collection[int], open_now: Collection[int]) -> list[int]:
    """Return the keys of the lessons that a cycle still asks for, in order.

    It asks for what was required when it began. A lesson that the person can no longer open (unpublished, deleted,
    moved away, expired) isn't asked for: nobody is held up for ever by something that isn't there. If it is back
    before the course is complete it is asked for again. Source: docs/decisions/0011.
    """
    return [key for key in pinned if key in open_now and key not in done]


def is_complete(left: Collection[int], *, done: Collection[int], has_quiz: bool, passed: bool) -> bool:
    """Return whether a cycle is complete: nothing left of its lessons, and the quiz, if there is one, passed.

    Without a quiz some lesson must have been done: while an editor has them all down, nobody has completed anything.
    """
    return not left and (passed or (bool(done) and not has_quiz))


def next_step(*, enrolled: bool, completed: bool, left: Collection[int], quiz: QuizGo | None) -> Next:
    """Return what comes next in the newest cycle of a course; `quiz` is None if it has none."""
    if completed:
        return Next.SEE_RESULT
    if not enrolled:
        return Next.START
    if left:
        return Next.CONTINUE
    if quiz is None or quiz.passed:
        return Next.FINISH
    if IN_PROGRESS in quiz.states:
        return Next.RESUME_QUIZ
    if SUBMITTED in quiz.states or AWAITING_MARKING in quiz.states:
        return Next.BE_MARKED
    return {"": Next.TAKE_QUIZ, "waiting": Next.WAIT}.get(quiz.why_not, Next.START_AGAIN)


def lesson_states(lessons: Sequence[int], done: Collection[int], *, under_way: bool) -> list[str]:
    """Return the state of each lesson along the thread: done, current (the first not done, while under way), to_do."""
    current = next((key for key in lessons if key not in done), None) if under_way else None
    return ["done" if key in done else "current" if key == current else "to_do" for key in lessons]


def neighbours(lessons: Sequence[int], here: int) -> tuple[int | None, int | None]:
    """Return the keys before and after `here`, None at either end. Raises ValueError if it isn't among them."""
    place = lessons.index(here)
    before = lessons[place - 1] if place else None
    after = lessons[place + 1] if place + 1 < len(lessons) else None
    return before, after


def minutes_in_words(minutes: int) -> str:
    """Return a length of time as people say it: "20 minutes", "1 hour", "1 hour 15 minutes"."""
    hours, rest = divmod(minutes, 60)
    words = [f"{hours} hour{'' if hours == 1 else 's'}"] if hours else []
    if rest or not hours:
        words.append(f"{rest} minute{'' if rest == 1 else 's'}")
    return " ".join(words)
