"""Storing an answer.

An answer is its own record of who (the attempt's person), what and when; an audit row for each would only say it twice.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery

from learning.quizzes import rules
from learning.quizzes.models import Answer, Attempt, Feedback
from learning.quizzes.rules.timing import seconds_taken

# The moment of the last answer saved in the same attempt, whichever question it was to.
LAST_SAVED = Subquery(
    Answer.objects.filter(attempt=OuterRef("attempt")).order_by().values("attempt").values(last=Max("answered_at"))
)


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
    answer = (
        Answer.objects.annotate(last_saved=LAST_SAVED).select_related("version").get(attempt=held, position=position)
    )
    answer.attempt = held
    chosen = rules.clean_response(answer.version.type, answer.option_order, response)
    if answer.response is not None and answer.response == chosen:
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
    if not answer.revision:
        written["seconds"] = seconds_taken(answer.last_saved or held.started_at, at)
    Answer.objects.filter(pk=answer.pk).update(**written)
    for name, value in written.items():
        setattr(answer, name, value)
    return answer
