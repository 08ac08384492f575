"""Inspection packs: asked for, made by the worker, kept for a week."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from people.models import Agency


class PackState(models.TextChoices):
    WAITING = "waiting", "Waiting to be made"
    MAKING = "making", "Being made"
    READY = "ready", "Ready"
    FAILED = "failed", "Not made"


class InspectionPack(models.Model):
    """One PDF that proves an agency's training as at a day. `done` of `chapters` are laid out while it is made."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="inspection_packs")
    as_at = models.DateField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=PackState.choices, default=PackState.WAITING)
    begun_at = models.DateTimeField(null=True, blank=True)
    chapters = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    file = models.BinaryField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(state="ready") | Q(file__isnull=False), name="ready_pack_has_a_file"),
        ]

    def __str__(self) -> str:
        return f"Inspection pack of {self.agency} as at {self.as_at}"

    def get_absolute_url(self) -> str:
        return f"/agencies/{self.agency.code}/pack/{self.pk}.pdf"
