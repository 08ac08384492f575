"""New questions by the hundred: the rows that saving and publishing each would write, in few queries."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from core.indexing import index_new
from core.many_rows import add_rows
from learning.quizzes import rules
from learning.quizzes.actions.revising import NEWEST_REVISION, save_revisions, set_state, tell_published
from learning.quizzes.models import Question, QuestionVersion
from learning.quizzes.models.versions import asked_of, options_of

# What is looked at when a question is checked: what these name is a row in hand, and codes are checked all at once.
IN_HAND = ("category", "scenario", "image", "guidance")


@transaction.atomic
def add_questions(*, questions: Sequence[Question], publish: bool, by: Any) -> None:
    """Save questions that are new, with their options, as drafts or published.

    What comes of each is what `publish_question` would make of it, or saving it as a draft: a revision, a line in its
    history, a version that says what it asks, its place in the search. Some 30 queries for each 500 of them. Raises
    ValidationError, with nothing saved, if one of them can't be a question or, to be published, can't be marked.
    """
    _check(questions, publish=publish)
    add_rows(questions, keyed=True)
    _save_options(questions)
    revisions = save_revisions(questions, by=by)
    if publish:
        publish_new(questions, revisions, by=by)
    else:
        set_state(questions, has_unpublished_changes=True)
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
    add_rows(options, keyed=True)


def publish_new(questions: Sequence[Question], revisions: Sequence[Revision], *, by: Any) -> None:
    """Publish questions that never were, each as its revision in hand says it."""
    at = timezone.now()
    set_state(
        questions, live_revision=NEWEST_REVISION, live=True, has_unpublished_changes=False,
        first_published_at=at, last_published_at=at,
    )  # fmt: skip
    versions = [QuestionVersion(question=one, number=1, made_by=by, **asked_of(one)) for one in questions]
    add_rows(versions, keyed=True)
    index_new(versions)
    tell_published(questions, revisions, by=by)
