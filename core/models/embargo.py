"""An embargo is a moment, kept beside the page rather than on it, so that one query over all pages sees it.

Source: docs/decisions/0004.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel


class Embargo(models.Model):
    """Until `until`, the page, all below it and their files show only to editors and those with early access."""

    page = ParentalKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="embargoes")
    until = models.DateTimeField(
        help_text="Nothing of the page shows before this moment: no title, no file, no search result."
    )

    panels = [FieldPanel("until")]

    class Meta:
        indexes = [models.Index(fields=["until"])]
        constraints = [models.UniqueConstraint(fields=["page"], name="one_embargo_a_page")]

    def __str__(self) -> str:
        return f"until {self.until:%d %B %Y %H:%M}"


class EarlyAccess(models.Model):
    """Somebody named who may read a page and all below it before its embargo ends."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="early_access")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="early_access")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "early access"
        constraints = [models.UniqueConstraint(fields=["page", "person"], name="early_access_once")]

    def __str__(self) -> str:
        return f"{self.person} to {self.page}"
