"""The bank: questions as authors write them, filed under categories."""

from textwrap import shorten
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.http import HttpRequest
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, Orderable, PreviewableMixin, RevisionMixin
from wagtail.rich_text import get_text_for_indexing
from wagtail.search import index

from learning.quizzes.models.scenarios import Scenario
from learning.quizzes.models.versions import Credit, QuestionType, QuestionVersion


class Category(index.Indexed, models.Model):
    """Where questions are filed. Categories nest; a draw from one takes from all below it too."""

    raises_stamp = True

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    code = models.CharField(
        max_length=80, unique=True, help_text="Short and stable: files and commands name the category by it."
    )
    title = models.CharField(max_length=120)

    search_fields = [index.SearchField("title"), index.AutocompleteField("title"), index.AutocompleteField("code")]

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("pk")), name="category_not_its_own_parent",
                violation_error_message="A category can't stand under itself.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title} ({self.code})"

    def clean(self) -> None:
        above = self.parent
        while above is not None:
            if self.pk and above.pk == self.pk:
                raise ValidationError({"parent": "A category can't stand under itself or under one that is below it."})
            above = above.parent


class QuestionQuerySet(models.QuerySet["Question"]):
    def in_use(self) -> "QuestionQuerySet":
        """Return the questions that a quiz may ask: published, not retired, with a version to ask."""
        return self.filter(live=True, retired=False, versions__isnull=False).distinct()


class Question(DraftStateMixin, RevisionMixin, PreviewableMixin, index.Indexed, ClusterableModel):  # type: ignore[misc]
    """A question as its author sees it. What people are asked is a QuestionVersion, made when this is published."""

    raises_stamp = True

    code = models.CharField(max_length=40, unique=True, help_text="Short and stable, such as AW-01.")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="questions")
    type = models.CharField(max_length=20, choices=QuestionType.choices, default=QuestionType.SINGLE)
    scenario = models.ForeignKey(
        Scenario, on_delete=models.PROTECT, null=True, blank=True, related_name="questions",
        help_text="If several questions ask about one situation: it is read before the question.",
    )  # fmt: skip
    stem = RichTextField(
        "question", features=["bold", "italic", "ol", "ul"],
        help_text="The last paragraph is the question itself. What stands before it is read first, as the scenario.",
    )  # fmt: skip
    credit = models.CharField(
        "marks for an answer that is partly right", max_length=10, choices=Credit.choices, default=Credit.ALL,
        help_text="For multiple choice, ordering and matching. Learners are told which it is.",
    )  # fmt: skip
    marks = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="What a right answer earns; for an essay, the most that its marker can give.",
    )  # fmt: skip
    marking_guidance = RichTextField(
        "guidance for markers", blank=True, features=["bold", "italic", "ol", "ul", "link"],
        help_text="Essays: what a good answer has in it, and what earns how many marks. Learners don't see it.",
    )  # fmt: skip
    explanation = RichTextField(
        blank=True, features=["bold", "italic", "ol", "ul", "link"],
        help_text="Why the right answer is right. Shown when the quiz gives feedback.",
    )  # fmt: skip
    image = models.ForeignKey("core.SiteImage", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    image_alt = models.CharField(
        "alternative text", max_length=300, blank=True,
        help_text="What the picture says, for somebody who can't see it.",
    )  # fmt: skip
    guidance = models.ForeignKey(
        "core.GuidanceEdition", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="guidance edition", help_text="The edition that the right answer rests on.",
    )  # fmt: skip
    source = models.CharField(
        max_length=200, blank=True,
        help_text="A review by its name, or a chapter or paragraph of the guidance. Shown with the explanation.",
    )  # fmt: skip
    must_pass = models.BooleanField(
        "must be answered correctly", default=False,
        help_text="Somebody who gets this question wrong fails the quiz, whatever their marks.",
    )  # fmt: skip
    retired = models.BooleanField(
        default=False, help_text="No new attempt asks it. Attempts that have already begun still do."
    )

    objects = QuestionQuerySet.as_manager()

    search_fields = [
        index.SearchField("stem"),
        index.AutocompleteField("stem"),
        index.AutocompleteField("code"),
        index.AutocompleteField("source"),
        # When one of these changes, its questions are told: models/scenarios.py, and apps.py for the guidance.
        index.RelatedFields("guidance", [index.AutocompleteField("title"), index.AutocompleteField("edition")]),
        index.RelatedFields(
            "scenario",
            [index.AutocompleteField("code"), index.AutocompleteField("title"), index.AutocompleteField("text")],
        ),
        index.FilterField("category"),
        index.FilterField("type"),
        index.FilterField("retired"),
        index.FilterField("must_pass"),
        index.FilterField("live"),
        index.FilterField("guidance"),
        index.FilterField("scenario"),
    ]

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code}: {shorten(self.words, 90, placeholder='…') or 'nothing asked yet'}"

    @property
    def words(self) -> str:
        """The stem as plain text."""
        return str(get_text_for_indexing(self.stem))

    @property
    def cited(self) -> str:
        """What the right answer rests on, as words: the edition, the free text, or both."""
        return ", ".join(str(part) for part in (self.guidance, self.source.strip()) if part)

    def clean(self) -> None:
        if self.image_id and not self.image_alt.strip():
            raise ValidationError({"image_alt": "Say in words what the picture shows."})
        if self.must_pass and self.type == QuestionType.ESSAY:
            raise ValidationError({"must_pass": "An essay is judged by its marker: it can't be must-pass."})

    @transaction.atomic
    def publish(self, revision: Any, user: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Publish a revision, and keep what it asks as a version if that has changed.

        Raises ValidationError if the revision can't be marked (too few options, the wrong number of right ones).
        """
        published = super().publish(revision, user, *args, **kwargs)
        now = Question.objects.get(pk=self.pk)
        if now.live:
            QuestionVersion.objects.snapshot(now, by=user)
        return published

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "quizzes/preview.html"


class Option(Orderable):
    """One row of a question: a choice, a thing to put in order, a pair to match, or an answer that is accepted."""

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="options")
    text = models.CharField(max_length=500, blank=True)
    match = models.CharField(
        "goes with", max_length=500, blank=True,
        help_text="Matching only. A row with only this is one more thing to choose from.",
    )  # fmt: skip
    correct = models.BooleanField("right", default=False)
    feedback = models.CharField(
        max_length=500, blank=True, help_text="Said to somebody who answered so, when the quiz gives feedback."
    )

    def __str__(self) -> str:
        return self.text or self.match
