"""Reports that the board has published, which stand as they were, and the counts that trends are drawn from."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from core.models import AppendOnlyModel
from core.models.append_only import AppendOnlyQuerySet
from learning.compliance.models.requirements import Requirement
from learning.compliance.rules import Status, Tally
from people.models import Agency


class Counted(models.Model):
    """How many posts of an agency itself, without those below it, stand where on a requirement."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="+")
    current = models.PositiveIntegerField(default=0)
    due_soon = models.PositiveIntegerField(default=0)
    in_time = models.PositiveIntegerField(default=0)
    overdue = models.PositiveIntegerField(default=0)
    away = models.PositiveIntegerField(default=0)
    exempt = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    @property
    def tally(self) -> Tally:
        return Tally(**{status.value: getattr(self, status.value) for status in Status})


class BoardReportQuerySet(AppendOnlyQuerySet):
    def with_latest(self) -> "BoardReportQuerySet":
        """Annotate each with the key of the `latest` report of its day, its own if none came after, and when that was
        published, `latest_at`."""
        of_day = BoardReport.objects.filter(as_at=OuterRef("as_at")).order_by("-published_at", "-pk")
        return self.annotate(
            latest=Subquery(of_day.values("pk")[:1]), latest_at=Subquery(of_day.values("published_at")[:1])
        )

    def standing(self) -> "BoardReportQuerySet":
        """Return the reports whose place no later one of their day has taken."""
        return self.with_latest().filter(latest=F("pk"))


class BoardReport(AppendOnlyModel):
    """The partnership's figures as at a day, as they were when somebody published them. Of two reports of one day the
    later stands, and both are kept. Source: docs/decisions/0016."""

    as_at = models.DateField()
    note = models.TextField(blank=True)
    # {"quarters": {last day: {course's code: completions}}, "titles": {code: title}}; None: from before it was kept.
    uptake = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = BoardReportQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-as_at", "-published_at"]

    def __str__(self) -> str:
        return f"Report as at {self.as_at}"

    def get_absolute_url(self) -> str:
        return f"/board/reports/{self.pk}/"


class BoardReportRow(AppendOnlyModel, Counted):
    """One agency on one requirement in a report. `posts` are the keys of the posts counted, by status, so that it can
    be said later what has changed; nobody but the team is shown more of them than their number.

    Names and sector are kept as they were. `top` is the code of the topmost agency, whose line the board sees.
    """

    report = models.ForeignKey(BoardReport, on_delete=models.PROTECT, related_name="rows")
    agency_name = models.CharField(max_length=160)
    top = models.CharField(max_length=40)
    top_name = models.CharField(max_length=160)
    sector = models.CharField(max_length=20)
    requirement_title = models.CharField(max_length=160)
    posts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "agency", "requirement"], name="report_counts_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_name}, {self.requirement_title}"


class QuarterCount(Counted):
    """An agency's counts at the end of a quarter, with what was recorded when it was last counted.

    Worked out again every night, so that twelve of them can be drawn at once; nothing rests on it but trends.
    """

    quarter_end = models.DateField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quarter_end", "agency", "requirement"], name="quarter_counted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} on {self.quarter_end}"


class QuarterUptake(models.Model):
    """How often each course was completed in a quarter, by its code, with what was recorded when it was last counted:
    every night, as the counts above are."""

    quarter_end = models.DateField(unique=True)
    completions = models.JSONField(default=dict)
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Quarter to {self.quarter_end}"
