"""Retiring questions, and asking them again."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit
from learning.quizzes.actions.revising import NEWEST_REVISION, save_revisions, set_state, tell_published
from learning.quizzes.models import Question


def retire_questions(*, questions: Sequence[Question], by: Any) -> int:
    """Retire questions, and return how many weren't retired yet. No new attempt asks them; those begun still do.

    A draft that is newer than what is published stays a draft, and is retired with it. The history of each question
    and the audit log say who did it.
    """
    return _turn(questions, retired=True, act="question retired", by=by)


def bring_back_questions(*, questions: Sequence[Question], by: Any) -> int:
    """Let quizzes ask retired questions again, and return how many were retired. Otherwise as `retire_questions`."""
    return _turn(questions, retired=False, act="question brought back", by=by)


@transaction.atomic
def _turn(questions: Sequence[Question], *, retired: bool, act: str, by: Any) -> int:
    chosen = Question.objects.filter(pk__in=[one.pk for one in questions], retired=not retired)
    found = list(chosen.select_for_update(of=("self",)).prefetch_related("options"))
    as_published = [question for question in found if is_as_published(question)]
    for question in (one for one in found if not is_as_published(one)):
        newest = question.get_latest_revision_as_object()
        newest.retired = retired
        newest.save_revision(user=by)
        Question.objects.filter(pk=question.pk).update(retired=retired)
    _publish_so(as_published, retired=retired, by=by)
    audit.record_all(
        audit.entry(act, question, by=by, before={"retired": not retired}, after={"retired": retired})
        for question in found
    )
    return len(found)


def is_as_published(question: Question) -> bool:
    return bool(question.live and not question.has_unpublished_changes)


def _publish_so(questions: Sequence[Question], *, retired: bool, by: Any) -> None:
    """Publish questions that are only retired, or no longer: what they ask is as it was, so none has a new version."""
    for question in questions:
        question.retired = retired
    revisions = save_revisions(questions, by=by)
    set_state(questions, retired=retired, live_revision=NEWEST_REVISION, last_published_at=timezone.now())
    tell_published(questions, revisions, by=by)
