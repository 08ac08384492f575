"""Courses and frameworks in Wagtail's admin."""

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, PageChooserPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import EditView, SnippetViewSet, SnippetViewSetGroup

from learning.catalogue.actions import hold_courses
from learning.catalogue.forms import CourseAdminForm
from learning.catalogue.models import Course, Framework


class CourseFilterSet(WagtailFilterSet):
    class Meta:
        model = Course
        fields = {"levels__framework": ["exact"], "retired_on": ["isnull"]}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["levels__framework"].label = "Framework"
        self.filters["retired_on__isnull"].label = "Still offered"


class CourseEditView(EditView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check and save in one, so that two editors at once can't close a loop between them: the second is told."""
        with transaction.atomic():
            hold_courses()
            saved: HttpResponse = super().post(request, *args, **kwargs)
        return saved


class CourseViewSet(SnippetViewSet):
    model = Course
    edit_view_class = CourseEditView
    icon = "folder-open-inverse"
    ordering = ["title"]
    filterset_class = CourseFilterSet
    list_display = [
        "title",
        "code",
        "hours",
        Column("mode_list", label="Taught"),
        Column("level_list", label="Levels"),
        Column("first_list", label="Asks first for"),
        "retired_on",
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("code"), FieldPanel("hours"), FieldPanel("retired_on")]),
            FieldPanel("summary"),
            FieldPanel("modes"),
            PageChooserPanel("reading_page"),
            InlinePanel(
                "levels", heading="Levels", label="Level",
                panels=[FieldRowPanel([FieldPanel("framework"), FieldPanel("level")])],
                help_text="What it counts as in each framework. A course may count in several.",
            ),
            MultiFieldPanel(
                [
                    InlinePanel("asked_first", label="Course", panels=[FieldPanel("first")]),
                    FieldPanel("first_how_many", widget=forms.RadioSelect),
                    FieldPanel("if_missing", widget=forms.RadioSelect),
                ],
                "Asked for first",
                help_text="What somebody should have on their record before they start this one, such as an induction. "
                "Whoever has completed this course once is not asked again, and a course that is retired is asked of "
                "nobody. Confirming that a page was read is held up for nobody, and completes what it teaches all the "
                "same.",
            ),
        ],
        base_form_class=CourseAdminForm,
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Course]:
        return Course.objects.prefetch_related("levels__framework", "asked_first__first")


class FrameworkViewSet(SnippetViewSet):
    model = Framework
    icon = "list-ol"
    list_display = ["title", "code"]
    panels = [FieldPanel("title"), FieldPanel("code")]


class CatalogueViewSetGroup(SnippetViewSetGroup):
    items = (CourseViewSet, FrameworkViewSet)
    menu_label = "Course catalogue"
    menu_icon = "folder-open-inverse"
    menu_order = 240
