"""What people wrote that is marked, in Wagtail's admin: look it up, and mark it again where it was marked wrongly."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import permission_required, require_admin_access

from core import clock
from core.filters import searched
from learning.quizzes.actions import MarkedMeanwhile, MarkingRefused, mark_again
from learning.quizzes.forms import MarkAgainForm, WhyAgainForm
from learning.quizzes.models import Attempt
from learning.quizzes.queries.marking import answers_to_mark
from learning.quizzes.queries.marking_again import Again, last_marked, marked_for, marking_again
from learning.quizzes.views.marking import OLD_FORM, SIGNED_OUT, given_back, place_of, typed_in
from people.signed_out import KeptSent, outlives_sign_in

A_PAGE = 50
KEPT = KeptSent("kept_marks_again")
NOTHING_NEW = "Nothing is changed: these are the marks and the comments that stand here."


@permission_required("quizzes.mark_attempt")
@require_safe
def marked(request: HttpRequest) -> HttpResponse:
    """List what has been marked, the last first."""
    words = searched(request)[:80]
    page = Paginator(marked_for(request.user, words), A_PAGE).get_page(request.GET.get("p"))
    context = {"page": page, "rows": last_marked(page), "q": words, "kept": urlencode({"q": words}) if words else ""}
    return render(request, "quizzes/admin/marked.html", context)


class Filled:
    """The forms of one attempt: one for each answer, and why. `data` is what was typed, if anything was."""

    def __init__(self, attempt: Attempt, data: Mapping[str, str] | None) -> None:
        self.attempt = attempt
        self.marks = [MarkAgainForm(answer, data) for answer in answers_to_mark(attempt)]
        self.why = WhyAgainForm(data)

    @property
    def is_valid(self) -> bool:
        return all(form.is_valid() for form in (*self.marks, self.why))

    @property
    def given(self) -> dict[int, Any]:
        return {form.answer.position: form.given for form in self.marks}

    @property
    def reason(self) -> str:
        return str(self.why.cleaned_data["reason"])

    @property
    def is_overtaken(self) -> bool:
        """Whether something else was saved since the page was drawn on which this was typed."""
        return any(form.is_overtaken for form in self.marks)

    def is_done_by(self, marker: Any) -> bool:
        """Whether this very form was taken already: whoever pressed twice is told what the first press did."""
        last = self.attempt.marked_again.first()
        return last is not None and (last.made_by_id, last.reason) == (marker.pk, self.reason)


def ask_again(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show again what was typed before the latest sign-in. Nothing is written without its token."""
    return given_back(request, typed_in(request)) or _asked_again(request, key)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@outlives_sign_in(KEPT, of=place_of, sent=typed_in, again=ask_again)
def again(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show how an attempt was marked, what other marks or another comment would change, and give it them.

    It stands before Wagtail's own addresses, as the marking queue's page does: nothing that was typed is lost.
    """
    typed = typed_in(request)
    return given_back(request, typed) or _again(request, key, typed or KEPT.sent(request, place_of(key)) or {})


@require_admin_access
@permission_required("quizzes.mark_attempt")
def _asked_again(request: HttpRequest, key: UUID) -> HttpResponse:
    messages.error(request, OLD_FORM)
    return _page(request, Filled(_found(request, key), typed_in(request)), status=403)


@require_admin_access
@permission_required("quizzes.mark_attempt")
def _again(request: HttpRequest, key: UUID, typed: Mapping[str, str]) -> HttpResponse:
    filled = Filled(_found(request, key), typed if typed or request.method == "POST" else None)
    if request.method != "POST":
        if typed:
            messages.warning(request, SIGNED_OUT)
        return _page(request, filled)
    if not filled.is_valid:
        messages.error(request, "Nothing is changed yet. Put right what is said below.")
        return _page(request, filled, status=422)
    shown = request.POST.get("shown")
    if shown:
        return _confirmed(request, filled, shown)
    return _previewed(request, filled)


def _found(request: HttpRequest, key: UUID) -> Attempt:
    return get_object_or_404(marked_for(request.user), pk=key)


def _confirmed(request: HttpRequest, filled: Filled, shown: str) -> HttpResponse:
    try:
        mark_again(
            attempt=filled.attempt, given=filled.given, reason=filled.reason, by=request.user, at=clock.now(),
            shown=shown,
        )  # fmt: skip
    except MarkedMeanwhile as refused:
        return _stale(request, filled.attempt, str(refused))
    except MarkingRefused as refused:
        messages.error(request, str(refused))
        return _page(request, filled, status=409)
    return _led_on(request, filled.attempt)


def _stale(request: HttpRequest, attempt: Attempt, why: str) -> HttpResponse:
    """Answer with what stands now, with all that was typed, and with what it would change now."""
    filled = Filled(_found(request, attempt.pk), typed_in(request))
    if not filled.is_valid:
        messages.error(request, why)
        return _page(request, filled, status=409)
    change = marking_again(filled.attempt, filled.given)
    if not change.changed and filled.is_done_by(request.user):
        return _led_on(request, filled.attempt)
    messages.error(request, why if change.changed else NOTHING_NEW)
    return _page(request, filled, change, status=409)


def _previewed(request: HttpRequest, filled: Filled) -> HttpResponse:
    change = marking_again(filled.attempt, filled.given)
    if not change.changed:
        messages.error(request, NOTHING_NEW)
    return _page(request, filled, change, status=409 if filled.is_overtaken else 200 if change.changed else 422)


def _led_on(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    KEPT.forget(request, place_of(attempt.pk))
    attempt.refresh_from_db()
    messages.success(
        request, f"Attempt {attempt.number} is marked again: {attempt.get_state_display().lower()}. The person is told."
    )
    return redirect("quiz_marked")


def _page(request: HttpRequest, filled: Filled, change: Again | None = None, *, status: int = 200) -> HttpResponse:
    context = {
        "attempt": filled.attempt, "marks": filled.marks, "why": filled.why, "overtaken": filled.is_overtaken,
        "change": change if change and change.changed else None, "unsaved": filled.why.is_bound,
    }  # fmt: skip
    return render(request, "quizzes/admin/mark_again.html", context, status=status)
