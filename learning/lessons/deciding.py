"""Completions that a regrade put in doubt, in Wagtail's admin: look, and decide."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import permission_required

from core import clock
from learning.lessons.actions import NotYet, decide_correction, decide_corrections
from learning.lessons.models import Decision, ProposedCorrection
from learning.quizzes.models import Regrade
from learning.records.queries import effects_of_correction

# Who may withdraw a completion decides about one, as long as they may see whose it is.
RIGHTS = ("records.correct_completion", "people.view_everyone")
DECIDED_SHOWN = 50
A_PAGE = 50
SOME = 10  # people whom the page that decides about all of them names


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label="What becomes of the completion", widget=forms.RadioSelect,
        choices=[(Decision.WITHDRAWN, "Withdraw it"), (Decision.KEPT, "Keep it")],
    )  # fmt: skip
    reason = forms.CharField(
        max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stays on record. Who loses a completion is written to, and reads it.",
    )  # fmt: skip


class TogetherForm(DecisionForm):
    decision = forms.ChoiceField(
        label="What becomes of these completions", widget=forms.RadioSelect,
        choices=[(Decision.WITHDRAWN, "Withdraw them all"), (Decision.KEPT, "Keep them all")],
    )  # fmt: skip
    shown = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


def proposals() -> QuerySet[ProposedCorrection]:
    """Return all proposals with what their list shows, in one query."""
    return ProposedCorrection.objects.select_related(
        "completion__person", "completion__course", "completion__correction", "regraded__regrade__version__question",
        "regraded__regrade__attempt", "decided_by",
    )  # fmt: skip


def regrades_in_doubt() -> QuerySet[Regrade]:
    """Return the regrades that put several completions in doubt of which nobody has decided, each with how many as
    `waiting`."""
    waiting = Count("attempts__proposed_correction", filter=Q(attempts__proposed_correction__decision=""))
    made = Regrade.objects.select_related("version__question", "attempt", "made_by").annotate(waiting=waiting)
    return made.filter(waiting__gt=1).order_by("made_at", "pk")


@permission_required(RIGHTS[0])
@permission_required(RIGHTS[1])
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """List what is to be decided, the longest waiting first, and what was decided last."""
    context = {
        "page": Paginator(proposals().filter(decision=""), A_PAGE).get_page(request.GET.get("p")),
        "together": regrades_in_doubt(),
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


@permission_required(RIGHTS[0])
@permission_required(RIGHTS[1])
@require_http_methods(["GET", "HEAD", "POST"])
def decide_together(request: HttpRequest, key: int) -> HttpResponse:
    """Decide in one about all completions that a regrade put in doubt."""
    regrade = get_object_or_404(Regrade.objects.select_related("version__question", "attempt", "made_by"), pk=key)
    waiting = proposals().filter(decision="", regraded__regrade=regrade)
    form = TogetherForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            done = decide_corrections(regrade=regrade.pk, **form.cleaned_data, by=request.user, at=clock.now())
        except NotYet as decided:
            messages.error(request, str(decided))
            return redirect("proposed_corrections")
        messages.success(request, f"The decision about {done:,} completion{'' if done == 1 else 's'} is recorded.")
        return redirect("proposed_corrections")
    context = {"regrade": regrade, "form": form, "count": waiting.count(), "some": waiting[:SOME]}
    return render(request, "lessons/admin/decide_corrections.html", context, status=422 if form.is_bound else 200)
