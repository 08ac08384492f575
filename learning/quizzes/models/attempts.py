"""Attempts: one person's goes at a quiz, each whole in itself."""

import uuid
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.models.append_only import AppendOnlyModel
from learning.quizzes import rules
from learning.quizzes.models.bank import Question
from learning.quizzes.models.quizzes import Quiz
from learning.quizzes.models.versions import QuestionVersion

NONE = uuid.UUID(int=0)  # the key of no attempt


@cache
def _address() -> str:
    # Looked up once, since each answer that is saved leads on by it.
    return reverse("quizzes:result", args=[NONE])


class AttemptState(models.TextChoices):
    IN_PROGRESS = rules.IN_PROGRESS, "In progress"
    SUBMITTED = rules.SUBMITTED, "Submitted"
    AWAITING_MARKING = rules.AWAITING_MARKING, "Awaiting marking"
    PASSED = rules.PASSED, "Passed"
    FAILED = rules.FAILED, "Failed"
    ABANDONED = rules.ABANDONED, "Abandoned"


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def visible_to(self, reader: Any) -> "AttemptQuerySet":
        """Return the attempts that `reader` may see: their own; the workforce team everybody's; nobody none."""
        if not getattr(reader, "is_authenticated", False):
            return self.none()
        if reader.has_perm("people.view_everyone"):
            return self.all()
        return self.filter(person=reader)

    def in_cycle(self, *, quiz: Quiz, person: Any, cycle: uuid.UUID | None) -> "AttemptQuerySet":
        """Return a person's attempts at a quiz within one cycle (none: those that belong to no cycle)."""
        return self.filter(quiz=quiz, person=person, cycle=cycle)


class Attempt(models.Model):
    """One go at a quiz. `terms` are the quiz's settings as they were when it began, and it is marked by them.

    `cycle` is the enrolment it belongs to, which this room knows only as an id; `return_to` is a path on this site
    to go back to. Marks are of `marks_possible`, each question worth one unless it says otherwise. `state` and
    `marks` are what stands: what they were before a regrade is in its RegradedAttempt. `claimed_by` is the marker
    who has it before them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="attempts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attempts")
    cycle = models.UUIDField(null=True, blank=True)
    return_to = models.CharField(max_length=500, default="/")
    terms = models.JSONField()
    state = models.CharField(max_length=20, choices=AttemptState.choices, default=AttemptState.IN_PROGRESS)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    marks = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    marks_possible = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        permissions = [
            ("end_attempt", "Can end attempts that people left"),
            ("mark_attempt", "Can mark what people wrote in a quiz"),
            ("analyse_questions", "Can see how questions are answered"),
        ]
        indexes = [
            models.Index(fields=["person", "quiz", "cycle"]),
            models.Index(fields=["quiz", "state", "submitted_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["quiz", "person", "cycle"], condition=Q(state=rules.IN_PROGRESS),
                name="one_attempt_in_progress_a_cycle",
            ),
            # NULLs differ from one another in a unique index, so attempts outside any cycle need their own.
            models.UniqueConstraint(
                fields=["quiz", "person"], condition=Q(state=rules.IN_PROGRESS, cycle=None),
                name="one_attempt_in_progress_outside_cycles",
            ),
            models.CheckConstraint(
                condition=Q(state=rules.ABANDONED)
                | Q(state=rules.IN_PROGRESS, submitted_at=None)
                | (~Q(state=rules.IN_PROGRESS) & Q(submitted_at__isnull=False)),
                name="attempt_submitted_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[rules.PASSED, rules.FAILED]) | Q(marks__isnull=False, marks_possible__gt=0),
                name="attempt_with_outcome_has_marks",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by=None, claimed_at=None) | Q(claimed_by__isnull=False, claimed_at__isnull=False),
                name="attempt_claimed_by_and_when",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"attempt {self.pk}"

    def get_absolute_url(self) -> str:
        return _address().replace(str(NONE), str(self.pk))

    @property
    def is_open(self) -> bool:
        return self.state == AttemptState.IN_PROGRESS

    @property
    def was_ended(self) -> bool:
        """Whether it was ended without having been submitted: its AttemptEnd says why."""
        return self.state == AttemptState.ABANDONED

    @property
    def words_back(self) -> str:
        """What a link to `return_to` says."""
        if self.cycle:
            return "Back to the course"
        return "Back to the quiz" if self.return_to.startswith("/courses/") else "Back"

    @property
    def number(self) -> str:
        """What a marker calls it by, who isn't shown whose it is."""
        return str(self.pk)[:8].upper()


class AttemptEnd(AppendOnlyModel):
    """That an attempt was ended which nobody had submitted: by the rule, `after_days` without an answer, or by somebody
    of the team with a reason. `saved_at` is when something was last saved in it. Source: docs/decisions/0026."""

    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, related_name="end")
    ended_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True)
    after_days = models.PositiveSmallIntegerField(null=True, blank=True)
    saved_at = models.DateTimeField()
    answered = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_by=None, after_days__isnull=False)
                | (Q(ended_by__isnull=False, after_days=None) & ~Q(reason="")),
                name="attempt_ended_by_rule_or_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"end of attempt {self.attempt_id}"


class Answer(models.Model):
    """A question's one row in an attempt, made when the attempt starts and marked when it is submitted.

    `response` is None until answered; for choices, the list of chosen option ids. `revision` counts the writes, so
    that a page that was opened before the last one can't overwrite it. `shown_at` is when its feedback was shown,
    after which it stands. `seconds` are those to its first writing, from the saving before it or from the start, None
    where they say nothing (see rules/timing.py). `marked_by`, `marked_at` and `comment` are those of a person who
    marked it.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="answers")
    position = models.PositiveSmallIntegerField()
    option_order = models.JSONField(default=list)
    response = models.JSONField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    answered_at = models.DateTimeField(null=True, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)
    seconds = models.PositiveSmallIntegerField(null=True, blank=True)
    marks = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    marks_possible = models.DecimalField(max_digits=9, decimal_places=4, default=1)
    comment = models.TextField(blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    marked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "question"], name="one_answer_a_question"),
            models.UniqueConstraint(fields=["attempt", "position"], name="one_answer_a_position"),
            models.CheckConstraint(
                condition=Q(marked_by=None, marked_at=None)
                | Q(marked_by__isnull=False, marked_at__isnull=False, marks__isnull=False),
                name="answer_marked_by_and_when",
            ),
            models.CheckConstraint(
                condition=Q(marks=None) | Q(marks__gte=0, marks__lte=models.F("marks_possible")),
                name="answer_marks_are_of_what_is_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.position} of attempt {self.attempt_id}"
