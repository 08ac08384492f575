"""Completions that a regrade put in doubt, in Wagtail's admin: look, and decide."""

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import permission_required

from core import clock
from learning.lessons.actions import NotYet, decide_correction
from learning.lessons.models import Decision, ProposedCorrection
from learning.records.queries import effects_of_correction

# Who may withdraw a completion decides about one, as long as they may see whose it is.
RIGHTS = ("records.correct_completion", "people.view_everyone")
DECIDED_SHOWN = 50


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label="What becomes of the completion", widget=forms.RadioSelect,
        choices=[(Decision.WITHDRAWN, "Withdraw it"), (Decision.KEPT, "Keep it")],
    )  # fmt: skip
    reason = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), help_text="It stays on record.")


def proposals() -> QuerySet[ProposedCorrection]:
    """Return all proposals with what their list shows, in one query."""
    return ProposedCorrection.objects.select_related(
        "completion__person", "completion__course", "completion__correction", "regraded__regrade__version__question",
        "decided_by",
    )  # fmt: skip


@permission_required(RIGHTS[0])
@permission_required(RIGHTS[1])
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """List what is to be decided, the longest waiting first, and what was decided last."""
    context = {
        "waiting": proposals().filter(decision=""),
        "decided": proposals().exclude(decision="").order_by("-decided_at")[:DECIDED_SHOWN],
    }
    return render(request, "lessons/admin/proposed_corrections.html", context)


@permission_required(RIGHTS[0])
@permission_required(RIGHTS[1])
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, key: int) -> HttpResponse:
    """Show one completion in doubt, and withdraw or keep it."""
    proposal = get_object_or_404(proposals(), pk=key)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            decide_correction(proposal=proposal, **form.cleaned_data, by=request.user, at=clock.now())
        except NotYet as decided:
            messages.error(request, str(decided))
        else:
            messages.success(request, "The decision is recorded.")
        return redirect("proposed_corrections")
    effects = effects_of_correction(proposal.completion, on=clock.today())
    context = {"proposal": proposal, "form": form, "effects": effects}
    return render(request, "lessons/admin/decide_correction.html", context, status=422 if form.is_bound else 200)
