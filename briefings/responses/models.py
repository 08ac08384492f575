"""What readers answer: that they have read a page. Source: docs/decisions/0025."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from modelcluster.fields import ParentalKey
from wagtail.models import Page

from core import clock
from core.models import AppendOnlyModel
from core.models.append_only import AppendOnlyQuerySet
from people.models import Merge, Person


class ReadingRequest(models.Model):
    """That a page asks its readers to confirm that they have read it. It rides in the page's revisions, so that it
    holds once they are published.

    `edition` rises when a version is marked as asking everybody again: it is then the moment of that, in seconds since
    1970, so that it is higher than any before even on a page that stopped asking for a while. `since` is the day.
    """

    raises_stamp = True

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="reading_requests")
    edition = models.PositiveBigIntegerField(default=1, editable=False)
    since = models.DateField(default=clock.today, editable=False)

    class Meta:
        verbose_name = "request to confirm reading"
        verbose_name_plural = "requests to confirm reading"
        constraints = [models.UniqueConstraint(fields=["page"], name="one_reading_request_a_page")]

    def __str__(self) -> str:
        return f"{self.page}, edition {self.edition}"

    @cached_property
    def url(self) -> str:
        """The page's path on this site."""
        return str(self.page.get_url() or "/")

    @cached_property
    def kind(self) -> str:
        """What kind of page it is, in a word for its readers."""
        model = self.page.specific_class
        return str(getattr(model, "kind_name", "") or "Page")


class AcknowledgementQuerySet(AppendOnlyQuerySet):
    def standing(self) -> "AcknowledgementQuerySet":
        """Return the acknowledgements without those that a merge of two records carried over and that was undone."""
        return self.filter(Q(merge=None) | Q(merge__undone_at=None))

    def visible_to(self, reader: Any, *, on: date) -> "AcknowledgementQuerySet":
        """Return the acknowledgements of the people whom `reader` may see on day `on`. Nobody sees none."""
        return self.filter(person__in=Person.objects.visible_to(reader, on=on).order_by().values("pk"))


class Acknowledgement(AppendOnlyModel):
    """A person's "I have read this", of one version of a page.

    Which version: `edition` is the number that decides whether they are asked again; `revision` is the key of Wagtail's
    revision (None for a page that was published without one), `digest` the SHA-256 of what it said, `version` what the
    page calls itself ("2.0", or nothing) and `published_at` when it was published. `title` is the page's at the time.
    `key` makes one row of a double submit: one for each person, page, edition and day. `merge` is set if merging two
    records of one person carried it over.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acknowledgements", db_index=False
    )
    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="acknowledgements", db_index=False)
    edition = models.PositiveBigIntegerField()
    revision = models.BigIntegerField(null=True, blank=True)
    digest = models.CharField(max_length=64)
    version = models.CharField(max_length=40, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    title = models.CharField(max_length=255)
    confirmed_on = models.DateField()
    confirmed_at = models.DateTimeField(default=timezone.now)
    merge = models.ForeignKey(
        Merge, on_delete=models.PROTECT, null=True, blank=True, related_name="acknowledgements", editable=False
    )
    key = models.CharField(max_length=120, unique=True)

    objects = AcknowledgementQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-confirmed_on", "-pk"]
        indexes = [
            models.Index(fields=["person", "page", "-edition"]),
            models.Index(fields=["page", "person", "-edition"]),
        ]
        constraints = [models.CheckConstraint(condition=~Q(key=""), name="acknowledgement_key_not_empty")]

    def __str__(self) -> str:
        return f"{self.title}, {self.confirmed_on.day} {self.confirmed_on:%B %Y}"

    @property
    def which_version(self) -> str:
        """The version in words, for the person: "version 2.0" or "the version of 2 May 2026"; "" if nothing tells."""
        if self.version:
            return f"version {self.version}"
        if self.published_at is None:
            return ""
        day = timezone.localdate(self.published_at)
        return f"the version of {day.day} {day:%B %Y}"
