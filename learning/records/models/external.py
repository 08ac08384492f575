"""Learning done elsewhere: what a person reports, and what came of it. Source: docs/decisions/0022."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models import AppendOnlyModel, OutgoingLetter
from core.models.append_only import AppendOnlyQuerySet
from learning.catalogue.models import Course
from learning.records import rules
from learning.records.models.completions import Completion
from learning.records.models.evidence import EvidenceFile
from people.models import Person, Post

# Seeing everybody alone doesn't do: what is verified counts.
CHECK_EVERYBODY = ("people.view_everyone", "records.verify_externalreport")


class Verdict(models.TextChoices):
    VERIFIED = "verified", "Verified"
    REJECTED = "rejected", "Not accepted"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ReportQuerySet(AppendOnlyQuerySet):
    def current(self) -> "ReportQuerySet":
        """Return the reports without those that merging two records brought, once the two are apart again."""
        return self.exclude(carried_from__isnull=False, carried_from__person__merged_into=None)

    def waiting(self) -> "ReportQuerySet":
        """Return the reports that nobody has answered and their person hasn't withdrawn."""
        return self.filter(answer=None)

    def answered(self) -> "ReportQuerySet":
        """Return the reports that somebody verified or rejected."""
        return self.filter(answer__verdict__in=[Verdict.VERIFIED, Verdict.REJECTED])

    def to_check_by(self, reader: Any, *, on: date) -> "ReportQuerySet":
        """Return the reports that `reader` may verify or reject on day `on`, or has: those of everybody who holds a
        post in an agency that they lead, or everybody's for those with the right. Never their own.
        """
        if not getattr(reader, "is_authenticated", False):
            return self.none()
        # Of two records that were merged, the one that is kept has the reports of both.
        others = self.current().filter(person__merged_into=None).exclude(person=reader.pk)
        if reader.has_perms(CHECK_EVERYBODY):
            return others
        led = Post.objects.of_agencies_led_by(reader, on=on).held_on(on).order_by().values("person")
        return others.filter(person__in=led)

    def visible_to(self, reader: Any, *, on: date) -> "ReportQuerySet":
        """Return one's own reports, and those that one may check. Nobody sees none."""
        if not getattr(reader, "is_authenticated", False):
            return self.none()
        checked = self.to_check_by(reader, on=on).order_by().values("pk")
        return self.current().filter(Q(person=reader.pk) | Q(pk__in=checked))


class ExternalReport(AppendOnlyModel):
    """What a person says that they completed elsewhere, and when. It counts for nothing until it is verified.

    `key` makes one of a double submit. `carried_from` is the report that merging two records recorded again.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="external_reports")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+", db_index=False)
    completed_on = models.DateField()
    provider = models.CharField(max_length=160)
    hours = models.DecimalField(max_digits=5, decimal_places=2)
    reference = models.CharField(max_length=300, blank=True)
    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    key = models.CharField(max_length=100, unique=True)
    reported_at = models.DateTimeField(default=timezone.now)
    reported_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ReportQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = "report of external learning"
        ordering = ["reported_at", "pk"]
        indexes = [models.Index(fields=["reported_at", "id"], name="reports_oldest_first")]
        constraints = [
            models.CheckConstraint(condition=Q(hours__gt=0), name="report_hours_above_nothing"),
            models.CheckConstraint(condition=~Q(provider=""), name="report_says_where"),
            models.CheckConstraint(condition=~Q(reference="") | Q(file__isnull=False), name="report_has_evidence"),
        ]
        permissions = [("verify_externalreport", "Can verify or reject what anybody reports of learning elsewhere")]

    def __str__(self) -> str:
        return f"{self.course}, {self.completed_on.day} {self.completed_on:%B %Y}, at {self.provider}"

    def get_absolute_url(self) -> str:
        return f"/external-learning/{self.pk}/"

    @property
    def is_waiting(self) -> bool:
        return not hasattr(self, "answer")

    @property
    def state(self) -> str:
        """One of core.statuses: waiting, verified, rejected or withdrawn. Asks for the answer and its completion."""
        if self.is_waiting:
            return rules.state_of_report("", completion_withdrawn=False)
        completion = self.answer.completion
        return rules.state_of_report(
            self.answer.verdict, completion_withdrawn=completion is not None and completion.is_withdrawn
        )


class ReportAnswer(AppendOnlyModel):
    """What came of a report: somebody verified or rejected it, or its person withdrew it. There is one."""

    report = models.OneToOneField(ExternalReport, on_delete=models.PROTECT, related_name="answer")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.TextField(blank=True)
    completion = models.ForeignKey(Completion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(verdict="rejected") | ~Q(reason=""), name="rejection_says_why"),
            models.CheckConstraint(
                condition=Q(verdict="verified", completion__isnull=False)
                | (~Q(verdict="verified") & Q(completion__isnull=True)),
                name="verified_has_a_completion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}: {self.report}"


class ReportLetter(OutgoingLetter):
    """Tells a person that what they reported was answered. It says neither what nor how."""

    answer = models.OneToOneField(ReportAnswer, on_delete=models.PROTECT, related_name="letter")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta(OutgoingLetter.Meta):
        verbose_name = "letter about external learning"

    def __str__(self) -> str:
        return f"{self.subject}, to {self.person}"
