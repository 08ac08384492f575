"""Files of questions that the worker takes."""

from typing import Any

from django.db.models import Q, QuerySet

from learning.quizzes.models import QuestionFile


def files_in_the_background(person: Any) -> QuerySet[QuestionFile]:
    """Return the files that somebody asked to have taken and that aren't, newest first, with those that came back."""
    theirs = QuestionFile.objects.filter(uploaded_by=person, taken=None).defer("content")
    return theirs.filter(Q(asked_at__isnull=False) | ~Q(problem="")).order_by("-uploaded_at")
