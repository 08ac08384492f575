"""The question bank in Wagtail's admin."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django_filters import CharFilter, ChoiceFilter, ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.admin.widgets import Button
from wagtail.snippets.views.snippets import SnippetViewSet

from core.admin_fields import OneParagraph
from core.admin_lists import SnippetIndexView
from core.admin_rows import OrderedRows
from core.admin_tabs import TabsByError
from learning.quizzes import queries
from learning.quizzes.forms import CategoriesByPath, CategorySelect, QuestionAdminForm
from learning.quizzes.models import Category, Question
from learning.quizzes.viewsets.choosing import QuestionChooserViewSet
from learning.quizzes.viewsets.status import status_of

STATES = {
    "published": ("Published", {"live": True, "retired": False}),
    "draft": ("Draft, never published or taken back", {"live": False}),
    "changed": ("Published, with a newer draft", {"live": True, "has_unpublished_changes": True}),
    "retired": ("Retired", {"retired": True}),
}


def notes_on(question: Question) -> str:
    return "Must be right" if question.must_pass else ""


class CategoryFilterField(ModelChoiceFilter.field_class):  # type: ignore[misc]
    iterator = CategoriesByPath


class CategoryFilter(ModelChoiceFilter):
    """Keeps the questions of a category and of all below it."""

    field_class = CategoryFilterField

    def filter(self, questions: QuerySet[Question], category: Category | None) -> QuerySet[Question]:
        if category is None:
            return questions
        return questions.filter(category__in=queries.within([category.pk])[category.pk])


class StateFilter(ChoiceFilter):
    """Keeps the questions in a state as authors speak of it."""

    def filter(self, questions: QuerySet[Question], state: str) -> QuerySet[Question]:
        return questions.filter(**STATES[state][1]) if state in STATES else questions


class QuestionFilterSet(WagtailFilterSet):
    category = CategoryFilter(queryset=Category.objects.all())
    state = StateFilter(label="State", choices=[(name, label) for name, (label, _) in STATES.items()])
    source = CharFilter(lookup_expr="icontains", label="Source says")

    class Meta:
        model = Question
        fields = ["category", "type", "state", "must_pass", "guidance", "source", "scenario"]


class QuestionIndexView(SnippetIndexView):
    """The list of questions, with where each is used from one reading of all quizzes."""

    @cached_property
    def columns(self) -> list[Any]:
        used = Column("quizzes", label="In quizzes", accessor=queries.usage().quizzes)
        asked = Column("asked_count", label="Times asked")
        *shown, status, updated = super().columns
        return [*shown, used, asked, status, updated]

    def get_list_more_buttons(self, question: Question) -> list[Any]:
        """Offer to retire a single question beside it: to the bar that does so with many it is far for a keyboard."""
        buttons: list[Any] = super().get_list_more_buttons(question)
        if not self.request.user.has_perm("quizzes.publish_question"):
            return buttons
        act, words, icon = ("bring_back", "Bring back", "undo") if question.retired else ("retire", "Retire", "lock")
        back = f"{reverse(self.index_url_name)}?{self.request.GET.urlencode()}".removesuffix("?")
        asked = urlencode({"id": question.pk, "next": back})
        address = f"{reverse('wagtail_bulk_action', args=['quizzes', 'question', act])}?{asked}"
        return [*buttons, Button(words, url=address, icon_name=icon, priority=50)]


class UsePanel(HelpPanel):
    """Says where a question is asked, and how often it has been."""

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            words = queries.use_in_words(self.instance) if self.instance.pk else ""
            versions = queries.asked_versions().filter(question=self.instance.pk) if self.instance.pk else []
            quizzes = queries.quizzes_asking(self.instance) if self.instance.pk else []
            # A panel's template has no `perms`.
            may = {
                "may_analyse": self.request.user.has_perm("quizzes.analyse_questions"),
                "may_regrade": self.request.user.has_perm("quizzes.regrade"),
            }
            return context | {"self": self, "words": words, "versions": versions, "quizzes": quizzes} | may


QUESTION = ObjectList(
    [
        FieldRowPanel(
            [
                FieldPanel("code", help_text="Short and stable, such as AW-01. Empty: the next of its category."),
                FieldPanel("type"),
            ]
        ),
        FieldPanel("category", widget=CategorySelect),
        FieldPanel("scenario"),
        FieldPanel("stem"),
        MultiFieldPanel(
            [FieldPanel("image"), FieldPanel("image_alt", widget=OneParagraph)], "Picture", classname="collapsed"
        ),
        HelpPanel(template="quizzes/admin/types_help.html", heading="What to write below"),
        OrderedRows(
            "options", heading="Options", label="Option",
            panels=[
                FieldPanel("text", widget=OneParagraph),
                FieldPanel("match", widget=OneParagraph, classname="gt-option-match"),
                FieldPanel("correct", classname="gt-option-right"),
                FieldPanel("feedback", widget=OneParagraph),
            ],
        ),
        FieldPanel("explanation"),
    ],
    heading="Question",
)  # fmt: skip

MARKING = ObjectList(
    [
        FieldRowPanel([FieldPanel("marks"), FieldPanel("credit")]),
        HelpPanel(template="quizzes/admin/credit_help.html", heading="How marks are earned"),
        FieldPanel("must_pass"),
        FieldPanel("marking_guidance"),
    ],
    heading="Marking",
)

SOURCE = ObjectList(
    [
        FieldPanel("guidance"),
        FieldPanel("source"),
        UsePanel(template="quizzes/admin/use.html", heading="Use"),
        FieldPanel("retired"),
    ],
    heading="Source and use",
)


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    index_view_class = QuestionIndexView
    filterset_class = QuestionFilterSet
    list_per_page = 50
    chooser_per_page = 25
    chooser_viewset_class = QuestionChooserViewSet
    ordering = ["code"]
    list_display = [
        "__str__",
        Column("category", sort_key="category"),
        Column("type", accessor="get_type_display", sort_key="type"),
        Column("notes", accessor=notes_on),
        Column("status", accessor=status_of),
        UpdatedAtColumn(),
    ]
    edit_handler = TabsByError([QUESTION, MARKING, SOURCE], base_form_class=QuestionAdminForm)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        return queries.with_asked_count(Question.objects.select_related("category", "latest_revision"))
