"""What there is to mark. A marker sees what was asked and written, and the attempt's number, but not whose it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.rich_text import get_text_for_indexing

from learning.quizzes import rules
from learning.quizzes.models import Answer, Attempt, AttemptState, Regrade, RegradeChoice, RegradedAnswer
from learning.quizzes.queries.attempts import decisions_on
from learning.quizzes.queries.by_hand import marked_again, take_newest
from learning.quizzes.queries.shown import Asked, asked
from people.models import Person
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


def finished_for(marker: Any) -> QuerySet[Attempt]:
    """Return the attempts that people have marked, but for those that were the marker's own."""
    if not marker.has_perm("quizzes.mark_attempt"):
        return Attempt.objects.none()
    over = Attempt.objects.filter(state__in=[AttemptState.PASSED, AttemptState.FAILED])
    marked = Answer.objects.filter(attempt=OuterRef("pk"), version__type=rules.ESSAY, answered_at__isnull=False)
    return over.filter(Exists(marked)).exclude(person__in=records_of(marker))


def next_to_mark(marker: Any, *, at: datetime) -> Attempt | None:
    """Return the attempt of the marker's queue that waits the longest and that no other marker has before them at
    moment `at`, if any. Two queries."""
    queue = marking_queue(marker)
    others = queue.exclude(claimed_by=None).order_by().values("claimed_by").distinct()
    still = markers(on=timezone.localdate(at)).filter(pk__in=others).exclude(pk=marker.pk).values_list("pk", flat=True)
    taken = Q(claimed_by__in=list(still), claimed_at__gt=at - rules.CLAIM_LASTS)
    return queue.exclude(taken).first()


def taken_by_others(attempts: Iterable[Attempt], *, marker: Any, at: datetime) -> set[UUID]:
    """Return which of these attempts another marker than this one has before them at moment `at`.

    Somebody who has left an attempt lying, or who may not mark any more, holds it no longer. One query.
    """
    recent = [one for one in attempts if one.claimed_by_id and one.claimed_at and at < rules.claim_ends(one.claimed_at)]
    held = {one.pk: one.claimed_by_id for one in recent if one.claimed_by_id != marker.pk}
    asked_after = {one for one in held.values() if one}
    if not asked_after:
        return set()
    still = set(markers(on=timezone.localdate(at)).filter(pk__in=asked_after).values_list("pk", flat=True))
    return {key for key, holder in held.items() if holder in still}


def markers(*, on: date) -> QuerySet[Person]:
    """Return those who may mark on a day: by a group, by a right of their own, or because they may all."""
    theirs = {"codename": "mark_attempt", "content_type__app_label": "quizzes"}
    by_group = Q(**{f"groups__permissions__{field}": value for field, value in theirs.items()})
    by_right = Q(**{f"user_permissions__{field}": value for field, value in theirs.items()})
    able = Person.objects.with_rights_held(on=on).filter(is_active=True, holds_rights=True)
    return able.filter(Q(is_superuser=True) | by_group | by_right).distinct()


@dataclass(frozen=True)
class Marking:
    """One time that an answer was marked, by whom and when; `why` it was, if it had been marked before."""

    marks: Decimal | None
    comment: str
    marker: Person | None
    at: datetime | None
    why: str = ""


@dataclass(frozen=True)
class ToMark:
    """One answer for a person to mark. `marks` is None until it is; `guidance` is rich text.

    `awarded` is the decision by which everybody has full marks for this question, whatever a marker gives. What stands
    is what was given last; `times` are all times that it was marked, the first first.
    """

    position: int
    asked: Asked
    written: str
    guidance: str
    possible: Decimal
    marks: Decimal | None
    comment: str
    marked_at: datetime | None
    marker: Person | None
    awarded: Regrade | None
    times: Sequence[Marking]

    @property
    def seen(self) -> str:
        """What tells the marks and the comment that stand here from any others."""
        return rules.marking_as_seen(self.marks, self.comment)

    @property
    def question(self) -> str:
        """What was asked, as plain text."""
        return str(get_text_for_indexing(self.asked.question or self.asked.scenario))


def answers_to_mark(attempt: Attempt) -> list[ToMark]:
    """Return what a person marks of an attempt, in order. Two queries, and one more if any was marked again."""
    rows = attempt.answers.filter(version__type=rules.ESSAY).exclude(answered_at=None).order_by("position")
    answers = list(rows.select_related("version__image", "marked_by").annotate(again=marked_again()))
    firsts = {one.pk: Marking(one.marks, one.comment, one.marked_by, one.marked_at) for one in answers}
    again = take_newest(answers)
    decided = decisions_on({answer.version_id for answer in answers})
    awarded = {key: one for key, one in decided.items() if one.choice == RegradeChoice.AWARD}
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
            marker=answer.marked_by,
            awarded=awarded.get(answer.version_id),
            times=[firsts[answer.pk], *map(_time, again.get(answer.pk, ()))],
        )
        for answer in answers
    ]


def _time(row: RegradedAnswer) -> Marking:
    made = row.regrade
    return Marking(row.marks_after, row.comment or "", made.made_by, made.made_at, made.reason)
