"""Where an attempt stands, what is stored of it, and how it went."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, UUIDField

from core.addresses import address_readable_by
from core.statements import Given, Statement
from learning.quizzes import rules
from learning.quizzes.models import Answer, Attempt, AttemptEnd, Feedback, Quiz, Regrade, RegradeChoice
from learning.quizzes.queries.answered import Reviewed, is_for_a_marker
from learning.quizzes.queries.by_hand import marked_again, take_newest
from learning.quizzes.queries.contents import contents_of
from learning.quizzes.queries.versions import versions_of

Decisions = Mapping[int, Regrade]  # what holds about each version that was found wrong, by the version's key


# What everybody asks on the day that a team is asked to take a quiz is put together once (core/statements.py).
OWN: Statement[Attempt] = Statement(
    lambda: Attempt.objects.filter(pk=Given("key", UUIDField()), person=Given("person")).order_by()
)
FIRST_LEFT: Statement[int] = Statement(
    lambda: (
        Answer.objects.filter(attempt=Given("attempt", UUIDField()), answered_at=None)
        .order_by("position")
        .values_list("position", flat=True)[:1]
    )
)


def _in_cycle(cycle: Any) -> Any:
    return Attempt.objects.in_cycle(quiz=Given("quiz"), person=Given("person"), cycle=cycle)  # type: ignore[arg-type]


IN_CYCLE: Statement[tuple[UUID, str, datetime | None]] = Statement(
    lambda: _in_cycle(Given("cycle", UUIDField())).order_by().values_list("pk", "state", "submitted_at")
)
IN_NO_CYCLE: Statement[tuple[UUID, str, datetime | None]] = Statement(
    lambda: _in_cycle(None).order_by().values_list("pk", "state", "submitted_at")
)


def own_attempt(person: Any, key: UUID) -> Attempt:
    """Return a person's own attempt. Raises Attempt.DoesNotExist for anybody else's."""
    attempt = OWN.first(key=key, person=person.pk)
    if attempt is None:
        raise Attempt.DoesNotExist(f"no attempt {key}")
    return attempt


def attempts_in_cycle(*, quiz: int, person: int, cycle: UUID | None) -> tuple[UUID | None, list[rules.PastAttempt]]:
    """Return the key of the attempt at a quiz that is in progress in a cycle, if there is one, and those that are over.

    The quiz and the person are given by key. One query.
    """
    given = {"quiz": quiz, "person": person}
    rows = IN_NO_CYCLE.run(**given) if cycle is None else IN_CYCLE.run(cycle=cycle, **given)
    under_way = next((key for key, state, _ in rows if state == rules.IN_PROGRESS), None)
    return under_way, [rules.PastAttempt(state, at) for _, state, at in rows if state != rules.IN_PROGRESS]


def go_after(past: Sequence[rules.PastAttempt], *, quiz: Quiz, cycle: UUID | None, at: datetime) -> rules.AnotherGo:
    """Return whether another attempt may begin after those of a cycle that are over.

    Outside any cycle nothing hangs on a pass: who has passed may take the quiz again.
    """
    return rules.another_go(
        past, allowed=quiz.attempts_allowed, waiting_hours=quiz.waiting_hours, at=at, passed_again=cycle is None
    )


def another_go_after(attempt: Attempt, *, at: datetime) -> rules.AnotherGo:
    """Return whether the person may begin another attempt at this quiz in the same cycle."""
    _, over = attempts_in_cycle(quiz=attempt.quiz_id, person=attempt.person_id, cycle=attempt.cycle)
    return go_after(over, quiz=contents_of(attempt.quiz_id).quiz, cycle=attempt.cycle, at=at)


# Everybody's own page asks it.
WAITING_OUTSIDE_COURSES: Statement[Attempt] = Statement(
    lambda: Attempt.objects.filter(
        person=Given("person"), cycle=None, state__in=[rules.IN_PROGRESS, rules.AWAITING_MARKING]
    ).order_by("-started_at")
)


def attempts_outside_courses(person: Any) -> list[Attempt]:
    """Return a person's attempts that belong to no course and have no outcome yet, the newest first. One query."""
    return WAITING_OUTSIDE_COURSES.run(person=person.pk)


def end_of(attempt: Attempt) -> AttemptEnd | None:
    """Return how an attempt was ended that wasn't submitted; None where nobody wrote it down."""
    return AttemptEnd.objects.filter(attempt=attempt).first()


@dataclass(frozen=True)
class WayBack:
    """Where a page about an attempt leads back to, and in what words."""

    url: str
    words: str


def way_back(attempt: Attempt, *, reader: Any, at: datetime) -> WayBack:
    """Return the way back to where an attempt was begun, or to the person's own learning if that is gone since."""
    path = attempt.return_to
    if path.startswith("/courses/") and not address_readable_by(reader, path, at=at):
        return WayBack("/my-learning/", "Back to my learning")
    return WayBack(path, attempt.words_back)


def _answers() -> Any:
    """Every answer of an attempt in order, with `decided`: whether anything was decided of the version it answers."""
    decided = Regrade.objects.filter(version=OuterRef("version")).exclude(choice=RegradeChoice.KEEP).order_by()
    answers = Answer.objects.filter(attempt=Given("attempt", UUIDField())).order_by("position")
    return answers.annotate(decided=Exists(decided))


# TO_MARK asks for no marks that were given again: what it is for has no outcome yet.
ANSWERS: Statement[Answer] = Statement(lambda: _answers().annotate(again=marked_again()))
TO_MARK: Statement[Answer] = Statement(
    lambda: _answers()
    .select_related("version")
    .only(
        "attempt", "position", "response", "marks", "marks_possible",
        "version__type", "version__options", "version__credit", "version__must_pass",
    )
)  # fmt: skip


def answers_of(attempt: Attempt) -> list[Answer]:
    """Return all the answers of an attempt in order, with their versions and pictures, and with the marks and comments
    that were given last. Two queries at most, and one more if a person marked any of them again."""
    answers = ANSWERS.run(attempt=attempt.pk)
    take_newest(answers)
    versions = versions_of({answer.version_id for answer in answers})
    for answer in answers:
        answer.version = versions[answer.version_id]
    return answers


def answers_to_mark(attempt: Attempt) -> list[Answer]:
    """Return all the answers of an attempt in order, with no more of them and their versions than marks them. One
    query, as things stand in the transaction."""
    return TO_MARK.run(attempt=attempt.pk)


def decisions_in(answers: Sequence[Answer]) -> dict[int, Regrade]:
    """Return the decisions that hold about the versions of answers read here. One query, if there are any."""
    decided = [answer.version_id for answer in answers if answer.decided]  # type: ignore[attr-defined]
    return decisions_on(decided) if decided else {}


def first_unanswered(attempt: Attempt) -> int | None:
    """Return the position of the first question that hasn't been answered, or None."""
    return FIRST_LEFT.first(attempt=attempt.pk)


@dataclass(frozen=True)
class Result:
    """How an attempt went. `missed` holds the positions of must-pass questions that weren't right."""

    attempt: Attempt
    passed: bool
    reached: bool
    missed: list[int]
    questions: list[Reviewed]
    regraded: bool  # whether anything was decided of a question that was found wrong, or marked again
    by_hand: bool  # whether a person marked any of it

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
    """Return how an attempt that has an outcome went, as it stands after any regrade. Three queries at most, and one
    more if a person marked any of it again."""
    answers = answers_of(attempt)
    # What was brought over is shown as it was told there.
    decisions = {} if attempt.terms.get("imported") else decisions_in(answers)
    return result_from(attempt, answers, decisions)


def result_from(attempt: Attempt, answers: Sequence[Answer], decisions: Decisions) -> Result:
    """Return how an attempt with these answers, which have their marks, went."""
    shown = attempt.terms["feedback"] != Feedback.NEVER
    standing = {answer.pk: _standing(answer, decisions) for answer in answers}
    reviewed = [Reviewed(answer, standing[answer.pk], shown) for answer in answers]
    outcome = rules.outcome([marked(answer, decisions) for answer in answers], Decimal(attempt.terms["pass_mark"]))
    missed = [
        answer.position
        for answer in answers
        if answer.version.must_pass and standing[answer.pk] != answer.marks_possible
    ]
    again = any(getattr(answer, "again", False) for answer in answers)
    by_hand = any(is_for_a_marker(answer) for answer in answers)
    passed = attempt.state == rules.PASSED
    return Result(attempt, passed, outcome.reached, missed, reviewed, again or bool(decisions), by_hand)


def _standing(answer: Answer, decisions: Decisions) -> Decimal:
    """Return an answer's marks as they stand: those that were given, unless something was decided of its version."""
    if answer.version_id not in decisions:
        return answer.marks or Decimal(0)
    marks = marked(answer, decisions).marks
    return Decimal(marks.numerator) / Decimal(marks.denominator)


def decisions_on(versions: Collection[int]) -> dict[int, Regrade]:
    """Return the decision that holds about each version that was found wrong, by the version's key. One query.

    The newest that changed marks holds: to keep them as they are changes nothing of what was decided before.
    """
    made = Regrade.objects.filter(version__in=list(versions)).exclude(choice=RegradeChoice.KEEP)
    ordered = made.select_related("corrected").order_by("made_at", "pk")
    return {one.version_id: one for one in ordered if one.version_id}


def marked(answer: Answer, decisions: Decisions) -> rules.Marked:
    """Return an answer as what was decided of its version, as that version itself, or as a person marks it.

    What still awaits a person counts as nothing.
    """
    possible, version = Fraction(answer.marks_possible), answer.version
    decision = decisions.get(version.pk)
    if decision and decision.choice == RegradeChoice.AWARD:
        return rules.Marked(possible, possible, version.must_pass)
    marking = decision.corrected if decision and decision.corrected else version
    marks = rules.marks_for(version.type, marking.options, answer.response, possible, credit=marking.credit)
    return rules.Marked(Fraction(answer.marks or 0) if marks is None else marks, possible, version.must_pass)


def marked_all(answers: Sequence[Answer], decisions: Decisions) -> list[rules.Marked | None]:
    """Return each answer as marked, None where a person has still to mark it."""
    return [
        None if answer.marks is None and is_for_a_marker(answer) and answer.version_id not in decisions
        else marked(answer, decisions)
        for answer in answers
    ]  # fmt: skip
