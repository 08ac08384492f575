"""Attempts by visitors, who aren't signed in. They live in the browser's session: nothing of them is a row.

What the session keeps is plain: the versions that are asked, pinned as in any attempt, and what was answered. Which
answers are right stays on the server.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any, TypedDict, cast

from learning.quizzes import rules
from learning.quizzes.models import Answer, Attempt, QuestionVersion
from learning.quizzes.queries.attempts import Result, decisions_on, marked, result_from


class VisitAnswer(TypedDict):
    """One question: its version's key, the ids in the order shown, the response, how often that was written, and
    whether its feedback was shown."""

    version: int
    order: list[str]
    response: list[str] | None
    revision: int
    shown: bool


class Visit(TypedDict):
    """One attempt at a quiz. The moments are in ISO form; `submitted` is empty while it is open."""

    quiz: int
    terms: dict[str, Any]
    return_to: str
    started: str
    submitted: str
    answers: list[VisitAnswer]


def visit_from(kept: Any) -> Visit | None:
    """Return what a session kept as a visit, or None if it isn't one: an older release may have kept it."""
    if not isinstance(kept, dict) or kept.keys() != Visit.__annotations__.keys():
        return None
    if not all(row.keys() == VisitAnswer.__annotations__.keys() for row in kept["answers"]):
        return None
    return cast(Visit, kept)


def first_left(visit: Visit) -> int | None:
    """Return the position of the first question without an answer, or None."""
    left = (place for place, row in enumerate(visit["answers"], start=1) if row["response"] is None)
    return next(left, None)


def attempt_of(visit: Visit) -> Attempt:
    """Return a visit as an attempt that was never saved."""
    submitted = datetime.fromisoformat(visit["submitted"]) if visit["submitted"] else None
    return Attempt(
        quiz_id=visit["quiz"], terms=visit["terms"], return_to=visit["return_to"],
        started_at=datetime.fromisoformat(visit["started"]), submitted_at=submitted,
        state=rules.SUBMITTED if submitted else rules.IN_PROGRESS,
    )  # fmt: skip


def answers_in(visit: Visit, attempt: Attempt) -> list[Answer]:
    """Return a visit's answers, never saved, in order with their versions and pictures. One query.

    One whose version isn't there (an older database was restored meanwhile) is left out.
    """
    versions = QuestionVersion.objects.select_related("image").in_bulk([row["version"] for row in visit["answers"]])
    return [
        Answer(
            pk=place, attempt=attempt, question_id=version.question_id, version=version, position=place,
            option_order=row["order"], response=row["response"], revision=row["revision"],
            marks_possible=version.marks,
            shown_at=attempt.started_at if row["shown"] else None,
        )
        for place, row in enumerate(visit["answers"], start=1)
        if (version := versions.get(row["version"]))
    ]  # fmt: skip


def result_in(visit: Visit) -> Result:
    """Return how a visit that was submitted went, marked as any attempt is. Two queries."""
    attempt = attempt_of(visit)
    answers = answers_in(visit, attempt)
    decisions = decisions_on([answer.version_id for answer in answers])
    all_marked = [marked(answer, decisions) for answer in answers]
    for answer, one in zip(answers, all_marked, strict=True):
        answer.marks = Decimal(one.marks.numerator) / one.marks.denominator
    outcome = rules.outcome(all_marked, Decimal(attempt.terms["pass_mark"]))
    attempt.state = outcome.state
    attempt.marks = Decimal(outcome.marks.numerator) / outcome.marks.denominator
    attempt.marks_possible = Decimal(outcome.possible.numerator) / outcome.possible.denominator
    return result_from(attempt, answers, decisions)
