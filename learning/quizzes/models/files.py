"""Question files between their upload and the word to take them."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class QuestionFile(models.Model):
    """A file of questions that somebody has uploaded and is looking over. Emptied once taken, removed after a day."""

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

    def __str__(self) -> str:
        return self.name
