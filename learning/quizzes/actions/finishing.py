"""Submitting an attempt, and giving it its outcome.

An attempt's submission and its outcome are in the audit log.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.db.models import UUIDField

from core import audit
from core.many_rows import change_rows
from core.statements import Given, Statement
from learning.quizzes import queries, rules
from learning.quizzes.models import Attempt
from learning.quizzes.signals import attempt_finished

HELD: Statement[Attempt] = Statement(
    lambda: Attempt.objects.filter(pk=Given("key", UUIDField())).order_by().select_for_update(of=("self",))
)


@transaction.atomic
def submit_attempt(*, attempt: Attempt, by: Any, at: datetime) -> Attempt:
    """Mark the stored answers, once. Submitting again returns the attempt as it is.

    It has its outcome at once, and `attempt_finished` is sent in the same transaction, unless somebody is to mark
    what was written: then it awaits marking. An unanswered question earns nothing. Raises PermissionError if `by`
    isn't the attempt's person.
    """
    if by.pk != attempt.person_id:
        raise PermissionError("Only the person who takes an attempt submits it.")
    held = HELD.first(key=attempt.pk)
    if held is None:
        raise Attempt.DoesNotExist(f"no attempt {attempt.pk}")
    if not rules.may_become(held.state, rules.SUBMITTED):
        return held
    answers = queries.answers_to_mark(held)
    marked = queries.marked_all(answers, queries.decisions_in(answers))
    for answer, one in zip(answers, marked, strict=True):
        answer.marks = None if one is None else stored(one.marks)
    change_rows(answers, ["marks"])
    held.submitted_at = at
    before = {"state": rules.IN_PROGRESS}
    if any(one is None for one in marked):
        held.state = rules.AWAITING_MARKING
        held.save(update_fields=["state", "submitted_at"])
        audit.record("attempt submitted", held, by=by, before=before, after={"state": held.state})
        return held
    give_outcome(held, [one for one in marked if one is not None], act="attempt submitted", by=by, before=before)
    return held


def give_outcome(
    held: Attempt, marked: Sequence[rules.Marked], *, act: str, by: Any, before: dict[str, Any]
) -> rules.Outcome:
    """Give an attempt that is held for writing its outcome, log it as `act`, and tell whoever listens."""
    outcome = rules.outcome(marked, Decimal(held.terms["pass_mark"]))
    held.state = outcome.state
    held.marks = stored(outcome.marks)
    held.marks_possible = stored(outcome.possible)
    held.claimed_by = held.claimed_at = None
    held.save(update_fields=["state", "submitted_at", "marks", "marks_possible", "claimed_by", "claimed_at"])
    after = {"state": held.state, "marks": held.marks, "of": held.marks_possible, "missed": outcome.missed}
    audit.record(act, held, by=by, before=before, after=after)
    attempt_finished.send(sender=Attempt, attempt=held)
    return outcome


def stored(marks: Fraction) -> Decimal:
    """Return marks as the database keeps them: to show, not to compare."""
    return (Decimal(marks.numerator) / Decimal(marks.denominator)).quantize(Decimal("0.0001"))
