"""Where an attempt stands, what is stored of it, and how it went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from wagtail.rich_text import get_text_for_indexing

from learning.quizzes import rules
from learning.quizzes.models import Answer, Attempt, Feedback, Quiz
from learning.quizzes.queries.shown import Asked, Explained, asked, explained


def own_attempt(person: Any, key: UUID) -> Attempt:
    """Return a person's own attempt. Raises Attempt.DoesNotExist for anybody else's."""
    return Attempt.objects.get(pk=key, person=person)


def may_start(*, quiz: Quiz, person: Any, cycle: UUID | None, at: datetime) -> rules.AnotherGo:
    """Return whether a person may begin an attempt at moment `at`, those over in this cycle being counted."""
    over = Attempt.objects.in_cycle(quiz=quiz, person=person, cycle=cycle).exclude(state=rules.IN_PROGRESS)
    past = [rules.PastAttempt(*row) for row in over.order_by().values_list("state", "submitted_at")]
    return rules.another_go(past, allowed=quiz.attempts_allowed, waiting_hours=quiz.waiting_hours, at=at)


def another_go_after(attempt: Attempt, *, at: datetime) -> rules.AnotherGo:
    """Return whether the person may begin another attempt at this quiz in the same cycle."""
    return may_start(quiz=attempt.quiz, person=attempt.person_id, cycle=attempt.cycle, at=at)


def answer_at(attempt: Attempt, position: int) -> Answer:
    """Return question `position` of an attempt with its version and picture. Raises Answer.DoesNotExist."""
    return attempt.answers.select_related("version__image").get(position=position)


def answers_of(attempt: Attempt) -> list[Answer]:
    """Return all the answers of an attempt in order, with their versions and pictures, in one query."""
    return list(attempt.answers.select_related("version__image").order_by("position"))


def first_unanswered(attempt: Attempt) -> int | None:
    """Return the position of the first question that hasn't been answered, or None."""
    left = attempt.answers.filter(answered_at=None).order_by("position")
    return left.values_list("position", flat=True).first()


@dataclass(frozen=True)
class CheckRow:
    """A question on the page where one checks one's answers, with the words of what was chosen."""

    position: int
    question: str
    chosen: list[str]
    stands: bool  # its feedback was shown, so it can't be changed

    @property
    def answered(self) -> bool:
        return bool(self.chosen)


def check_rows(attempt: Attempt) -> list[CheckRow]:
    """Return every question of an attempt in order, with what is stored for it. One query."""
    rows = []
    for answer in attempt.answers.select_related("version").order_by("position"):
        shown = asked(answer.version, order=answer.option_order, response=answer.response)
        words = get_text_for_indexing(shown.question or shown.scenario)
        rows.append(CheckRow(answer.position, words, shown.answered, answer.shown_at is not None))
    return rows


@dataclass(frozen=True)
class Reviewed:
    """One question of an attempt that is over; `explained` is None where the quiz shows no answers."""

    position: int
    asked: Asked
    explained: Explained | None
    must_pass: bool


@dataclass(frozen=True)
class Result:
    """How an attempt went. `missed` holds the positions of must-pass questions that weren't right."""

    attempt: Attempt
    passed: bool
    reached: bool
    missed: list[int]
    questions: list[Reviewed]

    @property
    def shows_answers(self) -> bool:
        return bool(self.attempt.terms["feedback"] != Feedback.NEVER)

    @property
    def words(self) -> str:
        """What the quiz says to somebody who passed, or who failed, as rich text."""
        return str(self.attempt.terms["pass_text" if self.passed else "fail_text"])

    @property
    def percentage(self) -> str:
        return rules.plain_number(
            rules.percentage(self.attempt.marks or Decimal(0), self.attempt.marks_possible or Decimal(1))
        )

    @property
    def marks(self) -> str:
        return rules.plain_number(self.attempt.marks or Decimal(0))

    @property
    def marks_possible(self) -> str:
        return rules.plain_number(self.attempt.marks_possible or Decimal(0))

    @property
    def pass_mark(self) -> str:
        return rules.plain_number(Decimal(self.attempt.terms["pass_mark"]))


def result_of(attempt: Attempt) -> Result:
    """Return how an attempt that has an outcome went, from its stored marks. One query."""
    answers = answers_of(attempt)
    shown = attempt.terms["feedback"] != Feedback.NEVER
    reviewed = [
        Reviewed(
            answer.position,
            asked(answer.version, order=answer.option_order, response=answer.response, name=f"q{answer.position}"),
            explained(answer.version, answer.response, order=answer.option_order) if shown else None,
            answer.version.must_pass,
        )
        for answer in answers
    ]
    outcome = rules.outcome([marked(answer) for answer in answers], Decimal(attempt.terms["pass_mark"]))
    missed = [
        answer.position for answer in answers if answer.version.must_pass and answer.marks != answer.marks_possible
    ]
    return Result(attempt, attempt.state == rules.PASSED, outcome.reached, missed, reviewed)


def is_for_a_marker(answer: Answer) -> bool:
    """Return whether a person has to mark what was answered: an essay with something written."""
    return rules.is_marked_by_hand(answer.version.type) and bool(answer.response)


def marked(answer: Answer) -> rules.Marked:
    """Return an answer as its pinned version marks it, or as a person did; what still awaits one counts as nothing."""
    possible = Fraction(answer.marks_possible)
    version = answer.version
    marks = rules.marks_for(version.type, version.options, answer.response, possible, credit=version.credit)
    return rules.Marked(Fraction(answer.marks or 0) if marks is None else marks, possible, version.must_pass)


def marked_all(answers: Sequence[Answer]) -> list[rules.Marked | None]:
    """Return each answer as marked, None where a person has still to mark it."""
    return [None if is_for_a_marker(answer) and answer.marks is None else marked(answer) for answer in answers]
