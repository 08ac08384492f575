"""Letters that are written down before they are sent, so that each goes once: see docs/decisions/0017."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class LetterState(models.TextChoices):
    """Waiting to be sent, in somebody's hands, or one of the ends that it can come to."""

    WAITING = "waiting", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    UNKNOWN = "unknown", "May or may not have been sent"
    FAILED = "failed", "Couldn’t be sent"
    DROPPED = "dropped", "Not sent"


class OutgoingLetter(models.Model):
    """One letter to one `person`, whom a letter's own model names, as `core.letters` sends it.

    `email` is the address that it went to, empty until then. `claim` is whose hands it is in, `tries` how often the
    mail server has said "not now".
    """

    subject = models.CharField(max_length=200)
    text = models.TextField()
    state = models.CharField(max_length=8, choices=LetterState.choices, default=LetterState.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    email = models.EmailField(blank=True)
    not_before = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["state", "not_before"], name="%(class)s_to_send")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(claim__isnull=False, claimed_at__isnull=False),
                name="%(class)s_sending_is_claimed",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="%(class)s_sent_at_a_moment"
            ),
        ]
