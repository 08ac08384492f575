"""Who has done what: rows that are only ever added to. Source: docs/decisions/0005."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models import AppendOnlyModel
from core.models.append_only import AppendOnlyQuerySet
from learning.catalogue.models import Course, Mode
from learning.records import rules
from people.models import Person


class Source(models.TextChoices):
    """Where the fact of a completion comes from."""

    ONLINE = "online", "Online course"
    EVENT = "event", "Training event"
    GROUP = "group", "Team session"
    READING = "reading", "Read and confirmed"
    EXTERNAL = "external", "External training"
    IMPORT = "import", "Imported record"


class CompletionQuerySet(AppendOnlyQuerySet):
    def standing(self) -> "CompletionQuerySet":
        """Return the completions that no correction has withdrawn."""
        return self.filter(correction=None)

    def counted_once(self) -> "CompletionQuerySet":
        """Return the completions without those of records that were merged into another, which has them too."""
        return self.filter(person__merged_into=None)

    def visible_to(self, reader: Any, *, on: date) -> "CompletionQuerySet":
        """Return the completions of the people whom `reader` may see on day `on`. Nobody sees none."""
        if getattr(reader, "is_authenticated", False) and reader.has_perm("people.view_everyone"):
            return self.all()
        return self.filter(person__in=Person.objects.visible_to(reader, on=on).order_by().values("pk"))


class Completion(AppendOnlyModel):
    """The fact that a person completed a course on a local day.

    `evidence` names what it rests on: {"attempt": id}, {"enrolment": id}, {"file": …, "row": …}. `key` makes one row
    of a double submit or a replayed import.
    """

    # Each composite index below begins with one of these, so neither has an index of its own.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="completions", db_index=False
    )
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="completions", db_index=False)
    completed_on = models.DateField()
    source = models.CharField(max_length=10, choices=Source.choices)
    hours = models.DecimalField(max_digits=5, decimal_places=2)
    mode = models.CharField(max_length=10, choices=Mode.choices, blank=True)
    evidence = models.JSONField(default=dict, encoder=DjangoJSONEncoder, blank=True)
    key = models.CharField(max_length=200, unique=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    objects = CompletionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-completed_on", "-pk"]
        indexes = [
            models.Index(fields=["person", "course", "completed_on"]),
            models.Index(fields=["course", "person", "completed_on"]),
            models.Index(fields=["-completed_on", "-id"], name="completions_newest_first"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(hours__gte=0), name="completion_hours_not_negative"),
            models.CheckConstraint(condition=~Q(key=""), name="completion_key_not_empty"),
        ]
        permissions = [("correct_completion", "Can correct completions")]

    def __str__(self) -> str:
        return f"{self.course}, {self.completed_on.day} {self.completed_on:%B %Y}"

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self, "correction")

    @property
    def state(self) -> str:
        """In a word, for the team: whether it stands."""
        return "Withdrawn" if self.is_withdrawn else "Stands"

    @property
    def correction_reason(self) -> str:
        """Why it was withdrawn, for the team."""
        return self.correction.reason if self.is_withdrawn else "–"


class Correction(AppendOnlyModel):
    """Says that a completion was wrong, who says so and why. What is true is then a new completion."""

    completion = models.OneToOneField(Completion, on_delete=models.PROTECT, related_name="correction")
    reason = models.TextField()
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="correction_says_why")]

    def __str__(self) -> str:
        return f"correction of {self.completion}"


class Certificate(AppendOnlyModel):
    """The printable proof of a completion, with a public page that verifies it under an unguessable id.

    Title and levels are kept as they were when it was issued. The name is not kept: it is the person's, so that a
    changed name follows and one change after the retention period takes it from every certificate.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    completion = models.OneToOneField(Completion, on_delete=models.PROTECT, related_name="certificate")
    course_title = models.CharField(max_length=200)
    levels = models.JSONField(default=list, blank=True)
    issued_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.id)

    def get_absolute_url(self) -> str:
        return f"/certificates/{self.pk}/"

    @property
    def name_shown(self) -> str:
        """As much of the name as the public page shows: initial and surname."""
        person = self.completion.person
        return rules.least_name(person.first_name, person.last_name)
