"""Retiring questions, and asking them again."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from core import audit
from learning.quizzes.models import Question


@transaction.atomic
def retire_questions(*, questions: Sequence[Question], by: Any) -> int:
    """Retire questions, and return how many weren't retired yet. No new attempt asks them; those begun still do.

    A draft that is newer than what is published stays a draft, and is retired with it. The history of each question
    and the audit log say who did it.
    """
    retired = 0
    for question in Question.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in questions]):
        if question.retired:
            continue
        has_newer_draft = not question.live or question.has_unpublished_changes
        newest = question.get_latest_revision_as_object()
        newest.retired = True
        revision = newest.save_revision(user=by)
        if not has_newer_draft:
            revision.publish(user=by)
        Question.objects.filter(pk=question.pk).update(retired=True)
        audit.record("question retired", question, by=by, before={"retired": False}, after={"retired": True})
        retired += 1
    return retired
