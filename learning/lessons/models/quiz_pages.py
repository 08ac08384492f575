"""A quiz that stands alone, on a page of its own."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from core.models import BasePage
from learning.lessons.models.pages import WORDS, CoursePage


class OpenTo(models.TextChoices):
    SIGNED_IN = "signed_in", "People who are signed in: each attempt is kept"
    ANYONE = "anyone", "Anyone: nothing is kept of those who aren't signed in"


class QuizPage(BasePage):
    """A quiz by itself: no course, no completion. `learning.lessons.quiz_pages` shows it and begins its attempts."""

    quiz = models.ForeignKey(
        "quizzes.Quiz", on_delete=models.PROTECT, related_name="quiz_pages",
        help_text="One that ends no course: here its answers are told, and it can be taken again and again.",
    )  # fmt: skip
    introduction = RichTextField(blank=True, features=WORDS)
    open_to = models.CharField(
        max_length=20, choices=OpenTo.choices, default=OpenTo.SIGNED_IN,
        help_text="An attempt by somebody who isn't signed in lives in their browser session and is gone with it. "
        "Essays are left out of it: nobody could mark them.",
    )  # fmt: skip

    kind_name = "Quiz"
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("quiz"),
        FieldPanel("open_to"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]
    parent_page_types: ClassVar[list[str]] = ["lessons.CourseIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "lessons/quiz_page.html"

    def clean(self) -> None:
        super().clean()
        ends = CoursePage.objects.filter(quiz=self.quiz_id).first() if self.quiz_id else None
        if ends:
            raise ValidationError(
                {"quiz": f"This quiz ends the course “{ends.title}”, and here it would tell its answers."}
            )

    @property
    def is_open_to_anyone(self) -> bool:
        return self.open_to == OpenTo.ANYONE

    def open_in_words(self, reader: Any = None) -> str:
        """Return whom the quiz is open to, in words. To a reader who is signed in a sign-in needn't be asked for."""
        if self.is_open_to_anyone:
            return "Open to anyone"
        return "" if getattr(reader, "is_authenticated", False) else "Needs a sign-in"
