"""Publishing a question."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from learning.quizzes import queries
from learning.quizzes.models import Question, QuestionVersion


@transaction.atomic
def publish_question(*, question: Question, by: Any) -> QuestionVersion:
    """Publish a question as it stands, and return the version that it now asks.

    Raises ValidationError if it can't be asked or marked. Publishing what is published already makes no new version.
    """
    question.full_clean()
    question.save()
    question.save_revision(user=by).publish(user=by)
    question.refresh_from_db()
    version = queries.latest_version(question)
    if version is None:
        raise ValidationError("The question is to be published later: it asks nothing yet.")
    return version
