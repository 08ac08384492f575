"""Taking a quiz without signing in. The attempt is in the session of this browser, under the key of its page.

Without it there is nothing here, nor once the page may not be read any more: who is signed in has an attempt of
their own, and what it asked is theirs; this is part of a public page.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from learning.lessons.queries.quiz_pages import readable_quiz_page
from learning.quizzes import queries
from learning.quizzes.actions import answer_visit, submit_visit
from learning.quizzes.forms import AnswerForm
from learning.quizzes.models import Answer
from learning.quizzes.queries.visits import (
    Visit,
    answers_in,
    attempt_of,
    first_left,
    result_in,
    visit_from,
)
from learning.quizzes.views.taking import NAME, Addresses, check_page, result_page
from learning.quizzes.views.taking import page as question_page

KEPT = "quiz_visits"  # in the session: visits by the key of their page, as text
MOST = 5  # quizzes whose visits one browser keeps at a time


def addresses_at(page: int) -> Addresses:
    return Addresses(
        question=lambda position: reverse("lessons:visit_question", args=[page, position]),
        check=reverse("lessons:visit_check", args=[page]),
        result=reverse("lessons:visit_result", args=[page]),
    )


def onward(visit: Visit, page: int) -> str:
    """Return where a visit goes on: its first question without an answer, or the page to check them all."""
    addresses, left = addresses_at(page), first_left(visit)
    return addresses.question(left) if left else addresses.check


def visit_in(request: HttpRequest, page: int) -> Visit | None:
    """Return this browser's visit to the quiz of a page, to read or to change, or None."""
    kept = request.session.get(KEPT)
    return visit_from(kept.get(str(page))) if isinstance(kept, dict) else None


def keep_visit(request: HttpRequest, page: int, visit: Visit) -> None:
    """Keep a new visit until the browser is closed, and drop the oldest if there are too many."""
    before = request.session.get(KEPT)
    kept = {key: one for key, one in before.items() if key != str(page)} if isinstance(before, dict) else {}
    request.session[KEPT] = dict([*kept.items(), (str(page), visit)][-MOST:])
    if not request.user.is_authenticated:
        request.session.set_expiry(0)


def gone(request: HttpRequest, page: int) -> HttpResponse:
    """Say that this browser has no such attempt, and where to begin one if there is such a quiz to begin."""
    found = readable_quiz_page(request.user, page, at=clock.now())
    return render(request, "lessons/visit_gone.html", {"page": found}, status=404)


def found_visit(request: HttpRequest, page: int) -> tuple[Visit, list[Answer]] | None:
    """Return this browser's visit and its answers in order, or None if it has none or the page is gone."""
    visit = visit_in(request, page)
    if visit is None or readable_quiz_page(request.user, page, at=clock.now()) is None:
        return None
    answers = answers_in(visit, attempt_of(visit))
    return (visit, answers) if len(answers) == len(visit["answers"]) else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, page: int, position: int) -> HttpResponse:
    """Show question `position`, or keep its answer and go on."""
    found = found_visit(request, page)
    if found is None:
        return gone(request, page)
    visit, answers = found
    if visit["submitted"]:
        return redirect("lessons:visit_result", page=page)
    if not 1 <= position <= len(answers):
        return redirect(onward(visit, page))
    if request.method == "POST":
        return keep_answer(request, visit, answers[position - 1], page)
    return draw(request, answers[position - 1], page)


def keep_answer(request: HttpRequest, visit: Visit, answer: Answer, page: int) -> HttpResponse:
    """Keep what was chosen before the next page is shown. What can't be kept is said, and shown again."""
    form = AnswerForm(request.POST, version=answer.version, order=answer.option_order, name=NAME)
    if not form.is_valid():
        return draw(request, answer, page, sent=form.sent, form=form)
    response = form.cleaned_data["response"]
    notice = answer_visit(
        visit, position=answer.position, kind=answer.version.type, response=response, revision=form.revision
    )
    if notice:
        return draw(request, answer, page, sent=form.sent, notice=notice, status=409)
    request.session.modified = True
    return redirect(addresses_at(page).after(answer.attempt, answer.position, go=request.POST.get("go", "")))


def draw(request: HttpRequest, answer: Answer, page: int, **more: Any) -> HttpResponse:
    return question_page(request, answer, visiting=True, **more)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, page: int) -> HttpResponse:
    """List what has been answered and what hasn't, and submit."""
    found = found_visit(request, page)
    if found is None:
        return gone(request, page)
    visit, answers = found
    if request.method == "POST":
        submit_visit(visit, at=clock.now())
        request.session.modified = True
    if visit["submitted"]:
        return redirect("lessons:visit_result", page=page)
    return check_page(request, attempt_of(visit), answers)


@never_cache
@require_safe
def result(request: HttpRequest, page: int) -> HttpResponse:
    """Show how it went, for as long as this browser keeps it."""
    found = found_visit(request, page)
    if found is None:
        return gone(request, page)
    visit, _ = found
    if not visit["submitted"]:
        return redirect(onward(visit, page))
    shown = result_in(visit)
    context = {"attempt": shown.attempt, "result": shown, "title": shown.attempt.terms["title"], "visiting": True}
    # The page may be read, or this wouldn't be shown.
    context["way_back"] = queries.WayBack(shown.attempt.return_to, shown.attempt.words_back)
    return result_page(request, context)
