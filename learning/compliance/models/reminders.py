"""What was sent to whom: rounds, letters, and the steps that each letter told. Source: docs/decisions/0017."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models import LetterState, OutgoingLetter
from learning.catalogue.models import Course
from people.models import Person


class ReminderRound(models.Model):
    """A day whose reminders were written, all together or not at all. There is one a day."""

    day = models.DateField(unique=True)
    letters = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"reminders of {self.day}"


class LetterKind(models.TextChoices):
    DAILY = "daily", "Reminder"
    BY_HAND = "by-hand", "Reminder from a manager"


class LetterQuerySet(models.QuerySet["ReminderLetter"]):
    def in_trouble(self) -> "LetterQuerySet":
        """Return the letters of which somebody should know that they didn't arrive, or may not have."""
        return self.filter(state__in=[LetterState.FAILED, LetterState.UNKNOWN], seen_to_by=None)

    def of(self, person: Any) -> "LetterQuerySet":
        """Return what was sent to somebody, or may have been, newest first."""
        went = [LetterState.SENT, LetterState.UNKNOWN]
        return self.filter(person=person.pk, state__in=went).order_by("-day", "-pk")

    def visible_to(self, reader: Any, *, on: date) -> "LetterQuerySet":
        """Return one's own letters, and for the workforce team everybody's. Nobody sees none."""
        if not getattr(reader, "is_authenticated", False):
            return self.none()
        return self.all() if reader.has_perm("people.view_everyone") else self.filter(person=reader.pk)


class ReminderLetter(OutgoingLetter):
    """One letter to one person on one day, as it was written. Written before it is sent, and claimed before it goes."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reminder_letters")
    kind = models.CharField(max_length=8, choices=LetterKind.choices)
    day = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # fmt: skip
    seen_to_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # fmt: skip

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "reminder"
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "day"], name="one_letter_a_day"),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(claim__isnull=False, claimed_at__isnull=False),
                name="sending_is_claimed",
            ),
            models.CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False), name="sent_at_a_moment"),
        ]
        indexes = [
            models.Index(fields=["state", "not_before"], name="letters_to_send"),
            models.Index(fields=["-day", "-id"], name="letters_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.subject}, to {self.person}"


class ReminderStep(models.Model):
    """A step of a person's deadline for a course, told in a letter. There is one of each, however many posts ask it."""

    letter = models.ForeignKey(ReminderLetter, on_delete=models.CASCADE, related_name="steps")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    deadline = models.DateField()
    step = models.SmallIntegerField(help_text="In days from the deadline; below 0 is ahead of it.")
    told_on = models.DateField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "course", "deadline", "step"], name="told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.course}, {self.deadline}, {self.step:+d}"
