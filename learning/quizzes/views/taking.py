"""Taking a quiz: a page for each question, a page to check the answers, and the result."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.context import drawn_with, partnership
from core.kept_pages import draw_part, render_kept
from learning.quizzes import queries, rules
from learning.quizzes.actions import AttemptClosed, StaleAnswer, answer_question, refusal, submit_attempt
from learning.quizzes.forms import AnswerForm, revision_sent
from learning.quizzes.models import Answer, Attempt, Feedback
from learning.quizzes.queries.answering import question_in
from people.signed_out import KeptSent, outlives_sign_in

NAME = "answer"  # of the inputs on a question's page
KEPT = KeptSent("kept_answer")
MOST = 200  # things kept of one answer
LONGEST = max(rules.LONGEST.values())  # characters of each


def own_attempt(request: HttpRequest, key: UUID) -> Attempt:
    """Return the reader's own attempt; anybody else's doesn't exist for them."""
    try:
        return queries.own_attempt(request.user, key)
    except Attempt.DoesNotExist as error:
        raise Http404("No such attempt.") from error


def ask_again(request: HttpRequest, key: UUID, position: int) -> HttpResponse:
    """Show a question again that was sent from before the latest sign-in. Nothing is written without its token."""
    stored = stored_answer(request, key, position)
    if not stored.attempt.is_open:
        return redirect("quizzes:result", key=key)
    form = AnswerForm(request.POST, version=stored.version, order=stored.option_order, name=NAME)
    return page(request, stored, sent=form.sent, notice="old_form", status=403)


def place_of(key: UUID, position: int) -> list[Any]:
    return [str(key), position]


def chosen_in(request: HttpRequest) -> list[str]:
    return [one[:LONGEST] for one in request.POST.getlist(NAME)[:MOST]]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@outlives_sign_in(KEPT, of=place_of, sent=chosen_in, again=ask_again)
def question(request: HttpRequest, key: UUID, position: int) -> HttpResponse:
    """Show question `position`, or save its answer and go on."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())  # which says nothing of whether there is such an attempt
    if request.method == "POST":
        return answer(request, key, position)
    stored = stored_answer(request, key, position)
    if not stored.attempt.is_open:
        return redirect("quizzes:result", key=key)
    kept = kept_answer(request, stored)
    return page(request, stored, sent=kept, notice="kept" if kept is not None else "")


def kept_answer(request: HttpRequest, stored: Answer) -> list[str] | None:
    """Return the choices kept for this question, if they are still other than what is stored and can be saved."""
    chosen = None if stored.shown_at else KEPT.sent(request, place_of(stored.attempt_id, stored.position))
    kept = rules.sendable(stored.version.type, stored.option_order, chosen) if chosen else []
    return kept if kept and set(kept) != set(stored.response or []) else None


def stored_answer(request: HttpRequest, key: UUID, position: int) -> Answer:
    """Return a question of the reader's own attempt; nobody else's exists for them."""
    try:
        return question_in(key, position, person=request.user)
    except Answer.DoesNotExist as error:
        raise Http404("No such question.") from error


def answer(request: HttpRequest, key: UUID, position: int) -> HttpResponse:
    """Save what was chosen before the next page is shown. What can't be saved is said, and kept in the page."""
    try:
        saved = answer_question(
            key=key,
            position=position,
            response=request.POST.getlist(NAME),
            revision=revision_sent(request.POST),
            by=request.user,
            at=clock.now(),
        )
    except Answer.DoesNotExist as error:
        raise Http404("No such question.") from error
    except (rules.UnusableResponse, StaleAnswer, AttemptClosed) as refused:
        return show_again(request, stored_answer(request, key, position), refused)
    KEPT.forget(request, place_of(key, position))
    after = addresses_of(saved.attempt).after(saved.attempt, position, go=request.POST.get("go", ""))
    return HttpResponseRedirect(after)


def show_again(request: HttpRequest, stored: Answer, refused: Exception) -> HttpResponse:
    """Show a question whose answer wasn't saved, with what was chosen, and say why."""
    form = AnswerForm(request.POST, version=stored.version, order=stored.option_order, name=NAME)
    if isinstance(refused, StaleAnswer | AttemptClosed):
        notice = "stale" if isinstance(refused, StaleAnswer) else "closed"
        return page(request, fresh(refused.answer, stored), sent=form.sent, notice=notice, status=409)
    if not stored.attempt.is_open:
        return redirect("quizzes:result", key=stored.attempt_id)
    return page(request, stored, sent=form.sent, form=form)


def fresh(now: Answer, before: Answer) -> Answer:
    """Return the answer as it is stored now, with the version and picture that are loaded already."""
    now.version = before.version
    return now


@dataclass(frozen=True)
class Addresses:
    """Where the pages of one attempt are."""

    question: Callable[[int], str]
    check: str
    result: str

    def after(self, attempt: Attempt, position: int, *, go: str = "") -> str:
        """Where to go once an answer is saved: its feedback, the next question, or the page to check them all."""
        if attempt.terms["feedback"] == Feedback.EACH:
            return self.question(position)
        return self.check if go == "check" else self.onward(attempt, position)

    def onward(self, attempt: Attempt, position: int) -> str:
        return self.check if position >= attempt.terms["questions"] else self.question(position + 1)


def addresses_of(attempt: Attempt) -> Addresses:
    # Looked up once, as urls.py has them below it: a page of ten questions would look up a dozen.
    result = attempt.get_absolute_url()
    return Addresses(question=lambda position: f"{result}{position}/", check=f"{result}check/", result=result)


def beside(result: str) -> Addresses:
    """Return where pages are as seen from a question, or from where answers are checked, which lies beside them. Only
    the result's place differs, by who keeps it."""
    return Addresses(question=lambda position: f"../{position}/", check="../check/", result=result)


IN_ATTEMPT, IN_VISIT = beside("../"), beside("../result/")


def page(
    request: HttpRequest,
    stored: Answer,
    *,
    sent: list[str] | None = None,
    form: AnswerForm | None = None,
    notice: str = "",
    status: int = 200,
    visiting: bool = False,
) -> HttpResponse:
    """Draw a question's page. `sent` is chosen in it instead of what is stored; `notice` says why.

    `visiting`: the attempt isn't saved, but lives in the browser's session. Its pages lie beside each other as those
    of attempts do, and are named from where the question stands: so drawings serve everybody who is asked alike.
    """
    attempt, version, position = stored.attempt, stored.version, stored.position
    shown = stored.response if sent is None or notice == "closed" else sent
    # What is right may be shown once the answer stands, and never earlier.
    reveal = attempt.is_open and stored.shown_at is not None
    go = (request.POST if request.method == "POST" else request.GET).get("go", "")
    addresses = IN_VISIT if visiting else IN_ATTEMPT
    known = partnership(request)
    same = {
        "title": attempt.terms["title"],
        "number": str(position),  # a template formats a number at length
        "total": str(attempt.terms["questions"]),
        "feedback": attempt.terms["feedback"],
        "here": addresses.question(position),
        "back": addresses.question(position - 1) if position > 1 else "",
        "leave": attempt.return_to if position == 1 else "",
        "onward": addresses.onward(attempt, position),
        "visiting": visiting,
        "go": "check" if go == "check" else "",
    }
    own = {"revision": str(stored.revision)}
    if not reveal and notice != "closed":
        error = str(form.errors["answer"][0]) if form and form.errors else ""
        own["fieldset"] = fieldset(known, stored, shown, error)
    if form is None and not notice and not reveal:
        return render_kept(request, "quizzes/question.html", same=same, own=own, known=known)
    context = {
        **same,
        **own,
        "attempt": attempt,
        "attempt_open": attempt.is_open,
        "asked": queries.asked(version, order=stored.option_order) if reveal else None,
        "explained": queries.explained(version, stored.response, order=stored.option_order) if reveal else None,
        "sent_words": queries.words_of(version, sent) if notice in ("stale", "closed") else [],
        "stored_words": queries.words_of(version, stored.response) if notice else [],
        "form": form,
        "notice": notice,
        "result": addresses.result,
    }
    return render(request, "quizzes/question.html", context, status=status)


def fieldset(known: dict[str, Any], stored: Answer, shown: Collection[str] | None, error: str) -> SafeString:
    """Draw what to answer with, `shown` chosen in it. While nothing is, it is the same for all who are asked alike."""
    version, order = stored.version, stored.option_order

    def given() -> dict[str, Any]:
        return {
            "asked": queries.asked(version, order=order, response=shown, name=NAME),
            "heading": "h1",
            "error": error,
        }

    own = shown or error or not queries.is_everybodys(version)
    return draw_part(known, "quizzes/question_fieldset.html", None if own else (version.pk, *order), given)


# -- Finishing ------------------------------------------------------------------------------------------------


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, key: UUID) -> HttpResponse:
    """List what has been answered and what hasn't, and submit."""
    attempt = own_attempt(request, key)
    if request.method == "POST":
        submit_attempt(attempt=attempt, by=request.user, at=clock.now())
    if request.method == "POST" or not attempt.is_open:
        return redirect("quizzes:result", key=key)
    return check_page(request, attempt, queries.answers_of(attempt))


def check_page(request: HttpRequest, attempt: Attempt, answers: Sequence[Answer]) -> HttpResponse:
    """Draw the page where the answers of an attempt, all of them in order, are checked and submitted."""
    rows, known = [queries.CheckRow(answer) for answer in answers], partnership(request)
    same = {
        "title": attempt.terms["title"],
        "total": str(len(rows)),
        "unanswered": sum(1 for row in rows if not row.answered),
        "last": IN_ATTEMPT.question(len(rows)),
        "leave": attempt.return_to,
    }
    own = {"rows": mark_safe("".join(check_row(known, row) for row in rows))}
    return render_kept(request, "quizzes/check.html", same=same, own=own, known=known)


def check_row(known: dict[str, Any], row: queries.CheckRow) -> SafeString:
    """Draw a question with what was answered: the same for all who chose alike, but for what is in their own words."""
    return draw_part(known, "quizzes/check_row.html", row.alike, lambda: {"row": row}, {"number": row.number})


@never_cache
@login_required
@require_safe
def result(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show how an attempt went; one in progress goes on where it was left."""
    attempt = own_attempt(request, key)
    if attempt.is_open:
        position = queries.first_unanswered(attempt)
        if position is None:
            return redirect("quizzes:check", key=key)
        return redirect("quizzes:question", key=key, position=position)
    context: dict[str, Any] = {"attempt": attempt, "title": attempt.terms["title"]}
    context["way_back"] = queries.way_back(attempt, reader=request.user, at=clock.now())
    if attempt.was_ended:
        end = queries.end_of(attempt)
        return render(request, "quizzes/ended.html", {**context, "end": end})
    if attempt.marks is None:
        return render(request, "quizzes/pending.html", context)
    shown = queries.result_of(attempt)
    context |= {"result": shown, "told": queries.told_of(attempt) if shown.regraded else []}
    if not shown.passed:
        context["go"] = queries.another_go_after(attempt, at=clock.now())
        context["refusal"] = refusal(context["go"])
    return result_page(request, context)


def result_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Draw how an attempt went: the `result` in `context`."""
    shown, known = context["result"], drawn_with(request)
    questions = [reviewed(known, one) for one in shown.questions] if shown.shows_answers else []
    return render(request, "quizzes/result.html", {**context, "questions": questions})


def reviewed(known: dict[str, Any], one: queries.Reviewed) -> SafeString:
    """Draw a question of an attempt that is over: the same for all who answered alike, unless it holds their words."""
    return draw_part(known, "quizzes/reviewed.html", one.alike, lambda: {"question": one}, {"number": one.number})
