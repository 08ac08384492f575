"""Sessions at which a whole team was trained together, and who was there. Source: docs/decisions/0023."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models import AppendOnlyModel
from core.models.append_only import AppendOnlyQuerySet
from learning.catalogue.models import Course, Mode
from learning.records.models.completions import Completion
from learning.records.models.evidence import EvidenceFile
from people.models import Agency, Person
from people.queries import agencies_led_by

# Seeing everybody alone doesn't do: what is recorded counts.
RECORD_EVERYBODY = ("people.view_everyone", "records.record_groupsession")


def agencies_recorded_by(reader: Any, *, on: date) -> models.QuerySet[Agency]:
    """Return the agencies for whose people `reader` may record group training on a day: those they lead and all below,
    or all for those with the right."""
    if reader.has_perms(RECORD_EVERYBODY):
        return Agency.objects.order_by("path")
    return agencies_led_by(reader, on=on)


class SessionQuerySet(AppendOnlyQuerySet):
    def visible_to(self, reader: Any, *, on: date) -> "SessionQuerySet":
        """Return the sessions of the agencies for which `reader` may record them. Nobody sees none."""
        if not getattr(reader, "is_authenticated", False):
            return self.none()
        return self.filter(agency__in=agencies_recorded_by(reader, on=on).order_by().values("pk"))


class GroupDetails(models.Model):
    """What is said of a session, while it is prepared and for good."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="%(class)ss")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+", db_index=False)
    held_on = models.DateField()
    hours = models.DecimalField(max_digits=5, decimal_places=2)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.ROOM)
    led_by = models.CharField(max_length=160, blank=True)
    reference = models.CharField(max_length=300, blank=True)
    file = models.ForeignKey(
        EvidenceFile, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss", db_index=True
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(hours__gt=0), name="%(class)s_hours_above_nothing"),
            models.CheckConstraint(
                condition=~Q(reference="") | Q(file__isnull=False), name="%(class)s_has_evidence"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.course}, {self.held_on.day} {self.held_on:%B %Y}"


class GroupDraft(GroupDetails):
    """A session that somebody is preparing: nothing of it counts. `people` are the keys of those ticked so far."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    people = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="group_drafts")
    begun_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta(GroupDetails.Meta):
        ordering = ["-touched_at"]

    def get_absolute_url(self) -> str:
        return f"/agencies/{self.agency.code}/group-training/draft/{self.pk}/"


class GroupSession(GroupDetails, AppendOnlyModel):
    """A session that took place. It has its draft's key, so that recording it twice makes one."""

    id = models.UUIDField(primary_key=True, editable=False)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = SessionQuerySet.as_manager()  # type: ignore[misc]

    class Meta(GroupDetails.Meta):
        ordering = ["-held_on", "-recorded_at"]
        permissions = [("record_groupsession", "Can record group training for any agency")]

    def get_absolute_url(self) -> str:
        return f"/agencies/{self.agency.code}/group-training/{self.pk}/"


class GroupPlace(AppendOnlyModel):
    """That a person was at a session, and the completion that they have for it. With `had_it`, they had one of the same
    course and day already, and none was made."""

    session = models.ForeignKey(GroupSession, on_delete=models.PROTECT, related_name="places", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    completion = models.ForeignKey(Completion, on_delete=models.PROTECT, related_name="group_places")
    had_it = models.BooleanField(default=False)

    class Meta:
        ordering = ["person__last_name", "person__first_name", "person"]
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="place_once")]

    def __str__(self) -> str:
        return f"{self.person} at {self.session}"
