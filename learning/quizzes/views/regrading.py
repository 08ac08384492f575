"""Versions that were asked, and putting right the marks of one that was found wrong, in Wagtail's admin."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import permission_required

from core import clock
from learning.quizzes import queries, rules
from learning.quizzes.actions import RegradeRefused, RegradeStale, regrade
from learning.quizzes.models import OF_A_VERSION, QuestionVersion, RegradeChoice

MOST_NAMES = 100


class RegradeForm(forms.Form):
    """The decision: what becomes of the marks, by which corrected version if they are given again, and why."""

    choice = forms.ChoiceField(
        label="What becomes of the marks", choices=[(one.value, one.label) for one in OF_A_VERSION],
        widget=forms.RadioSelect,
    )  # fmt: skip
    corrected = forms.ModelChoiceField(
        QuestionVersion.objects.none(), label="Corrected version", required=False, empty_label="None",
        help_text="Only to mark the answers again. Publish the corrected question first: it needs the same options.",
    )  # fmt: skip
    reason = forms.CharField(
        max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What was wrong. People whose marks change read it with their result.",
    )  # fmt: skip

    def __init__(self, version: QuestionVersion, data: Any = None) -> None:
        super().__init__(data)
        keys = [one.pk for one in queries.others_that_can_mark(version)]
        field: Any = self.fields["corrected"]
        field.queryset = QuestionVersion.objects.filter(pk__in=keys).order_by("-number")
        field.label_from_instance = lambda one: f"Version {one.number}"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        marks_again = cleaned.get("choice") == RegradeChoice.REMARK
        if marks_again and not cleaned.get("corrected") and "corrected" not in self.errors:
            self.add_error("corrected", "Choose the version that marks the answers")
        if not marks_again:
            cleaned["corrected"] = None
        return cleaned


@permission_required("quizzes.regrade")
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, key: int) -> HttpResponse:
    """Ask what becomes of the marks of a version, show what that changes, and do it once it has been shown."""
    version = get_object_or_404(queries.asked_versions(), pk=key)
    form = RegradeForm(version, request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"version": version, "form": form, "made": version.regrades.select_related("made_by")}
    if not (form.is_bound and form.is_valid()):
        return render(request, "quizzes/admin/regrade.html", context, status=422 if form.is_bound else 200)
    choice, corrected = form.cleaned_data["choice"], form.cleaned_data["corrected"]
    sent = request.POST.get("shown")
    if not sent:
        changed: Sequence[queries.Regraded] = queries.regraded_by(version=version, choice=choice, corrected=corrected)
    else:
        try:
            regrade(
                version=version, choice=choice, corrected=corrected, reason=form.cleaned_data["reason"],
                by=request.user, at=clock.now(), shown=sent,
            )  # fmt: skip
        except RegradeStale as stale:
            changed = stale.changed
        except RegradeRefused as refused:
            form.add_error(None, str(refused))
            return render(request, "quizzes/admin/regrade.html", context, status=422)
        else:
            messages.success(request, "The decision is recorded, and the marks are put right.")
            return redirect("quiz_regrade", key)
    context |= preview(request, changed)
    context |= {"shown": queries.shown_as(choice, corrected, changed), "stale": bool(sent)}
    return render(request, "quizzes/admin/regrade.html", context)


def preview(request: HttpRequest, changed: Sequence[queries.Regraded]) -> dict[str, Any]:
    """Return what a decision changes: figures for whoever may regrade, names only for those who may see everybody."""
    may_see = request.user.has_perm("people.view_everyone")
    other = [one for one in changed if one.changes_outcome] if may_see else []
    named = {
        state: sorted((one.attempt for one in other if one.state_after == state), key=_newest_first)[:MOST_NAMES]
        for state in (rules.PASSED, rules.FAILED)
    }
    prefetch_related_objects([attempt for some in named.values() for attempt in some], "person")
    return {
        "figures": queries.counted(changed),
        "previewed": True,
        "may_see_names": may_see,
        "to_pass": named[rules.PASSED],
        "to_fail": named[rules.FAILED],
    }


def _newest_first(attempt: Any) -> Any:
    return -attempt.submitted_at.timestamp(), str(attempt.pk)
