"""Saving in two steps: what it would change is shown first, and saved when somebody has seen it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format

from core import clock
from learning.compliance.queries.changes import DayOfChange, Group

# Names on the page; past that their number says enough, and the lists have them once it is saved.
SHOWN = 200
NOT_OF_THE_FORM = {"csrfmiddlewaretoken", "seen", "reconsider"}
NOTHING = "Nobody’s training status changes."


class PreviewedSave:
    """For an add or edit view: a save that would move anybody asks first. `changes_of` says whom, of an unsaved row."""

    def changes_of(self, unsaved: Any) -> list[DayOfChange]:
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        self.form = form
        if "reconsider" in self.request.POST:  # type: ignore[attr-defined]
            shown: HttpResponse = self.render_to_response(self.get_context_data())  # type: ignore[attr-defined]
            return shown
        if "seen" not in self.request.POST:  # type: ignore[attr-defined]
            changes = self.changes_of(self.unsaved())
            if changes:
                return self.ask(changes)
        saved: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        return saved

    def unsaved(self) -> Any:
        """Return the row as the form has it, apart from the one that will be saved, so that nothing of this sticks."""
        kwargs = self.get_form_kwargs()  # type: ignore[attr-defined]
        key = self.form.instance.pk
        fresh = self.model._default_manager.get(pk=key) if key else self.model()  # type: ignore[attr-defined]
        form: Callable[..., Any] = self.get_form_class()  # type: ignore[attr-defined]
        trial = form(**{**kwargs, "instance": fresh})
        trial.is_valid()
        return trial.save(commit=False)

    def ask(self, changes: list[DayOfChange]) -> HttpResponse:
        posted = self.request.POST  # type: ignore[attr-defined]
        context = {
            "title": f"Before you save: {self.form.instance}",
            "days": [{"on": day.on, "groups": [in_words(group) for group in day.groups]} for day in changes],
            "posted": [(name, value) for name in posted.keys() - NOT_OF_THE_FORM for value in posted.getlist(name)],
            "today": clock.today(),
        }
        return render(self.request, "compliance/admin/before_saving.html", context)  # type: ignore[attr-defined]


def in_words(group: Group) -> dict[str, Any]:
    """Return a group as the page shows it: how many people, and who."""
    people, words = group.people, group.change.value
    if people == 1:
        first, *rest = words.split(" ", 1)
        singular = {"are": "is", "become": "becomes", "fall": "falls"}.get(first, f"{first}s")
        words = " ".join([singular, *rest])
    return {
        "said": f"{people:,} {'person' if people == 1 else 'people'} {words}",
        "rows": [row_of(one) for one in group.moved[:SHOWN]],
        "more": max(0, len(group.moved) - SHOWN),
    }


def row_of(moved: Any) -> dict[str, str]:
    post, deadline = moved.post, moved.deadline
    return {
        "name": post.name,
        "post": f"{post.role_title}, {post.agency_name}",
        "was": moved.what_was,
        "will_be": moved.what_will_be,
        "by": date_format(deadline, "j F Y") if deadline else "–",
    }
