"""The filters of a list of people and where they stand."""

from typing import Any

from django import forms

from core.statuses import STATUSES
from learning.compliance.queries import Survey, Wanted
from learning.compliance.rules import Status

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
    reach = forms.ChoiceField(
        label="Who", required=False, choices=[("", "The whole team"), ("direct", "Direct reports only")]
    )
    sort = forms.ChoiceField(label="Sort by", required=False, choices=SORTS)

    def __init__(self, data: Any, *, survey: Survey, manager: int | None = None) -> None:
        super().__init__(data)
        self.manager = manager
        requirements = {str(one.requirement.pk): one.requirement.title for one in survey.asked}
        asked = {str(stand.asked.requirement.pk) for stand in survey.stands}
        self._offer("requirement", "All", {key: title for key, title in requirements.items() if key in asked})
        self._offer("role", "All", {str(post.role_id): post.role_title for post in survey.posts})
        self._offer("agency", "All", {str(post.agency_id): post.agency_name for post in survey.posts})
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
            line_manager=self.manager if given.get("reach") == "direct" else None,
        )

    @property
    def order(self) -> str:
        return self.cleaned_data.get("sort") or "urgent"

    @property
    def set_filters(self) -> int:
        """How many filters narrow the list now."""
        return sum(bool(self.cleaned_data.get(name)) for name in self.fields if name != "sort")

    def _key(self, name: str) -> int | None:
        return int(self.cleaned_data[name]) if self.cleaned_data.get(name) else None


class BoardFilterForm(forms.Form):
    requirement = forms.ChoiceField(label="Requirement", required=False)

    def __init__(self, data: Any, *, requirements: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["requirement"].choices = [("", "All together"), *requirements]  # type: ignore[attr-defined]
