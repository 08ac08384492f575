"""Questions, categories, scenarios and quizzes in Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.menu import MenuItem
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from learning.quizzes.queries.under_way import RIGHTS
from learning.quizzes.viewsets.filing import CategoryViewSet, ScenarioViewSet
from learning.quizzes.viewsets.questions import QuestionViewSet
from learning.quizzes.viewsets.quizzes import QuizViewSet


class MayAddMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("quizzes.add_question"))


class MayMarkMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("quizzes.mark_attempt"))


class MayEndMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perms(RIGHTS))


class MayAnalyseMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("quizzes.analyse_questions"))


class QuizzesViewSetGroup(SnippetViewSetGroup):
    items = (QuestionViewSet, CategoryViewSet, ScenarioViewSet, QuizViewSet)
    menu_label = "Quizzes"
    menu_icon = "help"
    menu_order = 250

    def get_submenu_items(self) -> list[Any]:
        analysis = MayAnalyseMenuItem("How they are answered", reverse("quiz_analysis"), icon_name="view", order=790)
        mark = MayMarkMenuItem("To be marked", reverse("quiz_marking"), icon_name="edit", order=800)
        under_way = MayEndMenuItem("Attempts under way", reverse("quiz_under_way"), icon_name="time", order=810)
        bring = MayAddMenuItem("Bring questions in", reverse("question_files"), icon_name="upload", order=900)
        export = MayAddMenuItem("Export questions", reverse("question_export"), icon_name="download", order=910)
        return [*super().get_submenu_items(), analysis, mark, under_way, bring, export]
