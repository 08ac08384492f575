"""Attempts that are in progress: who left one, and since when."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from learning.quizzes import rules
from learning.quizzes.models import Answer, Attempt, AttemptState, Quiz
from people.queries import records_of

RIGHTS = ("quizzes.end_attempt", "people.view_everyone")


def attempts_under_way(reader: Any, words: str = "") -> QuerySet[Attempt]:
    """Return the attempts in progress that `reader` may end, those left the longest first; never their own, under
    whichever record of theirs. `words` are looked for in the names and addresses of those who take them.

    Each has `answered`, how many of its questions are, and `saved_at`, when something was last saved in it.
    """
    if not reader.has_perms(RIGHTS):
        return Attempt.objects.none()
    open_ones = Attempt.objects.filter(state=AttemptState.IN_PROGRESS).exclude(person__in=records_of(reader))
    for word in words.split():
        named = Q(person__first_name__icontains=word) | Q(person__last_name__icontains=word)
        open_ones = open_ones.filter(named | Q(person__email__icontains=word))
    answered = Count("answers", filter=Q(answers__answered_at__isnull=False))
    saved_at = Coalesce(Max("answers__answered_at"), "started_at")
    return (
        open_ones.select_related("quiz", "person").annotate(answered=answered, saved_at=saved_at)
        .order_by("saved_at", "pk")
    )  # fmt: skip


def attempts_left(at: datetime) -> Iterator[UUID]:
    """Yield the keys of the attempts that are left at moment `at`, by the terms of their quizzes as they are now."""
    waiting = Quiz.objects.filter(ended_after_days__isnull=False, attempts__state=AttemptState.IN_PROGRESS)
    for quiz, days in waiting.order_by("pk").values_list("pk", "ended_after_days").distinct():
        limit = rules.left_before(at, days=days)
        since = Answer.objects.filter(attempt=OuterRef("pk"), answered_at__gt=limit)
        left = Attempt.objects.filter(
            ~Exists(since.order_by()), quiz=quiz, state=AttemptState.IN_PROGRESS, started_at__lte=limit
        )
        yield from left.order_by("started_at").values_list("pk", flat=True)
