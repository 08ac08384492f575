"""What people were asked, word for word. A version is made by publishing a question and is never changed."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from core.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from learning.quizzes import rules

if TYPE_CHECKING:
    from learning.quizzes.models.bank import Question


class QuestionType(models.TextChoices):
    SINGLE = rules.SINGLE, "Single choice"
    MULTIPLE = rules.MULTIPLE, "Multiple choice"
    TRUE_FALSE = rules.TRUE_FALSE, "True or false"
    ORDERING = rules.ORDERING, "Put in order"
    MATCHING = rules.MATCHING, "Matching"
    SHORT_TEXT = rules.SHORT_TEXT, "Short text"
    ESSAY = rules.ESSAY, "Essay"


class Credit(models.TextChoices):
    ALL = rules.ALL_OR_NOTHING, "All or nothing"
    PART = rules.PARTIAL, "A share for what is right"


class QuestionVersionQuerySet(AppendOnlyQuerySet):
    def latest_of(self, questions: Any) -> "QuestionVersionQuerySet":
        """Return the newest version of each of `questions` (a queryset, or a list of keys)."""
        newest = QuestionVersion.objects.filter(question=models.OuterRef("question")).order_by("-number")
        return self.filter(question__in=questions, number=models.Subquery(newest.values("number")[:1]))

    def snapshot(self, question: "Question", *, by: Any = None) -> "QuestionVersion":
        """Return the version that says what `question` now asks, making it if anything asked or marked has changed.

        Raises ValidationError if the question can't be marked as it stands.
        """
        problems = rules.option_problems(question.type, options_of(question))
        if problems:
            raise ValidationError(problems)
        last = self.filter(question=question).order_by("-number").first()
        asked = asked_of(question)
        if last and all(getattr(last, name) == value for name, value in asked.items()):
            return last
        return self.create(question=question, number=last.number + 1 if last else 1, made_by=by, **asked)


# The fields of a question that are asked, marked or shown as they are. The rest comes from what stands beside it.
ASKED = (
    "type", "stem", "explanation", "image_id", "image_alt", "must_pass", "credit", "marks", "marking_guidance",
)  # fmt: skip


def options_of(question: "Question") -> list[dict[str, Any]]:
    """Return a question's rows as the rules take them."""
    names = ("text", "match", "correct", "feedback")
    return [{name: getattr(option, name) for name in names} for option in question.options.all()]


def asked_of(question: "Question") -> dict[str, Any]:
    """Return the fields of a version that says what `question` now asks."""
    return {name: getattr(question, name) for name in ASKED} | {
        "scenario": question.scenario.text if question.scenario else "",
        "source": question.cited,
        "options": rules.with_ids(options_of(question), question.type),
    }


class QuestionVersion(AppendOnlyModel):
    """What a question asked, and what marks it, from the moment it was published. Append-only.

    `options` is a list of {"id": str, "text": str, "correct": bool, "feedback": str}; rules/types.py says what they
    are in each type. The same words have the same id in every version, and an id says nothing of place or truth.
    `scenario` is the text of the shared scenario; `source` says what the answer rests on.
    """

    raises_stamp = True

    question = models.ForeignKey("quizzes.Question", on_delete=models.PROTECT, related_name="versions")
    # Where a question is used is said of quizzes; its own versions would stand there as "(Private question version)".
    question.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]
    number = models.PositiveIntegerField()
    type = models.CharField(max_length=20, choices=QuestionType.choices)
    scenario = models.TextField(blank=True)
    stem = models.TextField()
    explanation = models.TextField(blank=True)
    image = models.ForeignKey("core.SiteImage", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    image_alt = models.CharField(max_length=300, blank=True)
    must_pass = models.BooleanField(default=False)
    credit = models.CharField(max_length=10, choices=Credit.choices, default=Credit.ALL)
    marks = models.PositiveSmallIntegerField(default=1)
    marking_guidance = models.TextField(blank=True)
    source = models.CharField(max_length=520, blank=True)
    options = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = QuestionVersionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["question", "number"]
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="question_version_number_once")]

    def __str__(self) -> str:
        return f"version {self.number} of question {self.question_id}"
