"""Marking again what somebody wrote, in an attempt that has its outcome: a regrade of that attempt alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from learning.quizzes import rules
from learning.quizzes.actions.marking import MarkedMeanwhile, MarkingRefused
from learning.quizzes.actions.regrading import NOW_FAILED, NOW_PASSED, write_changes
from learning.quizzes.actions.telling import tell
from learning.quizzes.models import Attempt, Regrade, RegradeChoice
from learning.quizzes.queries.marking import ToMark, answers_to_mark
from learning.quizzes.queries.marking_again import marking_again
from people.queries import records_of

MARKED_AGAIN = "What you wrote has been marked again. Your result says what has changed, and why."
AS_BEFORE = "Whether you passed is as it was."


@transaction.atomic
def mark_again(
    *,
    attempt: Attempt,
    given: Mapping[int, rules.Given],
    reason: str,
    by: Any,
    at: datetime,
    shown: str | None = None,
) -> Regrade:
    """Give what was written at these positions other marks or another comment, and the attempt what follows from it.

    New rows say what changed; those of every time before stay as they are. Sends `attempts_regraded` in the same
    transaction if the outcome changes, and writes to the person in any case. `shown` is what whoever marks was shown of
    it (queries.Again). Raises MarkedMeanwhile if it is something else now, MarkingRefused, PermissionError, and
    ValueError for marks that can't be given.
    """
    if not by.has_perm("quizzes.mark_attempt"):
        raise PermissionError("Only those who may mark attempts do.")
    held = Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    if held.person_id in records_of(by):
        raise MarkingRefused("Nobody marks their own attempt.")
    if not rules.may_be_marked_again(held.state, imported="imported" in held.terms):
        raise MarkingRefused("Only an attempt that people have finished marking here is marked again.")
    if not reason.strip():
        raise MarkingRefused("Say why it is marked again.")
    stood = _standing(held)
    _refuse_marks(stood, given)
    again = marking_again(held, given)
    if shown not in (None, again.shown):
        raise MarkedMeanwhile("Nothing is changed yet: something else stands here now than when this was shown.")
    if not again.changed:
        raise MarkingRefused("Nothing is changed: these are the marks and the comments that stand here.")
    before = {"state": held.state, "marks": held.marks, "answers": _as_marked(stood)}
    row = Regrade.objects.create(
        choice=RegradeChoice.AGAIN, attempt=held, reason=reason.strip()[: rules.LONGEST_REASON], made_by=by, made_at=at
    )
    outcome_before = held.state
    write_changes(row, again.changed)
    after = {"state": held.state, "marks": held.marks, "answers": _as_marked(_standing(held)), "regrade": row.pk}
    audit.record("attempt marked again", held, by=by, before=before, after=after, reason=row.reason)
    effect = AS_BEFORE if held.state == outcome_before else NOW_PASSED if held.state == rules.PASSED else NOW_FAILED
    tell([held], subject="What you wrote has been marked again", words=f"{MARKED_AGAIN} {effect} Your result:")
    return row


def _refuse_marks(stood: Mapping[int, ToMark], given: Mapping[int, rules.Given]) -> None:
    for position, new in given.items():
        if position not in stood:
            raise MarkingRefused("This question marks itself.")
        one = stood[position]
        if fault := rules.marks_fault(new.marks, one.possible, needed=one.awarded is None):
            raise ValueError(fault)


def _standing(held: Attempt) -> dict[int, ToMark]:
    return {one.position: one for one in answers_to_mark(held)}


def _as_marked(stood: Mapping[int, ToMark]) -> dict[str, Any]:
    """Return the marks and comments of answers as the audit log has them."""
    return {str(position): {"marks": one.marks, "comment": one.comment} for position, one in stood.items()}
