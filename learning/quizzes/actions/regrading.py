"""Putting right the marks of a question that was found wrong."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction

from core import audit
from learning.quizzes import queries
from learning.quizzes.actions.finishing import stored
from learning.quizzes.actions.telling import tell
from learning.quizzes.models import (
    Attempt,
    QuestionVersion,
    Regrade,
    RegradeChoice,
    RegradedAnswer,
    RegradedAttempt,
)
from learning.quizzes.queries.regrades import Regraded
from learning.quizzes.signals import attempt_regraded

BATCH = 500
TOLD = (
    "One of the questions that you were asked was found to be wrong. Its marks have been put right, and with them "
    "your result. If you completed a course by it, that stands unless the workforce development team writes to you "
    "about it. Your result:"
)


class RegradeRefused(ValueError):
    """A regrade can't be made as asked. Its text is a sentence for whoever asked."""


@transaction.atomic
def regrade(
    *,
    version: QuestionVersion,
    choice: str,
    corrected: QuestionVersion | None = None,
    reason: str,
    by: Any,
    at: datetime,
) -> Regrade:
    """Decide what becomes of the marks of a version that was found wrong, and give attempts what follows from it.

    New rows say what changed; the marks that were given first stay where they are. Sends `attempt_regraded` for each
    attempt whose outcome changed, in the same transaction. Raises RegradeRefused, and PermissionError.
    """
    if not by.has_perm("quizzes.regrade"):
        raise PermissionError("Only those who may regrade attempts do.")
    refuse_regrade(version=version, choice=choice, corrected=corrected)
    if not reason.strip():
        raise RegradeRefused("Say why the question was wrong.")
    asked = Attempt.objects.filter(answers__version=version).order_by("pk")
    list(asked.select_for_update(of=("self",)).values_list("pk", flat=True))
    # What it changes is told by what was decided before, so it is asked before this decision is one of those.
    changed = queries.regraded_by(version=version, choice=choice, corrected=corrected)
    figures, to_tell = queries.counted(changed), [one.attempt for one in changed if one.changes_outcome]
    row = Regrade.objects.create(
        version=version, choice=choice, corrected=corrected, reason=reason.strip(), made_by=by, made_at=at
    )
    _write(row, changed)
    after = {"choice": choice, "corrected": corrected and corrected.number, **figures}
    audit.record("question regraded", row, by=by, after=after, reason=row.reason)
    tell(to_tell, subject="Your result has changed", words=TOLD)
    return row


def refuse_regrade(*, version: QuestionVersion, choice: str, corrected: QuestionVersion | None) -> None:
    """Raise RegradeRefused if the choice can't be made for this version."""
    if choice not in RegradeChoice.values:
        raise RegradeRefused("Choose what becomes of the marks.")
    if choice != RegradeChoice.REMARK:
        if corrected is not None:
            raise RegradeRefused("Only marking again needs a corrected version.")
        return
    if corrected is None or corrected.question_id != version.question_id or corrected.pk == version.pk:
        raise RegradeRefused("Choose another version of the same question to mark by.")
    if not queries.can_mark_for(version, corrected):
        raise RegradeRefused(
            "The corrected version offers other options than were shown, so it can't mark those answers. Publish one "
            "that has the same options, or give everybody full marks."
        )


def _write(row: Regrade, changed: Sequence[Regraded]) -> None:
    RegradedAnswer.objects.bulk_create(
        [
            RegradedAnswer(
                regrade=row,
                answer_id=one.answer,
                marks_before=stored(one.answer_before),
                marks_after=stored(one.answer_after),
            )
            for one in changed
        ],
        batch_size=BATCH,
    )
    finished = [one for one in changed if one.has_outcome]
    rows = [
        RegradedAttempt(
            regrade=row,
            attempt=one.attempt,
            state_before=one.attempt.state,
            state_after=one.state_after,
            marks_before=one.attempt.marks or Decimal(0),
            marks_after=stored(one.attempt_after or Fraction(0)),
        )
        for one in finished
    ]
    RegradedAttempt.objects.bulk_create(rows, batch_size=BATCH)
    for one in rows:
        one.attempt.state, one.attempt.marks = one.state_after, one.marks_after
    Attempt.objects.bulk_update([one.attempt for one in rows], ["state", "marks"], batch_size=BATCH)
    for one in rows:
        if one.changed_outcome:
            audit.record(
                "attempt regraded", one.attempt, by=row.made_by, reason=row.reason,
                before={"state": one.state_before, "marks": one.marks_before},
                after={"state": one.state_after, "marks": one.marks_after, "regrade": row.pk},
            )  # fmt: skip
            attempt_regraded.send(sender=Attempt, attempt=one.attempt, regraded=one, by=row.made_by)
