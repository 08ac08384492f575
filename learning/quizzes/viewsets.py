"""Questions, categories and quizzes in Wagtail's admin."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django_filters import ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from learning.quizzes import queries
from learning.quizzes.forms import QuestionAdminForm, QuizAdminForm
from learning.quizzes.models import Category, Question, Quiz


def status_of(thing: Question | Quiz) -> str:
    """Return where a draft stands in words. Wagtail's own column asks the database for each row's schedule."""
    if not thing.live:
        return "Draft"
    return "Published, newer draft" if thing.has_unpublished_changes else "Published"


def notes_on(question: Question) -> str:
    notes = [("Must be right", question.must_pass), ("Retired", question.retired)]
    return ", ".join(words for words, holds in notes if holds)


class CategoryFilter(ModelChoiceFilter):
    """Keeps the questions of a category and of all below it."""

    def filter(self, questions: QuerySet[Question], category: Category | None) -> QuerySet[Question]:
        if category is None:
            return questions
        return questions.filter(category__in=queries.within([category.pk])[category.pk])


class QuestionFilterSet(WagtailFilterSet):
    category = CategoryFilter(queryset=Category.objects.all())

    class Meta:
        model = Question
        fields = ["category", "type", "must_pass", "retired", "live"]


class QuestionIndexView(IndexView):
    """The list of questions, with where each is used from one reading of all quizzes."""

    @cached_property
    def columns(self) -> list[Any]:
        used = Column("quizzes", label="In quizzes", accessor=queries.usage().quizzes)
        asked = Column("asked_count", label="Times asked")
        *shown, status, updated = super().columns
        return [*shown, used, asked, status, updated]


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    index_view_class = QuestionIndexView
    filterset_class = QuestionFilterSet
    list_per_page = 50
    ordering = ["code"]
    list_display = [
        "__str__",
        Column("category", sort_key="category"),
        Column("type", accessor="get_type_display", sort_key="type"),
        Column("notes", accessor=notes_on),
        Column("status", accessor=status_of),
        UpdatedAtColumn(),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("code"), FieldPanel("category"), FieldPanel("type")]),
                    FieldPanel("stem"),
                    InlinePanel(
                        "options", heading="Options", label="Option", min_num=2,
                        panels=[FieldPanel("text"), FieldPanel("correct"), FieldPanel("feedback")],
                        help_text="Mark one as right; for multiple choice, all that are. Multiple choice earns its "
                        "mark when exactly the right options are chosen.",
                    ),
                    FieldPanel("explanation"),
                    MultiFieldPanel([FieldPanel("image"), FieldPanel("image_alt")], "Picture"),
                ],
                heading="Question",
            ),
            ObjectList([FieldPanel("must_pass"), FieldPanel("retired")], heading="Use"),
        ],
        base_form_class=QuestionAdminForm,
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        return queries.with_asked_count(Question.objects.select_related("category", "latest_revision"))


class CategoryViewSet(SnippetViewSet):
    model = Category
    icon = "folder-open-inverse"
    menu_label = "Categories"
    ordering = ["code"]
    list_display = ["title", "code", Column("parent"), Column("ready_count", label="Questions ready in itself")]
    panels = [FieldPanel("code"), FieldPanel("title"), FieldPanel("parent")]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        ready = Count("questions", filter=Q(questions__live=True, questions__retired=False))
        return Category.objects.select_related("parent").annotate(ready_count=ready)


class QuizViewSet(SnippetViewSet):
    model = Quiz
    icon = "form"
    list_display = [
        "title",
        "code",
        "pass_mark",
        Column("attempt_count", label="Attempts"),
        Column("status", accessor=status_of),
        UpdatedAtColumn(),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("title"), FieldPanel("code")]),
                    InlinePanel(
                        "draws", heading="Drawn at random", label="Draw",
                        panels=[FieldRowPanel([FieldPanel("category"), FieldPanel("count")])],
                        help_text="Each attempt draws anew, from the category and all below it.",
                    ),
                    InlinePanel(
                        "fixed_questions", heading="Always asked", label="Question", panels=[FieldPanel("question")]
                    ),
                ],
                heading="Questions",
            ),
            ObjectList(
                [
                    FieldRowPanel(
                        [FieldPanel("pass_mark"), FieldPanel("attempts_allowed"), FieldPanel("waiting_hours")]
                    ),
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
        return Quiz.objects.select_related("latest_revision").annotate(attempt_count=Count("attempts"))


class QuizzesViewSetGroup(SnippetViewSetGroup):
    items = (QuestionViewSet, CategoryViewSet, QuizViewSet)
    menu_label = "Quizzes"
    menu_icon = "help"
    menu_order = 250
