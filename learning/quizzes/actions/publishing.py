"""Publishing questions by the hundred: those that a file brought as drafts, once somebody has read them."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from core import audit
from learning.quizzes import rules
from learning.quizzes.actions.adding import IN_HAND, publish_new
from learning.quizzes.actions.revising import save_revisions
from learning.quizzes.models import Question, QuestionVersion
from learning.quizzes.models.versions import options_of


def waiting_to_be_published(questions: Sequence[Question]) -> QuerySet[Question]:
    """Return those of some questions that aren't published as they stand: drafts, and those with a newer draft."""
    waiting = Q(live=False) | Q(has_unpublished_changes=True)
    found: QuerySet[Question] = Question.objects.filter(waiting, pk__in=[one.pk for one in questions])
    return found.select_related("scenario", "guidance").prefetch_related("options")


def unfit(question: Question) -> list[str]:
    """Return why the newest draft of a question can't be asked or marked yet, in sentences."""
    newest = newest_draft(question)
    try:
        newest.clean_fields(exclude=IN_HAND)
        newest.clean()
    except ValidationError as error:
        return list(error.messages)
    return rules.option_problems(newest.type, options_of(newest))


def newest_draft(question: Question) -> Question:
    """Return a question as its newest draft says it. One that isn't published is saved as that already."""
    newest: Question = question.get_latest_revision_as_object() if question.live else question
    return newest


@transaction.atomic
def publish_questions(*, questions: Sequence[Question], by: Any) -> int:
    """Publish the newest draft of each of some questions, and return how many. The audit log says who did it.

    What is published already as it stands, and what can't be asked or marked yet (see `unfit`), is passed over.
    """
    locked = waiting_to_be_published(questions).select_for_update(of=("self",))
    fit = [question for question in locked if not unfit(question)]
    live_before = {question.pk: question.live for question in fit}
    versions = QuestionVersion.objects.filter(question__in=[one.pk for one in fit])
    asked_before = set(versions.values_list("question", flat=True))
    new = [question for question in fit if not question.live and question.pk not in asked_before]
    others = [question for question in fit if question not in new]
    publish_new(new, save_revisions(new, by=by), by=by)
    for question in others:
        newest_draft(question).save_revision(user=by).publish(user=by)
    audit.record_all(
        audit.entry(
            "question published", question, by=by, before={"live": live_before[question.pk]}, after={"live": True}
        )
        for question in fit
    )
    return len(fit)
