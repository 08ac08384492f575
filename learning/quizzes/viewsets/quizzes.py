"""Quizzes in Wagtail's admin."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from core.admin_lists import SnippetIndexView
from core.admin_rows import OrderedRows
from core.admin_tabs import TabsByError
from learning.quizzes import queries
from learning.quizzes.forms import CategorySelect, QuizAdminForm
from learning.quizzes.models import Attempt, Quiz
from learning.quizzes.viewsets.status import status_of


class QuizIndexView(SnippetIndexView):
    """The list of quizzes, which says which of them nobody can begin."""

    @cached_property
    def columns(self) -> list[Any]:
        short = queries.quizzes_short()
        *shown, updated = super().columns
        return [*shown, Column("status", accessor=lambda quiz: standing(quiz, short)), updated]


def standing(quiz: Quiz, short: Mapping[Quiz, str]) -> str:
    return f"{status_of(quiz)}, but nobody can begin it: too few questions" if quiz in short else status_of(quiz)


class QuizViewSet(SnippetViewSet):
    model = Quiz
    icon = "form"
    index_view_class = QuizIndexView
    list_display = [
        "title",
        "code",
        "pass_mark",
        Column("attempt_count", label="Attempts"),
        UpdatedAtColumn(),
    ]
    edit_handler = TabsByError(
        [
            ObjectList(
                [
                    # As a draft too: two quizzes without a code would be two of the same.
                    FieldRowPanel(
                        [FieldPanel("title", required_on_save=True), FieldPanel("code", required_on_save=True)]
                    ),
                    OrderedRows(
                        "draws", heading="Drawn at random", label="Draw",
                        panels=[FieldPanel("category", widget=CategorySelect), FieldPanel("count")],
                        help_text="Each attempt draws anew, from the category and all below it.",
                    ),
                    OrderedRows(
                        "fixed_questions", heading="Chosen by name", label="Question", panels=[FieldPanel("question")],
                        help_text="Every attempt asks these, unless you ask for fewer of them below.",
                    ),
                    FieldPanel("fixed_count"),
                ],
                heading="Questions",
            ),
            ObjectList(
                [
                    FieldRowPanel(
                        [FieldPanel("pass_mark"), FieldPanel("attempts_allowed"), FieldPanel("waiting_hours")]
                    ),
                    FieldRowPanel([FieldPanel("available_from"), FieldPanel("available_to")]),
                    FieldPanel("ended_after_days"),
                    FieldPanel("feedback"),
                    FieldPanel("shuffle_questions"),
                    FieldPanel("shuffle_options"),
                    FieldPanel("pass_text"),
                    FieldPanel("fail_text"),
                ],
                heading="Terms",
                help_text="An attempt that has begun keeps the terms it began with.",
            ),
        ],
        base_form_class=QuizAdminForm,
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Quiz]:
        # Counted apart: joined, every attempt there is would be sorted together with its quiz's words.
        attempts = Attempt.objects.filter(quiz=OuterRef("pk")).order_by().values("quiz").annotate(n=Count("pk"))
        counted = Coalesce(Subquery(attempts.values("n")), 0)
        return Quiz.objects.select_related("latest_revision").annotate(attempt_count=counted)
