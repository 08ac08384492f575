"""What the partnership sets about reminders: when they go, and in which words."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import PreviewableMixin

from learning.compliance.rules import reminders as rules


class Weekday(models.IntegerChoices):
    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"


@register_setting(icon="mail")
class ReminderSettings(BaseGenericSetting):
    """When reminders go out. They go to the people of agencies that are live, and to nobody else."""

    switched_on = models.BooleanField(
        "send reminders", default=True, help_text="Off: nothing is written or sent. What was missed isn't made up for."
    )
    days_before = models.CharField(
        max_length=60, default="90, 30, 7", blank=True, help_text="So many days before a deadline, with commas between."
    )
    days_after = models.CharField(
        max_length=60, default="7", blank=True, help_text="So many days after it. On the day itself one always goes."
    )
    again_every = models.PositiveSmallIntegerField(
        "and again every, in days", default=28, validators=[MaxValueValidator(365)],
        help_text="For as long as it is overdue, from the last of those days. 0: not again.",
    )  # fmt: skip
    from_hour = models.PositiveSmallIntegerField(
        "not before, o'clock", default=7, validators=[MaxValueValidator(23)],
        help_text="The hour of the day, local time, at which the day's reminders begin to go.",
    )  # fmt: skip
    managers_on = models.PositiveSmallIntegerField(
        "managers' weekly letter on", choices=Weekday.choices, default=Weekday.MONDAY,
        help_text="How many of their people need them, and the way to the list. No names are in it.",
    )  # fmt: skip

    panels = [
        FieldPanel("switched_on"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("days_before"), FieldPanel("days_after"), FieldPanel("again_every")])],
            "To each person, at most one letter a day",
        ),
        FieldRowPanel([FieldPanel("from_hour"), FieldPanel("managers_on")]),
    ]

    class Meta:
        verbose_name = "reminders"
        constraints = [
            models.CheckConstraint(condition=Q(from_hour__lte=23), name="reminders_from_an_hour_of_the_day"),
        ]

    def clean(self) -> None:
        problems = {}
        for name in ("days_before", "days_after"):
            try:
                rules.days_in(getattr(self, name))
            except ValueError as error:
                problems[name] = str(error)
        if problems:
            raise ValidationError(problems)

    @property
    def schedule(self) -> rules.Schedule:
        return rules.Schedule(rules.days_in(self.days_before), rules.days_in(self.days_after), self.again_every)


class LetterPart(models.TextChoices):
    """Each part of a letter that has a wording of its own."""

    OWN = "own", "To each person: their own training"
    TEAM = "team", "To managers: their team, weekly"
    BY_HAND = "by-hand", "To a person, when their manager reminds them"


PLACEHOLDERS = {
    LetterPart.OWN: ("first_name", "partnership", "link"),
    LetterPart.TEAM: ("first_name", "partnership", "link"),
    LetterPart.BY_HAND: ("first_name", "manager", "partnership", "link"),
}
EXAMPLE = {"first_name": "Sam", "manager": "Alex Green", "partnership": "Your partnership", "link": "https://…/"}
EXAMPLE_LINES = ["Was due by 3 March 2026: Safeguarding children", "Due by 30 June 2026: Sharing information"]


class ReminderWording(PreviewableMixin, models.Model):
    """The words around a reminder's list. What is in curly brackets is filled in for each letter: see PLACEHOLDERS."""

    part = models.CharField(max_length=10, choices=LetterPart.choices, unique=True, editable=False)
    subject = models.CharField(max_length=120)
    opening = models.TextField(help_text="Before the list.")
    closing = models.TextField(help_text="After the list.", blank=True)

    class Meta:
        verbose_name = "reminder’s wording"
        verbose_name_plural = "reminders’ wording"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_part_display()

    @property
    def placeholders(self) -> tuple[str, ...]:
        return PLACEHOLDERS[LetterPart(self.part)]

    def clean(self) -> None:
        texts = {"subject": self.subject, "opening": self.opening, "closing": self.closing}
        found = {name: rules.wording_problem(text, self.placeholders) for name, text in texts.items()}
        problems = {name: problem for name, problem in found.items() if problem}
        if not problems and "{link}" not in f"{self.opening}{self.closing}":
            problems["opening"] = "Put {link} somewhere before or after the list: it is how people find their way."
        if problems:
            raise ValidationError(problems)

    def filled(self, lines: list[str], values: dict[str, str]) -> tuple[str, str]:
        """Return subject and text of a letter, or of the part of one that is this wording's."""
        subject = " ".join(rules.filled(self.subject, values).split())
        opening, closing = rules.filled(self.opening, values), rules.filled(self.closing, values)
        return subject, rules.part_of_letter(opening, lines, closing)

    def get_preview_template(self, request: object, mode_name: str) -> str:
        return "compliance/admin/reminder_preview.html"

    def get_preview_context(self, request: object, mode_name: str) -> dict[str, object]:
        team = self.part == LetterPart.TEAM
        lines = rules.TeamCounts(overdue=4, soon=2, unreached=1).lines() if team else EXAMPLE_LINES
        subject, text = self.filled(lines, EXAMPLE)
        return {"subject": subject, "text": text, "object": self}
