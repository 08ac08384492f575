"""Files that prove training: certificates and registers. Source: docs/decisions/0022."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from learning.records import rules


class EvidenceKind(models.TextChoices):
    PDF = "pdf", "PDF"
    JPEG = "jpeg", "JPG"
    PNG = "png", "PNG"
    DOCX = "docx", "Word"
    XLSX = "xlsx", "Excel"


class EvidenceQuerySet(models.QuerySet["EvidenceFile"]):
    def unused(self) -> "EvidenceQuerySet":
        """Return the files that were uploaded and that nothing rests on, yet or any more."""
        return self.filter(reports=None, groupdrafts=None, groupsessions=None)

    def older_than(self, moment: datetime) -> "EvidenceQuerySet":
        return self.filter(uploaded_at__lt=moment)

    def light(self) -> "EvidenceQuerySet":
        """Return them without what is in them."""
        return self.defer("content")


class EvidenceFile(models.Model):
    """A private file. What is in it stands in the database, so that no address of a folder leads to it.

    The content can be taken away (`removed_at`), as when somebody attached the wrong file: that there was one stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=130)
    kind = models.CharField(max_length=4, choices=EvidenceKind.choices)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now, db_index=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(content__isnull=False) | Q(removed_at__isnull=False), name="evidence_there_or_removed"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/evidence/{self.pk}/"

    @property
    def content_type(self) -> str:
        return rules.CONTENT_TYPES[self.kind]

    @property
    def is_picture(self) -> bool:
        return self.kind in (EvidenceKind.JPEG, EvidenceKind.PNG)
