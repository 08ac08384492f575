"""Who must complete which courses: by when at first, and how often again. Months are data, with their source."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel

from core.dates import check_fixed_day
from core.models import GuidanceEdition
from learning.catalogue.models import Course
from learning.compliance import rules
from people.models import Agency, Pathway


class Requirement(models.Model):
    """A named thing that is asked of posts. What exactly is asked, from when, is in its versions."""

    raises_stamp = True

    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=160)
    summary = models.TextField(blank=True, help_text="In plain words, for those of whom it is asked.")
    order = models.PositiveSmallIntegerField(default=100, help_text="Lower comes first in lists.")

    class Meta:
        ordering = ["order", "title"]

    def __str__(self) -> str:
        return self.title


class Renewal(models.TextChoices):
    NEVER = "never", "Never"
    MONTHS = "months", "Every so many months from the last completion"
    FIXED_DAY = "fixed-day", "By a fixed day of the year"


class RequirementVersionQuerySet(models.QuerySet["RequirementVersion"]):
    def in_force(self, *, on: date) -> "RequirementVersionQuerySet":
        """Return the versions in force on a day: from the first day inclusive, to the last exclusive."""
        return self.filter(Q(in_force_to=None) | Q(in_force_to__gt=on), in_force_from__lte=on)


class RequirementVersion(ClusterableModel):
    """What a requirement asks while this version is in force. Versions of one requirement don't overlap."""

    raises_stamp = True

    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="versions")
    in_force_from = models.DateField(help_text="The first day on which this holds.")
    in_force_to = models.DateField(
        null=True, blank=True, help_text="The first day on which it no longer holds. Empty while it lasts."
    )
    pathways = ParentalManyToManyField(Pathway, related_name="+", help_text="It is asked of the roles in these.")
    agencies = ParentalManyToManyField(
        Agency, blank=True, related_name="+", help_text="Only in these agencies and those below. Empty means all."
    )
    first_months = models.PositiveSmallIntegerField("first time within, in months", null=True, blank=True)
    first_days = models.PositiveSmallIntegerField("or in days", null=True, blank=True)
    renewal = models.CharField(max_length=10, choices=Renewal.choices, default=Renewal.MONTHS)
    renewal_months = models.PositiveSmallIntegerField(
        "renewed every, in months", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    fixed_month = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    fixed_day = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    window_months = models.PositiveSmallIntegerField(
        "early by up to, in months", default=0, help_text="For a fixed day: doing it this early loses nothing."
    )
    warning_days = models.PositiveSmallIntegerField(
        default=90, help_text="This long before it lapses, training is due soon."
    )
    grace_days = models.PositiveSmallIntegerField(
        default=30, help_text="Time given on coming back from a spell away or exempt."
    )
    history_before = models.DateField(
        null=True, blank=True,
        help_text="A refresher completed before this day counts without a first course on record.",
    )  # fmt: skip
    posts_held_until = models.DateField(
        "posts already held have until", null=True, blank=True,
        help_text="Set this when more is asked than before of people already in post.",
    )  # fmt: skip
    guidance = models.ForeignKey(
        GuidanceEdition, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="The guidance edition or local policy that this rests on.",
    )  # fmt: skip
    paragraph = models.CharField(max_length=80, blank=True)

    objects = RequirementVersionQuerySet.as_manager()

    class Meta:
        ordering = ["requirement", "-in_force_from"]
        constraints = [
            models.UniqueConstraint(fields=["requirement", "in_force_from"], name="one_version_a_start"),
            models.CheckConstraint(
                condition=Q(in_force_to=None) | Q(in_force_to__gt=F("in_force_from")), name="version_ends_later"
            ),
            models.CheckConstraint(
                condition=Q(first_months=None, first_days__isnull=False)
                | Q(first_months__isnull=False, first_days=None),
                name="first_in_months_or_days",
            ),
            models.CheckConstraint(
                condition=Q(renewal="never")
                | Q(renewal="months", renewal_months__gte=1)
                | Q(renewal="fixed-day", renewal_months__gte=1, fixed_month__isnull=False, fixed_day__isnull=False),
                name="renewal_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requirement} from {rules.format_day(self.in_force_from)}"

    def clean(self) -> None:
        super().clean()
        problems: dict[str, str] = {}
        if (self.first_months is None) == (self.first_days is None):
            problems["first_months"] = "Give the first deadline in months or in days: one of the two."
        if self.renewal != Renewal.NEVER and not self.renewal_months:
            problems["renewal_months"] = "Say every how many months it is renewed, or choose “Never”."
        if self.renewal == Renewal.FIXED_DAY:
            try:
                check_fixed_day(self.fixed_month or 0, self.fixed_day or 0)
            except ValueError:
                problems["fixed_day"] = "Give a month (1 to 12) and a day that the month has."
            if self.renewal_months and self.window_months > self.renewal_months:
                problems["window_months"] = "This can't be longer than the time between renewals."
        if self.in_force_to and self.in_force_from and self.in_force_to <= self.in_force_from:
            problems["in_force_to"] = "This must be later than the first day in force."
        elif self.in_force_from and self.requirement_id and self._overlapping().exists():
            problems["in_force_from"] = (
                "Another version of this requirement is in force then. End that one first: its last day is "
                "the day this one begins."
            )
        if problems:
            raise ValidationError(problems)

    def _overlapping(self) -> models.QuerySet["RequirementVersion"]:
        others = RequirementVersion.objects.filter(requirement=self.requirement_id).exclude(pk=self.pk)
        others = others.filter(Q(in_force_to=None) | Q(in_force_to__gt=self.in_force_from))
        return others.filter(in_force_from__lt=self.in_force_to) if self.in_force_to else others

    def terms(self) -> rules.Terms:
        """Return what the rules of training status need of this version."""
        return rules.Terms(
            listings=tuple(
                rules.Listing(ls.course_id, ls.first, ls.renewing, ls.if_completed_by) for ls in self.listings.all()
            ),
            first=rules.Within(self.first_months, self.first_days),
            renewal=self._renewal(),
            in_force_from=self.in_force_from,
            in_force_to=self.in_force_to,
            warning_days=self.warning_days,
            grace_days=self.grace_days,
            history_before=self.history_before,
            posts_held_until=self.posts_held_until,
        )

    def _renewal(self) -> rules.Renewal:
        match self.renewal:
            case Renewal.MONTHS:
                return rules.EveryMonths(self.renewal_months or 0)
            case Renewal.FIXED_DAY:
                return rules.ByFixedDay(
                    self.fixed_month or 0, self.fixed_day or 0, self.renewal_months or 0, self.window_months
                )
            case _:
                return rules.Never()


class CourseListing(models.Model):
    """A course that a version lists, as one that can come first, as one that renews, or as both."""

    raises_stamp = True

    version = ParentalKey(RequirementVersion, on_delete=models.CASCADE, related_name="listings")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="listings")
    first = models.BooleanField("can come first", default=True)
    renewing = models.BooleanField("renews", default=True)
    if_completed_by = models.DateField(
        "only if completed by", null=True, blank=True, help_text="For a course that another has replaced."
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "course"], name="course_listed_once"),
            models.CheckConstraint(
                condition=Q(first=True) | Q(renewing=True),
                name="listed_as_something",
                violation_error_message="List the course as one that can come first, as one that renews, or as both.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.course)
