"""Marking what people wrote: claim an attempt, mark each essay, and give the attempt its outcome.

Every writer holds the attempt's row, so two markers at once wait for each other, and the second is told.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from core import audit
from learning.quizzes import queries, rules
from learning.quizzes.actions.finishing import give_outcome
from learning.quizzes.actions.telling import tell
from learning.quizzes.models import Answer, Attempt
from people.queries import records_of

# After this an attempt that a marker has left lying may be taken by another.
CLAIM_LASTS = timedelta(hours=24)
LONGEST_COMMENT = 5000


class MarkingRefused(Exception):
    """What a marker asked for can't be done. Its text is a sentence for them."""


def _held(attempt: Attempt, by: Any) -> Attempt:
    """Return the attempt, held for writing. Raises MarkingRefused if it isn't for `by` to mark."""
    held = Attempt.objects.select_for_update(of=("self",)).select_related("person", "claimed_by").get(pk=attempt.pk)
    if not by.has_perm("quizzes.mark_attempt"):
        raise PermissionError("Only those who may mark attempts do.")
    if held.person_id in records_of(by):
        raise MarkingRefused("Nobody marks their own attempt.")
    if held.state != rules.AWAITING_MARKING:
        raise MarkingRefused("This attempt has been marked.")
    return held


@transaction.atomic
def claim_attempt(*, attempt: Attempt, by: Any, at: datetime) -> Attempt:
    """Take an attempt to mark, and return it. Taking it again changes nothing.

    Raises MarkingRefused if it is one's own, is marked, or another marker took it in the last CLAIM_LASTS.
    """
    held = _held(attempt, by)
    if held.claimed_by_id == by.pk:
        return held
    if held.claimed_by_id and held.claimed_at and at < held.claimed_at + CLAIM_LASTS:
        raise MarkingRefused(f"{held.claimed_by} has taken this attempt to mark.")
    before = {"claimed_by": held.claimed_by_id}
    held.claimed_by, held.claimed_at = by, at
    held.save(update_fields=["claimed_by", "claimed_at"])
    audit.record("attempt claimed", held, by=by, before=before, after={"claimed_by": by.pk})
    return held


@transaction.atomic
def release_attempt(*, attempt: Attempt, by: Any) -> Attempt:
    """Give an attempt back to be marked by anybody. Marks that were given stay. Raises MarkingRefused."""
    held = _claimed(attempt, by)
    held.claimed_by = held.claimed_at = None
    held.save(update_fields=["claimed_by", "claimed_at"])
    audit.record("attempt released", held, by=by, before={"claimed_by": by.pk})
    return held


def _claimed(attempt: Attempt, by: Any) -> Attempt:
    held = _held(attempt, by)
    if held.claimed_by_id != by.pk:
        who = f"{held.claimed_by} has taken this attempt to mark." if held.claimed_by_id else "Take this attempt first."
        raise MarkingRefused(who)
    return held


@transaction.atomic
def mark_answer(*, attempt: Attempt, position: int, marks: Decimal, comment: str, by: Any, at: datetime) -> Answer:
    """Give what was written at `position` its marks and comment. Until marking is finished they can be changed.

    Raises MarkingRefused, Answer.DoesNotExist, and ValueError for marks below nought or above what is possible.
    """
    held = _claimed(attempt, by)
    answer = held.answers.select_related("version").get(position=position)
    if not queries.is_for_a_marker(answer):
        raise MarkingRefused("This question marks itself.")
    if not 0 <= marks <= answer.marks_possible:
        raise ValueError(f"Give from 0 to {rules.plain_number(answer.marks_possible)} marks")
    before = {"marks": answer.marks, "comment": answer.comment}
    answer.marks, answer.comment = marks, comment.strip()[:LONGEST_COMMENT]
    answer.marked_by, answer.marked_at = by, at
    answer.save(update_fields=["marks", "comment", "marked_by", "marked_at"])
    after = {"marks": answer.marks, "comment": answer.comment}
    if before != after:
        audit.record("answer marked", answer, by=by, before=before, after=after)
    return answer


@transaction.atomic
def finish_marking(*, attempt: Attempt, by: Any, at: datetime) -> Attempt:
    """Give an attempt its outcome once all that was written is marked. Finishing again returns it as it is.

    `attempt_finished` is sent in the same transaction; the day that counts stays the day of submission. Raises
    MarkingRefused if something has no marks yet, or it isn't for `by` to mark.
    """
    now = Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    if now.state in (rules.PASSED, rules.FAILED) and now.person_id != by.pk:
        return now
    held = _claimed(attempt, by)
    answers = queries.answers_to_mark(held)
    marked = queries.marked_all(answers, queries.decisions_in(answers))
    if any(one is None for one in marked):
        raise MarkingRefused("Give every answer its marks first.")
    before = {"state": held.state}
    give_outcome(held, [one for one in marked if one is not None], act="attempt marked", by=by, before=before)
    tell([held], subject="Your answers have been marked", words="Somebody has marked what you wrote. Your result:")
    return held
