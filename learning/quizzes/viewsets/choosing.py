"""Choosing a question of the bank, for a quiz or for a lesson: among hundreds by category, and none that is retired."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet

from learning.quizzes import queries
from learning.quizzes.forms import CategoryField
from learning.quizzes.models import Category, Question
from learning.quizzes.viewsets.status import status_of


class InCategory(BaseFilterForm):
    category = CategoryField(
        Category.objects.all(),
        required=False,
        empty_label="Any category",
        # Wagtail's script asks for the list anew when what bears this is changed.
        widget=forms.Select(attrs={"data-chooser-modal-search-filter": True}),
    )

    def filter(self, objects: QuerySet[Question]) -> QuerySet[Question]:
        chosen = self.cleaned_data.get("category")
        if chosen:
            objects = objects.filter(category__in=queries.within([chosen.pk])[chosen.pk])
        found: QuerySet[Question] = super().filter(objects)
        return found


class QuestionFilterForm(SearchFilterMixin, InCategory):
    field_order = ["q", "category"]


class OfTheBank:
    filter_form_class = QuestionFilterForm

    @property
    def columns(self) -> list[Any]:
        # Wagtail's own status asks the database for the schedule of each row.
        return [self.title_column, Column("status", accessor=status_of)]  # type: ignore[attr-defined]

    def get_object_list(self) -> Any:
        return super().get_object_list().filter(retired=False)  # type: ignore[misc]


class ChooseQuestion(OfTheBank, ChooseView):
    """The chooser's window."""


class ChooseQuestionResults(OfTheBank, ChooseResultsView):
    """Its list, asked for anew as one types."""


class QuestionChooserViewSet(SnippetChooserViewSet):
    choose_view_class = ChooseQuestion
    choose_results_view_class = ChooseQuestionResults
