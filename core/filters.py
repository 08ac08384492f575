"""The filters above a list: choices that a reader makes in the address, so that a filtered list can be shared."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest


class ListFilter(forms.Form):
    """A GET form of one select for each named list of choices. What isn't among the choices is let go unsaid.

    `choices` is {"theme": ("Theme", [(value, label), ...])}. `chosen` has the values that are set and known.
    """

    def __init__(self, request: HttpRequest, choices: dict[str, tuple[str, Iterable[tuple[str, str]]]]) -> None:
        self.given = request.GET
        options = {name: [(str(value), text) for value, text in listed] for name, (_, listed) in choices.items()}
        known = {name: {value for value, _ in listed} for name, listed in options.items()}
        asked = {name: self.given.get(name, "") for name in choices}
        self.chosen = {name: value for name, value in asked.items() if value in known[name]}
        super().__init__(initial=self.chosen)
        for name, (label, _) in choices.items():
            self.fields[name] = forms.ChoiceField(label=label, choices=[("", "All"), *options[name]], required=False)

    @property
    def chosen_labels(self) -> list[str]:
        """Return what is chosen, in words."""
        return [
            str(label)
            for name, value in self.chosen.items()
            for key, label in self.fields[name].choices  # type: ignore[attr-defined]
            if key == value
        ]


def searched(request: HttpRequest) -> str:
    """Return what the address asks to search for, as `q`.

    Without what a search engine takes for more than text: SQLite's refuses a quotation mark that has no other, and
    no database knows the NUL character.
    """
    return request.GET.get("q", "").replace('"', " ").replace("\0", " ").strip()[:200]


def page_of(request: HttpRequest, things: Any, per_page: int) -> Page:
    """Return the page of `things` that the address asks for; the nearest there is if it asks for one there isn't."""
    return Paginator(things, per_page).get_page(request.GET.get("page"))
