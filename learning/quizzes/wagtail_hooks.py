"""The quizzes room's part in Wagtail's admin."""

from typing import Any

from django.urls import path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from learning.quizzes import question_files
from learning.quizzes.views import analysis, marking, regrading, under_way
from learning.quizzes.viewsets import QuizzesViewSetGroup
from learning.quizzes.viewsets.retiring import RetireBulkAction

register_snippet(QuizzesViewSetGroup)

hooks.register("register_bulk_action", RetireBulkAction)


@hooks.register("register_admin_urls")
def question_file_addresses() -> list[Any]:
    return question_files.urlpatterns


@hooks.register("register_admin_urls")
def marking_addresses() -> list[Any]:
    return [
        path("question-analysis/", analysis.overview, name="quiz_analysis"),
        path("question-versions/<int:key>/analysis/", analysis.version, name="quiz_analysis_version"),
        path("marking/", marking.queue, name="quiz_marking"),
        path("attempts-under-way/", under_way.listed, name="quiz_under_way"),
        path("attempts-under-way/<uuid:key>/end/", under_way.end, name="quiz_end"),
        path("question-versions/<int:key>/regrade/", regrading.decide, name="quiz_regrade"),
    ]
