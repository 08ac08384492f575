"""Ending attempts that were left. They have no result and use up none. Source: docs/decisions/0026."""

from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Count, Max

from core import audit
from learning.quizzes import rules
from learning.quizzes.models import Attempt, AttemptEnd
from learning.quizzes.queries.under_way import attempts_left
from people.queries import records_of

AT_A_TIME = 500  # what one run ends; the next goes on
TOO_LATE = "This attempt is over already."


class EndRefused(ValueError):
    """Raised, with a sentence for the reader, for an attempt that can't be ended."""


@transaction.atomic
def end_attempt(*, attempt: Attempt, reason: str, by: Any, at: datetime) -> AttemptEnd:
    """End an attempt in progress at once, for a reason that its person reads. The caller has asked whether `by` may.

    Raises EndRefused without a reason, for one's own, and for one that is over.
    """
    if not reason.strip():
        raise EndRefused("Say why: the person reads it.")
    if attempt.person_id in records_of(by):
        raise EndRefused("Nobody ends their own attempt: somebody else of the team does.")
    held = Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    if not rules.may_become(held.state, rules.ABANDONED):
        raise EndRefused(TOO_LATE)
    return _end(held, by=by, reason=reason.strip(), days=None, at=at)


def end_left_attempts(at: datetime) -> None:
    """End the attempts that are left at moment `at`: fills core.slots.due."""
    for key in islice(attempts_left(at), AT_A_TIME):
        with transaction.atomic():
            held = Attempt.objects.select_for_update(of=("self",)).select_related("quiz").get(pk=key)
            days = held.quiz.ended_after_days
            # Whoever saved an answer a moment ago goes on.
            if held.is_open and rules.is_left(_saved(held)[0], days=days, at=at):
                _end(held, by=None, reason="", days=days, at=at)


def _saved(held: Attempt) -> tuple[datetime, int]:
    """Return when something was last saved in an attempt, and how many of its questions are answered."""
    found = held.answers.aggregate(last=Max("answered_at"), number=Count("answered_at"))
    return found["last"] or held.started_at, found["number"]


def _end(held: Attempt, *, by: Any, reason: str, days: int | None, at: datetime) -> AttemptEnd:
    saved_at, answered = _saved(held)
    held.state = rules.ABANDONED
    held.save(update_fields=["state"])
    end = AttemptEnd.objects.create(
        attempt=held, ended_at=at, ended_by=by, reason=reason, after_days=days, saved_at=saved_at, answered=answered
    )
    before, after = {"state": rules.IN_PROGRESS}, {"state": held.state, "answered": answered, "after_days": days}
    audit.record("attempt ended", held, by=by, before=before, after=after, reason=reason)
    return end
