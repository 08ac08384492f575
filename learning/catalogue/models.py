"""The catalogue: what training there is. A course outlives any page that teaches it."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable, Page
from wagtail.search import index

from learning.catalogue.rules import in_words

# Files and commands name courses by code, so a code is plain enough to be typed and to stand in an address.
CODE = RegexValidator(r"\A[A-Za-z0-9][A-Za-z0-9-]*\Z", "Use letters, figures and hyphens, such as SG-REFRESH.")


class Mode(models.TextChoices):
    """How a course may be taught, and how a completion of it was earned."""

    ONLINE = "online", "Online, in your own time"
    LIVE = "live", "Live online"
    ROOM = "room", "In a room"
    READING = "reading", "By reading"
    ELSEWHERE = "elsewhere", "Elsewhere"


class HowMany(models.TextChoices):
    """How many of the courses that a course asks for first have to be there."""

    EVERY = "every", "Every one of them"
    ANY = "any", "Any one of them"


class IfMissing(models.TextChoices):
    """What happens to somebody who starts a course without what it asks for first."""

    WARN = "warn", "They are told, and may start all the same"
    BLOCK = "block", "They can’t start until it is on their record"


class Framework(index.Indexed, models.Model):
    """A scheme of training levels, such as the partnership's own or the intercollegiate document's."""

    code = models.CharField(max_length=40, unique=True, validators=[CODE])
    title = models.CharField(max_length=200)

    search_fields = [index.SearchField("title"), index.AutocompleteField("title"), index.AutocompleteField("code")]

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class CourseQuerySet(models.QuerySet["Course"]):
    def offered_on(self, day: date) -> "CourseQuerySet":
        """Return the courses not retired by `day`; the day a course retires is the first day without it."""
        return self.filter(Q(retired_on=None) | Q(retired_on__gt=day))


def only_known_modes(value: Any) -> None:
    """Validate a list of Mode values. Raises ValidationError."""
    if not isinstance(value, list) or any(mode not in Mode.values for mode in value):
        raise ValidationError("Choose from the ways of teaching that are listed.")


class Course(index.Indexed, ClusterableModel):
    """A piece of training. Requirements list courses, and completions are of courses.

    `hours` is what a completion counts unless it says otherwise. A retired course keeps its completions.
    """

    raises_stamp = True
    instead_of_deleting = "Retire it instead: give it a first day on which it is no longer offered."

    code = models.CharField(max_length=40, unique=True, validators=[CODE])
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True, help_text="One or two sentences: what it is and whom it is for.")
    hours = models.DecimalField(max_digits=5, decimal_places=2, default=1, validators=[MinValueValidator(0)])
    modes = models.JSONField("taught", default=list, blank=True, validators=[only_known_modes])
    retired_on = models.DateField(
        null=True, blank=True,
        help_text="The first day on which it is no longer offered. What was completed before still counts.",
    )  # fmt: skip

    reading_page = models.ForeignKey(
        Page, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="taught by reading",
        help_text="The page that teaches it: whoever confirms that they have read it has completed the course. It must "
        "ask its readers to confirm.",
    )  # fmt: skip
    first_how_many = models.CharField("asks for", max_length=5, choices=HowMany.choices, default=HowMany.EVERY)
    if_missing = models.CharField("without it", max_length=5, choices=IfMissing.choices, default=IfMissing.WARN)

    objects = CourseQuerySet.as_manager()

    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.AutocompleteField("code"),
        index.SearchField("summary"),
    ]

    class Meta:
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(Lower("code"), name="course_code_whatever_case"),
            models.CheckConstraint(condition=Q(hours__gte=0), name="course_hours_not_negative"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def mode_names(self) -> list[str]:
        """How it is taught, in words, in the order of Mode."""
        return [str(label) for value, label in Mode.choices if value in self.modes]

    @property
    def mode_list(self) -> str:
        return "; ".join(self.mode_names)

    @property
    def level_list(self) -> str:
        return "; ".join(str(level) for level in self.levels.all())

    @property
    def first_list(self) -> str:
        """The courses that it asks for first, in words."""
        titles = [asked.first.title for asked in self.asked_first.all()]
        return in_words(titles, any_one=self.first_how_many == HowMany.ANY)


class AskedFirst(Orderable):
    """That a course asks for another one first. Source: docs/decisions/0024."""

    raises_stamp = True

    course = ParentalKey(Course, on_delete=models.CASCADE, related_name="asked_first")
    first = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="asked_before", verbose_name="course")

    class Meta(Orderable.Meta):
        verbose_name = "course asked for first"
        verbose_name_plural = "courses asked for first"
        constraints = [
            models.UniqueConstraint(
                fields=["course", "first"], name="asked_first_once",
                violation_error_message="This course is in the list already.",
            ),
            models.CheckConstraint(
                condition=~Q(course=models.F("first")), name="asks_not_for_itself",
                violation_error_message="A course can’t ask for itself first.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.first)


class CourseLevel(Orderable):
    """The level that a course counts at in one framework, in that framework's own words."""

    course = ParentalKey(Course, on_delete=models.CASCADE, related_name="levels")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="course_levels")
    level = models.CharField(max_length=80, help_text="As the framework calls it, such as Level 2.")

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["course", "framework", "level"], name="course_level_once"),
        ]

    def __str__(self) -> str:
        return f"{self.level} ({self.framework})"
