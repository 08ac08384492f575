"""This room's part in Wagtail: its pages are shown by its views, and a course that people took isn't deleted."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.models import Page

from learning.lessons import views
from learning.lessons.models import CourseIndexPage, CoursePage, Enrolment, LessonPage

SHOW = {CourseIndexPage: views.course_index, CoursePage: views.course_page, LessonPage: views.lesson_page}


@hooks.register("before_serve_page", order=100)
def shown_by_our_views(
    page: Page, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]
) -> HttpResponse | None:
    """Show this room's pages by its views, once it is settled (order -100 and 0) that the reader may read them."""
    show = SHOW.get(type(page))
    return show(request, page) if show else None


@hooks.register("before_delete_page")
def keep_courses_that_people_took(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a course page with enrolments, here or below: it is to be unpublished instead."""
    taken = CoursePage.objects.descendant_of(page, inclusive=True)
    if request.method != "POST" or not Enrolment.objects.filter(course_page__in=taken).exists():
        return None
    messages.error(
        request, "People have taken this course, and its records stay. Unpublish it instead: then nobody can start it."
    )
    return redirect("wagtailadmin_explore", page.pk)
