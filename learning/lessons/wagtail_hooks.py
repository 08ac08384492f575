"""This room's part in Wagtail: its pages are shown by its views, and a course that people took isn't deleted."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from learning.lessons import deciding, quiz_pages, views
from learning.lessons.models import CourseIndexPage, CoursePage, Enrolment, LessonPage, QuizPage

Serve = Callable[[Page, HttpRequest, list[Any], dict[str, Any]], HttpResponse]
SHOW: dict[type, Callable[[HttpRequest, Any], HttpResponse]] = {
    CourseIndexPage: views.course_index,
    CoursePage: views.course_page,
    LessonPage: views.lesson_page,
    QuizPage: quiz_pages.show,
}


@hooks.register("on_serve_page", order=100)
def shown_by_our_views(serve: Serve) -> Serve:
    """Show this room's pages by its views.

    Not by `before_serve_page`: Wagtail asks for its view restrictions only after those, by its own hook of order 0
    here, which stands round this one.
    """

    def inner(page: Page, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]) -> HttpResponse:
        show = SHOW.get(type(page))
        return show(request, page) if show else serve(page, request, args, kwargs)

    return inner


def _taken(pages: list[Page]) -> bool:
    """Return whether somebody has an enrolment in a course among `pages` or below one of them."""
    return any(
        Enrolment.objects.filter(course_page__in=CoursePage.objects.descendant_of(page, inclusive=True)).exists()
        for page in pages
    )


def _refuse(request: HttpRequest, page: Page) -> HttpResponse:
    messages.error(
        request, "People have taken this course, and its records stay. Unpublish it instead: then nobody can start it."
    )
    return redirect("wagtailadmin_explore", page.pk)


@hooks.register("before_delete_page")
def keep_a_course_that_people_took(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a course page with enrolments: it is to be unpublished instead."""
    return _refuse(request, page) if request.method == "POST" and _taken([page]) else None


@hooks.register("before_bulk_action")
def keep_courses_that_people_took(
    request: HttpRequest, action: str, objects: list[Any], view: Any
) -> HttpResponse | None:
    """Refuse it in a bulk action too."""
    if action != "delete" or not all(isinstance(one, Page) for one in objects) or not _taken(objects):
        return None
    return _refuse(request, objects[0].get_parent())


class MayDecideMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perms(deciding.RIGHTS))


@hooks.register("register_admin_menu_item")
def completions_in_doubt() -> MenuItem:
    return MayDecideMenuItem("Completions in doubt", reverse("proposed_corrections"), icon_name="warning", order=261)


@hooks.register("register_admin_urls")
def addresses_of_completions_in_doubt() -> list[Any]:
    return [
        path("completions-in-doubt/", deciding.listed, name="proposed_corrections"),
        path("completions-in-doubt/<int:key>/", deciding.decide, name="decide_correction"),
        path("completions-in-doubt/together/<int:key>/", deciding.decide_together, name="decide_corrections"),
    ]
