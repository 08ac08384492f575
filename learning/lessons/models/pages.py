"""The pages that teach courses online. `learning.lessons.views` shows them; the templates also serve previews."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.http import HttpRequest
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PageViewRestriction
from wagtail.search import index

from core.models import BasePage
from learning.catalogue.models import Course
from learning.lessons.blocks import LessonBlock

WORDS = ["bold", "italic", "ol", "ul", "link"]


class CourseIndexPage(BasePage):
    """The list of courses online."""

    introduction = RichTextField(blank=True, features=WORDS)

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]
    search_fields = [*BasePage.search_fields, index.SearchField("introduction")]
    max_count = 1
    subpage_types: ClassVar[list[str]] = ["lessons.CoursePage", "lessons.QuizPage"]
    template = "lessons/course_index_page.html"


class CoursePage(BasePage):
    """A course online: what it is and whom it is for, above its lessons, with a quiz at the end if it has one."""

    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="pages",
        help_text="What somebody who finishes has completed, in the catalogue.",
    )  # fmt: skip
    introduction = RichTextField(blank=True, features=WORDS)
    outcomes = StreamField(
        [("outcome", blocks.TextBlock(rows=2))], blank=True,
        help_text="What somebody can do afterwards, a sentence each.",
    )  # fmt: skip
    for_whom = RichTextField("whom it is for", blank=True, features=WORDS)
    quiz = models.ForeignKey(
        "quizzes.Quiz", on_delete=models.PROTECT, null=True, blank=True, related_name="course_pages",
        help_text="Taken after the lessons. Without one, the last required lesson completes the course.",
    )  # fmt: skip

    kind_name = "Course"
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("course"),
        FieldPanel("introduction"),
        MultiFieldPanel([FieldPanel("outcomes"), FieldPanel("for_whom")], "What it gives, and to whom"),
        FieldPanel("quiz"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("introduction"), index.SearchField("outcomes")]
    parent_page_types: ClassVar[list[str]] = ["lessons.CourseIndexPage"]
    subpage_types: ClassVar[list[str]] = ["lessons.LessonPage"]
    template = "lessons/course_page.html"

    def clean(self) -> None:
        super().clean()
        alone = self.quiz.quiz_pages.first() if self.quiz else None
        if alone:
            words = f"This quiz stands alone on the page “{alone.title}”, where it tells its answers."
            raise ValidationError({"quiz": words})


class LessonPage(BasePage):
    """One lesson. Lessons are for signed-in people: each is made with Wagtail's own restriction that says so, which
    search, sitemap and file serving heed without knowing what a lesson is."""

    body = StreamField(LessonBlock(), blank=True)
    minutes = models.PositiveSmallIntegerField(
        default=10, validators=[MinValueValidator(1)], help_text="How long it takes most people."
    )
    required = models.BooleanField(
        default=True,
        help_text="The course is complete without it if not. A change is for those who start afterwards.",
    )

    kind_name = "Lesson"
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("minutes"), FieldPanel("required")], "In the course"),
        FieldPanel("body"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    parent_page_types: ClassVar[list[str]] = ["lessons.CoursePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "lessons/lesson_page.html"

    def save(self, *args: Any, **kwargs: Any) -> None:
        new = self._state.adding
        super().save(*args, **kwargs)
        if new:
            PageViewRestriction.objects.get_or_create(page=self, restriction_type=PageViewRestriction.LOGIN)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["course_page"] = self.get_parent()
        return context
