"""Quizzes: which questions are asked, and on what terms."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, Orderable, PreviewableMixin, RevisionMixin
from wagtail.search import index

from learning.quizzes import rules
from learning.quizzes.models.bank import Category, Question

WORDS = ["bold", "italic", "ol", "ul", "link"]


class Feedback(models.TextChoices):
    EACH = "each", "After each question: an answer stands once its feedback is shown"
    END = "end", "At the end"
    NEVER = "never", "Never: only the marks and the outcome"


class Quiz(DraftStateMixin, RevisionMixin, PreviewableMixin, index.Indexed, ClusterableModel):  # type: ignore[misc]
    """A quiz. An attempt pins these settings when it starts, so changing them touches no attempt that has begun."""

    raises_stamp = True

    code = models.CharField(max_length=60, unique=True, help_text="Short and stable: files and commands name it by it.")
    title = models.CharField(max_length=200)
    pass_mark = models.DecimalField(
        max_digits=5, decimal_places=2, default=Decimal(80),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="Per cent of the marks, compared without rounding: 79.99 does not pass 80.",
    )  # fmt: skip
    fixed_count = models.PositiveSmallIntegerField(
        "how many of the chosen questions", null=True, blank=True, validators=[MinValueValidator(1)],
        help_text="Of those chosen by name, so many are asked, drawn anew for each attempt; those that must be "
        "answered correctly come first. Empty: all of them.",
    )  # fmt: skip
    shuffle_questions = models.BooleanField("questions in random order", default=True)
    shuffle_options = models.BooleanField(
        "options in random order", default=True, help_text="True stays before false in true-or-false questions."
    )
    feedback = models.CharField(max_length=10, choices=Feedback.choices, default=Feedback.END)
    attempts_allowed = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1)],
        help_text="For each time somebody takes the course; on a page of its own, in all. Empty: as many as they like.",
    )  # fmt: skip
    waiting_hours = models.PositiveSmallIntegerField(
        "hours to wait", default=0, help_text="Between a failed attempt and the next."
    )
    ended_after_days = models.PositiveSmallIntegerField(
        "days until an attempt that was left is ended", null=True, blank=True, default=90,
        validators=[MinValueValidator(7)],
        help_text="Counted from the last answer that was saved. It is ended without a result, and uses up none. Empty: "
        "it waits for ever.",
    )  # fmt: skip
    available_from = models.DateTimeField(
        null=True, blank=True, help_text="Attempts may begin from this moment. Empty: at any time."
    )
    available_to = models.DateTimeField(
        null=True, blank=True,
        help_text="No attempt begins from this moment on; one that has begun can be finished. Empty: no end.",
    )  # fmt: skip
    pass_text = RichTextField("text on passing", blank=True, features=WORDS)
    fail_text = RichTextField("text on failing", blank=True, features=WORDS)

    search_fields = [index.SearchField("title"), index.AutocompleteField("title"), index.AutocompleteField("code")]

    class Meta:
        verbose_name_plural = "quizzes"
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pass_mark__gte=0, pass_mark__lte=100), name="pass_mark_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=models.Q(available_from=None)
                | models.Q(available_to=None)
                | models.Q(available_from__lt=models.F("available_to")),
                name="quiz_opens_before_it_closes",
                violation_error_message="A quiz closes after it opens.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.available_from and self.available_to and self.available_from >= self.available_to:
            raise ValidationError({"available_to": "A quiz closes after it opens."})

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "quizzes/quiz_preview.html"

    def is_open(self, at: datetime) -> bool:
        """Return whether an attempt may begin at moment `at`, as far as the quiz's own time goes."""
        return rules.is_available(self.available_from, self.available_to, at=at)

    def terms(self) -> dict[str, Any]:
        """Return the settings that an attempt pins, as JSON takes them."""
        return {
            "title": self.title,
            "pass_mark": str(self.pass_mark),
            "feedback": self.feedback,
            "pass_text": self.pass_text,
            "fail_text": self.fail_text,
        }


class QuizDraw(Orderable):
    """So many questions, drawn at random from a category and all below it."""

    raises_stamp = True

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="draws")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="draws")
    count = models.PositiveSmallIntegerField("questions", default=1, validators=[MinValueValidator(1)])

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["quiz", "category"], name="one_draw_a_category")]

    def __str__(self) -> str:
        return f"{self.count} from {self.category_id}"


class QuizQuestion(Orderable):
    """A question that every attempt at the quiz asks."""

    raises_stamp = True

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="fixed_questions")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="fixed_in")

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["quiz", "question"], name="question_fixed_once_a_quiz")]

    def __str__(self) -> str:
        return f"question {self.question_id}"
