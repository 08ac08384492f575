"""Revisions of many questions, as Wagtail would have made each: one way for those that are new and those retired."""

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import ModelLogEntry, Revision
from wagtail.signals import published

from core.many_rows import add_rows
from learning.quizzes.models import Question

AT_ONCE = 500  # rows a statement
CHANGED = ("retired", "live_revision_id", "live", "has_unpublished_changes", "first_published_at", "last_published_at")
# An UPDATE that names each one's key is many times as slow.
NEWEST_REVISION = Subquery(
    Revision.objects.filter(
        base_content_type__app_label="quizzes", base_content_type__model="question",
        object_id=Cast(OuterRef("pk"), CharField(max_length=255)),
    )
    .order_by("-created_at", "-pk")
    .values("pk")[:1]
)  # fmt: skip


def save_revisions(questions: Sequence[Question], *, by: Any) -> list[Revision]:
    """Save each of some questions as it stands in hand as its newest revision, and return them in that order."""
    kind, at = ContentType.objects.get_for_model(Question), timezone.now()
    revisions = [
        Revision(
            content_type_id=kind.pk, base_content_type_id=kind.pk, object_id=str(question.pk), created_at=at, user=by,
            object_str=str(question), content=question.serializable_data(),
        )
        for question in questions
    ]  # fmt: skip
    add_rows(revisions, keyed=True)
    return revisions


def set_state(questions: Sequence[Question], **state: Any) -> None:
    """Give questions their newest revision and a state, and have those in hand say the same."""
    for start in range(0, len(questions), AT_ONCE):
        chunk = {question.pk: question for question in questions[start : start + AT_ONCE]}
        found = Question.objects.filter(pk__in=chunk)
        found.update(latest_revision=NEWEST_REVISION, **state)
        for values in found.values("pk", "latest_revision_id", *CHANGED):
            question = chunk[values.pop("pk")]
            for name, value in values.items():
                setattr(question, name, value)


def tell_published(questions: Sequence[Question], revisions: Sequence[Revision], *, by: Any) -> None:
    """Tell whoever listens that questions are published, and write Wagtail's own history of each.

    Its `log` does that a row at a time with five queries.
    """
    kind, context, at = ContentType.objects.get_for_model(Question), get_active_log_context(), timezone.now()
    add_rows(
        ModelLogEntry(
            content_type_id=kind.pk, object_id=str(question.pk), label=revision.object_str, action="wagtail.publish",
            timestamp=at, user=by or context.user, uuid=context.uuid, revision_id=revision.pk, content_changed=True,
        )
        for question, revision in zip(questions, revisions, strict=True)
    )  # fmt: skip
    for question, revision in zip(questions, revisions, strict=True):
        published.send(sender=Question, instance=question, revision=revision)
