"""Quizzes on pages of their own: what the page shows, and beginning an attempt."""

from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core import clock
from core.public_pages import read_stamp
from learning.lessons.models import QuizPage
from learning.lessons.queries.quiz_pages import (
    QuizOutline,
    Standing,
    kept_quiz_outline,
    quiz_outline_of,
    quiz_page_at,
    readable_quiz_page,
    standing_in,
)
from learning.lessons.visiting import found_visit, keep_visit, onward, visit_in
from learning.quizzes.actions import AttemptRefused, begin_visit, refusal, refuse_if_shut, start_attempt
from learning.quizzes.queries import first_unanswered
from learning.quizzes.views.taking import addresses_of
from people.signed_out import has_good_token

TOO_MANY = "This quiz was started very often from where you are just now. Please wait a little and try again."
OLD_FORM = "You have signed in since you opened this page, so it couldn't be started from there. Please start it now."


def outline_at(request: HttpRequest, stamp: int) -> QuizOutline | None:
    """Return the quiz at the request's path, for a signed-in reader, by the quick way; None if Wagtail is to look."""
    key = quiz_page_at(request.path_info, stamp=stamp)
    return kept_quiz_outline(key, reader=request.user, stamp=stamp, at=clock.now()) if key else None


def show(request: HttpRequest, page: QuizPage) -> HttpResponse:
    return show_outline(request, quiz_outline_of(page))


def show_outline(request: HttpRequest, outline: QuizOutline, *, notice: str = "", status: int = 200) -> HttpResponse:
    """Show a quiz: to anybody what it is, to a signed-in person where they are in it and whether they may begin.

    What nobody in particular sees is kept whole until a quiz next opens or closes. `notice` is why it couldn't be begun
    just now.
    """
    page = outline.page
    context: dict[str, Any] = {
        "page": page, "self": page, "exit_this_page": page.exit_this_page, "breadcrumbs": outline.breadcrumbs,
        "terms": outline.terms, "asks_essays": outline.asks_essays, "notice": notice,
    }  # fmt: skip
    standing = standing_in(page.quiz, request.user, at=clock.now()) if request.user.is_authenticated else None
    shut = _shut(page)
    if shut and (standing.under_way if standing else _visit_under_way(request, page)):
        shut = ""
    refused = shut or (_refusal(standing) if standing else "")
    context |= {
        "standing": standing, "shut": shut, "refused": refused, "notice": "" if notice == refused else notice,
    }  # fmt: skip
    response = render(request, "lessons/quiz_page.html", context, status=status)
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_cache=True)
    return response


def _shut(page: QuizPage) -> str:
    try:
        refuse_if_shut(page.quiz, at=clock.now())
    except AttemptRefused as shut:
        return str(shut)
    return ""


def _visit_under_way(request: HttpRequest, page: QuizPage) -> bool:
    """Return whether this browser has a visit to go on with. Without a session of its own nothing is asked for one."""
    visit = visit_in(request, page.pk) if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    return visit is not None and not visit["submitted"]


def _refusal(standing: Standing) -> str:
    return "" if standing.under_way else refusal(standing.go)


@csrf_exempt  # looked at below, for whoever has something to lose by it: a page that is kept whole holds no token
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, page: int) -> HttpResponse:
    """Begin an attempt, or go on with the one that is open.

    For somebody who isn't signed in nothing is written: the attempt is begun in their session. Another site could at
    most begin one for them.
    """
    outline = _outline(request, page)
    if request.method != "POST":
        return redirect(outline.url)
    try:
        if request.user.is_authenticated:
            return _start_attempt(request, outline)
        return _start_visit(request, outline) if outline.page.is_open_to_anyone else redirect_to_login(outline.url)
    except AttemptRefused as refused:
        return show_outline(request, outline, notice=str(refused), status=409)


def _outline(request: HttpRequest, key: int) -> QuizOutline:
    reader, at = request.user, clock.now()
    kept = kept_quiz_outline(key, reader=reader, stamp=read_stamp(), at=at) if reader.is_authenticated else None
    if kept:
        return kept
    page = readable_quiz_page(reader, key, at=at)
    if page is None:
        raise Http404("No such quiz.")
    return quiz_outline_of(page)


def _start_attempt(request: HttpRequest, outline: QuizOutline) -> HttpResponse:
    if not has_good_token(request):
        return show_outline(request, outline, notice=OLD_FORM, status=403)
    quiz, person, at = outline.page.quiz, request.user, clock.now()
    attempt = start_attempt(quiz=quiz, person=person, cycle=None, return_to=outline.url, at=at)
    addresses, position = addresses_of(attempt), 1 if attempt.started_at == at else first_unanswered(attempt)
    return redirect(addresses.question(position) if position else addresses.check)


def _start_visit(request: HttpRequest, outline: QuizOutline) -> HttpResponse:
    key = outline.page.pk
    found = found_visit(request, key)
    visit = found[0] if found else None
    if visit is None or visit["submitted"]:
        if not ratelimit.consume(request, action="quiz_visit"):
            return show_outline(request, outline, notice=TOO_MANY, status=429)
        visit = begin_visit(quiz=outline.page.quiz, return_to=outline.url, at=clock.now())
        keep_visit(request, key, visit)
    return redirect(onward(visit, key))
