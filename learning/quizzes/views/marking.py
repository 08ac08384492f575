"""The marking queue in Wagtail's admin: take an attempt, mark what was written, finish.

Whatever becomes of an attempt while somebody types, their words come back to them.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

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
from learning.quizzes.actions import (
    MarkingRefused,
    claim_attempt,
    finish_marking,
    hold_claimed,
    mark_answer,
    release_attempt,
)
from learning.quizzes.forms import MarkForm
from learning.quizzes.models import Attempt
from learning.quizzes.queries.marking import (
    answers_to_mark,
    attempt_to_mark,
    finished_for,
    marking_queue,
    next_to_mark,
    taken_by_others,
)
from people.signed_out import KeptSent, outlives_sign_in

A_PAGE = 50
KEPT = KeptSent("kept_marks")
TYPED = re.compile(r"answer-(\d+)-(marks|comment|seen)|reason")
MOST = 90  # fields kept of one attempt
LONGEST_KEPT = 4 * rules.LONGEST_COMMENT
TRIES = 5
FINISHING = ("finish", "finish_and_next")
SIGNED_OUT = (
    "What you typed isn’t saved yet: you were signed out before it could be. It stands below; save it once you have "
    "looked it over."
)
OLD_FORM = (
    "Nothing is saved yet: you opened this page before you last signed in. What you typed stands below; save it again."
)
NOW_YOURS = "The attempt is yours to mark. What you typed isn’t saved yet: it stands below."


@permission_required("quizzes.mark_attempt")
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """List what awaits marking, the longest waiting first."""
    at = clock.now()
    page = Paginator(marking_queue(request.user), A_PAGE).get_page(request.GET.get("p"))
    context = {
        "page": page, "next": next_to_mark(request.user, at=at),
        "taken": taken_by_others(page.object_list, marker=request.user, at=at),
    }  # fmt: skip
    return render(request, "quizzes/admin/marking_queue.html", context)


def typed_in(request: HttpRequest) -> dict[str, str]:
    """Return the marks and comments that were sent, each cut where no form would take it."""
    sent = [(name, words) for name, words in request.POST.items() if TYPED.fullmatch(name)]
    return {name: str(words)[:LONGEST_KEPT] for name, words in sent[:MOST]}


def place_of(key: UUID) -> list[Any]:
    return [str(key)]


def ask_again(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show again what was typed before the latest sign-in. Nothing is written without its token."""
    return given_back(request, typed_in(request)) or _asked_again(request, key)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@outlives_sign_in(KEPT, of=place_of, sent=typed_in, again=ask_again)
def mark(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what was written in an attempt, and do with it what the form asks for.

    A comment takes long to write, so that a sign-in may end meanwhile, or the right to mark. It stands before Wagtail's
    own addresses, which would turn away whoever may not come in with all that they sent.
    """
    typed = typed_in(request)
    return given_back(request, typed) or marking(request, key, typed or KEPT.sent(request, place_of(key)) or {})


def given_back(request: HttpRequest, typed: Mapping[str, str]) -> HttpResponse | None:
    """Return a page with the words of somebody who may not mark any more, and None for anybody else.

    It has nothing but what they have just sent: what is kept from before a sign-in may be another's.
    """
    able = request.user.has_perm("wagtailadmin.access_admin") and request.user.has_perm("quizzes.mark_attempt")
    words = words_in(typed)
    if able or not words or not request.user.is_authenticated:
        return None
    return render(request, "quizzes/marks_given_back.html", {"words": words}, status=403)


def words_in(typed: Mapping[str, str]) -> list[dict[str, str]]:
    """Return what was typed, by question in order: `position`, `marks` and `comment`, where either is there; and last
    the `reason` for which it was to be marked again, if there is one."""
    found: dict[str, dict[str, str]] = {}
    for name, words in typed.items():
        _, _, at = name.partition("-")
        position, _, field = at.partition("-")
        if position and field != "seen" and words.strip():
            found.setdefault(position, {"position": position})[field] = words
    reason = typed.get("reason", "")
    return [found[position] for position in sorted(found, key=int)] + ([{"reason": reason}] if reason.strip() else [])


@require_admin_access
@permission_required("quizzes.mark_attempt")
def _asked_again(request: HttpRequest, key: UUID) -> HttpResponse:
    attempt = found(request, key)
    if attempt is None:
        return overtaken(request, key, typed_in(request))
    messages.error(request, OLD_FORM)
    return _page(request, attempt, [MarkForm(answer, request.POST) for answer in answers_to_mark(attempt)], status=403)


@require_admin_access
@permission_required("quizzes.mark_attempt")
def marking(request: HttpRequest, key: UUID, typed: Mapping[str, str]) -> HttpResponse:
    """Answer `mark` for those who may mark. `typed` is what was sent, or what is kept from before a sign-in."""
    attempt = found(request, key)
    if attempt is None:
        return overtaken(request, key, typed)
    if request.method != "POST":
        if typed:
            messages.warning(request, SIGNED_OUT)
        return _page(request, attempt, [MarkForm(answer, typed or None) for answer in answers_to_mark(attempt)])
    act = request.POST.get("action", "")
    marks = [MarkForm(answer, request.POST, finishing=act in FINISHING) for answer in answers_to_mark(attempt)]
    try:
        response = _act(request, attempt, marks, act)
    except MarkingRefused as refused:
        return _refused(request, key, refused)
    if response.status_code == 302 and act != "claim":
        KEPT.forget(request, place_of(key))
    return response


def found(request: HttpRequest, key: UUID) -> Attempt | None:
    """Return an attempt of the marker's queue, or None if it has been marked; others are 404."""
    try:
        return attempt_to_mark(request.user, key)
    except Attempt.DoesNotExist as error:
        if not finished_for(request.user).filter(pk=key).exists():
            raise Http404("Nothing to mark.") from error
    return None


def _refused(request: HttpRequest, key: UUID, refused: MarkingRefused) -> HttpResponse:
    """Answer with the page as things stand now, and with all that was typed."""
    attempt = found(request, key)
    if attempt is None:
        return overtaken(request, key, typed_in(request))
    messages.error(request, str(refused))
    return _page(request, attempt, [MarkForm(answer, request.POST) for answer in answers_to_mark(attempt)], status=409)


def overtaken(request: HttpRequest, key: UUID, typed: Mapping[str, str]) -> HttpResponse:
    """Answer for an attempt that has been marked: who pressed twice is led on as by the first press, and who typed
    something else than stands there is shown it."""
    attempt = finished_for(request.user).get(pk=key)
    answers = answers_to_mark(attempt)
    act = request.POST.get("action", "")
    forms = [MarkForm(answer, typed) for answer in answers]
    if words_in(typed) and any(form.says_something_new for form in forms):
        context = {"attempt": attempt, "words": words_in(typed), "marker": answers[0].marker}
        return render(request, "quizzes/admin/marked_meanwhile.html", context, status=409)
    if act in FINISHING and {answer.marker for answer in answers} == {request.user}:
        KEPT.forget(request, place_of(key))
        return _led_on(request, attempt, act)
    messages.error(request, "This attempt has been marked.")
    return redirect("quiz_marking")


# What a form leads to has a fragment, so that the next press of Tab goes to what is done next there. From the top it
# would be some twenty presses, through Wagtail's menu.
def _act(request: HttpRequest, attempt: Attempt, marks: Sequence[MarkForm], act: str) -> HttpResponse:
    says_new = any(form.says_something_new for form in marks)
    if act == "claim":
        taken = claim_attempt(attempt=attempt, by=request.user, at=clock.now())
        if not says_new:
            return to_mark(taken)
        messages.warning(request, NOW_YOURS)
        return _page(request, taken, marks)
    if act == "release" and attempt.claimed_by_id is None and not says_new:
        return redirect("quiz_marking")
    done = _save(request, attempt, marks, act)
    if done is None:
        wrong = [str(form.answer.position) for form in marks if form.errors]
        messages.error(request, f"Nothing is saved yet. Put right what is said at question {' and '.join(wrong)}.")
        return _page(request, attempt, marks, status=422)
    if act == "release":
        messages.success(request, f"Attempt {attempt.number} is given back, with what you saved in it.")
        return redirect("quiz_marking")
    if act in FINISHING:
        return _led_on(request, done, act)
    messages.success(request, "Saved. The attempt has its result once you finish marking it.")
    return to_mark(attempt)


@transaction.atomic
def _save(request: HttpRequest, attempt: Attempt, marks: Sequence[MarkForm], act: str) -> Attempt | None:
    """Save what was typed, all of it, and finish or give back the attempt if that is asked for. None if some of it
    can't be taken: then nothing is done."""
    by, at = request.user, clock.now()
    held = hold_claimed(attempt=attempt, by=by)
    if any(form.errors for form in marks):
        return None
    for form in marks:
        mark_answer(
            attempt=held, position=form.answer.position, marks=form.cleaned_data["marks"],
            comment=form.cleaned_data["comment"], seen=form.seen, by=by, at=at,
        )  # fmt: skip
    if act == "release":
        return release_attempt(attempt=held, by=by)
    return finish_marking(attempt=held, by=by, at=at) if act in FINISHING else held


def to_mark(attempt: Attempt) -> HttpResponse:
    return redirect(f"{reverse('quiz_mark', args=[attempt.pk])}#to-mark")


def _led_on(request: HttpRequest, done: Attempt, act: str) -> HttpResponse:
    """Say that an attempt is marked, and lead to the next, taken, if that was asked for and there is one."""
    messages.success(request, f"Attempt {done.number} is marked: {done.get_state_display().lower()}.")
    for _ in range(TRIES if act == "finish_and_next" else 0):
        following = next_to_mark(request.user, at=clock.now())
        if following is None:
            break
        try:
            return to_mark(claim_attempt(attempt=following, by=request.user, at=clock.now()))
        except MarkingRefused:
            continue  # another marker has just taken it
    return redirect(f"{reverse('quiz_marking')}#next")


def _page(request: HttpRequest, attempt: Attempt, marks: Sequence[MarkForm], *, status: int = 200) -> HttpResponse:
    context = {
        "attempt": attempt, "marks": marks, "mine": attempt.claimed_by_id == request.user.pk,
        "taken": bool(taken_by_others([attempt], marker=request.user, at=clock.now())),
        "free_from": attempt.claimed_at and rules.claim_ends(attempt.claimed_at),
        "unsaved": any(form.says_something_new for form in marks),
    }  # fmt: skip
    return render(request, "quizzes/admin/mark_attempt.html", context, status=status)
