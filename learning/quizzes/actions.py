"""Writes of the quizzes room: publishing a question, and the life of an attempt.

An attempt's start and its submission are in the audit log. An answer is its own record of who (the attempt's
person), what and when; a write for each would only say it twice.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from random import Random, SystemRandom
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from core import audit
from learning.quizzes import queries, rules
from learning.quizzes.models import Answer, Attempt, Feedback, Question, QuestionVersion, Quiz
from learning.quizzes.signals import attempt_finished


class AttemptRefused(Exception):
    """No attempt may begin now. Its text is a sentence for the person; `go` says why, when a rule does."""

    def __init__(self, sentence: str, go: rules.AnotherGo | None = None) -> None:
        super().__init__(sentence)
        self.go = go


class AttemptClosed(Exception):
    """The attempt, or this answer of it, can't be changed any more. `answer` is what is stored."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("This answer can't be changed any more.")
        self.answer = answer


class StaleAnswer(Exception):
    """The answer was written since the page that sends this one was opened. `answer` is what is stored."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("This answer was changed since the page was opened.")
        self.answer = answer


@transaction.atomic
def publish_question(*, question: Question, by: Any) -> QuestionVersion:
    """Publish a question as it stands, and return the version that it now asks.

    Raises ValidationError if it can't be asked or marked. Publishing what is published already makes no new version.
    """
    question.full_clean()
    question.save()
    question.save_revision(user=by).publish(user=by)
    question.refresh_from_db()
    version = queries.latest_version(question)
    if version is None:
        raise ValidationError("The question is to be published later: it asks nothing yet.")
    return version


# -- Starting -------------------------------------------------------------------------------------------------


@transaction.atomic
def start_attempt(
    *, quiz: Quiz, person: Any, cycle: UUID | None, return_to: str, at: datetime, rng: Random | None = None
) -> Attempt:
    """Begin an attempt, or return the one in progress in this cycle.

    Everything that is asked and by which it is marked is pinned here. `return_to` is a path on this site. Raises
    AttemptRefused with a sentence for the person, and ValueError if `return_to` leads off the site.
    """
    if not (return_to.startswith("/") and url_has_allowed_host_and_scheme(return_to, allowed_hosts=None)):
        raise ValueError(f"{return_to!r} is no path on this site")
    # Two starts at once by one person wait for each other here, so that neither counts without the other.
    get_user_model().objects.select_for_update(no_key=True).get(pk=person.pk)
    begun = Attempt.objects.in_cycle(quiz=quiz, person=person, cycle=cycle).filter(state=rules.IN_PROGRESS).first()
    if begun:
        return begun
    quiz = Quiz.objects.get(pk=quiz.pk)
    if not quiz.live:
        raise AttemptRefused("This quiz isn't open at the moment.")
    go = queries.may_start(quiz=quiz, person=person, cycle=cycle, at=at)
    if not go.allowed:
        raise AttemptRefused(refusal(go), go)
    versions = _choose(quiz, rng or SystemRandom())
    attempt = Attempt.objects.create(
        quiz=quiz, person=person, cycle=cycle, return_to=return_to, started_at=at,
        terms=quiz.terms() | {"questions": len(versions)},
    )  # fmt: skip
    _lay_out(attempt, versions, shuffle=quiz.shuffle_options, rng=rng or SystemRandom())
    audit.record("attempt started", attempt, by=person, after={"quiz": quiz.code, "questions": len(versions)})
    return attempt


def _choose(quiz: Quiz, rng: Random) -> list[QuestionVersion]:
    """Return the versions that an attempt asks, in order. Raises AttemptRefused if the bank has too few."""
    fixed = list(quiz.fixed_questions.order_by("sort_order").values_list("question", flat=True))
    draws = list(quiz.draws.order_by("sort_order").values_list("category", "count"))
    try:
        drawn = rules.draw(queries.draw_pools(draws), fixed, rng)
    except rules.TooFewQuestions as error:
        raise AttemptRefused(NOT_READY) from error
    chosen = fixed + drawn
    versions = {version.question_id: version for version in QuestionVersion.objects.latest_of(chosen)}
    if not chosen or len(versions) < len(chosen):
        raise AttemptRefused(NOT_READY)
    if quiz.shuffle_questions:
        rng.shuffle(chosen)
    return [versions[key] for key in chosen]


def _lay_out(attempt: Attempt, versions: list[QuestionVersion], *, shuffle: bool, rng: Random) -> None:
    Answer.objects.bulk_create(
        Answer(
            attempt=attempt,
            question_id=version.question_id,
            version=version,
            position=position,
            option_order=rules.option_order(
                version.type, [option["id"] for option in version.options], shuffle=shuffle, rng=rng
            ),
        )
        for position, version in enumerate(versions, start=1)
    )


NOT_READY = "This quiz doesn't have enough questions ready at the moment. Please tell the workforce development team."


def refusal(go: rules.AnotherGo) -> str:
    """Return why an attempt may not begin, and when one may, as a sentence for the person."""
    if go.why == "passed":
        return "You have already passed this quiz."
    if go.why == "used_up":
        return "You have used all the attempts that this quiz allows. Please talk to the workforce development team."
    if go.why == "waiting" and go.next_at:
        moment = timezone.localtime(go.next_at)
        return f"You can try again from {moment:%H:%M} on {moment:%A} {moment.day} {moment:%B %Y}."
    return ""


# -- Answering ------------------------------------------------------------------------------------------------


@transaction.atomic
def save_answer(
    *, attempt: Attempt, position: int, response: Iterable[str], revision: int, by: Any, at: datetime
) -> Answer:
    """Store the answer to question `position`, and return it.

    `revision` is that of the answer as the page showed it. The same answer sent again changes nothing. Where the
    quiz gives feedback after each question the answer stands from here on, since its feedback is what comes next.
    Raises StaleAnswer, AttemptClosed, rules.UnusableResponse, Answer.DoesNotExist; PermissionError if `by` isn't
    the attempt's person.
    """
    if by.pk != attempt.person_id:
        raise PermissionError("Only the person who takes an attempt answers it.")
    # Every writer holds the attempt's row first, so that no answer slips in behind its marking.
    held = Attempt.objects.select_for_update().get(pk=attempt.pk)
    answer = Answer.objects.select_related("version").get(attempt=held, position=position)
    answer.attempt = held
    chosen = rules.clean_response(answer.version.type, answer.option_order, response)
    if answer.response is not None and set(answer.response) == set(chosen):
        return answer
    if not held.is_open or answer.shown_at:
        raise AttemptClosed(answer)
    if revision != answer.revision:
        raise StaleAnswer(answer)
    written = {
        "response": chosen,
        "revision": answer.revision + 1,
        "answered_at": at,
        "shown_at": at if held.terms["feedback"] == Feedback.EACH else None,
    }
    Answer.objects.filter(pk=answer.pk).update(**written)
    for name, value in written.items():
        setattr(answer, name, value)
    return answer


# -- Finishing ------------------------------------------------------------------------------------------------


@transaction.atomic
def submit_attempt(*, attempt: Attempt, by: Any, at: datetime) -> Attempt:
    """Mark the stored answers, once, and give the attempt its outcome. Submitting again returns it as it is.

    An unanswered question earns nothing. Sends `attempt_finished` in the same transaction. Raises PermissionError
    if `by` isn't the attempt's person.
    """
    if by.pk != attempt.person_id:
        raise PermissionError("Only the person who takes an attempt submits it.")
    held = Attempt.objects.select_for_update(of=("self",)).select_related("quiz", "person").get(pk=attempt.pk)
    if not rules.may_become(held.state, rules.SUBMITTED):
        return held
    answers = queries.answers_of(held)
    marked = [queries.marked(answer) for answer in answers]
    outcome = rules.outcome(marked, Decimal(held.terms["pass_mark"]))
    for answer, one in zip(answers, marked, strict=True):
        answer.marks = _stored(one.marks)
    Answer.objects.bulk_update(answers, ["marks"])
    held.state = outcome.state
    held.submitted_at = at
    held.marks = _stored(outcome.marks)
    held.marks_possible = _stored(outcome.possible)
    held.save(update_fields=["state", "submitted_at", "marks", "marks_possible"])
    after = {"state": held.state, "marks": held.marks, "of": held.marks_possible, "missed": outcome.missed}
    audit.record("attempt submitted", held, by=by, before={"state": rules.IN_PROGRESS}, after=after)
    attempt_finished.send(sender=Attempt, attempt=held)
    return held


def _stored(marks: Fraction) -> Decimal:
    """Return marks as the database keeps them: to show, not to compare."""
    return (Decimal(marks.numerator) / Decimal(marks.denominator)).quantize(Decimal("0.0001"))
