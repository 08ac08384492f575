"""The marking queue in Wagtail's admin: take an attempt, mark what was written, finish."""

import re
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import permission_required, require_admin_access

from core import clock
from learning.quizzes import rules
from learning.quizzes.actions import MarkingRefused, claim_attempt, finish_marking, mark_answer, release_attempt
from learning.quizzes.models import Attempt
from learning.quizzes.queries.marking import ToMark, answers_to_mark, attempt_to_mark, marking_queue, next_to_mark
from people.signed_out import KeptSent, outlives_sign_in

A_PAGE = 50
LONGEST_COMMENT = 5000
KEPT = KeptSent("kept_marks")
MOST = 40  # fields kept of one attempt
SIGNED_OUT = (
    "What you typed isn’t saved yet: you were signed out before it could be. It stands below; save it once you have "
    "looked it over."
)
OLD_FORM = (
    "Nothing is saved yet: you opened this page before you last signed in. What you typed stands below; save it again."
)


class MarkForm(forms.Form):
    """The marks and the comment for one answer."""

    marks = forms.DecimalField(
        decimal_places=2, required=False, error_messages={"invalid": "Write the marks as a number, such as 2 or 2.5"}
    )
    comment = forms.CharField(
        required=False, max_length=LONGEST_COMMENT, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The person reads it with their result.",
    )  # fmt: skip

    def __init__(self, answer: ToMark, data: Any = None) -> None:
        initial = {"marks": answer.marks and answer.marks.normalize(), "comment": answer.comment}
        super().__init__(data, prefix=f"answer-{answer.position}", initial=initial)
        self.answer = answer
        self.fields["marks"].label = f"Marks, from 0 to {rules.plain_number(answer.possible)}"

    def clean_marks(self) -> Decimal | None:
        marks: Decimal | None = self.cleaned_data["marks"]
        if marks is not None and not 0 <= marks <= self.answer.possible:
            raise forms.ValidationError(f"Give from 0 to {rules.plain_number(self.answer.possible)} marks")
        return marks

    def clean(self) -> None:
        if self.cleaned_data.get("comment") and self.cleaned_data.get("marks", 0) is None:
            self.add_error("marks", "Give this answer its marks too: a comment is kept with them")


@permission_required("quizzes.mark_attempt")
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """List what awaits marking, the longest waiting first."""
    page = Paginator(marking_queue(request.user), A_PAGE).get_page(request.GET.get("p"))
    return render(request, "quizzes/admin/marking_queue.html", {"page": page, "next": next_to_mark(request.user)})


@require_admin_access
@permission_required("quizzes.mark_attempt")
def ask_again(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show again what was typed before the latest sign-in. Nothing is written without its token."""
    attempt = found(request, key)
    if attempt is None:
        return redirect("quiz_marking")
    messages.error(request, OLD_FORM)
    return _page(request, attempt, [MarkForm(answer, request.POST) for answer in answers_to_mark(attempt)], status=403)


def typed_in(request: HttpRequest) -> dict[str, str]:
    """Return the marks and comments that were sent, each cut where no form would take it."""
    sent = [(name, words) for name, words in request.POST.items() if re.fullmatch(r"answer-\d+-(marks|comment)", name)]
    return {name: str(words)[: 2 * LONGEST_COMMENT] for name, words in sent[:MOST]}


def place_of(key: UUID) -> list[Any]:
    return [str(key)]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@outlives_sign_in(KEPT, of=place_of, sent=typed_in, again=ask_again)
def mark(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what was written in an attempt, and do with it what the form asks for.

    A comment takes long to write, so that a sign-in may end meanwhile. It stands before Wagtail's own addresses, which
    would turn away whoever isn't signed in with all that they sent.
    """
    return marking(request, key)


@require_admin_access
@permission_required("quizzes.mark_attempt")
def marking(request: HttpRequest, key: UUID) -> HttpResponse:
    """Answer `mark` for those who may mark."""
    attempt = found(request, key)
    if attempt is None:
        return redirect("quiz_marking")
    answers = answers_to_mark(attempt)
    if request.method != "POST":
        typed = KEPT.sent(request, place_of(key))
        if typed:
            messages.warning(request, SIGNED_OUT)
        return _page(request, attempt, [MarkForm(answer, typed or None) for answer in answers])
    marks = [MarkForm(answer, request.POST) for answer in answers]
    try:
        response = _act(request, attempt, marks)
    except MarkingRefused as refused:
        messages.error(request, str(refused))
        return _page(request, attempt, marks, status=409)
    if response.status_code == 302 and request.POST.get("action") != "claim":
        KEPT.forget(request, place_of(key))
    return response


def found(request: HttpRequest, key: UUID) -> Attempt | None:
    """Return an attempt of the marker's queue, or None, which is said, if it has been marked; others are 404."""
    try:
        return attempt_to_mark(request.user, key)
    except Attempt.DoesNotExist as error:
        was_marked = Attempt.objects.filter(pk=key, answers__marked_at__isnull=False).exclude(person=request.user.pk)
        if not was_marked.exists():
            raise Http404("Nothing to mark.") from error
    messages.error(request, "This attempt has been marked.")
    return None


# What a form leads to has a fragment, so that the next press of Tab goes to what is done next there. From the top it
# would be some twenty presses, through Wagtail's menu.
@transaction.atomic
def _act(request: HttpRequest, attempt: Attempt, marks: list[MarkForm]) -> HttpResponse:
    act = request.POST.get("action", "")
    if act == "claim":
        claim_attempt(attempt=attempt, by=request.user, at=clock.now())
        return redirect(f"{reverse('quiz_mark', args=[attempt.pk])}#to-mark")
    if act == "release":
        release_attempt(attempt=attempt, by=request.user)
        return redirect("quiz_marking")
    wrong = [str(form.answer.position) for form in marks if form.errors]
    if wrong:
        messages.error(request, f"Nothing is saved yet. Put right what is said at question {' and '.join(wrong)}.")
        return _page(request, attempt, marks, status=422)
    for form in marks:
        if form.cleaned_data["marks"] is not None:
            mark_answer(
                attempt=attempt, position=form.answer.position, marks=form.cleaned_data["marks"],
                comment=form.cleaned_data["comment"], by=request.user, at=clock.now(),
            )  # fmt: skip
    if act in ("finish", "finish_and_next"):
        done = finish_marking(attempt=attempt, by=request.user, at=clock.now())
        messages.success(request, f"Attempt {done.number} is marked: {done.get_state_display().lower()}.")
        return _take_next(request) if act == "finish_and_next" else redirect(f"{reverse('quiz_marking')}#next")
    messages.success(request, "Saved. The attempt has its result once you finish marking it.")
    return redirect("quiz_mark", attempt.pk)


def _take_next(request: HttpRequest) -> HttpResponse:
    """Take the attempt that waits the longest, and lead to it; to the queue, if there is none or another has just
    taken it."""
    following = next_to_mark(request.user)
    try:
        if following is not None:
            claim_attempt(attempt=following, by=request.user, at=clock.now())
            return redirect(f"{reverse('quiz_mark', args=[following.pk])}#to-mark")
    except MarkingRefused as refused:
        messages.warning(request, str(refused))
    return redirect(f"{reverse('quiz_marking')}#next")


def _page(request: HttpRequest, attempt: Attempt, marks: list[MarkForm], *, status: int = 200) -> HttpResponse:
    context = {"attempt": attempt, "marks": marks, "mine": attempt.claimed_by_id == request.user.pk}
    return render(request, "quizzes/admin/mark_attempt.html", context, status=status)
