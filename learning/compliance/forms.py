"""The filters of a list of people and where they stand, and the day that figures are told as at."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.forms import DateField
from core.statuses import STATUSES
from learning.compliance.queries import Survey, Wanted
from learning.compliance.rules import Status, format_day
from learning.compliance.rules.quarters import month_end_before
from people.models import AbsenceKind, Agency, JobRole, JoinRequest

NOW = "now"
SORTS = [("urgent", "Most urgent first"), ("name", "Name"), ("deadline", "Nearest deadline")]


class PeopleFilterForm(forms.Form):
    """Filters by GET, its choices those that the survey has. Whatever doesn't make sense is left out, not refused."""

    q = forms.CharField(label="Name", required=False, max_length=80)
    status = forms.MultipleChoiceField(
        label="Status",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(NOW, "Needs attention now"), *((status.value, STATUSES[status].word) for status in Status)],
    )
    requirement = forms.ChoiceField(label="Requirement", required=False)
    role = forms.ChoiceField(label="Role", required=False)
    agency = forms.ChoiceField(label="Agency", required=False)
    team = forms.ChoiceField(label="Team of", required=False)
    reach = forms.ChoiceField(
        label="Who", required=False, choices=[("", "The whole team"), ("direct", "Direct reports only")]
    )
    sort = forms.ChoiceField(label="Sort by", required=False, choices=SORTS)
    on = forms.DateField(required=False, widget=forms.HiddenInput)  # so that filtering stays at the same day

    def __init__(
        self, data: Any, *, survey: Survey, manager: int | None = None, teams: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(data)
        self.manager = manager
        requirements = {str(one.requirement.pk): one.requirement.title for one in survey.asked}
        asked = {str(stand.asked.requirement.pk) for stand in survey.stands}
        self._offer("requirement", "All", {key: title for key, title in requirements.items() if key in asked})
        self._offer("role", "All", {str(post.role_id): post.role_title for post in survey.posts})
        self._offer("agency", "All", {str(post.agency_id): post.agency_name for post in survey.posts})
        self._offer("team", "All", dict(teams or {}))
        if manager is None or all(post.line_manager_id == manager for post in survey.posts):
            del self.fields["reach"]
        self.is_valid()

    def _offer(self, name: str, everything: str, choices: dict[str, str]) -> None:
        if len(choices) < 2:
            del self.fields[name]
            return
        if name != "requirement":
            choices = dict(sorted(choices.items(), key=lambda choice: choice[1]))
        self.fields[name].choices = [("", everything), *choices.items()]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        given = self.cleaned_data
        statuses = set(given.get("status", ()))
        return Wanted(
            statuses=frozenset(Status(value) for value in statuses - {NOW}),
            needs_attention=NOW in statuses,
            requirement=self._key("requirement"),
            role=self._key("role"),
            agency=self._key("agency"),
            name=given.get("q", ""),
            line_manager=self.manager if given.get("reach") == "direct" else self._key("team"),
        )

    @property
    def order(self) -> str:
        return self.cleaned_data.get("sort") or "urgent"

    @property
    def set_filters(self) -> int:
        """How many filters narrow the list now."""
        return sum(bool(self.cleaned_data.get(name)) for name in self.fields if name not in ("sort", "on"))

    def _key(self, name: str) -> int | None:
        return int(self.cleaned_data[name]) if self.cleaned_data.get(name) else None


class DayForm(forms.Form):
    """A past day, by GET: as `on_day`, `on_month` and `on_year`, or in one piece as `on=2026-09-30`.

    `day` is None for today, and for a day that can't be. With `ends_of_months` it is the last day of a month that is
    over: the one chosen, or the one before it.
    """

    on = DateField(label="As at", required=False)

    def __init__(self, data: Any, *, today: date, ends_of_months: bool = False) -> None:
        self.today, self.ends_of_months = today, ends_of_months
        whole = data.get("on", "")
        if whole and "on_year" not in data:
            data = dict(zip(("on_year", "on_month", "on_day"), whole.split("-", 2), strict=False))
        super().__init__(data)
        example = "30 9 2026. Between month ends, the one before is shown." if ends_of_months else "30 9 2026"
        self.fields["on"].help_text = f"A day in the past, for example {example}"

    def clean_on(self) -> date | None:
        chosen: date | None = self.cleaned_data["on"]
        if chosen is None or chosen == self.today:
            return None
        if chosen > self.today:
            raise ValidationError("The day must be today or in the past")
        return chosen

    @property
    def chosen(self) -> date | None:
        """The day that was asked for, as it was asked for."""
        return self.cleaned_data.get("on") if self.is_valid() else None

    @property
    def day(self) -> date | None:
        if not self.ends_of_months:
            return self.chosen
        # A month that ends today isn't over: its last day would be told differently by the hour.
        return month_end_before(self.chosen or self.today - timedelta(days=1))


class BoardFilterForm(forms.Form):
    requirement = forms.ChoiceField(label="Requirement", required=False)

    def __init__(self, data: Any, *, requirements: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["requirement"].choices = [("", "All together"), *requirements]  # type: ignore[attr-defined]


class AbsenceForm(forms.Form):
    """A spell away, as a manager records it."""

    away_from = DateField(label="First day away", help_text="For example 27 3 2026")
    back_on = DateField(label="First day back", required=False, help_text="Leave it empty if it isn’t known yet.")
    kind = forms.ChoiceField(
        label="Kind", choices=AbsenceKind.choices, initial=AbsenceKind.OTHER, widget=forms.RadioSelect,
        help_text="It may say something about their health: nobody but you and the workforce team is shown it.",
    )  # fmt: skip


class BackForm(forms.Form):
    """The day from which somebody is back."""

    back_on = DateField(label="First day back", help_text="For example 27 3 2026")


class EnrolForm(forms.Form):
    """A course to start for somebody."""

    course = forms.ChoiceField(label="Course", widget=forms.RadioSelect)

    def __init__(self, data: Any, *, courses: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["course"].choices = courses  # type: ignore[attr-defined]


class PackForm(forms.Form):
    """A day, today or past, to make something as at."""

    as_at = DateField(label="As at", help_text="Today, or a day in the past. What is recorded now is what counts.")

    def __init__(self, data: Any, *, today: date, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.today = today

    def clean_as_at(self) -> date:
        chosen: date = self.cleaned_data["as_at"]
        if chosen > self.today:
            raise ValidationError("The day must be today or in the past")
        return chosen


class RoleForm(forms.Form):
    """The role that somebody wants to know about."""

    role = forms.ChoiceField(
        label="What do you do?",
        error_messages={"required": "Pick a role", "invalid_choice": "Pick a role from the list"},
    )

    def __init__(self, data: Any, *, roles: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["role"].choices = [("", "Pick a role"), *roles]  # type: ignore[attr-defined]


class JoinForm(forms.Form):
    """What somebody says of themselves who asks to join."""

    first_name = forms.CharField(label="First name", max_length=80)
    last_name = forms.CharField(label="Last name", max_length=80)
    email = forms.EmailField(label="Work email", max_length=200)
    agency = forms.ChoiceField(label="Where do you work?")
    role = forms.ChoiceField(label="What do you do there?")

    def __init__(self, data: Any, *, agencies: dict[str, Agency], roles: dict[str, JobRole]) -> None:
        super().__init__(data)
        for name, known in (("agency", agencies), ("role", roles)):
            choices = [("", "Pick one"), *((code, str(one)) for code, one in known.items())]
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class JoinAnswerForm(forms.Form):
    """A lead's answer: the role, put right if need be, or why not."""

    role = forms.ChoiceField(label="Role", required=False)
    reason = forms.CharField(label="If you decline, why", required=False, max_length=500)

    def __init__(self, data: Any, *, roles: dict[str, JobRole], wish: JoinRequest | None = None) -> None:
        prefix = f"wish-{wish.pk}" if wish else None
        super().__init__(data, initial={"role": wish.role.code} if wish else None, auto_id=f"id_{prefix}_%s")
        self.fields["role"].choices = [(code, str(role)) for code, role in roles.items()]  # type: ignore[attr-defined]


class PublishForm(PackForm):
    """Publishing the board's figures as at the end of a month."""

    note = forms.CharField(
        label="Note for the board (optional)",
        help_text="Needed to report a day again: why. The new report takes the place of the one before.",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, data: Any, *, today: date, initial: dict[str, Any]) -> None:
        super().__init__(data, today=today, initial=initial)
        self.fields["as_at"].help_text = "The last day of a month. What is recorded now is what counts."

    def clean_as_at(self) -> date:
        chosen = super().clean_as_at()
        if chosen != month_end_before(chosen):
            raise ValidationError(
                f"A report is as at the end of a month, such as {format_day(month_end_before(chosen))}"
            )
        return chosen
