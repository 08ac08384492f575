"""People who ask to join an agency that lets them, until its lead has answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from people.models.agencies import Agency
from people.models.posts import Post
from people.models.roles import JobRole


class JoinState(models.TextChoices):
    WAITING = "waiting", "Waiting for the lead"
    APPROVED = "approved", "Approved"
    DECLINED = "declined", "Declined"


class JoinRequest(models.Model):
    """Somebody's wish to join, written once they have shown that the address is theirs. `post` is what came of it."""

    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    email = models.EmailField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="join_requests")
    role = models.ForeignKey(JobRole, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=JoinState.choices, default=JoinState.WAITING)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    post = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email", "agency"], condition=Q(state="waiting"), name="one_wish_an_agency"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_by=None) | (~Q(state="waiting") & Q(answered_by__isnull=False)),
                name="join_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"
