"""Attempts in progress, in Wagtail's admin: who left one, and ending it at once."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import permission_required

from core import clock
from core.filters import searched
from learning.quizzes.actions.ending import EndRefused, end_attempt
from learning.quizzes.queries.under_way import RIGHTS, attempts_under_way

A_PAGE = 50


class EndForm(forms.Form):
    reason = forms.CharField(
        max_length=1000, label="Why is it ended?", widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The person reads it where their attempt was.",
    )  # fmt: skip


def for_enders(view: Any) -> Any:
    """Let in those who may end attempts, and may see everybody's."""
    for right in RIGHTS:
        view = permission_required(right)(view)
    return view


@for_enders
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """List the attempts in progress, those left the longest first."""
    words = searched(request)[:80]
    page = Paginator(attempts_under_way(request.user, words), A_PAGE).get_page(request.GET.get("p"))
    kept = urlencode({"q": words}) if words else ""
    return render(request, "quizzes/admin/attempts_under_way.html", {"page": page, "q": words, "kept": kept})


@for_enders
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say what ending an attempt does, and end it once there is a reason."""
    attempt = get_object_or_404(attempts_under_way(request.user), pk=key)
    form = EndForm(request.POST or None)
    if form.is_valid():
        try:
            end_attempt(attempt=attempt, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())
        except EndRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"The attempt of {attempt.person} is ended. It has used up none of theirs.")
        return redirect("quiz_under_way")
    context = {"attempt": attempt, "form": form}
    return render(request, "quizzes/admin/end_attempt.html", context, status=422 if form.is_bound else 200)
