"""Putting right the marks of a question that was found wrong."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction

from core import audit
from core.many_rows import add_rows, change_rows
from learning.quizzes import queries, rules
from learning.quizzes.actions.finishing import stored
from learning.quizzes.actions.telling import tell
from learning.quizzes.models import (
    OF_A_VERSION,
    Attempt,
    QuestionVersion,
    Regrade,
    RegradeChoice,
    RegradedAnswer,
    RegradedAttempt,
)
from learning.quizzes.queries.regrades import Regraded
from learning.quizzes.signals import attempts_regraded

BATCH = 1000
FOUND_WRONG = (
    "One of the questions that you were asked was found to be wrong. Its marks have been put right, and with them your "
    "result."
)
NOW_PASSED = (
    "You had failed, and now you have passed. If a course was waiting for it, it is completed as of the day on which "
    "you handed in your answers, and there is nothing more that you need to do."
)
NOW_FAILED = (
    "You had passed, and now the marks are too few. If you completed a course by it, that stands unless the workforce "
    "development team writes to you about it."
)


class RegradeRefused(ValueError):
    """A regrade can't be made as asked. Its text is a sentence for whoever asked."""


class RegradeStale(RegradeRefused):
    """A regrade would change something else than was shown: `changed`."""

    def __init__(self, changed: Sequence[Regraded]) -> None:
        super().__init__("More has been answered or decided since this was shown.")
        self.changed = changed


@transaction.atomic
def regrade(
    *,
    version: QuestionVersion,
    choice: str,
    corrected: QuestionVersion | None = None,
    reason: str,
    by: Any,
    at: datetime,
    shown: str | None = None,
) -> Regrade:
    """Decide what becomes of the marks of a version that was found wrong, and give attempts what follows from it.

    New rows say what changed; the marks that were given first stay where they are. Sends `attempts_regraded` with
    those whose outcome changed, in the same transaction. `shown` is what whoever decides was shown of it
    (queries.shown_as). Raises RegradeStale if it is something else now, RegradeRefused, and PermissionError.
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
    if shown is not None and shown != queries.shown_as(choice, corrected, changed):
        raise RegradeStale(changed)
    figures, other = queries.counted(changed), [one for one in changed if one.changes_outcome]
    to_pass = [one.attempt for one in other if one.state_after == rules.PASSED]
    to_fail = [one.attempt for one in other if one.state_after == rules.FAILED]
    row = Regrade.objects.create(
        version=version, choice=choice, corrected=corrected, reason=reason.strip(), made_by=by, made_at=at
    )
    write_changes(row, changed)
    after = {"choice": choice, "corrected": corrected and corrected.number, **figures}
    audit.record("question regraded", row, by=by, after=after, reason=row.reason)
    tell(to_pass, subject="Your result has changed", words=f"{FOUND_WRONG} {NOW_PASSED} Your result:")
    tell(to_fail, subject="Your result has changed", words=f"{FOUND_WRONG} {NOW_FAILED} Your result:")
    return row


def refuse_regrade(*, version: QuestionVersion, choice: str, corrected: QuestionVersion | None) -> None:
    """Raise RegradeRefused if the choice can't be made for this version."""
    if choice not in OF_A_VERSION:
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


def write_changes(row: Regrade, changed: Sequence[Regraded]) -> None:
    """Write what a regrade changes of answers and attempts, which are held for writing, and tell whoever listens."""
    add_rows(
        RegradedAnswer(
            regrade=row,
            answer_id=one.answer,
            marks_before=stored(one.answer_before),
            marks_after=stored(one.answer_after),
            comment=one.comment,
        )
        for one in changed
    )
    finished = {one.attempt.pk: one for one in changed if one.has_outcome}
    rows = [
        RegradedAttempt(
            regrade=row,
            attempt=one.attempt,
            state_before=one.attempt.state,
            state_after=one.state_after,
            marks_before=one.attempt.marks or Decimal(0),
            marks_after=stored(one.attempt_after or Fraction(0)),
        )
        for one in finished.values()
    ]
    other = [one for one in rows if one.changed_outcome]
    add_rows(one for one in rows if not one.changed_outcome)
    RegradedAttempt.objects.bulk_create(other, batch_size=BATCH)  # whoever listens needs their keys
    for one in rows:
        one.attempt.state, one.attempt.marks = one.state_after, one.marks_after
    change_rows([one.attempt for one in rows], ["state", "marks"])
    audit.record_all(
        audit.entry(
            "attempt regraded", one.attempt, by=row.made_by, reason=row.reason,
            before={"state": one.state_before, "marks": one.marks_before},
            after={"state": one.state_after, "marks": one.marks_after, "regrade": row.pk},
        )
        for one in other
    )  # fmt: skip
    if other:
        attempts_regraded.send(sender=Attempt, regraded=other, by=row.made_by)
