"""Marking what people wrote: claim an attempt, mark each essay, and give the attempt its outcome.

Every writer holds the attempt's row, so two markers at once wait for each other, and the second is told.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from core import audit
from learning.quizzes import queries, rules
from learning.quizzes.actions.finishing import give_outcome
from learning.quizzes.actions.telling import tell
from learning.quizzes.models import Answer, Attempt
from learning.quizzes.queries.marking import taken_by_others
from people.queries import records_of


class MarkingRefused(Exception):
    """What a marker asked for can't be done. Its text is a sentence for them."""


class MarkedMeanwhile(MarkingRefused):
    """An answer has other marks or another comment than the form showed that was sent."""


def _held(attempt: Attempt, by: Any) -> Attempt:
    """Return the attempt, held for writing. Raises MarkingRefused if it isn't for `by` to mark."""
    # Who has claimed it is read once it is held: joined, PostgreSQL gives who had before it had to wait for the row.
    held = Attempt.objects.select_for_update(of=("self",)).select_related("person").get(pk=attempt.pk)
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

    Raises MarkingRefused if it is one's own, is marked, or another marker has it before them.
    """
    held = _held(attempt, by)
    if held.claimed_by_id == by.pk:
        return held
    if taken_by_others([held], marker=by, at=at):
        raise MarkingRefused(f"{held.claimed_by} has taken this attempt to mark.")
    before = {"claimed_by": held.claimed_by_id}
    held.claimed_by, held.claimed_at = by, at
    held.save(update_fields=["claimed_by", "claimed_at"])
    audit.record("attempt claimed", held, by=by, before=before, after={"claimed_by": by.pk})
    return held


@transaction.atomic
def release_attempt(*, attempt: Attempt, by: Any) -> Attempt:
    """Give an attempt back to be marked by anybody. Marks that were given stay. Raises MarkingRefused."""
    held = hold_claimed(attempt=attempt, by=by)
    held.claimed_by = held.claimed_at = None
    held.save(update_fields=["claimed_by", "claimed_at"])
    audit.record("attempt released", held, by=by, before={"claimed_by": by.pk})
    return held


def hold_claimed(*, attempt: Attempt, by: Any) -> Attempt:
    """Return an attempt that `by` has taken to mark, held for writing until the transaction ends.

    Raises MarkingRefused if they haven't taken it, or another has since.
    """
    held = _held(attempt, by)
    if held.claimed_by_id != by.pk:
        who = f"{held.claimed_by} has taken this attempt to mark." if held.claimed_by_id else "Take this attempt first."
        raise MarkingRefused(who)
    return held


@transaction.atomic
def mark_answer(
    *,
    attempt: Attempt,
    position: int,
    marks: Decimal | None,
    comment: str,
    seen: str | None = None,
    by: Any,
    at: datetime,
) -> Answer:
    """Give what was written at `position` its marks and comment. Until marking is finished they can be changed, and
    a comment may come before the marks: then `marks` is None.

    `seen` tells which marks and comment were shown to whoever gives others (rules.marking_as_seen). Raises
    MarkedMeanwhile if those aren't the ones that stand here, MarkingRefused, Answer.DoesNotExist, and ValueError for
    marks below nought or above what is possible.
    """
    held = hold_claimed(attempt=attempt, by=by)
    answer = held.answers.select_related("version").get(position=position)
    if not queries.is_for_a_marker(answer):
        raise MarkingRefused("This question marks itself.")
    if fault := rules.marks_fault(marks, answer.marks_possible, needed=False):
        raise ValueError(fault)
    comment = comment.strip()[: rules.LONGEST_COMMENT]
    stands = rules.marking_as_seen(answer.marks, answer.comment)
    if stands == rules.marking_as_seen(marks, comment):
        return answer
    if seen not in (None, stands):
        raise MarkedMeanwhile(
            "Nothing is saved yet: other marks or another comment were saved here since you opened this page. They "
            "stand above yours. Save again to put yours in their place."
        )
    before = {"marks": answer.marks, "comment": answer.comment}
    answer.marks, answer.comment = marks, comment
    answer.marked_by, answer.marked_at = (None, None) if marks is None else (by, at)
    answer.save(update_fields=["marks", "comment", "marked_by", "marked_at"])
    audit.record(
        "answer marked", answer, by=by, before=before, after={"marks": answer.marks, "comment": answer.comment}
    )
    return answer


@transaction.atomic
def finish_marking(*, attempt: Attempt, by: Any, at: datetime) -> Attempt:
    """Give an attempt its outcome once all that was written is marked. Finishing again returns it as it is.

    `attempt_finished` is sent in the same transaction; the day that counts stays the day of submission. Raises
    MarkingRefused if something has no marks yet, or it isn't for `by` to mark.
    """
    now = Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    if now.state in (rules.PASSED, rules.FAILED) and now.person_id not in records_of(by):
        return now
    held = hold_claimed(attempt=attempt, by=by)
    answers = queries.answers_to_mark(held)
    marked = queries.marked_all(answers, queries.decisions_in(answers))
    if any(one is None for one in marked):
        raise MarkingRefused("Give every answer its marks first.")
    before = {"state": held.state}
    give_outcome(held, [one for one in marked if one is not None], act="attempt marked", by=by, before=before)
    tell([held], subject="Your answers have been marked", words="Somebody has marked what you wrote. Your result:")
    return held
