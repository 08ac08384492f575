"""Scenarios: what several questions ask about, written once."""

from typing import Any

from django.db import models, transaction
from wagtail.fields import RichTextField
from wagtail.log_actions import get_active_log_context
from wagtail.models import RevisionMixin
from wagtail.search import index

from core.indexing import search_anew
from learning.quizzes.models.versions import QuestionVersion


class Scenario(RevisionMixin, index.Indexed, models.Model):  # type: ignore[misc]
    """A situation that several questions ask about. Each version of a question keeps the words it was asked with."""

    code = models.CharField(max_length=40, unique=True, help_text="Short and stable, such as KAI.")
    title = models.CharField(max_length=120, help_text="For authors: learners don't see it.")
    text = RichTextField(
        features=["bold", "italic", "ol", "ul"],
        help_text="Read before each question that uses it. Changing it makes a new version of each of them.",
    )

    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.AutocompleteField("code"),
        index.SearchField("text"),
    ]

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.title} ({self.code})"

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and have every published question that uses this scenario ask its new words, and be found by them."""
        is_new = self._state.adding
        super().save(*args, **kwargs)
        if is_new:
            return
        questions = list(self.questions.select_related("image", "scenario", "guidance"))
        search_anew(questions)
        for question in questions:
            if not question.live:
                continue
            QuestionVersion.objects.snapshot(question, by=get_active_log_context().user)
