"""The quizzes room's part in Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from core import slots
from core.admin_panels import SHOWN, Line, NeedPanel
from learning.quizzes import queries, question_files
from learning.quizzes.models import Quiz
from learning.quizzes.queries.marking import marking_queue
from learning.quizzes.views import analysis, marking, marking_again, regrading, under_way
from learning.quizzes.viewsets import QuizzesViewSetGroup
from learning.quizzes.viewsets.publishing import PublishBulkAction
from learning.quizzes.viewsets.retiring import BringBackBulkAction, RetireBulkAction

register_snippet(QuizzesViewSetGroup)

hooks.register("register_bulk_action", PublishBulkAction)
hooks.register("register_bulk_action", RetireBulkAction)
hooks.register("register_bulk_action", BringBackBulkAction)


@hooks.register("register_admin_urls")
def question_file_addresses() -> list[Any]:
    return question_files.urlpatterns


@hooks.register("register_admin_urls")
def marking_addresses() -> list[Any]:
    return [
        path("question-analysis/", analysis.overview, name="quiz_analysis"),
        path("question-versions/<int:key>/analysis/", analysis.version, name="quiz_analysis_version"),
        path("marking/", marking.queue, name="quiz_marking"),
        path("marking/marked/", marking_again.marked, name="quiz_marked"),
        path("attempts-under-way/", under_way.listed, name="quiz_under_way"),
        path("attempts-under-way/<uuid:key>/end/", under_way.end, name="quiz_end"),
        path("question-versions/<int:key>/regrade/", regrading.decide, name="quiz_regrade"),
    ]


def answers_that_wait(request: HttpRequest) -> NeedPanel:
    """Return the dashboard's panel of attempts to be marked, the longest wait first. Whose they are isn't shown."""
    waiting = marking_queue(request.user)
    lines = [
        Line(
            attempt.terms["title"],
            f"{reverse('quiz_mark', args=[attempt.pk])}#to-mark",
            waiting_words(attempt, request.user),
        )
        for attempt in waiting[:SHOWN]
    ]
    count = waiting.count() if len(lines) == SHOWN else len(lines)
    return NeedPanel("Answers to be marked", lines, count=count, url=reverse("quiz_marking"), icon="edit")


def quizzes_nobody_can_begin(request: HttpRequest) -> NeedPanel | None:
    """Return the dashboard's panel of published quizzes that have too few questions. Who opens one reads only that."""
    if not request.user.has_perm("quizzes.change_quiz"):
        return None
    lines = [
        Line(quiz.title, reverse(Quiz.snippet_viewset.get_url_name("edit"), args=[quiz.pk]), why)
        for quiz, why in queries.quizzes_short().items()
    ]
    return NeedPanel("Quizzes that nobody can begin", lines, icon="warning")


def waiting_words(attempt: Any, marker: Any) -> str:
    since = f"since {date_format(localtime(attempt.submitted_at), 'j F')}"
    if attempt.claimed_by is None:
        return since
    return f"{since}, taken by {'you' if attempt.claimed_by == marker else attempt.claimed_by}"


slots.dashboard.append(answers_that_wait)
slots.dashboard.append(quizzes_nobody_can_begin)
