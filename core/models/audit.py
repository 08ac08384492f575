"""The audit log: who did what to what, when, with what it was before and what it is after."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from core.models.append_only import AppendOnlyModel


class AuditEntry(AppendOnlyModel):
    """One act. `subject` is the model label and key of what it was done to, such as "people.Post:17"."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    act = models.CharField(max_length=80, db_index=True)
    subject = models.CharField(max_length=120, db_index=True)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder, blank=True)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "audit entry"
        verbose_name_plural = "audit entries"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.act} {self.subject}"
