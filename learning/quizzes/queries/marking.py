"""What there is to mark. A marker sees what was asked and written, and the attempt's number, but not whose it is."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from wagtail.rich_text import get_text_for_indexing

from learning.quizzes import rules
from learning.quizzes.models import Attempt, AttemptState
from learning.quizzes.queries.shown import Asked, asked
from people.queries import records_of

WRITTEN = Q(answers__version__type=rules.ESSAY, answers__answered_at__isnull=False)


def marking_queue(marker: Any) -> QuerySet[Attempt]:
    """Return the attempts that await marking, the longest waiting first; never the marker's own, under
    whichever record of theirs.

    Each has `written`, the number of answers that a person marks, and `marked_count`, how many of them are.
    Somebody who may not mark has nothing to mark.
    """
    if not marker.has_perm("quizzes.mark_attempt"):
        return Attempt.objects.none()
    waiting = Attempt.objects.filter(state=AttemptState.AWAITING_MARKING).exclude(person__in=records_of(marker))
    return (
        waiting.select_related("quiz", "claimed_by")
        .annotate(written=Count("answers", filter=WRITTEN))
        .annotate(marked_count=Count("answers", filter=WRITTEN & Q(answers__marked_at__isnull=False)))
        .order_by("submitted_at", "pk")
    )


def merging_waits(kept: Any, gone: Any) -> str:
    """Fill core.slots.merging_waits: an outcome that came later would go to the record that is shut."""
    unfinished = (AttemptState.IN_PROGRESS, AttemptState.SUBMITTED, AttemptState.AWAITING_MARKING)
    attempt = Attempt.objects.filter(person=gone, state__in=unfinished).select_related("quiz").first()
    if attempt is None:
        return ""
    if attempt.is_open:
        return (
            f"An attempt of {gone} at “{attempt.quiz}” is in progress. Have them finish it, or end it under Quizzes, "
            "Attempts under way; then merge the records."
        )
    return f"An attempt of {gone} at “{attempt.quiz}” awaits marking. Finish that first, then merge the records."


def attempt_to_mark(marker: Any, key: UUID) -> Attempt:
    """Return an attempt of the marker's queue. Raises Attempt.DoesNotExist for any other, one's own too."""
    return marking_queue(marker).get(pk=key)


def next_to_mark(marker: Any) -> Attempt | None:
    """Return the attempt of the marker's queue that waits the longest and that no other marker has taken, if any."""
    return marking_queue(marker).filter(Q(claimed_by=None) | Q(claimed_by=marker.pk)).first()


@dataclass(frozen=True)
class ToMark:
    """One answer for a person to mark. `marks` is None until it is; `guidance` is rich text."""

    position: int
    asked: Asked
    written: str
    guidance: str
    possible: Decimal
    marks: Decimal | None
    comment: str
    marked_at: datetime | None

    @property
    def question(self) -> str:
        """What was asked, as plain text."""
        return str(get_text_for_indexing(self.asked.question or self.asked.scenario))


def answers_to_mark(attempt: Attempt) -> list[ToMark]:
    """Return what a person marks of an attempt, in order. One query."""
    rows = attempt.answers.filter(version__type=rules.ESSAY).exclude(answered_at=None)
    return [
        ToMark(
            position=answer.position,
            asked=asked(answer.version, order=answer.option_order, response=answer.response),
            written="".join(answer.response or ()),
            guidance=answer.version.marking_guidance,
            possible=answer.marks_possible,
            marks=answer.marks,
            comment=answer.comment,
            marked_at=answer.marked_at,
        )
        for answer in rows.select_related("version__image").order_by("position")
    ]
