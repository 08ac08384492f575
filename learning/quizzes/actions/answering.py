"""Storing an answer.

An answer is its own record of who (the attempt's person), what and when; an audit row for each would only say it twice.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from learning.quizzes import rules
from learning.quizzes.models import Answer, Attempt, Feedback
from learning.quizzes.queries.answering import answer_to
from learning.quizzes.rules.timing import seconds_taken


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


def save_answer(
    *, attempt: Attempt, position: int, response: Iterable[str], revision: int, by: Any, at: datetime
) -> Answer:
    """Store the answer to question `position` of an attempt, and return it: see `answer_question`.

    Raises PermissionError if `by` isn't the attempt's person.
    """
    if by.pk != attempt.person_id:
        raise PermissionError("Only the person who takes an attempt answers it.")
    return answer_question(key=attempt.pk, position=position, response=response, revision=revision, by=by, at=at)


def answer_question(
    *, key: UUID, position: int, response: Iterable[str], revision: int, by: Any, at: datetime
) -> Answer:
    """Store the answer to question `position` of the attempt with this key, and return it.

    `revision` is that of the answer as the page showed it. The same answer sent again changes nothing. Where the
    quiz gives feedback after each question the answer stands from here on, since its feedback is what comes next.
    Raises StaleAnswer, AttemptClosed, rules.UnusableResponse; Answer.DoesNotExist if `by` has no such question.
    """
    sent = list(response)
    while True:
        answer, kind, last_saved = answer_to(key, position, person=by)
        chosen = rules.clean_response(kind, answer.option_order, sent)
        if answer.response is not None and answer.response == chosen:
            return answer
        if not answer.attempt.is_open or answer.shown_at:
            raise AttemptClosed(answer)
        if revision != answer.revision:
            raise StaleAnswer(answer)
        if not answer.revision:
            answer.seconds = seconds_taken(last_saved or answer.attempt.started_at, at)
        answer.response, answer.revision, answer.answered_at = chosen, revision + 1, at
        answer.shown_at = at if answer.attempt.terms["feedback"] == Feedback.EACH else None
        if _write(answer):
            return answer
        # Written, or closed, by somebody else in between: what is stored now says which.


def _write(answer: Answer) -> bool:
    """Write what was answered if nothing has changed since it was read, and return whether it was written.

    Every writer holds the attempt's row first, so that no answer slips in behind its marking. Reading, holding and
    writing in statements of their own took twice as long, and this is what everybody does at once: see 0028.
    It begins with UPDATE, since Python's sqlite3 counts what was written of no statement that begins with WITH.
    """
    attempt, rows = Attempt._meta.db_table, Answer._meta.db_table
    hold = " FOR UPDATE" if connection.features.has_select_for_update else ""
    adapt = connection.ops
    moments = [adapt.adapt_datetimefield_value(moment) for moment in (answer.answered_at, answer.shown_at)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {rows} SET response = %s, revision = %s, answered_at = %s, shown_at = %s, seconds = %s "  # noqa: S608 - our own names
            "WHERE id = %s AND revision = %s AND shown_at IS NULL "
            f"AND attempt_id IN (SELECT id FROM {attempt} WHERE id = %s AND state = %s{hold})",
            [
                adapt.adapt_json_value(answer.response, None),
                answer.revision,
                *moments,
                answer.seconds,
                answer.pk,
                answer.revision - 1,
                Attempt._meta.pk.get_db_prep_value(answer.attempt_id, connection),
                answer.attempt.state,
            ],
        )
        return cursor.rowcount == 1
