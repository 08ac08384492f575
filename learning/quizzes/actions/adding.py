"""New questions by the hundred: the rows that saving and publishing each would write, in few queries."""

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import ModelLogEntry, Revision
from wagtail.signals import published

from core.indexing import index_new
from core.many_rows import add_rows
from learning.quizzes import rules
from learning.quizzes.models import Option, Question, QuestionVersion
from learning.quizzes.models.versions import asked_of, options_of

# What is looked at when a question is checked: what these name is a row in hand, and codes are checked all at once.
IN_HAND = ("category", "scenario", "image", "guidance")
AT_ONCE = 500  # rows a statement
CHANGED = ("live_revision_id", "live", "has_unpublished_changes", "first_published_at", "last_published_at")
# The one revision that a new question has. An UPDATE that names each one's key is many times as slow.
OWN_REVISION = Subquery(
    Revision.objects.filter(
        base_content_type__app_label="quizzes", base_content_type__model="question",
        object_id=Cast(OuterRef("pk"), CharField(max_length=255)),
    ).values("pk")[:1]
)  # fmt: skip


@transaction.atomic
def add_questions(*, questions: Sequence[Question], publish: bool, by: Any) -> None:
    """Save questions that are new, with their options, as drafts or published.

    What comes of each is what `publish_question` would make of it, or saving it as a draft: a revision, a line in its
    history, a version that says what it asks, its place in the search. Some 30 queries for each 500 of them. Raises
    ValidationError, with nothing saved, if one of them can't be a question or, to be published, can't be marked.
    """
    _check(questions, publish=publish)
    Question.objects.bulk_create(questions, batch_size=AT_ONCE)
    _save_options(questions)
    revisions = _save_revisions(questions, by=by)
    if publish:
        _publish(questions, revisions, by=by)
    else:
        _set(questions, has_unpublished_changes=True)
    index_new(questions)


def _check(questions: Sequence[Question], *, publish: bool) -> None:
    codes = [question.code for question in questions]
    if len(set(codes)) < len(codes) or Question.objects.filter(code__in=codes).exists():
        raise ValidationError({"code": "Each question needs a code that no other has."})
    for question in questions:
        question.clean_fields(exclude=IN_HAND)
        question.clean()
        question.validate_constraints()
        if publish and (problems := rules.option_problems(question.type, options_of(question))):
            raise ValidationError([f"{question.code}: {problem}" for problem in problems])


def _save_options(questions: Sequence[Question]) -> None:
    options = []
    for question in questions:
        for option in question.options.all():
            option.question = question
            options.append(option)
    Option.objects.bulk_create(options, batch_size=AT_ONCE)


def _save_revisions(questions: Sequence[Question], *, by: Any) -> list[Revision]:
    kind, at = ContentType.objects.get_for_model(Question), timezone.now()
    revisions: list[Revision] = Revision.objects.bulk_create(
        [
            Revision(
                content_type=kind, base_content_type=kind, object_id=str(question.pk), created_at=at, user=by,
                object_str=str(question), content=question.serializable_data(),
            )
            for question in questions
        ],
        batch_size=AT_ONCE,
    )  # fmt: skip
    return revisions


def _publish(questions: Sequence[Question], revisions: Sequence[Revision], *, by: Any) -> None:
    at = timezone.now()
    _set(questions, live_revision=OWN_REVISION, live=True, first_published_at=at, last_published_at=at)
    versions = QuestionVersion.objects.bulk_create(
        [QuestionVersion(question=one, number=1, made_by=by, **asked_of(one)) for one in questions], batch_size=AT_ONCE
    )
    index_new(versions)
    _log_publishing(questions, revisions, by=by)
    for question, revision in zip(questions, revisions, strict=True):
        published.send(sender=Question, instance=question, revision=revision)


def _set(questions: Sequence[Question], **state: Any) -> None:
    """Give questions their revision and a state, and have those in hand say the same."""
    for start in range(0, len(questions), AT_ONCE):
        chunk = {question.pk: question for question in questions[start : start + AT_ONCE]}
        found = Question.objects.filter(pk__in=chunk)
        found.update(latest_revision=OWN_REVISION, **state)
        for values in found.values("pk", "latest_revision_id", *CHANGED):
            question = chunk[values.pop("pk")]
            for name, value in values.items():
                setattr(question, name, value)


def _log_publishing(questions: Sequence[Question], revisions: Sequence[Revision], *, by: Any) -> None:
    """Write Wagtail's own history of each question, which its `log` does a row at a time with five queries."""
    kind, context, at = ContentType.objects.get_for_model(Question), get_active_log_context(), timezone.now()
    add_rows(
        ModelLogEntry(
            content_type=kind, object_id=str(question.pk), label=str(question), action="wagtail.publish", timestamp=at,
            user=by or context.user, uuid=context.uuid, revision=revision, content_changed=True,
        )
        for question, revision in zip(questions, revisions, strict=True)
    )  # fmt: skip
