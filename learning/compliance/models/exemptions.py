"""Dated, reasoned, approved decisions that a requirement doesn't apply to a post."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from learning.compliance.models.requirements import Requirement
from people.models import Post


class Exemption(models.Model):
    """From `exempt_from` to `exempt_to`, both included (empty while open); afterwards due by `then_due_by`."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="exemptions")
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="exemptions")
    exempt_from = models.DateField()
    exempt_to = models.DateField(null=True, blank=True)
    then_due_by = models.DateField(null=True, blank=True)
    reason = models.TextField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["exempt_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(exempt_to=None) | Q(exempt_to__gte=F("exempt_from")), name="exemption_ends_later"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="exemption_has_a_reason"),
            models.UniqueConstraint(fields=["requirement", "post", "exempt_from"], name="exemption_once"),
        ]

    def __str__(self) -> str:
        return f"{self.post} exempt from {self.requirement}"
