"""Questions, categories, scenarios and quizzes in Wagtail's admin."""

from wagtail.snippets.views.snippets import SnippetViewSetGroup

from learning.quizzes.viewsets.filing import CategoryViewSet, ScenarioViewSet
from learning.quizzes.viewsets.questions import QuestionViewSet
from learning.quizzes.viewsets.quizzes import QuizViewSet


class QuizzesViewSetGroup(SnippetViewSetGroup):
    items = (QuestionViewSet, CategoryViewSet, ScenarioViewSet, QuizViewSet)
    menu_label = "Quizzes"
    menu_icon = "help"
    menu_order = 250
