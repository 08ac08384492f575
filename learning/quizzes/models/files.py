"""Question files between their upload and the word to take them."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class QuestionFile(models.Model):
    """A file of questions that somebody has uploaded and is looking over. Emptied once taken, removed after a day.

    A large one is taken by the worker: `asked_at` is set from the word to take it until it is taken or can't be, and
    `begun_at` while a worker has it in hand.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=255)
    format = models.CharField(max_length=20)
    content = models.BinaryField()
    category = models.ForeignKey(
        "quizzes.Category", on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        help_text="Where questions go for which the file names no category.",
    )  # fmt: skip
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    # How many were taken, once they were: who presses twice is told that, and not that there is no such file.
    taken = models.PositiveIntegerField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    restarts = models.PositiveSmallIntegerField(default=0)
    # What was said with that word: the fingerprint of what was shown, and what was ticked.
    shown = models.CharField(max_length=40, blank=True)
    leave_out = models.BooleanField(default=False)
    publish = models.BooleanField(default=False)
    problem = models.CharField(max_length=300, blank=True, help_text="Why the worker took nothing, for who asked.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(begun_at=None) | models.Q(asked_at__isnull=False),
                name="question_file_begun_only_if_asked",
            ),
            models.CheckConstraint(
                condition=models.Q(asked_at=None) | models.Q(taken=None), name="question_file_taken_is_asked_no_more"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> int:
        """How many questions somebody asked to have taken."""
        return int(self.shown.split("-")[0] or 0)
