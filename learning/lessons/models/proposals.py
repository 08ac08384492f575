"""A completion that a regrade leaves without its pass, put before a person to decide."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from learning.quizzes.models import RegradedAttempt
from learning.records.models import Completion


class Decision(models.TextChoices):
    WITHDRAWN = "withdrawn", "Completion withdrawn"
    KEPT = "kept", "Completion kept"


class ProposedCorrection(models.Model):
    """That a completion rests on an attempt which a regrade turned from a pass into a fail.

    Nothing is corrected until somebody decides it, with a reason; the completion stands meanwhile.
    """

    completion = models.ForeignKey(Completion, on_delete=models.PROTECT, related_name="proposed_corrections")
    regraded = models.OneToOneField(RegradedAttempt, on_delete=models.PROTECT, related_name="proposed_correction")
    proposed_at = models.DateTimeField()
    decision = models.CharField(max_length=20, choices=Decision.choices, blank=True)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["proposed_at", "pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", reason="", decided_at=None, decided_by=None)
                | (~Q(decision="") & ~Q(reason="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="proposal_decided_by_and_when_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"proposed correction {self.pk}"
