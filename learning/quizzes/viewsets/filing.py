"""Categories and scenarios in Wagtail's admin."""

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from learning.quizzes.models import Category, Scenario


class CategoryViewSet(SnippetViewSet):
    model = Category
    icon = "folder-open-inverse"
    menu_label = "Categories"
    chooser_per_page = 50
    ordering = ["code"]
    list_display = ["title", "code", Column("parent"), Column("ready_count", label="Questions ready in itself")]
    panels = [FieldPanel("code"), FieldPanel("title"), FieldPanel("parent")]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        ready = Count("questions", filter=Q(questions__live=True, questions__retired=False))
        return Category.objects.select_related("parent").annotate(ready_count=ready)


class ScenarioViewSet(SnippetViewSet):
    model = Scenario
    icon = "doc-full"
    menu_label = "Scenarios"
    ordering = ["code"]
    list_display = ["title", "code", Column("question_count", label="Questions"), UpdatedAtColumn()]
    panels = [FieldRowPanel([FieldPanel("code"), FieldPanel("title")]), FieldPanel("text")]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Scenario]:
        return Scenario.objects.select_related("latest_revision").annotate(question_count=Count("questions"))
